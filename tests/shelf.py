"""The chapters of the catalogue, worked out once in a run of the tests, however many processes run it.

Each chapter stands in one cache that all processes read. Who needs one that is missing works it out under a
lock of that function; another who needs the same waits for it.
"""

from __future__ import annotations

import fcntl
import json
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from derive.cache import Cache, digest, program
from derive.chapters import Chapter, chapters
from derive.language.catalogue import Catalogue
from derive.steps import Derivation
from derive.symbolic import derivation


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

    def derived(self, slug: str, order: int = 1) -> Derivation:
        """The derivation of a function, with its claims, derived and proved once on this shelf."""
        act = self.catalogue[slug]
        path = self.directory / f"{digest([self._program, repr(act), str(order)])}.derivation"
        with self._alone(f"{slug}-{order}"):
            if path.is_file():
                found: Derivation = pickle.loads(path.read_bytes())
            else:
                found = derivation(act, order)
                path.write_bytes(pickle.dumps(found))
        return found

    @cached_property
    def _program(self) -> str:
        return program()

    @contextmanager
    def _alone(self, slug: str) -> Iterator[None]:
        """No other process is at the same function."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with alone(self.directory / f"{slug}.lock"):
            yield


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other process holds this lock; a process that ends lets go of it."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _silent(slug: str, number: int, total: int) -> None:
    pass
