"""Processes that answer: started when needed, asked row by row, ended when late, and never left behind."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.prove.rows import Row
from derive.compiled import PLAIN

Answer = dict[str, Any]
ROOT = Path(__file__).parents[2]
GRACE = 3.0  # wall clock a process may take beyond its time, as a multiple of it


class Ended(Exception):
    """The process is late, asks back, or is gone."""


class Pipe:
    """A process with lines in and lines out, with settings of its own."""

    def __init__(self, command: Sequence[str], settings: Mapping[str, str] = {}) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT,
            start_new_session=True, env={**os.environ, **settings},
        )  # fmt: skip
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.pending = ""

    def send(self, text: str) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(text.encode())
            self.process.stdin.flush()
        except OSError:
            raise Ended("gone") from None

    def until(self, mark: str, wall: float, questions: Sequence[str] = ()) -> str:
        """What is printed up to ``mark``; raises Ended when it does not come."""
        end, text = time.monotonic() + wall, self.pending
        while mark not in text:
            if any(question in text for question in questions):
                raise Ended("asks back")
            if time.monotonic() > end:
                raise Ended("late")
            if self.selector.select(0.2):
                assert self.process.stdout is not None
                piece = self.process.stdout.read()
                if not piece:
                    raise Ended("gone")
                text += piece.decode(errors="replace")
        found, self.pending = text.split(mark, 1)
        return found

    def cpu(self) -> float:
        """Seconds on a processor of this process and of those it has started."""
        return sum(_on_processor(pid) for pid in _family(self.process.pid))

    def close(self) -> None:
        with suppress(OSError):
            os.killpg(self.process.pid, 9)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self.selector.close()


def _on_processor(pid: int) -> float:
    try:
        return (
            sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))
            / 1e9
        )
    except (OSError, IndexError, ValueError):
        return 0.0


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for path in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, path.read_text().split())
            except OSError:
                continue
    return found


# -- Python ------------------------------------------------------------------------------------------


class PythonSystem:
    """Derive, compiled or not, or one of SymPy's ways, through `benchmarks.prove.worker`."""

    def __init__(self, name: str, seconds: float) -> None:
        self.name, self.seconds = name, seconds
        self.pipe: Pipe | None = None
        self.about: Mapping[str, str] = {}
        self.start()

    def start(self) -> Pipe:
        command = [sys.executable, "-m", "benchmarks.prove.worker", self.name]
        self.pipe = Pipe(command, {PLAIN: "" if self.name == "derive-compiled" else "1"})
        self.about = json.loads(self.pipe.until("\n", 60))
        return self.pipe

    def ask(self, row: Row, longer: float | None = None) -> Answer:
        """The answer to a row; ``longer`` gives it other seconds than the rest have."""
        pipe, seconds = self.pipe or self.start(), longer or self.seconds
        try:
            pipe.send(json.dumps({**asdict(row), "seconds": seconds}) + "\n")
            return dict(json.loads(pipe.until("\n", GRACE * seconds + 10)))
        except Ended as how:
            self.close()
            return {
                "answer": "timeout" if str(how) == "late" else "error",
                "seconds": seconds,
                "reason": str(how),
            }

    def close(self) -> None:
        if self.pipe is not None:
            self.pipe.close()
        self.pipe = None
