r"""Page models through Jinja to Markdown: the one place that knows Jinja. Templates place, Python decides.

Every string that a template prints is data: characters that mean something in HTML or Markdown come out
as character references, so that a name in a user's catalogue can do nothing in a page.

>>> print(Text("a*b [x](javascript:y) <b>").__html__())
a&#42;b &#91;x&#93;(javascript:y) &#60;b&#62;
>>> print(inline(r"x < \sigma(x)"))
$x \lt \sigma(x)$
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache, partial
from importlib.resources import files
from pathlib import Path
from types import NoneType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from derive.translation import ENGLISH, Translator

# Characters that always mean something, and those that do so where a line begins.
SPECIAL = re.compile(r"[\\`*{}\[\]#|<>&\"'~^$]|(?<![^\W_])_|_(?![^\W_])|^[-+=!:]|^\d+[.)]")
WORDLESS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+|\s+")
UNSAFE = re.compile(
    r"[^\w \n()*+/=.,:;!?|{}%-]"
)  # in a program: what could end it, or begin a tag or a fence
# Signs that would end a cell of a table or begin a tag, and the LaTeX words for them.
PLAIN = re.compile(r"\\\\|(?:\\\||[|<>]) ?")
WORDS = {"<": r"\lt", ">": r"\gt", "|": r"\vert", r"\|": r"\Vert"}


Row = tuple[str, str, Mapping[str, Any]]  # a page to be rendered: its path, its template, what that is given


class Text(str):
    """A string of data; in a template it prints as itself, whatever it contains."""

    __slots__ = ()

    def __html__(self) -> Markup:
        return _safe(self)


@lru_cache(maxsize=1 << 14)  # pages say much of what they say again
def _safe(text: str) -> Markup:
    flat = WORDLESS.sub(" ", text).strip()
    safe = SPECIAL.sub(lambda m: "".join(c if c.isalnum() else f"&#{ord(c)};" for c in m[0]), flat)
    return Markup(safe)  # noqa: S704 - every special character is a reference now


def template_directory() -> Path:
    """Where the templates are: beside the package in a checkout, inside it once installed."""
    package = Path(str(files("derive")))
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


# The fields of models that hold words: these are said in the reader's language, all else is data.
WORDED = frozenset({
    "alt", "description", "evidence", "label", "meaning", "name", "note", "place", "plain", "reason", "rule",
    "sentence", "summary", "text", "title", "word", "words",
})  # fmt: skip
NAMED = frozenset({"Listing", "HomonymView"})  # models whose name is a function's


def quoted(value: Any, words: Translator = ENGLISH) -> Any:
    """A model with each of its strings as Text, words in the reader's language; frozen dataclasses become
    mappings of their fields.
    """
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, (list, tuple)):
        return [quoted(item, words) for item in value]
    if isinstance(value, (int, NoneType)):
        return value
    if ways := _ways(value.__class__):
        return {name: way(getattr(value, name), value, words) for name, way in ways}
    if isinstance(value, Mapping):
        return {key: quoted(item, words) for key, item in value.items()}
    return value


@cache
def _ways(model: type[Any]) -> tuple[tuple[str, Callable[[Any, Any, Translator], Any]], ...]:
    """How each field of a kind of model is quoted; none where it is no dataclass."""
    special = {"alt": _alternative, "aliases": _aliases} | dict.fromkeys(WORDED - {"alt"}, _worded)
    if model.__name__ in NAMED:
        special["name"] = _named
    return tuple(
        (row.name, special.get(row.name, _data)) for row in (fields(model) if is_dataclass(model) else ())
    )


def _data(value: Any, _model: Any, words: Translator) -> Any:
    return quoted(value, words)


def _worded(value: Any, _model: Any, words: Translator) -> Any:
    return Text(words(value)) if type(value) is str else quoted(value, words)


def _named(value: str, _model: Any, words: Translator) -> Text:
    return Text(words.name(value))


def _aliases(value: Iterable[str], _model: Any, words: Translator) -> list[Text]:
    return [Text(words(item)) for item in value]


def _alternative(value: str, model: Any, words: Translator) -> Text:
    return Text(next((row.text for row in model.said if row.language == words.language), words(value)))


def _latex(latex: str) -> str:
    """LaTeX as it may stand in Markdown; ValueError where it could end the formula it stands in."""
    if isinstance(latex, Markup):
        raise TypeError(f"expected LaTeX as it was written, found it escaped: {latex!r}")
    flat = WORDLESS.sub(" ", latex).strip()
    if "$" in flat or not flat:
        raise ValueError(f"expected a formula without dollar signs, found {latex!r}")
    return PLAIN.sub(lambda m: m[0] if m[0] == r"\\" else WORDS[m[0].strip()] + " ", flat).strip()


def inline(latex: str, large: bool = False) -> Markup:
    """A formula in running text: ``$…$``; ``large`` where it has the room of a display."""
    style = r"\displaystyle " if large else ""
    return Markup(f"${style}{_latex(latex)}$")  # noqa: S704 - a formula without < and > and $


def display(latex: str) -> Markup:
    """A formula on lines of its own: ``$$…$$``."""
    return Markup(f"$$\n{_latex(latex)}\n$$")  # noqa: S704


def mathhtml(latex: str) -> Markup:
    """A formula where Markdown is not read: as the marks that become MathML when the site is built."""
    return Markup('<span class="arithmatex">\\({}\\)</span>').format(Markup(escape(_latex(latex))))  # noqa: S704


def for_script(table: Mapping[str, str]) -> Markup:
    """Words for a script, as JSON in an attribute."""
    return escape(json.dumps({key: str(word) for key, word in table.items()}, ensure_ascii=False))


def program(lines: list[Text]) -> Markup:
    """Lines of a program as the content of a code element, with their indents and without an empty line."""
    safe = "\n".join(UNSAFE.sub(lambda m: f"&#{ord(m[0])};", line) for line in lines)
    safe = safe.replace("\n\n\n", "\n&#10;&#10;").replace("\n\n", "\n&#10;")
    return Markup(safe)  # noqa: S704 - every special character is a reference now


def meta(text: str) -> Markup:
    """Text for the head of a page, where even a character reference may be read as a tag."""
    return Text(text.replace("<", "‹").replace(">", "›")).__html__()


def code(text: str) -> Markup:
    """Text as code."""
    return Markup("<code>{}</code>").format(Text(text))


def _flat(value: Any) -> Any:
    return WORDLESS.sub(" ", value) if type(value) is str else value


def _translated(words: Translator, text: str) -> Text:
    """A sentence of Python's rows in the reader's language; what has no translation stays as it is."""
    return Text(words(str(text)))


class _Compiled(BytecodeCache):
    """Templates as they were compiled in this process, for every language and every build of a server."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


@lru_cache(maxsize=1)
def _compiled() -> _Compiled:
    return _Compiled()


class Templates:
    """The templates, in the words of one language."""

    def __init__(self, words: Translator = ENGLISH) -> None:
        self.words = words
        self.environment = Environment(
            loader=FileSystemLoader(template_directory()),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            bytecode_cache=_compiled(),
            finalize=lambda value: Text(value) if type(value) is str else value,
        )
        self.environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
        self.environment.filters.update(
            math=lambda latex, large=False: inline(words.formula(latex), large),
            display=lambda latex: display(words.formula(latex)), code=code, program=program, meta=meta,
            tr=partial(_translated, words), mathhtml=lambda latex: mathhtml(words.formula(latex)),
            words=for_script,
        )  # fmt: skip

    def plain(self, template: str, **models: Any) -> str:
        """A plain text; what is printed stands there as it is, on one line."""
        environment = self.environment.overlay(autoescape=False, finalize=_flat)
        return environment.get_template(template).render(models).strip() + "\n"

    def html(self, template: str, **models: Any) -> str:
        """A piece of HTML; what is printed is escaped."""
        return self.environment.get_template(template).render(models).strip()

    def render(self, template: str, **models: Any) -> str:
        """The Markdown of a page; raises jinja2.UndefinedError where the models lack a value."""
        page = self.environment.get_template(template)
        text = page.render({name: quoted(model, self.words) for name, model in models.items()})
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
