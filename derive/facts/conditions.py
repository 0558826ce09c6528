"""For which values of its parameter a family has a property: convex, non-decreasing, and others.

The regions are guessed at simple values (`derive.facts.thresholds`), from a few points and, where that is not
enough, from whole surveys. They are proved for all values at once: in one region what the property demands of
every x, in the others a point that denies it. The other parameters of the family stand at their defaults.

>>> from derive.language.catalogue import Catalogue
>>> for fact in facts(Catalogue.load()["prelu"]):
...     print(fact.status, fact.statement)
proved f is non-decreasing exactly when alpha >= 0
proved f is convex exactly when alpha <= 1
proved f is Lipschitz with constant 1 exactly when -1 <= alpha <= 1
proved f is odd exactly when alpha == 1
proved f is even exactly when alpha == -1
proved f is differentiable everywhere exactly when alpha == 1
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from derive.facts.deciding import survey_of
from derive.facts.fact import Fact
from derive.facts.properties import PROPERTIES, Family, Property
from derive.facts.subject import Subject
from derive.facts.thresholds import Region, regions
from derive.language.records import Activation, Claim, Parameter, Status
from derive.language.term import number, symbol
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.steps import Derivation
from derive.survey.constants import Unclear
from derive.survey.signs import Late
from derive.survey.survey import Survey
from derive.symbolic import derivation

KIND = "conditions"
SHORT = 40  # the largest denominator of a value at which a property may change
TRIES = 8  # points that may deny


def facts(activation: Activation, derived: Derivation | None = None) -> tuple[Fact, ...]:
    """A fact for each parameter and each property that is decided by it, or holds for all its values.

    ``derived`` is the derivation of the activation, where it is known already.
    """
    if not activation.parameters:
        return ()
    known = derivation(activation) if derived is None else derived
    return tuple(fact for p in activation.parameters for fact in _of(activation, p, known))


def _of(activation: Activation, parameter: Parameter, derived: Derivation) -> Iterator[Fact]:
    fixed = {symbol(p.name): number(p.default) for p in activation.parameters if p.name != parameter.name}
    domain = tuple(part.replace(fixed) for part in activation.hypotheses if parameter.name in part.symbols())
    family = Family(activation, parameter.name, fixed, domain, derived)
    surveys: dict[Fraction, Survey | None] = {}

    def survey(value: Fraction) -> Survey | None:
        if value not in surveys:
            surveys[value] = _survey(activation, {parameter.name: value})
        return surveys[value]

    for wanted in PROPERTIES:
        fact = _found(family, wanted, survey)
        if fact is not None:
            yield fact


def _found(family: Family, wanted: Property, survey: Callable[[Fraction], Survey | None]) -> Fact | None:
    """The fact of one property: from a look at a few points, else from whole surveys."""

    def asked(q: Fraction, quick: bool = False) -> bool | None:
        return _answer(wanted, survey(q), quick)

    found = regions(lambda q: asked(q, True), family.domain, family.name)
    if found is None or not any(region.holds for region in found):
        return None  # never, as far as was seen: the facts at the defaults say so
    if not any(True for _ in wanted.demands(family, ())):
        return None  # nothing is demanded: the parameter does not matter
    fact = _fact(family, wanted, found)
    if fact.status is Status.PROVED or all(asked(q) for part in found if part.holds for q in part.inside):
        return fact
    found = regions(asked, family.domain, family.name)
    if found is None or not any(region.holds for region in found):
        return None
    return _fact(family, wanted, found)


def _survey(activation: Activation, values: Mapping[str, Fraction]) -> Survey | None:
    try:
        return survey_of(Subject.of(activation, values))
    except (Unclear, Late, RecursionError):
        return None


def _answer(wanted: Property, survey: Survey | None, quick: bool) -> bool | None:
    try:
        return None if survey is None else wanted.seen(survey, quick)
    except (Unclear, Late, RecursionError):
        return None


def _fact(family: Family, wanted: Property, found: tuple[Region, ...]) -> Fact:
    domain = " and ".join(map(str, family.domain))
    values: dict[str, object] = {
        "parameter": family.name,
        "property": wanted.name,
        "at": {str(key): str(value) for key, value in family.fixed.items()},
    }
    claims, reason = _proofs(family, wanted, found)
    if reason:
        question = f"for which {family.name} f is {wanted.name}"
        return Fact(KIND, Status.OPEN, question, domain, values, (), reason)
    good = [_interval(region) for region in found if region.holds]
    when = f"for every {family.name}" if len(found) == 1 else f"exactly when {' or '.join(good)}"
    values["holds"] = [[str(part) for part in region.relations] for region in found if region.holds]
    return Fact(KIND, Status.PROVED, f"f is {wanted.name} {when}", domain, values, claims)


def _proofs(family: Family, wanted: Property, found: tuple[Region, ...]) -> tuple[tuple[Claim, ...], str]:
    """The claims of all regions; with a reason where one of them was not proved."""
    claims: list[Claim] = []
    for region in found:
        ends = [end for end in (region.low, region.high) if end is not None]
        if any(end.denominator > SHORT for end in ends):
            return (), f"it changes near {float(ends[0]):.3g}, and no closed form of that value was found"
        proved = _proof(family, wanted, region)
        if proved is None:
            where = " and ".join(map(str, region.relations)) or f"every {family.name}"
            return (), f"the samples agree for {where}, but no proof was found"
        claims += proved
    return tuple(claims), ""


def _interval(region: Region) -> str:
    """The region in words: alpha <= 1, or -1 <= alpha <= 1."""
    low, high = region.low, region.high
    if low is None or high is None or low == high:
        return " and ".join(map(str, region.relations))
    signs = ["<=" if closed else "<" for closed in (region.low_closed, region.high_closed)]
    return f"{low} {signs[0]} {region.name} {signs[1]} {high}"


def _proof(family: Family, wanted: Property, region: Region) -> tuple[Claim, ...] | None:
    """What the property demands, each statement proved; or one point that denies it."""
    if region.holds:
        if wanted.continuous and not family.continuous:
            return None  # at the samples it was, perhaps not elsewhere
        claims = []
        for statement in wanted.demands(family, region.relations):
            claim = prove_claim(statement, "Conditions", refute=False, steps=2 * QUICK)
            if not is_proved(claim) or set(claim.domain) - set(statement.domain):
                return None
            claims.append(claim)
        return tuple(claims) if claims else None
    for k, statement in enumerate(wanted.denials(family, region)):
        if k == TRIES:
            break
        claim = prove_claim(statement, "Conditions", refute=False, steps=QUICK)
        if is_proved(claim) and not set(claim.domain) - set(statement.domain):
            return (claim,)
    return None
