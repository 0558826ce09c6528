"""The command ``derive find``: which function of the catalogue a formula is, proved; or what a name means.

>>> from derive.language.catalogue import Catalogue
>>> str(_formula(Catalogue.load(), "1/(1+e^-x)", ()).formula)
'1/(1 + exp(-x))'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from derive.console import Json, one_sentence, say, stop
from derive.labels import FRAMEWORKS
from derive.language.catalogue import Catalogue
from derive.language.entry import CatalogueError
from derive.language.grammar import FormulaError
from derive.language.records import Activation
from derive.language.term import Term
from derive.language.typed import typed
from derive.naming import Meaning, meanings, spellings

if TYPE_CHECKING:
    from derive.facts.fact import Fact
    from derive.facts.finding import Found, Near

NONE, UNPROVED = 1, 3


def find(
    context: typer.Context,
    formula: Annotated[
        str, typer.Argument(metavar="FORMULA|NAME", help="A formula in x, or a name in any framework.")
    ],
    assume: Annotated[
        list[str] | None, typer.Option(metavar="RELATION", help="What holds of a letter: --assume 'a>0'.")
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the first certificate to a file.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find the function of the catalogue that a formula is, and prove it; or what a name means.

    A formula may be typed as one likes: 1/(1+e^-x), 2x, max(x,0), x > 0 ? x : 0.2x.

    Exit status: 0 found, 1 none is equal, 3 the values are equal and no proof was found, 2 for a mistake in
    the input.

    Example: [bold]derive find "x*sigmoid(x)"[/bold], [bold]derive find torch.nn.Hardswish[/bold],
    [bold]derive find "ONNX HardSwish"[/bold]
    """
    from derive.facts.finding import nearest, related, same  # every other command does without

    with one_sentence():
        catalogue = context.obj.catalogue()
        meant = meanings(catalogue, formula)
        if meant:
            _say_names(formula, meant, as_json)
            return
        act = _formula(catalogue, formula, assume or ())
        found = same(act, catalogue)
        proved = [one for one in found if one.proved]
        links = () if found else related(act, catalogue)
        near = () if found else nearest(act, catalogue)
        if certificate is not None and proved:
            text = json.dumps(proved[0].claim.evidence["certificate"])
            certificate.write_text(text + "\n", encoding="utf-8")
    if as_json:
        say(json.dumps(_json(formula, found, links, near), ensure_ascii=False))
    else:
        for line in _lines(act, found, links, near):
            say(line)
        if certificate is not None:
            say(f"written   {certificate if proved else 'no certificate'}")
    raise typer.Exit(0 if proved else UNPROVED if found else NONE)


def _formula(catalogue: Catalogue, text: str, assume: Sequence[str]) -> Activation:
    word = text.strip()
    if re.fullmatch(r"[A-Za-z_][\w.]+", word, re.ASCII):
        try:
            catalogue.find(word)  # raises, with the nearest name
        except CatalogueError as error:
            hint = str(error).partition(";")[2]
            reason = f"expected a formula in x or a known name, found {word!r}{hint and ';' + hint}"
            raise ValueError(reason) from None
    act = _read(catalogue, text, assume)
    if "x" not in act.formula.symbols():
        stop(f"expected a formula in x, found {word!r} without x")
    return act


def _read(catalogue: Catalogue, text: str, assume: Sequence[str]) -> Activation:
    """The formula in the grammar, or as people type it."""
    try:
        return catalogue.anonymous(text, assume)
    except FormulaError:
        written = typed(text, spellings(catalogue))
        if written == text:
            raise
    return catalogue.anonymous(written, assume)


# -- answers -------------------------------------------------------------------------------------------


def _say_names(text: str, meant: Sequence[Meaning], as_json: bool) -> None:
    if as_json:
        data = [
            {"slug": one.slug, "name": one.subject.name, "called": one.called, "last_part": one.by_last_part}
            for one in meant
        ]
        say(json.dumps({"asked": text, "status": "cited", "named": data}, ensure_ascii=False))
        return
    for one in meant:
        frameworks = [FRAMEWORKS.get(row.framework, row.framework) for row in one.rows()]
        where = f" in {', '.join(frameworks)}" if frameworks else ""
        say(f"named     {one.slug}: {one.subject.name}{where}   (cited)")
        if isinstance(one.subject, Activation):
            say(f"          {one.subject.call} = {one.subject.formula}")
        else:
            say(f"          a function of several variables: entry i is {one.subject.formula}")
        for title, row in zip(frameworks, one.rows(), strict=True):
            if row.note:
                say(f"          {title}, {row.name}: {row.note}")
    if meant[0].by_last_part:
        say(f"          {text.strip()} itself is not among the names; this is what its last part means")


def _lines(
    act: Activation, found: Sequence[Found], links: Sequence[Fact], near: Sequence[Near]
) -> Iterator[str]:
    from derive.facts.finding import PLACES

    for one in found:
        claim = one.claim
        if one.proved:
            yield f"proved    {_plain(act, claim.statement.term)}: {one.activation.name}"
            if claim.statement.hypotheses:
                yield f"for       {', '.join(map(str, claim.statement.hypotheses))}"
            yield f"domain    {' and '.join(map(str, claim.domain)) or 'everywhere'}"
        else:
            yield f"open      {_plain(act, claim.statement.term)}: the same values at {len(PLACES)} points"
            yield f"          {claim.evidence.get('reason', 'no proof was found')}"
    if found:
        return
    measured = f"(measured at {len(PLACES)} points)"
    yield f"none      no function of the catalogue has the values of {act.formula}   {measured}"
    for fact in links:
        yield f"{fact.status.value:9} {_plain(act, fact.claims[0].statement.term)}"
    for other in near:
        yield from _near(other)


def _near(one: Near) -> Iterator[str]:
    where = f"at most {one.distance:.3g} away at these points in [-7, 7]"
    yield f"near      {one.activation.slug}: {one.activation.name}, {where}"
    if one.refuted is not None:
        at = ", ".join(f"{name} = {value}" for name, value in one.refuted.point.items())
        yield f"refuted   at {at}: {one.refuted.reason}"


def _plain(act: Activation, term: Term) -> str:
    """The statement with the formula in the place of f(x)."""
    return str(term.replace({act.call: act.formula}))


def _json(text: str, found: Sequence[Found], links: Sequence[Fact], near: Sequence[Near]) -> dict[str, Any]:
    return {
        "asked": text,
        "found": [
            {
                "slug": one.activation.slug,
                "name": one.activation.name,
                "status": one.claim.status.value,
                "statement": str(one.claim.statement.term),
                "for": [str(part) for part in one.claim.statement.hypotheses],
                "domain": [str(part) for part in one.claim.domain],
                "certificate": one.claim.evidence.get("certificate") if one.proved else None,
                "reason": None if one.proved else one.claim.evidence.get("reason"),
            }
            for one in found
        ],
        "related": [{"statement": fact.statement, "status": fact.status.value} for fact in links],
        "near": [
            {
                "slug": one.activation.slug,
                "distance": one.distance,
                "refuted": one.refuted and {k: str(v) for k, v in one.refuted.point.items()},
            }
            for one in near
        ],
    }
