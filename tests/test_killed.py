"""A build that is killed at any moment: the next one goes on from there, and no page is ever wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import OWN_CONFIGURATION, ROOT

pytestmark = pytest.mark.xdist_group("killed")

LONGEST = 600  # seconds after which a build counts as hanging


def started(home: Path, seed: str) -> subprocess.Popen[bytes]:
    """A build of a site of two functions, by two processes, in a group of its own."""
    text = OWN_CONFIGURATION.format(root=ROOT, catalogue="", only="identity, relu", cache=home / "cache")
    (home / "mkdocs.yml").write_text(text, "utf-8")
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": seed,
        "SOURCE_DATE_EPOCH": "1700000000",  # the day that sitemap.xml tells
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "--site-dir", str(home / "site")]
    return subprocess.Popen(command, cwd=home, env=environment, start_new_session=True)


def entries(home: Path) -> dict[str, tuple[int, str]]:
    """What is kept: the name of each entry, its inode, and a hash of it."""
    found = {}
    for path in sorted((home / "cache").glob("*.json")):
        raw = path.read_bytes()
        json.loads(raw)  # never half an entry
        found[path.name] = (path.stat().st_ino, sha256(raw).hexdigest())
    return found


def killed(home: Path, seed: str, moment: Callable[[], bool]) -> None:
    """Starts a build and kills it, with all its processes, at a moment."""
    build, until = started(home, seed), time.monotonic() + LONGEST
    while not moment():
        assert build.poll() is None, "the build ended before the moment came"
        assert time.monotonic() < until
        time.sleep(0.01)
    os.killpg(build.pid, signal.SIGKILL)
    assert build.wait() == -signal.SIGKILL


def published(home: Path) -> dict[str, str]:
    return {
        path.relative_to(home / "site").as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted((home / "site").rglob("*"))
        if path.is_file()
    }


@pytest.mark.long
def test_a_killed_build_goes_on_and_tells_nothing_wrong(tmp_path: Path) -> None:
    quiet, rough = tmp_path / "quiet", tmp_path / "rough"
    quiet.mkdir()
    rough.mkdir()
    cache = rough / "cache"

    def kept(count: int) -> Callable[[], bool]:
        return lambda: len(list(cache.glob("*.json"))) >= count

    moments = [
        lambda: any(cache.glob("*.part")) or kept(1)(),  # while the first entry is written
        kept(2),
        kept(9),
        (rough / "site" / "chapter" / "index.html").exists,  # while pages are written
    ]
    before: dict[str, tuple[int, str]] = {}
    for seed, moment in enumerate(moments):
        killed(rough, str(seed), moment)
        after = entries(rough)
        assert before.items() <= after.items(), "what was there is not made again"
        before = after
    assert started(rough, "99").wait(LONGEST) == 0
    assert before.items() <= entries(rough).items()
    assert started(quiet, "7").wait(LONGEST) == 0
    ours, theirs = published(rough), published(quiet)
    assert len(theirs) > 200
    assert ours == theirs
    assert {name: mark for name, (_inode, mark) in entries(rough).items()} == {
        name: mark for name, (_inode, mark) in entries(quiet).items()
    }
