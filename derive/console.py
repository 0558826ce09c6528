"""What every command shares: its settings, how it speaks, and how mistakes in the input end.

>>> Settings(()).catalogue()["relu"].name
'ReLU'
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from derive.language.catalogue import Catalogue
from derive.language.entry import CatalogueError
from derive.language.tokens import FormulaError
from derive.proof.allowances import GivenUp

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


@contextmanager
def bar(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error; what it gives is told what was done, its number, and of how many."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task(title, total=None)

        def tell(what: str, number: int, total: int) -> None:
            progress.update(task, completed=number, total=total, description=f"{title}: {what}")

        yield tell


def user_cache() -> Path:
    """Where the command line keeps what it worked out: ``$XDG_CACHE_HOME/derive``, or ``~/.cache/derive``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "derive"
