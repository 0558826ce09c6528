"""The records that the floors above hand to each other: activations, statements and their status.

A `Statement` says what is asked; a `Claim` is a statement with its status and evidence, and only a
claim may be printed as fact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from derive.language.term import RELATIONS, Term, call, symbol

X = symbol("x")


class Status(StrEnum):
    """How we know a claim (design: the promise)."""

    PROVED = "proved"
    ENCLOSED = "enclosed"
    MEASURED = "measured"
    CITED = "cited"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Definition:
    """A named function: ``name(args) := body``. The checker expands it by itself."""

    name: str
    args: tuple[str, ...]
    body: Term

    def json(self) -> Any:
        return {"args": list(self.args), "body": self.body.json()}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A real parameter of an activation.

    ``domain`` are relations on the parameter that always hold (empty: every real number);
    ``default`` is the value used when a formula leaves the parameter out.
    """

    name: str
    latex: str
    domain: tuple[Term, ...]
    default: Fraction
    description: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper, book or page that is cited: authors, title, year, and a DOI or URL."""

    key: str
    authors: str
    title: str
    year: int
    venue: str
    doi: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class NamedClaim:
    """A claim of a catalogue file, to be proved: its text as written and what to call it."""

    name: str
    text: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class FrameworkName:
    """What a framework calls an activation: its public name, further names, and how they differ.

    ``defaults`` are the values that the framework itself gives to parameters left out; ``note`` says
    in one sentence what a reader must know (a different default, a threshold, an approximation).
    """

    framework: str
    name: str
    also: tuple[str, ...] = ()
    defaults: tuple[tuple[str, Fraction], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Activation:
    """One entry of the catalogue: a function of one real variable x with real parameters.

    ``formula`` is the definition in x and the parameters. ``textbook`` is the derivative as books
    print it: a claim to prove, never a source. ``names`` maps a framework to its name there;
    ``framework_names`` says the same with defaults and notes. ``definitions`` are those that ``call``
    uses, and ``source`` is the name of the file.
    """

    slug: str
    name: str
    symbol: str
    summary: str
    formula: Term
    parameters: tuple[Parameter, ...]
    textbook: Term | None
    textbook_source: str | None
    claims: tuple[NamedClaim, ...]
    names: Mapping[str, str] = field(hash=False)
    references: tuple[Reference, ...]
    aliases: tuple[str, ...] = ()
    family: str = ""
    year: int | None = None
    definitions: tuple[Definition, ...] = ()
    source: str = ""
    framework_names: tuple[FrameworkName, ...] = ()

    @property
    def call(self) -> Term:
        """The activation as a function applied: ``elu(x, alpha)``."""
        return call(self.slug, X, *(symbol(p.name) for p in self.parameters))

    @property
    def hypotheses(self) -> tuple[Term, ...]:
        """What always holds of the parameters."""
        return tuple(relation for p in self.parameters for relation in p.domain)


@dataclass(frozen=True, slots=True)
class Statement:
    """``left relation right`` for all real values of the symbols that satisfy hypotheses and domain.

    ``hypotheses`` speak of parameters, ``domain`` of the variables; both are relations, and both are
    assumed. ``definitions`` are those of the functions that occur (closed under use).
    """

    left: Term
    relation: str
    right: Term
    hypotheses: tuple[Term, ...] = ()
    domain: tuple[Term, ...] = ()
    definitions: tuple[Definition, ...] = ()
    kind: str = "identity"

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS.values():
            raise ValueError(f"expected a relation sign, found {self.relation!r}")

    @property
    def term(self) -> Term:
        """The statement as a relation term."""
        from derive.language.term import relation

        return relation(self.left, self.relation, self.right)

    def json(self) -> dict[str, Any]:
        """The part of a certificate that says what is claimed; equal parts may be one value."""
        met: dict[int, Any] = {}
        return {
            "definitions": {d.name: d.json() for d in self.definitions},
            "hypotheses": [h.json(met) for h in (*self.hypotheses, *self.domain)],
            "relation": self.relation,
            "left": self.left.json(met),
            "right": self.right.json(met),
        }

    @property
    def id(self) -> str:
        """A permanent id: the first 12 hexadecimal digits of the SHA-256 of the canonical JSON."""
        data = json.dumps(self.json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(data.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with its status and evidence: the only thing that is printed as fact.

    ``domain`` is where it holds, as relations (empty: everywhere its hypotheses hold); ``evidence``
    depends on the status: a certificate (proved), a ball (enclosed), a reference (cited), the reason
    (open). ``excluded`` lists what the domain leaves out, in words of mathematics.
    """

    statement: Statement
    status: Status
    domain: tuple[Term, ...]
    evidence: Mapping[str, Any] = field(default_factory=dict, hash=False)
    title: str = ""

    @property
    def id(self) -> str:
        return self.statement.id
