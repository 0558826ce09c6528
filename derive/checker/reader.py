"""A statement that is read once: many certificates may be checked against what it says.

The prover tries several certificates for one statement. What reading costs is spent in each check again, so
a certificate is accepted here exactly when `derive.checker.check` accepts it by itself.

>>> data = {"definitions": {}, "hypotheses": [], "relation": "==", "left": "x", "right": "x"}
>>> Reading(data).claim.variables
('x',)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.checker.claim import Claim, read_claim
from derive.checker.errors import Rejected
from derive.checker.work import Tally, limited, spend


class Reading:
    """The claim of a statement (a JSON value, which must not be changed afterwards)."""

    def __init__(self, data: Any) -> None:
        with limited(Tally()) as tally:
            self.claim = read_claim(data)
        self.data, self._steps, self._nodes = data, tally.spent, self.claim.expander.nodes

    def of(self, certificate: Mapping[str, Any]) -> Claim:
        """The claim of a certificate whose statement is the very one that was read."""
        if certificate.get("statement") is not self.data:
            raise Rejected("certificate", "the statement that was read", "another")
        spend(self._steps)
        self.claim.expander.nodes = self._nodes
        return self.claim
