"""Checks certificates about arrays of any shape: gradients, and inequalities between sums.

- ``formula``: one equation or inequality, by lines that end in it.
- ``every-depth``: claims about families of arrays that are defined by recursion over layers, by induction.
  The checker itself writes down what the start and the step have to show.

The format stands in docs/certificates-gradients.md.

>>> square = ["pow", "x", 2]
>>> claim = [["D", square, "x"], "==", ["mul", 2, "x"]]
>>> by = ["chain", [{"term": claim[0], "by": []}, {"term": claim[2], "by": []}]]
>>> statement = {
...     "symbols": {"x": []},
...     "positive": [],
...     "functions": {},
...     "losses": {},
...     "indices": {},
...     "definitions": [],
...     "hypotheses": {},
...     "claim": claim,
... }
>>> head = {"format": "derive-certificate", "version": 1, "kind": "tensor", "claim": "formula"}
>>> lines = [{"all": {}, "claim": claim, "by": by}]
>>> check_tensor({**head, "statement": statement, "proof": {"witness": None, "lines": lines}})
1
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.reading import array, fields, framed, same, show
from derive.checker.tensor_families import as_declared, at, family, lasting, members, mentions, recursions
from derive.checker.tensor_order import Ledger
from derive.checker.tensor_scope import table
from derive.checker.tensor_terms import Context
from derive.checker.tensor_witness import Witness
from derive.checker.words import NEXT

FORMULA = ("symbols", "positive", "functions", "losses", "indices", "definitions", "hypotheses", "claim")
FAMILY = ("symbols", "positive", "functions", "losses", "index", "hypotheses", "start", "step", "claims")
# index -> where the induction may start, and from where to where the step leads
INDUCTIONS = (
    ("0 <= i <= L", "0", "i", "i+1"),
    ("1 <= i <= L", "1", "i", "i+1"),
    ("0 <= i <= L", "L", "i+1", "i"),
    ("1 <= i <= L", "L", "i+1", "i"),
)


def check_tensor(certificate: Any) -> int:
    """Checks a certificate as `json.loads` gives it; returns the number of steps that were checked."""
    claim, statement, proof = framed(certificate, "tensor")
    if same(claim, "formula"):
        return check_formula(statement, proof)
    if same(claim, "every-depth"):
        return check_every_depth(statement, proof)
    raise Rejected("claim", "formula or every-depth", show(claim))


def check_formula(statement: Any, proof: Any) -> int:
    """Lines that end in the claim of the statement, for all values of its indices."""
    *_, indices, definitions, hypotheses, claim = fields(statement, FORMULA, "statement")
    context = Context.of(statement)
    for k, definition in enumerate(array(definitions, "statement.definitions")):
        context.where = f"statement.definitions[{k}]"
        context.define(definition)
    ledger = Ledger(context, {})
    context.where = "statement.indices"
    ledger.fixed = ledger.entering(indices)
    assume(ledger, table(hypotheses, "statement.hypotheses"), "statement.hypotheses")
    witness, lines = fields(proof, ("witness", "lines"), "proof")
    seen(context, ledger.fixed, hypotheses, witness)
    return prove(ledger, {"all": {}, "claim": claim}, lines, "proof.lines")


def seen(context: Context, fixed: Mapping[str, str], hypotheses: Mapping[str, Any], witness: Any) -> None:
    """Checks the witness of the hypotheses; none where there are none."""
    if hypotheses:
        families = {family(key) for key in context.calculus.positive}
        positive = frozenset(key for key in context.symbols if family(key) in families)
        Witness(context.symbols, positive, fixed, witness).satisfies(hypotheses)
    elif witness is not None:
        raise Rejected("proof.witness", "null where there are no hypotheses", show(witness))


def assume(ledger: Ledger, hypotheses: Mapping[str, Any], where: str) -> None:
    for key, hypothesis in hypotheses.items():
        ledger.context.where = f"{where}.{key}"
        ledger.assume(key, hypothesis)


def prove(ledger: Ledger, wanted: Mapping[str, Any], lines: Any, where: str) -> int:
    """Checks lines of which the last claims what is wanted."""
    read = array(lines, where)
    if not read or type(read[-1]) is not dict:
        raise Rejected(where, "lines of a proof", show(lines))
    if not all(key in read[-1] and same(read[-1][key], part) for key, part in wanted.items()):
        raise Rejected(where, "a last line that is what is to be shown", "another")
    ledger.lines, steps = [], 0
    for k, line in enumerate(read):
        ledger.context.where = f"{where}[{k}]"
        steps += ledger.line(line)
    return steps


# -- every depth -------------------------------------------------------------------------------------


def check_every_depth(statement: Any, proof: Any) -> int:
    """The claims where the induction starts, and from one layer to the next, where they are hypotheses."""
    *_, index, hypotheses, start, step, claims = fields(statement, FAMILY, "statement")
    first, opening = fields(start, ("at", "definitions"), "statement.start")
    before, after, onward = fields(step, ("from", "to", "definitions"), "statement.step")
    if not any(same([index, first, before, after], list(way)) for way in INDUCTIONS):
        raise Rejected("statement.index", "an induction over i from an end to the other", show(index))
    wanted = table(claims, "statement.claims")
    for key, claim in wanted.items():
        fields(claim, ("all", "claim"), f"statement.claims.{key}")
    if not wanted:
        raise Rejected("statement.claims", "a claim", "none")
    recursive = recursions(opening, first, onward, after)
    for found in mentions(hypotheses, recursive):
        raise Rejected("statement.hypotheses", "symbols that nothing defines", found)
    witness, *parts = fields(proof, ("witness", "start", "step"), "proof")
    steps = 0
    for part, level, definitions, lines in (
        ("start", first, opening, parts[0]),
        ("step", after, onward, parts[1]),
    ):
        ledger = Ledger(layer(statement, recursive, definitions, f"statement.{part}.definitions"), {})
        if part == "step":
            assume(ledger, table(hypotheses, "statement.hypotheses"), "statement.hypotheses")
            seen(ledger.context, {}, hypotheses, witness)
            lasting(witness or {"sizes": {}, "arrays": {}})
            known = {key: at(claim, before) for key, claim in wanted.items()}
            if known.keys() & ledger.named.keys():
                raise Rejected("statement.claims", "names that no hypothesis has", show(next(iter(known))))
            assume(ledger, known, "statement.claims")
        shown = fields(lines, tuple(wanted), f"proof.{part}")
        for (key, claim), rows in zip(wanted.items(), shown, strict=True):
            steps += prove(ledger, at(claim, level), rows, f"proof.{part}.{key}")
    return steps


def layer(statement: Mapping[str, Any], recursive: frozenset[str], rows: Any, where: str) -> Context:
    """The context of one layer: the families, their members defined by the rows or arbitrary."""
    defined = {row[0] for row in rows}
    whole: dict[str, Any] = {"functions": statement["functions"]}
    declared: dict[str, dict[str, Any]] = {}
    for key in ("symbols", "losses"):
        declared[key] = members(table(statement[key], f"statement.{key}"), f"statement.{key}")
        whole[key] = {member: sizes for member, sizes in declared[key].items() if member not in defined}
    positive = [
        at(key, index) for key in array(statement["positive"], "statement.positive") for index in NEXT
    ]
    if any(type(key) is not str or family(key) in recursive for key in positive):
        raise Rejected(
            "statement.positive", "names of symbols that are not defined", show(statement["positive"])
        )
    whole["positive"] = [key for key in positive if key in whole["symbols"]]
    context = Context.of(whole)
    context.recursive = recursive
    for k, row in enumerate(rows):
        context.where = f"{where}[{k}]"
        as_declared(declared, row, context.where)
        context.define(row)
    return context
