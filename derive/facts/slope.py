"""The kind "derivative": one formula for f', a Piecewise where the function has pieces.

``values``: "formula", in SymPy's spelling. Where the function has no derivative the formula has no case.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["relu"]))[0].values["formula"]
'Piecewise((0, x < 0), (1, x > 0))'
"""

from __future__ import annotations

from derive.facts.deciding import decided
from derive.facts.fact import Fact
from derive.facts.subject import Subject, X
from derive.language.records import Status
from derive.language.term import Term, call, derivative, number
from derive.language.text import text
from derive.language.tidy import tidy
from derive.proof.claims import is_proved, prove_claim
from derive.rules import apply
from derive.survey.constants import Constant, Unclear
from derive.survey.pieces import Piece
from derive.survey.places import Number
from derive.survey.points import Undefined, value_at
from derive.survey.survey import Joint, Survey
from derive.survey.written import term_of

KIND = "derivative"
STEPS, SECONDS = 60_000, 0.6
MAX_STEPS = 2000


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, lambda found: _derivative(subject, found))


def _derivative(subject: Subject, survey: Survey) -> Fact:
    formula = slope(survey)
    left = derivative(subject.function, X)
    claim = prove_claim(
        subject.state(left, "==", formula), "The derivative", SECONDS, refute=False, steps=STEPS
    )
    status = Status.PROVED if is_proved(claim) else Status.ENCLOSED
    shown = spelled(formula)
    claims = (claim,) if is_proved(claim) else ()
    return Fact(KIND, status, f"f'(x) = {shown}", values={"formula": shown}, claims=claims)


def slope(survey: Survey) -> Term:
    """The derivative as one term."""
    slopes = [derived(piece.formula) for piece in survey.pieces]
    if len(set(slopes)) == 1 and not any(j.inner and j.value is not None for j in survey.joints):
        return slopes[0]
    try:
        cases = [
            call("case", formula, _condition(survey, i, piece, formula))
            for i, (piece, formula) in enumerate(zip(survey.pieces, slopes, strict=True))
        ]
        return call("Piecewise", *cases, *_filled(survey, slopes))
    except Unclear:
        return derived(survey.term)


def _condition(survey: Survey, index: int, piece: Piece, formula: Term) -> Term:
    parts = []
    if not piece.lo.infinite:
        joint = survey.between(index - 1) if index else None
        smooth = joint is not None and _smooth(joint) and _has_value(formula, joint)
        parts.append(call("ge" if smooth else "gt", X, _term(piece.lo)))
    if not piece.hi.infinite:
        parts.append(call("lt", X, _term(piece.hi)))
    return parts[0] if len(parts) == 1 else call("and", *parts)


def _smooth(joint: Joint) -> bool:
    return joint.joined and joint.agree(1)


def _has_value(formula: Term, joint: Joint) -> bool:
    try:
        value_at(formula, joint.at.exact or Constant.of(0))
    except (Undefined, Unclear):
        return False
    return True


def _filled(survey: Survey, slopes: list[Term]) -> list[Term]:
    """A last case for points at which the derivative exists and its formula does not (sin x/x at 0)."""
    inner = [(j, survey.pieces.index(j.right)) for j in survey.joints if j.inner and j.right is not None]
    gaps = [joint for joint, k in inner if _smooth(joint) and not _has_value(slopes[k], joint)]
    values = {joint.limit(1, 1).exact for joint in gaps}
    apart = any(joint.value is not None and not _smooth(joint) for joint, _ in inner)
    value = next(iter(values), None)
    if value is None or len(values) > 1 or apart:
        return []
    return [call("case", term_of(value), call("true"))]


def _term(place: Number) -> Term:
    if place.exact is None:
        raise Unclear("a point that is not known exactly")
    return term_of(place.exact)


def derived(formula: Term) -> Term:
    """The derivative of a formula by the rules, tidied; branches become conditions."""
    term = derivative(formula, X)
    for _ in range(MAX_STEPS):
        inner = next(
            (n for n in term.walk() if n.head == "Derivative" and "Derivative" not in n.args[0].heads()), None
        )
        if inner is None:
            return tidy(term)
        try:
            term = term.replace({inner: _branched(inner.args[0]) or apply(inner)[1]})
        except ValueError as reason:
            raise Unclear(str(reason)) from None
    raise Unclear("a derivative with too many parts")


def _branched(f: Term) -> Term | None:
    """What becomes of the derivative of a branching function."""
    if f.head in ("Max", "Min"):
        cases = []
        for u in f.args:
            ahead = [call("gt" if f.head == "Max" else "lt", u, v) for v in f.args if v != u]
            cases.append(call("case", derivative(u, X), ahead[0] if len(ahead) == 1 else call("and", *ahead)))
        return call("Piecewise", *cases)
    if f.head == "Abs":
        return call("sign", f.args[0]) * derivative(f.args[0], X)
    if f.head in ("sign", "Heaviside"):
        return number(0)
    if f.head == "Piecewise":
        return call("Piecewise", *(call("case", derivative(c.args[0], X), c.args[1]) for c in f.args))
    return None


def spelled(term: Term) -> str:
    """The text of a term as SymPy reads it: conditions joined by & and |."""
    if term.head != "Piecewise":
        return text(term)
    cases = [f"({text(c.args[0])}, {_joined(c.args[1])})" for c in term.args]
    return f"Piecewise({', '.join(cases)})"


def _joined(condition: Term) -> str:
    if condition.head == "and":
        return " & ".join(f"({text(part)})" for part in condition.args)
    return text(condition)
