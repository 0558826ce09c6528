"""Signs by inequalities between a function and a simpler one, such as 1 + u ≤ exp u ≤ 1/(1-u).

A polynomial that is linear in a generator is compared with what it becomes when the generator is
replaced by a bound. A logarithm is compared through the exponential: log v > w exactly when v > exp w.

Source: DLMF sections 4.5 (exp, log), 4.18 (sin, cos), 7.8 (erf).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from derive.checker import shapes, signs
from derive.checker.cell import Undefined
from derive.checker.errors import Rejected
from derive.checker.fractional import minus, plus, product, whole
from derive.checker.ground import Unknown
from derive.checker.intervals import sign_of_constant
from derive.checker.monomials import Monomial, monomial, pairs
from derive.checker.poly import Poly, coefficients, scale, variables
from derive.checker.signs import ANY, NEG, POS, ZERO
from derive.checker.terms import HALF, Term, div, head, neg, number, sub, substitute, symbols

if TYPE_CHECKING:
    from derive.checker.field import Field

LOWER, UPPER = 1, -1
Bound = tuple[Term, int, bool]  # a bound, its side, and whether it is never reached


def estimate(field: Field, p: Poly) -> int:
    """Possible signs of a polynomial, by the bounds of its generators (newest first)."""
    found = ANY
    for attempt in _attempts(field, p):
        try:
            found &= attempt()
        except (Rejected, Undefined, Unknown):
            continue
        if not found & (found - 1):
            break
    return found


def _attempts(field: Field, p: Poly) -> Iterator[Callable[[], int]]:
    """Ways to compare p, for each variable in which it has the right shape."""
    yield partial(_by_exponentials, field, p)
    for index in sorted(variables(p), reverse=True):
        parts, kind = coefficients(p, index), head(field.terms[index])
        powers = sorted(set(parts) - {0})
        if len(powers) != 1 or 0 not in parts:
            continue
        if powers == [1] and index in field.rules and kind in ("pow", "sin"):
            yield partial(shapes.by_rule, field, index, parts[0], parts[1])
        if kind == "exp" or (kind in BOUNDS and powers == [1]):
            term: tuple[Term, ...] = field.terms[index]  # type: ignore[assignment]
            yield partial(_by_generator, field, term, powers[0], parts[0], parts[powers[0]])
    yield from shapes.by_squares(field, p)
    if field.estimating == 1:
        yield partial(shapes.by_facts, field, p)
        yield partial(shapes.by_multiples, field, p)
        yield partial(_by_enclosure, field, p)


def _by_enclosure(field: Field, p: Poly) -> int:
    """The sign of a number, by enclosures of ever more digits."""
    if any(isinstance(field.terms[index], str) for index in variables(p)):
        return ANY
    term = substitute(field.term_of(p), field.cell.fixed)
    return ANY if symbols(term) else sign_of_constant(term)


# -- two exponentials --------------------------------------------------------------------------------


def _by_exponentials(field: Field, p: Poly) -> int:
    """Signs of A U + B V for products U, V of exponentials: those of A + B exp(w) with exp(w) = V/U."""
    groups: dict[Monomial, Poly] = {}
    for m, c in p.items():
        unit = sum(monomial(i, e) for i, e in pairs(m) if i in field.units)
        groups.setdefault(unit, {})[m - unit] = c
        if len(groups) > 2:
            return ANY
    if len(groups) != 2:
        return ANY
    (one, a), (two, b) = groups.items()
    there, back = _exponent(field, two, one), _exponent(field, one, two)
    ratio = _ratio(a, b)
    if ratio is not None:
        slope = signs.of_number(next(iter(b.values())))
        shift: list[Term] = [] if ratio == 1 else [neg(("log", number(ratio)))]
        return signs.times(
            field.sign_of({min(b): 1}), signs.times(slope, _sign(field, ("add", there, *shift)))
        )
    found = _compared(field, a, b, _exponential_bounds(field, there))
    if found & NEG and found & POS:
        found &= _compared(field, b, a, _exponential_bounds(field, back))
    return found


def _sign(field: Field, term: Term) -> int:
    return field.sign(field.form(term))


def _exponent(field: Field, over: Monomial, under: Monomial) -> Term:
    parts: list[Term] = [("mul", e, field.terms[i][1]) for i, e in pairs(over)]  # type: ignore[index]
    parts += [("mul", -e, field.terms[i][1]) for i, e in pairs(under)]  # type: ignore[index]
    return ("add", *parts)


def _ratio(a: Poly, b: Poly) -> Fraction | None:
    """-a/b where that is a positive number and a has one term."""
    if len(a) != 1 or a.keys() != b.keys():
        return None
    ratio = -Fraction(next(iter(a.values()))) / next(iter(b.values()))
    return ratio if ratio > 0 else None


def _exponential_bounds(field: Field, w: Term) -> list[Bound]:
    tangent: Term = ("add", 1, w)
    parabola: Term = ("add", tangent, ("mul", HALF, ("pow", w, 2)))
    sign = _sign(field, w)
    strict = not sign & ZERO
    bounds: list[Bound] = [(tangent, LOWER, strict)]
    if not sign & NEG:
        bounds.append((parabola, LOWER, strict))
    if not sign & POS:
        bounds.append((parabola, UPPER, strict))
    if _sign(field, sub(1, w)) == POS:
        bounds.append((("pow", sub(1, w), -1), UPPER, strict))
    return bounds


def _compared(field: Field, rest: Poly, slope: Poly, bounds: list[Bound]) -> int:
    """Signs of rest + slope · g from bounds of g."""
    side = field.sign_of(slope)
    found = ANY
    if side not in (NEG, POS):
        return found
    for bound, way, strict in bounds:
        try:
            compared = field.sign(plus(whole(rest), product(whole(slope), field.form(bound))))
        except (Rejected, Undefined, Unknown):
            continue
        below = (way == LOWER) == (side == POS)  # the polynomial is at least what it is compared with
        if below and not compared & NEG:
            found &= POS if strict else compared | POS  # above 0 it may be where the other is 0
        if not below and not compared & POS:
            found &= NEG if strict else compared | NEG
    return found


# -- one function ------------------------------------------------------------------------------------


def _by_generator(field: Field, term: tuple[Term, ...], power: int, rest: Poly, slope: Poly) -> int:
    """Signs of rest + slope · generator**power."""
    kind, u = head(term), term[1]
    if kind == "exp":
        return _compared(field, rest, slope, _exponential_bounds(field, ("mul", power, u)))
    found = ANY
    side = field.sign_of(slope)
    if kind == "log" and len(slope) == 1 and side in (NEG, POS):
        found = _through_exponential(field, u, rest, slope, side)
    return found & _compared(field, rest, slope, BOUNDS[kind](field, u))


def _through_exponential(field: Field, v: Term, rest: Poly, slope: Poly, side: int) -> int:
    """The sign of rest + slope · log v is that of slope times that of v - exp(-rest/slope)."""
    level = _level(field, rest, slope)
    difference = minus(field.form(v), field.form(("exp", level)))
    return signs.times(side, field.sign(difference))


def _level(field: Field, rest: Poly, slope: Poly) -> Term:
    """-rest/slope for a monomial slope, as a sum of monomials."""
    ((m, c),) = slope.items()
    return field.term_of(scale(rest, Fraction(-1) / c, -m))


def _log_bounds(field: Field, u: Term) -> list[Bound]:
    strict = not _sign(field, sub(u, 1)) & ZERO
    return [(sub(u, 1), UPPER, strict), (sub(1, ("pow", u, -1)), LOWER, strict)]


def _odd(at: Callable[[Term], list[tuple[Term, int]]]) -> Callable[[Field, Term], list[Bound]]:
    """The bounds of an odd function from those for u ≥ 0, which are reached at 0 only."""

    def bounds(field: Field, u: Term) -> list[Bound]:
        side = _sign(field, u)
        strict = not side & ZERO
        if not side & NEG:
            return [(bound, way, strict) for bound, way in at(u)]
        return [] if side & POS else [(neg(bound), -way, strict) for bound, way in at(neg(u))]

    return bounds


def _erf_bounds(u: Term) -> list[tuple[Term, int]]:
    line: Term = ("mul", 2, u, ("pow", ("pi",), -HALF))
    gauss: Term = ("exp", neg(("pow", u, 2)))
    mills: Term = ("mul", gauss, ("pow", ("pi",), -HALF))
    above: Term = ("mul", mills, u, ("pow", ("add", ("pow", u, 2), HALF), -1))
    return [
        (sub(1, gauss), LOWER), (line, UPPER), (sub(1, div(mills, u)), LOWER), (sub(1, above), UPPER),
    ]  # fmt: skip


def _sin_bounds(u: Term) -> list[tuple[Term, int]]:
    return [(u, UPPER), (sub(u, ("mul", Fraction(1, 6), ("pow", u, 3))), LOWER)]


def _cos_bounds(field: Field, u: Term) -> list[Bound]:
    parabola: Term = sub(1, ("mul", HALF, ("pow", u, 2)))
    strict = not _sign(field, u) & ZERO
    higher: Term = ("add", parabola, ("mul", Fraction(1, 24), ("pow", u, 4)))
    return [(parabola, LOWER, strict), (higher, UPPER, strict)]


def _atan_bounds(field: Field, u: Term) -> list[Bound]:
    quarter: Term = ("mul", HALF, ("pi",))
    return [*_odd(_atan_rational)(field, u), (quarter, UPPER, True), (neg(quarter), LOWER, True)]


def _atan_rational(u: Term) -> list[tuple[Term, int]]:
    return [(u, UPPER), (div(u, ("add", 1, ("pow", u, 2))), LOWER)]


def _asin_bounds(field: Field, u: Term) -> list[Bound]:
    quarter: Term = ("mul", HALF, ("pi",))
    return [*_odd(lambda v: [(v, LOWER)])(field, u), (quarter, UPPER, False), (neg(quarter), LOWER, False)]


BOUNDS: Mapping[str, Callable[[Field, Term], list[Bound]]] = {
    "log": _log_bounds, "cos": _cos_bounds, "erf": _odd(_erf_bounds), "sin": _odd(_sin_bounds),
    "atan": _atan_bounds, "asin": _asin_bounds,
}  # fmt: skip
