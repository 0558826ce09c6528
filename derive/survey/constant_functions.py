"""Functions of exact constants, with the values that are known in closed form.

>>> applied("exp", applied("log", Constant.of(2)).scaled(Fraction(1, 2))) == Constant.of(2).power(
...     Fraction(1, 2)
... )
True

Source: DLMF 4.8, 4.17, 4.24.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz

from derive.survey.constants import LARGEST, Constant, Unclear, atom_power, is_signed

# sin² of k pi/12
SQUARES = {0: Fraction(0), 2: Fraction(1, 4), 3: Fraction(1, 2), 4: Fraction(3, 4), 6: Fraction(1)}


def applied(kind: str, u: Constant) -> Constant:
    """A function of a constant: exp, log, sin, cos, atan, asin, erf or lambertw."""
    q = u.rational
    if q == 0 and kind in ("sin", "atan", "asin", "erf", "lambertw", "exp", "cos"):
        return Constant.of(int(kind in ("exp", "cos")))
    if kind == "exp" and q is not None:
        return atom_power(("e",), q)
    if kind == "log":
        return _log(u)
    if kind in ("sin", "cos", "asin", "atan") and (known := _special(kind, u)) is not None:
        return known
    if kind == "exp" and len(u.terms) == 1 and (known := _exp_of_log(u)) is not None:
        return known
    if kind in ("sin", "atan", "asin", "erf") and u.sign() < 0:
        return -applied(kind, -u)
    if not Constant.atom(kind, u).ball.is_finite():
        raise Unclear(f"{kind} outside its domain")
    return Constant.atom(kind, u)


def _log(u: Constant) -> Constant:
    if u.sign() <= 0:
        raise Unclear("a logarithm outside its domain")
    if u == Constant.of(1):
        return Constant.of(0)
    if len(u.terms) != 1 or (
        u.rational is not None and max(u.rational.numerator, u.rational.denominator) > LARGEST
    ):
        return Constant.atom("log", u)
    (word, q), *_ = u.parts()
    if q < 0 or any(is_signed(a) for a, _ in word):
        return Constant.atom("log", u)
    found = Constant(())
    for n, way in ((q.numerator, 1), (q.denominator, -1)):
        for p, k in fmpz(n).factor() if n > 1 else ():
            found = found + Constant.atom("log", Constant.of(int(p))).scaled(Fraction(way * int(k)))
    for atom, e in word:
        inner = Constant.of(1) if atom == ("e",) else Constant.atom("log", atom[1] if atom[0] == "sum" else
            Constant.of(atom[1]) if atom[0] == "number" else Constant.atom("pi"))  # fmt: skip
        found = found + inner.scaled(e)
    return found


def _exp_of_log(u: Constant) -> Constant | None:
    """exp(q log c) is c**q."""
    (word, q), *_ = u.parts()
    if len(word) == 1 and word[0][0][0] == "log" and word[0][1] == 1:
        inner: Constant = word[0][0][1]
        return inner.power(q)
    return None


def _special(kind: str, u: Constant) -> Constant | None:
    """Sine and cosine of multiples of pi/4 and pi/6, and what atan and asin make of 1 (DLMF 4.17, 4.24)."""
    pi = Constant.atom("pi")
    if kind in ("asin", "atan"):
        turn = Fraction(1, 2 if kind == "asin" else 4)
        q = u.rational
        return pi.scaled(turn * q) if q is not None and abs(q) == 1 else None
    if len(u.terms) != 1 or u.terms[0][0] != pi.terms[0][0]:
        return None
    twelfths = u.parts()[0][1] * 12 + (6 if kind == "cos" else 0)
    place = twelfths % 12
    nearest = min(place, 12 - place)
    squared = SQUARES.get(int(nearest)) if nearest.denominator == 1 else None
    if squared is None:
        return None
    value = Constant.of(squared).power(Fraction(1, 2))
    return value if twelfths % 24 < 12 else -value
