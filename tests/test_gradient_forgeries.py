"""Certificates about arrays that are forged with intent: each is refused where it lies."""

from __future__ import annotations

from typing import Any

import pytest

from derive.checker import Rejected, check
from derive.gradients import gradient

X, Y, K = ["at", "x", "k"], ["at", "y", "k"], {"k": "q"}
SUM = ["sum", "k", "q", X]


def certificate(lines: list[Any], **statement: Any) -> Any:
    """A formula about x and y (q numbers each) and t (one), whose claim is that of the last line."""
    lines = [*lines, chain(0, 0)] if lines[-1]["all"] else lines
    parts = {
        "symbols": {"x": ["q"], "y": ["q"], "t": [], "W": ["d", "q"]},
        "positive": [],
        "functions": {"phi": 1},
        "losses": {"f": ["q"]},
        "indices": {},
        "definitions": [],
        "hypotheses": {},
        "claim": lines[-1]["claim"],
    }
    witness = statement.pop("witness", None)
    return {
        "format": "derive-certificate", "version": 1, "kind": "tensor", "claim": "formula",
        "statement": {**parts, **statement}, "proof": {"witness": witness, "lines": lines},
    }  # fmt: skip


def line(left: Any, relation: str, right: Any, *by: Any, every: Any = None) -> Any:
    return {"all": every or {}, "claim": [left, relation, right], "by": list(by)}


def chain(left: Any, right: Any, *facts: Any, every: Any = None) -> Any:
    terms = [{"term": left, "by": []}, {"term": right, "by": list(facts)}]
    return line(left, "==", right, "chain", terms, every=every)


LARGEST = {"largest": {"all": K, "claim": [X, "<=", ["at", "x", "m"]]}}
BIG = {"sizes": {"q": 2}, "indices": {"m": 1}, "arrays": {"x": [3, 2]}}
TRUTH = {"truth": {"all": {}, "claim": [["sum", "k", "q", Y], "==", 1]}}
ONE = {"sizes": {"q": 1}, "indices": {}, "arrays": {"y": [1]}}

FORGERIES: dict[str, tuple[Any, str]] = {
    "the largest is any": (
        certificate(
            [line(X, "<=", ["at", "x", "l"], "combine", [[1, ["at", "largest", {"m": "l"}]]], [],
                  every={**K, "l": "q"})],
            indices={"m": "q"}, hypotheses=LARGEST, witness=BIG),
        "indices among k"),
    "a sum over a fixed index": (
        certificate([line(0, "<=", ["pow", ["at", "x", "m"], 2], "sign"),
                     line(0, "<=", SUM, "sum", 0, "m", [])], indices={"m": "q"}),
        "an index for all values of which the fact holds"),
    "a factor under the sum": (
        certificate([chain(["sum", "k", "q", ["mul", X, Y]], SUM, "truth")], hypotheses=TRUTH, witness=ONE),
        "two sides with the same normal form"),
    "a rule from an inequality": (
        certificate([line(0, "<=", ["pow", "t", 2], "sign"), chain(0, ["pow", "t", 2], 0)]), "an equation"),
    "a negative multiple": (
        certificate([line(0, "<=", ["pow", "t", 2], "sign"),
                     line(0, "<=", ["mul", -1, ["pow", "t", 2]], "combine", [[-1, 0]], [])]),
        "not below 0 for an inequality"),
    "an equation from an inequality": (
        certificate([line(0, "<=", ["pow", "t", 2], "sign"),
                     line(0, "==", ["pow", "t", 2], "combine", [[1, 0]], [])]), "equations for an equation"),
    "a sign that does not show": (certificate([line(0, "<=", "t", "sign")]), "0 <= a term whose sign shows"),
    "a sign of something else": (
        certificate([line(1, "<=", ["pow", "t", 2], "sign")]), "0 <= a term whose sign shows"),
    "a logarithm of anything": (
        certificate([chain(["log", ["mul", "t", "t"]], ["mul", 2, ["log", "t"]])]), "surely positive in log"),
    "a quotient by anything": (
        certificate([chain(["mul", "t", ["pow", "t", -1]], 1)]), "surely positive in a power"),
    "a quotient by zero": (
        certificate([chain(["pow", ["add", "t", ["mul", -1, "t"]], -1], 0)]), "surely positive"),
    "a root of a square": (
        certificate([chain(["pow", ["pow", "t", 2], ["rational", 1, 2]], "t")]), "surely positive"),
    "a logarithm that grows downwards": (
        certificate([line(1, "<=", ["exp", ["pow", "t", 2]], "sign")]), "0 <= a term whose sign shows"),
    "exp of other sides": (
        certificate([line(0, "<=", ["pow", "t", 2], "sign"),
                     line(["exp", 1], "<=", ["exp", ["pow", "t", 2]], "exp", 0)]),
        "two sides with the same normal form"),
    "a tangent elsewhere": (
        certificate([line(["add", 2, "t"], "<=", ["exp", "t"], "tangent")]), "two sides with the same"),
    "a delta below 0": (certificate([line(1, "<=", ["delta", "k", "k"], "delta", every=K)]), "a delta <= 1"),
    "an absolute value too small": (
        certificate([line(["mul", 2, "t"], "<=", ["abs", "t"], "absolute")]), "two sides with the same"),
    "indices of different ranges": (
        certificate([chain(["delta", "k", "j"], 0, every={"k": "q", "j": "d"})]), "an index that runs to q"),
    "an entry of the wrong range": (
        certificate([chain(["at", "W", "k", "k"], 0, every=K)]), "an index that runs to d"),
    "an index that is caught": (
        certificate([chain(["sum", "k", "q", ["sum", "k", "q", X]], 0)]), "a new index"),
    "an index from nowhere": (certificate([chain(X, 0)]), "an index among none"),
    "the derivative of a kink": (
        certificate([chain(["D", ["abs", "t"], "t"], 1)]), "a function with a derivative"),
    "one derivative too many": (
        certificate([chain(["D", ["apply", "phi", 1, "t"], "t"], 0)]), "a function with a derivative"),
    "a second derivative of a loss": (
        certificate([chain(
            ["D", ["slope", "f", ["j"], [["k", "q"]], X], "x", "j"], 0, every={"j": "q"})]),
        "first derivatives of a function of an array"),
    "a derivative by what is defined": (
        certificate([chain(["D", "s", "s"], 1)], definitions=[["s", [], SUM]]), "by an entry of a symbol"),
    "a definition of itself": (
        certificate([chain("s", 0)], definitions=[["s", [], ["add", "s", 1]]]), "an array that is declared"),
    "two meanings of a name": (
        certificate([chain("t", 0)], definitions=[["t", [], 0]]), "one meaning for each name"),
    "a positive definition": (
        certificate([chain(["pow", "s", -1], 1)], definitions=[["s", [], 1]], positive=["s"]),
        "names of symbols"),
    "hypotheses that nothing satisfies": (
        certificate([chain(1, 2, "no")], hypotheses={"no": {"all": {}, "claim": [["mul", 1, "t"], "==", 0]}},
                    witness={"sizes": {}, "indices": {}, "arrays": {"t": 1}}), "numbers that satisfy no"),
    "no witness": (
        certificate([chain(SUM, SUM)], hypotheses=TRUTH), "an object with the keys sizes, indices, arrays"),
    "a witness that is not positive": (
        certificate([chain(SUM, SUM)], hypotheses=TRUTH, positive=["y"],
                    witness={"sizes": {"q": 2}, "indices": {}, "arrays": {"y": [2, -1]}}),
        "positive numbers"),
    "a line that is yet to come": (certificate([chain(0, 0, 1), chain(0, 0)]), "a whole number from 0 to -1"),
    "a line that uses itself": (certificate([chain(0, "t", 0)]), "a whole number from 0 to -1"),
    "another last line": (
        {**certificate([chain(0, 0)]),
         "statement": {**certificate([chain(0, 0)])["statement"], "claim": [0, "==", 1]}},
        "a last line that is what is to be shown"),
    "a number without end": (certificate([chain(10**50, 10**50)]), "a whole number of moderate length"),
    "a power without end": (certificate([chain(["pow", "t", 10**9], 0)]), "an exponent of at most 64"),
    "work without end": (
        certificate([chain(["pow", ["add", 1, "t", ["exp", "t"], ["exp", ["exp", "t"]], ["at", "W", "j", "k"],
                                   ["at", "x", "k"], ["at", "y", "k"]], 40], 0, every={"j": "d", "k": "q"})]),
        "steps of work"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_forgeries_are_refused_where_they_lie(name: str) -> None:
    forged, expected = FORGERIES[name]
    with pytest.raises(Rejected) as refusal:
        check(forged)
    assert expected in str(refusal.value), str(refusal.value)


def layered(**changes: Any) -> Any:
    found = gradient("vanishing").certificate
    for dotted, value in changes.items():
        *path, last = dotted.split("__")
        place = found
        for key in path:
            place = place[key]
        place[last] = value
    return found


@pytest.mark.parametrize(("changes", "expected"), [
    ({"statement__index": "1 <= i <= L"}, "an induction over i from an end to the other"),
    ({"statement__start": {"at": "i", "definitions": []}}, "an induction over i from an end to the other"),
    ({"statement__step__from": "i+1"}, "an induction over i from an end to the other"),
    ({"statement__positive": ["P[i]"]}, "names of symbols that are not defined"),
    ({"statement__step__definitions": []}, "two sides with the same normal form"),
    ({"statement__hypotheses": {"small": {"all": {}, "claim": [0, "<=", "z[i+1]"]}}}, "proof.witness"),
    ({"statement__claims__small__claim": ["P[i]", "<=", 0]}, "a last line that is what is to be shown"),
    ({"proof__start__small": []}, "lines of a proof"),
])  # fmt: skip
def test_an_induction_is_what_the_checker_writes_down(changes: Any, expected: str) -> None:
    with pytest.raises(Rejected) as refusal:
        check(layered(**changes))
    assert expected in str(refusal.value), str(refusal.value)


def every_depth(claim: Any, start: Any = (), step: Any = (), **changes: Any) -> Any:
    """A claim at i about families h, g, x and one number t, by induction, each by its normal form."""
    changes = {"first": "1", "index": "1 <= i <= L", "hypotheses": {}, "witness": None, **changes}

    def at(data: Any, index: str) -> Any:
        if type(data) is list:
            return [at(part, index) for part in data]
        return data.replace("[i]", f"[{index}]") if type(data) is str else data

    def lines(index: str) -> Any:
        left, relation, right = at(claim, index)
        return [chain(left, right) if relation == "==" else line(left, relation, right, "combine", [], [])]

    first = changes["first"]
    return {
        "format": "derive-certificate", "version": 1, "kind": "tensor", "claim": "every-depth",
        "statement": {
            "symbols": {"t": [], "h[i]": [], "g[i]": [], "x[i]": []},
            "positive": [], "functions": {}, "losses": {}, "index": changes["index"],
            "hypotheses": changes["hypotheses"],
            "start": {"at": first, "definitions": list(start)},
            "step": {"from": "i", "to": "i+1", "definitions": list(step)},
            "claims": {"c": {"all": {}, "claim": claim}},
        },
        "proof": {
            "witness": changes["witness"],
            "start": {"c": lines(first)}, "step": {"c": lines("i+1")},
        },
    }  # fmt: skip


UP = [["h[1]", [], "t"]], [["h[i+1]", [], ["add", "h[i]", "t"]]]
NAMED = {"sizes": {}, "indices": {}, "arrays": {"h[i]": 0}}
LASTING = {"rises": {"all": {}, "claim": [["add", "x[i]", 1], "==", "x[i+1]"]}}


@pytest.mark.parametrize(("forged", "expected"), [
    (every_depth([["D", "h[i]", "t"], "==", 1], *UP), "a derivative of what no recursion defines"),
    (every_depth([["D", ["exp", ["mul", "x[i]", "h[i]"]], "x[i]"], "==",
                  ["mul", "h[i]", ["exp", ["mul", "x[i]", "h[i]"]]]], *UP), "what no recursion defines"),
    *[(every_depth([["D", "x[i]", f"x[{other}]"], "==", 0], index="0 <= i <= L", first="0"),
       f"no other array that may be x[{other}]") for other in ("L", "1")],
    (every_depth([["D", "x[L]", "x[i]"], "==", 0]), "no other array that may be x[1]"),
    (every_depth([["mul", 0, "h[i]"], "==", 0], UP[0], [["h[i]", [], 0], ["h[i+1]", [], 2]]),
     "one definition of a family, at [i+1]"),
    (every_depth([["mul", 0, "h[i]"], "==", 0], UP[0], [["h[i+1]", [], 0], ["h[i+1]", [], 2]]),
     "one definition of a family, at [i+1]"),
    (every_depth([["mul", 0, "h[i]"], "==", 0], [["h[0]", [], 1]], UP[1]), "a family, at [1]"),
    (every_depth([["mul", 0, "h[i]"], "==", 0], *UP, witness=NAMED,
                 hypotheses={"low": {"all": {}, "claim": ["h[i]", "<=", 0]}}), "that nothing defines"),
    (every_depth([["mul", 0, "x[i]"], "==", 0], hypotheses=LASTING,
                 witness={**NAMED, "arrays": {"x[i]": 1, "x[i+1]": 2}}), "the same for all of x"),
])  # fmt: skip
def test_a_member_of_a_family_is_not_held_apart_from_what_it_depends_on(forged: Any, expected: str) -> None:
    with pytest.raises(Rejected) as refusal:
        check(forged)
    assert expected in str(refusal.value), str(refusal.value)


BENT = ["h[i+1]", ["array", "M", "d"], ["abs", ["sum", "k", "d", ["at", "M", "k"]]]]
CALLED = ["call", "h[i]", [["k", "d"]], ["at", "M", "k"]]
ONCE = ["h[i+1]", ["array", "M", "d"], ["apply", "phi", 1, CALLED]]
LEVEL = {"low": {"all": {}, "claim": ["x[i]", "<=", 0]}}


@pytest.mark.parametrize(("start", "step", "expected"), [
    ([["h[1]", [], ["add", "h[0]", 1]]], [["h[i+1]", [], ["add", "h[i]", 1]]], "what is made before h[1]"),
    ([["h[1]", [], 0]], [["h[i+1]", [], ["add", "h[L]", 1]]], "what is made before h[i+1]"),
    ([["h[1]", [], "g[1]"]], [["g[i]", [], ["add", "h[i]", 1]], ["h[i+1]", [], "g[i+1]"]],
     "layer by layer, found"),
    ([["h[1]", [], "g[1]"], ["g[1]", [], "h[1]"]], [], "what is made before h[1]"),
    ([], [["h[i+1]", [], "g[i+1]"], ["g[i+1]", [], "h[i+1]"]], "what is made before h[i+1]"),
    ([], [["h[i]", [], "h[i]"]], "what is made before h[i]"),
    ([["h[1]", [["k", "d"]], 0]], [], "h[1] as it is declared"),
    ([], [BENT], "h[i+1] as it is declared"),
])  # fmt: skip
def test_a_recursion_that_nothing_satisfies(start: Any, step: Any, expected: str) -> None:
    with pytest.raises(Rejected) as refusal:
        check(every_depth([["mul", 0, "x[i]"], "==", 0], start, step))
    assert expected in str(refusal.value), str(refusal.value)


@pytest.mark.parametrize(("step", "expected"), [(BENT, "the derivative of abs"), (ONCE, "derivative of phi")])
def test_a_function_of_arrays_that_has_no_derivative_one_layer_on(step: Any, expected: str) -> None:
    made = every_depth([["mul", 0, "x[i]"], "==", 0], (), [step])
    made["statement"] |= {"losses": {"h[i]": ["d"]}, "functions": {"phi": 1}, "symbols": {"x[i]": []}}
    with pytest.raises(Rejected) as refusal:
        check(made)
    assert expected in str(refusal.value), str(refusal.value)


def test_numbers_of_a_witness_are_positive_in_every_layer() -> None:
    zero = {"sizes": {}, "indices": {}, "arrays": {"x[i]": 0}}
    made = every_depth([["mul", 0, "x[i]"], "==", 0], hypotheses=LEVEL, witness=zero)
    assert check(made).verdict == "proved"
    made["statement"]["positive"] = ["x[i+1]"]
    with pytest.raises(Rejected, match="positive numbers"):
        check(made)


@pytest.mark.parametrize(("name", "hypothesis"), [
    ("D", ["D", "x", "x"]), ("add", ["at", "add"]), ("call", ["call", "f", [], "x"]),
    ("apply", ["apply", "phi", 0, "x"]),
])  # fmt: skip
def test_a_witness_is_not_asked_for_a_symbol_that_is_called_as_an_operation(
    name: str, hypothesis: Any
) -> None:
    made = certificate([line(0, "==", 1, "combine", [[1, "h"]], [])], symbols={"x": [], name: []}, losses={})
    made["statement"]["hypotheses"] = {
        "h": {"all": {}, "claim": [hypothesis, "==", 0]},
        **({"g": {"all": {}, "claim": [name, "==", 1]}} if name == "add" else {}),
    }
    made["proof"]["witness"] = {"sizes": {}, "indices": {}, "arrays": {"x": 1, name: 0}}
    with pytest.raises(Rejected):
        check(made)


@pytest.mark.parametrize("name", ["exp", "log", "abs", "pow", "dim", "delta", "sum", "at", "add", "D"])
def test_a_symbol_may_be_called_as_an_operation(name: str) -> None:
    hypothesis = {"one": {"all": {}, "claim": [name, "==", 1]}}
    made = certificate([line(name, "==", 1, "combine", [[1, "one"]], [])], symbols={name: []}, losses={})
    made["statement"]["hypotheses"] = hypothesis
    made["proof"]["witness"] = {"sizes": {}, "indices": {}, "arrays": {name: 1}}
    assert check(made).verdict == "proved"


@pytest.mark.parametrize("sound", [
    every_depth([["add", "h[i]", "x[i]"], "==", ["add", "x[i]", "h[i]"]], *UP),
    every_depth([["D", ["mul", "x[i]", "g[i]"], "x[i]"], "==", "g[i]"], *UP),
    every_depth([["D", ["mul", "t", "x[i]"], "t"], "==", "x[i]"], *UP),
])  # fmt: skip
def test_what_is_held_apart_is_accepted(sound: Any) -> None:
    assert check(sound).verdict == "proved"


@pytest.mark.parametrize(
    "claims", [{}, {"c": 1}, {"c": None}, {"c": "c"}, {"c": []}, {"c": {"claim": []}}, []]
)
def test_claims_that_are_none(claims: Any) -> None:
    with pytest.raises(Rejected):
        check(layered(statement__claims=claims))


def doubled(depth: int, term: Any) -> Any:
    """Definitions of which each holds the one before it twice."""
    rows = [["s0", [], "t"], *[[f"s{k}", [], term(f"s{k - 1}")] for k in range(1, depth)]]
    return certificate(
        [chain(f"s{depth - 1}", f"s{depth - 1}")], definitions=rows, symbols={"t": []}, losses={}
    )


@pytest.mark.parametrize("term", [
    lambda s: ["add", ["abs", s], ["abs", ["add", s, 1]]],
    lambda s: ["add", ["apply", "phi", 0, s], ["apply", "phi", 0, ["mul", 2, s]]],
    lambda s: ["add", ["exp", ["exp", s]], ["exp", ["mul", 2, ["exp", s]]]],
])  # fmt: skip
def test_what_doubles_is_refused_before_it_is_made(term: Any) -> None:
    assert check(doubled(4, term)).verdict == "proved"
    with pytest.raises(Rejected, match="parts within a function"):
        check(doubled(60, term))


def test_powers_of_the_numbers_of_a_witness_end() -> None:
    power: Any = "t"
    for _ in range(9):
        power = ["pow", power, 64]
    made = certificate(
        [line(0, "==", ["add", power, -1], "combine", [[-1, "h"]], [])], symbols={"t": []}, losses={}
    )
    made["statement"]["hypotheses"] = {"h": {"all": {}, "claim": [["add", power, -1], "==", 0]}}
    made["proof"]["witness"] = {"sizes": {}, "indices": {}, "arrays": {"t": 3}}
    with pytest.raises(Rejected, match="numbers of at most"):
        check(made)
