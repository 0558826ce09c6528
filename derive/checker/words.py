"""Checks collapse certificates: stacked affine layers are one affine layer.

Eleven claims, each with what the checker demands before it believes it:

- ``identity``: two matrix terms are equal (`derive.checker.algebra`), shown line by line.
- ``step``: the identity that composes two layers, exactly as `step` below states it.
- ``every-depth``: the theorem for every number of layers, exactly as `theorem` below states it, by
  induction. The checker itself writes down base, hypothesis and step from the statement.
- ``stack``: a given stack of named matrices, by a chain of instances of the step lemma.
- ``numeric``: a given stack of rational matrices, by exact arithmetic (`derive.checker.exact`).
- ``consequence``, ``shapes``: identities under hypotheses, and shapes (`derive.checker.consequence`).
- ``signal``, ``border``: what convolutions and their kin compute (`derive.checker.signals`).
- ``rank``, ``minors``, ``dependence``: what a narrow layer loses (`derive.checker.rank`; of every width
  `derive.checker.dependence`).

The format stands in docs/certificates-collapse.md.

>>> lemma = step()
>>> lines = [{"term": lemma["left"], "by": []}, {"term": lemma["right"], "by": []}]
>>> head = {"format": "derive-certificate", "version": 1, "kind": "collapse", "claim": "step"}
>>> check_collapse({**head, "statement": lemma, "proof": lines})["steps"]
1
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from derive.checker.algebra import Algebra, Dimension, Rule, Shape, dimension, name, shape
from derive.checker.consequence import check_consequence, check_shapes, shapes_of
from derive.checker.dependence import check_dependence
from derive.checker.errors import Rejected
from derive.checker.exact import check_numeric
from derive.checker.rank import check_minors, check_rank
from derive.checker.reading import array, fields, framed, same, show
from derive.checker.signals import check_border, check_signal

NEXT = {"0": "1", "1": "2", "i": "i+1", "i+1": "i+2", "L": "L+1"}


def check_collapse(certificate: Any) -> dict[str, Any]:
    """Checks a collapse certificate as `json.loads` gives it; raises `Rejected` and nothing else.

    The report repeats the claim and its statement and counts the steps that were checked.
    """
    claim, statement, proof = framed(certificate, "collapse")
    steps = check_claim(claim, statement, proof)
    return {"kind": "collapse", "claim": claim, "statement": statement, "steps": steps}


FURTHER: Mapping[str, Callable[[Any, Any], int]] = {
    "consequence": check_consequence, "shapes": check_shapes, "signal": check_signal, "border": check_border,
    "rank": check_rank, "minors": check_minors, "dependence": check_dependence,
}  # fmt: skip


def check_claim(claim: Any, statement: Any, proof: Any) -> int:
    if same(claim, "identity"):
        return check_identity(statement, proof, "proof")
    if same(claim, "step"):
        return check_lemma(step(), statement, proof, "proof")
    if same(claim, "every-depth"):
        return check_every_depth(statement, proof)
    if same(claim, "stack"):
        return check_stack(statement, proof)
    if same(claim, "numeric"):
        return check_lemmas(*fields(proof, ("lemmas",), "proof")) + check_numeric(statement)
    if type(claim) is str and claim in FURTHER:
        return FURTHER[claim](statement, proof)
    known = f"identity, step, every-depth, stack, numeric, {', '.join(FURTHER)}"
    raise Rejected("claim", f"one of {known}", show(claim))


# -- identities and lemmas ---------------------------------------------------------------------------


def step() -> dict[str, Any]:
    """(X W1 + 1ₙ b1) W2 + 1ₙ b2 = X (W1 W2) + 1ₙ (b1 W2 + b2)."""
    first = ["add", ["mul", "X", "W1"], ["mul", ["ones", "n"], "b1"]]
    bias = ["add", ["mul", "b1", "W2"], "b2"]
    return {
        "symbols": {"X": ["n", "d"], "W1": ["d", "h"], "b1": [1, "h"], "W2": ["h", "q"], "b2": [1, "q"]},
        "left": ["add", ["mul", first, "W2"], ["mul", ["ones", "n"], "b2"]],
        "right": ["add", ["mul", "X", ["mul", "W1", "W2"]], ["mul", ["ones", "n"], bias]],
    }


def residual() -> dict[str, Any]:
    """X + (X W + 1ₙ b) = X (I + W) + 1ₙ b: a residual layer is an affine layer."""
    bias = ["mul", ["ones", "n"], "b"]
    return {
        "symbols": {"X": ["n", "d"], "W": ["d", "d"], "b": [1, "d"]},
        "left": ["add", "X", ["add", ["mul", "X", "W"], bias]],
        "right": ["add", ["mul", "X", ["add", ["identity", "d"], "W"]], bias],
    }


def check_identity(statement: Any, proof: Any, where: str) -> int:
    symbols, left, right = fields(statement, ("symbols", "left", "right"), "statement")
    return Algebra(shapes_of(symbols)).chain(proof, (left, right), {}, where)


def check_lemma(known: dict[str, Any], statement: Any, proof: Any, where: str) -> int:
    if not same(statement, known):
        raise Rejected(where, "the statement of the lemma", "another statement")
    return check_identity(statement, proof, where)


def check_lemmas(data: Any) -> int:
    """Checks the two lemmas that a stack rests on; returns the number of their steps."""
    steps = 0
    lemmas = {"step": step(), "residual": residual()}
    for key, lemma in zip(lemmas, fields(data, tuple(lemmas), "proof.lemmas"), strict=True):
        where = f"proof.lemmas.{key}"
        statement, proof = fields(lemma, ("statement", "proof"), where)
        steps += check_lemma(lemmas[key], statement, proof, where)
    return steps


# -- the theorem for every depth ---------------------------------------------------------------------


def theorem(kind: str) -> dict[str, Any]:
    """The collapse theorem for L affine layers, or for L residual ones, as a certificate must state it.

    H are the layers as they are computed, H[i+1] = H[i] W[i+1] + 1ₙ b[i+1] (in the residual theorem H[i]
    is added). P and c collapse the first i layers, S[i] = W[i+1]⋯W[L] is the product of the others
    (with I + W for W in the residual theorem), and s[i] the sum of b[k] S[k] for k up to i.
    """
    is_residual = kind == "residual"
    d = ["d", "d", "d", "d"] if is_residual else ["d[0]", "d[i]", "d[i+1]", "d[L]"]
    weight: Any = ["add", ["identity", "d"], "W[i+1]"] if is_residual else "W[i+1]"
    ones = ["ones", "n"]
    layer = ["add", ["mul", "H[i]", "W[i+1]"], ["mul", ones, "b[i+1]"]]
    bias = ["mul", "b[i+1]", "S[i+1]"]
    return {
        "theorem": kind,
        "index": "1 <= i <= L",
        "shapes": {
            "X": ["n", d[0]], "W[i+1]": [d[1], d[2]], "b[i+1]": [1, d[2]], "H[i]": ["n", d[1]],
            "P[i]": [d[0], d[1]], "c[i]": [1, d[1]], "S[i]": [d[1], d[3]], "s[i]": [1, d[3]],
        },
        "definitions": {
            "H": [["H[0]", "X"], ["H[i+1]", ["add", "H[i]", layer] if is_residual else layer]],
            "P": [["P[1]", at(weight, "0")], ["P[i+1]", ["mul", "P[i]", weight]]],
            "c": [["c[1]", "b[1]"], ["c[i+1]", ["add", ["mul", "c[i]", weight], "b[i+1]"]]],
            "S": [["S[L]", ["identity", d[3]]], ["S[i]", ["mul", weight, "S[i+1]"]]],
            "s": [["s[1]", ["mul", "b[1]", "S[1]"]], ["s[i+1]", ["add", "s[i]", bias]]],
        },
        "claims": {
            "collapse": ["H[i]", ["add", ["mul", "X", "P[i]"], ["mul", ones, "c[i]"]]],
            "product": [["mul", "P[i]", "S[i]"], "S[0]"],
            "sum": [["mul", "c[i]", "S[i]"], "s[i]"],
        },
        "conclusion": ["H[L]", ["add", ["mul", "X", "S[0]"], ["mul", ones, "s[L]"]]],
    }  # fmt: skip


def at(data: Any, index: str) -> Any:
    """A schema with i := index in all its names: ``at("W[i+1]", "0")`` is ``"W[1]"``."""
    if type(data) is str:
        if data[-1] != "]":
            return data
        if data[-3:] == "[i]":
            return f"{data[:-2]}{index}]"
        return f"{data[:-4]}{NEXT[index]}]" if data[-5:] == "[i+1]" else data
    return [at(item, index) for item in data] if type(data) is list else data


def check_every_depth(statement: Any, proof: Any) -> int:
    """For L fixed: each claim at i = 1, each at i + 1 from the same at i < L, and at i = L the conclusion."""
    kind = statement.get("theorem") if type(statement) is dict else None
    known = theorem("residual" if same(kind, "residual") else "affine")
    if statement != known or not same(statement["shapes"], known["shapes"]):  # where its only numbers are
        raise Rejected("statement", "the statement of the theorem", "another statement")
    shapes: dict[str, Shape] = {}
    for key, (rows, columns) in known["shapes"].items():
        for index in NEXT if key != "X" else "i":
            shapes[at(key, index)] = at(rows, index), at(columns, index)
    algebra = Algebra(shapes)
    reasons = {key: definition(algebra, *equations) for key, equations in known["definitions"].items()}
    claims: dict[str, Any] = known["claims"]
    *parts, conclusion = fields(proof, (*claims, "conclusion"), "proof")
    steps = 0
    for (key, claim), part in zip(claims.items(), parts, strict=True):
        base, onward = fields(part, ("base", "step"), f"proof.{key}")
        steps += algebra.chain(base, at(claim, "1"), reasons, f"proof.{key}.base")
        hypothesis = {**reasons, "hypothesis": [algebra.rule(*claim)]}
        steps += algebra.chain(onward, at(claim, "i+1"), hypothesis, f"proof.{key}.step")
    proved = {key: [algebra.rule(*at(claim, "L"))] for key, claim in claims.items()}
    return steps + algebra.chain(conclusion, known["conclusion"], {**reasons, **proved}, "proof.conclusion")


def definition(algebra: Algebra, start: list[Any], onward: list[Any]) -> list[Rule]:
    """The equations of a recursion, and its step at i = 0 unless the start value stands there."""
    first = at(onward, "0")
    rules = [algebra.rule(*start), algebra.rule(*onward)]
    return rules if first[0] == start[0] else [*rules, algebra.rule(*first)]


# -- a given stack -----------------------------------------------------------------------------------


def check_stack(statement: Any, proof: Any) -> int:
    """Checks H[L] = X W + 1ₙ b for the stated layers, from H[0] = X through the links of the chain.

    Let H = X P + 1ₙ c after a layer. The next is H F + 1ₙ b, with F = W, or F = I + W where it is
    residual (the residual lemma). By the step lemma with W1, b1, W2, b2 := P, c, F, b it is
    X (P F) + 1ₙ (c F + b), and a link names these two. Where there is no bias, b := 0. Unfolding the
    names gives W = F₁⋯F_L and b as the sum of b_i F_{i+1}⋯F_L, which is what ``result`` must state.
    """
    lemmas, chain = fields(proof, ("lemmas", "chain"), "proof")
    steps = check_lemmas(lemmas)
    start, stack, result = fields(statement, ("input", "layers", "result"), "statement")
    names, layers = declare(start, stack)
    links = array(chain, "proof.chain", len(layers))
    weight: Any = None
    bias: Any = None
    tail = []
    for k, ((factor, shift), link) in enumerate(zip(layers, links, strict=True)):
        where = f"proof.chain[{k}]"
        product = factor if weight is None else ["mul", weight, factor]
        carried = None if bias is None else ["mul", bias, factor]
        total = ["add", carried, shift] if carried and shift else carried or shift
        named_weight, named_bias = fields(link, ("weight", "bias"), where)
        weight = fresh(named_weight, product, names, f"{where}.weight")
        bias = fresh(named_bias, total, names, f"{where}.bias")
        tail += [[shift, k + 1]] if shift else []
    closed = {"weight": [factor for factor, _ in layers], "bias": tail}
    if not same(result, closed):
        raise Rejected("statement.result", "the factors in order, and each bias with its layer", "others")
    return steps + len(layers)


def declare(start: Any, stack: Any) -> tuple[set[str], list[tuple[Any, str | None]]]:
    """All names of a stack, and for each layer its factor (W, or I + W) and its bias or None."""
    shapes: dict[str, Shape] = {}

    def symbol(data: Any, sides: Shape, where: str) -> str:
        if shapes.setdefault(name(data, where), sides) != sides:
            raise Rejected(where, f"{data} of one shape", "two shapes")
        return str(data)

    layers: list[tuple[Any, str | None]] = []
    width: Dimension | None = None
    for k, item in enumerate(array(stack, "statement.layers")):
        where = f"statement.layers[{k}]"
        kind, weight, bias, data = fields(item, ("type", "weight", "bias", "shape"), where)
        rows, columns = sides = shape(data, where)
        if width not in (None, rows):
            raise Rejected(where, f"a weight with {width} rows", f"{rows}×{columns}")
        if not (same(kind, "affine") or (same(kind, "residual") and rows == columns)):
            raise Rejected(where, 'the type "affine", or "residual" with a square weight', show(kind))
        factor: Any = symbol(weight, sides, where)
        shift = None if bias is None else symbol(bias, (1, columns), where)
        layers.append((factor if kind == "affine" else ["add", ["identity", rows], factor], shift))
        width = columns
    x, rows = array(start, "statement.input", 2)
    dimension(rows, "statement.input")
    if not layers or name(x, "statement.input") in shapes:
        raise Rejected("statement", "at least one layer, and an input that is none of the matrices", show(x))
    return {*shapes, str(x)}, layers


def fresh(data: Any, wanted: Any, names: set[str], where: str) -> str | None:
    """The name that a link gives to the wanted term; no other matrix may have it. None for no term."""
    if wanted is None and data is None:
        return None
    key, term = array(data, where, 2)
    if name(key, where) in names:
        raise Rejected(where, "a new name", show(key))
    if wanted is None or not same(term, wanted):
        raise Rejected(where, "the term that the step lemma gives", "another term")
    names.add(str(key))
    return str(key)
