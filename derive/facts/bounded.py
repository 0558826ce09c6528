"""Searches in a process of their own, each with a bound of processor time: what takes longer is open.

One process takes them in turn, so that what one remembers serves the next; one that reaches its bound ends
its process, and the rest go on in another. Processor time rather than the clock, so that a busy machine finds
the same facts as an idle one.

>>> list(in_turn([(len, 5), (_forever, 1), (max, 5), (int, 5)], (1, 2)))[:3]
[(2,), None, (2,)]
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from derive.proof.guard import bound_memory

T = TypeVar("T")
MEGABYTES = 2048
Search = tuple[Callable[[Any], T], int]  # with its seconds of processor time


def in_turn(searches: Sequence[Search[T]], given: Any) -> Iterator[tuple[T] | Exception | None]:
    """What each search finds, in a tuple; the exception that it raised; or None where it needs more time or
    memory.
    """
    context = multiprocessing.get_context("fork")
    left = list(searches)
    while left:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_serve, args=(theirs, tuple(left), given))
        process.start()
        theirs.close()
        try:
            while left:
                found = ours.recv()
                del left[0]
                yield found
        except EOFError:  # it was ended by a bound
            del left[0]
            yield None
        finally:
            ours.close()
            process.terminate()  # where the rest is not wanted
            process.join()


def _serve(pipe: Connection, searches: Sequence[Search[Any]], given: Any) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bound_memory(MEGABYTES)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    for search, seconds in searches:
        used = resource.getrusage(resource.RUSAGE_SELF)
        end = int(used.ru_utime + used.ru_stime) + seconds
        resource.setrlimit(
            resource.RLIMIT_CPU, (end if most == resource.RLIM_INFINITY else min(end, most), most)
        )
        try:
            found: Any = (search(given),)
        except MemoryError:
            return
        except Exception as error:  # noqa: BLE001 - handed over, and judged where the search was asked for
            found = error
        pipe.send(found)


def _forever(_: object) -> None:
    while True:
        pass
