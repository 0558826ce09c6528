"""The checker of collapse certificates refuses what is forged, and refuses in one way only."""

from __future__ import annotations

import copy
import json
import random
from fractions import Fraction
from typing import Any

import pytest
from corruptions import corrupt, exactly, get, outcome, paths
from hypothesis import given, settings
from hypothesis import strategies as st
from matrix_worlds import holds, number

from derive.checker.errors import Rejected
from derive.checker.exact import check_numeric
from derive.checker.words import check_collapse
from derive.collapse import Affine, MatrixSymbol, Residual, collapse, named_stack, step_lemma, theorem
from derive.language.layers import Layer

Path = tuple[str | int, ...]


def data(proved: Any) -> Any:
    """A certificate as a reader gets it: through JSON."""
    return json.loads(json.dumps(proved.certificate))


def originals() -> dict[str, Any]:
    mixed: list[Layer] = [
        Affine(MatrixSymbol("W_1", "d", "h"), MatrixSymbol("b_1", 1, "h")),
        Residual(Affine(MatrixSymbol("V", "h", "h"))),
        Residual(Affine(MatrixSymbol("V", "h", "h"), MatrixSymbol("b_3", 1, "h"))),
        Affine(MatrixSymbol("W_4", "h", 3), MatrixSymbol("b_4", 1, 3)),
    ]
    numbers: list[Layer] = [
        Affine([[1, -2], [3, 5]], [7, 11]),
        Residual(Affine([[Fraction(1, 3), 2], [-1, Fraction(5, 7)]], [Fraction(1, 2), 1])),
        Affine([[0.1, 0.7, -1.5], [2.5, 3.25, 9.0]], [1e-3, 1e10, -1.0]),
    ]
    lemma, residual = data(step_lemma()), data(collapse(mixed))["proof"]["lemmas"]["residual"]
    return {
        "step": lemma,
        "identity": {**lemma, "claim": "identity", **residual},
        "affine": data(theorem("affine")),
        "residual": data(theorem("residual")),
        "named": data(collapse(named_stack("d", "h", "m", "q"))),
        "mixed": data(collapse(mixed)),
        "numeric": data(collapse(numbers)),
        "no bias": data(collapse([Affine([[2, 3]]), Affine([[Fraction(1, 3)], [5]])])),
    }


CERTIFICATES = originals()


@pytest.mark.parametrize("name", CERTIFICATES)
def test_originals_are_accepted_and_true(name: str) -> None:
    report = check_collapse(CERTIFICATES[name])
    assert report["kind"] == "collapse"
    assert report["statement"] == CERTIFICATES[name]["statement"]
    assert report["steps"] > 0
    assert all(holds(CERTIFICATES[name], seed) for seed in range(3))


# -- corruptions at random ---------------------------------------------------------------------------


ROUNDS = 250


@pytest.mark.parametrize("name", CERTIFICATES)
def test_corruptions_are_refused_or_true_all_the_same(name: str) -> None:
    """What is accepted must state what is true, and almost nothing is: only other ways to prove the same."""
    original, rng = CERTIFICATES[name], random.Random(f"corrupt {name}")
    refused = changed = 0
    for _ in range(ROUNDS):
        forged, deed = corrupt(original, rng)
        if exactly(forged) == exactly(original):
            continue
        changed += 1
        if outcome(forged) == "refused":
            refused += 1
            continue
        assert outcome(forged) == "accepted", deed
        assert all(holds(forged, seed) for seed in range(4)), deed
    assert changed > 0.8 * ROUNDS
    assert refused > 0.85 * changed


@pytest.mark.parametrize("name", ["affine", "residual", "step"])
def test_every_corruption_of_a_fixed_statement_is_refused(name: str) -> None:
    original, rng = CERTIFICATES[name], random.Random(f"statement {name}")
    for _ in range(ROUNDS):
        statement, deed = corrupt(original["statement"], rng)
        forged = {**original, "statement": statement}
        if exactly(statement) != exactly(original["statement"]):
            assert outcome(forged) == "refused", deed


@pytest.mark.parametrize("name", ["named", "mixed"])
def test_every_corruption_of_a_result_or_a_chain_is_refused(name: str) -> None:
    original, rng = CERTIFICATES[name], random.Random(f"chain {name}")
    for _ in range(ROUNDS):
        forged = copy.deepcopy(original)
        part = rng.choice([("statement", "result"), ("proof", "chain")])
        forged[part[0]][part[1]], deed = corrupt(original[part[0]][part[1]], rng)
        if exactly(forged) == exactly(original):
            continue
        renamed = part[1] == "chain" and deed.startswith("letter") and deed.endswith(".0")
        assert outcome(forged) == "refused" or renamed, deed


def numbers(name: str) -> list[Path]:
    """Where the numbers of a numeric certificate stand."""
    statement = CERTIFICATES[name]["statement"]
    return [path for path in paths(statement) if is_number(get(statement, path))]


def is_number(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and "0x" in value)


@pytest.mark.parametrize("name", ["numeric", "no bias"])
def test_every_changed_number_is_refused_unless_it_does_not_matter(name: str) -> None:
    for path in numbers(name):
        for change in (1, -1, 1 << 70):
            forged = copy.deepcopy(CERTIFICATES[name])
            parent = get(forged["statement"], path[:-1])
            parent[path[-1]] = hex(number(parent[path[-1]]) + change)
            assert outcome(forged) == "refused" or holds(forged), path


# -- forgeries with intent ---------------------------------------------------------------------------


def edited(name: str, dotted: str, value: Any) -> Any:
    """A certificate with the value at a dotted path replaced."""
    forged = copy.deepcopy(CERTIFICATES[name])
    *path, last = (int(key) if key.isdigit() else key for key in dotted.split("."))
    get(forged, tuple(path))[last] = value
    return forged


H_NEXT = ["add", ["mul", "H[i]", "W[i+1]"], ["mul", ["ones", "n"], "b[i+1]"]]
NO_BIAS = ["add", ["mul", "X", "S[0]"], ["mul", ["ones", "n"], "b[L]"]]


@pytest.mark.parametrize(("name", "path", "value", "step", "expected"), [
    ("affine", "statement.conclusion.1", NO_BIAS, "statement", "the statement of the theorem"),
    ("affine", "statement.theorem", "residual", "statement", "the statement of the theorem"),
    ("affine", "statement.definitions.c.1.1", ["mul", "c[i]", "W[i+1]"],
     "statement", "the statement of the theorem"),
    ("affine", "statement.shapes.H[i]", ["n", "d[L]"], "statement", "the statement of the theorem"),
    ("affine", "statement.index", "1 <= i < L", "statement", "the statement of the theorem"),
    ("affine", "proof.collapse.base.3.by", ["hypothesis"], "proof.collapse.base[3]", "reasons among H"),
    ("affine", "proof.collapse.step.2.by", [], "proof.collapse.step[2]", "a term equal to"),
    ("affine", "proof.collapse.step.4.by", ["collapse"], "proof.collapse.step[4]", "reasons among H"),
    ("affine", "proof.conclusion.1.by", ["hypothesis"], "proof.conclusion[1]", "reasons among H"),
    ("affine", "proof.conclusion.3.by", ["product"], "proof.conclusion[3]", "a term equal to"),
    ("affine", "proof.sum.base", [], "proof.sum.base", "a chain from the left"),
    ("affine", "proof.sum.step", CERTIFICATES["affine"]["proof"]["sum"]["base"],
     "proof.sum.step", "a chain from the left"),
    ("affine", "proof.collapse.step.1.term", H_NEXT[:2], "proof.collapse.step[1]", "a term equal to"),
    ("affine", "proof.product.step.2.term", ["mul", "S[i]", "P[i]"],
     "proof.product.step[2]", "a right factor with d[L] rows"),
    ("step", "statement.symbols.b1", ["n", "h"], "proof", "the statement of the lemma"),
    ("step", "proof.1.term", "X", "proof[1]", "a term equal to"),
    ("identity", "statement.symbols.W", ["d", "q"], "proof[0]", "a summand of shape n×q"),
    ("identity", "statement.right.2.2", ["scale", 2, "b"], "proof", "a chain from the left"),
    ("named", "statement.layers.1.shape", ["m", "h"], "statement.layers[1]", "a weight with h rows"),
    ("named", "statement.layers.2.type", "residual",
     "statement.layers[2]", '"residual" with a square weight'),
    ("named", "statement.layers.1.bias", None, "proof.chain[1].bias", "the term that the step lemma gives"),
    ("named", "statement.input", ["W_2", "n"], "statement", "an input that is none of the matrices"),
    ("named", "statement.result.bias", [["b_1", 1], ["b_2", 2], ["b_3", 2]],
     "statement.result", "each bias with its layer"),
    ("named", "statement.result.weight", ["W_1", "W_3", "W_2"], "statement.result", "the factors in order"),
    ("named", "proof.chain.1.weight.0", "P_1", "proof.chain[1].weight", "a new name"),
    ("named", "proof.chain.1.weight.0", "W_1", "proof.chain[1].weight", "a new name"),
    ("named", "proof.chain.2.weight.1", ["mul", "P_1", "W_3"],
     "proof.chain[2].weight", "the term that the step lemma"),
    ("mixed", "proof.lemmas.residual", CERTIFICATES["mixed"]["proof"]["lemmas"]["step"],
     "proof.lemmas.residual", "the statement of the lemma"),
    ("mixed", "statement.layers.1.type", "affine", "proof.chain[1].weight", "the term that the step lemma"),
    ("mixed", "proof.chain.0.bias", None, "proof.chain[0].bias", "an array of 2"),
    ("numeric", "statement.layers.1.type", "affine", "statement.weight", "the entries of the product"),
    ("numeric", "statement.layers.0.bias", None, "statement.bias", "the entries of the product"),
    ("numeric", "statement.bias", None, "statement.bias", "an object with the keys shape"),
    ("numeric", "statement.weight.denominator", 0, "statement.weight", "a positive denominator"),
    ("numeric", "statement.layers", [], "statement.layers", "at least one layer"),
    ("no bias", "statement.layers.0.weight.shape", [2, 1], "statement.layers[1]", "a weight with 1 rows"),
    ("no bias", "statement.weight.shape", [1, 2], "statement.weight", "an array of 2"),
    ("affine", "version", True, "certificate.version", "1"),
    ("affine", "version", 1.0, "certificate.version", "1"),
    ("affine", "kind", "statement", "certificate.kind", "'collapse'"),
    ("affine", "claim", "everything", "claim", "one of identity, step, every-depth, stack"),
    ("affine", "note", "trust me", "certificate", "exactly the keys"),
])  # fmt: skip
def test_forgeries(name: str, path: str, value: Any, step: str, expected: str) -> None:
    with pytest.raises(Rejected) as caught:
        check_collapse(edited(name, path, value))
    assert caught.value.step == step
    assert expected in caught.value.expected


def test_a_weight_of_one_row_may_not_pass_for_its_transpose() -> None:
    certificate = data(collapse([Affine([[2, 3]]), Affine([[1], [1]])]))
    certificate["statement"]["layers"][0]["weight"]["shape"] = [2, 1]
    certificate["statement"]["layers"][1]["weight"]["shape"] = [1, 2]
    assert outcome(certificate) == "refused"


def test_words_do_not_commute() -> None:
    symbols = {"A": ["d", "d"], "B": ["d", "d"]}
    for left, right in (
        (["mul", "A", "B"], ["mul", "B", "A"]),
        (["mul", "A", "A"], "A"),
        ("A", ["scale", -1, "A"]),
    ):
        proof = [{"term": left, "by": []}, {"term": right, "by": []}]
        statement = {"symbols": symbols, "left": left, "right": right}
        assert outcome({**CERTIFICATES["identity"], "statement": statement, "proof": proof}) == "refused"


def test_equal_words_of_unequal_shape_are_not_equal() -> None:
    symbols = {"A": ["n", "d"], "B": ["d", "n"]}
    nothing = [["add", name, ["scale", -1, name]] for name in "AB"]
    for left, right in (nothing, (["identity", "n"], ["identity", "d"]), (["identity", 1], ["identity", 2])):
        proof = [{"term": left, "by": []}, {"term": right, "by": []}]
        statement = {"symbols": symbols, "left": left, "right": right}
        assert outcome({**CERTIFICATES["identity"], "statement": statement, "proof": proof}) == "refused"


@pytest.mark.parametrize("weight", [[[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4], [5, 6]]])
def test_a_residual_layer_of_numbers_is_square(weight: Any) -> None:
    certificate = data(collapse([Affine(weight, [0] * len(weight[0]))]))
    certificate["statement"]["layers"][0]["type"] = "residual"
    with pytest.raises(Rejected, match="with a square weight"):
        check_collapse(certificate)


# -- junk --------------------------------------------------------------------------------------------

leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
    | st.sampled_from(["add", "mul", "scale", "ones", "identity", "rational", "X", "W1", "0x1", 1 << 5_000])
)  # fmt: skip
junk = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(junk)
def test_junk_is_refused(value: Any) -> None:
    assert outcome(value) == "refused"


@given(st.sampled_from(sorted(CERTIFICATES)), junk, st.randoms(use_true_random=False))
@settings(max_examples=400)
def test_junk_anywhere_raises_nothing_else(name: str, value: Any, rng: random.Random) -> None:
    forged = copy.deepcopy(CERTIFICATES[name])
    path = rng.choice([path for path in paths(forged) if path])
    get(forged, path[:-1])[path[-1]] = value
    if outcome(forged) == "accepted":
        assert all(holds(forged, seed) for seed in range(3))


def nested(depth: int, head: str | None = None) -> Any:
    value: Any = "X"
    for _ in range(depth):
        value = [head, value] if head else [value]
    return value


LARGE = {
    "deep": nested(50_000),
    "deep sum": nested(50_000, "add"),
    "long integer": 1 << 100_000,
    "longer than text allows": 10**5_000,
    "long hexadecimal": "0x" + "f" * 1_000_000,
    "long string": "W" * 1_000_000,
    "surrogate": "\ud800",
    "not a number": float("nan"),
    "infinite": float("inf"),
    "wide": ["add"] + ["X"] * 150_000,
}


@pytest.mark.parametrize("large", LARGE)
@pytest.mark.parametrize("name", CERTIFICATES)
def test_large_values_anywhere_are_refused(name: str, large: str) -> None:
    rng = random.Random(f"{name} {large}")
    for _ in range(12):
        forged = copy.deepcopy(CERTIFICATES[name])
        path = rng.choice([path for path in paths(forged) if path])
        get(forged, path[:-1])[path[-1]] = LARGE[large]
        assert outcome(forged) == "refused", path


def test_work_is_bounded() -> None:
    factors = ["mul", *[["add", "W", "V"]] * 59]
    huge = ["mul", *[["scale", 1 << 4_000, "W"]] * 50]
    for term in (factors, huge, ["add", *["W"] * 500_000]):
        statement = {"symbols": {"W": ["d", "d"], "V": ["d", "d"]}, "left": term, "right": term}
        proof = [{"term": term, "by": []}]
        with pytest.raises(Rejected, match=r"units of work|coefficients of moderate length"):
            check_collapse({**CERTIFICATES["identity"], "statement": statement, "proof": proof})


def test_numeric_work_is_bounded_before_it_is_done() -> None:
    square = {"shape": [200, 200], "denominator": 1, "entries": [1] * 40_000}
    layers = [{"type": "affine", "weight": square, "bias": None}] * 30
    with pytest.raises(Rejected, match="digits to multiply"):
        check_numeric({"layers": layers, "weight": square, "bias": None})


def test_an_integer_of_a_layer_is_bounded() -> None:
    forged = edited("no bias", "statement.layers.0.weight.entries.0", "0x1" + "0" * 5_000)
    with pytest.raises(Rejected, match="of at most 16384 bits"):
        check_collapse(forged)
