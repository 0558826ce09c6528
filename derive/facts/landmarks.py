"""Landmarks: what a picture of a function marks, for the function and for its derivative.

>>> from derive.language.catalogue import Catalogue
>>> found = landmarks(Catalogue.load()["sigmoid"])
>>> [(e.kind, e.at, e.value) for e in found.slope_extrema]
[('maximum', '0', '1/4')]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.facts.asymptotes import Asymptote, asymptotes
from derive.facts.extrema import Extremum, extrema
from derive.facts.subject import Subject
from derive.language.records import Activation, Claim


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Extrema and asymptotes of a function and of its derivative, at the defaults of the parameters."""

    extrema: tuple[Extremum, ...]
    asymptotes: tuple[Asymptote, ...]
    slope_extrema: tuple[Extremum, ...]
    slope_asymptotes: tuple[Asymptote, ...]

    def claims(self) -> tuple[Claim, ...]:
        """Every claim among them."""
        turns = (*self.extrema, *self.slope_extrema)
        lines = (*self.asymptotes, *self.slope_asymptotes)
        return (*(e.claim for e in turns), *(a.claim for a in lines))


def landmarks(activation: Activation, joints: Sequence[Fraction] = ()) -> Landmarks:
    """The landmarks of an activation; ``joints`` are the points where its pieces meet."""
    function = Subject.of(activation)
    slope = function.derived()
    return Landmarks(
        extrema(function, joints), asymptotes(function), extrema(slope, joints), asymptotes(slope)
    )
