"""Pieces of a page that are put in last: formulas and figures, of which a page is full.

While a page is on its way through the theme and the search they stand there as their words alone, which is
all that a search reads; the markup of a page is nine parts in ten theirs, and nobody has to read it thrice.

>>> late = Late()
>>> page = late.left("<math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math>")
>>> page, late.filled(f"<p>{page}</p>")
('<b data-late="0">x&lt;1</b>', '<p><math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math></p>')
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LEFT = re.compile(r'<b data-late="(\d+)">[^<]*</b>')
TAG = re.compile(r"<style\b.*?</style>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Late:
    """The pieces of one page, in the order in which they were taken out."""

    pieces: list[str] = field(default_factory=list)

    def left(self, piece: str) -> str:
        """What stands in the place of a piece until then."""
        self.pieces.append(piece)
        words = TAG.sub(" " if piece.startswith("<svg") else "", piece)
        return f'<b data-late="{len(self.pieces) - 1}">{words}</b>'

    def filled(self, page: str) -> str:
        """A page with its pieces."""
        return LEFT.sub(lambda place: self.pieces[int(place[1])], page)
