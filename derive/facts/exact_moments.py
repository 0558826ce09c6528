"""Gaussian moments in closed form: E h(Z) by antiderivatives, each step proved.

h is a sum of products of powers of x, exponentials and error functions on each piece. Every summand times the
density φ gets a primitive that is proved by differentiation; its values at the ends of the piece are limits
that are proved; the moment is the sum of their differences (the fundamental theorem of calculus).

Source: NIST Digital Library of Mathematical Functions, sections 1.4(iv) and 7.7.

>>> from derive.language.catalogue import Catalogue
>>> str(exact(Subject.of(Catalogue.load()["relu"]), lambda f, slope: f**2).value)
'1/2'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from derive.calculus.polynomials import forms, monomial, names_of
from derive.calculus.reduction import size
from derive.checker.monomials import pairs
from derive.facts.primitives import primitive
from derive.facts.segments import Segment, segments, slope
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Statement
from derive.language.term import Term, call, derivative, from_json, number, symbol
from derive.language.tidy import tidy
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.limits import limit_of
from derive.proof.writing import to_json

DENSITY = call("exp", -(X**2) / 2) * call("pow", number(2) * call("pi"), number(Fraction(-1, 2)))
MOST = 8  # summands on one piece
LONGEST = 60
REMEMBERED = 200  # integrals
INFINITY = call("oo")
Integrand = Callable[[Term, Term], Term]


@dataclass(frozen=True, slots=True)
class Exact:
    """The value of a moment with the claims from which it follows."""

    value: Term
    claims: tuple[Claim, ...]


def exact(subject: Subject, integrand: Integrand) -> Exact | None:
    """E h(f(Z), f'(Z)), or None where some step was not found or not proved."""
    found = segments(subject)
    if not found or found[0].low is not None or found[-1].high is not None:
        return None
    if [s.high for s in found[:-1]] != [s.low for s in found[1:]]:
        return None
    values: list[Term] = []
    claims: list[Claim] = []
    for segment in found:
        part = _piece(segment, integrand)
        if part is None:
            return None
        values.append(part.value)
        claims += part.claims
    if not claims:  # zero on every piece, such as the slope of a step
        zeros = [_zero(segment, integrand) for segment in found]
        if None in zeros:
            return None
        claims = [claim for claim in zeros if claim is not None]
    return Exact(tidy(call("add", number(0), *values)), tuple(dict.fromkeys(claims)))


def _zero(segment: Segment, integrand: Integrand) -> Claim | None:
    f = segment.formula
    return _proved(integrand(f, derivative(f, X)), number(0), segment.domain)


def _piece(segment: Segment, integrand: Integrand) -> Exact | None:
    try:
        whole = tidy(integrand(segment.formula, slope(segment.formula)))
    except ValueError:
        return None
    if whole == number(0):
        return Exact(number(0), ())
    summands = None if size(whole) > LONGEST else _summands(whole, segment)
    if summands is None:
        return None
    split = _proved(whole, tidy(call("add", number(0), *summands)), segment.domain)
    if split is None:
        return None
    values, claims = [], [split]
    for summand in summands:
        part = _integral(summand, segment.low, segment.high)
        if part is None:
            return None
        values.append(part.value)
        claims += part.claims
    return Exact(tidy(call("add", number(0), *values)), tuple(claims))


def _summands(whole: Term, segment: Segment) -> list[Term] | None:
    """The formula as a sum of products of powers of generators; None where it has a denominator."""
    fields = forms(Statement(whole, "==", whole, (), segment.domain))
    if fields is None:
        return None
    tower, form, _ = fields
    form = tower.reduce(form)
    names = names_of(tower)
    if form.den or len(form.num) > MOST:
        return None
    kinds = {names[i].head for m in form.num for i, _ in pairs(m) if X.name in names[i].symbols()}
    if not kinds <= {"symbol", "exp", "erf"}:
        return None
    return [tidy(number(Fraction(c)) * monomial(m, names)) for m, c in form.num.items()]


@lru_cache(REMEMBERED)
def _integral(summand: Term, low: Term | None, high: Term | None) -> Exact | None:
    """The integral of a summand times the density over a piece; several moments ask for the same one."""
    integrand = tidy(summand * DENSITY)
    found = primitive(integrand, low, high)
    if found is None:
        return None
    derived = _proved(derivative(found, X), integrand, Segment(low, high, summand).domain)
    ends = [_value(found, end, side) for end, side in ((high, 1), (low, -1))]
    if derived is None or ends[0] is None or ends[1] is None:
        return None
    value = tidy(ends[0].value - ends[1].value)
    return Exact(value, (derived, *ends[0].claims, *ends[1].claims))


def _proved(left: Term, right: Term, domain: tuple[Term, ...], kind: str = "identity") -> Claim | None:
    claim = prove_claim(
        Statement(left, "==", right, (), domain, (), kind), "Gaussian moment", refute=False, steps=2 * QUICK
    )
    return claim if is_proved(claim) and not set(claim.domain) - set(domain) else None


def _odd(term: Term) -> Term:
    """The term with erf(-u) written as -erf(u)."""
    args = tuple(map(_odd, term.args))
    term = Term(term.head, args, term.value)
    if term.head == "erf" and str(args[0]).startswith("-"):
        return -call("erf", tidy(-args[0]))
    return term


def _value(found: Term, end: Term | None, side: int) -> Exact | None:
    """What a primitive tends to at an end of its piece."""
    if end is not None:
        return Exact(tidy(_odd(tidy(found.replace({X: end})))), ())
    at = INFINITY if side > 0 else -INFINITY
    core = limit_of(found, X.name, at)
    if core is None:
        return None
    value = tidy(from_json(to_json(core)))
    if value in (INFINITY, -INFINITY):
        return None
    claim = _proved(call("Limit", found, X, at, symbol("both")), value, (), "limit")
    return None if claim is None else Exact(value, (claim,))
