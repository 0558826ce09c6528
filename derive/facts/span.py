"""Linear combinations: a function as a sum of multiples of given ones, found by numbers.

Columns of values at many points are made orthogonal one after the other; a column that depends on those
before it is left out. The coefficients are guessed as rational multiples of a few constants. What is found
has to be proved.

Source: G. Golub, C. Van Loan, Matrix Computations, 4th ed., section 5.2.8 (Gram-Schmidt).

>>> from derive.language.grammar import parse
>>> columns = [parse(text) for text in ("1", "exp(x)", "exp(2*x)")]
>>> found = combination(parse("3 - exp(2*x)/4"), columns, [Fraction(n, 7) for n in range(1, 9)])
>>> {column: str(coefficient) for column, coefficient in found.items()}
{0: '3', 2: '-1/4'}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import flint
from flint import acb, arb

from derive.checker.terms import Term as Core
from derive.facts.complex_values import NoValue, Values
from derive.facts.subject import Subject, X
from derive.language.term import Term, call, from_json, number
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.constants import constants_of, fraction_of
from derive.proof.writing import to_json

BITS = 400
NOTHING = Fraction(1, 10**70)  # relative length of a vector that counts as 0
SURE = Fraction(1, 10**58)
LARGEST = 10**24
HALF = Fraction(1, 2)
PI, ROOT_PI = call("pi"), call("pow", call("pi"), HALF)
CONSTANTS = (
    number(1), ROOT_PI, ROOT_PI**-1, call("pow", number(2), HALF), PI,
    call("pow", number(2) * PI, HALF), call("pow", number(2) * PI, -HALF),
    call("pow", number(2) / PI, HALF), call("pow", PI / 2, HALF), call("pow", number(3), HALF),
)  # fmt: skip
Vector = list[arb]


def combination(
    target: Term, columns: Iterable[Term], points: Sequence[Fraction], more: Sequence[Term] = ()
) -> dict[int, Term] | None:
    """Coefficients by column with target = Σ coefficient · column, as far as numbers can tell; else None.

    The terms hold no definitions; ``more`` are further constants of which coefficients may be multiples.
    Columns without a value at some point are left out, and no more are asked for than are needed.
    """
    with flint.ctx.workprec(BITS):
        wanted = _values(target, points)
        if wanted is None:
            return None
        solver = _Solver(wanted)
        for index, column in enumerate(columns):
            if solver.reached:
                break
            solver.add(index, column, points)
        return solver.solved((*CONSTANTS, *more, *_constants(target)))


def _constants(term: Term) -> list[Term]:
    core = Subject(term, (), {}).core(term)
    return [tidy(from_json(to_json(c))) for c in dict.fromkeys(constants_of(core)) if isinstance(c, tuple)]


def _values(term: Term, points: Sequence[Fraction]) -> Vector | None:
    core = Subject(term, (), {}).core(term)
    try:
        values = Values(core)
        found = [values({X.name: acb(balls.ball_of(p))}) for p in points]
    except NoValue:  # none that is known in the complex plane
        return _values_by_balls(core, points)
    if not all(z.is_finite() and z.imag.is_zero() for z in found):
        return None
    return [z.real.mid() for z in found]


def _values_by_balls(core: Core, points: Sequence[Fraction]) -> Vector | None:
    try:
        return [balls.value(core, {X.name: p}, BITS).mid() for p in points]
    except (balls.NoValue, ValueError):
        return None


def _dot(u: Vector, v: Vector) -> arb:
    total = arb(0)
    for a, b in zip(u, v, strict=True):
        total += a * b
    return total.mid()


def _minus(u: Vector, c: arb, v: Vector) -> Vector:
    return [(a - c * b).mid() for a, b in zip(u, v, strict=True)]


class _Solver:
    """Columns made orthogonal one after the other, and what is left of a vector beside them."""

    def __init__(self, wanted: Vector) -> None:
        self.kept: list[int] = []
        self.units: list[Vector] = []
        self.rows: list[list[arb]] = []  # column k = Σ rows[k][i] · units[i]
        self.row: list[arb] = []  # wanted = Σ row[i] · units[i] + rest
        self.rest = wanted
        self.size = _dot(wanted, wanted).sqrt()
        self.nothing = balls.ball_of(NOTHING)

    @property
    def reached(self) -> bool:
        """The vector is a combination of the columns, as far as numbers can tell."""
        return bool(_dot(self.rest, self.rest).sqrt() < self.size * self.nothing)

    def add(self, index: int, column: Term, points: Sequence[Fraction]) -> None:
        values = _values(column, points)
        if values is None:
            return
        rest, row = self._reduced(values)
        size = _dot(rest, rest).sqrt().mid()
        whole = _dot(values, values).sqrt()
        if not whole > 0 or not size > whole * self.nothing:
            return
        unit = [(a / size).mid() for a in rest]
        self.kept.append(index)
        self.units.append(unit)
        self.rows.append([*row, size])
        self.row.append(_dot(self.rest, unit))
        self.rest = _minus(self.rest, self.row[-1], unit)

    def _reduced(self, values: Vector) -> tuple[Vector, list[arb]]:
        rest, row = values, []
        for unit in self.units:
            c = _dot(rest, unit)
            rest = _minus(rest, c, unit)
            row.append(c)
        return rest, row

    def solved(self, constants: Sequence[Term]) -> dict[int, Term] | None:
        """The coefficients, each a rational multiple of one of the constants."""
        if not self.reached:
            return None
        solved: dict[int, arb] = {}
        for k in reversed(range(len(self.kept))):
            c = self.row[k]
            for later, value in solved.items():
                c = c - value * self.rows[later][k]
            solved[k] = (c / self.rows[k][k]).mid()
        found: dict[int, Term] = {}
        for k in sorted(solved):
            term = _named(fraction_of(solved[k]), constants)
            if term is None:
                return None
            if term != number(0):
                found[self.kept[k]] = term
        return found


def _named(value: Fraction, constants: Sequence[Term]) -> Term | None:
    """A rational multiple of one of the constants."""
    if abs(value) < SURE:
        return number(0)
    for constant in constants:
        core: Core = Subject(constant, (), {}).core(constant)
        try:
            ratio = fraction_of(balls.ball_of(value) / balls.value(core, {}, BITS))
        except (balls.NoValue, ZeroDivisionError):
            continue
        near = ratio.limit_denominator(LARGEST)
        if abs(near - ratio) < SURE * max(Fraction(1), abs(ratio)) and near.denominator < LARGEST // 100:
            return tidy(number(near) * constant)
    return None
