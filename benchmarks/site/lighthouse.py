"""Lighthouse on some pages, from a server that compresses, as a phone on a slow network.

Each page is visited three times, and the middle score of performance counts: a machine has its moments.

Needs `npx` and Debian's chromium; the reader's site has nothing of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.site.serving import serving

RELEASE = "lighthouse@13.5.0"
PAGES = ("", "activations/silu/", "activations/", "chapter/", "find/")
GOALS = {"performance": 90, "accessibility": 95, "best-practices": 95, "seo": 95}
VISITS = 3
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def scores(address: str, place: Path) -> tuple[dict[str, int], list[str]]:
    """The scores of a page out of a hundred, and the audits that did not pass in full."""
    file = place / "report.json"
    command = [
        "npx", "--yes", RELEASE, address, "--quiet", "--output=json", f"--output-path={file}",
        f"--only-categories={','.join(GOALS)}", f"--chrome-flags={FLAGS}",
    ]  # fmt: skip
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    done = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse ended with {done.returncode}: {done.stderr[-1000:]}")
    report = json.loads(file.read_text("utf-8"))
    weak = [
        f"{audit['title']} ({audit.get('displayValue') or audit['score']})"
        for category in report["categories"].values()
        for audit in (report["audits"][row["id"]] for row in category["auditRefs"] if row["weight"])
        if audit["score"] is not None and audit["score"] < 0.9
    ]
    found = {name: round(100 * row["score"]) for name, row in report["categories"].items()}
    return found, weak


def report(site: Path) -> int:
    """Prints the scores of the pages; 1 where a goal is missed, else 0."""
    if not (site / "index.html").is_file():
        raise SystemExit(f"expected a site that was built in {site}, found none; run: make build")
    faults = 0
    print(f"| page | {' | '.join(GOALS)} |\n|---|{'--:|' * len(GOALS)}")
    with serving(site) as server, TemporaryDirectory() as directory:
        for path in PAGES:
            visits = [scores(server.address + path, Path(directory)) for _ in range(VISITS)]
            found, weak = sorted(visits, key=lambda visit: visit[0]["performance"])[VISITS // 2]
            print(f"| {path or 'home'} | {' | '.join(str(found[name]) for name in GOALS)} |", flush=True)
            faults += any(found[name] < goal for name, goal in GOALS.items())
            for line in weak:
                print(f"    {line}", flush=True)
    return int(faults > 0)
