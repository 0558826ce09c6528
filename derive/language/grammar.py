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
from derive.language.calls import Call, Keywords, called, unknown
from derive.language.operands import Operand, joined, negated, quotient, spliced, tuple_of
from derive.language.spelled import Met, Spelled
from derive.language.term import CONSTANTS, RELATIONS, Term, number
from derive.language.tokens import FormulaError, Token, exact
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
_CONSTANTS = (*CONSTANTS, "oo")
_CONDITION = "a condition such as x > 0"
Functions = Mapping[str, Signature] | None
_CONNECTIVES = {"or": "or", "|": "or", "and": "and", "&": "and"}


def parse(source: str, functions: Functions = None, *, bounds: Bounds = BOUNDS) -> Term:
    """The term of a text: a value, a relation, or conditions joined by and, or, not.

    ``functions`` maps the names of the catalogue's functions to their signatures; a name in
    `term.FUNCTIONS` is always the built-in function. Raises `FormulaError` for anything but a formula
    within the bounds.
    """
    return _of_kind(("value", "condition"), "a formula", source, _read(source, functions, bounds))


def parse_value(source: str, functions: Functions = None, *, bounds: Bounds = BOUNDS) -> Term:
    """The term of a text that is a real value, such as x*exp(-x); raises `FormulaError` for any other."""
    return _of_kind(("value",), "a value", source, _read(source, functions, bounds))


def parse_condition(source: str, functions: Functions = None, *, bounds: Bounds = BOUNDS) -> Term:
    """The term of a text that is a condition, such as x > 0; raises `FormulaError` for any other."""
    return _of_kind(("condition",), _CONDITION, source, _read(source, functions, bounds))


def parse_statement(source: str, functions: Functions = None) -> Term:
    """The term of a condition, or of a limit with its value, such as limit(x*exp(x), x, -oo) == 0."""
    return _of_kind(("condition", "limit statement"), _CONDITION, source, _read(source, functions, BOUNDS))


def parse_sides(left: str, right: str, functions: Functions = None) -> tuple[Term, Term]:
    """The terms of two values, or of a limit and its value, which may be oo or -oo."""
    met: Met = {}
    first = _of_kind(("value", "limit"), "a value or a limit", left, _read(left, functions, BOUNDS, met))
    kinds = ("value", "infinity") if first.head == "Limit" else ("value",)
    return first, _of_kind(kinds, "a value", right, _read(right, functions, BOUNDS, met))


def _read(source: str, functions: Functions, bounds: Bounds, met: Met | None = None) -> Operand:
    if not isinstance(source, str):
        raise TypeError(f"expected the text of a formula, found {type(source).__name__}")
    try:
        return _Reader(source, functions or {}, bounds, {} if met is None else met).formula()
    except RecursionError:
        raise FormulaError("expected a formula with fewer levels, found too many", source, 1) from None


def _of_kind(kinds: tuple[str, ...], wanted: str, source: str, operand: Operand) -> Term:
    if operand.kind not in kinds:
        raise FormulaError(f"expected {wanted}, found {operand.found()}", source, operand.column)
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
        if self.token.kind != "end":
            self.unexpected("an operator or the end")
        return self.plain(operand)

    def expression(self, level: int, weight: int = 1) -> Operand:
        """What follows, up to the first operator that binds less tightly than ``level``."""
        self.levels += weight
        if self.levels > 2 * self.bounds.depth:
            self.fail(f"expected at most {self.bounds.depth} levels, found more", self.token.column)
        left = self.prefix(level)
        while (tightness := _LEVELS.get(self.token.text, 0)) and tightness >= level:
            left = self.infix(left, tightness)
        self.levels -= weight
        return left

    def infix(self, left: Operand, level: int) -> Operand:
        """The chain of operators of one level that begins with ``left``."""
        if level == _POWER:
            return self.power(left)
        if level == _SUM:
            return self.sum(left)
        if level == _PRODUCT:
            return self.product(left)
        return self.comparison(left) if level == _COMPARISON else self.connective(left, level)

    def prefix(self, level: int) -> Operand:
        token = self.token
        if token.kind == "name" and token.text not in ("not", "and", "or"):
            return self.name(self.next())
        if token.kind == "number":
            return self.number(self.next())
        if self.at("("):
            return self.group(self.next())
        if self.at("+", "-"):
            self.next()
            operand = self.expression(_SIGN)
            if operand.term.head != "oo":
                self.value(operand, token)
            return self.bounded(negated(operand, token.column)) if token.text == "-" else operand
        if self.at("~") or (self.at("not") and level <= _NOT):
            self.next()
            operand = self.condition(self.expression(_SIGN if token.text == "~" else _NOT), token)
            return self.bounded(joined("not", (operand,), token.column))
        if self.at("not"):
            self.fail("expected a value, found 'not': put (not ...) in parentheses", token.column)
        return self.unexpected("a value")

    # -- operators --------------------------------------------------------------------------------
    def sum(self, left: Operand) -> Operand:
        terms = [self.value(left, self.token)]
        while self.at("+", "-"):
            sign = self.next()
            term = self.value(self.expression(_PRODUCT), sign)
            terms.append(negated(term, sign.column) if sign.text == "-" else term)
        return self.bounded(joined("add", terms, left.column))

    def product(self, left: Operand) -> Operand:
        """A chain of factors; a leading minus is its first factor: -x*y is (−1)·x·y."""
        factors = [self.value(left, self.token)]
        if left.term.head == "mul" and not left.grouped:
            depth = max(left.depth - 1, 1)
            factors = [
                Operand(number(-1), left.column),
                Operand(left.term.args[1], left.column, depth, left.nodes - 2),
            ]
        while self.at("*", "/"):
            sign = self.next()
            factor = self.value(self.expression(_SIGN), sign)
            if sign.text == "*":
                factors.append(factor)
            elif factor.term == number(0):
                self.fail("expected a divisor other than 0, found 0", factor.column)
            else:
                factors = quotient(factors, factor)
                self.bounded(factors[0])
        return self.bounded(factors[0] if len(factors) == 1 else joined("mul", factors, left.column))

    def power(self, base: Operand) -> Operand:
        sign = self.next()
        self.value(base, sign)
        exponent = self.value(self.expression(_SIGN), sign)
        excess = power_excess(base.term, exponent.term, self.bounds)
        if excess:
            self.fail(excess, exponent.column if "exponent" in excess else base.column)
        return self.bounded(joined("pow", (base, exponent), base.column))

    def comparison(self, left: Operand) -> Operand:
        """One relation, or a chain of them: 0 < x < 1 is 0 < x and x < 1."""
        relations = []
        if left.kind == "limit":
            return self.limit(left, self.next())
        self.value(left, self.token)
        while self.token.text in _HEADS:
            sign = self.next()
            right = self.value(self.expression(_EITHER), sign)
            relations.append(joined(_HEADS[sign.text], (left, right), left.column))
            left = right
        first = relations[0]
        return self.bounded(first if len(relations) == 1 else joined("and", relations, first.column))

    def limit(self, left: Operand, sign: Token) -> Operand:
        """A limit and its value, which may be infinite."""
        if sign.text != "==":
            self.fail(f"expected == after a limit, found {sign.text!r}", sign.column)
        right = self.expression(_EITHER)
        if right.kind != "infinity":
            self.value(right, sign)
        return self.bounded(joined("eq", (left, right), left.column))

    def connective(self, left: Operand, level: int) -> Operand:
        """Conditions joined by one connective; those of an ungrouped operand of the same kind join in."""
        head = _CONNECTIVES[self.token.text]
        parts = [self.condition(left, self.token)]
        while _LEVELS.get(self.token.text) == level:
            sign = self.next()
            parts.append(self.condition(self.expression(level + 1), sign))
        return self.bounded(spliced(head, parts, left.column))

    # -- atoms ------------------------------------------------------------------------------------
    def number(self, token: Token) -> Operand:
        known = self.met.get(token.text)
        if known is not None:
            return Operand(known[0].term, token.column)
        value = exact(token.text, self.bounds)
        if value is None:
            self.fail(
                f"expected a number of at most {self.bounds.digits} digits, found a longer one", token.column
            )
        return self.kept(token.text, Operand(number(value), token.column), token.column)

    def group(self, opening: Token) -> Operand:
        text, known = self.again(self.position - 1, opening)
        return self.kept(text, self.grouped(opening), opening.column) if known is None else known

    def grouped(self, opening: Token) -> Operand:
        items = [self.expression(0)]
        while self.at(","):
            self.next()
            items.append(self.expression(0))
        if not self.at(")"):
            self.unexpected("an operator or ')'")
        self.next()
        if len(items) == 1:
            return items[0].in_parentheses()
        return tuple_of([self.plain(item) for item in items], opening.column)

    def name(self, token: Token) -> Operand:
        if self.at("("):
            text, known = self.again(self.position, token)
            return self.kept(text, self.call(token), token.column) if known is None else known
        if (met := self.met.get(token.text)) is not None:
            return Operand(met[0].term, token.column)
        if token.text in _CONSTANTS:
            return Operand(Term(token.text), token.column)
        if token.text == "True":
            return Operand(Term("true"), token.column)
        reason = refusal(token.text)
        if reason is not None:
            self.fail(reason, token.column)
        if is_callable(token.text, self.functions):
            self.unexpected(f"'(' after the function {token.text!r}")
        return self.kept(token.text, Operand(Term("symbol", (), token.text), token.column), token.column)

    def call(self, name: Token) -> Operand:
        """A name with its arguments; the token is the opening parenthesis."""
        if not is_callable(name.text, self.functions):
            self.fail(unknown(name.text, self.functions), name.column)
        self.next()
        args: list[Operand] = []
        keywords: Keywords = {}
        while not self.at(")"):
            if args or keywords:
                self.next()  # the comma
            self.argument(args, keywords)
            if not self.at(")", ","):
                self.unexpected("an operator, ',' or ')'")
        end = self.next().column
        operand = called(Call(name, args, keywords, end, self.source, self.bounds), self.functions)
        return self.bounded(operand)

    def argument(self, args: list[Operand], keywords: Keywords) -> None:
        """One argument, by place or by name, put where it belongs."""
        token = self.token
        if token.kind == "name" and (self.following.kind, self.following.text) == ("sign", "="):
            self.next()
            self.next()
            if token.text in keywords:
                self.fail(f"expected {token.text!r} once, found it twice", token.column)
            keywords[token.text] = (token, self.expression(0, weight=2))
        elif keywords:
            self.unexpected("an argument by name after an argument by name")
        else:
            args.append(self.expression(0, weight=2))
