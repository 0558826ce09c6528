"""Expectations under the standard normal distribution, enclosed in a ball.

The line is cut where the pieces of the function meet, the integral over [-T, T] is enclosed by Gauss-Legendre
quadrature with error bounds in the complex plane (Arb), and beyond T a bound of the function, by its
expansion there or by a proof, bounds the rest: with |h(x)| ≤ c xᵐ e^{rx} for x ≥ T and T² ≥ 4 (m/2 + rT)
the tail is at most c Tᵐ e^{rT} · (2/T) e^{-T²/2}/√(2π).

Source: F. Johansson, Numerical integration in arbitrary-precision ball arithmetic, ICMS 2018,
doi:10.1007/978-3-319-96418-8_30.

>>> from derive.language.catalogue import Catalogue
>>> gauss = Gauss.of(Subject.of(Catalogue.load()["relu"]))
>>> gauss.expectation(lambda f, z: f**2).str(20, radius=False)
'0.50000000000000000000'
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import flint
from flint import acb, arb

from derive.checker.terms import Term as Core
from derive.facts.complex_values import NoValue, Values, written
from derive.facts.deciding import survey_of
from derive.facts.segments import Segment, segments, slope
from derive.facts.subject import Subject, X
from derive.language.records import Claim
from derive.language.term import Term, call, derivative, number, relation
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import fraction_of
from derive.survey.constants import Unclear
from derive.survey.pieces import Piece
from derive.survey.places import Number
from derive.survey.survey import Survey
from derive.survey.tails import largest_against

BITS = 160
FAR = 16  # T
FACTOR = 4  # room to spare: what is sharp takes long to prove
SECONDS = 1.0  # for one bound
EVALUATIONS = 16_000
GOAL = arb(10) ** -38
FEW, ROUGH = 64, arb(10) ** -8  # bits and error for what is known otherwise
Integrand = Callable[[acb, acb], acb]  # of the function or its slope, and the variable


@dataclass(frozen=True, slots=True)
class Growth:
    """|h(x)| ≤ factor · |x|^power · exp(rate |x|) beyond FAR on both sides, with its claims."""

    factor: Fraction
    power: int
    rate: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Gauss:
    """A function with its pieces, and bounds of it and of its slope far out."""

    segments: tuple[Segment, ...]
    cores: tuple[tuple[Core, Core], ...]
    growth: Growth
    steepness: Growth
    parameters: Mapping[str, arb] = field(default_factory=dict)

    @staticmethod
    def of(subject: Subject, parameters: Mapping[str, arb] | None = None) -> Gauss | None:
        """None where the pieces, the slope or a bound were not found; ``parameters`` are values of further
        letters.
        """
        found = segments(subject)
        if not found or _gaps(found):
            return None
        try:
            survey = survey_of(subject) if not parameters else None
        except Unclear:
            survey = None
        growth = _growth(subject, survey, 0)
        if growth is None:
            return None
        steepness = _growth(subject, survey, 1)
        try:
            cores = tuple((_core(subject, s.formula), _core(subject, slope(s.formula))) for s in found)
        except ValueError:
            return None
        if steepness is None:
            return None
        return Gauss(found, cores, growth, steepness, parameters or {})

    def expectation(
        self, integrand: Integrand, slope: bool = False, degree: int = 2, rough: bool = False
    ) -> arb | None:
        """E h(f(Z), Z), or E h(f'(Z), Z), for an h of degree ``degree`` at most in f or f', and at most 2
        in Z; ``rough``: to a few digits.
        """
        with flint.ctx.workprec(FEW if rough else BITS):
            total = arb(0)
            for segment, cores in zip(self.segments, self.cores, strict=True):
                part = self._part(segment, cores[slope], integrand, ROUGH if rough else GOAL)
                if part is None:
                    return None
                total += part
            tail = self._tail(self.steepness if slope else self.growth, degree)
            return None if tail is None else total + arb(0, tail)

    def _part(self, segment: Segment, core: Core, integrand: Integrand, goal: arb) -> arb | None:
        low, high = _end(segment.low, -FAR), _end(segment.high, FAR)
        if low is None or high is None:
            return None
        low, high = low.max(arb(-FAR)), high.min(arb(FAR))
        if not low < high:
            return arb(0)
        given = {name: acb(value) for name, value in self.parameters.items()}

        def value(z: acb, analytic: bool) -> acb:
            return integrand(values({**given, X.name: z}, analytic), z) * (-z * z / 2).exp()

        try:
            values = Values(core)
            if not all(value(acb(end), False).is_finite() for end in (low, high)):
                return None  # nor is an interval that ends there
            found = acb.integral(
                value, acb(low), acb(high), rel_tol=goal, abs_tol=goal, eval_limit=EVALUATIONS
            )
        except NoValue:
            return None
        ball = found.real / (2 * arb.pi()).sqrt()
        return ball if ball.is_finite() else None

    def _tail(self, growth: Growth, degree: int) -> arb | None:
        """A bound of what lies beyond FAR, on both sides together."""
        power, rate = degree * growth.power + 2, degree * growth.rate
        if 2 * power + 4 * rate * FAR > FAR * FAR:
            return None
        factor = growth.factor**degree
        far = arb(FAR)
        bound = balls.ball_of(factor) * far**power * (rate * far).exp() * (2 / far) * (-far * far / 2).exp()
        return (2 * bound / (2 * arb.pi()).sqrt()).upper()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The bounds far out."""
        return tuple(dict.fromkeys((*self.growth.claims, *self.steepness.claims)))


def _core(subject: Subject, formula: Term) -> Core:
    try:
        return written(formula)
    except NoValue:
        return subject.core(formula)


def _end(end: Term | None, infinite: int) -> arb | None:
    if end is None:
        return arb(infinite)
    try:
        return balls.value(Subject(end, (), {}).core(end), {}, BITS)
    except balls.NoValue:
        return None


def _gaps(found: tuple[Segment, ...]) -> bool:
    """The pieces do not follow one another from -oo to oo."""
    ends = [s.high for s in found[:-1]] != [s.low for s in found[1:]]
    return ends or found[0].low is not None or found[-1].high is not None


SHAPES = ((0, 0), (1, 0), (2, 0), (4, 0), (0, 1), (1, 1))  # power and rate


def _growth(subject: Subject, survey: Survey | None, order: int) -> Growth | None:
    """The first bound of a list that holds on both sides, of the function or (order 1) of its slope."""
    if survey is not None and (found := _surveyed(survey, order)) is not None:
        return found
    function = derivative(subject.function, X) if order else subject.function
    for power, rate in SHAPES:
        claims = [_bounded(subject, function, (FACTOR, power, rate), side) for side in (1, -1)]
        sure = tuple(claim for claim in claims if claim is not None)
        if len(sure) == 2:
            return Growth(Fraction(FACTOR), power, rate, sure)
    return None


def _surveyed(survey: Survey, order: int) -> Growth | None:
    """A bound by the expansions of the outermost pieces, which hold with their errors from FAR on, or from
    where a sign was found before.
    """
    try:
        ends = [(survey.pieces[k], side) for k, side in ((0, -1), (-1, 1))]
        if not all(_reaches(piece, side) for piece, side in ends):
            return None
        nearer = [min(piece.clear_from(side) or FAR, FAR) for piece, side in ends]
    except Unclear:
        return None
    return _expanded(ends, nearer, order) or _expanded(ends, [FAR, FAR], order)


def _expanded(ends: list[tuple[Piece, int]], starts: list[int], order: int) -> Growth | None:
    try:
        found = [piece.tail(side, start, order) for (piece, side), start in zip(ends, starts, strict=True)]
    except Unclear:
        return None
    tails = [(ring, rows[order]) for ring, rows in found]
    for power, rate in SHAPES:
        try:
            factors = [whole_above(largest_against(ring, tail, power, rate)) for ring, tail in tails]
        except Unclear:
            continue
        return Growth(max(factors), power, rate, ())
    return None


def whole_above(ball: arb) -> Fraction:
    """A whole number that is not below any number in a ball; Unclear where there is none."""
    if not ball.is_finite():
        raise Unclear("a bound that is not finite")
    return Fraction(math.ceil(fraction_of(arb(ball.upper()))))


def _reaches(piece: Piece, side: int) -> bool:
    """The piece is all that lies beyond FAR on a side."""
    inner, outer = piece.end(-side), piece.end(side)
    return bool(outer.infinite) and (bool(inner.infinite) or side * inner.compare(Number.of(side * FAR)) < 0)


def _bounded(subject: Subject, function: Term, shape: tuple[int, int, int], side: int) -> Claim | None:
    """|h| ≤ factor · |x|^power · exp(rate |x|) from FAR on, if no point denies it and it is proved."""
    factor, power, rate = shape
    t = X if side > 0 else -X
    bound = number(factor) * call("pow", t, power) if power else number(factor)
    bound = bound * call("exp", number(rate) * t) if rate else bound
    for k in (1, 2, 5):
        try:
            core = subject.core(bound - call("Abs", function))
            if balls.value(core, {X.name: Fraction(side * FAR * k) + Fraction(1, 97)}, 256) < 0:
                return None
        except balls.NoValue:
            continue
    far = relation(X, ">" if side > 0 else "<", number(side * FAR))
    statement = subject.state(call("Abs", function), "<=", bound, far, kind="bound")
    claim = prove_claim(statement, "Growth", SECONDS, refute=False, steps=QUICK)
    return claim if is_proved(claim) and not set(claim.domain) - {far} else None
