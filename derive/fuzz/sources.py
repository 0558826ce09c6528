"""True certificates to forge from: of the catalogue's claims, random statements, limits, collapses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from derive.collapse import collapse, step_lemma, theorem
from derive.fuzz.statements import catalogue, made
from derive.language.layers import Affine
from derive.language.records import Statement
from derive.proof.prover import prove

SECONDS = 4.0
RANDOM = 400  # how many random statements there are to forge from
HARD = (
    "log(x**2) == 2*log(x)",
    "sqrt(x**2) == Abs(x)",
    "Derivative(Abs(x), x) == sign(x)",
    "exp(x) >= 1 + x",
    "Derivative(sigmoid(x), x) <= 1/4",
    "softplus(x) > relu(x)",
    "1/(x**2 + x) == 1/x - 1/(x + 1)",
    "sqrt(5 + 2*sqrt(6)) == sqrt(2) + sqrt(3)",
    "LambertW(x)*exp(LambertW(x)) == x",
    "sin(2*x) == 2*sin(x)*cos(x)",
    "4*atan(1/5) - atan(1/239) == pi/4",
    "atan(x) + atan(1/x) == sign(x)*pi/2",
    "sin(asin(x)) == x",
    "polylog(2, x) + polylog(2, -x) == polylog(2, x**2)/2",
    "cos(pi/5) == (1 + sqrt(5))/4",
    "E != 19/7",
    "Derivative(Max(x, a), x) == Heaviside(x - a)",
    "sin(x) <= x",
    "log(x) <= x - 1",
    "erf(x) < 1",
    "0 < pi - 3",
    "(x**a)**2 == x**(2*a)",
    "x**4 - 3*x**2 + 3 > 0",
    "x*exp(-x) <= 1/E",
    "tanh(x) > x - x**3/3",
    "x == x + 1",
    "exp(x) == 1 + x",
    "LeftDerivative(Abs(x), x, 0) == 1",
    "sqrt(x**2) == x",
    "cos(x) > 1 - x**2/2",
    "silu(x) >= -3/10",
    "exp(x) > x**2",
    "gelu(x) >= -1/5",
    "Abs(x) - Abs(y) <= Abs(x - y)",
    "x*y <= (x**2 + y**2)/2",
    "x**2 == 2",
    "log(1 - x**2) == log(x**2 - 1)",
    "sqrt(x)*sqrt(-1 - x) == 1",
    "Derivative(gelu(x), x) <= 6/5",
    "softplus(x) - relu(x) <= log(2)",
)
LIMITS = (
    "limit(exp(a*x), x, oo) == oo",
    "limit((x**a - 1)/a, a, 0) == log(x)",
    "limit(Max(x, 0)/x, x, -oo) == 0",
    "limit(x*sigmoid(x), x, -oo) == 0",
    "limit(tanh(x), x, oo) == 1",
    "limit(sin(x)/x, x, 0) == 1",
    "limit((1 + a/x)**x, x, oo) == exp(a)",
    "limit(softplus(x) - x, x, oo) == 0",
    "limit(log(x)/x, x, oo) == 0",
    "limit(Abs(x)/x, x, 0, right) == 1",
    "limit(x*log(x), x, 0, right) == 0",
    "limit(exp(x), x, oo) == oo",
    "limit(gelu(x) - x, x, oo) == 0",
    "limit(atan(x), x, -oo) == -pi/2",
    "limit(1/x, x, 0, left) == -oo",
    "limit(tanh(x), x, oo) == 2",
    "limit((exp(x) - 1 - x)/x**2, x, 0) == 1/2",
    "limit(x**a, x, oo) == 0",
    "limit(x**a, x, 0, right) == 1",
    "limit(a**x, x, oo) == 0",
    "limit(x**Max(1, 2), x, -oo) == oo",
    "limit(x**Max(a, 2)/x**2, x, oo) == 1",
    "limit(x**(2/3), x, 0, right) == 0",
    "limit((1 + x)**(1/x), x, 0) == E",
    "limit(Piecewise((x*exp(x), x < a), (0, True)), x, -oo) == 0",
    "limit(Piecewise((x, a < 0), (1/x, True)), x, oo) == 0",
    "limit((a*x + 1)/(x - b), x, oo) == a",
    "limit(Derivative(Abs(x), x), x, 0, left) == -1",
    "limit(Derivative(elu(x), x), x, -oo) == 0",
    "limit(x*sin(1/x), x, oo) == 1",
    "limit(sin(x)/x, x, oo) == 0",
    "limit(x*sin(1/x), x, 0) == 0",
    "limit(exp(x)*erfc(x), x, oo) == 0",
    "limit(LambertW(x)/log(x), x, oo) == 1",
    "limit(exp(-1/x), x, 0, right) == 0",
    "limit(sign(x - a), x, a, right) == 1",
    "limit((sqrt(x**2 + x) - x), x, oo) == 1/2",
    "limit(sqrt(x), x, 0) == 0",
    "limit(log(x), x, -oo) == a",
    "limit(polylog(2, x), x, 1, left) == pi**2/6",
    "limit(exp(exp(x) + exp(-x)) - exp(exp(x)), x, oo) == oo",
    "limit(tan(x), x, pi/2, left) == oo",
    "limit(Max(a*x, x)/x, x, oo) == Max(a, 1)",
)


def source(seed: int, choice: int) -> Mapping[str, Any] | None:
    """A certificate that the checker accepts, or None where the prover found none."""
    makers: Sequence[Callable[[], Mapping[str, Any] | None]] = (
        lambda: _random(seed, choice % RANDOM),
        lambda: _claim(choice),
        lambda: _text(HARD[choice % len(HARD)]),
        lambda: _text(LIMITS[choice % len(LIMITS)]),
        lambda: _collapse(choice % 6),
    )
    kind = (choice // 7) % 20  # 9 random, 3 of the catalogue, 4 hard, 3 limits, 1 collapse
    return makers[0 if kind < 9 else 1 if kind < 12 else 2 if kind < 16 else 3 if kind < 19 else 4]()


def _certificate(statement: Statement) -> Mapping[str, Any] | None:
    try:
        return getattr(prove(statement, seconds=SECONDS), "certificate", None)
    except Exception:  # noqa: BLE001 - `derive fuzz statements` is there to find these
        return None


@cache
def _random(seed: int, number: int) -> Mapping[str, Any] | None:
    return _certificate(made(seed, number).statement)


@cache
def _text(text: str) -> Mapping[str, Any] | None:
    return _certificate(catalogue().statement(text))


def _claim(choice: int) -> Mapping[str, Any] | None:
    texts = [claim.text for act in catalogue().values() for claim in act.claims]
    return _text(texts[choice % len(texts)]) if texts else None


@cache
def _collapse(choice: int) -> Mapping[str, Any]:
    """The step lemma, the theorems, and numeric stacks."""
    found: Any = (
        step_lemma,
        theorem,
        lambda: theorem("residual"),
        lambda: _stack(1),
        lambda: _stack(2),
        lambda: _stack(3),
    )[choice]()
    certificate: Mapping[str, Any] = found.certificate
    return certificate


def _stack(depth: int) -> Any:
    weight = [[Fraction(1), Fraction(2, 3)], [Fraction(-1), Fraction(5)]]
    return collapse([Affine(weight, [Fraction(k), Fraction(1, k + 1)]) for k in range(depth)])
