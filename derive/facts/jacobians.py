"""The Jacobian of a function of several variables, and its properties, proved for stated sizes.

>>> from derive.language.vectors import load_vectors
>>> found = jacobian(load_vectors()["softmax"], 2)
>>> [claim.status.value for row in found for claim in row]
['proved', 'proved', 'proved', 'proved']
"""

from __future__ import annotations

from derive.language.records import Claim
from derive.language.vectors import VectorClaim, VectorFunction
from derive.proof.claims import prove_claim

Matrix = tuple[tuple[Claim, ...], ...]


def jacobian(function: VectorFunction, n: int) -> Matrix:
    """The claims that the entries are as said: a row for each output, a column for each of n inputs."""
    columns = range(1, len(function.variables(n)) + 1)
    return tuple(
        tuple(prove_claim(function.entry(i, k, n), "An entry of the Jacobian") for k in columns)
        for i in range(1, function.outputs(n) + 1)
    )


def properties(function: VectorFunction) -> tuple[tuple[int, Claim], ...]:
    """The properties that the catalogue states, for each of their sizes n and all indices."""
    return tuple(
        (n, claim) for row in function.claims for n in row.sizes for claim in instances(function, row, n)
    )


def instances(function: VectorFunction, row: VectorClaim, n: int) -> tuple[Claim, ...]:
    """One property for n inputs, with a claim for every choice of its indices."""
    return tuple(prove_claim(statement, row.name) for statement in function.instances(row, n))
