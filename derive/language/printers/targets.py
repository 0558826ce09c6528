"""Targets: how SymPy, NumPy, PyTorch, JAX and C spell the functions of the formula language.

>>> list(TARGETS)
['sympy', 'numpy', 'torch', 'jax', 'c']
>>> TARGETS["c"].functions["Abs"]
'fabs({0})'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from derive.language.printers.writing import ATOM, Target

# What all four numerical targets have under one name; the names of the modules come before them.
COMMON = ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")
INVERSE = ("asin", "atan", "asinh", "atanh")


def _calls(module: str, heads: Iterable[str]) -> dict[str, str]:
    return {head: f"{module}{head}({{0}})" for head in heads}


def _constants() -> Mapping[str, str]:
    """Constants are worked out by Python's own math, whatever the arrays are."""
    return MappingProxyType({
        **_calls("math.", (*COMMON, *INVERSE, "erf", "erfc")), "Abs": "abs({0})", "sech": "1/math.cosh({0})",
        "Max": "max({0}, {1})", "Min": "min({0}, {1})", "pi": "math.pi", "E": "math.e",
    })  # fmt: skip


SYMPY = Target(
    name="sympy", title="SymPy", language="python",
    functions=MappingProxyType({
        **_calls("", (
            "exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", *INVERSE, "erf", "erfc", "Abs",
            "sign", "Heaviside", "sech", "LambertW",
        )),
        "Max": "Max({0}, {1})", "Min": "Min({0}, {1})", "polylog": "polylog({0}, {1})", "pi": "pi", "E": "E",
    }),
    relations=MappingProxyType({"eq": "Eq({0}, {1})", "ne": "Ne({0}, {1})"}),
    joins=("And({0}, {1})", "Or({0}, {1})", "Not({0})"),
    fraction="Rational({0}, {1})", fraction_level=ATOM, decimals=False, flat=False,
)  # fmt: skip

NUMPY = Target(
    name="numpy", title="NumPy", language="python",
    functions=MappingProxyType({
        **_calls("np.", COMMON), **{name: f"np.arc{name[1:]}({{0}})" for name in INVERSE},
        "Abs": "np.abs({0})", "sign": "np.sign({0})", "sech": "1/np.cosh({0})",
        "Heaviside": "np.heaviside({0}, 0.5)", "Max": "np.maximum({0}, {1})", "Min": "np.minimum({0}, {1})",
        "logaddexp": "np.logaddexp({0}, {1})", "logistic": "np.exp(-np.logaddexp(0, {n}))",
        "erf": "erf({0})", "erfc": "erfc({0})",
    }),
    constants=_constants(), where="np.where({0}, {1}, {2})", full="np.full_like(x, {0}, dtype=float)",
    like="np.full_like(x, {0}, dtype=float)",
    nan="np.nan", guarded=True,
)  # fmt: skip

TORCH = Target(
    name="torch", title="PyTorch", language="python",
    functions=MappingProxyType({
        **_calls("torch.", (*COMMON, *INVERSE, "erf", "erfc", "sign")),
        "Abs": "torch.abs({0})", "sech": "1/torch.cosh({0})", "logistic": "torch.sigmoid({0})",
        "Heaviside": "(torch.sign({0}) + 1)/2", "Max": "torch.maximum({0}, {1})",
        "Min": "torch.minimum({0}, {1})", "logaddexp": "torch.logaddexp({0}, {1})",
    }),
    constants=_constants(),
    mixed=MappingProxyType({
        "Max": "torch.clamp({0}, min={1})", "Min": "torch.clamp({0}, max={1})",
        "logaddexp": "torch.logaddexp({0}, x.new_tensor({1}))",
    }),
    where="torch.where({0}, {1}, {2})", full="torch.full_like(x, {0})",
    like="torch.zeros_like(x) + {0}", nan="torch.nan", guarded=True, typed=True,
)  # fmt: skip

JAX = Target(
    name="jax", title="JAX", language="python",
    functions=MappingProxyType({
        **_calls("jnp.", COMMON), **{name: f"jnp.arc{name[1:]}({{0}})" for name in INVERSE},
        "erf": "jax.lax.erf({0})", "erfc": "jax.lax.erfc({0})", "Abs": "jnp.abs({0})",
        "sign": "jnp.sign({0})", "sech": "1/jnp.cosh({0})", "Heaviside": "jnp.heaviside({0}, 0.5)",
        "Max": "jnp.maximum({0}, {1})", "Min": "jnp.minimum({0}, {1})",
        "logaddexp": "jnp.logaddexp({0}, {1})", "logistic": "jax.nn.sigmoid({0})",
    }),
    constants=_constants(), where="jnp.where({0}, {1}, {2})", full="jnp.full_like(x, {0})",
    like="jnp.zeros_like(x) + {0}", nan="jnp.nan",
    guarded=True,
)  # fmt: skip

C = Target(
    name="c", title="C", language="c",
    functions=MappingProxyType({
        **_calls("", (*COMMON, *INVERSE, "erf", "erfc")), "Abs": "fabs({0})", "sech": "1.0/cosh({0})",
        "sign": "(double)(({0} > 0.0) - ({0} < 0.0))", "Max": "fmax({0}, {1})", "Min": "fmin({0}, {1})",
        "Heaviside": "0.5*(1.0 + ({0} > 0.0) - ({0} < 0.0))", "logistic": "1.0/(1.0 + exp({n}))",
        "logaddexp": "logaddexp({0}, {1})", "pi": "acos(-1.0)", "E": "exp(1.0)",
    }),
    joins=("{0} && {1}", "({0} || {1})", "!({0})"), power="pow({0}, {1})", power_level=ATOM, square="*",
    whole="{0}.0", where="({0} ? {1} : {2})", nan="NAN",
)  # fmt: skip

TARGETS: Mapping[str, Target] = MappingProxyType(
    {target.name: target for target in (SYMPY, NUMPY, TORCH, JAX, C)}
)
