"""The command ``derive draw-mlp``: a multilayer perceptron as a drawing, with its counts.

>>> from typer.testing import CliRunner
>>> app = typer.Typer()
>>> _ = app.command()(draw_mlp)
>>> CliRunner().invoke(app, ["--help"]).exit_code
0
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from derive.console import Json, one_sentence, say


def draw_mlp(
    sizes: Annotated[
        list[int],
        typer.Argument(metavar="N N ...", help="Inputs, hidden units (any number of layers), outputs."),
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the drawing is written.")] = Path(
        "mlp.svg"
    ),
    collapsed: Annotated[
        bool, typer.Option("--collapsed", help="Draw what is left of it without an activation instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Draw a multilayer perceptron as SVG, light and dark in one file, and count its parameters.

    FLOPs are those of one example: every multiplication and every addition is one.

    Exit status: 0, or 2 for a mistake in the input.

    Example: [bold]derive draw-mlp 4 5 3[/bold], [bold]derive draw-mlp 784 256 64 10 --out digits.svg[/bold]
    """
    from derive.figures import Canvas, collapse_figure, mlp_figure
    from derive.perceptron import lines, perceptron

    with one_sentence():
        found = perceptron(sizes)
        picture = (collapse_figure if collapsed else mlp_figure)(sizes)
        if out.suffix.lower() != ".svg":
            raise ValueError(f"expected a file whose name ends in .svg, found {out.name}")
        out.write_text(Canvas().standalone(picture), encoding="utf-8")
    if as_json:
        layers = [
            asdict(row) | {"parameters": row.parameters, "operations": row.operations} for row in found.layers
        ]
        total = {"parameters": found.parameters, "operations": found.operations}
        say(json.dumps({"file": str(out), "layers": layers, **total}, ensure_ascii=False))
        return
    for line in lines(found):
        say(line)
    say("")
    say(f"drawn; written to {out}")
