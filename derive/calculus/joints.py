"""Joints: the points where pieces of a function meet, and what the derivative does there.

Nothing is smoothed over: left and right derivative are stated and proved one by one; where they differ
the derivative does not exist, and the Clarke interval between them takes its place.

Source: F. H. Clarke, Optimization and Nonsmooth Analysis (1983), theorem 2.5.1: for a function that is
continuously differentiable on both sides, the generalized derivative is the hull of the two limits.
"""

from __future__ import annotations

from derive.language.records import Activation, Claim, Statement
from derive.language.term import Term, call, from_json, symbol
from derive.language.tidy import tidy
from derive.proof.claims import is_proved, prove_claim
from derive.proof.domain import relation
from derive.proof.prover import Proved, prove, to_json
from derive.steps import Kink

X = symbol("x")


def kink(
    activation: Activation, base: Term, joint: Term, pieces: tuple[Term, ...], slopes: tuple[Term, ...]
) -> Kink | None:
    """What happens at a joint, given the formulas of the pieces and their derivatives.

    None where there is no derivative from one of the sides (a jump, or an end of the domain).
    """
    values = tuple(dict.fromkeys(tidy(slope.replace({X: joint})) for slope in slopes))
    left = _one_sided("LeftDerivative", activation, base, joint, values)
    right = _one_sided("RightDerivative", activation, base, joint, values)
    if left is None or right is None:
        return None
    low, high = left.statement.right, right.statement.right
    agree = _agreement(activation, low, high)
    ends, ordered = _interval(activation, low, high)
    return Kink(joint, _value(activation, base, joint, pieces), low, high, left, right, agree, ends, ordered)


def _value(activation: Activation, base: Term, joint: Term, pieces: tuple[Term, ...]) -> Term:
    """The value at the joint: that of the piece for which the prover agrees."""
    there = base.replace({X: joint})
    for piece in pieces:
        value = tidy(piece.replace({X: joint}))
        statement = Statement(there, "==", value, activation.hypotheses, (), activation.definitions)
        if isinstance(prove(statement), Proved):
            return value
    return there


def _one_sided(
    head: str, activation: Activation, base: Term, joint: Term, values: tuple[Term, ...]
) -> Claim | None:
    title = "From the left" if head == "LeftDerivative" else "From the right"
    for value in values:
        statement = Statement(
            call(head, base, X, joint), "==", value, activation.hypotheses, (), activation.definitions
        )
        claim = prove_claim(statement, title)
        if is_proved(claim):
            return claim
    return None


def _proved(activation: Activation, left: Term, sign: str, right: Term) -> bool:
    return isinstance(prove(Statement(left, sign, right, activation.hypotheses)), Proved)


def _agreement(activation: Activation, low: Term, high: Term) -> bool | Term:
    """Whether both sides agree: always, never, or under a condition on the parameters."""
    if low == high or _proved(activation, low, "==", high):
        return True
    if _proved(activation, low, "!=", high):
        return False
    core = ("add", _core(low), ("mul", -1, _core(high)))
    return from_json(to_json(relation("eq", core))) if _plain(low, high) else call("eq", low, high)


def _plain(low: Term, high: Term) -> bool:
    return all(t.is_number() or t.is_symbol() for t in (low, high)) and (low.is_number() or high.is_number())


def _core(t: Term) -> object:
    return t.name if t.is_symbol() else t.number


def _interval(activation: Activation, low: Term, high: Term) -> tuple[tuple[Term, Term], bool]:
    """The ends of the Clarke interval, in order where the order is the same for all parameters."""
    if _proved(activation, low, "<=", high):
        return (low, high), True
    if _proved(activation, high, "<=", low):
        return (high, low), True
    return (low, high), False
