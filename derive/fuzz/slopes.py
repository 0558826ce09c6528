"""Derivatives written down by the rules of the textbook, for statements that are to be proved.

>>> from derive.language.grammar import parse
>>> print(slope(parse("exp(2*x)"), "x"))
exp(2*x)*2
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from derive.language.term import Term, call, number, symbol

ZERO, ONE = number(0), number(1)
HALF = number(Fraction(1, 2))


def _apart(u: Term) -> Term:
    """Zero where the argument is not: at a jump there is no value, for a product may be smooth there."""
    cases = (call("case", ZERO, call(side, u, ZERO)) for side in ("lt", "gt"))
    return call("Piecewise", *cases)


# The derivative of a function of one argument, wherever the function has one.
OUTER: Mapping[str, Callable[[Term], Term]] = {
    "exp": lambda u: call("exp", u),
    "log": lambda u: 1 / u,
    "sqrt": lambda u: 1 / (2 * call("sqrt", u)),
    "sin": lambda u: call("cos", u),
    "cos": lambda u: -call("sin", u),
    "tan": lambda u: 1 + call("tan", u) ** 2,
    "asin": lambda u: 1 / call("sqrt", 1 - u**2),
    "atan": lambda u: 1 / (1 + u**2),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
    "tanh": lambda u: 1 - call("tanh", u) ** 2,
    "sech": lambda u: -call("sech", u) * call("tanh", u),
    "asinh": lambda u: 1 / call("sqrt", 1 + u**2),
    "atanh": lambda u: 1 / (1 - u**2),
    "erf": lambda u: 2 / call("sqrt", call("pi")) * call("exp", -(u**2)),
    "erfc": lambda u: -2 / call("sqrt", call("pi")) * call("exp", -(u**2)),
    "LambertW": lambda u: call("exp", -call("LambertW", u)) / (1 + call("LambertW", u)),
    "Abs": lambda u: call("sign", u),
    "sign": _apart,
    "Heaviside": _apart,
}


def slope(t: Term, x: str) -> Term:
    """The derivative by x, which is right wherever both it and the derivative have a value."""
    if x not in t.symbols():
        return ZERO
    head, args = t.head, t.args
    if head == "symbol":
        return ONE
    if head == "add":
        return added([slope(arg, x) for arg in args])
    if head == "mul":
        parts = []
        for k, arg in enumerate(args):
            parts.append(multiplied([*args[:k], slope(arg, x), *args[k + 1 :]]))
        return added(parts)
    if head == "pow" and args[1].is_number():
        base, n = args
        return multiplied([n, base ** number(n.number - 1), slope(base, x)])
    if head == "pow":
        base, exponent = args
        return t * (slope(exponent, x) * call("log", base) + exponent * slope(base, x) / base)
    if head in ("Max", "Min"):
        return _branches(head, args, x)
    if head == "Piecewise":
        return call("Piecewise", *(call("case", slope(c.args[0], x), c.args[1]) for c in args))
    return multiplied([OUTER[head](args[0]), slope(args[0], x)])


def _branches(head: str, args: tuple[Term, ...], x: str) -> Term:
    """Where two arguments differ, the derivative is that of the larger (or smaller) one."""
    u, *rest = args
    v = rest[0] if len(rest) == 1 else call(head, *rest)
    above, below = ("gt", "lt") if head == "Max" else ("lt", "gt")
    cases = (call("case", slope(u, x), call(above, u, v)), call("case", slope(v, x), call(below, u, v)))
    return call("Piecewise", *cases)


def added(parts: list[Term]) -> Term:
    kept = [part for part in parts if part != ZERO]
    return ZERO if not kept else kept[0] if len(kept) == 1 else call("add", *kept)


def multiplied(parts: list[Term]) -> Term:
    if ZERO in parts:
        return ZERO
    kept = [part for part in parts if part != ONE]
    return ONE if not kept else kept[0] if len(kept) == 1 else call("mul", *kept)


def polynomial(coefficients: list[int], x: Term = symbol("x")) -> Term:  # noqa: B008 - a frozen term
    """c₀ + c₁ x + c₂ x² + ..."""
    return added([number(c) if k == 0 else number(c) * x**k for k, c in enumerate(coefficients) if c])
