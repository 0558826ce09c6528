"""Inverses on the branches on which a function is monotone, in closed form, proved by g(f(x)) = x.

>>> from derive.language.catalogue import Catalogue
>>> for fact in facts(Subject.of(Catalogue.load()["softplus"])):
...     print(fact.status, fact.statement, fact.values["from"], fact.values["to"])
proved log(exp(softplus(x)) - 1) == x 0 oo
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.calculus.branches import written_out
from derive.checker.signs import Interval
from derive.checker.terms import Term as Core
from derive.checker.terms import number as core_number
from derive.facts.fact import Fact
from derive.facts.primitives import inner_points, number_of
from derive.facts.segments import Segment, segments
from derive.facts.solving import Y, solved
from derive.facts.subject import Subject, X
from derive.language.grammar import FormulaError, parse
from derive.language.records import Claim, Status
from derive.language.term import Term, call, from_json, number
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import BITS, constants_of, identified
from derive.proof.limits import limit_of
from derive.proof.lows import turns
from derive.proof.writing import to_json

KIND = "inverse"
CLOSE = 1e-9
BESIDE = Fraction(1, 4096)


def facts(subject: Subject) -> tuple[Fact, ...]:
    """One fact for each monotone branch, from left to right."""
    found = segments(subject)
    if not found:
        return (_open(subject, "", "the pieces of the function were not found"),)
    return tuple(_fact(subject, branch) for segment in found for branch in _branches(subject, segment))


def _open(subject: Subject, where: str, reason: str) -> Fact:
    return Fact(KIND, Status.OPEN, f"inverse of {subject.function}", where, reason=reason)


def _branches(subject: Subject, segment: Segment) -> Iterator[Segment]:
    """A piece cut where its formula turns."""
    if X.name not in segment.formula.symbols():
        yield segment
        return
    core = subject.core(segment.formula)
    ends = [None if end is None else number_of(end) for end in (segment.low, segment.high)]
    known = tuple(dict.fromkeys(constants_of(core)))
    edges: list[
        tuple[Fraction, Term, Term]
    ] = []  # where, the end of what is left of it, the start of what is right
    for at in _turns(core, Interval(ends[0], ends[1])):
        term = identified(at, known)
        exact = None if term is None else tidy(from_json(to_json(term)))
        beside = [number(Fraction(round(at * 10**12) + k, 10**12)) for k in (-1, 1)]
        edges.append((at, exact or beside[0], exact or beside[1]))
    lows = [segment.low, *(start for _, _, start in sorted(edges, key=lambda e: e[0]))]
    highs = [*(stop for _, stop, _ in sorted(edges, key=lambda e: e[0])), segment.high]
    for low, high in zip(lows, highs, strict=True):
        yield Segment(low, high, segment.formula)


def _turns(core: Core, box: Interval) -> list[Fraction]:
    """About where a formula turns inside an interval, each place once."""
    found: list[Fraction] = []
    for way in (1, -1):
        for at in turns(core, X.name, box, way):
            apart = all(abs(at - other) > CLOSE for other in (*found, box.lo, box.hi) if other is not None)
            if apart and _slope_sign(core, at - BESIDE) * _slope_sign(core, at + BESIDE) < 0:
                found.append(at)
    return found


def _slope_sign(core: Core, at: Fraction) -> int:
    """The sign of the slope at a point; 0 where it is not seen."""
    try:
        slope = balls.jet(core, X.name, balls.ball_of(at), 1, BITS)[1]
    except balls.NoValue:
        return 0
    return 1 if slope > 0 else -1 if slope < 0 else 0


def _fact(subject: Subject, branch: Segment) -> Fact:
    where = " and ".join(map(str, branch.domain))
    if X.name not in branch.formula.symbols():
        return _open(subject, where, "the function is constant there")
    points = inner_points(branch.low, branch.high)
    candidates = [] if points is None else solved(branch.formula, branch.domain)
    fitting = [g for g in candidates if _fits(subject, branch, g, points or [])]
    for candidate in fitting:
        for part in dict.fromkeys((branch, _rational(branch))):
            claims = _by_definition(subject, candidate, part) or _claims(subject, candidate, part)
            if claims:
                return _proved(subject, candidate, branch, claims, " and ".join(map(str, part.domain)))
    reason = f"{fitting[0]} was not proved" if fitting else "no closed form was found"
    return _open(subject, where, reason)


def _rational(branch: Segment) -> Segment:
    """The branch with ends that are no rational numbers moved inwards by at most 1e-12."""
    ends = []
    for end, inward in ((branch.low, 1), (branch.high, -1)):
        if end is None or end.is_number():
            ends.append(end)
            continue
        ball = balls.value(Subject(end, (), {}).core(end), {}, 128)
        ends.append(number(Fraction(round(Fraction(float(ball.mid())) * 10**12) + inward, 10**12)))
    return Segment(ends[0], ends[1], branch.formula)


def _fits(subject: Subject, branch: Segment, candidate: Term, points: list[Fraction]) -> bool:
    """g(f(x)) is x at a few points."""
    core = subject.core(candidate.replace({Y: branch.formula}))
    for point in points[:4]:
        try:
            ball = balls.value(core, {X.name: point}, 128)
        except balls.NoValue:
            return False
        if abs(float(ball.mid()) - float(point)) > CLOSE:
            return False
    return True


def _claims(subject: Subject, candidate: Term, branch: Segment) -> tuple[Claim, ...]:
    """The one claim g(f(x)) = x; none where it is not proved."""
    whole = tidy(written_out(subject.function, subject.definitions)) == branch.formula  # they say the same
    for f in (subject.function,) if whole else (subject.function, branch.formula):
        claim = _prove(subject, candidate.replace({Y: f}), "==", X, branch)
        if claim is not None:
            return (claim,)
    return ()


def _by_definition(subject: Subject, candidate: Term, branch: Segment) -> tuple[Claim, ...]:
    """For g = a + b W(u): W(u) is the one R ≥ -1 with R exp(R) = u, and R = (x - a)/b is shown to be it."""
    found = [node for node in candidate.walk() if node.head == "LambertW"]
    if len(set(found)) != 1:
        return ()
    zero = tidy(candidate.replace({found[0]: number(0)}))
    factor = tidy(candidate.replace({found[0]: number(1)}) - zero)
    if not factor.is_number() or factor.number == 0:
        return ()
    r = tidy((X - zero.replace({Y: branch.formula})) / factor)
    u = found[0].args[0].replace({Y: branch.formula})
    equation = _prove(subject, r * call("exp", r), "==", u, branch)
    size = None if equation is None else _prove(subject, r, ">=", number(-1), branch)
    return () if equation is None or size is None else (equation, size)


def _prove(subject: Subject, left: Term, sign: str, right: Term, branch: Segment) -> Claim | None:
    statement = subject.state(left, sign, right, *branch.domain)
    claim = prove_claim(statement, "Inverse", refute=False, steps=2 * QUICK)
    return claim if is_proved(claim) and not set(claim.domain) - set(branch.domain) else None


def _proved(subject: Subject, found: Term, branch: Segment, claims: tuple[Claim, ...], where: str) -> Fact:
    ends = sorted((_end(subject, branch, side) for side in (-1, 1)), key=_place)
    values = {"formula": str(found), "letter": "y", "from": ends[0], "to": ends[1], "branch": where}
    statement = f"{found.replace({Y: subject.function})} == x"
    return Fact(KIND, Status.PROVED, statement, where, values, claims)


def _end(subject: Subject, branch: Segment, side: int) -> str:
    """What the function tends to at an end of the branch: not claimed, only where the inverse is used."""
    end = branch.low if side < 0 else branch.high
    core = subject.core(branch.formula)
    infinite = call("oo") if side > 0 else -call("oo")
    if end is not None and end.is_number():
        value = limit_of(core, X.name, core_number(end.number), "right" if side < 0 else "left")
    elif end is None:
        value = limit_of(core, X.name, infinite)
    else:
        return str(tidy(branch.formula.replace({X: end})))
    return "" if value is None else str(tidy(from_json(to_json(value))))


def _place(text: str) -> float:
    if text in ("oo", "-oo", ""):
        return {"oo": 1e300, "-oo": -1e300, "": 0.0}[text]
    try:
        value = number_of(parse(text))
    except FormulaError:
        return 0.0
    return 0.0 if value is None else float(value)
