r"""One catalogue file as data: read, and held against its schema key by key.

Formulas stay text here; `derive.language.catalogue` parses them. Nothing in a file is executed.

>>> import tempfile, pathlib
>>> with tempfile.TemporaryDirectory() as directory:
...     path = pathlib.Path(directory, "cube.toml")
...     _ = path.write_text('name = "Cube"\nsymbol = "c"\nsummary = "The third power."\nformula = 3')
...     read_entry(path)
Traceback (most recent call last):
derive.language.entry.CatalogueError: cube.toml: formula: expected one line of text, found 3
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from derive.language import checks
from derive.language.checks import Fault, Key, each, found, inside, plain, table, tables, text, texts

LARGEST = 65_536  # bytes of one file
SLUG = re.compile(r"[a-z][a-z0-9_]{0,29}")


class CatalogueError(ValueError):
    """A catalogue file that is not as it should be: one line, with the file and the key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that keeps the schema: ``slug`` from its name, ``data`` its tables, numbers exact."""

    slug: str
    file: str
    data: Mapping[str, Any]


def read_entry(path: Path | Traversable) -> Entry:
    """The entry in a TOML file; raises CatalogueError with the file and the key that is wrong."""
    slug = path.name.removesuffix(".toml")
    try:
        if not SLUG.fullmatch(slug):
            raise Fault(
                f"expected a file name like my_function.toml (at most 30 of a-z, 0-9, _), found {found(slug)}"
            )
        return Entry(slug, path.name, table(SCHEMA)(read_table(path)))
    except Fault as fault:
        raise CatalogueError(f"{plain(path.name)}: {fault.where()}") from None


def read_table(path: Path | Traversable) -> Mapping[str, Any]:
    """The tables of a TOML file within bounds; raises Fault for what is none."""
    if not path.is_file():
        raise Fault("expected a regular file")
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Fault(f"expected at most {LARGEST} bytes, found more")
    return _tables(raw)


@lru_cache(maxsize=512)  # while somebody edits one file, the others are read again and again
def _tables(raw: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(raw.decode(), parse_float=checks.number)
    except UnicodeDecodeError as error:
        raise Fault(f"expected UTF-8, found byte 0x{raw[error.start]:02x} at offset {error.start}") from None
    except RecursionError:
        raise Fault("expected TOML, found tables nested too deeply") from None
    except ValueError as error:
        raise Fault(f"expected TOML: {str(error)[:200]}") from None


def frameworks(value: Any) -> Mapping[str, Any]:
    """A table from the short name of a framework to a function's name there."""
    if not isinstance(value, dict):
        raise Fault(f"expected a table, found {found(value)}")
    for key in value:
        inside(checks.framework_key, key, plain(key))
    return MappingProxyType({key: inside(table(NAME), item, key) for key, item in value.items()})


NAME = MappingProxyType({
    "name": Key(checks.public_name),
    "also": Key(lambda value: each(value, checks.public_name), required=False, default=()),
    "defaults": Key(checks.numbers, required=False, default=MappingProxyType({})),
    "note": Key(text, required=False, default=""),
})  # fmt: skip

PARAMETER = MappingProxyType({
    "name": Key(checks.parameter), "latex": Key(checks.latex), "default": Key(checks.number),
    "domain": Key(texts, required=False, default=()), "description": Key(text),
})  # fmt: skip

TEXTBOOK = MappingProxyType({
    "derivative": Key(text), "source": Key(checks.reference_key, required=False),
})  # fmt: skip

CLAIM = MappingProxyType({
    "name": Key(text), "statement": Key(text), "assume": Key(texts, required=False, default=()),
    "domain": Key(texts, required=False, default=()),
})  # fmt: skip

REFERENCE = MappingProxyType({
    "key": Key(checks.reference_key), "authors": Key(text), "title": Key(text), "year": Key(checks.year),
    "venue": Key(text), "doi": Key(checks.doi, required=False), "url": Key(checks.url, required=False),
})  # fmt: skip

SCHEMA = MappingProxyType({
    "name": Key(text), "symbol": Key(checks.latex), "family": Key(text, required=False, default=""),
    "year": Key(checks.year, required=False), "aliases": Key(texts, required=False, default=()),
    "summary": Key(text), "formula": Key(text),
    "parameters": Key(tables(PARAMETER, "name"), required=False, default=()),
    "textbook": Key(table(TEXTBOOK), required=False),
    "claims": Key(tables(CLAIM, "name"), required=False, default=()),
    "names": Key(frameworks, required=False, default=MappingProxyType({})),
    "references": Key(tables(REFERENCE, "key"), required=False, default=()),
})  # fmt: skip
