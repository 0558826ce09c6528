"""The kind "lipschitz": the smallest constant L with |f(x) - f(y)| ≤ L |x - y| for all x and y.

``values``: "constant" with "value" ("oo" where there is none) and "attained": whether |f'(x)| = L, or that
of a one-sided derivative, at some x; "at" says where. L is the supremum of |f'| (Rudin, Principles of
Mathematical Analysis, 5.10); between zeros of f'' the derivative is monotone. A function that jumps has
none.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["sigmoid"]))[0].values["constant"]
{'value': '0.25', 'attained': True, 'at': '0'}
"""

from __future__ import annotations

from itertools import pairwise

from derive.facts.deciding import decided, short
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.facts.value_range import Extreme, extremes, highest
from derive.language.records import Status
from derive.survey.constants import Unclear
from derive.survey.places import INFINITY
from derive.survey.survey import Joint, Survey, same

KIND = "lipschitz"


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _lipschitz)


def _lipschitz(survey: Survey) -> Fact:
    best = steepest(survey)
    if best.value.infinite:
        said = "f is not Lipschitz continuous"
    else:
        said = f"|f(x) - f(y)| <= L |x - y| with L = {short(best.value)}, the least such number"
    return Fact(KIND, Status.ENCLOSED, said, values={"constant": best.json()})


def steepest(survey: Survey) -> Extreme:
    """The supremum of |f'|, infinite where the function jumps."""
    jump = next((j for j in survey.joints if _jumps(j)), None)
    if jump is not None:
        return Extreme(INFINITY, False, jump.at)
    found = []
    for piece in survey.pieces:
        for e in extremes(survey, piece, 1):
            ends = [side for side in (-1, 1) if e.at is piece.end(side)]
            met = e.attained or (
                bool(ends) and not e.at.infinite and not e.value.infinite and _ends_in(survey, piece, ends[0])
            )
            found.append(Extreme(e.value.magnitude(), met, e.at))
    best = highest(found, 1)
    if not best.value.infinite:
        _no_gaps(survey)
    return best


def _ends_in(survey: Survey, piece: object, side: int) -> bool:
    """The function is continuous at the end of a piece, so that a one-sided derivative exists there."""
    for joint in survey.joints:
        if (joint.left if side > 0 else joint.right) is piece:
            return joint.continuous(-side)
    return False


def _jumps(joint: Joint) -> bool:
    limits = [joint.limit(side) for side, piece in ((-1, joint.left), (1, joint.right)) if piece is not None]
    if any(limit.infinite for limit in limits):
        return True
    if joint.value is not None:
        return not all(
            joint.continuous(side) for side, piece in ((-1, joint.left), (1, joint.right)) if piece
        )
    return len(limits) == 2 and limits[0].compare(limits[1]) != 0


def _no_gaps(survey: Survey) -> None:
    for left, right in pairwise(survey.pieces):
        if not same(left.hi, right.lo):
            raise Unclear("a domain with gaps, over which the slope of chords was not bounded")
