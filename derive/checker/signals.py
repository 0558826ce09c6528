"""Layers of convolutional networks, computed on unknown inputs with unknown weights.

A signal has channels, rows and columns; each of its values is a linear form in the unknown input, whose
coefficients are polynomials in the named weights (`derive.checker.scalars`). The layers are computed as they
are defined, sum by sum, so that two stacks with the same values are the same map, for all inputs and weights.

- ``signal``: two stacks of layers are the same map.
- ``border``: a stack is no convolution with zero padding, whatever its kernel: such a one answers a shifted
  input with the shifted output wherever both lie inside, and this one does not.

>>> twice = [{"type": "channels", "scale": [2], "shift": [1]}] * 2
>>> once = [{"type": "channels", "scale": [4], "shift": [3]}]
>>> check_signal({"input": [1, 1, 2], "left": twice, "right": once}, {})
2
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.reading import array, fields, same, show, whole
from derive.checker.scalars import Scalar, add, constant, multiply, read, text
from derive.checker.work import spend

Form = dict[int, Scalar]  # the coefficient of each input, numbered from 0; of 1 under -1
Signal = list[list[list[Form]]]  # channels, rows, columns

MAX_SIDE = 64
MAX_VALUES = 1_024
MAX_LAYERS = 16
MAX_NESTED = 4
ONE = -1


def plus(left: Form, right: Form, factor: Scalar) -> Form:
    """The form left + factor·right."""
    total = dict(left)
    for key, value in right.items():
        found = add(total.get(key, {}), multiply(factor, value))
        if found:
            total[key] = found
        else:
            total.pop(key, None)
    return total


def unknown(shape: Any, where: str) -> Signal:
    """The input itself: value number k is the unknown number k."""
    sides = [whole(side, where, 1, MAX_SIDE) for side in array(shape, where, 3)]
    channels, rows, columns = sides
    if channels * rows * columns > MAX_VALUES:
        raise Rejected(where, f"at most {MAX_VALUES} values", show(shape))
    numbers = iter(range(channels * rows * columns))
    row = range(columns)
    return [[[{next(numbers): constant(1)} for _ in row] for _ in range(rows)] for _ in range(channels)]


def sizes(signal: Signal) -> tuple[int, int, int]:
    return len(signal), len(signal[0]), len(signal[0][0])


def run(layers: Any, signal: Signal, where: str, depth: int = 0) -> Signal:
    """The signal after all layers of a stack."""
    stack = array(layers, where)
    if len(stack) > MAX_LAYERS or depth > MAX_NESTED:
        raise Rejected(where, f"at most {MAX_LAYERS} layers, {MAX_NESTED} levels deep", show(layers))
    for k, layer in enumerate(stack):
        here = f"{where}[{k}]"
        kind = layer.get("type") if type(layer) is dict else None
        if same(kind, "sum"):
            signal = summed(layer, signal, here, depth)
        elif type(kind) is str and kind in KINDS:
            signal = KINDS[kind](layer, signal, here)
        else:
            raise Rejected(here, f"a layer of the type sum, {', '.join(KINDS)}", show(kind))
    return signal


def summed(layer: Any, signal: Signal, where: str, depth: int) -> Signal:
    """Branches side by side, added: every one is given the same signal; an empty one hands it on."""
    _kind, branches = fields(layer, ("type", "branches"), where)
    listed = array(branches, f"{where}.branches")
    if not 0 < len(listed) <= MAX_LAYERS:
        raise Rejected(where, f"one to {MAX_LAYERS} branches", show(branches))
    first, *others = [run(branch, signal, f"{where}.branches", depth + 1) for branch in listed]
    for other in others:
        if sizes(other) != sizes(first):
            raise Rejected(where, f"branches that give the shape {sizes(first)}", str(sizes(other)))
        pairs = zip(first, other, strict=True)
        first = [[added(*rows) for rows in zip(*planes, strict=True)] for planes in pairs]
    return first


def added(left: list[Form], right: list[Form]) -> list[Form]:
    return [plus(p, q, constant(1)) for p, q in zip(left, right, strict=True)]


def convolution(layer: Any, signal: Signal, where: str) -> Signal:
    """out[o, i, j] = bias[o] + Σ kernel[o, c, a, b] in[c, i·s + a - p, j·t + b - q]; outside the input is 0.

    ``kernel`` is an array over o, c, a, b; ``stride`` is [s, t] and ``padding`` [p, q].
    """
    _kind, kernel, bias, stride, padding = fields(
        layer, ("type", "kernel", "bias", "stride", "padding"), where
    )
    channels, height, width = sizes(signal)
    table = [[[[read(entry, where) for entry in array(row, where)] for row in array(plane, where)]
              for plane in array(block, where, channels)] for block in array(kernel, where)]  # fmt: skip
    if not table or not table[0] or not table[0][0] or not table[0][0][0]:
        raise Rejected(where, "a kernel with entries", "none")
    tall, wide = len(table[0][0]), len(table[0][0][0])
    if any(len(p) != tall or any(len(row) != wide for row in p) for block in table for p in block):
        raise Rejected(where, f"planes of {tall}×{wide} in the kernel", "others")
    s, t = (whole(n, where, 1, MAX_SIDE) for n in array(stride, where, 2))
    p, q = (whole(n, where, 0, MAX_SIDE) for n in array(padding, where, 2))
    shifts = [{}] * len(table) if bias is None else scalars(bias, where, len(table))
    rows, columns = (height + 2 * p - tall) // s + 1, (width + 2 * q - wide) // t + 1
    if rows < 1 or columns < 1 or rows * columns * len(table) > MAX_VALUES:
        raise Rejected(where, f"an output with 1 to {MAX_VALUES} values", f"{len(table)}×{rows}×{columns}")

    def value(o: int, i: int, j: int) -> Form:
        total: Form = {ONE: shifts[o]} if shifts[o] else {}
        spend(1 + channels * tall * wide)
        for c, a, b in product(range(channels), range(tall), range(wide)):
            y, x = i * s + a - p, j * t + b - q
            if 0 <= y < height and 0 <= x < width:
                total = plus(total, signal[c][y][x], table[o][c][a][b])
        return total

    return [[[value(o, i, j) for j in range(columns)] for i in range(rows)] for o in range(len(table))]


def average(layer: Any, signal: Signal, where: str) -> Signal:
    """The mean of each window of ``window`` values, which steps by ``stride``, channel by channel."""
    _kind, window, stride = fields(layer, ("type", "window", "stride"), where)
    tall, wide = (whole(n, where, 1, MAX_SIDE) for n in array(window, where, 2))
    none, part = [[0] * wide] * tall, [[["rational", 1, tall * wide]] * wide] * tall
    channels = range(len(signal))
    kernel = [[part if o == c else none for c in channels] for o in channels]
    plain = {"type": "convolution", "kernel": kernel, "bias": None, "stride": stride, "padding": [0, 0]}
    return convolution(plain, signal, where)


def scaled(layer: Any, signal: Signal, where: str) -> Signal:
    """scale[c]·in[c] + shift[c] in each channel c: batch normalisation in evaluation, for one."""
    _kind, scale, shift = fields(layer, ("type", "scale", "shift"), where)
    factors, shifts = scalars(scale, where, len(signal)), scalars(shift, where, len(signal))
    return [[[plus({ONE: b} if b else {}, form, a) for form in row] for row in plane]
            for plane, a, b in zip(signal, factors, shifts, strict=True)]  # fmt: skip


def flatten(layer: Any, signal: Signal, where: str) -> Signal:
    """One channel, one row: the values in their order."""
    fields(layer, ("type",), where)
    return [[[form for plane in signal for row in plane for form in row]]]


def affine(layer: Any, signal: Signal, where: str) -> Signal:
    """The row x W + b for a signal of one channel and one row."""
    _kind, weight, bias = fields(layer, ("type", "weight", "bias"), where)
    if len(signal) != 1 or len(signal[0]) != 1:
        raise Rejected(where, "one channel and one row (flatten first)", str(sizes(signal)))
    (row,) = signal[0]
    lines = array(weight, where, len(row))
    size = len(array(lines[0], where))
    if not 0 < size <= MAX_VALUES:
        raise Rejected(where, f"one to {MAX_VALUES} columns", str(size))
    table = [scalars(line, where, size) for line in lines]
    shifts = [{}] * size if bias is None else scalars(bias, where, size)
    out: list[Form] = [{ONE: b} if b else {} for b in shifts]
    for form, line in zip(row, table, strict=True):
        out = [plus(total, form, entry) for total, entry in zip(out, line, strict=True)]
    return [[out]]


KINDS = {
    "convolution": convolution, "average": average, "channels": scaled, "flatten": flatten, "affine": affine,
}  # fmt: skip


def scalars(data: Any, where: str, length: int) -> list[Scalar]:
    return [read(entry, where) for entry in array(data, where, length)]


def check_signal(statement: Any, proof: Any) -> int:
    """Both stacks give the same values; returns how many there are. There is nothing to prove."""
    shape, left, right = fields(statement, ("input", "left", "right"), "statement")
    fields(proof, (), "proof")
    first = run(left, unknown(shape, "statement.input"), "statement.left")
    second = run(right, unknown(shape, "statement.input"), "statement.right")
    if sizes(first) != sizes(second):
        raise Rejected("statement.right", f"an output of the shape {sizes(first)}", str(sizes(second)))
    values = [(at, first[at[0]][at[1]][at[2]], second[at[0]][at[1]][at[2]])
              for at in product(*map(range, sizes(first)))]  # fmt: skip
    for at, one, other in values:
        if one != other:
            key = next(key for key in [*one, *other] if one.get(key) != other.get(key))
            raise Rejected(
                f"statement.right: value {list(at)}, coefficient of {'1' if key == ONE else f'input {key}'}",
                text(one.get(key, {})),
                text(other.get(key, {})),
            )
    return len(values)


def check_border(statement: Any, proof: Any) -> int:
    """A stack is no convolution with zero padding and stride 1: two equal distances, two different weights.

    In such a convolution the weight from in[c, y, x] to out[o, i, j] is kernel[o, c, y - i + p, x - j + q],
    or 0 outside the kernel: it depends on o, c, y - i and x - j alone.
    """
    shape, layers = fields(statement, ("input", "layers"), "statement")
    places = fields(proof, ("output", "input", "shift"), "proof")
    start = unknown(shape, "statement.input")
    end = run(layers, start, "statement.layers")
    o, i, j = place(places[0], sizes(end), "proof.output")
    c, y, x = place(places[1], sizes(start), "proof.input")
    down, right = (whole(n, "proof.shift", 0, MAX_SIDE) for n in array(places[2], "proof.shift", 2))
    moved = place([o, i + down, j + right], sizes(end), "proof.shift")
    source = place([c, y + down, x + right], sizes(start), "proof.shift")
    here, there = weight(start, end, (o, i, j), (c, y, x)), weight(start, end, moved, source)
    if here == there:
        raise Rejected("proof", "two different weights at the same distance", f"{text(here)} at both")
    return 2


def place(data: Any, size: Sequence[int], where: str) -> tuple[int, int, int]:
    """A channel, a row and a column within the signal."""
    o, i, j = (whole(n, where, 0, side - 1) for n, side in zip(array(data, where, 3), size, strict=True))
    return o, i, j


def weight(start: Signal, end: Signal, out: Sequence[int], into: Sequence[int]) -> Scalar:
    """The coefficient of one value of the input in one value of the output."""
    (number,) = start[into[0]][into[1]][into[2]]
    return end[out[0]][out[1]][out[2]].get(number, {})
