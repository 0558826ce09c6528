"""Gradients as programs compute them: the formulas against central differences of whole networks."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from typer.testing import CliRunner

from derive.checker import Rejected, check
from derive.cli import app
from derive.facts import moments
from derive.facts.deciding import open_fact
from derive.facts.subject import Subject
from derive.gradients import Formula, backpropagation, gradient, names
from derive.gradients.matrices import Matrix
from derive.gradients.scales import FORMATS, gains, saturation, saturation_claims
from derive.language.catalogue import Catalogue
from derive.language.numeric import evaluate
from derive.theorems import named
from derive.theorems import names as theorem_names

Array = np.ndarray[Any, Any]
CATALOGUE = Catalogue.load()


def differences(f: Callable[[], float], array: Array, step: float = 1e-6) -> Array:
    """Central differences of a number by every entry of an array, which is changed and put back."""
    found = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        values = []
        for moved in (kept + step, kept - step):
            array[place] = moved
            values.append(f())
        array[place] = kept
        found[place] = (values[0] - values[1]) / (2 * step)
    return found


def softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def applied(slug: str, derived: bool) -> Callable[[Array], Array]:
    """A function of the catalogue, or its derivative as it was proved, entry by entry."""
    found = backpropagation(slug).slope
    term = found.derivative if derived else CATALOGUE[slug].formula
    values = {p.name: p.default for p in CATALOGUE[slug].parameters}

    def entry(x: float) -> float:
        return float(evaluate(term, {**values, "x": x}, CATALOGUE[slug].definitions))

    return np.vectorize(entry, otypes=[float])


class Network:
    """One hidden layer, with a batch, and the mean cross-entropy for its loss."""

    def __init__(self, seed: int, slug: str) -> None:
        rng = np.random.default_rng(seed)
        n, d, h, q = (int(size) for size in rng.integers(1, 6, 4))
        self.X, self.W_h, self.b_h = rng.normal(size=(n, d)), rng.normal(size=(d, h)), rng.normal(size=(1, h))
        self.W_o, self.b_o = rng.normal(size=(h, q)), rng.normal(size=(1, q))
        self.Y = softmax(rng.normal(size=(n, q)))
        self.phi, self.slope = applied(slug, derived=False), applied(slug, derived=True)

    def loss(self) -> float:
        self.Z = self.X @ self.W_h + self.b_h
        self.H = self.phi(self.Z)
        self.P = softmax(self.H @ self.W_o + self.b_o)
        return float(-(self.Y * np.log(self.P)).sum() / len(self.X))

    def gradients(self) -> dict[str, Array]:
        """What the theorems say."""
        self.loss()
        G = (self.P - self.Y) / len(self.X)
        D = (G @ self.W_o.T) * self.slope(self.Z)
        one = np.ones((len(self.X), 1))
        return {
            "W_o": self.H.T @ G, "b_o": one.T @ G, "W_h": self.X.T @ D, "b_h": one.T @ D, "X": D @ self.W_h.T,
        }  # fmt: skip


@pytest.mark.parametrize("slug", ["tanh", "sigmoid", "silu", "gelu", "softplus", "elu", "relu", "identity"])
def test_backpropagation_against_differences(slug: str) -> None:
    for seed in range(3):
        network = Network(seed, slug)
        for name, found in network.gradients().items():
            expected = differences(network.loss, getattr(network, name))
            assert np.allclose(found, expected, rtol=1e-5, atol=1e-7), (slug, name)


def test_backpropagation_through_many_layers() -> None:
    """The recursion of the theorem, with weights and biases of every layer."""
    rng = np.random.default_rng(7)
    for _ in range(3):
        depth = int(rng.integers(1, 6))
        widths = [int(w) for w in rng.integers(1, 5, depth + 1)]
        X = rng.normal(size=(3, widths[0]))
        W = [rng.normal(size=pair) for pair in pairwise(widths)]
        b = [rng.normal(size=(1, w)) for w in widths[1:]]

        def forward(X: Array = X, W: list[Array] = W, b: list[Array] = b) -> tuple[list[Array], list[Array]]:
            layers, before = [X], []
            for weight, bias in zip(W, b, strict=True):
                before.append(layers[-1] @ weight + bias)
                layers.append(np.tanh(before[-1]))
            return layers, before

        def loss(forward: Callable[[], tuple[list[Array], list[Array]]] = forward) -> float:
            return float(np.sin(forward()[1][-1]).sum())

        layers, before = forward()
        delta = np.cos(before[-1])
        for k in reversed(range(depth)):
            if k < depth - 1:
                delta = (delta @ W[k + 1].T) * (1 - np.tanh(before[k]) ** 2)
            assert np.allclose(layers[k].T @ delta, differences(loss, W[k]), rtol=1e-5, atol=1e-7)
            assert np.allclose(
                delta.sum(axis=0, keepdims=True), differences(loss, b[k]), rtol=1e-5, atol=1e-7
            )
        assert np.allclose(delta @ W[0].T, differences(loss, X), rtol=1e-5, atol=1e-7)


def test_automatic_differentiation_agrees() -> None:
    torch = pytest.importorskip("torch")
    network = Network(3, "tanh")
    found = network.gradients()
    leaves = {name: torch.tensor(getattr(network, name), requires_grad=True) for name in found}
    hidden = torch.tanh(leaves["X"] @ leaves["W_h"] + leaves["b_h"])
    scores = hidden @ leaves["W_o"] + leaves["b_o"]
    torch.nn.functional.cross_entropy(scores, torch.tensor(network.Y)).backward()
    for name, leaf in leaves.items():
        assert np.allclose(found[name], leaf.grad.numpy())


# -- the records -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_every_formula_is_a_theorem_that_pages_can_print(name: str) -> None:
    theorem = named(f"gradients/{name}")
    assert check(theorem.certificate).verdict == "proved"
    assert theorem.title
    assert theorem.where.endswith(".")
    assert theorem.lines
    for line in theorem.lines:
        assert line.latex.count("{") == line.latex.count("}")
        assert not line.sentence or line.sentence[-1] in ".…", line.sentence


def test_names_are_found_and_others_are_not() -> None:
    assert set(theorem_names()) >= {f"gradients/{name}" for name in names()}
    with pytest.raises(ValueError, match="found 'nonsense'"):
        gradient("nonsense")


def test_the_matrix_form_is_that_of_the_claim() -> None:
    """The matrices that are printed have the entries that the certificate states."""
    found = gradient("mlp-output-weights")
    assert isinstance(found, Formula)
    entry = (Matrix("H", "n", "h").T @ Matrix("G", "n", "q"))["a", "b"]
    assert found.claim[2].data == entry.data


def test_backpropagation_names_the_function() -> None:
    found = backpropagation("silu", CATALOGUE)
    assert all("silu" in text for text in found.latex() if "'" in text)
    assert found.slope.claim.status.value == "proved"
    with pytest.raises(ValueError, match="tan5"):
        backpropagation("tan5", CATALOGUE)


# -- scales ------------------------------------------------------------------------------------------


def test_where_the_sigmoid_saturates() -> None:
    assert all(claim.status.value == "proved" for claim in saturation_claims(CATALOGUE))
    with mpmath.workdps(50):
        for row, (_name, exponent) in zip(saturation(), FORMATS, strict=True):
            x, e = mpmath.mpf(row.digits), mpmath.mpf(2) ** exponent
            slope = mpmath.exp(-x) / (1 + mpmath.exp(-x)) ** 2
            assert abs(slope / e - 1) < mpmath.mpf(10) ** -17
            assert len(row.digits.replace(".", "").lstrip("0")) >= 19


def test_gains_against_quadrature() -> None:
    def normal(f: Callable[[Any], Any]) -> Any:
        density = lambda z: mpmath.exp(-z * z / 2) / mpmath.sqrt(2 * mpmath.pi)  # noqa: E731
        return mpmath.quad(lambda z: f(z) * density(z), [-12, -4, 0, 4, 12])

    wanted = {
        "tanh": (mpmath.tanh, lambda z: 1 - mpmath.tanh(z) ** 2),
        "relu": (lambda z: max(z, 0), lambda z: z > 0),
        "sigmoid": (lambda z: 1 / (1 + mpmath.exp(-z)), lambda z: 1 / (2 + mpmath.exp(z) + mpmath.exp(-z))),
    }
    for slug, functions in wanted.items():
        found = gains(fact.json() for fact in moments.facts(Subject.of(CATALOGUE[slug])))
        for moment, f in zip(found, functions, strict=True):
            square = normal(lambda z, f=f: mpmath.mpf(f(z)) ** 2)
            assert math.isclose(float(moment.digits), float(square), rel_tol=1e-9)
            assert math.isclose(float(moment.gain), float(1 / mpmath.sqrt(square)), rel_tol=1e-9)


def test_a_search_for_moments_that_ended_early_is_open() -> None:
    for row in gains([open_fact(moments.KIND, "time").json()]):
        assert (row.status, row.digits, row.gain) == ("open", "", "")


def test_a_refusal_says_where_and_what() -> None:
    certificate = gradient("cross-entropy").certificate
    certificate["statement"]["claim"][2] = ["at", "p", "j"]
    with pytest.raises(Rejected, match=r"proof.lines: expected a last line that is what is to be shown"):
        check(certificate)
    certificate["proof"]["lines"][-1]["claim"][2] = ["at", "p", "j"]
    certificate["proof"]["lines"][-1]["by"][1][-1]["term"] = ["at", "p", "j"]
    with pytest.raises(
        Rejected, match=r"proof.lines\[0\].chain\[4\]: expected two sides with the same normal form"
    ):
        check(certificate)


# -- the command -------------------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["gradient", *arguments])


def test_the_command_lists_derives_and_writes(tmp_path: Path) -> None:
    assert len(run().output.splitlines()) == len(names())
    file = tmp_path / "certificate.json"
    done = run("mlp-hidden-bias", "--activation", "silu", "--certificate", str(file))
    assert done.exit_code == 0
    assert "∂ℓ/∂b_h[b]" in done.output
    assert "φ is SiLU" in done.output
    assert check(json.loads(file.read_text("utf-8"))).kind == "tensor"
    assert json.loads(run("slopes", "--json").output)["claim"] == "every-depth"
    assert "no derivative at x = 0" in run("backpropagation", "--activation", "relu").output


@pytest.mark.parametrize(("arguments", "said"), [
    (("cross_entropy",), "near it: cross-entropy"),
    (("softmax-sum", "--activation", "relu"), "expected a formula with φ in it"),
    (("mlp-inputs", "--activation", "relux"), "did you mean relu"),
])  # fmt: skip
def test_mistakes_end_in_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert done.stderr.count("\n") <= 2
    assert said in done.stderr
