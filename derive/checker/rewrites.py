"""Atoms that are not new generators: a function whose value is written through earlier ones.

Each is checked through the inverse function: exp(u) = R when u = log R, log u = R when u = exp R, a
root of u is R when R ≥ 0 and R^q = u, LambertW(u) is R when R ≥ -1 and R exp R = u, an odd function of -u
is minus the function of u. Logarithms of products and exponentials of sums are taken apart by their
structure as it stands in R. Angles and polylogarithms have files of their own.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from derive.checker import angles, polylogs
from derive.checker.elementary import ROWS
from derive.checker.errors import Rejected
from derive.checker.field import Atom, Field, Undefined
from derive.checker.fractional import Fractional, plus, product, raised, whole
from derive.checker.poly import constant
from derive.checker.signs import POS, ZERO
from derive.checker.terms import Term, head, is_number, show

MAX_POWER = 500


def load_atom(field: Field, term: Term, value: Term | None) -> None:
    """Adds an atom of the certificate to the field; `Rejected` when its value is not justified.

    An atom without a value says nothing of the statement: it does not make a side of it undefined.
    """
    try:
        _load(field, term, value)
    except Undefined as error:
        raise Rejected("atoms", f"a function that has a value, as {show(term)}", str(error)) from None


def _load(field: Field, term: Term, value: Term | None) -> None:
    kind = head(term)
    if not isinstance(term, tuple) or not (kind in ROWS or kind in ("pow", "pi", "polylog")):
        raise Rejected("atoms", "a function of the grammar applied to arguments", show(term))
    if kind == "pow":
        if not isinstance(term[2], Fraction) or term[2].numerator != 1:
            raise Rejected("atoms", "a root: a power with exponent 1/q", show(term))
        field.require(field.form(term[1]), POS | ZERO, "a root outside its domain")
    if value is None:
        field.generator(kind, term[1:])
        return
    form = _justified(field, kind, term, value)
    field.atoms.setdefault(kind, []).append(Atom(tuple(field.form(arg) for arg in term[1:]), form))


def _justified(field: Field, kind: str, term: tuple[Term, ...], value: Term) -> Fractional:
    if kind in ("sin", "cos") and head(value) == kind:
        true = field.equal(field.form(term[1]), field.form(value[1]))  # type: ignore[index]
        _agreed(true, term, value)
        return angles.of_sum(field, kind, value[1])  # type: ignore[index]
    form = field.form(value)
    _agreed(_is_value(field, kind, term, value, form), term, value)
    return form


def _agreed(true: bool, term: Term, value: Term) -> None:
    if not true:
        raise Rejected("atoms", f"a justified value of {show(term)}", show(value))


def _is_value(field: Field, kind: str, term: tuple[Term, ...], value: Term, form: Fractional) -> bool:
    """Whether a value that is written out is that of the function."""
    if kind == "polylog":
        return polylogs.is_value(field, term, value, form)
    if kind == "pi":
        return False
    argument = field.form(term[1])
    if kind == "exp":
        return field.equal(argument, _logarithm(field, value))
    if kind == "log":
        field.require(argument, POS, "a logarithm outside its domain")
        scale, exponential = _exponential(field, value)
        return field.equal(raised(argument, scale, field.units), exponential)
    if kind == "pow":  # the equation first: most guesses fail there, and then their sign is of no interest
        if not field.equal(raised(form, term[2].denominator, field.units), argument):  # type: ignore[union-attr]
            return False
        field.require(form, POS | ZERO, "a root that is not negative")
        return True
    if kind == "LambertW":
        if not field.equal(product(form, field.form(("exp", value))), argument):
            return False
        field.require(plus(form, whole(constant(1))), POS | ZERO, "a value of LambertW of at least -1")
        return True
    if kind == "cos":
        return angles.is_cosine(field, term[1], value)
    if bool(ROWS[kind].parity) and _by_parity(field, kind, argument, value):
        return True
    return kind in ("atan", "asin") and angles.reaches(field, term, value)


def _by_parity(field: Field, kind: str, argument: Fractional, value: Term) -> bool:
    """f(u) = -f(-u) for an odd function, f(u) = f(-u) for an even one."""
    inner = value
    if ROWS[kind].parity != "even":
        if head(value) != "mul" or len(value) != 3 or value[1] != -1:  # type: ignore[index,arg-type]
            return False
        inner = value[2]  # type: ignore[index]
    return head(inner) == kind and field.is_zero(plus(argument, field.form(inner[1])))  # type: ignore[index]


def _logarithm(field: Field, value: Term) -> Fractional:
    """Log of a product of powers of positive terms, as the sum of its parts."""
    kind = head(value)
    if value == 1:
        return whole({})
    if _is_lambert_quotient(field, value):
        return field.form(value[2][1])  # type: ignore[index]
    if kind == "mul" and all(field.sign(field.form(factor)) == POS for factor in value[1:]):  # type: ignore[index]
        assert isinstance(value, tuple)
        total = whole({})
        for factor in value[1:]:
            total = plus(total, _logarithm(field, factor))
        return total
    if kind == "pow" and is_number(value[2]):  # type: ignore[index]
        return product(whole(constant(value[2])), _logarithm(field, value[1]))  # type: ignore[index,arg-type]
    if kind == "exp":
        return field.form(value[1])  # type: ignore[index]
    field.require(field.form(value), POS, "a logarithm outside its domain")
    return field.form(("log", value))


def _is_lambert_quotient(field: Field, value: Term) -> bool:
    """V / LambertW(v), which is exp(LambertW(v)) for v ≠ 0."""
    if head(value) != "mul" or len(value) != 3 or head(value[2]) != "pow":  # type: ignore[arg-type,index]
        return False
    numerator, power = value[1], value[2]  # type: ignore[index]
    base, exponent = power[1], power[2]
    return (
        exponent == -1
        and head(base) == "LambertW"
        and field.equal(field.form(numerator), field.form(base[1]))
    )


def _exponential(field: Field, value: Term) -> tuple[int, Fractional]:
    """(N, exp(N · value)) for a sum of rational multiples of logarithms and other terms."""
    parts = value[1:] if head(value) == "add" else (value,)  # type: ignore[index]
    split = [_multiple(part) for part in parts]
    scale = lcm(*(q.denominator for q, inner in split if head(inner) == "log"), 1)
    if scale > MAX_POWER or any(abs(q) * scale > MAX_POWER for q, inner in split if head(inner) == "log"):
        raise Rejected("atoms", f"multiples of logarithms up to {MAX_POWER}", "larger ones")
    total = whole(constant(1))
    for (q, inner), part in zip(split, parts, strict=True):
        if head(inner) == "log":
            base = field.form(inner[1])  # type: ignore[index]
            field.require(base, POS, "a logarithm outside its domain")
            total = product(total, raised(base, int(q * scale), field.units))
        elif part != 0:
            total = product(total, field.form(("exp", part if scale == 1 else ("mul", scale, part))))
    return scale, total


def _multiple(part: Term) -> tuple[Fraction, Term]:
    """A term as a rational multiple of another."""
    if head(part) == "mul" and len(part) == 3 and is_number(part[1]):  # type: ignore[arg-type,index]
        return Fraction(part[1]), part[2]  # type: ignore[index]
    return Fraction(1), part
