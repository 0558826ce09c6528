"""Looks: balls around left minus right at a few points, before exact work.

A difference that is seen there settles a statement, and a proof must not contradict what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice

import flint
from flint import arb

from derive.checker import Rejected, check
from derive.checker.cells import HOLDS
from derive.checker.reader import Reading
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.statement import Claim
from derive.checker.terms import Term, head, sub
from derive.proof import balls
from derive.proof.points import points
from derive.proof.verdicts import Refuted
from derive.proof.writing import header, to_json

LOOKS = 2  # plain points that are looked at where another does not speak for all
PLACES = [Fraction(n, d) for n, d in ((5, 7), (13, 11), (7, 17), (19, 13))]  # no special values
Point = Mapping[str, Fraction]


@dataclass
class Seen:
    """What was seen: a counter-example, or points at which the relation may hold.

    Two formulas without branches, roots and inverse functions that agree at a point with no special values
    as a rule agree everywhere; then that point speaks for all (``one``).
    """

    agreed: list[Point] = field(default_factory=list)
    one: bool = False
    refuted: Refuted | None = None

    def speaks_of(self, point: Point) -> bool:
        """Whether a proof was compared with a ball already, as far as this point is concerned."""
        return self.one or point in self.agreed


def at_once(read: Reading) -> Seen:
    """A look at a few points before exact work: a difference that is seen there settles the question."""
    claim, seen = read.claim, Seen()
    if claim.relation == "eq" and _agree_at_large(claim, seen):
        return seen
    inside = filter(lambda point: admitted(claim, point), points(claim.variables))
    for point in islice(inside, LOOKS):
        ball = difference(claim, point)
        if ball is None:
            continue
        if allows(ball, claim.relation):
            seen.agreed.append(point)
        elif (found := refuted_at(read, point, ball)) is not None:
            seen.refuted = found
            break
    return seen


def _agree_at_large(claim: Claim, seen: Seen) -> bool:
    """Whether two sides without branches agree at a point with no special values."""
    point = {name: PLACES[k] if k < 4 else PLACES[k % 4] + k // 4 for k, name in enumerate(claim.variables)}
    if not admitted(claim, point):
        return False
    try:
        seen.one = bool(balls.of_one_formula(sub(claim.left, claim.right), point).contains(0))
    except balls.NoValue:
        return False
    return seen.one


def refuted_at(read: Reading, point: Point, ball: arb | None) -> Refuted | None:
    """The refutation of a statement at a point, if the checker agrees."""
    certificate = {
        **header(read.data, "refuted"),
        "point": {name: to_json(value) for name, value in point.items()},
    }
    try:
        check(certificate, read=read)
    except Rejected:
        return None
    return Refuted(point, shown_ball(ball), certificate)


def difference(claim: Claim, point: Point, bits: int = 128) -> arb | None:
    """A ball around left - right at a point, or None."""
    try:
        return balls.value(sub(claim.left, claim.right), point, bits)
    except balls.NoValue:
        return None


def allows(ball: arb, relation: str) -> bool:
    """The ball leaves it possible that the relation holds."""
    signs = HOLDS[relation]
    return bool(
        (signs & ZERO and ball.contains(0))
        or (signs & POS and not ball <= 0)
        or (signs & NEG and not ball >= 0)
    )


def admitted(claim: Claim, point: Point) -> bool:
    """No hypothesis is seen to fail at the point."""
    for term, sign in claim.facts:
        try:
            ball = balls.value(term, point)
        except balls.NoValue:
            return False
        if not (ball > 0 if sign == POS else ball < 0):
            return False
    return all(_admits(condition, point) for condition in claim.conditions)


def _admits(condition: Term, point: Point) -> bool:
    """A relation is not seen to fail; of alternatives and denials nothing is said."""
    if head(condition) not in HOLDS:
        return True
    try:
        ball = balls.value(sub(condition[1], condition[2]), point)  # type: ignore[index]
    except balls.NoValue:
        return True
    return allows(ball, head(condition))


def shown_ball(ball: arb | None) -> str:
    """A ball for people; empty where there is none."""
    if ball is None:
        return ""
    with flint.ctx.workprec(128):
        return str(ball.str(20))
