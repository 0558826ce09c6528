"""What is found out about a function before it becomes a page: its derivation, and what is proved beside it.

>>> from derive.language.catalogue import Catalogue
>>> found = study(Catalogue.load()["relu"])
>>> [str(claim.statement.term) for claim in found.values], len(found.claims)
(['relu(0) == 0'], 6)
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from derive.facts import conditions
from derive.facts.fact import Fact
from derive.facts.further import SURVEY, all_facts
from derive.facts.landmarks import Landmarks, landmarks
from derive.facts.subject import Subject
from derive.language.records import Activation, Claim, Statement
from derive.language.term import Term, derivative, symbol
from derive.proof.claims import is_proved, prove_claim
from derive.steps import Branch, Derivation
from derive.symbolic import derivation


class ClaimError(ValueError):
    """A claim in a catalogue or in prose that is false or cannot be read: where, what, and why."""


@dataclass(frozen=True, slots=True)
class Study:
    """What was found out about a function: its derivation, and claims proved beside it.

    ``equations`` holds the differential equation of each branch (None where there is none), ``values`` the
    function's value at each kink, ``claims`` what the catalogue says of it, ``landmarks`` its extrema and
    asymptotes.
    """

    activation: Activation
    derivation: Derivation
    equations: tuple[Claim | None, ...]
    values: tuple[Claim, ...]
    claims: tuple[Claim, ...]
    landmarks: Landmarks

    def all_claims(self) -> tuple[Claim, ...]:
        """Every claim that the page prints, each once."""
        d = self.derivation
        steps = [step.claim for branch in d.branches for step in branch.steps]
        forms = [branch.self_form for branch in d.branches]
        sides = [claim for k in d.kinks for claim in (k.left_claim, k.right_claim)]
        found = [
            d.claim,
            d.self_form,
            d.textbook,
            *steps,
            *forms,
            *self.equations,
            *sides,
            *(claim for jump in d.jumps for claim in jump.claims()),
            *self.values,
            *self.claims,
            *self.landmarks.claims(),
        ]
        return tuple({claim.id: claim for claim in found if claim is not None}.values())


def study(activation: Activation) -> Study:
    """Derives a function and proves what is said of it; ClaimError where the catalogue says what is false."""
    found = derivation(activation)
    claims = tuple(prove_claim(named.statement, named.name) for named in activation.claims)
    for claim, named in zip(claims, activation.claims, strict=True):
        not_false(claim, f"{activation.source or activation.slug}: claim {named.text!r}")
    if found.textbook:
        not_false(found.textbook, f"{activation.source or activation.slug}: textbook derivative")
    equations = tuple(_equation(activation, branch) for branch in found.branches)
    values = tuple(_value(activation, kink.at, kink.value) for kink in found.kinks)
    places = (*(kink.at for kink in found.kinks), *(jump.at for jump in found.jumps))
    joints = [at.number for at in places if at.is_number()]
    return Study(activation, found, equations, values, claims, landmarks(activation, joints))


def _equation(activation: Activation, branch: Branch) -> Claim | None:
    """The differential equation of a branch with the function put in, when it is proved."""
    if branch.equation is None:
        return None
    table = {symbol("y"): activation.call, symbol("dy"): derivative(activation.call, symbol("x"))}
    left, right = (side.replace(table) for side in branch.equation.args)
    claim = prove_claim(_about(activation, left, right, branch.domain), "The differential equation")
    return claim if is_proved(claim) else None


def _value(activation: Activation, at: Term, value: Term) -> Claim:
    there = activation.call.replace({symbol("x"): at})
    return prove_claim(_about(activation, there, value, ()), "The value")


def _about(activation: Activation, left: Term, right: Term, domain: tuple[Term, ...]) -> Statement:
    return Statement(left, "==", right, activation.hypotheses, domain, activation.definitions)


def not_false(claim: Claim, where: str) -> None:
    """Raises ClaimError for a claim that was refuted: nothing false is printed, with whatever status."""
    reason = str(claim.evidence.get("reason", ""))
    if reason.startswith("refuted"):
        raise ClaimError(f"{where}: expected a true statement, found one that is {reason}")


def facts_of(activation: Activation, derived: Derivation | None = None) -> tuple[Fact, ...]:
    """Everything else that is known of a function, at the defaults of its parameters, and for all values of
    each; see `derive.facts`. ``derived`` is its derivation, where it is known already.
    """
    found = all_facts(Subject.of(activation), time.process_time() + SURVEY)
    return (*found, *conditions.facts(activation, derived))
