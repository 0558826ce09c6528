"""Suprema and infima over all of R or an interval: the value, whether it is attained, and where; with proof.

A candidate is found by balls and by limits. It counts when the prover shows it: an exact maximum M by f ≤ M
everywhere and f(c) = M; a supremum that is not attained by f < M and the limit M at an end; else M is
enclosed between two rational numbers by f ≤ b everywhere and f(c) ≥ a. Each of these is a certificate.

>>> from derive.language.catalogue import Catalogue
>>> lowest = infimum(Subject.of(Catalogue.load()["silu"]))
>>> str(lowest.value), str(lowest.at), lowest.attained, lowest.digits[:22]
('-LambertW(exp(-1))', '-1 - LambertW(exp(-1))', True, '-0.2784645427610737951')
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

import flint

from derive.checker.terms import DERIVATIVES, substitute
from derive.checker.terms import Term as Core
from derive.facts.candidates import JUMPING, Candidate, Candidates
from derive.facts.range_values import DIGITS, box_of, decimal, digits_of, shown_place
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Status
from derive.language.term import Term, call, from_json, number, relation, symbol
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.claims import is_proved, prove_claim
from derive.proof.constants import BITS, constants_of
from derive.proof.limits import limit_of
from derive.proof.lows import fraction
from derive.proof.writing import to_json

SECONDS = 8.0  # for one supremum
NEAR = Fraction(1, 10**53)  # how far apart two enclosing numbers are, relatively
SHORT = Fraction(1, 10**30)  # values this close are candidates for one and the same
INFINITE: dict[Core, str] = {("oo",): "oo", ("mul", -1, ("oo",)): "-oo"}
FOLDING = frozenset(("Abs", "Max", "Min"))  # continuous, but for their derivatives


@dataclass(frozen=True, slots=True)
class Supremum:
    """The supremum (or infimum) of a function, as far as it is known.

    ``value`` is the exact value as a term (an infinite one is ``oo`` or ``-oo``), None where only digits are
    known; ``digits`` are decimals of which every one is guaranteed. ``attained`` is None where that is open;
    ``at`` says where it is attained, or which end the function approaches it at: exactly where ``value`` is
    exact, else in digits. ``claims`` are the statements that prove it; ``reason`` says why it is open.
    """

    kind: str
    value: Term | None
    digits: str
    attained: bool | None
    at: Term | str
    claims: tuple[Claim, ...]
    status: Status
    reason: str = ""


def supremum(subject: Subject, domain: Sequence[Term] = (), seconds: float = SECONDS) -> Supremum:
    """The supremum over the values of x that satisfy the relations of a domain (none: all of R).

    Raises ValueError for a domain that is not made of relations between x and rational numbers.
    """
    return _Extent(subject, tuple(domain), 1, seconds).found()


def infimum(subject: Subject, domain: Sequence[Term] = (), seconds: float = SECONDS) -> Supremum:
    """The infimum, in the same way."""
    return _Extent(subject, tuple(domain), -1, seconds).found()


def opened(kind: str, reason: str) -> Supremum:
    """What is said where nothing is known."""
    return Supremum(kind, None, "", None, "", (), Status.OPEN, reason)


class _Extent:
    def __init__(self, subject: Subject, domain: tuple[Term, ...], way: int, seconds: float) -> None:
        self.subject, self.domain, self.way = subject, domain, way
        self.kind = "supremum" if way > 0 else "infimum"
        self.end = time.process_time() + seconds
        self.box = box_of(domain)
        self.core = subject.core(subject.function)
        self.candidates = Candidates(self.core, self.box, way)
        self.away: list[tuple[Term, str, Term]] = []  # where the function tends to the other infinity
        self.weak, self.strict = ("<=", "<") if way > 0 else (">=", ">")

    def found(self) -> Supremum:
        """The first candidate that is proved, the highest first."""
        limits: list[Candidate] = []
        for end in self._ends():
            if isinstance(end, Supremum):
                return end
            limits.append(end)
        inner = list(self.candidates.inner())
        top = max((self._height(c) for c in (*inner, *limits)), default=None)
        if top is None:
            return self._open("no value of the function was found")
        places = sorted((c for c in inner if self._height(c) >= top - SHORT), key=_simplicity)
        for candidate in places[:2]:
            if (known := self._maximum(candidate)) is not None:
                return known
        for candidate in limits:
            if self._height(candidate) >= top - SHORT and (known := self._approached(candidate)) is not None:
                return known
        for candidate in places[:1]:
            if (known := self._enclosed(candidate, limits)) is not None:
                return known
        return self._open("no candidate was proved")

    def _open(self, reason: str) -> Supremum:
        reason = "time" if time.process_time() > self.end else reason
        return opened(self.kind, reason)

    def _height(self, candidate: Candidate) -> Fraction:
        return self.way * fraction(candidate.ball)

    # -- candidates -----------------------------------------------------------------------------------
    def _ends(self) -> Iterator[Candidate | Supremum]:
        """The limits at open ends and where there is no value; an infinite one settles the question."""
        for at, side in self.candidates.approaches():
            value = limit_of(self.core, "x", at, side)
            if value is None:
                continue
            term = tidy(from_json(to_json(value)))
            if value not in INFINITE:
                yield from self._limits(value, at, side, term)
            elif (INFINITE[value] == "oo") == (self.way > 0):
                claim = self._limit(at, side, term)
                if is_proved(claim):
                    found = INFINITE[value], False, shown_place(at, side), (claim,)
                    yield Supremum(self.kind, term, *found, Status.PROVED)
            else:
                self.away.append((at, side, term))

    def _limits(self, value: Core, at: Term, side: str, term: Term) -> Iterator[Candidate]:
        """The candidate, if its value is a number of moderate size."""
        with suppress(balls.NoValue):
            yield Candidate(balls.value(value, {}, BITS), at, side, term)

    def _limit(self, at: Term, side: str, value: Term) -> Claim:
        limit = call("Limit", self.subject.function, X, at, symbol(side))
        return self._prove(limit, "==", value, (), "limit")

    # -- proofs ---------------------------------------------------------------------------------------
    def _prove(self, left: Term, sign: str, right: Term, domain: tuple[Term, ...], kind: str) -> Claim:
        statement = self.subject.state(left, sign, right, *domain, kind=kind)
        return prove_claim(statement, self.kind, max(0.05, self.end - time.process_time()), refute=False)

    def _bound(self, sign: str, value: Term) -> Claim:
        return self._prove(self.subject.function, sign, value, self.domain, "bound")

    def _there(self, at: Term, sign: str, value: Term) -> Claim:
        return self._prove(self.subject.function, sign, value, (relation(X, "==", at), *self.domain), "value")

    def _maximum(self, candidate: Candidate) -> Supremum | None:
        """The value is taken at an exact point, and it is a bound."""
        place = candidate.at
        at = place if isinstance(place, Term) else self.candidates.closed(place)
        if at is None:
            return None
        here, middle = self.subject.core(at), fraction(candidate.ball)
        there = substitute(_underived(self.core), {"x": here})
        value = self.candidates.closed(middle, constants_of(here))
        if value is None and "Derivative" in self.candidates.heads:
            value = self.candidates.closed(middle, constants_of(there))
        elif value is None:
            value = tidy(from_json(to_json(there)))
        if value is None:
            return None
        claims = self._all(lambda: self._there(at, "==", value), lambda: self._bound(self.weak, value))
        if claims is None:
            return None
        return Supremum(self.kind, value, digits_of(value, candidate.ball), True, at, claims, Status.PROVED)

    def _approached(self, candidate: Candidate) -> Supremum | None:
        """The value is a limit, and a bound that is not taken."""
        value, at, side = candidate.value, candidate.at, candidate.side
        if value is None or not isinstance(at, Term):
            return None
        claims = self._all(lambda: self._limit(at, side, value), lambda: self._bound(self.strict, value))
        if claims is None:
            return None
        shown = digits_of(value, candidate.ball), False, shown_place(at, side), claims
        return Supremum(self.kind, value, *shown, Status.PROVED)

    def _enclosed(self, candidate: Candidate, limits: list[Candidate]) -> Supremum | None:
        """Two numbers around the value, one a bound, the other exceeded at a point."""
        at = (
            candidate.at.number
            if isinstance(candidate.at, Term) and candidate.at.is_number()
            else candidate.at
        )
        if not isinstance(at, Fraction):
            return None
        at = Fraction(round(at * 2**190), 2**190)
        ball = self.candidates.value(at)
        if ball is None:
            return None
        middle = fraction(ball)
        inner, outer = (decimal(middle + k * self.way * NEAR * max(abs(middle), NEAR)) for k in (-1, 1))
        claims = self._all(
            lambda: self._there(number(at), ">=" if self.way > 0 else "<=", number(inner)),
            lambda: self._bound(self.weak, number(outer)),
        )
        if claims is None:
            return None
        with flint.ctx.workprec(BITS):
            digits = str(balls.ball_of(inner).union(balls.ball_of(outer)).str(DIGITS, radius=False))
            place = str(balls.ball_of(at).str(25, radius=False))
        attained, more = self._is_attained(inner, limits) if not claims[1].domain else (None, ())
        return Supremum(self.kind, None, digits, attained, place, (*claims, *more), Status.ENCLOSED)

    def _is_attained(self, inner: Fraction, limits: list[Candidate]) -> tuple[bool | None, tuple[Claim, ...]]:
        """A continuous function attains what it does not approach at an end that is left out."""
        left_out = {at for at, _ in self.candidates.open_ends()}
        heads = self.candidates.heads
        jumping = heads & JUMPING or ("Derivative" in heads and heads & FOLDING)
        if jumping or left_out - {limit.at for limit in limits} - {at for at, *_ in self.away}:
            return None, ()
        claims = [self._limit(*end) for end in self.away]
        for limit in limits:
            if (
                limit.value is None
                or not isinstance(limit.at, Term)
                or self._height(limit) >= self.way * inner
            ):
                return None, ()
            claims.append(self._limit(limit.at, limit.side, limit.value))
        return (True, tuple(claims)) if all(map(is_proved, claims)) else (None, ())

    def _all(self, *proofs: Callable[[], Claim]) -> tuple[Claim, ...] | None:
        """The claims, if every one is proved (and time is left for each)."""
        claims: list[Claim] = []
        for proof in proofs:
            if time.process_time() > self.end:
                return None
            claim = proof()
            if not is_proved(claim):
                return None
            claims.append(claim)
        return tuple(claims)


def _simplicity(candidate: Candidate) -> tuple[bool, Fraction]:
    """Short fractions first, then what is near to 0."""
    return isinstance(candidate.at, Fraction), abs(candidate.near)


def _underived(core: Core) -> Core:
    """The term with what is derived in the place of its derivatives: it has constants of the same kind."""
    if not isinstance(core, tuple):
        return core
    if core[0] in DERIVATIVES:
        return _underived(core[1])
    return (core[0], *map(_underived, core[1:]))
