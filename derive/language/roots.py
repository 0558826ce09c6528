"""Square roots of positive constants, as one writes them: 1/sqrt(2*pi) for one half of sqrt(2)/sqrt(pi).

>>> pi = call("pi")
>>> two = number(2)
>>> half = Fraction(1, 2)
>>> coefficient, (root,) = root_factors(Fraction(1), [(pi, -half), (two, -half)])
>>> print(coefficient, root)
1 1/sqrt(2*pi)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from derive.language.term import Term, call, number

PI = call("pi")
HALF = number(Fraction(1, 2))
MAX_BITS = 256
SMALL_PRIMES = (2, 3, 5, 7, 11, 13)


def is_root(base: Term, exponent: Fraction) -> bool:
    """Whether a power is an odd power of the root of a positive number, of pi, or of a product of these."""
    return exponent.denominator == 2 and _radicand(base) is not None


def _radicand(base: Term) -> tuple[Fraction, int] | None:
    """(r, k) for a constant that is r pi^k with r > 0."""
    if base.is_number():
        return (base.number, 0) if base.number > 0 else None
    if base == PI:
        return Fraction(1), 1
    if base.head == "pow" and base.args[1].is_number() and base.args[1].number.denominator == 1:
        inner, n = _radicand(base.args[0]), int(base.args[1].number)
        return None if inner is None or abs(n) > 8 else (inner[0] ** n, inner[1] * n)
    if base.head != "mul":
        return None
    r, k = Fraction(1), 0
    for factor in base.args:
        part = _radicand(factor)
        if part is None:
            return None
        r, k = r * part[0], k + part[1]
    return r, k


def root_factors(
    coefficient: Fraction, roots: Sequence[tuple[Term, Fraction]]
) -> tuple[Fraction, list[Term]]:
    """A number times roots of constants, as a number times at most one root and a power of pi.

    ``roots`` are bases and exponents for which `is_root` holds.
    """
    if not roots:
        return coefficient, []
    r, k = Fraction(1), 0
    for base, exponent in roots:
        radicand = _radicand(base)
        assert radicand is not None
        r, k = r * radicand[0] ** exponent.numerator, k + radicand[1] * exponent.numerator
    if k == 0 and coefficient:  # the number goes under the root, and comes out as far as it can
        r, coefficient = r * coefficient**2, Fraction(1 if coefficient > 0 else -1)
    (above, p), (below, q) = _square_part(r.numerator), _square_part(r.denominator)
    coefficient *= Fraction(above, below)
    whole, odd = divmod(abs(k), 2)
    factors: list[Term] = []
    if whole:
        factors = [PI if k in (2, 3) else call("pow", PI, whole if k > 0 else -whole)]
    up = _under(p, odd if k > 0 else 0)
    down = _under(q, odd if k < 0 else 0)
    return coefficient, factors + _root(up, down)


def _under(n: int, pi: int) -> Term | None:
    """N, with pi where it belongs; None for 1."""
    if not pi:
        return None if n == 1 else number(n)
    return PI if n == 1 else call("mul", n, PI)


def _root(up: Term | None, down: Term | None) -> list[Term]:
    if up is None:
        return [] if down is None else [call("pow", call("pow", down, HALF), -1)]
    if down is None:
        return [call("pow", up, HALF)]
    if up.is_number() and down.is_number():
        return [call("pow", up.number / down.number, HALF)]
    return [call("pow", up / down, HALF)]


def _square_part(n: int) -> tuple[int, int]:
    """(a, b) with n = a² b, and b as small as is found quickly."""
    root = isqrt(n)
    if root * root == n:
        return root, 1
    outside = 1
    for prime in SMALL_PRIMES:
        while n % (prime * prime) == 0:
            n //= prime * prime
            outside *= prime
    root = isqrt(n)
    return (outside * root, 1) if root * root == n else (outside, n)


def whole_root(q: Fraction, degree: int) -> Fraction | None:
    """The rational root of a rational number ≥ 0 (of any number for degree 1), if there is one."""
    if degree == 1:
        return q
    if q < 0 or degree > 8 or max(q.numerator.bit_length(), q.denominator.bit_length()) > MAX_BITS:
        return None
    above, below = (_integer_root(n, degree) for n in (q.numerator, q.denominator))
    return None if above is None or below is None else Fraction(above, below)


def _integer_root(n: int, degree: int) -> int | None:
    low, high = 0, 1 << (n.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= n else (low, middle - 1)
    return low if low**degree == n else None
