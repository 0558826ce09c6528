"""Reading untrusted JSON: the keys that must be there, values compared strictly, values shown safely.

>>> same([1, "d"], [True, "d"]), same({"a": [0]}, {"a": [0]})
(False, True)
"""

from __future__ import annotations

from typing import Any

from derive.checker.errors import Rejected

MAX_DIMENSION = 1 << 31


def show(value: Any) -> str:
    """A short text of any JSON value, for an error message."""
    if type(value) is int and value.bit_length() > 128:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, list):
        return f"an array of {len(value)}"
    if isinstance(value, dict):
        return f"an object of {len(value)} keys"
    if isinstance(value, str):
        return ascii(value[:60])
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if value is None:
        return "null"
    return f"a value of type {type(value).__name__[:40]}"


def fields(data: Any, names: tuple[str, ...], where: str) -> list[Any]:
    """The values of an object that has exactly the keys ``names``, in their order."""
    if type(data) is not dict:
        raise Rejected(where, f"an object with the keys {', '.join(names)}", show(data))
    if data.keys() != set(names):
        keys = ", ".join(show(key) for key in list(data)[:8])
        raise Rejected(where, f"exactly the keys {', '.join(names)}", keys or "none")
    return [data[name] for name in names]


FRAME = ("format", "version", "kind", "claim", "statement", "proof")


def framed(certificate: Any, kind: str) -> list[Any]:
    """Claim, statement and proof of a certificate that has just the six keys, and the right first three."""
    *head, claim, statement, proof = fields(certificate, FRAME, "certificate")
    for key, found, wanted in zip(FRAME, head, ("derive-certificate", 1, kind), strict=False):
        if not same(found, wanted):
            raise Rejected(f"certificate.{key}", repr(wanted), show(found))
    return [claim, statement, proof]


def array(data: Any, where: str, length: int | None = None) -> list[Any]:
    """The value itself, a list (of ``length`` items where it is given)."""
    if type(data) is not list or (length is not None and len(data) != length):
        raise Rejected(where, "an array" if length is None else f"an array of {length}", show(data))
    return data


def whole(data: Any, where: str, low: int, high: int) -> int:
    """The value itself, an integer (and no boolean) from ``low`` to ``high``."""
    if type(data) is not int or not low <= data <= high:
        raise Rejected(where, f"a whole number from {low} to {high}", show(data))
    return data


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal, types included (1, 1.0 and true differ).

    Goes as deep as both are alike, so that one side of bounded depth bounds the work.
    """
    kind = type(left)
    if kind is not type(right):
        return False
    if kind is list:
        if len(left) != len(right):
            return False
        for a, b in zip(left, right, strict=True):
            if a != b if type(a) is str else not same(a, b):
                return False
        return True
    if kind is dict:
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)
