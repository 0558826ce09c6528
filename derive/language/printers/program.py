"""Programs: a function and its derivative in one language, ready to be pasted.

>>> from derive.language.grammar import parse
>>> routine = Routine("softplus", parse("log(1 + exp(x))"), parse("exp(x)/(1 + exp(x))"))
>>> from derive.language.printers.targets import TARGETS
>>> print(program(routine, TARGETS["torch"]))
import torch
<BLANKLINE>
<BLANKLINE>
def softplus(x):
    return torch.logaddexp(x, x.new_tensor(0))
<BLANKLINE>
<BLANKLINE>
def softplus_derivative(x):
    return torch.sigmoid(x)
<BLANKLINE>
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from derive.language.printers.writing import Target, body, decimal, written
from derive.language.term import FUNCTIONS, Term

WIDTH = 88
# Names that mean something where a program is pasted; a function or a parameter of that name gets a _.
PYTHON = frozenset(
    {*keyword.kwlist, "x", "np", "jnp", "jax", "torch", "math", "erf", "erfc", "max", "min", "abs"}
)
SYMPY = frozenset({*keyword.kwlist, *FUNCTIONS, "x", "f", "df", "pi", "E", "And", "Or", "Not", "Eq", "Ne"})
C = frozenset({
    *FUNCTIONS, "x", "fmax", "fmin", "fabs", "pow", "acos", "logaddexp", "expm1", "log1p", "main", "NAN",
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern",
    "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short",
    "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void",
    "volatile", "while",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Routine:
    """What a program is made from: a formula in x, its derivative, and parameters with their defaults.

    Both are closed: the functions of the catalogue are written out in them.
    """

    name: str
    formula: Term
    derivative: Term
    parameters: tuple[tuple[str, Fraction], ...] = ()


def program(routine: Routine, target: Target) -> str:
    """The program of a routine; UnprintableError where the target lacks a function that it needs."""
    return _WRITERS[target.name](routine, target)


def _names(routine: Routine, taken: frozenset[str]) -> dict[str, str]:
    return {name: f"{name}_" if name in taken else name for name, _ in routine.parameters}


def _titles(routine: Routine, taken: frozenset[str]) -> tuple[str, str]:
    return f"{routine.name}_" if routine.name in taken else routine.name, f"{routine.name}_derivative"


def _symbolic(routine: Routine, target: Target) -> str:
    names = _names(routine, SYMPY)
    f, df = (
        f"Integer({term.number})" if term.is_number() else written(term, target, names)
        for term in (routine.formula, routine.derivative)
    )
    used = sorted({*re.findall(r"\b([A-Za-z]\w*)(?=\()|\b(pi|E)\b", f"{f} {df}")})
    heads = sorted({first or second for first, second in used} | {"symbols"}, key=str.lower)
    listed = ["x", *names.values()]
    made = f"{', '.join(listed)} = symbols({' '.join(listed)!r}, real=True)".replace("'", '"')
    return f"from sympy import {', '.join(heads)}\n\n{made}\nf = {f}\ndf = {df}\n"


def _array(routine: Routine, target: Target) -> str:
    names = _names(routine, PYTHON)
    given = ", ".join(["x", *(f"{names[name]}={_default(q)}" for name, q in routine.parameters)])
    lines: list[str] = []
    for title, term in zip(_titles(routine, PYTHON), (routine.formula, routine.derivative), strict=True):
        named, text = body(term, target, names)
        lines += ["", "", f"def {title}({given}):"]
        lines += [
            f"    {names[p]} = torch.as_tensor({names[p]}, dtype=x.dtype, device=x.device)"
            for p in _as_tensors(routine, term, target)
        ]
        lines += [f"    {name} = {value}" for name, value in named]
        lines += _broken(f"    return {text}")
    return "\n".join([*_imports(target, " ".join(lines)), *lines]) + "\n"


def _broken(line: str) -> list[str]:
    """A line that ends in a call; where it is too long, the arguments of the call on lines of their own."""
    call = re.match(r"\s*(?:return )?[\w.*]*\(", line)
    if len(line) <= WIDTH or call is None or not _wraps(line[call.end() - 1 :].rstrip(",")):
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    inner = line.rstrip(",")[call.end() : -1]
    comma = "," if line.endswith(",") else ""
    rows = [row for part in _arguments(inner) for row in _broken(f"{indent}{part},")]
    return [line[: call.end()], *rows, f"{indent[4:]}){comma}"]


def _arguments(text: str) -> list[str]:
    """The arguments in the parentheses of a call."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append(text[start:place].strip())
            start = place + 1
    return [*parts, text[start:].strip()]


def _default(value: Fraction) -> str:
    return decimal(value) or str(value)


def _imports(target: Target, text: str) -> list[str]:
    own = {"numpy": "import numpy as np", "torch": "import torch", "jax": "import jax.numpy as jnp"}
    lines = ["import math", ""] if re.search(r"\bmath\.", text) else []
    further = [
        f"{head} = np.vectorize(math.{head}, otypes=[float])  # or scipy.special.{head}, which is faster"
        for head in ("erf", "erfc")
        if target.name == "numpy" and re.search(rf"(?<![\w.]){head}\(", text)
    ]
    if further and not lines:
        lines = ["import math", ""]
    lines += ["import jax"] if re.search(r"\bjax\.(?!numpy)", text) else []
    return [*lines, own[target.name], *(["", *further] if further else [])]


def _as_tensors(routine: Routine, term: Term, target: Target) -> list[str]:
    """Parameters that PyTorch must see as tensors: those in a function or a condition without x."""
    if target.name != "torch":
        return []
    names = {name for name, _ in routine.parameters}
    plain = {"number", "symbol", "add", "mul"}
    needed: set[str] = set()
    for part in term.walk():
        if part.head not in plain and "x" not in part.symbols():
            needed |= part.symbols() & names
        if part.head in {"Max", "Min", "Piecewise"}:
            needed |= {s for arg in part.args if "x" not in arg.symbols() for s in arg.symbols()} & names
    return [name for name, _ in routine.parameters if name in needed]


def _c(routine: Routine, target: Target) -> str:
    names = _names(routine, C)
    given = ", ".join(["double x", *(f"double {names[p]}" for p, _ in routine.parameters)])
    bodies = [written(term, target, names) for term in (routine.formula, routine.derivative)]
    lines = ["#include <math.h>", ""]
    if any("logaddexp(" in text for text in bodies):
        lines += [
            "static double logaddexp(double a, double b) {  /* log(exp(a) + exp(b)) without overflow */",
            "    return a > b ? a + log1p(exp(b - a)) : b + log1p(exp(a - b));",
            "}",
            "",
        ]
    if routine.parameters:
        defaults = ", ".join(f"{names[p]} = {_default(value)}" for p, value in routine.parameters)
        lines += [f"/* by default {defaults} */"]
    for title, text in zip(_titles(routine, C), bodies, strict=True):
        inner = text[1:-1] if text.startswith("(") and _wraps(text) else text
        lines += [f"double {title}({given}) {{", f"    return {inner};", "}", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _wraps(text: str) -> bool:
    """Whether the first parenthesis is closed by the last."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


_WRITERS: Mapping[str, Callable[[Routine, Target], str]] = MappingProxyType(
    {"sympy": _symbolic, "numpy": _array, "torch": _array, "jax": _array, "c": _c}
)
