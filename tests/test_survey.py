"""The survey's parts against mpmath: constants, bounds of growth, tails with their errors, zeros."""

from __future__ import annotations

import random
from fractions import Fraction

import mpmath as mp
import pytest

from benchmarks.prove.values import Walk
from derive.language.grammar import parse
from derive.survey import balls
from derive.survey.constant_functions import applied
from derive.survey.constants import Constant, Unclear
from derive.survey.growth import Monomial, Part, Threshold
from derive.survey.isolation import simplest
from derive.survey.jets import ConstantRing, Evaluation
from derive.survey.pieces import INFINITY, MINUS_INFINITY, Piece
from derive.survey.signs import signs
from derive.survey.survey import Survey
from derive.survey.tail_jets import Tails
from derive.survey.tails import Ring, Tail
from derive.survey.waves import steady
from derive.survey.written import term_of

TERMS = [
    "1/(1 + exp(-x))", "x/(1 + exp(-x))", "x*tanh(log(1 + exp(x)))", "x*(1 + erf(x/sqrt(2)))/2",
    "log(1 + x**2)", "x/sqrt(1 + x**2)", "atan(x)*exp(-x/3)", "log(2 + exp(-x)) + sqrt(x**2 + 3)",
    "x + sin(x)/2", "exp(-exp(-x/4))", "log(x**2)*x", "log(1 + log(x**2)**2)", "log(log(x**2))",
    "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))", "1/(pi + atan(x))", "cosh(1/x)",
    "x**7/(1 + x**6) - x",
]  # fmt: skip


JETS = {
    "tanh(x)": mp.tanh, "sech(x)": mp.sech, "sinh(x)": mp.sinh, "cosh(x)": mp.cosh, "asinh(x)": mp.asinh,
    "erf(x)": mp.erf, "erfc(x)": mp.erfc, "exp(-x)": lambda x: mp.exp(-x), "atan(x)": mp.atan,
    "asin(x/9)": lambda x: mp.asin(x / 9), "sin(x)*cos(x)": lambda x: mp.sin(x) * mp.cos(x),
    "tan(x/9)": lambda x: mp.tan(x / 9), "LambertW(x + 5)": lambda x: mp.lambertw(x + 5).real,
    "log(x + 5)": lambda x: mp.log(x + 5), "sqrt(x + 5)": lambda x: mp.sqrt(x + 5),
    "(x + 5)**(-1/2)": lambda x: 1 / mp.sqrt(x + 5), "(x + 5)**(7/3)": lambda x: (x + 5) ** (mp.mpf(7) / 3),
    "(x + 5)**(-3)": lambda x: (x + 5) ** -3, "pi*x**3 + E": lambda x: mp.pi * x**3 + mp.e,
    "atanh(x/9)": lambda x: mp.atanh(x / 9), "x**70": lambda x: x**70,
}  # fmt: skip


def value(ball: object) -> mp.mpf:
    return mp.mpf(str(ball.str(60, radius=False)))  # type: ignore[attr-defined]


def monomial(m: Monomial, y: mp.mpf) -> mp.mpf:
    total = mp.exp(mp.fsum(value(c.ball) * monomial(n, y) for c, n in m.exponent))
    for k, a in m.powers:
        base = y
        for _ in range(k):
            base = mp.log(base)
        total *= base ** (mp.mpf(a.numerator) / a.denominator)
    return total


@pytest.mark.parametrize("text", TERMS)
@pytest.mark.parametrize("side", [-1, 1])
def test_a_tail_is_within_its_error_of_the_function(text: str, side: int) -> None:
    """At random points beyond the threshold, for the function and its first two derivatives."""
    rng, term = random.Random(text), parse(text)
    for start in (4, 8):
        ring = Ring(Threshold(Fraction(start)), 5)
        x = ring.times(ring.variable(), Fraction(side))
        try:
            jet = Evaluation(Tails(ring), [x, ring.one], 2)(term)
        except Unclear:
            continue
        with mp.workdps(120):
            for y in [mp.mpf(start) * (1 + mp.mpf(rng.random()) * k) for k in (0, 1, 4)]:
                found = mp.taylor(lambda v: Walk({"x": v})(term), side * y, 2)
                for exact, tail in zip(found, jet, strict=False):
                    _within(tail, exact, y)


def _within(tail: Tail, exact: mp.mpf, y: mp.mpf) -> None:
    said = mp.fsum(value(c.ball) * monomial(m, y) for c, m in tail.parts)
    error = value(tail.error[0]) * monomial(tail.error[1], y) if tail.error else 0
    rounding = mp.mpf("1e-25") * abs(exact) + mp.mpf("1e-40")  # that of mpmath's differences
    assert abs(exact - said) <= error * (1 + mp.mpf("1e-20")) + rounding


def test_a_ceiling_is_a_bound_from_the_threshold_on() -> None:
    rng = random.Random(1)
    y = Monomial(((0, Fraction(1)),))
    for _ in range(150):
        a, b, c = (Fraction(rng.randint(-6, 6), rng.randint(1, 3)) for _ in range(3))
        m = Monomial(
            tuple((k, q) for k, q in ((0, a), (1, b)) if q), (Part(Constant.of(-abs(c)), y),) if c else ()
        )
        start = Fraction(rng.randint(2, 20))
        try:
            bound = value(Threshold(start).ceiling(m))
        except Unclear:
            continue
        for k in range(30):
            at = mp.mpf(start.numerator) / start.denominator * mp.mpf("1.2") ** k
            assert monomial(m, at) <= bound * (1 + mp.mpf("1e-12"))


@pytest.mark.parametrize("text", [
    "sqrt(2)*sqrt(6) - 2*sqrt(3)", "exp(log(2)/2) - sqrt(2)", "log(6) - log(2) - log(3)",
    "sin(pi/4)**2 - 1/2", "(1 + sqrt(5))**2/4 - (1 + sqrt(5))/2 - 1", "4*atan(1) - pi", "exp(1)*exp(-1) - 1",
    "erf(1/3) + erf(-1/3)", "cos(5*pi/6) + sqrt(3)/2", "sqrt(2/pi)*sqrt(pi/2) - 1", "8**(1/3) - 2",
    "sin(7*pi/6) + 1/2",
])  # fmt: skip
def test_constants_that_are_zero_are_seen_to_be(text: str) -> None:
    assert ConstantRing.value(parse(text)).is_zero()


@pytest.mark.parametrize("text", [
    "sqrt(2 + sqrt(3)) - exp(1/3)", "log(1 + sqrt(2))*pi", "(pi - 3)**(-2/3)", "sin(1)**2 - cos(2)",
    "asin(1/3)",
    "erf(sqrt(2))/3", "(1 - sqrt(2))**3", "exp(-sqrt(pi))", "LambertW(exp(-1))",
])  # fmt: skip
def test_constants_have_the_right_value(text: str) -> None:
    found = ConstantRing.value(parse(text))
    with mp.workdps(60):
        for term in (parse(text), term_of(found)):
            assert abs(value(found.ball) - Walk({})(term)) < mp.mpf("1e-50")


def test_a_function_outside_its_domain_has_no_value() -> None:
    for kind, q in (("log", -1), ("log", 0), ("asin", 2)):
        with pytest.raises(Unclear):
            applied(kind, Constant.of(q))
    with pytest.raises(Unclear):
        Constant.of(-2).power(Fraction(1, 2))
    with pytest.raises(Unclear):
        Constant.of(0).power(Fraction(-1))


def test_the_simplest_fraction_between_two() -> None:
    rng = random.Random(2)
    for _ in range(200):
        lo = Fraction(rng.randint(-500, 500), rng.randint(1, 90))
        hi = lo + Fraction(1, rng.randint(1, 400))
        found = simplest(lo, hi)
        shortest = next(d for d in range(1, 1000) if -(-lo.numerator * d // lo.denominator) <= hi * d)
        assert lo <= found <= hi
        assert found.denominator == shortest


def test_zeros_of_polynomials_with_known_roots() -> None:
    """Simple, double and triple roots, close together and far apart."""
    rng = random.Random(3)
    for _ in range(25):
        roots = sorted({Fraction(rng.randint(-60, 60), rng.choice((1, 2, 3, 8))) for _ in range(3)})
        powers = [rng.randint(1, 3) for _ in roots]
        text = "*".join(f"(x - ({r}))**{p}" for r, p in zip(roots, powers, strict=True))
        found = signs(Piece(MINUS_INFINITY, INFINITY, parse(text)), 0)
        assert [s.hi.rational for s in found[:-1]] == roots
        expected = [1]
        for p in reversed(powers):
            expected.append(expected[-1] * (-1) ** p)
        assert [s.sign for s in reversed(found)] == expected


@pytest.mark.parametrize(("text", "ends"), [
    ("Max(0, x)", ["-oo", "0", "oo"]), ("Abs(Abs(x) - 1)", ["-oo", "-1", "0", "1", "oo"]),
    ("log(x)", ["0", "oo"]), ("sqrt(4 - x**2)", ["-2", "2"]),
    ("Piecewise((log(x), x > 0), (0, True))", ["-oo", "0", "oo"]),
    ("Min(x, 1, -x)", ["-oo", "0", "oo"]), ("1/(x**2 - 1/4)", ["-oo", "-0.5", "0.5", "oo"]),
])  # fmt: skip
def test_pieces(text: str, ends: list[str]) -> None:
    found = Survey.of(parse(text)).pieces
    assert [found[0].lo.decimal(), *(c.hi.decimal() for c in found)] == ends


@pytest.mark.parametrize(
    "text", ["x + sin(3*x)**2/3", "cos(x/2)*sin(x/3)", "exp(sin(x)) - 2*x", "tanh(cos(pi*x))"]
)
def test_a_wave_repeats_after_its_period(text: str) -> None:
    term = parse(text)
    wave = steady(term)
    assert wave is not None
    with mp.workdps(50):
        period, slope = value(wave.period.ball), value(wave.slope.ball)
        for x in (mp.mpf("0.3"), mp.mpf("-2.7"), mp.mpf("11.1")):
            apart = Walk({"x": x + period})(term) - Walk({"x": x})(term)
            assert abs(apart - slope * period) < mp.mpf("1e-45")


@pytest.mark.parametrize(
    "text", ["x*cos(x)", "sin(x**2)", "sin(x) + sin(sqrt(2)*x)", "x**2", "exp(-x)*sin(x)"]
)
def test_what_is_no_wave_is_none(text: str) -> None:
    assert steady(parse(text)) is None


@pytest.mark.parametrize("text", JETS)
def test_jets_in_balls(text: str) -> None:
    """Taylor coefficients at a point, and over an interval those at each point of it."""
    term, dice = parse(text), random.Random(text)
    for _ in range(4):
        middle = Fraction(dice.randint(-4000, 4000), 1000)
        for width in (Fraction(0), Fraction(1, 50)):
            at = middle + width * Fraction(dice.randint(-9, 9), 9)
            over = balls.interval(middle - width, middle + width)
            with mp.workdps(120):
                right = mp.taylor(JETS[text], mp.mpf(at.numerator) / at.denominator, 6)
            with mp.workdps(50):
                for ball, exact in zip(balls.jet(term, over, 6), right, strict=True):
                    room = mp.mpf(10) ** -40 * (1 + abs(exact))
                    centre, radius = value(ball.mid()), value(ball.rad())
                    assert abs(centre - exact) <= radius + room
                    assert width or radius < room


@pytest.mark.parametrize("text", ["1/x", "log(x)", "sqrt(x)", "tanh(1/x)", "x**(-3/2)", "asin(5*x)"])
def test_no_ball_where_there_is_no_value(text: str) -> None:
    with pytest.raises(Unclear):
        balls.jet(parse(text), balls.interval(Fraction(-1, 3), Fraction(1, 2)), 1)
