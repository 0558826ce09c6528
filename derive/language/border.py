"""Border: the one place where terms become SymPy expressions, and the other way round.

SymPy rewrites what it is given: ``exp(log(x))`` comes back as ``x``, ``x/x`` as ``1``, also where the left
side is not defined. What crosses the border may therefore suggest a form, be drawn or be printed as code;
it is never the judge of what is true. Symbols are real on the SymPy side.

>>> from derive.language.grammar import parse
>>> to_sympy(parse("Derivative(x**2, x) + Max(0, x)"))
Derivative(x**2, x) + Max(0, x)
>>> import sympy
>>> print(from_sympy(sympy.exp(-sympy.Symbol("x")) / 2))
1/2*exp(-x)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from derive.language.bounds import BOUNDS, Bounds, excess
from derive.language.records import Definition
from derive.language.term import CONNECTIVES, FUNCTIONS, RELATIONS, Term, call, derivative, number, symbol

_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]{0,29}")
_BINDERS = ("Derivative", "LeftDerivative", "RightDerivative")
_RELATIONS: Mapping[str, Any] = {
    "eq": sympy.Eq, "ne": sympy.Ne, "lt": sympy.Lt, "le": sympy.Le, "gt": sympy.Gt, "ge": sympy.Ge,
}  # fmt: skip
_HEADS = {function: head for head, function in _RELATIONS.items()}
_KNOWN = {getattr(sympy, head): head for head in FUNCTIONS if head != "sqrt"}


def to_sympy(term: Term, definitions: Iterable[Definition] = (), *, bounds: Bounds = BOUNDS) -> Any:
    """The SymPy expression of a term, with the functions of ``definitions`` written out.

    Other functions of the catalogue become undefined functions of SymPy; a one-sided derivative becomes
    the limit of its difference quotients. Raises ValueError for a term that is too large, also after the
    definitions are written out, and for one that is no term of the grammar.
    """
    table = {definition.name: definition for definition in definitions}
    _within(term, bounds)
    expanded = _Expansion(bounds).expanded(term, table)
    _within(expanded, bounds)
    return _expression(expanded)


def from_sympy(expression: Any, *, bounds: Bounds = BOUNDS) -> Term:
    """The term of a SymPy expression, relation or condition.

    Raises ValueError for what the grammar has no word for: floating-point and complex numbers,
    infinities, other functions, names that are no identifiers; and for what is too large.
    """
    nodes, stack = 0, [(expression, 1)]
    while stack:
        node, depth = stack.pop()
        nodes += 1
        if nodes > bounds.nodes or depth > bounds.depth:
            raise ValueError(f"expected at most {bounds.nodes} nodes in {bounds.depth} levels, found more")
        stack.extend((arg, depth + 1) for arg in getattr(node, "args", ()))
    term = _term(expression)
    _within(term, bounds)
    return term


def _within(term: Term, bounds: Bounds) -> None:
    wrong = excess(term, bounds)
    if wrong is not None:
        raise ValueError(wrong)


# -- definitions ----------------------------------------------------------------------------------
class _Expansion:
    """Writes out definitions, from the inside to the outside, within a bound on the work."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.work = 0

    def expanded(self, term: Term, table: Mapping[str, Definition]) -> Term:
        self.work += 1
        if self.work > 5 * self.bounds.nodes:
            raise ValueError(f"expected at most {self.bounds.nodes} nodes with definitions, found more")
        if not table or not term.args:
            return term
        args = tuple(self.expanded(arg, table) for arg in term.args)
        definition = table.get(term.head)
        if definition is None:
            return Term(term.head, args, term.value)
        body = self.body(definition, args)
        # a function is not written out within its own definition: a circle ends here
        return self.expanded(body, {name: other for name, other in table.items() if name != term.head})

    def body(self, definition: Definition, args: tuple[Term, ...]) -> Term:
        """The body of a definition with the arguments put in."""
        name, names = definition.name, definition.args
        if len(args) != len(names):
            raise ValueError(f"expected {len(names)} arguments of {name}, found {len(args)}")
        given = dict(zip(names, args, strict=True))
        _unbound(definition, given)
        sizes = {symbol(key): sum(1 for _ in arg.walk()) for key, arg in given.items()}
        if sum(sizes.get(node, 1) for node in definition.body.walk()) > self.bounds.nodes:
            raise ValueError(
                f"expected at most {self.bounds.nodes} nodes with {name} written out, found more"
            )
        return definition.body.replace({symbol(key): arg for key, arg in given.items()})


def _unbound(definition: Definition, given: Mapping[str, Term]) -> None:
    """Raises ValueError where an argument would meet a variable that a derivative in the body binds."""
    for node in definition.body.walk():
        if node.head in _BINDERS:
            for name, arg in given.items():
                if node.args[1].name in ({name} | arg.symbols()) and arg != symbol(name):
                    raise ValueError(
                        f"expected no derivative by {node.args[1]} in {definition.name}, found one"
                    )


# -- to SymPy -------------------------------------------------------------------------------------
def _expression(term: Term) -> Any:
    head = term.head
    if head == "number":
        return sympy.Rational(term.number.numerator, term.number.denominator)
    if head == "symbol":
        return sympy.Symbol(term.name, real=True)
    build = _BUILD.get(head)
    try:
        args = [_expression(arg) for arg in term.args]
        if build is not None:
            return build(*args)
        if head in FUNCTIONS:
            return getattr(sympy, head)(*args)
    except TypeError as error:
        raise ValueError(f"expected arguments that {head} takes, found {len(term.args)} others") from error
    if head in RELATIONS or head in CONNECTIVES or not args or not _NAME.fullmatch(head):
        raise ValueError(f"expected a term of the grammar, found one with head {head!r}")
    return sympy.Function(head, real=True)(*args)


def _heaviside(u: Any) -> Any:
    return sympy.Heaviside(u, sympy.Rational(1, 2))


def _unevaluated(function: Any) -> Callable[..., Any]:
    """A function that SymPy leaves as it is: what it would decide about it is slow, or not its business."""
    return lambda *args: function(*args, evaluate=False)


def _related(function: Any) -> Callable[[Any, Any], Any]:
    """A relation as it is; one between constants is decided, since SymPy's Piecewise stumbles over it."""

    def relation(left: Any, right: Any) -> Any:
        try:
            return function(left, right, evaluate=not (left.free_symbols or right.free_symbols))
        except TypeError:  # a constant that is not real
            return function(left, right, evaluate=False)

    return relation


def _derivative(f: Any, x: Any, order: Any) -> Any:
    if not x.is_Symbol or not order.is_Integer or order < 1:
        raise ValueError(f"expected a derivative by a symbol, of order 1 or more, found {x} and {order}")
    return sympy.Derivative(f, (x, order))


def _one_sided(side: str) -> Callable[[Any, Any, Any], Any]:
    def limit(f: Any, x: Any, point: Any) -> Any:
        h = sympy.Dummy("h", real=True)
        return sympy.Limit((f.subs(x, point + h) - f.subs(x, point)) / h, h, 0, side)

    return limit


_BUILD: Mapping[str, Callable[..., Any]] = {
    "add": sympy.Add,
    "mul": sympy.Mul,
    "pow": sympy.Pow,
    "pi": lambda: sympy.pi,
    "E": lambda: sympy.E,
    "true": lambda: sympy.true,
    "and": _unevaluated(sympy.And),
    "or": _unevaluated(sympy.Or),
    "not": _unevaluated(sympy.Not),
    "Max": _unevaluated(sympy.Max),
    "Min": _unevaluated(sympy.Min),
    "Heaviside": _heaviside,
    "case": lambda value, condition: (value, condition),
    "Piecewise": _unevaluated(sympy.Piecewise),
    "Derivative": _derivative,
    "LeftDerivative": _one_sided("-"),
    "RightDerivative": _one_sided("+"),
    **{head: _related(function) for head, function in _RELATIONS.items()},
}


# -- from SymPy -----------------------------------------------------------------------------------
def _term(e: Any) -> Term:
    if isinstance(e, sympy.Rational) and e.is_finite:
        return number(Fraction(int(e.p), int(e.q)))
    if isinstance(e, sympy.Symbol) and _NAME.fullmatch(e.name):
        return symbol(e.name)
    for value, name in ((sympy.pi, "pi"), (sympy.E, "E"), (sympy.true, "true")):
        if e is value:
            return call(name)
    if e is sympy.false:
        return call("not", call("true"))
    if isinstance(e, sympy.Add):
        return _sum([_term(arg) for arg in e.as_ordered_terms()])
    if isinstance(e, sympy.Mul):
        return _product(e.as_ordered_factors())
    if isinstance(e, sympy.Pow) and _is_inverse(e):
        return _term(sympy.Pow(e.base, -e.exp)) ** -1
    if isinstance(e, sympy.Derivative):
        return _nested(e)
    if isinstance(e, sympy.Piecewise):
        return Term("Piecewise", tuple(call("case", _term(c.expr), _term(c.cond)) for c in e.args))
    head = _head(e)
    if head is None:
        raise ValueError(f"expected what the grammar has a word for, found {type(e).__name__} {str(e)[:60]}")
    return Term(head, tuple(_term(arg) for arg in (e.args[:1] if head == "Heaviside" else e.args)))


def _head(e: Any) -> str | None:
    """The head of a SymPy function, power, relation or connective with a word in the grammar."""
    function = getattr(e, "func", None)
    if isinstance(e, AppliedUndef):
        return e.func.__name__ if _NAME.fullmatch(e.func.__name__) and e.func.__name__ not in _BUILD else None
    if function is sympy.Heaviside and e.args[1] != sympy.Rational(1, 2):
        return None
    if function is sympy.LambertW and len(e.args) > 1:
        return None
    logic = {sympy.Pow: "pow", sympy.And: "and", sympy.Or: "or", sympy.Not: "not"}
    return logic.get(function) or _HEADS.get(function) or _KNOWN.get(function)


def _is_inverse(e: Any) -> bool:
    return bool(isinstance(e, sympy.Pow) and e.exp.is_Rational and e.exp < 0)


def _product(factors: list[Any]) -> Term:
    """A product, what is divided by at its end."""
    return Term("mul", tuple(_term(factor) for factor in sorted(factors, key=_is_inverse)))


def _sum(terms: list[Term]) -> Term:
    return Term("add", (terms[0], *(_subtracted(term) for term in terms[1:])))


def _subtracted(term: Term) -> Term:
    """A term of a sum; one with a negative number in front becomes the negative of the rest."""
    if term.head != "mul" or not term.args[0].is_number() or term.args[0].number > 0:
        return term
    first, rest = -term.args[0], term.args[1:]
    if first == number(1):
        return -(rest[0] if len(rest) == 1 else Term("mul", rest))
    return -Term("mul", (first, *rest))


def _nested(e: Any) -> Term:
    term = _term(e.expr)
    for variable, order in e.variable_count:
        if not isinstance(variable, sympy.Symbol) or not isinstance(order, sympy.Integer):
            raise ValueError(f"expected a derivative by symbols, found {str(e)[:60]}")
        term = derivative(term, _term(variable), int(order))
    return term
