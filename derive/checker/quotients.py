"""Quotients beside a zero of the denominator, as sin(x)/x at 0: their Taylor coefficients at the point.

Numerator and denominator are smooth around a point a. If the derivatives of the denominator are 0 at a below
order m, and that of order m is not, it is (x - a)^m d(x) with a smooth d that is not 0 at a, and its k-th
coefficient there is the one of order m + k. If those of the numerator are 0 at a below order m as well, the
quotient is the one of two smooth functions, of which the second is not 0: it is smooth once a is filled in.
If one of them is not, the quotient has no limit at a.

Source: J. Hadamard's lemma, as in J. Nestruev, Smooth Manifolds and Observables, 2nd ed. (2020), section 2.8.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from math import factorial
from typing import TYPE_CHECKING

from derive.checker.errors import Rejected
from derive.checker.field import Undefined, Unknown
from derive.checker.germs import Germ, put
from derive.checker.measures import weight
from derive.checker.signs import ZERO
from derive.checker.terms import Term, div, head, neg, occurs, show
from derive.checker.work import spend

if TYPE_CHECKING:
    from derive.checker.cells import Resolver

MAX_ZERO = 12  # the order of a zero of a denominator


def ends(resolver: Resolver, f: Term, germ: Germ, order: int) -> list[Term]:
    """The derivatives of f beside a point at its end, from the 0th up to the order asked for."""
    branch = resolver.resolve(f, germ)
    try:
        resolver.smooth(branch, germ.x, germ)
    except Rejected:
        return _filled_in(resolver, branch, germ, order)
    found = [put(branch, germ)]
    for _ in range(order):
        branch = resolver.derivatives.of(branch, germ.x)
        spend(weight(branch))
        found.append(put(branch, germ))
    return found


def _filled_in(resolver: Resolver, branch: Term, germ: Germ, order: int) -> list[Term]:
    """The same for a quotient that has no value at the end of the germ."""
    parts = _fraction(branch, germ)
    for part in parts:
        resolver.smooth(part, germ.x, germ)
    top, bottom = (_Coefficients(resolver, part, germ) for part in parts)
    m = 0
    while _is_zero(resolver, bottom[m]):
        if not _is_zero(resolver, top[m]):
            raise Undefined("a quotient without a limit where its denominator is zero")
        m += 1
        if m > MAX_ZERO:
            raise Rejected("derivative", f"a zero of order at most {MAX_ZERO}", show(parts[1]))
    found: list[Term] = []
    for k in range(order + 1):
        rest = [neg(("mul", bottom[m + i], found[k - i])) for i in range(1, k + 1)]
        found.append(div(("add", top[m + k], *rest), bottom[m]))
        spend(weight(found[-1]))  # which holds all before it
    return [("mul", factorial(k), c) for k, c in enumerate(found)]


def _is_zero(resolver: Resolver, number: Term) -> bool:
    """Whether a term without the variable is zero on the whole cell, or nowhere on it."""
    found = resolver.sign_at(number)
    if found & ZERO and found & ~ZERO:
        raise Unknown(resolver.field, resolver.field.undecided(resolver.field.form(number)))
    return bool(found & ZERO)


def _fraction(t: Term, germ: Germ) -> tuple[Term, Term]:
    """Numerator and denominator; every denominator that holds the variable is a factor of the latter."""
    kind = head(t)
    if not isinstance(t, tuple) or not occurs(germ.x, t):
        return t, 1
    if kind == "mul":
        tops, bottoms = zip(*(_fraction(arg, germ) for arg in t[1:]), strict=True)
        return _product(tops), _product(bottoms)
    if kind == "add":
        return reduce(_sum, [_fraction(arg, germ) for arg in t[1:]])
    if kind == "pow" and isinstance(t[2], int):
        top, bottom = _fraction(t[1], germ)
        if t[2] > 0:
            return ("pow", top, t[2]), _product([("pow", bottom, t[2])] if bottom != 1 else [])
        if bottom == 1 and t[2]:
            return 1, ("pow", top, -t[2])
    return t, 1


def _sum(one: tuple[Term, Term], two: tuple[Term, Term]) -> tuple[Term, Term]:
    (a, b), (c, d) = one, two
    return ("add", _product([a, d]), _product([c, b])), _product([b, d])


def _product(factors: Iterable[Term]) -> Term:
    kept = [factor for factor in factors if factor != 1]
    return 1 if not kept else kept[0] if len(kept) == 1 else ("mul", *kept)


class _Coefficients:
    """The Taylor coefficients of a smooth term at the end of a germ."""

    def __init__(self, resolver: Resolver, term: Term, germ: Germ) -> None:
        self._germ, self._rules = germ, resolver.derivatives
        self._known = [term]  # and its derivatives

    def __getitem__(self, k: int) -> Term:
        while len(self._known) <= k:
            self._known.append(self._rules.of(self._known[-1], self._germ.x))
            spend(weight(self._known[-1]))
        return ("mul", Fraction(1, factorial(k)), put(self._known[k], self._germ))
