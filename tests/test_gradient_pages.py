"""The programs that the pages about gradients print do what they say, beside differences of the losses."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from conftest import ROOT
from test_gradients import differences

FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONAL = ("torch", "jax")


def programs(page: str) -> list[str]:
    return FENCE.findall((ROOT / "docs" / "chapter" / f"{page}.md").read_text("utf-8"))


def ran(page: str) -> dict[str, Any]:
    """What is defined after all programs of a page that need nothing but NumPy."""
    names: dict[str, Any] = {}
    for program in programs(page):
        if not any(f"import {package}" in program for package in OPTIONAL):
            exec(compile(program, page, "exec"), names)
    return names


def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def test_softmax_of_the_page() -> None:
    names = ran("gradients")
    o = rng().normal(size=5) * 3
    found = names["softmax_jacobian"](o)
    for i in range(5):
        wanted = differences(lambda i=i: float(names["softmax"](o)[i]), o)
        assert np.allclose(found[i], wanted, atol=1e-8)
    assert np.isfinite(names["log_sum_exp"](np.array([1e4, -1e4]))).all()


def test_losses_of_the_page() -> None:
    names, draw = ran("gradients"), rng()
    O = draw.normal(size=(4, 3)) * 2  # noqa: E741 - the name of the mathematics
    Y = draw.dirichlet(np.ones(3), size=4)
    loss, gradient = names["cross_entropy"](O, Y)
    direct = -(Y * np.log(names["softmax"](O))).sum() / 4
    assert np.isclose(loss, direct)
    assert np.allclose(gradient, differences(lambda: float(names["cross_entropy"](O, Y)[0]), O), atol=1e-8)
    o, y = draw.normal(size=6) * 3, draw.uniform(size=6)
    sigma = 1 / (1 + np.exp(-o))
    loss, gradient = names["binary_cross_entropy"](o, y)
    assert np.allclose(loss, -y * np.log(sigma) - (1 - y) * np.log(1 - sigma))
    assert np.allclose(
        gradient, differences(lambda: float(names["binary_cross_entropy"](o, y)[0].sum()), o), atol=1e-8
    )
    assert np.isfinite(names["binary_cross_entropy"](np.array([1e4, -1e4]), np.array([1.0, 0.0]))).all()


def test_backpropagation_of_the_page() -> None:
    names, draw = ran("gradients"), rng()
    shapes = {"X": (6, 4), "W_h": (4, 5), "b_h": (5,), "W_o": (5, 3), "b_o": (3,)}
    given = {name: draw.normal(size=shape) for name, shape in shapes.items()}
    Y = np.eye(3)[draw.integers(0, 3, 6)]

    def loss() -> float:
        return float(names["cross_entropy"](names["forward"](**given)[2], Y)[0])

    for name, gradient in names["gradients"](Y=Y, **given).items():
        assert np.allclose(gradient, differences(loss, given[name]), atol=1e-8), name


def test_initial_weights_of_the_page() -> None:
    weights = ran("gradients")["initial_weights"](400, 300, lambda z: np.maximum(z, 0), rng())
    assert weights.shape == (400, 300)
    assert np.isclose(weights.std() * np.sqrt(400), np.sqrt(2), rtol=0.01)


def test_parameters_of_prelu_and_swish() -> None:
    names, draw = ran("exercises/prelu-and-swish"), rng()
    x, G, a = draw.normal(size=(5, 3)), draw.normal(size=(5, 3)), draw.normal(size=3)
    functions = {
        "prelu": lambda: float((G * (np.maximum(x, 0) + a * np.minimum(x, 0))).sum()),
        "swish": lambda: float((G * x / (1 + np.exp(-a * x))).sum()),
    }
    for name, f in functions.items():
        by_x, by_parameter = names[f"{name}_gradients"](x, a, G)
        assert np.allclose(by_x, differences(f, x), atol=1e-7)
        assert np.allclose(by_parameter, differences(f, a), atol=1e-7)


def test_batch_normalisation_of_the_page() -> None:
    names, x = ran("exercises/batch-normalisation"), rng().normal(size=6)
    found = names["batch_norm_jacobian"](x, 1e-3)
    for i in range(6):
        wanted = differences(lambda i=i: float((x[i] - x.mean()) / np.sqrt(x.var() + 1e-3)), x)
        assert np.allclose(found[i], wanted, atol=1e-7)
