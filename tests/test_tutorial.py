"""The tutorial, followed word by word: its files are written and its commands are run as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

pytestmark = pytest.mark.xdist_group("serving")  # long: among the groups, and not the last to begin

PAGE = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    program = {"derive": ["-m", "derive.cli"], "python": []}[words[0]]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NO_MKDOCS_2_WARNING": "1",
        "XDG_CACHE_HOME": str(cwd),
    }
    whole = [sys.executable, *program, *words[1:]]
    return subprocess.run(whole, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    """Each line that begins with $ is run; the lines below it must be in its answer; its exit status too."""
    before, done, counts = 0, None, {"toml": 0, "console": 0, "yaml": 0}
    for fence in FENCE.finditer(PAGE):
        kind, marks, body = fence.groups()
        counts[kind] += 1
        told = re.search(r"\(exit\s+status\s+(\d)\)", PAGE[before : fence.start()])
        before = fence.end()
        if kind == "toml":
            path = tmp_path / re.search(r'title="([^"]+)"', marks)[1]  # type: ignore[index]
            path.parent.mkdir(exist_ok=True)
            path.write_text(body, "utf-8")
        elif kind == "console":
            for line in body.splitlines():
                if line.startswith("$ "):
                    done = run(line[2:], tmp_path)
                    assert done.returncode == (int(told[1]) if told else 0), (line, done.stdout, done.stderr)
                else:
                    assert done is not None
                    assert line in (done.stdout + done.stderr).splitlines(), (line, done.stdout, done.stderr)
        else:
            assert "catalogues" in yaml.safe_load(body)["extra"]["derive"]
    assert counts == {"toml": 1, "console": 9, "yaml": 1}
    page = (tmp_path / "soft_gate_page" / "html" / "index.html").read_text("utf-8")
    assert "Soft gate" in page and "take-torch" in page
    assert list((tmp_path / "soft_gate_figures").rglob("*.pdf"))
