"""Random terms for the tests of the language, and their value at a point in floating point."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from hypothesis import strategies as st

from derive.language.grammar import Signature
from derive.language.term import CONNECTIVES, FUNCTIONS, RELATIONS, Term, call, number, symbol

SIGNATURES = {
    "sigmoid": Signature("sigmoid"),
    "elu": Signature("elu", (("alpha", Fraction(1)),)),
    "hardshrink": Signature("hardshrink", (("low", Fraction(-1, 2)), ("high", Fraction(1, 2)))),
}
# "e" is a symbol (E is the constant); "add" and "case" are heads in JSON, and symbols here all the same.
NAMES = ("x", "y", "alpha", "x1", "t_0", "e", "slope", "add", "case")

_numbers = st.one_of(
    st.integers(-3, 3), st.fractions(-3, 3, max_denominator=7), st.integers(-(10**20), 10**20)
).map(number)
_small = st.one_of(st.integers(-3, 3), st.fractions(-3, 3, max_denominator=7)).map(number)
_symbols = st.sampled_from(NAMES).map(symbol)
_leaves = st.one_of(_numbers, _symbols, st.sampled_from(["pi", "E"]).map(call))
_exponents = st.sampled_from([-2, -1, 2, 3, Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(-2, 3)])
_HEADS = {head: count or 2 for head, count in FUNCTIONS.items() if head != "sqrt"} | {
    name: 1 + len(signature.parameters) for name, signature in SIGNATURES.items()
}
_VALUES = (
    "leaf",
    "leaf",
    "add",
    "mul",
    "mul",
    "pow",
    "pow",
    "minus",
    "call",
    "call",
    "Piecewise",
    "derivative",
)
_FLOATS = ("leaf", "add", "mul", "mul", "pow", "pow", "power", "minus", "over", "call")


def _several(draw: st.DrawFn, head: str, depth: int, least: int = 2) -> Term:
    return Term(head, tuple(draw(values(depth - 1)) for _ in range(draw(st.integers(least, 3)))))


@st.composite
def values(draw: st.DrawFn, depth: int = 3) -> Term:
    """Any value that a formula can be read as, size aside."""
    kind = draw(st.sampled_from(_VALUES)) if depth else "leaf"
    if kind == "leaf":
        return draw(_leaves)
    if kind in ("add", "mul"):
        return _several(draw, kind, depth)
    first = draw(values(depth - 1))
    if kind == "pow":
        return call("pow", first, draw(st.one_of(_exponents, values(depth - 1))))
    if kind == "minus":
        return call("mul", -1, first)
    if kind == "Piecewise":
        cases = [first, *draw(st.lists(values(depth - 1), max_size=2))]
        return call("Piecewise", *(call("case", case, draw(conditions(depth - 1))) for case in cases))
    if kind == "derivative":
        head = draw(st.sampled_from(["Derivative", "LeftDerivative", "RightDerivative"]))
        last = st.integers(1, 3) if head == "Derivative" else values(depth - 1)
        return call(head, first, draw(_symbols), draw(last))
    head = draw(st.sampled_from(sorted(_HEADS)))
    return call(head, first, *(draw(values(depth - 1)) for _ in range(_HEADS[head] - 1)))


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> Term:
    """Any condition that a formula can be read as, size aside."""
    kind = draw(st.sampled_from(["relation", "relation", "chain", "true", "and", "or", "not"]))
    if kind == "true":
        return call("true")
    if kind == "relation" or depth <= 0:
        return call(draw(st.sampled_from(list(RELATIONS))), *(draw(values(min(depth, 2))) for _ in range(2)))
    if kind == "chain":
        low, middle, high = (draw(values(depth - 1)) for _ in range(3))
        return call("and", call("lt", low, middle), call("le", middle, high))
    if kind == "not":
        return call("not", draw(conditions(depth - 1)))
    return Term(kind, tuple(draw(st.lists(conditions(depth - 1), min_size=2, max_size=3))))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """Any term that a formula can be read as, size aside."""
    return draw(st.one_of(values(), values(), conditions()))


@st.composite
def arithmetic(draw: st.DrawFn, depth: int = 3) -> Term:
    """A term that `value` can work out, but for poles, roots of negatives and overflow."""
    kind = draw(st.sampled_from(_FLOATS)) if depth else "leaf"
    if kind == "leaf":
        return draw(st.one_of(_small, _symbols))
    if kind in ("add", "mul"):
        return Term(kind, tuple(draw(st.lists(arithmetic(depth - 1), min_size=2, max_size=3))))
    first = draw(arithmetic(depth - 1))
    if kind == "minus":
        return -first
    if kind == "pow":
        return call("pow", first, draw(_exponents))
    if kind == "call":
        head = draw(st.sampled_from(["exp", "Abs", "tanh", "atan", "sigmoid", "Max", "Min", "elu"]))
        rest = [draw(arithmetic(depth - 1))] if head in ("Max", "Min", "elu") else []
        return call(head, first, *rest)
    second = draw(arithmetic(depth - 1))
    return first / second if kind == "over" else call("pow", first, second)


def _elu(x: float, alpha: float) -> float:
    return x if x > 0 else alpha * (math.exp(x) - 1)


FLOATS: Mapping[str, Callable[..., float]] = {
    "add": lambda *a: math.fsum(a), "mul": lambda *a: math.prod(a), "pow": math.pow, "pi": lambda: math.pi,
    "E": lambda: math.e, "exp": math.exp, "log": math.log, "Abs": abs, "Max": max, "Min": min,
    "sign": lambda u: (u > 0) - (u < 0), "Heaviside": lambda u: 0.5 if u == 0 else float(u > 0),
    "erf": math.erf, "erfc": math.erfc, "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin,
    "atan": math.atan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "asinh": math.asinh,
    "atanh": math.atanh, "sech": lambda u: 1 / math.cosh(u), "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    "elu": _elu,
}  # fmt: skip
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b,
}  # fmt: skip


def value(term: Term, at: Mapping[str, float]) -> float:
    """The value of a term; raises ArithmeticError or ValueError where it has none that a float can hold."""
    if term.is_number():
        return float(term.number)
    if term.is_symbol():
        return at[term.name]
    if term.head == "Piecewise":
        return next(value(case.args[0], at) for case in term.args if holds(case.args[1], at))
    result = FLOATS[term.head](*(value(arg, at) for arg in term.args))
    if not math.isfinite(result):
        raise OverflowError("no finite value")
    return result


def holds(condition: Term, at: Mapping[str, float]) -> bool:
    """Whether a condition is true at a point."""
    if condition.head in CONNECTIVES:
        parts = [holds(arg, at) for arg in condition.args]
        return {"and": all(parts), "or": any(parts), "not": not any(parts), "true": True}[condition.head]
    return COMPARISONS[condition.head](*(value(arg, at) for arg in condition.args))
