"""Certificates of a wrong form, with definitions or points that cheat: refused, in time, without a crash."""

import copy
import json
import math
import time
from typing import Any

import pytest
from test_forgeries import HEADER, refused, relation, statement

from derive.checker import Rejected, check
from derive.checker.coefficients import MAX_BITS
from derive.checker.fractional import inverse, whole
from derive.checker.monomials import monomial
from derive.checker.terms import read

SECONDS = 3.0  # a check may take one; the machine of a test is busy
LONG = 100_000
X = ("x",)


def proved(claim: str, proof: Any = None, assume: tuple[str, ...] = (), **other: Any) -> dict[str, Any]:
    """A certificate of a claim, by one leaf that holds unless something else is said."""
    term = relation(claim)
    witness = dict.fromkeys(sorted(term.symbols().union(*(relation(h).symbols() for h in assume))), 1)
    made = {
        **HEADER, "verdict": "proved", "statement": statement(term, assume), "domain": [],
        "proof": proof or {"leaf": "holds"}, "witness": witness,
    }  # fmt: skip
    return {**made, **other}


def stated(
    left: Any, right: Any, proof: Any = None, names: tuple[str, ...] = (), **other: Any
) -> dict[str, Any]:
    """A certificate of left == right, given as JSON, with definitions and hypotheses."""
    said = {"definitions": {}, "hypotheses": [], "relation": "==", "left": left, "right": right, **other}
    return {
        **HEADER, "verdict": "proved", "statement": said, "domain": [], "proof": proof or {"leaf": "holds"},
        "witness": dict.fromkeys(names, 1),
    }  # fmt: skip


def refuted(claim: str, point: Any, assume: tuple[str, ...] = ()) -> dict[str, Any]:
    return {**HEADER, "verdict": "refuted", "statement": statement(relation(claim), assume), "point": point}


def function(args: list[Any], body: Any) -> dict[str, Any]:
    return {"args": args, "body": body}


def nested(levels: int, head: str = "exp") -> Any:
    term: Any = "x"
    for _ in range(levels):
        term = [head, term]
    return term


def exponentials(count: int, head: str = "exp") -> list[Any]:
    return [[head, ["mul", k, "x"]] for k in range(count)]


def deep(levels: int) -> Any:
    node: Any = {"leaf": "holds"}
    for _ in range(levels):
        node = {"split": "x", "pos": node}
    return node


def long(k: int) -> Any:
    """A rational number of nearly as many bits as a certificate may write."""
    return ["rational", 3**2_580 + k, 5**1_760 + k]


def by_order(claim: str, assume: tuple[str, ...], order: int = 0, **other: Any) -> dict[str, Any]:
    at = {"at": 0} if order else {}
    return proved(claim, {"leaf": "holds", "by": {"order": order, **at}}, assume, **other)


def network(claim: str, **statement: Any) -> dict[str, Any]:
    return {**HEADER, "kind": "network", "claim": claim, "statement": statement, "proof": {}}


def doubles(side: int, bits: int) -> dict[str, Any]:
    """A layer of doubles of very different sizes."""
    odd = [(3**33 + k) | 1 for k in range(side * side)]
    entries = [hex(n if k % 2 else n << 1_900) for k, n in enumerate(odd)]
    return {
        "weight": {"shape": [side, side], "denominator": hex(1 << bits), "entries": entries},
        "bias": None,
    }


TRUE = proved("Abs(x) == x", {"split": "x", "neg": {"leaf": "outside"}, "zero": {"leaf": "outside"},
                              "pos": {"leaf": "holds"}}, ("x >= 0 and x != 0",))  # fmt: skip
REFUTATIONS = {
    "a true statement": refuted("exp(log(2)) == 2", {}),
    "a true statement about a root": refuted("sqrt(2)*sqrt(2) == 2", {}),
    "a true inequality": refuted("exp(x) >= 1 + x", {"x": 0}),
    "a point where a hypothesis fails": refuted("Abs(x) == x", {"x": -1}, ("x > 0",)),
    "a point where an open hypothesis fails": refuted("x == 0", {"x": -1}, ("log(x) > 0",)),
    "a point where a side has no value": refuted("1/x == 2/x", {"x": 0}),
    "a point outside a logarithm": refuted("log(x) == 1", {"x": -1}),
    "a kink": refuted("Derivative(Abs(x), x) == 1", {"x": 0}),
    "a jump": refuted("Derivative(Heaviside(x), x) == 1", {"x": 0}),
    "a jump from one side": refuted("RightDerivative(Heaviside(x), x, 0) == 1", {"x": 0}),
    "no second derivative": refuted("Derivative(x*Abs(x), x, 2) == 1", {"x": 0}),
    "a derivative that is right": refuted("Derivative(x*Abs(x), x) == 2*Abs(x)", {"x": 0}),
    "no case": refuted("Piecewise((1, x > 0)) == 2", {"x": -1}),
    "below the branch point": refuted("LambertW(x) == 0", {"x": -1}),
    "polylog beyond 1": refuted("polylog(2, x) == 0", {"x": 2}),
    "asin beyond 1": refuted("asin(x) == 0", {"x": 2}),
    "0 to a symbolic power": refuted("0**x == 1", {"x": 1}),
    "a negative base": refuted("x**a == 1", {"x": -2, "a": 2}),
    "too few values": refuted("x == y", {"x": 1}),
    "too many values": refuted("x == 1", {"x": 2, "y": 1}),
    "no numbers": refuted("x == 1", {"x": "y"}),
    "a function as a value": refuted("x == 1", {"x": ["exp", 1]}),
    "half a number": refuted("x == 1", {"x": ["rational", 1, 0]}),
    "a float": refuted("x == 1", {"x": 0.5}),
    "not a number": refuted("x == 1", {"x": math.nan}),
    "true for 1": refuted("x == 2", {"x": True}),
    "a list for a point": refuted("x == 1", [2]),
}
CHEATS = {
    "exp redefined": stated(["exp", "x"], "x", names=X, definitions={"exp": function(["x"], "x")}),
    "pi redefined": stated(["pi"], 3, definitions={"pi": function([], 3)}),
    "add redefined": stated(["add", 1, 1], 3, definitions={"add": function(["a", "b"], 3)}),
    "rational redefined": stated(["rational", 1, 2], 3, definitions={"rational": function(["a", "b"], 3)}),
    "Piecewise redefined": stated(["Piecewise", ["case", 1, ["true"]]], 3,
                                  definitions={"Piecewise": function(["a"], 3)}),
    "a free symbol": stated(["f", 1], "x", names=X, definitions={"f": function(["t"], "x")}),
    "a circle": stated(["f", 1], 3, definitions={"f": function(["t"], ["f", "t"])}),
    "a circle of two": stated(["f", 1], 3, definitions={"f": function(["t"], ["g", "t"]),
                                                        "g": function(["t"], ["f", "t"])}),
    "one name for two arguments": stated(["f", 1, 2], 1, definitions={"f": function(["t", "t"], "t")}),
    "too few arguments": stated(["f", 1], 1, definitions={"f": function(["s", "t"], "s")}),
    "a captured symbol": stated(["f", "x"], 0, names=X, definitions={
        "f": function(["a", "x"], ["Derivative", ["mul", "a", "x"], "x", 1])}),
    "a captured argument": stated(["f", "x", "x"], "x", names=X, definitions={
        "f": function(["a", "x"], ["Derivative", ["mul", "a", "x"], "x", 1])}),
    "a captured argument from one side": stated(["f", "x", 0], 0, names=X, definitions={
        "f": function(["a", "x"], ["LeftDerivative", ["mul", "a", "x"], "x", 0])}),
    "an argument named as a function": stated(["f", 1], 1, definitions={"f": function(["exp"], 1)}),
    "a body that is no term": stated(["f", 1], 1, definitions={"f": function(["t"], None)}),
    "a definition that is none": stated(["f", 1], 1, definitions={"f": 7}),
    "definitions in a list": stated(1, 1, definitions=[]),
    "a derivative by a number": stated(["Derivative", "x", 1, 1], 1, names=X),
    "a derivative by a term": stated(["Derivative", "x", ["mul", 2, "x"], 1], 1, names=X),
    "a derivative of order 0": stated(["Derivative", ["Abs", "x"], "x", 0], ["Abs", "x"], names=X),
    "a derivative of order -1": stated(["Derivative", "x", "x", -1], "x", names=X),
    "a derivative of order 1/2": stated(["Derivative", "x", "x", ["rational", 1, 2]], "x", names=X),
    "a relation for a value": stated(["lt", 1, 2], 1),
    "a value for a condition": stated(["Piecewise", ["case", 1, 1]], 1),
    "a symbol for a condition": stated(["Piecewise", ["case", "x", "x"]], "x", names=X),
    "a case for a value": stated(["case", 1, ["true"]], 1),
    "a symbol that is a constant": stated("pi", 3),
    "a symbol in Greek": stated("σ", "σ", names=("σ",)),
    "a symbol with a space": stated("x y", "x y", names=("x y",)),
    "an empty symbol": stated("", "", names=("",)),
    "a polylog of order 1": stated(["polylog", 1, "x"], ["polylog", 1, "x"], names=X),
    "a polylog of order x": stated(["polylog", "x", "x"], ["polylog", "x", "x"], names=X),
    "an infinite float": stated(math.inf, math.inf),
    "a float": stated(1.0, 1.0),
    "nothing": stated(None, None),
    "true for 1": stated(True, 1),
    "an empty list": stated([], []),
    "a relation that is none": {**TRUE, "statement": {**TRUE["statement"], "relation": "="}},
    "a relation in a list": {**TRUE, "statement": {**TRUE["statement"], "relation": ["=="]}},
    "a verdict that is none": {**TRUE, "verdict": "certain"},
    "a verdict in a list": {**TRUE, "verdict": ["proved"]},
    "a kind in a list": {**TRUE, "kind": ["statement"]},
    "version true": {**TRUE, "version": True},
    "version 1.0": {**TRUE, "version": 1.0},
    "a domain of values": {**TRUE, "domain": [1]},
    "a domain without alternatives": {**TRUE, "domain": [["or"]]},
    "a domain that says nothing": {**TRUE, "domain": [["true"]]},
    "a domain that is no list": {**TRUE, "domain": {}},
    "a node that is a list": {**TRUE, "proof": []},
    "a leaf of no kind": {**TRUE, "proof": {"leaf": "true"}},
    "a leaf that is true": {**TRUE, "proof": {"leaf": True}},
    "a leaf in a list": {**TRUE, "proof": {"leaf": ["holds"]}},
    "cells in a list": {**TRUE, "proof": {"split": "x", "neg": [], "zero": [], "pos": []}},
    "atoms in an object": proved("exp(x) == exp(x)", {"leaf": "holds", "atoms": {}}),
    "an atom alone": proved("exp(x) == exp(x)", {"leaf": "holds", "atoms": [["exp", "x"]]}),
    "an atom that is a number": proved("exp(x) == exp(x)", {"leaf": "holds", "atoms": [[1, None]]}),
    "an atom that is a sum": proved("exp(x) == 2*x", {"leaf": "holds", "atoms": [[["add", "x", "x"], 3]]}),
    "an atom of a symbol": proved("x == 3", {"leaf": "holds", "atoms": [["x", 3]]}),
    "an atom of a branch": proved("Abs(x) == x", {"leaf": "holds", "atoms": [[["Abs", "x"], "x"]]}),
    "an atom of a square": proved("x**2 == 3", {"leaf": "holds", "atoms": [[["pow", "x", 2], 3]]}),
    "a witness that is a list": {**TRUE, "witness": []},
    "a witness of no number": {**TRUE, "witness": {"x": "x"}},
    "a witness outside": {**TRUE, "witness": {"x": -1}},
    "a witness too many": {**TRUE, "witness": {"x": 1, "y": 1}},
}  # fmt: skip
HEAVY = {
    "a deep term": stated(nested(5_000), nested(5_000), names=X),
    "a deep tree": {**TRUE, "proof": deep(5_000)},
    "a wide sum": stated(["add", *["x"] * LONG], "x", names=X),
    "a wide maximum": stated(["Max", *["x", 1] * (LONG // 20)], "x", names=X),
    "a wide sum of functions": stated(["add", *exponentials(2_000)], 0, names=X),
    "many cases": stated(["Piecewise", *[["case", k, ["gt", "x", -k]] for k in range(9_000)]], 0, names=X),
    "many atoms": {**proved("exp(x) == 1"), "proof": {"leaf": "holds", "atoms": [
        [term, None] for term in exponentials(20_000)]}},
    "many hypotheses": stated("x", 0, names=X, hypotheses=[["gt", "x", k] for k in range(10_000)]),
    "many definitions": stated("x", 0, names=X, definitions={f"f{k}": function(["t"], ["exp", "t"])
                                                                for k in range(20_000)}),
    "definitions that double": stated(["f30", "x"], 0, names=X, definitions={
        "f0": function(["t"], "t"),
        **{f"f{k}": function(["t"], ["mul", *([[f"f{k - 1}", "t"]] * 2)]) for k in range(1, 31)}}),
    "an integer of a million digits": stated(10**LONG, 10**LONG),
    "an exponent of a million": stated(["pow", ["add", "x", 1], 10**6], 0, names=X),
    "a power of 2 to a million": stated(["pow", 2, 10**6], 0),
    "a tower of powers": stated(["pow", ["pow", ["pow", ["add", "x", 1], 50], 50], 50], 0, names=X),
    "a root of index a million": stated(["pow", "x", ["rational", 1, 10**6]], 0, names=X),
    "a root to a high power": stated(["pow", ["add", "x", 2], ["rational", 999_983, 7]], 0, names=X),
    "a sum to a high power": stated(["pow", ["add", *[f"x{k}" for k in range(12)]], 40], 0,
                                   names=tuple(f"x{k}" for k in range(12))),
    "twelve derivatives": stated(["Derivative", nested(20, "sin"), "x", 12], 0, names=X),
    "a derivative of a tower": stated(["Derivative", nested(100), "x", 3], 0, names=X),
    "derivatives in derivatives": stated(
        ["Derivative", ["Derivative", nested(6, "tanh"), "x", 6], "x", 6], 0, names=X),
    "a long split": {**proved("x == 0"), "proof": {"split": ["pow", ["add", "x", 1], 1_500], **{
        cell: {"leaf": "holds"} for cell in ("neg", "zero", "pos")}}},
    "a point of many digits": refuted("exp(x)*sin(x) == erf(x)", {"x": ["rational", 3**1_200, 3**1_200 + 1]}),
    "many functions at a point": {**refuted("x == 1", {"x": ["rational", 1, 3]}), "statement": {
        **statement(relation("x == 1"), ()), "left": ["add", *exponentials(3_000, "erf")]}},
    "a large argument of erf": refuted("erf(x) == 1", {"x": ["rational", 3**200, 3**198 + 1]}),
    "LambertW of a large number": refuted("LambertW(x) == 1", {"x": 10**1_000}),
    "a high root at a point": refuted("x**(1/61) == 1", {"x": 3**2_000}),
    "high roots": stated(["add", *[
        ["mul", s, ["pow", ["rational", k, 7], ["rational", 1, 64]]] for k in range(1, 160) for s in (1, -1)
    ]], 0, relation="<") | {"verdict": "refuted", "point": {}},
    "long numbers": stated(["add", *map(long, range(400))], 0),
    "long numbers in an exponent": stated(["pow", "x", ["add", *map(long, range(300))]], 0, names=X),
    "long factors in an exponent": stated(["pow", "x", ["mul", *[2**4_095 + 1] * 1_000]], 0, names=X),
    "long numbers by a rule": by_order("x**2 < 0", ("x > 0",), statement={
        **statement(relation("x**2 < 0"), ()), "left": ["add", ["pow", "x", 2], *map(long, range(400))]}),
    "a rule where there is no point": by_order("1/x > 0", ("x > 0", "x < 0"), verdict="vacuous"),
    "a rule where there is none for long": by_order("1/x > 0", ("x > 1", "x < 0"), verdict="vacuous"),
    "a rule beside the cell": {**proved("1/x > -1", assume=("x > 0",)), "proof": {"split": "x", **{
        cell: {"leaf": "holds", "by": {"order": 0}} for cell in ("neg", "zero", "pos")}}},
    "a derivative of order 40": refuted(
        "Derivative(exp(exp(sin(x)))*tan(x)*sqrt(x), x, 40) == 0", {"x": 1}),
    "derivatives of order 40 by a rule": by_order(
        "Derivative(exp(exp(x))*sin(x**2)/(1 + x**2), x, 40) > 7", ("x > -1", "x < 1"), 8),
    "a root of a huge index that is known": {**proved("x == x", assume=("x >= 0",)), "proof": {
        "split": "x", "neg": {"leaf": "holds"}, "zero": {"leaf": "holds"}, "pos": {
            "split": ["add", ["pow", "x", ["rational", 1, 10**8]], -3],
            "atoms": [[["pow", "x", ["rational", 1, 10**8]], None]],
            **{cell: {"leaf": "holds"} for cell in ("neg", "zero", "pos")}}}},
    "a polylog of a huge order": proved("polylog(100000000, -1) == polylog(100000000, -1)", {
        "leaf": "holds", "atoms": [
            [["polylog", 10**8, 1], None],
            [["polylog", 10**8, -1], ["mul", 2, ["polylog", 10**8, 1]]]]}),
    "sizes that grow from layer to layer": network(
        "rounding", layers=[doubles(8, 1_074)] * 64, one=doubles(8, 1_074), radius=[1] * 8, bound=0),
    "a long grid": network("best-line", rows=["0" * 1_024, "01" * 512], errors=512, line=[0, 0, -1]),
    "cosines of many parts of a turn": stated(
        ["add", *[["cos", ["mul", ["rational", 1, n], ["pi"]]] for n in range(240, 140, -2)]], 0),
}  # fmt: skip


def seconds(certificate: Any) -> float:
    start = time.process_time()
    assert refused(certificate) or certificate["verdict"] == "refuted"  # these are true
    return time.process_time() - start


def test_the_reciprocal_of_a_long_number_is_refused() -> None:
    """It is made without a product; its bound is that of products."""
    with pytest.raises(Rejected, match="coefficients of at most"):
        inverse(whole({monomial(0): 1 << MAX_BITS - 1}), {0})


def test_a_symbol_that_was_met_before_is_no_condition() -> None:
    with pytest.raises(Rejected, match="expected a condition"):
        read(["Piecewise", ["case", "x", "x"], ["case", "x", ["true"]]])


@pytest.mark.parametrize("name", REFUTATIONS)
def test_what_is_no_counter_example(name: str) -> None:
    assert refused(REFUTATIONS[name])


@pytest.mark.parametrize("name", CHEATS)
def test_definitions_and_forms_that_cheat(name: str) -> None:
    assert refused(CHEATS[name])


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_too_much_ends_in_time(name: str) -> None:
    assert seconds(HEAVY[name]) < SECONDS


def test_the_certificate_that_is_bent_is_true() -> None:
    assert check(TRUE).verdict == "proved"
    assert not refused(proved("x == x"))
    assert not refused(refuted("x == 1", {"x": 2}))


@pytest.mark.parametrize("junk", [None, True, 1, 1.5, math.nan, "x", [], {}, [[]], {"format": []}])
def test_junk_in_place_of_everything(junk: Any) -> None:
    assert refused(junk)
    for key in TRUE:
        made = copy.deepcopy(TRUE)
        made[key] = junk
        assert refused(made) or (key, made[key]) == ("version", 1) or (key == "domain" and junk == [])
    for key in TRUE["statement"]:
        made = copy.deepcopy(TRUE)
        made["statement"][key] = junk
        assert refused(made) or made == TRUE or (key, junk) == ("left", "x")


def test_a_key_given_twice_counts_once() -> None:
    text = json.dumps(proved("x == x"))
    assert refused(
        json.loads(
            text.replace('"domain"', '"proof": {"leaf": "undefined"}, "domain"', 1)[:-1] + ', "proof": 1}'
        )
    )
