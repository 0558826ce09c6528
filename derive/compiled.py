"""Compiled modules in place of the same modules read by Python, where `make compiled` has made them.

The prover's hottest modules can be compiled by mypyc from the very files that stand here. What is made lies
in a folder named by a hash of all that it was made from; if a letter changes, the folder is not found, and
Python reads the files as ever. ``DERIVE_PLAIN=1`` keeps to the files; so do ``python -m derive.checker``, as
who checks wants to read what is run, and pytest. Answers are the same (docs/decisions/compiled-or-plain.md).

>>> len(fingerprint(Path(__file__).parent))
20
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

SOURCES = ("compiled.py", "checker/*.py", "language/*.py", "proof/*.py")  # what the compiler reads
GROUP = "__mypyc"  # ends the name of the library that holds all modules
PLAIN = "DERIVE_PLAIN"

# The modules that are compiled: where the prover's time goes, and the classes below theirs.
MODULES: Mapping[str, str] = {
    "checker": "bounds cell cells claim coefficients definitions elementary field fractional germs "
    "ground grown leaves limit_approach limits measures monomials named point poly reader reading reduction "
    "residues rewrites scale scale_functions settled sharing signs statement terms work",
    "language": "calls grammar operands spelled tokens",
    "proof": "allowances balls factors glimpse limits looks prover search tower",
}


def names() -> list[str]:
    """The modules that are compiled, by their full names."""
    return [f"derive.{package}.{name}" for package, row in MODULES.items() for name in row.split()]


def fingerprint(package: Path) -> str:
    """A hash of the sources that a compiler reads, and of the Python they are compiled for."""
    found = sha256(f"{sys.version} {EXTENSION_SUFFIXES[0]}".encode())
    for pattern in SOURCES:
        for path in sorted(package.glob(pattern)):
            text = path.read_bytes()
            found.update(f"\n{path.name} {len(text)}\n".encode() + text)
    return found.hexdigest()[:20]


def folder(package: Path) -> Path:
    """Where the compiled modules of this package lie, if they were made."""
    return package.parent / ".cache" / "compiled" / fingerprint(package)


class Finder(MetaPathFinder):
    """Finds the modules that were compiled."""

    def __init__(self, made: Path) -> None:
        suffix = EXTENSION_SUFFIXES[0]
        paths = [*made.glob(f"*{GROUP}{suffix}"), *made.glob(f"derive/*/*{suffix}")]
        self.files = {".".join(p.relative_to(made).parts).removesuffix(suffix): str(p) for p in paths}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self.files.get(name)
        return spec_from_file_location(name, file) if file else None


def use_compiled(package: Path) -> bool:
    """From now on modules come compiled, if that is wanted, they were made, and can be loaded here."""
    plain = os.environ.get(PLAIN, os.environ.get("PYTEST_VERSION"))
    if plain or "derive.checker" in sys.orig_argv or not (package.parent / ".cache" / "compiled").is_dir():
        return False
    made = folder(package)
    return made.is_dir() and use(made)


def use(made: Path) -> bool:
    """From now on modules come from the folder in which they were compiled."""
    finder = Finder(made)
    sys.meta_path.insert(0, finder)
    try:
        for name in finder.files:
            if name.endswith(GROUP):
                import_module(name)
    except ImportError:  # made for another machine: the sources serve everywhere
        sys.meta_path.remove(finder)
        return False
    return True


def in_use() -> bool:
    """Whether modules come compiled in this process."""
    return any(isinstance(finder, Finder) for finder in sys.meta_path)
