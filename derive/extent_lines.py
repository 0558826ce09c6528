"""What ``derive bounds`` prints: the supremum and the infimum of a function or of a derivative of it.

>>> from derive.language.catalogue import Catalogue
>>> for line in extent_lines(extents(Catalogue.load(), "sigmoid", 1)):
...     print(line)
supremum  1/4, attained at x = 0   (proved)
infimum   0, not attained: the limit for x → -∞   (proved)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.facts.extents import SECONDS, extents_of
from derive.facts.subject import Subject, X
from derive.facts.supremum import Supremum
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse_condition, parse_value
from derive.language.records import Activation
from derive.language.term import Term, derivative
from derive.proof.guard import MEGABYTES

INFINITE = {"oo": "∞", "-oo": "-∞"}


@dataclass(frozen=True)
class Extents:
    """What is known of a function's values, and the values of its parameters for which it is."""

    parameters: Mapping[str, str]
    found: tuple[Supremum, Supremum]


def extents(
    catalogue: Catalogue,
    function: str,
    order: int = 0,
    parameters: Sequence[str] = (),
    domain: Sequence[str] = (),
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Extents:
    """The supremum and the infimum of the order-th derivative of a function.

    ``parameters`` are texts such as ``a=1/2``, ``domain`` relations between x and numbers; ``seconds`` are
    for each of the two. Raises ValueError (FormulaError, CatalogueError) with one sentence for what is
    neither, and where a letter of a formula has no value.
    """
    act = catalogue.find(function)
    subject = Subject.of(act, checked(act, parameter_values(act, parameters)))
    used = {name.name: str(value) for name, value in subject.values.items()}
    if order:
        subject = Subject(derivative(subject.function, X, order), subject.definitions, subject.values)
    relations = [parse_condition(text) for text in domain]
    return Extents(used, extents_of(subject, relations, seconds, megabytes))


def checked(act: Activation, values: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """The values, if they are complete: a letter of a formula has no default."""
    missing = [p.name for p in act.parameters if p.name not in values]
    if missing and not act.source:
        raise ValueError(
            f"expected a value for the parameter {missing[0]!r}, such as {missing[0]}=1/2, found none"
        )
    return values


def parameter_values(act: Activation, texts: Sequence[str]) -> Mapping[str, Fraction]:
    """The values that texts such as ``a=1/2`` give to parameters; ValueError for what is none."""
    values: dict[str, Fraction] = {}
    for text in texts:
        name, sign, number = text.partition("=")
        term = parse_value(number) if number.strip() else None
        if not sign or term is None or not term.is_number():
            raise ValueError(f"expected a parameter with its value, such as alpha=1/2, found {text!r}")
        if name.strip() not in {p.name for p in act.parameters}:
            known = ", ".join(p.name for p in act.parameters) or "none"
            raise ValueError(f"expected a parameter of {act.slug} ({known}), found {name.strip()!r}")
        values[name.strip()] = term.number
    return values


def extent_lines(known: Extents) -> Iterator[str]:
    """The values of the parameters, one line for each extent, and the digits of a value whose closed form is
    no short number.
    """
    if known.parameters:
        yield f"{'for':9} {', '.join(f'{name} = {value}' for name, value in known.parameters.items())}"
    for extent in known.found:
        if extent.status.value == "open":
            yield f"{extent.kind:9} open: {extent.reason}"
            continue
        yield f"{extent.kind:9} {_value(extent)}, {_place(extent)}   ({extent.status.value})"
        if isinstance(extent.value, Term) and not _short(extent):
            yield f"{'':9} {extent.digits}"


def _value(extent: Supremum) -> str:
    return INFINITE.get(extent.digits, extent.digits if extent.value is None else str(extent.value))


def _short(extent: Supremum) -> bool:
    return extent.value is not None and (extent.value.is_number() or extent.digits in INFINITE)


def _place(extent: Supremum) -> str:
    at = INFINITE.get(str(extent.at), str(extent.at))
    if extent.attained:
        return f"attained {'at' if extent.value is not None else 'near'} x = {at}"
    if extent.attained is False:
        return f"not attained: the limit for x → {at}"
    return f"near x = {at}"


def extent_json(known: Extents) -> dict[str, Any]:
    """Both as a JSON value: value, digits, attained, at, status, reason, and the claims with certificates;
    ``params`` are the values of the parameters.
    """
    return {extent.kind: _json(extent) for extent in known.found} | {"params": known.parameters}


def _json(extent: Supremum) -> dict[str, Any]:
    return {
        "value": None if extent.value is None else str(extent.value),
        "digits": extent.digits or None,
        "attained": extent.attained,
        "at": str(extent.at) or None,
        "status": extent.status.value,
        "reason": extent.reason or None,
        "claims": [
            {
                "statement": str(claim.statement.term),
                "for": [str(condition) for condition in claim.statement.domain],
                "domain": [str(condition) for condition in claim.domain],
                "certificate": claim.evidence.get("certificate"),
            }
            for claim in extent.claims
        ],
    }
