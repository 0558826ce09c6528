"""Land and sea: one real picture, and what a line, a deep affine stack and two networks make of it.

A height map becomes points on a grid, each land (above the sea) or not. Each fourth point of each fourth
row is the sample that is learnt from; all points are what it is held against.

>>> best_line(["0011", "0011", "0111"])[0]
0
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from derive.checker.rounding import apart, double_layer, errors
from derive.checker.separation import directions
from derive.collapse import Collapse, collapse
from derive.language.layers import Affine, Exact, exact
from derive.networks.network import Network, Rectified, certificate, number
from derive.networks.training import Values, Weights, scores, train

STRIDE, STEPS, SEED, SCALE = 4, 2_000, 1, 128
HIDDEN = (12, 12)


class Model(NamedTuple):
    """What stands between the layers, the widths, and the denominator of its weights.

    The deep affine stack has finer weights, so that double precision has something to round.
    """

    bend: str
    sizes: tuple[int, ...]
    fine: int = 1 << 12


MODELS: Mapping[str, Model] = MappingProxyType({
    "logistic": Model("none", (2, 1)),
    "deep": Model("none", (2, *HIDDEN, 1), 1 << 24),
    "tanh": Model("tanh", (2, *HIDDEN, 1)),
    "relu": Model("relu", (2, *HIDDEN, 1)),
})  # fmt: skip
Line = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Land:
    """A picture of land (1) and sea (0), rows from south to north, with what was learnt from a part of it.

    ``weights`` are numerators over the denominator of each model; ``line`` is (a, b, c): land where
    a i + b j + c is positive, for column i and row j of the sample; ``mistakes`` is how often that is wrong.
    """

    rows: tuple[str, ...]
    weights: Mapping[str, list[Any]]
    line: Line
    mistakes: int

    @classmethod
    def revived(cls, data: Any) -> Land | None:
        """The picture out of its JSON; None where the data is something else."""
        if not isinstance(data, dict) or data.keys() != {"rows", "weights", "line", "mistakes"}:
            return None
        rows, line, weights = data["rows"], data["line"], data["weights"]
        if not isinstance(rows, list) or not isinstance(line, list) or set(weights) != set(MODELS):
            return None
        return cls(tuple(rows), weights, (line[0], line[1], line[2]), data["mistakes"])

    def truth(self) -> NDArray[np.bool_]:
        return np.array([[kind == "1" for kind in row] for row in self.rows])

    def trained(self, name: str) -> Weights:
        """The weights and biases of a model, as doubles."""
        return [np.array(part, dtype=float) / MODELS[name].fine for part in self.weights[name]]

    def scores(self, name: str) -> Values:
        """What a model gives at each point of the picture; ``line`` is the best line."""
        height, width = len(self.rows), len(self.rows[0])
        if name == "line":
            a, b, c = self.line
            j, i = np.mgrid[:height, :width]
            return np.asarray(a * i + b * j + STRIDE * c, dtype=float)
        found = scores(self.trained(name), MODELS[name].bend, places(height, width))
        return found.reshape(height, width)

    def wrong(self, name: str) -> tuple[int, int]:
        """Mistakes in the sample and in the whole picture."""
        missed = (self.scores(name) > 0) != self.truth()
        return int(missed[::STRIDE, ::STRIDE].sum()), int(missed.sum())

    def sample(self) -> list[str]:
        return [row[::STRIDE] for row in self.rows[::STRIDE]]

    def network(self, name: str) -> Network:
        """A model as a network of rational numbers (not one with curves)."""
        parts, fine = self.weights[name], MODELS[name].fine
        pairs = list(zip(parts[::2], parts[1::2], strict=True))
        slopes = [Fraction(0) if MODELS[name].bend == "relu" else None] * (len(pairs) - 1)
        return Network(
            tuple(
                Rectified(_exact(w, fine), _exact([b], fine), slope)
                for (w, b), slope in zip(pairs, [*slopes, None], strict=True)
            )
        )

    @property
    def reach(self) -> tuple[Fraction, Fraction]:
        """How far the inputs go from 0, in x and in y."""
        return Fraction(len(self.rows[0]) - 1, SCALE), Fraction(len(self.rows) - 1, SCALE)


def _exact(rows: Sequence[Sequence[int]], fine: int) -> Exact:
    return exact([[Fraction(x, fine) for x in row] for row in rows])


def places(height: int, width: int) -> Values:
    """The inputs: the points of a grid about 0, exact in double precision; row by row."""
    j, i = np.mgrid[:height, :width]
    pair = [(2 * i - (width - 1)) / SCALE, (2 * j - (height - 1)) / SCALE]
    return np.stack(pair, axis=-1).reshape(-1, 2)


def learnt(heights: NDArray[Any], steps: int = STEPS) -> Land:
    """Everything that is learnt from a height map (rows from south to north): some seconds."""
    land = heights > 0
    height, width = land.shape
    rows = tuple("".join("1" if dry else "0" for dry in row) for row in land)
    points = places(height, width).reshape(height, width, 2)[::STRIDE, ::STRIDE].reshape(-1, 2)
    sample = points, land[::STRIDE, ::STRIDE].reshape(-1).astype(float)
    weights = {
        name: [
            np.rint(part * model.fine).astype(int).tolist()
            for part in train(model.sizes, model.bend, sample, steps, SEED)
        ]
        for name, model in MODELS.items()
    }
    mistakes, line = best_line([row[::STRIDE] for row in rows[::STRIDE]])
    return Land(rows, weights, line, mistakes)


def best_line(rows: Sequence[str]) -> tuple[int, Line]:
    """The fewest mistakes that a straight line makes, and such a line; all in whole numbers.

    For each direction between two points of the grid the points are put in order of a whole-numbered
    linear function, and cut everywhere; `derive.checker.separation` tells why this misses no line.
    """
    kinds = np.array([[kind == "1" for kind in row] for row in rows]).reshape(-1)
    height, width = len(rows), len(rows[0])
    j, i = (part.reshape(-1) for part in np.mgrid[:height, :width])
    far, zeros, ones = 2 * (height + width) ** 2, int((~kinds).sum()), int(kinds.sum())
    found: tuple[int, Line] = (zeros, (0, 0, 1)) if zeros < ones else (ones, (0, 0, -1))
    for dx, dy in directions(width, height):
        for along in (1, -1):
            p, q = dx * along - far * dy, dy * along + far * dx
            keys = p * i + q * j
            order = np.argsort(keys)
            sums = np.cumsum(np.where(kinds[order], 1, -1))[:-1]  # a cut after the last point is no line
            for total, cut, turn in ((zeros, sums.argmin(), 1), (ones, sums.argmax(), -1)):
                wrong = total + turn * int(sums[cut])
                if wrong < found[0]:
                    middle = int(keys[order[cut]] + keys[order[cut + 1]])
                    found = wrong, (2 * p * turn, 2 * q * turn, -middle * turn)
    return found


# -- the deep affine stack and the one layer that it is ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Collapsed:
    """The exact collapse of the deep stack, its three numbers as doubles, and how far the two are apart.

    ``bound`` is proved for every input of the picture's range; ``measured`` is the largest difference at
    its points, both computed in double precision.
    """

    exact: Collapse
    numbers: tuple[float, float, float]
    bound: Fraction
    measured: float
    alike: bool  # whether both decide alike at every point
    certificate: dict[str, Any]


def collapsed(land: Land) -> Collapsed:
    """The deep stack as one layer; raises ValueError if what is measured were beyond what is proved."""
    network = land.network("deep")
    deep = collapse([Affine(layer.weight, layer.bias) for layer in network.layers])
    if not isinstance(deep.weight, Exact) or not isinstance(deep.bias, Exact):
        raise TypeError("expected an exact collapse of numbers")
    weight, bias = deep.weight.to_numpy(), deep.bias.to_numpy()
    layers = [
        {"weight": layer.weight.json(), "bias": layer.bias and layer.bias.json()} for layer in network.layers
    ]
    one = {"weight": exact(weight).json(), "bias": exact(bias).json()}
    bound = _bound(layers, one, land.reach)
    statement = {
        "layers": layers,
        "one": one,
        "radius": [number(x) for x in land.reach],
        "bound": number(bound),
    }
    single = places(len(land.rows), len(land.rows[0])) @ weight + bias
    stacked = land.scores("deep").reshape(-1, 1)
    measured = float(np.abs(stacked - single).max())
    if Fraction(measured) > bound:
        raise ValueError(f"expected a difference of at most {float(bound):.3g}, found {measured:.3g}")
    alike = bool(((single > 0) == (stacked > 0)).all())
    numbers = float(weight[0, 0]), float(weight[1, 0]), float(bias[0, 0])
    return Collapsed(deep, numbers, bound, measured, alike, certificate("rounding", statement, {}))


def _bound(layers: Sequence[Any], one: Any, reach: Sequence[Fraction]) -> Fraction:
    """The bound that the checker finds, rounded up to three digits in binary fractions."""
    stack, single = [double_layer(layer, "layers") for layer in layers], double_layer(one, "one")
    parts = zip(errors(stack, reach), errors([single], reach), apart(stack, single, reach), strict=True)
    found = max(map(sum, parts))
    unit = Fraction(1, 1 << 60)
    return -(-found // unit) * unit


def best_line_certificate(land: Land) -> dict[str, Any]:
    """No straight line makes fewer mistakes in the sample than the one that was found."""
    statement = {"rows": land.sample(), "errors": land.mistakes, "line": list(land.line)}
    return certificate("best-line", statement, {})
