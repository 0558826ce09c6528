"""Asymptotes: lines that a function approaches, proved by how fast it does.

The line is guessed from values far out and then proved by a bound that tends to 0, such as
|f(x) - (a x + b)| ≤ 2 exp(-2x) for x > 1. The bound is the statement: it says more than the limit. Where a
bound takes more work than it is worth, the limit of the distance is the statement.

>>> from derive.language.catalogue import Catalogue
>>> right = asymptotes(Subject.of(Catalogue.load()["softplus"]))[-1]
>>> right.slope, right.intercept, str(right.claim.statement.right)
(Fraction(1, 1), Fraction(0, 1), 'exp(-x)')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from math import isfinite

from flint import arb

from derive.calculus.cuts import term_of
from derive.checker.terms import Term as Core
from derive.facts.subject import Subject, X
from derive.language.records import Claim
from derive.language.term import Term, call, number, relation, symbol
from derive.language.tidy import parted, tidy
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim

FAR = Fraction(2**20)
FACTORS = (1, 2, 4)
STARTS = (1, 2)  # where a bound may begin to hold
# Near the start, and so far out that a line beside the true one is no longer within any bound.
LOOKS = [Fraction(n, 8) for n in (9, 11, 15, 23, 40, 79, 160, 321, 2**13, 2**23)]
TOLERANCE = Fraction(1, 10**5)  # a function that comes near like 10/x is that near at FAR
TRIALS = 2  # bounds that are given to the prover on a side: what can be proved is mostly the first
WORTH = 25_000  # steps for a bound


@dataclass(frozen=True, slots=True)
class Asymptote:
    """The line y = slope · x + intercept on one side ("left": x → -∞, "right": x → ∞), with its bound."""

    side: str
    slope: Fraction
    intercept: Fraction
    claim: Claim


def asymptotes(subject: Subject) -> tuple[Asymptote, ...]:
    """The proved asymptotes, left before right; none where the function lies on the line itself."""
    left = _asymptote(subject, "left", None)
    return tuple(a for a in (left, _asymptote(subject, "right", left)) if a is not None)


def _asymptote(subject: Subject, side: str, other: Asymptote | None) -> Asymptote | None:
    """The asymptote on one side; ``other`` is that on the other side, if it is known."""
    line = _guess(subject, side)
    if line is None:
        return None
    slope, intercept = line
    target = tidy(slope * X + intercept)
    for start in (*STARTS, 8):  # far out it may be the line
        far = relation(X, ">", start) if side == "right" else relation(X, "<", -start)
        if not _looks_true(subject, call("Abs", subject.function - target), number(0), start * _sign(side)):
            continue
        equal = subject.state(subject.function, "==", target, far)
        if is_proved(prove_claim(equal, refute=False, steps=QUICK)):
            return None
    distance = call("Abs", subject.function - target if target != number(0) else subject.function)
    seen = _distances(subject, distance, _sign(side))
    likely = (_likely(subject, seen, shape, side) for shape in _shapes(side, _rates(subject)))
    bounds: Iterator[tuple[Term, int]] = islice((found for found in likely if found), TRIALS)
    if other is not None and _mirrored(subject, seen, other):
        bounds = _like(bounds, other)
    for bound, start in bounds:
        claim = _bounded(subject, distance, bound, start)
        if claim is not None:
            return Asymptote(side, slope, intercept, claim)
    claim = _in_the_limit(subject, side, target)
    return Asymptote(side, slope, intercept, claim) if is_proved(claim) else None


def _mirrored(subject: Subject, seen: Mapping[Fraction, arb], other: Asymptote) -> bool:
    """The function is seen to be as far from the line on the other side."""
    core = subject.core(call("Abs", subject.function - (other.slope * X + other.intercept)))
    for at, distance in seen.items():
        try:
            if not balls.value(core, {X.name: -at}).overlaps(distance):
                return False
        except balls.NoValue:
            return False
    return bool(seen)


def _like(bounds: Iterator[tuple[Term, int]], other: Asymptote) -> Iterator[tuple[Term, int]]:
    """The bound that was proved on the other side, mirrored; none where none was: here it is no easier."""
    proved = other.claim.statement.right
    return ((bound, start) for bound, start in bounds if tidy(bound.replace({X: -X})) == proved)


def _in_the_limit(subject: Subject, side: str, target: Term) -> Claim:
    """The claim that the distance tends to 0."""
    end = call("oo") if side == "right" else -call("oo")
    limit = call("Limit", tidy(subject.function - target), X, end, symbol("both"))
    statement = subject.state(limit, "==", number(0), kind="limit")
    return prove_claim(statement, "Asymptote", refute=False, steps=QUICK)


def _distances(subject: Subject, distance: Term, sign: int) -> dict[Fraction, arb]:
    """How far the function is from the line at points beyond each start, where that is seen."""
    core, found = subject.core(distance), {}
    for start, factor in product(STARTS, LOOKS):
        at = sign * start * factor
        try:
            found[at] = balls.value(core, {X.name: at})
        except balls.NoValue:
            continue
    return found


def _likely(
    subject: Subject, seen: Mapping[Fraction, arb], shape: Term, side: str
) -> tuple[Term, int] | None:
    """The smallest multiple of a shape that looks like a bound, and from where on; None where none does."""
    core, sign = subject.core(shape), _sign(side)
    heights: dict[Fraction, arb] = {}
    for factor, start in product(FACTORS, STARTS):
        for at in (sign * start * look for look in LOOKS):
            if at in seen and at not in heights:
                heights[at] = balls.value(core, {X.name: at})
            if at in seen and factor * heights[at] < seen[at]:
                break
        else:
            return tidy(factor * shape), sign * start
    return None


def _sign(side: str) -> int:
    return 1 if side == "right" else -1


def _bounded(subject: Subject, distance: Term, bound: Term, start: int) -> Claim | None:
    """The claim that the distance is within the bound from a point outwards, if it is proved."""
    far = relation(X, ">" if start > 0 else "<", start)
    statement = subject.state(distance, "<=", bound, far, kind="asymptote")
    claim = prove_claim(statement, "Asymptote", refute=False, steps=WORTH)
    return claim if is_proved(claim) else None


def _shapes(side: str, rates: Sequence[Fraction]) -> Iterator[Term]:
    """What tends to 0, the quick ones first; ``rates`` are the r for which exp(r x) is in play."""
    t = X if side == "right" else -X
    yield t * call("exp", -(X**2) / 2)
    for rate in rates:
        yield from (call("exp", -2 * rate * t), call("exp", -rate * t), t * call("exp", -rate * t))
    yield from (t**-2, 1 / t)


def _rates(subject: Subject) -> list[Fraction]:
    """The rates |r| of the exponentials exp(r x + ...) in a function, the quick ones first; 1 always."""
    found = {Fraction(1)}
    stack = [subject.core(subject.function)]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node[1:])
            if node[0] == "exp":
                found.update(_rate(part) for part in _summands(tidy(term_of(node[1]))))
    return sorted((rate for rate in found if rate), reverse=True)


def _summands(term: Term) -> tuple[Term, ...]:
    return term.args if term.head == "add" else (term,)


def _rate(part: Term) -> Fraction:
    """|r| for r x; 0 for anything else."""
    coefficient, factors = parted(part)
    return abs(coefficient) if factors == [X] else Fraction(0)


def _looks_true(subject: Subject, distance: Term, bound: Term, start: int) -> bool:
    """No point among a few beyond the start is seen at which the bound fails."""
    core = subject.core(bound - distance)
    for factor in LOOKS:
        try:
            if balls.value(core, {"x": start * factor}) < 0:
                return False
        except balls.NoValue:
            continue
    return True


def _guess(subject: Subject, side: str) -> tuple[Fraction, Fraction] | None:
    core = subject.core(subject.function)
    sign = 1 if side == "right" else -1
    try:
        near, far = (_value(core, sign * k * FAR) for k in (1, 2))
    except balls.NoValue:
        return None
    slope = _simple((far - near) / (sign * FAR))
    intercept = None if slope is None else _simple(far - slope * 2 * sign * FAR)
    return None if slope is None or intercept is None else (slope, intercept)


def _value(core: Core, at: Fraction) -> Fraction:
    """A value to a float's precision: enough for a guess. NoValue where it is beyond every float."""
    value = float(balls.value(core, {"x": at}).mid())
    if not isfinite(value):
        raise balls.NoValue("expected a value that a float can hold")
    return Fraction(value)


def _simple(value: Fraction) -> Fraction | None:
    """The simple rational number that a value is close to."""
    near = value.limit_denominator(100)
    return near if abs(near - value) < TOLERANCE else None
