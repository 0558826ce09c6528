r"""Gradients of losses and networks, for arrays of any shape: derived step by step and proved.

>>> found = gradient("cross-entropy")
>>> found.latex
'\\frac{\\partial \\ell}{\\partial o_{j}} = p_{j} - y_{j}'
>>> from derive.checker import check
>>> check(found.certificate).verdict
'proved'

Each formula is one record: page and certificate are made from it, and `derive.checker` differentiates for
itself. Which function φ is does not matter to backpropagation; `backpropagation("silu")` adds the derivative
that was proved of it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from derive.gradients import batches, layers, losses, networks, scales, slopes, softmax, statistics
from derive.gradients.induction import Induction
from derive.gradients.records import Formula
from derive.language.catalogue import Catalogue
from derive.language.records import Activation
from derive.steps import Derivation
from derive.symbolic import derivation

__all__ = ["Backpropagation", "Formula", "Induction", "backpropagation", "gradient", "names"]

_FORMULAS: Mapping[str, Callable[[], Formula | Induction]] = {
    "softmax-jacobian": softmax.jacobian,
    "softmax-sum": softmax.normalised,
    "softmax-shift": softmax.shift,
    "log-sum-exp": softmax.log_sum_exp,
    "log-sum-exp-shift": softmax.stable,
    "log-sum-exp-lower": softmax.lower,
    "log-sum-exp-upper": softmax.upper,
    "soft-maximum-lower": softmax.soft_lower,
    "soft-maximum-upper": softmax.soft_upper,
    "soft-maximum-limit": softmax.soft_limit,
    "soft-maximum-mean": softmax.soft_mean,
    "cross-entropy": losses.cross_entropy,
    "cross-entropy-scores": losses.from_scores,
    "cross-entropy-batch": losses.batch,
    "cross-entropy-smoothing": losses.smoothing,
    "cross-entropy-temperature": losses.temperature,
    "cross-entropy-hessian": statistics.hessian,
    "cross-entropy-covariance": statistics.covariance,
    "cross-entropy-variance": statistics.variance,
    "cross-entropy-convex": statistics.convex,
    "cross-entropy-least": statistics.gibbs,
    "binary-cross-entropy": losses.binary,
    "binary-cross-entropy-scores": losses.binary_stable,
    "squared-loss": losses.squares,
    "least-squares": losses.regression,
    "least-squares-mean": statistics.mean_squares,
    "least-absolute-median": statistics.median,
    "mlp-output-weights": networks.output_weights,
    "mlp-output-bias": networks.output_bias,
    "mlp-hidden-units": networks.hidden_units,
    "mlp-hidden-weights": networks.hidden_weights,
    "mlp-hidden-bias": networks.hidden_bias,
    "mlp-inputs": networks.inputs,
    "mlp-classifier": networks.classifier,
    "layer-weights": partial(layers.layer, "weights"),
    "layer-bias": partial(layers.layer, "bias"),
    "layer-input": partial(layers.layer, "input"),
    "backpropagation": layers.backpropagation,
    "sigmoid-slope": slopes.sigmoid_slope,
    "slopes": slopes.slopes,
    "vanishing": slopes.vanishing,
    "initialisation": scales.variance_forwards,
    "batch-normalisation": batches.batch_norm,
    "batch-normalisation-shift": batches.batch_norm_shift,
    "batch-normalisation-stretch": batches.batch_norm_stretch,
    "shared-slope": batches.prelu_shared,
}


def names() -> tuple[str, ...]:
    """The names of all formulas."""
    return tuple(_FORMULAS)


def gradient(name: str) -> Formula | Induction:
    """The formula of that name; ValueError, with those that are near, for another."""
    if name not in _FORMULAS:
        near = difflib.get_close_matches(name, _FORMULAS, n=3)
        hint = f" (near it: {', '.join(near)})" if near else ""
        raise ValueError(f"expected a name that `derive gradient` lists, found {name[:40]!r}{hint}")
    return _FORMULAS[name]()


@dataclass(frozen=True, slots=True)
class Backpropagation:
    """The gradients of a network with one hidden layer whose activation is a function of the catalogue.

    ``formulas`` hold for every φ; ``slope`` is the derivation of φ' (its claim, its kinks). At a kink of φ
    the formulas say nothing; frameworks take one of the slopes beside it.
    """

    activation: Activation
    formulas: tuple[Formula, ...]
    slope: Derivation

    def latex(self) -> tuple[str, ...]:
        r"""The five gradients with the name of the function for φ."""
        named = rf"\operatorname{{{self.activation.slug.replace('_', ' ')}}}"
        return tuple(formula.latex.replace(r"\varphi", named) for formula in self.formulas)


def backpropagation(slug: str, catalogue: Catalogue | None = None) -> Backpropagation:
    """Backpropagation through one hidden layer with a function of the catalogue, or with a formula in x.

    >>> found = backpropagation("tanh")
    >>> str(found.slope.self_form.statement.right), found.slope.self_form.status.value
    ('1 - tanh(x)**2', 'proved')
    """
    activation = (catalogue or Catalogue.load()).find(slug)
    parts = ("output-weights", "output-bias", "hidden-weights", "hidden-bias", "inputs")
    found = [gradient(f"mlp-{part}") for part in parts]
    formulas = tuple(formula for formula in found if isinstance(formula, Formula))
    return Backpropagation(activation, formulas, derivation(activation))
