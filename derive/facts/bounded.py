"""A search in a process of its own, with a bound of processor time: what takes longer is open.

Processor time rather than the clock, so that a busy machine finds the same facts as an idle one.

>>> bounded(len, (1, 2), 5), bounded(_forever, None, 1) is None
(2, True)
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from derive.proof.guard import bound_memory

T = TypeVar("T")
MEGABYTES = 2048


def bounded(search: Callable[[Any], T], given: Any, seconds: int) -> T | None:
    """What the search finds, or None where it needs more time or memory; raises what the search raises."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, search, given, seconds))
    process.start()
    theirs.close()
    try:
        found = ours.recv()
    except EOFError:  # it was ended by its bound
        return None
    finally:
        ours.close()
        process.join()
    if isinstance(found, Exception):
        raise found
    value: T = found[0]
    return value


def _serve(pipe: Connection, search: Callable[[Any], Any], given: Any, seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, spent + seconds))
    bound_memory(MEGABYTES)
    try:
        pipe.send((search(given),))
    except MemoryError:
        return
    except Exception as error:  # noqa: BLE001 - handed over, and raised where the search was asked for
        pipe.send(error)


def _forever(_: object) -> None:
    while True:
        pass
