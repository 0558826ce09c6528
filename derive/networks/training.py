"""Training in NumPy: full batches, Adam, a fixed number of steps and a seeded start; nothing else is random.

Whoever publishes the weights rounds them first and works out everything else from what is left, so that the
last digits of another processor's exponential do not change a page.

>>> x = np.array([[-1.0], [0.0], [1.0], [2.0]])
>>> layers = train((1, 1), "none", (x, np.array([0.0, 0.0, 1.0, 1.0])), steps=200)
>>> [int(score > 0) for score in scores(layers, "none", x)]
[0, 0, 1, 1]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Weights = list[Values]  # weight, bias, weight, bias, ...

RATE, MEAN, SQUARE, TINY = 0.01, 0.9, 0.999, 1e-8


class Bend(NamedTuple):
    """What stands between the layers, and its slope from input and output."""

    value: Callable[[Values], Values]
    slope: Callable[[Values, Values], Values]


BENDS: Mapping[str, Bend] = MappingProxyType({
    "none": Bend(lambda z: z, lambda z, h: np.ones_like(z)),
    "tanh": Bend(np.tanh, lambda z, h: 1 - h * h),
    "relu": Bend(lambda z: np.maximum(z, 0), lambda z, h: (z > 0).astype(float)),
})  # fmt: skip


def train(
    sizes: Sequence[int], bend: str, sample: tuple[Values, Values], steps: int, seed: int = 0
) -> Weights:
    """Weights that make the score positive where the answer is 1: logistic loss, full batches.

    ``sizes`` are the widths from input to output, ``sample`` the inputs n×d and n answers 0 or 1. Adam:
    Kingma and Ba, ICLR 2015, algorithm 1, with a step that shrinks to a tenth. The first weights of a unit
    have together the variance 1 (LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998), whatever the bend.
    """
    weights = _start(sizes, seed)
    mean, square = ([np.zeros_like(w) for w in weights] for _ in range(2))
    for t in range(1, steps + 1):
        rate = RATE * (1 - 0.9 * t / steps)
        for k, slope in enumerate(gradient(weights, bend, sample)):
            mean[k] = MEAN * mean[k] + (1 - MEAN) * slope
            square[k] = SQUARE * square[k] + (1 - SQUARE) * slope**2
            push = mean[k] / (1 - MEAN**t) / (np.sqrt(square[k] / (1 - SQUARE**t)) + TINY)
            weights[k] = weights[k] - rate * push
    return weights


def _start(sizes: Sequence[int], seed: int) -> Weights:
    random = np.random.default_rng(seed)
    found: Weights = []
    for a, b in pairwise(sizes):
        found += [random.normal(size=(a, b)) * np.sqrt(1 / a), random.normal(size=b) / 10]
    return found


def scores(weights: Weights, bend: str, points: Values) -> Values:
    """What the network gives at each point: n numbers."""
    return _layers(weights, bend, points)[1][-1][:, 0]


def _layers(weights: Weights, bend: str, points: Values) -> tuple[list[Values], list[Values]]:
    """The inputs of the functions between the layers, and what goes into each layer and out of the last."""
    before: list[Values] = []
    after = [points]
    for k in range(0, len(weights), 2):
        z = after[-1] @ weights[k] + weights[k + 1]
        before.append(z)
        after.append(BENDS[bend].value(z) if k + 2 < len(weights) else z)
    return before, after


def gradient(weights: Weights, bend: str, sample: tuple[Values, Values]) -> Weights:
    """The gradient of the mean logistic loss in each weight and bias, by backpropagation."""
    points, answers = sample
    before, after = _layers(weights, bend, points)
    error = (1 / (1 + np.exp(-after[-1][:, 0])) - answers)[:, None] / len(answers)
    found: Weights = []
    for k in reversed(range(len(before))):
        found[:0] = [after[k].T @ error, error.sum(axis=0)]
        if k:
            error = (error @ weights[2 * k].T) * BENDS[bend].slope(before[k - 1], after[k])
    return found
