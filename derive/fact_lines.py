"""Facts for one function or for many: a JSON object a line in, one out, in the same order.

In: ``name``, ``formula`` (in x, or a slug) and ``params`` ({name: number}; decimals are read exactly as
they are written). Out: ``name``, ``seconds``, ``derivative``, ``kinks`` and ``facts``, as `docs/data.md`
says. Each line is worked on in a process of its own with bounds of time and memory; what was found before a
bound is reached is kept, the rest is open with the reason. A line that cannot be read is answered with
``error``, and the exit status is 2.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from derive.extent_lines import checked
from derive.facts.all import KINDS
from derive.facts.guard import Surveyor
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse_value

USAGE = 2
MAX_EXPONENT = 400  # of a decimal in JSON
MAX_LINE = 100_000


@dataclass(frozen=True)
class Answer:
    """What is written for one line, and the mistake in it, if there is one."""

    data: Mapping[str, Any]
    mistake: str = ""


def fact_lines(
    catalogue: Catalogue, source: Path, errors: Console, jobs: int = 2, seconds: float = 20.0
) -> int:
    """Answers every line of a file ("-" for standard input) on standard output; returns the exit status."""
    text = sys.stdin.read() if str(source) == "-" else source.read_text(encoding="utf-8")
    rows = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    worst = 0
    answers = answered(catalogue, rows, jobs, seconds)
    shown = track(
        answers, "Facts", total=len(rows), console=errors, transient=True, disable=not errors.is_terminal
    )
    for (number, _), answer in zip(rows, shown, strict=True):
        if answer.mistake:
            errors.print(f"derive: {source}, line {number}: {answer.mistake}", markup=False)
            worst = USAGE
        sys.stdout.write(json.dumps(answer.data, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return worst


def answered(
    catalogue: Catalogue, rows: list[tuple[int, str]], jobs: int = 2, seconds: float = 20.0
) -> Iterator[Answer]:
    """The answers in the order of the rows, worked out by a few processes at once."""
    workers = [Surveyor(seconds) for _ in range(max(1, min(jobs, len(rows))))]
    free = list(workers)
    try:
        with ThreadPoolExecutor(len(workers)) as pool:

            def work(row: tuple[int, str]) -> Answer:
                worker = free.pop()
                try:
                    return _answer(catalogue, *row, worker)
                finally:
                    free.append(worker)

            yield from pool.map(work, rows)
    finally:
        for worker in workers:
            worker.close()


def _answer(catalogue: Catalogue, number: int, line: str, worker: Surveyor) -> Answer:
    start = time.perf_counter()
    name: Any = None
    try:
        row = _row(line)
        name = row.get("name")
        subject, ignored = _subject(catalogue, row)
    except (ValueError, RecursionError) as error:
        mistake = str(error) or type(error).__name__
        name = f"line {number}" if name is None else name
        return Answer({"name": name, "seconds": _since(start), "error": mistake}, mistake)
    found = worker.facts(subject)
    data = answer_json(f"line {number}" if name is None else name, _since(start), found)
    return Answer({**data, **({"ignored": ignored} if ignored else {})})


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 6)


def answer_json(name: Any, seconds: float, found: list[dict[str, Any]]) -> dict[str, Any]:
    """The form of an answer; kinks and derivative stand in front as well, null where they are open."""
    by_kind = {fact["kind"]: fact for fact in found}
    kinks = by_kind.get("kinks", {}).get("kinks")
    return {
        "name": name,
        "seconds": seconds,
        "derivative": by_kind.get("derivative", {}).get("formula"),
        "kinks": None if kinks is None else [kink["at"] for kink in kinks],
        "facts": found,
    }


def kinds() -> tuple[str, ...]:
    return tuple(name for name, _ in KINDS)


def _row(line: str) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise ValueError(f"expected a line of at most {MAX_LINE} characters, found {len(line)}")
    try:
        row = json.loads(line, parse_float=_decimal, parse_constant=_refused)
    except ValueError as error:
        raise ValueError(f"expected a JSON object, found something else ({error})") from None
    if not isinstance(row, dict):
        raise ValueError(f"expected a JSON object, found {type(row).__name__}")
    return row


def _decimal(text: str) -> Fraction:
    """A JSON number as it is written, never through a binary float."""
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > 1000 or (exponent and abs(int(exponent)) > MAX_EXPONENT):
        raise ValueError(f"expected a number of moderate size, found {text[:40]}")
    return Fraction(text)


def _refused(text: str) -> Any:
    raise ValueError(f"expected a finite number, found {text}")


def _subject(catalogue: Catalogue, row: Mapping[str, Any]) -> tuple[Subject, list[str]]:
    formula, params = row.get("formula"), row.get("params")
    if not isinstance(formula, str):
        raise ValueError(f"expected a formula as 'formula', found {json.dumps(formula, default=str)[:40]}")
    if params is not None and not isinstance(params, dict):
        raise ValueError(f"expected an object as 'params', found {json.dumps(params, default=str)[:40]}")
    values = {name: _number(name, value) for name, value in (params or {}).items()}
    act = catalogue.find(formula)
    return Subject.of(act, checked(act, values)), sorted(values.keys() - {p.name for p in act.parameters})


def _number(name: str, value: Any) -> Fraction:
    if isinstance(value, str):
        term = parse_value(value)
        if term.is_number():
            return term.number
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    raise ValueError(
        f"expected a number as the parameter {name!r}, found {json.dumps(value, default=str)[:40]}"
    )
