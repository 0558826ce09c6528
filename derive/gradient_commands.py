"""The command ``derive gradient``: a formula about gradients, step by step, with its certificate.

>>> from typer.testing import CliRunner
>>> app = typer.Typer()
>>> _ = app.command()(gradient)
>>> CliRunner().invoke(app, ["squared-loss"]).output.splitlines()[0]
'The gradient of the squared loss'
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from derive.checker import check
from derive.console import Json, Settings, one_sentence, say
from derive.language.plain import plain
from derive.proof.exposition import ProofLine

SLOPES = "mlp-"  # formulas of which an activation function is a part begin so


def gradient(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Which formula; without it: all names.")
    ] = None,
    activation: Annotated[
        str | None,
        typer.Option(
            metavar="SLUG|FORMULA", help="A function for φ, with its derivative: --activation silu."
        ),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the certificate to a file.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Derive the gradient of a loss or of a network, step by step, with proof.

    Example: [bold]derive gradient mlp-hidden-weights --activation silu[/bold]
    """
    from derive.gradients import gradient as found_by
    from derive.gradients import names
    from derive.gradients.records import TEXT

    if name is None:
        for known in names():
            say(f"{known:28} {found_by(known).title}")
        return
    with one_sentence():
        found = found_by(name)
        proof = found.certificate
        check(proof)
        slope = list(_slope(context, name, activation)) if activation else []
        if certificate is not None:
            certificate.write_text(json.dumps(proof) + "\n", encoding="utf-8")
    if as_json:
        say(json.dumps(proof))
        return
    for line in (found.title, found.where, "", *_steps(found.lines(TEXT)), *slope):
        say(line)
    written = "" if certificate is None else f" and written to {certificate}"
    say(f"\nproved; the certificate was checked{written}")


def _steps(lines: tuple[ProofLine, ...]) -> Iterator[str]:
    """The proof in the way of `derive collapse`: a head for each part, an equation and a sentence a line."""
    above = ("", "")
    for line in lines:
        if (line.part, line.claim) != above:
            yield f"{line.part} {line.claim}".strip()
            above = (line.part, line.claim)
        yield f"    {line.latex}"
        if line.sentence:
            yield f"        {line.sentence}"


def _slope(context: typer.Context, name: str, activation: str) -> Iterator[str]:
    """What φ' is for a function of the catalogue, or for a formula."""
    from derive.symbolic import derivation

    if not (name.startswith(SLOPES) or name == "backpropagation"):
        raise ValueError(f"expected a formula with φ in it for --activation, found {plain(name)}")
    settings = context.obj if isinstance(context.obj, Settings) else Settings(())
    found = derivation(settings.catalogue().find(activation))
    claim = found.self_form or found.claim
    yield ""
    yield f"φ is {found.activation.name}, and φ' is, {claim.status.value}:"
    yield f"    {claim.statement.left} == {claim.statement.right}"
    for kink in found.kinks:
        yield (
            f"    no derivative at x = {kink.at}"
            if kink.differentiable is not True
            else f"    at x = {kink.at} too"
        )
