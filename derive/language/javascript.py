"""JavaScript: a term as an expression that a browser evaluates, for curves that one can touch.

>>> from derive.language.grammar import parse
>>> javascript(parse("Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))"), {"x": "x", "alpha": "p[0]"})
'x>0?x:p[0]*expm1(x)'
>>> head(javascript(parse("x*(1 + erf(x/sqrt(2)))/2"), {"x": "x"}))
'import {erfc} from "../assets/functions.js";const {sqrt}=Math;'

The numbers are those of `derive.language.numeric`, with the same readings of forms that lose digits:
exp(u) - 1 is expm1, log(1 + exp(u)) the logarithm of a sum of exponentials, 1 + erf(u) is erfc(-u), and
1 + tanh(u) twice a sigmoid. A point without a value gives NaN. What is printed is made of the operators, the
names in this file and the names that the caller gives to symbols; nothing of a catalogue's text gets into it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from derive.language.records import Definition
from derive.language.term import Term, call, number

# How tightly a piece of text holds together; it is put in parentheses where more is needed.
CASES, OR, AND, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(9)

_ONE, _MINUS_ONE, _HALF = number(1), number(-1), number(Fraction(1, 2))
_EXACT = 2**53  # integers to here are doubles, and the quotient of two is rounded once
Spelled = tuple[str, int]

# Heads that Math has, by its name for them; and those of docs/assets/functions.js.
_MATH: Mapping[str, str] = MappingProxyType({
    "exp": "exp", "sqrt": "sqrt", "Abs": "abs", "sign": "sign", "Max": "max", "Min": "min", "sin": "sin",
    "cos": "cos", "tan": "tan", "asin": "asin", "atan": "atan", "sinh": "sinh", "cosh": "cosh",
    "tanh": "tanh", "asinh": "asinh", "atanh": "atanh",
})  # fmt: skip
_OWN: Mapping[str, str] = MappingProxyType({
    "erf": "erf", "erfc": "erfc", "sech": "sech", "Heaviside": "heaviside", "LambertW": "lambertW",
    "polylog": "polylog",
})  # fmt: skip
_MATH_NAMES = frozenset({*_MATH.values(), "log", "log1p", "expm1"})
_OWN_NAMES = frozenset({*_OWN.values(), "logAddExp", "onePlusTanh"})
_CONSTANTS: Mapping[str, str] = MappingProxyType({"pi": "Math.PI", "E": "Math.E"})
_RELATIONS: Mapping[str, str] = MappingProxyType({
    "eq": "===", "ne": "!==", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
})  # fmt: skip
# c + head(u) as one function of u that loses no digits.
_WITH_ONE: tuple[tuple[int, str, Callable[[str], str]], ...] = (
    (-1, "exp", lambda u: f"expm1({u})"),
    (1, "erf", lambda u: f"erfc(-({u}))"),
    (1, "tanh", lambda u: f"onePlusTanh({u})"),
)


class JavaScriptError(ValueError):
    """A term that has no value in the browser: an unknown symbol or function, a derivative, a limit."""


def javascript(term: Term, names: Mapping[str, str], definitions: Iterable[Definition] = ()) -> str:
    """The expression of a term or of a condition; ``names`` says what its symbols are called.

    Raises JavaScriptError for a symbol without a name and for what has no numerical value.
    """
    return _Printer(names, {d.name: d for d in definitions}).at(term, CASES)


def head(code: str) -> str:
    """What a module has to say before code that `javascript` printed: the functions that it uses."""
    words = set(re.findall(r"(?<![\w.])\w+(?=\()", code))
    own, maths = sorted(words & _OWN_NAMES), sorted(words & _MATH_NAMES)
    imported = f'import {{{",".join(own)}}} from "../assets/functions.js";' if own else ""
    return imported + (f"const {{{','.join(maths)}}}=Math;" if maths else "")


class _Printer:
    """One walk over a term: the names of its symbols, and the definitions of its functions."""

    def __init__(self, names: Mapping[str, str], definitions: Mapping[str, Definition]) -> None:
        self.names = names
        self.definitions = definitions

    def at(self, term: Term, level: int) -> str:
        spelled, own = self.spelled(term)
        return spelled if own >= level else f"({spelled})"

    def spelled(self, term: Term) -> Spelled:
        name, args = term.head, term.args
        if name == "number":
            return _number(term.number)
        if name == "symbol":
            return self.symbol(term.name), ATOM
        if name in self.definitions:
            return self.spelled(self.expanded(self.definitions[name], args))
        if name in _FORMS:
            return _FORMS[name](self, args)
        if name in _RELATIONS:
            left, right = (self.at(arg, SUM) for arg in args)
            return f"{left}{_RELATIONS[name]}{right}", COMPARISON
        if name in _CONSTANTS:
            return _CONSTANTS[name], ATOM
        if name in _MATH or name in _OWN:
            return f"{_MATH.get(name) or _OWN[name]}({self.list(args)})", ATOM
        raise JavaScriptError(f"expected a function with numerical values, found {name!r}")

    def list(self, args: Sequence[Term]) -> str:
        return ",".join(self.at(arg, CASES) for arg in args)

    def symbol(self, name: str) -> str:
        if name not in self.names:
            known = ", ".join(sorted(self.names)) or "none"
            raise JavaScriptError(f"expected one of the symbols {known}, found {name!r}")
        return self.names[name]

    @staticmethod
    def expanded(definition: Definition, args: Sequence[Term]) -> Term:
        if len(args) != len(definition.args):
            wanted = len(definition.args)
            raise JavaScriptError(f"expected {wanted} arguments of {definition.name}, found {len(args)}")
        table = {Term("symbol", (), name): arg for name, arg in zip(definition.args, args, strict=True)}
        return definition.body.replace(table)

    # -- forms that look at their arguments before they are printed ----------------------------------
    def add(self, args: Sequence[Term]) -> Spelled:
        rest, parts = list(args), []
        for one, name, better in _WITH_ONE:
            part = next((arg for arg in rest if _plainly(arg).head == name), None)
            one = one if part is None or part.head == name else -one  # 1 - exp(u) is minus exp(u) - 1
            if part is not None and number(one) in rest:
                rest.remove(part)
                rest.remove(number(one))
                inner = better(self.at(_plainly(part).args[0], CASES))
                parts.append(inner if part.head == name else f"-{inner}")
        parts += [self.at(arg, PRODUCT) for arg in rest]
        if len(parts) == 1:
            return parts[0], SIGN if parts[0].startswith("-") else ATOM
        return parts[0] + "".join(p if p.startswith("-") else f"+{p}" for p in parts[1:]), SUM

    def mul(self, args: Sequence[Term]) -> Spelled:
        sign = "-" if args[0] == _MINUS_ONE and len(args) > 1 else ""
        text = ""
        for arg in args[1:] if sign else args:
            inverse = arg.head == "pow" and arg.args[1] == _MINUS_ONE
            tight = POWER if text or inverse else ATOM if sign else SIGN  # -a**b is no JavaScript
            factor = self.at(arg.args[0] if inverse else arg, tight)
            text += (f"/{factor}" if text else f"1/{factor}") if inverse else f"*{factor}" if text else factor
        return sign + text, PRODUCT

    def pow(self, args: Sequence[Term]) -> Spelled:
        base, exponent = args
        if base == call("E"):
            return f"exp({self.at(exponent, CASES)})", ATOM
        if exponent == _HALF:
            return f"sqrt({self.at(base, CASES)})", ATOM
        if exponent == _MINUS_ONE:
            return f"1/{self.at(base, POWER)}", PRODUCT
        return f"{self.at(base, ATOM)}**{self.at(exponent, SIGN)}", POWER

    def log(self, args: Sequence[Term]) -> Spelled:
        parts = args[0].args if args[0].head == "add" else ()
        exponents = [self.exponent(part) for part in parts]
        known = [e for e in exponents if e is not None]
        if parts and len(known) == len(parts):
            return f"logAddExp({','.join(known)})", ATOM
        if _ONE in parts:
            rest = list(parts)
            rest.remove(_ONE)
            return f"log1p({self.add(rest)[0]})", ATOM
        return f"log({self.at(args[0], CASES)})", ATOM

    def exponent(self, part: Term) -> str | None:
        """The u of a summand exp(u), or of a positive number exp(log n); else None."""
        if part.head == "exp":
            return self.at(part.args[0], CASES)
        if part.is_number() and part.number > 0:
            return "0" if part == _ONE else f"log({_number(part.number)[0]})"
        return None

    def piecewise(self, args: Sequence[Term]) -> Spelled:
        text, last = "", "NaN"
        for case in args:
            value, condition = case.args
            if condition.head == "true":
                last = self.at(value, CASES)
                break
            text += f"{self.at(condition, OR)}?{self.at(value, OR)}:"
        return text + last, CASES if text else ATOM if last == "NaN" else CASES

    def connected(self, sign: str, level: int, args: Sequence[Term]) -> Spelled:
        return sign.join(self.at(arg, level + 1) for arg in args), level


def _number(value: Fraction) -> Spelled:
    if max(abs(value.numerator), value.denominator) > _EXACT:
        text = _double(value)
    elif value.denominator == 1:
        text = str(value)
    elif value.denominator in {2, 4, 8, 5, 10, 100, 1000}:
        text = repr(float(value)).replace("0.", ".", 1)
    else:
        return str(value), PRODUCT
    return text, SIGN if value < 0 else ATOM


def _double(value: Fraction) -> str:
    try:
        return repr(float(value))
    except OverflowError:
        return "Infinity" if value > 0 else "-Infinity"


def _plainly(term: Term) -> Term:
    """The term without its minus."""
    if term.head == "mul" and len(term.args) == 2 and term.args[0] == _MINUS_ONE:
        return term.args[1]
    return term


_FORMS: Mapping[str, Callable[[_Printer, Sequence[Term]], Spelled]] = MappingProxyType({
    "add": _Printer.add, "mul": _Printer.mul, "pow": _Printer.pow, "log": _Printer.log,
    "Piecewise": _Printer.piecewise,
    "and": lambda printer, args: printer.connected("&&", AND, args),
    "or": lambda printer, args: printer.connected("||", OR, args),
    "not": lambda printer, args: (f"!({printer.at(args[0], CASES)})", ATOM),
    "true": lambda printer, args: ("true", ATOM),
})  # fmt: skip
