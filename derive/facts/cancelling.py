"""Two units that cancel each other's bend: φ(x) − φ(−x) = c x, a line, or φ(x) + φ(−x) = k, a constant.

The first holds iff the odd part of φ is linear, the second iff φ is odd about (0, k/2). Both are stated with
c = φ(1) − φ(−1) and k = φ(1) + φ(−1), which no other values could be, so that nothing is guessed.

>>> from derive.language.catalogue import Catalogue
>>> catalogue = Catalogue.load()
>>> [str(claim.statement.term) for claim in cancelling(catalogue["softplus"])]
['softplus(x) - softplus(-x) == x']
>>> [str(claim.statement.term) for claim in cancelling(catalogue["sigmoid"])]
['sigmoid(x) + sigmoid(-x) == 1']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from derive.facts.denial import denied
from derive.language.records import Activation, Claim, Statement
from derive.language.term import Term, number, symbol
from derive.language.tidy import sum_of, tidy
from derive.proof.claims import QUICK, is_proved, prove_claim

X = symbol("x")
ONE = number(1)
LOOKS = tuple(map(Fraction, ("2", "1/2", "3", "5", "40")))  # where a difference would show
NUMBERS = sorted(
    {Fraction(p, q) for q in (1, 2, 3) for p in range(-6, 7)}, key=lambda n: (n.denominator, abs(n), n < 0)
)


def cancelling(activation: Activation) -> tuple[Claim, ...]:
    """What is proved of φ(x) − φ(−x) and φ(x) + φ(−x); nothing where neither is so.

    Functions whose difference is 0 (even ones) are left out of the first: two units then cancel to nothing.
    """
    value, mirrored = activation.call, activation.call.replace({X: -X})
    at = value.replace({X: ONE}), value.replace({X: -ONE})
    found = [
        _told(activation, value - mirrored, at[0] - at[1], X, "Two units make a line"),
        _told(activation, value + mirrored, at[0] + at[1], ONE, "Two units make a constant"),
    ]
    return tuple(claim for claim in found if claim is not None)


def _told(activation: Activation, left: Term, factor: Term, by: Term, title: str) -> Claim | None:
    """The claim left = factor·by, with the factor as short as it can be said."""
    known = {p.name: p.default for p in activation.parameters}
    asked = _asked(activation, left, factor * by)
    claim = None if denied(asked, ({**known, X.name: q} for q in LOOKS)) else _proved(asked, title)
    if claim is None or claim.domain:
        return None
    short = _short(activation, factor)
    if short is None:
        return claim
    if short == number(0) and by == X:
        return None
    return prove_claim(_asked(activation, left, tidy(short * by)), title, refute=False, steps=QUICK)


def _asked(activation: Activation, left: Term, right: Term) -> Statement:
    return Statement(left, "==", right, activation.hypotheses, (), activation.definitions)


def _proved(asked: Statement, title: str = "") -> Claim | None:
    claim = prove_claim(asked, title, refute=False, steps=QUICK)
    return claim if is_proved(claim) else None


def _linear(names: Sequence[Term]) -> Iterator[Term]:
    """All a + b·α and b·α·β for parameters α and β and small a and b."""
    few = [Fraction(n) for n in (0, 1, -1, 2, -2)]
    for name in names:
        yield from (sum_of([(a, ONE), (b, name)]) for a in few for b in few[1:])
    for first, second in combinations(names, 2):
        yield from (tidy(number(b) * first * second) for b in few[1:])


def _short(activation: Activation, factor: Term) -> Term | None:
    """The factor as a simple number, or through the parameters; None where it is neither."""
    candidates: list[Term] = [number(n) for n in NUMBERS]
    if factor.symbols():
        candidates += list(_linear([symbol(p.name) for p in activation.parameters]))
    for candidate in candidates:
        if _proved(_asked(activation, factor, candidate)) is not None:
            return candidate
    return None
