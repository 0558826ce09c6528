"""For which parameters a family has a property; test_every_fact.py holds each against values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.facts.conditions import facts
from derive.facts.thresholds import GRID, regions
from derive.language.catalogue import Catalogue
from derive.language.records import Status

CATALOGUE = Catalogue.load()


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


def test_a_function_that_jumps_between_the_samples_is_not_said_to_be_continuous() -> None:
    """x, with a jump at 0 that vanishes at every sample: it falls there for a = 3, and is never convex."""
    factors = "*".join(f"(a - ({q}))" for q in GRID)
    found = facts(CATALOGUE.find(f"Piecewise((x, x < 0), (x + {factors}, True))"))
    wanted = ("non-decreasing", "convex", "Lipschitz with constant 1")
    asked = [fact for fact in found if fact.values["property"] in wanted]
    assert len(asked) == len(wanted)
    assert all(fact.status is Status.OPEN and fact.reason for fact in asked)
