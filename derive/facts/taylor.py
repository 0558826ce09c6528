"""Taylor series at 0, exact coefficients proved as one limit, and the radius of convergence.

The derivatives are derived one after the other, each from the one before, with their values at 0; each step
is a statement. Where they grow too long, the one limit (f - P_n)/x^n → 0 proves all coefficients at once: a
function that is analytic at 0 has no other expansion. Where pieces meet at 0 the two sides have their own
series.

Source: NIST Digital Library of Mathematical Functions, sections 1.10(i) and 2.1(iii).

>>> from derive.language.catalogue import Catalogue
>>> series, radius = facts(Subject.of(Catalogue.load()["sigmoid"]), order=3)
>>> print(series.statement, radius.statement)
sigmoid(x) = 1/2 + x/4 - x**3/48 + O(x**4) radius of convergence at 0: 3.14159265358979323846264338328
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import factorial

from derive.calculus.reduction import reduced, size
from derive.facts.expansion import Expansion, Part, expansion
from derive.facts.fact import Fact
from derive.facts.radius import Radius, radius
from derive.facts.segments import Segment, segments, slope
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Statement, Status
from derive.language.term import Term, call, derivative, from_json, number, relation, symbol
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import BITS, constants_of, fraction_of, identified
from derive.proof.writing import to_json

KIND = "taylor series"
RADIUS = "radius of convergence"
ORDER = 8
LONGEST = 250  # nodes of a formula that is derived further
STEPS = QUICK
LEAST = 3  # a series that ends below this order is none
SIDES = {-1: "left", 1: "right", 0: "both"}
Found = tuple[list[Term], tuple[Claim, ...]]


def facts(subject: Subject, order: int = ORDER) -> tuple[Fact, ...]:
    """The series at 0 to an order with its radius; two one-sided ones where pieces meet at 0."""
    found = segments(subject)
    inside = [(s, 0) for s in found if _covers(s, -1) and _covers(s, 1)]
    sides = inside or [(s, side) for side in (-1, 1) for s in found if _covers(s, side)]
    if not sides:
        return (Fact(KIND, Status.OPEN, "Taylor series at 0", reason="no piece around 0 was found"),)
    return tuple(fact for segment, side in sides for fact in _series(subject, segment, side, order))


def _covers(segment: Segment, side: int) -> bool:
    """The points beside 0 on one side lie in the segment."""
    low, high = _value(segment.low, -1), _value(segment.high, 1)
    if low is None or high is None:
        return False
    return (low < 0 <= high) if side < 0 else (low <= 0 < high)


def _value(end: Term | None, infinite: int) -> float | None:
    if end is None:
        return infinite * float("inf")
    if end.is_number():
        return float(end.number)
    try:
        ball = balls.value(Subject(end, (), {}).core(end), {}, BITS)
    except balls.NoValue:
        return None
    return None if ball.contains(0) else float(ball.mid())


def _series(subject: Subject, segment: Segment, side: int, order: int) -> Iterator[Fact]:
    where = {-1: "x < 0", 1: "x > 0", 0: ""}[side]
    found = _by_derivatives(subject, segment, side, order) or _by_limit(subject, side, order)
    if found is None:
        reason = "no power series was found beside 0"
        yield Fact(KIND, Status.OPEN, f"Taylor series of {subject.function} at 0", where, reason=reason)
        return
    coefficients, claims = found
    reached = len(coefficients) - 1
    parts = tuple(Part(c, _power(k)) for k, c in enumerate(coefficients) if c != number(0))
    values = {
        "at": "0",
        "side": SIDES[side],
        "order": reached,
        "coefficients": [str(c) for c in coefficients],
    }
    statement = f"{subject.function} = {Expansion(parts, False).shown(order + 1)} + O(x**{reached + 1})"
    yield Fact(KIND, Status.PROVED, statement, where, values, claims)
    yield _radius(radius(segment.formula), where)


def _power(k: int) -> Term:
    return number(1) if k == 0 else X if k == 1 else X ** number(k)


def _radius(found: Radius, where: str) -> Fact:
    values: dict[str, object] = {
        "value": found.value,
        "singularity": found.singularity,
        "evidence": found.evidence,
    }
    if found.at_least:
        values["at least"] = found.at_least
    shown = found.value or (f"at least {found.at_least}" if found.at_least else "not known")
    return Fact(RADIUS, found.status, f"radius of convergence at 0: {shown}", where, values, (), found.reason)


# -- by derivatives ------------------------------------------------------------------------------------


def _by_derivatives(subject: Subject, segment: Segment, side: int, order: int) -> Found | None:
    """The derivatives one after the other, each proved from the one before, and their values at 0.

    Where they grow too long the series ends before the order.
    """
    formula, zero = segment.formula, relation(X, "==", number(0))
    beside = (*segment.domain, *([relation(X, "<" if side < 0 else ">", number(0))] if side else []))
    first = _proved(subject, subject.function, formula, *beside)
    coefficients: list[Term] = []
    claims: list[Claim] = []
    links = [first]
    for k in range(order + 1):
        value = None if None in links else _value_at_0(subject, formula)
        there = None if value is None else _proved(subject, formula, value, zero)
        if value is None or there is None:
            break
        coefficients.append(tidy(value / number(factorial(k))))
        claims += [*(link for link in links if link is not None), there]
        after = _next(formula, segment) if k < order else None
        if after is None:
            break
        links = [_proved(subject, derivative(formula, X), after, *segment.domain)]
        formula = after
    return (coefficients, tuple(claims)) if len(coefficients) > min(order, LEAST) else None


def _next(formula: Term, segment: Segment) -> Term | None:
    if size(formula) > LONGEST:
        return None
    try:
        after = slope(formula)
    except ValueError:
        return None
    return reduced(after, Statement(after, "==", after, (), segment.domain))


def _value_at_0(subject: Subject, formula: Term) -> Term | None:
    core = subject.core(formula)
    try:
        ball = balls.value(core, {X.name: Fraction(0)}, BITS)
    except balls.NoValue:
        return None
    guess = identified(fraction_of(ball), tuple(constants_of(core)))
    return tidy(formula.replace({X: number(0)}) if guess is None else from_json(to_json(guess)))


def _proved(subject: Subject, left: Term, right: Term, *domain: Term) -> Claim | None:
    claim = prove_claim(subject.state(left, "==", right, *domain), "Taylor series", refute=False, steps=QUICK)
    return claim if is_proved(claim) and not set(claim.domain) - set(domain) else None


# -- by a limit ----------------------------------------------------------------------------------------


def _by_limit(subject: Subject, side: int, order: int) -> Found | None:
    """(f - P)/x^n tends to 0, where n is the order and P holds all powers up to it."""
    series = expansion(subject, Fraction(0), side or 1, 40, (order + 1,))
    coefficients = None if series is None else _powers(series, order)
    if coefficients is None:
        return None
    total = tidy(call("add", number(0), *(c * _power(k) for k, c in enumerate(coefficients))))
    difference = subject.function if total == number(0) else subject.function - total
    ratio = difference if order == 0 else difference / call("pow", X, order)
    limit = call("Limit", ratio, X, number(0), symbol(SIDES[side]))
    statement = subject.state(limit, "==", number(0), kind="limit")
    claim = prove_claim(statement, "Taylor series", refute=False, steps=STEPS)
    return (coefficients, (claim,)) if is_proved(claim) else None


def _powers(series: Expansion, order: int) -> list[Term] | None:
    table = {_power(k): k for k in range(64)}
    known = {table.get(part.monomial, -1): part.coefficient for part in series.parts}
    if -1 in known or not known:
        return None
    return [known.get(k, number(0)) for k in range(order + 1)]
