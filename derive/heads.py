"""Heads: what stands in the head of a page for other sites, and the page for an address that is not there.

>>> html = "<html><head><title>A</title></head></html>"
>>> 'property="og:title" content="ReLU"' in with_tags(html, Card("ReLU", "", "", False), Where("", "", 2))
True

Without ``site_url`` nothing names a host: pictures are then given by their way from the page. The names are
those of the Open Graph protocol, https://ogp.me.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

from derive.render import Templates
from derive.translation import translator

# Of the cards that derive.figures draws; a page that is kept does without what draws.
CARD = 1200.0, 630.0
FONTS = ("derive-serif", "derive-sans", "derive-math")  # the last one where there is mathematics
THEMES_OWN = re.compile(r'\s*<link rel="alternate" href="[^"]*" hreflang="[^"]*">')
CONTENT = re.compile(r"<h1>404 - Not found</h1>")
THEMES_SCHEME = re.compile(r"<script>var palette=__md_get.*?</script>", re.DOTALL)
# As the reader chose, else as the system is: known before anything is drawn, so that nothing flashes. The two
# classes are the theme's program's own; put there by it, they would have the page styled again.
SCHEME = (
    '<script>{document.documentElement.className="js js-focus-visible";'
    'const media=__md_get("__palette")?.color?.media??"(prefers-color-scheme)",'
    'dark=media.includes(":")?media.includes("dark"):matchMedia("(prefers-color-scheme: dark)").matches;'
    'document.documentElement.style.colorScheme=dark?"dark":"light";'
    'if(dark)document.body.setAttribute("data-md-color-scheme","slate")}</script>'
)


@dataclass(frozen=True, slots=True)
class Card:
    """What is told of a page: its title, a sentence, a picture's path within the site (or nothing)."""

    title: str
    description: str
    picture: str
    home: bool


@dataclass(frozen=True, slots=True)
class Where:
    """The address of the site and of the page (empty where it is not known), and how deep the page lies."""

    site: str
    page: str
    depth: int


def with_tags(html: str, card: Card, where: Where, others: Mapping[str, str] = MappingProxyType({})) -> str:
    """A page with its tags at the end of its head; ``others`` is where it stands in each language.

    The links to other languages take the place of the theme's. Their ``rel`` ends in a space, since the
    theme's script asks for a sitemap beside each link whose ``rel`` is just "alternate".
    """
    html = THEMES_OWN.sub("", html)
    rows = {
        "og:type": "website" if card.home else "article",
        "og:site_name": "Derive",
        "og:title": card.title,
        "og:description": card.description,
        "og:url": where.page,
    }
    if card.picture:
        rows["og:image"] = (
            urljoin(where.site, card.picture) if where.site else "../" * where.depth + card.picture
        )
        rows |= {"og:image:width": f"{CARD[0]:g}", "og:image:height": f"{CARD[1]:g}"}
    tags = [_tag("property", name, value) for name, value in rows.items() if value]
    tags.append(_tag("name", "twitter:card", "summary_large_image" if card.picture else "summary"))
    for language, path in others.items() if len(others) > 1 else ():
        address = urljoin(where.site, path) if where.site else "../" * where.depth + path
        tags.append(f'<link rel="alternate " hreflang="{language}" href="{escape(address or ".")}">')
    return html.replace("</head>", "".join(tags) + "</head>", 1)


def with_fonts(html: str, depth: int, formulas: bool) -> str:
    """A page that asks at once for the fonts which it is set in, so that nothing moves when they are there.

    >>> with_fonts("<head></head>", 1, True).count("preload")
    3
    """
    wanted = FONTS if formulas else FONTS[:2]
    way, kind = "../" * depth + "assets/fonts/", 'rel="preload" as="font" type="font/woff2" crossorigin'
    links = (f'<link {kind} href="{way}{name}.woff2">' for name in wanted)
    return html.replace("</head>", "".join(links) + "</head>", 1)


def with_scheme(html: str) -> str:
    """A page that is light or dark from the start, and whose choice assets/derive.js works.

    The theme's own program for it has every page styled anew twice as it opens, and shows a first visitor
    whose system is dark a light page first.

    >>> page = '<form data-md-component="palette"></form><script>var palette=__md_get("a")</script>'
    >>> with_scheme(page)[:40]
    '<form data-derive-scheme></form><script>'
    """
    html = html.replace('data-md-component="palette"', "data-derive-scheme", 1)
    return THEMES_SCHEME.sub(lambda _match: SCHEME, html, count=1)


def _tag(kind: str, name: str, value: str) -> str:
    """A tag; text from a catalogue has its special characters as references already."""
    return f'<meta {kind}="{name}" content="{escape(" ".join(unescape(value).split()))}">'


def not_found(html: str, site: str, languages: Sequence[str] = ()) -> str:
    """The page 404 in the house style, in every language: nobody knows which one the address was in.

    Its links begin at the site's top, so that they work at any depth.
    """
    top = urlsplit(site).path.rstrip("/") + "/"
    parts = [Templates().html("404.html.j2", top=top, heading="h1")]
    for language in languages:
        said = Templates(translator(language)).html("404.html.j2", top=f"{top}{language}/", heading="h2")
        parts.append(f'<section lang="{language}">{said}</section>')
    return CONTENT.sub(lambda _match: "\n".join(parts), html)
