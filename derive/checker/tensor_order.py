"""Proofs line by line: each line is an equation or an inequality that follows from those before it.

A line holds for all values of the indices that it names under ``all``, and of those of the statement. Its
reason is one of

- ``["chain", [{"term": t, "by": [fact, ...]}, ...]]``: equal terms from the left to the right side; each
  equals the one above it by normal form and by the equations named, used as rules from left to right;
- ``["combine", [[c, fact], ...], [fact, ...]]``: right - left is the sum of c·(right - left) over the facts,
  with rational c, c >= 0 for an inequality; equations are rules as in a chain;
- ``["product", fact, fact, [fact, ...]]``: right - left is the product of the two differences;
- ``["sum", fact, index, [fact, ...]]``: both sides summed over an index for all values of which the fact
  holds;
- ``["exp", fact]``, ``["log", fact]``: both are increasing;
- ``["sign"]``: 0 <= t for a t whose sign shows in how it is written;
- ``["tangent"]``: 1 + t <= exp(t); ``["delta"]``: delta(i, j) <= 1; ``["absolute"]``: t <= abs(t).

A fact is the number of an earlier line, the name of a hypothesis, or ``["at", fact, {index: index}]``, one of
its instances.

That exp and log increase and that exp lies above its tangent at 0: W. Rudin, Principles of Mathematical
Analysis, 3rd edition, the chapter on some special functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from derive.checker.algebra import dimension
from derive.checker.errors import Rejected
from derive.checker.reading import array, fields, same, show, whole
from derive.checker.tensor_forms import Form, added, number, scaled
from derive.checker.tensor_rules import Rule
from derive.checker.tensor_scope import Value
from derive.checker.tensor_terms import Context

Ranges = Mapping[str, str]  # index -> its dimension


class Fact(NamedTuple):
    """left relation right, for all values of the indices ``every``."""

    left: Form
    relation: str
    right: Form
    every: Ranges

    def gap(self) -> Form:
        return added(self.right, scaled(self.left, -1))


class Ledger:
    """The facts that are known so far, in a context; ``fixed`` are the indices of the statement."""

    def __init__(self, context: Context, fixed: Ranges) -> None:
        self.context = context
        self.fixed = dict(fixed)
        self.named: dict[str, Fact] = {}
        self.lines: list[Fact] = []
        self.every: dict[str, str] = {}

    # -- statements ----------------------------------------------------------------------------------

    def entering(self, data: Any) -> dict[str, str]:
        """The indices for all values of which something holds; they are in scope from here on."""
        context = self.context
        if type(data) is not dict:
            raise Rejected(context.where, "an object from indices to dimensions", show(data))
        every: dict[str, str] = {}
        for key, size in data.items():
            every[context.index_name(key, {**self.fixed, **every})] = str(dimension(size, context.where))
        self.every = every
        context.rewriting.sizes = {f"'{key}": size for key, size in {**self.fixed, **every}.items()}
        return every

    def scope(self) -> dict[str, tuple[str, str]]:
        return {key: (f"'{key}", size) for key, size in {**self.fixed, **self.every}.items()}

    def value(self, term: Any) -> Value:
        return self.context.read(term, self.scope())

    def fact(self, data: Any) -> Fact:
        """What a statement claims, of the indices in scope."""
        left, relation, right = array(data, self.context.where, 3)
        if relation not in ("==", "<="):
            raise Rejected(self.context.where, "the relation == or <=", show(relation))
        return Fact(self.value(left).form, relation, self.value(right).form, self.every)

    def assume(self, key: str, data: Any) -> None:
        """A hypothesis."""
        every, claim = fields(data, ("all", "claim"), self.context.where)
        self.entering(every)
        self.named[key] = self.fact(claim)

    # -- what is known -------------------------------------------------------------------------------

    def known(self, data: Any) -> Fact:
        """A fact that a line names, with its indices put in; the others are in scope by their own names."""
        where, given = self.context.where, {}
        if type(data) is list and data[:1] == ["at"]:
            _, data, given = array(data, where, 3)
        fact = self._named(data)
        if type(given) is not dict or not given.keys() <= fact.every.keys():
            raise Rejected(where, f"indices among {', '.join(fact.every) or 'none'}", show(given))
        names = {}
        for index, size in fact.every.items():
            names[f"'{index}"] = self.context.index(given.get(index, index), self.scope(), size)
        move = self.context.calculus.moved
        return Fact(move(fact.left, names), fact.relation, move(fact.right, names), {})

    def _named(self, data: Any) -> Fact:
        if type(data) is int:
            return self.lines[whole(data, self.context.where, 0, len(self.lines) - 1)]
        if type(data) is not str or data not in self.named:
            raise Rejected(self.context.where, "the number of an earlier line or a hypothesis", show(data))
        return self.named[data]

    def rules(self, data: Any) -> list[Rule]:
        """Equations as rules, for all values of their indices."""
        rules = []
        for reason in array(data, self.context.where):
            fact = self.known(reason) if type(reason) is list else self._named(reason)
            if fact.relation != "==":
                raise Rejected(self.context.where, "an equation", "an inequality")
            every = {f"'{index}": size for index, size in fact.every.items()}
            rules.append(self.context.rewriting.rule(fact.left, fact.right, every, self.context.where))
        return rules

    # -- lines ---------------------------------------------------------------------------------------

    def line(self, data: Any) -> int:
        """Checks a line and enters it; returns the number of steps that were checked."""
        every, claim, by = fields(data, ("all", "claim", "by"), self.context.where)
        self.entering(every)
        fact = self.fact(claim)
        head, *args = array(by, self.context.where) or [None]
        if type(head) is not str or head not in _REASONS or len(args) != _REASONS[head][0]:
            raise Rejected(self.context.where, f"a reason among {', '.join(_REASONS)}", show(by))
        steps: int = _REASONS[head][1](self, claim, fact, *args)
        self.lines.append(fact)
        return steps

    def agree(self, left: Form, right: Form, rules: Sequence[Rule] = ()) -> None:
        """Refuses two forms that differ after the rules."""
        if not self.context.rewriting.equal(left, right, rules):
            raise Rejected(self.context.where, "two sides with the same normal form", "two that differ")

    def follows(self, fact: Fact, relation: str, gap: Form, rules: Sequence[Rule] = ()) -> None:
        """Refuses a fact unless its right side minus its left one is the gap, with that relation."""
        if fact.relation != relation:
            raise Rejected(self.context.where, f"the relation {relation}", fact.relation)
        self.agree(fact.gap(), gap, rules)

    def chain(self, claim: Any, fact: Fact, lines: Any) -> int:
        read = [fields(line, ("term", "by"), self.context.where) for line in array(lines, self.context.where)]
        if not read or not same([read[0][0], "==", read[-1][0]], claim):
            raise Rejected(
                self.context.where, "a chain from the left to the right side of what is claimed", "another"
            )
        outer, above = self.context.where, None
        for k, (term, by) in enumerate(read):
            self.context.where = f"{outer}.chain[{k}]"
            below, rules = self.value(term).form, self.rules(by)
            if above is not None:
                self.agree(above, below, rules)
            above = below
        self.context.where = outer
        return len(read) - 1

    def combine(self, claim: Any, fact: Fact, parts: Any, reasons: Any) -> int:
        gap: Form = {}
        for part in array(parts, self.context.where):
            data, reason = array(part, self.context.where, 2)
            used, q = self.known(reason), self.context.read(data).form
            factor = q[((), ())] if len(q) == 1 and ((), ()) in q else None
            if factor is None or (used.relation == "<=" and factor < 0):
                raise Rejected(
                    self.context.where, "a rational number, not below 0 for an inequality", show(data)
                )
            if used.relation == "<=" and fact.relation == "==":
                raise Rejected(self.context.where, "equations for an equation", "an inequality")
            gap = added(gap, scaled(used.gap(), factor))
        self.follows(fact, fact.relation, gap, self.rules(reasons))
        return 1

    def product(self, claim: Any, fact: Fact, first: Any, second: Any, reasons: Any) -> int:
        gap = self.context.calculus.multiplied(self.known(first).gap(), self.known(second).gap())
        self.follows(fact, "<=", gap, self.rules(reasons))
        return 1

    def sum(self, claim: Any, fact: Fact, reason: Any, index: Any, reasons: Any) -> int:
        """From a fact for all values of an index: its sides summed over that index."""
        used = self._named(reason)
        if type(index) is not str or index not in used.every:
            raise Rejected(self.context.where, "an index for all values of which the fact holds", show(index))
        size, called = used.every[index], self.context.calculus.fresh()
        names = {f"'{index}": called}
        for other, range_ in used.every.items():
            if other != index:
                names[f"'{other}"] = self.context.index(other, self.scope(), range_)
        gap = self.context.calculus.moved(used.gap(), names)
        self.follows(
            fact, used.relation, self.context.calculus.bound(gap, {called: size}), self.rules(reasons)
        )
        return 1

    def monotone(self, claim: Any, fact: Fact, reason: Any) -> int:
        """Exp or log of both sides; that a logarithm has a value was seen when the line was read."""
        (left, relation, right), used = claim, self.known(reason)
        heads = [side[0] if type(side) is list and side else None for side in (left, right)]
        if heads[0] != heads[1] or heads[0] not in ("exp", "log") or relation != used.relation:
            raise Rejected(self.context.where, "exp, or log, of both sides", show(heads))
        self.agree(self.value(left[1]).form, used.left)
        self.agree(self.value(right[1]).form, used.right)
        return 1

    def sign(self, claim: Any, fact: Fact) -> int:
        if fact.relation != "<=" or fact.left or self.value(claim[2]).sign == 0:
            raise Rejected(self.context.where, "0 <= a term whose sign shows", show(claim))
        return 1

    def tangent(self, claim: Any, fact: Fact) -> int:
        inner = self._inside(claim, "exp")
        self.follows(fact, "<=", added(fact.right, number(-1), scaled(inner, -1)))
        return 1

    def delta(self, claim: Any, fact: Fact) -> int:
        left, relation, right = claim
        if type(left) is not list or left[:1] != ["delta"] or relation != "<=" or not same(right, 1):
            raise Rejected(self.context.where, "a delta <= 1", show(claim))
        return 1

    def absolute(self, claim: Any, fact: Fact) -> int:
        inner = self._inside(claim, "abs")
        sign = 1 if self.context.rewriting.equal(fact.left, inner) else -1
        self.follows(fact, "<=", added(fact.right, scaled(inner, -sign)))
        return 1

    def _inside(self, claim: Any, head: str) -> Form:
        """What the function on the right side of a claim is taken of."""
        right = claim[2]
        if type(right) is not list or right[:1] != [head]:
            raise Rejected(self.context.where, f"{head} on the right side", show(right))
        return self.value(right[1]).form


_REASONS: Mapping[str, tuple[int, Any]] = {
    "chain": (1, Ledger.chain),
    "combine": (2, Ledger.combine),
    "product": (3, Ledger.product),
    "sum": (3, Ledger.sum),
    "exp": (1, Ledger.monotone),
    "log": (1, Ledger.monotone),
    "sign": (0, Ledger.sign),
    "tangent": (0, Ledger.tangent),
    "delta": (0, Ledger.delta),
    "absolute": (0, Ledger.absolute),
}
