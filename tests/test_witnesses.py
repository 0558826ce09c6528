"""Witnesses against straight lines, units that cancel, counts of networks, and the code on the pages."""

from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest
from conftest import ROOT
from mp_values import value
from typer.testing import CliRunner

from derive.checker import check
from derive.cli import app
from derive.facts.cancelling import cancelling
from derive.facts.chord_gap import chord
from derive.language.catalogue import Catalogue
from derive.language.records import Activation, Claim
from derive.language.term import Term
from derive.perceptron import perceptron
from derive.render import Templates
from derive.sheets.witnesses import chord_row

CATALOGUE = Catalogue.load()
STRAIGHT = {"identity"}
BENT = (
    "relu",
    "sigmoid",
    "tanh",
    "gelu",
    "elu",
    "binary_step",
    "soft_shrink",
    "threshold_unit",
    "hard_sigmoid",
    "softsign",
)
UNLESS = {
    "prelu": ("alpha", 1),
    "silu": ("beta", 0),
    "leaky_relu": ("alpha", 1),
    "dynamic_tanh": ("alpha", 0),
}


def at(term: Term, point: dict[str, mp.mpf], activation: Activation) -> mp.mpf:
    with mp.workdps(50):
        return value(term, point, activation.definitions)


def parameters(activation: Activation, rng: random.Random) -> dict[str, mp.mpf]:
    return {p.name: mp.mpf(rng.randint(1, 60)) / 17 for p in activation.parameters}


@pytest.mark.parametrize("slug", [*BENT, *UNLESS])
def test_the_points_are_equally_spaced_and_the_middle_is_off_the_chord(slug: str) -> None:
    activation, rng = CATALOGUE[slug], random.Random(slug)
    found = chord(activation)
    assert found.verdict == ("unless" if slug in UNLESS else "bends")
    for claim in found.claims:
        assert check(claim.evidence["certificate"]).verdict == "proved"
    for _ in range(10):
        known = parameters(activation, rng)
        gaps = []
        for triple in found.points:
            low, middle, high = (at(point, known, activation) for point in triple)
            with mp.workdps(50):
                assert middle > low and abs(low + high - 2 * middle) < mp.mpf(10) ** -40
            y = [at(activation.call, {**known, "x": x}, activation) for x in (low, middle, high)]
            gaps.append(y[0] + y[2] - 2 * y[1])
        exceptional = slug in UNLESS and known[UNLESS[slug][0]] == UNLESS[slug][1]
        assert exceptional or max(map(abs, gaps)) > mp.mpf(10) ** -30


@pytest.mark.parametrize("slug", UNLESS)
def test_the_exception_is_found_and_is_a_straight_line(slug: str) -> None:
    activation, (name, number) = CATALOGUE[slug], UNLESS[slug]
    found = chord(activation)
    assert [str(part) for part in found.unless] == [f"{name} == {number}"]
    with mp.workdps(50):
        xs = [mp.mpf(k) / 8 for k in range(-30, 31)]
        ys = [at(activation.call, {name: mp.mpf(number), "x": x}, activation) for x in xs]
        assert all(
            abs(a + c - 2 * b) < mp.mpf(10) ** -40 for a, b, c in zip(ys, ys[1:], ys[2:], strict=False)
        )


def test_a_straight_line_is_proved_to_be_one() -> None:
    for slug in STRAIGHT:
        assert chord(CATALOGUE[slug]).verdict == "affine"
    line = CATALOGUE.find("3*x/2 - 7")
    assert chord(line).verdict == "affine"
    assert str(chord(line).claims[0].statement.right) == "3/2*x - 7"
    assert (
        chord(CATALOGUE.find("3*x/2 - 7 + Max(0, x - 1000)")).verdict == "open"
    )  # no point that is tried sees it


def held(claim: Claim, activation: Activation, rng: random.Random) -> bool:
    point = {**parameters(activation, rng), "x": mp.mpf(rng.randint(-500, 500)) / 83}
    sides = (at(side, point, activation) for side in (claim.statement.left, claim.statement.right))
    return bool(abs(next(sides) - next(sides)) < mp.mpf(10) ** -40)


@pytest.mark.parametrize(("slug", "kinds"), [
    ("relu", ["line"]), ("gelu", ["line"]), ("silu", ["line"]), ("softplus", ["line"]), ("prelu", ["line"]),
    ("aptx", ["line"]), ("tanh", ["constant"]), ("sigmoid", ["constant"]), ("elu", []), ("mish", []),
    ("absolute", []),
    ("identity", ["line", "constant"]),
])  # fmt: skip
def test_units_cancel_where_numbers_say_so_and_only_there(slug: str, kinds: list[str]) -> None:
    activation, rng = CATALOGUE[slug], random.Random(slug)
    found = cancelling(activation)
    assert [claim.title.split()[-1] for claim in found] == kinds
    for claim in found:
        assert check(claim.evidence["certificate"]).verdict == "proved"
        assert all(held(claim, activation, rng) for _ in range(10))


def test_the_page_has_a_row_for_every_function_and_a_file_for_every_proof() -> None:
    from derive.pages import Writer, listing, symbols

    few = CATALOGUE.only(["relu", "identity", "prelu", "threshold_unit"])
    writer = Writer("certificates/x", symbols(few))
    rows, made = [], {}
    for activation in few.values():
        row, files = chord_row(activation, symbols(few))
        rows.append((listing(activation, writer), row))
        made |= files
    page = Templates().render("witnesses.md.j2", rows=rows, root="../")
    assert all(f"activations/{slug}.md" in page for slug in few)
    linked = set(re.findall(r"\(\.\./(certificates/witnesses/\w+\.json)\)", page))
    assert linked == set(made)
    assert all(check(json.loads(text)) for text in made.values())


# -- counts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(4, 5, 3), (1, 1), (784, 256, 64, 10), (2, 3, 3, 3, 1)])
def test_counts_are_those_of_the_arrays(sizes: tuple[int, ...]) -> None:
    found = perceptron(sizes)
    arrays = [np.zeros(shape) for d, q in pairwise(sizes) for shape in ((d, q), (1, q))]
    assert found.parameters == sum(array.size for array in arrays)
    assert [layer.weight for layer in found.layers] == [array.shape for array in arrays[::2]]
    multiplications = sum(array.size for array in arrays[::2])
    additions = sum((array.shape[0] - 1) * array.shape[1] + array.shape[1] for array in arrays[::2])
    assert found.operations == multiplications + additions


def test_a_network_is_drawn_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "net.svg"
    done = CliRunner().invoke(app, ["draw-mlp", "4", "5", "3", "--out", str(file)])
    assert done.exit_code == 0
    assert "together" in done.output
    assert re.search(r"together\s+43\s+70", done.output)
    assert file.read_text("utf-8").startswith("<?xml") or "<svg" in file.read_text("utf-8")
    data = CliRunner().invoke(app, ["draw-mlp", "784", "100", "10", "--out", str(file), "--json"])
    assert json.loads(data.output)["parameters"] == 785 * 100 + 101 * 10


@pytest.mark.parametrize(("arguments", "said"), [
    (["4"], "at least two layers"), (["4", "0", "3"], "found 4–0–3"),
    (["4", "3", "--out", "net.png"], "ends in .svg"),
    (["4", "3", "--out", "nowhere/at/all.svg"], "No such file"),
])  # fmt: skip
def test_a_network_that_is_none_is_refused_in_a_sentence(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["draw-mlp", *arguments])
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


# -- code that a reader may copy ------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["linear-depth", "tanh-and-sigmoid"])
def test_the_code_on_the_page_runs(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "chapter" / "exercises" / f"{page}.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, page, "exec"), {})
    if page == "linear-depth":
        assert capsys.readouterr().out.splitlines()[1] == "proved"


def test_two_layers_of_tanh_and_of_sigmoid_agree_in_exact_steps() -> None:
    """The maps of parameters undo each other, in fractions."""
    rng = random.Random(7)
    weights = [[Fraction(rng.randint(-9, 9), rng.randint(1, 5)) for _ in range(3)] for _ in range(5)]
    bias = [Fraction(rng.randint(-9, 9)) for _ in range(3)]
    there = [b - sum(row[j] for row in weights) for j, b in enumerate(bias)]
    doubled = [[2 * w for w in row] for row in weights]
    back = [b + sum(row[j] for row in doubled) / 2 for j, b in enumerate(there)]
    assert back == bias
