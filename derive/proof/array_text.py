"""Terms about arrays as plain text, for the terminal.

>>> text(["mul", ["exp", ["at", "o", "j"]], ["pow", ["sum", "k", "q", ["exp", ["at", "o", "k"]]], -1]])
'exp(o[j]) / (Σ_k exp(o[k]))'
>>> text(["D", ["log", ["at", "S", "i"]], "O", "a", "b"])
'∂ log(S[i])/∂O[a,b]'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eps": "ε", "lambda": "λ", "mu": "μ", "sigma": "σ",
    "phi": "φ", "ell": "ℓ", "xhat": "x̂", "Delta": "Δ",
}  # fmt: skip
SUM, PRODUCT, FACTOR = range(3)  # how tightly a piece of text holds together


def text(data: Any) -> str:
    """A term as text."""
    return _text(data)[0]


def name_text(name: str) -> str:
    """A name as text: Greek letters for their names."""
    base, bracket, layer = name.partition("[")
    first, line, rest = base.partition("_")
    return GREEK.get(first, first) + line + rest + bracket + layer


def entry_text(name: str, indices: Sequence[str]) -> str:
    return name_text(name) + (f"[{','.join(indices)}]" if indices else "")


def _text(data: Any) -> tuple[str, int]:
    if isinstance(data, int):
        return str(data), FACTOR if data >= 0 else SUM
    if isinstance(data, str):
        return name_text(data), FACTOR
    written: tuple[str, int] = _WRITERS[data[0]](*data[1:])
    return written


def _tight(data: Any, needed: int) -> str:
    shown, holds = _text(data)
    return shown if holds >= needed else f"({shown})"


def _add(first: Any, *others: Any) -> tuple[str, int]:
    shown = _text(first)[0]
    for part in others:
        minus = part[2:] if isinstance(part, list) and part[:2] == ["mul", -1] else None
        inner = part if minus is None else minus[0] if len(minus) == 1 else ["mul", *minus]
        shown += f" {'+' if minus is None else '−'} {_tight(inner, PRODUCT)}"
    return shown, SUM


def _factors(data: Any) -> list[Any]:
    if isinstance(data, list) and data[0] == "mul":
        return [factor for part in data[1:] for factor in _factors(part)]
    return [data]


def _mul(*factors: Any) -> tuple[str, int]:
    parts = _factors(["mul", *factors])
    sign = "−" if parts[0] == -1 else ""
    shown = ""
    for part in parts[1:] if sign else parts:
        if isinstance(part, list) and part[0] == "pow" and isinstance(part[2], int) and part[2] < 0:
            below = part[1] if part[2] == -1 else ["pow", part[1], -part[2]]
            shown = f"{shown or '1'} / {_tight(below, FACTOR)}"
        else:
            shown += f"{' ' if shown else ''}{_tight(part, FACTOR)}"
    return sign + shown, SUM if sign else PRODUCT


def _pow(base: Any, exponent: Any) -> tuple[str, int]:
    return f"{_tight(base, FACTOR)}^{_tight(exponent, FACTOR)}", PRODUCT


def _derivative(term: Any, name: str, *indices: str) -> tuple[str, int]:
    plain = isinstance(term, str) or term[0] == "at"
    return f"∂{'' if plain else ' '}{_tight(term, PRODUCT)}/∂{entry_text(name, indices)}", PRODUCT


def _called(f: str, pairs: Sequence[Sequence[str]], entry: Any) -> tuple[str, int]:
    slots = [pair[0] for pair in pairs]
    named = isinstance(entry, list) and entry[0] == "at" and entry[2:] == slots
    inside = name_text(entry[1]) if named else f"[{text(entry)}]_{''.join(slots)}"
    return f"{name_text(f)}({inside})", FACTOR


def _slope(f: str, at: Sequence[str], pairs: Sequence[Sequence[str]], entry: Any) -> tuple[str, int]:
    return f"∂[{','.join(at)}] {_called(f, pairs, entry)[0]}", PRODUCT


_WRITERS: Mapping[str, Any] = {
    "add": _add,
    "mul": _mul,
    "pow": _pow,
    "rational": lambda p, q: (f"{p}/{q}", PRODUCT),
    "at": lambda name, *indices: (entry_text(name, indices), FACTOR),
    "exp": lambda term: (f"exp({text(term)})", FACTOR),
    "log": lambda term: (f"log({text(term)})", FACTOR),
    "abs": lambda term: (f"|{text(term)}|", FACTOR),
    "sum": lambda over, _size, term: (f"Σ_{over} {_tight(term, PRODUCT)}", PRODUCT),
    "delta": lambda i, j: (f"δ[{i},{j}]", FACTOR),
    "dim": lambda dimension: (str(dimension), FACTOR),
    "apply": lambda phi, order, term: (f"{name_text(phi)}{'′' * order}({text(term)})", FACTOR),
    "call": _called,
    "slope": _slope,
    "D": _derivative,
}
