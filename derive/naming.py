"""What a name means: the functions that the catalogue, print or a framework calls so.

A name may come with the path in a framework (``torch.nn.Hardswish``, ``nn.hardswish``), after the name of
the framework (``ONNX HardSwish``), or from elsewhere (``tf.nn.swish``): then its last part counts.

>>> from derive.language.catalogue import Catalogue
>>> [(one.slug, one.called) for one in meanings(Catalogue.load(), "onnx.HardSwish")]
[('hard_swish', ('HardSwish',))]
>>> [(one.slug, one.by_last_part) for one in meanings(Catalogue.load(), "tf.nn.swish")]
[('silu', True)]
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from derive.labels import FRAMEWORKS
from derive.language.records import Activation, FrameworkName
from derive.language.vectors import VectorFunction, load_vectors

NAME = re.compile(r"[A-Za-z_][\w.\- ]*")
CALLED = re.compile(
    r"([A-Za-z_][\w.]*)\((?![^()]*\bx\b)[^()]*\)"
)  # nn.LeakyReLU(0.2): a class with its settings
LETTERS = frozenset({"x", "e"})

Subject = Activation | VectorFunction


@dataclass(frozen=True, slots=True)
class Meaning:
    """A function that is called so: the full names, and whether only their last part is what was asked."""

    subject: Subject
    called: tuple[str, ...]
    by_last_part: bool = False

    @property
    def slug(self) -> str:
        return self.subject.slug

    def rows(self) -> list[FrameworkName]:
        """What frameworks say of these names."""
        return [row for row in framework_rows(self.subject) if {row.name, *row.also} & set(self.called)]


def meanings(catalogue: Mapping[str, Activation], text: str) -> list[Meaning]:
    """The functions that something calls so; functions of several variables where no other is."""
    found = CALLED.fullmatch(text.strip())
    asked = (found[1] if found else text.strip()).lower()
    if not NAME.fullmatch(asked) or asked in LETTERS:
        return []
    return _of(catalogue.values(), asked) or _of(load_vectors().values(), asked)


def _of(subjects: Iterable[Subject], asked: str) -> list[Meaning]:
    """The first way of reading the name by which there is anything."""
    every = list(subjects)
    for way in (_ends, _within, _after_framework, _same_last_part):
        found = [
            Meaning(one, said, way is _same_last_part and "." in asked)
            for one in every
            if (said := tuple(dict.fromkeys(name for row, name in _names(one) if way(row, name, asked))))
        ]
        if found:
            return found
    return []


def framework_rows(subject: Subject) -> tuple[FrameworkName, ...]:
    return subject.framework_names if isinstance(subject, Activation) else subject.names


def _names(subject: Subject) -> Iterator[tuple[str, str]]:
    """Every name with its framework (empty: the name here and in print)."""
    yield from (("", name) for name in (subject.slug, subject.name, *subject.aliases))
    for row in framework_rows(subject):
        yield from ((row.framework, name) for name in (row.name, *row.also))


def _ends(_framework: str, name: str, asked: str) -> bool:
    return name.lower() == asked or name.lower().endswith(f".{asked}")


def _within(_framework: str, name: str, asked: str) -> bool:
    return "." in name and asked.endswith(f".{name.lower()}")


def _after_framework(framework: str, name: str, asked: str) -> bool:
    first, _, rest = re.sub("[. ]", " ", asked, count=1).partition(" ")
    titles = {framework, FRAMEWORKS.get(framework, framework).lower()} - {""}
    return bool(rest) and first in titles and (_ends("", name, rest) or _last(name) == _last(rest))


def _same_last_part(_framework: str, name: str, asked: str) -> bool:
    return _last(name) == _last(asked) not in {"", *LETTERS}


def _last(name: str) -> str:
    """The letters and digits of what comes after the last dot."""
    return re.sub(r"[\W_]", "", name.rpartition(".")[2].lower())


def spellings(catalogue: Mapping[str, Activation]) -> dict[str, str]:
    """The single words that functions are called in formulas, in lower case, with their slugs.

    >>> from derive.language.catalogue import Catalogue
    >>> found = spellings(Catalogue.load())
    >>> found["expit"], found["σ"], found["leakyrelu"], found["ndtr"]
    ('sigmoid', 'sigmoid', 'leaky_relu', 'normal_cdf')
    """
    found: dict[str, str] = {}
    for act in catalogue.values():
        greek = act.symbol.removeprefix("\\")
        words = [name.rpartition(".")[2] for _framework, name in _names(act)]
        with suppress(KeyError):
            words += [unicodedata.lookup(f"GREEK SMALL LETTER {greek}"), greek]
        for word in words:
            for spelled in (word.lower(), word.lower().replace("_", "")):
                if len(spelled) > 1 or not spelled.isascii():
                    found.setdefault(spelled, act.slug)
    return found
