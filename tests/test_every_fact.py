"""Every fact of every function of the catalogue, proved anew, and held against mpmath.

The facts are those that are published as data, with their certificates. What is open says why; a kind without
a check fails. Here every eighth function, with --long all of them.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from fact_checks import CHECKS, against_values, surveyed, wrong
from shelf import Shelf
from told import Told, catalogue

from benchmarks.facts.checking import KINDS

SLUGS = tuple(catalogue())
EACH = [
    pytest.param(slug, marks=[pytest.mark.xdist_group(slug), *([pytest.mark.long] if number % 8 else [])])
    for number, slug in enumerate(SLUGS)
]
DECIDED = 0.92  # of all facts of the catalogue; 93.5 % when this was written
Data = dict[str, Any]


@pytest.mark.parametrize("slug", EACH)
def test_every_fact(slug: str, shelf: Shelf) -> None:
    chapter = shelf.chapter(slug)
    assert wrong(slug, json.loads(chapter.files[f"data/{slug}.json"]), chapter.files) == []


@pytest.mark.long
def test_most_facts_are_decided(shelf: Shelf, record_property: Callable[[str, object], None]) -> None:
    facts = [(slug, fact) for slug in SLUGS for fact in shelf.data(slug)["facts"]]
    left = Counter(fact["kind"] for _, fact in facts if fact["status"] == "open")
    share = 1 - left.total() / len(facts)
    listed = ", ".join(f"{kind} {count}" for kind, count in left.most_common())
    record_property(
        "told", f"{len(facts)} facts of {len(SLUGS)} functions, {share:.1%} decided; open: {listed}"
    )
    assert share >= DECIDED


# -- every check can fail -----------------------------------------------------------------------------------


def other_number(text: str) -> str:
    """A number that differs from one in the ninth place or so."""
    return f"{float(text) * (1 + 1e-6) + 1e-6:.12f}"


def turned(word: str) -> str:
    words = {"increasing": "decreasing", "convex": "concave", "constant": "increasing", "linear": "convex"}
    return {**words, **{b: a for a, b in list(words.items())[:2]}}[word]


Bend = Callable[[Data], Any]
# Kind, function, what makes the fact a wrong one.
BENT: tuple[tuple[str, str, Bend], ...] = (
    ("derivative", "sigmoid", lambda f: f.update(formula="sigmoid(x)")),
    ("kinks", "relu", lambda f: f["kinks"][0].update(right="1.001")),
    ("kinks", "relu", lambda f: f["kinks"].clear()),
    ("kinks", "binary_step", lambda f: f["kinks"][0].update(continuous=True)),
    ("domain", "relu", lambda f: f["intervals"][0].update({"to": "3"})),
    ("range", "silu", lambda f: f["infimum"].update(value=other_number(f["infimum"]["value"]))),
    ("range", "silu", lambda f: f["infimum"].update(at="-1.2")),
    ("range", "sigmoid", lambda f: f["supremum"].update(attained=True)),
    ("range", "sigmoid", lambda f: f["supremum"].update(value="1.5")),
    ("range", "relu", lambda f: f["supremum"].update(value="100")),
    ("limits", "sigmoid", lambda f: f.update({"oo": "1.3"})),
    ("limits", "silu", lambda f: f.update({"oo": None, "-oo": "-0.4"})),
    ("parity", "tanh", lambda f: f.update(value="even")),
    ("parity", "relu", lambda f: f.update(value="odd")),
    ("monotonicity", "silu", lambda f: f["intervals"][0].update(direction="increasing")),
    ("monotonicity", "relu", lambda f: f["intervals"][0].update(direction="increasing")),
    ("convexity", "tanh", lambda f: f["intervals"][0].update(direction="concave")),
    ("convexity", "relu", lambda f: f["intervals"][0].update(direction="concave")),
    ("extrema", "silu", lambda f: f["extrema"][0].update(kind="maximum")),
    ("extrema", "silu", lambda f: f["extrema"].clear()),
    ("lipschitz", "silu", lambda f: f["constant"].update(value="1.05")),
    ("lipschitz", "sigmoid", lambda f: f["constant"].update(value="0.3")),
    ("smoothness", "elu", lambda f: f.update({"class": "C^2"})),
    ("smoothness", "elu", lambda f: f.update({"class": "C^0"})),
    ("smoothness", "tanh", lambda f: f.update({"class": "C^1"})),
    ("smoothness", "relu", lambda f: f.update({"class": "C^oo"})),
    ("zeros", "silu", lambda f: f["zeros"].append("1")),
    ("zeros", "silu", lambda f: f["zeros"].clear()),
    ("fixed points", "tanh", lambda f: f["fixed_points"].clear()),
    ("inflection points", "sigmoid", lambda f: f["inflections"][0].update(at="0.5")),
    ("inflection points", "sigmoid", lambda f: f["inflections"][0].update(slope="0.3")),
    ("inflection points", "sigmoid", lambda f: f["inflections"].clear()),
    ("name", "silu", lambda f: f.update(slug="mish")),
    ("name", "silu", lambda f: f.update(slug=None)),
    ("exact values", "silu", lambda f: f["values"][0].update(value="-LambertW(exp(-2))")),
    ("exact values", "silu", lambda f: f["values"][0].update(of="supremum")),
    ("point symmetry", "sigmoid", lambda f: f.update(centre=["0", "1/3"])),
    ("derivatives", "sigmoid", lambda f: f.update(order=2)),
    ("derivatives", "sigmoid", lambda f: f.update({"through the function": "sigmoid(x)*(1 + sigmoid(x))"})),
    ("differential equation", "sigmoid", lambda f: f.update(equation="dy - y + 2*y**2 == 0")),
    ("extreme slopes", "silu", lambda f: f.update(value=other_number(f["value"]))),
    ("extreme slopes", "silu", lambda f: f.update(end="inf" if f["end"] == "sup" else "sup")),
    ("extreme slopes", "silu", lambda f: f.update(order=2)),
    ("gradient decay", "sigmoid", lambda f: f.update(base="0.2")),
    ("gradient decay", "sigmoid", lambda f: f.update(base="0.3")),
    ("gradient decay", "sigmoid", lambda f: f.update(vanishing=False)),
    ("taylor series", "sigmoid", lambda f: f["coefficients"].__setitem__(3, "1/48")),
    ("taylor series", "sigmoid", lambda f: f.update(order=2)),
    ("radius of convergence", "sigmoid", lambda f: f.update(value="2.1", singularity="")),
    ("radius of convergence", "sigmoid", lambda f: f.update(value="oo", singularity="")),
    ("radius of convergence", "sigmoid", lambda f: f.update(singularity="3.1*I")),
    ("asymptotic expansion", "silu", lambda f: f["terms"][0].update(coefficient="2")),
    ("asymptotic expansion", "relu", lambda f: f["terms"].append({"coefficient": "1", "monomial": "1"})),
    ("antiderivative", "softplus", lambda f: f.update(formula=f["formula"] + " + x/1000")),
    ("antiderivative", "relu", lambda f: f.update(formula="Piecewise((0, x < 0), (x**2/2 + 1, True))")),
    ("inverse", "sigmoid", lambda f: f.update(formula=f["formula"] + " + 1/1000")),
    ("inverse", "sigmoid", lambda f: f.update({"to": "2"})),
    ("inverse", "sigmoid", lambda f: f.update({"to": "1/2"})),
    ("identities", "tanh", lambda f: f.update(right=f["right"] + " + x**2")),
    ("approximation error", "softplus", lambda f: f.update(value=other_number(f["value"]))),
    ("approximation error", "softplus", lambda f: f.update(at="1")),
    ("gaussian moments", "relu", lambda f: f.update(value=other_number(f["value"]))),
    ("gaussian moments", "relu", lambda f: f.update(exact="1/3")),
    ("initialisation gain", "relu", lambda f: f.update(value="1.4")),
    ("variance fixed point", "relu", lambda f: f.update(slope="1.1")),
    ("variance fixed point", "tanh", lambda f: f.update(stable=not f["stable"])),
    ("self-normalising", "elu", lambda f: f.update(scale=other_number(f["scale"]))),
    ("self-normalising", "elu", lambda f: f.update({"exact parameter": "5/3"})),
    ("conditions", "prelu", lambda f: f.update(holds=[["alpha >= 1/10"]])),
    ("conditions", "prelu", lambda f: f.update(property="odd")),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "slug", "bend"), BENT, ids=[f"{kind} {slug}" for kind, slug, _ in BENT])
@pytest.mark.xdist_group("bent")
def test_a_wrong_fact_is_noticed(kind: str, slug: str, bend: Bend, shelf: Shelf) -> None:
    data = shelf.data(slug)
    bent = copy.deepcopy(data)
    fact = next(f for f in bent["facts"] if f["kind"] == kind and f["status"] != "open")
    bend(fact)
    if kind in KINDS:
        assert any(c.startswith(f"{kind}: ") for c in surveyed(bent))
    else:
        assert against_values(Told.of(catalogue()[slug], bent["facts"]), fact)


def test_every_check_is_seen_to_fail() -> None:
    told = {kind for kind, _, _ in BENT} | {"mirror symmetry"}  # of which the catalogue has none
    assert told == CHECKS.keys() | set(KINDS)


CARRIED: tuple[Callable[[Data], Any], ...] = (
    lambda s: s.update(certificate=None),
    lambda s: s.update(id="0" * 12),
    lambda s: s.update(statement="sigmoid(x) == 1/(2 + exp(-x))"),
    lambda s: s.update(status="open"),
)


@pytest.mark.parametrize("bend", CARRIED, ids=["no certificate", "another id", "another text", "not proved"])
@pytest.mark.xdist_group("bent")
def test_a_proof_of_something_else_is_noticed(bend: Callable[[Data], Any], shelf: Shelf) -> None:
    chapter = shelf.chapter("sigmoid")
    data = shelf.data("sigmoid")
    bend(next(f for f in data["facts"] if f["kind"] == "derivative")["statements"][0])
    assert any(c.startswith("derivative: ") for c in wrong("sigmoid", data, chapter.files))


@pytest.mark.xdist_group("bent")
def test_a_kind_without_a_check_and_a_spoilt_certificate_are_noticed(shelf: Shelf) -> None:
    chapter = shelf.chapter("sigmoid")
    data, files = shelf.data("sigmoid"), dict(chapter.files)
    data["facts"].append({"kind": "colour", "status": "open", "reason": "", "domain": "", "statements": []})
    fact = next(f for f in data["facts"] if f["kind"] == "derivative")
    path = fact["statements"][0]["certificate"]
    files[path] = files[path].replace('"exp"', '"cos"')
    found = wrong("sigmoid", data, files)
    assert "colour: no check for kind 'colour'" in found
    assert "colour: open, and no reason is given" in found
    assert any(c.startswith("derivative: ") for c in found)
