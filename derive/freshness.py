"""Whether a site that was built still stands as it would be built now: then a build has nothing to do.

A site is made of the book, of the files beside it, of its configuration and of the libraries that set it; all
of these are hashed. What was written is known by size and time, and kept beside the book in the cache.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as directory:
...     home = Path(directory)
...     site, cache = home / "site", Cache(home / "cache")
...     site.mkdir()
...     _ = (site / "a.html").write_text("one")
...     stood(site, "key", cache)
...     before = stands(site, "key", cache)
...     _ = (site / "a.html").write_text("another")
...     before, stands(site, "key", cache)
(True, False)
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.cache import Cache, digest, release
from derive.publishing import assets_in

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

SETTING = (
    "mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "mkdocstrings", "mkdocstrings-python",
    "griffelib", "math-core", "jinja2", "pygments", "babel",
)  # fmt: skip
HEAD = re.compile(r"^(?:title:|# ).*$", re.MULTILINE)
ELSEWHERE = frozenset({"config_file_path", "site_dir", "dev_addr"})  # where it is made, not what is made


def site_key(config: MkDocsConfig, book: str) -> str:
    """A hash of everything that a site is made from; ``book`` is that of the book in it."""
    from mkdocs.utils import get_build_date

    settings = [
        {name: value for name, value in given.items() if name not in ELSEWHERE}
        for given in config.user_configs
    ]
    loaded: Any = config.hooks
    hooks = [Path(str(hook.__file__)).read_bytes() for hook in loaded.values()]
    raw = [part for row in assets_in(Path(config.docs_dir)).items() for part in row]
    told = json.dumps(settings, default=str, sort_keys=True)
    return digest([book, told, get_build_date(), *map(release, SETTING), *hooks, *raw])


def heads(texts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    r"""What names each page: lines that may give its title.

    >>> heads({"a.md": "---\ntitle: A\n---\n\n# The letter\n\ntext"})
    {'a.md': ('title: A', '# The letter')}
    """
    return {path: tuple(HEAD.findall(text)[:2]) for path, text in texts.items()}


def configured(config: MkDocsConfig) -> Any:
    """What the file of the configuration says now."""
    from mkdocs.utils.yaml import yaml_load

    with Path(config.config_file_path).open("rb") as file:
        return yaml_load(file)


def stands(site: Path, key: str, cache: Cache) -> bool:
    """Whether a site was built from this, and nothing in it has been changed since."""
    known: Any = cache.get(_name(site))
    return isinstance(known, dict) and known == {"key": key, "files": states(site)}


def stood(site: Path, key: str, cache: Cache) -> None:
    """Remembers a site as it was built; an empty key forgets it."""
    cache.put(_name(site), {"key": key, "files": states(site)} if key else {})


def _name(site: Path) -> str:
    return f"site-{digest([str(site.resolve())])}"


def states(folder: Path, without: tuple[str, ...] = ()) -> dict[str, list[int]]:
    """Size and time, in nanoseconds, of each file in a folder and those below it."""
    found = _found(os.fspath(folder), "") if folder.is_dir() else ()
    return {path: state for path, state in found if not path.endswith(without)}


def _found(folder: str, way: str) -> Iterator[tuple[str, list[int]]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _found(entry.path, f"{way}{entry.name}/")
            else:
                state = entry.stat()
                yield f"{way}{entry.name}", [state.st_size, state.st_mtime_ns]
