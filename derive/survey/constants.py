"""Exact constants: polynomials over the rationals in atoms such as pi, roots, log(2), with balls.

Two constants with the same normal form are equal; different forms are told apart by balls. Where neither
decides, `Unclear` is raised and nothing is claimed.

>>> root = Constant.of(2).power(Fraction(1, 2))
>>> (root * root - Constant.of(2)).is_zero(), (root - Constant.of(1)).sign()
(True, 1)
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import flint
from flint import arb, fmpq, fmpz

BITS = 256
MANY = 2048  # bits at which a sign that is not seen is given up
LARGEST = 10**24  # whole numbers up to here are split into primes under a root
LONGEST = 6  # parts of a constant; a longer one is held as one atom

Atom = tuple[Any, ...]
Word = tuple[tuple[Atom, Fraction], ...]  # a product of powers of atoms, in a fixed order
Terms = tuple[tuple[Word, fmpq], ...]
REMEMBERED = 20_000  # products of words


class Unclear(Exception):
    """A question that exact forms and balls leave open; the reason in words."""


class Constant:
    """A sum of rational multiples of words; immutable."""

    __slots__ = ("_ball", "_hash", "terms")

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._ball: arb | None = None
        self._hash: int | None = None

    @staticmethod
    def of(q: Fraction | int) -> Constant:
        return Constant((((), fmpq(q.numerator, q.denominator)),) if q else ())

    @staticmethod
    def atom(*atom: Any) -> Constant:
        return Constant((((((atom), Fraction(1)),), fmpq(1)),))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Constant):
            return False
        if self.terms == other.terms:
            return True
        return len(self.terms) > 1 and dict(self.terms) == dict(other.terms)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset([(word, int(q.p), int(q.q)) for word, q in self.terms]))
        return self._hash

    def __repr__(self) -> str:
        return f"Constant({self.ball.str(12, radius=False)})"

    # -- arithmetic ---------------------------------------------------------------------------------
    def __add__(self, other: Constant) -> Constant:
        if not self.terms:
            return other
        if not other.terms:
            return self
        if len(self.terms) == len(other.terms) == 1:
            (word, p), (same, q) = *self.terms, *other.terms
            if word == same:
                return Constant(((word, p + q),) if p + q else ())
        total = dict(self.terms)
        for word, q in other.terms:
            total[word] = total[word] + q if word in total else q
        return _of(total)

    def __neg__(self) -> Constant:
        return Constant(tuple([(word, -q) for word, q in self.terms]))

    def __sub__(self, other: Constant) -> Constant:
        return self + -other

    def scaled(self, q: Fraction) -> Constant:
        return self.times(fmpq(q.numerator, q.denominator))

    def times(self, q: fmpq) -> Constant:
        """The same with one of FLINT's rationals."""
        return Constant(tuple([(word, q * p) for word, p in self.terms])) if q else Constant(())

    def __mul__(self, other: Constant) -> Constant:
        for one, two in ((self, other), (other, self)):
            if not one.terms:
                return one
            if not one.terms[0][0] and len(one.terms) == 1:
                return two.times(one.terms[0][1])
        total = Constant(())
        for u, p in self.terms:
            for v, q in other.terms:
                total = total + _product(u, v).times(p * q)
        return total if len(total.terms) <= LONGEST else Constant.atom("held", total)

    def power(self, q: Fraction) -> Constant:
        """A rational power; Unclear where that is no real number."""
        if q.denominator == 1 and q >= 0:
            return self.whole(int(q))
        if self.is_zero():
            if q > 0:
                return self
            raise Unclear("a division by zero")
        if len(self.terms) == 1:
            (word, factor), *_ = self.terms
            if q.denominator != 1 and (factor < 0 or any(is_signed(a) for a, _ in word)):
                return _opaque_power(self, q)
            found = _rational_power(_fraction(factor), q)
            for atom, e in word:
                found = found * atom_power(atom, e * q)
            return found
        return _opaque_power(self, q)

    def whole(self, n: int) -> Constant:
        """A whole power, n ≥ 0, multiplied out."""
        total, base = Constant.of(1), self
        while n:
            if n & 1:
                total = total * base
            base, n = base * base if n > 1 else base, n >> 1
        return total

    # -- reading ------------------------------------------------------------------------------------
    @property
    def rational(self) -> Fraction | None:
        """The value where it is written as a rational number."""
        if not self.terms:
            return Fraction(0)
        word, q = self.terms[0]
        return _fraction(q) if not word and len(self.terms) == 1 else None

    def parts(self) -> list[tuple[Word, Fraction]]:
        """Words with their factors."""
        return [(word, _fraction(q)) for word, q in self.terms]

    def is_zero(self) -> bool:
        """Whether the form is that of zero; a constant with another form may still be zero."""
        return not self.terms

    @property
    def ball(self) -> arb:
        if self._ball is None:
            with flint.ctx.workprec(BITS):
                self._ball = self.at_precision()
        return self._ball

    def at_precision(self) -> arb:
        """The value in the precision that is set."""
        total = arb(0)
        for word, q in self.terms:
            part = arb(q)
            for atom, e in word:
                part *= _power_ball(_atom_ball(atom), e)
            total += part
        return total

    def sign(self) -> int:
        """-1, 0 or 1."""
        if not self.terms:
            return 0
        if not self.terms[0][0] and len(self.terms) == 1:
            return 1 if self.terms[0][1] > 0 else -1
        ball = self.ball
        bits = BITS
        while ball.contains(0) and bits < MANY:
            bits *= 2
            with flint.ctx.workprec(bits):
                ball = self.at_precision()
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
        raise Unclear("a constant that may be zero")


def _of(terms: dict[Word, fmpq]) -> Constant:
    return Constant(tuple([(word, q) for word, q in terms.items() if q]))


def _fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))


def _key(atom: Atom) -> str:
    return repr(atom[0]) + str([hash(part) if isinstance(part, Constant) else part for part in atom[1:]])


@lru_cache(REMEMBERED)
def _product(u: Word, v: Word) -> Constant:
    """The product of two words, with whole powers of numbers and of sums multiplied out."""
    powers = dict(u)
    for atom, e in v:
        powers[atom] = powers.get(atom, Fraction(0)) + e
    total, kept = Constant.of(1), []
    for atom, e in powers.items():
        whole = int(e // 1)
        if e and atom[0] in ("number", "sum") and whole:
            if atom[0] == "number":
                total = total.scaled(Fraction(atom[1]) ** whole)
                e -= whole
            elif whole > 0:
                total = total * atom[1].whole(whole)
                e -= whole
        if e:
            kept.append((atom, e))
    word = tuple(sorted(kept, key=lambda pair: _key(pair[0])))
    return Constant(((word, fmpq(1)),)) if total == Constant.of(1) else _times_word(total, word)


def _times_word(total: Constant, word: Word) -> Constant:
    found = Constant(())
    for other, q in total.terms:
        part = _product(other, word) if other else Constant(((word, fmpq(1)),))
        found = found + part.times(q)
    return found


def atom_power(atom: Atom, e: Fraction) -> Constant:
    return _product(((atom, e),), ())


def is_signed(atom: Atom) -> bool:
    """An atom that need not be positive."""
    return atom[0] not in ("number", "pi", "e", "sum")


def _rational_power(value: Fraction, q: Fraction) -> Constant:
    if q.denominator == 1:
        return Constant.of(value ** int(q))
    if value < 0:
        raise Unclear("a root of a negative number")
    if max(value.numerator, value.denominator) > LARGEST:
        return _product(((("sum", Constant.of(value)), q),), ())
    found = Constant.of(1)
    for n, way in ((value.numerator, 1), (value.denominator, -1)):
        for p, k in fmpz(n).factor() if n > 1 else ():
            found = found * _product(((("number", int(p)), q * way * int(k)),), ())
    return found


def _opaque_power(base: Constant, q: Fraction) -> Constant:
    if base.sign() < 0:
        if q.denominator != 1:
            raise Unclear("a root of a negative number")
        inverse = _opaque_power(-base, q)
        return -inverse if q.numerator % 2 else inverse
    if base.sign() == 0:
        raise Unclear("a division by zero")
    return _product(((("sum", base), q),), ())


def _power_ball(ball: arb, e: Fraction) -> arb:
    if e == 1:
        return ball
    if e.denominator == 1:
        return ball ** int(e) if e > 0 else 1 / ball ** int(-e)
    return (ball.log() * arb(fmpq(e.numerator, e.denominator))).exp()


def _atom_ball(atom: Atom) -> arb:
    kind = atom[0]
    if kind == "number":
        return arb(atom[1])
    if kind == "pi":
        return arb.pi()
    if kind == "e":
        return arb(1).exp()
    inner: arb = atom[1].ball if flint.ctx.prec == BITS else atom[1].at_precision()
    found: arb = inner if kind in ("sum", "held") else getattr(inner, kind)()
    return found
