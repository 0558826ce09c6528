"""Sums of products of array entries over indices, in normal form.

A *form* is a sum of *monomials*, each with a rational coefficient. A monomial sums a product of powers of
*atoms* over its bound indices, each of which runs from 1 to a dimension. Atoms are

- ``("at", X, (i, j))``, the entry of an array; ``("delta", i, j)``, 1 if i = j, else 0; ``("dim", n)``, a
  dimension;
- ``("exp", monomial)``, ``("log", form)``, ``("abs", form)``, ``("base", form)`` with a negative or
  fractional exponent;
- ``("fn", phi, m, form)``, the m-th derivative of a function of one variable, at a form;
- ``("call", f, slots, ranges, form)``, a function of a whole array, or its partial derivative at the slots.

A free index is its name after an apostrophe. A bound index is ``h.k``: the k-th of a monomial whose atoms
nest h deep. So the bound indices of a nested form never meet those around it. Bound indices are renamed so
that the factors, sorted, come first in order; where monomials differ in the names of bound indices only, they
become equal.

>>> from derive.checker.tensor_calculus import Calculus
>>> forms = Calculus(frozenset(), {}, {})
>>> x, y = (forms.atom(("at", "x", (k,))) for k in ("'i", "'j"))
>>> forms.bound(x, {"'i": "n"}) == forms.bound(y, {"'j": "n"})
True
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count, groupby, permutations, product
from math import factorial, floor, prod
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.work import spend

Exponent = int | Fraction
Atom = tuple[Any, ...]
Power = tuple[Atom, Exponent]
Monomial = tuple[tuple[str, ...], tuple[Power, ...]]
Form = dict[Monomial, Fraction]
Frozen = tuple[tuple[Monomial, Fraction], ...]
ONE: Monomial = ((), ())
MAX_ORDERS = 720  # ways to name bound indices that are tried
MAX_BITS = 4_096
MAX_POWER = 64
MAX_NESTED = 1_000


def frozen(form: Form) -> Frozen:
    """A form as a part of an atom."""
    bounded(*form)
    return tuple(sorted(form.items()))


def bounded(*data: tuple[Any, ...]) -> None:
    """Refuses what is too large to stand in an atom: equal parts may be one object, but count each time."""
    total, level = 0, [*data]
    while level and total < MAX_NESTED:
        total += sum(map(len, level))
        level = [part for parts in level for part in parts if type(part) is tuple]
    spend(1 + total // 16)
    if total >= MAX_NESTED:
        raise Rejected("term", f"at most {MAX_NESTED} parts within a function", "more")


def number(q: Exponent) -> Form:
    return {ONE: Fraction(q)} if q else {}


def mentions(data: tuple[Any, ...], ids: Container[str]) -> bool:
    """Whether one of the indices occurs anywhere in an atom."""
    for part in data:
        if type(part) is tuple:
            if mentions(part, ids):
                return True
        elif type(part) is str and part in ids:
            return True
    return False


def height(atom: Atom) -> int:
    """How deep atoms nest in an atom."""
    if atom[0] in ("at", "delta", "dim"):
        return 0
    monomials = [atom[1]] if atom[0] == "exp" else [monomial for monomial, _ in atom[-1]]
    return 1 + max((height(inner) for _, powers in monomials for inner, _ in powers), default=0)


def include(total: Form, monomial: Monomial, q: Fraction) -> None:
    """Adds q·monomial to a sum."""
    spend(1)
    q += total.get(monomial, 0)
    if max(q.numerator.bit_length(), q.denominator.bit_length()) > MAX_BITS:
        raise Rejected("term", f"coefficients of at most {MAX_BITS} bits", "longer ones")
    if q:
        total[monomial] = q
    else:
        total.pop(monomial, None)


def added(*forms: Form) -> Form:
    total = dict(forms[0])
    for form in forms[1:]:
        for monomial, q in form.items():
            include(total, monomial, q)
    return total


def scaled(form: Form, q: Exponent) -> Form:
    total: Form = {}
    for monomial, p in form.items():
        include(total, monomial, p * q)
    return total


class Forms:
    """Arithmetic of forms. ``positive`` names the arrays all of whose entries are positive."""

    def __init__(self, positive: frozenset[str]) -> None:
        self.positive = positive
        self._fresh = count()

    def fresh(self) -> str:
        """An index that occurs nowhere yet."""
        return f"~{next(self._fresh)}"

    def moved_power(self, power: Power, indices: Mapping[str, str]) -> Form:
        """The power with indices put in for indices; what that is depends on the atom (`Calculus`)."""
        raise NotImplementedError

    def atom(self, atom: Atom, exponent: Exponent = 1) -> Form:
        return self.built({}, [(atom, exponent)])

    def multiplied(self, left: Form, right: Form) -> Form:
        total: Form = {}
        for u, p in left.items():
            for v, q in right.items():
                if ONE in (u, v):
                    include(total, v if u == ONE else u, p * q)
                    continue
                (first, factors), (second, others) = self.opened(u), self.opened(v)
                for monomial, r in self.built({**first, **second}, [*factors, *others]).items():
                    include(total, monomial, p * q * r)
        return total

    def product(self, forms: Iterable[Form]) -> Form:
        total = number(1)
        for form in forms:
            total = self.multiplied(total, form)
        return total

    def power(self, form: Form, exponent: int) -> Form:
        """A power with a whole exponent that is not negative."""
        if not 0 <= exponent <= MAX_POWER:
            raise Rejected("term", f"an exponent of at most {MAX_POWER}", "another")
        return self.product([form] * exponent)

    def opened(self, monomial: Monomial) -> tuple[dict[str, str], list[Power]]:
        """The bound indices under new names, each with its range, and the factors."""
        ranges, powers = monomial
        if not ranges:
            return {}, list(powers)
        level = max(height(atom) for atom, _ in powers)
        names = {f"{level}.{k}": self.fresh() for k in range(len(ranges))}
        return dict(zip(names.values(), ranges, strict=True)), self.renamed(powers, names)

    def renamed(self, powers: Iterable[Power], names: Mapping[str, str]) -> list[Power]:
        """The factors with different names for different indices."""
        found = []
        for power in powers:
            spend(1)
            if mentions(power[0], names):
                ((monomial, q),) = self.moved_power(power, names).items()
                if q != 1 or monomial[0] or len(monomial[1]) != 1:
                    raise Rejected("term", "an atom that is one under any name", "another")
                power = monomial[1][0]
            found.append(power)
        return found

    def bound(self, form: Form, ranges: Mapping[str, str]) -> Form:
        """The sum of a form over indices that are free in it."""
        total: Form = {}
        for monomial, q in form.items():
            inner, powers = self.opened(monomial)
            for made, p in self.built({**inner, **ranges}, powers).items():
                include(total, made, p * q)
        return total

    def built(self, ranges: Mapping[str, str], factors: Iterable[Power]) -> Form:
        """The sum over the ranges of a product: deltas contracted, whole powers of bases written out."""
        powers: dict[Atom, Exponent] = {}
        for atom, exponent in factors:
            spend(1)
            powers[atom] = powers.get(atom, 0) + exponent
        powers = {atom: exponent for atom, exponent in powers.items() if exponent}
        for atom, exponent in list(powers.items()):
            if atom[0] == "delta":
                powers[atom] = 1
                done = self._contracted(atom, dict(ranges), powers)
                if done is not None:
                    return done
            elif atom[0] == "base" and exponent >= 1:
                return self._written_out(atom, ranges, powers)
        return self._finished(dict(ranges), powers)

    def _contracted(self, delta: Atom, ranges: dict[str, str], powers: dict[Atom, Exponent]) -> Form | None:
        """One index for both where a delta says that they are equal; None where that changes nothing."""
        _, i, j = delta
        kept, gone = (j, i) if i in ranges and j not in ranges else (i, j)
        others = [power for power in powers.items() if power[0] != delta]
        if gone not in ranges and not any(mentions(atom, (gone,)) for atom, _ in others):
            return None
        merged = self.product(self.moved_power(power, {gone: kept}) for power in others)
        if ranges.pop(gone, None) is None:
            merged = self.multiplied({((), ((delta, 1),)): Fraction(1)}, merged)
        return self.bound(merged, ranges)

    def _written_out(self, base: Atom, ranges: Mapping[str, str], powers: dict[Atom, Exponent]) -> Form:
        """base^e with e >= 1 as base^(e - k) times the k-th power of the form, which is written out."""
        whole = floor(powers[base])
        powers[base] -= whole
        rest = self.built({}, powers.items())
        return self.bound(self.multiplied(rest, self.power(dict(base[1]), whole)), ranges)

    def _finished(self, ranges: dict[str, str], powers: dict[Atom, Exponent]) -> Form:
        q = Fraction(1)
        for index, dimension in list(ranges.items()):
            if not any(mentions(atom, (index,)) for atom in powers):
                size = ("dim", dimension)
                powers[size] = powers.get(size, 0) + 1
                del ranges[index]
        for atom, exponent in list(powers.items()):
            if atom[0] == "dim" and (atom[1].isdigit() or not exponent):
                if isinstance(exponent, Fraction):
                    raise Rejected("term", "a whole power of a whole number", f"the power {exponent}")
                q *= Fraction(int(atom[1])) ** exponent if exponent else 1
                del powers[atom]
        return {self._named(ranges, list(powers.items())): q}

    def _named(self, ranges: Mapping[str, str], powers: list[Power]) -> Monomial:
        """The bound indices named so that the sorted factors come first in order."""
        if not ranges:
            return (), tuple(sorted(powers))
        marks = {index: (ranges[index], sorted(traces(powers, index))) for index in ranges}
        alike = [
            list(group) for _, group in groupby(sorted(ranges, key=marks.__getitem__), marks.__getitem__)
        ]
        if prod(factorial(len(group)) for group in alike) > MAX_ORDERS:
            raise Rejected("term", f"at most {MAX_ORDERS} ways to order indices that look alike", "more")
        level = max(height(atom) for atom, _ in powers)
        best: list[Power] | None = None
        for groups in product(*(permutations(group) for group in alike)):
            names = {index: f"{level}.{k}" for k, index in enumerate(i for group in groups for i in group)}
            made = sorted(self.renamed(powers, names))
            best = made if best is None or made < best else best
        assert best is not None
        return tuple(ranges[index] for group in alike for index in group), tuple(best)


def traces(data: Any, index: str, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where an index occurs, told without the names of other bound indices."""
    if not isinstance(data, (tuple, list)) or not mentions(tuple(data), (index,)):
        return
    if data[0] in ("at", "delta", "call"):
        name, indices = ("delta", data[1:]) if data[0] == "delta" else data[1:3]
        if index in indices:
            yield (*path, name, *(_seen(i, index) for i in _order(indices, index, data[0])))
        if data[0] == "call":
            yield from traces(data[3], index, (*path, name))
        return
    if len(data) == 2 and isinstance(data[1], (int, Fraction)):
        path, data = (*path, str(data[1])), data[:1]
    head = (data[0],) if isinstance(data[0], str) else ()
    for part in data:
        yield from traces(part, index, (*path, *head))


def _order(indices: Sequence[str], index: str, kind: str) -> Sequence[str]:
    return sorted(indices, key=lambda i: _seen(i, index)) if kind == "delta" else indices


def _seen(found: str, index: str) -> str:
    return "*" if found == index else found if found[0] in "'%" else "?"
