"""The one way in which the checker refuses."""

from __future__ import annotations


class Rejected(Exception):
    """A certificate is refused: at which step, what was expected and what was found."""

    def __init__(self, step: str, expected: str, found: str) -> None:
        super().__init__(f"{step}: expected {expected}, found {found}")
        self.step = step
        self.expected = expected
        self.found = found
