"""Checks the theorem of the sawtooth: L layers of two rectifiers make 2^L pieces, for every L.

The tent is t(y) = 2 max(0, y) - 4 max(0, y - 1/2). The theorem, for all L ≥ 0 and 0 ≤ k < 2^L, with
N = 2^L: where k ≤ N x ≤ k + 1, the tent applied L times to x is N x - k for even k and k + 1 - N x for odd
k. Induction over L: the checker writes down the base, N = 1 and k = 0, and for each parity and each half
of the piece that one more tent makes of it the piece of 2N with the number 2k (left half) or 2k + 1
(right half). Each is a statement about real numbers, proved by `derive.checker.statement`.

Neighbouring pieces have the slopes N and -N, so none can be joined: there are 2^L of them on [0, 1].

>>> case("even", "left")["right"]
['add', ['mul', ['mul', 2, 'N'], 'x'], ['mul', -1, ['mul', 2, 'k']]]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.reading import fields, same, show

PARITIES, HALVES = ("even", "odd"), ("left", "right")
PIECES: Mapping[str, Any] = {
    "even": ["add", ["mul", "N", "x"], ["mul", -1, "k"]],
    "odd": ["add", "k", 1, ["mul", -1, "N", "x"]],
}
TENT: Mapping[str, Any] = {
    "args": ["y"],
    "body": ["add", ["mul", 2, ["Max", 0, "y"]], ["mul", -4, ["Max", 0, ["add", "y", ["rational", -1, 2]]]]],
}
PART = ("verdict", "proof", "domain", "witness")


def theorem() -> dict[str, Any]:
    """The statement, as a certificate must have it."""
    return {
        "theorem": "sawtooth",
        "index": "L >= 0, N = 2^L, 0 <= k < N",
        "tent": dict(TENT),
        "where": [["le", "k", ["mul", "N", "x"]], ["le", ["mul", "N", "x"], ["add", "k", 1]]],
        "pieces": dict(PIECES),
        "count": "2^L",
    }


def base() -> dict[str, Any]:
    """L = 0: nothing is applied, and there is the one piece x."""
    right = put(PIECES["even"], {"N": 1, "k": 0})
    return {"definitions": {}, "hypotheses": [], "relation": "==", "left": "x", "right": right}


def case(parity: str, half: str) -> dict[str, Any]:
    """One more tent on one half of a piece: the piece of 2N with the number 2k or 2k + 1."""
    twice = ["mul", 2, "N", "x"]
    low: Any = ["mul", 2, "k"] if half == "left" else ["add", ["mul", 2, "k"], 1]
    child = put(PIECES["even" if half == "left" else "odd"], {"N": ["mul", 2, "N"], "k": low})
    return {
        "definitions": {"tent": dict(TENT)},
        "hypotheses": [["ge", twice, low], ["le", twice, ["add", low, 1]]],
        "relation": "==",
        "left": ["tent", PIECES[parity]],
        "right": child,
    }


def put(term: Any, values: Mapping[str, Any]) -> Any:
    """A term with terms for some of its symbols."""
    if isinstance(term, list):
        return [term[0], *(put(part, values) for part in term[1:])]
    return values.get(term, term) if isinstance(term, str) else term


def check_sawtooth(statement: Any, proof: Any) -> int:
    """Checks the theorem; returns the number of cells of its five statements."""
    from derive.checker.statement import check_statement

    if not same(statement, theorem()):
        raise Rejected("statement", "the statement of the theorem", "another")
    names = tuple(f"{parity} {half}" for parity in PARITIES for half in HALVES)
    wanted = [base(), *(case(parity, half) for parity in PARITIES for half in HALVES)]
    cells = 0
    for name, item, part in zip(
        ("base", *names), wanted, fields(proof, ("base", *names), "proof"), strict=True
    ):
        verdict, *_ = fields(part, PART, f"proof.{name}")
        if not same(verdict, "proved"):
            raise Rejected(f"proof.{name}", "the verdict proved", show(verdict))
        cells += check_statement({**part, "statement": item})[1]
    return cells
