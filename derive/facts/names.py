"""The kind "name": which function of the catalogue a formula is.

Values at a few points in double precision propose a name, for the default parameters; the equation is then
proved. ``values``: "slug", or null where it is none of them.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load().find("x*exp(x)/(1+exp(x))")))[0].statement
'f(x) = silu(x, 1): SiLU (Swish)'
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from derive.calculus.companions import Companions
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.numeric import NumericError, evaluate
from derive.language.records import Activation, Claim, Statement, Status
from derive.proof.claims import is_proved, prove_claim
from derive.survey.survey import Survey

KIND = "name"
LOOKS = (-7.3, -2.6, -1.1, -0.4, 0.3, 0.8, 1.7, 3.4, 8.9)
STEPS, SECONDS = 120_000, 1.5


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    found = named(subject)
    if found is None:
        return (Fact(KIND, Status.ENCLOSED, "f is no function of the catalogue", values={"slug": None}),)
    act, claim = found
    said = f"f(x) = {claim.statement.right}: {act.name}"
    return (Fact(KIND, Status.PROVED, said, values={"slug": act.slug}, claims=(claim,)),)


def named(subject: Subject) -> tuple[Activation, Claim] | None:
    """The function of the package's catalogue that a subject is proved to be."""
    for act, other in _alike(subject):
        known = {d.name for d in subject.definitions}
        definitions = (*subject.definitions, *(d for d in other.definitions if d.name not in known))
        statement = Statement(subject.function, "==", other.function, (), (), definitions)
        claim = prove_claim(statement, "The name", SECONDS, refute=False, steps=STEPS)
        if is_proved(claim) and not claim.domain:
            return act, claim
    return None


def _alike(subject: Subject) -> Iterator[tuple[Activation, Subject]]:
    """Functions with the same values at the points that are looked at."""
    mine = _values(subject)
    if mine is None:
        return
    for act in Companions.of_package().catalogue.values():
        other = Subject.of(act)
        values = _values(other)
        if values is not None and np.allclose(mine, values, rtol=1e-11, atol=1e-13, equal_nan=True):
            yield act, other


def _values(subject: Subject) -> np.ndarray | None:
    try:
        return evaluate(subject.function, {"x": LOOKS}, subject.definitions)
    except NumericError:
        return None
