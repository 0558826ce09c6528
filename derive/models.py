"""Page models: what stands on a page, as frozen records that the templates place.

A model holds text, LaTeX and paths within the site, nothing else, so that it can be kept as JSON:

>>> view = FigureView("figures/relu/f.svg", "The rectifier.", "ReLU")
>>> revived(FigureView, asdict(view)) == view
True
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")

__all__ = [
    "ActivationPage", "BranchView", "ClaimView", "FamilyPage", "FigureView", "Home", "KinkView", "Listing",
    "NameView", "ParameterView", "ReferenceView", "StepView", "asdict", "revived",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as it is printed: never without its status.

    ``conditions`` are LaTeX, ``command`` is the statement in the grammar, ``certificate`` a path within the
    site (empty where there is none), ``evidence`` a sentence where the evidence is no certificate.
    """

    id: str
    title: str
    status: str
    latex: str
    conditions: tuple[str, ...]
    variables: tuple[str, ...]
    certificate: str
    command: str
    evidence: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: the rule, by name and as mathematics, and ``before = after`` as a claim."""

    rule: str
    law: str
    sentence: str
    before: str
    after: str
    claim: ClaimView


@dataclass(frozen=True, slots=True)
class BranchView:
    """The derivation on one piece of the line; ``domain`` is empty where that is the whole line."""

    domain: tuple[str, ...]
    piece: str
    steps: tuple[StepView, ...]
    derivative: str
    self_form: ClaimView | None
    equation: str


@dataclass(frozen=True, slots=True)
class KinkView:
    """A point where pieces meet. ``differentiable``: "yes", "no" or "if" (then ``condition`` decides)."""

    at: str
    value: str
    left: ClaimView
    right: ClaimView
    left_value: str
    right_value: str
    differentiable: str
    condition: str
    clarke: str
    ordered: bool


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter: LaTeX of its name, its domain and its default, and what it does."""

    latex: str
    domain: tuple[str, ...]
    default: str
    description: str


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
class FigureView:
    """A figure's path within the site, what one sees on it, and what stands under it."""

    path: str
    alt: str
    caption: str


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
    """Everything on the page of one function."""

    entry: Listing
    symbol: str
    formula: str
    parameters: tuple[ParameterView, ...]
    figures: tuple[FigureView, ...]
    derivative: ClaimView
    self_form: ClaimView | None
    textbook: ClaimView | None
    textbook_source: ReferenceView | None
    branches: tuple[BranchView, ...]
    kinks: tuple[KinkView, ...]
    claims: tuple[ClaimView, ...]
    names: tuple[NameView, ...]
    references: tuple[ReferenceView, ...]


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """The functions of a family."""

    title: str
    sentence: str
    path: str
    members: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows: how much there is, and one derivation that unfolds."""

    functions: int
    proved: int
    open: int
    families: tuple[FamilyPage, ...]
    shown: ActivationPage | None


def revived(kind: type[T], data: Any) -> T:
    """A model from what `asdict` made of it; TypeError or KeyError where the data is something else."""
    value: Any = _revived(kind, data)
    return value  # type: ignore[no-any-return]


def _revived(kind: Any, data: Any) -> Any:
    if isinstance(kind, UnionType):
        options = [option for option in get_args(kind) if option is not NoneType]
        return None if data is None else _revived(options[0], data)
    if get_origin(kind) is tuple:
        return tuple(_revived(get_args(kind)[0], item) for item in data)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _revived(hint, data[name]) for name, hint in hints.items()})  # type: ignore[operator]
    if not isinstance(data, kind):
        raise TypeError(f"expected {kind.__name__}, found {data!r}")
    return data
