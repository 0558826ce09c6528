"""Pictures of the chapter, one for each idea: a rate that stays, softmax, losses, bends, means, a batch.

>>> list(curves_of_the_chapter())[:3]
['one-rate', 'three-classes', 'two-losses']
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from derive.figures.data import Curve, FigureData, Mark, Place
from derive.figures.plot import plot
from derive.figures.shapes import Diagram
from derive.networks.pieces import pieces
from derive.theorems.networks import deep_example

Translate = Callable[[str], str]
Real = Callable[[float], float]
FINE = 40  # points to the unit
DATA = (-5.0, -3.0, -2.0, 1.0, 6.0)  # of which the mean is -0.6, and the median -2
REST = (-1.0, 0.0, 1.0)  # the other rows of a batch


def curves_of_the_chapter(_: Translate = str) -> dict[str, Diagram]:
    """The pictures by name; ``_`` translates their words."""
    return {
        "one-rate": _one_rate(_),
        "three-classes": _three_classes(_),
        "two-losses": _two_losses(_),
        "temperature": _temperature(_),
        "two-leaks": _two_leaks(_),
        "four-rectifiers": _four_rectifiers(_),
        "deep-pieces": _deep_pieces(_),
        "mean-and-median": _mean_and_median(_),
        "one-row": _one_row(_),
        "swish": _swish(_),
        "curvature": _curvature(_),
        "tanh-and-sigmoid": _tanh_and_sigmoid(_),
    }


def _drawn(
    title: str, words: str, curves: Sequence[tuple[Real, str]], ends: tuple[int, int],
    marks: Sequence[Mark] = (),
) -> Diagram:  # fmt: skip
    """The graphs of functions, in the colours in turn, with their text alternative."""
    xs = [ends[0] + k / FINE for k in range(FINE * (ends[1] - ends[0]) + 1)]
    made = tuple(
        Curve((tuple((x, f(x)) for x in xs),), label, (k - 1) % 4 + 1)
        for k, (f, label) in enumerate(curves, 1)
    )
    return replace(plot(FigureData(title, made, tuple(marks), xlim=ends)), description=words)


def sigma(x: float) -> float:
    """The sigmoid."""
    return 1 / (1 + math.exp(-x))


def relu(x: float) -> float:
    return max(0.0, x)


def _one_rate(_: Translate) -> Diagram:
    lines: list[tuple[Real, str]] = [
        (lambda x, other=other: (x + 2 * other) / 2, f"x_2 = {other}")  # type: ignore[misc]
        for other in (2, 0, -2)
    ]
    words = _(
        "Three parallel straight lines: the output of an affine model against its first feature, for the "
        "second feature 2, 0 and −2. All rise at the same rate, one half."
    )
    return _drawn(_("The same rate everywhere"), words, lines, (-4, 4))


def _three_classes(_: Translate) -> Diagram:
    scores = (1.0, -1.0)

    def share(k: int) -> Real:
        def value(x: float) -> float:
            parts = [math.exp(o) for o in (x, *scores)]
            return parts[k] / sum(parts)

        return value

    curves = [(share(k), rf"\hat y_{k + 1}") for k in range(3)]
    words = _(
        "Three curves: the probabilities of three classes while the first score grows from −6 to 6 and the "
        "others stay at 1 and −1. The first rises from 0 to 1, the other two fall towards 0, and at each "
        "place the three add up to 1."
    )
    return _drawn(_("Three scores, three probabilities"), words, curves, (-6, 6))


def _two_losses(_: Translate) -> Diagram:
    curves: list[tuple[Real, str]] = [
        (lambda o: sigma(o) - 1, r"\mathrm{cross}"),
        (lambda o: (sigma(o) - 1) * sigma(o) * (1 - sigma(o)), r"\mathrm{square}"),
    ]
    words = _(
        "Two curves: the derivative of a loss by the score o, for the true answer 1. That of the "
        "cross-entropy is near −1 where o is far to the left, where the answer is quite wrong, and rises to "
        "0 on the right. That of the squared loss is never below −4/27 and is near 0 on both sides, also "
        "where the answer is wrong."
    )
    return _drawn(_("Two losses behind a sigmoid"), words, curves, (-8, 8))


def _temperature(_: Translate) -> Diagram:
    shown = (Fraction(1, 2), Fraction(1), Fraction(3))
    labels = (r"T = \frac{1}{2}", "T = 1", "T = 3")
    curves: list[tuple[Real, str]] = [
        (lambda x, T=float(T): sigma(x / T), label)  # type: ignore[misc]
        for T, label in zip(shown, labels, strict=True)
    ]
    words = _(
        "Three curves that rise from 0 to 1 through one half at 0: the probability of the first of two "
        "classes against the difference of their scores, for the temperatures one half, 1 and 3. The lower "
        "the temperature, the steeper."
    )
    return _drawn(_("Temperature"), words, curves, (-6, 6))


def _two_leaks(_: Translate) -> Diagram:
    def leak(x: float) -> float:
        return x if x > 0 else x / 4

    curves: list[tuple[Real, str]] = [
        (leak, r"\varphi(x)"),
        (lambda x: leak(-leak(x)), r"\varphi(-\varphi(x))"),
    ]
    words = _(
        "Two graphs: a leaky rectifier with the slope one quarter on the left, which bends at 0, and the "
        "same rectifier applied to minus its own value, which is a straight line of slope −1/4."
    )
    return _drawn(_("Two leaky rectifiers in a row"), words, curves, (-4, 4))


def _four_rectifiers(_: Translate) -> Diagram:
    curves: list[tuple[Real, str]] = [
        (lambda x: relu(x) - relu(x - 1), r"a(x)"),
        (lambda x: relu(1 - x) - relu(-x), r"b(x)"),
        (lambda x: relu(x) - relu(x - 1) + relu(1 - x) - relu(-x), r"a(x) + b(x)"),
    ]
    words = _(
        "Three graphs. One is 0 up to 0, rises to 1 at 1, and stays there; it is a difference of two "
        "rectifiers. The second is its mirror image, 1 up to 0 and 0 from 1 on. Their sum is the straight "
        "line at height 1."
    )
    return _drawn(_("Four rectifiers, one constant"), words, curves, (-2, 3))


def _deep_pieces(_: Translate) -> Diagram:
    found = pieces(deep_example())
    ends = math.floor(min(found.breaks)) - 1, math.ceil(max(found.breaks)) + 1
    places = [Fraction(ends[0]), *found.breaks, Fraction(ends[1])]
    line = Curve((tuple((float(x), float(found.at(x))) for x in places),), "f")
    marks = tuple(Mark(Place.INFLECTION, float(x), float(found.at(x)), colour=2) for x in found.breaks)
    words = _(
        "A broken line from x = {left} to x = {right}: {pieces} straight pieces that meet at {breaks} marked "
        "points. It is the network of the theorem, worked out exactly."
    ).format(left=ends[0], right=ends[1], pieces=len(found.pieces), breaks=len(found.breaks))
    picture = plot(FigureData(_("The pieces of a network"), (line,), marks, xlim=ends))
    return replace(picture, description=words.replace("-", "−"))


def _mean_and_median(_: Translate) -> Diagram:
    mean, median = sum(DATA) / len(DATA), sorted(DATA)[len(DATA) // 2]

    def absolute(c: float) -> float:
        return sum(abs(x - c) for x in DATA) / len(DATA)

    def squared(c: float) -> float:
        return math.sqrt(sum((x - c) ** 2 for x in DATA) / len(DATA))

    marks = (
        Mark(Place.MINIMUM, mean, squared(mean), r"\mu", 1),
        Mark(Place.MINIMUM, median, absolute(median), "m", 2),
        *(Mark(Place.CLOSED, x, 0.0, "", 3) for x in DATA),
    )
    curves: list[tuple[Real, str]] = [(squared, r"\mathrm{square}"), (absolute, r"\mathrm{absolute}")]
    words = _(
        "Five data on the axis, at −5, −3, −2, 1 and 6, and two curves over the constant c: the root of the "
        "mean square of the deviations, a smooth bowl with its lowest point at the mean −0.6, and the mean "
        "absolute deviation, a broken line with bends at the data and its lowest point at the median −2."
    )
    return _drawn(_("Mean and median"), words, curves, (-8, 8), marks)


def _one_row(_: Translate) -> Diagram:
    def normalised(k: int) -> Real:
        def value(x: float) -> float:
            batch = (x, *REST)
            mean = sum(batch) / len(batch)
            spread = sum((y - mean) ** 2 for y in batch) / len(batch)
            return (batch[k] - mean) / math.sqrt(spread)

        return value

    curves = [(normalised(k), rf"\hat x_{k + 1}") for k in range(len(REST) + 1)]
    words = _(
        "Four curves: the normalised values of a batch of four, of which the first moves from −8 to 8 while "
        "the others stay at −1, 0 and 1. The first follows an S that levels off at the root of 3; the other "
        "three move too, though nothing of theirs was changed."
    )
    return _drawn(_("One row moves all"), words, curves, (-8, 8))


def _swish(_: Translate) -> Diagram:
    shown = ((0.0, r"\beta = 0"), (1.0, r"\beta = 1"), (4.0, r"\beta = 4"))
    curves: list[tuple[Real, str]] = [
        (lambda x, beta=beta: x * sigma(beta * x), label)  # type: ignore[misc]
        for beta, label in shown
    ]
    words = _(
        "Swish for three values of beta: for 0 the straight line x/2; for 1 a smooth curve that dips below 0 "
        "on the left and comes near the diagonal on the right; for 4 the same, so near to the rectifier that "
        "it is hard to tell apart."
    )
    return _drawn(_("Swish and its parameter"), words, curves, (-4, 4))


def _curvature(_: Translate) -> Diagram:
    curves: list[tuple[Real, str]] = [
        (lambda o: math.log1p(math.exp(-o)), r"\ell"),
        (lambda o: sigma(o) - 1, r"\ell'"),
        (lambda o: sigma(o) * (1 - sigma(o)), r"\ell''"),
    ]
    words = _(
        "Three curves over the difference o of two scores, for the first class being true: the "
        "cross-entropy, which falls towards 0 and is curved upwards; its slope, which rises from −1 to 0; "
        "and its curvature, a bell of height one quarter that is nowhere negative."
    )
    return _drawn(_("The curvature of the cross-entropy"), words, curves, (-3, 3))


def _tanh_and_sigmoid(_: Translate) -> Diagram:
    curves: list[tuple[Real, str]] = [
        (math.tanh, r"\tanh x"),
        (lambda x: 2 * sigma(2 * x), r"2\sigma(2x)"),
        (sigma, r"\sigma(x)"),
    ]
    words = _(
        "Three curves: tanh, which rises from −1 to 1 through the origin; twice the sigmoid of 2x, the same "
        "curve one unit higher; and the sigmoid itself, half as steep and half as high as that."
    )
    return _drawn(_("The hyperbolic tangent and the sigmoid"), words, curves, (-4, 4))
