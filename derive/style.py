"""One style sheet for the page, in the place of six: a slow network is asked once.

The theme's two and the three of docs/assets are joined when the site is built; the one of the API pages is
asked for by these alone, and the one of a language stays beside.

>>> link = '<link rel="stylesheet" href="../assets/{}.css">'
>>> linked(link.format("derive") + link.format("curve"), of_api=False)
'<link rel="stylesheet" href="../assets/site.css">'
"""

from __future__ import annotations

import re
from pathlib import Path

SHEETS = (
    "stylesheets/main.*.min.css",
    "stylesheets/palette.*.min.css",
    "derive.css",
    "compare.css",
    "curve.css",
)
JOINT, OF_API = "site.css", "_mkdocstrings.css"
DOCUMENTED = 'class="doc '  # stands on the pages of the API
LINK = re.compile(r'\s*<link rel="stylesheet" href="([^"]*assets/)([^"]*\.css)">')
JOINED = re.compile(r"stylesheets/(?:main|palette)\.[\w.]*css|(?:derive|compare|curve)\.css")
MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")


def linked(html: str, of_api: bool) -> str:
    """A page that asks for the joint sheet; and for the one of API pages where it is one."""
    first = LINK.search(html)
    if first is None:
        return html

    def kept(link: re.Match[str]) -> str:
        if link.start() == first.start():
            return link[0].replace(link[2], JOINT)
        return "" if JOINED.fullmatch(link[2]) or (link[2] == OF_API and not of_api) else link[0]

    return LINK.sub(kept, html)


def joined(site: Path) -> None:
    """Writes the joint sheet of a site that was built; where one of its parts is missing, raises OSError."""
    assets = site / "assets"
    texts = []
    for pattern in SHEETS:
        found = sorted(assets.glob(pattern))
        if len(found) != 1:
            raise FileNotFoundError(f"expected one style sheet {pattern} in {assets}, found {len(found)}")
        texts.append(MAP.sub("", found[0].read_text("utf-8")).strip())
    (assets / JOINT).write_text("\n".join(texts) + "\n", "utf-8")
