"""Tidying: the small rewritings that everyone does without naming them.

Zeros and ones go, numbers are multiplied out, equal factors and summands are collected, and factors
stand in the order in which one writes them. Nothing here is trusted; each result is one side of a
statement that is proved.

>>> from derive.language.term import call, symbol
>>> x = symbol("x")
>>> str(tidy(-(call("exp", -x) * (-1)) * (1 + x) ** -1 * (1 + x) ** -1 + 0))
'exp(-x)/(1 + x)**2'
>>> str(tidy((1 + call("exp", x) + 2 * x * call("exp", x)) / number(2)))
'(1 + exp(x))/2 + x*exp(x)'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from derive.language.roots import is_root, root_factors, whole_root
from derive.language.term import Term, call, number, symbol

ONE, ZERO, MINUS_ONE = number(1), number(0), number(-1)
X = symbol("x")  # stands behind the other letters of a product: a x, not x a
MAX_EXPONENT = 64
MAX_PASSES = 8
REMEMBERED = 20_000  # terms: the second pass meets what the first one made, and a derivative its function
KNOWN_VALUES: Mapping[Term, Term] = {
    call("log", ONE): ZERO, call("log", call("E")): ONE, call("exp", ZERO): ONE, call("cos", ZERO): ONE,
    call("cosh", ZERO): ONE, call("sech", ZERO): ONE, call("erfc", ZERO): ONE, call("Abs", ZERO): ZERO,
    **{call(head, ZERO): ZERO for head in (
        "erf", "sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "LambertW", "sign")},
}  # fmt: skip
POLYNOMIAL = frozenset(("number", "symbol", "add", "mul", "pow"))
INVERSES = {("exp", "log"), ("log", "exp")}


@lru_cache(REMEMBERED)
def tidy(term: Term) -> Term:
    """A term with the obvious done, equal to the given one wherever that has a value.

    The result may have a value at further points (x/x becomes 1): that is left to the proof.
    """
    for _ in range(MAX_PASSES):
        before, term = term, _pass(term)
        if term == before:
            break
    return term


@lru_cache(REMEMBERED)
def _pass(term: Term) -> Term:
    if not term.args:
        return term
    args = tuple([_pass(arg) if arg.args else arg for arg in term.args])
    if term.head == "add":
        return _sum(args)
    if term.head == "mul":
        return _product(args)
    if term.head == "pow":
        return _power(args[0], args[1])
    if len(args) == 1 and (term.head, args[0].head) in INVERSES:
        return args[0].args[0]
    term = term if args == term.args else Term(term.head, args, term.value)
    return KNOWN_VALUES.get(term, term)


# -- sums --------------------------------------------------------------------------------------------


def _sum(args: tuple[Term, ...]) -> Term:
    constant = Fraction(0)
    place: int | None = None
    parts: dict[Term, Fraction] = {}
    for arg in args:
        for part in arg.args if arg.head == "add" else (arg,):
            if part.is_number():
                constant += part.number
                place = len(parts) if place is None else place
                continue
            factor, rest = _coefficient(part)
            parts[rest] = parts.get(rest, Fraction(0)) + factor
    summands = [(factor, rest) for rest, factor in parts.items() if factor]
    if constant:
        kept = sum(1 for factor in list(parts.values())[: place or 0] if factor)
        summands.insert(kept, (constant, ONE))
    return sum_of(summands)


def sum_of(summands: list[tuple[Fraction, Term]]) -> Term:
    """A sum of multiples, a positive one in front where there is one: 1 - x rather than -x + 1."""
    if not summands:
        return ZERO
    first = next((i for i, (factor, _) in enumerate(summands) if factor > 0), 0)
    summands = [summands[first], *summands[:first], *summands[first + 1 :]]
    if len(summands) == 1:
        return multiple(*summands[0])
    return call("add", multiple(*summands[0]), *(scaled(*summand) for summand in summands[1:]))


def _coefficient(part: Term) -> tuple[Fraction, Term]:
    """A summand as a number times the rest."""
    factor, rest = parted(part)
    return factor, fraction(Fraction(1), rest)


def scaled(factor: Fraction, rest: Term) -> Term:
    """A number times a term as a further summand is written: a - 2 x rather than a + (-2 x)."""
    if factor < 0 and rest != ONE:
        return -scaled(-factor, rest)
    return multiple(factor, rest)


def multiple(factor: Fraction, rest: Term) -> Term:
    """A number times a term: -2 x, u/2 rather than 1/2 u."""
    if factor == 1:
        return rest
    inner, factors = parted(rest)
    return fraction(factor * inner, factors)


# -- products ----------------------------------------------------------------------------------------


def _product(args: tuple[Term, ...]) -> Term:
    coefficient, powers = _collected(args)
    if coefficient == 0:
        return ZERO
    surds: list[tuple[Term, Fraction]] = []
    others: list[tuple[Term, Fraction]] = []
    for base, exponent in powers.items():
        (surds if is_root(base, exponent) else others).append((base, exponent))
    coefficient, factors = root_factors(coefficient, surds)
    for base, exponent in others:
        number_, parts = parted(_power(base, number(exponent)))
        coefficient *= number_
        factors += parts
    if len(factors) == 1 and factors[0].head == "add":
        return _into_sum(coefficient, factors[0])
    return fraction(coefficient, sorted(factors, key=_rank))


def parted(term: Term) -> tuple[Fraction, list[Term]]:
    """A term as a number and factors that are neither numbers nor products nor whole powers of products."""
    coefficient, found = Fraction(1), []
    for f in factors_of(term.args) if term.head == "mul" else [term]:
        whole = f.head == "pow" and f.args[1].is_number() and f.args[1].number.denominator == 1
        if f.is_number():
            coefficient *= f.number
        elif whole and (f.args[0].head == "mul" or (f.args[0].is_number() and f.args[0].number)):
            n = f.args[1].number.numerator
            inner, parts = parted(f.args[0])
            if inner == 0 or abs(n) > MAX_EXPONENT:
                found.append(f)
                continue
            coefficient *= inner**n
            found += [_power(part, number(n)) for part in parts]
        else:
            found.append(f)
    return coefficient, found


def fraction(coefficient: Fraction, factors: Sequence[Term]) -> Term:
    """A number times factors, with what is divided by under one bar: 3 u/(2 v), u/2, but 3/2 u."""
    below = [f.args[0] for f in factors if f.head == "pow" and f.args[1] == MINUS_ONE]
    above = [f for f in factors if not (f.head == "pow" and f.args[1] == MINUS_ONE)]
    if coefficient == 0:
        return ZERO
    p, q = coefficient.numerator, coefficient.denominator
    if q > 1 and (below or (abs(p) == 1 and above)):
        below, coefficient = [number(q), *below], Fraction(p)
    if below:
        above.append(call("pow", _row(below), MINUS_ONE))
    if coefficient != 1:
        above.insert(0, number(coefficient))
    return _row(above)


def _row(factors: Sequence[Term]) -> Term:
    return ONE if not factors else factors[0] if len(factors) == 1 else call("mul", *factors)


def factors_of(args: tuple[Term, ...]) -> list[Term]:
    """The factors of a product, products inside it taken apart."""
    found: list[Term] = []
    for arg in args:
        found += factors_of(arg.args) if arg.head == "mul" else [arg]
    return found


def _collected(args: tuple[Term, ...]) -> tuple[Fraction, dict[Term, Fraction]]:
    """The number in front of a product, and the exponents of its bases."""
    powers: dict[Term, Fraction] = {}
    coefficient, factors = parted(call("mul", *args))
    for part in factors:
        base, exponent = _base(part)
        powers[base] = powers.get(base, Fraction(0)) + exponent
    return coefficient, {base: exponent for base, exponent in powers.items() if exponent}


def _base(part: Term) -> tuple[Term, Fraction]:
    """A factor as a base with a rational exponent; a power of a power with a whole exponent is one."""
    exponent = Fraction(1)
    while part.head == "pow" and part.args[1].is_number() and exponent.denominator == 1:
        exponent *= part.args[1].number
        part = part.args[0]
    if part.head == "exp" and exponent.denominator == 1:
        factor, rest = _coefficient(part.args[0])
        if factor.denominator == 1 and rest != ONE:
            return call("exp", rest), exponent * factor
    return part, exponent


def _rank(factor: Term) -> int:
    """The place of a factor: constants, letters, x, polynomials, functions, and last what is divided by."""
    base = factor.args[0] if factor.head == "pow" else factor
    if factor.head == "pow" and factor.args[1].is_number() and factor.args[1].number < 0:
        return 6
    if not factor.symbols():
        return 1
    if base.is_symbol() and (factor == base or factor.args[1].is_number()):
        return 3 if base == X else 2
    return 4 if factor.heads() <= POLYNOMIAL else 5


def _into_sum(coefficient: Fraction, total: Term) -> Term:
    """A number times a sum; summands that it makes whole stand by themselves: (1 + u)/2 + v."""
    if coefficient == 1:
        return total
    summands = [_coefficient(part) for part in total.args]
    if coefficient == -1:
        return sum_of([(-factor, rest) for factor, rest in summands])
    whole = [(coefficient * factor).denominator == 1 for factor, _ in summands]
    fractions = coefficient.denominator > 1 or any(factor.denominator > 1 for factor, _ in summands)
    if not fractions or not any(whole) or (coefficient.denominator == 1 and not all(whole)):
        return multiple(coefficient, total)
    out: list[tuple[Fraction, Term]] = []
    kept = [summand for summand, alone in zip(summands, whole, strict=True) if not alone]
    for summand, alone in zip(summands, whole, strict=True):
        if alone:
            out.append((coefficient * summand[0], summand[1]))
        elif summand is kept[0]:
            out.append(_coefficient(multiple(coefficient, sum_of(kept))))
    return sum_of(out)


# -- powers ------------------------------------------------------------------------------------------


def _power(base: Term, exponent: Term) -> Term:
    if not exponent.is_number():
        return call("pow", base, exponent)
    q = exponent.number
    if q.denominator == 1:
        base, inner = _base(base)
        q *= inner
    if q == 1:
        return base
    if q == 0 or base == ONE:
        return ONE
    if base.head == "exp" and q.denominator == 1:
        return call("exp", _product((number(q), base.args[0])))
    exact = _number_power(base, q)
    if exact is not None:
        return exact
    if base.head == "mul" and q.denominator == 1:
        return _product(tuple(_power(factor, number(q)) for factor in base.args))
    if is_root(base, q):
        coefficient, factors = root_factors(Fraction(1), [(base, q)])
        return multiple(coefficient, _row(factors))
    if q < 0 and q != -1:  # u/v**2, as one writes it
        return call("pow", call("pow", base, -q), -1)
    return call("pow", base, q)


def _number_power(base: Term, q: Fraction) -> Term | None:
    """A power of a number that is a number."""
    if not base.is_number() or abs(q) > MAX_EXPONENT or (base.number == 0 and q < 0):
        return None
    if base.number == 0:
        return ZERO
    root = whole_root(base.number, q.denominator)
    return None if root is None else number(root**q.numerator)
