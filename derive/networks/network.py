"""A network of rectifiers with rational weights, and its evaluation without rounding.

>>> absolute = Network((Rectified.of([[1, -1]], None, 0), Rectified.of([[1], [1]])))
>>> absolute.at([-3])
(Fraction(3, 1),)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from derive.checker.exact import LAYER_BITS
from derive.checker.network import Layer, read_network
from derive.language.layers import EXACT_IN_JSON, Exact, exact


@dataclass(frozen=True, slots=True)
class Rectified:
    """x ↦ φ(x W + b) with φ(u) = u for u ≥ 0 and slope·u for u < 0; without a slope φ is left out.

    Slope 0 is ReLU, any other number PReLU with this parameter.
    """

    weight: Exact
    bias: Exact | None = None
    slope: Fraction | None = None

    @classmethod
    def of(cls, weight: Any, bias: Any = None, slope: Fraction | int | None = None) -> Rectified:
        """A layer from nested lists or arrays; floats are taken at their exact binary value."""
        below = None if bias is None else exact(bias, "bias")
        return cls(exact(weight, "weight"), below, None if slope is None else Fraction(slope))

    def json(self) -> dict[str, Any]:
        """The form of certificates."""
        bias = self.bias and self.bias.json()
        slope = None if self.slope is None else number(self.slope)
        return {"weight": self.weight.json(), "bias": bias, "slope": slope}


@dataclass(frozen=True, slots=True)
class Network:
    """Layers one after the other. Raises ValueError where shapes do not fit."""

    layers: tuple[Rectified, ...]

    def __post_init__(self) -> None:
        if not self.layers:
            raise ValueError("expected at least one layer, found none")
        for k, layer in enumerate(self.layers, 1):
            wide = layer.weight.shape[1]
            if layer.bias is not None and layer.bias.shape != (1, wide):
                found = "×".join(map(str, layer.bias.shape))
                raise ValueError(f"layer {k}: expected a bias of {wide} numbers, found shape {found}")
        for k, (above, below) in enumerate(pairwise(self.layers), 2):
            if above.weight.shape[1] != below.weight.shape[0]:
                wanted, found = above.weight.shape[1], str(below.weight.shape[0])
                raise ValueError(f"layer {k}: expected a weight with {wanted} rows, found {found}")

    @property
    def inputs(self) -> int:
        return self.layers[0].weight.shape[0]

    @property
    def outputs(self) -> int:
        return self.layers[-1].weight.shape[1]

    @property
    def units(self) -> int:
        """How many rectifiers there are."""
        return sum(layer.weight.shape[1] for layer in self.layers if layer.slope is not None)

    def at(self, point: Sequence[Fraction | int]) -> tuple[Fraction, ...]:
        """The outputs at a point."""
        row = [Fraction(x) for x in point]
        if len(row) != self.inputs:
            raise ValueError(f"expected a point of {self.inputs} numbers, found {len(row)}")
        for layer in self.layers:
            columns = zip(*layer.weight.fractions(), strict=True)
            bias = layer.bias.fractions()[0] if layer.bias else [Fraction(0)] * layer.weight.shape[1]
            row = [
                sum((x * w for x, w in zip(row, column, strict=True)), b)
                for column, b in zip(columns, bias, strict=True)
            ]
            if layer.slope is not None:
                row = [x if x >= 0 else layer.slope * x for x in row]
        return tuple(row)

    def json(self) -> list[Any]:
        """The form of certificates."""
        return [layer.json() for layer in self.layers]

    def checked(self) -> list[Layer]:
        """The layers as integers over a denominator, as the checker reads them."""
        return read_network(self.json(), self.inputs, self.outputs)


def number(value: Fraction | int) -> Any:
    """A rational number in the form of certificates."""
    value = Fraction(value)
    p, q = _integer(value.numerator), _integer(value.denominator)
    return p if value.denominator == 1 else ["rational", p, q]


def _integer(value: int) -> int | str:
    return value if -EXACT_IN_JSON < value < EXACT_IN_JSON else hex(value)


def certificate(claim: str, statement: Any, proof: Any) -> dict[str, Any]:
    """A certificate of the kind network (docs/certificates-networks.md), as plain JSON values."""
    head = {"format": "derive-certificate", "version": 1, "kind": "network"}
    return {**head, "claim": claim, "statement": statement, "proof": proof}


def values(network: Network, points: Iterable[Sequence[Fraction | int]]) -> dict[str, Any]:
    """The certificate of what a network gives at some points."""
    chosen = [tuple(point) for point in points]
    statement = {
        "network": network.json(),
        "points": [[number(x) for x in point] for point in chosen],
        "values": [[number(x) for x in network.at(point)] for point in chosen],
    }
    return certificate("values", statement, {})


# -- networks in a file ------------------------------------------------------------------------------


def network_from(data: Any) -> Network:
    """A network out of JSON: ``{"layers": [{"weight": [[...]], "bias": [...], "slope": 0}, ...]}``.

    Numbers are JSON numbers (a float is read at its exact binary value) or strings such as "1/3";
    ``bias`` and ``slope`` may be left out. Raises ValueError, with the layer, for anything else.
    """
    layers = data.get("layers") if isinstance(data, dict) else None
    if not isinstance(layers, list) or not layers:
        raise ValueError('expected an object {"layers": [...]} with at least one layer, found another')
    return Network(tuple(_layer(item, f"layer {k}") for k, item in enumerate(layers, 1)))


def _layer(item: Any, where: str) -> Rectified:
    if not isinstance(item, dict) or "weight" not in item or item.keys() - {"weight", "bias", "slope"}:
        found = ", ".join(map(str, item))[:60] if isinstance(item, dict) else type(item).__name__
        raise ValueError(f"{where}: expected an object with weight and perhaps bias and slope, found {found}")
    weight, bias, slope = item["weight"], item.get("bias"), item.get("slope")
    try:
        below = None if bias is None else exact(_numbers(bias, where), "bias")
        bent = None if slope is None else _number(slope, where)
        return Rectified(exact(_numbers(weight, where), "weight"), below, bent)
    except (TypeError, ValueError) as error:
        text = str(error)
        raise ValueError(text if text.startswith(where) else f"{where}: {text}") from None


def _numbers(data: Any, where: str) -> Any:
    return [_numbers(x, where) for x in data] if isinstance(data, list) else _number(data, where)


def _number(data: Any, where: str) -> Fraction:
    """A number of a file; short ones only, so that nothing of a few letters is enormous."""
    try:
        if isinstance(data, bool) or not isinstance(data, (int, float, str)) or len(str(data)) > 1_000:
            raise TypeError
        if isinstance(data, str) and not set(data) <= set("0123456789+-./"):
            raise ValueError
        found = Fraction(data)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        raise ValueError(
            f'{where}: expected finite numbers such as 0.5 or "1/3", found {data!r:.40}'
        ) from None
    if max(found.numerator.bit_length(), found.denominator.bit_length()) > LAYER_BITS:
        raise ValueError(f"{where}: expected a number of at most {LAYER_BITS} bits, found a longer one")
    return found
