"""What a site says of itself in `mkdocs.yml`, under ``extra: {derive: {...}}``.

``catalogues`` are directories with users' own functions, ``only`` the functions of a small site, for a
quick look; ``cache`` is the directory of what is kept; ``pictures`` asks for each figure as PNG and PDF too,
and for a card for each page of a function; ``jobs`` is how many processes work at once (2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.cache import Cache
from derive.language.catalogue import Catalogue

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

JOBS = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one site, with their directories from where its `mkdocs.yml` lies."""

    catalogues: tuple[Path, ...]
    only: Sequence[str]
    cache: Cache
    pictures: bool
    jobs: int

    @staticmethod
    def of(config: MkDocsConfig) -> Settings:
        """What a configuration says."""
        root = Path(config.config_file_path).resolve().parent
        named: dict[str, Any] = config.extra.get("derive") or {}
        return Settings(
            tuple(root / name for name in named.get("catalogues", [])),
            named.get("only") or (),
            Cache(root / str(named.get("cache") or Path(".cache", "derive"))),
            named.get("pictures") is True,
            max(1, int(named.get("jobs") or JOBS)),
        )

    def catalogue(self) -> Catalogue:
        """The functions of the site; ValueError where one of the files is not as it should be."""
        whole = Catalogue.load(*self.catalogues)
        return whole.only(self.only) if self.only else whole
