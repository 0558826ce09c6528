"""Text and grammar are inverse to each other, and no pair of parentheses is there for nothing."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import assume, example, given, settings
from language_terms import SIGNATURES, terms

from derive.language.bounds import excess
from derive.language.grammar import FormulaError, parse
from derive.language.term import Term, call, from_json, number, symbol
from derive.language.text import text

x, y = symbol("x"), symbol("y")


@pytest.mark.parametrize(
    ("json", "expected"),
    [
        (["add", "x", ["mul", -1, "y"]], "x - y"),
        (["add", "x", -2], "x - 2"),
        (["add", "x", ["rational", -2, 3]], "x - 2/3"),
        (["add", ["mul", -1, "x"], "y"], "-x + y"),
        (["add", "x", ["mul", -1, ["mul", "y", "z"]]], "x - y*z"),
        (["add", "x", ["mul", -1, "y", "z"]], "x + (-y*z)"),
        (["add", "x", ["mul", -1, ["mul", -1, "y"]]], "x - (-y)"),
        (["add", "x", ["add", "y", "z"]], "x + (y + z)"),
        (["add", "x", ["mul", -1, ["add", "y", "z"]]], "x - (y + z)"),
        (["mul", ["add", "x", 1], "y"], "(x + 1)*y"),
        (["mul", "x", ["mul", "y", "z"]], "x*(y*z)"),
        (["mul", "x", ["pow", "y", -1], "z"], "x/y*z"),
        (["mul", "x", ["pow", ["mul", "y", "z"], -1]], "x/(y*z)"),
        (["mul", ["rational", 1, 3], "x"], "1/3*x"),
        (["mul", "x", ["rational", 1, 3]], "x*(1/3)"),
        (["mul", 2, ["pow", 3, -1]], "2*3**(-1)"),
        (["mul", 1, ["pow", "x", -1]], "1*x**(-1)"),
        (["mul", -1, ["pow", "x", -1]], "-1/x"),
        (["mul", -1, 2], "-1*2"),
        (["mul", ["mul", -1, "x"], "y"], "(-x)*y"),
        (["pow", "x", -1], "1/x"),
        (["pow", "x", -2], "x**(-2)"),
        (["pow", ["pow", "x", 2], -1], "1/x**2"),
        (["pow", ["rational", 1, 3], -1], "(1/3)**(-1)"),
        (["pow", -2, 2], "(-2)**2"),
        (["mul", -1, ["pow", 2, 2]], "-2**2"),
        (["pow", "x", ["pow", "y", "z"]], "x**y**z"),
        (["pow", ["pow", "x", "y"], "z"], "(x**y)**z"),
        (["pow", "x", ["rational", 1, 2]], "sqrt(x)"),
        (["pow", "x", ["rational", -1, 2]], "x**(-1/2)"),
        (["pow", ["pow", "x", ["rational", 1, 2]], 3], "sqrt(x)**3"),
        (["and", ["lt", 0, "x"], ["le", "x", 1]], "0 < x <= 1"),
        (["and", ["lt", 0, "x"], ["gt", "x", "y"]], "0 < x and x > y"),
        (["and", ["and", ["lt", 0, "x"], ["lt", "x", 1]], ["gt", "y", 0]], "(0 < x < 1) and y > 0"),
        (["or", ["and", ["gt", "x", 0], ["gt", "y", 0]], ["ne", "x", "y"]], "x > 0 and y > 0 or x != y"),
        (["and", ["or", ["gt", "x", 0], ["gt", "y", 0]], ["true"]], "(x > 0 or y > 0) and True"),
        (["not", ["and", ["gt", "x", 0], ["gt", "y", 0]]], "not (x > 0 and y > 0)"),
        (
            ["Piecewise", ["case", "x", ["gt", "x", 0]], ["case", 0, ["true"]]],
            "Piecewise((x, x > 0), (0, True))",
        ),
        (["Derivative", ["exp", "x"], "x", 1], "Derivative(exp(x), x)"),
        (["Derivative", ["exp", "x"], "x", 2], "Derivative(exp(x), (x, 2))"),
        (["LeftDerivative", ["Abs", "x"], "x", 0], "LeftDerivative(Abs(x), x, 0)"),
        (["mul", ["pi"], ["E"]], "pi*E"),
    ],
)
def test_spelling(json: object, expected: str) -> None:
    term = from_json(json)
    assert text(term) == expected
    assert str(term) == expected
    assert parse(expected) == term


@settings(max_examples=150, deadline=None)
@given(terms())
@example(call("mul", number(2), call("pow", 3, -1)))
@example(call("and", call("and", call("lt", x, y), call("lt", y, x)), call("lt", x, y)))
def test_reading_what_was_written_gives_the_same_term(term: Term) -> None:
    assume(excess(term) is None)
    written = text(term)
    assert parse(written, SIGNATURES) == term
    assert from_json(term.json()) == term


def groups(written: str) -> list[tuple[int, int]]:
    """The places of parentheses that group: neither those of a call, nor of a case or a pair."""
    pairs, stack = [], []
    for place, char in enumerate(written):
        if char == "(":
            stack.append(place)
        elif char == ")":
            pairs.append((stack.pop(), place))
    return [
        (start, end) for start, end in pairs
        if not re.search(r"[A-Za-z0-9_]$", written[:start]) and "," not in written[start:end]
    ]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(terms())
def test_no_parentheses_for_nothing(term: Term) -> None:
    """Without a pair the text means something else, or nothing; a pair around a sign is for the eye."""
    assume(excess(term) is None)
    written = text(term)
    for start, end in groups(written):
        if written[start + 1] == "-":
            continue
        without = written[:start] + " " + written[start + 1 : end] + " " + written[end + 1 :]
        with contextlib.suppress(FormulaError):
            assert parse(without, SIGNATURES) != term, without


def test_terms_from_operators_are_written_as_they_were_built() -> None:
    assert text(1 / (1 + call("exp", -x))) == "1/(1 + exp(-x))"
    assert text((x - y) / 2 * -y) == "((x - y)/2)*(-y)"
    assert text(1 - call("tanh", x) ** 2) == "1 - tanh(x)**2"
