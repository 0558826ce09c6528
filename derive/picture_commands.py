"""The command ``derive figures``: the figures of functions as SVG, PNG and PDF.

>>> from typer.testing import CliRunner
>>> app = typer.Typer()
>>> _ = app.command()(figures)
>>> CliRunner().invoke(app, ["--help"]).exit_code
0
"""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Annotated

import typer

from derive.console import one_sentence, say

KINDS = ("svg", "png", "pdf")


def figures(
    context: typer.Context,
    functions: Annotated[
        list[str], typer.Argument(metavar="SLUG|FORMULA...", help="Functions: relu, or a formula in x.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where they are written.")] = Path("build/figures"),
    kind: Annotated[
        list[str] | None, typer.Option("--as", metavar="KIND", help="svg, png or pdf; without it all three.")
    ] = None,
) -> None:
    """Write the figures of functions as SVG, PNG and PDF, and a card for links as PNG.

    Example: [bold]derive figures silu gelu --as pdf[/bold]
    """
    from derive.chapters import made
    from derive.output import write_files
    from derive.pages import symbols

    with one_sentence():
        wanted = tuple(kind or KINDS)
        strange = next((word for word in wanted if word not in KINDS), None)
        if strange is not None:
            raise ValueError(f"expected {', '.join(KINDS[:-1])} or {KINDS[-1]}, found {strange[:40]!r}")
        catalogue = context.obj.catalogue()
        files: dict[str, bytes] = {}
        for name in functions:
            chapter = made(catalogue.find(name), symbols(catalogue), pictures=True)
            files |= {path: text.encode() for path, text in chapter.files.items()}
            files |= {path: b64decode(data) for path, data in chapter.pictures.items()}
        chosen = {
            path.removeprefix("figures/"): data
            for path, data in files.items()
            if path.startswith(("figures/", "cards/")) and path.rpartition(".")[2] in wanted
        }
        for path in write_files(out, chosen):
            say(str(path))
