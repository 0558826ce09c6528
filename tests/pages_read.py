"""A small reader of HTML for the tests of the site: elements, ids, links, and the text that one sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSEEN = {"script", "style", "title", "desc", "annotation", "template"}
VERBATIM = {"code", "pre"}


@dataclass
class Page:
    """What stands in a page. ``text`` is what one sees outside code."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    code: str = ""
    title: str = ""

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _tag, attributes in self.elements if "id" in attributes]

    def values(self, tag: str, name: str) -> list[str]:
        return [
            attributes[name] for found, attributes in self.elements if found == tag and name in attributes
        ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page, self.open = Page(), []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.page.title += data
        if not UNSEEN & set(self.open):
            if VERBATIM & set(self.open):
                self.page.code += data
            else:
                self.page.text += data


@cache
def read(path: Path) -> Page:
    """The page in an HTML file of a site that is built: it stays as it is, and many tests read it."""
    return read_text(path.read_text("utf-8"))


def read_text(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page
