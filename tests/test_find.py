"""``derive find``: which function a formula is, with a certificate; names; near misses; mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import mpmath
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from derive.checker import check
from derive.cli import app
from derive.facts.finding import PLACES, nearest, same, values_at
from derive.facts.subject import Subject
from derive.fingerprints import values
from derive.language.catalogue import Catalogue
from derive.language.records import Activation
from derive.language.typed import typed
from derive.naming import spellings

CATALOGUE = Catalogue.load()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["find", *arguments])


@pytest.mark.parametrize(
    ("formula", "first"),
    [
        ("x*sigmoid(x)", "silu(x, 1)"),
        ("Max(x, 0)", "relu(x)"),
        ("(x + Abs(x))/2", "relu(x)"),
        ("exp(x)/(exp(x) + 1)", "sigmoid(x)"),
        ("1/2 + tanh(x/2)/2", "sigmoid(x)"),
        ("Max(x/5, x)", "leaky_relu(x, 1/5)"),
        ("x*sigmoid(1.5*x)", "silu(x, 3/2)"),
        ("log(1 + exp(2*x))/2", "softplus_beta(x, 2)"),
        ("x*erfc(-x/sqrt(2))/2", "gelu(x)"),
        ("x*Min(Max(x + 3, 0), 6)/6", "hard_swish(x)"),
        ("max(x,0)", "relu(x)"),
        ("1/(1+e^-x)", "sigmoid(x)"),
        ("x > 0 ? x : 0.2x", "leaky_relu(x, 1/5)"),
        ("0.5x(1+erf(x/√2))", "gelu(x)"),
        ("torch.clamp(x, -1, 1)", "hardtanh(x)"),
        ("x·σ(x)", "silu(x, 1)"),
        ("|x|", "absolute(x)"),
    ],
)
def test_a_formula_is_found_and_proved(formula: str, first: str, tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    found = run(formula, "--certificate", str(file), "--json")
    assert found.exit_code == 0, found.output
    data = json.loads(found.output)["found"]
    assert all(row["status"] == "proved" for row in data)
    assert data[0]["statement"] == f"f(x) == {first}"
    assert data[0]["domain"] == []
    check(json.loads(file.read_text("utf-8")))  # raises where the checker alone does not say so
    for row in data:  # and the values of what was found, with 30 digits
        _agree(formula, row["statement"].partition(" == ")[2])


def _agree(formula: str, other: str) -> None:
    from derive.language.numeric import evaluate

    xs = [float(x) for x in mpmath.linspace(-6.1, 6.3, 41)]
    terms = [CATALOGUE.parse(text) for text in (typed(formula, spellings(CATALOGUE)), other)]
    rows = [evaluate(term, {"x": xs}, CATALOGUE.definitions(term)) for term in terms]
    np.testing.assert_allclose(*rows, rtol=1e-9, atol=1e-12)


def test_letters_are_parameters_for_all_values() -> None:
    found = run("x/(1 + exp(-a*x))", "--json")
    (row,) = json.loads(found.output)["found"]
    assert (row["statement"], row["for"]) == ("f(x, a) == silu(x, a)", ["a > 0"])
    found = run("Max(a*x, x)")
    assert "leaky_relu(x, a)" in found.output
    assert "for       a > 0, a < 1" in found.output
    assert "prelu" not in found.output  # it is not for a > 1


def test_a_function_that_is_equal_almost_everywhere_says_where() -> None:
    found = run("sin(x)/x")
    assert found.exit_code == 0
    assert found.output.splitlines() == ["proved    sin(x)/x == sinc(x): Sinc", "domain    x != 0"]


def test_none_is_equal_and_the_nearest_are_refuted() -> None:
    found = run("x*exp(-x**2)")
    assert found.exit_code == 1
    assert found.output.startswith("none")
    assert "proved    x*exp(-x**2) == x*gaussian_bump(x)" in found.output
    assert found.output.count("near ") == 3
    assert found.output.count("refuted") == 3
    close = nearest(CATALOGUE.anonymous("x*sigmoid(1.71*x)"), CATALOGUE)
    assert {one.activation.slug for one in close} <= {act for act in CATALOGUE if "gelu" in act}
    for one in close:
        assert one.refuted is not None
        check(one.refuted.certificate)
    assert same(CATALOGUE.anonymous("x*sigmoid(x) + 1/10**6"), CATALOGUE) == ()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("torch.nn.Hardswish", "hard_swish"),
        ("nn.hardswish", "hard_swish"),
        ("jax.nn.silu", "silu"),
        ("Swish", "silu"),
        ("expit", "sigmoid"),
        ("jax.nn.hard_swish", "hard_swish"),
        ("keras.activations.hard_silu", "hard_swish"),
        ("tf.keras.activations.swish", "silu"),
        ("ONNX HardSwish", "hard_swish"),
        ("onnx.HardSwish", "hard_swish"),
        ("hard-swish", "hard_swish"),
        ("leakyrelu", "leaky_relu"),
        ("nn.LeakyReLU(0.2)", "leaky_relu"),
        ("quick_gelu", "gelu_sigmoid"),
        ("NewGELUActivation", "gelu_tanh"),
        ("tf.nn.swish", "silu"),
        ("F.relu6", "relu6"),
        ("torch.nn.Softmax", "softmax"),
    ],
)
def test_names_in_any_framework(name: str, slug: str) -> None:
    found = run(name)
    assert found.exit_code == 0
    assert f"named     {slug}: " in found.output
    assert "(cited)" in found.output


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("foo", "expected a formula in x or a known name, found 'foo'"),
        ("sigmiod", "did you mean sigmoid?"),
        ("3", "without x"),
        ("x^", "column 4: expected a value, found the end"),
        ("x $ 2", "expected"),
        ("asdf qwer", "without x"),
        ("tf.nn.nonsense", "expected"),
        ("x**", "column 4: expected a value, found the end"),
        ("x < 1", "expected"),
        ("", "expected"),
        ("__import__('os')", "expected"),
    ],
)
def test_mistakes_end_in_one_sentence(text: str, sentence: str) -> None:
    found = run(text)
    assert found.exit_code == 2
    assert sentence in found.stderr
    assert "Traceback" not in found.output


def test_a_name_from_elsewhere_is_said_to_be_so() -> None:
    assert "tf.nn.swish itself is not among the names" in run("tf.nn.swish").output
    assert "itself" not in run("jax.nn.silu").output
    assert "No function of its own" in run("jax.nn.relu").output  # what a reader has to know of the name
    data = json.loads(run("F.relu6", "--json").output)["named"]
    assert [(row["slug"], row["last_part"]) for row in data] == [("relu6", True)]


def _plain(slug: str) -> Activation:
    """The function at its defaults, without parameters."""
    return CATALOGUE.anonymous(str(Subject.of(CATALOGUE[slug]).function))


def test_fingerprints_tell_functions_apart() -> None:
    """Two functions with one fingerprint are one function: proved so, or the same by definition."""
    rows = {slug: values(act) for slug, act in CATALOGUE.items()}
    assert all(len(row) == len(PLACES) for row in rows.values())
    seen: dict[tuple[float | None, ...], str] = {}
    for slug, row in rows.items():
        twin = seen.setdefault(tuple(row), slug)
        if twin != slug:
            names = {one.activation.slug for one in same(_plain(slug), CATALOGUE) if one.proved}
            assert twin in names, (slug, twin)
    exact = [float(1 / (1 + mpmath.exp(-mpmath.mpf(x)))) for x in PLACES]
    assert values(CATALOGUE["sigmoid"]) == pytest.approx(exact, rel=1e-12)
    assert values_at(CATALOGUE["relu"], {}) is not None
