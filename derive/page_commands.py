"""The command ``derive page``: the page of a user's own formula, written and served.

>>> from typer.testing import CliRunner
>>> app = typer.Typer()
>>> _ = app.command()(page)
>>> CliRunner().invoke(app, ["--help"]).exit_code
0
"""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any

import typer

from derive.console import errors, one_sentence, say

HOST = "127.0.0.1"


def page(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    formula: Annotated[str, typer.Argument(metavar="FORMULA", help="A formula in x, or a slug.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="What the function is called.")],
    param: Annotated[
        list[str] | None, typer.Option(metavar="NAME=NUMBER", help="A parameter's value: --param a=0.5.")
    ] = None,
    assume: Annotated[
        list[str] | None, typer.Option(metavar="RELATION", help="What holds of a parameter: --assume 'a>0'.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the page is written.")] = Path("build/page"),
    serve: Annotated[bool, typer.Option(help="Serve the page when it is written.")] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0: any that is free.")] = 8000,
) -> None:
    """Write the page of a formula of your own, with every fact, and serve it.

    Exit status: 0, or 2 for a mistake in the input.

    Example: [bold]derive page "x*tanh(exp(x))" --name TanhExp[/bold]
    """
    from derive.own_page import own_activation, own_page

    with one_sentence():
        catalogue = context.obj.catalogue()
        activation = own_activation(catalogue, formula, name, param or (), assume or ())
        server = _server(out / "html", port) if serve else None
        with errors.status("Deriving, proving and drawing ..."):
            own_page(catalogue, activation, out)
    say(f"written to {out}: markdown/index.md and html/index.html")
    if server is not None:
        say(f"serving at http://{HOST}:{server.server_port}/ (Ctrl-C stops it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            errors.print("derive: stopped")
        finally:
            server.server_close()


def _server(directory: Path, port: int) -> ThreadingHTTPServer:
    """The server; it is bound before the work begins, so that a port in use is told at once."""
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Quiet, directory=str(directory)))
    except OSError as error:
        raise ValueError(
            f"expected a free port, found {port} in use ({error.strerror}); try --port 0"
        ) from None


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the base class gives it
        pass
