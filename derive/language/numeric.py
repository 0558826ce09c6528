"""Numbers for a term: its values at many points, in double precision, for figures and for tests.

No value found here decides anything; what is proved is proved in `derive.proof`.

>>> from derive.language.term import call, number, symbol
>>> x = symbol("x")
>>> evaluate(1 / (1 + call("exp", -x)), {"x": [-800.0, 0.0, 800.0]})
array([0. , 0.5, 1. ])

The tree is walked; no code is made and no text is evaluated. A point where a term has no real value
gives nan. Forms that lose digits or overflow are read as the function that does not: log(1 + exp(u))
as the logarithm of a sum of exponentials, exp(u) - 1 as expm1, 1 + erf(u) as erfc(-u), 1 + tanh(u) as
twice a sigmoid (N. J. Higham, Accuracy and Stability of Numerical Algorithms, SIAM 2002, section 1.14).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derive.language.records import Definition
from derive.language.term import Term, call, number

Values = NDArray[np.float64]
Truths = NDArray[np.bool_]


class NumericError(ValueError):
    """A term that has no numerical value here: an unknown symbol or function, a derivative."""


def evaluate(term: Term, values: Mapping[str, ArrayLike], definitions: Iterable[Definition] = ()) -> Values:
    """The values of a term, an array of the common shape of ``values`` (symbol -> numbers).

    Raises NumericError for a symbol without a value, a function without a definition, and for a
    derivative (evaluate the derivative's own formula instead). Undefined points give nan, and so do points
    where the arithmetic of the formula as written leaves the range of doubles (oo/oo).
    """
    evaluator = _evaluator(values, definitions)
    with np.errstate(all="ignore"):
        return np.array(np.broadcast_to(evaluator.real(term), evaluator.shape), dtype=np.float64)


def holds(condition: Term, values: Mapping[str, ArrayLike], definitions: Iterable[Definition] = ()) -> Truths:
    """Where a relation or a connective of relations is true, point by point, in double precision."""
    evaluator = _evaluator(values, definitions)
    with np.errstate(all="ignore"):
        return np.array(np.broadcast_to(evaluator.truth(condition), evaluator.shape), dtype=np.bool_)


def _evaluator(values: Mapping[str, ArrayLike], definitions: Iterable[Definition]) -> _Evaluator:
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    shape = np.broadcast_shapes(*(a.shape for a in arrays.values()))
    return _Evaluator(arrays, {d.name: d for d in definitions}, shape)


class _Evaluator:
    """One walk over a term: the values of its symbols, and the definitions of its functions."""

    def __init__(
        self, values: Mapping[str, Values], definitions: Mapping[str, Definition], shape: tuple[int, ...]
    ) -> None:
        self.values = values
        self.definitions = definitions
        self.shape = shape

    def real(self, term: Term) -> Values:
        head, args = term.head, term.args
        if head == "number":
            return np.asarray(_float(term.number))
        if head == "symbol":
            return self._symbol(term.name)
        if head in self.definitions:
            return self._defined(self.definitions[head], args)
        if head in _FORMS:
            return _FORMS[head](self, args)
        if head in _PLAIN:
            return cast("Values", _PLAIN[head](*(self.real(arg) for arg in args)))
        raise NumericError(f"expected a function with numerical values, found {head!r}")

    def _symbol(self, name: str) -> Values:
        if name not in self.values:
            known = ", ".join(sorted(self.values)) or "none"
            raise NumericError(f"expected a value for every symbol, found none for {name!r} (given: {known})")
        return self.values[name]

    def _defined(self, definition: Definition, args: Sequence[Term]) -> Values:
        if len(args) != len(definition.args):
            raise NumericError(
                f"expected {len(definition.args)} arguments of {definition.name}, found {len(args)}"
            )
        inner = dict(zip(definition.args, map(self.real, args), strict=True))
        return _Evaluator(inner, self.definitions, self.shape).real(definition.body)

    def truth(self, condition: Term) -> Truths:
        head, args = condition.head, condition.args
        if head in _RELATIONS:
            left, right = (self.real(arg) for arg in args)
            return cast("Truths", _RELATIONS[head](left, right))
        if head == "true":
            return np.asarray(True)
        if head == "not":
            return ~self.truth(args[0])
        if head in {"and", "or"}:
            join = np.logical_and if head == "and" else np.logical_or
            return cast("Truths", join.reduce(np.broadcast_arrays(*(self.truth(a) for a in args))))
        raise NumericError(f"expected a relation, found {head!r}")

    # -- forms that look at their arguments before they evaluate them ------------------------------
    def add(self, args: Sequence[Term]) -> Values:
        rest = list(args)
        total: Values = np.asarray(0.0)
        for one, head, better in _SUMS_WITH_ONE:
            part = next((arg for arg in rest if _plainly(arg).head == head), None)
            one = one if part is None or part.head == head else -one  # 1 - exp(u) is minus exp(u) - 1
            if part is not None and number(one) in rest:
                rest.remove(part)
                rest.remove(number(one))
                sign = 1 if part.head == head else -1
                total = total + sign * better(self.real(_plainly(part).args[0]))
        for arg in rest:
            total = total + self.real(arg)
        return total

    def mul(self, args: Sequence[Term]) -> Values:
        product: Values = np.asarray(1.0)
        for arg in args:
            product = product * self.real(arg)
        return product

    def pow(self, args: Sequence[Term]) -> Values:
        base, exponent = args
        if base == call("E"):
            return cast("Values", np.exp(self.real(exponent)))
        if exponent == number(Fraction(1, 2)):
            return cast("Values", np.sqrt(self.real(base)))
        return cast("Values", np.power(self.real(base), self.real(exponent)))

    def log(self, args: Sequence[Term]) -> Values:
        parts = args[0].args if args[0].head == "add" else ()
        exponents = [self._exponent(part) for part in parts]
        if parts and all(e is not None for e in exponents):
            total = cast("Values", exponents[0])
            for exponent in exponents[1:]:
                total = np.logaddexp(total, cast("Values", exponent))
            return total
        if number(1) in parts:
            rest = list(parts)
            rest.remove(number(1))
            return cast("Values", np.log1p(self.add(rest)))
        return cast("Values", np.log(self.real(args[0])))

    def _exponent(self, part: Term) -> Values | None:
        """The u of a summand exp(u), or of a positive number exp(log n); else None."""
        if part.head == "exp":
            return self.real(part.args[0])
        if part.is_number() and part.number > 0:
            return np.asarray(math.log(part.number))
        return None

    def piecewise(self, args: Sequence[Term]) -> Values:
        result: Values = np.full(self.shape, np.nan)
        open_ = np.full(self.shape, True)
        for case in args:
            value, condition = case.args
            here = open_ & self.truth(condition)
            result = np.where(here, self.real(value), result)
            open_ &= ~here
        return result


def _float(q: Fraction) -> float:
    """The nearest double; beyond the largest one, an infinity of the same sign."""
    try:
        return float(q)
    except OverflowError:
        return math.inf if q > 0 else -math.inf


def _plainly(term: Term) -> Term:
    """The term without its minus."""
    if term.head == "mul" and len(term.args) == 2 and term.args[0] == number(-1):
        return term.args[1]
    return term


def _one_and_tanh(u: Values) -> Values:
    return cast("Values", 2 * np.exp(-np.logaddexp(0, -2 * u)))


def _expm1(u: Values) -> Values:
    return cast("Values", np.expm1(u))


def _erfc_reflected(u: Values) -> Values:
    return _erfc(-u)


def _pointwise(function: Callable[[float], float]) -> Callable[[Values], Values]:
    """A function of the math module at every point of an array."""
    each = np.frompyfunc(function, 1, 1)
    return lambda u: np.asarray(each(u), dtype=np.float64)


def _heaviside(u: Values) -> Values:
    return np.heaviside(u, 0.5)


def _fold(function: np.ufunc) -> Callable[..., Values]:
    return lambda *parts: cast("Values", function.reduce(np.broadcast_arrays(*parts)))


def _lambert_w(u: Values) -> Values:
    """The principal branch on [-1/e, oo) (Corless et al., 1996, doi:10.1007/BF02124750)."""
    import mpmath

    return _pointwise(lambda v: float(mpmath.lambertw(v)) if v >= -math.exp(-1) else math.nan)(u)


def _polylog(s: Values, z: Values) -> Values:
    """Li_s(z) for z < 1, where it is real (DLMF 25.12)."""
    import mpmath

    each = np.frompyfunc(lambda a, b: float(mpmath.polylog(a, b).real) if b < 1 else math.nan, 2, 1)
    return np.asarray(each(s, z), dtype=np.float64)


# c + head(u), and c·(-1) - head(u), as one function of u that loses no digits.
_SUMS_WITH_ONE = ((-1, "exp", _expm1), (1, "erf", _erfc_reflected), (1, "tanh", _one_and_tanh))
_erf, _erfc = _pointwise(math.erf), _pointwise(math.erfc)

_PLAIN: Mapping[str, Callable[..., Any]] = MappingProxyType({
    "exp": np.exp, "sqrt": np.sqrt, "Abs": np.abs, "sign": np.sign, "Heaviside": _heaviside,
    "Max": _fold(np.maximum), "Min": _fold(np.minimum), "erf": _erf, "erfc": _erfc, "sin": np.sin,
    "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "asinh": np.arcsinh, "atanh": np.arctanh, "sech": lambda u: 1 / np.cosh(u),
    "LambertW": _lambert_w, "polylog": _polylog, "pi": lambda: np.asarray(math.pi),
    "E": lambda: np.asarray(math.e),
})  # fmt: skip

_FORMS: Mapping[str, Callable[[_Evaluator, Sequence[Term]], Values]] = MappingProxyType({
    "add": _Evaluator.add, "mul": _Evaluator.mul, "pow": _Evaluator.pow, "log": _Evaluator.log,
    "Piecewise": _Evaluator.piecewise,
})  # fmt: skip

_RELATIONS: Mapping[str, Callable[[Values, Values], Any]] = MappingProxyType({
    "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater,
    "ge": np.greater_equal,
})  # fmt: skip
