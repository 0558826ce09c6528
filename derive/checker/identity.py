"""Which statement a certificate is about, and whether its file is as it was written.

A certificate that was changed may still prove something, only something else. So each statement has an id,
the SHA-256 of its canonical JSON, which stands where the theorem is printed; a checker that is given it
refuses a certificate of any other statement. And a file carries a *seal*, the SHA-256 of all the rest of it:
it finds every accident. It is no signature: whoever changes a file can seal it anew.

>>> first, other = ({"kind": "collapse", "claim": "minors", "statement": {"width": h}} for h in (1, 2))
>>> statement_id(first)[:12], statement_id(other)[:12]
('6d991a0736e1', 'edc0b7765162')
>>> unsealed({**sealed(first), "statement": {"width": 2}})
Traceback (most recent call last):
derive.checker.errors.Rejected: certificate.seal: expected the seal of what the file holds, found another

SHA-256: FIPS 180-4.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from derive.checker.errors import Rejected, shown

SHORTEST = 12  # digits of an id that are enough to tell statements apart


def digest(data: Any) -> str:
    """The SHA-256 of a JSON value, written with sorted keys and without spaces."""
    try:
        text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise Rejected("certificate", "a JSON value of moderate size", type(error).__name__) from None
    return hashlib.sha256(text.encode()).hexdigest()


def statement_id(certificate: Mapping[str, Any]) -> str:
    """The id of what a certificate states: its statement, and what kind of claim that is where it says so."""
    stated = certificate.get("statement")
    if "claim" in certificate:
        stated = {key: certificate.get(key) for key in ("kind", "claim", "statement")}
    return digest(stated)


def sealed(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate as a file holds it."""
    return {**certificate, "seal": digest(dict(certificate))}


def unsealed(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate without its seal, which must be the right one; as it is where it has none."""
    rest = {key: value for key, value in certificate.items() if key != "seal"}
    if "seal" in certificate and certificate["seal"] != digest(rest):
        raise Rejected("certificate.seal", "the seal of what the file holds", "another")
    return rest


def demand(certificate: Mapping[str, Any], wanted: str) -> None:
    """Refuses a certificate of another statement than the one whose id begins with ``wanted``."""
    if len(wanted) < SHORTEST:
        raise Rejected("statement", f"an id of at least {SHORTEST} digits", shown(wanted))
    found = statement_id(certificate)
    if not found.startswith(wanted.lower()):
        raise Rejected("statement", f"the statement {wanted}", f"the statement {found[:SHORTEST]}")
