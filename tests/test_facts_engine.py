"""The facts engine against values at many digits, and truths known by other means."""

from __future__ import annotations

import copy
import json
import time
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import mpmath as mp
import pytest

from benchmarks.facts.checking import complaints
from derive.facts.all import found_facts
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue

FILE = Path(__file__).parent / "facts_formulas.jsonl"
ROWS = [json.loads(line, parse_float=str) for line in FILE.read_text("utf-8").splitlines()]
CORE = {
    "derivative",
    "kinks",
    "range",
    "limits",
    "parity",
    "monotonicity",
    "convexity",
    "extrema",
    "lipschitz",
}
SAMPLE = ROWS[::9]  # python -m benchmarks.facts takes them all
CATALOGUE = Catalogue.load()


def answer(formula: str, name: str = "f", **params: str) -> dict[str, Any]:
    values = {key: Fraction(value) for key, value in params.items()}
    found = [fact.json() for fact in found_facts(Subject.of(CATALOGUE.find(formula), values))]
    kinks = next(fact for fact in found if fact["kind"] == "kinks")
    return {"name": name, "facts": found, "kinks": [kink["at"] for kink in kinks.get("kinks", ())]}


def fact(formula: str, kind: str, **params: str) -> dict[str, Any]:
    return next(f for f in answer(formula, **params)["facts"] if f["kind"] == kind)


def parts(formula: str, kind: str, **params: str) -> list[tuple[str, str, str]]:
    return [(p["from"], p["to"], p["direction"]) for p in fact(formula, kind, **params)["intervals"]]


def close(text: str, value: mp.mpf) -> bool:
    return bool(abs(mp.mpf(text) - value) < mp.mpf(10) ** -28 * max(1, abs(value)))


@pytest.mark.parametrize("row", SAMPLE, ids=[row["name"] for row in SAMPLE])
def test_facts_agree_with_values(row: dict[str, Any]) -> None:
    found = answer(row["formula"], row["name"], **{k: str(v) for k, v in row["params"].items()})
    assert complaints(row, found) == []
    assert {f["kind"] for f in found["facts"] if f["status"] == "open"} & CORE == set()


def test_there_are_enough_formulas_and_no_name_twice() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS) >= 150


# -- the comparison itself can fail ---------------------------------------------------------------------

ROW = {"name": "bent", "formula": "Max(x, x*x - 2) + exp(-x*x)", "params": {}}


@cache
def straight() -> dict[str, Any]:
    """The answer before it is bent: nothing is wrong with it."""
    found = answer(ROW["formula"], "bent")
    assert complaints(ROW, found) == []
    return found


def bend(kind: str, change: Any) -> list[str]:
    wrong = copy.deepcopy(straight())
    change(next(f for f in wrong["facts"] if f["kind"] == kind))
    return complaints(ROW, wrong)


@pytest.mark.parametrize(("kind", "change"), [
    ("derivative", lambda f: f.update(formula="1")),
    ("kinks", lambda f: f["kinks"].pop()),
    ("kinks", lambda f: f["kinks"][0].update(left="7")),
    ("range", lambda f: f["infimum"].update(value="-0.9")),
    ("range", lambda f: f["infimum"].update(value="-5", attained=False)),
    ("limits", lambda f: f.update({"oo": "3"})),
    ("parity", lambda f: f.update(value="even")),
    ("monotonicity", lambda f: f["intervals"].pop(0)),
    ("monotonicity", lambda f: f["intervals"][0].update(direction="increasing")),
    ("convexity", lambda f: f["intervals"][1].update(direction="linear")),
    ("extrema", lambda f: f["extrema"].pop()),
    ("extrema", lambda f: f["extrema"][0].update(value="0.123")),
    ("lipschitz", lambda f: f["constant"].update(value="1", at="0")),
    ("zeros", lambda f: f["zeros"].clear()),
])  # fmt: skip
def test_a_wrong_fact_is_noticed(kind: str, change: Any) -> None:
    assert bend(kind, change) != []


# -- truths known by other means --------------------------------------------------------------------------


def test_the_minimum_of_silu_is_minus_lambert_w() -> None:
    found = {f["kind"]: f for f in answer("x*exp(x)/(1+exp(x))")["facts"]}
    with mp.workdps(50):
        w = mp.lambertw(mp.exp(-1)).real
        assert close(found["range"]["infimum"]["value"], -w)
        assert close(found["range"]["infimum"]["at"], -1 - w)
    assert found["name"]["slug"] == "silu"
    assert found["name"]["status"] == found["exact values"]["status"] == "proved"
    assert found["exact values"]["values"][0]["value"] == "-LambertW(exp(-1))"


def test_the_slope_of_gelu_is_steepest_at_the_root_of_two() -> None:
    constant = fact("x*(1 + erf(x/sqrt(2)))/2", "lipschitz")["constant"]
    with mp.workdps(50):
        at = mp.sqrt(2)
        assert close(constant["value"], (1 + mp.erf(1)) / 2 + at * mp.exp(-1) / mp.sqrt(2 * mp.pi))
        assert close(constant["at"].lstrip("-"), at)


@pytest.mark.parametrize(("formula", "params", "expected"), [
    ("Max(0, x)", {}, [("-oo", "oo", "convex")]),
    ("Max(0, x) + a*Min(0, x)", {"a": "2"}, [("-oo", "oo", "concave")]),
    ("Max(-1, Min(1, x))", {}, [("-oo", "-1", "linear"), ("-1", "1", "linear"), ("1", "oo", "linear")]),
    ("Piecewise((x, x > 0), (exp(x) - 1, True))", {}, [("-oo", "oo", "convex")]),
    ("Heaviside(x)", {}, [("-oo", "0", "linear"), ("0", "oo", "linear")]),
    ("x**4", {}, [("-oo", "oo", "convex")]),
    ("x**3", {}, [("-oo", "0", "concave"), ("0", "oo", "convex")]),
    ("1/x", {}, [("-oo", "0", "concave"), ("0", "oo", "convex")]),
    ("sqrt(x)", {}, [("0", "oo", "concave")]),
])  # fmt: skip
def test_convexity(formula: str, params: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    assert parts(formula, "convexity", **params) == expected


def test_a_linear_part_between_a_convex_and_a_concave_one_is_maximal_with_both() -> None:
    maximal = fact("Max(-1, Min(1, x))", "convexity")["maximal"]
    assert [(p["from"], p["to"], p["direction"]) for p in maximal] == [
        ("-oo", "1", "convex"),
        ("-1", "oo", "concave"),
    ]


@pytest.mark.parametrize(("formula", "expected"), [
    ("x + sin(x)", [("-oo", "oo", "increasing")]),  # the slope touches 0 infinitely often
    ("x + sin(x)**2", [("-oo", "oo", "increasing")]),
    ("cos(x) - x", [("-oo", "oo", "decreasing")]),
    ("sign(x)", [("-oo", "0", "constant"), ("0", "oo", "constant")]),
    ("x + sign(x)", [("-oo", "oo", "increasing")]),
    ("Piecewise((x, x > 0), (x + 1, True))", [("-oo", "0", "increasing"), ("0", "oo", "increasing")]),
    ("Abs(x)**3/x", [("-oo", "0", "increasing"), ("0", "oo", "increasing")]),  # no value at 0
    ("x**2/Abs(x)", [("-oo", "0", "decreasing"), ("0", "oo", "increasing")]),
])  # fmt: skip
def test_monotonicity(formula: str, expected: list[tuple[str, str, str]]) -> None:
    assert parts(formula, "monotonicity") == expected


def test_points_with_the_same_hash_have_values_of_their_own() -> None:
    """hash(-1) == hash(-2) in Python: x exp(x) turns at -1 and bends at -2."""
    found = {f["kind"]: f for f in answer("x*exp(x)")["facts"]}
    with mp.workdps(50):
        assert close(found["extrema"]["extrema"][0]["value"], -mp.exp(-1))
        (bend,) = found["inflection points"]["inflections"]
        assert close(bend["value"], -2 * mp.exp(-2)) and close(bend["slope"], -mp.exp(-2))


def test_what_repeats_is_said_for_one_period() -> None:
    found = fact("sin(x)", "extrema")
    with mp.workdps(50):
        assert close(found["period"], 2 * mp.pi)
    assert [(e["kind"], e["value"]) for e in found["extrema"]] == [("maximum", "1"), ("minimum", "-1")]
    assert fact("sin(x)", "limits")["oo"] is None
    assert fact("x*cos(x)", "lipschitz")["constant"]["value"] == "oo"
    assert fact("Piecewise((sin(x)/x, x != 0), (1, True))", "range")["supremum"]["value"] == "1"


@pytest.mark.parametrize(("formula", "infimum", "supremum"), [
    ("Heaviside(x)", ("0", True), ("1", True)),
    ("tanh(x)", ("-1", False), ("1", False)),
    ("1/(1 + x**2)", ("0", False), ("1", True)),
    ("Piecewise((x, x < 1), (0, True))", ("-oo", False), ("1", False)),
    ("x/(1 + Abs(x))", ("-1", False), ("1", False)),
    ("Max(0, x)**2", ("0", True), ("oo", False)),
])  # fmt: skip
def test_ranges_and_what_is_attained(
    formula: str, infimum: tuple[str, bool], supremum: tuple[str, bool]
) -> None:
    found = fact(formula, "range")
    assert [(found[k]["value"], found[k]["attained"]) for k in ("infimum", "supremum")] == [infimum, supremum]


def test_kinks_have_one_sided_slopes_and_jumps_have_not() -> None:
    assert fact("Max(0, x)", "kinks")["kinks"][0]["clarke"] == ["0", "1"]
    jump = fact("Piecewise((x, Abs(x) > a), (0, True))", "kinks", a="0.5")["kinks"]
    assert [(k["at"], k["continuous"], k["clarke"]) for k in jump] == [
        ("-0.5", False, None),
        ("0.5", False, None),
    ]
    assert fact("x*Abs(x)", "kinks")["kinks"] == []
    assert fact("Abs(x)**(1/2)", "kinks")["kinks"][0]["right"] == "oo"


def test_what_is_not_decided_says_why() -> None:
    found = fact("x*cos(x)", "monotonicity")
    assert found["status"] == "open"
    assert found["reason"]


@pytest.mark.parametrize("formula", [
    "polylog(2, x)", "x + polylog(3, 1 - x**2)", "polylog(x, x)", "polylog(1/2, x)", "x**polylog(x, 2)",
])  # fmt: skip
def test_of_a_polylogarithm_nothing_is_said_beyond_one(formula: str) -> None:
    """It has values up to 1 only: nothing is stated of functions that hold one at its end."""
    assert all(row["status"] == "open" for row in answer(formula)["facts"])
    assert not any("fault" in row["reason"] for row in answer(formula)["facts"])


def test_a_polylogarithm_below_its_end_has_a_domain() -> None:
    assert fact("polylog(2, -exp(x))", "domain")["status"] == "enclosed"
    assert fact("polylog(2, -exp(x))", "derivative")["status"] == "proved"


def test_a_busy_machine_finds_the_same_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds are of processor time: where the clock on the wall leaps, nothing is given up."""
    silu = Subject.of(Catalogue.load()["silu"])
    calm = [fact.json() for fact in found_facts(silu, time.process_time() + 60)]
    now = time.monotonic
    monkeypatch.setattr("time.monotonic", lambda: now() + 1e6)
    assert [fact.json() for fact in found_facts(silu, time.process_time() + 60)] == calm
    assert all(fact["status"] != "open" for fact in calm)
