"""The page of a user's own formula: everything that is known of it, as Markdown and as a site of its own.

>>> from derive.language.catalogue import Catalogue
>>> own = own_activation(Catalogue.load(), "x*exp(-a*x)", "Mine", ["a=1/2"])
>>> own.name, own.parameters[0].default
('Mine', Fraction(1, 2))
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from posixpath import dirname, join, normpath

from derive.chapters import made
from derive.extent_lines import parameter_values
from derive.language.catalogue import Catalogue
from derive.language.records import Activation
from derive.output import write_files
from derive.pages import symbols
from derive.publishing import documents, html
from derive.render import Templates
from derive.sheets.rules import rule_rows

LONGEST_NAME = 200
ALONG = ("how-we-know.md", "data-files.md", "certificates.md")  # hand-written pages that the page refers to
LINK = re.compile(r"\[([^\]\n]*)\]\((?!https?:|#)([^)#\s]+\.md)(#[^)\s]*)?\)(\{[^}\n]*\})?")


def own_activation(
    catalogue: Catalogue, formula: str, name: str, parameters: Sequence[str] = (), assume: Sequence[str] = ()
) -> Activation:
    """The activation of a formula (or a slug), under a name, with values for its parameters.

    Raises FormulaError, CatalogueError or ValueError, in one sentence, for a mistake in the input.
    """
    shown = " ".join(name.split())
    if not 0 < len(shown) <= LONGEST_NAME or not shown.isprintable():
        raise ValueError(f"expected a name of 1 to {LONGEST_NAME} printable characters, found {name[:40]!r}")
    act = catalogue.find(formula, assume)
    values = parameter_values(act, parameters)
    rows = tuple(replace(p, default=values.get(p.name, p.default)) for p in act.parameters)
    return replace(act, name=shown, parameters=rows)


def own_page(catalogue: Catalogue, activation: Activation, directory: Path) -> list[Path]:
    """Writes the page: ``markdown/`` holds text, figures, data and certificates, ``html/`` the site.

    Raises OSError where the directory cannot be written.
    """
    chapter = made(activation, symbols(catalogue))
    text = Templates().render(
        "activation.md.j2",
        page=chapter.page,
        sheet=chapter.sheet,
        family=None,
        before=None,
        after=None,
        boost=1,
        pictures=False,
        root="",
    )
    files = {**chapter.files, "index.md": text, **_along()}
    markdown = directory / "markdown"
    written = write_files(markdown, {path: body.encode() for path, body in files.items()})
    html(markdown, directory / "html", activation.name, chapter.inline)
    return [*written, directory / "html" / "index.html"]


def _along() -> Mapping[str, str]:
    """The pages that explain statuses, rules and data; links to what is not there become plain text."""
    source = documents()
    texts = {name: (source / name).read_text("utf-8") for name in ALONG if (source / name).is_file()}
    written = Templates()
    texts |= {path: written.render(template, **models) for path, template, models in rule_rows()}

    def kept(page: str, match: re.Match[str]) -> str:
        return match[0] if normpath(join(dirname(page), match[2])) in {*texts, "index.md"} else match[1]

    return {page: LINK.sub(partial(kept, page), text) for page, text in sorted(texts.items())}
