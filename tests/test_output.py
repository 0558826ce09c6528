"""Files that are written once more only where something has changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from derive.output import LIST, renewed, unchanged

FILES = {"a.md": b"one", "b/c.md": b"two", "b/d/e.md": b"three"}


def held(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.name != LIST
    }


def test_what_is_there_stays_and_what_has_changed_is_written(tmp_path: Path) -> None:
    renewed(tmp_path, FILES, "first")
    for path in FILES:
        os.utime(tmp_path / path, ns=(7, (tmp_path / path).stat().st_mtime_ns))
    before = {path: (tmp_path / path).stat().st_mtime_ns for path in FILES}
    renewed(tmp_path, {**FILES, "a.md": b"another"}, "second")
    assert held(tmp_path) == {**FILES, "a.md": b"another"}
    assert {path for path in FILES if (tmp_path / path).stat().st_mtime_ns == before[path]} == {
        "b/c.md",
        "b/d/e.md",
    }


@pytest.mark.parametrize("harm", ["edited", "gone"])
def test_what_somebody_harmed_is_written_again(tmp_path: Path, harm: str) -> None:
    renewed(tmp_path, FILES, "key")
    assert unchanged(tmp_path, "key") == [tmp_path / path for path in sorted(FILES)]
    if harm == "edited":
        (tmp_path / "b/c.md").write_bytes(b"mine")
    else:
        (tmp_path / "b/c.md").unlink()
    assert unchanged(tmp_path, "key") is None
    renewed(tmp_path, FILES, "key")
    assert held(tmp_path) == FILES


def test_what_is_no_longer_made_goes_unless_it_was_edited(tmp_path: Path) -> None:
    renewed(tmp_path, FILES)
    (tmp_path / "b/c.md").write_bytes(b"mine")
    (tmp_path / "own.md").write_bytes(b"not ours")
    renewed(tmp_path, {"a.md": b"one"})
    assert held(tmp_path) == {"a.md": b"one", "b/c.md": b"mine", "own.md": b"not ours"}
    assert not (tmp_path / "b/d").exists()


def test_a_list_cannot_reach_outside(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other.md"
    other.write_bytes(b"theirs")
    renewed(home, FILES)
    state = other.stat()
    told = json.loads((home / LIST).read_text("utf-8"))
    told["files"]["../other.md"] = [state.st_size, state.st_mtime_ns, "0"]
    (home / LIST).write_text(json.dumps(told), "utf-8")
    renewed(home, FILES)
    assert other.read_bytes() == b"theirs"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"files": 3, "key": ""}', '{"files": {"a.md": [1]}, "key": "key"}']
)
def test_a_list_that_cannot_be_read_counts_as_none(tmp_path: Path, text: str) -> None:
    renewed(tmp_path, FILES, "key")
    (tmp_path / LIST).write_text(text, "utf-8")
    assert unchanged(tmp_path, "key") is None
    renewed(tmp_path, FILES, "key")
    assert held(tmp_path) == FILES and unchanged(tmp_path, "key") is not None
