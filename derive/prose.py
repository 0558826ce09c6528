r"""Claims in hand-written pages: a fence of the kind ``claim`` is proved and printed with its status.

A fence of the kind ``theorem`` names a theorem of `derive.theorems`; its certificate is checked here. One
of the kind ``part`` names a part of a page that is worked out in the build and given by the caller.

>>> from derive.language.catalogue import Catalogue
>>> page = "```claim\nstatement: relu(x) - relu(-x) == x\n```"
>>> text, files = with_claims(page, "a.md", Catalogue.load(), Templates())
>>> [path.split("/")[:2] for path in files]
[['certificates', 'a']]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from derive.checker import check
from derive.language.catalogue import Catalogue
from derive.language.grammar import FormulaError
from derive.language.records import Claim
from derive.models import TheoremView
from derive.pages import Writer, certificate_text, symbols, theorem_view
from derive.proof.claims import prove_claim
from derive.render import Templates
from derive.study import ClaimError, not_false
from derive.theorems import named

# A fence of four or more marks shows what is in it; a fence of three of a kind that is named here is one.
FENCE = re.compile(r"^(`{4,}).*?^\1$|^```(claim|theorem|part)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CLAIM = ("title", "statement", "domain", "assume")
THEOREM = ("name", "title", "proof")
PART = ("name",)
Parts = Mapping[str, Callable[[str], str]]  # a part's name -> its Markdown, from the way to the site's top


def with_claims(
    text: str,
    path: str,
    catalogue: Catalogue,
    templates: Templates,
    parts: Parts = MappingProxyType({}),
    known: dict[str, Claim] | None = None,
    theorems: dict[str, Shown] | None = None,
) -> tuple[str, dict[str, str]]:
    """A hand-written page with each ``claim`` and ``theorem`` printed, and its certificates by path.

    ``known`` holds the claims that were proved for other pages, by what is asked, and takes further ones;
    so does ``theorems`` by name.
    Raises ClaimError where a claim is false or cannot be read, or no theorem or part has the name.
    """
    folder = path.removesuffix(".md").replace("/", "-")
    writer = Writer(f"certificates/{folder}", symbols(catalogue))
    root = "../" * path.count("/")

    cited: dict[str, str] = {}

    def printed(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        if match[2] == "theorem":
            models, file, certificate = _theorem(match[3], path, {} if theorems is None else theorems)
            cited[file] = certificate
            return templates.render("theorem.md.j2", **models, root=root)
        if match[2] == "part":
            return _part(match[3], path, parts)(root)
        claim = _fenced(match[3], path, catalogue, {} if known is None else known)
        return templates.render("claim.md.j2", claim=writer.claim(claim), root=root)

    rendered = FENCE.sub(printed, text)
    return rendered, {**writer.files, **cited}


@dataclass(frozen=True, slots=True)
class Shown:
    """A theorem that the checker accepted, as it is printed; ``certificate`` is the text of its file."""

    view: TheoremView
    title: str
    where: str
    certificate: str


def _theorem(body: str, path: str, known: dict[str, Shown]) -> tuple[dict[str, Any], str, str]:
    """What the template is given, the certificate's path and its text."""
    rows = dict(_rows(body, path, THEOREM))
    name = rows.get("name", "")
    if rows.get("proof", "folded") not in ("folded", "open"):
        raise ClaimError(f"{path}: expected 'proof: open' or 'proof: folded', found {rows['proof']!r}")
    shown = known.get(name) or known.setdefault(name, _accepted(name, path))
    models = {"view": shown.view, "title": rows.get("title") or shown.title, "where": shown.where}
    models |= {"id": name.replace("/", "-"), "open": rows.get("proof") == "open"}
    return models, shown.view.certificate, shown.certificate


def _accepted(name: str, path: str) -> Shown:
    """The theorem of this name, after its certificate was checked."""
    try:
        found = named(name)
    except KeyError as error:
        raise ClaimError(f"{path}: {error.args[0]}") from None
    check(found.certificate)
    view = theorem_view(found.latex, found.lines, f"certificates/{name}.json", found.certificate)
    return Shown(view, found.title, found.where, certificate_text(found.certificate))


def _part(body: str, path: str, parts: Parts) -> Callable[[str], str]:
    name = dict(_rows(body, path, PART)).get("name", "")
    if name not in parts:
        raise ClaimError(f"{path}: expected one of the parts {', '.join(parts) or '(none)'}, found {name!r}")
    return parts[name]


def _fenced(body: str, path: str, catalogue: Catalogue, known: dict[str, Claim]) -> Claim:
    rows = list(_rows(body, path, CLAIM))
    titles, statements, domain, assume = (
        [value for key, value in rows if key == wanted]
        for wanted in ("title", "statement", "domain", "assume")
    )
    if len(statements) != 1 or len(titles) > 1:
        raise ClaimError(f"{path}: expected a claim with one statement and at most one title, found {body!r}")
    try:
        asked = catalogue.statement(statements[0], assume, domain)
    except FormulaError as error:
        raise ClaimError(f"{path}: {error}") from None
    claim = known.get(asked.id) or known.setdefault(asked.id, prove_claim(asked))
    not_false(claim, f"{path}: claim {statements[0]!r}")
    return replace(claim, title=titles[0] if titles else "")


def _rows(body: str, path: str, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for line in body.strip().splitlines():
        key, colon, value = line.partition(":")
        if not colon or key not in keys:
            kind = {CLAIM: "claim", THEOREM: "theorem"}.get(keys, "part")
            wanted = f"{', '.join(keys[:-1])} or {keys[-1]}" if keys[1:] else keys[0]
            raise ClaimError(f"{path}: expected {wanted} in a {kind}, found {line!r}")
        yield key, value.strip()
