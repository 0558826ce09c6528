"""The page of rules: each rule that a step of a derivation names, and each ground that a certificate gives.

Every rule has an anchor of its own that stays; steps on the pages link to it.

>>> ((path, template, models),) = rule_rows()
>>> path, [group.anchor for group in models["groups"]][:2]
('reference/rules.md', ['differentiation', 'rewriting'])
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from derive.grounds import GROUNDS, GROUPS
from derive.render import Row
from derive.rules import REWRITINGS, ROWS
from derive.steps import Rule

PATH = "reference/rules.md"
DLMF = re.compile(r"DLMF §([\d.]+)(?:\((\w+)\))?")


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A function or a table of the checker: its file, and its name there."""

    file: str
    inside: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule on the page: ``url`` and ``part`` lead to its source where that is on the web, ``specified`` and
    ``section`` to the place on this site that says what the checker takes on.
    """

    anchor: str
    title: str
    law: str
    sentence: str
    where: tuple[str, ...]
    source: str
    url: str
    part: str
    specified: str
    section: str
    checked: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules under one heading; ``kind`` is differentiation, rewriting, or a group of grounds."""

    kind: str
    anchor: str
    title: str
    sentence: str
    rules: tuple[RuleView, ...]


def rule_rows() -> Iterator[Row]:
    """The page, to be rendered."""
    yield PATH, "rules.md.j2", {"groups": tuple(rule_groups()), "root": "../"}


def rule_groups() -> Iterator[RuleGroup]:
    """Every rule once, in the order of the page."""
    rows = tuple(rule_view(row.rule) for row in ROWS)
    yield RuleGroup("differentiation", "differentiation", "", "", rows)
    yield RuleGroup("rewriting", "rewriting", "", "", tuple(map(rule_view, REWRITINGS)))
    for kind, (title, sentence) in GROUPS.items():
        views = tuple(rule_view(row) for row in GROUNDS if row.calculus == kind)
        yield RuleGroup("certificate", f"of-{kind}", title, sentence, views)


def rule_view(rule: Rule) -> RuleView:
    """A rule as the page shows it."""
    specified, mark, section = rule.source.partition("#")
    found = DLMF.fullmatch(rule.source)
    places = (place.partition(".") for place in rule.checked)
    return RuleView(
        anchor=rule.name,
        title=rule.title,
        law=rule.latex,
        sentence=rule.sentence,
        where=rule.where,
        source="" if mark else rule.source,
        url=f"https://dlmf.nist.gov/{found[1]}" if found else "",
        part=found[2] or "" if found else "",
        specified=specified if mark else "",
        section=section,
        checked=tuple(PlaceView(f"derive/checker/{file}.py", inside) for file, _dot, inside in places),
    )
