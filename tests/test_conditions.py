"""For which parameters a family has a property: each proved fact against values on both sides."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise

import pytest
from mp_values import holds, mp, value

from derive.checker import check
from derive.facts.conditions import KIND, facts
from derive.facts.fact import Fact
from derive.facts.thresholds import regions
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse_condition
from derive.language.records import Activation, Status
from derive.proof.claims import is_proved

CATALOGUE = Catalogue.load()
FAMILIES = [
    pytest.param(slug, marks=pytest.mark.xdist_group(slug))
    for slug, act in CATALOGUE.items()
    if act.parameters
]
Function = Callable[[mp.mpf], mp.mpf]
GRID = [mp.mpf(k) / 8 for k in range(-64, 65)]
LOW = mp.mpf(10) ** -25


def rises(f: Function) -> bool:
    values = [f(x) for x in GRID]
    return all(b - a > -LOW for a, b in pairwise(values))


def convex(f: Function) -> bool:
    values = [f(x) for x in GRID]
    return all(a + c - 2 * b > -LOW for a, b, c in zip(values, values[1:], values[2:], strict=False))


def gentle(f: Function) -> bool:
    """Chords as short as they come, so that a slope just above 1 shows."""
    h = mp.mpf(10) ** -12
    return all(abs(f(x + d) - f(x)) <= h * (1 + mp.mpf(10) ** -9) for x in GRID for d in (h, -h))


def odd(f: Function) -> bool:
    return all(abs(f(-x) + f(x)) < LOW for x in GRID)


def even(f: Function) -> bool:
    return all(abs(f(-x) - f(x)) < LOW for x in GRID)


def smooth(f: Function) -> bool:
    h = mp.mpf(10) ** -15
    return all(abs(f(x + h) + f(x - h) - 2 * f(x)) < h * mp.mpf(10) ** -8 for x in GRID)


SEEN: Mapping[str, Callable[[Function], bool]] = {
    "non-decreasing": rises, "convex": convex, "Lipschitz with constant 1": gentle, "odd": odd, "even": even,
    "differentiable everywhere": smooth,
}  # fmt: skip


def told(fact: Fact, at: Fraction) -> bool:
    """What the fact says of one value of the parameter."""
    name = fact.values["parameter"]
    return any(
        all(holds(parse_condition(part), {name: mp.mpf(at.numerator) / at.denominator}) for part in region)
        for region in fact.values["holds"]
    )


def tried(act: Activation, fact: Fact) -> list[Fraction]:
    """Random values of the parameter, and simple ones, in the domain of the family."""
    name, rng = fact.values["parameter"], random.Random(fact.statement)
    fixed = {
        key: mp.mpf(Fraction(text).numerator) / Fraction(text).denominator
        for key, text in fact.values["at"].items()
    }
    values = [Fraction(n, 4) for n in (-8, -4, -2, 0, 1, 2, 4, 6, 8)]
    values += [Fraction(rng.randint(-300, 300), 100) for _ in range(8)]
    inside = [
        q for q in values
        if all(holds(part, {**fixed, name: mp.mpf(q.numerator) / q.denominator}) for part in act.hypotheses)
    ]  # fmt: skip
    return sorted(set(inside))


@pytest.mark.parametrize("slug", FAMILIES)
def test_each_condition_is_proved_and_true(slug: str) -> None:
    act = CATALOGUE[slug]
    for fact in facts(act):
        assert fact.kind == KIND and (fact.reason or fact.status is Status.PROVED)
        if fact.status is Status.OPEN:
            continue
        assert fact.claims and all(is_proved(claim) for claim in fact.claims)
        assert all(check(claim.evidence["certificate"]).verdict == "proved" for claim in fact.claims)
        fixed = {
            key: mp.mpf(Fraction(text).numerator) / Fraction(text).denominator
            for key, text in fact.values["at"].items()
        }
        with mp.workdps(40):
            for q in tried(act, fact):
                at = {**fixed, fact.values["parameter"]: mp.mpf(q.numerator) / q.denominator}
                seen = SEEN[fact.values["property"]](lambda x, at=at: value(act.formula, {**at, "x": x}))  # type: ignore[misc]
                assert seen == told(fact, q), (fact.statement, q)


def test_what_is_known_of_famous_families() -> None:
    said = {fact.statement for slug in ("prelu", "elu") for fact in facts(CATALOGUE[slug])}
    assert {
        "f is convex exactly when alpha <= 1",
        "f is non-decreasing exactly when alpha >= 0",
        "f is Lipschitz with constant 1 exactly when -1 <= alpha <= 1",
        "f is odd exactly when alpha == 1",
        "f is differentiable everywhere exactly when alpha == 1",
    } <= said


def test_a_change_that_is_no_simple_number_is_open() -> None:
    (fact,) = [
        fact for fact in facts(CATALOGUE["scaled_tanh"])
        if fact.values["property"].startswith("Lipschitz") and fact.values["parameter"] == "beta"
    ]  # fmt: skip
    assert fact.status is Status.OPEN and "near 0.58" in fact.reason  # 10000/17159


def test_regions_with_open_and_closed_ends_and_single_points() -> None:
    def shown(asked: Callable[[Fraction], bool]) -> list[tuple[bool, list[str]]]:
        return [(r.holds, [str(part) for part in r.relations]) for r in regions(asked, (), "a") or ()]

    third = Fraction(1, 3)
    assert shown(lambda q: q < third) == [(True, ["a < 1/3"]), (False, ["a >= 1/3"])]
    assert shown(lambda q: q <= third) == [(True, ["a <= 1/3"]), (False, ["a > 1/3"])]
    assert shown(lambda q: q == 1) == [(False, ["a < 1"]), (True, ["a == 1"]), (False, ["a > 1"])]
    assert shown(lambda q: True) == [(True, [])]
    assert regions(lambda q: None, (), "a") is None
