"""Reads terms about arrays: JSON in, normal forms out; refuses what has no type or no value.

A term has a real value for all positive dimensions, all arrays of the shapes declared, and all values of its
free indices. What makes a value doubtful, a logarithm, a root, a denominator, is read only where the argument
is positive by the way in which it is written: a sum of positive terms, an exponential, an even power plus
something positive.

>>> context = Context.of({"symbols": {"o": ["q"]}})
>>> total = ["sum", "k", "q", ["exp", ["at", "o", "k"]]]
>>> context.settled(context.read(["mul", total, ["pow", total, -1]])) == {((), ()): 1}
True
>>> context.read(["log", ["sum", "k", "q", ["at", "o", "k"]]])
Traceback (most recent call last):
derive.checker.errors.Rejected: statement: expected something that is surely positive in log, found 'sum'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from derive.checker.algebra import dimension
from derive.checker.errors import Rejected
from derive.checker.reading import array, show, whole
from derive.checker.tensor_calculus import whole as tidy
from derive.checker.tensor_families import held_apart
from derive.checker.tensor_forms import Form, added, frozen, number
from derive.checker.tensor_scope import NOT_NEGATIVE, POSITIVE, UNKNOWN, Names, Scope, Value
from derive.checker.work import spend

MAX_DEPTH = 60
MAX_NUMBER = 1 << 128


class Context(Names):
    """Reads terms under the names of a statement."""

    def read(self, term: Any, scope: Mapping[str, tuple[str, str]] = {}, depth: int = 0) -> Value:
        """A term under indices that are known."""
        spend(1)
        if type(term) is int:
            return self._number(Fraction(self._moderate(term)))
        if type(term) is str:
            return self._entry([term], scope)
        if type(term) is not list or not term or type(term[0]) is not str or depth > MAX_DEPTH:
            raise Rejected(self.where, f"a term, at most {MAX_DEPTH} deep", show(term))
        head, *args = term
        if head in ("add", "mul") and args:
            return self._joined(head, [self.read(arg, scope, depth + 1) for arg in args])
        if head in ("rational", "pow") and len(args) == 2:
            if head == "rational":
                return self._number(self._exponent(term))
            return self._power(args[0], self._exponent(args[1]), scope, depth + 1)
        if head == "at":
            return self._entry(args, scope)
        if head in ("exp", "log", "abs") and len(args) == 1:
            return self._function(head, self.read(args[0], scope, depth + 1), args[0])
        if head in _READERS:
            value: Value = _READERS[head](self, args, scope, depth + 1)
            return value
        raise Rejected(
            self.where,
            f"one of add, mul, pow, rational, at, exp, log, abs, {', '.join(_READERS)}",
            show(head),
        )

    def _moderate(self, data: Any) -> int:
        if type(data) is not int or abs(data) > MAX_NUMBER:
            raise Rejected(self.where, "a whole number of moderate length", show(data))
        return data

    def _exponent(self, data: Any) -> Fraction:
        """A rational number."""
        if type(data) is list and data[:1] == ["rational"] and len(data) == 3:
            p, q = (self._moderate(part) for part in data[1:])
            if q < 1:
                raise Rejected(self.where, "a positive denominator", show(q))
            return Fraction(p, q)
        return Fraction(self._moderate(data))

    def _number(self, q: Fraction) -> Value:
        return Value(number(q), POSITIVE if q > 0 else NOT_NEGATIVE if q == 0 else UNKNOWN)

    def _joined(self, head: str, values: Sequence[Value]) -> Value:
        signs = [value.sign for value in values]
        if head == "add":
            sign = max(signs) if min(signs) else UNKNOWN
            return Value(added(*(value.form for value in values)), sign)
        return Value(self.calculus.product(value.form for value in values), min(signs))

    def settled(self, value: Value) -> Form:
        return self.rewriting.settled(value.form)

    def surely_positive(self, value: Value, head: str, term: Any) -> Form:
        form = value.form if self._is_product(value.form) else self.settled(value)
        if value.sign != POSITIVE and not (form and all(map(self._is_positive, form.items()))):
            found = show(term[0]) if type(term) is list else show(term)
            raise Rejected(self.where, f"something that is surely positive in {head}", found)
        return form

    def _is_product(self, form: Form) -> bool:
        """Whether it is one product of factors that are positive: a logarithm takes it apart as it stands."""
        return len(form) == 1 and all(self._is_positive(part) and not part[0][0] for part in form.items())

    def _is_positive(self, part: tuple[Any, Fraction]) -> bool:
        (_, powers), q = part
        return q > 0 and all(self.calculus.is_positive(atom) for atom, _ in powers)

    def _power(self, term: Any, exponent: Fraction, scope: Scope, depth: int) -> Value:
        """A power. One that is no whole number from 0 on is taken of each factor of a product by itself, and
        of a power by multiplying the exponents, where all that is positive.
        """
        value = self.read(term, scope, depth)
        if exponent.denominator == 1 and exponent >= 0:
            form = self.calculus.power(value.form, int(exponent))
            even = NOT_NEGATIVE if exponent % 2 == 0 else UNKNOWN
            return Value(form, POSITIVE if not exponent else max(value.sign, even))
        form = self.surely_positive(value, "a power that is no whole number from 0 on", term)
        parts = term[1:] if type(term) is list and term[0] == "mul" else []
        if parts and all(self.read(part, scope, depth + 1).sign == POSITIVE for part in parts):
            return self._joined("mul", [self._power(part, exponent, scope, depth + 1) for part in parts])
        if type(term) is list and term[0] == "pow" and self.read(term[1], scope, depth + 1).sign == POSITIVE:
            return self._power(term[1], exponent * self._exponent(term[2]), scope, depth + 1)
        return Value(self.calculus.raised(form, tidy(exponent)), POSITIVE)

    def _function(self, head: str, value: Value, term: Any) -> Value:
        if head == "log":
            return Value(self.calculus.log(self.surely_positive(value, "log", term)))
        form = self.settled(value)
        if head == "exp":
            return Value(self.calculus.exp(form), POSITIVE)
        atom = ("abs", frozen(form))
        return Value(self.calculus.atom(atom) if form else {}, NOT_NEGATIVE)

    # -- entries, sums, functions of arrays -----------------------------------------------------------

    def _entry(self, args: Sequence[Any], scope: Scope) -> Value:
        key, *indices = args or [None]
        found = self.definitions.get(key) if type(key) is str else None
        shape = tuple(found.ranges) if found else self.symbols.get(key) if type(key) is str else None
        if shape is None or len(shape) != len(indices):
            wanted = "an array that is declared" if shape is None else f"{len(shape)} indices of {key}"
            raise Rejected(self.where, wanted, show(key) if shape is None else str(len(indices)))
        place = tuple(self.index(i, scope, size) for i, size in zip(indices, shape, strict=True))
        if found:
            moved = self.calculus.moved(found.value.form, dict(zip(found.slots, place, strict=True)))
            return Value(moved, found.value.sign)
        return Value(
            self.calculus.atom(("at", key, place)), POSITIVE if key in self.calculus.positive else UNKNOWN
        )

    def sum(self, args: Sequence[Any], scope: Scope, depth: int) -> Value:
        index, size, body = array(list(args), self.where, 3)
        inner, (called,) = self.entering([[index, size]], scope, depth)
        value = self.read(body, inner, depth)
        form = self.calculus.bound(value.form, {called: str(size)})
        return Value(self.rewriting.settled(form), value.sign)

    def delta(self, args: Sequence[Any], scope: Scope, depth: int) -> Value:
        i, j = array(list(args), self.where, 2)
        if type(i) is not str or i not in scope:
            raise Rejected(self.where, "an index", show(i))
        inner, size = scope[i]
        return Value(self.calculus.delta(inner, self.index(j, scope, size)), NOT_NEGATIVE)

    def dim(self, args: Sequence[Any], scope: Scope, depth: int) -> Value:
        (size,) = array(list(args), self.where, 1)
        return Value(self.calculus.atom(("dim", str(dimension(size, self.where)))), POSITIVE)

    def apply(self, args: Sequence[Any], scope: Scope, depth: int) -> Value:
        phi, order, term = array(list(args), self.where, 3)
        if type(phi) is not str or phi not in self.calculus.functions:
            raise Rejected(self.where, "a function that is declared", show(phi))
        whole(order, self.where, 0, self.calculus.functions[phi])
        form = self.settled(self.read(term, scope, depth))
        return Value(self.calculus.atom(("fn", phi, order, frozen(form))))

    def call(self, args: Sequence[Any], scope: Scope, depth: int) -> Value:
        """[call, f, [[index, dimension], ...], entry]."""
        f, pairs, entry = array(list(args), self.where, 3)
        return self._called(f, None, pairs, self._array(f, pairs, entry, scope, depth), scope)

    def slope(self, args: Sequence[Any], scope: Scope, depth: int) -> Value:
        """[slope, f, [index, ...], [[index, dimension], ...], entry]."""
        f, places, pairs, entry = array(list(args), self.where, 4)
        made = self._array(f, pairs, entry, scope, depth)
        return self._called(f, array(places, self.where, len(made[0])), pairs, made, scope)

    def _array(self, f: Any, pairs: Any, entry: Any, scope: Scope, depth: int) -> tuple[list[str], Form]:
        """The slots and the entry of the array that a function is applied to."""
        known = type(f) is str and (
            self.calculus.losses.get(f) or (f in self.composites and self.composites[f].ranges)
        )
        if not known:
            raise Rejected(self.where, "a function of an array that is declared", show(f))
        inner, slots = self.entering(array(pairs, self.where, len(known)), scope, depth)
        if tuple(str(pair[1]) for pair in pairs) != known:
            raise Rejected(self.where, f"an array of the shape {'×'.join(known)}", "another")
        return slots, self.settled(self.read(entry, inner, depth))

    def _called(
        self,
        f: str,
        places: Sequence[Any] | None,
        pairs: Sequence[Any],
        made: tuple[list[str], Form],
        scope: Scope,
    ) -> Value:
        slots, body = made
        at = [self.index(i, scope, str(pair[1])) for i, pair in zip(places or [], pairs, strict=False)]
        composite = self.composites.get(f)
        if composite is None:
            return Value(self.calculus.call(f, at, slots, body))
        form = composite.form
        if places is not None:
            form = self.calculus.derivative(form, composite.array, at)
        return Value(self.calculus.moved(form, {}, {composite.array: (slots, body)}))

    def derivative(self, args: Sequence[Any], scope: Scope, depth: int) -> Value:
        """[D, term, name, index, ...]."""
        term, key, *indices = args if len(args) > 1 else [None, None]
        shape = self.symbols.get(key) if type(key) is str else None
        if shape is None or len(shape) != len(indices) or type(key) is not str:
            raise Rejected(self.where, "a derivative by an entry of a symbol", show(key))
        place = [self.index(i, scope, size) for i, size in zip(indices, shape, strict=True)]
        form = self.read(term, scope, depth).form
        if self.recursive is not None:
            held_apart(form, key, self.recursive, self.where)
        return Value(self.calculus.derivative(form, key, place))


_READERS: Mapping[str, Any] = {
    "sum": Context.sum,
    "delta": Context.delta,
    "dim": Context.dim,
    "apply": Context.apply,
    "call": Context.call,
    "slope": Context.slope,
    "D": Context.derivative,
}
