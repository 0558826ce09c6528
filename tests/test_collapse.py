"""Collapse against computing layer by layer, with numbers that stand for nothing else."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import math_core
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matrix_worlds import World, forward, holds

from derive.checker.words import check_collapse
from derive.collapse import (
    Affine,
    BiasSum,
    Exact,
    MatrixSymbol,
    Product,
    Residual,
    collapse,
    named_stack,
    step_lemma,
    theorem,
)
from derive.language.layers import Layer, exact

WIDTHS: list[str | int] = ["d", "h", "q", "m", 1, 2, 3]


def random_named(seed: int) -> list[Layer]:
    """A stack of named matrices: residual and affine, with and without bias, sometimes a name twice."""
    rng = random.Random(seed)
    layers: list[Layer] = []
    width = rng.choice(WIDTHS)
    for k in range(1, rng.randint(1, 7) + 1):
        residual = rng.random() < 0.4
        after = width if residual else rng.choice(WIDTHS)
        shared = residual and rng.random() < 0.3
        weight = MatrixSymbol(f"V_{width}" if shared else f"W_{k}", width, after)
        affine = Affine(weight, MatrixSymbol(f"b_{k}", 1, after) if rng.random() < 0.7 else None)
        layers.append(Residual(affine) if residual else affine)
        width = after
    return layers


def random_numeric(seed: int) -> list[Layer]:
    """A stack of ints, Fractions or floats (in NumPy arrays or lists), shapes and biases at random."""
    rng = random.Random(seed)
    draws: list[Callable[[], Any]] = [
        lambda: rng.randint(-9, 9),
        lambda: Fraction(rng.randint(-9, 9), rng.randint(1, 12)),
        lambda: rng.uniform(-2, 2) * 2.0 ** rng.randint(-40, 40),
    ]
    draw = rng.choice(draws)
    layers: list[Layer] = []
    width = rng.randint(1, 4)
    for _ in range(rng.randint(1, 9)):
        residual = rng.random() < 0.3
        after = width if residual else rng.randint(1, 4)
        weight: Any = [[draw() for _ in range(after)] for _ in range(width)]
        bias: Any = [draw() for _ in range(after)] if rng.random() < 0.7 else None
        if rng.random() < 0.5:
            weight = np.array(weight)
            bias = None if bias is None else np.array(bias).reshape(rng.choice([(after,), (1, after)]))
        affine = Affine(weight, bias)
        layers.append(Residual(affine) if residual else affine)
        width = after
    return layers


def array(matrix: Exact) -> np.ndarray[Any, Any]:
    return np.array(matrix.fractions(), dtype=object)


def through(layers: list[Layer], x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The batch sent through the layers one by one."""
    for layer in layers:
        assert isinstance(layer.weight, Exact)
        bias = array(layer.bias) if isinstance(layer.bias, Exact) else None
        x = forward(x, "residual" if isinstance(layer, Residual) else "affine", array(layer.weight), bias)
    return x


@pytest.mark.parametrize("seed", range(60))
def test_named_stack_is_what_its_layers_compute(seed: int) -> None:
    result = collapse(random_named(seed))
    assert check_collapse(result.certificate)["claim"] == "stack"
    assert holds(result.certificate, seed)


@pytest.mark.parametrize("seed", range(60))
def test_numeric_stack_is_what_its_layers_compute(seed: int) -> None:
    layers = random_numeric(seed)
    result = collapse(layers)
    assert check_collapse(json.loads(json.dumps(result.certificate)))["claim"] == "numeric"
    assert isinstance(result.weight, Exact)
    x = World(seed).draw(3, result.weight.shape[0])
    bias = array(result.bias) if isinstance(result.bias, Exact) else None
    assert np.all(through(layers, x) == forward(x, "affine", array(result.weight), bias))
    assert (result.bias is None) == all(layer.bias is None for layer in layers)
    assert result.shape == (layers[0].shape[0], layers[-1].shape[1])


@pytest.mark.parametrize("seed", range(20))
def test_chain_names_mean_what_the_layers_compute(seed: int) -> None:
    layers = random_named(seed)
    certificate = collapse(layers).certificate
    statement, world = certificate["statement"], World(seed)
    h = x = world.declare(statement["input"][0], statement["input"][1], statement["layers"][0]["shape"][0])
    for layer in statement["layers"]:
        world.declare(layer["weight"], *layer["shape"])
        if layer["bias"]:
            world.declare(layer["bias"], 1, layer["shape"][1])
    for layer, link in zip(statement["layers"], certificate["proof"]["chain"], strict=True):
        for part in (link["weight"], link["bias"]):
            if part:
                world.matrices[part[0]] = world.value(part[1])
        bias = layer["bias"] and world.matrices[layer["bias"]]
        h = forward(h, layer["type"], world.matrices[layer["weight"]], bias)
        known = x.dot(world.matrices[link["weight"][0]])
        assert np.all(h == (known + world.matrices[link["bias"][0]] if link["bias"] else known))


@pytest.mark.parametrize("kind", ["affine", "residual"])
@pytest.mark.parametrize("seed", range(5))
def test_theorem_states_what_is_true(kind: Any, seed: int) -> None:
    certificate = theorem(kind).certificate
    assert check_collapse(certificate)["claim"] == "every-depth"
    assert holds(certificate, seed)


def test_step_lemma_states_what_is_true() -> None:
    lemma = step_lemma()
    assert check_collapse(lemma.certificate)["claim"] == "step"
    assert all(holds(lemma.certificate, seed) for seed in range(10))
    assert lemma.latex.startswith(r"(X W_{1} + \mathbf{1}_{n} b_{1}) W_{2}")


# -- depth -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [1, 1_000, 10_000])
def test_named_stacks_of_any_depth(depth: int) -> None:
    result = collapse(named_stack(*(f"d_{k}" for k in range(depth + 1))))
    assert check_collapse(result.certificate)["steps"] >= depth
    assert isinstance(result.weight, Product)
    assert isinstance(result.bias, BiasSum)
    assert len(result.weight.factors) == depth == len(result.bias.terms)
    assert result.shape == ("d_0", f"d_{depth}")


def test_numeric_stack_of_depth_1000() -> None:
    rng = np.random.default_rng(7)
    draw = [rng.integers(-24, 25, (4, 3)) / 16 for _ in range(1_000)]
    layers: list[Layer] = [Affine(numbers[:3], numbers[3]) for numbers in draw]
    result = collapse(layers)
    assert check_collapse(json.loads(json.dumps(result.certificate)))["steps"] >= 1_000
    assert isinstance(result.weight, Exact)
    assert isinstance(result.bias, Exact)
    x = np.array([[Fraction(1), Fraction(-2), Fraction(1, 3)]], dtype=object)
    assert np.all(through(layers, x) == x.dot(array(result.weight)) + array(result.bias))


def size(depth: int) -> int:
    stack = [Residual(layer) for layer in named_stack(*["d"] * (depth + 1))]
    return len(json.dumps(collapse(stack).certificate))


def test_residual_stacks_stay_linear() -> None:
    assert size(1_000) - size(500) < 1.05 * (size(500) - size(10)) * 500 / 490
    assert size(1_000) < 500_000


# -- shapes and numbers ------------------------------------------------------------------------------

W23, W32 = [[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4], [5, 6]]


@pytest.mark.parametrize(("layers", "message"), [
    ([], "expected at least one layer, found none"),
    ([Affine(W23), Affine(W32), Affine(W32)],
     "layer 3: expected a weight with 2 rows, since layer 2 has shape 3×2, found shape 3×2"),
    ([Affine(W23, [1, 2])],
     "layer 1: expected a bias of shape 1×3 for the weight of shape 2×3, found shape 1×2"),
    ([Affine(W23, [[1], [2], [3]])],
     "layer 1: expected a bias of shape 1×3 for the weight of shape 2×3, found shape 3×1"),
    ([Affine(W32), Residual(Affine(W23))], "layer 2: expected a square residual weight, found shape 2×3"),
    ([*named_stack("d", "h"), *named_stack("q", "r")],
     "layer 2: expected a weight with h rows, since layer 1 has shape d×h, found shape q×r"),
    ([*named_stack("d", 5), *named_stack("h", "r")],
     "layer 2: expected a weight with 5 rows, since layer 1 has shape d×5, found shape h×r"),
    ([*named_stack("d", "d"), *named_stack("d", "h")],
     "layer 2: expected W_1 of shape d×d as before, found shape d×h"),
    ([*named_stack(2, 3), Affine(W32)], "layer 2: expected all matrices named or all numeric, found both"),
    ([Affine(MatrixSymbol("W", 1, 1), [1])],
     "layer 1: expected all matrices named or all numeric, found both"),
])  # fmt: skip
def test_shapes_that_do_not_fit(layers: list[Layer], message: str) -> None:
    with pytest.raises(ValueError, match="expected") as caught:
        collapse(layers)
    assert str(caught.value) == message


def test_what_is_no_layer() -> None:
    with pytest.raises(TypeError, match="layer 2: expected Affine or Residual, found ndarray"):
        collapse([Affine([[1]]), np.ones((1, 1))])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="expected an Affine branch, found list"):
        Residual([[1]])  # type: ignore[arg-type]


@pytest.mark.parametrize(("values", "error", "message"), [
    ([[1.0, float("nan")]], ValueError, "weight: expected finite numbers, found nan in row 1, column 2"),
    (np.array([[1.0], [-np.inf]]), ValueError, "expected finite numbers, found -inf in row 2, column 1"),
    ([[1, 2], [3]], ValueError, r"weight: expected rows of one positive length, found \[\[1, 2\], \[3\]\]"),
    ([], ValueError, r"weight: expected a matrix with at least one entry, found \[\]"),
    ([[]], ValueError, "weight: expected rows of one positive length"),
    (3, ValueError, "weight: expected a matrix with at least one entry, found 3"),
    ([[True]], TypeError, "weight: expected an int, a Fraction or a float in row 1, column 1, found bool"),
    ([["1"]], TypeError, "found str"),
    ([[1j]], TypeError, "found complex"),
    (np.ones((2, 2, 2)), TypeError, "found list"),
])  # fmt: skip
def test_numbers_that_are_none(values: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Affine(values)


@pytest.mark.parametrize("arguments", [
    ("1W", "d", "h"), ("W\n", "d", "h"), ("", 1, 1), ("W" * 41, 1, 1), ("W", 0, 1), ("W", True, 1),
    ("W", 1.0, 1), ("W", "d h", 1), (3, 1, 1), ("W", 1, 1 << 31), ("W", None, 1), ("\\frac", 1, 1),
])  # fmt: skip
def test_names_and_dimensions_that_are_none(arguments: Any) -> None:
    with pytest.raises(ValueError, match="expected a"):
        MatrixSymbol(*arguments)


def test_digits_that_grow_too_long() -> None:
    with pytest.raises(ValueError, match="round the numbers, or collapse fewer at a time"):
        collapse([Affine([[Fraction(1, 3**4_000)]])] * 400)
    with pytest.raises(ValueError, match="in a layer"):
        collapse([Affine([[1 << 20_000]])])


# -- floats in, floats out ---------------------------------------------------------------------------

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite)
def test_a_float_is_read_at_its_binary_value(value: float) -> None:
    assert exact([[value]])[0, 0] == Fraction(value)
    assert exact(np.array([[value]]))[0, 0] == Fraction(value)


@given(st.fractions())
@settings(max_examples=300)
def test_to_numpy_gives_the_nearest_double(value: Fraction) -> None:
    found = float(exact([[value]]).to_numpy()[0, 0])
    error = abs(Fraction(found) - value)
    for neighbour in (np.nextafter(found, np.inf), np.nextafter(found, -np.inf)):
        assert error <= abs(Fraction(float(neighbour)) - value)


def test_to_numpy_at_the_ends_of_the_range() -> None:
    tiny, half = Fraction(5e-324), Fraction(1, 2)
    values = [
        tiny,
        tiny * half,
        tiny * half * Fraction(1001, 1000),
        Fraction(10) ** 400,
        -(Fraction(10) ** 400),
    ]
    assert exact([values]).to_numpy().tolist() == [[5e-324, 0.0, 5e-324, np.inf, -np.inf]]


def test_single_precision_is_read_exactly() -> None:
    assert exact(np.array([[0.1]], dtype=np.float32))[0, 0] == Fraction(13421773, 134217728)


@given(
    st.lists(st.lists(finite, min_size=2, max_size=2), min_size=2, max_size=2),
    st.lists(finite, min_size=2, max_size=2),
)
@settings(max_examples=60)
def test_any_finite_floats_collapse_exactly(weight: list[list[float]], bias: list[float]) -> None:
    layers: list[Layer] = [Affine(weight, bias), Residual(Affine(weight, bias))]
    result = collapse(layers)
    check_collapse(json.loads(json.dumps(result.certificate)))
    assert isinstance(result.weight, Exact)
    assert isinstance(result.bias, Exact)
    x = np.array([[Fraction(1), Fraction(2)]], dtype=object)
    assert np.all(through(layers, x) == x.dot(array(result.weight)) + array(result.bias))


# -- what a reader sees ------------------------------------------------------------------------------


def test_closed_forms_as_latex() -> None:
    assert collapse(named_stack("d", "q")).bias_latex == "b_{1}"
    two = collapse(named_stack("d", "h", "q"))
    assert (two.weight_latex, two.bias_latex) == ("W_{1} W_{2}", "b_{1} W_{2} + b_{2}")
    long = collapse(named_stack(*["d"] * 12))
    assert long.weight_latex == r"W_{1} W_{2} \cdots W_{11}"
    assert long.bias_latex == (r"b_{1} W_{2} \cdots W_{11} + b_{2} W_{3} \cdots W_{11} + \cdots + b_{11}")
    assert collapse(named_stack("d", "h", bias=False)).bias_latex == "0"
    residual = collapse([Residual(layer) for layer in named_stack("d", "d", "d")])
    assert residual.weight_latex == r"(I_{d} + W_{1}) (I_{d} + W_{2})"
    numeric = collapse([Affine([[0.5, -1]], [0, 2])])
    assert numeric.weight_latex == r"\begin{pmatrix} \frac{1}{2} & -1 \end{pmatrix}"
    wide = collapse([Affine(np.ones((30, 40)))])
    assert r"\mathbb{Q}^{30 \times 40}" in wide.weight_latex


def test_names_that_the_proof_would_use_itself() -> None:
    names = ["P_1", "c_2", "X", "PP_3", "H", "n"]
    layers = [
        Affine(MatrixSymbol(name, "n", "n"), MatrixSymbol(f"c_{k}7", 1, "n")) for k, name in enumerate(names)
    ]
    result = collapse(layers)
    assert check_collapse(result.certificate)["claim"] == "stack"
    assert holds(result.certificate)
    assert result.certificate["statement"]["input"][1] not in ("n", "X")


def proofs() -> list[Any]:
    stacks = [random_named(seed) for seed in range(8)] + [random_numeric(seed) for seed in range(4)]
    return [step_lemma(), theorem("affine"), theorem("residual"), *(collapse(stack) for stack in stacks)]


@pytest.mark.parametrize("proved", proofs())
def test_proofs_are_laid_out_and_display(proved: Any) -> None:
    converter = math_core.LatexToMathML()
    for line in proved.proof():
        assert line.sentence[0].isupper()
        assert line.sentence.endswith(".")
        assert "<math" in converter.convert_with_local_state(line.latex, displaystyle=True)


@pytest.mark.parametrize("kind", ["affine", "residual"])
def test_the_proof_shows_the_lines_of_the_certificate(kind: Any) -> None:
    proved = theorem(kind)
    parts = [(line.part, line.claim) for line in proved.proof()]
    for claim in ("collapse", "product", "sum"):
        assert [part for part, name in parts if name == claim and part in ("claim", "hypothesis")] == [
            "claim",
            "hypothesis",
        ]
        for part in ("base", "step"):
            shown = [line for line in proved.proof() if (line.part, line.claim) == (part, claim)]
            assert len(shown) == len(proved.certificate["proof"][claim][part]) - 1
    shown = [line for line in proved.proof() if line.part == "conclusion"]
    assert len(shown) == len(proved.certificate["proof"]["conclusion"])
    assert proved.latex == shown[-1].latex
