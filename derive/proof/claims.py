"""Claims: a statement together with what the prover said of it."""

from __future__ import annotations

from derive.language.records import Claim, Statement, Status
from derive.proof.prover import SECONDS, Proved, Refuted, prove

QUICK = 250_000  # steps for a statement that is only tried: about a second


def prove_claim(
    statement: Statement,
    title: str = "",
    seconds: float = SECONDS,
    refute: bool = True,
    steps: int | None = None,
) -> Claim:
    """The claim of a statement: proved with its certificate, or open with the reason (a point, if false)."""
    verdict = prove(statement, seconds, refute, steps)
    if isinstance(verdict, Proved):
        return Claim(statement, Status.PROVED, verdict.domain, {"certificate": verdict.certificate}, title)
    if isinstance(verdict, Refuted):
        point = ", ".join(f"{name} = {value}" for name, value in verdict.point.items())
        where = f"refuted at {point}" if point else f"refuted: {verdict.reason}"
        evidence = {"reason": where, "certificate": verdict.certificate}
        return Claim(statement, Status.OPEN, (), evidence, title)
    return Claim(statement, Status.OPEN, (), {"reason": verdict.reason}, title)


def is_proved(claim: Claim) -> bool:
    """The claim carries a certificate that the checker accepted."""
    return claim.status is Status.PROVED
