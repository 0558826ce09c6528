"""What prove() answers: proved, refuted, vacuous or undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from derive.language.term import Term


@dataclass(frozen=True, slots=True)
class Proved:
    """The statement holds exactly as said for every point of ``domain`` (and of its hypotheses).

    ``domain`` are relations that hold exactly where both sides have a value; empty: everywhere.
    """

    domain: tuple[Term, ...]
    certificate: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refuted:
    """The statement fails at ``point``; ``ball`` encloses left minus right there.

    It is empty where Arb has no ball. The values are rational, or terms where no rational point will do
    (x² ≠ 2). Of a limit ``point`` says the values of the parameters, ``ball`` what it is.
    """

    point: Mapping[str, Fraction | Term]
    ball: str
    certificate: Mapping[str, Any] = field(repr=False)

    @property
    def reason(self) -> str:
        """What is the case at the point, in words."""
        if self.certificate.get("kind") == "limit":
            return self.ball
        return f"left - right = {self.ball}" if self.ball else "the relation fails in the checker's intervals"


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither was shown; ``reason`` says what was missing."""

    reason: str


@dataclass(frozen=True, slots=True)
class Vacuous:
    """There is no point at which the hypotheses hold and both sides have a value: nothing is said."""

    certificate: Mapping[str, Any] = field(repr=False)
    reason: str = "vacuous: the two sides have a value together at no point"


Verdict = Proved | Refuted | Vacuous | Undecided
