"""Functional equations: relations of a function with itself at other arguments, found by lattices and proved.

Reflection (f(x) with f(-x)), doubling (f(2x) through f(x)), addition (f(x + y) through f(x) and f(y)),
iteration (f(f(x)) is f(x) or x) and homogeneity (f(c x) = c f(x) for c > 0).

Source of the method: integer relations at three points at once by lattice reduction, H. Cohen, A Course in
Computational Algebraic Number Theory (1993), section 2.7.2.

>>> from derive.language.catalogue import Catalogue
>>> print(*(claim.statement.term for claim in functional(Subject.of(Catalogue.load()["relu"]))), sep="; ")
relu(relu(x)) == relu(x); relu(c*x) == c*relu(x)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import gcd, prod

from flint import fmpz_mat

from derive.checker.errors import Rejected
from derive.checker.field import Undefined
from derive.checker.point import PointResolver
from derive.checker.terms import Term as Core
from derive.checker.terms import number as core_number
from derive.facts.denial import denied, values
from derive.facts.segments import segments
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Statement
from derive.language.term import Term, derivative, number, relation, symbol
from derive.language.tidy import sum_of
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import fraction_of

Y, C = symbol("y"), symbol("c")
BITS, SCALE = 320, 160
SMALL = 64  # the largest coefficient
PLACES = [
    (Fraction(37, 53), Fraction(-29, 41)),
    (Fraction(-71, 59), Fraction(17, 23)),
    (Fraction(13, 7), Fraction(11, 19)),
]
PLACES += [(Fraction(-103, 47), Fraction(-19, 31)), (Fraction(5, 17), Fraction(61, 37))]
TRIED = 3  # places that the lattice sees; the others are a test
NOTHING = Fraction(1, 1 << 140)


def functional(subject: Subject) -> tuple[Claim, ...]:
    """The proved functional equations of a function; those of linear functions are left out."""
    u = subject.function
    if not segments(subject) or _is_linear(subject):
        return ()
    claims = [*_iterated(subject), *_homogeneous(subject)]
    if len(segments(subject)) == 1:
        claims += [claim for basis in _bases(u) if (claim := _related(subject, basis)) is not None]
    return tuple(claims)


def _bases(u: Term) -> Iterator[tuple[list[Term], list[Term]]]:
    """What stands for 1, and what multiplies the new value: w·(…) = …"""
    one = number(1)
    v, w = u.replace({X: -X}), u.replace({X: number(2) * X})
    yield [v, u * v], [one, u, X]
    yield [w, u * w, u**2 * w], [one, u, u**2]
    y, z = u.replace({X: Y}), u.replace({X: X + Y})
    yield [z, u * z, y * z, u * y * z], [one, u, y, u * y]


def _related(subject: Subject, basis: tuple[list[Term], list[Term]]) -> Claim | None:
    new, old = basis
    terms = [*new, *old]
    rows = []
    for place in PLACES:
        known: dict[Term, Fraction | None] = {}
        row = [value for t in terms if (value := _product(subject, t, place, known)) is not None]
        if len(row) < len(terms):
            return None
        rows.append(row)
    vector = _vector(rows)
    if vector is None or not any(vector[: len(new)]) or _only_linear(vector, len(new)):
        return None
    if len(new) == 3 and not vector[0] and not vector[3]:  # a factor f(x) in every term
        vector = [*vector[1:3], 0, *vector[4:], 0]
    sign = 1 if next(c for c in vector if c) > 0 else -1
    left = sum_of([(Fraction(sign * c), t) for c, t in zip(vector[: len(new)], new, strict=True) if c])
    right = sum_of([(Fraction(-sign * c), t) for c, t in zip(vector[len(new) :], old, strict=True) if c])
    return _proof(subject, left, right)


def _only_linear(vector: Sequence[int], new: int) -> bool:
    """f(-x) = ± f(x): that is parity, which is a kind of fact by itself."""
    return new == 2 and vector[1] == 0 and vector[2] == 0 and vector[4] == 0


def _product(
    subject: Subject, term: Term, place: tuple[Fraction, Fraction], known: dict[Term, Fraction | None]
) -> Fraction | None:
    """The value of a product or a square, from those of its factors, each looked up or worked out once."""
    if term.head in ("mul", "pow"):
        parts = term.args if term.head == "mul" else (term.args[0],) * term.args[1].number.numerator
        found = [_product(subject, part, place, known) for part in parts]
        return None if None in found else prod((v for v in found if v is not None), start=Fraction(1))
    if term not in known:
        known[term] = _value(subject.core(term), place)
    return known[term]


def _value(core: Core, place: tuple[Fraction, Fraction]) -> Fraction | None:
    point = {X.name: place[0], Y.name: place[1]}
    try:
        return fraction_of(balls.value(core, point, BITS))
    except balls.NoValue:
        pass
    try:  # where pieces meet
        exact = PointResolver({name: core_number(q) for name, q in point.items()}).resolve(core)
        return fraction_of(balls.value(exact, point, BITS))
    except (balls.NoValue, Rejected, Undefined):
        return None


def _vector(rows: Sequence[Sequence[Fraction]]) -> list[int] | None:
    """A short integer relation between the columns that holds in every row."""
    n = len(rows[0])
    lattice = []
    for i in range(n):
        units = [int(row[i] * 2**SCALE) for row in rows[:TRIED]]
        lattice.append([int(i == j) for j in range(n)] + units)
    reduced = fmpz_mat(lattice).lll()
    vector = [int(reduced[0, j]) for j in range(n)]
    if max(map(abs, vector)) > SMALL or not any(vector):
        return None
    totals = (sum((c * v for c, v in zip(vector, row, strict=True)), Fraction(0)) for row in rows)
    if any(abs(total) > NOTHING for total in totals):
        return None
    common = gcd(*vector)
    return [c // common for c in vector]


# -- iteration and scaling ----------------------------------------------------------------------------


def _iterated(subject: Subject) -> Iterator[Claim]:
    u = subject.function
    twice = u.replace({X: u})
    for target in (u, X):
        if (claim := _seen(subject, twice, target)) is not None:
            yield claim
            return


def _homogeneous(subject: Subject) -> Iterator[Claim]:
    u = subject.function
    if _agree(subject, u.replace({X: number(3) * X}), number(3) * u):
        statement = Statement(
            u.replace({X: C * X}), "==", C * u, (relation(C, ">", 0),), (), subject.definitions
        )
        claim = prove_claim(statement, "Positive factors pass through", refute=False, steps=QUICK)
        if is_proved(claim):
            yield claim


def _seen(subject: Subject, left: Term, right: Term) -> Claim | None:
    return _proof(subject, left, right) if _agree(subject, left, right) else None


def _agree(subject: Subject, left: Term, right: Term) -> bool:
    first, second = subject.core(left), subject.core(right)
    for place in PLACES:
        a, b = _value(first, place), _value(second, place)
        if a is None or b is None or abs(a - b) > NOTHING:
            return False
    return True


def _proof(subject: Subject, left: Term, right: Term) -> Claim | None:
    claim = prove_claim(subject.state(left, "==", right), "Functional equation", refute=False, steps=QUICK)
    return claim if is_proved(claim) else None


def _is_linear(subject: Subject) -> bool:
    """Proved for every x, where no ball denies it."""
    bend = derivative(derivative(subject.function, X), X)
    statement = subject.state(bend, "==", number(0))
    if denied(statement, values(*(place[0] for place in PLACES))):
        return False
    claim = prove_claim(statement, refute=False, steps=QUICK)
    return is_proved(claim) and not claim.domain
