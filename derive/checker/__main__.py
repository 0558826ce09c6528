"""``python -m derive.checker FILE...``: checks certificates with the standard library alone.

With ``--statement ID`` a file must prove just that statement: the id stands on its page.

Exit status 0 when every file is accepted, 1 when one is refused, 2 when a file cannot be read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from derive.checker import Rejected, check
from derive.checker.identity import SHORTEST, statement_id

USAGE = (
    "usage: python -m derive.checker [--statement ID] FILE...   "
    "(certificates as JSON; a folder means every .json in it)"
)
MAX_BYTES = 50_000_000


def main(arguments: list[str]) -> int:
    wanted = None
    if arguments[:1] == ["--statement"]:
        wanted, arguments = (arguments[1] if arguments[2:] else None), arguments[2:]
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 2
    worst = accepted = 0
    for path in certificate_files(arguments):
        code, line = _check_file(path, wanted)
        print(line, file=sys.stderr if code else sys.stdout)
        worst = max(worst, code)
        accepted += code == 0
    print(f"{accepted} accepted" + ("" if worst == 0 else ", others refused or not read"))
    return worst


def certificate_files(arguments: list[str]) -> list[Path]:
    """The files that are named, and those in the folders that are named."""
    paths: list[Path] = []
    for argument in arguments:
        path = Path(argument)
        paths += sorted(path.rglob("*.json")) if path.is_dir() else [path]
    return paths


def _check_file(path: Path, wanted: str | None) -> tuple[int, str]:
    try:
        if path.stat().st_size > MAX_BYTES:
            return 2, f"not read  {path}: expected at most {MAX_BYTES} bytes"
        certificate = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return 2, f"not read  {path}: {error.strerror}"
    except (ValueError, RecursionError) as error:
        return 2, f"not read  {path}: expected JSON, found something else ({str(error)[:60]})"
    try:
        report = check(certificate, wanted)
    except Rejected as refusal:
        return 1, f"refused   {path}: {refusal}"
    stated = statement_id(certificate)[:SHORTEST]
    return 0, f"accepted  {path}: {report.kind}, {report.verdict}, {report.steps} steps, statement {stated}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
