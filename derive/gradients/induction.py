"""Claims about every layer, with their proof by induction: one record for page and certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from derive.gradients.records import (
    LATEX,
    Assumed,
    Claim,
    Defined,
    Notation,
    Ranges,
    Row,
    certificate,
    claim_json,
    row_lines,
)
from derive.proof.arrays import Expression
from derive.proof.exposition import ProofLine


@dataclass(frozen=True, slots=True)
class Composed:
    """A function of an array by its value."""

    name: str
    array: str
    shape: tuple[str, ...]
    value: Expression
    sentence: str = ""

    def json(self) -> list[Any]:
        return [self.name, ["array", self.array, *self.shape], self.value.data]

    def written(self, notation: Notation = LATEX) -> str:
        name, array = notation.entry(self.name, ()), notation.entry(self.array, ())
        return f"{name}({array}) = {notation.term(self.value.data)}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim for every layer, with the lines that prove it at the start and one layer on."""

    claim: Claim
    start: Sequence[Row]
    step: Sequence[Row]
    every: Ranges = field(default_factory=dict)
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Induction:
    """What holds of every layer: families of arrays by recursion, claims at layer i, start and step."""

    title: str
    where: str
    latex: str
    symbols: Mapping[str, tuple[str, ...]]
    levels: tuple[str, str, str, str]  # the range of i, where it starts, from where to where a step leads
    start: Sequence[Defined]
    step: Sequence[Defined | Composed]
    claims: Mapping[str, Shown]
    hypotheses: Mapping[str, Assumed] = field(default_factory=dict)
    positive: Sequence[str] = ()
    functions: Mapping[str, int] = field(default_factory=dict)
    losses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    witness: Any = None
    conclusion: str = ""  # a sentence that says how the statement follows

    @property
    def certificate(self) -> dict[str, Any]:
        index, first, before, after = self.levels
        statement = {
            "symbols": {name: list(shape) for name, shape in self.symbols.items()},
            "positive": list(self.positive),
            "functions": dict(self.functions),
            "losses": {name: list(shape) for name, shape in self.losses.items()},
            "index": index,
            "hypotheses": {
                key: {"all": dict(assumed.every), "claim": claim_json(assumed.claim)}
                for key, assumed in self.hypotheses.items()
            },
            "start": {"at": first, "definitions": [row.json() for row in self.start]},
            "step": {"from": before, "to": after, "definitions": [row.json() for row in self.step]},
            "claims": {
                key: {"all": dict(shown.every), "claim": claim_json(shown.claim)}
                for key, shown in self.claims.items()
            },
        }
        proof = {
            "witness": self.witness,
            "start": {key: [row.json() for row in shown.start] for key, shown in self.claims.items()},
            "step": {key: [row.json() for row in shown.step] for key, shown in self.claims.items()},
        }
        return certificate("every-depth", statement, proof)

    def lines(self, notation: Notation = LATEX) -> tuple[ProofLine, ...]:
        """Definitions, hypotheses, and each claim with start and step."""
        return tuple(self._lines(notation))

    def _lines(self, notation: Notation) -> Iterator[ProofLine]:
        for row in (*self.start, *self.step):
            yield ProofLine("definition", row.written(notation), row.sentence)
        for assumed in self.hypotheses.values():
            yield ProofLine("hypothesis", notation.claim(assumed.claim, assumed.every), assumed.sentence)
        for key, shown in self.claims.items():
            yield ProofLine("claim", notation.claim(shown.claim, shown.every), shown.sentence, key)
            yield from row_lines(shown.start, "base", notation, key)
            yield from row_lines(shown.step, "step", notation, key)
        if self.conclusion and notation is LATEX:
            yield ProofLine("conclusion", self.latex, self.conclusion)
