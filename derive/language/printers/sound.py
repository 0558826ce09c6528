"""Forms that compute well: the same function, without overflow and without lost digits.

>>> from derive.language.grammar import parse
>>> print(sound(parse("exp(-x)/(1 + exp(-x))**2")))
logistic(-x)*logistic(x)
>>> print(sound(parse("1 - exp(-x)")))
-expm1(-x)

Besides the heads of the grammar the result may have ``logistic(u)`` = 1/(1 + exp(-u)), ``expm1``, ``log1p``
and ``logaddexp(u, v)`` = log(exp u + exp v), each of which the targets have as one function or write out.
Every rule is an identity of real functions. Source: N. J. Higham, Accuracy and Stability of Numerical
Algorithms (SIAM 2002), section 1.14; for sums of exponentials P. Blanchard, D. J. Higham and N. J. Higham,
doi:10.1093/imanum/draa038.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from derive.language.records import Definition
from derive.language.term import Term, call, number, symbol

MINUS, ONE, TWO, HALF = number(-1), number(1), number(2), number(Fraction(1, 2))
OVERFLOWING = ("exp", "sinh", "cosh")


def sound(term: Term) -> Term:
    """The term in a form that computes well."""
    if not term.args or not term.symbols():  # a constant is worked out once, as it stands
        return term
    args = tuple(map(sound, term.args))
    rule = _RULES.get(term.head)
    return rule(args) if rule else Term(term.head, args, term.value)


def closed(term: Term, definitions: Iterable[Definition]) -> Term:
    """The term with every function that is defined written out."""
    return _closed(term, {d.name: d for d in definitions})


def hazards(term: Term) -> tuple[int, int]:
    """How much in a term may overflow, and how long it is: of two forms the lower one computes better."""
    parts = list(term.walk())
    return sum(part.head in OVERFLOWING for part in parts), len(parts)


def _closed(term: Term, definitions: Mapping[str, Definition]) -> Term:
    args = tuple(_closed(arg, definitions) for arg in term.args)
    known = definitions.get(term.head)
    if known is None:
        return Term(term.head, args, term.value)
    body = _closed(known.body, definitions)
    return body.replace(dict(zip(map(symbol, known.args), args, strict=True)))


def negative(term: Term) -> Term:
    """The negative of a term, without a second minus."""
    if term.is_number():
        return -term
    if term.head == "mul" and term.args[0].is_number():
        first, rest = -term.args[0].number, term.args[1:]
        return _product([*([number(first)] if first != 1 else []), *rest])
    if term.head == "mul" and term.args[0].head == "mul":
        return _product([negative(term.args[0]), *term.args[1:]])
    return -term


def _product(factors: Sequence[Term]) -> Term:
    if len(factors) == 1:
        return factors[0]
    return Term("mul", tuple(factors)) if factors else ONE


def _split(term: Term) -> tuple[Fraction, Term]:
    """A term as a number times the rest."""
    if term.is_number():
        return term.number, ONE
    if term.head == "mul" and term.args[0].is_number():
        return term.args[0].number, _product(term.args[1:])
    return Fraction(1), term


# -- sums --------------------------------------------------------------------------------------------


def _add(args: Sequence[Term]) -> Term:
    """1 with exp, erf, tanh or a logistic of the same size: one function that loses no digits."""
    parts = [inner for arg in args for inner in (arg.args if arg.head == "add" else (arg,))]
    for place, part in enumerate(parts):
        size, core = _split(part)
        one = next((i for i, p in enumerate(parts) if p.is_number() and abs(p.number) == abs(size)), None)
        if one is None or one == place:
            continue
        better = _with_one(core, (parts[one].number / size))
        if better is not None:
            rest = [p for i, p in enumerate(parts) if i not in {place, one}]
            scaled = better if size == 1 else _mul((number(size), better))
            return _add([*rest[:place], scaled, *rest[place:]]) if rest else scaled
    return Term("add", tuple(parts))


def _with_one(core: Term, one: Fraction) -> Term | None:
    """``core + one``, one being 1 or -1, as a function that loses no digits."""
    inner = core.args[0] if core.args else core
    if core.head == "exp" and one == -1:
        return call("expm1", inner)
    if core.head == "expm1" and one == 1:
        return call("exp", inner)
    if core.head == "erf":
        return call("erfc", negative(inner)) if one == 1 else negative(call("erfc", inner))
    if core.head == "tanh":
        twice = _doubled(inner if one == 1 else negative(inner))
        return _mul((TWO if one == 1 else -TWO, call("logistic", twice)))
    if core.head == "logistic" and one == -1:
        return negative(call("logistic", negative(inner)))
    if core.head == "pow" and core.args[1] == TWO and core.args[0].head == "tanh" and one == -1:
        return negative(call("cosh", core.args[0].args[0]) ** -2)
    return None


def _doubled(term: Term) -> Term:
    size, core = _split(term)
    return core if size == Fraction(1, 2) else _mul((number(2 * size), core))


# -- products and powers -----------------------------------------------------------------------------


def _mul(args: Sequence[Term]) -> Term:
    """Factors in a row: exponentials joined, exp(u) beside 1/(1 + exp(u)) as a logistic, numbers first."""
    factors = [inner for arg in args for inner in (arg.args if arg.head == "mul" else (arg,))]
    for place, factor in enumerate(factors):
        for other, (base, count) in enumerate(map(_logistic_power, factors)):
            if base is None or other == place:
                continue
            turned = _turned(factor, base)
            if turned is not None:
                left = [_power(call("logistic", base), Fraction(count - 1))] if count > 1 else []
                rest = [f for i, f in enumerate(factors) if i not in {place, other}]
                return _mul([*rest, turned, *left])
    factors = [number(1 / f.args[0].number) if _is_inverse(f) else f for f in _joined(factors)]
    size = Fraction(1)
    for factor in factors:
        size *= factor.number if factor.is_number() else 1
    rest = [factor for factor in factors if not factor.is_number()]
    return _product([*([number(size)] if size != 1 or not rest else []), *rest])


def _is_inverse(term: Term) -> bool:
    """Whether a term is 1/n as it stands in a formula."""
    return (
        term.head == "pow" and term.args[1] == MINUS and term.args[0].is_number() and term.args[0].number != 0
    )


def _joined(factors: Sequence[Term]) -> list[Term]:
    """The factors with their exponentials as one: exp(u) exp(v) = exp(u + v), which overflows later."""
    powers = [factor.args[0] for factor in factors if factor.head == "exp"]
    if len(powers) < 2:
        return list(factors)
    first = next(i for i, factor in enumerate(factors) if factor.head == "exp")
    rest: list[Term] = [factor for factor in factors if factor.head != "exp"]
    total = _add(powers)
    return [*rest[:first], *([] if total == number(0) else [call("exp", total)]), *rest[first:]]


def _turned(factor: Term, base: Term) -> Term | None:
    """``factor * logistic(base)`` without the exponential of -base that the factor holds; else None."""
    if factor.head == "exp":
        return call("logistic", factor.args[0]) if factor.args[0] == negative(base) else None
    if factor.head == "add" and any(_holds_exp(part, negative(base)) for part in factor.args):
        return _paired([_mul((part, call("logistic", base))) for part in factor.args])
    return None


def _holds_exp(part: Term, u: Term) -> bool:
    return any(factor == call("exp", u) for factor in (part.args if part.head == "mul" else (part,)))


def _paired(parts: Sequence[Term]) -> Term:
    """A sum in which logistic(u) and logistic(-u) with the same factor add up to that factor."""
    left = list(parts)
    for i, part in enumerate(left):
        for factor in part.args if part.head == "mul" else (part,):
            if factor.head != "logistic":
                continue
            mirrored = part.replace({factor: call("logistic", negative(factor.args[0]))})
            if mirrored in left[i + 1 :]:
                left.remove(mirrored)
                left[i] = part.replace({factor: ONE}) if part.head == "mul" else ONE
                left[i] = _mul(left[i].args) if left[i].head == "mul" else left[i]
                return _paired(left)
    return left[0] if len(left) == 1 else _add(left)


def _logistic_power(term: Term) -> tuple[Term | None, int]:
    """The u and the n of logistic(u)^n."""
    if term.head == "logistic":
        return term.args[0], 1
    if term.head == "pow" and term.args[0].head == "logistic" and term.args[1].is_number():
        exponent = term.args[1].number
        return (term.args[0].args[0], int(exponent)) if exponent.denominator == 1 else (None, 0)
    return None, 0


def _pow(args: Sequence[Term]) -> Term:
    base, exponent = args
    if base == call("E"):
        return call("exp", exponent)
    if base.head == "pow":
        inner = base.args[1]
        if inner == TWO and exponent == HALF:
            return call("Abs", base.args[0])
        if _is_whole(inner) and _is_whole(exponent):
            return _pow((base.args[0], number(inner.number * exponent.number)))
    if base.is_number() and base.number != 0 and _is_whole(exponent) and exponent.number < 0:
        return number(base.number**exponent.number.numerator)
    if base.head == "mul" and _is_whole(exponent) and exponent.number < 0:
        return _mul([_pow((factor, exponent)) for factor in base.args])
    if _is_whole(exponent) and exponent.number < 0:
        u = _one_and_exp(base)
        if u is not None:
            return _power(call("logistic", negative(u)), -exponent.number)
    return Term("pow", (base, exponent))


def _is_whole(term: Term) -> bool:
    return term.is_number() and term.number.denominator == 1


def _power(base: Term, exponent: Fraction) -> Term:
    return base if exponent == 1 else base ** number(exponent)


def _one_and_exp(term: Term) -> Term | None:
    """The u of 1 + exp(u)."""
    if term.head == "add" and len(term.args) == 2 and ONE in term.args:
        other = term.args[1] if term.args[0] == ONE else term.args[0]
        return other.args[0] if other.head == "exp" else None
    return None


# -- logarithms --------------------------------------------------------------------------------------


def _log(args: Sequence[Term]) -> Term:
    (inner,) = args
    if inner.head == "logistic":
        return negative(call("logaddexp", number(0), negative(inner.args[0])))
    if inner.head == "cosh":
        u = inner.args[0]
        return call("logaddexp", u, negative(u)) - call("log", TWO)
    if inner.head != "add":
        return call("log", inner)
    exponents = [_exponent(part) for part in inner.args]
    known = [exponent for exponent in exponents if exponent is not None]
    if len(known) == len(exponents):
        total = known[0]
        for exponent in known[1:]:
            total = call("logaddexp", total, exponent)
        return total
    if ONE in inner.args:
        rest = list(inner.args)
        rest.remove(ONE)
        return call("log1p", rest[0] if len(rest) == 1 else _add(rest))
    return call("log", inner)


def _exponent(part: Term) -> Term | None:
    """The u of a summand exp(u), or log n of a positive number n."""
    if part.head == "exp":
        return part.args[0]
    if part.is_number() and part.number > 0:
        return number(0) if part == ONE else call("log", part)
    return None


_RULES: Mapping[str, Callable[[Sequence[Term]], Term]] = MappingProxyType(
    {"add": _add, "mul": _mul, "pow": _pow, "log": _log}
)
