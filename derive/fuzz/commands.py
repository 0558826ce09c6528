"""The commands ``derive fuzz statements`` and ``derive fuzz certificates``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True, help="Attack the prover and the checker with what is known to be false."
)

Count = Annotated[int, typer.Option(min=1, help="How many to try.")]
Seed = Annotated[int, typer.Option(help="Another seed, other statements.")]
Jobs = Annotated[int, typer.Option(min=1, help="Processes at a time.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Where failures go, a line of JSON each.")]


@app.command()
def statements(
    count: Count = 1000,
    seed: Seed = 1,
    jobs: Jobs = 2,
    out: Out = None,
    seconds: Annotated[float, typer.Option(min=0.1, max=86_400, help="Time for each statement.")] = 5.0,
) -> None:
    """Random statements whose truth is known by construction: is one of them answered wrongly?

    Failures are lines of JSON; exit status 1 when there is one.
    """
    from derive.fuzz import running

    raise typer.Exit(running.statements(count, seed, jobs, seconds, out))


@app.command()
def certificates(count: Count = 1000, seed: Seed = 1, jobs: Jobs = 2, out: Out = None) -> None:
    """Forged certificates: is one of them accepted although what it states is false?

    Failures are lines of JSON; exit status 1 when there is one.
    """
    from derive.fuzz import running

    raise typer.Exit(running.certificates(count, seed, jobs, out))
