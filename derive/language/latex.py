r"""LaTeX: a term as a textbook sets it, in the part of LaTeX that MathML can say.

The LaTeX is for reading and not for reading back: negative powers become fractions, a factor −1 becomes
a minus, a factor 1 in front is not printed. Fractions within fractions and exponents are set with a slash.

>>> from derive.language.grammar import parse
>>> latex(parse("exp(-x)/(1 + exp(-x))**2"))
'\\frac{e^{-x}}{(1 + e^{-x})^{2}}'
>>> from derive.language.term import call, symbol
>>> latex(call("elu", symbol("x"), symbol("alpha")))
'\\operatorname{elu}(x; \\alpha)'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from derive.language.decimals import decimal
from derive.language.letters import POWERED, function_latex, symbol_latex
from derive.language.term import CONNECTIVES, FUNCTIONS, RELATIONS, Term, number
from derive.language.text import chains

# How tightly a piece holds together; it is put in parentheses where more is needed.
CASES, SUM, PRODUCT, FACTOR, ATOM = range(5)

_ONE, _HALF = number(1), number(Fraction(1, 2))
_SIGNS = {"eq": "=", "ne": r"\ne", "lt": "<", "le": r"\le", "gt": ">", "ge": r"\ge"}
_DERIVATIVES = ("Derivative", "LeftDerivative", "RightDerivative")
_NO_NAMES: Mapping[str, str] = {}


def latex(term: Term, names: Mapping[str, str] = _NO_NAMES, *, otherwise: str = "otherwise") -> str:
    r"""The LaTeX of a term, without dollar signs.

    ``names`` gives the LaTeX of functions and symbols that should not be set by default
    (``{"sigmoid": r"\sigma", "dy": "y'"}``); ``otherwise`` is the word in the last case of a function by
    cases, in the reader's language.
    """
    return _Setter(names, otherwise).at(term, CASES)


def _in_parentheses(body: str) -> str:
    tall = any(word in body for word in (r"\frac", r"\begin", r"\sqrt", r"\sum"))
    return rf"\left({body}\right)" if tall else f"({body})"


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets terms; ``slashed`` where a fraction has no room for a bar."""

    names: Mapping[str, str]
    otherwise: str
    slashed: bool = False

    def at(self, term: Term, level: int) -> str:
        """The LaTeX of a term, in parentheses when it holds less tightly than ``level``."""
        body, own = self.piece(term)
        return body if own >= level else _in_parentheses(body)

    def small(self) -> _Setter:
        return replace(self, slashed=True)

    def piece(self, term: Term) -> tuple[str, int]:
        """The LaTeX of a term and how tightly it holds together."""
        head, args = term.head, term.args
        if head == "number" or (head == "mul" and args):
            negative, body, own = self.number(term.number) if head == "number" else self.product(args)
            return (f"-{body}", SUM) if negative else (body, own)
        if head == "symbol":
            return self.symbol(term.name), ATOM
        if head in ("pi", "E") and not args:
            return self.names.get(head, r"\pi" if head == "pi" else "e"), ATOM
        if head == "oo" and not args:
            return r"\infty", ATOM
        if head == "add" and args:
            return self.sum(args), SUM
        if head == "pow" and len(args) == 2:
            return self.power(*args)
        if head in RELATIONS or head in CONNECTIVES:
            return self.condition(term), SUM
        if head == "Piecewise":
            return self.piecewise(args), CASES
        if head in _DERIVATIVES and len(args) == 3:
            return self.derivative(head, *args), PRODUCT
        if head == "Limit" and len(args) == 4:
            return self.limit(*args), PRODUCT
        return self.call(head, args)

    # -- arithmetic -------------------------------------------------------------------------------
    def symbol(self, name: str) -> str:
        return self.names.get(name) or symbol_latex(name)

    def number(self, value: Fraction) -> tuple[bool, str, int]:
        """Whether a number is negative, its absolute value, and how tightly that holds together."""
        p, q = abs(value.numerator), value.denominator
        if q == 1:
            return value < 0, str(p), ATOM
        written = decimal(value)
        if written is not None:
            return value < 0, written, ATOM
        return value < 0, *self.fraction(str(p), str(q))

    def fraction(self, above: str, below: str) -> tuple[str, int]:
        return (f"{above}/{below}", PRODUCT) if self.slashed else (rf"\frac{{{above}}}{{{below}}}", FACTOR)

    def signed(self, term: Term) -> tuple[bool, str]:
        """Whether a term of a sum is negative, and its LaTeX without the sign."""
        if term.is_number():
            return self.number(term.number)[:2]
        if term.head == "mul" and term.args:
            return self.product(term.args)[:2]
        return False, self.at(term, PRODUCT)

    def sum(self, terms: Sequence[Term]) -> str:
        parts = []
        for index, term in enumerate(terms):
            negative, body = self.signed(term)
            parts.append((" - " if negative else " + ") if index else ("-" if negative else ""))
            parts.append(body)
        return "".join(parts)

    def product(self, factors: Sequence[Term]) -> tuple[bool, str, int]:
        """Whether a product begins with a negative number, its LaTeX without that sign, and its level."""
        coefficient = Fraction(1)
        if factors[0].is_number():
            coefficient, factors = factors[0].number, factors[1:]
        p, q = Fraction(abs(coefficient.numerator)), coefficient.denominator
        if decimal(coefficient) is not None:
            p, q = abs(coefficient), 1
        below = [base for base in map(_inverted, factors) if base is not None]
        above = [factor for factor in factors if _inverted(factor) is None]
        if below or (q > 1 and self.slashed):
            above = [number(p)] * (p != 1 or not above) + above
            return coefficient < 0, *self.quotient(above, [number(q)] * (q > 1) + below)
        if p != 1 or q != 1 or not above:
            above = [number(p / q), *above]
        return coefficient < 0, self.row(above), PRODUCT

    def quotient(self, above: Sequence[Term], below: Sequence[Term]) -> tuple[str, int]:
        inner = self.small()
        if not self.slashed:
            return self.fraction(*(inner.row(side, CASES) for side in (above, below)))
        over, under = (inner.row(side, divided=True) for side in (above, below))
        return self.fraction(over, under if len(below) == 1 else _in_parentheses(under))

    def row(self, factors: Sequence[Term], alone: int = FACTOR, *, divided: bool = False) -> str:
        """Factors side by side; one alone needs to hold as tightly as ``alone`` only.

        ``divided`` says that the row stands beside a slash.
        """
        row = body = ""
        for index, factor in enumerate(factors):
            before, (body, own) = body, self.piece(factor)
            last = index == len(factors) - 1
            bare = last and factor.head in _DERIVATIVES and not divided
            if factor.head == "mul" and own >= PRODUCT:
                slash = self.slashed and "/" in body
                bare = (not slash or (last and not divided)) and not (divided and len(factors) == 1)
            if own < (alone if len(factors) == 1 else FACTOR) and not bare:
                body = _in_parentheses(body)
            row += (_between(factors[index - 1], before, factor, body) if index else "") + body
        return row

    def power(self, base: Term, exponent: Term) -> tuple[str, int]:
        below = _inverted(Term("pow", (base, exponent)))
        if below is not None:
            return self.quotient([_ONE], [below])
        if exponent.is_number():
            q = exponent.number
            if q.numerator == 1 and 1 < q.denominator < 10:
                root = "" if q.denominator == 2 else f"[{q.denominator}]"
                return rf"\sqrt{root}{{{self.at(base, CASES)}}}", FACTOR
            if base.head in POWERED and len(base.args) == 1 and q.denominator == 1 and q > 1:
                name = self.names.get(base.head) or function_latex(base.head)
                return f"{name}^{{{q}}}{self.arguments(base.head, base.args)}", FACTOR
        body = self.at(base, ATOM)
        if base.is_symbol() and ("^" in body or "'" in body):
            body = f"{{{body}}}"
        return f"{body}^{{{self.small().at(exponent, CASES)}}}", FACTOR

    # -- functions --------------------------------------------------------------------------------
    def call(self, head: str, args: Sequence[Term]) -> tuple[str, int]:
        if head == "exp" and len(args) == 1 and not args[0].heads() & {"Piecewise", *_DERIVATIVES}:
            return f"{self.names.get('E', 'e')}^{{{self.small().at(args[0], CASES)}}}", FACTOR
        if head == "sqrt" and len(args) == 1:
            return self.power(args[0], _HALF)
        if head == "Abs" and len(args) == 1:
            return rf"\left|{self.at(args[0], CASES)}\right|", ATOM
        if head == "polylog" and len(args) == 2:
            name = self.names.get(head) or r"\operatorname{Li}"
            return f"{name}_{{{self.small().at(args[0], CASES)}}}{self.arguments(head, args[1:])}", ATOM
        name = self.names.get(head) or function_latex(head)
        return f"{name}{self.arguments(head, args)}", ATOM

    def arguments(self, head: str, args: Sequence[Term]) -> str:
        """The arguments in parentheses; those of a catalogue's function after x are its parameters."""
        if head in FUNCTIONS or len(args) < 2:
            return _in_parentheses(", ".join(self.at(arg, CASES) for arg in args))
        parameters = ", ".join(self.small().at(arg, CASES) for arg in args[1:])
        return _in_parentheses(f"{self.at(args[0], CASES)}; {parameters}")

    def derivative(self, head: str, f: Term, x: Term, last: Term) -> str:
        """The operator, then the function; ``last`` is the order, or the point of a one-sided derivative."""
        variable, body = self.at(x, ATOM), self.at(f, FACTOR)
        body = (r"\," if body.startswith(r"\frac") else " ") + body
        if head == "Derivative":
            order = "" if last == _ONE else f"^{{{self.at(last, CASES)}}}"
            return rf"\frac{{d{order}}}{{d{variable}{order}}}{body}"
        side = "-" if head == "LeftDerivative" else "+"
        point = f"{variable} = {self.small().at(last, ATOM)}^{{{side}}}"
        return rf"\left.\frac{{d}}{{d{variable}}}\right|_{{{point}}}{body}"

    def limit(self, f: Term, x: Term, point: Term, side: Term) -> str:
        sign = {"left": "^{-}", "right": "^{+}"}.get(side.name, "")
        end = self.small().at(point, ATOM if sign else CASES)
        return rf"\lim_{{{self.at(x, ATOM)} \to {end}{sign}}} {self.at(f, PRODUCT)}"

    def piecewise(self, cases: Sequence[Term]) -> str:
        rows = []
        for case in cases:
            value, condition = case.args
            last = condition.head == "true"
            when = rf"\text{{{self.otherwise}}}" if last else self.condition(condition)
            rows.append(f"{self.at(value, SUM)} & {when}")
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    # -- conditions -------------------------------------------------------------------------------
    def condition(self, term: Term, *, inner: bool = False) -> str:
        r"""A condition; ``and`` is a comma, but ``\land`` within another connective."""
        head, args = term.head, term.args
        if head == "true":
            return r"\top"
        if head in RELATIONS:
            return self.chain([term])
        if head == "not":
            return rf"\lnot {_in_parentheses(self.condition(args[0], inner=True))}"
        if head == "or":
            return r" \lor ".join(self.nested(arg) for arg in args)
        parts = [self.chain(g) if g[0].head in RELATIONS else self.nested(g[0]) for g in chains(args)]
        return (r" \land " if inner else r",\; ").join(parts)

    def nested(self, term: Term) -> str:
        body = self.condition(term, inner=True)
        compound = term.head == "or" or (term.head == "and" and len(chains(term.args)) > 1)
        return _in_parentheses(body) if compound else body

    def chain(self, relations: Sequence[Term]) -> str:
        left, right = relations[0].args
        body = f"{self.at(left, SUM)} {_SIGNS[relations[0].head]} {self.at(right, CASES)}"
        return body + "".join(f" {_SIGNS[r.head]} {self.at(r.args[1], SUM)}" for r in relations[1:])


def _inverted(term: Term) -> Term | None:
    """What stands below the bar for a factor with a negative number as exponent; None for others."""
    if term.head != "pow" or len(term.args) != 2 or not term.args[1].is_number():
        return None
    base, exponent = term.args
    if exponent.number >= 0:
        return None
    return base if exponent.number == -1 else Term("pow", (base, -exponent))


def _between(left: Term, before: str, right: Term, body: str) -> str:
    """What separates two factors: a dot where digits or operators meet, a thin space where words do."""
    if right.head in _DERIVATIVES and body.startswith("\\"):
        return " " if left.is_number() else r" \cdot "
    bars = body.startswith(r"\frac{") and (before[-1].isdigit() or before.startswith(r"\frac{"))
    if body[0].isdigit() or right.is_number() or bars:
        return r" \cdot "
    bracketed = body.startswith(("(", r"\left("))
    if bracketed and left.head == "add":
        return ""
    words = r"\mathrm" in (body[:7], before[:7])
    return r"\," if words or (bracketed and not left.is_number()) else " "
