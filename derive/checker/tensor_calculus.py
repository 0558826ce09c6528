"""Functions of forms, indices put in for indices, and derivatives by entries of arrays.

Exponentials are taken apart: exp(u + q v) is exp(u)·exp(v)^q with rational q. Of what stands in a logarithm,
a root or a denominator, common factors that are positive are taken out, and what is left is one atom with its
exponent.

>>> calculus = Calculus(frozenset(), {}, {})
>>> x = calculus.atom(("at", "x", ()))
>>> calculus.derivative(calculus.exp(calculus.power(x, 2)), "x", ()) == calculus.multiplied(
...     scaled(x, 2), calculus.exp(calculus.power(x, 2))
... )
True

The derivative of X[i, j] by X[a, b] is delta(i, a) delta(j, b); the rest is the rules for sums, products and
compositions (W. Rudin, Principles of Mathematical Analysis, 3rd edition, theorems 5.3, 5.5 and 9.15).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm

from derive.checker.errors import Rejected
from derive.checker.tensor_forms import (
    Atom,
    Exponent,
    Form,
    Forms,
    Monomial,
    Power,
    added,
    bounded,
    frozen,
    height,
    include,
    mentions,
    number,
    scaled,
)
from derive.checker.work import spend

Arrays = Mapping[str, tuple[Sequence[str], Form]]  # array -> its indices, and the form that is its entry


class Calculus(Forms):
    """``functions``: how many derivatives each function of one variable has; ``losses``: the shape that each
    function of an array is a function of.
    """

    def __init__(
        self,
        positive: frozenset[str],
        functions: Mapping[str, int],
        losses: Mapping[str, tuple[str, ...]],
    ) -> None:
        super().__init__(positive)
        self.functions = functions
        self.losses = losses

    # -- functions -----------------------------------------------------------------------------------

    def exp(self, form: Form, exponent: Exponent = 1) -> Form:
        """Exp of a form, to a power."""
        total = number(1)
        for monomial, q in form.items():
            ranges, powers = monomial
            if not ranges and len(powers) == 1 and powers[0][0][0] == "log" and powers[0][1] == 1:
                part = self.raised(dict(powers[0][0][1]), whole(q * exponent))
            else:
                bounded(monomial)
                part = {((), ((("exp", monomial), whole(q * exponent)),)): Fraction(1)}
            total = self.multiplied(total, part)
        return total

    def raised(self, form: Form, exponent: Exponent) -> Form:
        """A power, with a rational exponent, of a form that is positive."""
        if isinstance(exponent, int) and exponent >= 0:
            return self.power(form, exponent)
        if abs(Fraction(exponent)) > 64 or exponent.denominator > 64:
            raise Rejected("term", "an exponent of moderate size", str(exponent)[:40])
        q, common, rest = self._content(form)
        parts = [(atom, whole(e * exponent)) for atom, e in common]
        if q != 1:
            if isinstance(exponent, int):
                return scaled(self.raised(scaled(form, 1 / q), exponent), q**exponent)
            parts.append((("base", frozen(number(q))), exponent))
        if rest != number(1):
            parts.append((("base", frozen(rest)), exponent))
        return self.built({}, parts)

    def log(self, form: Form) -> Form:
        """The logarithm of a form that is positive."""
        q, common, rest = self._content(form)
        total: Form = {}
        for atom, e in common:
            if atom[0] == "exp":
                part: Form = {atom[1]: Fraction(1)}
            elif atom[0] == "base":
                part = self.atom(("log", atom[1]))
            else:
                part = self.atom(("log", frozen(self.atom(atom))))
            total = added(total, scaled(part, e))
        for part in (number(q), rest):
            if part != number(1):
                total = added(total, self.atom(("log", frozen(part))))
        return total

    def _content(self, form: Form) -> tuple[Fraction, list[Power], Form]:
        """A positive form as q · common factors that are surely positive · the rest."""
        if not form or max(form.values()) <= 0:
            raise Rejected("term", "something positive", "0 or less")
        q = Fraction(gcd(*(c.numerator for c in form.values())), lcm(*(c.denominator for c in form.values())))
        exponents = [self._units(monomial) for monomial in form]
        common = {
            atom: low
            for atom in dict.fromkeys(atom for found in exponents for atom in found)
            if (low := min(found.get(atom, 0) for found in exponents))
        }
        inverse: Form = {((), tuple(sorted((atom, -e) for atom, e in common.items()))): 1 / q}
        return q, sorted(common.items()), self.multiplied(inverse, form)

    def _units(self, monomial: Monomial) -> dict[Atom, Exponent]:
        """The factors that are positive whatever the entries are, and the same for all bound indices."""
        ranges, powers = monomial
        level = max((height(atom) for atom, _ in powers), default=0)
        own = [f"{level}.{k}" for k in range(len(ranges))]
        return {atom: e for atom, e in powers if self.is_positive(atom) and not mentions(atom, own)}

    def is_positive(self, atom: Atom) -> bool:
        return atom[0] in ("exp", "base", "dim") or (atom[0] == "at" and atom[1] in self.positive)

    # -- substitution --------------------------------------------------------------------------------

    def moved(
        self, form: Form, indices: Mapping[str, str], arrays: Mapping[str, tuple[Sequence[str], Form]] = {}
    ) -> Form:
        """Indices put in for free indices, and forms for the entries of arrays."""
        total: Form = {}
        for monomial, q in form.items():
            ranges, powers = self.opened(monomial)
            made = self.product(self.moved_power(power, indices, arrays) for power in powers)
            for monomial_, p in self.bound(made, ranges).items():
                include(total, monomial_, p * q)
        return total

    def moved_power(
        self, power: Power, indices: Mapping[str, str], arrays: Mapping[str, tuple[Sequence[str], Form]] = {}
    ) -> Form:
        atom, exponent = power
        spend(1)
        if not mentions(atom, indices) and not mentions(atom, arrays):
            return {((), (power,)): Fraction(1)}
        kind = atom[0]
        if kind == "at":
            place = tuple(indices.get(i, i) for i in atom[2])
            if atom[1] not in arrays:
                return {((), ((("at", atom[1], place), exponent),)): Fraction(1)}
            slots, body = arrays[atom[1]]
            return self.power(self.moved(body, dict(zip(slots, place, strict=True))), int(exponent))
        if kind == "delta":
            i, j = sorted(indices.get(i, i) for i in atom[1:])
            return number(1) if i == j else {((), ((("delta", i, j), 1),)): Fraction(1)}
        if kind == "exp":
            return self.exp(self.moved({atom[1]: Fraction(1)}, indices, arrays), exponent)
        if kind == "call":
            return self._moved_call(power, indices, arrays)
        inner = self.moved(dict(atom[-1]), indices, arrays)
        if kind == "base":
            return self.raised(inner, exponent)
        if kind == "log":
            return self.power(self.log(inner), int(exponent))
        return {((), (((*atom[:-1], frozen(inner)), exponent),)): Fraction(1)}

    # -- functions of an array -----------------------------------------------------------------------

    def call(self, name: str, places: Sequence[str], slots: Sequence[str], body: Form) -> Form:
        """A function of the array with that entry at the slots, or its partial derivative at the places."""
        level = 1 + max((height(atom) for _, powers in body for atom, _ in powers), default=0)
        names = {slot: f"{level}@{k}" for k, slot in enumerate(slots)}
        return self.atom(("call", name, tuple(places), frozen(self.moved(body, names))))

    def entered(self, atom: Atom) -> tuple[list[str], Form]:
        """New names for the slots of a call, and the entry of its array there."""
        _, name, _, body = atom
        level = height(atom)
        slots = [self.fresh() for _ in self.losses[name]]
        return slots, self.moved(dict(body), {f"{level}@{k}": slot for k, slot in enumerate(slots)})

    def _moved_call(self, power: Power, indices: Mapping[str, str], arrays: Arrays) -> Form:
        atom, exponent = power
        slots, body = self.entered(atom)
        places = [indices.get(i, i) for i in atom[2]]
        made = self.call(atom[1], places, slots, self.moved(body, indices, arrays))
        return self.power(made, int(exponent))

    # -- derivatives ---------------------------------------------------------------------------------

    def derivative(self, form: Form, name: str, place: Sequence[str]) -> Form:
        """The partial derivative by the entry of an array at a place."""
        total: Form = {}
        for monomial, q in form.items():
            ranges, powers = self.opened(monomial)
            for k, power in enumerate(powers):
                slope = self._slope(power, name, place)
                if slope:
                    rest = self.built({}, [*powers[:k], *powers[k + 1 :]])
                    for made, p in self.bound(self.multiplied(rest, slope), ranges).items():
                        include(total, made, p * q)
        return total

    def _slope(self, power: Power, name: str, place: Sequence[str]) -> Form:
        """The derivative of one factor: exponent · atom^(exponent - 1) · the derivative of the atom."""
        atom, exponent = power
        if not mentions(atom, (name,)):
            return {}
        if atom[0] == "exp":
            inner = self.derivative({atom[1]: Fraction(1)}, name, place)
            return self.multiplied(scaled(inner, exponent), {((), (power,)): Fraction(1)})
        slope = self._atom_slope(atom, name, place)
        return self.multiplied(scaled(slope, exponent), self.built({}, [(atom, whole(exponent - 1))]))

    def _atom_slope(self, atom: Atom, name: str, place: Sequence[str]) -> Form:
        if atom[0] == "at":
            if atom[1] != name:
                return {}
            return self.product(self.delta(i, j) for i, j in zip(atom[2], place, strict=True))
        if atom[0] == "call":
            return self._call_slope(atom, name, place)
        if atom[0] not in ("base", "log", "fn", "abs"):
            return {}
        inner = self.derivative(dict(atom[-1]), name, place)
        if not inner or atom[0] == "base":
            return inner
        if atom[0] == "log":
            return self.multiplied(inner, self.raised(dict(atom[1]), -1))
        if atom[0] == "abs" or atom[2] >= self.functions[atom[1]]:
            raise Rejected(
                "term",
                "a function with a derivative",
                f"the derivative of {atom[1] if atom[0] == 'fn' else 'abs'}",
            )
        _, phi, order, form = atom
        return self.multiplied(inner, self.atom(("fn", phi, order + 1, form)))

    def _call_slope(self, atom: Atom, name: str, place: Sequence[str]) -> Form:
        """The chain rule over all entries of the array: sum over k of f_k times the derivative of entry k."""
        slots, body = self.entered(atom)
        inner = self.derivative(body, name, place)
        if not inner:
            return {}
        if atom[2]:
            raise Rejected("term", "first derivatives of a function of an array", "a second one")
        here = [self.fresh() for _ in slots]
        partial = self.call(atom[1], here, slots, body)
        there = self.moved(inner, dict(zip(slots, here, strict=True)))
        return self.bound(self.multiplied(partial, there), dict(zip(here, self.losses[atom[1]], strict=True)))

    def delta(self, i: str, j: str) -> Form:
        return number(1) if i == j else self.atom(("delta", *sorted((i, j))))


def whole(q: Exponent) -> Exponent:
    """A whole number as an int."""
    return int(q) if q.denominator == 1 else q
