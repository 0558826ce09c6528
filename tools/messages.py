"""Collects the messages of the site, and brings the catalogue of each language up to date.

    python tools/messages.py          adds what is new to derive/locale, and drops what is gone
    python tools/messages.py --check  says what is missing, and changes nothing

Messages come from the templates, from calls in Python that mark them, from tables that are read as they are
(families, rules, flags), from the texts of the catalogue, from the proofs of theorems, and from mkdocs.yml.
A sentence that Python puts together is a message with places: ``{0} was not proved``.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from derive.collapse import step_lemma, theorem
from derive.grounds import GROUNDS
from derive.grounds import GROUPS as GROUNDS_BY
from derive.labels import FAMILIES
from derive.proof import exposition
from derive.rules import rules
from derive.sheets.kinds import GROUPS, title_of
from derive.sheets.traits import COLUMNS, FLAGS
from derive.sheets.vector_book import FAMILIES as VECTOR_FAMILIES
from derive.theorems import named, names
from derive.translation import FIGURES, IN_FORMULA, LANGUAGES, NAMES_OF, catalogue

ROOT = Path(__file__).parent.parent
# Calls whose text is a message: name -> which argument. Keywords and variables that hold one.
CALLS = {
    "Row": 0, "Unclear": 0, "Undecided": 0, "TooEarly": 0, "TooMany": 0, "TurnView": 0, "Property": 0,
    "claim": 1, "prove_claim": 1, "maybe": 1, "_open": 1, "_claim": 4, "_told": 4, "_not_zero": 3,
}  # fmt: skip
RETURNS = {"_proofs", "_evidence", "_pictures"}  # functions that return one
HOLDERS = {"reason", "title", "NOT_FOUND", "LOWEST", "HIGHEST", "word"}
SILENT = {
    "cli",
    "checker",
    "fuzz",
    "language",
    "terminal",
    "console",
    "gradients",
    "theorems",
    "collapse",
    "reference",
}
WORDS = {"summary", "name", "note", "words", "description", "text", "place"}  # texts of a catalogue file
OTHERS = {"names", "references"}  # tables of a catalogue file where a name is a name


@dataclass(frozen=True, slots=True)
class Message:
    """A text to translate, its plural (or nothing), its context, and where it stands."""

    text: str
    where: str
    plural: str = ""
    context: str = ""


def messages() -> list[Message]:
    """Every message once, in the order in which they are found."""
    found: dict[tuple[str, str], Message] = {}
    for part in (_templates(), _python(), _tables(), _theorems(), _catalogue(), _configuration()):
        for message in part:
            if message.text.strip() and re.search(r"[^\W\d_]{2}|[.;,:]", message.text):
                found.setdefault((message.context, message.text), message)
    return list(found.values())


# -- templates and Python ----------------------------------------------------------------------------


def _templates() -> Iterator[Message]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    for path in sorted((ROOT / "templates").glob("*.j2")):
        if path.name in ("llms.txt.j2", "commands.md.j2"):  # in English only
            continue
        rows = babel_extract(BytesIO(path.read_bytes()), ("_", "gettext", "ngettext"), (), options)
        for _line, _function, text, _comments in rows:
            first, plural = (text[0], text[1]) if isinstance(text, tuple) else (text, "")
            yield Message(first, path.name, plural or "")


def _python() -> Iterator[Message]:
    for path in sorted((ROOT / "derive").rglob("*.py")):
        where = path.relative_to(ROOT / "derive")
        source = path.read_text("utf-8")
        if where.parts[0] not in ("checker", "figures", "translation.py"):
            words = re.findall(r"\\text\{+([ \w]+)\}+", source)
            yield from (Message(text, where.as_posix(), "", IN_FORMULA) for text in words)
        if where.parts[0].removesuffix(".py") in SILENT or where.stem.endswith(("_commands", "_lines")):
            continue
        context = FIGURES if where.parts[0] == "figures" else ""
        for node in ast.walk(ast.parse(source)):
            for part in _marked(node, bool(context)):
                for text in _texts(part):
                    if "\\" not in text:  # a formula is none
                        yield Message(text, where.as_posix(), "", context)


def _marked(node: ast.AST, figures: bool) -> Iterator[ast.expr]:
    """The expressions whose texts are messages."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "_":
            yield node.args[0]
        elif not figures and name in CALLS and len(node.args) > CALLS[name]:
            yield node.args[CALLS[name]]
        if not figures:
            yield from (word.value for word in node.keywords if word.arg in HOLDERS)
    if isinstance(node, ast.FunctionDef) and node.name in RETURNS and not figures:
        for part in ast.walk(node):
            if isinstance(part, ast.Return) and part.value is not None:
                yield from part.value.elts if isinstance(part.value, ast.Tuple) else (part.value,)
    if figures or not isinstance(node, ast.Assign | ast.AnnAssign):
        return
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        if isinstance(target, ast.Name) and target.id in HOLDERS and node.value is not None:
            yield node.value


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts of an expression; what a formatted one fills in are its places."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        count, parts = 0, []
        for part in node.values:
            parts.append(str(part.value) if isinstance(part, ast.Constant) else f"{{{count}}}")
            count += not isinstance(part, ast.Constant)
        yield "".join(parts)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Dict | ast.BoolOp):
        for value in node.values:
            yield from _texts(value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        yield from _texts(node.func.value)
        for value in node.args[1:]:
            yield from _texts(value)
    elif isinstance(node, ast.Subscript):
        yield from _texts(node.value)


# -- tables, theorems, the catalogue -----------------------------------------------------------------


def _tables() -> Iterator[Message]:
    for families in (FAMILIES, VECTOR_FAMILIES):
        yield from (Message(text, "families") for row in families.values() for text in row)
    for title, sentence, _open, kinds in GROUPS.values():
        yield from (Message(text, "kinds") for text in (title, sentence, *map(title_of, kinds)))
    for rule in (*rules(), *GROUNDS):
        yield from (Message(text, "rules") for text in (rule.title, rule.sentence))
    yield from (Message(text, "rules") for row in GROUNDS_BY.values() for text in row)
    yield from (Message(text, "flags") for row in FLAGS.values() for text in row)
    yield from (Message(text, "columns") for text in COLUMNS.values())
    statuses = ("proved", "enclosed", "measured", "cited", "open")
    ways = ("increasing", "decreasing", "constant", "convex", "concave", "linear", "minimum", "maximum")
    pieces = ("piecewise constant", "piecewise linear")
    shapes = ("neither", "none", "odd", "even", *pieces, "discontinuous", "forwards", "backwards")
    yield from (Message(text, "words of facts") for text in (*statuses, *ways, *shapes))
    composed = (
        "Maximum of", "Minimum of", "{0}, then {1} changes", "{0}, then {1}", "at least {0}",
        "f is not continuous in its domain", "f has {0} continuous derivatives, or more", "time", "memory",
        "too many levels", "infimum", "supremum", "the function is constant there",
        "built from entire functions without a division by one",
    )  # fmt: skip
    yield from (Message(text, "words of facts") for text in composed)


def _theorems() -> Iterator[Message]:
    for name in names():
        found = named(name)
        sentences = (line.sentence for line in found.lines)
        yield from (Message(text, "theorems") for text in (found.title, found.where, *sentences))
    for proved in (step_lemma(), theorem(), theorem("residual")):
        yield from (Message(line.sentence, "collapse") for line in proved.proof())
    yield from (Message(text, "collapse") for text in exposition.FAMILIES.values())


def _catalogue() -> Iterator[Message]:
    for path in sorted((ROOT / "derive" / "catalogue").rglob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        where = path.relative_to(ROOT / "derive").as_posix()
        yield Message(data.pop("name"), where, "", NAMES_OF)
        yield from (Message(text, where) for text in _said(data))
        yield from (Message(text, where) for text in data.get("aliases", ()) if " " in text)
    data = tomllib.loads((ROOT / "derive" / "facts" / "approximations.toml").read_text("utf-8"))
    yield from (Message(text, "facts/approximations.toml") for text in _said(data))


def _said(data: Any, names_too: bool = True) -> Iterator[str]:
    if isinstance(data, list):
        for item in data:
            yield from _said(item, names_too)
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        if isinstance(value, str):
            if key in WORDS and (names_too or key != "name"):
                yield value
        elif key not in ("references", "parameters"):
            yield from _said(value, names_too and key not in ("names", "uses"))
        elif key == "parameters":
            yield from (row["description"] for row in value)


def _configuration() -> Iterator[Message]:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!ENV", lambda loader, node: None)
    data = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader)  # noqa: S506 - a safe loader
    yield from (Message(data[key], "mkdocs.yml") for key in ("site_description", "site_author", "copyright"))
    rows = (row["toc"] for row in data["markdown_extensions"] if isinstance(row, dict) and "toc" in row)
    yield from (Message(row["permalink_title"], "mkdocs.yml") for row in rows)
    yield from (Message(row["toggle"]["name"], "mkdocs.yml") for row in data["theme"]["palette"])
    yield from (Message(text, "mkdocs.yml") for text in _titles(data["nav"]))
    yield Message("{0} (in English)", "navigation")
    yield Message("otherwise", "language/latex.py", "", IN_FORMULA)


def _titles(rows: Iterable[Any]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, dict):
            for title, inside in row.items():
                yield title
                yield from _titles(inside if isinstance(inside, list) else ())


# -- the catalogue of a language ---------------------------------------------------------------------


def updated(language: str) -> Catalog:
    """The catalogue with exactly the messages that there are, and the translations that it had."""
    with catalogue(language).open("rb") as file:
        old = read_po(file, language)
    known = {(row.context or "", _first(row.id)): row for row in old if row.id}
    new = Catalog(language, project="Derive", charset="utf-8", fuzzy=False)
    new.header_comment = old.header_comment
    new.mime_headers = [
        row for row in old.mime_headers if row[0] in ("Content-Type", "Language", "Plural-Forms")
    ]
    for one in messages():
        before = known.get((one.context, one.text))
        said = before.string if before else ""
        plural = (one.text, one.plural) if one.plural else one.text
        if one.plural and not isinstance(said, tuple):
            said = (said,)
        new.add(plural, said, [(one.where, None)], context=one.context or None,
                user_comments=before.user_comments if before else ())  # fmt: skip
    return new


def _first(text: Any) -> str:
    return str(text if isinstance(text, str) else text[0])


def missing(language: str) -> list[str]:
    """The messages that have no translation."""
    return [_first(row.id) for row in updated(language) if row.id and not _first(row.string or "")]


def main() -> int:
    for language in LANGUAGES:
        if "--check" in sys.argv:
            without = missing(language)
            sys.stdout.write("\n".join(without))
            return 1 if without else 0
        new = updated(language)
        with catalogue(language).open("wb") as file:
            write_po(file, new, width=110, omit_header=False, include_lineno=False)
        told = f"{language}: {len(new)} messages, {len(missing(language))} without a translation"
        sys.stdout.write(f"{told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
