r"""BibTeX: an entry for the page of a function, and one for each paper it cites.

>>> escaped("50% of {x} & #1_a")
'50\\% of \\{x\\} \\& \\#1\\_a'
"""

from __future__ import annotations

import re

from derive.language.records import Activation, Reference
from derive.language.vectors import VectorFunction

SPECIAL = re.compile(r"[\\{}%&#_$^~]")
WORDS = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}


def escaped(text: str) -> str:
    """Text of which BibTeX and LaTeX take every character as it is."""
    flat = " ".join(text.split())
    return SPECIAL.sub(lambda m: WORDS.get(m[0], "\\" + m[0]), flat)


def bibtex(activation: Activation | VectorFunction) -> list[str]:
    """The entries, the page's own first."""
    page = _entry("misc", f"derive-{activation.slug}", {
        "title": "{" + escaped(f"{activation.name}: derived and proved") + "}",
        "author": "{The authors of Derive}",
        "note": escaped(f"Derive, the machine-proved reference of activations; entry {activation.slug}"),
    })  # fmt: skip
    return [page, *map(_paper, activation.references)]


def _paper(row: Reference) -> str:
    fields = {
        "title": "{" + escaped(row.title) + "}",
        "author": _authors(row.authors),
        "year": str(row.year),
        "howpublished": escaped(row.venue),
    }
    if row.doi:
        fields["doi"] = escaped(row.doi)
    if row.url:
        fields["url"] = row.url if re.fullmatch(r"[^\s{}\\]+", row.url) else escaped(row.url)
    return _entry("misc", row.key, fields)


def _authors(names: str) -> str:
    """Names as BibTeX joins them; a name that holds "and" or "et al." is kept together."""
    people = [name.strip() for name in names.split(",") if name.strip()]
    return " and ".join("{" + escaped(p) + "}" if " and " in f" {p} " else escaped(p) for p in people)


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    label = re.sub(r"[^A-Za-z0-9:_-]", "", key) or "key"
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{label},\n{rows}}}\n"
