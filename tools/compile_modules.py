"""Compiles the prover's hottest modules (`make compiled`), where a compiler is there; see `derive.compiled`.

    python tools/compile_modules.py [--must]

Whatever fails is said in a sentence, and Derive goes on as plain Python, with exit status 0; with ``--must``
the status is 1. What was compiled is kept only if it decides a few statements as it should.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from derive.compiled import PLAIN, folder, names  # noqa: E402 - found by the line above

SECONDS = 900
LEVEL = "1"  # of optimising: with 2 it takes a minute longer, and nothing is gained
SETTINGS = f"""[mypy]
strict = true
python_version = {sys.version_info[0]}.{sys.version_info[1]}
ignore_missing_imports = true

[mypy-flint.*]
follow_imports = skip
"""  # what the stubs of python-flint say is not always what it returns
TRIAL = """
import sys
from pathlib import Path
from derive.compiled import use
assert use(Path(sys.argv[1])), "what was compiled cannot be loaded"
from derive import Proved, Refuted, prove
from derive.language.statements import relation, statement
for text, verdict in (
    ("1/(1 + exp(-x)) + 1/(1 + exp(x)) == 1", Proved),
    ("sqrt(5 + 2*sqrt(6)) == sqrt(2) + sqrt(3)", Proved),
    ("x*tanh(x) >= 0", Proved),
    ("tanh(x) == x", Refuted),
):
    found = prove(statement(relation(text, {}), (), (), {}))
    assert isinstance(found, verdict), f"{text}: expected {verdict.__name__}, found {found}"
"""


def missing() -> str:
    """What compiling needs and is not there."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        return f"expected the C compiler {compiler}, found none"
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "expected the headers of Python (on Debian: python3-dev), found none"
    lacking = [name for name in ("mypyc", "setuptools") if find_spec(name) is None]
    return f"expected {' and '.join(lacking)} in this Python, found none" if lacking else ""


def compile_into(home: Path) -> None:
    """Compiles all modules; they come to stand in ``home/made``."""
    from mypyc.build import mypycify
    from setuptools import setup

    os.chdir(home)  # away from pyproject.toml, which speaks of another package
    Path("mypy.ini").write_text(SETTINGS, "utf-8")
    files = [str(ROOT.joinpath(*name.split(".")).with_suffix(".py")) for name in names()]
    options = ["--config-file", "mypy.ini", "--cache-dir", "types"]
    modules = mypycify([*options, *files], opt_level=LEVEL, debug_level="0", target_dir="c", multi_file=True)
    setup(
        name="derive-compiled", packages=[], ext_modules=modules, cmdclass={"build_ext": _side_by_side()},
        script_args=["-q", "build_ext", "--build-lib", "made", "--build-temp", "objects"],
    )  # fmt: skip


def _side_by_side() -> Any:
    """The command of setuptools that compiles, with the files of one library side by side."""
    from setuptools.command.build_ext import build_ext

    class SideBySide(build_ext):  # type: ignore[misc]
        def build_extension(self, ext: Any) -> None:
            def compiled(source: str) -> list[str]:
                found: list[str] = self.compiler.compile(
                    [source], output_dir=self.build_temp, include_dirs=ext.include_dirs,
                    extra_postargs=ext.extra_compile_args,
                )  # fmt: skip
                return found

            with ThreadPoolExecutor(os.cpu_count()) as pool:
                ext.extra_objects = [path for paths in pool.map(compiled, ext.sources) for path in paths]
            ext.sources = []
            super().build_extension(ext)

    return SideBySide


def run(*arguments: str) -> str:
    """Runs Python with arguments; the last line it wrote if it failed, else nothing."""
    environment = {**os.environ, PLAIN: "1", "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            timeout=SECONDS,
            capture_output=True,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it took longer than {SECONDS} seconds"
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return (lines or [f"it ended with {done.returncode}"])[-1] if done.returncode else ""


def make(goal: Path) -> str:
    """Compiles into a folder that is not there yet; what went wrong, or nothing."""
    reason = missing()
    if reason:
        return reason
    goal.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="making-", dir=goal.parent) as home:
        reason = run(__file__, "--into", home) or run("-c", TRIAL, f"{home}/made")
        if not reason:
            Path(home, "made").rename(goal)
    return reason


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--into"]:
        compile_into(Path(arguments[1]))
        return 0
    goal = folder(ROOT / "derive")
    reason = "" if goal.exists() else make(goal)
    if reason:
        print(f"Not compiled, Derive runs as plain Python: {reason}", file=sys.stderr)
        return int("--must" in arguments)
    for other in goal.parent.iterdir():
        if other != goal:  # of other sources, or left by a compiler that was killed
            shutil.rmtree(other)
    print(f"{len(names())} modules are compiled, in {goal.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
