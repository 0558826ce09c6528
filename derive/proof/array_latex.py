r"""Terms about arrays as LaTeX, made from the JSON that a certificate holds.

>>> latex(["mul", ["exp", ["at", "o", "j"]], ["pow", ["sum", "k", "q", ["exp", ["at", "o", "k"]]], -1]])
'\\frac{e^{o_{j}}}{\\sum_{k=1}^{q} e^{o_{k}}}'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

GREEK = {
    "alpha": r"\alpha", "beta": r"\beta", "gamma": r"\gamma", "delta": r"\delta", "eps": r"\varepsilon",
    "lambda": r"\lambda", "mu": r"\mu", "sigma": r"\sigma", "phi": r"\varphi", "ell": r"\ell",
    "xhat": r"\hat x", "Delta": r"\Delta",
}  # fmt: skip
SUM, PRODUCT, FACTOR, ATOM = range(4)  # how tightly a piece of LaTeX holds together


def latex(data: Any) -> str:
    """A term as LaTeX."""
    return _latex(data)[0]


def name_latex(name: str) -> str:
    """A name as LaTeX: Greek letters, subscripts after ``_``, layers in brackets."""
    base, layer = re.fullmatch(r"([^\[]*)(?:\[(.*)\])?", name).groups()  # type: ignore[union-attr]
    first, *rest = base.split("_")
    spelled = GREEK.get(first, first if len(first) == 1 else rf"\mathrm{{{first}}}")
    spelled += f"_{{{', '.join(rest)}}}" if rest else ""
    return f"{spelled}^{{({layer})}}" if layer else spelled


def entry_latex(name: str, indices: Sequence[str]) -> str:
    """An entry as LaTeX; the indices follow what the name has below itself."""
    spelled = name_latex(name)
    if not indices:
        return spelled
    plain = all(len(i) == 1 for i in indices)
    below = ("" if plain else ", ").join(indices)
    base, found, layer = spelled.partition("^{(")
    if "_" in name:
        base, below = base.rstrip("}").replace("_{", "_{", 1), f"; {below}"
        return f"{base}{below}}}{found}{layer}"
    return f"{base}_{{{below}}}{found}{layer}"


def bracketed(text: str) -> str:
    tall = any(part in text for part in (r"\frac", r"\sum", r"\sqrt"))
    return rf"\left({text}\right)" if tall else f"({text})"


def _latex(data: Any) -> tuple[str, int]:
    """LaTeX, and how tightly it holds together."""
    if isinstance(data, int):
        return str(data), ATOM if data >= 0 else SUM
    if isinstance(data, str):
        return name_latex(data), ATOM
    written: tuple[str, int] = _WRITERS[data[0]](*data[1:])
    return written


def _tight(data: Any, needed: int) -> str:
    text, holds = _latex(data)
    return text if holds >= needed else bracketed(text)


def _add(*parts: Any) -> tuple[str, int]:
    texts = []
    for k, part in enumerate(parts):
        minus = part[2:] if isinstance(part, list) and part[:2] == ["mul", -1] else None
        if minus is not None:
            inner = minus[0] if len(minus) == 1 else ["mul", *minus]
            texts.append(f"- {_tight(inner, PRODUCT)}")
        else:
            texts.append(f"+ {_tight(part, PRODUCT if k else SUM)}")
    return " ".join(texts).removeprefix("+ "), SUM


def _factors(data: Any) -> list[Any]:
    if isinstance(data, list) and data[0] == "mul":
        return [factor for part in data[1:] for factor in _factors(part)]
    return [data]


def _mul(*parts: Any) -> tuple[str, int]:
    factors = _factors(["mul", *parts])
    sign = "-" if factors[0] == -1 else ""
    factors = factors[1:] if sign else factors
    above = [f for f in factors if not _is_inverse(f)]
    below = [_inverse(f) for f in factors if _is_inverse(f)]
    if below:
        over = _mul(*above)[0] if len(above) > 1 else _latex(above[0])[0] if above else "1"
        under = _mul(*below)[0] if len(below) > 1 else _latex(below[0])[0]
        return rf"{sign}\frac{{{over}}}{{{under}}}", SUM if sign else PRODUCT
    texts = [_tight(f, PRODUCT if k == len(above) - 1 else FACTOR) for k, f in enumerate(above)]
    joined = texts[0]
    for text in texts[1:]:
        joined += f" {text}" if text.startswith(("(", r"\left(")) else rf" \, {text}"
    return f"{sign}{joined}", SUM if sign else PRODUCT


def _is_inverse(data: Any) -> bool:
    if not (isinstance(data, list) and data[0] == "pow"):
        return False
    exponent = data[2]
    return (exponent if isinstance(exponent, int) else exponent[1]) < 0


def _inverse(data: Any) -> Any:
    _, base, exponent = data
    if not isinstance(exponent, int):
        return ["pow", base, ["rational", -exponent[1], exponent[2]]]
    return base if exponent == -1 else ["pow", base, -exponent]


def _pow(base: Any, exponent: Any) -> tuple[str, int]:
    if exponent == ["rational", 1, 2]:
        return rf"\sqrt{{{_latex(base)[0]}}}", ATOM
    if _is_inverse(["pow", base, exponent]):
        return _mul(["pow", base, exponent])
    return f"{_tight(base, ATOM)}^{{{_latex(exponent)[0]}}}", FACTOR


def _sum(over: str, dimension: Any, term: Any) -> tuple[str, int]:
    return rf"\sum_{{{over}=1}}^{{{name_latex(str(dimension))}}} {_tight(term, PRODUCT)}", PRODUCT


def _derivative(term: Any, name: str, *indices: str) -> tuple[str, int]:
    by = rf"\partial {entry_latex(name, indices)}"
    if isinstance(term, str) or (isinstance(term, list) and term[0] == "at"):
        return rf"\frac{{\partial {_latex(term)[0]}}}{{{by}}}", FACTOR
    return rf"\frac{{\partial}}{{{by}}} {_tight(term, PRODUCT)}", PRODUCT


def _apply(phi: str, order: int, term: Any) -> tuple[str, int]:
    primes = "'" * order if order < 4 else f"^{{({order})}}"
    return f"{name_latex(phi)}{primes}{bracketed(_latex(term)[0])}", FACTOR


def _call(f: str, pairs: Sequence[Sequence[str]], entry: Any) -> tuple[str, int]:
    return f"{name_latex(f)}({_matrix(pairs, entry)})", FACTOR


def _slope(f: str, at: Sequence[str], pairs: Sequence[Sequence[str]], entry: Any) -> tuple[str, int]:
    return rf"\partial_{{{''.join(at)}}} {name_latex(f)}({_matrix(pairs, entry)})", FACTOR


def _matrix(pairs: Sequence[Sequence[str]], entry: Any) -> str:
    """The array with that entry: its name, or the entry in brackets with the indices that run."""
    slots = [pair[0] for pair in pairs]
    return matrix_name(entry, slots) or rf"\left[{_latex(entry)[0]}\right]_{{{''.join(slots)}}}"


def matrix_name(entry: Any, slots: Sequence[str]) -> str:
    """The name of an array where the entry is just its entry at the slots; else nothing."""
    if isinstance(entry, list) and entry[0] == "at" and entry[2:] == list(slots):
        return name_latex(entry[1])
    return ""


def _log(term: Any) -> tuple[str, int]:
    text, holds = _latex(term)
    alone = holds >= FACTOR or text.startswith((r"\sum", r"\frac{e", r"\frac{1"))
    return rf"\log {text if alone else bracketed(text)}", PRODUCT


_WRITERS: Mapping[str, Any] = {
    "add": _add,
    "mul": _mul,
    "pow": _pow,
    "rational": lambda p, q: (rf"{'-' if p < 0 else ''}\tfrac{{{abs(p)}}}{{{q}}}", FACTOR if p > 0 else SUM),
    "at": lambda name, *indices: (entry_latex(name, indices), ATOM),
    "exp": lambda term: (f"e^{{{_latex(term)[0]}}}", FACTOR),
    "log": _log,
    "abs": lambda term: (rf"\left|{_latex(term)[0]}\right|", ATOM),
    "sum": _sum,
    "delta": lambda i, j: (rf"\delta_{{{i}{j}}}", ATOM),
    "dim": lambda dimension: (name_latex(str(dimension)), ATOM),
    "apply": _apply,
    "call": _call,
    "slope": _slope,
    "D": _derivative,
}
