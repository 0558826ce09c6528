"""Tidying: the small rewritings that everyone does without naming them.

Zeros and ones go, numbers are multiplied out, equal factors and summands are collected. Nothing here
is trusted; each result is one side of a statement that is proved.

>>> from derive.language.term import call, symbol
>>> x = symbol("x")
>>> str(tidy(-(call("exp", -x) * (-1)) * (1 + x) ** -1 * (1 + x) ** -1 + 0))
'exp(-x)/(1 + x)**2'
"""

from __future__ import annotations

from fractions import Fraction

from derive.language.term import Term, call, number

ONE, ZERO = number(1), number(0)
MAX_EXPONENT = 64
AT_ZERO = {"exp": ONE, "erf": ZERO, "sin": ZERO, "cos": ONE, "atan": ZERO, "asin": ZERO, "asinh": ZERO}


def tidy(term: Term) -> Term:
    """An equal term with the obvious done; what is left undefined by it is left to the proof."""
    args = tuple(tidy(arg) for arg in term.args)
    if term.head == "add":
        return _sum(args)
    if term.head == "mul":
        return _product(args)
    if term.head == "pow":
        return _power(args[0], args[1])
    if term.head in AT_ZERO and args == (ZERO,):
        return AT_ZERO[term.head]
    if term.head == "log" and args == (ONE,):
        return ZERO
    return Term(term.head, args, term.value)


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
    summands = [scaled(factor, rest) for rest, factor in parts.items() if factor]
    if constant:
        kept = sum(1 for factor in list(parts.values())[: place or 0] if factor)
        summands.insert(kept, number(constant))
    return ZERO if not summands else summands[0] if len(summands) == 1 else call("add", *summands)


def _coefficient(part: Term) -> tuple[Fraction, Term]:
    """A summand as a number times the rest."""
    factor = Fraction(1)
    while part.head == "mul" and part.args[0].is_number():
        factor *= part.args[0].number
        rest = part.args[1:]
        part = rest[0] if len(rest) == 1 else call("mul", *rest)
    return factor, part


def scaled(factor: Fraction, rest: Term) -> Term:
    """A number times a term as a summand is written: a - 2 x rather than a + (-2 x)."""
    if factor < 0:
        return -scaled(-factor, rest)
    if factor == 1:
        return rest
    return call("mul", factor, *(rest.args if rest.head == "mul" else (rest,)))


def _product(args: tuple[Term, ...]) -> Term:
    coefficient = Fraction(1)
    powers: dict[Term, Fraction] = {}
    for part in _factors(args):
        if part.is_number():
            coefficient *= part.number
            continue
        base, exponent = _base(part)
        powers[base] = powers.get(base, Fraction(0)) + exponent
    if coefficient == 0:
        return ZERO
    factors: list[Term] = []
    for base, exponent in powers.items():
        power = _power(base, number(exponent))
        if power.is_number():
            coefficient *= power.number
        elif power.head == "mul":
            inner = _factors((power,))
            for p in inner:
                coefficient *= p.number if p.is_number() else 1
            factors += [p for p in inner if not p.is_number()]
        else:
            factors.append(power)
    if len(factors) == 1 and coefficient == -1 and factors[0].head == "add":
        return call("add", *(_product((number(-1), part)) for part in factors[0].args))
    if not factors:
        return number(coefficient)
    factors.sort(key=lambda f: f.head == "pow" and f.args[1] == number(-1))
    if coefficient.numerator in (1, -1) and coefficient.denominator > 1:  # u/2 rather than 1/2 u
        factors.append(call("pow", coefficient.denominator, -1))
        coefficient = Fraction(coefficient.numerator)
    if coefficient != 1:
        factors.insert(0, number(coefficient))
    return factors[0] if len(factors) == 1 else call("mul", *factors)


def _factors(args: tuple[Term, ...]) -> list[Term]:
    """The factors of a product, products inside it taken apart."""
    found: list[Term] = []
    for arg in args:
        found += _factors(arg.args) if arg.head == "mul" else [arg]
    return found


def _base(part: Term) -> tuple[Term, Fraction]:
    """A factor as a base with a rational exponent; a power of a power with a whole exponent is one."""
    exponent = Fraction(1)
    while part.head == "pow" and part.args[1].is_number() and exponent.denominator == 1:
        exponent *= part.args[1].number
        part = part.args[0]
    return part, exponent


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
    if base.is_number() and q.denominator == 1 and abs(q) <= MAX_EXPONENT and (base.number or q > 0):
        return number(base.number**q.numerator)
    if base.head == "mul" and q.denominator == 1:
        return _product(tuple(_power(factor, number(q)) for factor in base.args))
    if q < 0 and q != -1:  # u/v**2, as one writes it
        return call("pow", call("pow", base, -q), -1)
    return call("pow", base, q)
