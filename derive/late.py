"""Pieces of a page that are put in last: formulas and figures, of which a page is full.

While a page is on its way through the theme and the search they stand there as their words alone, which is
all that a search reads; the markup of a page is nine parts in ten theirs, and nobody has to read it thrice.

>>> late = Late()
>>> page = late.taken("<p><math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math></p>")
>>> page, late.filled(page)
('<p><b data-late="0">x&lt;1</b></p>', '<p><math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math></p>')
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

PIECE = re.compile(r"<(math|svg)\b.*?</\1>", re.DOTALL)
LEFT = re.compile(r'<b data-late="(\d+)">[^<]*</b>')
TAG = re.compile(r"<style\b.*?</style>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Late:
    """The pieces of one page, in the order in which they were taken out."""

    pieces: list[str] = field(default_factory=list)

    def taken(self, page: str) -> str:
        """A page with words in the places of its pieces."""
        return PIECE.sub(self._left, page)

    def _left(self, match: re.Match[str]) -> str:
        piece = match[0]
        self.pieces.append(piece)
        words = TAG.sub(" " if piece.startswith("<svg") else "", piece)
        return f'<b data-late="{len(self.pieces) - 1}">{words}</b>'

    def filled(self, page: str) -> str:
        """A page with its pieces."""
        return LEFT.sub(lambda place: self.pieces[int(place[1])], page)
