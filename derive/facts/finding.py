"""Which function of a catalogue a formula is: values propose, and a proof decides.

Values at a few points in double precision propose a function, with values for its parameters: letters of the
formula, the default, or numbers that occur in the formula. The equation is then proved. For a formula that is
none of them, relations are looked for as in `derive.facts.identities`, and the nearest functions are refuted
at a point.

>>> from derive.language.catalogue import Catalogue
>>> catalogue = Catalogue.load()
>>> [str(found.claim.statement.term) for found in same(catalogue.anonymous("Max(x/5, x)"), catalogue)]
['f(x) == leaky_relu(x, 1/5)', 'f(x) == prelu(x, 1/5)']
>>> [str(found.claim.statement.term) for found in same(catalogue.anonymous("x/(1+exp(-a*x))"), catalogue)][:1]
['f(x, a) == silu(x, a)']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, permutations, product

import numpy as np
from numpy.typing import NDArray

from derive.facts import identities
from derive.facts.fact import Fact
from derive.facts.library import POINTS, Library
from derive.facts.subject import Subject, X
from derive.language.numeric import NumericError, evaluate
from derive.language.records import Activation, Claim, Statement
from derive.language.statements import is_true
from derive.language.term import Term, call, number, symbol
from derive.proof.claims import is_proved, prove_claim
from derive.proof.prover import Refuted, prove

Values = NDArray[np.float64]
# The library's points, and two beyond the corners that lie far out.
PLACES = np.array([*POINTS, -12.3, 12.7])
SAMPLES = tuple(Fraction(n, d) for n, d in ((3, 7), (5, 11), (13, 9), (5, 3), (1, 6), (-7, 5), (29, 10)))
MOST_NUMBERS, MOST_TRIED, NEAREST, LOOKS = 16, 400, 3, 4
STEPS, SECONDS = 500_000, 5.0
RTOL, ATOL = 1e-10, 1e-12


@dataclass(frozen=True, slots=True)
class Found:
    """A function with the formula's values; ``claim`` says that they are equal, proved or open."""

    activation: Activation
    claim: Claim

    @property
    def proved(self) -> bool:
        return is_proved(self.claim)


@dataclass(frozen=True, slots=True)
class Near:
    """A function near the formula on [-7, 7]: the greatest distance seen there, and a refutation or None."""

    activation: Activation
    distance: float
    refuted: Refuted | None


def same(formula: Activation, catalogue: Mapping[str, Activation]) -> tuple[Found, ...]:
    """The functions that a formula is, the simplest first; if none is proved, those with the same values."""
    found = []
    for act in catalogue.values():
        tried = [_claimed(formula, act, guess) for guess in islice(_guesses(formula, act), 2)]
        best = next((one for one in tried if one.proved), tried[0] if tried else None)
        if best is not None:
            found.append(best)
    proved = [one for one in found if one.proved]
    return tuple(sorted(proved or found, key=_simplicity))


def _simplicity(one: Found) -> tuple[int, int, int]:
    """Everywhere before almost everywhere; parameters at their defaults first; then few parameters."""
    values = one.claim.statement.right.args[1:]
    changed = sum(
        not (value.is_number() and value.number == p.default)
        for value, p in zip(values, one.activation.parameters, strict=True)
    )
    return len(one.claim.domain), changed, len(values)


def related(formula: Activation, catalogue: Mapping[str, Activation]) -> tuple[Fact, ...]:
    """Proved relations of a formula without letters to functions of the catalogue."""
    if formula.parameters:
        return ()
    library = Library.of(catalogue.values())
    return tuple(fact for fact in identities.facts(Subject.of(formula), library) if fact.values.get("with"))


def nearest(formula: Activation, catalogue: Mapping[str, Activation]) -> tuple[Near, ...]:
    """The functions nearest to the formula, each at the defaults of its parameters."""
    mine = values_at(formula, {})
    if mine is None:
        return ()
    inside = np.abs(PLACES) <= 7
    rows = []
    for act in catalogue.values():
        values = values_at(act, {})
        if values is not None and np.isfinite(gap := np.abs(values - mine)[inside]).all():
            rows.append((float(gap.max()), act))
    rows.sort(key=lambda row: row[0])
    return tuple(Near(act, far, _apart(formula, act)) for far, act in rows[:NEAREST])


# -- guesses: which values of its parameters make a function the formula ---------------------------------


def _guesses(formula: Activation, act: Activation) -> Iterator[dict[str, Term]]:
    """Values for the parameters of a function, as terms, with which its values are those of the formula."""
    letters = [p.name for p in formula.parameters]
    names = [p.name for p in act.parameters]
    for chosen in _places(letters, names):
        free = [p for p in act.parameters if p.name not in chosen]
        numbers = _numbers(formula.formula)
        pools = [list(dict.fromkeys((p.default, *numbers))) for p in free]
        choices = product(*pools) if len(free) <= 2 else [tuple(p.default for p in free)]
        order = sorted(choices, key=lambda qs: sum(q != p.default for q, p in zip(qs, free, strict=True)))
        for qs in order[:MOST_TRIED]:
            held = {p.name: number(q) for p, q in zip(free, qs, strict=True)}
            guess = held | {place: symbol(letter) for place, letter in chosen.items()}
            if _agree(formula, act, guess):
                yield guess


def _places(letters: Sequence[str], names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Parameters of a function for the letters of the formula: parameter -> letter."""
    if set(letters) <= set(names):
        yield {name: name for name in letters}
    elif len(letters) <= min(len(names), 3):
        for chosen in permutations(names, len(letters)):
            yield dict(zip(chosen, letters, strict=True))


def _numbers(term: Term) -> list[Fraction]:
    """Numbers that occur in a term, and what is near at hand: opposites and inverses."""
    seen = dict.fromkeys(part.number for part in term.walk() if part.is_number())
    near = [q for n in seen for q in (n, -n, *((1 / n, -1 / n) if n else ()))]
    return list(dict.fromkeys(near))[:MOST_NUMBERS]


def _agree(formula: Activation, act: Activation, guess: Mapping[str, Term]) -> bool:
    """Whether the values are the same, for a few values of the letters that are allowed."""
    letters = [p.name for p in formula.parameters]
    looked = 0
    for sample in islice(permutations(SAMPLES, len(letters)), 40):
        values = dict(zip(letters, sample, strict=True))
        held = {name: values[t.name] if t.is_symbol() else t.number for name, t in guess.items()}
        if looked < LOOKS and _allowed(act, held) and _allowed(formula, values):
            looked += 1
            if not _alike(values_at(formula, values), values_at(act, held)):
                return False
    return looked > 0


def _alike(mine: Values | None, theirs: Values | None) -> bool:
    if mine is None or theirs is None or np.isfinite(mine).sum() <= len(PLACES) // 2:
        return False
    return bool(np.allclose(mine, theirs, rtol=RTOL, atol=ATOL, equal_nan=True))


def _allowed(act: Activation, values: Mapping[str, Fraction]) -> bool:
    try:
        return all(is_true(part, values) for part in act.hypotheses)
    except ValueError:
        return False


def values_at(act: Activation, held: Mapping[str, Fraction]) -> Values | None:
    """The values of a function at `PLACES`, its parameters held or at their defaults."""
    values = {p.name: float(held.get(p.name, p.default)) for p in act.parameters}
    try:
        return evaluate(act.formula, {**values, X.name: PLACES}, act.definitions)
    except (NumericError, RecursionError):
        return None


def names(act: Activation) -> Iterator[str]:
    """Everything that the function is called: here, in print, and in frameworks."""
    yield from (act.slug, act.name, *act.aliases)
    for row in act.framework_names:
        yield from (row.name, *row.also)


# -- proofs --------------------------------------------------------------------------------------------


def _equation(formula: Activation, act: Activation, guess: Mapping[str, Term]) -> Statement:
    """The formula's own call on the left; on the right the function, with what is known of its parameters."""
    right = call(act.slug, X, *(guess[p.name] for p in act.parameters))
    table = {symbol(name): value for name, value in guess.items()}
    assumed = [part.replace(table) for part in act.hypotheses]
    spoken = [part for part in (*formula.hypotheses, *assumed) if part.symbols()]
    definitions = {d.name: d for d in (*formula.definitions, *act.definitions)}
    return Statement(formula.call, "==", right, tuple(dict.fromkeys(spoken)), (), tuple(definitions.values()))


def _claimed(formula: Activation, act: Activation, guess: Mapping[str, Term]) -> Found:
    statement = _equation(formula, act, guess)
    return Found(act, prove_claim(statement, act.name, SECONDS, refute=False, steps=STEPS))


def _apart(formula: Activation, act: Activation) -> Refuted | None:
    """A point at which the two have different values, with its proof."""
    defaults = {p.name: number(p.default) for p in act.parameters}
    statement = _equation(formula, act, defaults)
    letters = {symbol(p.name): number(p.default) for p in formula.parameters}
    left = statement.left.replace(letters)
    plain = Statement(left, "==", statement.right, (), (), statement.definitions)
    verdict = prove(plain, SECONDS, True, STEPS)
    return verdict if isinstance(verdict, Refuted) else None
