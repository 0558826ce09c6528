"""Self-normalising members of a family: the parameter and the scale that keep mean 0 and variance 1.

For a family f(x; a) = u(x) + a w(x) the equations E λ f(Z; a) = 0 and E (λ f(Z; a))² = 1 have the one
solution a = -E u(Z)/E w(Z), λ = 1/√E f(Z; a)² with λ > 0. All moments are enclosed, in closed form where
there is one. The variance moves around this fixed point by the factor χ = λ² E f(Z; a)² (Z² - 1)/2.

Source: G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, Self-Normalizing Neural Networks, NeurIPS 2017,
equation (14) and section 2.

>>> from derive.language.catalogue import Catalogue
>>> (found,) = facts(Subject.of(Catalogue.load()["elu"]))
>>> found.values["parameter"], found.values["scale"]
('1.67326324235437728481704299167', '1.05070098735548049341933498529')
"""

from __future__ import annotations

from dataclasses import dataclass

import flint
from flint import acb, arb

from derive.facts.exact_moments import exact
from derive.facts.fact import Fact
from derive.facts.gaussian import BITS, Gauss
from derive.facts.moments import digits
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Status
from derive.language.term import Term, number
from derive.language.tidy import tidy
from derive.proof.claims import QUICK, is_proved, prove_claim

KIND = "self-normalising"


@dataclass(frozen=True, slots=True)
class _Moments:
    """E h, E h² and E h² (Z² - 1) of a function, with bounds far out."""

    mean: arb
    square: arb
    moved: arb
    claims: tuple[Claim, ...]


def facts(subject: Subject) -> tuple[Fact, ...]:
    """One fact for each parameter in which the family is linear; none for a function without parameters."""
    return tuple(fact for letter in subject.values if (fact := _for(subject, letter)) is not None)


def _for(subject: Subject, letter: Term) -> Fact | None:
    table = {name: value for name, value in subject.values.items() if name != letter}
    family = Term(subject.function.head, (X, *subject.values)).replace(table)
    at = [family.replace({letter: number(k)}) for k in (0, 1)]
    linear = subject.state(family, "==", at[0] + letter * (at[1] - at[0]))
    claim = prove_claim(linear, "Linear in the parameter", refute=False, steps=QUICK)
    if not is_proved(claim):
        return None
    functions = (at[0], tidy(at[1] - at[0]), at[1])
    found = [_moments(Subject(f, subject.definitions, {})) for f in functions]
    if any(m is None for m in found):
        return None
    moments = [m for m in found if m is not None]
    return _solved(subject, letter, family, moments, claim)


def _moments(subject: Subject) -> _Moments | None:
    gauss = Gauss.of(subject)
    if gauss is None:
        return None
    mean = gauss.expectation(lambda f, z: f)
    square = gauss.expectation(lambda f, z: f * f)
    moved = gauss.expectation(lambda f, z: f * f * (z * z - acb(1)))
    if mean is None or square is None or moved is None:
        return None
    return _Moments(mean, square, moved, gauss.claims)


def _solved(subject: Subject, letter: Term, family: Term, found: list[_Moments], claim: Claim) -> Fact | None:
    u, w, both = found
    if w.mean.contains(0):
        return None  # the mean does not depend on the parameter
    with flint.ctx.workprec(BITS):
        a = -u.mean / w.mean
        second = _quadratic(a, u.square, w.square, both.square)
        if not second > 0:
            return None
        scale = 1 / second.sqrt()
        slope = _quadratic(a, u.moved, w.moved, both.moved) / (2 * second)
    stable = True if abs(slope) < 1 else False if abs(slope) > 1 else None
    values: dict[str, object] = {
        "letter": letter.name, "parameter": digits(a), "scale": digits(scale), "slope": digits(slope),
        "stable": stable, }  # fmt: skip
    closed = _closed(subject, family, letter)
    if closed is not None:
        values["exact parameter"] = str(closed)
    statement = (
        f"{digits(scale)}*{family} has mean 0 and variance 1 under N(0, 1) for {letter} = {digits(a)}; "
        f"the variance returns to 1 with the factor {digits(slope)}"
    )
    claims = tuple(dict.fromkeys((claim, *(c for m in found for c in m.claims))))
    return Fact(KIND, Status.ENCLOSED, statement, "", values, claims)


def _quadratic(a: arb, first: arb, second: arb, both: arb) -> arb:
    """E (u + a w)² from E u², E w² and E (u + w)²."""
    return first + a * (both - first - second) + a * a * second


def _closed(subject: Subject, family: Term, letter: Term) -> Term | None:
    """-E u(Z)/E w(Z) in closed form."""
    at = [Subject(family.replace({letter: number(k)}), subject.definitions, {}) for k in (0, 1)]
    means = [exact(part, lambda f, slope: f) for part in at]
    if means[0] is None or means[1] is None:
        return None
    return tidy(-means[0].value / tidy(means[1].value - means[0].value))
