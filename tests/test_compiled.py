"""Compiled modules say what the sources say: the same answers, the same certificates, the same refusals."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from derive.compiled import MODULES, fingerprint, folder, names

sys.path.insert(0, str(ROOT / "tools"))
import compile_modules

EVERY = 7  # of the benchmark's statements
SAMPLE = f"""
import json, random, sys
from pathlib import Path
from derive.compiled import in_use, use
if sys.argv[1:]:
    assert use(Path(sys.argv[1]))
from benchmarks.prove.rows import SETS, load
from corruptions import corrupt, get, paths
from derive import Rejected, check, prove

rng = random.Random("the same in both")

def changed(certificate):
    forged = json.loads(json.dumps(certificate))
    *inside, last = rng.choice([path for path in paths(forged) if path])
    place, others = get(forged, inside), [path for path in paths(forged) if path]
    place[last] = rng.choice([get(forged, rng.choice(others)), 0, -1, "x", [], 10**40, None])
    return forged

def refusal(certificate):
    try:
        return f"accepted {{check(certificate).verdict}}"
    except Rejected as reason:
        return str(reason)
    except ValueError as cyclic:
        return "a circle"

print(json.dumps(in_use()))
for row in [row for name in SETS for row in load(name)][::{EVERY}]:
    found = prove(row.statement(), steps=200_000)
    certificate = getattr(found, "certificate", None)
    print(json.dumps([row.name, type(found).__name__, getattr(found, "reason", ""), certificate]))
    for _ in range(20 if certificate else 0):
        forged = changed(certificate)
        print(json.dumps([row.name, refusal(forged)]))
"""


def said(*made: str) -> list[str]:
    """What a process of its own says of the sample."""
    environment = {**os.environ, "DERIVE_PLAIN": "1", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-c", SAMPLE, *made]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled modules: those that are in use, or else made for this test."""
    if (there := folder(ROOT / "derive")).is_dir():
        return there
    if reason := compile_modules.missing():
        pytest.skip(f"nothing can be compiled here: {reason}")
    goal = tmp_path_factory.mktemp("compiled") / "made"
    assert compile_modules.make(goal) == ""
    return goal


@pytest.mark.long  # compiling takes a minute or two
def test_compiled_and_plain_modules_say_the_same(made: Path) -> None:
    (plain, *answers), (compiled, *same) = said(), said(str(made))
    assert (plain, compiled) == ("false", "true")
    assert same == answers
    told = [json.loads(line) for line in answers]
    assert {"Proved", "Refuted"} <= {line[1] for line in told}
    assert len({line[1] for line in told if len(line) == 2}) > 50, "the forgeries are refused for few reasons"


@pytest.mark.long  # compiling takes a minute or two
def test_every_module_was_compiled(made: Path) -> None:
    found = {f"derive.{path.parent.name}.{path.name.split('.')[0]}" for path in made.glob("derive/*/*.*")}
    assert found == set(names())


def test_a_changed_letter_is_another_hash(tmp_path: Path) -> None:
    source = tmp_path / "checker" / "poly.py"
    source.parent.mkdir()
    source.write_text("A = 1\n", "utf-8")
    before = fingerprint(tmp_path)
    source.write_text("A = 2\n", "utf-8")
    assert fingerprint(tmp_path) != before
    source.write_text("A = 1\n", "utf-8")
    assert fingerprint(tmp_path) == before


@pytest.mark.long  # compiling takes a minute or two
def test_the_checker_by_itself_reads_the_sources(made: Path, tmp_path: Path) -> None:
    """A copy of the package with compiled modules beside it uses them, but not where it is the checker."""
    (tmp_path / "derive").symlink_to(ROOT / "derive")
    home = tmp_path / ".cache" / "compiled" / fingerprint(ROOT / "derive")
    home.parent.mkdir(parents=True)
    home.symlink_to(made)
    environment = {k: v for k, v in os.environ.items() if k not in ("DERIVE_PLAIN", "PYTEST_VERSION")}
    look = "import derive.checker.poly as poly; print(poly.__file__.endswith('.py'))"
    for plain, more in (("False", []), ("True", ["derive.checker"])):
        done = subprocess.run(
            [sys.executable, "-c", look, *more],
            env={**environment, "PYTHONPATH": str(tmp_path)}, cwd=tmp_path, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        assert done.stdout.split() == [plain]


def test_without_a_compiler_nothing_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(compile_modules.shutil, "which", lambda name: None)
    assert compile_modules.make(tmp_path / "made").startswith("expected the C compiler")
    assert list(tmp_path.iterdir()) == []


def test_classes_below_a_compiled_one_are_compiled() -> None:
    """A class that Python reads cannot stand below one that was compiled (exceptions and tuples excepted)."""

    def classes(name: str) -> list[tuple[str, set[str]]]:
        tree = ast.parse(ROOT.joinpath(*name.split(".")).with_suffix(".py").read_text("utf-8"))
        return [
            (node.name, {ast.unparse(base).split(".")[-1] for base in node.bases})
            for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
        ]  # fmt: skip

    native = {name for module in names() for name, bases in classes(module) if "NamedTuple" not in bases}
    paths = [path for package in MODULES for path in (ROOT / "derive" / package).glob("*.py")]
    plain = {f"derive.{path.parent.name}.{path.stem}" for path in paths} - set(names())
    assert len(plain) > 50
    assert [(module, name) for module in plain for name, bases in classes(module) if bases & native] == []
