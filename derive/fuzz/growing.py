"""Random terms of the grammar over given symbols: any, positive, odd, and smooth ones.

>>> str(Garden(random.Random(3), ("x",)).positive())
'exp(x**2)'
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from derive.language.term import Term, call, number, symbol

HALF = Fraction(1, 2)
ROUND = ("exp", "tanh", "sin", "cos", "atan", "erf", "sinh", "cosh", "asinh", "sech")  # defined everywhere
EDGED = ("log", "sqrt", "asin", "LambertW", "tan", "atanh")
BROKEN = ("Abs", "sign", "Heaviside")
ODD = ("tanh", "sinh", "asinh", "erf", "atan")  # odd, and zero at 0 only


class Garden:
    """Grows random terms; every choice comes from one generator of random numbers."""

    def __init__(self, rng: random.Random, names: Sequence[str], positive: Sequence[str] = ()) -> None:
        self.rng, self.names, self.known = rng, tuple(names), tuple(positive)

    def constant(self) -> Term:
        """A rational number that is not zero."""
        size = Fraction(self.rng.choice((1, 1, 2, 2, 3, 4, 5)), self.rng.choice((1, 1, 1, 2, 4)))
        return number(size * self.rng.choice((1, 1, -1)))

    def line(self) -> Term:
        """A term that is linear in x, and takes both signs."""
        x = symbol("x")
        slope = number(self.rng.choice((1, 1, 1, -1, 2, HALF, -3)))
        stretched = x if slope == number(1) else slope * x
        others = [name for name in self.names if name != "x"]
        shift = self.rng.choice([*others, ""])
        return self.rng.choice((stretched, stretched + (symbol(shift) if shift else self.constant())))

    def any(self, depth: int = 2) -> Term:
        """A term that may have no value somewhere."""
        kind = self.rng.random()
        if depth <= 0 or kind < 0.25:
            return self.leaf()
        if kind < 0.45:
            return call(self.rng.choice(("add", "mul")), self.any(depth - 1), self.any(depth - 1))
        if kind < 0.55:
            return call("pow", self.any(depth - 1), self.exponent())
        if kind < 0.80:
            return call(self.rng.choice(ROUND), self.any(depth - 1))
        if kind < 0.87:
            return call(self.rng.choice(EDGED), self.any(depth - 1))
        if kind < 0.93:
            return call(self.rng.choice(BROKEN), self.any(depth - 1))
        if kind < 0.97:
            return call(self.rng.choice(("Max", "Min")), self.any(depth - 1), self.leaf())
        condition = call(self.rng.choice(("gt", "ge", "lt", "le")), self.line(), self.constant())
        return self.either(condition, self.any(depth - 1), self.leaf())

    def exponent(self) -> Term:
        """As a rule a whole number; now and then a fraction, a constant to be worked out, or a symbol."""
        if self.rng.random() < 0.7:
            return number(self.rng.choice((2, 2, 3, -1, -2)))
        two, pi = number(2), call("pi")
        worked_out = (call("pow", two, two), call("pow", two, number(-1)), call("sqrt", number(4)), pi / pi)
        others = (number(HALF), number(Fraction(-2, 3)), pi, -call("sqrt", two), call("log", two))
        return self.rng.choice((*worked_out, *others, symbol(self.rng.choice(self.names))))

    def either(self, condition: Term, first: Term, second: Term) -> Term:
        return call("Piecewise", call("case", first, condition), call("case", second, call("true")))

    def leaf(self) -> Term:
        kind = self.rng.random()
        if kind < 0.5:
            return symbol(self.rng.choice(self.names))
        return self.line() if kind < 0.8 else self.constant()

    def smooth(self, depth: int = 2) -> Term:
        """A term with a derivative of every order everywhere."""
        if depth <= 0 or self.rng.random() < 0.2:
            return self.leaf()
        kind = self.rng.randrange(4)
        if kind == 0:
            return call(self.rng.choice(("add", "mul")), self.smooth(depth - 1), self.smooth(depth - 1))
        if kind == 1:
            return self.smooth(depth - 1) ** self.rng.choice((2, 3))
        return call(self.rng.choice(ROUND[:6]), self.smooth(depth - 1))

    def positive(self, depth: int = 1) -> Term:
        """A term that is positive wherever it has a value."""
        inner = self.smooth(depth)
        ways = [call("exp", inner), 1 + inner**2, call("cosh", inner), 1 + call("Abs", inner), call("pi")]
        ways += [1 + call("exp", inner), call("sqrt", 1 + inner**2), number(self.rng.choice((2, 3, HALF)))]
        return self.rng.choice([*ways, *(symbol(name) for name in self.known * 3)])

    def odd(self) -> Term:
        """A term that is zero only where x is."""
        x = symbol("x")
        return self.rng.choice((x, x**3, x + x**3, *(call(name, x) for name in ODD), x * call("cosh", x)))
