"""The kind "exact values": closed forms of the infimum and the supremum, where one is recognised.

A closed form is guessed from the digits and then proved: that it is the value at a point, and that it
bounds the function. ``values``: "values", each with "of", "value" and "at" as formulas. Where the bound
itself was beyond the prover within its steps, the derivative is shown to vanish at the point, which the
survey knows to be the only one there: then the fact is enclosed.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["silu"]))[0].statement
'infimum -LambertW(exp(-1)) at x = -1 - LambertW(exp(-1))'
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.facts.deciding import decided
from derive.facts.fact import Fact
from derive.facts.names import named
from derive.facts.subject import Subject, X
from derive.facts.value_range import Extreme, candidates, highest
from derive.language.records import Claim, Status
from derive.language.term import Term, derivative, from_json, relation
from derive.language.tidy import tidy
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import constants_of, fraction_of, identified
from derive.proof.writing import to_json
from derive.survey.places import Number
from derive.survey.survey import Survey

KIND = "exact values"
STEPS, SECONDS = 60_000, 1.0


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, lambda found: _exact(subject, found))


def _exact(subject: Subject, survey: Survey) -> Fact:
    found = candidates(survey)
    rows, claims, whole = [], [], True
    for name, way, sign in (("infimum", -1, ">="), ("supremum", 1, "<=")):
        extreme = highest(found, way)
        if not extreme.attained or extreme.value.rational is not None or extreme.value.infinite:
            continue
        for row, proofs, bounded in _closed(subject, extreme, sign):
            rows.append({"of": name, **row})
            claims += proofs
            whole = whole and bounded
    said = (
        ", ".join(f"{r['of']} {r['value']} at x = {r['at']}" for r in rows) or "no closed form was recognised"
    )
    status = Status.PROVED if rows and whole else Status.ENCLOSED
    return Fact(KIND, status, said, values={"values": rows}, claims=tuple(claims))


def _closed(
    subject: Subject, extreme: Extreme, sign: str
) -> Iterator[tuple[dict[str, str], list[Claim], bool]]:
    """The closed forms of a value and of its place, with proofs; nothing where one is missing."""
    core = subject.core(subject.function)
    at = _guess(extreme.at, tuple(constants_of(core)))
    value = None if at is None else _guess(extreme.value, tuple(constants_of(subject.core(at))))
    if at is None or value is None:
        return
    here = _prove(subject, subject.function, "==", value, relation(X, "==", at))
    if not is_proved(here):
        return
    row = {"value": str(value), "at": str(at)}
    bound = _bound(subject, sign, value)
    if all(map(is_proved, bound)):
        yield row, [here, *bound], True
        return
    level = _prove(subject, derivative(subject.function, X), "==", from_json(0), relation(X, "==", at))
    if is_proved(level):
        yield row, [here, level], False


def _bound(subject: Subject, sign: str, value: Term) -> list[Claim]:
    """That the value bounds the function: by its name in the catalogue, where it has one."""
    known = named(subject)
    if known is None:
        return [prove_claim(subject.state(subject.function, sign, value), "bound", 3 * SECONDS, False, QUICK)]
    other = Subject.of(known[0])
    return [known[1], prove_claim(other.state(other.function, sign, value), "bound", 5.0, False, QUICK)]


def _prove(subject: Subject, left: Term, sign: str, right: Term, where: Term) -> Claim:
    return prove_claim(subject.state(left, sign, right, where), KIND, SECONDS, refute=False, steps=STEPS)


def _guess(number: Number, more: tuple[object, ...]) -> Term | None:
    assert number.ball is not None
    found = identified(fraction_of(number.ball), tuple(dict.fromkeys(more)))  # type: ignore[arg-type]
    return None if found is None else tidy(from_json(to_json(found)))
