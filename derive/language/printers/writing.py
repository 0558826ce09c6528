"""Writing: one pass over a term, with the spellings of a target.

>>> from derive.language.grammar import parse
>>> plain = Target("plain", "Plain", "text", {"exp": "exp({0})"}, power="{0}^{1}")
>>> written(parse("2*x**2 - exp(x)/3"), plain)
'2*x^2 - exp(x)/3'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from derive.language.printers.guards import Guard, complete, guards
from derive.language.printers.sound import negative, sound
from derive.language.term import RELATIONS, Term, number, symbol

OR, AND, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(8)
HALF = number(Fraction(1, 2))
X = symbol("x")


class UnprintableError(ValueError):
    """A term with a function that the target does not have."""


@dataclass(frozen=True, slots=True)
class Target:
    """How a language spells formulas: rows of head to text, ``{0}``, ``{1}`` being the arguments and
    ``{n}`` minus the first.

    ``constants`` spell the same heads where the argument is a constant (PyTorch's functions take tensors
    only). ``mixed`` spells a head of two arguments of which the second does not depend on x. ``where`` is a
    choice of two values (empty: ``Piecewise``), ``full`` a number in the shape of x, and
    ``like`` the value of a parameter. ``whole`` and
    ``fraction`` are numbers; ``square`` says how a small power of a symbol is spelled; ``joins`` are the
    words for and, or, not. ``relations`` spell what is not spelled as in Python.
    """

    name: str
    title: str
    language: str
    functions: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    mixed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    relations: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    joins: tuple[str, str, str] = ("({0}) & ({1})", "({0}) | ({1})", "~({0})")
    power: str = "{0}**{1}"
    power_level: int = POWER
    square: str = ""
    whole: str = "{0}"
    fraction: str = "{0}/{1}"
    fraction_level: int = PRODUCT
    where: str = ""
    full: str = ""
    like: str = ""
    nan: str = "nan"
    guarded: bool = False
    typed: bool = False  # a choice of two plain numbers has the default type, whatever that of x is
    decimals: bool = True  # whether 0.044715 may stand for 8943/200000
    flat: bool = (
        True  # whether `sound` forms are wanted: a computer algebra system takes the formula as it is
    )


def written(term: Term, target: Target, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """The text of a term; ``names`` says what its symbols are called there. Raises UnprintableError."""
    return _Writing(target, names).at(_form(term, target), OR)


def body(term: Term, target: Target, names: Mapping[str, str]) -> tuple[list[tuple[str, str]], str]:
    """A term as the value of a function: what is to be named before it, and its text."""
    writing = _Writing(target, names)
    text = writing.whole(_form(term, target))
    return writing.named, text


def _form(term: Term, target: Target) -> Term:
    return sound(term) if target.flat else term


class _Writing:
    def __init__(self, target: Target, names: Mapping[str, str]) -> None:
        self.target = target
        self.names = names
        self.named: list[tuple[str, str]] = []

    def whole(self, term: Term) -> str:
        """A term as the value of a function: with the shape of x even where it is a constant."""
        if self.target.full and "x" not in term.symbols():
            return self.full(term, self.at(term, SUM))
        return self.at(term, OR)

    def full(self, term: Term, text: str) -> str:
        """A value that does not depend on x, in the shape of x."""
        return (self.target.like if term.symbols() else self.target.full).format(text)

    def at(self, term: Term, level: int) -> str:
        text, own = self.spelled(term)
        return text if own >= level else f"({text})"

    def spelled(self, term: Term) -> tuple[str, int]:
        head, args = term.head, term.args
        if head == "number":
            return self.number(term.number)
        if head == "symbol":
            return self.names.get(term.name, term.name), ATOM
        if head == "add":
            return self.sum(args), SUM
        if head == "mul":
            return self.product(args)
        if head == "pow":
            return self.power(*args)
        if head == "Piecewise":
            return self.pieces(term), ATOM
        if head in RELATIONS or head in {"and", "or", "not", "true"}:
            return self.condition(term)
        text = self.call(term)
        return text, PRODUCT if text.startswith("1") else ATOM

    def number(self, value: Fraction) -> tuple[str, int]:
        top, bottom = value.numerator, value.denominator
        short = decimal(value) if self.target.decimals and bottom > 10 else ""
        if short:
            return short, SIGN if top < 0 else ATOM
        if bottom == 1:
            return self.target.whole.format(top), SIGN if top < 0 else ATOM
        text = self.target.fraction.format(self.target.whole.format(top), self.target.whole.format(bottom))
        return text, self.target.fraction_level

    def call(self, term: Term) -> str:
        head, args = term.head, term.args
        if not term.symbols() and self.target.constants:
            table: Mapping[str, str] = self.target.constants
        elif len(args) == 2 and head in self.target.mixed and len([a for a in args if _free(a)]) == 1:
            table = self.target.mixed
            args = tuple(sorted(args, key=_free))
        else:
            table = self.target.functions
        if head not in table:
            raise UnprintableError(f"expected a function that {self.target.title} has, found {head}")
        spelling = table[head]
        while len(args) > 2 and "{1}" in spelling and "{2}" not in spelling:  # Max and Min of several
            joined = self.call(Term(head, args[:2]))
            args = (symbol(joined), *args[2:])
        minus = self.at(negative(args[0]), SUM) if "{n}" in spelling else ""
        return spelling.format(*(self.at(arg, _room(spelling)) for arg in args), n=minus)

    # -- arithmetic ------------------------------------------------------------------------------
    def sum(self, args: Sequence[Term]) -> str:
        text = self.at(args[0], SUM)
        for arg in args[1:]:
            piece = self.at(arg, PRODUCT)
            text += f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
        return text

    def product(self, args: Sequence[Term]) -> tuple[str, int]:
        above, below, sign = [], [], ""
        for arg in args:
            base, exponent = (arg.args[0], arg.args[1]) if arg.head == "pow" else (arg, number(1))
            if arg.is_number() and arg.number < 0:
                sign, arg = ("" if sign else "-"), number(-arg.number)
            if arg.is_number() and self.number(arg.number)[1] == ATOM:
                above += [] if arg.number == 1 else [arg]
            elif arg.is_number():
                above += [] if abs(arg.number.numerator) == 1 else [number(arg.number.numerator)]
                below += [] if arg.number.denominator == 1 else [number(arg.number.denominator)]
            elif exponent.is_number() and exponent.number < 0:
                below.append(base if exponent.number == -1 else base ** number(-exponent.number))
            else:
                above.append(arg)
        text = "*".join(self.at(factor, SIGN if i else PRODUCT) for i, factor in enumerate(above))
        text = text or self.number(Fraction(1))[0]
        if below:
            divisor = "*".join(self.at(factor, POWER) for factor in below)
            text += f"/({divisor})" if len(below) > 1 else f"/{divisor}"
        return sign + text, SIGN if sign else PRODUCT

    def power(self, base: Term, exponent: Term) -> tuple[str, int]:
        if exponent == HALF:
            return self.call(Term("sqrt", (base,))), ATOM
        if exponent.is_number() and exponent.number < 0:
            return self.product([Term("pow", (base, exponent))])
        if self.target.square and exponent in (number(2), number(3)) and base.is_symbol():
            return "*".join([self.at(base, ATOM)] * int(exponent.number)), PRODUCT
        level = ATOM if self.target.power_level == POWER else OR
        text = self.target.power.format(self.at(base, level), self.at(exponent, level))
        return text, self.target.power_level

    # -- choices ---------------------------------------------------------------------------------
    def pieces(self, term: Term) -> str:
        cases = [(case.args[0], case.args[1]) for case in term.args]
        if not self.target.where:
            rows = ", ".join(f"({self.at(v, OR)}, {self.at(c, OR)})" for v, c in cases)
            return f"Piecewise({rows})"
        guarded: Sequence[Guard | None] = guards(cases) if self.target.guarded else [None] * len(cases)
        values = [self.guarded(value, guard) for (value, _), guard in zip(cases, guarded, strict=True)]
        last, ended = self.target.nan, cases[-1][1].head == "true" or complete([c for _, c in cases])
        if ended:
            last = values.pop()
        inner = [value for value, _ in cases[-2 if ended else -1 :]]
        if self.target.full and all(map(_free if self.target.typed else _is_whole, inner)):
            last = self.full(cases[-1][0] if ended else number(0), last)
        for value, (_, condition) in reversed(list(zip(values, cases, strict=False))):
            last = self.target.where.format(self.at(condition, OR), value, last)
        return last

    def guarded(self, value: Term, guard: Guard | None) -> str:
        """A value in whose formula x is a safe number wherever another piece holds."""
        if guard is None:
            return self.at(value, SUM)
        condition, safe = self.at(guard.condition, OR), self.at(guard.safe, SUM)
        here = (safe, "x") if guard.outside else ("x", safe)
        inner = self.target.where.format(condition, *here)
        if sum(part == X for part in value.walk()) > 1:
            name = next(n for i in range(1, 99) if (n := f"x_{i}") not in self.names.values())
            self.named.append((name, inner))
            inner = name
        writing = _Writing(self.target, {**self.names, "x": inner, **{n: n for n, _ in self.named}})
        text = writing.at(value, SUM)
        self.names = {**self.names, **{n: n for n, _ in self.named}}
        self.named += writing.named
        return text

    def condition(self, term: Term) -> tuple[str, int]:
        head, args = term.head, term.args
        if head == "true":
            return "True", ATOM
        if head in RELATIONS:
            left, right = (self.at(arg, SUM) for arg in args)
            plain = f"{left} {RELATIONS[head]} {right}"
            own = self.target.relations.get(head)
            return (own.format(left, right), ATOM) if own else (plain, COMPARISON)
        if head == "not":
            return self.target.joins[2].format(self.at(args[0], OR)), ATOM
        join = self.target.joins[0 if head == "and" else 1]
        text = self.at(args[0], OR)
        for arg in args[1:]:
            text = join.format(text, self.at(arg, OR))
        level = ATOM if join.startswith(("And", "Or")) else AND if head == "and" else OR
        return text, level if len(args) > 1 else COMPARISON


def decimal(value: Fraction) -> str:
    """A number as a decimal fraction that is equal to it; empty where there is none."""
    digits = (
        next((n for n in range(1, 40) if (value * 10**n).denominator == 1), 0) if value.denominator > 1 else 0
    )
    if not digits:
        return ""
    text = str(abs(value.numerator) * 10**digits // value.denominator).rjust(digits + 1, "0")
    return f"{'-' if value < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def _is_whole(term: Term) -> bool:
    return term.is_number() and term.number.denominator == 1


def _free(term: Term) -> bool:
    """Whether a term does not depend on x."""
    return "x" not in term.symbols()


def _room(spelling: str) -> int:
    """How tightly an argument must hold together: between commas anything, beside a sign an atom."""
    return ATOM if spelling.startswith(("{", "-", "1")) else OR
