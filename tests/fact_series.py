"""Derivatives, slopes, series, expansions, antiderivatives and inverses of a fact, held against mpmath.

Each check takes what is told of a function and one fact, and yields a sentence for everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import mpmath as mp
from mp_values import NoValue, derivative, taylor, value
from told import Fact, Told, close, real

from derive.language.grammar import parse_condition
from derive.language.term import Term

Complaints = Iterator[str]
FEW = 9  # random points for what takes long
SIDES = {"left": -1, "right": 1, "both": 0}
# Where an asymptotic expansion is looked at: at three points each, as what oscillates may be near 0 at one.
FAR = ((15, 60), (12, 25), (5, 7), (3, 4))
TERMS = 900  # digits there


def inner(told: Told, fact: Fact, most: int = 99) -> list[tuple[mp.mpf, list[mp.mpf]]]:
    """Random points at which a fact is told to hold, with the derivatives there."""
    found = [(x, jet) for x, jet in told.jets if told.inside(fact["domain"], x)]
    return found[:: max(1, len(found) // most)]


# -- derivatives ----------------------------------------------------------------------------------------


def derivatives(told: Told, fact: Fact) -> Complaints:
    if "pattern" in fact:
        for x, jet in inner(told, fact, FEW):
            for n, text in enumerate(fact["first"], 1):
                if not close(told.at(text, y=jet[0]), jet[n], 15):
                    yield f"P_{n} at {mp.nstr(x, 8)}"
        return
    forms = {fact["formula"], fact.get("through the function", fact["formula"])}
    points = inner(told, fact)
    if all(_or_none(told, form, x) is None for x, _ in points for form in forms):
        yield f"no point was looked at in {fact['domain']}"
    for x, jet in points:
        for form in forms:
            found = _or_none(told, form, x)
            if found is not None and not close(found, jet[fact["order"]], 15):
                yield f"{form} at {mp.nstr(x, 8)}: {mp.nstr(jet[fact['order']], 12)}"
                return


def _or_none(told: Told, form: str, x: mp.mpf) -> mp.mpf | None:
    """The value of a formula, None where numbers grow too large."""
    try:
        return told.at(form, x=x)
    except NoValue:
        return None


def differential_equation(told: Told, fact: Fact) -> Complaints:
    equation = parse_condition(fact["equation"])
    for x, jet in inner(told, fact):
        parts = [_summands(side, {"x": x, "y": jet[0], "dy": jet[1]}) for side in equation.args]
        gap = mp.fsum(parts[0]) - mp.fsum(parts[1])
        if abs(gap) > mp.mpf("1e-15") * mp.fsum(map(abs, [*parts[0], *parts[1]])):
            yield f"{fact['equation']} at {mp.nstr(x, 8)}: {mp.nstr(gap, 8)}"
            return


def _summands(term: Term, at: Mapping[str, mp.mpf]) -> list[mp.mpf]:
    return [value(part, at) for part in (term.args if term.head == "add" else (term,))]


def extreme_slopes(told: Told, fact: Fact) -> Complaints:
    order, way = fact["order"], 1 if fact["end"] == "sup" else -1
    bound, at = real(fact["value"]), real(fact["at"])
    if "exact" in fact and not close(real(fact["exact"]), bound, 28):
        yield "the exact value is another"
    for x, jet in told.jets:
        if way * (jet[order] - bound) > mp.mpf("1e-15") * (1 + abs(bound)):
            yield f"{mp.nstr(jet[order], 15)} at {mp.nstr(x, 12)} lies beyond {fact['value']}"
            return
    near = _slopes(told, order, at)
    slack = mp.mpf("1e-15") if fact["attained"] else mp.mpf("0.05")
    if mp.isinf(bound):
        reached = fact["attained"] is False and any(v * mp.sign(bound) > 8 for v in near)
    else:
        reached = any(abs(v - bound) <= slack * (1 + abs(bound)) for v in near)
    if not reached:
        yield f"{fact['value']} is not come close to at {fact['at']}"


def _slopes(told: Told, order: int, at: mp.mpf) -> list[mp.mpf]:
    """Derivatives at a point from both sides, or far out."""
    places = (
        [(at, s) for s in (-1, 1)] if mp.isfinite(at) else [(mp.sign(at) * 10**k, 0) for k in (1, 2, 3, 4)]
    )
    found = []
    for x, side in places:
        try:
            found.append(told.jet(x, side)[order])
        except NoValue:
            continue
    return found


def gradient_decay(told: Told, fact: Fact) -> Complaints:
    base = real(fact["base"])
    steep = max(abs(jet[1]) for _, jet in told.jets)
    if steep > base * (1 + mp.mpf("1e-20")):
        yield f"a slope of {mp.nstr(steep, 12)} is larger than {fact['base']}"
    ends = [real(f["value"]) for f in told.facts if f["kind"] == "extreme slopes" and f.get("order") == 1]
    if not close(max(map(abs, ends)), base, 25):
        yield f"the steepest slope is {mp.nstr(max(map(abs, ends)), 20)}"
    if "vanishing" in fact and fact["vanishing"] != (base < 1):
        yield "gradients vanish, or do not"


# -- series ---------------------------------------------------------------------------------------------


def taylor_series(told: Told, fact: Fact) -> Complaints:
    side, texts = SIDES[fact["side"]], fact["coefficients"]
    if len(texts) != fact["order"] + 1:
        yield "the order is another"
    found = taylor(told.f, side * mp.mpf(10) ** -30, len(texts) - 1, side, 1e-8)
    for k, (text, exact) in enumerate(zip(texts, found, strict=True)):
        if abs(told.at(text) - exact) > mp.mpf("1e-7") * (1 + abs(exact)):
            yield f"the coefficient of x**{k} is {mp.nstr(exact, 12)}"


# -- far out --------------------------------------------------------------------------------------------


def asymptotic_expansion(told: Told, fact: Fact) -> Complaints:
    way = -1 if fact["side"] == "-oo" else 1
    if fact["exact"]:
        for x in [p for p in told.points if told.inside(fact["domain"], p)] or [way * mp.mpf(40)]:
            if not close(_sum(told, fact["terms"], x), told.f(x), 40):
                yield f"the sum is not f at {mp.nstr(x, 8)}"
                return
        return
    with mp.workdps(TERMS):
        pairs = (_both(told, fact["terms"], way, places) for places in FAR)
        near, far = next((pair for pair in pairs if pair is not None), ([], []))
    if not near:
        yield "no point was found at which the terms can be told apart"
        return
    for part, one, other in zip(fact["terms"], near, far, strict=True):
        if other > mp.mpf("0.35") or (other > mp.mpf("1e-9") and other > one * mp.mpf("0.9")):
            yield f"{part['coefficient']}*{part['monomial']}: off by {mp.nstr(other, 5)} of it"
            return


Gaps = list[mp.mpf]


def _both(
    told: Told, parts: Sequence[dict[str, str]], way: int, places: tuple[int, int]
) -> tuple[Gaps, Gaps] | None:
    """The errors at two points; None where the digits do not do."""
    rows = []
    for x in places:
        try:
            found = [_gaps(told, parts, way * x * (1 + mp.mpf(k) / 40)) for k in range(3)]
        except (NoValue, ZeroDivisionError):
            return None
        if not all(found):
            return None
        rows.append([max(column) for column in zip(*found, strict=True)])
    return rows[0], rows[1]


def _gaps(told: Told, parts: Sequence[dict[str, str]], x: mp.mpf) -> Gaps:
    """By how much each term is off what it stands for, as a part of it."""
    whole = rest = told.f(x)
    found = []
    for part in parts:
        size = told.at(part["coefficient"], x=x) * told.at(part["monomial"], x=x)
        if abs(size) < max(1, abs(whole)) * mp.mpf(10) ** (60 - TERMS):
            return []
        found.append(abs(rest / size - 1))
        rest -= size
    return found


def _sum(told: Told, parts: Sequence[dict[str, str]], x: mp.mpf) -> mp.mpf:
    return mp.fsum(told.at(p["coefficient"], x=x) * told.at(p["monomial"], x=x) for p in parts)


# -- backwards ------------------------------------------------------------------------------------------


def antiderivative(told: Told, fact: Fact) -> Complaints:
    """Its slope is the function, and it does not jump where the function does not end."""
    whole = told.read(fact["formula"])

    def at(x: mp.mpf) -> mp.mpf:
        return told.value(whole, x)

    with mp.workdps(30):
        points = [x for x in told.points if told.inside(fact["domain"], x) and abs(x) < 12]
        for x in points[:: max(1, len(points) // FEW)]:
            if not close(derivative(at, x, h=1e-9), told.f(x), 12):
                yield f"the slope of {fact['formula']} at {mp.nstr(x, 8)}"
                return
        for joint in told.joints:
            left, right = (at(joint + side * mp.mpf("1e-12")) for side in (-1, 1))
            if abs(left - right) > mp.mpf("1e-9") * (1 + abs(left)):
                yield f"a jump at {mp.nstr(joint, 8)}"


def inverse(told: Told, fact: Fact) -> Complaints:
    low, high = (_end(told, fact[key], way) for key, way in (("from", -mp.inf), ("to", mp.inf)))
    found = [x for x in told.points if told.inside(fact["domain"], x)]
    steep = [x for x in found if abs(derivative(told.f, x)) > mp.mpf("1e-15")]  # elsewhere digits are lost
    for x in steep:
        y = told.f(x)
        if not low - mp.mpf("1e-25") <= y <= high + mp.mpf("1e-25"):
            yield f"f({mp.nstr(x, 8)}) = {mp.nstr(y, 12)} is not between {fact['from']} and {fact['to']}"
            return
        if not close(told.at(fact["formula"], y=y), x, 20):
            yield f"g(f({mp.nstr(x, 8)})) is {mp.nstr(told.at(fact['formula'], y=y), 12)}"
            return
    if low < high and mp.isfinite(low) and mp.isfinite(high):
        for share in (mp.mpf(1) / 997, mp.mpf(37) / 97, mp.mpf(996) / 997):
            y = low + (high - low) * share
            if not _turns_back(told, fact["formula"], y):
                yield f"f(g({mp.nstr(y, 8)})) is another value, or none"
                return
    elif not steep:
        yield f"no point was looked at in {fact['domain']}"


def _turns_back(told: Told, formula: str, y: mp.mpf) -> bool:
    try:
        return close(told.f(told.at(formula, y=y)), y, 25)
    except NoValue:
        return False


def _end(told: Told, text: str, unknown: mp.mpf) -> mp.mpf:
    if text in ("", "oo", "-oo"):
        return real(text) if text else unknown
    return told.at(text)
