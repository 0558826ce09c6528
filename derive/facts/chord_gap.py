"""Is a function affine? Three equally spaced points whose middle lies off the chord say no, exactly.

φ is affine only if φ(x₁) + φ(x₃) = 2φ(x₂) wherever x₁, x₂, x₃ are equally spaced. The gap between the two
sides is a term in the parameters. It is searched at the simplest points first; where it vanishes for single
values of the parameter, the function is tried for being affine there, and the value becomes a condition.

>>> from derive.language.catalogue import Catalogue
>>> found = chord(Catalogue.load()["prelu"])
>>> found.verdict, str(found.claims[0].statement.term), [str(c) for c in found.unless]
('unless', 'prelu(-1, alpha) - 2*prelu(0, alpha) + prelu(1, alpha) != 0', ['alpha == 1'])

Source: a continuous function is affine iff it satisfies Jensen's equation (Aczél, Lectures on Functional
Equations and Their Applications, 1966, section 2.1.3); only the trivial half is used here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from derive.checker.errors import Rejected
from derive.checker.field import Undefined
from derive.checker.point import PointResolver
from derive.checker.statement import read_claim
from derive.facts.denial import denied
from derive.language.records import Activation, Claim, Statement
from derive.language.term import RELATIONS, Term, call, number, relation, symbol
from derive.language.tidy import sum_of, tidy
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import fraction_of
from derive.proof.prover import Refuted, prove

X = symbol("x")
PLACES = ((-1, 0, 1), (0, 1, 2), (-2, -1, 0), (-2, 0, 2), (0, 2, 4))
BITS, LONGEST = 128, 1_000
LOOKS = tuple(map(Fraction, ("1", "0", "2", "-1", "1/2", "8")))  # values of parameters
TURNS = (call("pi"), call("sqrt", call("pi")))  # where waves of sin(α) and of sin(α²) come back to 0
PATIENCE = 5.0  # seconds for a value of a parameter at which a gap vanishes
Triple = tuple[Term, Term, Term]


@dataclass(frozen=True, slots=True)
class Chord:
    """What is known: ``verdict`` is bends, unless, affine or open.

    ``points`` are the triples that the claims speak of; where there are two, their gaps are not both 0.
    ``unless`` are the values of parameters at which the function is affine, each with its claim among
    ``claims``, behind that of the gap; ``assumed`` is what is assumed of the parameters otherwise.
    """

    verdict: str
    points: tuple[Triple, ...]
    claims: tuple[Claim, ...]
    assumed: tuple[Term, ...] = ()
    unless: tuple[Term, ...] = ()


def chord(activation: Activation) -> Chord:
    """The witness that the function is not affine, the proof that it is, or that neither was found."""
    free, bound = (), activation.hypotheses
    for assumed in dict.fromkeys((free, bound)):
        found = _single(activation, assumed) or _unless(activation, assumed)
        if found is not None:
            return found
    found = _scaled(activation) or _two(activation)
    if found is not None:
        return found
    claim = _affine(activation, bound)
    return Chord("affine", (), (claim,), bound) if is_proved(claim) else Chord("open", (), (), bound)


# -- statements -------------------------------------------------------------------------------------------


def _gap(activation: Activation, points: Triple) -> Term:
    low, middle, high = (activation.call.replace({X: tidy(point)}) for point in points)
    return sum_of([(Fraction(1), low), (Fraction(-2), middle), (Fraction(1), high)])


def _places() -> Iterator[Triple]:
    for low, middle, high in PLACES:
        yield number(low), number(middle), number(high)


def _not_zero(activation: Activation, gap: Term, assumed: Sequence[Term], title: str) -> Claim:
    asked = Statement(gap, "!=", number(0), tuple(assumed), (), activation.definitions)
    return prove_claim(asked, title, refute=False, steps=QUICK)


def _off(activation: Activation, gap: Term, assumed: Sequence[Term]) -> Claim | None:
    """The claim that a gap is not 0, if it is proved; not tried where the gap is seen to vanish."""
    if _vanishes(activation, gap, assumed):
        return None
    claim = _not_zero(activation, gap, assumed, "Off the chord")
    return claim if _whole(claim) else None


def _vanishes(activation: Activation, gap: Term, assumed: Sequence[Term]) -> bool:
    """The gap is 0 at simple values of the parameters, or of the only one where a wave comes back to 0."""
    names = [symbol(p.name) for p in activation.parameters]
    asked = Statement(gap, "!=", number(0), tuple(assumed), (), activation.definitions)
    usual = {p.name: p.default for p in activation.parameters}
    half = dict.fromkeys(usual, Fraction(1, 2))  # what is 0 there is exactly 0 in binary
    if names and denied(
        asked, ({**base, name.name: q} for base in (usual, half) for name in names for q in LOOKS)
    ):
        return True
    return len(names) == 1 and _turn(activation, gap, assumed, names[0]) is not None


def _turn(activation: Activation, gap: Term, assumed: Sequence[Term], name: Term) -> Term | None:
    """Where a gap that is made of waves is proved to be 0."""
    if not any(definition.body.heads() & {"sin", "cos"} for definition in activation.definitions):
        return None
    for turn in TURNS:
        parts = [Statement(*_sides(part.replace({name: turn}))) for part in assumed]
        zero = Statement(gap.replace({name: turn}), "==", number(0), (), (), activation.definitions)
        if all(_whole(prove_claim(one, refute=False, steps=QUICK)) for one in (zero, *parts)):
            return turn
    return None


def _sides(part: Term) -> tuple[Term, str, Term]:
    """A relation as its left side, its sign and its right side."""
    return part.args[0], RELATIONS[part.head], part.args[1]


def _affine(activation: Activation, assumed: Sequence[Term], at: tuple[Term, Term] | None = None) -> Claim:
    """φ(x) = (φ(1) − φ(0)) x + φ(0), perhaps at one value of a parameter."""
    function = activation.call.replace({at[0]: at[1]}) if at else activation.call
    start, step = function.replace({X: number(0)}), function.replace({X: number(1)})
    asked = Statement(function, "==", (step - start) * X + start, tuple(assumed), (), activation.definitions)
    low, high = _simple(replace(asked, left=start)), _simple(replace(asked, left=step))
    if low is not None and high is not None:
        asked = replace(asked, right=tidy(number(high - low) * X + number(low)))
    return prove_claim(asked, "A straight line", refute=False, steps=QUICK)


def _whole(claim: Claim) -> bool:
    """Proved, and wherever it was asked."""
    return is_proved(claim) and not claim.domain


# -- the search -------------------------------------------------------------------------------------------


def _single(activation: Activation, assumed: Sequence[Term]) -> Chord | None:
    """One triple that does for all values of the parameters."""
    for points in _places():
        claim = _off(activation, _gap(activation, points), assumed)
        if claim is not None:
            return Chord("bends", (points,), (_sharper(claim),), tuple(assumed))
    return None


def _sharper(claim: Claim) -> Claim:
    """The same of numbers alone: the gap exactly where it is a simple fraction, else its sign."""
    asked = claim.statement
    near = _simple(asked)
    if near is None:
        return claim
    for relation_sign, right in (("==", near), (">" if near > 0 else "<", Fraction(0))):
        found = prove_claim(
            replace(asked, relation=relation_sign, right=number(right)),
            claim.title,
            refute=False,
            steps=QUICK,
        )
        if near and _whole(found):
            return found
    return claim


def _simple(asked: Statement) -> Fraction | None:
    """A simple fraction near the left side, where that is a number: a guess, for the prover to judge."""
    if asked.left.symbols():
        return None
    core = read_claim(asked.json()).left
    try:
        ball = balls.value(PointResolver({}).resolve(core), {}, BITS)
    except (balls.NoValue, Rejected, Undefined):
        return None
    return fraction_of(ball).limit_denominator(LONGEST)


def _unless(activation: Activation, assumed: Sequence[Term]) -> Chord | None:
    """One triple that does for all values of the only parameter but those at which the function is affine."""
    if len(activation.parameters) != 1:
        return None
    name = symbol(activation.parameters[0].name)
    for points in islice(_places(), 2):
        gap = _gap(activation, points)
        at = _vanishing(activation, gap, assumed, name)
        if at is None:
            continue
        line = _affine(activation, (), (name, number(at)))
        if not _whole(line):
            continue
        claim = _not_zero(activation, gap, (*assumed, relation(name, "!=", number(at))), "Off the chord")
        if _whole(claim):
            value = relation(name, "==", number(at))
            return Chord("unless", (points,), (claim, line), tuple(assumed), (value,))
    return None


def _vanishing(activation: Activation, gap: Term, assumed: Sequence[Term], name: Term) -> Fraction | None:
    """A rational value of the parameter at which the gap is 0, as the refutation of its sign finds it."""
    asked = Statement(gap, "!=", number(0), tuple(assumed), (), activation.definitions)
    if _turn(activation, gap, assumed, name) is not None:  # a proof is in vain, and so are other places
        return next((q for q in LOOKS if denied(asked, [{name.name: q}])), None)
    verdict = prove(asked, PATIENCE, True, QUICK)
    at = verdict.point.get(str(name)) if isinstance(verdict, Refuted) else None
    return at if isinstance(at, Fraction) else None


def _units(activation: Activation) -> Iterator[tuple[Term, Term]]:
    """Where to begin and how far to step: any parameter, and λ or 1/λ for one that has a domain."""
    names = [symbol(p.name) for p in activation.parameters]
    positive = [symbol(p.name) for p in activation.parameters if p.domain]
    lengths = [number(1), *positive, *(number(1) / name for name in positive)]
    for length in lengths:
        for start in (number(0), *names):
            if length != number(1) or start != number(0):
                yield start, length


def _moved(activation: Activation) -> Iterator[Triple]:
    for start, length in _units(activation):
        for low, middle, high in _places():
            yield tuple(tidy(start + length * point) for point in (low, middle, high))  # type: ignore[misc]


def _scaled(activation: Activation) -> Chord | None:
    """One triple that moves with the parameters."""
    assumed = activation.hypotheses
    for points in _moved(activation) if activation.parameters else ():
        claim = _off(activation, _gap(activation, points), assumed)
        if claim is not None:
            return Chord("bends", (points,), (claim,), assumed)
    return None


def _two(activation: Activation) -> Chord | None:
    """Two triples whose gaps are not both 0, for all values of the parameters."""
    assumed = activation.hypotheses
    triples = [*_moved(activation)][:10] if activation.parameters else []
    for k, second in enumerate(triples):
        for first in triples[:k]:
            squares = _gap(activation, first) ** 2 + _gap(activation, second) ** 2
            claim = _not_zero(activation, squares, assumed, "Off one chord or the other")
            if _whole(claim):
                return Chord("bends", (first, second), (claim,), assumed)
    return None
