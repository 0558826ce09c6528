"""The whole site as one pure function of the catalogue: path to text, for pages, figures and certificates.

>>> whole = Book()
>>> whole.add({"activations/relu.md": "# ReLU", "figures/relu/function.svg": "<svg>"})
>>> sorted(whole.files)
['activations/relu.md', 'figures/relu/function.svg']

What is slow, proofs and pictures, is kept per function in a cache, and the book as it was bound last.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files as resources
from pathlib import Path

from derive.cache import Cache, Tell, digest, program
from derive.language.catalogue import Catalogue
from derive.render import template_directory
from derive.translation import LANGUAGES
from derive.translation import catalogue as words_file

SITE_CARD = "cards/derive.png"
WHOLE = "book"  # the entry of the cache that holds the book as it was bound last


@dataclass(frozen=True, slots=True)
class Book:
    """``files``: path to text of everything that is published. ``inline``: the figures once more, path to
    the ``<svg>`` element that takes the colours of the page it stands in. ``pictures``: PNG
    and PDF, in base64.
    """

    files: dict[str, str] = field(default_factory=dict)
    inline: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)

    def add(self, files: Mapping[str, str], inline: Mapping[str, str] = {}) -> None:
        self.files.update(files)
        self.inline.update(inline)

    def published(self) -> dict[str, bytes]:
        """What is published, as the content of files."""
        drawn = {path: b64decode(data) for path, data in self.pictures.items()}
        return {path: text.encode() for path, text in self.files.items()} | drawn


def pages(catalogue: Catalogue, prose: Mapping[str, str] = {}, cache: Cache | None = None) -> dict[str, str]:
    """Every page, figure and certificate: path to text. ``prose`` are hand-written pages with claims."""
    return book(catalogue, prose, cache).files


def book(  # noqa: PLR0913, PLR0917 - what a book depends on
    catalogue: Catalogue,
    prose: Mapping[str, str] = {},
    cache: Cache | None = None,
    tell: Tell = lambda slug, number, total: None,
    jobs: int = 1,
    pictures: bool = False,
    languages: Sequence[str] = (),
    further: Callable[[], Mapping[str, str]] = dict,
) -> Book:
    """The pages with their figures; ``tell`` hears of each that is worked out, by ``jobs`` processes.

    With ``pictures`` each figure is there as PNG and PDF too, and each page of a function has a card. In each
    of the ``languages`` beside English the pages stand once more, in a folder of that name. ``further`` makes
    files that depend on the program alone.
    Raises ClaimError for a claim of the catalogue or of the prose that is refuted.
    """
    key = key_of(catalogue, prose, pictures, languages) if cache else ""
    kept = cache.get(WHOLE) if cache else None
    if isinstance(kept, dict) and kept.get("key") == key:
        return Book(kept["files"], kept["inline"], kept["pictures"])
    from derive.binding import drafted  # what is kept needs nothing of what makes it

    whole = drafted(catalogue, prose, cache, tell, jobs, pictures, languages).written(jobs)
    whole.add(further())
    if cache:
        cache.put(WHOLE, {"key": key, **asdict(whole)})
    return whole


def key_of(catalogue: Catalogue, prose: Mapping[str, str], pictures: bool, languages: Sequence[str]) -> str:
    """A hash of everything that the book is made from."""
    parts = [program(), *(f"{slug} {act!r}" for slug, act in catalogue.items())]
    parts.append("pictures" if pictures else "")
    parts += languages
    entries = (Path(str(resources("derive"))) / "catalogue").rglob("*.toml")  # homonyms and vectors too
    for path in sorted([*template_directory().rglob("*.j2"), *entries, *map(words_file, LANGUAGES)]):
        parts += [path.name, path.read_text("utf-8")]
    return digest([*parts, *(part for pair in sorted(prose.items()) for part in pair)])
