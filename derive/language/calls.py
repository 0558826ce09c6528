"""Calls: from a name and its arguments to a term, with the rules of each function.

Here live the arguments that a function takes: how many, values or conditions, a variable, cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NoReturn

from derive.language.operands import OTHERS, Operand, joined, leaf
from derive.language.term import FUNCTIONS, number, symbol
from derive.language.tokens import Cursor
from derive.language.vocabulary import ALIASES, Signature, suggestion

Keywords = dict[str, tuple[int, Operand]]  # with the places of the names
_HALF = number(Fraction(1, 2))


class Call:
    """A name with its arguments as they were read; ``end`` is the place of the closing parenthesis."""

    def __init__(
        self, name: str, place: int, args: list[Operand], keywords: Keywords, end: int, reader: Cursor
    ) -> None:
        self.name = name
        self.place = place
        self.args = args
        self.keywords = keywords
        self.end = end
        self.reader = reader
        self.bounds = reader.bounds

    def fail(self, message: str, place: int) -> NoReturn:
        self.reader.fail(message, place)

    def joined(self, head: str, args: list[Operand]) -> Operand:
        return joined(head, args, self.place)

    def value(self, arg: Operand, what: str = "a value") -> Operand:
        if arg.term.head in OTHERS and arg.kind != "value":
            self.fail(f"expected {what} in {self.name}, found {arg.found()}", arg.place)
        return arg

    def count(self, low: int, high: int, usage: str) -> None:
        """Raises `FormulaError` unless there are low to high arguments, none of them by name."""
        for name, (place, _) in self.keywords.items():
            self.fail(f"expected {usage} without names of arguments, found {name!r}", place)
        if not low <= len(self.args) <= high:
            place = self.args[high].place if len(self.args) > high else self.end
            self.fail(f"expected {usage}, found {_arguments(len(self.args))}", place)


def _arguments(count: int) -> str:
    return f"{count or 'no'} argument{'' if count == 1 else 's'}"


def simply(
    name: str, place: int, args: list[Operand], keywords: Keywords, functions: Mapping[str, Signature]
) -> Operand | None:
    """The piece of a call with all arguments by place, which stand in the term as they are: as most calls."""
    wanted, head = FUNCTIONS.get(name), name
    if wanted is None and name in functions and name not in _FORMS and name not in ALIASES:
        wanted, head = 1 + len(functions[name].parameters), functions[name].name
    if wanted != len(args) or keywords or name == "sqrt":
        return None
    for arg in args:
        if arg.term.head in OTHERS and arg.kind != "value":
            return None
    return joined(head, args, place)


def called(call: Call, functions: Mapping[str, Signature]) -> Operand:
    """The piece that a call of a known function stands for; `FormulaError` for what it does not take."""
    name = ALIASES.get(call.name, call.name)
    if name in _FORMS:
        return _FORMS[name](call)
    if name in FUNCTIONS:
        return _built_in(call, name)
    return _from_catalogue(call, functions[name])


def unknown(name: str, functions: Mapping[str, Signature]) -> str:
    """The sentence about a name that is called and is no known function."""
    return f"expected a known function, found {name!r}{_hint(name, functions)}"


def _hint(name: str, functions: Mapping[str, Signature]) -> str:
    known = suggestion(name, functions)
    if known is not None and known[0].isalpha() and known not in ("and", "or", "not"):
        return f": did you mean {known!r}?"
    if known is not None:
        return f": it is written {known}"
    return f": a product is written {name}*(...)" if len(name) == 1 or name in ("pi", "theta", "beta") else ""


def _built_in(call: Call, name: str) -> Operand:
    wanted = FUNCTIONS[name]
    if name == "Heaviside" and len(call.args) == 2 and call.args[1].term == _HALF:
        return call.joined(name, [call.value(call.args[0])])  # SymPy's full spelling
    if name == "log" and len(call.args) == 2:
        call.fail("expected 1 argument of log, found 2: base b is written log(x)/log(b)", call.args[1].place)
    if wanted is None:
        call.count(1, len(call.args), f"1 or more arguments of {name}")
    else:
        call.count(wanted, wanted, f"{_arguments(wanted)} of {name}")
    args = [call.value(arg) for arg in call.args]
    if name == "sqrt":
        return call.joined("pow", [args[0], leaf(_HALF, call.place)])
    return call.joined(name, args)


def _from_catalogue(call: Call, signature: Signature) -> Operand:
    """A function of the catalogue, with all its parameters: by place, by name, or the default."""
    names = [name for name, _ in signature.parameters]
    usage = f"{call.name}({', '.join(['x', *names])})"
    if not 1 <= len(call.args) <= 1 + len(names):
        place = call.args[1 + len(names)].place if call.args else call.end
        call.fail(f"expected {usage}, found {_arguments(len(call.args))} by place", place)
    given = dict(zip(names, call.args[1:], strict=False))
    for name, (place, operand) in call.keywords.items():
        if name not in names:
            call.fail(f"expected {usage}, found the argument {name!r}", place)
        if name in given:
            call.fail(f"expected {name!r} once, found it by place and by name", place)
        given[name] = operand
    defaults = {name: leaf(number(default), call.end) for name, default in signature.parameters}
    return call.joined(
        signature.name, [call.value(arg) for arg in (call.args[0], *(defaults | given).values())]
    )


def _rational(call: Call) -> Operand:
    call.count(1, 2, "Rational(p, q)")
    parts = []
    for arg in call.args:
        if not arg.term.is_number() or arg.term.number.denominator != 1:
            call.fail(f"expected a whole number in Rational, found {arg.found()}", arg.place)
        parts.append(arg.term.number)
    if parts[1:] == [0]:
        call.fail("expected a denominator other than 0, found 0", call.args[1].place)
    return leaf(number(parts[0] / (parts[1] if parts[1:] else 1)), call.place)


def _piecewise(call: Call) -> Operand:
    call.count(1, len(call.args), "Piecewise((value, condition), ...)")
    cases = []
    for arg in call.args:
        if len(arg.items) != 2:
            call.fail(f"expected a case (value, condition) in Piecewise, found {arg.found()}", arg.place)
        value, condition = arg.items
        call.value(value, "a value first in a case")
        if condition.kind != "condition":
            message = f"expected a condition second in a case of Piecewise, found {condition.found()}"
            call.fail(message, condition.place)
        cases.append(joined("case", arg.items, arg.place))
    return call.joined("Piecewise", cases)


def _derivative(call: Call) -> Operand:
    usage = "Derivative(f, x) or Derivative(f, (x, n))"
    call.count(2, 3, usage)
    f, *rest = call.args
    if len(rest) == 1 and rest[0].items:
        rest = list(rest[0].items)
    if len(rest) > 2:
        call.fail(f"expected {usage}, found {call.args[1].found()}", call.args[1].place)
    order = rest[1] if rest[1:] else leaf(number(1), call.end)
    if not order.term.is_number() or order.term.number not in range(1, call.bounds.order + 1):
        message = f"expected an order from 1 to {call.bounds.order} in Derivative, found {order.found()}"
        call.fail(message, order.place)
    return call.joined("Derivative", [call.value(f), _variable(call, rest[0]), order])


def _one_sided(call: Call) -> Operand:
    name = call.name
    call.count(3, 3, f"{name}(f, x, point)")
    f, x, point = call.args
    return call.joined(name, [call.value(f), _variable(call, x), call.value(point, "a point")])


def _variable(call: Call, arg: Operand, what: str = "a symbol to derive by") -> Operand:
    if arg.items or not arg.term.is_symbol():
        call.fail(f"expected {what} in {call.name}, found {arg.found()}", arg.place)
    return arg


def _limit(call: Call) -> Operand:
    """The limit of a function at a point or at oo or -oo; a side may be named at a point."""
    call.count(3, 4, "limit(f, x, point) or limit(f, x, point, side)")
    f, x, point, *rest = call.args
    if point.kind != "infinity":
        call.value(point, "a point")
    elif rest:
        call.fail("expected no side in a limit at infinity, found one", rest[0].place)
    side = rest[0] if rest else leaf(symbol("both"), call.end)
    if not side.term.is_symbol() or side.term.name not in ("left", "right", "both"):
        call.fail(f"expected left, right or both as the side of a limit, found {side.found()}", side.place)
    return call.joined("Limit", [call.value(f), _variable(call, x, "a symbol that tends"), point, side])


_FORMS: Mapping[str, Callable[[Call], Operand]] = {
    "Rational": _rational,
    "Piecewise": _piecewise,
    "Derivative": _derivative,
    "LeftDerivative": _one_sided,
    "RightDerivative": _one_sided,
    "limit": _limit,
}
