"""How large signals and gradients are: where a sigmoid saturates, and the gain with which layers start.

The slope of the sigmoid is e exactly at x = ±2 artanh √(1 − 4e), and it falls from there on. For the machine
epsilons of floating-point formats these points are enclosed by balls.

>>> row = saturation()[0]
>>> row.name, row.exponent, row.digits[:8]
('bfloat16', -7, '4.836218')

Gains are those of `derive.facts.moments`. K. He et al., ICCV 2015, doi:10.1109/ICCV.2015.123; X. Glorot and
Y. Bengio, AISTATS 2010. A machine epsilon is 2 to the power 1 − p for p binary digits: 8 in bfloat16, and 11,
24 and 53 in the formats of IEEE 754-2019, table 3.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flint
from flint import arb, fmpq

from derive.facts import moments
from derive.gradients.records import Assumed, Formula, Link, chained, numbers
from derive.language.catalogue import Catalogue
from derive.language.records import Claim, Status
from derive.proof.arrays import array, delta, scalar, size, total
from derive.proof.claims import prove_claim

FORMATS = (("bfloat16", -7), ("float16", -10), ("float32", -23), ("float64", -52))
BITS = 200
DIGITS = 20
POINT = "2*atanh(sqrt(1 - 4*e))"


@dataclass(frozen=True, slots=True)
class Saturation:
    """Where the slope of the sigmoid is 2 to the exponent: |x| to the digits that are guaranteed."""

    name: str
    exponent: int
    digits: str


def saturation(formats: Sequence[tuple[str, int]] = FORMATS) -> tuple[Saturation, ...]:
    """For each format the |x| from which on the slope of the sigmoid is below its machine epsilon."""
    rows = []
    with flint.ctx.workprec(BITS):
        for name, exponent in formats:
            e = arb(fmpq(1, 2**-exponent))
            x = 2 * (1 - 4 * e).sqrt().atanh()
            rows.append(Saturation(name, exponent, x.str(DIGITS, radius=False)))
    return tuple(rows)


def saturation_claims(catalogue: Catalogue) -> tuple[Claim, ...]:
    """What the table rests on: the slope at the point, that it is even, and that it falls for positive x."""
    at = catalogue.statement(f"sigmoid({POINT})*(1 - sigmoid({POINT})) == e", ["e > 0", "4*e < 1"], [])
    falls = catalogue.statement("Derivative(sigmoid(x)*(1 - sigmoid(x)), x) < 0", [], ["x > 0"])
    even = catalogue.statement("sigmoid(-x)*(1 - sigmoid(-x)) == sigmoid(x)*(1 - sigmoid(x))", [], [])
    asked = {"Where the slope is e": at, "The slope is even": even, "The slope falls": falls}
    return tuple(prove_claim(statement, title) for title, statement in asked.items())


@dataclass(frozen=True, slots=True)
class Moment:
    """A second moment and the gain that follows: the moment's status, and digits of both, "" where open."""

    status: str
    digits: str
    gain: str


SQUARES = (("E f(Z)**2", "forwards"), ("E f'(Z)**2", "backwards"))


def gains(facts: Iterable[Mapping[str, Any]]) -> tuple[Moment, Moment]:
    """The gains forwards and backwards out of the facts of a function as data (`derive.facts.moments`)."""
    told = [fact for fact in facts if fact["kind"] in (moments.KIND, moments.GAIN)]
    moment = {fact["quantity"]: fact for fact in told if "quantity" in fact}
    gain = {fact["way"]: fact for fact in told if "way" in fact}
    forwards, backwards = (_pair(moment.get(square, {}), gain.get(way, {})) for square, way in SQUARES)
    return forwards, backwards


def _pair(moment: Mapping[str, Any], gain: Mapping[str, Any]) -> Moment:
    """Both are without quantity, way and value where the whole search for moments ended early."""
    return Moment(moment.get("status", Status.OPEN.value), moment.get("value", ""), gain.get("value", ""))


# -- the variance of a layer --------------------------------------------------------------------------


def variance_forwards() -> Formula:
    """The variance of a pre-activation over weights that are uncorrelated, with variance g²/d."""
    C, h, g, d = array("C"), array("h"), scalar("g"), size("d")
    law = Assumed(
        (C["j", "k"], "==", delta("j", "k") * g**2 / d), {"j": "d", "k": "d"},
        "C has the mean products of two weights: uncorrelated, with mean 0 and variance g²/d.",
    )  # fmt: skip
    links = (
        Link(total("j", "d", total("k", "d", h["j"] * C["j", "k"] * h["k"]))),
        Link(
            total("j", "d", total("k", "d", h["j"] * (delta("j", "k") * g**2 / d) * h["k"])),
            "The weights are uncorrelated.",
            ("law",),
        ),
        Link(g**2 * (total("j", "d", h["j"] ** 2) / d), "The delta leaves one sum."),
    )
    return Formula(
        "The variance of a pre-activation",
        "For every number d of inputs h, and uncorrelated weights of mean 0 and variance g²/d, whose mean "
        "products are C: the left side is the mean square of the weighted sum of the inputs.",
        {"h": ("d",), "C": ("d", "d"), "g": ()}, [chained(links)], {}, [], {"law": law},
        witness=numbers({"d": 2}, {}, C=[[2, 0], [0, 2]], g=2),
    )  # fmt: skip
