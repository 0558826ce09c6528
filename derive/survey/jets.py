"""Jets: a term and its derivatives at once, as a power series in h with coefficients from any ring.

The coefficients of f(x + h) are numbers (balls, exact constants) or functions (tails); the rules for exp,
log, powers, sin, ... are recurrences that need the function itself only of the first coefficient. A jet
that is shorter than asked for goes on with zeros.

Source: A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, table 13.2.

>>> from derive.language.grammar import parse
>>> [c.rational for c in Evaluation(ConstantRing(), [Constant.of(3), Constant.of(1)], 2)(parse("x**2 + 1"))]
[Fraction(10, 1), Fraction(6, 1), Fraction(1, 1)]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from derive.language.term import Term, call, number
from derive.survey.constant_functions import applied
from derive.survey.constants import Constant, Unclear

Jet = list[Any]
HALF = Fraction(1, 2)
WHOLE = 64  # powers up to here are products


class Node(NamedTuple):
    """One step of an evaluation: a head, a number, and the places of its arguments among the steps."""

    head: str
    value: Fraction
    args: tuple[int, ...]


@lru_cache(2000)
def program(t: Term, natives: frozenset[str]) -> tuple[Node, ...]:
    """The steps that evaluate a term without branches; functions that are not native are written out."""
    steps: list[Node] = []
    places: dict[Term, int] = {}

    def place(t: Term) -> int:
        if t not in places:
            node = _node(t, natives, place)
            places[t] = node if isinstance(node, int) else len(steps)
            if not isinstance(node, int):
                steps.append(node)
        return places[t]

    last = place(t)
    return tuple(steps[: last + 1])


def _node(t: Term, natives: frozenset[str], place: Callable[[Term], int]) -> Node | int:
    head, args = t.head, t.args
    if head == "number":
        return Node(head, t.number, ())
    if head == "pow":
        base, exponent = args
        if base.head == "E":
            return place(call("exp", exponent))
        q = _rational(exponent)
        if q is not None:
            return Node(head, q, (place(base),))
        return place(call("exp", exponent * call("log", base)))
    if head in PLAIN and head not in natives:
        return place(PLAIN[head](args[0]))
    if head not in FUNCTIONS and head not in natives and head not in ("add", "mul", "symbol", "pi", "E"):
        raise Unclear(f"no rule for {head}")
    return Node(head, Fraction(0), tuple(map(place, args)))


def _rational(exponent: Term) -> Fraction | None:
    if exponent.is_number():
        return exponent.number
    return None if exponent.symbols() else ConstantRing.value(exponent).rational


class Evaluation:
    """Terms without branches as jets over a ring."""

    def __init__(self, ring: Any, variable: Jet, order: int) -> None:
        self.ring, self.variable, self.order = ring, variable, order

    def __call__(self, t: Term) -> Jet:
        done: list[Jet] = []
        for head, value, places in program(t, self.ring.natives):
            args = [done[k] for k in places]
            done.append(self._step(head, value, args)[: self.order + 1])
        return done[-1]

    def _step(self, head: str, value: Fraction, args: list[Jet]) -> Jet:
        if head == "number":
            return [self.ring.number(value)]
        if head == "symbol":
            return self.variable
        if head == "add":
            return self.sum(args)
        if head == "mul":
            total = args[0]
            for arg in args[1:]:
                total = self.product(total, arg)
            return total
        if head == "pow":
            return self.power(args[0], value)
        if head in ("pi", "E"):
            return [self.ring.named(head)]
        if head in self.ring.natives:
            return getattr(self.ring, f"jet_{head}")(self, args[0])  # type: ignore[no-any-return]
        return FUNCTIONS[head](self, args[0])

    # -- arithmetic ---------------------------------------------------------------------------------
    def sum(self, jets: list[Jet]) -> Jet:
        longest = max(map(len, jets))
        total = []
        for k in range(longest):
            parts = [jet[k] for jet in jets if k < len(jet)]
            total.append(parts[0] if len(parts) == 1 else self.ring.add(*parts))
        return total

    def product(self, f: Jet, g: Jet) -> Jet:
        ring, found = self.ring, []
        for k in range(min(len(f) + len(g) - 1, self.order + 1)):
            pairs = [ring.mul(f[j], g[k - j]) for j in range(max(0, k - len(g) + 1), min(k + 1, len(f)))]
            found.append(pairs[0] if len(pairs) == 1 else ring.add(*pairs))
        return found

    def scaled(self, f: Jet, q: Fraction) -> Jet:
        return [self.ring.times(c, q) for c in f]

    def negative(self, f: Jet) -> Jet:
        return self.scaled(f, Fraction(-1))

    def weighted(self, f: Jet, g: Jet, k: int, up: int = 1, down: int = 0, over: int = 1) -> Any:
        """Σ_{j=1..k} (up j - down (k - j))/(over k) f_j g_{k-j}; None where there is nothing to add."""
        ring, parts = self.ring, []
        for j in range(max(1, k - len(g) + 1), min(k + 1, len(f))):
            weight = up * j - down * (k - j)
            if weight:
                part = ring.mul(f[j], g[k - j])
                parts.append(part if weight == 1 else ring.times(part, weight))
        if not parts:
            return None
        total = parts[0] if len(parts) == 1 else ring.add(*parts)
        return total if over * k == 1 else ring.times(total, Fraction(1, over * k))

    def integrated(self, start: Any, slope: Jet, u: Jet) -> Jet:
        """The jet that begins with ``start`` and has the derivative slope · u'."""
        found = [start]
        if len(u) == 1:
            return found
        for k in range(1, self.order + 1):
            part = self.weighted(u, slope, k)
            found.append(self.ring.zero if part is None else part)
        return found

    # -- powers -------------------------------------------------------------------------------------
    def power(self, u: Jet, q: Fraction) -> Jet:
        if q.denominator == 1 and 0 <= q <= WHOLE:
            return self._whole(u, int(q))
        ring = self.ring
        found = [ring.pow(u[0], q)]
        if len(u) == 1:
            return found
        inverse = ring.pow(u[0], Fraction(-1))
        for k in range(1, self.order + 1):
            part = self.weighted(u, found, k, q.numerator, q.denominator, q.denominator)
            found.append(ring.zero if part is None else ring.mul(part, inverse))
        return found

    def _whole(self, u: Jet, n: int) -> Jet:
        if n < 2:
            return u if n else [self.ring.one]
        half = self._whole(u, n // 2)
        square = self.product(half, half)
        return self.product(square, u) if n % 2 else square

    # -- functions ----------------------------------------------------------------------------------
    def exp(self, u: Jet) -> Jet:
        found = [self.ring.exp(u[0])]
        if len(u) > 1:
            for k in range(1, self.order + 1):
                part = self.weighted(u, found, k)
                found.append(self.ring.zero if part is None else part)
        return found

    def log(self, u: Jet) -> Jet:
        return self.integrated(self.ring.log(u[0]), self.power(u, Fraction(-1)) if len(u) > 1 else [], u)

    def sin_cos(self, u: Jet) -> tuple[Jet, Jet]:
        ring = self.ring
        s, c = [ring.function("sin", u[0])], [ring.function("cos", u[0])]
        if len(u) > 1:
            for k in range(1, self.order + 1):
                one = self.weighted(u, c, k)
                two = self.weighted(u, s, k, up=-1)
                s.append(ring.zero if one is None else one)
                c.append(ring.zero if two is None else two)
        return s, c

    def atan(self, u: Jet) -> Jet:
        slope = (
            self.power(self.sum([[self.ring.one], self.product(u, u)]), Fraction(-1)) if len(u) > 1 else []
        )
        return self.integrated(self.ring.function("atan", u[0]), slope, u)

    def asin(self, u: Jet) -> Jet:
        inside = self.sum([[self.ring.one], self.negative(self.product(u, u))])
        slope = self.power(inside, -HALF) if len(u) > 1 else []
        return self.integrated(self.ring.function("asin", u[0]), slope, u)

    def erf(self, u: Jet) -> Jet:
        if len(u) == 1:
            return [self.ring.function("erf", u[0])]
        bell = self.exp(self.negative(self.product(u, u)))
        root = self(number(2) * call("pow", call("pi"), -HALF))
        return self.integrated(self.ring.function("erf", u[0]), self.product(root, bell), u)

    def lambertw(self, u: Jet) -> Jet:
        """W' = exp(-W)/(1 + W) · u', one coefficient after the other."""
        found = [self.ring.function("lambertw", u[0])]
        for k in range(1, self.order + 1 if len(u) > 1 else 0):
            slope = self.product(
                self.exp(self.negative(found)), self.power(self.sum([[self.ring.one], found]), Fraction(-1))
            )
            part = self.weighted(u, slope, k)
            found.append(self.ring.zero if part is None else part)
        return found


FUNCTIONS: Mapping[str, Callable[[Evaluation, Jet], Jet]] = {
    "exp": Evaluation.exp, "log": Evaluation.log, "sin": lambda e, u: e.sin_cos(u)[0],
    "cos": lambda e, u: e.sin_cos(u)[1], "atan": Evaluation.atan, "asin": Evaluation.asin,
    "erf": Evaluation.erf, "LambertW": Evaluation.lambertw, "sqrt": lambda e, u: e.power(u, HALF),
    "erfc": lambda e, u: e.sum([[e.ring.one], e.negative(e.erf(u))]),
}  # fmt: skip


def _exps(u: Term) -> tuple[Term, Term]:
    return call("exp", u), call("exp", -u)


def _tanh(u: Term) -> Term:
    up, down = _exps(u)
    return (up - down) / (up + down)


# The other functions by definition (DLMF 4.28, 4.37).
PLAIN: Mapping[str, Callable[[Term], Term]] = {
    "tanh": _tanh,
    "sinh": lambda u: (_exps(u)[0] - _exps(u)[1]) / number(2),
    "cosh": lambda u: (_exps(u)[0] + _exps(u)[1]) / number(2),
    "sech": lambda u: number(2) / (_exps(u)[0] + _exps(u)[1]),
    "tan": lambda u: call("sin", u) / call("cos", u),
    "asinh": lambda u: call("log", u + call("sqrt", u**2 + 1)),
    "atanh": lambda u: (call("log", 1 + u) - call("log", 1 - u)) / number(2),
}


class ConstantRing:
    """Exact constants as a ring for jets."""

    zero, one = Constant.of(0), Constant.of(1)
    natives: frozenset[str] = frozenset()

    @staticmethod
    def value(t: Term) -> Constant:
        """A term without x as a constant; `Unclear` where that is not possible."""
        found: Constant = Evaluation(ConstantRing(), [], 0)(t)[0]
        return found

    def number(self, q: Fraction) -> Constant:
        return Constant.of(q)

    def named(self, head: str) -> Constant:
        return Constant.atom(head.lower())

    def add(self, *parts: Constant) -> Constant:
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total

    def mul(self, f: Constant, g: Constant) -> Constant:
        return f * g

    def times(self, f: Constant, q: Fraction | int) -> Constant:
        return f.scaled(Fraction(q))

    def pow(self, f: Constant, q: Fraction) -> Constant:
        return f.power(q)

    def exp(self, f: Constant) -> Constant:
        return applied("exp", f)

    def log(self, f: Constant) -> Constant:
        return applied("log", f)

    def function(self, kind: str, f: Constant) -> Constant:
        return applied(kind, f)
