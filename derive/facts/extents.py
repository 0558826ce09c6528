"""Supremum and infimum with bounds that hold: each in a process that is stopped when it is overdue.

>>> from derive.language.catalogue import Catalogue
>>> [str(extent.value) for extent in extents_of(Subject.of(Catalogue.load()["tanh"]))]
['1', '-1']
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection

from derive.checker import Rejected
from derive.facts.range_values import box_of
from derive.facts.subject import Subject
from derive.facts.supremum import Supremum, infimum, opened, supremum
from derive.language.term import Term
from derive.proof.guard import GRACE, MEGABYTES, Beside, bound_memory, fault

SECONDS = 10.0  # for each of the two
ASKED = {"supremum": supremum, "infimum": infimum}


def extents_of(
    subject: Subject, domain: Sequence[Term] = (), seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> tuple[Supremum, Supremum]:
    """The supremum and the infimum, as `derive.facts.supremum` finds them; open where a bound is reached.

    Raises ValueError for a domain that is not made of relations between x and rational numbers, and for a
    function that cannot be written out.
    """
    box_of(domain)
    try:
        subject.core(subject.function)
    except Rejected as refused:
        raise ValueError(str(refused)) from None
    beside = Beside(_serve, seconds, megabytes)
    try:
        highest, lowest = (_answer(beside, kind, subject, tuple(domain), seconds) for kind in ASKED)
    finally:
        beside.stop()
    return highest, lowest


def _answer(
    beside: Beside, kind: str, subject: Subject, domain: tuple[Term, ...], seconds: float
) -> Supremum:
    pipe = beside.pipe()
    try:
        pipe.send((kind, subject, domain))
        if pipe.poll(seconds + GRACE):
            answer: Supremum = pipe.recv()
            return answer
        reason = "time"
    except (EOFError, BrokenPipeError, ConnectionResetError):
        reason = "memory"  # the process ended by itself: a library could not go on
    beside.stop()
    return opened(kind, reason)


def _serve(pipe: Connection, seconds: float, megabytes: int) -> None:
    """The life of the process: questions in, answers out, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    bound_memory(megabytes)
    while True:
        try:
            kind, subject, domain = pipe.recv()
        except EOFError:
            return
        try:
            answer = ASKED[kind](subject, domain, seconds)
        except MemoryError:
            answer = opened(kind, "memory")
        except RecursionError:
            answer = opened(kind, "too many levels")
        except Exception as error:  # noqa: BLE001 - the other of the two is not to suffer from it
            answer = opened(kind, fault(error))
        pipe.send(answer)
