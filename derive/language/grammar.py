"""The grammar: from the text of a formula to its term.

The syntax of an expression is Python's, the names of functions are SymPy's (`term.FUNCTIONS`), and the
functions of the catalogue are written by their slugs. Nothing is evaluated; decimals are exact; a
quotient of two numbers is a number.

>>> parse("1/(1 + exp(-x))").json()
['pow', ['add', 1, ['exp', ['mul', -1, 'x']]], -1]
>>> parse("0 < x <= 0.1").json()
['and', ['lt', 0, 'x'], ['le', 'x', ['rational', 1, 10]]]
>>> parse("x * (1 + y")
Traceback (most recent call last):
derive.language.tokens.FormulaError: column 11: expected an operator or ')', found the end

Method: operator precedence parsing (V. R. Pratt, Top down operator precedence, POPL 1973,
doi:10.1145/512927.512931), with the precedences of the Python Language Reference, section 6.17.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.language.bounds import BOUNDS, Bounds, power_excess
from derive.language.calls import Call, Keywords, called, simply, unknown
from derive.language.operands import MINUS_ONE, Operand, joined, leaf, negated, quotient, spliced, tuple_of
from derive.language.spelled import KNOWN, Met, Spelled
from derive.language.term import RELATIONS, Term, number
from derive.language.tokens import FormulaError, exact, is_name, is_number, is_whole
from derive.language.vocabulary import Signature, is_callable, refusal

__all__ = [
    "BOUNDS", "Bounds", "FormulaError", "Signature", "parse", "parse_condition", "parse_sides",
    "parse_statement", "parse_value",
]  # fmt: skip

# How tightly the operators bind, from Python's table.
_OR, _AND, _NOT, _COMPARISON, _EITHER, _BOTH, _SUM, _PRODUCT, _SIGN, _POWER = range(1, 11)
_LEVELS = {
    "or": _OR, "and": _AND, "|": _EITHER, "&": _BOTH, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT,
    "**": _POWER, **dict.fromkeys(RELATIONS.values(), _COMPARISON),
}  # fmt: skip
_HEADS = {sign: head for head, sign in RELATIONS.items()}
_CONDITION = "a condition such as x > 0"
Functions = Mapping[str, Signature] | None
_CONNECTIVES = {"or": "or", "|": "or", "and": "and", "&": "and"}


def parse(source: str, functions: Functions = None, *, bounds: Bounds = BOUNDS) -> Term:
    """The term of a text: a value, a relation, or conditions joined by and, or, not.

    ``functions`` maps the names of the catalogue's functions to their signatures; a name in
    `term.FUNCTIONS` is always the built-in function. Raises `FormulaError` for anything but a formula
    within the bounds.
    """
    return _read(source, functions, bounds, {**KNOWN}, ("value", "condition"), "a formula")


def parse_value(source: str, functions: Functions = None, *, bounds: Bounds = BOUNDS) -> Term:
    """The term of a text that is a real value, such as x*exp(-x); raises `FormulaError` for any other."""
    return _read(source, functions, bounds, {**KNOWN}, ("value",), "a value")


def parse_condition(source: str, functions: Functions = None, *, bounds: Bounds = BOUNDS) -> Term:
    """The term of a text that is a condition, such as x > 0; raises `FormulaError` for any other."""
    return _read(source, functions, bounds, {**KNOWN}, ("condition",), _CONDITION)


def parse_statement(source: str, functions: Functions = None) -> Term:
    """The term of a condition, or of a limit with its value, such as limit(x*exp(x), x, -oo) == 0."""
    return _read(source, functions, BOUNDS, {**KNOWN}, ("condition", "limit statement"), _CONDITION)


def parse_sides(left: str, right: str, functions: Functions = None) -> tuple[Term, Term]:
    """The terms of two values, or of a limit and its value, which may be oo or -oo."""
    met = {**KNOWN}
    first = _read(left, functions, BOUNDS, met, ("value", "limit"), "a value or a limit")
    kinds = ("value", "infinity") if first.head == "Limit" else ("value",)
    return first, _read(right, functions, BOUNDS, met, kinds, "a value")


def _read(
    source: str, functions: Functions, bounds: Bounds, met: Met, kinds: tuple[str, ...], wanted: str
) -> Term:
    """The term of a text that is of one of some kinds; ``met`` are texts that were read before."""
    if not isinstance(source, str):
        raise TypeError(f"expected the text of a formula, found {type(source).__name__}")
    try:
        reader = _Reader(source, functions or {}, bounds, met)
        operand = reader.formula()
    except RecursionError:
        raise FormulaError("expected a formula with fewer levels, found too many", source, 1) from None
    if operand.kind not in kinds:
        reader.fail(f"expected {wanted}, found {operand.found()}", operand.place)
    return operand.term


class _Reader(Spelled):
    """One reading of one text, by precedence; what is spelled alike becomes one term."""

    def __init__(self, source: str, functions: Mapping[str, Signature], bounds: Bounds, met: Met) -> None:
        super().__init__(source, bounds, met)
        self.functions = functions
        self.levels = 0

    # -- formulas ---------------------------------------------------------------------------------
    def formula(self) -> Operand:
        operand = self.expression(0)
        if self.text:
            self.unexpected("an operator or the end")
        return self.plain(operand)

    def expression(self, level: int, weight: int = 1) -> Operand:
        """What follows, up to the first operator that binds less tightly than ``level``."""
        self.levels += weight
        if self.levels > 2 * self.bounds.depth:
            self.fail(f"expected at most {self.bounds.depth} levels, found more", self.place)
        known = self.met.get(self.text)
        if known is None or self.pieces[self.place + 1] == "(":
            left = self.prefix(level)
        else:  # a name or a number that was read before: most are
            left = leaf(known[0].term, self.place)
            self.next()
        while (tightness := _LEVELS.get(self.text, -1)) >= level:
            left = self.infix(left, tightness)
        self.levels -= weight
        return left

    def infix(self, left: Operand, level: int) -> Operand:
        """The chain of operators of one level that begins with ``left``."""
        if level == _PRODUCT:
            return self.product(left)
        if level == _SUM:
            return self.sum(left)
        if level == _POWER:
            return self.power(left)
        return self.comparison(left) if level == _COMPARISON else self.connective(left, level)

    def prefix(self, level: int) -> Operand:
        text, place = self.text, self.place
        if text == "(":
            return self.group()
        if text in ("+", "-"):
            self.next()
            operand = self.expression(_SIGN)
            if operand.term.head != "oo":
                self.value(operand, text)
            return self.bounded(negated(operand, place)) if text == "-" else operand
        if text == "~" or (text == "not" and level <= _NOT):
            self.next()
            operand = self.condition(self.expression(_SIGN if text == "~" else _NOT), text)
            return self.bounded(joined("not", (operand,), place))
        if text == "not":
            self.fail("expected a value, found 'not': put (not ...) in parentheses", place)
        if is_name(text) and text not in ("and", "or"):
            return self.name()
        return self.number() if is_number(text) else self.unexpected("a value")

    # -- operators --------------------------------------------------------------------------------
    def sum(self, left: Operand) -> Operand:
        terms = [self.value(left, self.text)]
        while (sign := self.text) in ("+", "-"):
            place = self.place
            self.next()
            term = self.value(self.expression(_PRODUCT), sign)
            terms.append(negated(term, place) if sign == "-" else term)
        return self.bounded(joined("add", terms, left.place))

    def product(self, left: Operand) -> Operand:
        """A chain of factors; a leading minus is its first factor: -x*y is (−1)·x·y."""
        factors = [self.value(left, self.text)]
        if left.term.head == "mul" and not left.grouped:
            depth = max(left.depth - 1, 1)
            second = Operand(left.term.args[1], left.place, depth, left.nodes - 2)
            factors = [leaf(MINUS_ONE, left.place), second]
        while (sign := self.text) in ("*", "/"):
            self.next()
            factor = self.value(self.expression(_SIGN), sign)
            if sign == "*":
                factors.append(factor)
            elif factor.term.head == "number" and not factor.term.number:
                self.fail("expected a divisor other than 0, found 0", factor.place)
            else:
                factors = quotient(factors, factor)
                self.bounded(factors[0])
        return self.bounded(factors[0] if len(factors) == 1 else joined("mul", factors, left.place))

    def power(self, base: Operand) -> Operand:
        sign = self.next()
        self.value(base, sign)
        exponent = self.value(self.expression(_SIGN), sign)
        if excess := power_excess(base.term, exponent.term, self.bounds):
            self.fail(excess, exponent.place if "exponent" in excess else base.place)
        return self.bounded(joined("pow", (base, exponent), base.place))

    def comparison(self, left: Operand) -> Operand:
        """One relation, or a chain of them: 0 < x < 1 is 0 < x and x < 1."""
        relations = []
        if left.kind == "limit":
            return self.limit(left)
        self.value(left, self.text)
        while self.text in _HEADS:
            sign = self.next()
            right = self.value(self.expression(_EITHER), sign)
            relations.append(joined(_HEADS[sign], (left, right), left.place))
            left = right
        return self.bounded(joined("and", relations, relations[0].place) if relations[1:] else relations[0])

    def limit(self, left: Operand) -> Operand:
        """A limit and its value, which may be infinite; the token is the sign between them."""
        place, sign = self.place, self.next()
        if sign != "==":
            self.fail(f"expected == after a limit, found {sign!r}", place)
        right = self.expression(_EITHER)
        if right.kind != "infinity":
            self.value(right, sign)
        return self.bounded(joined("eq", (left, right), left.place))

    def connective(self, left: Operand, level: int) -> Operand:
        """Conditions joined by one connective; those of an ungrouped operand of the same kind join in."""
        head = _CONNECTIVES[self.text]
        parts = [self.condition(left, self.text)]
        while _LEVELS.get(self.text) == level:
            sign = self.next()
            parts.append(self.condition(self.expression(level + 1), sign))
        return self.bounded(spliced(head, parts, left.place))

    # -- atoms ------------------------------------------------------------------------------------
    def number(self) -> Operand:
        """A number that was not read before."""
        place, text = self.place, self.text
        if not is_whole(text):
            self.unexpected("a value")
        if (value := exact(text, self.bounds)) is None:
            self.fail(f"expected a number of at most {self.bounds.digits} digits, found a longer one", place)
        self.next()
        return self.kept(text, leaf(number(value), place), place)

    def group(self) -> Operand:
        """What stands in parentheses; the token is the opening one."""
        place = self.place
        text, known = self.again(place, place)
        if known is not None:
            return known
        self.next()
        items = [self.expression(0)]
        while self.text == ",":
            self.next()
            items.append(self.expression(0))
        if self.text != ")":
            self.unexpected("an operator or ')'")
        self.next()
        plain = [self.plain(item) for item in items] if len(items) > 1 else []
        return self.kept(text, tuple_of(plain, place) if plain else items[0].in_parentheses(), place)

    def name(self) -> Operand:
        """A name that was not read before, or one with arguments."""
        name, place = self.next(), self.place - 1
        if self.text == "(":
            text, known = self.again(self.place, place)
            return self.kept(text, self.call(name, place), place) if known is None else known
        if (reason := refusal(name)) is not None:
            self.fail(reason, place)
        if is_callable(name, self.functions):
            self.unexpected(f"'(' after the function {name!r}")
        return self.kept(name, leaf(Term("symbol", (), name), place), place)

    def call(self, name: str, place: int) -> Operand:
        """A name with its arguments; the token is the opening parenthesis."""
        if not is_callable(name, self.functions):
            self.fail(unknown(name, self.functions), place)
        self.next()
        args: list[Operand] = []
        keywords: Keywords = {}
        while self.text != ")":
            if args or keywords:
                self.next()  # the comma
            self.argument(args, keywords)
            if self.text not in (")", ","):
                self.unexpected("an operator, ',' or ')'")
        end = self.place
        self.next()
        operand = simply(name, place, args, keywords, self.functions)
        return self.bounded(operand or called(Call(name, place, args, keywords, end, self), self.functions))

    def argument(self, args: list[Operand], keywords: Keywords) -> None:
        """One argument, by place or by name, put where it belongs."""
        text, place = self.text, self.place
        if self.pieces[place + 1] == "=" and is_name(text):
            self.next()
            self.next()
            if text in keywords:
                self.fail(f"expected {text!r} once, found it twice", place)
            keywords[text] = (place, self.expression(0, weight=2))
        elif keywords:
            self.unexpected("an argument by name after an argument by name")
        else:
            args.append(self.expression(0, weight=2))
