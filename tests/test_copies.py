"""Copies of a process at work: what they make, fail at and say; and the site that several make."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import OWN_CONFIGURATION, ROOT, SHOWN, mkdocs
from shelf import Shelf

from derive.copies import Copy, shared

PIECES = [(name, 1) for name in "abcdefgh"]


def taken(copies: Mapping[str, Copy]) -> dict[str, object]:
    return {name: copy.made()[name][0] for name, copy in copies.items() if name in copy.made()}


def test_the_first_pieces_stay_here() -> None:
    copies = shared(PIECES, lambda name: (name * 2, os.getpid()), 3)
    assert list(copies) == list("defgh")
    made = taken(copies)
    assert {name: found[0] for name, found in made.items()} == {name: name * 2 for name in "defgh"}
    processes = {found[1] for found in made.values()}
    assert len(processes) == 2
    assert os.getpid() not in processes


def test_what_fails_is_left_to_this_process() -> None:
    def work(name: str) -> str:
        if name == "g":
            raise ValueError(name)
        if name == "d":
            os._exit(1)
        return name

    assert taken(shared(PIECES, work, 2)) == {"e": "e", "f": "f"}
    assert taken(shared([("a", 1), ("c", 1), ("d", 1)], work, 2)) == {}  # an early end: nothing of it


def test_what_a_copy_says_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    def work(name: str) -> str:
        logging.getLogger("mkdocs.pages").warning("%s has a dead link", name)
        return name

    copies = shared(PIECES, work, 2)
    heard = {name: [record.getMessage() for record in copy.made()[name][1]] for name, copy in copies.items()}
    assert heard == {name: [f"{name} has a dead link"] for name in "efgh"}
    assert not caplog.records


def test_there_are_no_copies_beside_other_threads() -> None:
    found: list[Mapping[str, Copy]] = []
    thread = threading.Thread(target=lambda: found.append(shared(PIECES, str.upper, 2)))
    thread.start()
    thread.join()
    assert found == [{}]
    assert shared(PIECES, str.upper, 1) == {}


def hashes(site: Path) -> dict[str, str]:
    """Each file but the map of the site, which tells the day."""
    paths = (path for path in sorted(site.rglob("*")) if path.is_file() and "sitemap" not in path.name)
    return {path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.mark.long
def test_one_process_makes_the_bytes_that_two_make(site: Path, shelf: Shelf, tmp_path: Path) -> None:
    text = OWN_CONFIGURATION.format(root=ROOT, catalogue="", only=", ".join(SHOWN), cache=shelf.directory)
    (tmp_path / "mkdocs.yml").write_text(text.replace("only:", "jobs: 1, only:"), "utf-8")
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "alone"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    ours, theirs = hashes(tmp_path / "alone"), hashes(site)
    assert len(ours) > 600
    assert ours == theirs
