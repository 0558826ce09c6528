"""Signs by enclosures: leaves that name a rule, what the rules refuse, and covers that the prover finds."""

from __future__ import annotations

import random
from typing import Any

import mpmath as mp
import pytest
from mp_values import NoValue, holds

from derive.checker import Rejected, check
from derive.language.catalogue import Catalogue
from derive.language.records import Statement
from derive.proof.prover import Proved, prove
from derive.proof.writing import header

CATALOGUE = Catalogue.load()
NEAR = ["rational", -41, 32]
NINTH = ["rational", 1, 9]
HALF = ["rational", 1, 2]
W = ["LambertW", ["exp", -1]]
PLACE = ["add", -1, ["mul", -1, W]]  # of the minimum of x σ(x)
E, INVERSE = ["exp", 1], ["exp", -1]
ATOMS = [
    [E, None], [INVERSE, ["pow", E, -1]], [W, None],
    [["exp", ["mul", -1, "x"]], ["mul", E, ["mul", INVERSE, ["pow", W, -1]]]],
]  # fmt: skip


def certificate(text: str, domain: str, leaf: dict[str, Any], point: Any) -> dict[str, Any]:
    """A proof of one leaf, with the conditions as hypotheses."""
    statement = CATALOGUE.statement(text, (), [part for part in domain.split(", ") if part])
    return {**header(statement.json(), "proved"), "domain": [], "proof": leaf, "witness": {"x": point}}


def judged(text: str, domain: str, by: Any, point: Any, *atoms: Any) -> bool:
    """Whether the checker accepts the leaf."""
    leaf = {"leaf": "holds", "by": by, "atoms": [[atom, None] for atom in atoms]}
    try:
        return check(certificate(text, domain, leaf, point)).verdict == "proved"
    except Rejected:
        return False


def at(p: Any, order: int, **more: Any) -> dict[str, Any]:
    return {"at": p, "order": order, **more}


EXP, LOG, ERF = ["exp", "x"], ["log", "x"], ["erf", "x"]
FALLING = ["log", ["add", 1, ["pow", "x", -1]]]  # greater than 0, and no bound above 0 is known
SOFTPLUS = ["log", ["add", 1, EXP]]
ORDER_0, TAIL, SLOPE = {"order": 0}, {"tail": True}, {"slope": True}

# Statement, hypotheses, rule, witness.
ACCEPTED = [
    ("exp(x) >= 1 + x", "", at(0, 2), 0),
    ("exp(x) > 1 + x", "x > 0", at(0, 2), 1),
    ("exp(x) > 1 + x", "x < 0", at(0, 2), -1),
    ("log(x) <= x - 1", "x > 0", at(1, 2), 1),
    ("sin(x) < x", "x > 2", ORDER_0, 3),
    ("sin(x) < x", "x > 0, x < 1", at(0, 3), HALF),
    ("cos(x) >= 1 - x**2/2", "x > -1, x < 1", at(0, 4), 0),
    ("x**2 < x", "x > 0, x < 1", at(HALF, 2), HALF),
    ("1/x**2 > 0", "x > 0", ORDER_0, 1),
    ("sqrt(x) > 0", "x > 0", ORDER_0, 1),
    ("sqrt(x) <= 1 + x", "x > 0", at(1, 2), 1),
    ("x**4 + x + 1 > 0", "", at(["rational", -5, 8], 4), 0),
    ("x**2 + 1 != 0", "", ORDER_0, 0),
    ("Abs(x) < x**2 + 1", "", at(HALF, 2, all=True), 0),
    ("x*log(x) > -1/2", "x > 0, x < 1/4", at(["rational", 1, 4], 1, **SLOPE), NINTH, LOG, INVERSE),
    ("x**3 < exp(x)", "x > 8", TAIL, 9, EXP),
    ("x*(1 - erf(x)) < 1/100", "x > 3", TAIL, 4, ERF),
    ("log(1 + exp(x)) - x < 1/10", "x > 7", TAIL, 8, EXP, SOFTPLUS),
    ("x*exp(x) > -1/10", "x < -6", TAIL, -7, EXP),
    ("x*sigmoid(x) >= -LambertW(exp(-1))", "x > -21/16, x < -5/4", at(PLACE, 2, atoms=ATOMS), NEAR),
    ("Derivative(tanh(x), x) <= 1", "x > -1/64, x < 1/64", at(0, 2), 0),
    ("erf(x) < 1", "", ORDER_0, 0),
    ("x**x > 1/2", "x > 1/4, x < 9/20", ORDER_0, ["rational", 1, 3]),
]  # fmt: skip

REFUSED = [
    # strictness where the sides touch
    ("exp(x) > 1 + x", "", at(0, 2), 0),
    ("cos(x) > 1 - x**2/2", "x > -1, x < 1", at(0, 4), 0),
    ("x**2 > 0", "", at(0, 2), 0),
    ("x*sigmoid(x) > -LambertW(exp(-1))", "x > -21/16, x < -5/4", at(PLACE, 2, atoms=ATOMS), NEAR),
    # false, by little
    ("exp(x) >= 1 + x + 1/10**30", "", at(0, 2), 1),
    ("x**2 >= 1/10**40", "", at(0, 2, atoms=[]), 1),
    ("x*sigmoid(x) >= 1/10**60 - LambertW(exp(-1))", "x > -21/16, x < -5/4", at(PLACE, 2, atoms=ATOMS), NEAR),
    ("cos(x) >= 1 - x**2/2 + x**6/1000", "x > -2, x < 2", at(0, 4), 1),
    ("sin(x) < x", "x > -1, x < 1", at(0, 3), HALF),
    # the interval is wider than what is true
    ("x**2 < x", "x > 0, x < 2", at(HALF, 2), HALF),
    ("x**2 < x", "x > 0", at(HALF, 2), HALF),
    ("x**2 < x", "x > -1/100, x < 1", at(HALF, 2), HALF),
    ("log(x) <= x - 1 - 1/100", "x > 0, x < 3", at(1, 2), 3),
    ("x**3 < exp(x)", "x > 1", TAIL, 1, EXP),
    ("x*(1 - erf(x)) < 1/100", "x > 1/2", TAIL, 4, ERF),
    ("log(1 + exp(x)) - x < 1/10", "x > 1", TAIL, 6, EXP, SOFTPLUS),
    ("x**x > 7/10", "x > 1/4, x < 1/2", ORDER_0, ["rational", 1, 3]),
    # a wrong order or point
    ("x**4 + x + 1 > 0", "", at(0, 2), 0),
    ("x**2 < x", "x > 0, x < 1", ORDER_0, HALF),
    ("exp(x) >= 1 + x", "", at(1, 2), 0),
    ("exp(x) > 1 + x", "x > 0", at(-1, 2), 1),
    ("exp(x) > 1 + x", "x > 1", at(0, 2), 2),
    ("x**2 >= 0", "x > 0, x < 1", at(["mul", -1, W], 2), HALF),
    ("x**2 >= 0", "x > 0", at(["add", W, ["mul", -1, W]], 2), HALF),  # 0, but not written as one
    ("x*sigmoid(x) >= -LambertW(exp(-1))", "x > -21/16, x < -5/4", at(PLACE, 2), ["rational", -41, 32]),
    ("x*sigmoid(x) >= -LambertW(exp(-1))", "x > -21/16, x < -5/4", at(PLACE, 1, atoms=ATOMS), NEAR),
    ("x*sigmoid(x) >= -LambertW(exp(-1))", "x > -21/16, x < -5/4", at(NEAR, 2, atoms=ATOMS), NEAR),
    # a point inside where the function has no value, or no derivative
    ("1/x**2 > 0", "x > -1", ORDER_0, 1),
    ("1/x**2 > 0", "", ORDER_0, 1),
    ("sqrt(x) >= 0", "x > -1", ORDER_0, 1),
    ("log(x**2) < x**2", "x > -1, x < 1", ORDER_0, HALF),
    ("sqrt(x) <= 1 + x", "x > 0", at(0, 1), 1),
    ("sqrt(x**2) >= -x**2", "x > -1, x < 1", at(0, 2), 0),
    ("Abs(x) >= -x**2", "x > -1, x < 1", at(0, 2), 0),
    ("Abs(x) <= x**2 + 1/5", "", at(HALF, 2, all=True), 0),
    ("Piecewise((x, x > 0), (-1, True)) >= 0", "x > -1, x < 1", at(0, 1), HALF),
    ("Piecewise((x, x > 0), (-1, True)) >= 0", "x > -1, x < 1", at(0, 1, all=True), HALF),
    ("asin(x) < 2", "x > 0", ORDER_0, HALF),
    ("LambertW(x) >= -1", "x > -1/2", ORDER_0, 1),
    # slopes and tails where they do not apply
    ("x*log(x) > -1/2", "x > 0, x < 1", at(1, 1, **SLOPE), HALF, LOG),
    ("x*log(x) > -1/2", "x > 0, x < 1/4", at(["rational", 1, 4], 2, **SLOPE), ["rational", 1, 8], LOG),
    ("1/x > -1", "x > -1/2, x < 1", at(1, 1, **SLOPE), HALF),
    ("x**3 < exp(x)", "", TAIL, 9, EXP),
    ("x**3 < exp(x)", "x > 8, x < 9", TAIL, ["rational", 17, 2], EXP),
    ("x**3 < exp(x) + 1000", "x > -1", TAIL, 9, EXP),
    ("erf(x - 20) > 1/2", "x > 8", TAIL, 30),
    ("sin(x)*exp(-x) < exp(-x)/2", "x > 8", TAIL, 10),
    ("exp(x) < exp(2*x)/1000", "x > 1", TAIL, 8, EXP),
    # an exponent of which no more is known than that it is negative
    ("exp(-x*log(1 + 1/x)) > 1/2", "x > 8", TAIL, 9, FALLING, ["exp", ["mul", -1, "x", FALLING]]),
    ("exp(-x*log(1 + 1/x)) < 1/2", "x > 8", TAIL, 9, FALLING, ["exp", ["mul", -1, "x", FALLING]]),
    ("erf(x**2*log(1 + 1/x)) < 1", "x > 8", TAIL, 9, FALLING, ["erf", ["mul", ["pow", "x", 2], FALLING]]),
    # other kinds of statements
    ("x == x**2", "x > 0, x < 1", at(HALF, 2), HALF),
    ("x - x == 0", "", ORDER_0, 0),
]  # fmt: skip


@pytest.mark.parametrize("index", range(len(ACCEPTED)))
def test_rules_decide_what_is_true(index: int) -> None:
    assert judged(*ACCEPTED[index])


@pytest.mark.parametrize("index", range(len(REFUSED)))
def test_near_misses_are_refused(index: int) -> None:
    assert not judged(*REFUSED[index])


@pytest.mark.parametrize("by", [
    None, [], "order", 3, {}, {"order": 2}, {"order": True}, {"order": -1}, {"order": "2"}, at(0, 9),
    at(0, 0), at("x", 2), at("y", 2), at(["x"], 2), at(None, 2),
    at(["Piecewise", ["case", 0, ["true"]]], 2),
    at(["exp", 10**9], 2), at(["log", -1], 2), at(["pow", 0, -1], 2), at(["Limit", "x", "x", 0, "both"], 2),
    at(0, 2, atoms=3), at(0, 2, slope=True), at(0, 1, slope=1), at(0, 2, all=1), at(0, 2, more=True),
    {"order": 0, "at": 0}, {"order": 0, "tail": True}, {"tail": False}, {"tail": 1}, {"tail": True, "at": 0},
    at(["rational", 1, 0], 2), at(["Derivative", "x", "x", 1], 2),
])  # fmt: skip
def test_what_is_no_rule_is_refused(by: Any) -> None:
    assert not judged("x**2 + x < x**2 + x + 1 + exp(x)*0 - 1", "", by, 0)
    data = certificate("x**2 >= 0", "", {"leaf": "holds", "by": by}, 0)
    try:
        check(data)
    except Rejected:
        return
    raise AssertionError("only a rule is accepted")


@pytest.mark.parametrize("leaf", ["undefined", "outside", "fails", "empty"])
def test_a_rule_shows_only_that_a_relation_holds(leaf: str) -> None:
    with pytest.raises(Rejected):
        check(certificate("x**2 + 1 > 0", "", {"leaf": leaf, "by": ORDER_0}, 0))


def test_a_slope_needs_a_cell_that_is_an_interval() -> None:
    """The sign of d' where sin x > 0 says nothing of the way from one such piece to the next."""
    leaf = {"leaf": "holds", "by": at(1, 1, **SLOPE)}
    split = {"split": ["sin", "x"], "atoms": [[["cos", "x"], None], [["sin", "x"], None]]}
    with pytest.raises(Rejected):
        check(certificate("x**2 >= 0", "", {**split, "neg": leaf, "zero": leaf, "pos": leaf}, 1))


def test_rules_are_for_one_variable() -> None:
    statement = CATALOGUE.statement("x**2 + y**2 >= 0")
    proof = {"leaf": "holds", "by": ORDER_0}
    data = {**header(statement.json(), "proved"), "domain": [], "proof": proof, "witness": {"x": 0, "y": 0}}
    with pytest.raises(Rejected, match="one variable"):
        check(data)


# -- what the prover makes of it ---------------------------------------------------------------------

TRUE = [
    ("x*sigmoid(x) >= -LambertW(exp(-1))", ""), ("x*sigmoid(x) > -0.2785", ""),
    ("Derivative(gelu(x), x) < 1.13", ""), ("Derivative(silu(x), x) <= 1.1", ""),
    ("Derivative(silu(x), x) > -0.1", ""), ("tanh(x) <= x", "x >= 0"), ("sin(x) <= x", "x >= 0"),
    ("exp(x) >= 1 + x", ""), ("log(x) <= x - 1", ""), ("cos(x) >= 1 - x**2/2", ""),
    ("erf(x) <= 2*x/sqrt(pi)", "x >= 0"), ("x*tanh(log(1 + exp(x))) > -0.31", ""),
    ("Abs(x*Min(1, Max(0, x/6 + 1/2)) - x*sigmoid(x)) <= 0.15", ""), ("x*log(x) >= -exp(-1)", ""),
    ("x**x > 0.69", "x > 0"), ("x*exp(-x) <= exp(-1)", ""), ("x**2*exp(-x) < 1", "x > 0"),
    ("atan(x) <= x", "x >= 0"), ("softplus(x) - Max(x, 0) <= log(2)", ""),
    ("sin(x) + cos(x) <= sqrt(2)", "x > 0, x < 3"), ("exp(-x**2) >= 1 - x**2", ""),
    ("x**4 - 4*x + 3 >= 0", ""), ("x - x**3/6 <= sin(x)", "x >= 0"), ("exp(x) >= E*x", ""),
    ("gelu(x) > -0.17", ""), ("gelu(x) <= Max(x, 0)", ""), ("sigmoid(x) <= 1/2 + x/4", "x >= 0"),
    ("Derivative(sigmoid(x), x, 2) < 0.1", ""), ("asinh(x) <= x", "x >= 0"), ("cosh(x) >= 1 + x**2/2", ""),
    ("x*atan(x) >= log(1 + x**2)/2", ""), ("log(1 + x) >= x - x**2/2", "x >= 0"),
    ("tanh(x) >= x - x**3/3", "x >= 0"), ("x/(1 + x**2) <= 1/2", ""), ("exp(-x)*sin(x) < 0.33", "x > 0"),
    ("x**3 < exp(x)", "x > 5"), ("sqrt(1 + x**2) - x > 0", ""), ("LambertW(x) <= x", "x > 0"),
    ("sin(x)*cos(x) <= 1/2", "x > -2, x < 2"), ("exp(exp(x)) > E*x + 2.7", ""),
    ("log(x)/x <= exp(-1)", ""), ("x**2 - 2*log(x) >= 1", "x > 0"),
    ("erf(x)**2 <= 1 - exp(-4*x**2/pi)", "x > 0, x < 1"),
]  # fmt: skip

# A point at which each fails.
FALSE = [
    ("x*sigmoid(x) >= -0.278", "", "-1.2785"),
    ("x*sigmoid(x) > -0.2784645427610737", "", "-1.2784645427610738"),
    ("Derivative(gelu(x), x) < 1.1289", "", "1.4142"), ("Derivative(silu(x), x) <= 1.0998", "", "2.4"),
    ("Abs(gelu(x) - x*sigmoid(1.702*x)) <= 0.015", "", "2.27"), ("exp(x) >= 1 + 1.0001*x", "", "0.0001"),
    ("cos(x) >= 1 - 0.4999*x**2", "", "0.01"), ("tanh(x) <= 0.9999*x", "x >= 0", "0.001"),
    ("x*log(x) >= -0.3678", "", "0.3679"), ("x*exp(-x) <= 0.36787", "", "1"),
    ("erf(x) <= 1.128*x", "x > 0", "0.001"), ("log(x) <= 0.99999*(x - 1)", "", "1.000001"),
    ("x**x > 0.6923", "x > 0", "0.3679"), ("x**2*exp(-x) < 0.5413", "x > 0", "2"),
    ("x**4 - 4*x + 2.9999 >= 0", "", "1"), ("sin(x) + cos(x) <= 1.4142", "", "0.7854"),
    ("x*tanh(log(1 + exp(x))) > -0.3088", "", "-1.1924"), ("gelu(x) > -0.1699", "", "-0.7518"),
    ("x**3 < exp(x)", "x > 1", "2"), ("sin(x) < x", "x > -1", "-0.5"), ("atan(x) <= 0.99*x", "x > 0", "0.01"),
    ("sqrt(1 + x**2) - x > 0.0001", "", "100000"), ("exp(-x)*sin(x) < 0.322", "x > 0", "0.7854"),
    ("x**(1/x) < 1.4446", "x > 0", "2.7183"), ("Abs(x) >= x**2", "", "2"), ("1/x > -1000", "", "-0.0001"),
    ("x/(1 + x**2) < 1/2", "", "1"),
]  # fmt: skip


def stated(text: str, domain: str) -> Statement:
    return CATALOGUE.statement(text, (), [part for part in domain.split(", ") if part])


def true_at(statement: Statement, x: mp.mpf) -> bool | None:
    """Whether a statement holds at a point; None where it says nothing there."""
    try:
        if not all(holds(condition, {"x": x}, statement.definitions) for condition in statement.domain):
            return None
        return holds(statement.term, {"x": x}, statement.definitions)
    except NoValue:
        return None


@pytest.mark.parametrize(("text", "domain"), TRUE)
def test_true_inequalities_are_proved(text: str, domain: str) -> None:
    statement, rng = stated(text, domain), random.Random(text)
    with mp.workdps(40):
        assert all(true_at(statement, mp.mpf(rng.uniform(-9, 9))) is not False for _ in range(40))
    verdict = prove(statement, seconds=60.0)
    assert isinstance(verdict, Proved), str(verdict)
    assert check(verdict.certificate).verdict == "proved"


@pytest.mark.parametrize(("text", "domain", "point"), FALSE)
def test_false_inequalities_are_not_proved(text: str, domain: str, point: str) -> None:
    statement = stated(text, domain)
    with mp.workdps(60):
        assert true_at(statement, mp.mpf(point)) is False
    assert not isinstance(prove(statement, seconds=10.0), Proved)
