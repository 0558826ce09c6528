r"""Pages of a further language beside those in English: where they stand, and where their links lead.

Figures, certificates and data are shared; a page that is not there in the language is linked in English.

>>> beside("a/b.md", "[x](c.md#d) [y](../data/e.json) [z](f.md)", {"a/b.md", "a/c.md"})
'[x](c.md#d) [y](../../data/e.json) [z](../../a/f.md){ hreflang=en }\n'
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from posixpath import dirname, join, normpath, relpath

from derive.translation import LANGUAGES

FOLDERS = frozenset(LANGUAGES)

# A fence of code, or code in a line, is left alone; a link with the attributes that follow it.
LINK = re.compile(
    r"(^(`{3,}|~{3,}).*?^\2$|`[^`\n]+`)|(?<=\]\()([^)\s]+)((?: \"[^\"\n]*\")?\))(\{:? ?)?",
    re.MULTILINE | re.DOTALL,
)
HAN = "\u3400-\u9fff"
WIDE = "，。；：？！、（）「」《》…—"
# Chinese has no spaces: one beside a wide sign goes, and so does the end of a line between two characters.
SPACE = re.compile(
    rf"(?<=[{HAN}]) +(?=[{HAN}])|"
    r"(?<=[，。；：？！、（]) +(?![{|])|(?<=\S) +(?=[，。；：？！、）])"
)
BREAK = re.compile(rf"(?<=[{HAN}{WIDE}])\n(?=[{HAN}（「《])")


def prose_by_language(prose: Mapping[str, str], languages: Sequence[str]) -> dict[str, dict[str, str]]:
    """Hand-written pages of each language, English first, with their paths in it.

    A page in a language that is not asked for is left out.
    """
    found: dict[str, dict[str, str]] = {language: {} for language in ("en", *languages)}
    for path, text in prose.items():
        language, own = split(path)
        if language in found:
            found[language][own] = text
    return found


def split(path: str) -> tuple[str, str]:
    """The language of a page, and its path in that language.

    >>> split("zh/activations/relu.md"), split("activations/relu.md")
    (('zh', 'activations/relu.md'), ('en', 'activations/relu.md'))
    """
    folder, slash, rest = path.partition("/")
    return (folder, rest) if slash and folder in FOLDERS else ("en", path)


def beside(path: str, text: str, pages: Collection[str]) -> str:
    """A page of a language as a page of the site; ``pages`` are all paths that there are in the language."""
    return _spaced(_linked(text, path, pages))


def _linked(text: str, path: str, pages: Collection[str]) -> str:
    folder = dirname(path)

    def led(match: re.Match[str]) -> str:
        target = match[3]
        if target is None or target.startswith(("#", "/")) or re.match(r"[a-z]+:", target):
            return match[0]
        where, sign, anchor = target.partition("#")
        found = normpath(join(folder, where))
        if found in pages:
            return match[0]
        up = relpath(found, join("in", folder)) + sign + anchor
        if not found.endswith(".md"):
            return f"{up}{match[4]}{match[5] or ''}"
        opened = "{ hreflang=en " + ("" if match[5] else "}")
        return f"{up}{match[4]}{opened}"

    return LINK.sub(led, text)


def _spaced(text: str) -> str:
    """The text as Chinese is set; a program in it stays as it is."""
    parts = re.split(r"(^(`{3,}|~{3,}).*?^\2$|<pre.*?</pre>|`[^`\n]+`)", text, flags=re.MULTILINE | re.DOTALL)
    kept = [
        BREAK.sub("", SPACE.sub("", part)) if k % 3 == 0 else part
        for k, part in enumerate(parts)
        if k % 3 < 2
    ]
    return "".join(kept).strip() + "\n"
