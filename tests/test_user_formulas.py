"""Functions that are not in the catalogue, through the same path as those that are."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial

import mpmath as mp
import pytest
from mp_values import NoValue, derivative, holds, near, rationals, value

from derive.checker import check
from derive.language.catalogue import Catalogue
from derive.language.records import Activation, Claim, Definition, Status
from derive.language.term import Term
from derive.steps import Derivation
from derive.symbolic import derivation

CATALOGUE = Catalogue.load()
SECONDS = 5.0


@dataclass(frozen=True)
class Formula:
    """A formula with what is assumed of its letters, and what is known of it by hand.

    ``kinks``: points with a slope from both sides where the two differ; ``smooth``: points where pieces
    meet without a corner; ``jumps``: points with a missing slope; ``outside``: where there is no derivative
    at all (a point for each reason).
    """

    text: str
    assume: tuple[str, ...] = ()
    kinks: tuple[str, ...] = ()
    smooth: tuple[str, ...] = ()
    jumps: tuple[str, ...] = ()
    open: bool = False


F = Formula
FORMULAS = {
    # rectifiers and hard functions
    "relu6": F("Min(Max(x, 0), 6)", kinks=("0", "6")),
    "hardswish": F("x*Min(Max(x + 3, 0), 6)/6", kinks=("-3", "3")),
    "hardsigmoid": F("Max(0, Min(1, x/6 + 1/2))", kinks=("-3", "3")),
    "selu": F(
        "1.0507009873554805*Piecewise((x, x > 0), (1.6732632423543772*(exp(x) - 1), True))", kinks=("0",)
    ),
    "celu": F("Max(0, x) + Min(0, a*(exp(x/a) - 1))", ("a > 0",), smooth=("0",)),
    "softshrink": F(
        "Piecewise((x - l, x > l), (x + l, x < -l), (0, True))", ("l > 0",), kinks=("-l", "l")
    ),
    "hardshrink": F("Piecewise((x, x > 1/2), (x, x < -1/2), (0, True))", jumps=("-1/2", "1/2")),
    "hardshrink_l": F("Piecewise((x, x > l), (x, x < -l), (0, True))", ("l > 0",), jumps=("-l", "l")),
    "threshold": F("Piecewise((x, x > t), (0, True))", ("t > 0",), jumps=("t",)),
    "two_slopes": F("Max(x, a*x)", kinks=("0",)),
    "rrelu": F("Max(0, x) - a*Max(0, -x)", kinks=("0",)),
    "squared_relu": F("Max(x, 0)**2", smooth=("0",)),
    "tent": F("Max(0, 1 - Abs(x))", kinks=("-1", "0", "1")),
    "shelf": F("Piecewise((x, x > a), (a, True))", kinks=("a",)),
    "isrlu": F("Piecewise((x, x >= 0), (x/sqrt(1 + a*x**2), True))", ("a > 0",), smooth=("0",)),
    "elish": F(
        "Piecewise((x*sigmoid(x), x >= 0), ((exp(x) - 1)*sigmoid(x), True))", smooth=("0",)
    ),
    "cases": F("Piecewise((x**2, x < 0), (x, x < 1), (2*x - 1, True))", kinks=("0", "1")),
    # smooth ones
    "mish": F("x*tanh(log(1 + exp(x)))"),
    "logsigmoid": F("log(1/(1 + exp(-x)))"),
    "squareplus": F("(x + sqrt(x**2 + b))/2", ("b > 0",)),
    "gelu_tanh": F("x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))/2"),
    "tanhshrink": F("x - tanh(x)"),
    "bell": F("exp(-x**2)"),
    "wave": F("sin(x) + x"),
    "snake": F("x + sin(a*x)**2/a", ("a > 0",)),
    "growing_cosine": F("x*cos(x)"),
    "bent": F("(sqrt(x**2 + 1) - 1)/2 + x"),
    "isru": F("x/sqrt(1 + a*x**2)", ("a > 0",)),
    "arctangent": F("atan(x)"),
    "arsinh": F("asinh(x)"),
    "lambert_exp": F("LambertW(exp(x))"),
    "serf": F("x*erf(log(1 + exp(x)))"),
    "erfc_times": F("x*erfc(x)"),
    "dilog": F("polylog(2, -exp(x))"),
    "cube": F("x**3"),
    "power_of_a": F("a**x", ("a > 0",)),
    "constant": F("3"),
    # functions of the catalogue inside
    "silu_sigmoid": F("silu(x)*sigmoid(x)"),
    "phish": F("x*tanh(gelu(x))"),
    "logish": F("x*log(1 + sigmoid(x))"),
    "relu_of_relu": F("relu(x - relu(x - 1))", kinks=("0", "1")),
    # half lines and poles
    "root": F("sqrt(x)"),
    "logarithm": F("log(x)"),
    "entropy": F("x*log(x)"),
    "reciprocal": F("1/x"),
    "power": F("x**a"),
    "arcsine": F("asin(x)"),
    "iterated_log": F("log(log(x))"),
    "tangent": F("tan(x)"),
    # corners and jumps
    "absolute": F("Abs(x)", kinks=("0",)),
    "signed_square": F("x*Abs(x)", smooth=("0",)),
    "laplace": F("exp(-Abs(x))", kinks=("0",)),
    "parabolas": F("Abs(x**2 - 1)", kinks=("-1", "1")),
    "roots_of_2": F("Max(x**2 - 2, 0)", kinks=("-sqrt(2)", "sqrt(2)")),
    "late_exp": F("Max(exp(x) - 2, 0)", kinks=("log(2)",)),
    "step": F("Heaviside(x)", jumps=("0",)),
    "sign": F("sign(x)", jumps=("0",)),
    "spike": F("Piecewise((1, x == 0), (0, True))", jumps=("0",)),
    "half_step": F("Piecewise((1, x > 0), (a, True))", jumps=("0",)),
    "half_pole": F("Piecewise((1/x, x > 0), (0, True))", jumps=("0",)),
    "cusp": F("sqrt(Abs(x))", jumps=("0",)),
    "no_corner": F("Max(x**2, 0)"),
    "waves": F("Max(sin(x), 0)"),
    "golden_ratio": F("Max(x, 1 - x**2)", kinks=("(-1 - sqrt(5))/2", "(sqrt(5) - 1)/2")),
    "half_tanh": F("Max(0, tanh(x))", kinks=("0",)),
    "log_corner": F("Max(log(x), 0)", kinks=("1",)),
    "touching": F("Max(x, exp(x) - 1)"),
    "decimal_gate": F("x/(1 + exp(-1.702*x))"),
    "smish": F("x*tanh(log(1 + sigmoid(x)))"),
    "lambert": F("LambertW(x)"),
    # what the prover cannot do: a definition that is a derivative
    "derivative": F("Derivative(sigmoid(x), x)", open=True),
}  # fmt: skip


@cache
def derived(name: str) -> tuple[Activation, Derivation, float]:
    formula = FORMULAS[name]
    act = CATALOGUE.anonymous(formula.text, formula.assume)
    start = time.process_time()
    return act, derivation(act), time.process_time() - start


def claims(d: Derivation) -> list[Claim]:
    out = [d.claim, *([d.self_form] if d.self_form else [])]
    out += [step.claim for branch in d.branches for step in branch.steps]
    out += [branch.self_form for branch in d.branches if branch.self_form]
    out += [claim for kink in d.kinks for claim in (kink.left_claim, kink.right_claim)]
    for jump in d.jumps:
        out += [limit.claim for limit in (jump.left, jump.right) if limit is not None]
        out += [jump.value_claim] if jump.value_claim is not None else []
    return out


@pytest.mark.parametrize("name", list(FORMULAS))
def test_derived_in_time_and_every_claim_proved_or_open_with_a_reason(name: str) -> None:
    _, d, seconds = derived(name)
    assert seconds < SECONDS
    statuses = set()
    for claim in claims(d):
        statuses.add(claim.status)
        if claim.status is Status.PROVED:
            assert check(claim.evidence["certificate"]).verdict == "proved"
            assert claim.evidence["certificate"]["statement"] == claim.statement.json()
        else:
            assert len(str(claim.evidence["reason"])) > 10
    assert (Status.OPEN in statuses) == FORMULAS[name].open


def numbers(act: Activation, rng: random.Random) -> dict[str, mp.mpf]:
    """Random values of x and of the parameters, the latter in their domain."""
    while True:
        at = {n: rationals(rng, -3, 3) for n in (p.name for p in act.parameters)}
        at["x"] = rationals(rng, -8, 8)
        found = {name: mp.mpf(q.numerator) / q.denominator for name, q in at.items()}
        if all(holds(condition, found) for condition in act.hypotheses):
            return found


def evaluated(term: Term, at: dict[str, mp.mpf]) -> mp.mpf | None:
    try:
        return value(term, at, CATALOGUE.definitions(term))
    except (NoValue, OverflowError, ZeroDivisionError):
        return None


@pytest.mark.parametrize("name", list(FORMULAS))
def test_the_derivative_is_that_of_the_numbers(name: str) -> None:
    act, d, _ = derived(name)
    rng, compared, pieces = random.Random(name), 0, set[int]()
    with mp.workdps(50):
        for _ in range(300):
            if compared >= 15 and len(pieces) == len(d.branches):
                return
            at = numbers(act, rng)
            inside = [
                n for n, b in enumerate(d.branches) if all(_true(condition, at) for condition in b.domain)
            ]
            result = evaluated(d.derivative, at)
            slope = _slope(act, at)
            if slope is None:
                assert not inside, f"no slope at {at}"
                continue
            assert inside, f"a point in no piece: {at}"
            assert result is not None and mp.almosteq(result, slope, 1e-22, 1e-22)
            pieces.update(inside)
            for n in inside:
                piece = evaluated(d.branches[n].piece, at)
                assert piece is not None and mp.almosteq(piece, evaluated(act.formula, at), 1e-40, 1e-40)
            compared += 1
    raise AssertionError(f"met {compared} points with a slope, and the pieces {pieces}")


def _true(condition: Term, at: dict[str, mp.mpf]) -> bool:
    try:
        return holds(condition, at)
    except NoValue:
        return False


def _slope(act: Activation, at: dict[str, mp.mpf]) -> mp.mpf | None:
    definitions = CATALOGUE.definitions(act.formula)
    try:
        return derivative(lambda x: value(act.formula, {**at, "x": x}, definitions), at["x"])
    except (NoValue, OverflowError, ZeroDivisionError):
        return None


@pytest.mark.parametrize("name", list(FORMULAS))
def test_kinks_and_jumps_are_at_the_right_places(name: str) -> None:
    formula, (_, d, _) = FORMULAS[name], derived(name)
    assert [str(k.at) for k in d.kinks if k.differentiable is not True] == list(formula.kinks)
    assert [str(k.at) for k in d.kinks if k.differentiable is True] == list(formula.smooth)
    assert [str(jump.at) for jump in d.jumps] == list(formula.jumps)


CORNERS = [name for name in FORMULAS if FORMULAS[name].kinks or FORMULAS[name].smooth]


@pytest.mark.parametrize("name", CORNERS)
def test_one_sided_slopes_are_those_of_the_numbers(name: str) -> None:
    act, d, _ = derived(name)
    definitions, rng = CATALOGUE.definitions(act.formula), random.Random(name)
    with mp.workdps(50):
        for kink in d.kinks:
            at = numbers(act, rng)
            c = value(kink.at, at)
            for side, slope in ((-1, kink.left), (1, kink.right)):
                f = partial(_of_x, act.formula, at, definitions)
                seen = derivative(f, c, 1, side)
                assert mp.almosteq(seen, value(slope, at), 1e-20, 1e-20)
            differ = not near(value(kink.left, at) - value(kink.right, at))
            smooth = kink.differentiable
            assert differ != (smooth if isinstance(smooth, bool) else holds(smooth, at))


def _of_x(formula: Term, at: dict[str, mp.mpf], definitions: tuple[Definition, ...], x: mp.mpf) -> mp.mpf:
    return value(formula, {**at, "x": x}, definitions)


JUMPS = [name for name in FORMULAS if FORMULAS[name].jumps]


@pytest.mark.parametrize("name", JUMPS)
def test_limits_at_jumps_are_those_of_the_numbers(name: str) -> None:
    act, d, _ = derived(name)
    rng = random.Random(name)
    with mp.workdps(50):
        for jump in d.jumps:
            at = numbers(act, rng)
            c = value(jump.at, at)
            seen = [value(act.formula, {**at, "x": c + side * mp.mpf("1e-24")}) for side in (-1, 1)]
            for limit, number in zip((jump.left, jump.right), seen, strict=True):
                assert limit is None or mp.almosteq(value(limit.value, at), number, 1e-20, 1e-20)
            there = evaluated(act.formula, {**at, "x": c})
            assert (jump.value is None) == (there is None)
            assert jump.value is None or near(value(jump.value, at) - there)
            together = max([*seen, there]) - min([*seen, there]) < 1e-10
            if jump.continuous is not None:
                proved = jump.continuous
                assert together == (proved if isinstance(proved, bool) else holds(proved, at))


def test_what_is_said_of_a_step() -> None:
    """The textbook example of a jump, in full."""
    (jump,) = derived("step")[1].jumps
    assert jump.left is not None and jump.right is not None
    assert [str(t) for t in (jump.at, jump.value, jump.left.value, jump.right.value)] == [
        "0",
        "1/2",
        "0",
        "1",
    ]
    assert jump.continuous is False
    (half,) = derived("half_step")[1].jumps
    assert str(half.continuous) == "a == 1"


def test_slopes_by_letters_are_ordered_by_the_prover() -> None:
    (kink,) = derived("two_slopes")[1].kinks
    assert [str(end) for end in kink.clarke] == ["Min(a, 1)", "Max(a, 1)"]
    assert kink.ordered and str(kink.differentiable) == "a == 1"


@pytest.mark.parametrize(("name", "form"), [
    ("squareplus", "f(x, b)/(2*f(x, b) - x)"), ("bell", "-2*x*f(x)"), ("reciprocal", "-f(x)**2"),
    ("root", "1/(2*f(x))"), ("tanhshrink", "(x - f(x))**2"), ("logsigmoid", "sigmoid(-x)"),
    ("power", "a*f(x, a)/x"),
])  # fmt: skip
def test_forms_through_the_function_itself(name: str, form: str) -> None:
    claim = derived(name)[1].self_form
    assert claim is not None and claim.status is Status.PROVED
    assert str(claim.statement.right) == form


def test_the_third_derivative_of_a_formula() -> None:
    act = CATALOGUE.anonymous("x*Max(x, 0)")
    d = derivation(act, 3)
    assert str(d.derivative) == "0"
    assert [str(part) for part in d.claim.domain] == ["x != 0"]
    assert Fraction(0) == d.derivative.number
