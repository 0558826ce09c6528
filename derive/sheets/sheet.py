"""All facts of a function as they stand on its page, and as data.

>>> fact = Fact("parity", Status.ENCLOSED, "f is odd", values={"value": "odd"})
>>> fact_id("tanh(x)", fact) == fact_id("tanh(x)", fact) != fact_id("sinh(x)", fact)
True
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import Any

from derive.facts.fact import Fact
from derive.language.grammar import FormulaError, parse_condition
from derive.language.records import Activation, Claim, FrameworkName, Reference, Status
from derive.language.term import number
from derive.language.vocabulary import Signature
from derive.models import FigureView
from derive.pages import Writer
from derive.sheets.bibtex import bibtex
from derive.sheets.kinds import GLANCE, GROUPS, ON_PAGE_ALREADY, group_of, title_of
from derive.sheets.models import FactGroup, FactSheet, FactView, ProofLink, Row
from derive.sheets.numbers import brief
from derive.sheets.pen import Pen
from derive.sheets.traits import Relation, Traits, cells, flags
from derive.sheets.written import rows

LARGE = re.compile(r"-?\d+\.\d{16,}")


def fact_id(subject: str, fact: Fact) -> str:
    """A permanent id: 12 hexadecimal digits of a hash of the function, the kind, and what is said."""
    said = json.dumps([subject, fact.kind, fact.domain, fact.statement], separators=(",", ":"))
    return sha256(said.encode()).hexdigest()[:12]


def subject_text(activation: Activation) -> str:
    """The function that the facts are about, with its definitions: what makes their ids permanent."""
    meanings = {d.name: d.json() for d in activation.definitions}
    values = {p.name: str(p.default) for p in activation.parameters}
    return json.dumps([str(activation.call), values, meanings], sort_keys=True, separators=(",", ":"))


def views_of(activation: Activation, facts: Iterable[Fact], writer: Writer) -> tuple[FactView, ...]:
    """Each fact as a view, once; its certificates are left in ``writer.files``."""
    subject, found = subject_text(activation), {}
    for fact in facts:
        key = fact_id(subject, fact)
        if key not in found and not (
            fact.kind == "name" and fact.values.get("slug") in (None, activation.slug)
        ):
            found[key] = _view(key, fact, pen_for(activation, fact, writer), writer)
    return tuple(found.values())


def pen_for(activation: Activation, fact: Fact, writer: Writer) -> Pen:
    known = {d.name: d for d in activation.definitions}
    known |= {d.name: d for claim in fact.claims for d in claim.statement.definitions}
    functions = {
        d.name: Signature(d.name, tuple((a, Fraction(1)) for a in d.args[1:])) for d in known.values()
    }
    return Pen(writer.tex, activation.symbol, functions)


def _view(key: str, fact: Fact, pen: Pen, writer: Writer) -> FactView:
    said = rows(fact, pen)
    return FactView(
        id=key,
        kind=fact.kind,
        title=title_of(fact.kind),
        status=fact.status.value,
        rows=said,
        domain="" if any(row.plain for row in said) or "\\to" in _latex(said) else _where(fact.domain, pen),
        full=", ".join(dict.fromkeys(LARGE.findall(json.dumps(fact.json())))),
        source=_latex(said),
        reason=fact.reason,
        proofs=tuple(_proofs(fact.claims, writer)),
    )


def _latex(said: Sequence[Row]) -> str:
    """The rows as LaTeX to copy: words in text, one row after the other."""
    lines = [
        " ".join(filter(None, [rf"\text{{{row.word} }}" if row.word else "", row.latex]))
        for row in said
        if row.latex
    ]
    return r" \\ ".join(lines)


def _where(domain: str, pen: Pen) -> str:
    """Where a fact holds, as LaTeX; nothing where that is everywhere or no relation."""
    try:
        return pen.tex(parse_condition(domain, pen.functions)) if domain else ""
    except (FormulaError, ValueError):
        return ""


def _proofs(claims: Iterable[Claim], writer: Writer) -> Iterator[ProofLink]:
    for claim in {claim.id: claim for claim in claims}.values():
        yield ProofLink(claim.id, claim.status.value, writer.certificate(claim))


def sheet(
    activation: Activation, facts: Sequence[Fact], families: Sequence[FigureView], writer: Writer
) -> FactSheet:
    """The sheet of a function; data and BibTeX are left in ``writer.files``."""
    views = views_of(activation, facts, writer)
    shown = [view for view in views if view.kind not in ON_PAGE_ALREADY]
    glance = [
        _brief(view) for kind in GLANCE for view in shown if view.kind == kind and view.status != "open"
    ]
    data, bib = f"data/{activation.slug}.json", f"data/{activation.slug}.bib"
    entries = bibtex(activation)
    writer.files[bib] = "\n".join(entries)
    writer.files[data] = (
        json.dumps(data_of(activation, facts, views, writer), ensure_ascii=False, indent=1) + "\n"
    )
    return FactSheet(
        at=tuple(f"{p.latex} = {writer.tex(number(p.default))}" for p in activation.parameters),
        glance=tuple(glance),
        groups=tuple(_groups(shown)),
        undecided=tuple(view for view in views if view.status == Status.OPEN),
        families=tuple(families),
        data=data,
        bibtex=tuple(line for entry in entries for line in entry.rstrip("\n").split("\n")),
        bib=bib,
    )


def _brief(view: FactView) -> FactView:
    """A fact with six digits to each number, for a first look."""
    return replace(view, rows=tuple(replace(row, latex=brief(row.latex)) for row in view.rows))


def _groups(views: Sequence[FactView]) -> Iterator[FactGroup]:
    for name, (title, sentence, stands, kinds) in GROUPS.items():
        members = [view for view in views if group_of(view.kind) == name]
        members.sort(key=lambda view: kinds.index(view.kind) if view.kind in kinds else len(kinds))
        if members:
            yield FactGroup(name, title, sentence, stands, tuple(members))


# -- data --------------------------------------------------------------------------------------------


def data_of(
    activation: Activation, facts: Sequence[Fact], told: Iterable[FactView], writer: Writer
) -> dict[str, Any]:
    """The facts of a function as JSON: docs/data.md says what each entry means."""
    subject = subject_text(activation)
    views = {view.id: view for view in told}
    return {
        "schema": 1,
        "slug": activation.slug,
        "name": activation.name,
        "aliases": list(activation.aliases),
        "summary": activation.summary,
        "family": activation.family,
        "year": activation.year,
        "formula": str(activation.formula),
        "latex": f"{writer.tex(activation.call)} = {writer.tex(activation.formula)}",
        "parameters": [
            {"name": p.name, "default": str(p.default), "domain": [str(part) for part in p.domain]}
            for p in activation.parameters
        ],
        "at": {p.name: str(p.default) for p in activation.parameters},
        "definitions": {
            d.name: {"args": list(d.args), "formula": str(d.body)} for d in activation.definitions
        },
        "facts": [_fact_json(subject, fact, views, writer) for fact in facts],
        "names": names_json(activation.framework_names),
        "references": references_json(activation.references),
    }


def names_json(names: Iterable[FrameworkName]) -> list[dict[str, Any]]:
    """What frameworks call a function."""
    return [
        {"framework": n.framework, "name": n.name, "also": list(n.also), "note": n.note,
         "defaults": {key: str(value) for key, value in n.defaults}, "status": "cited"}
        for n in names
    ]  # fmt: skip


def references_json(references: Iterable[Reference]) -> list[dict[str, Any]]:
    """The publications behind a page."""
    return [
        {"key": r.key, "authors": r.authors, "title": r.title, "year": r.year, "venue": r.venue,
         "doi": r.doi, "url": r.url}
        for r in references
    ]  # fmt: skip


def _fact_json(subject: str, fact: Fact, views: Mapping[str, FactView], writer: Writer) -> dict[str, Any]:
    key = fact_id(subject, fact)
    view = views.get(key)
    found = {name: value for name, value in fact.json().items() if name != "ids"}
    return {
        "id": key,
        **found,
        "latex": view.source if view else "",
        "statements": [_statement(claim, writer) for claim in {c.id: c for c in fact.claims}.values()],
    }


def _statement(claim: Claim, writer: Writer) -> dict[str, Any]:
    asked = claim.statement
    return {
        "id": claim.id,
        "status": claim.status.value,
        "statement": str(asked.term),
        "hypotheses": [str(part) for part in (*asked.hypotheses, *asked.domain)],
        "domain": [str(part) for part in claim.domain],
        "certificate": writer.certificate(claim) or None,
    }


def traits(activation: Activation, facts: Sequence[Fact], writer: Writer) -> Traits:
    """The function in one line, for the tables over all functions."""
    subject = subject_text(activation)
    ids: dict[str, str] = {}
    for fact in facts:
        if fact.status is not Status.OPEN:
            ids.setdefault(fact.kind, fact_id(subject, fact))
    related = tuple(
        _relation(activation.slug, subject, fact, writer) for fact in facts if fact.values.get("with")
    )
    return Traits(activation.slug, cells(facts, ids), flags(facts), related)


def _relation(slug: str, subject: str, fact: Fact, writer: Writer) -> Relation:
    asked = fact.claims[0].statement
    latex = f"{writer.tex(asked.left)} = {writer.tex(asked.right)}"
    domain = r",\; ".join(map(writer.tex, fact.claims[0].domain))
    return Relation(
        slug, tuple(fact.values["with"]), latex, fact.status.value, fact_id(subject, fact), domain
    )


def symbols_in(facts: Iterable[Fact]) -> set[str]:
    """The functions of the catalogue that the statements speak of."""
    return {d.name for fact in facts for claim in fact.claims for d in claim.statement.definitions}


__all__ = [
    "data_of", "fact_id", "names_json", "references_json", "sheet", "subject_text", "symbols_in", "traits",
    "views_of",
]  # fmt: skip
