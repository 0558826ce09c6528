"""Partial derivatives step by step: the other inputs are held, and the engine for one variable does the rest.

>>> from derive.language.vectors import load_vectors
>>> found = partial(load_vectors()["softmax"], 1, 2, 2)
>>> print(found.derivative, found.claim.status)
-exp(x1)*exp(x)/(exp(x1) + exp(x))**2 proved

There the input in question is called x.
"""

from __future__ import annotations

from fractions import Fraction

from derive.language.records import Activation, Definition, Parameter
from derive.language.term import symbol
from derive.language.vectors import VectorFunction
from derive.steps import Derivation
from derive.symbolic import derivation


def held(function: VectorFunction, i: int, k: int, n: int) -> Activation:
    """Output i as a function of input k alone, with the other inputs as parameters."""
    names = function.variables(n)
    others = tuple(name for name in names if name != names[k - 1])
    formula = function.output(i, n).replace({symbol(names[k - 1]): symbol("x")})
    slug = f"{function.slug}_{i}"
    own = Definition(slug, ("x", *others), formula)
    return Activation(
        slug, function.name, function.symbol, function.summary, formula,
        tuple(Parameter(name, name, (), Fraction(0), "held") for name in others),
        None, None, (), {}, function.references, definitions=(own, *function.definitions),
    )  # fmt: skip


def partial(function: VectorFunction, i: int, k: int, n: int) -> Derivation:
    """The derivative of output i by input k, for n inputs."""
    return derivation(held(function, i, k, n))
