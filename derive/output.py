"""Files written into a directory; what stands there as it was written stays, and what is no longer made goes.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as directory:
...     home = Path(directory)
...     first = renewed(home, {"a.md": b"one", "b/c.md": b"two"})
...     again = renewed(home, {"a.md": b"one", "d.md": b"three"}, "of a and d")
...     sorted(path.name for path in again), (home / "b").exists()
...     unchanged(home, "of a and d") == again, unchanged(home, "of something else")
(['a.md', 'd.md'], False)
(True, None)

A list of what was written, with size, time and a hash, is kept beside it. A file that somebody has changed
since is written again while it is made, and is left alone when it is no longer made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

LIST = ".derive.json"
State = tuple[int, int, str]  # size, time of the last change in nanoseconds, hash


def write_files(directory: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Writes files under a directory; returns them in order."""
    written = []
    for path, data in sorted(files.items()):
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written.append(target)
    return written


def unchanged(directory: Path, key: str) -> list[Path] | None:
    """The files of a directory that was written under this key, if each is still as it was written."""
    written, files = _listed(directory)
    home = os.fspath(directory)
    if written != key or any(_state(f"{home}/{path}") != known[:2] for path, known in files.items()):
        return None
    return [directory / path for path in sorted(files)]


def renewed(directory: Path, files: Mapping[str, bytes], key: str = "") -> list[Path]:
    """Makes a directory hold these files; returns them in order. OSError where it cannot be written.

    ``key`` says what they were made from; `unchanged` asks for it.
    """
    (_, before), now, home = _listed(directory), {}, os.fspath(directory)
    for path in before.keys() - files.keys():
        _gone(directory, path, before[path])
    for path, data in files.items():
        known, hashed = before.get(path), sha256(data).hexdigest()
        if known is None or known[2] != hashed or _state(f"{home}/{path}") != known[:2]:
            write_files(directory, {path: data})
            known = (*(_state(f"{home}/{path}") or (0, 0)), hashed)
        now[path] = known
    (directory / LIST).write_text(json.dumps({"key": key, "files": now}), "utf-8")
    return [directory / path for path in sorted(files)]


def _listed(directory: Path) -> tuple[str, dict[str, State]]:
    """The key and the files of last time; nothing where there is no list that can be read."""
    try:
        told = json.loads((directory / LIST).read_text("utf-8"))
        rows = told["files"].items()
        files = {path: (int(size), int(time), str(hashed)) for path, (size, time, hashed) in rows}
        return str(told["key"]), files
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return "", {}


def _state(path: Path | str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - thousands of them, and a Path takes longer
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _gone(directory: Path, path: str, known: State) -> None:
    """Takes away a file that is no longer made, with the folders that it leaves empty."""
    target = directory / path
    if not target.resolve().is_relative_to(directory.resolve()) or _state(target) != known[:2]:
        return
    with suppress(OSError):
        target.unlink()
        for folder in list(target.relative_to(directory).parents)[:-1]:
            (directory / folder).rmdir()
