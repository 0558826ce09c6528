"""Facts with bounds that hold: a process of its own that hands over each fact as it is found.

The process looks at the clock by itself; where a library call does not come back, or the memory is used up,
it is stopped, the facts that it found are kept, and the other kinds are open with the reason. An exception
that nobody expected is called a fault of the program.

>>> from derive.language.catalogue import Catalogue
>>> with Surveyor() as surveyor:
...     surveyor.facts(Subject.of(Catalogue.load()["relu"]))[0]["formula"]
'Piecewise((0, x < 0), (1, x > 0))'
"""

from __future__ import annotations

import signal
import time
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from derive.facts.all import KINDS, found_facts
from derive.facts.deciding import open_fact
from derive.facts.subject import Subject
from derive.proof.guard import Beside, bound_memory, fault

SECONDS = 20.0
MEGABYTES = 1024
EARLY = 0.925  # the part of the time after which the process stops by itself
LATE = 0.975  # and after which it is stopped
DONE = "done"


class Surveyor:
    """Finds the facts of one subject after the other, each within bounds of time and memory."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds = seconds
        self._beside = Beside(_serve, seconds, megabytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def facts(self, subject: Subject) -> list[dict[str, Any]]:
        """The facts as data, of every kind; open where a bound was reached."""
        end = time.monotonic() + LATE * self.seconds
        found: list[dict[str, Any]] = []
        pipe = self._beside.pipe()
        reason = "time"
        try:
            pipe.send(subject)
            while pipe.poll(max(0.0, end - time.monotonic())):
                message = pipe.recv()
                if message == DONE:
                    return found
                if isinstance(message, str):
                    reason = message
                    break
                found.append(message)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            reason = "memory"  # the process ended by itself: a library could not go on
        except BaseException:
            self.close()
            raise
        self.close()
        known = {fact["kind"] for fact in found}
        return [*found, *(open_fact(name, reason).json() for name, _ in KINDS if name not in known)]

    def close(self) -> None:
        """Stops the process; the next question starts another."""
        self._beside.stop()


def _serve(pipe: Connection, seconds: float, megabytes: int) -> None:
    """The life of the process: subjects in, facts out, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    bound_memory(megabytes)
    while True:
        try:
            subject = pipe.recv()
        except EOFError:
            return
        end = time.process_time() + EARLY * seconds
        try:
            for fact in found_facts(subject, end):
                pipe.send(fact.json())
        except MemoryError:
            return
        except Exception as error:  # noqa: BLE001 - the facts that were found are kept
            pipe.send(fault(error))
        else:
            pipe.send(DONE)
