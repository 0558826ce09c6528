"""One forged certificate handed to the checker, and the judgement of its answer.

A bent certificate may still state something true; so what the checker accepts is looked at: the statement
and the domain that it claims, at sample points, by an evaluator that shares nothing with the checker.
"""

from __future__ import annotations

import copy
import json
import operator
import random
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath as mp

from derive.checker import Rejected, check
from derive.fuzz import values
from derive.fuzz.bending import AIMED, ANYWHERE, Bend
from derive.fuzz.functions import minus, real
from derive.fuzz.judging import Look, Said, exactly, faults, look, looks, said_in
from derive.fuzz.sources import source
from derive.fuzz.trying import Outcome
from derive.language.term import Term, from_json

SECONDS = 1.0  # of CPU for one check
INFINITIES = (["oo"], ["mul", -1, ["oo"]])
DIGITS = (120, 200)  # in which numbers are taken twice
ROUNDING = 1e-60  # a gap that may be nothing
FAR_OFF = 0.01  # a gap at which a function has not come near
SETTLED, GROWN = 1e-6, 1e3  # how little a gap changes far out where it stays, and how much where it grows
NEAR = 1e-3  # a gap at which a function is taken to come to its limit
TRIED = 4  # values of the parameters of a limit that is said to be vacuous
FAR = (100, 300, 900, 2_700, 10**4, 10**8, 10**16, 10**32)  # how far, or how near, limits are looked at


def forged(seed: int, count: int) -> Outcome:
    """Bends the certificate of that number, hands it to the checker, and judges the answer."""
    rng = random.Random(f"{seed}:{count}:forged")  # noqa: S311 - no secret
    original = source(seed, rng.randrange(100_000))
    if original is None:
        return Outcome("nothing to forge")
    made, bends = bent(rng, original)
    start = time.process_time()
    try:
        check(made)
        answer = "accepted"
    except Rejected:
        answer = "refused"
    except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
        return Outcome(
            "crashed", (_line(seed, count, bends, f"crash: {type(error).__name__}: {error}", made),)
        )
    taken = time.process_time() - start
    if taken > SECONDS:
        return Outcome("slow", (_line(seed, count, bends, f"slow: {taken:.1f} s, {answer}", made),), taken)
    if answer == "refused":
        return Outcome("refused", (), taken)
    try:
        answer, what = judged(original, made, rng)
    except Exception as error:  # noqa: BLE001 - a fault of the attack ends one trial, not all of them
        return Outcome(
            "generator", (_line(seed, count, bends, f"judge: {type(error).__name__}: {error}", made),)
        )
    failures = (_line(seed, count, bends, what, made),) if answer == "accepted though false" else ()
    return Outcome(answer, failures, taken)


def bent(rng: random.Random, original: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A copy with one to three bends, and their names."""
    made, names = json.loads(json.dumps(original)), list[str]()  # equal parts may be one value there
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        bend: Bend = rng.choice(AIMED if rng.random() < 0.65 else ANYWHERE)
        try:
            bend(rng, made)
            made = copy.deepcopy(made)  # nothing of it is shared with the tables that lies come from
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            continue  # an earlier bend left nothing that this one could change
        except RecursionError:
            return made, [*names, bend.__name__]  # too deep for another
        names.append(bend.__name__)
    return made, names


def judged(original: Mapping[str, Any], made: Mapping[str, Any], rng: random.Random) -> tuple[str, str]:
    """What an accepted certificate is, and what is wrong with what it states."""
    if _claimed(original) == _claimed(made):
        return "accepted, still true", ""
    kind = made.get("kind")
    if made.get("verdict") == "vacuous" and kind != "limit":
        return _of_vacuity(made, rng)
    if kind == "collapse":
        return _of_collapse(made)
    if kind == "limit":
        return _of_limit(made, rng)
    refuted = made["verdict"] == "refuted"
    said = said_in({**made, "domain": []} if refuted else made)  # a refutation claims no domain
    if refuted:
        point = _point(made["point"])
        at = look(said, point)
        wrong = at.has_value is False or at.relates is True or _outside(said, at)
        return ("accepted though false", "refuted where it holds") if wrong else ("accepted, true", "")
    witness = _point(made["witness"])
    found = faults(said, [look(said, witness), *looks(said, rng), *looks(said, rng)])
    return ("accepted though false", found[0].what) if found else ("accepted, true", "")


def _of_vacuity(made: Mapping[str, Any], rng: random.Random) -> tuple[str, str]:
    if made.get("kind") != "statement":
        return "accepted, unjudged", ""
    filled = any(at.has_value for at in looks(said_in({**made, "domain": []}), rng))
    return (
        ("accepted though false", "vacuous, but both sides have a value")
        if filled
        else ("accepted, true", "")
    )


def _claimed(certificate: Mapping[str, Any]) -> str:
    verdict = certificate.get("verdict")
    extra = certificate.get("point") if verdict == "refuted" else certificate.get("domain")
    return json.dumps([certificate.get("kind"), verdict, certificate.get("statement"), extra], sort_keys=True)


def _outside(said: Said, at: Look) -> bool:
    try:
        return not all(values.holds(h, at.point, said.functions) for h in said.hypotheses)
    except values.Unsure:
        return False
    except values.NoValue:
        return True


def _point(data: Mapping[str, Any]) -> dict[str, Any]:
    terms = {name: from_json(q) for name, q in data.items()}
    return exactly({name: t.number if t.is_number() else t for name, t in terms.items()})


# -- limits ------------------------------------------------------------------------------------------------


def _of_limit(made: Mapping[str, Any], rng: random.Random) -> tuple[str, str]:
    """A limit is false where the function stays away from it, a refutation where the function comes to it.

    It is not vacuous where function and value have values: a gap is known on each side that is asked for.
    """
    said = {**made["statement"], "left": made["statement"]["left"][1], "right": 0}
    _, _, x, at, side = made["statement"]["left"]
    claim, value = said_in({**made, "statement": said}), made["statement"]["right"]
    given = _point(made.get("witness", made.get("point", {})))
    both = side == "both" and at not in INFINITIES
    ways = (-1, 1) if both else (-1 if side == "left" else 1,)
    if made["verdict"] == "vacuous":
        finite = [term for term in (at, value) if term not in INFINITIES]
        asked = said_in({**made, "statement": {**said, "right": ["add", 0, *finite]}})  # all that has symbols
        places = [seen.point for seen in looks(asked, rng)[:TRIED]]
        if any(all(len(_gaps(claim, p, x, at, way, value, sure=False)) > 2 for way in ways) for p in places):
            return "accepted though false", "vacuous, but there are values"
        return "accepted, true", ""
    gaps = [_gaps(claim, given, x, at, way, value) for way in ways]
    away = [mp.nstr(found[-1], 5) for found in gaps if _for_good(found)]
    if made["verdict"] == "proved":
        if away:
            return "accepted though false", f"the function stays {away[0]} away from its limit"
        slow = any(len(found) > 2 and min(found[-3:]) > FAR_OFF for found in gaps)
        return ("accepted, unjudged" if slow else "accepted, true"), ""
    if away:
        return "accepted, true", ""
    comes = all(len(found) > 2 and max(found[-3:]) < NEAR for found in gaps)
    return ("accepted though false", "refuted where it holds") if comes else ("accepted, unjudged", "")


def _for_good(gaps: Sequence[Any]) -> bool:
    """Whether a gap does not change any more far out, as it does in a slow approach, or grows to the last."""
    if len(gaps) < 3 or min(gaps[-3:]) < ROUNDING:
        return False
    change = gaps[-1] / gaps[-2]
    return bool(abs(change - 1) < SETTLED or (len(gaps) == len(FAR) and change > GROWN))


def _gaps(
    claim: Said, given: Mapping[str, Any], x: str, at: Any, way: int, value: Any, sure: bool = True
) -> list[Any]:
    """The gaps between function and goal, further and further out; if sure, those that have digits."""
    found, goal = [], None if value in INFINITIES else from_json(value)
    for far in FAR:
        try:
            with mp.workdps(DIGITS[-1]):
                here = _near(from_json(at), given, claim, way, far) if at not in INFINITIES else None
            if here is None:
                here = Fraction(far if at == ["oo"] else -far)
            there = {**given, x: here}
            first, second = (_gap(claim, there, goal, value == ["oo"], digits) for digits in DIGITS)
            exact = isinstance(second, Fraction)  # else terms may have cancelled, all of them where 0 is left
            if exact or not sure or (second and abs(real(first) - real(second)) <= SETTLED * abs(second)):
                found.append(real(second))
        except (values.NoValue, values.Unsure, OverflowError):
            continue
    return found


def _near(at: Term, given: Mapping[str, Any], claim: Said, way: int, far: int) -> Any:
    here = values.value(at, given, claim.functions)
    return here + Fraction(way, far) if isinstance(here, Fraction) else here + mp.mpf(way) / far


def _gap(claim: Said, there: Mapping[str, Any], goal: Term | None, up: bool, digits: int) -> Any:
    """How far a function is from its goal, or from infinity, in numbers of so many digits."""
    with mp.workdps(digits):
        f = values.value(claim.left, there, claim.functions)
        if goal is not None:
            return abs(minus(f, values.value(goal, there, claim.functions)))
        high = f if up else -f
        return 1 / high if high > 1 else 2 - high


# -- collapses ---------------------------------------------------------------------------------------------


def _of_collapse(made: Mapping[str, Any]) -> tuple[str, str]:
    """Numeric stacks are multiplied out; a changed theorem is left to be read."""
    said = made["statement"]
    if "layers" not in said or not isinstance(said.get("weight"), dict):
        return "accepted, unjudged", ""
    maps = [_affine(layer) for layer in said["layers"]]
    weight, bias = maps[0]
    for other, shift in maps[1:]:
        columns = list(zip(*other, strict=True))
        (row,) = bias
        bias = [[_dot(row, column) + s for column, s in zip(columns, shift[0], strict=True)]]
        weight = [[_dot(row, column) for column in columns] for row in weight]
    stated = _matrix(said["weight"])
    shift = _matrix(said["bias"]) if said["bias"] is not None else [[Fraction(0)] * len(stated[0])]
    true = weight == stated and bias == shift
    return ("accepted, true", "") if true else ("accepted though false", "another product")


def _dot(row: Sequence[Fraction], column: Sequence[Fraction]) -> Fraction:
    return sum(map(operator.mul, row, column), Fraction(0))


def _affine(layer: Mapping[str, Any]) -> tuple[list[list[Fraction]], list[list[Fraction]]]:
    weight = _matrix(layer["weight"])
    if layer["type"] == "residual":
        weight = [[q + (i == j) for j, q in enumerate(row)] for i, row in enumerate(weight)]
    return weight, [[Fraction(0)] * len(weight[0])] if layer["bias"] is None else _matrix(layer["bias"])


def _matrix(data: Mapping[str, Any]) -> list[list[Fraction]]:
    r, c = data["shape"]
    flat = [
        Fraction(int(e, 16) if isinstance(e, str) else e, _integer(data["denominator"]))
        for e in data["entries"]
    ]
    return [flat[k : k + c] for k in range(0, r * c, c)]


def _integer(data: Any) -> int:
    return int(data, 16) if isinstance(data, str) else int(data)


def _line(seed: int, count: int, bends: list[str], what: str, made: Mapping[str, Any]) -> dict[str, Any]:
    try:
        text = json.dumps(made)
        shown: Any = json.loads(text) if len(text) < 100_000 else text[:2_000]
    except RecursionError:
        shown = "nested too deeply to be shown: make it again from its seed and number"
    return {"seed": seed, "number": count, "what": what, "bends": bends, "certificate": shown}
