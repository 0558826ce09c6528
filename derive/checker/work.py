"""How much work a check may be: counted in steps, not in seconds, so that the answer is the same everywhere.

A certificate is text from outside. What is small to write may be enormous to work out, so each part of the
checker says what it spends, and a check that spends too much is refused. A step is some microseconds at most.

>>> with limited(Work(100)):
...     spend(60)
...     spend(60)
Traceback (most recent call last):
derive.checker.errors.Rejected: certificate: expected a proof of at most 100 steps of work, found more
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Generic, TypeVar

from derive.checker.errors import Rejected

STEPS = 300_000  # for one certificate; the largest of the catalogue takes 7,000
PART = 2_000  # steps that are handed out at a time
W = TypeVar("W", bound="Work")


class Work:
    """An allowance of steps, handed out in parts; each part is spent from the allowance around it too."""

    def __init__(self, steps: int) -> None:
        self.steps = self.rest = steps
        self.left = 0  # of the part that is handed out
        self.around = _ALLOWANCE.get()

    def refill(self) -> None:
        """Hands out further parts until nothing is owed; `Rejected` when the allowance is used up."""
        while self.left < 0:
            part = min(PART, self.rest)
            if part <= 0:
                raise Rejected("certificate", f"a proof of at most {self.steps} steps of work", "more")
            self.rest -= part
            self.left += part
            if self.around is not None:
                take(self.around, part)


class Tally(Work):
    """No allowance of its own: what is spent is counted, and taken from the allowance around it."""

    def __init__(self) -> None:
        super().__init__(0)
        self._handed = 0

    def refill(self) -> None:
        self._hand(PART - self.left)

    def close(self) -> int:
        """The steps that were spent; what is left goes back to the allowance around it."""
        self._hand(-self.left)
        return self._handed

    def _hand(self, steps: int) -> None:
        self._handed, self.left = self._handed + steps, self.left + steps
        if self.around is not None:
            take(self.around, steps)


_ALLOWANCE: ContextVar[Work | None] = ContextVar("allowance", default=None)
_in_force = _ALLOWANCE.get  # looked up once: `spend` is called more often than anything else


class limited(Generic[W]):  # noqa: N801 - read as a verb: with limited(work)
    """Everything inside spends from this allowance."""

    __slots__ = ("_token", "_work")

    def __init__(self, work: W) -> None:
        self._work = work

    def __enter__(self) -> W:
        self._token = _ALLOWANCE.set(self._work)
        return self._work

    def __exit__(self, *_: object) -> None:
        _ALLOWANCE.reset(self._token)


def spend(steps: int) -> None:
    """Takes steps from the allowance in force (without one, work is not limited)."""
    work = _in_force()
    if work is not None:
        work.left -= steps
        if work.left < 0:
            work.refill()


def take(work: Work, steps: int) -> None:
    """Takes steps from one allowance."""
    work.left -= steps
    if work.left < 0:
        work.refill()
