"""Tables of the page about gradients: where a sigmoid saturates, and the gains of activation functions.

>>> from derive.render import Templates
>>> parts = scale_parts(None, Templates())
>>> sorted(parts)
['gains', 'saturation']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from derive.cache import Cache, digest, program
from derive.gradients.scales import Moment, Saturation, gains, saturation
from derive.language.catalogue import Catalogue
from derive.models import asdict, revived
from derive.render import Templates

DIGITS = 10  # that are shown of a gain; its page has all


@dataclass(frozen=True, slots=True)
class GainRow:
    """A function and its gains: for each way the status of the moment, what it is and the gain."""

    slug: str
    name: str
    moments: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    saturation: tuple[Saturation, ...]
    gains: tuple[GainRow, ...]


def scale_parts(cache: Cache | None, templates: Templates) -> Mapping[str, Callable[[str], str]]:
    """The parts by name; each is worked out when a page first asks for one."""

    def rendered(part: str) -> Callable[[str], str]:
        return lambda root: templates.render("scales.md.j2", part=part, kept=_kept(cache), root=root)

    return {part: rendered(part) for part in ("saturation", "gains")}


def _kept(cache: Cache | None) -> _Kept:
    key = digest([program(), "scales"])
    kept: Any = cache.get(key) if cache else None
    try:
        return revived(_Kept, kept)
    except (KeyError, TypeError):
        made = _worked_out()
    if cache:
        cache.put(key, asdict(made))
    return made


def _worked_out() -> _Kept:
    rows = tuple(
        GainRow(row.slug, row.name, (_shown(row.forwards), _shown(row.backwards)))
        for row in gains(Catalogue.load())
    )
    return _Kept(saturation(), rows)


def _shown(moment: Moment) -> tuple[str, str, str]:
    return moment.status.value, _short(moment.digits), _short(moment.gain)


def _short(digits: str) -> str:
    """The first decimals of a number; cut, not rounded."""
    whole, dot, rest = digits.partition(".")
    return whole + dot + rest[:DIGITS]
