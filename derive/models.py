"""Page models: what stands on a page, as frozen records that the templates place.

A model holds text, LaTeX and paths within the site, nothing else, so that it can be kept as JSON:

>>> view = FigureView("figures/relu/f.svg", "The rectifier.", "ReLU")
>>> revived(FigureView, asdict(view)) == view
True
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")

__all__ = [
    "ActivationPage", "BranchView", "ClaimView", "Counts", "CurveView", "FamilyPage", "FigureView",
    "KinkView", "Listing", "NameView", "ParameterView", "ProofPart", "ProofRow", "ReferenceView", "Said",
    "SliderView", "StepView", "TheoremView", "asdict", "revived",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as it is printed: never without its status.

    ``latex`` is the whole statement, ``right`` its right side; ``conditions`` and ``variables`` are LaTeX.
    ``command`` asks the prover. ``certificate`` is a path within the site and ``file`` its last part (empty
    where there is none); ``evidence`` is a sentence where the evidence is no certificate.
    """

    id: str
    title: str
    status: str
    latex: str
    right: str
    conditions: tuple[str, ...]
    variables: tuple[str, ...]
    certificate: str
    file: str
    command: str
    evidence: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: the rule, its anchor on the page of rules, its law, and ``before = after`` as a claim."""

    rule: str
    anchor: str
    law: str
    sentence: str
    claim: ClaimView


@dataclass(frozen=True, slots=True)
class BranchView:
    """The derivation on one piece of the line; ``domain`` is empty where that is the whole line.

    ``equation`` is the differential equation in y and y', ``equation_claim`` the same in the function itself.
    """

    domain: tuple[str, ...]
    piece: str
    steps: tuple[StepView, ...]
    derivative: str
    self_form: ClaimView | None
    equation: str
    equation_claim: ClaimView | None


@dataclass(frozen=True, slots=True)
class KinkView:
    """A point where pieces meet. ``differentiable``: "yes", "no" or "if" (then ``condition`` decides)."""

    at: str
    value: ClaimView
    left: ClaimView
    right: ClaimView
    differentiable: str
    condition: str
    clarke: str
    ordered: bool


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level at a jump: what it is ("value", "left", "right"), the number as LaTeX, and its claim."""

    side: str
    latex: str
    claim: ClaimView


@dataclass(frozen=True, slots=True)
class JumpView:
    """A point where the function jumps; ``broken`` says that this is proved."""

    at: str
    levels: tuple[LevelView, ...]
    broken: bool


@dataclass(frozen=True, slots=True)
class TurnView:
    """An extremum: its title, of what, and where it is and how high, as LaTeX with all digits certain."""

    title: str
    of: str
    latex: str
    claim: ClaimView


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter: LaTeX of its name, its domain and its default, and what it does."""

    latex: str
    domain: tuple[str, ...]
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class SliderView:
    """How a parameter is moved on the page: its LaTeX; least, greatest, step and default as decimals."""

    name: str
    latex: str
    low: str
    high: str
    step: str
    default: str


@dataclass(frozen=True, slots=True)
class CurveView:
    """The curves that one touches: where their module is, how many derivatives it has, and the sliders."""

    path: str
    orders: int
    sliders: tuple[SliderView, ...]


@dataclass(frozen=True, slots=True)
class NameView:
    """What a framework calls the function."""

    framework: str
    name: str
    also: tuple[str, ...]
    defaults: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A publication; ``url`` is an http or https address, or empty."""

    key: str
    authors: str
    title: str
    year: int
    venue: str
    url: str
    shown: str


@dataclass(frozen=True, slots=True)
class Said:
    """The text alternative of a figure in another language."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure's path within the site, what one sees on it (in English, and in other languages), and what
    stands under it.
    """

    path: str
    alt: str
    caption: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A function as it stands in an index."""

    slug: str
    name: str
    path: str
    summary: str
    definition: str
    year: int | None
    aliases: tuple[str, ...]
    family: str


@dataclass(frozen=True, slots=True)
class ActivationPage:
    """Everything on the page of one function; ``headline`` is the derivative in its most telling form."""

    entry: Listing
    symbol: str
    formula: str
    parameters: tuple[ParameterView, ...]
    figures: tuple[FigureView, ...]
    curve: CurveView | None
    derivative: ClaimView
    headline: ClaimView
    self_form: ClaimView | None
    textbook: ClaimView | None
    textbook_source: ReferenceView | None
    branches: tuple[BranchView, ...]
    kinks: tuple[KinkView, ...]
    jumps: tuple[JumpView, ...]
    turns: tuple[TurnView, ...]
    asymptotes: tuple[ClaimView, ...]
    claims: tuple[ClaimView, ...]
    proved: int
    open: int
    names: tuple[NameView, ...]
    references: tuple[ReferenceView, ...]


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """The functions of a family."""

    title: str
    sentence: str
    path: str
    anchor: str
    members: tuple[ActivationPage, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: functions, proved statements, facts that were decided, and what is open."""

    functions: int
    proved: int
    facts: int
    open: int


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A line of a proof, with a sentence about it; ``continues`` where it goes on from the line above."""

    latex: str
    sentence: str
    continues: bool


@dataclass(frozen=True, slots=True)
class ProofPart:
    """Lines that belong together: ``kind`` is definition, claim, base, hypothesis, step or conclusion."""

    kind: str
    claim: str
    rows: tuple[ProofRow, ...]


@dataclass(frozen=True, slots=True)
class TheoremView:
    """A theorem: its statement, with its id, its certificate within the site, and its proof for a reader."""

    latex: str
    status: str
    certificate: str
    file: str
    id: str
    parts: tuple[ProofPart, ...]


def revived(kind: type[T], data: Any) -> T:
    """A model from what `asdict` made of it; TypeError or KeyError where the data is something else."""
    value: Any = _revived(kind, data)
    return value  # type: ignore[no-any-return]


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _revived(kind: Any, data: Any) -> Any:
    if isinstance(kind, UnionType):
        options = [option for option in get_args(kind) if option is not NoneType]
        return None if data is None else _revived(options[0], data)
    if get_origin(kind) is tuple:
        return tuple(_revived(get_args(kind)[0], item) for item in data)
    if is_dataclass(kind):
        return kind(**{name: _revived(hint, data[name]) for name, hint in _hints(kind).items()})  # type: ignore[operator, arg-type]
    if not isinstance(data, kind):
        raise TypeError(f"expected {kind.__name__}, found {data!r}")
    return data
