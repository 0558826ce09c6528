"""What every command shares: its settings, how it speaks, and how mistakes in the input end.

>>> Settings(()).catalogue()["relu"].name
'ReLU'
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from derive.language.catalogue import Catalogue
from derive.language.entry import CatalogueError
from derive.language.tokens import FormulaError
from derive.proof.search import GivenUp

USAGE = 2

errors = Console(stderr=True, highlight=False, soft_wrap=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


@dataclass(frozen=True)
class Settings:
    """What holds for every command."""

    catalogues: tuple[Path, ...]

    def catalogue(self) -> Catalogue:
        return Catalogue.load(*self.catalogues)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Mistakes in the input end in one sentence and exit status 2."""
    try:
        yield
    except FormulaError as error:
        stop(f"formula: {error}", error.marked())
    except (CatalogueError, ValueError, GivenUp) as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}")


def stop(sentence: str, detail: str = "") -> None:
    """Ends the command with a sentence about the input, exit status 2."""
    errors.print(f"derive: {sentence}", markup=False)
    if detail:
        errors.print(detail, markup=False)
    raise typer.Exit(USAGE)


def say(line: str) -> None:
    """A line on standard output."""
    sys.stdout.write(line + "\n")
