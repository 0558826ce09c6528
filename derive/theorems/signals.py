r"""Convolutions and their kin are affine maps, and stacked ones are one: computed with unknown weights.

The layers are those of `derive.checker.signals`; what a stack must equal is worked out here.

>>> composed(named_kernel("u", 1, 1, (1, 2)), named_kernel("v", 1, 1, (1, 2)))[0][0][0][1]
['add', ['mul', 'u0', 'v1'], ['mul', 'u1', 'v0']]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from derive.proof.exposition import ProofLine
from derive.proof.words import certificate, name_latex
from derive.theorems.theorem import Maker, NamedTheorem

Kernel = list[list[list[list[Any]]]]  # output channel, input channel, row, column
COMPUTED = "The checker computes both sides for an unknown input, sum by sum, and compares every coefficient."


def named_kernel(letter: str, outputs: int, inputs: int, size: tuple[int, int]) -> Kernel:
    """A kernel whose entries are named: u0, u1, ... in one row of one channel, else with all numbers."""
    tall, wide = size

    def entry(o: int, c: int, a: int, b: int) -> str:
        marks = [(o, outputs), (c, inputs), (a, tall), (b, wide)]
        return letter + "_".join(str(k) for k, count in marks if count > 1 or (k, count) == marks[-1])

    return [[[[entry(o, c, a, b) for b in range(wide)] for a in range(tall)] for c in range(inputs)]
            for o in range(outputs)]  # fmt: skip


def composed(first: Kernel, second: Kernel) -> Kernel:
    """The kernel of two convolutions in a row: a product of matrices of polynomials."""
    tall, wide = (len(first[0][0]), len(first[0][0][0]))
    high, broad = (len(second[0][0]), len(second[0][0][0]))

    def entry(o: int, c: int, a: int, b: int) -> Any:
        words = [
            ["mul", first[m][c][i][j], second[o][m][a - i][b - j]]
            for m, i, j in product(range(len(first)), range(tall), range(wide))
            if 0 <= a - i < high and 0 <= b - j < broad
        ]
        return words[0] if len(words) == 1 else ["add", *words]

    return [[[[entry(o, c, a, b) for b in range(wide + broad - 1)] for a in range(tall + high - 1)]
             for c in range(len(first[0]))] for o in range(len(second))]  # fmt: skip


def convolution(kernel: Kernel, bias: Any = None, padding: Sequence[int] = (0, 0)) -> dict[str, Any]:
    """A convolution with stride 1."""
    return {"type": "convolution", "kernel": kernel, "bias": bias, "stride": [1, 1], "padding": list(padding)}


def same_map(title: str, latex: str, where: str, shape: Sequence[int], left: Any, right: Any) -> NamedTheorem:
    """The theorem that two stacks are one map."""
    proof = certificate("signal", {"input": list(shape), "left": left, "right": right}, {})
    return NamedTheorem(title, latex, f"{where} {COMPUTED}", proof, ())


def scalar_latex(data: Any) -> str:
    """An entry as LaTeX."""
    if isinstance(data, str):
        return name_latex(data)
    if isinstance(data, int):
        return str(data)
    head, *args = data
    if head == "rational":
        return rf"\tfrac{{{args[0]}}}{{{args[1]}}}"
    if head == "add":
        return " + ".join(map(scalar_latex, args))
    factors = [scalar_latex(arg) for arg in args]
    sums = [isinstance(arg, list) and arg[0] == "add" for arg in args]
    return " ".join(f"({text})" if inside else text for text, inside in zip(factors, sums, strict=True))


def matrix_latex(rows: Sequence[Sequence[Any]]) -> str:
    """A matrix of entries as LaTeX, with dots for 0."""
    text = r" \\ ".join(" & ".join(scalar_latex(x) if x != 0 else r"\cdot" for x in row) for row in rows)
    return rf"\begin{{pmatrix}} {text} \end{{pmatrix}}"


# -- the theorems --------------------------------------------------------------------------------------


def _toeplitz() -> NamedTheorem:
    kernel, size = named_kernel("w", 1, 1, (1, 3)), 6
    taps: list[Any] = kernel[0][0][0]
    rows = [[taps[i - j] if 0 <= i - j < 3 else 0 for j in range(size - 2)] for i in range(size)]
    layer = {"type": "affine", "weight": rows, "bias": None}
    outputs = matrix_latex([[f"y{k}" for k in range(size - 2)]])
    inputs = matrix_latex([[f"x{k}" for k in range(size)]])
    latex = f"{outputs} = {inputs} {matrix_latex(rows)}"
    where = "Each output is a sum over three neighbours: one matrix, constant along its diagonals."
    return same_map("A convolution is a matrix", latex, where, [1, 1, size], [convolution(kernel)], [layer])


def _pair() -> NamedTheorem:
    first, second = named_kernel("u", 1, 1, (1, 3)), named_kernel("v", 1, 1, (1, 3))
    single = composed(first, second)
    left = [convolution(first, ["p"]), convolution(second, ["q"])]
    total = ["add", "q", *(["mul", "p", tap] for tap in second[0][0][0])]
    parts = [matrix_latex([[tap] for tap in kernel[0][0][0]]) for kernel in (first, second, single)]
    latex = rf"{parts[0]} \;\text{{ then }}\; {parts[1]} \;\text{{ is }}\; {parts[2]}"
    where = "With biases p and q the one bias is q + p (v₀ + v₁ + v₂). No padding, eight values; five taps."
    return same_map("Two kernels are one", latex, where, [1, 1, 8], left, [convolution(single, [total])])


def _channels() -> NamedTheorem:
    first, second = named_kernel("u", 2, 2, (2, 2)), named_kernel("v", 1, 2, (2, 2))
    latex = r"w_{o,c} = \sum_{m} u_{m,c} * v_{o,m}"
    where = "Images of 4×4 with two channels; two kernels of 2×2 make one of 3×3. No padding."
    right = [convolution(composed(first, second))]
    return same_map(
        "Several channels", latex, where, [2, 4, 4], [convolution(first), convolution(second)], right
    )


def _pointwise() -> NamedTheorem:
    first, second = named_kernel("u", 3, 2, (1, 1)), named_kernel("v", 1, 3, (3, 3))
    latex = r"w_{o,c} = \sum_{m} u_{m,c} \, v_{o,m}"
    where = "From two to three channels, then to one, on images of 4×4: one kernel of 3×3. No padding."
    left, right = [convolution(first), convolution(second)], [convolution(composed(first, second))]
    return same_map("1×1, then 3×3", latex, where, [2, 4, 4], left, right)


def _pooled() -> NamedTheorem:
    """Convolution, batch normalisation in evaluation, average pool, flatten and a dense layer: one matrix."""
    kernel = named_kernel("w", 1, 1, (1, 2))
    dense = [["a0"], ["a1"]]
    left = [
        convolution(kernel), {"type": "channels", "scale": ["g"], "shift": ["s"]},
        {"type": "average", "window": [1, 2], "stride": [1, 2]}, {"type": "flatten"},
        {"type": "affine", "weight": dense, "bias": ["c"]},
    ]  # fmt: skip
    half = ["rational", 1, 2]
    w0, w1 = kernel[0][0][0]
    column = [
        [["mul", half, "g", "a0", w0]], [["mul", half, "g", "a0", ["add", w0, w1]]],
        [["mul", half, "g", ["add", ["mul", "a0", w1], ["mul", "a1", w0]]]],
        [["mul", half, "g", "a1", ["add", w0, w1]]], [["mul", half, "g", "a1", w1]],
    ]  # fmt: skip
    bias = ["add", "c", ["mul", "s", ["add", "a0", "a1"]]]
    latex = rf"W = {matrix_latex(column)}, \qquad b = {scalar_latex(bias)}"
    where = "Five values; kernel w, scale g and shift s, means of two, then the weights a and the bias c."
    right = [{"type": "affine", "weight": column, "bias": [bias]}]
    return same_map(
        "Convolution, batch norm, average pool, flatten, dense", latex, where, [1, 1, 5], left, right
    )


def _rep_vgg() -> NamedTheorem:
    wide, point = named_kernel("u", 1, 1, (3, 3)), "v"
    one = [[[list(row) for row in plane] for plane in block] for block in wide]
    one[0][0][1][1] = ["add", one[0][0][1][1], point, 1]
    branches = [[convolution(wide, ["p"], (1, 1))], [convolution([[[[point]]]], ["q"])], []]
    left = [{"type": "sum", "branches": branches}]
    latex = rf"u + v + 1 \;=\; {matrix_latex(one[0][0])}"
    where = "Kernels u of 3×3, padded, and v of 1×1, and the input, on 4×4; biases p and q become p + q."
    right = [convolution(one, [["add", "p", "q"]], (1, 1))]
    return same_map("Three branches, one kernel (RepVGG)", latex, where, [1, 4, 4], left, right)


def _border() -> NamedTheorem:
    layer = convolution([[[[1, 1, 1]]]], None, (0, 1))
    size = 5
    band = [[int(abs(i - j) < 2) for j in range(size)] for i in range(size)]
    square = [[sum(map(int.__mul__, row, col)) for col in zip(*band, strict=True)] for row in band]
    proof = certificate(
        "border", {"input": [1, 1, size], "layers": [layer, layer]},
        {"output": [0, 0, 0], "input": [0, 0, 0], "shift": [0, 1]},
    )  # fmt: skip
    latex = rf"{matrix_latex(band)}^{{2}} = {matrix_latex(square)}"
    where = (
        "The kernel (1, 1, 1) with zero padding, twice, on five values. The diagonal begins 2, 3: in a "
        "convolution it would be constant, so no kernel of any size, with any zero padding, does the same."
    )
    lines = (
        ProofLine("step", r"y_0 = x_0 + x_1, \quad z_0 = y_0 + y_1 = 2 x_0 + 2 x_1 + x_2", "At the border."),
        ProofLine("step", r"z_1 = y_0 + y_1 + y_2 = 2 x_0 + 3 x_1 + 2 x_2 + x_3", "One place further."),
    )
    return NamedTheorem("Zero padding breaks it at the border", latex, where, proof, lines)


THEOREMS: Mapping[str, Maker] = {
    "closure/toeplitz": _toeplitz,
    "closure/two-kernels": _pair,
    "closure/channels": _channels,
    "closure/pointwise": _pointwise,
    "closure/pooled": _pooled,
    "closure/rep-vgg": _rep_vgg,
    "closure/border": _border,
}
