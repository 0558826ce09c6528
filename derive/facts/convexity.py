"""The kind "convexity": the intervals on which a function is convex, concave or linear.

``values``: "intervals", each with "from", "to" and "direction" (convex, concave, linear), in order and
without overlap. Convex and concave are meant in the weak sense, so that a convex interval takes in linear
parts and kinks at which the slope grows: ReLU is convex on the whole line. A linear part that could go with
a convex neighbour on one side and with a concave one on the other is an interval of its own. "maximal"
lists every interval on which the function is convex, concave or linear that is part of no longer one; these
may overlap.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["relu"]))[0].statement
'f is convex on (-oo, oo)'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.facts.deciding import again, decided, repeated, span
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.places import Number
from derive.survey.survey import Joint, Survey

KIND = "convexity"
WORDS = {1: "convex", -1: "concave", 0: "linear"}
BROKEN = 2


@dataclass(frozen=True)
class Part:
    """An interval on which the function bends one way; ``before`` is how it bends where the part begins."""

    lo: Number
    hi: Number
    bend: int
    before: int


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _convexity)


def _convexity(survey: Survey) -> Fact:
    parts = bends(survey)
    stretches = _maximal(parts)
    chosen = _apart(parts, stretches)
    said = ", ".join(f"{WORDS[way]} on {span(parts[i].lo, parts[j].hi)}" for i, j, way in chosen)
    values = {"intervals": [_json(parts, s) for s in chosen], "maximal": [_json(parts, s) for s in stretches]}
    return Fact(
        KIND, Status.ENCLOSED, f"f is {said}{again(survey, 2)}", values={**values, **repeated(survey, 2)}
    )


def _json(parts: Sequence[Part], stretch: tuple[int, int, int]) -> dict[str, str]:
    i, j, way = stretch
    return {"from": parts[i].lo.decimal(), "to": parts[j].hi.decimal(), "direction": WORDS[way]}


def bends(survey: Survey) -> list[Part]:
    """The parts, from left to right."""
    found: list[Part] = []
    for index, (_, segments) in enumerate(survey.signs(2)):
        for place, segment in enumerate(segments):
            joint = survey.between(index - 1) if index and place == 0 else None
            before = 0 if place else BROKEN if joint is None else _bend(joint)
            found.append(Part(segment.lo, segment.hi, segment.sign, before))
    return found


def _bend(joint: Joint) -> int:
    """1 where the slope grows over a joint, -1 where it falls, 0 where it does not change."""
    if not joint.joined:
        return BROKEN
    return joint.limit(1, 1).compare(joint.limit(-1, 1))


def _maximal(parts: Sequence[Part]) -> list[tuple[int, int, int]]:
    """(first, last, way) of every stretch that is part of no longer one, convex, concave or linear."""
    found: set[tuple[int, int, int]] = set()
    for way in (1, -1, 0):
        start = 0
        while start < len(parts):
            if parts[start].bend not in (0, way):
                start += 1
                continue
            last = start
            while last + 1 < len(parts) and {parts[last + 1].bend, parts[last + 1].before} <= {0, way}:
                last += 1
            found.add((start, last, way if _is_bent(parts, start, last) else 0))
            start = last + 1
    inner = {s for s in found if any(s != t and t[0] <= s[0] and s[1] <= t[1] for t in found)}
    return sorted(found - inner)


def _is_bent(parts: Sequence[Part], first: int, last: int) -> bool:
    return any(parts[k].bend or (k > first and parts[k].before) for k in range(first, last + 1))


def _apart(parts: Sequence[Part], stretches: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The stretches without overlap: a part that two of them claim stands alone."""
    found: list[tuple[int, int, int]] = []
    owners = [[s for s in stretches if s[0] <= k <= s[1]] for k in range(len(parts))]
    k = 0
    while k < len(parts):
        last = k
        while len(owners[k]) == 1 and last + 1 < len(parts) and owners[last + 1] == owners[k]:
            last += 1
        way = owners[k][0][2] if len(owners[k]) == 1 and _is_bent(parts, k, last) else 0
        found.append((k, last, way))
        k = last + 1
    return found
