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
from dataclasses import dataclass
from fractions import Fraction

import flint
from flint import arb

from derive.checker.errors import Rejected
from derive.checker.field import Undefined
from derive.checker.point import PointResolver
from derive.checker.terms import Term as Core
from derive.checker.terms import number as core_number
from derive.checker.terms import substitute
from derive.facts.range_values import DIGITS, box_of, decimal, digits_of, inside, shown_place, subject_point
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Status
from derive.language.term import Term, call, from_json, number, relation, symbol
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.claims import is_proved, prove_claim
from derive.proof.constants import BITS, constants_of, fraction_of, identified
from derive.proof.limits import limit_of
from derive.proof.lows import turns
from derive.proof.writing import to_json

SECONDS = 8.0  # for one supremum
NEAR = Fraction(1, 10**53)  # how far apart two enclosing numbers are, relatively
SHORT = Fraction(1, 10**30)  # values this close are candidates for one and the same
SIMPLE = [Fraction(n, 2) for n in range(-16, 17)]
INFINITE: dict[Core, str] = {("oo",): "oo", ("mul", -1, ("oo",)): "-oo"}
JUMPING = frozenset(("Piecewise", "sign", "Heaviside", "LeftDerivative", "RightDerivative"))
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


@dataclass(frozen=True)
class _Candidate:
    """A value that may be the one: its ball, the point where it is met, or the point (or infinity) that x
    tends to and from which side.
    """

    ball: arb
    at: Term | Fraction
    side: str = ""
    value: Term | None = None


class _Extent:
    def __init__(self, subject: Subject, domain: tuple[Term, ...], way: int, seconds: float) -> None:
        self.subject, self.domain, self.way = subject, domain, way
        self.kind = "supremum" if way > 0 else "infimum"
        self.end = time.process_time() + seconds
        self.box = box_of(domain)
        self.core = subject.core(subject.function)
        self.away: list[tuple[Term, str, Term]] = []  # where the function tends to the other infinity
        self.weak, self.strict = ("<=", "<") if way > 0 else (">=", ">")

    def found(self) -> Supremum:
        """The first candidate that is proved, the highest first."""
        ends = list(self._ends())
        for end in ends:
            if isinstance(end, Supremum):
                return end
        limits = [end for end in ends if isinstance(end, _Candidate)]
        inner = sorted(self._inner(), key=lambda c: self.way * float(c.ball.mid()), reverse=True)
        top = max((self._height(c) for c in (*inner, *limits)), default=None)
        if top is None:
            return self._open("no value of the function was found")
        places = [c for c in inner if self._height(c) >= top - SHORT]
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
        return Supremum(self.kind, None, "", None, "", (), Status.OPEN, reason)

    def _height(self, candidate: _Candidate) -> Fraction:
        return self.way * fraction_of(candidate.ball)

    # -- candidates -----------------------------------------------------------------------------------
    def _ends(self) -> Iterator[_Candidate | Supremum]:
        """The limits at open ends and where there is no value; an infinite one settles the question."""
        for at, side in self._approaches():
            value = limit_of(self.core, "x", subject_point(at), side)
            if value is None:
                continue
            term = tidy(from_json(to_json(value)))
            if value not in INFINITE:
                yield _Candidate(balls.value(value, {}, BITS), at, side, term)
            elif (INFINITE[value] == "oo") == (self.way > 0):
                claim = self._limit(at, side, term)
                if is_proved(claim):
                    found = INFINITE[value], False, shown_place(at, side), (claim,)
                    yield Supremum(self.kind, term, *found, Status.PROVED)
            else:
                self.away.append((at, side, term))

    def _approaches(self) -> Iterator[tuple[Term, str]]:
        """What x may tend to without being there."""
        for end, closed, side, infinite in (
            (self.box.lo, self.box.lo_closed, "right", -call("oo")),
            (self.box.hi, self.box.hi_closed, "left", call("oo")),
        ):
            if not closed:
                yield (infinite, "both") if end is None else (number(end), side)
        for q in SIMPLE:
            if inside(self.box, q) and self._value(q) is None:
                yield from ((number(q), side) for side in ("left", "right"))

    def _limit(self, at: Term, side: str, value: Term) -> Claim:
        limit = call("Limit", self.subject.function, X, at, symbol(side))
        return self._prove(limit, "==", value, (), "limit")

    def _inner(self) -> Iterator[_Candidate]:
        """Simple points, and local maxima."""
        ends = [end for end in (self.box.lo, self.box.hi) if end is not None]
        for q in [*sorted(SIMPLE, key=abs), *ends]:
            ball = self._value(q) if inside(self.box, q) else None
            if ball is not None:
                yield _Candidate(ball, number(q))
        for at in turns(self.core, "x", self.box, -self.way):
            ball = self._value(at)
            if ball is not None:
                yield _Candidate(ball, at)

    def _closed(self, value: Fraction, more: Iterator[Core]) -> Term | None:
        term = identified(value, tuple(dict.fromkeys((*more, *constants_of(self.core)))))
        return None if term is None else tidy(from_json(to_json(term)))

    def _value(self, q: Fraction) -> arb | None:
        """A ball for the value at a rational point, also where pieces meet."""
        try:
            return balls.value(PointResolver({"x": core_number(q)}).resolve(self.core), {"x": q}, BITS)
        except (balls.NoValue, Rejected, Undefined):
            return None

    # -- proofs ---------------------------------------------------------------------------------------
    def _prove(self, left: Term, sign: str, right: Term, domain: tuple[Term, ...], kind: str) -> Claim:
        statement = self.subject.state(left, sign, right, *domain, kind=kind)
        return prove_claim(statement, self.kind, max(0.05, self.end - time.process_time()), refute=False)

    def _bound(self, sign: str, value: Term) -> Claim:
        return self._prove(self.subject.function, sign, value, self.domain, "bound")

    def _there(self, at: Term, sign: str, value: Term) -> Claim:
        return self._prove(self.subject.function, sign, value, (relation(X, "==", at),), "value")

    def _maximum(self, candidate: _Candidate) -> Supremum | None:
        """The value is taken at an exact point, and it is a bound."""
        place = candidate.at
        at = place if isinstance(place, Term) else self._closed(place, iter(()))
        if at is None:
            return None
        here = self.subject.core(at)
        value = self._closed(fraction_of(candidate.ball), constants_of(here))
        if value is None and "Derivative" not in self._heads():
            value = tidy(from_json(to_json(substitute(self.core, {"x": here}))))
        if value is None:
            return None
        claims = self._all(lambda: self._there(at, "==", value), lambda: self._bound(self.weak, value))
        if claims is None:
            return None
        return Supremum(self.kind, value, digits_of(value, candidate.ball), True, at, claims, Status.PROVED)

    def _approached(self, candidate: _Candidate) -> Supremum | None:
        """The value is a limit, and a bound that is not taken."""
        value, at, side = candidate.value, candidate.at, candidate.side
        if value is None or not isinstance(at, Term):
            return None
        claims = self._all(lambda: self._limit(at, side, value), lambda: self._bound(self.strict, value))
        if claims is None:
            return None
        shown = digits_of(value, candidate.ball), False, shown_place(at, side), claims
        return Supremum(self.kind, value, *shown, Status.PROVED)

    def _enclosed(self, candidate: _Candidate, limits: list[_Candidate]) -> Supremum | None:
        """Two numbers around the value, one a bound, the other exceeded at a point."""
        at = (
            candidate.at.number
            if isinstance(candidate.at, Term) and candidate.at.is_number()
            else candidate.at
        )
        if not isinstance(at, Fraction):
            return None
        at = Fraction(round(at * 2**190), 2**190)
        ball = self._value(at)
        if ball is None:
            return None
        middle = fraction_of(ball)
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

    def _is_attained(
        self, inner: Fraction, limits: list[_Candidate]
    ) -> tuple[bool | None, tuple[Claim, ...]]:
        """A continuous function attains what it does not approach at an end that is left out."""
        ends = len(limits) + len(self.away)
        heads = self._heads()
        jumping = heads & JUMPING or ("Derivative" in heads and heads & FOLDING)
        if jumping or ends != 2 - self.box.lo_closed - self.box.hi_closed:
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

    def _heads(self) -> frozenset[str]:
        """The heads of the function with its definitions written out."""
        found, stack = set(), [self.core]
        while stack:
            node = stack.pop()
            if isinstance(node, tuple):
                found.add(node[0])
                stack.extend(node[1:])
        return frozenset(found)

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
