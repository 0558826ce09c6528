"""What is slow to make, kept in files named by a hash of everything that it was made from.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as directory:
...     cache = Cache(Path(directory))
...     cache.put("0a1b", {"pages": 3})
...     cache.get("0a1b"), cache.get("ffff")
({'pages': 3}, None)

An entry is written beside its place and renamed into it, so that a build which is stopped leaves no half
entry; one that cannot be read counts as absent.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

LIBRARIES = ("sympy", "python-flint", "matplotlib", "numpy")
# Parts that only show or try what others work out: a change in them makes no chapter anew.
SHOWING = frozenset({
    "binding", "book", "cli", "console", "doctests", "extent_lines", "fact_commands", "fact_lines",
    "fact_words", "find_commands", "freshness", "fuzz", "gradient_commands", "hands", "heads", "late",
    "lines", "network_commands", "output", "own_page", "parts", "page_commands", "perceptron",
    "picture_commands", "piece_commands", "piece_lines", "prose", "publishing", "reference",
    "searching", "serving", "settings", "site", "stacks", "style", "terminal", "tongues",
})  # fmt: skip
# Hears of each function that is worked out: its slug, its number, of how many.
Tell = Callable[[str, int, int], None]
UNUSED = 30 * 24 * 3600  # seconds after which an entry that nobody read goes


@dataclass(frozen=True, slots=True)
class Cache:
    """Entries in a directory, which is made when the first one is put."""

    directory: Path

    def get(self, key: str) -> Any | None:
        """The entry under a key, or None."""
        path = self.directory / f"{key}.json"
        try:
            data = json.loads(path.read_text("utf-8"))
            os.utime(path)
        except (OSError, ValueError):
            return None
        return data

    def put(self, key: str, data: Any) -> None:
        """Keeps an entry; a disk that does not take it only means that it is made again next time."""
        with suppress(OSError):
            self.directory.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(suffix=".part", dir=self.directory)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, ensure_ascii=False)
            Path(name).replace(self.directory / f"{key}.json")

    def prune(self) -> None:
        """Removes what nobody has read for a month, and the remains of builds that were stopped."""
        before = time.time() - UNUSED
        for path in [*self.directory.glob("*.json"), *self.directory.glob("*.part")]:
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()


def digest(parts: Iterable[str | bytes]) -> str:
    """A hash of several texts, each with its length, so that no two sequences have the same one."""
    total = sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        total.update(f"{len(raw)}:".encode() + raw)
    return total.hexdigest()[:32]


@lru_cache
def program(without: frozenset[str] = frozenset()) -> str:
    """The hash of `sources` when this process first asked: what it runs is what it has read."""
    return sources(without)


def sources(without: Collection[str] = ()) -> str:
    """A hash of Derive's own source and of the versions of the libraries whose answers it uses.

    ``without`` names parts, modules or packages just under ``derive``, that do not count.
    """
    package = Path(str(files("derive")))
    parts: list[str | bytes] = [f"{name} {release(name)}" for name in LIBRARIES]
    data = [path for path in package.rglob("*.toml") if "catalogue" not in path.parts]
    for path in sorted([*package.rglob("*.py"), *data]):
        if path.relative_to(package).parts[0].removesuffix(".py") in without:
            continue
        parts += [path.relative_to(package).as_posix(), path.read_bytes()]
    return digest(parts)


def release(library: str) -> str:
    """The version of a library."""
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"
