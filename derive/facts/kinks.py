"""The kind "kinks": the points of the domain, inside it, at which the function has no derivative.

``values``: "kinks", each with "at", "value", "left" and "right" (one-sided derivatives; null at a jump),
"clarke" (the ends of the Clarke interval, null where a side is unbounded) and "continuous". The second
fact, "smoothness", names the class.

Source: F. H. Clarke, Optimization and Nonsmooth Analysis (1983), theorem 2.5.1.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["relu"]))[0].values["kinks"][0]["clarke"]
['0', '1']
"""

from __future__ import annotations

from typing import Any

from derive.facts.deciding import decided, short
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.places import Number
from derive.survey.survey import Joint, Survey

KIND = "kinks"


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _kinks)


def _kinks(survey: Survey) -> Fact:
    listed = [_json(joint) for joint in corners(survey)]
    said = ", ".join(f"x = {short(joint.at)}" for joint in corners(survey))
    return Fact(
        KIND, Status.ENCLOSED, f"no derivative at {said}" if listed else "differentiable in its domain",
        values={"kinks": listed},
    )  # fmt: skip


def corners(survey: Survey) -> list[Joint]:
    """The points inside the domain at which there is no derivative."""
    return [j for j in survey.joints if j.inner and j.value is not None and not (j.joined and j.agree(1))]


def _json(joint: Joint) -> dict[str, Any]:
    assert joint.value is not None
    whole = joint.joined
    left, right = ((_slope(joint, side) if joint.continuous(side) else None) for side in (-1, 1))
    clarke = None
    if whole and left is not None and right is not None and not left.infinite and not right.infinite:
        low, high = (left, right) if left.compare(right) <= 0 else (right, left)
        clarke = [low.decimal(), high.decimal()]
    return {
        "at": joint.at.decimal(), "value": joint.value.decimal(),
        "left": None if left is None else left.decimal(), "right": None if right is None else right.decimal(),
        "clarke": clarke, "continuous": whole,
    }  # fmt: skip


def _slope(joint: Joint, side: int) -> Number:
    return joint.limit(side, 1)
