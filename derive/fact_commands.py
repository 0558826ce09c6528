"""The command ``derive facts``: everything that is known of a function, or of a file of functions.

>>> from typer.testing import CliRunner
>>> app = typer.Typer()
>>> _ = app.command()(facts)
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from derive.console import Json, errors, one_sentence, say, stop


def facts(
    context: typer.Context,
    function: Annotated[
        str | None, typer.Argument(metavar="SLUG|FORMULA", help="relu, or a formula in x.")
    ] = None,
    param: Annotated[
        list[str] | None, typer.Option(metavar="NAME=NUMBER", help="A parameter's value: --param alpha=0.5.")
    ] = None,
    jsonl: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A function a line: name, formula, params ('-': stdin)."),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes for --jsonl.")] = 2,
    as_json: Json = False,
) -> None:
    """Everything there is to know about a function: range, limits, convexity, kinks, Lipschitz constant ...

    Exit status: 0, or 2 for a mistake in the input.

    Example: [bold]derive facts silu[/bold], [bold]derive facts "x*exp(x)/(1+exp(x))"[/bold]
    """
    if (function is None) == (jsonl is None):
        stop("expected a function or --jsonl FILE, found " + ("neither" if jsonl is None else "both"))
    with one_sentence():
        if jsonl is not None:
            from derive.fact_lines import fact_lines

            if param:
                raise ValueError("expected parameters in the lines of --jsonl only")
            raise typer.Exit(fact_lines(context.obj.catalogue(), jsonl, errors, jobs))
        from derive.fact_lines import answer_json
        from derive.fact_words import fact_words, facts_of, parameters_used

        start = time.perf_counter()
        found = facts_of(context.obj.catalogue(), str(function), param or ())
        used = parameters_used(context.obj.catalogue(), str(function), param or ())
    if as_json:
        data = answer_json(function, round(time.perf_counter() - start, 6), found)
        say(json.dumps({**data, "params": used}, ensure_ascii=False))
        return
    if used:
        say(f"{'for':17} {', '.join(f'{name} = {value}' for name, value in used.items())}")
    for line in fact_words(found):
        say(line)
