"""One random statement handed to the prover, and the judgement of its answer.

>>> tried(1, 7, 5.0).answer
'refuted'
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from derive.checker import Rejected, check
from derive.fuzz.judging import Fault, Look, exactly, faults, inside, look, looks, said_by
from derive.fuzz.statements import Case, made
from derive.proof.prover import prove
from derive.proof.verdicts import Proved, Refuted

SLACK = 1.5  # seconds of CPU that a call may take beyond its limit


class Outcome(NamedTuple):
    """How one trial ended: ``answer`` is what is counted, ``failures`` are lines for the report."""

    answer: str
    failures: tuple[dict[str, Any], ...] = ()
    seconds: float = 0.0


def tried(seed: int, count: int, limit: float) -> Outcome:
    """Makes the case of that number, lets the prover answer within ``limit`` seconds, and judges."""
    case = made(seed, count)
    said = said_by(case.statement, ())
    rng = random.Random(f"{seed}:{count}:points")  # noqa: S311 - no secret
    try:
        seen = looks(said, rng, case.special if "x" in said.names() else ())
    except Exception as error:  # noqa: BLE001 - a fault of the attack ends one trial, not all of them
        return Outcome(
            "generator", (_line(seed, count, case, f"generator: {type(error).__name__}: {error}"),)
        )
    start = time.process_time()
    try:
        verdict = prove(case.statement, seconds=limit)
    except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
        return Outcome("crashed", (_line(seed, count, case, f"crash: {type(error).__name__}: {error}"),))
    taken = time.process_time() - start
    answer, found = _judged(case, verdict, seen)
    lines = [_line(seed, count, case, fault.what, fault.point, answer) for fault in found]
    doubt = _doubt(case, seen)
    if doubt and not lines:
        return Outcome("generator", (_line(seed, count, case, doubt, {}, answer),), taken)
    if taken > limit + SLACK:
        lines.append(_line(seed, count, case, f"slow: {taken:.1f} s", {}, answer))
    return Outcome("wrong" if found else answer, tuple(lines), taken)


def _doubt(case: Case, seen: list[Look]) -> str:
    """Why the construction itself seems wrong, if it does."""
    if case.truth and any(at.relates is False for at in seen):
        return "generator: a true statement fails"
    known = [at for at in seen if at.relates is not None]
    if not case.truth and len(known) > 3 and all(at.relates for at in known):
        return "generator: a false statement holds at every point"
    return ""


def _judged(case: Case, verdict: Any, seen: list[Look]) -> tuple[str, list[Fault]]:
    if isinstance(verdict, Proved):
        return "proved", _of_proof(case, verdict, seen)
    if isinstance(verdict, Refuted):
        return "refuted", _of_refutation(case, verdict)
    reason = str(getattr(verdict, "reason", ""))
    if "acuous" in type(verdict).__name__ or reason.startswith("vacuous"):
        return "vacuous", [
            Fault("vacuous, but both sides have a value", at.point) for at in seen if at.has_value
        ][:1]
    return "undecided", []


def _of_proof(case: Case, verdict: Proved, seen: list[Look]) -> list[Fault]:
    said = said_by(case.statement, verdict.domain)
    found = faults(said, [inside(said, at) for at in seen])
    if not case.truth and any(at.relates is False for at in seen) and not found:
        found.append(Fault("proved although false", {}))
    return [*found, *_refused(verdict.certificate)]


def _of_refutation(case: Case, verdict: Refuted) -> list[Fault]:
    said = said_by(case.statement, ())
    point = exactly(verdict.point)
    at, found = look(said, point), _refused(verdict.certificate)
    if at.has_value is False or at.relates:
        found.append(Fault("refuted at a point where it holds or has no value", point))
    if case.truth and at.relates is not False:
        found.append(Fault("refuted although true", point))
    return found


def _refused(certificate: Mapping[str, Any]) -> list[Fault]:
    try:
        check(json.loads(json.dumps(certificate)))
    except Rejected as reason:
        return [Fault(f"its certificate is refused: {reason}", {})]
    return []


def _line(
    seed: int,
    count: int,
    case: Case,
    what: str,
    point: Mapping[str, Any] | None = None,
    answer: str = "",
) -> dict[str, Any]:
    said = case.statement
    return {
        "seed": seed, "number": count, "what": what, "answer": answer, "truth": case.truth, "how": case.how,
        "statement": f"{said.left} {said.relation} {said.right}",
        "assume": [str(h) for h in said.hypotheses],
        "point": {name: str(q) for name, q in (point or {}).items()},
    }  # fmt: skip
