"""A statement that is read once: many certificates may be checked against what it says.

The prover tries several certificates for one statement. What reading costs is spent in each check again, so
a certificate is accepted here exactly when `derive.checker.check` accepts it by itself. What the checker has
said of cells meanwhile is kept beside it (`derive.checker.settled`).

>>> data = {"definitions": {}, "hypotheses": [], "relation": "==", "left": "x", "right": "x"}
>>> Reading(data).claim.variables
('x',)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from derive.checker.claim import Claim, read_claim
from derive.checker.errors import Rejected
from derive.checker.leaves import outcome
from derive.checker.settled import Settled
from derive.checker.work import Tally, limited, spend


class Reading:
    """The claim of a statement (a JSON value, which must not be changed afterwards)."""

    def __init__(self, data: Any) -> None:
        with limited(Tally()) as tally:
            self.claim = self.read(data)
        self.data, self._steps, self._nodes = data, tally.close(), self.claim.expander.nodes
        self.settled = Settled(partial(outcome, self.claim))

    def read(self, data: Any) -> Claim:
        """What the statement claims."""
        return read_claim(data, shared=True)

    def of(self, certificate: Mapping[str, Any]) -> Claim:
        """The claim of a certificate whose statement is the very one that was read."""
        if certificate.get("statement") is not self.data:
            raise Rejected("certificate", "the statement that was read", "another")
        spend(self._steps)
        self.claim.expander.nodes = self._nodes
        return self.claim
