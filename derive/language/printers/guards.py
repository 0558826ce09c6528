"""Guards: where a piece of a function is not asked for, its formula is given a safe x.

NumPy, PyTorch and JAX work out both sides of a choice. On the side that is not taken exp may overflow, and
then automatic differentiation makes 0·∞ = nan of it; JAX's documentation calls the remedy the double where.

>>> from derive.language.grammar import parse
>>> cases = parse("Piecewise((x, x > 0), (exp(x), True))").args
>>> first, second = guards([(case.args[0], case.args[1]) for case in cases])
>>> print(first, second.condition, second.safe, second.outside)
None x > 0 0 True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.language.term import Term, number, symbol

X = symbol("x")
RISKY = {
    "exp", "expm1", "sinh", "cosh", "tan", "log", "log1p", "sqrt", "asin", "atanh", "LambertW",
}  # fmt: skip
FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}
DENIED = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt", "eq": "ne", "ne": "eq"}


@dataclass(frozen=True, slots=True)
class Guard:
    """``condition`` holds where the piece does, or, if ``outside``, where it does not; ``safe`` is in it."""

    condition: Term
    safe: Term
    outside: bool


def guards(cases: Sequence[tuple[Term, Term]]) -> list[Guard | None]:
    """A guard for each piece (value, condition) that needs one and for which a safe point is known."""
    found: list[Guard | None] = []
    before: list[Term] = []
    for value, condition in cases:
        found.append(_guard(condition, before) if _risky(value) else None)
        before.append(condition)
    return found


def complete(conditions: Sequence[Term]) -> bool:
    """Whether conditions in a row leave nothing out: x < a; a <= x < b; x >= b."""
    bounds = [_relations(condition) for condition in conditions]
    if len(bounds) < 2 or len(bounds[0]) != 1 or len(bounds[-1]) != 1:
        return False
    if any(len(pair) != 2 for pair in bounds[1:-1]):
        return False
    ends = [pair[-1] for pair in bounds[:-1]]
    starts = [pair[0] for pair in bounds[1:]]
    return all(
        end.head in {"lt", "le"} and end.args[0] == X and start == Term(DENIED[end.head], end.args)
        for end, start in zip(ends, starts, strict=True)
    )


def _guard(condition: Term, before: Sequence[Term]) -> Guard | None:
    if condition.head != "true":
        safe = _safe(_relations(condition))
        return None if safe is None else Guard(condition, safe, False)
    if not before or any(part.head not in DENIED for part in before):
        return None
    safe = _safe([Term(DENIED[part.head], part.args) for part in before])
    outside = before[0] if len(before) == 1 else Term("or", tuple(before))
    return None if safe is None else Guard(outside, safe, True)


def _relations(condition: Term) -> list[Term]:
    return list(condition.args) if condition.head == "and" else [condition]


def _safe(relations: Sequence[Term]) -> Term | None:
    """A point that satisfies some relations between x and a term without x."""
    low: tuple[Term, bool] | None = None
    high: tuple[Term, bool] | None = None
    for part in relations:
        if part.head not in FLIPPED:
            return None
        head, left, right = part.head, *part.args
        if right == X:
            head, left, right = FLIPPED[head], right, left
        if left != X or "x" in right.symbols():
            return None
        if head == "ne":
            return _plus(right, 1)
        if head in {"gt", "ge", "eq"}:
            low = (right, head == "gt")
        if head in {"lt", "le", "eq"}:
            high = (right, head == "lt")
    return _between(low, high)


def _between(low: tuple[Term, bool] | None, high: tuple[Term, bool] | None) -> Term | None:
    if low and high:
        if low[0].is_number() and high[0].is_number():
            return number((low[0].number + high[0].number) / 2)
        return (low[0] + high[0]) / number(2)
    if low:
        return _plus(low[0], 1 if low[1] else 0)
    return _plus(high[0], -1 if high[1] else 0) if high else None


def _plus(term: Term, step: int) -> Term:
    if term.is_number():
        return number(term.number + step)
    return term + number(step) if step else term


def _risky(value: Term) -> bool:
    """Whether a formula overflows or has no value at some x."""
    for part in value.walk():
        if part.head in RISKY and "x" in part.symbols():
            return True
        if part.head == "pow" and "x" in part.symbols():
            exponent = part.args[1]
            if not exponent.is_number() or exponent.number < 0 or exponent.number.denominator != 1:
                return True
    return False
