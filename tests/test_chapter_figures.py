"""The pictures of the chapter say in words what they show: numbers in these words are worked out again."""

from __future__ import annotations

import math
import statistics
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from derive.figures import curves_of_the_chapter, diagrams_of_layers, gradient_figures
from derive.figures.chapter import DATA
from derive.figures.gradients import signal_sizes
from derive.figures.shapes import Box, Diagram, Label, Line
from derive.theorems.networks import deep_example

CURVES, LAYERS = curves_of_the_chapter(), diagrams_of_layers()


def points(picture: Diagram, colour: int = 1) -> np.ndarray:
    """The points of the curves of a colour, in pixels."""
    lines = [s for s in picture.shapes if isinstance(s, Line) and s.colour == f"curve-{colour}"]
    return np.array([point for line in lines for point in line.points])


@pytest.mark.parametrize("picture", [*CURVES.values(), *LAYERS.values()], ids=[*CURVES, *LAYERS])
def test_each_has_words_of_its_own(picture: Diagram) -> None:
    assert len(picture.description) > 80
    assert picture.description.endswith(".")
    assert " -" not in picture.description, "a minus sign, not a hyphen"
    assert all(0 <= s.x <= picture.width for s in picture.shapes if isinstance(s, (Box, Label)))


def test_the_words_have_other_languages() -> None:
    made = curves_of_the_chapter(lambda text: "~" + text) | diagrams_of_layers(lambda text: "~" + text)
    assert all(one.name.startswith("~") and one.description.startswith("~") for one in made.values())


def test_parallel_lines() -> None:
    slopes = {round(float(np.polyfit(*points(CURVES["one-rate"], k).T, 1)[0]), 6) for k in (1, 2, 3)}
    assert len(slopes) == 1


def test_three_probabilities_make_one() -> None:
    picture = CURVES["three-classes"]
    heights = [points(picture, k)[:, 1] for k in (1, 2, 3)]
    total = heights[0] + heights[1] + heights[2]
    assert np.ptp(total) < 1e-6, "a sum of heights that does not change"


def test_the_least_slope_of_the_squared_loss() -> None:
    o = np.linspace(-8, 8, 100_001)
    s = 1 / (1 + np.exp(-o))
    assert math.isclose((-s * (1 - s) ** 2).min(), -4 / 27, abs_tol=1e-8)
    assert "−4/27" in CURVES["two-losses"].description


def test_mean_and_median() -> None:
    words = CURVES["mean-and-median"].description
    assert f"the mean {statistics.mean(DATA):.1f}".replace("-", "−") in words
    assert f"the median {statistics.median(DATA):.0f}".replace("-", "−") in words


def test_the_pieces_are_those_of_the_network() -> None:
    """Slopes from values of the network at fractions: as many changes as the words say."""
    network = deep_example()
    xs = [Fraction(k, 64) for k in range(-64, 321)]
    values = [network.at((x,))[0] for x in xs]
    slopes = [(b - a) * 64 for a, b in pairwise(values)]
    runs = [s for k, s in enumerate(slopes) if k == 0 or s != slopes[k - 1]]
    words = CURVES["deep-pieces"].description
    assert f"{len(runs)} straight pieces" in words
    assert f"{len(runs) - 1} marked points" in words


def test_two_leaks_make_a_straight_line() -> None:
    line = points(CURVES["two-leaks"], 2)
    assert np.abs(np.polyval(np.polyfit(*line.T, 1), line[:, 0]) - line[:, 1]).max() < 1e-6


def test_signals_fall_stay_and_grow() -> None:
    last = [math.log10(signal_sizes(gain)[-1]) for gain in (1, math.sqrt(2), 2)]
    words = gradient_figures()["signals"].description
    for value in last:
        assert f"{value:.1f}".replace("-", "−") in words
    assert math.isclose(last[2] - last[0], 20 * math.log10(2), rel_tol=1e-9), "rectifiers keep factors"
