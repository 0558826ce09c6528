"""A fact about a function: what kind, its status, where it holds, in words, and the claims that carry it.

Each kind of fact has one file that exports `KIND` and a function from a `Subject` to its facts;
`derive.facts.all` lists them. A fact is never left out: what could not be decided is a fact with the status
open and a reason.

>>> Fact("parity", Status.OPEN, "parity of f", reason="more than 10 steps of work").json()["status"]
'open'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from derive.language.records import Claim, Status


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a function in one respect.

    ``statement`` is the fact as one plain line; ``domain`` says where it holds (empty: everywhere).
    ``values`` are the entries that its kind adds in JSON, numbers as decimal strings. ``claims`` are the
    statements behind it, each with its own status: a fact is proved only if they all are. ``reason`` says
    why it is open.
    """

    kind: str
    status: Status
    statement: str
    domain: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    claims: tuple[Claim, ...] = ()
    reason: str = ""

    def json(self) -> dict[str, Any]:
        """The fact as data; ``ids`` are the permanent ids of its statements."""
        found: dict[str, Any] = {
            "kind": self.kind, "status": str(self.status), "domain": self.domain, "statement": self.statement,
        }  # fmt: skip
        found |= self.values
        if self.reason:
            found["reason"] = self.reason
        return {**found, "ids": [claim.id for claim in self.claims]}
