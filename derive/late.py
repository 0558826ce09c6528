r"""Pages in two versions: what the search and the theme work on, and what a reader is given.

The content of a page is nine parts in ten the markup of formulas, figures and folds. The search reads words
and headings only, the theme nothing: both are given a lean content, and the whole one is put in last.

>>> late = Late()
>>> page = late.taken(
...     "<h2 id='a'>A</h2><div><p class='b'><math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math></p></div>"
... )
>>> page
"<!--late--><h2 id='a'>A</h2><p>x&lt;1</p><!--/late-->"
>>> late.filled(f"<body>{page}</body>").endswith("<mn>1</mn></math></p></div></body>")
True

Blocks in which there is no Markdown wait from the start until it has been read:

>>> ready = Ready()
>>> text = ready.kept('A formula:\n<p class="copy" markdown="0"><code>x</code></p>')
>>> text.split(), ready.put("<p>A formula:</p><p>\ufdd00\ufdd1</p>")
(['A', 'formula:', '\ufdd00\ufdd1'], '<p>A formula:</p><p class="copy"><code>x</code></p>')
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"<(math|svg|script|style)\b.*?</\1>|<!--.*?-->|<(/?)([a-z][a-z0-9]*)\b[^>]*>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)
SPACE = re.compile(r"\s+")
VOID = frozenset(
    {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
KEPT = frozenset({"p", "code", "pre", "li", "ol", "ul", "sub", "sup"})  # what Material's search keeps
UNSEARCHED = re.compile(r'\bdata-search-exclude\b|\bclass="(?:headerlink|copy)"')  # the rest is there to copy
EXCLUDED = ' data-search-exclude="data-search-exclude"'
BEGIN, END = "<!--late-->", "<!--/late-->"
# Blocks to copy from, in their fold where that holds nothing else, digits, and the panel of a curve.
COPY = (
    r'<(?:p class="(?:copy|digits)" markdown="0">[^\n]*</p>'
    r'|div class="copy" markdown="0">(?:(?!<div).)*?</div>)'
)
BLOCK = re.compile(
    rf'^(?:<details class="more[^>]*>\n<summary>[^\n]*</summary>\n{COPY}\n</details>|{COPY}'
    r'|<form class="curve__panel"[^>]*markdown="0">.*?^</form>)$',
    re.MULTILINE | re.DOTALL,
)
READ = re.compile(r' markdown="[01]"')
MARKS = "\ufdd0", "\ufdd1"  # no characters: they stand in no text
PUT = re.compile("<p>{}(\\d+){}</p>".format(*MARKS))


@dataclass(slots=True)
class Late:
    """The content of one page."""

    whole: str = ""

    def taken(self, page: str) -> str:
        """The lean content; the whole one is kept, without what is said to the search alone."""
        self.whole = page.replace(EXCLUDED, "")
        return f"{BEGIN}{lean(page)}{END}"

    def filled(self, page: str) -> str:
        """A page with its whole content in the place of the lean one."""
        before, _, rest = page.partition(BEGIN)
        _, found, after = rest.partition(END)
        return f"{before}{self.whole}{after}" if found else page


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet: where its tag stands in what is written, and whether it stays."""

    tag: str
    at: int
    opening: str
    stays: bool
    searched: bool


def lean(page: str) -> str:
    """The words of a page with its headings, what is around these, and the tags that the search keeps.

    >>> lean('<div><h2 id="a">A</h2><b>b</b></div>  <div><i>c</i></div><p class="copy">d</p>')
    '<div><h2 id="a">A</h2>b</div> c'
    """
    out: list[str] = []
    stack: list[_Open] = []
    end = pre = 0
    for token in TOKEN.finditer(page):
        _say(page[end : token.start()], out, pre > 0)
        end = token.end()
        tag = token[3]
        if tag is None:
            _say(_words(token), out, pre > 0)
        elif not token[2]:
            if tag not in VOID:
                pre += tag == "pre"
                _open(tag, token[0], out, stack)
        elif stack and stack[-1].tag == tag:
            pre -= tag == "pre"
            _close(stack.pop(), out)
    _say(page[end:], out, pre > 0)
    return "".join(out)


def _words(token: re.Match[str]) -> str:
    if token[1] == "svg":
        return TAG.sub(" ", STYLE.sub(" ", token[0]))
    return TAG.sub("", token[0]) if token[1] == "math" else ""


def _say(text: str, out: list[str], as_it_is: bool) -> None:
    if not as_it_is:
        text = SPACE.sub(" ", text)
        before = next((piece for piece in reversed(out) if piece), "")
        text = text.lstrip() if before.endswith(" ") else text
    out.append(text)


def _open(tag: str, opening: str, out: list[str], stack: list[_Open]) -> None:
    heading, searched = tag in HEADINGS, not UNSEARCHED.search(opening)
    for around in stack if heading else ():
        if not around.stays:
            around.stays, out[around.at] = True, around.opening
    stays = heading or (searched and tag in KEPT)
    stack.append(_Open(tag, len(out), opening, stays, searched))
    out.append(opening if heading else f"<{tag}>" if stays else "")


def _close(element: _Open, out: list[str]) -> None:
    if element.stays:
        out.append(f"</{element.tag}>")
    elif not element.searched:
        del out[element.at :]


@dataclass(frozen=True, slots=True)
class Ready:
    """The blocks of one page that are HTML already."""

    blocks: list[str] = field(default_factory=list)

    def kept(self, markdown: str) -> str:
        """Markdown with a paragraph of a mark in the place of each block."""
        return BLOCK.sub(self._mark, re.sub("[{}{}]".format(*MARKS), "", markdown))

    def _mark(self, block: re.Match[str]) -> str:
        self.blocks.append(READ.sub("", block[0]))
        return f"\n\n{MARKS[0]}{len(self.blocks) - 1}{MARKS[1]}\n\n"

    def put(self, html: str) -> str:
        """The page with its blocks."""
        return PUT.sub(lambda mark: self.blocks[int(mark[1])], html)
