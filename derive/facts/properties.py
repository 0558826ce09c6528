"""Properties of a family that depend on its parameter: how each is seen at a value, and proved for all.

A continuous function is non-decreasing where its derivative is nowhere negative, convex where moreover the
derivative does not fall, and |f(x) - f(y)| ≤ |x - y| where |f'| ≤ 1, finitely many points left out (Rudin,
Principles of Mathematical Analysis, 5.11 and 5.10; Rockafellar, Convex Analysis, section 24).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from derive.facts.convexity import bends
from derive.facts.lipschitz import steepest
from derive.facts.monotonicity import runs
from derive.facts.parity import EVEN, ODD, may_be
from derive.facts.subject import Subject, X
from derive.facts.thresholds import Region
from derive.language.records import Activation, Statement
from derive.language.term import Term, derivative, number, relation, symbol
from derive.language.tidy import tidy
from derive.proof import balls
from derive.steps import Derivation
from derive.survey.balls import ball_of, jet
from derive.survey.constants import Unclear
from derive.survey.places import Number
from derive.survey.survey import Survey

QUARTERS = (0, 4, -4, 2, -2, 8, -8, 1, -1, 12, -12, 6, -6, 16, -16, 24, -24, 40, -40)
PLACES = tuple(Fraction(n, 4) for n in QUARTERS)
STEPS, WIDE = 8, 16
GLIMPSES = tuple(Fraction(n, 4) for n in (-3, 5, -7, 11, -13, 1, -19, 21, -29))
Relations = tuple[Term, ...]


@dataclass(frozen=True)
class Family:
    """An activation with one parameter left free; ``fixed`` are the values of the others, ``derivation`` is
    that of the activation.
    """

    activation: Activation
    name: str
    fixed: Mapping[Term, Term]
    domain: Relations
    derivation: Derivation

    @property
    def function(self) -> Term:
        return self.activation.call.replace(self.fixed)

    @property
    def continuous(self) -> bool:
        """For all values of the parameters: wherever pieces meet, both one-sided derivatives are proved."""
        return not self.derivation.jumps

    def slope(self, order: int = 1) -> Term:
        return derivative(self.function, X, order)

    def state(self, left: Term, sign: str, right: Term, given: Relations, *where: Term) -> Statement:
        """A statement for all values of the parameter that satisfy ``given``, on the domain ``where``."""
        sides = (side.replace(self.fixed) for side in (left, right))
        place = tuple(tidy(part.replace(self.fixed)) for part in where)
        left, right = sides
        return Statement(left, sign, right, (*self.domain, *given), place, self.activation.definitions)

    def places(self) -> Iterator[Term]:
        """Where to look for a point that denies: fixed, or moving with the parameter."""
        p = symbol(self.name)
        for q in PLACES:
            yield number(q)
        for q in PLACES[1:]:
            yield from (tidy(number(q) * p), tidy(number(q) / p), tidy(p + number(q)))


@dataclass(frozen=True)
class Property:
    """``seen``: whether a survey shows it (None: unknown); with ``quick``, whether a few points leave it
    open. ``demands`` are statements that make it true, of a continuous function where ``continuous`` is set;
    ``denials`` are statements of which each makes it false.
    """

    name: str
    seen: Callable[[Survey, bool], bool | None]
    demands: Callable[[Family, Relations], Iterator[Statement]]
    denials: Callable[[Family, Region], Iterator[Statement]]
    continuous: bool = True


def _witnesses(family: Family, region: Region, left: Term, sign: str, right: Term) -> Iterator[Statement]:
    """Statements at points; only those that numbers confirm at some values of the parameter."""
    for place in family.places():
        at = relation(X, "==", place)
        statement = family.state(left, sign, right, region.relations, at)
        if all(_true_at(statement, family, place, q) for q in _some(region)):
            yield statement


def _some(region: Region) -> tuple[Fraction, ...]:
    inside = region.inside
    return tuple(dict.fromkeys((inside[0], inside[len(inside) // 2], inside[-1])))


def _true_at(statement: Statement, family: Family, place: Term, value: Fraction) -> bool:
    numbers = {symbol(family.name): number(value)}
    subject = Subject(statement.left, statement.definitions, {})
    core = subject.core((statement.left - statement.right).replace(numbers))
    x = tidy(place.replace(numbers))
    if not x.is_number():
        return False
    try:
        ball = balls.value(core, {X.name: x.number}, 128)
    except (balls.NoValue, ZeroDivisionError, ValueError):
        return False
    return bool({"<": ball < 0, ">": ball > 0, "!=": ball < 0 or ball > 0}[statement.relation])


def _glimpses(survey: Survey) -> Iterator[Sequence[arb]]:
    """The Taylor coefficients at a few points inside pieces: what they deny needs no table of signs."""
    return (row for _, row in _glimpsed(survey) if row is not None)


def _glimpsed(survey: Survey) -> Iterator[tuple[Fraction, Sequence[arb] | None]]:
    known = survey.seen.setdefault("glimpses", {})
    assert isinstance(known, dict)
    named = [q for part in survey.term.walk() if part.is_number() for q in (part.number, -part.number)]
    for q in dict.fromkeys((*GLIMPSES, *(q for q in named if abs(q) < WIDE))):
        if q not in known:
            known[q] = _glimpse(survey, ball_of(q), 2)
        yield q, known[q]


def _glimpse(survey: Survey, at: arb, order: int) -> Sequence[arb] | None:
    for piece in survey.pieces:
        if (piece.lo.infinite or piece.lo.ball < at) and (piece.hi.infinite or piece.hi.ball > at):  # type: ignore[operator]
            try:
                return jet(piece.formula, at, order)
            except Unclear:
                return None
    return None


# -- non-decreasing -----------------------------------------------------------------------------------


def _rises(survey: Survey, quick: bool) -> bool | None:
    if any(joint.inner and not joint.joined for joint in survey.joints):
        return None
    if any(row[1] < 0 for row in _glimpses(survey)):
        return False
    return quick or all(run.direction >= 0 for run in runs(survey))


def _rising(family: Family, given: Relations) -> Iterator[Statement]:
    for branch in family.derivation.branches:
        yield family.state(derivative(family.activation.call, X), ">=", number(0), given, *branch.domain)


def _falls(family: Family, region: Region) -> Iterator[Statement]:
    return _witnesses(family, region, family.slope(), "<", number(0))


# -- convex -------------------------------------------------------------------------------------------


def _bends_up(survey: Survey, quick: bool) -> bool | None:
    if any(joint.inner and not joint.joined for joint in survey.joints):
        return None
    if any(row[2] < 0 for row in _glimpses(survey)):
        return False
    if quick:
        return True
    parts = bends(survey)
    return all(part.bend >= 0 for part in parts) and all(part.before >= 0 for part in parts[1:])


def _bending(family: Family, given: Relations) -> Iterator[Statement]:
    for branch in family.derivation.branches:
        yield family.state(derivative(family.activation.call, X, 2), ">=", number(0), given, *branch.domain)
    for kink in family.derivation.kinks:
        yield family.state(kink.left, "<=", kink.right, given)


def _bent_down(family: Family, region: Region) -> Iterator[Statement]:
    for kink in family.derivation.kinks:
        yield family.state(kink.left, ">", kink.right, region.relations)
    yield from _witnesses(family, region, family.slope(2), "<", number(0))


# -- Lipschitz with constant 1 ------------------------------------------------------------------------


def _is_gentle(survey: Survey, quick: bool) -> bool | None:
    if any(joint.inner and not joint.joined for joint in survey.joints):
        return None
    if any(abs(row[1]) > 1 for row in _glimpses(survey)) or _is_steep_between(survey):
        return False
    return quick or steepest(survey).value.compare(Number.of(1)) <= 0


def _is_steep_between(survey: Survey) -> bool:
    """Newton's steps from the steepest glimpses towards a place where |f'| is largest find it above 1."""
    places = [(abs(row[1]).mid(), q) for q, row in _glimpsed(survey) if row is not None]
    for _, q in sorted(places, key=lambda place: float(place[0]))[-2:]:
        at = ball_of(q)
        for _ in range(STEPS):
            row = _glimpse(survey, at, 3)
            if row is None:
                break
            if abs(row[1]) > 1:
                return True
            step = row[2] / (3 * row[3])  # of f'' / f''', from their Taylor coefficients
            if not abs(step) < 1:
                break
            at = (at - step).mid()
    return False


def _gentle(family: Family, given: Relations) -> Iterator[Statement]:
    slope = derivative(family.activation.call, X)
    for branch in family.derivation.branches:
        yield family.state(slope, "<=", number(1), given, *branch.domain)
        yield family.state(slope, ">=", number(-1), given, *branch.domain)


def _steep(family: Family, region: Region) -> Iterator[Statement]:
    for kink in family.derivation.kinks:  # a one-sided slope is a limit of slopes of chords
        for side in (kink.left, kink.right):
            yield family.state(side, ">", number(1), region.relations)
            yield family.state(side, "<", number(-1), region.relations)
    yield from _witnesses(family, region, family.slope(), ">", number(1))
    yield from _witnesses(family, region, family.slope(), "<", number(-1))


# -- odd and even -------------------------------------------------------------------------------------


def _mirrored(family: Family) -> Term:
    return family.function.replace({X: -X})


def _odd(family: Family, given: Relations) -> Iterator[Statement]:
    yield family.state(_mirrored(family), "==", -family.function, given)


def _not_odd(family: Family, region: Region) -> Iterator[Statement]:
    total = family.function + _mirrored(family)
    return _witnesses(family, region, total, "!=", number(0))


def _even(family: Family, given: Relations) -> Iterator[Statement]:
    yield family.state(_mirrored(family), "==", family.function, given)


def _not_even(family: Family, region: Region) -> Iterator[Statement]:
    difference = family.function - _mirrored(family)
    return _witnesses(family, region, difference, "!=", number(0))


# -- differentiable -----------------------------------------------------------------------------------


def _is_smooth(survey: Survey, _quick: bool) -> bool | None:
    return all(joint.joined and joint.agree(1) for joint in survey.joints if joint.inner)


def _smooth(family: Family, given: Relations) -> Iterator[Statement]:
    for kink in family.derivation.kinks:
        yield family.state(kink.left, "==", kink.right, given)


def _torn(family: Family, region: Region) -> Iterator[Statement]:
    for kink in family.derivation.kinks:
        yield family.state(kink.left, "!=", kink.right, region.relations)


PROPERTIES = (
    Property("non-decreasing", _rises, _rising, _falls),
    Property("convex", _bends_up, _bending, _bent_down),
    Property("Lipschitz with constant 1", _is_gentle, _gentle, _steep),
    Property("odd", lambda survey, _quick: may_be(survey, ODD), _odd, _not_odd, continuous=False),
    Property("even", lambda survey, _quick: may_be(survey, EVEN), _even, _not_even, continuous=False),
    Property("differentiable everywhere", _is_smooth, _smooth, _torn),
)
