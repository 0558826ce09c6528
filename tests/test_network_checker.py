"""The checker of network certificates refuses what is forged, and refuses in one way only."""

from __future__ import annotations

import copy
import json
import random
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from corruptions import JUNK, corrupt, exactly, get, paths
from hypothesis import given
from hypothesis import strategies as st

from derive.checker import Rejected, check
from derive.networks.constructions import interpolant, lines_in_general_position, sawtooth, xor
from derive.networks.land import best_line, best_line_certificate, collapsed, learnt
from derive.networks.network import Network, Rectified, certificate, values
from derive.networks.pieces import pieces
from derive.networks.regions import regions
from derive.networks.teeth import every_depth


@cache
def originals() -> dict[str, Any]:
    third, quarter = Fraction(1, 3), Fraction(1, 4)
    line = Network((
        Rectified.of([[1, -1, 2]], [0, 1, -3], 0),
        Rectified.of([[1, -1], [third, 1], [-2, 1]], [-1, third], quarter),
        Rectified.of([[2], [1]], [5]),
    ))  # fmt: skip
    plane = Network((
        Rectified.of([[1, -1, 2], [2, 1, third]], [0, 1, -1], 0),
        Rectified.of([[1, -1], [third, 1], [-2, 1]], [-1, third], -1),
        Rectified.of([[2], [1]], [0]),
    ))  # fmt: skip
    j, i = np.mgrid[:13, :17]
    land = learnt(np.where(3 * j > 20 + 9 * np.sin(i / 3), 5.0, -3.0), steps=30)
    made = {
        "values": values(plane, [(1, 2), (third, -1)]),
        "pieces": pieces(line).certificate,
        "teeth": pieces(sawtooth(3)).certificate,
        "regions": regions(plane, ((-1, 1), (-1, 2))).certificate,
        "lines": regions(lines_in_general_position(4), ((-9, 9), (-9, 9))).certificate,
        "rounding": collapsed(land).certificate,
        "best-line": best_line_certificate(land),
        "sawtooth": every_depth(),
    }
    return {name: json.loads(json.dumps(proved)) for name, proved in made.items()}


NAMES = ("values", "pieces", "teeth", "regions", "lines", "rounding", "best-line", "sawtooth")


def outcome(forged: Any) -> str:
    """accepted or refused; anything else than `Rejected` fails the test."""
    try:
        check(forged)
    except Rejected as refusal:
        line = str(refusal)
        return "refused" if "\n" not in line and len(line) < 600 else line
    return "accepted"


@pytest.mark.parametrize("name", NAMES)
def test_originals_are_accepted_and_true(name: str) -> None:
    assert check(originals()[name]).kind == "network"
    assert holds(originals()[name])


# -- what is true, worked out in another way ---------------------------------------------------------


def number(data: Any) -> Fraction:
    if isinstance(data, list):
        return Fraction(integer(data[1]), integer(data[2]))
    return Fraction(integer(data))


def integer(data: Any) -> int:
    return int(data, 16) if isinstance(data, str) else int(data)


def table(data: Any) -> list[list[Fraction]]:
    rows, columns = data["shape"]
    flat = [Fraction(integer(x), integer(data["denominator"])) for x in data["entries"]]
    return [flat[k * columns : (k + 1) * columns] for k in range(rows)]


def run(layers: Any, point: list[Fraction]) -> list[Fraction]:
    """The outputs of a network, straight from the certificate."""
    row = point
    for layer in layers:
        weight = table(layer["weight"])
        bias = table(layer["bias"])[0] if layer["bias"] else [Fraction(0)] * len(weight[0])
        row = [sum(x * w[k] for x, w in zip(row, weight, strict=True)) + b for k, b in enumerate(bias)]
        if layer.get("slope") is not None:
            row = [max(x, 0) + number(layer["slope"]) * min(x, 0) for x in row]
    return row


def holds(forged: Any) -> bool:
    """Whether what a well-formed certificate states is true, by trying it out."""
    says, rng = forged["statement"], random.Random(0)
    if forged["claim"] == "values":
        pairs = zip(says["points"], says["values"], strict=True)
        return all(run(says["network"], list(map(number, p))) == list(map(number, v)) for p, v in pairs)
    if forged["claim"] == "pieces":
        breaks, lines = list(map(number, says["breaks"])), [tuple(map(number, p)) for p in says["pieces"]]
        ends = [(breaks or [Fraction(0)])[0] - 9, *breaks, (breaks or [Fraction(0)])[-1] + 9]
        for (left, right), (slope, shift) in zip(pairwise(ends), lines, strict=True):
            for _ in range(9):
                x = left + (right - left) * Fraction(rng.randint(0, 99), 99)
                if run(says["network"], [x]) != [slope * x + shift]:
                    return False
        return all(a != b for a, b in pairwise(lines)) and all(a < b for a, b in pairwise(ends))
    if forged["claim"] == "regions":
        return all(region_holds(says, region) for region in says["regions"]) and covers(says)
    if forged["claim"] == "rounding":
        bound, reach = number(says["bound"]), list(map(number, says["radius"]))
        for _ in range(20):
            x = [Fraction(float(r) * rng.uniform(-1, 1)) for r in reach]
            gap = run(says["layers"], x)[0] - run([says["one"]], x)[0]
            if abs(gap) > bound:
                return False
        return True
    if forged["claim"] == "best-line":
        a, b, c = says["line"]
        made = sum(
            (a * i + b * j + c > 0) != (k == "1") for j, r in enumerate(says["rows"]) for i, k in enumerate(r)
        )
        return made == says["errors"] == best_line(says["rows"])[0]
    return exactly(says) == exactly(originals()["sawtooth"]["statement"])


def region_holds(says: Any, region: Any) -> bool:
    """The map is right at random points of the polygon."""
    corners = [list(map(number, says["points"][k])) for k in region["corners"]]
    a, b, c = map(number, region["map"])
    rng = random.Random(1)
    for _ in range(6):
        weights = [Fraction(rng.randint(1, 9)) for _ in corners]
        x, y = (sum(w * p[k] for w, p in zip(weights, corners, strict=True)) / sum(weights) for k in (0, 1))
        if run(says["network"], [x, y]) != [a * x + b * y + c]:
            return False
    return True


def covers(says: Any) -> bool:
    """Each of some points of the box lies inside one polygon, or on the edges of several."""
    rng = random.Random(2)
    (x0, x1), (y0, y1) = (tuple(map(number, side)) for side in says["box"])
    for _ in range(25):
        x = x0 + (x1 - x0) * Fraction(rng.randint(1, 9972), 9973)
        y = y0 + (y1 - y0) * Fraction(rng.randint(1, 9972), 9973)
        inside = 0
        for region in says["regions"]:
            ring = [list(map(number, says["points"][k])) for k in region["corners"]]
            around = zip(ring, [*ring[1:], ring[0]], strict=True)
            inside += all((b[0] - a[0]) * (y - a[1]) > (b[1] - a[1]) * (x - a[0]) for a, b in around)
        if inside != 1:
            return False
    return True


# -- corruptions at random ---------------------------------------------------------------------------


RATIONALS: list[Any] = [["rational", 1, 2], ["rational", 1, 0], ["rational", 1, -2], ["rational", True, 2]]


ROUNDS = 160


@pytest.mark.parametrize("name", NAMES)
def test_corruptions_are_refused_or_true_all_the_same(name: str) -> None:
    """What is accepted must state what is true, and almost nothing is."""
    original, rng = originals()[name], random.Random(f"corrupt {name}")
    refused = changed = 0
    for _ in range(ROUNDS):
        forged, deed = corrupt(original, rng, [*JUNK, *RATIONALS], ())
        if exactly(forged) == exactly(original):
            continue
        changed += 1
        found = outcome(forged)
        refused += found == "refused"
        assert found == "refused" or (found == "accepted" and holds(forged)), (deed, found)
    assert changed > 0.8 * ROUNDS
    assert refused > 0.8 * changed


@pytest.mark.parametrize("name", NAMES)
def test_every_changed_number_of_a_statement_is_refused_or_true(name: str) -> None:
    statement = originals()[name]["statement"]
    rng = random.Random(name)
    places = [path for path in paths(statement) if type(get(statement, path)) is int]
    for path in rng.sample(places, min(60, len(places))):
        forged = copy.deepcopy(originals()[name])
        get(forged["statement"], path[:-1])[path[-1]] += 1
        assert outcome(forged) == "refused" or holds(forged), path


# -- forgeries with intent ---------------------------------------------------------------------------


def edited(name: str, dotted: str, value: Any) -> Any:
    forged = copy.deepcopy(originals()[name])
    *path, last = (int(key) if key.isdigit() else key for key in dotted.split("."))
    get(forged, tuple(path))[last] = value
    return forged


@pytest.mark.parametrize(("name", "path", "value", "expected"), [
    ("values", "statement.points", [], "an array of 0"),
    ("values", "statement.network", [], "at least one layer"),
    ("values", "proof", {"trust": "me"}, "exactly the keys"),
    ("values", "statement.network.1.weight.shape", [2, 3], "shape 1×3"),
    ("values", "statement.network.0.slope", ["rational", 0, 0], "a positive denominator"),
    ("values", "statement.network.0.slope", 0.0, "an integer or a string"),
    ("pieces", "proof.cuts", [], "a rectifier whose input has one sign"),
    ("pieces", "statement.breaks", [], "kinks of the network"),
    ("pieces", "statement.network.2.weight", {"shape": [2, 2], "denominator": 1, "entries": [1, 2, 3, 4]},
     "shape 1×2"),
    ("teeth", "proof.cuts.1", ["rational", -1, 2], "increasing order"),
    ("regions", "statement.box", [[-1, 1], [2, -1]], "a lower end before"),
    ("regions", "statement.box", [[-1, 1], [-1, 3]], "polygons that cover the box"),
    ("regions", "statement.box", [[-1, 1], [-1, 1]], "points in the box"),
    ("regions", "statement.regions", [], "polygons that cover the box"),
    ("regions", "statement.regions.0.corners", [0, 1], "at least three different corners"),
    ("regions", "statement.regions.0.corners", [0, 1, 10**9], "a whole number"),
    ("regions", "statement.regions.0.map", [0, 0, 77], "the slopes and the intercept"),
    ("rounding", "statement.bound", ["rational", 1, 1 << 60], "a bound of at least"),
    ("rounding", "statement.bound", 0, "a bound of at least"),
    ("rounding", "statement.radius", [-1, 1], "not negative"),
    ("rounding", "statement.radius", [10**6, 10**6], "a bound of at least"),
    ("rounding", "statement.layers", [], "from one to"),
    ("rounding", "statement.one.bias", {"shape": [1, 1], "denominator": 3, "entries": [1]}, "doubles"),
    ("rounding", "statement.one.bias", {"shape": [1, 1], "denominator": 1, "entries": ["0x40000000000001"]},
     "doubles"),
    ("best-line", "statement.line", [0, 0, 1], "a line with"),
    ("best-line", "statement.errors", 0, "a line with"),
    ("best-line", "statement.rows", [], "rows of as many letters"),
    ("best-line", "statement.rows", ["01", "0"], "letters 0 or 1"),
    ("best-line", "statement.rows", ["02"], "letters 0 or 1"),
    ("sawtooth", "statement.count", "2^L + 1", "the statement of the theorem"),
    ("sawtooth", "statement.pieces.odd", "x", "the statement of the theorem"),
    ("sawtooth", "proof.even left.verdict", "vacuous", "the verdict proved"),
    ("sawtooth", "proof.even left.proof", {"leaf": "outside"}, "a known sign"),
    ("sawtooth", "claim", "anything", "values, pieces, regions"),
    ("sawtooth", "version", True, "format"),
])  # fmt: skip
def test_forgeries(name: str, path: str, value: Any, expected: str) -> None:
    with pytest.raises(Rejected) as caught:
        check(edited(name, path, value))
    assert expected in str(caught.value)


def test_a_line_that_is_good_but_not_the_best_is_refused() -> None:
    """The stated line does make the stated mistakes."""
    forged = copy.deepcopy(originals()["best-line"])
    rows = forged["statement"]["rows"]
    forged["statement"]["line"] = [0, 0, 1]
    forged["statement"]["errors"] = sum(row.count("0") for row in rows)
    with pytest.raises(Rejected, match="the least number of mistakes"):
        check(forged)


@pytest.mark.parametrize("bias", [-1, 0, 1])
def test_a_unit_that_never_changes_has_its_sign_all_the_same(bias: int) -> None:
    """No cut: both ends of the only cell are at infinity, where a constant says nothing of its sign."""
    network = Network((Rectified.of([[0]], [bias], 0),))
    found = pieces(network)
    assert outcome(found.certificate) == "accepted" and found.pieces == ((0, max(bias, 0)),)
    statement = {"network": network.json(), "breaks": [], "pieces": [[0, -1]]}
    assert outcome(certificate("pieces", statement, {"cuts": []})) == "refused"


def test_two_regions_may_not_be_one_cut_in_two() -> None:
    """The square, where the network is affine, as two triangles."""
    network = Network((Rectified.of([[1], [1]], [9], 0),))
    forged = regions(network, ((0, 1), (0, 1))).certificate
    says = json.loads(json.dumps(forged))
    (only,) = says["statement"]["regions"]
    a, b, c, d = only["corners"]
    says["statement"]["regions"] = [{**only, "corners": [a, b, c]}, {**only, "corners": [a, c, d]}]
    with pytest.raises(Rejected, match="signs that no other region has"):
        check(says)


def test_a_polygon_may_not_wind_twice() -> None:
    """A star of five corners turns left everywhere and still overlaps itself."""
    points = [[10, 0], [3, 9], [-8, 6], [-8, -6], [3, -9]]
    statement = {
        "network": Network((Rectified.of([[1], [1]], [99], 0),)).json(), "box": [[-10, 10], [-10, 10]],
        "points": points, "regions": [{"corners": [0, 2, 4, 1, 3], "map": [1, 1, 99]}],
    }  # fmt: skip
    with pytest.raises(Rejected, match="a convex polygon"):
        check(certificate("regions", statement, {}))


def test_too_much_is_refused_and_not_worked_out() -> None:
    wide = Network((
        Rectified.of([[1] * 300], [0] * 300, 0), Rectified.of([[1] * 300] * 300, None, 0),
        Rectified.of([[1]] * 300),
    ))  # fmt: skip
    statement = {"network": wide.json(), "breaks": [0], "pieces": [[0, 0], [1, 0]]}
    with pytest.raises(Rejected, match="steps of work"):
        check(certificate("pieces", statement, {"cuts": list(range(100))}))
    rows = ["01" * 60] * 120
    with pytest.raises(Rejected, match="steps of work"):
        check(certificate("best-line", {"rows": rows, "errors": 7200, "line": [0, 0, 1]}, {}))


def test_interpolation_certificates_do_not_move() -> None:
    forged = pieces(interpolant([(0, 0), (1, 2), (2, 1)])).certificate
    assert outcome(forged) == "accepted" == outcome(pieces(xor_on_the_diagonal()).certificate)


def xor_on_the_diagonal() -> Network:
    return Network((Rectified.of([[1, 1]]), *xor().layers))


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.sampled_from(["values", "pieces", "regions", "rounding", "best-line", "sawtooth"]), junk, junk)
def test_junk_is_refused(claim: str, statement: Any, proof: Any) -> None:
    assert outcome(certificate(claim, statement, proof)) == "refused"


@given(st.sampled_from(NAMES), junk, st.randoms(use_true_random=False))
def test_junk_in_the_statement_is_refused_or_true(name: str, value: Any, rng: random.Random) -> None:
    forged = copy.deepcopy(originals()[name])
    path = rng.choice([path for path in paths(forged["statement"]) if path])
    get(forged["statement"], path[:-1])[path[-1]] = value
    assert outcome(forged) == "refused" or holds(forged)
