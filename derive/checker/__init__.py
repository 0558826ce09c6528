"""The independent checker: certificates in, yes or no out. Standard library only.

It imports nothing of Derive's other parts, reads statements as JSON trees and expands their
definitions by itself. To trust a certificate is to trust these few files and Python.

>>> check({"format": "derive-certificate", "version": 2})
Traceback (most recent call last):
derive.checker.errors.Rejected: certificate: expected format 'derive-certificate', version 1, found another
"""

from __future__ import annotations

from typing import Any, NamedTuple

from derive.checker.errors import Rejected, shown
from derive.checker.identity import demand, unsealed
from derive.checker.work import STEPS, Work, limited

__all__ = ["Rejected", "Report", "check"]

FORMAT, VERSION = "derive-certificate", 1


class Report(NamedTuple):
    """What was checked: the kind of certificate, its verdict, and how many cells or steps it took."""

    kind: str
    verdict: str
    steps: int


def check(certificate: Any, statement: str | None = None, read: Any = None) -> Report:
    """Checks a certificate (a JSON value); raises `Rejected` when it does not prove what it states.

    With ``statement``, the id of a statement or its first digits, also when that is not what it states.
    A seal, which certificates in files have, must be the right one (`derive.checker.identity`).
    ``read`` is its statement, where that has been read already (`derive.checker.reader`).
    """
    if not isinstance(certificate, dict):
        raise Rejected("certificate", "a JSON object", type(certificate).__name__)
    version = certificate.get("version")
    if certificate.get("format") != FORMAT or version != VERSION or type(version) is not int:
        raise Rejected("certificate", f"format {FORMAT!r}, version {VERSION}", "another")
    kind = certificate.get("kind")
    try:
        certificate = unsealed(certificate)
        if statement is not None:
            demand(certificate, statement)
        with limited(Work(STEPS)):
            return _dispatch(kind, certificate, read)
    except (RecursionError, OverflowError, MemoryError) as error:
        raise Rejected("certificate", "a proof of moderate size", type(error).__name__) from None


def _dispatch(kind: Any, certificate: dict[str, Any], read: Any) -> Report:
    if kind == "statement":
        from derive.checker.statement import check_statement

        verdict, cells = check_statement(certificate, read)
        return Report(kind, verdict, cells)
    if kind == "collapse":
        from derive.checker.words import check_collapse

        report = check_collapse(certificate)
        return Report(kind, "proved", int(report.get("steps", 0)))
    if kind == "limit":
        from derive.checker.limits import check_limit

        return Report(kind, *check_limit(certificate, read))
    if kind == "network":
        from derive.checker.network import check_network

        return Report(kind, "proved", check_network(certificate))
    if kind == "tensor":
        from derive.checker.tensor import check_tensor

        return Report(kind, "proved", check_tensor(certificate))
    raise Rejected("certificate", "a kind: statement, limit, collapse, network or tensor", shown(kind))
