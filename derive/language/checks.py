"""Checks for the values of a catalogue file: each returns the value to keep, or raises a Fault.

>>> number("1/100")
Fraction(1, 100)
>>> url("http://example.org")
Traceback (most recent call last):
derive.language.checks.Fault: expected an address that begins with https://, found 'http://example.org'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from keyword import iskeyword
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from derive.language.term import CONNECTIVES, CONSTANTS, FUNCTIONS, RELATIONS
from derive.language.vocabulary import ALIASES, FORMS, REFUSED

# Names that a term or the grammar has already given a meaning (f is an unnamed formula's name).
RESERVED = frozenset({
    *FUNCTIONS, *CONSTANTS, *RELATIONS, *CONNECTIVES, "number", "symbol", "rational", "add", "mul", "pow",
    "case", *FORMS, *ALIASES, *REFUSED, "x", "f",
})  # fmt: skip

_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,40}|/\d{1,30})?", re.ASCII)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
_PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,29}")
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,60}")
_DOI = re.compile(r"10\.\d{4,9}/[A-Za-z0-9._;()/:-]+", re.ASCII)
_URL = re.compile(r"https://[!#-;=?-Z\[\]_a-z~]+")  # printable ASCII without quotes, <, >, \, ^, `, { and }
_LATEX = re.compile(r"(?:\\[A-Za-z]++|[A-Za-z0-9{}^_ ',()+*/|-])++")
# Letters that LaTeX has a command for.
GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota",
    "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi",
    "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega",
})  # fmt: skip
_NAMES = frozenset({
    "ell", "operatorname", "mathrm", "mathit", "mathbf", "mathsf", "mathcal", "mathbb", "hat", "tilde", "bar",
    "prime", "sinh", "cosh", "tanh", "sin", "cos", "tan", "log", "exp", "max", "min",
})  # fmt: skip


class Fault(Exception):
    """What is wrong with a value; the keys that lead to it are added on the way out."""

    def __init__(self, message: str, *keys: str) -> None:
        super().__init__(message)
        self.keys = keys

    def where(self) -> str:
        """The keys, as in ``parameters[1].default``, and the message."""
        keys = "".join(key if key.startswith("[") else f".{key}" for key in self.keys).lstrip(".")
        return f"{keys}: {self.args[0]}" if keys else str(self.args[0])


@dataclass(frozen=True, slots=True)
class Key:
    """A row of a schema: how to check the value of a key, and what stands for it when it is left out."""

    check: Callable[[Any], Any]
    required: bool = True
    default: Any = None


def found(value: Any) -> str:
    """A value as an error shows it: on one line, and not too long of it."""
    shown = str(value) if isinstance(value, Fraction) else repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


# -- checks of one value: each returns the value to keep, or raises Fault ------------------------


def table(schema: Mapping[str, Key]) -> Callable[[Any], Mapping[str, Any]]:
    """A check for a table with exactly the keys of a schema."""

    def check(value: Any) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise Fault(f"expected a table, found {found(value)}")
        for key in value:
            if key not in schema:
                raise Fault(f"unknown key; expected one of {', '.join(schema)}", plain(key))
        for key, row in schema.items():
            if row.required and key not in value:
                raise Fault("this key is missing", key)
        kept = {
            key: inside(row.check, value[key], key) if key in value else row.default
            for key, row in schema.items()
        }
        return MappingProxyType(kept)

    return check


def plain(name: str) -> str:
    """A key, a file or a directory as an error shows it: as it is, or quoted when that could mislead."""
    sound = name.isprintable() and not re.search(r"[\s:]", name)
    return name if sound and len(name) <= 200 else found(name)


def inside(check: Callable[[Any], Any], value: Any, key: str) -> Any:
    try:
        return check(value)
    except Fault as fault:
        raise Fault(fault.args[0], key, *fault.keys) from None


def tables(schema: Mapping[str, Key], unique: str) -> Callable[[Any], tuple[Mapping[str, Any], ...]]:
    """A check for an array of tables, no two of which have the same value of the key ``unique``."""

    def check(value: Any) -> tuple[Mapping[str, Any], ...]:
        kept = each(value, table(schema))
        for i, row in enumerate(kept):
            if row[unique] in [other[unique] for other in kept[:i]]:
                raise Fault(f"given twice: {found(row[unique])}", f"[{i + 1}]", unique)
        return kept

    return check


def each(value: Any, check: Callable[[Any], Any]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Fault(f"expected a list, found {found(value)}")
    return tuple(inside(check, item, f"[{i}]") for i, item in enumerate(value, 1))


def texts(value: Any) -> tuple[str, ...]:
    """A list of lines of text."""
    return each(value, text)


def text(value: Any) -> str:
    """One line of text, not empty, without control characters."""
    if not isinstance(value, str) or not value.strip() or len(value) > 2000 or not value.isprintable():
        raise Fault(f"expected one line of text, found {found(value)}")
    return value


def matching(pattern: re.Pattern[str], what: str) -> Callable[[Any], str]:
    """A check for text of a given form."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise Fault(f"expected {what}, found {found(value)}")
        return value

    return check


def number(value: Any) -> Fraction:
    """An exact number: 1, 0.01 or "1/100" (also how TOML's decimals are read: exactly)."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, int | str) or not _NUMBER.fullmatch(str(value)):
        raise Fault(f'expected an exact number such as 1, 0.01 or "1/100", found {found(value)}')
    if re.search(r"/0+$", str(value)):
        raise Fault(f"expected a denominator other than 0, found {found(value)}")
    return Fraction(str(value))


def year(value: Any) -> int:
    """A year from 1600 on."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1600 <= value <= 2200:
        raise Fault(f"expected a year, found {found(value)}")
    return value


def latex(value: Any) -> str:
    """A symbol in LaTeX: letters, digits, sub- and superscripts, and commands for letters and names."""
    shown = matching(_LATEX, r"LaTeX for a symbol, such as \sigma or \operatorname{ELU}")(value)
    for command in re.findall(r"\\([A-Za-z]+)", shown):
        if command not in GREEK | _NAMES:
            raise Fault(f"expected a LaTeX command for a letter or a name, found {found(command)}")
    if shown.count("{") != shown.count("}") or len(shown) > 80:
        raise Fault(f"expected closed braces and at most 80 characters, found {found(value)}")
    return shown


def parameter(value: Any) -> str:
    """The name of a parameter: an identifier that means nothing else."""
    name = matching(_PARAMETER, "a name of at most 30 letters, digits and _")(value)
    if (
        name in RESERVED
        or iskeyword(name)
        or name in {"Piecewise", "Derivative", "Rational", "And", "Or", "Not"}
    ):
        raise Fault(f"expected a name that is free, found {name!r}, which means something else")
    return name


def url(value: Any) -> str:
    """An https address."""
    link = matching(_URL, "an address that begins with https://")(value)
    try:
        parts = urlsplit(link)
        sound = bool(parts.hostname) and "@" not in parts.netloc and (parts.port or 443) == 443
    except ValueError:
        sound = False
    if not sound or len(link) > 500:
        raise Fault(f"expected an address that begins with https:// and a host, found {found(value)}")
    return link


def numbers(value: Any) -> Mapping[str, Fraction]:
    """A table from the name of a parameter to an exact number."""
    if not isinstance(value, dict):
        raise Fault(f"expected a table, found {found(value)}")
    return MappingProxyType({key: inside(number, item, plain(key)) for key, item in value.items()})


def framework_key(value: Any) -> str:
    """The short name of a framework: pytorch, jax, keras, onnx, or another."""
    return matching(_KEY, "the short name of a framework in small letters")(value)


def reference_key(value: Any) -> str:
    """The key of a reference within its file."""
    return matching(_KEY, "a key like he2015")(value)


def public_name(value: Any) -> str:
    """A name as a program writes it: torch.nn.ReLU."""
    return matching(_DOTTED, "a name like torch.relu")(value)


def doi(value: Any) -> str:
    """A DOI without the resolver's address."""
    return matching(_DOI, "a DOI like 10.1038/323533a0")(value)
