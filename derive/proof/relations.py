"""Guesses: linear relations between a new function and earlier ones that numbers suggest.

Every guess goes to the checker's rules; here nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import flint
from flint import fmpz

from derive.checker.angles import turns
from derive.checker.cell import Undefined
from derive.checker.cosines import minimal_cosine
from derive.checker.fractional import Fractional
from derive.checker.ground import Unknown
from derive.checker.monomials import pairs
from derive.checker.poly import variables
from derive.checker.polylogs import RELATIONS, VALUES, Relation
from derive.checker.terms import Term, symbols
from derive.proof.samples import BITS, relation
from derive.proof.terms import combination, product_of

if TYPE_CHECKING:
    from derive.proof.tower import Tower

MAX_BASIS = 16
GUESSED = ("log", "LambertW", "atan", "asin", "pow", "cos")


def guesses(tower: Tower, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Iterator[Term]:
    """A value of the function as a small linear combination of what its kind may depend on."""
    if kind == "LambertW":
        yield from _exponent(tower, forms[0])
    basis = _basis(tower, kind, args)
    if not basis or len(basis) > MAX_BASIS:
        return
    exact = tower.constant_of(forms[0])  # asin(sin(pi/2)) is that of 1: numbers may be beyond the end
    term: Term = (kind, *(args if exact is None else (exact, *args[1:])))
    sample = tower.sample(symbols(term) | {name for b in basis for name in symbols(b)})
    values = [] if sample is None else [sample.value(t) for t in (term, *basis)]
    if not values or any(value is None for value in values):
        return
    with flint.ctx.workprec(BITS):
        found = relation(values[0], values[1:])  # type: ignore[arg-type]
    if found is not None:
        yield combination(zip(found, basis, strict=True))


def _exponent(tower: Tower, argument: Fractional) -> Iterator[Term]:
    """The w for which the argument looks like w exp(w): W(w exp w) = w."""
    units = {tuple(pair for pair in pairs(m) if pair[0] in tower.units) for m in tower.reduce(argument).num}
    if len(units) == 1 and not argument.den:
        (unit,) = units
        if unit:
            yield combination((Fraction(e), tower.terms[i][1]) for i, e in unit)  # type: ignore[index]


def _basis(tower: Tower, kind: str, args: tuple[Term, ...]) -> list[Term]:
    """What a function may depend on; nothing for those of which no guess is made."""
    if kind not in GUESSED:
        return []
    exponents = [u[1] for u, _ in tower.generators("exp")]  # type: ignore[index]
    logarithms = [u for u, _ in tower.generators("log", "LambertW")]
    if kind == "log":
        return [] if _independent(tower, args[0]) else [*logarithms, *exponents]
    if kind == "LambertW":
        names: list[Term] = [t for t in tower.terms if isinstance(t, str)]
        return [*dict.fromkeys([1, *names, *logarithms, *exponents])]
    if kind in ("atan", "asin"):
        bases = [u[1] for u, _ in tower.generators("cos") if turns(u[1]) is None]  # type: ignore[index]
        return [("pi",), *(u for u, _ in tower.generators("atan", "asin")), *bases]
    if kind == "pow" and _of_new_prime(tower, args):
        return []
    if kind == "pow" or (kind == "cos" and turns(args[0]) is not None):
        return [] if symbols(args[0]) else _numbers(tower)
    return []


def _independent(tower: Tower, argument: Term) -> bool:
    """Whether a further logarithm is never a sum of earlier ones, of exponents and of numbers.

    Risch's structure theorem: a relation between logarithms of irreducible polynomials and exponents would be
    one between products of powers of distinct irreducible polynomials, and factors are unique. Beside roots
    that do not occur in these polynomials they are still distinct, since they have no factor in common.
    """
    if tower.equations or not tower.made.keys() <= {"exp", "log", "pi", "erf", "pow"}:
        return False
    inside = [tower.form(u) for u in (argument, *(log[1] for log, _ in tower.generators("log")))]  # type: ignore[index]
    polys = [p for form in inside for p in (form.num, *map(dict, form.den))]
    return not any(variables(p) & tower.rules.keys() for p in polys)


def _of_new_prime(tower: Tower, args: tuple[Term, ...]) -> bool:
    """A root of a prime, beside roots of other primes only, of which it is no combination.

    Source: A. S. Besicovitch, On the linear independence of fractional powers of integers, J. London Math.
    Soc. 15 (1940), doi:10.1112/jlms/s1-15.1.3. Here a root of one number is of one prime, since others are
    taken apart before.
    """
    known = [tower.constant_of(tower.form(root[1])) for root, _ in tower.generators("pow")]  # type: ignore[index]
    prime = tower.constant_of(tower.form(args[0]))
    circles = any(turns(cosine[1]) is not None for cosine, _ in tower.generators("cos"))  # type: ignore[index]
    if not isinstance(prime, int) or prime in known or circles:
        return False
    others = [root for (root, _), q in zip(tower.generators("pow"), known, strict=True) if q is None]
    return all(symbols(root) for root in others) and fmpz(prime).is_prime()


def _numbers(tower: Tower) -> list[Term]:
    """A basis of the number field that roots and cosines of turns have made so far."""
    powers: list[list[tuple[Term, int]]] = []
    for root, _ in tower.generators("pow"):
        if not symbols(root):
            index = root[2].denominator  # type: ignore[index,union-attr]
            if index > MAX_BASIS:
                return []
            powers.append([(root, e) for e in range(index)])
    for cosine, _ in tower.generators("cos"):
        q = turns(cosine[1])  # type: ignore[index]
        if q is not None and q.denominator % 2 == 0:
            powers.append([(cosine, e) for e in range(len(minimal_cosine(2 * q.denominator)) - 1)])
    if prod(len(column) for column in powers) > MAX_BASIS:
        return []
    return [product_of([(t, e) for t, e in choice if e]) for choice in product(*powers)]  # type: ignore[misc]


def polylogarithms(tower: Tower, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Iterator[Term]:
    """Values through the polylogarithms of the same order that are there already."""
    order = args[0]
    assert isinstance(order, int)
    known = [u[2] for u, _ in tower.generators("polylog") if u[1] == order]  # type: ignore[index]
    rows: list[tuple[Relation, Term]] = [(row, w) for row in RELATIONS for w in known]
    for row, w in [*rows, *((row, 1) for row in VALUES)]:
        if row.orders and order not in row.orders:
            continue
        if row.through_square and not _has_square(tower, w, known):
            continue
        if _speaks_of(tower, row.argument(w), forms[1]):
            yield row.value(order, w)


def _has_square(tower: Tower, w: Term, known: list[Term]) -> bool:
    square = tower.form(("pow", w, 2))
    return any(tower.alike(square, tower.form(other)) for other in known)


def _speaks_of(tower: Tower, argument: Term, form: Fractional) -> bool:
    try:
        return tower.alike(tower.form(argument), form)
    except (Undefined, Unknown):
        return False
