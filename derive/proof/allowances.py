"""What a search may take: seconds, or steps of work; and how it ends when that is used up."""

from __future__ import annotations

import time

from derive.checker.work import Work, take

BETWEEN_LOOKS = 5_000  # steps of work between two looks at the clock


class GivenUp(Exception):
    """The search ended without an answer; the message is the reason."""


class Clock(Work):
    """An allowance of seconds instead of steps; `GivenUp` when time is up."""

    def __init__(self, deadline: float) -> None:
        super().__init__(0)
        self.deadline = deadline

    def refill(self) -> None:
        """Looks at the clock."""
        self.left = BETWEEN_LOOKS
        if self.around is not None:
            take(self.around, BETWEEN_LOOKS)
        if time.process_time() > self.deadline:
            raise GivenUp("time")


class Effort(Work):
    """An allowance of steps for a whole search: as much on every machine; else `GivenUp`."""

    def refill(self) -> None:
        """Ends the search: all is handed out at once."""
        self.left, self.rest = self.left + self.rest, 0
        if self.left < 0:
            raise GivenUp(f"more than {self.steps} steps of work")
