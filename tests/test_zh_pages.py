"""Each hand-written page stands in English and in Chinese, and the two have the same bones.

What both must have alike, block by block: fences, formulas, code, numbers, headings with their ids, lists,
tables, HTML and the targets of links and pictures (the build finds the way from ``docs/zh``). Within one
paragraph their order is free, as the order of words is. Only words differ, among them the title of a claim.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import yaml
from conftest import ROOT
from markdown.extensions.toc import slugify

from benchmarks.collapse.page import pages

DOCS = ROOT / "docs"
ENGLISH_ONLY = {
    "reference/python.md",  # docstrings, which are English
    "reference/records.md",
}
FENCE = re.compile(r"^(`{3,})(.*)$")
HEADING = re.compile(r"^(#{1,6}) (.*?)(?: \{ #([\w-]+) \})?$")
CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
FORMULA = re.compile(r"(?<![\\$])\$(?!\$)((?:\\.|[^\\$])+?)\$")
WORDS_IN_FORMULA = re.compile(r"\\text\{[^}]*\}")
TARGET = re.compile(r"\]\(((?:[^()\s]|\([^()]*\))*)\)")
ATTRIBUTES = re.compile(r"\]?\{ ([.#][^}]*) \}")
TAG = re.compile(r"</?[a-z][^>]*>")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
RULE = re.compile(r":?-{3,}:?|--:")
ITEM = re.compile(r"^( *)(-|\d+\.|>)(?= )", re.MULTILINE)
KINDS = {
    "$$": "display", "|": "table", "- ": "list", "1.": "list", "![": "picture", "<": "HTML", ">": "quote",
}  # fmt: skip
HAN = r"[\u3400-\u9fff]"


@dataclass(frozen=True)
class Block:
    """Lines between two blank lines, or a fence, or a heading."""

    line: int
    kind: str
    text: str


def english() -> list[str]:
    paths = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    return sorted(path for path in paths if not path.startswith("zh/") and path not in ENGLISH_ONLY)


def read(page: str, folder: str) -> tuple[dict[str, object], list[Block]]:
    """The front matter, and the blocks with their lines counted from 1."""
    text = (DOCS / folder / page).read_text("utf-8")
    matter: dict[str, object] = {}
    lines = text.split("\n")
    start = 0
    if lines[0] == "---":
        end = lines.index("---", 1)
        matter, start = yaml.safe_load("\n".join(lines[1:end])), end + 1
    return matter, list(blocks(lines, start))


def blocks(lines: list[str], at: int) -> Iterator[Block]:
    while at < len(lines):
        first, line = at, lines[at]
        at += 1
        if not line.strip():
            continue
        if mark := FENCE.match(line):
            at = lines.index(mark[1], at) + 1
            yield Block(first + 1, "fence", "\n".join(lines[first:at]))
        elif HEADING.match(line):
            yield Block(first + 1, "heading", line)
        else:
            while at < len(lines) and lines[at].strip() and not FENCE.match(lines[at]):
                at += 1
            text = "\n".join(lines[first:at])
            yield Block(first + 1, kind_of(text), text)


def kind_of(text: str) -> str:
    return next((kind for start, kind in KINDS.items() if text.startswith(start)), "paragraph")


# -- the bones of a block: what is the same in both languages -----------------------------------------------


def bones(block: Block, folder: str) -> dict[str, object]:
    if block.kind == "fence":
        return {"fence": without_title(block.text)}
    text = block.text
    if block.kind == "heading":
        level, words, ident = HEADING.fullmatch(text).groups()  # type: ignore[union-attr]
        ident = ident or ("" if folder else slugify(CODE.sub(r"\1", words), "-"))
        return {"level": level, "id": ident, "code": counted(CODE, text), "formulas": formulas(words)}
    plain = CODE.sub("", text)
    alike: dict[str, object] = {
        "code": counted(CODE, text),
        "formulas": formulas(plain),
        "targets": counted(TARGET, plain),
        "attributes": counted(ATTRIBUTES, FORMULA.sub("", plain)),
        "HTML": TAG.findall(FORMULA.sub("", plain)),
        "items": ITEM.findall(text),
    }
    alike["numbers"] = Counter(NUMBER.findall(FORMULA.sub("", TARGET.sub("", plain))))
    if block.kind == "table":
        alike["cells"] = [numbers_of(row) for row in text.split("\n")]
    return alike


def without_title(fence: str) -> str:
    """A claim's or theorem's title is prose of the page; it must be there in both languages."""
    if fence.startswith(("```claim", "```theorem")):
        return re.sub(r"^title: .+$", "title: …", fence, flags=re.MULTILINE)
    return fence


def counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(pattern.findall(text))


def formulas(text: str) -> Counter[str]:
    """The formulas; words in them are words."""
    text = WORDS_IN_FORMULA.sub(r"\\text{…}", text)
    displayed = re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)
    return Counter([*displayed, *FORMULA.findall(re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL))])


def numbers_of(row: str) -> list[list[str]]:
    """The numbers in each cell, and the rule of a table."""
    cells = re.split(r"(?<!\\)\|", FORMULA.sub("", CODE.sub("", row)))
    return [sorted(NUMBER.findall(cell)) or RULE.findall(cell) for cell in cells]


# -- the tests ----------------------------------------------------------------------------------------------


def test_every_page_is_there_in_both_languages() -> None:
    chinese = {path.relative_to(DOCS / "zh").as_posix() for path in (DOCS / "zh").rglob("*.md")}
    missing, more = sorted(set(english()) - chinese), sorted(chinese - set(english()))
    assert not missing, f"expected a Chinese page docs/zh/… for each of {missing}"
    assert not more, f"docs/zh/ has pages without an English one: {more}"


@pytest.mark.parametrize("page", english())
def test_both_languages_have_the_same_bones(page: str) -> None:
    (matter, ours), (theirs_matter, theirs) = read(page, ""), read(page, "zh/")
    assert list(matter) == list(theirs_matter), f"docs/zh/{page}: expected the front matter {list(matter)}"
    for key, value in matter.items():
        if key in ("title", "description"):
            assert re.search(HAN, str(theirs_matter[key])), f"docs/zh/{page}: {key} is not Chinese"
        else:
            assert theirs_matter[key] == value, f"docs/zh/{page}: {key} of the front matter differs"
    for here, there in zip(ours, theirs, strict=False):
        where = f"docs/{page}:{here.line} and docs/zh/{page}:{there.line}"
        assert here.kind == there.kind, f"{where}: a {here.kind} in English, a {there.kind} in Chinese"
        alike, other = bones(here, ""), bones(there, "zh/")
        for name, value in alike.items():
            assert value == other[name], f"{where}: {name}: {difference(value, other[name])}"
    rest = [f"docs/{page}:{b.line}" for b in ours[len(theirs) :]]
    rest += [f"docs/zh/{page}:{b.line}" for b in theirs[len(ours) :]]
    assert not rest, f"{rest[0]}: the other language ends before this"


def difference(here: object, there: object) -> str:
    if isinstance(here, Counter) and isinstance(there, Counter):
        left, right = (sorted((a - b).elements()) for a, b in ((here, there), (there, here)))
        return f"only in English {left}, only in Chinese {right}"
    return f"{here!r} in English, {there!r} in Chinese"


RULES = {
    "half-width punctuation beside Chinese": rf"{HAN} ?[,;:!?]|[,;:!?] ?{HAN}|{HAN}[()]|[()]{HAN}",
    "no space between Chinese and Latin": rf"{HAN}[A-Za-z0-9$`]|[A-Za-z0-9$`]{HAN}",
    "a space beside full-width punctuation": r"\S [，。；：、）”]|[，。；、（“] [^|\s]",
    "Chinese in italics": rf"^[^*]*(?:\*[^*{HAN[1:]}*\*[^*]*)*\*[^*]*{HAN}[^*]*\*",
}


@pytest.mark.parametrize("page", english())
def test_chinese_is_set_as_chinese(page: str) -> None:
    """Full-width punctuation, a space beside Latin and formulas, no italics, a paragraph in one line."""
    for block in read(page, "zh/")[1]:
        where = f"docs/zh/{page}:{block.line}"
        if block.kind == "fence":
            continue
        words = re.sub(r" \{ [.#].*? \}", "", TARGET.sub("]", TAG.sub("", block.text)))
        words = FORMULA.sub("$x$", CODE.sub("`x`", words)).replace("**", "")
        for rule, pattern in RULES.items():
            hit = re.search(pattern, words)
            assert hit is None, f"{where}: {rule}: {words[max(0, hit.start() - 20) : hit.end() + 20]!r}"
        torn = re.search(r"^(?![-|<$>!]|\d+\.).*[^\n]\n(?![-|<$>!]|\d+\.)", block.text, re.MULTILINE)
        assert torn is None or block.kind in ("display", "HTML"), f"{where}: a line ends within a paragraph"


@pytest.mark.parametrize(("english_text", "chinese_text", "named"), [
    ("A sum $a + b$.", "和 $a + c$。", "formulas"), ("See `x`.", "见 `y`。", "code"),
    ("## On { #on }", "## 上 { #up }", "id"), ("# A", "# 甲", "id"), ("# A", "## 甲", "level"),
    ("[x](a.md)", "[x](b.md)", "targets"), ("![a](f.svg)", "![甲](g.svg)", "targets"),
    ("- a\n- b", "- 甲", "items"), ("| a | 1 |", "| 甲 | 2 |", "cells"), ("Of 20.", "共 21 个。", "numbers"),
    ("```sh\nx\n```", "```sh\ny\n```", "fence"), ("<p>a</p>", "<p>甲</b>", "HTML"),
    ("```claim\nstatement: x == x\n```", "```claim\nstatement: x == y\n```", "fence"),
])  # fmt: skip
def test_a_change_on_one_side_is_seen(english_text: str, chinese_text: str, named: str) -> None:
    (here,), (there,) = blocks(english_text.split("\n"), 0), blocks(chinese_text.split("\n"), 0)
    assert here.kind == there.kind
    alike, other = bones(here, ""), bones(there, "zh/")
    assert named in [name for name in alike if alike[name] != other[name]]


def test_only_words_differ() -> None:
    pairs = [
        ("The *sum* of $a$ and `b` [here](x.md#y).", "[此处](x.md#y)的 `b` 与 $a$ 之和。"),
        ("```claim\ntitle: A\nstatement: x == x\n```", "```claim\ntitle: 甲\nstatement: x == x\n```"),
        ("![A.](figures/a.svg)", "![甲。](figures/a.svg)"), ("## One `a`", "## 一 `a` { #one-a }"),
        ("| a | 1 |\n|---|--:|", "| 甲 | 1 |\n|---|--:|"),
    ]  # fmt: skip
    for english_text, chinese_text in pairs:
        (here,), (there,) = blocks(english_text.split("\n"), 0), blocks(chinese_text.split("\n"), 0)
        assert bones(here, "") == bones(there, "zh/"), english_text


def test_the_times_of_the_collapse_stand_on_both_pages() -> None:
    """The command writes both from the same tables: from those of the English page it makes what is there."""
    text = (DOCS / "collapse-benchmark.md").read_text("utf-8")
    tables = [table.rstrip("\n") for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)]
    machine = re.findall(r"^\d{4}-\d\d-\d\d, .*$", text, re.MULTILINE)
    parts = dict(zip(("alone", "beside", "growth", "machine"), tables + machine, strict=True))
    for path, made in pages(parts).items():
        assert path.read_text("utf-8") == made, path
