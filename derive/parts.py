r"""Parts: a long page is cut in pieces, so that a browser lays out first what one sees first.

What stands between two headings is a part, and begins another where it has become long. The style sheet
lets the browser skip parts that are far from the window until it has nothing else to do
(``content-visibility``, CSS Containment Module Level 2, section 4); nothing is hidden from a search in the
page, from paper, or from a reader without JavaScript. Headings stay outside, since the theme's program asks
where each of them is.

>>> print(parted("<h1>A</h1><p>a</p><h2>B</h2><p>b</p>", first=15))
<h1>A</h1><div class="part"><p>a</p></div><h2>B</h2><div class="part part--later"><p>b</p></div>
>>> parted("<p>short</p>")
'<p>short</p>'

Tables come in the boxes in which they roll where they are too wide; the theme's program, which puts those
around others as the page opens, leaves them alone.

>>> boxed("<table></table>")
'<div class="md-typeset__scrollwrap"><div class="md-typeset__table"><table class="table"></table></div></div>'
"""

from __future__ import annotations

import re
from collections.abc import Iterator

FIRST = 15_000  # characters of HTML that are laid out at once: more than what a window shows
LONG = 9_000  # some 200 elements: laid out in a few milliseconds
TABLE = re.compile(r"<table>(.*?</table>)", re.DOTALL)
TAG = re.compile(
    r"<(/?)(article|blockquote|details|div|figure|form|h[1-6]|ol|p|pre|section|table|ul)\b[^>]*>"
)


def boxed(html: str) -> str:
    """The content of a page with its tables in boxes; those with a class of their own stay as they are."""
    box = '<div class="md-typeset__scrollwrap"><div class="md-typeset__table">{}</div></div>'
    return TABLE.sub(lambda match: box.format(f'<table class="table">{match[1]}'), html)


def parted(html: str, first: int = FIRST) -> str:
    """The content of a page in parts; one that is not well nested, or has no heading, stays as it is."""
    pieces, at, out = list(_pieces(html)), 0, []
    if not any(heading for _piece, heading in pieces):
        return html
    for piece, heading in pieces:
        mark = "part" if at < first else "part part--later"
        at += len(piece)
        out.append(piece if heading or not piece.strip() else f'<div class="{mark}">{piece}</div>')
    return "".join(out)


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """The content in pieces, and which of them are headings; nothing where tags do not match."""
    depth, begun, found = 0, 0, []
    for tag in TAG.finditer(html):
        opens, heading = not tag[1], tag[2][0] == "h"
        depth -= not opens
        at = tag.start() if opens else tag.end()
        if depth == 0 and (heading or (opens and at - begun > LONG)):
            found.append((html[begun:at], heading and not opens))
            begun = at
        depth += opens
    if depth == 0:
        yield from found
        yield html[begun:], False
