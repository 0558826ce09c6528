"""Pages of functions of several variables: whole, claims with their proofs, right by other arithmetic."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from shelf import Shelf

from derive.cache import Cache
from derive.checker import check
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse_value
from derive.language.numeric import evaluate
from derive.language.vectors import load_vectors
from derive.render import Templates
from derive.sheets.vector_book import VectorPages, vector_chapters, vector_pages, vector_texts

FUNCTIONS = load_vectors()
SIGNATURES = Catalogue.load().signatures()
STATUSES = {"proved", "cited", "open"}
Array = np.ndarray


def _erf(u: Array) -> Array:
    return np.vectorize(math.erf)(u)


def _softmax(x: Array) -> Array:
    e = np.exp(x - x.max())
    return e / e.sum()


def _sparsemax(x: Array) -> Array:
    """The nearest point of the simplex, by bisection for the threshold."""
    low, high = x.max() - 1, x.max()
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(x - middle, 0).sum() > 1 else (low, middle)
    return np.maximum(x - low, 0)


# Each function as NumPy programs write it.
NUMPY: dict[str, Callable[[Array], Array]] = {
    "softmax": _softmax,
    "softmin": lambda x: _softmax(-x),
    "log_softmax": lambda x: x - np.logaddexp.reduce(x),
    "logsumexp": lambda x: np.atleast_1d(np.logaddexp.reduce(x)),
    "maxout": lambda x: np.atleast_1d(x.max()),
    "sparsemax": _sparsemax,
    "glu": lambda x: np.atleast_1d(x[0] / (1 + np.exp(-x[1]))),
    "swiglu": lambda x: np.atleast_1d(x[0] * x[1] / (1 + np.exp(-x[1]))),
    "geglu": lambda x: np.atleast_1d(x[0] * x[1] * (1 + _erf(x[1] / math.sqrt(2))) / 2),
    "reglu": lambda x: np.atleast_1d(x[0] * max(x[1], 0.0)),
    "bilinear": lambda x: np.atleast_1d(x[0] * x[1]),
}


@pytest.fixture(scope="module")
def kept(shelf: Shelf) -> Path:
    return shelf.directory


@pytest.fixture(scope="module")
def made(kept: Path) -> VectorPages:
    return _made(kept)


def _made(kept: Path) -> VectorPages:
    """The pages with their texts."""
    found = vector_pages({}, vector_chapters(Catalogue.load().only(["relu"]), Cache(kept)))
    found.files.update(vector_texts(found, Templates()))
    return found


def data_of(made: VectorPages, slug: str) -> dict[str, object]:
    return json.loads(made.files[f"data/{slug}.json"])


def test_numpy_has_every_one() -> None:
    assert NUMPY.keys() == FUNCTIONS.keys()


@pytest.mark.parametrize("slug", FUNCTIONS)
def test_every_function_has_a_page(made: VectorPages, slug: str) -> None:
    page = made.files[f"vectors/{slug}.md"]
    for anchor in ("definition", "jacobian", "derivation", "check", "data"):
        assert f"{{ #{anchor} }}" in page, anchor
    assert f"({slug}.md)" in made.files["vectors/index.md"].replace("../vectors/", "")
    assert f"figures/{slug}/slice.svg" in made.files and f"figures/{slug}/slice.svg" in made.inline
    assert made.files[f"data/{slug}.bib"].startswith("@misc{derive-" + slug)


@pytest.mark.parametrize("slug", FUNCTIONS)
def test_every_certificate_is_there_and_accepted(made: VectorPages, slug: str) -> None:
    page = made.files[f"vectors/{slug}.md"]
    linked = set(re.findall(r"\]\(\.\./(certificates/[^)]+)\)", page))
    written = {path for path in made.files if path.startswith(f"certificates/{slug}/")}
    assert linked and linked == written
    for path in written:
        assert check(json.loads(made.files[path])).verdict == "proved", path


@pytest.mark.parametrize("slug", FUNCTIONS)
def test_every_claim_has_a_status_and_evidence(made: VectorPages, slug: str) -> None:
    data, page = data_of(made, slug), made.files[f"vectors/{slug}.md"]
    keys = {reference["key"] for reference in data["references"]}
    for fact in data["facts"]:
        assert fact["status"] in STATUSES and f'id="f-{fact["id"]}"' in page
        if fact["status"] == "cited":
            assert fact["reference"] in keys
            continue
        assert fact["status"] == "proved" and fact["statements"], fact["title"]
        for row in fact["statements"]:
            assert row["status"] == "proved" and row["certificate"] in made.files
    for entry in data["jacobian"]:
        assert entry["status"] == "proved" and entry["certificate"] in made.files
    ids = [fact["id"] for fact in data["facts"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("slug", FUNCTIONS)
def test_the_data_has_the_documented_entries(made: VectorPages, slug: str) -> None:
    told = (Path(__file__).parent.parent / "docs" / "data-files.md").read_text("utf-8")
    data = data_of(made, slug)
    assert all(f"`{key}`" in told for key in data)
    columns = len(data["inputs"])
    sizes = data["sizes"] or [columns]
    for n in sizes:
        rows = n if data["output"] == "vector" else 1
        assert sum(entry["n"] == n for entry in data["jacobian"]) == rows * n
    assert data["formula"] == str(FUNCTIONS[slug].formula)


@pytest.mark.parametrize("slug", FUNCTIONS)
def test_the_jacobian_in_the_data_is_that_of_numpy(made: VectorPages, slug: str) -> None:
    """The formulas in the data against differences of the function as NumPy programs write it."""
    data, rng = data_of(made, slug), np.random.default_rng(11)
    f, h = NUMPY[slug], 1e-5
    for _ in range(5):
        for n in {entry["n"] for entry in data["jacobian"]}:
            point = rng.uniform(-2, 2, n)
            for entry in (row for row in data["jacobian"] if row["n"] == n):
                names = FUNCTIONS[slug].variables(n)
                k = names.index(entry["input"])
                step = h * np.eye(n)[k]
                slope = (f(point + step) - f(point - step))[entry["output"] - 1] / (2 * h)
                formula = parse_value(entry["formula"], SIGNATURES)
                said = evaluate(formula, dict(zip(names, point, strict=True)), FUNCTIONS[slug].definitions)
                assert abs(float(said) - slope) < 1e-8, (entry, point)


def test_the_picture_of_softmax_is_the_sigmoid(made: VectorPages) -> None:
    assert "Softmax of (x, 0)." in made.files["vectors/softmax.md"]
    x = np.array([0.75, 0.0])
    assert abs(_softmax(x)[0] - 1 / (1 + math.exp(-0.75))) < 1e-15


def test_sizes_are_said_where_a_proof_is_for_some(made: VectorPages) -> None:
    """No formula for n inputs stands as proved without the numbers of inputs for which it is."""
    for slug, function in FUNCTIONS.items():
        for fact in data_of(made, slug)["facts"]:
            if fact["status"] == "proved":
                assert bool(fact["sizes"]) == (not function.inputs), fact["title"]


def test_conditions_are_said_wherever_the_derivative_is(made: VectorPages) -> None:
    """At a tie maxout has no derivative: the page and both indices say so."""
    for path in ("vectors/maxout.md", "vectors/index.md"):
        assert made.files[path].count(r"x_k \ne \max_{j \ne k} x_j") >= 1, path


def test_it_is_kept(made: VectorPages, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is proved, and all is the same."""

    def never(*_: object) -> None:
        raise AssertionError("proved again")

    monkeypatch.setattr("derive.sheets.vector_book.vector_page", never)
    assert _made(kept) == made
