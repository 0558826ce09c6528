"""The kind "parity": even, odd, or none.

``values``: "value". A point at which the values at x and -x are neither equal nor opposite shows that a
function is none of both; that it is even or odd is proved, by the prover or from how it is put together.

>>> from derive.language.catalogue import Catalogue
>>> [facts(Subject.of(Catalogue.load()[s]))[0].values["value"] for s in ("tanh", "relu")]
['odd', 'none']
"""

from __future__ import annotations

from fractions import Fraction

from derive.facts.deciding import decided
from derive.facts.fact import Fact
from derive.facts.subject import Subject, X
from derive.language.records import Status
from derive.language.term import Term
from derive.language.tidy import tidy
from derive.proof.claims import is_proved, prove_claim
from derive.survey import balls
from derive.survey.balls import ball_of
from derive.survey.constants import Constant, Unclear
from derive.survey.points import Undefined, value_at
from derive.survey.survey import Survey

KIND = "parity"
POINTS = [
    Fraction(n, d) for n, d in ((1, 1), (7, 5), (1, 3), (13, 4), (1, 10), (9, 1), (33, 1), (5, 2), (201, 100))
]
STEPS = 120_000
SECONDS = 1.5
EVEN, ODD = 1, -1
WORDS = {EVEN: "even", ODD: "odd"}
ODD_FUNCTIONS = frozenset(("sin", "tan", "atan", "asin", "sinh", "tanh", "erf", "asinh", "atanh", "sign"))
EVEN_FUNCTIONS = frozenset(("cos", "cosh", "sech", "Abs"))


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, lambda found: _parity(subject, found))


def _parity(subject: Subject, survey: Survey) -> Fact:
    possible = {EVEN, ODD}
    for q in (*POINTS, *_near_joints(survey)):
        possible -= _excluded(survey, q)
        if not possible:
            said = f"neither even nor odd: compare x = {q} and x = -{q}"
            return Fact(KIND, Status.ENCLOSED, said, values={"value": "none"})
    for way in sorted(possible, reverse=True):
        name = WORDS[way]
        mirrored = tidy(subject.function.replace({X: -X}))
        right = subject.function if way == EVEN else -subject.function
        claim = prove_claim(subject.state(mirrored, "==", right), name, SECONDS, refute=False, steps=STEPS)
        said = f"f is {name}: f(-x) = {'' if way == EVEN else '-'}f(x)"
        if is_proved(claim) and not claim.domain:
            return Fact(KIND, Status.PROVED, said, values={"value": name}, claims=(claim,))
        if is_proved(claim) or structure(survey.term) == way:
            return Fact(KIND, Status.ENCLOSED, said, values={"value": name})
    raise Unclear("no point tells f(x) from f(-x) or -f(-x), and no proof was found")


def may_be(survey: Survey, way: int) -> bool:
    """No point that is looked at denies that the function is even (1) or odd (-1)."""
    return not any(way in _excluded(survey, q) for q in (*POINTS, *_near_joints(survey)))


def _near_joints(survey: Survey) -> list[Fraction]:
    """The points where pieces meet, and points close to them: -x need not be one as well."""
    exact = [j.at.rational for j in survey.joints]
    places = [abs(q) for q in exact if q]
    places += [abs(balls.fraction_of(j.at.ball).limit_denominator(10**6)) for j in survey.joints if j.at.ball]
    return [*places, *(q * share for q in places for share in (Fraction(7, 8), Fraction(9, 8)) if q)]


def _excluded(survey: Survey, q: Fraction) -> set[int]:
    """The parities that the values at q and -q rule out."""
    values = [_value(survey, s * q) for s in (1, -1)]
    if values[0] is None or values[1] is None:
        return set() if values[0] is values[1] else {EVEN, ODD}
    one, other = values
    return {way for way in (EVEN, ODD) if not (one - way * other).contains(0)}


def _value(survey: Survey, q: Fraction):  # type: ignore[no-untyped-def]
    """A ball for the value at a rational point, None where there is none."""
    for piece in survey.pieces:
        lo, hi = piece.lo, piece.hi
        if (lo.infinite or lo.ball < ball_of(q)) and (hi.infinite or hi.ball > ball_of(q)):  # type: ignore[operator]
            return balls.jet(piece.formula, ball_of(q), 0)[0]
    try:
        return value_at(survey.term, Constant.of(q)).ball
    except Undefined:
        return None


def structure(t: Term) -> int | None:
    """The parity of a term as its parts give it: 1 even, -1 odd, None unknown."""
    if "x" not in t.symbols():
        return EVEN
    if t == X:
        return ODD
    parts = [structure(arg) for arg in t.args]
    if t.head == "mul":
        total = 1
        for part in parts:
            if part is None:
                return None
            total *= part
        return total
    if t.head == "add":
        return parts[0] if len(set(parts)) == 1 else None
    if all(part == EVEN for part in parts):
        return EVEN
    if t.head == "pow" and t.args[1].is_number() and t.args[1].number.denominator == 1 and parts[0] == ODD:
        return ODD if t.args[1].number % 2 else EVEN
    if parts[0] == ODD and t.head in ODD_FUNCTIONS:
        return ODD
    return EVEN if parts[0] == ODD and t.head in EVEN_FUNCTIONS else None
