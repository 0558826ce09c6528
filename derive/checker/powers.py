"""Powers whose exponent is no plain number.

With a symbol in the exponent u^v is exp(v log u), and u has to be positive. An exponent without symbols has
one value, which counts: x^(π/π) is x. Where that value is no whole number, a negative number has no power,
and the power of 0 is 0, or none where the exponent is negative.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from derive.checker.cell import Undefined
from derive.checker.elementary import signs_of_base
from derive.checker.errors import Rejected
from derive.checker.fractional import Fractional, minus, whole
from derive.checker.ground import Unknown
from derive.checker.intervals import enclose_constant
from derive.checker.poly import constant
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.terms import Term, is_number, number, show, symbols, worked_out

if TYPE_CHECKING:
    from derive.checker.field import Field

MAX_DENOMINATOR = 1_000  # of exponents, as in the grammar


def resolved(field: Field, exponent: Term, base: Term, chosen: Term) -> tuple[Any, ...]:
    """A power whose exponent has become ``chosen``, in which branches are chosen and derivatives taken.

    A symbol in the exponent asks for a positive base, also where it is gone: x**Max(y, 2) is no x**2.
    """
    chosen = _by_value(field, worked_out(chosen))
    if symbols(exponent) and not symbols(chosen):
        return ("exp", ("mul", chosen, ("log", base)))
    return ("pow", base, chosen)


def _by_value(field: Field, exponent: Term) -> Term:
    """A constant exponent as a number, where its normal form is one."""
    if is_number(exponent) or symbols(exponent):
        return exponent
    try:
        value = _rational(field, exponent)
    except Rejected:  # it has no normal form here
        return exponent
    return exponent if value is None else number(value)


def _rational(field: Field, exponent: Term) -> Fraction | None:
    """The value of a constant exponent, where that is seen to be a rational number."""
    form = field.form(exponent)
    value = field.constant_of(form)
    if value is None and (ends := enclose_constant(exponent)):
        value = (sum(ends, Fraction(0)) / 2).limit_denominator(MAX_DENOMINATOR)
        if field.reduce(minus(form, whole(constant(value)))).num:
            return None
    return None if value is None else Fraction(value)


def power(field: Field, base: Term, exponent: Term) -> Fractional:
    """The normal form of a power whose exponent is no plain number."""
    if not symbols(exponent):
        q = _rational(field, exponent)
        return _of_constant(field, base, exponent) if q is None else field.power(base, number(q))
    value = field.constant_of(field.form(exponent))
    if value is None:
        return field.form(("exp", ("mul", exponent, ("log", base))))
    field.require(field.form(base), POS, "a power of a base <= 0 with a symbol in the exponent")
    return field.power(base, number(Fraction(value)))


def _of_constant(field: Field, base: Term, exponent: Term) -> Fractional:
    """A power whose exponent has no symbols, and a value that is not known to be rational."""
    form = field.form(base)
    found = field.sign(form)
    if found & (found - 1):
        raise Unknown(field, field.undecided(form), allowed=POS)
    if is_zero(found, exponent):
        return whole({})
    return field.form(("exp", ("mul", exponent, ("log", base))))


def is_zero(base: int, exponent: Term) -> bool:
    """Whether a power is 0: its base, of that sign, is 0; else that is positive, and the power exp(v log u).

    The exponent has no symbols, and a value that is not known to be rational. `Undefined` where the power has
    no value for sure; `Rejected` where the exponent may be a whole number all the same.
    """
    if base == POS:
        return False
    possible = signs_of_base(exponent)
    if not base & possible:
        raise Undefined("a power that has no value")
    if base == ZERO and not possible & NEG:
        return True
    raise Rejected("power", "an exponent that is seen not to be a whole number", show(exponent))
