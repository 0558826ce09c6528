"""Networks of rational numbers: pieces, regions and constructions, held against plain evaluation."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import pairwise
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from derive.checker import check
from derive.checker.separation import best
from derive.cli import app
from derive.networks.constructions import interpolant, lines_in_general_position, sawtooth, xor
from derive.networks.land import MODELS, best_line, collapsed, learnt
from derive.networks.network import Network, Rectified, network_from, values
from derive.networks.pieces import pieces
from derive.networks.regions import Region, regions
from derive.networks.training import BENDS, gradient, scores, train
from derive.theorems import named

SEEDS = range(12)


def q(rng: random.Random, size: int = 6) -> Fraction:
    return Fraction(rng.randint(-size, size), rng.randint(1, size))


def some_network(rng: random.Random, inputs: int, widths: list[int]) -> Network:
    layers, before = [], inputs
    for k, width in enumerate([*widths, 1]):
        weight = [[q(rng) for _ in range(width)] for _ in range(before)]
        slope = None if k == len(widths) else rng.choice([0, 0, Fraction(1, 4), -1, 2])
        layers.append(Rectified.of(weight, [q(rng) for _ in range(width)], slope))
        before = width
    return Network(tuple(layers))


def computed(network: Network, point: list[Fraction]) -> float:
    """The network in floating point, by NumPy: nothing of it is shared with the exact evaluation."""
    row = np.array([[float(x) for x in point]])
    for layer in network.layers:
        row = row @ layer.weight.to_numpy() + (layer.bias.to_numpy() if layer.bias else 0.0)
        if layer.slope is not None:
            row = np.where(row >= 0, row, float(layer.slope) * row)
    return float(row[0, 0])


@pytest.mark.parametrize("seed", SEEDS)
def test_pieces_are_the_network(seed: int) -> None:
    rng = random.Random(seed)
    network = some_network(rng, 1, [rng.randint(1, 5) for _ in range(rng.randint(1, 3))])
    found = pieces(network)
    assert check(found.certificate).kind == "network"
    for _ in range(40):
        x = q(rng, 30)
        assert found.at(x) == network.at([x])[0]
        assert float(found.at(x)) == pytest.approx(computed(network, [x]), rel=1e-9, abs=1e-9)
    for k, b in enumerate(found.breaks):
        (s, c), (t, d) = found.pieces[k], found.pieces[k + 1]
        assert s * b + c == t * b + d and s != t  # continuous, and a kink


def contains(region: Region, x: Fraction, y: Fraction) -> bool:
    ring = [*region.corners, region.corners[0]]
    return all((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) >= 0 for a, b in pairwise(ring))


@pytest.mark.parametrize("seed", SEEDS)
def test_regions_are_the_network(seed: int) -> None:
    rng = random.Random(100 + seed)
    network = some_network(rng, 2, [rng.randint(1, 5) for _ in range(rng.randint(1, 2))])
    found = regions(network, ((-2, 2), (-1, 3)))
    assert check(found.certificate).steps == len(found.regions)
    for _ in range(40):
        x, y = Fraction(rng.randint(-2000, 2000), 1000), Fraction(rng.randint(-1000, 3000), 1000)
        inside = [region for region in found.regions if contains(region, x, y)]
        assert inside
        for region in inside:
            a, b, c = region.map
            assert a * x + b * y + c == network.at([x, y])[0]
        assert float(network.at([x, y])[0]) == pytest.approx(computed(network, [x, y]), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("units", range(1, 8))
def test_lines_in_general_position_reach_the_bound(units: int) -> None:
    found = regions(lines_in_general_position(units), ((-60, 60), (-60, 60)))
    assert len(found.regions) == 1 + units + comb(units, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_layer_never_beats_the_bound(seed: int) -> None:
    rng = random.Random(300 + seed)
    units = rng.randint(1, 7)
    assert len(regions(some_network(rng, 2, [units]), ((-9, 9), (-9, 9))).regions) <= 1 + units + comb(
        units, 2
    )


@pytest.mark.parametrize("layers", range(1, 8))
def test_the_sawtooth(layers: int) -> None:
    """As many pieces as the theorem says, and its formula, against the tent itself."""
    found = pieces(sawtooth(layers))
    assert sum(0 <= b < 1 for b in found.breaks) == 2**layers
    rng = random.Random(layers)
    for _ in range(20):
        x = y = Fraction(rng.randint(0, 999), 999)
        for _step in range(layers):
            y = 2 * y if 2 * y <= 1 else 2 - 2 * y
        n, k = 2**layers, int(x * 2**layers)
        assert found.at(x) == y == (n * x - k if k % 2 == 0 else k + 1 - n * x)


def test_xor_and_what_it_is_not() -> None:
    assert check(values(xor(), [(0, 0), (0, 1), (1, 0), (1, 1)])).steps == 4
    design = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
    left = np.linalg.lstsq(design, np.array([0.0, 1, 1, 0]), rcond=None)[1]
    assert float(left[0]) / 4 == pytest.approx(0.25)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_interpolant_goes_through_its_points(seed: int) -> None:
    rng = random.Random(seed)
    places = sorted({q(rng, 20) for _ in range(rng.randint(2, 9))})
    points = [(x, q(rng, 20)) for x in places]
    if len(points) < 2:
        return
    network = interpolant(points)
    assert network.units == len(points) - 1
    assert [network.at([x])[0] for x, _y in points] == [y for _x, y in points]
    slope = max(abs((d - b) / (c - a)) for (a, b), (c, d) in pairwise(points))
    assert all(abs(s) <= slope for s, _c in pieces(network).pieces)


def test_interpolation_keeps_its_bound() -> None:
    """Half the mesh times the Lipschitz constant, for a function that moves as fast as it may: a zigzag."""
    for n in (1, 2, 3, 8):
        nodes = [Fraction(k, n) for k in range(n + 1)]
        mesh = Fraction(1, n)

        def roof(x: Fraction, mesh: Fraction = mesh) -> Fraction:
            return min(x % mesh, mesh - x % mesh)

        network = interpolant([(x, roof(x)) for x in nodes])
        errors = [abs(roof(x) - network.at([x])[0]) for x in (Fraction(k, 48 * n) for k in range(48 * n + 1))]
        assert max(errors) == mesh / 2


@pytest.mark.parametrize("name", ["xor", "deep-pieces", "interpolation", "sawtooth", "one-layer-regions"])
def test_named_theorems(name: str) -> None:
    found = named(f"network/{name}")
    assert check(found.certificate).verdict == "proved" and found.latex and found.where


# -- training and land -------------------------------------------------------------------------------


@pytest.mark.parametrize("bend", BENDS)
def test_the_gradient_is_that_of_the_loss(bend: str) -> None:
    rng = np.random.default_rng(7)
    sample = rng.normal(size=(9, 2)), (rng.random(9) > 0.5).astype(float)
    weights = train((2, 4, 3, 1), bend, sample, steps=3)

    def loss() -> float:
        score = scores(weights, bend, sample[0])
        return float(np.mean(np.log1p(np.exp(-np.abs(score))) + np.maximum(score, 0) - sample[1] * score))

    for part, slope in zip(weights, gradient(weights, bend, sample), strict=True):
        for at in np.ndindex(part.shape):
            kept, step = part[at], 1e-6
            part[at] = kept + step
            above = loss()
            part[at] = kept - step
            below = loss()
            part[at] = kept
            assert (above - below) / (2 * step) == pytest.approx(float(slope[at]), abs=1e-7)


def test_training_gives_the_same_bytes_twice() -> None:
    rng = np.random.default_rng(1)
    sample = rng.normal(size=(50, 2)), (rng.random(50) > 0.5).astype(float)
    first, second = (train((2, 6, 1), "tanh", sample, steps=50) for _ in range(2))
    assert [a.tobytes() for a in first] == [b.tobytes() for b in second]


def brute(rows: list[str]) -> int:
    """The fewest mistakes, by trying lines with small whole coefficients."""
    height, width = len(rows), len(rows[0])
    j, i = np.mgrid[:height, :width]
    truth = np.array([[kind == "1" for kind in row] for row in rows])
    steps = range(-7, 8)
    found = truth.size
    for a in steps:
        for b in steps:
            table = 2 * (a * i + b * j)
            for c in range(int(table.min()) - 1, int(table.max()) + 2):
                found = min(found, int(((table > c) != truth).sum()))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_line_is_the_best(seed: int) -> None:
    rng = random.Random(seed)
    height, width = rng.randint(1, 4), rng.randint(1, 4)
    rows = ["".join(rng.choice("01") for _ in range(width)) for _ in range(height)]
    mistakes, (a, b, c) = best_line(rows)
    assert mistakes == best(rows) == brute(rows)
    assert mistakes == sum(
        (a * i + b * j + c > 0) != (rows[j][i] == "1") for j in range(height) for i in range(width)
    )


@pytest.fixture(scope="module")
def land() -> Any:
    """A coast that is made up: land above a wave."""
    j, i = np.mgrid[:21, :29]
    return learnt(np.where(j > 10 + 6 * np.sin(i / 4), 5.0, -3.0), steps=120)


def test_what_is_learnt_is_whole(land: Any) -> None:
    assert set(land.weights) == set(MODELS)
    assert land.wrong("line")[0] == land.mistakes
    assert all(land.wrong(name)[0] <= land.wrong(name)[1] for name in ("line", *MODELS))
    network = land.network("relu")
    height, width = len(land.rows), len(land.rows[0])
    for j, i in ((0, 0), (3, 17), (20, 28)):
        point = [Fraction(2 * i - width + 1, 128), Fraction(2 * j - height + 1, 128)]
        assert float(network.at(point)[0]) == pytest.approx(land.scores("relu")[j, i], abs=1e-12)


def test_deep_stack_and_collapse_differ_by_no_more_than_is_proved(land: Any) -> None:
    found = collapsed(land)
    assert check(found.certificate).verdict == check(found.exact.certificate).verdict == "proved"
    weights, (wx, wy, b) = land.trained("deep"), found.numbers
    rng = np.random.default_rng(5)
    reach = np.array([float(x) for x in land.reach])
    for _ in range(300):
        x = rng.uniform(-reach, reach)
        row = list(x)
        for weight, bias in zip(weights[::2], weights[1::2], strict=True):
            order = rng.permutation(len(row))  # sums in any order
            row = [sum((row[k] * weight[k, m] for k in order), 0.0) + bias[m] for m in range(len(bias))]
        assert abs(Fraction(row[0]) - Fraction(x[0] * wx + x[1] * wy + b)) <= found.bound
    assert found.bound < Fraction(1, 10**12)


# -- networks from files -----------------------------------------------------------------------------


def layered(**layer: Any) -> dict[str, Any]:
    return {"layers": [{"weight": [[1]], **layer}]}


@pytest.mark.parametrize(("data", "message"), [
    ([], "expected an object"),
    ({"layers": []}, "at least one layer"),
    ({"layers": [5]}, "layer 1: expected an object with weight"),
    (layered(wight=1), "layer 1: expected an object with weight"),
    (layered(weight=[[1, 2], [3]]), "layer 1: weight: expected rows of one positive length"),
    (layered(weight="__import__('os')"), "layer 1: expected finite numbers"),
    (layered(weight=[["1/0"]]), "layer 1: expected finite numbers"),
    (layered(weight=[["1e9999999"]]), "layer 1: expected finite numbers"),
    (layered(weight=[[float("nan")]]), "layer 1: expected finite numbers"),
    (layered(weight=[[float("inf")]]), "layer 1: expected finite numbers"),
    (layered(weight=[[True]]), "layer 1: expected finite numbers"),
    (layered(slope=[1]), "layer 1: expected finite numbers"),
    (layered(bias=[1, 2]), "layer 1: expected a bias of 1 numbers"),
    ({"layers": [{"weight": [[1]]}, {"weight": [[1], [2]]}]}, "layer 2: expected a weight with 1 rows"),
])  # fmt: skip
def test_bad_networks_are_refused_in_a_sentence(data: Any, message: str) -> None:
    with pytest.raises(ValueError, match="expected") as caught:
        network_from(data)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_the_command_lists_pieces_and_writes_a_certificate(tmp_path: Path) -> None:
    file, proof = tmp_path / "network.json", tmp_path / "proof.json"
    file.write_text(json.dumps({"layers": [{"weight": [[1, -1]], "slope": 0}, {"weight": [[1], ["1"]]}]}))
    done = CliRunner().invoke(app, ["pieces", str(file), "--certificate", str(proof)])
    assert done.exit_code == 0 and "2 pieces, 1 break" in done.output
    assert "x <= 0" in done.output and "-x" in done.output
    assert check(json.loads(proof.read_text())).verdict == "proved"
    for bad in (["--reach", "0"], ["--reach", "1/0"], ["--reach", "x"]):
        assert CliRunner().invoke(app, ["pieces", str(file), *bad]).exit_code == 2
    file.write_text(json.dumps({"layers": [{"weight": [[1], [2], [3]]}]}))
    done = CliRunner().invoke(app, ["pieces", str(file)])
    assert done.exit_code == 2 and "one or two inputs" in done.output
    file.write_text("{")
    assert CliRunner().invoke(app, ["pieces", str(file)]).exit_code == 2
