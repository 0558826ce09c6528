"""Polynomials in one variable with rational coefficients: their roots on an interval, by Sturm's theorem.

Source: Basu, Pollack, Roy, Algorithms in Real Algebraic Geometry, sections 2.2 (Sturm) and 4.1.

>>> square_minus_two = [Fraction(-2), Fraction(0), Fraction(1)]
>>> roots_inside(square_minus_two, None, None), roots_inside(square_minus_two, Fraction(0), None)
(2, 1)
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from derive.checker.work import spend

Dense = list[Fraction]  # coefficients from degree 0 up, the last one not zero
End = Fraction | None  # None is an infinite end


def value(p: Dense, at: Fraction) -> Fraction:
    total = Fraction(0)
    bits = max((c.numerator.bit_length() + c.denominator.bit_length() for c in (at, *p)), default=0)
    spend(5 + len(p) * (3 + (len(p) * bits // 1_000) ** 2))
    for c in reversed(p):
        total = total * at + c
    return total


def times(p: Dense, q: Dense) -> Dense:
    out = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] += a * b
    return out


def derived(p: Dense) -> Dense:
    return [c * k for k, c in enumerate(p)][1:]


def divide(p: Dense, q: Dense) -> tuple[Dense, Dense]:
    rest, quotient = list(p), [Fraction(0)] * max(1, len(p) - len(q) + 1)
    bits = max(c.numerator.bit_length() + c.denominator.bit_length() for c in (*p, *q))
    spend(10 + len(quotient) * len(q) * (3 + (bits // 500) ** 2))
    while len(rest) >= len(q):
        factor = rest[-1] / q[-1]
        shift = len(rest) - len(q)
        quotient[shift] = factor
        for i, c in enumerate(q):
            rest[shift + i] -= factor * c
        rest.pop()
        while rest and rest[-1] == 0:
            rest.pop()
    return quotient, rest


def _gcd(p: Dense, q: Dense) -> Dense:
    while q:
        p, q = q, divide(p, q)[1]
    return [c / p[-1] for c in p]


def squarefree(p: Dense) -> list[tuple[Dense, int]]:
    """Yun's decomposition: monic squarefree factors with their multiplicities."""
    p = [c / p[-1] for c in p]
    out: list[tuple[Dense, int]] = []
    common = _gcd(p, derived(p)) if len(p) > 1 else [Fraction(1)]
    rest, multiplicity = divide(p, common)[0], 1
    while len(rest) > 1:
        shared = _gcd(rest, common)
        factor = divide(rest, shared)[0]
        if len(factor) > 1:
            out.append((factor, multiplicity))
        rest, common, multiplicity = shared, divide(common, shared)[0], multiplicity + 1
    return out


def roots_inside(p: Dense, lo: End, hi: End) -> int:
    """The number of distinct roots of a squarefree p in the open interval (Sturm)."""
    chain = [p, derived(p)]
    while len(chain[-1]) > 1:
        rest = divide(chain[-2], chain[-1])[1]
        if not rest:
            break
        chain.append([-c for c in rest])
    count = _changes(chain, lo, -1) - _changes(chain, hi, 1)
    if hi is not None and value(p, hi) == 0:
        count -= 1  # Sturm counts roots in (lo, hi]
    return count


def _changes(chain: list[Dense], at: End, side: int) -> int:
    signs = []
    for p in chain:
        if not p:
            continue
        v = p[-1] * (side if len(p) % 2 == 0 else 1) if at is None else value(p, at)
        if v:
            signs.append(v > 0)
    return sum(a != b for a, b in pairwise(signs))
