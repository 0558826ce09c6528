"""Proving with bounds that hold: a worker process that may be stopped, whatever it is doing.

`prove` looks at the clock by itself; inside a library call it cannot. A worker has a limit on its memory
and is stopped when it is overdue; the answer is then `Undecided("time")` or `Undecided("memory")`.

>>> from derive.language.catalogue import Catalogue
>>> with Worker() as worker:
...     type(worker.prove(Catalogue.load().statement("tanh(x) < 1"))).__name__
'Proved'
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from derive.language.records import Statement
from derive.proof.prover import SECONDS, prove
from derive.proof.verdicts import Undecided, Verdict

MEGABYTES = 1024
GRACE = 2.0  # seconds that a worker may be late


class Worker:
    """Proves statements one after the other in a process of its own, within bounds of time and memory."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def prove(self, statement: Statement) -> Verdict:
        """The answer of `derive.proof.prover.prove`, or `Undecided` where a bound is reached."""
        pipe = self._pipe or self._start()
        try:
            pipe.send(statement)
            if pipe.poll(self.seconds + GRACE):
                answer: Verdict = pipe.recv()
                return answer
            reason = "time"
        except (EOFError, BrokenPipeError, ConnectionResetError):
            reason = "memory"  # the process ended by itself: a library could not go on
        except BaseException:
            self._stop()
            raise
        self._stop()
        return Undecided(reason)

    def _start(self) -> Connection:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.seconds, self.megabytes), daemon=True)
        try:
            with uninterrupted():
                process.start()
                self._process = process
        except BaseException:
            self._stop()
            raise
        theirs.close()
        return self._pipe

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the end, in this thread and in what it starts: a fork runs code of its own, in which
    an interrupt would be lost.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def bound_memory(megabytes: int) -> None:
    """No more memory than this for the data of the process."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes << 20
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _serve(pipe: Connection, seconds: float, megabytes: int) -> None:
    """The worker's life: statements in, verdicts out, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    bound_memory(megabytes)
    while True:
        try:
            statement = pipe.recv()
        except EOFError:
            return
        try:
            verdict: Verdict = prove(statement, seconds)
        except MemoryError:
            verdict = Undecided("memory")
        pipe.send(verdict)
