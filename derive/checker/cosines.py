"""The minimal polynomial of cos(2π/m).

With s = ⌊m/2⌋, T_{s+1} - T_s (m odd) or T_{s+1} - T_{s-1} (m even) is, up to a number, the product of the
minimal polynomials of cos(2π/d) for the divisors d of m.

Source: W. Watkins, J. Zeitlin, Amer. Math. Monthly 100 (1993), doi:10.1080/00029890.1993.11990451.

>>> [str(c) for c in minimal_cosine(5)]
['-1/4', '1/2', '1']
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from derive.checker.coefficients import tidy
from derive.checker.errors import Rejected
from derive.checker.fractional import Fractional, whole
from derive.checker.poly import Poly, add, constant, scale, variable
from derive.checker.sturm import Dense, divide
from derive.checker.terms import Term, head
from derive.checker.work import spend

MAX_ORDER = 480


def minimal_cosine(m: int) -> Dense:
    """Its coefficients from degree 0 up; the last one is 1."""
    if not 1 <= m <= MAX_ORDER:
        raise Rejected("cos", f"a turn divided into at most {MAX_ORDER} parts", str(m))
    spend(m * m)
    return list(_minimal(m))


@lru_cache(maxsize=64)
def _minimal(m: int) -> tuple[Fraction, ...]:
    s = m // 2
    chain = _chebyshevs(s + 1)
    rest = _minus(chain[s + 1], chain[s] if m % 2 else chain[s - 1])
    for d in range(1, m):
        if m % d == 0:
            rest = divide(rest, minimal_cosine(d))[0]
    return tuple(c / rest[-1] for c in rest)


def _chebyshevs(last: int) -> list[Dense]:
    """T_0 to T_last."""
    found: list[Dense] = [[Fraction(1)], [Fraction(0), Fraction(1)]]
    while len(found) <= last:
        doubled = [Fraction(0), *(2 * c for c in found[-1])]
        found.append(_minus(doubled, found[-2]))
    return found


def _minus(p: Dense, q: Dense) -> Dense:
    return [c - (q[k] if k < len(q) else 0) for k, c in enumerate(p)]


def even_turn(angle: Term) -> int:
    """N for an angle π/n with an even n; 0 for every other."""
    if head(angle) == "mul" and len(angle) == 3 and angle[2] == ("pi",) and isinstance(angle[1], Fraction):  # type: ignore[arg-type,index]
        if angle[1].numerator == 1 and angle[1].denominator % 2 == 0:  # type: ignore[index]
            return angle[1].denominator  # type: ignore[index]
    return 0


def relation_of_cosine(index: int, n: int) -> tuple[int, Fractional]:
    """The relation of cos(π/n): its highest power through lower ones."""
    *lower, _ = minimal_cosine(2 * n)
    rest: Poly = {}
    for exponent, c in enumerate(lower):
        rest = add(rest, scale(variable(index, exponent) if exponent else constant(1), tidy(-c)))
    return len(lower), whole(rest)
