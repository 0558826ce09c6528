"""Branches: a formula with Max, Abs, Piecewise and defined functions as the one formula it is on a cell.

>>> sigmoid = Definition("sigmoid", ("x",), 1 / (1 + call("exp", -symbol("x"))))
>>> print(written_out(call("sigmoid", symbol("x") ** 2), (sigmoid,)))
1/(1 + exp(-x**2))
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from derive.checker.cells import Resolver
from derive.checker.claim import Claim
from derive.checker.terms import CONDITION
from derive.language.records import Definition
from derive.language.term import Term, call, derivative, number, symbol

BRANCHING = frozenset(("Piecewise", "Max", "Min", "Abs", "sign", "Heaviside"))
HALF = number(Fraction(1, 2))
MAX_NODES = 20_000


def written_out(term: Term, definitions: Iterable[Definition]) -> Term:
    """The term with every defined function replaced by its body, and derivatives taken one at a time.

    Raises ValueError where it becomes too large, or where an argument meets a bound variable.
    """
    return _WritingOut({d.name: d for d in definitions})(term)


class _WritingOut:
    def __init__(self, table: dict[str, Definition]) -> None:
        self.table = table
        self.nodes = 0

    def __call__(self, term: Term) -> Term:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ValueError(f"expected at most {MAX_NODES} nodes with definitions written out, found more")
        args = tuple(map(self, term.args))
        if term.head == "Derivative" and args[1].is_symbol():
            f, x, order = args
            for _ in range(int(order.number)):
                f = derivative(f, x)
            return f
        definition = self.table.get(term.head)
        if definition is None:
            return Term(term.head, args, term.value)
        if "Derivative" in definition.body.heads() and args[0] != symbol(definition.args[0]):
            raise ValueError(f"expected {term.head}, a derivative, at its own variable, found {term}")
        return self(definition.body.replace(dict(zip(map(symbol, definition.args), args, strict=True))))


def chosen(term: Term, resolver: Resolver, claim: Claim) -> Term:
    """The term with the branch of each branching function that the cell of a resolver decides for.

    Raises what the resolver raises where the cell decides nothing.
    """
    return _Choice(resolver, claim)(term)


class _Choice:
    def __init__(self, resolver: Resolver, claim: Claim) -> None:
        self.resolver = resolver
        self.claim = claim

    def holds(self, condition: Term) -> bool:
        return self.resolver.holds(self.claim.read(condition.json(), CONDITION))

    def __call__(self, term: Term) -> Term:
        if term.head not in BRANCHING:
            return Term(term.head, tuple(map(self, term.args)), term.value) if term.args else term
        if term.head == "Piecewise":
            for case in term.args:
                if self.holds(case.args[1]):
                    return self(case.args[0])
            return term
        if term.head in ("Max", "Min"):
            return self._extreme(term)
        u, (below, at, above) = term.args[0], _by_sign(term)
        if self.holds(call("ge" if above == at else "gt", u, 0)):
            return self(above)
        return self(at if self.holds(call("eq", u, 0)) else below)

    def _extreme(self, term: Term) -> Term:
        best, *others = term.args
        for other in others:
            ahead = self.holds(call("ge" if term.head == "Max" else "le", best, other))
            best = best if ahead else other
        return self(best)


def _by_sign(term: Term) -> tuple[Term, Term, Term]:
    """What Abs, sign or Heaviside of u is where u is negative, zero, positive."""
    u, one = term.args[0], number(1)
    if term.head == "Abs":
        return -u, u, u
    return (-one, number(0), one) if term.head == "sign" else (number(0), HALF, one)
