"""Many trials: in several processes, with a bar of progress, a summary, and one line of JSON a failure.

Trials are numbered, and a number with the seed says all of a trial, so that any failure can be made again.
Ctrl-C (or SIGTERM) ends the run: what was tried until then is summed up, and no process stays behind.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from derive.fuzz.trying import Outcome

BAD = ("wrong", "crashed", "slow", "generator", "accepted though false")
STOPS = (signal.SIGINT, signal.SIGTERM)  # both end a run with its summary
Trial = Callable[[int], Outcome]


class Summary(NamedTuple):
    """How the trials of a run ended, and whether all of them were made."""

    counts: Counter[str]
    failures: int
    seconds: float
    complete: bool

    def lines(self) -> Iterator[str]:
        total = sum(self.counts.values())
        for name, count in self.counts.most_common():
            yield f"{name:<24}{count:>8}  {count / total:>6.1%}"
        yield f"{'failures':<24}{self.failures:>8}"
        yield f"{'seconds of CPU':<24}{self.seconds:>8.1f}"
        if not self.complete:
            yield "interrupted"


def run(trial: Trial, count: int, jobs: int, report: TextIO, *, bar: bool = True) -> Summary:
    """Makes the trials 0 to count - 1; failures are written to ``report`` as they are found."""
    counts: Counter[str] = Counter()
    failures, seconds, done = 0, 0.0, 0
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not bar, transient=True) as progress:
        task = progress.add_task("trials", total=count)
        try:
            with closing(_outcomes(trial, count, jobs)) as outcomes:
                for outcome in outcomes:
                    counts[outcome.answer] += 1
                    seconds += outcome.seconds
                    done += 1
                    failures += len(outcome.failures)
                    report.writelines(map(_line, outcome.failures))
                    report.flush()
                    progress.update(task, advance=1, description=f"trials, {failures} failures")
        except KeyboardInterrupt:
            console.print("interrupted")
    return Summary(counts, failures, seconds, done == count)


def _line(failure: Mapping[str, Any]) -> str:
    return json.dumps(failure, ensure_ascii=False) + "\n"


def _outcomes(trial: Trial, count: int, jobs: int) -> Generator[Outcome, None, None]:
    if jobs == 1:
        yield from map(trial, range(count))
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, signal.signal, (signal.SIGINT, signal.SIG_IGN), maxtasksperchild=500) as pool:
        yield from pool.imap_unordered(trial, range(count), chunksize=8)  # leaving it ends the processes


def statements(count: int, seed: int, jobs: int, seconds: float, out: Path | None) -> int:
    """Random statements against the prover; prints the summary, returns the exit status."""
    from derive.fuzz.trying import tried

    return _told(partial(_numbered, tried, seed, seconds), count, jobs, out)


def certificates(count: int, seed: int, jobs: int, out: Path | None) -> int:
    """Forged certificates against the checker; prints the summary, returns the exit status."""
    from derive.fuzz.forging import forged

    return _told(partial(_seeded, forged, seed), count, jobs, out)


def _numbered(tried: Callable[[int, int, float], Outcome], seed: int, seconds: float, count: int) -> Outcome:
    return tried(seed, count, seconds)


def _seeded(forged: Callable[[int, int], Outcome], seed: int, count: int) -> Outcome:
    return forged(seed, count)


def _told(trial: Trial, count: int, jobs: int, out: Path | None) -> int:
    before = [signal.signal(name, signal.default_int_handler) for name in STOPS]
    try:
        with out.open("w", encoding="utf-8") if out else nullcontext(sys.stdout) as report:
            summary = run(trial, count, jobs, report)
    finally:
        for name, handler in zip(STOPS, before, strict=True):
            signal.signal(name, handler)
    for line in summary.lines():
        sys.stderr.write(line + "\n")
    bad: Any = summary.failures or sum(summary.counts[name] for name in BAD)
    return 130 if not summary.complete else 1 if bad else 0
