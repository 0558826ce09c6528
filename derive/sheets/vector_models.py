r"""Page models of functions of several variables.

>>> Notes(True, False, False).sets
True
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.models import BranchView, ClaimView, FigureView, KinkView, Listing, NameView, ReferenceView
from derive.sheets.models import ProofLink


@dataclass(frozen=True, slots=True)
class Notes:
    """Which signs of a formula want a word: sets S, the step H, the sign function."""

    sets: bool
    step: bool
    sign: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the Jacobian in row i and column k, as a claim."""

    i: int
    k: int
    claim: ClaimView


@dataclass(frozen=True, slots=True)
class SizeView:
    """The Jacobian for one number of inputs; ``matrix`` is LaTeX in the outputs, for the smallest only."""

    n: int
    status: str
    entries: tuple[EntryView, ...]
    matrix: str


@dataclass(frozen=True, slots=True)
class PropertyView:
    """Something that holds, in LaTeX for all indices, with the statements that were proved one by one.

    ``sizes`` are the numbers of inputs for which all of them are; empty where the inputs have names.
    """

    id: str
    title: str
    status: str
    latex: str
    conditions: tuple[str, ...]
    distinct: bool
    sizes: tuple[int, ...]
    proofs: tuple[ProofLink, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class CitedView:
    """Something that a publication says."""

    id: str
    title: str
    text: str
    place: str
    source: ReferenceView


@dataclass(frozen=True, slots=True)
class SlopeView:
    """A partial derivative step by step; ``of`` and ``by`` are LaTeX, ``n`` 0 where the inputs have names."""

    of: str
    by: str
    result: ClaimView
    branches: tuple[BranchView, ...]
    kinks: tuple[KinkView, ...]


@dataclass(frozen=True, slots=True)
class VectorPage:
    """Everything on the page of a function of several variables."""

    entry: Listing
    formula: str
    inputs: tuple[str, ...]
    scalar: bool
    notes: Notes
    figure: FigureView
    jacobian: tuple[PropertyView, ...]
    sizes: tuple[SizeView, ...]
    slopes: tuple[SlopeView, ...]
    properties: tuple[PropertyView, ...]
    cited: tuple[CitedView, ...]
    names: tuple[NameView, ...]
    references: tuple[ReferenceView, ...]
    data: str
    bib: str
    bibtex: tuple[str, ...]
