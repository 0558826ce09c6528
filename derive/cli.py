"""The command line of Derive.

>>> from typer.testing import CliRunner
>>> CliRunner().invoke(app, ["prove", "tanh(x) == 2*sigmoid(2*x) - 1"]).output.splitlines()[1]
'domain    everywhere'
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from derive import __version__
from derive.checker import check
from derive.console import Json, Settings, bar, errors, user_cache
from derive.console import one_sentence as _one_sentence
from derive.console import say as _say
from derive.console import stop as _stop
from derive.fact_commands import facts
from derive.find_commands import find
from derive.fuzz.commands import app as fuzz
from derive.gradient_commands import gradient
from derive.network_commands import draw_mlp
from derive.page_commands import page
from derive.picture_commands import figures
from derive.piece_commands import pieces
from derive.proof.guard import Worker

EXIT_STATUS = {"Proved": 0, "Refuted": 1, "Undecided": 3, "Vacuous": 4}

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Derive activation functions and affine layers, and prove what comes out.\n\n"
    "Formulas are written as in Python, functions as in SymPy: exp(x), log(x), sqrt(x), Abs(x), "
    "Max(0, x), Piecewise((x, x > 0), (0, True)), Derivative(f, x); every function of the catalogue "
    "can be used by name.",
)
app.add_typer(fuzz, name="fuzz")
for _command in (facts, find, gradient, page, draw_mlp, pieces, figures):
    app.command()(_command)


def _version(wanted: bool) -> None:
    if wanted:
        _say(f"derive {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    context: typer.Context,
    catalogue: Annotated[
        list[Path] | None,
        typer.Option("--catalogue", metavar="DIR", help="Add the functions of a folder of .toml files."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = Settings(tuple(catalogue or ()))


@app.command()
def show(
    context: typer.Context,
    function: Annotated[str, typer.Argument(metavar="SLUG|FORMULA", help="relu, or a formula in x.")],
    order: Annotated[int, typer.Option(min=1, max=6, help="Order of the derivative.")] = 1,
    assume: Annotated[
        list[str] | None, typer.Option(metavar="RELATION", help="What holds of a parameter: --assume 'a>0'.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Derive a function step by step; every step is proved.

    Example: [bold]derive show sigmoid[/bold], [bold]derive show "x/(1+exp(-x))"[/bold]
    """
    from derive.symbolic import derivation
    from derive.terminal import derivation_json, derivation_lines

    with _one_sentence():
        found = derivation(context.obj.catalogue().find(function, assume or ()), order)
        if as_json:
            _say(json.dumps(derivation_json(found), ensure_ascii=False))
            return
        for line in derivation_lines(found):
            _say(line)


@app.command()
def prove(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    statement: Annotated[
        str | None, typer.Argument(metavar="STATEMENT", help="'LHS == RHS'; <, <=, ... too")
    ] = None,
    assume: Annotated[
        list[str] | None, typer.Option(metavar="RELATION", help="What holds of a symbol: --assume 'a>0'.")
    ] = None,
    domain: Annotated[
        list[str] | None, typer.Option(metavar="RELATION", help="Where it is asked: --domain 'x>0'.")
    ] = None,
    jsonl: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A statement a line: name, lhs, rhs, assumptions, domain ('-': stdin)."
        ),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the certificate to a file.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.01, max=86_400, help="Time for each statement.")] = 20.0,
    memory: Annotated[
        int, typer.Option(min=64, max=1 << 20, help="Memory for each statement, in MB.")
    ] = 1024,
    as_json: Json = False,
) -> None:
    """Prove or refute a statement about real functions.

    Exit status: 0 proved, 1 refuted, 3 undecided, 4 vacuous, 2 for a mistake in the input.

    Example: [bold]derive prove "log(x**2) == 2*log(x)"[/bold]
    """
    if (statement is None) == (jsonl is None):
        _stop("expected a statement or --jsonl FILE, found " + ("neither" if jsonl is None else "both"))
    if jsonl is not None:
        from derive.lines import prove_lines

        with _one_sentence():
            if assume or domain or certificate:
                raise ValueError("expected assumptions, domain and certificates in the lines of --jsonl only")
            with Worker(seconds, memory) as worker:
                raise typer.Exit(prove_lines(context.obj.catalogue(), jsonl, worker, errors))
    asked = (str(statement), assume or [], domain or [])
    _prove_one(context.obj, *asked, certificate, Worker(seconds, memory), as_json)


def _prove_one(
    settings: Settings,
    text: str,
    assume: list[str],
    domain: list[str],
    file: Path | None,
    worker: Worker,
    as_json: bool,
) -> None:
    from derive.proof.assumptions import used
    from derive.proof.prover import Proved, Undecided
    from derive.terminal import verdict_json, verdict_lines

    with _one_sentence(), worker:
        asked = settings.catalogue().statement(text, assume, domain)
        verdict = worker.prove(asked)
        needed = used(asked, verdict, worker.prove)
        if file is not None and not isinstance(verdict, Undecided):
            file.write_text(json.dumps(verdict.certificate) + "\n", encoding="utf-8")
    if as_json:
        _say(json.dumps({**verdict_json(verdict), "used": [str(h) for h in needed]}, ensure_ascii=False))
    else:
        given = [*assume, *domain]
        for line in verdict_lines(verdict, text + (f"   for {', '.join(given)}" if given else "")):
            _say(line)
        if isinstance(verdict, Proved) and given:
            _say(f"using     {', '.join(map(str, needed)) or 'none of what was assumed'}")
        if file is not None:
            written = "no certificate" if isinstance(verdict, Undecided) else str(file)
            _say(f"written   {written}")
    raise typer.Exit(EXIT_STATUS[type(verdict).__name__])


@app.command()
def bounds(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    function: Annotated[str, typer.Argument(metavar="SLUG|FORMULA", help="relu, or a formula in x.")],
    order: Annotated[int, typer.Option(min=0, max=6, help="0: the function; 1: its derivative.")] = 0,
    param: Annotated[
        list[str] | None, typer.Option(metavar="NAME=NUMBER", help="A parameter's value: --param alpha=1/2.")
    ] = None,
    domain: Annotated[
        list[str] | None, typer.Option(metavar="RELATION", help="Which x are meant: --domain 'x>0'.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.01, max=86_400, help="Time for each of the two.")] = 10.0,
    memory: Annotated[
        int, typer.Option(min=64, max=1 << 20, help="Memory for each of the two, in MB.")
    ] = 1024,
    as_json: Json = False,
) -> None:
    """Supremum and infimum of a function, or of a derivative, with proof: attained or not, and where.

    Each letter of a formula other than x needs a value; a parameter of the catalogue has its default.

    Example: [bold]derive bounds silu[/bold], [bold]derive bounds gelu --order 1[/bold]
    """
    from derive.extent_lines import extent_json, extent_lines, extents

    with _one_sentence():
        asked = (order, param or (), domain or (), seconds, memory)
        found = extents(context.obj.catalogue(), function, *asked)
    for line in [json.dumps(extent_json(found), ensure_ascii=False)] if as_json else extent_lines(found):
        _say(line)


@app.command("check")
def check_files(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Certificates; a folder: all in it.")
    ],
    statement: Annotated[
        str | None, typer.Option(metavar="ID", help="The statement that must be proved: its id on the page.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check certificates with the independent checker (the same as python -m derive.checker).

    Exit status: 0 all accepted, 1 one refused, 2 one not read.
    """
    from derive.checker.__main__ import main as check_main
    from derive.lines import check_json

    if not as_json:
        asked = ["--statement", statement] if statement is not None else []
        raise typer.Exit(check_main([*asked, *map(str, files)]))
    raise typer.Exit(check_json(files, _say, statement))


@app.command()
def collapse(
    depth: Annotated[
        int | None,
        typer.Option(min=1, max=100_000, help="Number of layers; without it: the theorem for all."),
    ] = None,
    shapes: Annotated[
        str | None, typer.Option(metavar="N,N,...", help="Features before, between and after: 4,5,3.")
    ] = None,
    residual: Annotated[bool, typer.Option(help="Blocks x + A(x) instead of A(x).")] = False,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the certificate to a file.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Collapse stacked affine layers to one, with proof.

    Example: [bold]derive collapse --depth 3[/bold], [bold]derive collapse --shapes 4,5,3[/bold]
    """
    from derive.stacks import collapsed
    from derive.terminal import collapse_lines

    with _one_sentence():
        found, lines, proof = collapsed(depth, shapes, residual)
        check(proof)
        if certificate is not None:
            certificate.write_text(json.dumps(proof) + "\n", encoding="utf-8")
    if as_json:
        _say(json.dumps(proof))
        return
    for line in collapse_lines(found, lines):
        _say(line)
    _say("")
    written = "" if certificate is None else f" and written to {certificate}"
    _say(f"proved; the certificate was checked{written}")


@app.command()
def export(
    context: typer.Context,
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to write; made if it is not there.")
    ],
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes that work at once.")] = 2,
    cache: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where what was worked out is kept; ~/.cache/derive.")
    ] = None,
    pictures: Annotated[bool, typer.Option("--pictures", help="Figures as PNG and PDF too.")] = False,
) -> None:
    """Write the pages as plain Markdown, the figures, the data, and every certificate."""
    from derive.cache import Cache
    from derive.publishing import export as write

    with _one_sentence(), bar("Deriving and proving") as tell:
        written = write(
            context.obj.catalogue(), directory, tell, Cache(cache or user_cache()), jobs, pictures
        )
    certificates = sum(path.parent.name == "certificates" or "certificates" in path.parts for path in written)
    _say(f"{len(written)} files in {directory}, {certificates} of them certificates")
    _say(f"check them: python -m derive.checker {directory / 'certificates'}")


@app.command("list")
def list_functions(context: typer.Context, as_json: Json = False) -> None:
    """List the functions of the catalogue."""
    with _one_sentence():
        catalogue = context.obj.catalogue()
    for slug, act in catalogue.items():
        row = {"slug": slug, "name": act.name, "formula": str(act.formula)}
        _say(json.dumps(row, ensure_ascii=False) if as_json else f"{slug:12} {act.call!s:22} = {act.formula}")


def main() -> None:
    """Runs the command line; Ctrl-C ends it with status 130 and no traceback."""
    try:
        app()
    except KeyboardInterrupt:
        errors.print("derive: stopped")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
