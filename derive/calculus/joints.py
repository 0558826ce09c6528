"""Joints: the points where pieces of a function meet, and what the derivative does there.

Nothing is smoothed over: left and right derivative are stated and proved one by one; where they differ
the derivative does not exist, and the Clarke interval between them takes its place. Where there are no
one-sided derivatives the function may jump: then its limits are stated and proved.

Source: F. H. Clarke, Optimization and Nonsmooth Analysis (1983), theorem 2.5.1: for a function that is
continuously differentiable on both sides, the generalized derivative is the hull of the two limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from derive.language.records import Activation, Claim, Statement
from derive.language.term import Term, call, relation, symbol
from derive.language.tidy import tidy
from derive.proof.claims import is_proved, prove_claim
from derive.proof.prover import Proved, prove
from derive.steps import Jump, Kink, Limit

X = symbol("x")
MAX_VALUES = 6
SIDES = {"LeftDerivative": ("<", "left"), "RightDerivative": (">", "right")}


@dataclass(frozen=True, slots=True)
class Joint:
    """A point where pieces meet, with the formulas of the pieces and their derivatives in the same order.

    ``there`` are formulas that the function may have at the point itself.
    """

    activation: Activation
    base: Term
    at: Term
    formulas: Sequence[Term]
    slopes: Sequence[Term]
    there: Sequence[Term]

    def here(self, term: Term) -> Term:
        """The value of a formula at the joint."""
        return tidy(term.replace({X: self.at}))

    def state(self, left: Term, sign: str, right: Term, *conditions: Term) -> Statement:
        """A statement about the function at this joint."""
        hypotheses = (*self.activation.hypotheses, *conditions)
        return Statement(left, sign, right, hypotheses, (), self.activation.definitions)

    def holds(self, left: Term, sign: str, right: Term, *conditions: Term) -> bool:
        """The statement is proved for all parameters."""
        verdict = prove(self.state(left, sign, right, *conditions), refute=False)
        return isinstance(verdict, Proved) and not verdict.domain


def kink(joint: Joint) -> Kink | None:
    """What happens at a joint with a derivative from both sides; None without them."""
    left, right = (_one_sided(head, joint) for head in SIDES)
    if left is None or right is None:
        return None
    low, high = left.statement.right, right.statement.right
    agree = _agreement(joint, low, high)
    ends, ordered = _interval(joint, low, high)
    found = _value(joint)
    value = joint.base.replace({X: joint.at}) if found is None else found.statement.right
    return Kink(joint.at, value, low, high, left, right, agree, ends, ordered)


def jump(joint: Joint) -> Jump | None:
    """What happens at a joint without a derivative from both sides; None where the derivative exists.

    None also where the function has no value and no two limits: there its domain ends.
    """
    if any(joint.holds(call("Derivative", joint.base, X, 1), "==", s, relation(X, "==", joint.at))
           for s in map(joint.here, joint.slopes)):  # fmt: skip
        return None
    found = _value(joint)
    value = None if found is None else found.statement.right
    left, right = (_limit(head, joint) for head in SIDES)
    if not joint.there and (left is None or right is None):
        return None  # a pole, or an end of the domain
    return Jump(joint.at, value, found, left, right, _continuous(joint, value, left, right))


# -- values and slopes -------------------------------------------------------------------------------


def _value(joint: Joint) -> Claim | None:
    """The value at the joint: that of a formula for which the prover agrees."""
    for value in dict.fromkeys(map(joint.here, (*joint.there, *joint.formulas))):
        there = joint.base.replace({X: joint.at})
        claim = prove_claim(joint.state(there, "==", value), "The value", refute=False)
        if is_proved(claim) and not claim.domain:
            return claim
    return None


def _one_sided(head: str, joint: Joint) -> Claim | None:
    title = f"From the {SIDES[head][1]}"
    for value in _candidates([joint.here(slope) for slope in joint.slopes]):
        statement = joint.state(call(head, joint.base, X, joint.at), "==", value)
        claim = prove_claim(statement, title, refute=False)
        if is_proved(claim) and not claim.domain:
            return claim
    return None


def _candidates(values: list[Term]) -> Iterator[Term]:
    """Values, and the smaller and the larger of two where letters decide which that is."""
    plain = list(dict.fromkeys(values))[:MAX_VALUES]
    yield from plain
    for head, (u, v) in product(("Min", "Max"), combinations(plain, 2)):
        if u.symbols() or v.symbols():
            yield call(head, u, v)


def _limit(head: str, joint: Joint) -> Limit | None:
    """The limit from one side: the value with which the function has a derivative from there."""
    sign, side = SIDES[head]
    for formula, slope in zip(joint.formulas, joint.slopes, strict=True):
        value, m = joint.here(formula), joint.here(slope)
        beside = call("case", joint.base, relation(X, sign, joint.at))
        filled = call("Piecewise", beside, call("case", value, call("true")))
        statement = joint.state(call(head, filled, X, joint.at), "==", m)
        claim = prove_claim(statement, f"The limit from the {side}", refute=False)
        if is_proved(claim) and not claim.domain:
            return Limit(value, m, claim)
    return None


# -- agreement ---------------------------------------------------------------------------------------


def _agreement(joint: Joint, u: Term, v: Term) -> bool | Term:
    """Whether two values agree: always, never, or under a condition on the parameters."""
    if u == v or joint.holds(u, "==", v):
        return True
    if joint.holds(u, "!=", v):
        return False
    for condition in _conditions(joint, u, v):
        opposite = Term("ne", condition.args)
        if joint.holds(u, "==", v, condition) and joint.holds(u, "!=", v, opposite):
            return condition
    return call("eq", u, v)


def _conditions(joint: Joint, u: Term, v: Term) -> Iterator[Term]:
    """Equations between values at the joint, a letter on the left, the simple ones first."""
    values = [u, v, *map(joint.here, (*joint.slopes, *joint.formulas))]
    equations = []
    for one, two in combinations(dict.fromkeys(values), 2):
        if one.symbols() or two.symbols():
            equations.append(call("eq", one, two) if one.symbols() else call("eq", two, one))
    yield from sorted(equations, key=lambda c: sum(1 for _ in c.walk()))[:MAX_VALUES]


def _interval(joint: Joint, low: Term, high: Term) -> tuple[tuple[Term, Term], bool]:
    """The ends of the Clarke interval, in order where the order is the same for all parameters."""
    if joint.holds(low, "<=", high):
        return (low, high), True
    if joint.holds(high, "<=", low):
        return (high, low), True
    return (low, high), False


def _continuous(
    joint: Joint, value: Term | None, left: Limit | None, right: Limit | None
) -> bool | Term | None:
    """Whether limits and value agree, as far as they are known."""
    known = [limit.value for limit in (left, right) if limit is not None]
    known += [] if value is None else [value]
    found = [_agreement(joint, u, v) for u, v in combinations(dict.fromkeys(known), 2)]
    if False in found:
        return False
    if left is None or right is None or value is None:
        return None
    relations = tuple(dict.fromkeys(part for part in found if isinstance(part, Term)))
    return True if not relations else relations[0] if len(relations) == 1 else call("and", *relations)
