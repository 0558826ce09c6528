r"""Stacked affine layers are one affine layer: which one, and why.

>>> deep = collapse(named_stack("d", "h", "q"))
>>> deep.weight_latex, deep.bias_latex
('W_{1} W_{2}', 'b_{1} W_{2} + b_{2}')
>>> collapse([Affine([[1, 2], [0, 1]], [1, 0]), Affine([[0.5], [3]], [1])]).weight.fractions()
((Fraction(13, 2),), (Fraction(3, 1),))

Row vectors: a batch X of shape n×d goes to X W + 1ₙ b. Each result carries a certificate that
`derive.checker` checks with the standard library alone; `theorem` is the same for every depth.

Sources: that depth without nonlinearity adds nothing to what a network can represent is in Goodfellow,
Bengio, Courville, Deep Learning (MIT Press 2016), section 6.1; the laws of matrices that are used are in
Hoffman and Kunze, Linear Algebra (2nd edition, 1971), the chapter on linear equations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any

from flint import fmpz, fmpz_mat

from derive.checker.exact import LAYER_BITS, MAX_BITS, MAX_WORK, Plan, plan
from derive.language.layers import Affine, Exact, Layer, MatrixSymbol, Residual, Shape, named_stack
from derive.proof.exposition import (
    BiasSum,
    Product,
    ProofLine,
    exact_latex,
    lemma_lines,
    stack_lines,
    theorem_latex,
    theorem_lines,
)
from derive.proof.induction import Induction, Kind, induction
from derive.proof.words import Lemma, MatrixTerm, certificate, identity, lemmas, step

__all__ = [
    "Affine", "BiasSum", "Collapse", "Exact", "MatrixSymbol", "Product", "ProofLine", "Residual", "Theorem",
    "collapse", "named_stack", "step_lemma", "theorem",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theorem:
    """What holds of all stacks, with its certificate; ``source`` is what both renderings are made from."""

    source: Lemma | Induction
    certificate: dict[str, Any]

    @property
    def latex(self) -> str:
        """The statement."""
        return theorem_latex(self.source) if isinstance(self.source, Induction) else self.source.latex()

    def proof(self) -> tuple[ProofLine, ...]:
        """The proof as displayed equations with a sentence each."""
        return theorem_lines(self.source) if isinstance(self.source, Induction) else lemma_lines(self.source)


def step_lemma() -> Theorem:
    """(X W₁ + 1ₙ b₁) W₂ + 1ₙ b₂ = X (W₁ W₂) + 1ₙ (b₁ W₂ + b₂), for all n, d, h and q."""
    lemma = step()
    return Theorem(lemma, certificate("step", lemma.statement(), lemma.proof()))


def theorem(kind: Kind = "affine") -> Theorem:
    """The collapse of L affine layers (or of L residual ones) for every L ≥ 1, by induction."""
    proved = induction(kind)
    return Theorem(proved, certificate("every-depth", proved.statement(), proved.proof()))


@dataclass(frozen=True, slots=True)
class Collapse:
    """The one affine layer X ↦ X W + 1ₙ b that a stack is: weight d×q, bias 1×q or None for no bias.

    ``certificate`` is plain JSON data (docs/certificates-collapse.md), linear in the depth.
    """

    layers: tuple[Layer, ...]
    weight: Product | Exact
    bias: BiasSum | Exact | None
    certificate: dict[str, Any]

    @property
    def shape(self) -> Shape:
        """Features in, features out: (d, q)."""
        return self.layers[0].shape[0], self.layers[-1].shape[1]

    @property
    def weight_latex(self) -> str:
        """The closed form of the weight, with ⋯ for long stacks; numbers as a matrix when it is small."""
        return exact_latex(self.weight) if isinstance(self.weight, Exact) else self.weight.latex()

    @property
    def bias_latex(self) -> str:
        """The closed form of the bias, likewise; 0 where there is none."""
        if self.bias is None:
            return "0"
        return exact_latex(self.bias) if isinstance(self.bias, Exact) else self.bias.latex()

    def proof(self) -> tuple[ProofLine, ...]:
        """The links of the chain as displayed equations (the first two and the last of a long one)."""
        return stack_lines(self.certificate, self.weight_latex, self.bias_latex)


def collapse(stack: Iterable[Layer]) -> Collapse:
    """The one affine layer that a stack of `Affine` and `Residual` layers is, with its certificate.

    The stack is all of named matrices or all of numbers. Raises ValueError when a shape does not fit (the
    sentence names the layer, counted from 1, and both shapes), when kinds are mixed, for an empty stack, and
    when the exact product of numbers would be too long (their digits grow with the depth).
    """
    layers = tuple(stack)
    _fit(layers)
    return _named(layers) if isinstance(layers[0].weight, MatrixSymbol) else _numeric(layers)


def _fit(layers: Sequence[Layer]) -> None:
    """Refuses a stack whose kinds and shapes do not fit together."""
    if not layers:
        raise ValueError("expected at least one layer, found none")
    kind = type(getattr(layers[0], "weight", None))
    shapes: dict[str, Shape] = {}
    above: Shape | None = None
    for k, layer in enumerate(layers, 1):
        if not isinstance(layer, (Affine, Residual)):
            raise TypeError(f"layer {k}: expected Affine or Residual, found {type(layer).__name__}")
        weight, bias = layer.weight, layer.bias
        if type(weight) is not kind or (bias is not None and type(bias) is not kind):
            raise ValueError(f"layer {k}: expected all matrices named or all numeric, found both")
        shape = weight.shape
        if above and above[1] != shape[0]:
            since = f"since layer {k - 1} has shape {_spelled(above)}"
            raise _misfit(k, f"a weight with {above[1]} rows, {since}", shape)
        if isinstance(layer, Residual) and shape[0] != shape[1]:
            raise _misfit(k, "a square residual weight", shape)
        if bias is not None and bias.shape != (1, shape[1]):
            wanted = f"a bias of shape {_spelled((1, shape[1]))} for the weight of shape {_spelled(shape)}"
            raise _misfit(k, wanted, bias.shape)
        for matrix in (weight, bias):
            if isinstance(matrix, MatrixSymbol):
                before = shapes.setdefault(matrix.name, matrix.shape)
                if before != matrix.shape:
                    raise _misfit(k, f"{matrix.name} of shape {_spelled(before)} as before", matrix.shape)
        above = shape


def _misfit(k: int, expected: str, shape: Shape) -> ValueError:
    return ValueError(f"layer {k}: expected {expected}, found shape {_spelled(shape)}")


def _spelled(shape: Shape) -> str:
    return f"{shape[0]}×{shape[1]}"


# -- named matrices: a chain of step lemmas ----------------------------------------------------------


def _named(layers: tuple[Layer, ...]) -> Collapse:
    """P := P F and c := c F + b, layer by layer; each result gets a name, so that nothing is copied."""
    X, P, c, n = _fresh(layers)
    weight: MatrixTerm | None = None
    bias: MatrixTerm | None = None
    chain: list[Any] = []
    factors: list[Any] = []
    biases: list[Any] = []
    for k, layer in enumerate(layers, 1):
        factor, shift = _factor(layer), _symbol(layer.bias)
        weight = factor if weight is None else weight @ factor
        carried = None if bias is None else bias @ factor
        bias = carried + shift if carried and shift else carried or shift
        chain.append({"weight": [f"{P}_{k}", weight.data], "bias": bias and [f"{c}_{k}", bias.data]})
        weight, bias = MatrixTerm(f"{P}_{k}"), bias and MatrixTerm(f"{c}_{k}")
        factors.append(factor.data)
        biases += [[shift.data, k]] if shift else []
    product = Product(factors)
    result = {"weight": factors, "bias": biases}
    statement = {"input": [X, n], "layers": [_stated(layer) for layer in layers], "result": result}
    evidence = certificate("stack", statement, {"lemmas": lemmas(), "chain": chain})
    return Collapse(layers, product, BiasSum(product, biases) if biases else None, evidence)


def _symbol(matrix: MatrixSymbol | Exact | None) -> MatrixTerm | None:
    return MatrixTerm(matrix.name) if isinstance(matrix, MatrixSymbol) else None


def _factor(layer: Layer) -> MatrixTerm:
    """W, or I + W where the layer adds its input."""
    W = MatrixTerm(layer.weight.name if isinstance(layer.weight, MatrixSymbol) else "W")
    return W if isinstance(layer, Affine) else identity(layer.shape[0]) + W


def _stated(layer: Layer) -> dict[str, Any]:
    """A layer as a statement has it."""
    kind, W, b = "affine" if isinstance(layer, Affine) else "residual", layer.weight, layer.bias
    if isinstance(W, MatrixSymbol):
        bias = b.name if isinstance(b, MatrixSymbol) else None
        return {"type": kind, "weight": W.name, "bias": bias, "shape": [W.rows, W.columns]}
    return {"type": kind, "weight": W.json(), "bias": b.json() if isinstance(b, Exact) else None}


def _fresh(layers: Sequence[Layer]) -> list[str]:
    """Names that the stack does not use: for the input, the products, their biases and the rows."""
    used: set[Any] = set()
    for layer in layers:
        for matrix in (layer.weight, layer.bias):
            if isinstance(matrix, MatrixSymbol):
                used.update((matrix.name, matrix.name.partition("_")[0], *matrix.shape))
    found = []
    for name in ("X", "P", "c", "n"):
        while name in used:
            name += name[0]
        found.append(name)
    return found


# -- numbers: one product of homogeneous matrices ----------------------------------------------------


def _numeric(layers: tuple[Layer, ...]) -> Collapse:
    """The product of [[W, 0], [b, 1]] over all layers holds W and b: (x, 1) goes to (x W + b, 1)."""
    factors = [_homogeneous(layer) for layer in layers]
    *rows, last = _product(factors, _order(factors)).tolist()
    scale = last.pop()
    weight = _reduced([row[:-1] for row in rows], scale)
    bias = None if all(layer.bias is None for layer in layers) else _reduced([last], scale)
    stated = {"weight": weight.json(), "bias": bias and bias.json()}
    statement = {"layers": [_stated(layer) for layer in layers], **stated}
    return Collapse(layers, weight, bias, certificate("numeric", statement, {"lemmas": lemmas()}))


def _homogeneous(layer: Layer) -> fmpz_mat:
    """D [[W, 0], [b, 1]] with whole entries, D in the last corner; with I + W where the input is added."""
    W, b = layer.weight, layer.bias or Exact(((0,) * int(layer.shape[1]),))
    if not isinstance(W, Exact) or not isinstance(b, Exact):
        raise TypeError("expected numbers")
    scale = lcm(W.denominator, b.denominator)
    rows = [[x * (scale // W.denominator) for x in row] + [0] for row in W.numerators]
    for k, row in enumerate(rows if isinstance(layer, Residual) else []):
        row[k] += scale
    return fmpz_mat([*rows, [x * (scale // b.denominator) for x in b.numerators[0]] + [scale]])


def _order(factors: Sequence[fmpz_mat]) -> Plan:
    """A cheap order of multiplication; refuses a product that is too long for the checker."""
    bits = [max(x.height_bits() for x in f.entries()) + f.nrows().bit_length() for f in factors]
    cost, order = plan([*(factor.nrows() for factor in factors), factors[-1].ncols()], bits)
    if cost > MAX_WORK or sum(bits) > MAX_BITS or max(bits) > LAYER_BITS:
        raise ValueError(
            f"expected an exact product of at most {MAX_WORK:.0e} digits and {MAX_BITS} bits to an entry "
            f"({LAYER_BITS} in a layer), found {len(factors)} layers that take about {cost:.0e} digits and "
            f"{sum(bits)} bits ({max(bits)} in a layer); round the numbers, or collapse fewer at a time"
        )
    return order


def _product(factors: Sequence[fmpz_mat], order: Plan) -> fmpz_mat:
    if isinstance(order, int):
        return factors[order]
    return _product(factors, order[0]) * _product(factors, order[1])


def _reduced(rows: Sequence[Sequence[fmpz]], scale: fmpz) -> Exact:
    """The matrix rows/scale in lowest terms."""
    common = scale
    for entry in (entry for row in rows for entry in row):
        if common == 1:
            break
        common = common.gcd(entry)
    return Exact(tuple(tuple(int(entry // common) for entry in row) for row in rows), int(scale // common))
