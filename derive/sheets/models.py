r"""Page models of facts: rows of a word and a formula, each fact with its status, groups of facts.

>>> Row("increasing on", r"(0, \infty)").word
'increasing on'
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.models import FigureView


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a fact: words (to be translated), a formula in LaTeX, or text that stands as code."""

    word: str
    latex: str = ""
    plain: str = ""


@dataclass(frozen=True, slots=True)
class ProofLink:
    """A statement behind a fact: its permanent id, its status, and its certificate within the site."""

    id: str
    status: str
    certificate: str


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact as it is printed: never without its status.

    ``id`` is permanent: a hash of the function and of what is said. ``domain`` is LaTeX or empty, ``full``
    holds the numbers with all their digits, ``source`` the rows as LaTeX to copy, ``reason`` why it is open.
    """

    id: str
    kind: str
    title: str
    status: str
    rows: tuple[Row, ...]
    domain: str
    full: str
    source: str
    reason: str
    proofs: tuple[ProofLink, ...]


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that are read together; the first groups stand open, the others fold."""

    name: str
    title: str
    sentence: str
    open: bool
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class ProgramView:
    """A program to take away: of which language, what that is called, and its lines."""

    name: str
    title: str
    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactSheet:
    """All facts of a function: ``glance`` what a reader looks for first, ``undecided`` the open ones.

    ``at`` are the values of the parameters for which they hold; ``families`` are pictures for several values;
    ``programs`` are the function and its derivative as code.
    """

    at: tuple[str, ...]
    glance: tuple[FactView, ...]
    groups: tuple[FactGroup, ...]
    undecided: tuple[FactView, ...]
    families: tuple[FigureView, ...]
    data: str
    bibtex: tuple[str, ...]
    bib: str
    programs: tuple[ProgramView, ...] = ()
