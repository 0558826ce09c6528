"""The NumPy evaluator against mpmath, at random points, for every formula of the catalogue."""

import math
import warnings
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial

import mpmath as mp
import numpy as np
import pytest

from derive.language.catalogue import Catalogue
from derive.language.numeric import NumericError, evaluate, holds
from derive.language.records import Definition, Statement
from derive.language.term import FUNCTIONS, Term, call, derivative, number, relation, symbol

CATALOGUE = Catalogue.load()
X = symbol("x")
RANDOM = np.random.default_rng(20261123)

# Functions by their definitions in the literature, written with mpmath alone.
BY_HAND: Mapping[str, Callable[..., mp.mpf]] = {
    "relu": lambda x: max(x, mp.mpf(0)),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "identity": lambda x: x,
    "leaky_relu": lambda x, a: x if x >= 0 else a * x,
    "prelu": lambda x, a: x if x >= 0 else a * x,
    "elu": lambda x, a: x if x > 0 else a * mp.expm1(x),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "silu": lambda x, b: x / (1 + mp.exp(-b * x)),
    "gelu": lambda x: x * mp.ncdf(x),
    "softsign": lambda x: x / (1 + abs(x)),
    "hardtanh": lambda x: min(max(x, mp.mpf(-1)), mp.mpf(1)),
    "relu6": lambda x: min(max(x, mp.mpf(0)), mp.mpf(6)),
    "hard_sigmoid": lambda x: min(max(x + 3, mp.mpf(0)), mp.mpf(6)) / 6,
    "hard_swish": lambda x: x * min(max(x + 3, mp.mpf(0)), mp.mpf(6)) / 6,
    "selu": lambda x, a, s: s * (x if x > 0 else a * mp.expm1(x)),
    "celu": lambda x, a: x if x > 0 else a * mp.expm1(x / a),
    "soft_shrink": lambda x, c: mp.sign(x) * max(abs(x) - c, mp.mpf(0)),
    "hard_shrink": lambda x, c: x if abs(x) > c else mp.mpf(0),
    "gelu_tanh": lambda x: x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3))),
    "gelu_sigmoid": lambda x: x / (1 + mp.exp(mp.mpf("-1.702") * x)),
    "mish": lambda x: x * mp.tanh(mp.log1p(mp.exp(x))),
    "squareplus": lambda x, b: (x + mp.sqrt(x * x + b)) / 2,
    "log_sigmoid": lambda x: -mp.log1p(mp.exp(-x)),
    "tanh_shrink": lambda x: x - mp.tanh(x),
    "lisht": lambda x: x * mp.tanh(x),
    "isru": lambda x, a: x / mp.sqrt(1 + a * x * x),
    "bent_identity": lambda x: (mp.sqrt(x * x + 1) - 1) / 2 + x,
    "gcu": lambda x: x * mp.cos(x),
    "snake": lambda x, a: x + mp.sin(a * x) ** 2 / a,
    "serf": lambda x: x * mp.erf(mp.log1p(mp.exp(x))),
    "normal_cdf": mp.ncdf,
    "tanh_exp": lambda x: x * mp.tanh(mp.exp(x)),
    "sinc": mp.sinc,
}


def exactly(term: Term, values: Mapping[str, mp.mpf], definitions: Mapping[str, Definition]) -> mp.mpf:
    """A term's value by mpmath: another walk over the same tree, with none of its rewriting."""
    head, args = term.head, term.args
    if head == "number":
        return mp.mpf(term.number.numerator) / term.number.denominator
    if head == "symbol":
        return values[term.name]
    if head == "Piecewise":
        return next(
            exactly(c.args[0], values, definitions) for c in args if truly(c.args[1], values, definitions)
        )
    if head == "Derivative":
        body, variable, order = args
        inner = {k: v for k, v in values.items() if k != variable.name}
        slope = partial(_along, body, variable.name, inner, definitions)
        return mp.diff(slope, values[variable.name], int(order.number))
    parts = [exactly(arg, values, definitions) for arg in args]
    if head in definitions:
        d = definitions[head]
        return exactly(d.body, dict(zip(d.args, parts, strict=True)), definitions)
    table = {"add": mp.fsum, "mul": mp.fprod, "Max": max, "Min": min}
    if head in table:
        return table[head](parts)
    if head == "pow":
        return mp.power(*parts)
    one = {"Abs": abs, "sign": mp.sign, "pi": lambda: +mp.pi, "E": lambda: +mp.e, "LambertW": mp.lambertw}
    return one.get(head, getattr(mp, head, None))(*parts)


def _along(
    term: Term, name: str, values: Mapping[str, mp.mpf], definitions: Mapping[str, Definition], at: mp.mpf
) -> mp.mpf:
    return exactly(term, {**values, name: at}, definitions)


def truly(condition: Term, values: Mapping[str, mp.mpf], definitions: Mapping[str, Definition]) -> bool:
    if condition.head == "true":
        return True
    if condition.head == "and":
        return all(truly(arg, values, definitions) for arg in condition.args)
    left, right = (exactly(arg, values, definitions) for arg in condition.args)
    return {"eq": left == right, "ne": left != right, "lt": left < right, "le": left <= right,
            "gt": left > right, "ge": left >= right}[condition.head]  # fmt: skip


def points(names: list[str], count: int = 60) -> dict[str, np.ndarray]:
    """Random values of symbols: x from -30 to 30, parameters from 0 to 1 (inside every domain)."""
    return {
        name: RANDOM.uniform(-30, 30, count) if name == "x" else RANDOM.uniform(0.01, 0.99, count)
        for name in names
    }


# Functions whose formula as written cancels somewhere: 2 - exp(-exp(x)) and cosh(x) near 1, erfc near 2,
# x + sqrt(x**2 + b) far out on the left.
CANCELLING = {"gish", "log_ndtr", "logcosh", "squareplus"}


def close(found: float, expected: mp.mpf) -> bool:
    """Equal to twelve digits: erfc loses two or three of sixteen far out, as its argument is rounded."""
    return bool(abs(found - expected) <= 1e-12 * abs(expected) + 1e-300)


@pytest.mark.parametrize("slug", list(CATALOGUE))
def test_formulas_agree_with_mpmath(slug: str) -> None:
    entry = CATALOGUE[slug]
    names = ["x", *(p.name for p in entry.parameters)]
    values = points(names)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = evaluate(entry.formula, values)
        called = evaluate(entry.call, values, entry.definitions)
    assert np.allclose(found, called, rtol=1e-14, atol=0), "the formula and the function are the same"
    for i, value in enumerate(found):
        at = {name: float(values[name][i]) for name in names}
        # gelu_tanh(-30) is below 1e-800 and comes from 1 + tanh: what 60 digits do not tell, 900 have to
        assert any(_agrees(slug, value, at, digits) for digits in (60, 900)), at


def _agrees(slug: str, found: float, at: Mapping[str, float], digits: int) -> bool:
    with mp.workdps(digits):
        exact = {name: mp.mpf(v) for name, v in at.items()}
        expected = exactly(CATALOGUE[slug].formula, exact, {})
        known = [expected, BY_HAND[slug](*exact.values())] if slug in BY_HAND else [expected]
        return all(close(found, one) or (slug in CANCELLING and _near(found, one, at)) for one in known)


def _near(found: float, expected: mp.mpf, at: Mapping[str, float]) -> bool:
    """Equal but for what is lost where numbers of the size of x cancel."""
    return bool(abs(found - expected) < 1e-13 * (1 + abs(expected) + abs(at["x"])))


@pytest.mark.parametrize("slug", list(CATALOGUE))
def test_textbook_derivatives_agree_with_mpmath(slug: str) -> None:
    entry = CATALOGUE[slug]
    if entry.textbook is None:
        pytest.skip("no textbook form")
    names = ["x", *(p.name for p in entry.parameters)]
    values = points(names, 12)
    found = evaluate(entry.textbook, values, CATALOGUE.definitions(entry.textbook))
    function = BY_HAND.get(slug) or (
        lambda *v: exactly(entry.formula, dict(zip(names, map(mp.mpf, v), strict=True)), {})
    )
    with mp.workdps(40):
        for i, value in enumerate(found):
            rest = [mp.mpf(float(values[name][i])) for name in names[1:]]
            slope = mp.diff(lambda x, rest=rest: function(x, *rest), mp.mpf(float(values["x"][i])))
            assert abs(value - slope) < 1e-12 * (1 + abs(slope))


CLAIMS = [(slug, claim.name, claim.statement) for slug, entry in CATALOGUE.items() for claim in entry.claims]


@pytest.mark.parametrize(
    "claim", [c for *_name, c in CLAIMS], ids=[f"{slug}: {name}" for slug, name, _ in CLAIMS]
)
def test_claims_hold_at_random_points(claim: Statement) -> None:
    """No claim of the catalogue is false at a point that mpmath can see (proofs are elsewhere)."""
    definitions = {d.name: d for d in claim.definitions}
    names = sorted({n for t in (claim.left, claim.right, *claim.hypotheses) for n in t.symbols()} | {"x"})
    tried = 0
    # Where an exponential stands in an exponent, and is taken out again, hundreds of digits cancel.
    with mp.workdps(1000 if "cloglog" in claim.term.heads() else 60):
        for i in range(40):
            at = {name: mp.mpf(float(v[0])) for name, v in points(names, 1).items()}
            at["x"] = at["x"] / 4 if i else mp.mpf(0)
            if not all(truly(c, at, definitions) for c in (*claim.hypotheses, *claim.domain)):
                continue
            tried += 1
            if "Derivative" in claim.term.heads():
                slack = mp.mpf(10) ** -20
            else:
                slack = mp.mpf(10) ** -40
            left, right = (exactly(side, at, definitions) for side in (claim.left, claim.right))
            gap = left - right
            assert {"==": abs(gap) < slack, "<=": gap < slack, ">=": gap > -slack, "<": gap < slack,
                    ">": gap > -slack}[claim.relation], at  # fmt: skip
    assert tried >= 10


REAL = {
    "exp": 1, "log": 2, "sqrt": 2, "Abs": -1, "erf": 1, "erfc": 1, "sin": 1, "cos": 1, "tan": 1, "asin": 0.5,
    "atan": 1, "sinh": 1, "cosh": 1, "tanh": 1, "asinh": 1, "atanh": 0.5, "sech": 1, "LambertW": 1,
    "sign": -2,
}  # fmt: skip


@pytest.mark.parametrize("head", [h for h, count in FUNCTIONS.items() if count == 1 and h != "Heaviside"])
def test_functions_of_the_grammar_agree_with_mpmath(head: str) -> None:
    values = RANDOM.uniform(0.1, 0.9, 20) * REAL[head]
    found = evaluate(call(head, X), {"x": values})
    with mp.workdps(30):
        assert all(
            close(f, exactly(call(head, X), {"x": mp.mpf(float(v))}, {}))
            for f, v in zip(found, values, strict=True)
        )


def test_functions_of_more_than_one_argument() -> None:
    y = symbol("y")
    values = {"x": [1.0, -2.0, 3.0], "y": [0.5, 4.0, 3.0]}
    assert evaluate(call("Max", X, y, 2), values).tolist() == [2.0, 4.0, 3.0]
    assert evaluate(call("Min", X, y), values).tolist() == [0.5, -2.0, 3.0]
    assert evaluate(call("Heaviside", X), values).tolist() == [1.0, 0.0, 1.0]
    assert math.isclose(
        float(evaluate(call("polylog", 2, X), {"x": 0.5})), float(mp.polylog(2, 0.5)), rel_tol=1e-14
    )
    assert evaluate(call("E") ** X, {"x": [1.0]})[0] == math.e


def test_nothing_overflows_and_no_digit_is_lost() -> None:
    huge, tiny = {"x": [800.0]}, {"x": [1e-12]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert evaluate(CATALOGUE["softplus"].formula, huge).tolist() == [800.0]
        assert evaluate(CATALOGUE["sigmoid"].formula, {"x": [-800.0]}).tolist() == [0.0]
        assert evaluate(CATALOGUE.parse("exp(x) - 1"), tiny)[0] == math.expm1(1e-12)
        assert evaluate(CATALOGUE.parse("log(1 + x)"), tiny)[0] == math.log1p(1e-12)
        assert evaluate(CATALOGUE.parse("1 + erf(x)"), {"x": [-9.0]})[0] == math.erfc(9.0)
        assert evaluate(CATALOGUE.parse("exp(x) - 1 + exp(2*x) - 1"), tiny)[0] == pytest.approx(
            3e-12, rel=1e-3
        )


def test_what_has_no_real_value_is_nan() -> None:
    for text in (
        "sqrt(x)",
        "log(x)",
        "x**Rational(1, 2)",
        "asin(x - 2)",
        "Piecewise((1, x > 0))",
        "LambertW(x)",
    ):
        assert math.isnan(evaluate(CATALOGUE.parse(text), {"x": -1.0})), text
    assert evaluate(number(Fraction(10) ** 400), {}) == math.inf
    assert evaluate(number(-(Fraction(10) ** 400)), {}) == -math.inf


def test_conditions_hold_point_by_point() -> None:
    condition = CATALOGUE.parse("(x > 0 and x != 2) or not x >= -1")
    assert holds(condition, {"x": [-2.0, -1.0, 0.0, 1.0, 2.0]}).tolist() == [True, False, False, True, False]
    assert holds(relation(X, "<=", 0), {"x": [0.0]}).tolist() == [True]


@pytest.mark.parametrize(("term", "message"), [
    (X + symbol("a"), "found none for 'a'"),
    (call("nothing", X), "found 'nothing'"),
    (derivative(X, X), "found 'Derivative'"),
    (call("relu", X, X), "expected 1 arguments of relu, found 2"),
])  # fmt: skip
def test_what_cannot_be_evaluated_is_said(term: Term, message: str) -> None:
    with pytest.raises(NumericError, match=message):
        evaluate(term, {"x": 1.0}, CATALOGUE["relu"].definitions)
    with pytest.raises(NumericError, match="expected a relation"):
        holds(term, {"x": 1.0})
