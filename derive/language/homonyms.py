"""Homonyms: one name under which different frameworks mean different functions, or different defaults.

A file of `catalogue/homonyms` holds a name, what it means in different places, and who uses it so. That
two meanings differ is not said there: `derive.facts.homonyms` proves it.

>>> gelu = load_homonyms()["gelu"]
>>> [(str(meaning.formula), meaning.uses[0].framework) for meaning in gelu.meanings]
[('gelu(x)', 'pytorch'), ('gelu_tanh(x)', 'jax')]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from derive.language import checks
from derive.language.catalogue import Catalogue
from derive.language.checks import Fault, Key, each, inside, plain, table, tables, text, texts
from derive.language.entry import CatalogueError, read_table
from derive.language.grammar import FormulaError, parse_value
from derive.language.statements import relations
from derive.language.term import Term


@dataclass(frozen=True, slots=True)
class Use:
    """Where a name has this meaning: the framework's key, its own spelling, and a note."""

    framework: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """One function that goes by the name: a formula in x (and parameters), in words, and who means it.

    ``text`` is the formula as the file has it, with its decimals.
    """

    text: str
    formula: Term
    words: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Homonym:
    """A name with several meanings.

    ``assumed`` is what holds of parameters in them; ``at`` a point where their difference is well seen,
    if one is given.
    """

    slug: str
    name: str
    summary: str
    assumed: tuple[Term, ...]
    at: Fraction | None
    meanings: tuple[Meaning, ...]


def load_homonyms(
    catalogue: Catalogue | None = None, directory: Path | Traversable | None = None
) -> dict[str, Homonym]:
    """The names with several meanings, by slug; raises CatalogueError for a file with a mistake."""
    known = Catalogue.load() if catalogue is None else catalogue
    folder = files("derive") / "catalogue" / "homonyms" if directory is None else directory
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda path: path.name)
    return {homonym.slug: homonym for homonym in (_read(path, known) for path in paths)}


def _read(path: Path | Traversable, catalogue: Catalogue) -> Homonym:
    try:
        data = table(SCHEMA)(read_table(path))
        meanings = tuple(
            inside(lambda row: _meaning(row, catalogue), row, f"meanings[{number}]")
            for number, row in enumerate(data["meanings"], 1)
        )
        if len(meanings) < 2:
            raise Fault("expected at least two meanings, found fewer", "meanings")
        assumed = inside(lambda rows: _relations(rows, catalogue), data["assume"], "assume")
    except Fault as fault:
        raise CatalogueError(f"{plain(path.name)}: {fault.where()}") from None
    slug = path.name.removesuffix(".toml")
    return Homonym(slug, data["name"], data["summary"], assumed, data["at"], meanings)


def _meaning(row: Mapping[str, Any], catalogue: Catalogue) -> Meaning:
    try:
        formula = parse_value(row["formula"], catalogue.signatures())
    except FormulaError as error:
        raise Fault(str(error), "formula") from None
    return Meaning(row["formula"], formula, row["words"], tuple(Use(**use) for use in row["uses"]))


def _relations(rows: tuple[str, ...], catalogue: Catalogue) -> tuple[Term, ...]:
    try:
        return relations(rows, catalogue.signatures())
    except FormulaError as error:
        raise Fault(str(error)) from None


USE = MappingProxyType({
    "framework": Key(checks.framework_key), "name": Key(checks.public_name),
    "note": Key(text, required=False, default=""),
})  # fmt: skip

MEANING = MappingProxyType({
    "formula": Key(text), "words": Key(text), "uses": Key(lambda value: each(value, table(USE))),
})  # fmt: skip

SCHEMA = MappingProxyType({
    "name": Key(text), "summary": Key(text), "assume": Key(texts, required=False, default=()),
    "at": Key(checks.number, required=False),
    "meanings": Key(tables(MEANING, "formula")),
})  # fmt: skip
