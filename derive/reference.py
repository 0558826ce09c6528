"""The reference of the command line, read off the commands themselves.

>>> page = command_pages()["reference/command-line.md"]
>>> "## derive prove" in page and "jsonl FILE" in page
True

mkdocs-click does the same for Click; Typer carries a Click of its own since 0.25, which it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from derive.render import Templates

BOLD = re.compile(r"\[bold\](.*?)\[/bold\]")

KINDS: Mapping[type, str] = MappingProxyType({int: "INTEGER", float: "NUMBER"})


@dataclass(frozen=True, slots=True)
class OptionView:
    """An argument or an option: how it is written, what it is for, and what it is without being given."""

    spelled: str
    help: str
    default: str


@dataclass(frozen=True, slots=True)
class CommandView:
    """A command: its name with what comes before it, how it is called, paragraphs, and its options.

    Each paragraph is a sequence of text and code in turn.
    """

    name: str
    anchor: str
    usage: str
    paragraphs: tuple[tuple[str, ...], ...]
    options: tuple[OptionView, ...]


def command_pages() -> dict[str, str]:
    """The page of the command line: its path and its Markdown."""
    from typer.main import get_command

    from derive.cli import app

    command = get_command(app)
    views = tuple(_views(command, "derive"))
    return {"reference/command-line.md": Templates().render("commands.md.j2", commands=views)}


def _views(command: Any, name: str) -> Iterator[CommandView]:
    """A command, and those below it in alphabetical order."""
    words = [_spelled(row) for row in command.params if row.param_type_name == "argument"]
    below = getattr(command, "commands", {})
    shown = [row for row in command.params if not (row.name or "").endswith("_completion")]
    options = tuple(_option(row) for row in shown if not getattr(row, "hidden", False))
    yield CommandView(
        name=name,
        anchor=name.replace(" ", "-"),
        usage=" ".join([name, "[OPTIONS]", *words, *(["COMMAND ..."] if below else [])]),
        paragraphs=tuple(_paragraph(text) for text in re.split(r"\n\s*\n", (command.help or "").strip())),
        options=options,
    )
    for word in sorted(below):
        yield from _views(below[word], f"{name} {word}")


def _paragraph(text: str) -> tuple[str, ...]:
    """Text and code in turn: what the terminal shows in bold is code on the page."""
    return tuple(" ".join(part.split()) for part in BOLD.split(text))


def _option(row: Any) -> OptionView:
    default = row.default if isinstance(row.default, (str, int, float)) else None
    shown = "" if default is None or isinstance(default, bool) else str(default)
    return OptionView(_spelled(row), getattr(row, "help", None) or "", shown)


def _spelled(row: Any) -> str:
    if row.param_type_name == "argument":
        name = row.metavar or row.name.upper()
        return str(name if row.required else f"[{name}]")
    names = "/".join([*row.opts[-1:], *row.secondary_opts])
    if isinstance(row.default, bool):
        return names
    return f"{names} {row.metavar or KINDS.get(type(row.default), 'TEXT')}"
