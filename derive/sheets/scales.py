"""Tables of the page about gradients: where a sigmoid saturates, and the gains of activation functions.

>>> from derive.render import Templates
>>> parts = scale_parts([], Templates())
>>> sorted(parts)
['gains', 'saturation']
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from derive.gradients.scales import Moment, gains, saturation
from derive.models import Listing
from derive.render import Templates

DIGITS = 10  # that are shown of a gain; its page has all


@dataclass(frozen=True, slots=True)
class GainRow:
    """A function and its gains: for each way the status of the moment, what it is and the gain."""

    entry: Listing
    moments: tuple[tuple[str, str, str], ...]


def scale_parts(
    told: Sequence[tuple[Listing, str]], templates: Templates
) -> Mapping[str, Callable[[str], str]]:
    """The parts by name, each made when a page first asks for one; ``told`` are functions with their data."""

    @cache
    def rows() -> tuple[GainRow, ...]:
        return tuple(
            GainRow(entry, tuple(map(_shown, gains(json.loads(data)["facts"])))) for entry, data in told
        )

    return {
        "gains": lambda root: templates.render("gains.md.j2", rows=rows(), root=root),
        "saturation": lambda root: templates.render("saturation.md.j2", rows=saturation(), root=root),
    }


def _shown(moment: Moment) -> tuple[str, str, str]:
    return moment.status, _short(moment.digits), _short(moment.gain)


def _short(digits: str) -> str:
    """The first decimals of a number; cut, not rounded."""
    whole, dot, rest = digits.partition(".")
    return whole + dot + rest[:DIGITS]
