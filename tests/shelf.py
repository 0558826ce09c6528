"""The chapters of the catalogue, worked out once in a run of the tests, however many processes run it.

Each chapter stands in one cache that all processes read. Who needs one that is missing works it out under a
lock of that function; another who needs the same waits for it.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from derive.cache import Cache
from derive.chapters import Chapter, chapters
from derive.language.catalogue import Catalogue


@dataclass(frozen=True)
class Shelf:
    """``directory`` is the cache; ``catalogue`` the functions whose chapters are asked for."""

    directory: Path
    catalogue: Catalogue
    _read: dict[str, Chapter] = field(default_factory=dict, repr=False)  # by this process

    @property
    def cache(self) -> Cache:
        return Cache(self.directory)

    def chapter(self, slug: str) -> Chapter:
        """The chapter of a function; it is frozen but for its mappings, which nobody may change."""
        if slug not in self._read:
            with self._alone(slug), chapters(self.catalogue.only([slug]), self.cache, _silent) as coming:
                (self._read[slug],) = coming
        return self._read[slug]

    def filled(self, slugs: Iterable[str]) -> Path:
        """The directory of the cache, with the chapters of some functions in it."""
        for slug in slugs:
            self.chapter(slug)
        return self.directory

    def data(self, slug: str) -> dict[str, Any]:
        """What is published of a function as data."""
        found: dict[str, Any] = json.loads(self.chapter(slug).files[f"data/{slug}.json"])
        return found

    @contextmanager
    def _alone(self, slug: str) -> Iterator[None]:
        """No other process is at the same function; a process that ends lets go of it."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / f"{slug}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _silent(slug: str, number: int, total: int) -> None:
    pass
