"""The command ``derive pieces``: what a network of rectifiers is between its kinks.

>>> from typer.testing import CliRunner
>>> app = typer.Typer()
>>> _ = app.command()(pieces)
>>> CliRunner().invoke(app, ["--help"]).exit_code
0
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from derive.console import Json, one_sentence, say


def pieces(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A network as JSON: layers with weights.")],
    reach: Annotated[
        str, typer.Option(metavar="NUMBER", help="Two inputs: the box from -NUMBER to NUMBER.")
    ] = "1",
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the certificate to a file.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the pieces (one input) or the regions (two inputs) of a network of rectifiers, with proof.

    The file holds {"layers": [{"weight": [[...], ...], "bias": [...], "slope": 0}, ...]}: a row of the
    weight for each input, slope 0 for ReLU, another number for PReLU, none for no activation.

    Example: [bold]derive pieces network.json[/bold]
    """
    from derive.piece_lines import box_side, network_file, network_lines

    with one_sentence():
        lines, proof = network_lines(network_file(file), box_side(reach))
        if certificate is not None:
            certificate.write_text(json.dumps(proof) + "\n", encoding="utf-8")
    if as_json:
        say(json.dumps(proof))
        return
    for line in lines:
        say(line)
    written = "" if certificate is None else f" and written to {certificate}"
    say(f"proved; the certificate was checked{written}")
