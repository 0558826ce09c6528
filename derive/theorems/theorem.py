"""What a page prints of a theorem that is not about one function: one record for page and certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from derive.proof.exposition import ProofLine


@dataclass(frozen=True, slots=True)
class NamedTheorem:
    """A theorem with its certificate.

    ``title`` is a phrase for its head, ``latex`` the statement, ``where`` a sentence with the hypotheses
    (shapes, domains). ``lines`` are the proof for a reader, made from what the certificate holds.
    """

    title: str
    latex: str
    where: str
    certificate: dict[str, Any]
    lines: tuple[ProofLine, ...]


Maker = Callable[[], NamedTheorem]
