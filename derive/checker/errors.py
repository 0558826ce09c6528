"""The one way in which the checker refuses, and how it speaks of what it found.

>>> shown(["exp", ["mul", 2, "x"]]), shown(10**50), shown(10**5000)
("['exp', ...]", 'an integer of 167 bits', 'an integer of 16610 bits')
"""

from __future__ import annotations

from typing import Any


class Rejected(Exception):
    """A certificate is refused: at which step, what was expected and what was found."""

    def __init__(self, step: str, expected: str, found: str) -> None:
        super().__init__(f"{step}: expected {expected}, found {found}")
        self.step = step
        self.expected = expected
        self.found = found


def shown(data: Any) -> str:
    """A JSON value in a few words, however large it is."""
    if isinstance(data, int) and not isinstance(data, bool):
        return str(data) if data.bit_length() <= 100 else f"an integer of {data.bit_length()} bits"
    if isinstance(data, str):
        return repr(data[:40])
    if isinstance(data, (list, tuple)):
        first = [shown(data[0]) if isinstance(data[0], (int, str)) else "..."] if data else []
        return f"[{', '.join([*first, '...'][: len(data)])}]"
    return "an object" if isinstance(data, dict) else repr(data)[:40]
