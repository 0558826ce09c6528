"""The kind "monotonicity": the maximal intervals on which a function rises, falls or is constant.

``values``: "intervals", each with "from", "to" and "direction" (increasing, decreasing, constant), in
order. Rising and falling are strict. Intervals are open; they cover the domain but for finitely many
points. A jump ends an interval only where the function does not go on in the same direction over it. Where
the direction changes infinitely often in a wave, the intervals are those of one "period".

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["relu"]))[0].statement
'f is constant on (-oo, 0), increasing on (0, oo)'
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.facts.deciding import again, decided, repeated, span
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.places import Number
from derive.survey.survey import Joint, Survey

KIND = "monotonicity"
WORDS = {1: "increasing", -1: "decreasing", 0: "constant"}


@dataclass(frozen=True)
class Run:
    """An interval with one direction."""

    lo: Number
    hi: Number
    direction: int


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _monotonicity)


def _monotonicity(survey: Survey) -> Fact:
    found = runs(survey)
    said = ", ".join(f"{WORDS[run.direction]} on {span(run.lo, run.hi)}" for run in found)
    listed = [
        {"from": run.lo.decimal(), "to": run.hi.decimal(), "direction": WORDS[run.direction]} for run in found
    ]
    values = {"intervals": listed, **repeated(survey, 1)}
    return Fact(KIND, Status.ENCLOSED, f"f is {said}{again(survey, 1)}", values=values)


def runs(survey: Survey) -> list[Run]:
    """The intervals, from left to right."""
    found: list[Run] = []
    for index, (_, segments) in enumerate(survey.signs(1)):
        for place, segment in enumerate(segments):
            joint = survey.between(index - 1) if index and place == 0 else None
            goes_on = bool(found) and found[-1].direction == segment.sign
            if goes_on and (place > 0 or (joint is not None and _over(joint, segment.sign))):
                found[-1] = Run(found[-1].lo, segment.hi, segment.sign)
            else:
                found.append(Run(segment.lo, segment.hi, segment.sign))
    return found


def _over(joint: Joint, direction: int) -> bool:
    """The function goes on in the direction over a joint."""
    if joint.value is None:
        return False
    steps = -joint.apart(-1), joint.apart(1)
    return all(step in {0, direction} for step in steps) if direction else steps == (0, 0)
