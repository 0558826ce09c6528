"""Proving with bounds that hold: a worker process that may be stopped, whatever it is doing.

`prove` looks at the clock by itself; inside a library call it cannot. A worker has a limit on its memory
and is stopped when it is overdue; the answer is then `Undecided("time")` or `Undecided("memory")`. An
exception that nobody expected is called a fault of the program.

>>> from derive.language.catalogue import Catalogue
>>> with Worker() as worker:
...     type(worker.prove(Catalogue.load().statement("tanh(x) < 1"))).__name__
'Proved'
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import traceback
from collections.abc import Callable, Iterator
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


class Beside:
    """A process beside this one, started when its pipe is asked for; it runs ``serve`` with its end of the
    pipe and what is ``given``.
    """

    def __init__(self, serve: Callable[..., None], *given: float) -> None:
        self._serve, self._given = serve, given
        self.process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def pipe(self) -> Connection:
        """The pipe to the process."""
        return self._pipe or self._start()

    def stop(self) -> None:
        """Stops the process; who asks for its pipe next starts another."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
        if self._pipe is not None:
            self._pipe.close()
        self.process = self._pipe = None

    def _start(self) -> Connection:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=self._serve, args=(theirs, *self._given), daemon=True)
        try:
            with uninterrupted():
                process.start()
                self.process = process
        except BaseException:
            self.stop()
            raise
        theirs.close()
        return self._pipe


class Worker:
    """Proves statements one after the other in a process of its own, within bounds of time and memory."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds = seconds
        self._beside = Beside(_serve, seconds, megabytes)

    def __enter__(self) -> Self:
        self._beside.pipe()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._beside.stop()

    def prove(self, statement: Statement) -> Verdict:
        """The answer of `derive.proof.prover.prove`, or `Undecided` where a bound is reached."""
        pipe = self._beside.pipe()
        try:
            pipe.send(statement)
            if pipe.poll(self.seconds + GRACE):
                answer: Verdict = pipe.recv()
                return answer
            reason = "time"
        except (EOFError, BrokenPipeError, ConnectionResetError):
            reason = "memory"  # the process ended by itself: a library could not go on
        except BaseException:
            self._beside.stop()
            raise
        self._beside.stop()
        return Undecided(reason)


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
        except Exception as error:  # noqa: BLE001 - whatever it is, the next statement is not to suffer from it
            verdict = Undecided(fault(error))
        pipe.send(verdict)


def fault(error: Exception) -> str:
    """What is said of an exception that nobody expected; where it came from goes to standard error."""
    traceback.print_exception(error)
    reason = f"a fault of the program ({type(error).__name__}: {error})"
    return reason  # noqa: RET504 - under this name it is translated
