"""A formula about arrays with its proof: one record, from which page and certificate are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from derive.proof.array_latex import entry_latex, latex
from derive.proof.array_text import entry_text, text
from derive.proof.arrays import Expression
from derive.proof.exposition import ProofLine

Ranges = Mapping[str, str]  # index -> its dimension
Claim = tuple[Expression, str, Expression]


class Notation(NamedTuple):
    """How a record is written: terms, entries of arrays, relations, and for all values of which indices."""

    term: Callable[[Any], str]
    entry: Callable[[str, Sequence[str]], str]
    signs: Mapping[str, str]
    for_all: str

    def claim(self, claim: Claim, every: Ranges = MappingProxyType({})) -> str:
        left, relation, right = claim
        shown = f"{self.term(left.data)} {self.signs[relation]} {self.term(right.data)}"
        return shown + (self.for_all + ", ".join(every) if every else "")


LATEX = Notation(latex, entry_latex, {"==": "=", "<=": r"\le"}, r" \quad \text{for all } ")
TEXT = Notation(text, entry_text, {"==": "=", "<=": "≤"}, "   for all ")


@dataclass(frozen=True, slots=True)
class Link:
    """A term of a chain: it equals the one above by the facts named, and that in a sentence."""

    term: Expression
    sentence: str = ""
    by: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a proof: its claim, for all values of the indices ``every``, the reason and a sentence."""

    claim: Claim
    by: Sequence[Any]
    sentence: str = ""
    every: Ranges = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        return {"all": dict(self.every), "claim": claim_json(self.claim), "by": list(self.by)}


def chained(links: Sequence[Link], every: Mapping[str, str] = {}) -> Row:
    """A line proved by a chain of equal terms."""
    terms = [{"term": link.term.data, "by": list(link.by)} for link in links]
    sentence = "\n".join(link.sentence for link in links[1:])
    return Row((links[0].term, "==", links[-1].term), ("chain", terms), sentence, every)


def claim_json(claim: Claim) -> list[Any]:
    left, relation, right = claim
    return [left.data, relation, right.data]


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition: the entry of an array at its indices, and a sentence."""

    name: str
    indices: Sequence[tuple[str, str]]
    entry: Expression
    sentence: str = ""

    def json(self) -> list[Any]:
        return [self.name, [list(pair) for pair in self.indices], self.entry.data]

    def written(self, notation: Notation = LATEX) -> str:
        left = notation.entry(self.name, [i for i, _ in self.indices])
        return f"{left} = {notation.term(self.entry.data)}"


@dataclass(frozen=True, slots=True)
class Assumed:
    """A hypothesis: what holds for all values of the indices ``every``, and a sentence."""

    claim: Claim
    every: Ranges = field(default_factory=dict)
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """What holds of arrays of any shape, with its proof.

    ``indices`` are those of the claim, which holds for all their values; ``witness`` has numbers that satisfy
    the hypotheses (docs/certificates-gradients.md). ``matrix`` is the claim in the usual notation of
    matrices, where it has one (made by `derive.gradients.matrices` from what the claim states).
    """

    title: str
    where: str
    symbols: Mapping[str, tuple[str, ...]]
    rows: Sequence[Row]
    indices: Ranges = field(default_factory=dict)
    definitions: Sequence[Defined] = ()
    hypotheses: Mapping[str, Assumed] = field(default_factory=dict)
    positive: Sequence[str] = ()
    functions: Mapping[str, int] = field(default_factory=dict)
    losses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    matrix: str = ""
    witness: Any = None

    @property
    def claim(self) -> Claim:
        return self.rows[-1].claim

    @property
    def latex(self) -> str:
        """The statement: with matrices where it has such a form, else entry by entry."""
        return self.matrix or LATEX.claim(self.claim)

    @property
    def certificate(self) -> dict[str, Any]:
        statement = {
            "symbols": {name: list(shape) for name, shape in self.symbols.items()},
            "positive": list(self.positive),
            "functions": dict(self.functions),
            "losses": {name: list(shape) for name, shape in self.losses.items()},
            "indices": dict(self.indices),
            "definitions": [definition.json() for definition in self.definitions],
            "hypotheses": {
                key: {"all": dict(assumed.every), "claim": claim_json(assumed.claim)}
                for key, assumed in self.hypotheses.items()
            },
            "claim": claim_json(self.claim),
        }
        return certificate(
            "formula", statement, {"witness": self.witness, "lines": [row.json() for row in self.rows]}
        )

    def lines(self, notation: Notation = LATEX) -> tuple[ProofLine, ...]:
        """Definitions, hypotheses, the claim entry by entry, and the proof."""
        return tuple(self._lines(notation))

    def _lines(self, notation: Notation) -> Iterator[ProofLine]:
        for definition in self.definitions:
            yield ProofLine("definition", definition.written(notation), definition.sentence)
        for assumed in self.hypotheses.values():
            yield ProofLine("hypothesis", notation.claim(assumed.claim, assumed.every), assumed.sentence)
        if self.matrix:
            yield ProofLine("claim", notation.claim(self.claim), "The same, entry by entry.")
        yield from row_lines(self.rows, "step", notation)


def row_lines(rows: Sequence[Row], part: str, notation: Notation, claim: str = "") -> Iterator[ProofLine]:
    """The lines of a proof as displayed equations: a chain is shown term by term."""
    for row in rows:
        if row.by[0] != "chain":
            yield ProofLine(part, notation.claim(row.claim, row.every), row.sentence, claim)
            continue
        left = notation.term(row.claim[0].data)
        for link, sentence in zip(row.by[1][1:], row.sentence.split("\n"), strict=True):
            yield ProofLine(part, f"{left} = {notation.term(link['term'])}".strip(), sentence, claim)
            left = ""


def numbers(sizes: Mapping[str, int], indices: Mapping[str, int] = {}, /, **arrays: Any) -> dict[str, Any]:
    """A witness: sizes of dimensions, values of indices, entries of arrays."""
    return {"sizes": dict(sizes), "indices": dict(indices), "arrays": arrays}


def certificate(claim: str, statement: Any, proof: Any) -> dict[str, Any]:
    """A certificate about arrays, as plain JSON values."""
    head = {"format": "derive-certificate", "version": 1, "kind": "tensor"}
    return {**head, "claim": claim, "statement": statement, "proof": proof}


__all__ = [
    "Assumed", "Claim", "Defined", "Formula", "Link", "Ranges", "Row", "certificate", "chained",
    "claim_json", "numbers", "row_lines",
]  # fmt: skip
