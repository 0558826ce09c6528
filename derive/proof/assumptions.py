"""Which assumptions an answer rests on: those without which it would be another.

>>> from derive.language.catalogue import Catalogue
>>> from derive.proof.prover import prove
>>> asked = Catalogue.load().statement("sqrt(a**2*b**2) == a*Abs(b)", ["a > 0", "b < 5"])
>>> [str(h) for h in used(asked, prove(asked), prove)]
['a > 0']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.language.records import Statement
from derive.language.term import Term
from derive.proof.verdicts import Proved, Verdict


def used(statement: Statement, verdict: Verdict, prove: Callable[[Statement], Verdict]) -> tuple[Term, ...]:
    """The hypotheses and domain conditions that a proof needs, each left out by itself; () if not proved."""
    if not isinstance(verdict, Proved):
        return ()
    return tuple(
        h
        for h in (*statement.hypotheses, *statement.domain)
        if not _same(verdict, prove(_without(statement, h)))
    )


def _without(statement: Statement, h: Term) -> Statement:
    hypotheses, domain = (
        tuple(other for other in given if other != h) for given in (statement.hypotheses, statement.domain)
    )
    return replace(statement, hypotheses=hypotheses, domain=domain)


def _same(verdict: Proved, other: Verdict) -> bool:
    return isinstance(other, Proved) and other.domain == verdict.domain
