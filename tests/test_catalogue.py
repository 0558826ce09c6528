"""Every entry of the catalogue through every general test of deriving."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import mpmath as mp
import pytest
import sympy
from mp_values import NoValue, Point, derivative, holds, rationals, value
from shelf import Shelf

from derive.checker import check
from derive.language.border import to_sympy
from derive.language.catalogue import Catalogue
from derive.language.records import Activation, Claim, Status
from derive.language.term import FUNCTIONS, Term, symbol
from derive.language.term import derivative as derived_term
from derive.proof.claims import is_proved, prove_claim
from derive.steps import Branch, Derivation, Kink
from derive.symbolic import derivation

CATALOGUE = Catalogue.load()
SLUGS = list(CATALOGUE)
# A function's tests run in one process, so that it is derived once; so do those that ask for all functions.
EACH = [pytest.param(slug, marks=pytest.mark.xdist_group(slug)) for slug in SLUGS]
# The third derivative goes the way of the second once more: here of every third function, with --long of all.
ORDERS = [
    pytest.param(slug, order, marks=[pytest.mark.xdist_group(slug), *([pytest.mark.long] if late else [])])
    for number, slug in enumerate(SLUGS)
    for order in (1, 2, 3)
    for late in [order == 3 and number % 3 != 0]
]
X = symbol("x")
TRIES = 4000


SHELVES: list[Shelf] = []  # that of this run


@pytest.fixture(scope="module", autouse=True)
def _on_the_shelf(shelf: Shelf) -> None:
    SHELVES[:] = [shelf]


@cache
def found(slug: str, order: int = 1) -> Derivation:
    return SHELVES[0].derived(slug, order)


def mpf(q: Fraction) -> mp.mpf:
    return mp.mpf(q.numerator) / q.denominator


def points(act: Activation, branch: Branch | None = None, count: int = 6) -> Iterator[dict[str, Fraction]]:
    """Random points of a piece (of the line), with random values of the parameters in their domain."""
    rng = random.Random(f"{act.slug} {branch and [str(part) for part in branch.domain]}")
    conditions = (*act.hypotheses, *(branch.domain if branch else ()))
    left = count
    for attempt in range(TRIES):
        reach = 6 if attempt < TRIES // 10 else 14  # further out only for a piece that lies there
        at = {p.name: rationals(rng, -3, 3) for p in act.parameters} | {"x": rationals(rng, -reach, reach)}
        numbers = {name: mpf(q) for name, q in at.items()}
        if all(holds(condition, numbers) for condition in conditions):
            left -= 1
            yield at
        if not left:
            return
    pytest.fail(f"too few points found in {conditions}")


def function(act: Activation, at: Point) -> Term:
    return lambda x: value(act.formula, {**at, "x": x})  # type: ignore[return-value]


# -- steps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "order"), ORDERS)
def test_every_step_is_proved_and_the_steps_chain(slug: str, order: int) -> None:
    d = found(slug, order)
    for branch in d.branches:
        assert branch.steps[0].before == derived_term(CATALOGUE[slug].call, X, order)
        assert branch.steps[-1].after == branch.derivative
        assert "Derivative" not in branch.derivative.heads()
        for one, two in zip(branch.steps, branch.steps[1:], strict=False):
            assert one.after == two.before
        for step in branch.steps:
            asked = step.claim.statement
            assert (asked.left, asked.relation, asked.right) == (step.before, "==", step.after)
            assert set(asked.domain) <= set(branch.domain)
            assert accepted(step.claim)


def accepted(claim: Claim) -> bool:
    """Proved, and the checker agrees once more: with exactly this statement."""
    certificate = claim.evidence["certificate"]
    assert certificate["statement"] == claim.statement.json()
    return claim.status is Status.PROVED and check(certificate).verdict == "proved"


@pytest.mark.parametrize(("slug", "order"), ORDERS)
def test_the_whole_derivative_is_proved(slug: str, order: int) -> None:
    d = found(slug, order)
    assert d.claim.statement.left == derived_term(CATALOGUE[slug].call, X, order)
    assert d.claim.statement.right == d.derivative
    assert d.claim.statement.hypotheses == CATALOGUE[slug].hypotheses
    assert accepted(d.claim)


# -- against SymPy and against numbers ---------------------------------------------------------------


@pytest.mark.parametrize(("slug", "order"), ORDERS)
def test_the_derivative_is_that_of_sympy_and_of_the_numbers(slug: str, order: int) -> None:
    """By SymPy for two orders (its third ones are long), by difference quotients for all three."""
    act, d = CATALOGUE[slug], found(slug, order)
    by_sympy = sympy.diff(to_sympy(act.formula), sympy.Symbol("x", real=True), order) if order < 3 else None
    with mp.workdps(50):
        for branch in d.branches:
            for at in points(act, branch):
                numbers = {name: mpf(q) for name, q in at.items()}
                result = value(branch.derivative, numbers)
                assert close(result, value(d.derivative, numbers))
                assert by_sympy is None or close(result, sympy_value(by_sympy, at))
                assert close(result, derivative(function(act, numbers), numbers["x"], order), 1e-25)


def close(u: mp.mpf, v: mp.mpf, tolerance: float = 1e-45) -> bool:
    return bool(abs(u - v) <= tolerance * (1 + abs(u)))


def sympy_value(expression: sympy.Expr, at: dict[str, Fraction]) -> mp.mpf:
    table = {sympy.Symbol(k, real=True): sympy.Rational(q.numerator, q.denominator) for k, q in at.items()}
    return mp.mpf(str(sympy.N(expression.subs(table), 55)))


@pytest.mark.parametrize("slug", EACH)
def test_where_the_derivative_is_said_not_to_exist_the_difference_quotients_disagree(slug: str) -> None:
    """The domain of the claim excludes exactly the points where the function has a corner."""
    act, d = CATALOGUE[slug], found(slug)
    with mp.workdps(50):
        for kink in d.kinks:
            for at in points(act, count=3):
                numbers = {name: mpf(q) for name, q in at.items()}
                numbers["x"] = value(kink.at, numbers)
                left, right = (derivative(function(act, numbers), numbers["x"], 1, side) for side in (-1, 1))
                inside = all(holds(condition, numbers) for condition in d.claim.domain)
                assert not inside or close(left, right, 1e-20)


# -- what the catalogue claims -----------------------------------------------------------------------


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if CATALOGUE[slug].textbook is not None])
def test_the_textbook_form_is_proved(slug: str) -> None:
    textbook = found(slug).textbook
    assert textbook is not None
    assert textbook.statement.right == CATALOGUE[slug].textbook
    assert accepted(textbook)


CLAIMS = [(slug, claim.name) for slug in SLUGS for claim in CATALOGUE[slug].claims]


@pytest.mark.parametrize(("slug", "name"), CLAIMS)
def test_every_claim_is_proved(slug: str, name: str) -> None:
    (claim,) = [claim for claim in CATALOGUE[slug].claims if claim.name == name]
    proved = prove_claim(claim.statement, name)
    assert accepted(proved)
    assert proved.domain == (), "a claim of the catalogue says itself where it holds"


# -- through the function itself ---------------------------------------------------------------------


@pytest.mark.parametrize("slug", EACH)
def test_the_derivative_through_the_function_itself(slug: str) -> None:
    """Proved, and true at random points of its piece by mpmath."""
    act, whole = CATALOGUE[slug], found(slug).self_form
    for branch in found(slug).branches:
        form = branch.self_form
        if form is None:
            continue
        assert accepted(form)
        with mp.workdps(50):
            for at in points(act, branch):
                numbers = {name: mpf(q) for name, q in at.items()}
                slope = derivative(function(act, numbers), numbers["x"])
                for claim in (form, whole):
                    if claim is not None:
                        right = value(claim.statement.right, numbers, claim.statement.definitions)
                        assert close(slope, right, 1e-25)
                if branch.equation is not None:
                    y = value(act.formula, numbers)
                    left = value(branch.equation.args[0], {**numbers, "y": y, "dy": slope})
                    assert close(left, mp.mpf(0), 1e-25)
                    assert branch.equation.args[1].number == 0


FAMOUS = {
    "sigmoid": "sigmoid(x)*(1 - sigmoid(x))",
    "tanh": "1 - tanh(x)**2",
    "softplus": "sigmoid(x)",
    "silu": "sigmoid(beta*x)*(1 + beta*x - beta*silu(x, beta))",
    "softsign": "(1 - Abs(softsign(x)))**2",
    "tanh_shrink": "(x - tanh_shrink(x))**2",
    "logcosh": "tanh(x)",
    "softplus_beta": "sigmoid(beta*x)",
    "gaussian_bump": "-2*x*gaussian_bump(x)",
    "gelu": "normal_cdf(x) + x*exp(-x**2/2)/sqrt(2*pi)",
    "cloglog": "exp(x)*(1 - cloglog(x))",
}


@pytest.mark.parametrize("slug", list(FAMOUS))
def test_famous_forms_are_found(slug: str) -> None:
    form = found(slug).self_form
    assert form is not None
    assert form.statement.right == CATALOGUE.parse(FAMOUS[slug])
    assert form.domain == form.statement.domain == ()


def test_elu_through_itself_on_the_left_only() -> None:
    d = found("elu")
    left, right = d.branches
    assert left.self_form is not None
    assert left.self_form.statement.right == CATALOGUE.parse("elu(x, alpha) + alpha")
    assert [str(part) for part in left.domain] == ["x < 0"]
    assert d.self_form is None
    assert right.self_form is None


# -- found, not stored -------------------------------------------------------------------------------

# The same functions under other names and in other words, with the form that has to come out again.
DISGUISED = {
    "bump": ("exp(x)/(1 + exp(x))", "", "bump(x)*(1 - bump(x))"),
    "squash": ("1 - 2/(1 + exp(2*x))", "", "1 - squash(x)**2"),
    "squeeze": ("sinh(x)/cosh(x)", "", "1 - squeeze(x)**2"),
    "smooth_ramp": ("x + log(1 + exp(-x))", "", "sigmoid(x)"),
    "gate": ("x*exp(x)/(exp(x) + 1)", "", "sigmoid(x)*(1 + x - gate(x))"),
    "steep_gate": ("x/(1 + exp(-k*x))", "k", "sigmoid(k*x)*(1 + k*x - k*steep_gate(x, k))"),
    "mild": ("Piecewise((x/(1 - x), x < 0), (x/(1 + x), True))", "", "(1 - Abs(mild(x)))**2"),
    "wide_bump": ("c/(1 + exp(-x))", "c", "wide_bump(x, c)*(c - wide_bump(x, c))/c"),
}
ENTRY = """
name = "A stranger"
symbol = "s"
summary = "A known function in other words."
formula = "{formula}"
"""
PARAMETER = """
[[parameters]]
name = "{name}"
latex = "{name}"
domain = ["{name} > 0"]
default = "1"
description = "a factor"
"""


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    directory = tmp_path_factory.mktemp("catalogue")
    for slug, (formula, parameter, _) in DISGUISED.items():
        text = ENTRY.format(formula=formula) + (PARAMETER.format(name=parameter) if parameter else "")
        (directory / f"{slug}.toml").write_text(text, "utf-8")
    return Catalogue.load(directory)


@pytest.mark.parametrize("slug", list(DISGUISED))
def test_a_function_under_another_name_gives_the_same_form(strangers: Catalogue, slug: str) -> None:
    form = derivation(strangers[slug]).self_form
    assert form is not None and accepted(form)
    assert form.statement.right == strangers.parse(DISGUISED[slug][2])


@pytest.mark.parametrize(
    "text", ["Max(0, x)", "(x + Abs(x))/2", "x*Heaviside(x)", "Piecewise((x, x > 0), (0, True))"]
)
def test_the_ramp_in_other_words(text: str) -> None:
    """0 on the left, 1 on the right, and nothing at 0."""
    d = derivation(CATALOGUE.anonymous(text))
    assert [(str(b.domain[0]), str(b.derivative)) for b in d.branches] == [("x < 0", "0"), ("x > 0", "1")]
    assert [str(part) for part in d.claim.domain] == ["x != 0"]
    assert is_proved(d.claim)
    (kink,) = d.kinks
    assert (kink.left, kink.right, kink.differentiable) == (CATALOGUE.parse("0"), CATALOGUE.parse("1"), False)


ENGINE = ("checker", "language", "proof", "calculus", "facts", "rules", "steps", "symbolic", "collapse")
# tanh is a function of the grammar, and so are these under other names, which rules are called by; a
# series has a cubic term; identity is also the matrix, and an equation of two functions.
MATHEMATICS = {"identity", "absolute", "arctangent", "cubic", "exponential", "sine"}
WORDS = [slug for slug in SLUGS if slug not in FUNCTIONS and slug not in MATHEMATICS]


def code_without_docstrings(path: Path) -> str:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def test_the_engine_knows_no_activation_by_name() -> None:
    root = Path(__file__).parent.parent / "derive"
    files = [path for name in ENGINE for path in ([root / f"{name}.py"] if (root / f"{name}.py").exists()
             else sorted((root / name).rglob("*.py")))]  # fmt: skip
    assert len(files) > 40
    code = {path: code_without_docstrings(path) for path in files}
    said = {
        (path.name, word)
        for path in files
        for word in WORDS
        if re.search(rf"(?<![a-z0-9_.]){word}(?![a-z0-9_])", code[path])
    }
    assert said == set()
    assert len(WORDS) == len(SLUGS) - len(MATHEMATICS) - 1


# -- kinks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", EACH)
def test_kinks_against_one_sided_difference_quotients(slug: str) -> None:
    for kink in found(slug).kinks:
        _sides(CATALOGUE[slug], kink)


def _sides(act: Activation, kink: Kink) -> None:
    assert accepted(kink.left_claim) and accepted(kink.right_claim)
    with mp.workdps(50):
        for at in points(act, count=5):
            numbers = {name: mpf(q) for name, q in at.items()}
            c = value(kink.at, numbers)
            left, right = (derivative(function(act, numbers), c, 1, side) for side in (-1, 1))
            assert close(left, value(kink.left, numbers), 1e-25)
            assert close(right, value(kink.right, numbers), 1e-25)
            assert close(value(act.formula, {**numbers, "x": c}), value(kink.value, numbers))
            ends = [value(end, numbers) for end in kink.clarke]
            assert close(min(ends), min(left, right), 1e-25) and close(max(ends), max(left, right), 1e-25)
            assert not kink.ordered or ends[0] <= ends[1]
            smooth = kink.differentiable
            if not isinstance(smooth, bool):
                smooth = holds(smooth, numbers)
            assert smooth == close(left, right, 1e-20)


def corners(slug: str) -> list[tuple[str, str]]:
    return [(str(k.at), str(k.differentiable)) for k in found(slug).kinks if k.differentiable is not True]


@pytest.mark.xdist_group("all")
def test_which_functions_have_corners() -> None:
    expected = {
        "relu": [("0", "False")],
        "leaky_relu": [("0", "False")],
        "prelu": [("0", "alpha == 1")],
        "elu": [("0", "alpha == 1")],
        "hardtanh": [("-1", "False"), ("1", "False")],
        "relu6": [("0", "False"), ("6", "False")],
        "rrelu": [("0", "False")],
        "selu": [("0", "lamda*alpha == lamda")],
        "hard_sigmoid": [("-3", "False"), ("3", "False")],
        "hard_sigmoid_fifth": [("-5/2", "False"), ("5/2", "False")],
        "sparse_sigmoid": [("-1", "False"), ("1", "False")],
        "hard_swish": [("-3", "False"), ("3", "False")],
        "hard_mish": [("-2", "False")],
        "hard_elish": [("-1", "False"), ("1", "False")],
        "soft_shrink": [("-lamda", "False"), ("lamda", "False")],
        "plu": [("-c", "False"), ("c", "False")],
        "absolute": [("0", "False")],
        "nlrelu": [("0", "False")],
        "penalized_tanh": [("0", "False")],
        "rectified_tanh": [("0", "False")],
        "flatten_t_swish": [("0", "False")],
    }
    assert {slug: corners(slug) for slug in SLUGS if corners(slug)} == expected


@pytest.mark.xdist_group("all")
def test_which_functions_jump() -> None:
    """A step and what is cut out by thresholds; sin(x)/x is filled in at 0 by its limit."""
    jumps = {slug: [(str(j.at), str(j.continuous)) for j in found(slug).jumps] for slug in SLUGS}
    assert {slug: jumps[slug] for slug in SLUGS if jumps[slug]} == {
        "binary_step": [("theta", "False")],
        "hard_shrink": [("-lamda", "False"), ("lamda", "False")],
        "shrink": [("-lamda", "bias - lamda == 0"), ("lamda", "lamda - bias == 0")],
        "threshold_unit": [("theta", "value == theta")],
        "thresholded_relu": [("theta", "theta == 0")],
    }


def test_elu_is_differentiable_at_0_for_alpha_1_only() -> None:
    """Both slopes at the very values of the parameter, and the Clarke interval between them."""
    (kink,) = found("elu").kinks
    for alpha, slope in ((Fraction(1), 1), (Fraction(1, 2), Fraction(1, 2)), (Fraction(2), 2)):
        at = {"alpha": mpf(alpha)}
        assert isinstance(kink.differentiable, Term)
        assert holds(kink.differentiable, at) == (alpha == 1)
        assert {value(end, at) for end in kink.clarke} == {mpf(Fraction(slope)), mp.mpf(1)}


def test_second_derivatives_jump_where_the_first_have_corners() -> None:
    """The slope of ReLU steps up, that of ELU unless alpha is 1; that of softsign has a corner."""
    (step,) = found("relu", 2).jumps
    assert step.left is not None and step.right is not None
    assert (str(step.left.value), str(step.right.value), step.value, step.continuous) == (
        "0",
        "1",
        None,
        False,
    )
    (elu,) = found("elu", 2).jumps
    assert elu.left is not None and str(elu.left.value) == "alpha"
    (corner,) = found("softsign", 2).kinks
    assert (str(corner.left), str(corner.right), corner.differentiable) == ("2", "-2", False)


def test_softsign_has_no_corner_though_it_is_made_of_pieces() -> None:
    (joint,) = found("softsign").kinks
    assert joint.differentiable is True
    assert found("softsign").claim.domain == ()


def test_no_value_where_there_is_none() -> None:
    """The tests' own evaluator refuses what has no value, so that agreement means something."""
    for text in ("1/x", "log(x)", "sqrt(x - 1)", "Piecewise((1, x > 0))", "log(x)/x"):
        with pytest.raises(NoValue):
            value(CATALOGUE.parse(text), {"x": mp.mpf(0)})
