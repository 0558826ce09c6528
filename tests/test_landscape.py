"""The part of a page that is learnt from a real picture: whole, cached, and honest where there is none."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from derive import landscape as module
from derive.book import book
from derive.cache import Cache
from derive.checker import check
from derive.figures import topography
from derive.figures import topography as read
from derive.figures.planes import positive
from derive.landscape import FENCE, NAME, landscape
from derive.language.catalogue import Catalogue
from derive.networks.land import Land, learnt
from derive.prose import with_claims
from derive.render import Templates
from derive.study import ClaimError

PAGE = f"{FENCE}```\n"


def heights() -> Any:
    j, i = np.mgrid[:17, :25]
    return np.where(2 * j > 17 + 9 * np.sin(i / 4), 5.0, -3.0)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "learnt", lambda found: learnt(found, steps=60))


def test_the_part_is_whole() -> None:
    found = landscape(None, Templates(), heights())
    text = found.parts[NAME]("../")
    assert "%(" not in text and text.count("badge--proved") == 4 and text.count("badge--measured") == 2
    for name, content in found.files.items():
        if name.startswith("certificates/"):
            assert check(json.loads(content)).verdict == "proved"
            assert f"](../{name})" in text
    for name in re.findall(r"figures/[\w-]+\.svg", text):
        assert "<title" in found.inline[name] and "<desc" in found.inline[name]
        assert len(found.files[name]) < 60_000


def test_it_is_learnt_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path)
    first = landscape(cache, Templates(), heights())

    def never(_: Any) -> Land:
        raise AssertionError("trained again")

    monkeypatch.setattr(module, "learnt", never)
    second = landscape(cache, Templates(), heights())
    assert first.files == second.files and first.inline == second.inline
    assert first.parts[NAME]("") == second.parts[NAME]("")
    with pytest.raises(AssertionError, match="trained again"):
        landscape(cache, Templates(), -heights())


def test_a_damaged_entry_of_the_cache_counts_as_absent(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    first = landscape(cache, Templates(), heights())
    for path in tmp_path.glob("*.json"):
        path.write_text('{"rows": 5}', "utf-8")
    assert landscape(cache, Templates(), heights()).files == first.files


def test_without_a_height_map_the_part_says_so() -> None:
    found = landscape(None, Templates(), None)
    assert "not measured" in found.parts[NAME]("") and not found.files and not found.inline


def test_a_missing_sample_file_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    source = sys.modules["derive.figures.topography"]

    def absent(name: str) -> Any:
        raise FileNotFoundError(name)

    monkeypatch.setattr(source, "get_sample_data", absent)
    assert source.topography() is None


def test_a_book_without_the_file_is_built_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "topography", lambda: None)
    monkeypatch.setattr("derive.binding.vector_chapters", lambda catalogue, cache: ())  # they take long
    made = book(Catalogue.load().only(["relu"]), {"a.md": PAGE})
    assert "not measured" in made.files["a.md"]
    assert not any(path.startswith("certificates/land/") for path in made.files)


@pytest.mark.skipif(read() is None, reason="this Matplotlib has no sample data")
def test_the_real_map() -> None:
    found = topography()
    assert found is not None and found.shape == (91, 120) and found.min() < 0 < found.max()


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(ClaimError, match="expected one of the parts"):
        with_claims("```part\nname: nothing\n```", "a.md", Catalogue({}), Templates())
    with pytest.raises(ClaimError, match="expected name in a part"):
        with_claims("```part\nnam: nothing\n```", "a.md", Catalogue({}), Templates())


def test_where_a_function_is_positive() -> None:
    """The area inside the lines, against counting: a disc."""
    j, i = np.mgrid[:61, :61]
    rings = positive(400.0 - (i - 30.0) ** 2 - (j - 30.0) ** 2)
    (ring,) = rings
    around = zip(ring, [*ring[1:], ring[0]], strict=True)
    area = abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in around)) / 2
    assert area == pytest.approx(np.pi * 400, rel=0.01)
    assert positive(np.full((3, 3), -1.0)) == ()
