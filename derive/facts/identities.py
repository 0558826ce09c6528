"""Identities of a function with others of the catalogue and with itself, searched by numbers and proved.

One summand: f(x) = a·T(g(b x + c)) + d x + e with a function g of the catalogue and T one of a few
transforms. Two summands: f(x) = a·g(± x + c) + a'·h(± x + c') + d x + e. Such relations are seen as equal
directions of vectors of values; the coefficients are rational guesses, and the prover decides.

>>> from derive.language.catalogue import Catalogue
>>> found = facts(Subject.of(Catalogue.load().anonymous("x*exp(x)/(1 + exp(x))")))
>>> found[0].statement, str(found[0].status), found[0].values["same"]
('f(x) == silu(x, 1)', 'proved', 'silu')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from derive.facts.fact import Fact
from derive.facts.functional import functional
from derive.facts.library import MOVED, NOISE, POINTS, Column, Library, Values, residue, values_of
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Definition, Statement, Status
from derive.language.term import Term, number
from derive.language.tidy import tidy
from derive.proof.claims import QUICK, is_proved, prove_claim

KIND = "identities"
LONGEST = 1000  # the largest denominator of a coefficient
MOST, MOST_PAIRS, ENOUGH = 12, 3, 3
ALIGNED = 1e-12


@dataclass(frozen=True, slots=True)
class _Guess:
    """Factors of columns, of x and of 1; the smaller ``cost`` is, the simpler it is."""

    factors: tuple[Fraction, ...]
    columns: tuple[Column, ...]
    cost: float

    @property
    def right(self) -> Term:
        """The right side of the identity."""
        return tidy(_sum(self.factors, [*(column.term for column in self.columns), X, number(1)]))


def facts(subject: Subject, library: Library | None = None) -> tuple[Fact, ...]:
    """Identities of a function, the one that says which function it is first."""
    known = Library.of_package() if library is None else library
    values = values_of(subject.function, subject.definitions)
    rest = None if values is None else residue(values)
    found: list[Fact] = []
    if values is not None and rest is not None:
        single = sorted(_single(subject, known, values, rest), key=lambda guess: guess.cost)
        found += _proved(subject, _one_each(single), MOST)
        if len(found) < ENOUGH:
            pairs = sorted(_pairs(subject, known, values, rest), key=lambda guess: guess.cost)
            found += _proved(subject, pairs, MOST_PAIRS)
    for claim in functional(subject):
        found.append(_fact(claim))
    found.sort(key=lambda fact: "same" not in fact.values)
    if found:
        return tuple(found)
    return (Fact(KIND, Status.OPEN, "identities with other functions", reason="none was found"),)


# -- one summand --------------------------------------------------------------------------------------


def _single(subject: Subject, library: Library, values: Values, rest: Values) -> Iterator[_Guess]:
    dots = rest @ library.matrix
    for index in np.flatnonzero(dots**2 > 1 - ALIGNED):
        away = rest - dots[index] * library.matrix[:, index]
        if float(np.linalg.norm(away)) < NOISE:
            yield from _guess(subject, library, values, (int(index),))


def _guess(subject: Subject, library: Library, values: Values, chosen: tuple[int, ...]) -> Iterator[_Guess]:
    """The right side with rational coefficients, if the values allow it."""
    columns = tuple(library.columns[i] for i in chosen)
    if any(column.slug == subject.function.head for column in columns):
        return  # relations with itself are functional equations
    matrix = np.stack([*(library.raw[:, i] for i in chosen), POINTS, np.ones_like(POINTS)], axis=1)
    sizes = np.linalg.norm(matrix, axis=0)
    solved = np.linalg.lstsq(matrix / sizes, values, rcond=None)[0] / sizes
    factors = [_rational(float(c)) for c in solved]
    if any(q is None for q in factors) or any(factors[i] == 0 for i in range(len(chosen))):
        return
    rational = tuple(q for q in factors if q is not None)
    cost = sum(_weight(q) for q in rational) + sum(_shape(column) for column in columns)
    yield _Guess(rational, columns, cost)


def _sum(factors: Sequence[Fraction], terms: Sequence[Term]) -> Term:
    total: Term | None = None
    for q, term in zip(factors, terms, strict=True):
        if q:
            total = number(q) * term if total is None else total + number(q) * term
    return number(0) if total is None else total


def _rational(c: float) -> Fraction | None:
    near = Fraction(c).limit_denominator(LONGEST)
    return near if abs(float(near) - c) < 1e-7 * max(1.0, abs(c)) else None


def _weight(q: Fraction) -> float:
    return 0.0 if q == 0 else 1.0 + 0.5 * (q < 0) + np.log2(abs(q.numerator)) + np.log2(q.denominator)


def _shape(column: Column) -> float:
    turned = MOVED.index(column.argument) if column.argument in MOVED else len(MOVED)
    return (0.0 if column.plain else 3.0) + min(turned, 4)


def _one_each(guesses: Sequence[_Guess]) -> list[_Guess]:
    """The simplest identity with each function."""
    best: dict[str, _Guess] = {}
    for guess in guesses:
        best.setdefault(guess.columns[0].slug, guess)
    return list(best.values())


# -- two summands -------------------------------------------------------------------------------------


def _pairs(subject: Subject, library: Library, values: Values, rest: Values) -> Iterator[_Guess]:
    """Two columns in whose plane the function lies, neither of them along it."""
    if not len(library.near):
        return
    dots = rest @ library.matrix[:, library.near]
    slugs = np.array([library.columns[i].slug != subject.function.head for i in library.near])
    use = np.flatnonzero(slugs & (dots**2 < 1 - 1e-9))
    if len(use) < 2:
        return
    a, (between, apart) = dots[use], (table[np.ix_(use, use)] for table in library.spread)
    reach = (a[:, None] ** 2 + a[None, :] ** 2 - 2 * np.outer(a, a) * between) * apart
    for i, j in np.argwhere(np.triu(reach, 1) > 1 - 1e-10):
        pair = int(library.near[use[i]]), int(library.near[use[j]])
        plane, _ = np.linalg.qr(library.matrix[:, pair])
        if float(np.linalg.norm(rest - plane @ (plane.T @ rest))) < NOISE:
            yield from _guess(subject, library, values, pair)


# -- proofs -------------------------------------------------------------------------------------------


def _proved(subject: Subject, guesses: Sequence[_Guess], most: int) -> list[Fact]:
    found: list[Fact] = []
    for guess in guesses[: 2 * most]:
        if len(found) == most:
            break
        definitions = _together(subject.definitions, *(column.definitions for column in guess.columns))
        statement = Statement(subject.function, "==", guess.right, (), (), definitions)
        claim = prove_claim(statement, "Identity", refute=False, steps=QUICK)
        if is_proved(claim):
            found.append(_fact(claim, guess))
    return found


def _together(*groups: tuple[Definition, ...]) -> tuple[Definition, ...]:
    return tuple({d.name: d for group in groups for d in group}.values())


def _fact(claim: Claim, guess: _Guess | None = None) -> Fact:
    values: dict[str, object] = {"left": str(claim.statement.left), "right": str(claim.statement.right)}
    if guess is not None:
        values["with"] = list(dict.fromkeys(column.slug for column in guess.columns))
        (first, *others) = guess.columns
        if not others and claim.statement.right == first.term and first.argument == X and first.plain:
            values["same"] = first.slug
    domain = " and ".join(map(str, claim.domain))
    return Fact(KIND, claim.status, str(claim.statement.term), domain, values, (claim,))
