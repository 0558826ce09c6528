"""The reader's language: gettext catalogues, and sentences that the engine made, read back.

The engine speaks English, because its sentences are data: they stand in JSON, in certificates and in
permanent ids. A page in another language reads such a sentence back to the message that it was made from,
with what stands in its places, and says that message in its own words.

>>> made = Translator("xx", {"proved": "PROVED", "the limit for {0} is {1}": "{1} <- {0}", "zero": "ZERO"})
>>> made("proved"), made("the limit for x is zero"), made("something else")
('PROVED', 'ZERO <- x', 'something else')
>>> ENGLISH("proved")
'proved'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

LANGUAGES = ("zh",)  # beside English; each has a folder of this name in the site
NAMES: Mapping[str, str] = {"en": "English", "zh": "中文"}
FIGURES = "figure"  # the context of the messages that text alternatives of figures are made of
NAMES_OF = "name"  # the context of what functions are called
IN_FORMULA = "formula"  # the context of words inside formulas, with the spaces beside them
WORD = re.compile(r"\\text\{([^{}\\]*)\}")
JOIN = "\x04"  # between a context and a message, as in gettext's own files
PLACE = re.compile(r"\{(\w*)\}")
TERM = re.compile("[\u3400-\u9fff]{2,6}")
DEPTH = 4  # of sentences inside sentences
KEPT = 20_000  # sentences with their translations


@dataclass(frozen=True, slots=True)
class Pattern:
    """A message with places, as what matches the sentences that are made from it."""

    shape: re.Pattern[str]
    names: tuple[str, ...]
    said: str
    weight: int


@dataclass(frozen=True, slots=True)
class Translator:
    """The words of one language: messages by their English."""

    language: str
    messages: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[Pattern, ...] = field(init=False, repr=False, compare=False)
    read: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = sorted(_patterns(self.messages), key=lambda pattern: -pattern.weight)
        object.__setattr__(self, "patterns", tuple(found))

    def gettext(self, text: str) -> str:
        """A message; what is none stays as it is."""
        return self.messages.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A message that depends on a number; the languages here have one form, or those of English."""
        return self.messages.get(one, one if number == 1 else many)

    def name(self, text: str) -> str:
        """What a function is called."""
        return self.messages.get(NAMES_OF + JOIN + text, text)

    def formula(self, latex: str) -> str:
        r"""A formula with its words in the language.

        >>> Translator("xx", {IN_FORMULA + JOIN + " or ": " | "}).formula(r"a \text{ or } b \text{ no }")
        'a \\text{ | } b \\text{ no }'
        """
        key = IN_FORMULA + JOIN
        return WORD.sub(lambda word: rf"\text{{{self.messages.get(key + word[1], word[1])}}}", latex)

    def __call__(self, text: str) -> str:
        """A text as a whole, or read back to a message with places; what is neither stays as it is.

        What was read last is kept: pages say most sentences many times.
        """
        if not self.patterns:
            return self.gettext(text)
        said = self.read.get(text)
        if said is None:
            if len(self.read) >= KEPT:
                self.read.clear()
            said = self.read[str(text)] = self._read(text, DEPTH)
        return said

    def _read(self, text: str, depth: int) -> str:
        known = self.messages.get(text)
        if known is not None:
            return known
        for pattern in self.patterns if depth else ():
            found = pattern.shape.fullmatch(text)
            if found:
                parts = [self._read(part, depth - 1) for part in found.groups()]
                return _filled(pattern, parts)
        return text

    def digest(self) -> str:
        """A hash of the messages."""
        return sha256(repr(sorted(self.messages.items())).encode()).hexdigest()[:16]


def translator(language: str, figures: bool = False) -> Translator:
    """The words of a language, or those of its figures; FileNotFoundError where it has no catalogue."""
    if language == "en":
        return ENGLISH
    return _translator(language, catalogue(language).read_bytes(), figures)


@lru_cache(maxsize=4)
def _translator(language: str, raw: bytes, figures: bool) -> Translator:
    from babel.messages.pofile import read_po

    rows = [row for row in read_po(BytesIO(raw), language) if row.id and not row.fuzzy]
    found = {}
    for row in rows:
        key, said, context = _first(row.id), _first(row.string), row.context or ""
        if said and (context == NAMES_OF or (context == FIGURES) == figures):
            found[key if figures or not context else f"{context}{JOIN}{key}"] = said
    return Translator(language, found)


def _first(text: Any) -> str:
    """The singular of a message with a plural: Chinese has no other form."""
    return str(text if isinstance(text, str) else text[0])


def catalogue(language: str) -> Path:
    """The file with the messages of a language."""
    return Path(str(files("derive"))) / "locale" / language / "LC_MESSAGES" / "derive.po"


def terms(language: str) -> list[str]:
    """The technical terms of a language, which its search keeps whole: a list, and short messages."""
    lines = catalogue(language).with_name("terms.txt").read_text("utf-8").splitlines()
    listed = [word for line in lines if not line.startswith("#") for word in line.split()]
    short = [said for said in translator(language).messages.values() if TERM.fullmatch(said)]
    return list(dict.fromkeys([*listed, *short]))


def figure_words() -> tuple[Translator, ...]:
    """What text alternatives of figures are said with in each language beside English."""
    return tuple(translator(language, figures=True) for language in LANGUAGES)


def _patterns(messages: Mapping[str, str]) -> Iterator[Pattern]:
    for key, said in messages.items():
        names = tuple(PLACE.findall(key)) if JOIN not in key else ()
        literal = PLACE.sub("", key)
        if names and re.search(r"\w", literal):
            parts = PLACE.split(key)
            shape = "".join("(.+?)" if k % 2 else re.escape(part) for k, part in enumerate(parts))
            yield Pattern(re.compile(shape, re.DOTALL), names, said, len(literal))


def _filled(pattern: Pattern, parts: list[str]) -> str:
    values = dict(zip(pattern.names, parts, strict=True))
    return PLACE.sub(lambda place: values.get(place[1], place[0]), pattern.said)


ENGLISH = Translator("en")
