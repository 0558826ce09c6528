"""Exact polynomials in several variables: the arithmetic of the checker.

A polynomial is a dict from monomials (`monomials`) to rational coefficients, and is never changed once made.

>>> x = variable(0)
>>> multiply(add(x, constant(1)), add(x, constant(-1))) == add(multiply(x, x), constant(-1))
True
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Any

from derive.checker.coefficients import FEW_BITS, MAX_BITS, Number, quotient, short, tidy, times
from derive.checker.errors import Rejected, shown
from derive.checker.monomials import (
    DIGIT,
    MAX_DEGREE,
    ONE,
    Monomial,
    all_positive,
    exponent_in,
    monomial,
    pairs,
    within_bounds,
)
from derive.checker.work import spend

Poly = dict[Monomial, Number]
Factor = tuple[tuple[Monomial, Number], ...]  # a polynomial as a hashable key

MAX_TERMS = 20_000
SMALL = 1 << 64  # integers up to here count as short
INTEGERS = {int}
FEW = 16  # so many products cost little, however long their factors are


def constant(q: Number) -> Poly:
    return {ONE: q} if q else {}


def variable(index: int, exponent: int = 1) -> Poly:
    return {monomial(index, exponent): 1}


def add(p: Poly, q: Poly) -> Poly:
    if len(p) < len(q):
        p, q = q, p
    spend(1 + (len(p) + len(q)) // 4)
    total = dict(p)
    _put_in(total, q)
    return total


def total_of(several: list[Poly]) -> Poly:
    """The sum of at least one polynomial."""
    first, *others = several
    total = dict(first)
    for q in others:
        _put_in(total, q)
    spend(sum([1 + len(q) // 4 for q in others]))
    return total


def _put_in(total: Poly, q: Poly) -> None:
    """Adds q to a sum that is being made."""
    for m, c in q.items():
        if m in total:
            s = total[m] + c
            if s:
                total[m] = s if type(s) is int else short(s)
            else:
                del total[m]
        else:
            total[m] = c


def subtract(p: Poly, q: Poly) -> Poly:
    spend(1 + (len(p) + len(q)) // 4)
    total = dict(p)
    known = total.get
    for m, c in q.items():
        s = known(m, 0) - c
        if s:
            total[m] = s if type(s) is int else short(s)
        else:
            del total[m]
    return total


def scale(p: Poly, q: Number, by: Monomial = ONE) -> Poly:
    if type(q) is int and q == 1:
        return {m + by: c for m, c in p.items()} if by else p
    if not q:
        return {}
    if type(q) is int:
        return {m + by: d if type(d := c * q) is int else tidy(d) for m, c in p.items()}
    return {m + by: times(c, q) for m, c in p.items()}


def multiply(p: Poly, q: Poly) -> Poly:
    ours, theirs = len(p), len(q)
    if ours > theirs:
        p, q, ours = q, p, theirs
    if not p:
        return p
    count = ours * len(q)
    if count > MAX_TERMS * 10:
        raise Rejected("polynomial", f"at most {MAX_TERMS * 10} products", str(count))
    if ours == 1:
        ((m, c),) = p.items()
        if not m and type(c) is int and c in (1, -1):
            spend(1 + count // 8)
            return q if c == 1 else {n: -d for n, d in q.items()}
        if count == 1:
            return of_terms([p, q])
        spend(1 + 2 * count if count <= FEW else 1 + count * (2 + longest(p) * longest(q) // 2_000_000))
        return check_size(scale(q, c, m), c != 1, m != ONE)
    spend(1 + 2 * count)
    short = False
    if count > FEW:
        bits, others = longest(p), longest(q)
        short = not bits and not others  # as the products are, then
        spend(count * (bits * others // 2_000_000))
    whole = INTEGERS.issuperset(map(type, p.values())) and INTEGERS.issuperset(map(type, q.values()))
    if not whole and (count > FEW or longest(p) + longest(q) < FEW_BITS):
        (a, p), (b, q) = _cleared(p), _cleared(q)
        return check_size({m: quotient(c, a * b) for m, c in _product(p, q).items() if c})
    return check_size({m: c if whole else tidy(c) for m, c in _product(p, q).items() if c}, not short)


def of_terms(several: list[Poly]) -> Poly:
    """The product of at least one polynomial, each of a single term."""
    spend(3 * len(several) - 3)
    total, top, bottom = ONE, 1, 1
    for p in several:
        ((m, c),) = p.items()
        total += m
        if type(c) is int:
            top *= c
        else:
            top, bottom = top * c.numerator, bottom * c.denominator
        if not (-SMALL <= top <= SMALL and bottom <= SMALL):
            number = quotient(top, bottom)
            check_size({total: number})
            top, bottom = number.numerator, number.denominator
        elif m and m != total:
            check_size({total: 1}, False)
    return {total: top if bottom == 1 else quotient(top, bottom)}


def _cleared(p: Poly) -> tuple[int, Poly]:
    """The common denominator of the coefficients, and the polynomial times that number."""
    below = lcm(*[c.denominator for c in p.values()])
    return below, {m: c.numerator * (below // c.denominator) for m, c in p.items()}


def _product(p: Poly, q: Poly) -> Any:
    """The coefficients of a product, 0 among them; p is not zero."""
    terms = iter(p.items())
    m, c = next(terms)
    total: Any = {m + n: c * d for n, d in q.items()}
    known = total.get
    for m, c in terms:
        for n, d in q.items():
            k = m + n
            total[k] = known(k, 0) + c * d
    return total


def longest(p: Poly) -> int:
    """The bits of the longest coefficient, where one is long."""
    bits, values = 0, p.values()
    if len(p) > 6 and set(map(type, values)) == INTEGERS and min(values) >= -SMALL and max(values) <= SMALL:
        return 0
    for c in values:
        if type(c) is int:
            if c < -SMALL or c > SMALL:
                bits = max(bits, c.bit_length())
        else:
            bits = max(bits, c.numerator.bit_length() + c.denominator.bit_length())
    return bits


def check_size(p: Poly, coefficients: bool = True, degrees: bool = True) -> Poly:
    """The polynomial, if it is not too large; what was looked at before need not be looked at again."""
    if len(p) > MAX_TERMS:
        raise Rejected("polynomial", f"at most {MAX_TERMS} terms", str(len(p)))
    if coefficients and longest(p) > MAX_BITS:
        raise Rejected("polynomial", f"coefficients of at most {MAX_BITS} bits", "longer ones")
    if degrees and not within_bounds(p):
        raise Rejected("polynomial", f"degrees of at most {MAX_DEGREE}", "higher ones")
    return p


def power(p: Poly, k: int) -> Poly:
    """p**k for k ≥ 0."""
    if len(p) == 1:
        ((m, c),) = p.items()
        if k == 1:
            return p
        if k * (max(c.numerator.bit_length(), c.denominator.bit_length()) - 1) > MAX_BITS:
            raise Rejected("polynomial", f"coefficients of at most {MAX_BITS} bits", "longer ones")
        if m and k > MAX_DEGREE:
            raise Rejected("polynomial", f"degrees of at most {MAX_DEGREE}", shown(k))
        return check_size({m * k: c**k if c != 1 else c})
    if k > MAX_DEGREE:
        raise Rejected("polynomial", f"degrees of at most {MAX_DEGREE}", shown(k))
    if k < 2:
        return p if k else constant(1)
    half = power(p, k // 2)
    square = multiply(half, half)
    return multiply(square, p) if k % 2 else square


def key(p: Poly) -> Factor:
    return tuple(sorted(p.items()) if len(p) > 1 else p.items())


def variables(p: Poly) -> set[int]:
    return {i for m in p for i, _ in pairs(m)}


def degree(p: Poly, index: int) -> int:
    """The highest exponent of a variable (0 where it does not occur)."""
    return max((exponent_in(m, index) for m in p), default=0)


def degrees(p: Poly) -> dict[int, int]:
    """The highest exponent of each variable that occurs."""
    spend(1 + len(p) // 2)
    highest: dict[int, int] = {}
    for m in p:
        for index, exponent in pairs(m):
            if exponent > highest.get(index, exponent - 1):
                highest[index] = exponent
    return highest


def coefficients(p: Poly, index: int) -> dict[int, Poly]:
    """P as a polynomial in one variable: exponent to coefficient."""
    spend(1 + len(p))
    parts: dict[int, Poly] = {}
    shift = DIGIT * index
    for m, c in p.items():
        e = exponent_in(m, index)
        parts.setdefault(e, {})[m - (e << shift)] = c
    return parts


def content(p: Poly) -> Monomial:
    """The monomial of lowest exponents, which divides every monomial of p."""
    if len(p) == 1:
        return next(iter(p))
    if ONE in p and all_positive(p):
        return ONE
    several = [dict(pairs(m)) for m in p]
    lowest = ((index, min([m.get(index, 0) for m in several])) for index in variables(p))
    return sum(monomial(index, exponent) for index, exponent in lowest)


def split(p: Poly) -> tuple[Number, Monomial, Factor | None]:
    """P = coefficient · monomial · factor; the factor has coprime integers, the first of them positive."""
    if len(p) == 1:
        ((only, c),) = p.items()
        spend(5)
        return c, only, None
    spend(2 + 3 * len(p) * (1 + longest(p) // 1_000))
    common = content(p)
    top, bottom = 0, 1
    for c in p.values():
        if type(c) is int:
            top = gcd(top, c)
        else:
            top, bottom = gcd(top, c.numerator), lcm(bottom, c.denominator)
    if p[max(p)] < 0:
        top = -top
    if top == 1 == bottom and not common:
        return top, common, key(p)
    core = [(m - common, c.numerator * (bottom // c.denominator) // top) for m, c in p.items()]
    return top if bottom == 1 else Fraction(top, bottom), common, tuple(sorted(core))
