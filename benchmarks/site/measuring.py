"""What a command costs: seconds on the clock, seconds of the processors, and memory at its highest.

>>> import sys
>>> spent = run([sys.executable, "-c", "sum(range(10**6))"], Path("."))
>>> 0 < spent.cpu < 10 and spent.memory > 1
True
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Spent:
    """``wall`` and ``cpu`` in seconds, those of all processes together; ``memory`` of the largest in MB."""

    wall: float
    cpu: float
    memory: float

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory))


def mean(found: Sequence[Spent]) -> Spent:
    """
    >>> mean([Spent(1, 2, 30), Spent(3, 2, 40)])
    Spent(wall=2.0, cpu=2.0, memory=40)
    """
    wall, cpu = (sum(getattr(one, what) for one in found) / len(found) for what in ("wall", "cpu"))
    return Spent(wall, cpu, max(one.memory for one in found))


def surroundings(further: Mapping[str, str] = {}, source: Path = ROOT) -> dict[str, str]:
    """The environment of a command that uses the Derive in ``source``; compiled modules are kept."""
    compiled = {"PYTHONPYCACHEPREFIX": str(ROOT / ".cache" / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
    own = {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(source)}
    return {**os.environ, **compiled, **own, **further}


def run(command: Sequence[str], cwd: Path, further: Mapping[str, str] = {}) -> Spent:
    """Runs a command to its end. Raises RuntimeError with what it said where it fails."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, env=surroundings(further), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode(errors="replace")
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said[-2000:]}")
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
