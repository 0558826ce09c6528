r"""Claims in hand-written pages: a fence of the kind ``claim`` is proved and printed with its status.

>>> from derive.language.catalogue import Catalogue
>>> page = "```claim\nstatement: relu(x) - relu(-x) == x\n```"
>>> text, files = with_claims(page, "a.md", Catalogue.load(), Templates())
>>> [path.split("/")[:2] for path in files]
[['certificates', 'a']]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.language.catalogue import Catalogue
from derive.language.grammar import FormulaError
from derive.language.records import Claim
from derive.pages import Writer, symbols
from derive.proof.claims import prove_claim
from derive.render import Templates
from derive.study import ClaimError, not_false

# A fence of four or more marks shows what is in it; a fence of three of the kind claim is one.
FENCE = re.compile(r"^(`{4,}).*?^\1$|^```claim\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KEYS = ("title", "statement", "domain", "assume")


def with_claims(
    text: str, path: str, catalogue: Catalogue, templates: Templates
) -> tuple[str, dict[str, str]]:
    """A hand-written page with each ``claim`` fence proved and printed, and its certificates by path.

    Raises ClaimError where a claim is false or cannot be read.
    """
    folder = path.removesuffix(".md").replace("/", "-")
    writer = Writer(f"certificates/{folder}", symbols(catalogue))
    root = "../" * path.count("/")

    def printed(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        claim = _fenced(match[2], path, catalogue)
        return templates.render("claim.md.j2", claim=writer.claim(claim), root=root)

    return FENCE.sub(printed, text), writer.files


def _fenced(body: str, path: str, catalogue: Catalogue) -> Claim:
    rows = list(_rows(body, path))
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
    claim = prove_claim(asked, titles[0] if titles else "")
    not_false(claim, f"{path}: claim {statements[0]!r}")
    return claim


def _rows(body: str, path: str) -> Iterator[tuple[str, str]]:
    for line in body.strip().splitlines():
        key, colon, value = line.partition(":")
        if not colon or key not in ("title", "statement", "domain", "assume"):
            raise ClaimError(
                f"{path}: expected title, statement, domain or assume in a claim, found {line!r}"
            )
        yield key, value.strip()
