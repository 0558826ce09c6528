"""Equations used in forms: a product that is known to be something else is replaced by that.

A rule comes from an equation whose left side is one monomial. It applies to a monomial that holds the factors
of the left side, under some choice of indices for those over which the equation holds for all, if the indices
that the left side sums over occur in none of the other factors: then the sum over them can be taken first.
One rule needs no equation: a base times its own negative power is the next power.

>>> rewriting = Rewriting(Calculus(frozenset(), {}, {}))
>>> e = rewriting.calculus.exp(rewriting.calculus.atom(("at", "o", ("'k",))))
>>> total = rewriting.calculus.bound(e, {"'k": "q"})
>>> inverse = rewriting.calculus.raised(total, -1)
>>> rewriting.settled(rewriting.calculus.multiplied(total, inverse)) == {ONE: 1}
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from derive.checker.errors import Rejected
from derive.checker.tensor_calculus import Calculus
from derive.checker.tensor_forms import (
    ONE,
    Atom,
    Exponent,
    Form,
    Power,
    added,
    include,
    mentions,
    scaled,
)
from derive.checker.work import spend


class Rule(NamedTuple):
    """``variables``, for all of which the equation holds, and ``ranges``, over which its left side is summed,
    each with its dimension; the factors of the left side, and the right side. ``lifted``: a base whose power
    goes up by one, times the number, is added to the right side.
    """

    variables: Mapping[str, str]
    ranges: Mapping[str, str]
    factors: Sequence[Power]
    right: Form
    lifted: tuple[Atom, Fraction] | None = None


class Rewriting:
    """Rules applied until none applies. ``sizes`` has the dimension of every index that is free."""

    def __init__(self, calculus: Calculus) -> None:
        self.calculus = calculus
        self.sizes: dict[str, str] = {}

    def rule(self, left: Form, right: Form, variables: Mapping[str, str], where: str) -> Rule:
        """An equation as a rule, from left to right."""
        if len(left) != 1 or ONE in left:
            raise Rejected(where, "an equation whose left side is one product", "another")
        ((monomial, q),) = left.items()
        ranges, powers = self.calculus.opened(monomial)
        return Rule(variables, ranges, powers, scaled(right, 1 / q))

    def settled(self, form: Form, rules: Sequence[Rule] = ()) -> Form:
        """The form with rules applied until none applies."""
        done: Form = {}
        waiting = dict(form)
        while waiting:
            monomial, q = waiting.popitem()
            ranges, powers = self.calculus.opened(monomial)
            after = self._applied(ranges, dict(powers), rules)
            if after is None:
                include(done, monomial, q)
            else:
                spend(24 * len(after))
                for made, p in after.items():
                    include(waiting, made, p * q)
        return done

    def _applied(
        self, ranges: Mapping[str, str], powers: dict[Atom, Exponent], rules: Sequence[Rule]
    ) -> Form | None:
        own = (self._of_base(atom) for atom, e in powers.items() if atom[0] == "base" and e < 0)
        for rule in [*(found for found in own if found is not None), *rules]:
            if not kinds(rule.factors) <= kinds(powers.items()):
                continue
            for names in self._choices(rule, ranges, powers):
                rest = self._without(rule, names, ranges, powers)
                if rest is not None:
                    return self._replaced(rule, names, ranges, rest)
        return None

    def _of_base(self, atom: Atom) -> Rule | None:
        """base^-e · leading monomial = (base^(1 - e) - base^-e · the others) / the leading coefficient."""
        form = dict(atom[1])
        lead = max(form, key=lambda monomial: (sum(abs(e) for _, e in monomial[1]), monomial))
        if lead == ONE:
            return None
        q = form.pop(lead)
        ranges, powers = self.calculus.opened(lead)
        return Rule({}, ranges, powers, scaled(form, -1 / q), (atom, 1 / q))

    def _choices(
        self, rule: Rule, ranges: Mapping[str, str], powers: Mapping[Atom, Exponent]
    ) -> Iterator[dict[str, str]]:
        """All ways to put indices of a monomial in for those of a rule."""
        free = {i: size for i, size in self.sizes.items() if any(mentions(atom, (i,)) for atom in powers)}
        every = {**free, **ranges}

        def further(left: list[str], names: dict[str, str]) -> Iterator[dict[str, str]]:
            spend(1)
            if not left:
                yield names
                return
            first, *others = left
            summed = first in rule.ranges
            size = rule.ranges[first] if summed else rule.variables[first]
            for index, found in (ranges if summed else every).items():
                if found == size and not (summed and index in names.values()):
                    yield from further(others, {**names, first: index})

        yield from further([*rule.ranges, *rule.variables], {})

    def _without(
        self, rule: Rule, names: Mapping[str, str], ranges: Mapping[str, str], powers: Mapping[Atom, Exponent]
    ) -> dict[Atom, Exponent] | None:
        """The monomial without the factors of the rule; None where it does not apply."""
        rest = dict(powers)
        for power in rule.factors:
            made = self.calculus.moved_power(power, names)
            if len(made) != 1:
                return None
            ((monomial, q),) = made.items()
            if q != 1 or monomial[0]:
                return None
            for atom, e in monomial[1]:
                found = rest.get(atom, 0)
                if not (found >= e > 0 or found <= e < 0):
                    return None
                rest[atom] = found - e
        rest = {atom: e for atom, e in rest.items() if e}
        summed = {names[i] for i in rule.ranges}
        kept = {names[i] for i in rule.variables}
        if summed & kept or any(mentions(atom, summed) for atom in rest):
            return None
        return rest

    def _replaced(
        self, rule: Rule, names: Mapping[str, str], ranges: Mapping[str, str], rest: dict[Atom, Exponent]
    ) -> Form:
        calculus = self.calculus
        variables = {i: names[i] for i in rule.variables}
        others = calculus.built({}, rest.items())
        form = calculus.multiplied(others, calculus.moved(rule.right, variables))
        if rule.lifted:
            base, q = rule.lifted
            form = added(form, scaled(calculus.built({}, [*rest.items(), (base, 1)]), q))
        left = {i: size for i, size in ranges.items() if i not in {names[j] for j in rule.ranges}}
        return calculus.bound(form, left)

    def equal(self, left: Form, right: Form, rules: Sequence[Rule] = ()) -> bool:
        """Whether the difference settles to nothing."""
        return not self.settled(added(left, scaled(right, -1)), rules)


def kinds(powers: Any) -> set[tuple[str, ...]]:
    """The kinds of factors, and the names of arrays and functions."""
    return {(atom[0], atom[1] if atom[0] in ("at", "fn", "call") else "") for atom, _ in powers}
