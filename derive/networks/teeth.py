"""The theorem of the sawtooth, for every number of layers: its certificate.

The checker writes down the base and the four cases of the induction (`derive.checker.sawtooth`); here the
prover is asked for the proof of each.

>>> from derive.checker import check
>>> check(every_depth()).verdict
'proved'
"""

from __future__ import annotations

from typing import Any

from derive.checker.sawtooth import HALVES, PARITIES, PART, base, case, theorem
from derive.language.records import Definition, Statement
from derive.language.term import from_json
from derive.networks.network import certificate
from derive.proof.prover import Proved, prove


def every_depth() -> dict[str, Any]:
    """The certificate. Raises ValueError if the prover does not find one of the five proofs."""
    proof = {"base": _proved(base())}
    for parity in PARITIES:
        for half in HALVES:
            proof[f"{parity} {half}"] = _proved(case(parity, half))
    return certificate("sawtooth", theorem(), proof)


def _proved(data: dict[str, Any]) -> dict[str, Any]:
    """The proof of a statement that is given as JSON."""
    definitions = tuple(
        Definition(name, tuple(made["args"]), from_json(made["body"]))
        for name, made in data["definitions"].items()
    )
    left, right = from_json(data["left"]), from_json(data["right"])
    hypotheses = tuple(from_json(item) for item in data["hypotheses"])
    verdict = prove(Statement(left, data["relation"], right, hypotheses, (), definitions))
    if not isinstance(verdict, Proved):
        raise ValueError(f"expected a proof of {left} {data['relation']} {right}, found none")
    return {key: verdict.certificate[key] for key in PART}
