"""Labels: what families of functions and frameworks are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

# How a family is called, and one sentence on it. A family that is not here is called by its own name.
FAMILIES: Mapping[str, tuple[str, str]] = {
    "rectifier": ("Rectifiers", "The identity on the positive side, something smaller on the negative one."),
    "sigmoidal": ("Sigmoidal", "Rising from one level to another, and saturated at both ends."),
    "gated": ("Gated", "The input, weighted by a function of itself that opens and closes like a gate."),
    "shrinkage": ("Shrinkage", "Small inputs count as nothing, or as less than they are."),
    "even": ("Even", "The same on both sides of 0: the sign of the input does not matter."),
    "oscillating": ("Oscillating", "Made with a sine or a cosine, and with no end of ups and downs."),
    "logarithmic": ("Exponentials and logarithms", "Growth that is faster or slower than any power."),
    "linear": ("Linear and near it", "Where little nonlinearity is wanted, or none."),
    "": ("Further functions", "Functions without a family."),
}
FRAMEWORKS: Mapping[str, str] = {
    "pytorch": "PyTorch", "jax": "JAX", "keras": "Keras", "onnx": "ONNX", "transformers": "Transformers",
    "timm": "timm", "mlx": "MLX", "tinygrad": "tinygrad", "nnlib": "NNlib.jl", "paddle": "PaddlePaddle",
    "tensorflow": "TensorFlow", "sympy": "SymPy", "paper": "The paper",
}  # fmt: skip
