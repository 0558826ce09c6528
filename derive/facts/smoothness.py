"""The kind "smoothness": how often a function can be derived on its domain, C^0, C^1, ... or C^oo.

``values``: "class": "C^k" for k continuous derivatives, "C^oo", or "discontinuous". Inside a piece every
function of the grammar is analytic; where pieces meet derivatives are compared, up to the third.

>>> from derive.language.catalogue import Catalogue
>>> [facts(Subject.of(Catalogue.load()[s]))[0].values["class"] for s in ("relu", "tanh", "elu")]
['C^0', 'C^oo', 'C^1']
"""

from __future__ import annotations

from derive.facts.deciding import decided
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.pieces import ORDER
from derive.survey.survey import Joint, Survey

KIND = "smoothness"


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _smoothness)


def _smoothness(survey: Survey) -> Fact:
    orders = [found for joint in survey.joints if joint.inner and joint.value is not None
              and (found := _order(joint)) is not None]  # fmt: skip
    least = min(orders, default=None)
    if least is None:
        name, said = "C^oo", "f has derivatives of every order in its domain"
    elif least < 0:
        name, said = "discontinuous", "f is not continuous in its domain"
    elif least == ORDER:
        name, said = f"at least C^{ORDER}", f"f has {ORDER} continuous derivatives, or more"
    else:
        name, said = f"C^{least}", f"f has {least} continuous derivatives, not {least + 1}"
    return Fact(KIND, Status.ENCLOSED, said, values={"class": name})


def _order(joint: Joint) -> int | None:
    """How many derivatives are continuous at a joint; -1: not even the function; None: all of them."""
    if not joint.joined:
        return -1
    for k in range(1, ORDER + 1):
        if not joint.agree(k):
            return k - 1
    return ORDER
