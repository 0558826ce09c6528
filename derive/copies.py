"""Copies of this process that do a part of its work while it does the rest.

What a copy has made comes back with what it said to the log of MkDocs on the way. It leaves out what it
failed at, and everything after it: then the work is done here, where the mistake is met again and told. Where
the system cannot copy a process, and outside the main thread, there are no copies.

>>> made = shared([("a", 5), ("b", 1), ("c", 2), ("d", 1)], str.upper, 2)
>>> list(made), made["c"].made().get("c")
(['b', 'c', 'd'], ('C', []))
>>> list(shared([("a", 1)], str.upper, 1))
[]
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Made = dict[str, tuple[Any, list[logging.LogRecord]]]


def seldom() -> None:
    """Python looks for cycles of dead objects seldom: a build has few, and many objects to look at."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def alone() -> bool:
    """Whether a copy can be made here, and no other thread is at work."""
    return able() and threading.active_count() == 1


def able() -> bool:
    """Whether a copy can be made here."""
    return hasattr(os, "fork") and threading.current_thread() is threading.main_thread()


def shared(pieces: Sequence[tuple[str, int]], work: Callable[[str], Any], jobs: int) -> Mapping[str, Copy]:
    """The copies at work, by the pieces that each has: names with weights, of which the first stay here."""
    if jobs < 2 or not able():
        return {}
    _here, *others = parts(pieces, jobs)
    copies = [(Copy.at(work, names), names) for names in others if names]
    return {name: copy for copy, names in copies for name in names}


def parts(pages: Sequence[tuple[str, int]], number: int) -> Iterator[Sequence[str]]:
    """Names with their weights in ``number`` runs of about the same weight."""
    whole, before = sum(weight for _, weight in pages) or 1, 0
    runs: list[list[str]] = [[] for _ in range(number)]
    for name, weight in pages:
        runs[min(number - 1, (2 * before + weight) * number // (2 * whole))].append(name)
        before += weight
    return iter(runs)


@dataclass(slots=True)
class Copy:
    """A copy of this process at its work; ``made`` waits for what it has made."""

    coming: Connection
    found: Made | None = None

    @staticmethod
    def at(work: Callable[[str], Any], names: Sequence[str]) -> Copy:
        import multiprocessing

        context = multiprocessing.get_context("fork")
        receive, send = context.Pipe(duplex=False)
        gc.freeze()  # what is there stays: the copy shares it for as long as nobody counts it anew
        context.Process(target=_working, args=(work, names, send, os.getpid()), daemon=True).start()
        gc.unfreeze()
        send.close()
        return Copy(receive)

    def made(self) -> Made:
        if self.found is None:
            try:
                self.found = self.coming.recv()
            except (EOFError, OSError):  # the copy came to an early end
                self.found = {}
        return self.found


def _working(work: Callable[[str], Any], names: Sequence[str], send: Connection, parent: int) -> None:
    """In the copy: the pages one after another, until one fails or nobody waits any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    heard: list[logging.LogRecord] = []
    logger = logging.getLogger("mkdocs")
    logger.handlers, logger.propagate = [_Ear(heard)], False
    made: Made = {}
    for name in names:
        if os.getppid() != parent:
            return
        heard.clear()
        try:
            made[name] = work(name), list(heard)
        except Exception:  # noqa: BLE001 - the parent meets it too, and says so
            break
    send.send(made)
    send.close()


class _Ear(logging.Handler):
    """Keeps what is said, as text."""

    def __init__(self, heard: list[logging.LogRecord]) -> None:
        super().__init__()
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        record.msg, record.args, record.exc_info = record.getMessage(), None, None
        self.heard.append(record)
