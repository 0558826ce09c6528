"""What the commands print: derivations, verdicts and collapses as text and as JSON values.

>>> from derive.language.catalogue import Catalogue
>>> from derive.symbolic import derivation
>>> found = derivation_json(derivation(Catalogue.load()["sigmoid"]))
>>> found["derivative"], found["self_form"]["right"]
('exp(-x)/(1 + exp(-x))**2', 'sigmoid(x)*(1 - sigmoid(x))')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from derive.collapse import Collapse, ProofLine
from derive.language.decimals import decimal
from derive.language.plain import plain
from derive.language.records import Claim, Status
from derive.language.term import Term
from derive.proof.prover import Proved, Refuted, Vacuous, Verdict
from derive.steps import Branch, Derivation, Jump, Kink, Limit

__all__ = [
    "collapse_lines",
    "derivation_json",
    "derivation_lines",
    "domain_text",
    "verdict_json",
    "verdict_lines",
]

MARKS = {Status.PROVED: "proved", Status.ENCLOSED: "enclosed", Status.OPEN: "open"}


def domain_text(domain: Iterable[Term]) -> str:
    """A domain in words: its relations, or everywhere."""
    parts = [str(part) for part in domain]
    return (
        " and ".join(f"({part})" if " or " in part and len(parts) > 1 else part for part in parts)
        or "everywhere"
    )


# -- verdicts ----------------------------------------------------------------------------------------


def verdict_lines(verdict: Verdict, asked: str) -> Iterator[str]:
    """A verdict for a reader."""
    if isinstance(verdict, Proved):
        yield f"proved    {asked}"
        if verdict.domain or verdict.certificate["kind"] != "limit":
            yield f"domain    {domain_text(verdict.domain)}"
    elif isinstance(verdict, Refuted):
        limit = verdict.certificate["kind"] == "limit"
        point = ", ".join(f"{name} = {value}" for name, value in verdict.point.items())
        yield f"refuted   {asked}"
        if point or not limit:
            yield f"at        {point or 'every point'}"
        yield f"{'because' if limit else 'there':<9} {verdict.reason}"
    elif isinstance(verdict, Vacuous):
        yield f"vacuous   {asked}"
        yield f"reason    {verdict.reason.removeprefix('vacuous: ')}"
    else:
        yield f"undecided {asked}"
        yield f"reason    {verdict.reason}"


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict for a program: verdict, domain, point, reason and certificate (null where there is none)."""
    found: dict[str, Any] = {"verdict": "undecided", "domain": None, "reason": None, "certificate": None}
    if isinstance(verdict, Proved):
        found |= {"verdict": "proved", "domain": [str(part) for part in verdict.domain]}
        found["certificate"] = verdict.certificate
    elif isinstance(verdict, Refuted):
        found |= {"verdict": "refuted", "point": {name: str(v) for name, v in verdict.point.items()}}
        found |= {"reason": verdict.reason, "certificate": verdict.certificate}
    elif isinstance(verdict, Vacuous):
        found |= {"verdict": "vacuous", "reason": verdict.reason, "certificate": verdict.certificate}
    else:
        found["reason"] = verdict.reason
    return found


# -- derivations -------------------------------------------------------------------------------------


def derivation_lines(found: Derivation) -> Iterator[str]:
    """A derivation step by step, as text."""
    act = found.activation
    yield f"{act.name}: {act.call} = {act.formula}"
    for parameter in act.parameters:
        domain = domain_text(parameter.domain) if parameter.domain else "any real number"
        default = decimal(abs(parameter.default)) or str(abs(parameter.default))
        yield f"  {parameter.name}: {domain}; {'-' * (parameter.default < 0)}{default} by default"
    for branch in found.branches:
        yield ""
        yield from _branch_lines(branch, len(found.branches) > 1)
    for kink in found.kinks:
        yield ""
        yield from _kink_lines(kink)
    for jump in found.jumps:
        yield ""
        yield from _jump_lines(jump)
    yield ""
    yield _claim_line("derivative", found.claim)
    if found.self_form is not None:
        yield _claim_line("through itself", found.self_form)
    if found.textbook is not None:
        yield _claim_line("textbook", found.textbook)


def _branch_lines(branch: Branch, several: bool) -> Iterator[str]:
    if several:
        yield f"where {domain_text(branch.domain)}: {branch.piece}"
    yield f"    {branch.steps[0].before}"
    width = max(len(str(step.after)) for step in branch.steps)
    for step in branch.steps:
        status = "" if step.claim.status is Status.PROVED else f"  [{step.claim.status.value}]"
        yield f"  = {str(step.after).ljust(min(width, 76))}  {step.rule.title}{status}"
    if branch.self_form is not None and several:
        yield f"  = {branch.self_form.statement.right}  Through the function itself"


def _kink_lines(kink: Kink) -> Iterator[str]:
    yield f"at x = {kink.at}: from the left {kink.left}, from the right {kink.right}"
    if kink.differentiable is True:
        yield "  the derivative exists there"
        return
    ends = f"[{kink.clarke[0]}, {kink.clarke[1]}]"
    hull = ends if kink.ordered else f"between {kink.clarke[0]} and {kink.clarke[1]}"
    when = "" if kink.differentiable is False else f" unless {kink.differentiable}"
    yield f"  no derivative there{when}; Clarke interval {hull}"


def _jump_lines(jump: Jump) -> Iterator[str]:
    limits = [
        f"from the {side} {limit.value}"
        for side, limit in (("left", jump.left), ("right", jump.right))
        if limit
    ]
    value = "no value" if jump.value is None else f"value {jump.value}"
    yield f"at x = {jump.at}: {', '.join([value, *(f'limit {limit}' for limit in limits)])}"
    if jump.continuous is False:
        yield "  not continuous there, so no derivative"
    elif jump.continuous is None:
        yield "  no one-sided derivatives were proved there"
    else:
        yield (
            f"  continuous there if {jump.continuous}"
            if jump.continuous is not True
            else "  continuous there"
        )


def _claim_line(title: str, claim: Claim) -> str:
    status = MARKS.get(claim.status, claim.status.value)
    where = domain_text((*claim.statement.domain, *claim.domain))
    reason = f" ({claim.evidence['reason']})" if claim.status is Status.OPEN else ""
    scope = f" for {where}" if where != "everywhere" else ""
    return f"{title}: {claim.statement.right}  [{status}{scope}]{reason}"


def derivation_json(found: Derivation) -> dict[str, Any]:
    """A derivation for a program: formulas in the grammar, statuses, ids and certificates."""
    return {
        "name": found.activation.slug,
        "formula": str(found.activation.formula),
        "order": found.order,
        "derivative": str(found.derivative),
        "claim": _claim_json(found.claim),
        "self_form": None if found.self_form is None else _claim_json(found.self_form),
        "textbook": None if found.textbook is None else _claim_json(found.textbook),
        "branches": [_branch_json(branch) for branch in found.branches],
        "kinks": [_kink_json(kink) for kink in found.kinks],
        "jumps": [_jump_json(jump) for jump in found.jumps],
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "status": claim.status.value,
        "left": str(claim.statement.left),
        "relation": claim.statement.relation,
        "right": str(claim.statement.right),
        "hypotheses": [str(part) for part in (*claim.statement.hypotheses, *claim.statement.domain)],
        "domain": [str(part) for part in claim.domain],
        "reason": claim.evidence.get("reason"),
        "certificate": claim.evidence.get("certificate"),
    }


def _branch_json(branch: Branch) -> dict[str, Any]:
    steps = [{"rule": step.rule.name, **_claim_json(step.claim)} for step in branch.steps]
    return {
        "domain": [str(part) for part in branch.domain],
        "formula": str(branch.piece),
        "steps": steps,
        "derivative": str(branch.derivative),
        "self_form": None if branch.self_form is None else _claim_json(branch.self_form),
        "equation": None if branch.equation is None else str(branch.equation),
    }


def _kink_json(kink: Kink) -> dict[str, Any]:
    known = kink.differentiable
    return {
        "at": str(kink.at),
        "value": str(kink.value),
        "left": _claim_json(kink.left_claim),
        "right": _claim_json(kink.right_claim),
        "differentiable": known if isinstance(known, bool) else str(known),
        "clarke": [str(end) for end in kink.clarke],
        "ordered": kink.ordered,
    }


def _jump_json(jump: Jump) -> dict[str, Any]:
    known = jump.continuous
    return {
        "at": str(jump.at),
        "value": None if jump.value is None else str(jump.value),
        "left": _limit_json(jump.left),
        "right": _limit_json(jump.right),
        "continuous": known if isinstance(known, bool) or known is None else str(known),
    }


def _limit_json(limit: Limit | None) -> str | None:
    return None if limit is None else str(limit.value)


# -- collapse ----------------------------------------------------------------------------------------


def collapse_lines(found: Collapse | None, lines: Iterable[ProofLine]) -> Iterator[str]:
    """A collapse as text: the one layer, and the proof line by line."""
    if found is not None:
        d, q = found.shape
        yield f"one affine layer from {d} to {q} features: X W + 1 b with"
        yield f"  W = {plain(found.weight_latex)}"
        yield f"  b = {plain(found.bias_latex)}"
        yield ""
    for line in lines:
        yield line.sentence
        yield f"    {plain(line.latex)}"
