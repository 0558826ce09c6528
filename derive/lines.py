"""Many statements at once: a JSON object a line in, one out, in the same order.

In: ``name``, ``lhs``, ``rhs``, and where needed ``assumptions`` ({symbol: "real", "positive", ...} or a
list of relations) and ``domain`` (a relation or a list of them). Out: ``name``, ``verdict`` (proved,
refuted, vacuous, undecided), ``domain``, ``reason``, ``seconds``, ``certificate``. A line that cannot be
read is answered too, as undecided with the reason, and the exit status is 2.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from derive.checker import Rejected, check
from derive.checker.__main__ import MAX_BYTES, certificate_files
from derive.checker.identity import statement_id
from derive.language.catalogue import Catalogue
from derive.language.records import Statement
from derive.proof.guard import Worker
from derive.terminal import verdict_json

USAGE = 2


def prove_lines(catalogue: Catalogue, source: Path, worker: Worker, errors: Console) -> int:
    """Answers every line of a file ("-" for standard input) on standard output; returns the exit status."""
    text = sys.stdin.read() if str(source) == "-" else source.read_text(encoding="utf-8")
    rows = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    worst = 0
    for number, line in track(
        rows, "Proving", console=errors, transient=True, disable=not errors.is_terminal
    ):
        answer, mistake = _answer(catalogue, number, line, worker)
        if mistake:
            errors.print(f"derive: {source}, line {number}: {mistake}", markup=False)
            worst = USAGE
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return worst


def check_json(files: Sequence[Path], say: Callable[[str], None], wanted: str | None = None) -> int:
    """Checks certificates, a JSON object each; returns the exit status (1 refused, 2 not read)."""
    worst = 0
    for path in certificate_files([str(path) for path in files]):
        found: dict[str, Any] = {"file": str(path)}
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ValueError(f"expected at most {MAX_BYTES} bytes")
            certificate = json.loads(path.read_text(encoding="utf-8"))
            found |= {"accepted": True, **check(certificate, wanted)._asdict()}
            found["statement"] = statement_id(certificate)
        except Rejected as refusal:
            found |= {"accepted": False, "reason": str(refusal)}
            worst = max(worst, 1)
        except (OSError, ValueError, RecursionError) as error:
            found |= {"accepted": False, "reason": f"not read: {error}"}
            worst = USAGE
        say(json.dumps(found, ensure_ascii=False))
    return worst


def _answer(catalogue: Catalogue, number: int, line: str, worker: Worker) -> tuple[dict[str, Any], str]:
    start = time.perf_counter()
    name: Any = None
    try:
        row = _row(line)
        name = row.get("name")
        found = verdict_json(worker.prove(_statement(catalogue, row)))
        mistake = ""
    except (ValueError, RecursionError) as error:
        mistake = str(error) or type(error).__name__
        found = {
            "verdict": "undecided",
            "domain": None,
            "reason": f"not read: {mistake}",
            "certificate": None,
        }
    elapsed = round(time.perf_counter() - start, 6)
    return {"name": f"line {number}" if name is None else name, **found, "seconds": elapsed}, mistake


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"expected a JSON object, found something else ({error})") from None
    if not isinstance(row, dict):
        raise ValueError(f"expected a JSON object, found {type(row).__name__}")
    return row


def _statement(catalogue: Catalogue, row: dict[str, Any]) -> Statement:
    for key in ("lhs", "rhs"):
        if not isinstance(row.get(key), str):
            raise ValueError(f"expected a formula as {key!r}, found {json.dumps(row.get(key))[:40]}")
    assumptions = row.get("assumptions") or ()
    given = assumptions if isinstance(assumptions, dict) else _texts(assumptions, "assumptions")
    return catalogue.equation(row["lhs"], row["rhs"], given, _texts(row.get("domain"), "domain"))


def _texts(value: Any, key: str) -> Sequence[str]:
    if value in (None, "", []):
        return ()
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, (list, tuple)) or not all(isinstance(part, str) for part in found):
        raise ValueError(
            f"expected a relation or a list of relations as {key!r}, found {json.dumps(value)[:40]}"
        )
    return found
