"""Convolutions of every size: the theorems, with real images, kernels, strides and dilations put in."""

from __future__ import annotations

import copy
import json
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest

from derive.checker import Rejected, check
from derive.theorems import named, sizes

Array = np.ndarray[Any, Any]
Sides = tuple[int, ...]


def places(out: Sides, kernel: Sides, inside: Sides, stride: Sides, dilation: Sides, padding: Sides) -> Array:
    """S[i, k, j] for an image with these sides: 1 where kernel place k lies over j for output place i."""
    table = np.zeros((prod(out), prod(kernel), prod(inside)), dtype=int)
    for i, at in enumerate(product(*map(range, out))):
        for k, tap in enumerate(product(*map(range, kernel))):
            place = [
                a * s + t * w - p for a, s, t, w, p in zip(at, stride, tap, dilation, padding, strict=True)
            ]
            if all(0 <= y < side for y, side in zip(place, inside, strict=True)):
                table[i, k, np.ravel_multi_index(place, inside)] = 1
    return table


def convolved(
    image: Array, kernel: Array, bias: Array, stride: Sides, dilation: Sides, padding: Sides
) -> Array:
    """By loops over the image itself, in any number of dimensions: channels first, examples before them."""
    padded = np.pad(image, [(0, 0), (0, 0), *((p, p) for p in padding)])
    reach = [(size - 1) * w + 1 for size, w in zip(kernel.shape[2:], dilation, strict=True)]
    out = [(side - r) // s + 1 for side, r, s in zip(padded.shape[2:], reach, stride, strict=True)]
    found = np.zeros((len(image), len(kernel), *out))
    for at in product(*map(range, out)):
        window = tuple(
            slice(a * s, a * s + r, w) for a, s, r, w in zip(at, stride, reach, dilation, strict=True)
        )
        flat = padded[(slice(None), slice(None), *window)].reshape(len(image), -1)
        found[(slice(None), slice(None), *at)] = flat @ kernel.reshape(len(kernel), -1).T + bias
    return found


def flat(image: Array) -> Array:
    return image.reshape(*image.shape[:2], -1)


SHAPES: list[tuple[Sides, Sides, Sides, Sides, Sides]] = [
    ((7,), (3,), (1,), (1,), (0,)), ((9,), (2,), (2,), (3,), (2,)), ((5, 6), (2, 3), (2, 1), (1, 2), (1, 0)),
    ((3, 4, 3), (2, 1, 2), (1, 2, 1), (1, 1, 1), (0, 0, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "kernel", "stride", "dilation", "padding"), SHAPES)
def test_a_convolution_is_the_stated_matrix(
    inside: Sides, kernel: Sides, stride: Sides, dilation: Sides, padding: Sides
) -> None:
    rng = np.random.default_rng(len(inside))
    x, u, b = rng.normal(size=(2, 3, *inside)), rng.normal(size=(4, 3, *kernel)), rng.normal(size=4)
    wanted = convolved(x, u, b, stride, dilation, padding)
    S = places(wanted.shape[2:], kernel, inside, stride, dilation, padding)
    M = np.einsum("ock,ikj->cjoi", flat(u), S)
    assert np.allclose(np.einsum("acj,cjoi->aoi", flat(x), M) + b[:, None], flat(wanted))


TWICE: list[tuple[Sides, Sides, Sides, Sides, Sides, Sides, Sides]] = [
    ((12,), (3,), (1,), (1,), (2,), (1,), (1,)), ((17,), (3,), (2,), (1,), (2,), (2,), (2,)),
    ((9, 11), (2, 3), (1, 2), (2, 1), (2, 2), (2, 1), (1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "first", "s1", "d1", "second", "s2", "d2"), TWICE)
def test_two_convolutions_are_the_stated_one(
    inside: Sides, first: Sides, s1: Sides, d1: Sides, second: Sides, s2: Sides, d2: Sides
) -> None:
    rng, none = np.random.default_rng(5), (0,) * len(inside)
    x, u, b = rng.normal(size=(2, 2, *inside)), rng.normal(size=(3, 2, *first)), rng.normal(size=3)
    v, g = rng.normal(size=(2, 3, *second)), rng.normal(size=2)
    middle = convolved(x, u, b, s1, d1, none)
    wanted = convolved(middle, v, g, s2, d2, none)
    S = places(middle.shape[2:], first, inside, s1, d1, none)
    T = places(wanted.shape[2:], second, middle.shape[2:], s2, d2, none)
    taps = {}  # the places of the long kernel, as far as they are needed
    for r, k in product(product(*map(range, second)), product(*map(range, first))):
        place = tuple(s * w * y + c * z for s, w, y, c, z in zip(s1, d2, r, d1, k, strict=True))
        taps.setdefault(place, len(taps))
    G = np.zeros((prod(second), prod(first), len(taps)), dtype=int)
    for (m, r), (n, k) in product(
        enumerate(product(*map(range, second))), enumerate(product(*map(range, first)))
    ):
        place = tuple(s * w * y + c * z for s, w, y, c, z in zip(s1, d2, r, d1, k, strict=True))
        G[m, n, taps[place]] = 1
    R = np.zeros((prod(wanted.shape[2:]), len(taps), prod(inside)), dtype=int)
    for f, at in enumerate(product(*map(range, wanted.shape[2:]))):
        for place, s in taps.items():
            over = [a * p * q + y for a, p, q, y in zip(at, s1, s2, place, strict=True)]
            R[f, s, np.ravel_multi_index(over, inside)] = 1
    assert (np.einsum("fri,ikj->frkj", T, S) == np.einsum("rks,fsj->frkj", G, R)).all()
    assert (T.sum(axis=2) == 1).all()
    w = np.einsum("oer,rks,eck->ocs", flat(v), G, flat(u))
    bias = g + np.einsum("oer,e->o", flat(v), b)
    assert np.allclose(np.einsum("ocs,fsj,acj->aof", w, R, flat(x)) + bias[:, None], flat(wanted))


def test_with_zero_padding_two_steps_are_not_one() -> None:
    """Where the border cuts a window the hypothesis of the theorem fails, for every table G."""
    one = (1,)
    S = places((5,), (3,), (5,), one, one, one)
    both = np.einsum("fri,ikj->frkj", S, S)
    assert (S.sum(axis=2) != 1).any()
    assert both[0, 0].sum() == 0  # beyond the border
    assert both[2, 0].sum() > 0  # and within


@pytest.mark.parametrize("name", sizes.THEOREMS)
def test_they_are_accepted(name: str) -> None:
    assert check(json.loads(json.dumps(named(name).certificate))).verdict == "proved"


@pytest.mark.parametrize(("name", "path", "value", "said"), [
    ("convolutions", "proof.lines.0.by.1.2.by", [], "two sides with the same"),
    ("convolutions", "proof.lines.0.by.1.3.by", ["inside"], "two sides with the same"),
    ("convolutions", "statement.hypotheses.steps.all", {"r": "k_2", "k": "k_1"}, "an index among"),
    ("convolutions", "statement.hypotheses.inside.claim.2", 0, "numbers that satisfy inside"),
    ("convolution", "statement.claim.2.2", ["at", "b", "i"], "an index that runs to q"),
    ("average-pool", "statement.definitions.1.2", ["delta", "e", "c"], "two sides with the same"),
    ("flatten", "statement.definitions.2.2.3.2", ["at", "V", "f", "f"], "an index that runs to q"),
])  # fmt: skip
def test_forgeries(name: str, path: str, value: Any, said: str) -> None:
    forged = copy.deepcopy(json.loads(json.dumps(named(f"closure/{name}").certificate)))
    *parents, last = path.split(".")
    here = forged
    for key in parents:
        here = here[int(key) if isinstance(here, list) else key]
    here[int(last) if isinstance(here, list) else last] = value
    if path.startswith("statement.claim"):
        forged["proof"]["lines"][-1]["claim"] = forged["statement"]["claim"]
    with pytest.raises(Rejected) as refusal:
        check(forged)
    assert said in str(refusal.value)
