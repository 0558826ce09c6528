"""A system written in Python in a process of its own: a row in, an answer with its CPU time out.

    python -m benchmarks.prove.worker derive < rows > answers

Derive is timed from the texts to the answer, reading included; SymPy from the tree that Derive's grammar
has read, its caches cleared before each row. A row comes with the ``seconds`` that there are for it. An
answer has ``answer`` (proved, refuted, undecided, timeout, not asked, error), ``seconds`` of CPU, ``reason``
where there is one, and ``certificate`` from Derive.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.prove.rows import Row

Answer = dict[str, Any]
# Asked before anything is timed, so that a system has loaded what it loads when it is first needed.
WARM = (
    Row("warm", "exp(x)*exp(-x)", "1", True, ""),
    Row("warm", "x**2 - sin(x)", "-1", True, "", relation=">"),
    Row("warm", "limit(x*exp(-x), x, oo)", "0", True, ""),
)


class Late(BaseException):
    """The time for a statement is over."""


def derive(row: Row, seconds: float) -> Answer:
    from derive import prove

    found = prove(row.statement(), seconds)
    kept = {key: getattr(found, key, None) for key in ("reason", "certificate")}
    return {"answer": type(found).__name__.lower(), **{key: value for key, value in kept.items() if value}}


def sympy(way: str) -> Callable[[Row, float], Answer]:
    from benchmarks.prove.sympy_side import decide

    def answer(row: Row, seconds: float) -> Answer:
        statement = row.statement()
        row_start = time.thread_time()
        found = decide(row, statement, way)
        return {"answer": found, "seconds": time.thread_time() - row_start}

    return answer


def timed(decide: Callable[[Row, float], Answer], row: Row, seconds: float) -> Answer:
    """The answer, or how it failed; never longer than ``seconds`` of CPU and some."""
    from benchmarks.prove.printers import NotExpressible

    signal.signal(signal.SIGVTALRM, _late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds + 1)
    start = time.thread_time()  # a timer makes the clock of the process coarse, not that of the thread
    try:
        found = decide(row, seconds)
    except Late:
        found = {"answer": "timeout"}
    except NotExpressible as what:
        found = {"answer": "not asked", "reason": str(what)}
    except Exception as error:  # noqa: BLE001 - whatever a system raises is its answer
        found = {"answer": "error", "reason": f"{type(error).__name__}: {error}"[:200]}
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    found.setdefault("seconds", time.thread_time() - start)
    if found["seconds"] > seconds:
        found["answer"], found["seconds"] = "timeout", seconds
    return found


def _late(number: int, frame: Any) -> None:
    raise Late


def versions(name: str) -> dict[str, str]:
    """What answers here, in words for the page."""
    from importlib.metadata import version

    from derive import __version__
    from derive.compiled import in_use

    if name.startswith("derive"):
        way = ", mypyc" if in_use() else ""
        return {"version": __version__, "arithmetic": f"python-flint {version('python-flint')}{way}"}
    from sympy.external.gmpy import GROUND_TYPES

    return {"version": version("sympy"), "arithmetic": f"ground types {GROUND_TYPES}"}


def main(name: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    decide = derive if name.startswith("derive") else sympy(name.removeprefix("sympy-"))
    for row in WARM:
        timed(decide, row, 60)
    gc.freeze()  # what was there before the first statement is not looked through again during one
    print(json.dumps(versions(name)), flush=True)
    for line in sys.stdin:
        data = json.loads(line)
        seconds = data.pop("seconds")
        for key in ("assumptions", "domain"):
            data[key] = tuple(data[key])
        print(json.dumps(timed(decide, Row(**data), seconds)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
