"""The staircase: imports go down only, never in a circle, and the checker needs nothing but Python."""

import ast
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from derive.cache import SHOWING

STAIRS = """
checker compiled
language catalogue
proof
rules grounds steps calculus symbolic collapse survey
facts frameworks gradients theorems networks
figures fuzz
models pages sheets render mathml parts cache copies study curves chapters fingerprints prose landscape book \
binding output terminal stacks labels translation languages
lines extent_lines fact_lines fact_words fact_commands console tongues late publishing freshness settings \
hands serving site heads searching style own_page \
page_commands \
picture_commands piece_lines piece_commands naming find_commands perceptron network_commands \
gradient_commands cli \
reference doctests __main__ __init__ __version__
"""
FLOORS = {name: floor for floor, row in enumerate(STAIRS.split("\n")) for name in row.split()}
ONLY = {
    "matplotlib": ["figures"],
    "jinja2": ["render"],
    "mkdocs": ["freshness", "hands", "publishing", "serving", "settings", "site", "tongues"],
}  # package -> the parts that import it
ROOT = Path(__file__).parent.parent


def part(module: str) -> str:
    return [*module.split("."), "__init__"][1]


def imports(name: str, source: str, *, package: bool) -> list[tuple[str, bool]]:
    """What a module imports, and whether it does so when it is loaded (not first inside a function)."""
    found: list[tuple[str, bool]] = []

    def visit(node: ast.AST, on_load: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend((alias.name, on_load) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = name.split(".")[: len(name.split(".")) - node.level + package] if node.level else []
            target = ".".join([*base, *([node.module] if node.module else [])])
            found.extend(
                (f"{target}.{alias.name}" if target == "derive" else target, on_load) for alias in node.names
            )
        for child in ast.iter_child_nodes(node):
            visit(child, on_load and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    visit(ast.parse(source), True)
    return found


def faults(sources: dict[str, tuple[str, bool]]) -> list[str]:
    """Every breach of the staircase among modules given as name -> (source, is it a package)."""
    found, graph = [], {name: set() for name in sources}
    for name, (source, package) in sources.items():
        here = part(name)
        if here not in FLOORS:
            found.append(f"{name}: stands on no floor; name it in tests/test_floors.py")
            continue
        for target, on_load in imports(name, source, package=package):
            top = target.split(".")[0]
            if top == "derive" and FLOORS.get(part(target), 99) > FLOORS[here]:
                found.append(f"{name} imports {target}, which stands above it")
            if here == "checker" and part(target) != here and top not in sys.stdlib_module_names:
                found.append(f"{name} imports {target}; the checker may use the standard library only")
            if here not in ONLY.get(top, [here]):
                found.append(f"{name} imports {target}; only derive.{' and '.join(ONLY[top])} may")
            if on_load and target in sources and target != name:
                graph[name].add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found.append("circular: " + " -> ".join(error.args[1]))
    return found


def own_sources() -> dict[str, tuple[str, bool]]:
    paths = sorted((ROOT / "derive").rglob("*.py"))
    assert any(path.parent.name == "checker" for path in paths)
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    return {
        n.removesuffix(".__init__"): (p.read_text("utf-8"), p.stem == "__init__") for p, n in names.items()
    }


def test_floors() -> None:
    assert faults(own_sources()) == []


def test_a_file_of_the_checker_can_be_read_in_one_go() -> None:
    long = {n: s.count("\n") for n, (s, _) in own_sources().items() if n.startswith("derive.checker.")}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_what_only_shows_makes_no_chapter() -> None:
    """The parts that do not count for a kept chapter are not used by what makes one, directly or not."""
    sources = own_sources()
    assert {part(name) for name in sources} >= SHOWING
    reached, waiting = set(), ["derive.chapters", "derive.landscape", "derive.sheets.vector_book"]
    while waiting:
        name = waiting.pop()
        if name in sources and name not in reached:
            reached.add(name)
            source, package = sources[name]
            waiting += [target for target, _on_load in imports(name, source, package=package)]
    assert len(reached) > 100
    assert {part(name) for name in reached} & SHOWING == set()


LATE = {"derive.proof.tower": ("def late():\n    import derive.proof.prove", False)}
EARLY = {"derive.proof.tower": ("import derive.proof.prove", False)}


@pytest.mark.parametrize(("name", "source", "fault"), [
    ("derive.proof.signs", "from derive.figures import draw", "above"),
    ("derive.proof.signs", "def f():\n    import derive.site", "above"),
    ("derive.proof.signs", "from derive import symbolic", "above"),
    ("derive.proof.signs", "from ..pages import page", "above"),
    ("derive.language.term", "import derive", "above"),
    ("derive.checker.terms", "import sympy", "standard library only"),
    ("derive.checker.terms", "from derive.language import term", "standard library only"),
    ("derive.symbolic", "import matplotlib.pyplot", "only derive.figures"),
    ("derive.pages", "from jinja2 import Template", "only derive.render"),
    ("derive.gadgets", "", "no floor"),
    ("derive.proof.prove", "from derive.proof.tower import x", "circular"),
])  # fmt: skip
def test_the_detector_detects(name: str, source: str, fault: str) -> None:
    assert any(fault in line for line in faults({**EARLY, name: (source, False)}))


def test_the_detector_accepts_what_is_sound() -> None:
    source = "import json, flint\nfrom derive.proof.tower import x\nfrom derive.checker import check"
    assert faults({**LATE, "derive.proof.prove": (source, False)}) == []
