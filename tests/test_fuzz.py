"""Random statements and forged certificates at a size for every day, and tests of the attackers themselves.

More of them: ``derive fuzz statements --count 10000`` and ``derive fuzz certificates --count 10000``.
"""

import json
import random
from fractions import Fraction
from pathlib import Path

import mpmath as mp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from derive.cli import app
from derive.fuzz import values
from derive.fuzz.bending import AIMED, ANYWHERE
from derive.fuzz.forging import bent, forged, judged
from derive.fuzz.identities import HALVES, IDENTITIES, INEQUALITIES, POINTS, rows
from derive.fuzz.judging import faults, looks, said_by
from derive.fuzz.slopes import slope
from derive.fuzz.sources import source
from derive.fuzz.statements import catalogue, made, row
from derive.fuzz.trying import tried
from derive.language.grammar import parse
from derive.language.term import derivative, number, symbol
from derive.proof.prover import prove

F = Fraction
SECONDS = 5.0


# -- the attacks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(8))
def test_no_random_statement_is_answered_wrongly(block: int) -> None:
    outcomes = [tried(2026, number, SECONDS) for number in range(block * 8, block * 8 + 8)]
    assert [line for outcome in outcomes for line in outcome.failures] == []
    assert sum(outcome.answer in {"proved", "refuted", "vacuous"} for outcome in outcomes) >= 6


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_no_statement_of_any_seed_is_answered_wrongly(seed: int, number: int) -> None:
    assert tried(seed, number, SECONDS).failures == ()


@pytest.mark.parametrize("block", range(8))
def test_no_forged_certificate_is_accepted_for_something_false(block: int) -> None:
    outcomes = [forged(2026, number) for number in range(block * 30, block * 30 + 30)]
    assert [line for outcome in outcomes for line in outcome.failures] == []
    assert sum(outcome.answer == "refused" for outcome in outcomes) >= 12


# -- the attackers ----------------------------------------------------------------------------------------


def test_a_case_is_the_same_every_time() -> None:
    assert made(5, 17) == made(5, 17)
    assert [made(5, n) for n in range(9)] != [made(6, n) for n in range(9)]
    cases = [made(5, n) for n in range(300)]
    assert {case.how for case in cases} >= {"identity", "derivative", "one side", "a breakpoint moved"}
    assert 100 < sum(case.truth for case in cases) < 200


@pytest.mark.parametrize("table", [IDENTITIES, INEQUALITIES])
def test_every_row_is_true_in_numbers(table: str) -> None:
    rng = random.Random(1)
    for text in rows(table):
        said = said_by(catalogue().statement(text), ())
        seen = looks(said, rng) + looks(said, rng)
        positive = [at for at in seen if all(at.point.get(name, 1) > 0 for name in "pq")]
        assert any(at.relates for at in seen), text
        assert not any(at.relates is False for at in positive), text


@pytest.mark.parametrize("table", [HALVES, POINTS])
def test_every_row_fails_where_it_is_said_to(table: str) -> None:
    for text in rows(table):
        said = said_by(catalogue().statement(text), ())
        seen = [at.relates for at in looks(said, random.Random(1), [F(0)]) + looks(said, random.Random(2))]
        points = [dict.fromkeys(said.names(), q) for q in (F(0), F(-25), F(25), F(-3), F(3))]
        seen += [values_at(text, point) for point in points]
        assert False in seen, text
        assert True in seen, text


def values_at(text: str, point: dict[str, Fraction]) -> bool | None:
    said = said_by(catalogue().statement(text), ())
    try:
        return values.relation_at(said.left, said.sign, said.right, point, said.functions)
    except (values.NoValue, values.Unsure):
        return None


@pytest.mark.parametrize("text", [
    "exp(x**2)/x", "x**x", "Max(x, x**2, 2)", "sqrt(1 + x**4)", "atanh(x/9)", "asin(x/9)", "LambertW(x**2)",
    "Piecewise((x**3, x > 1), (sin(x), True))", "Abs(x**3 - 2)", "tan(x)*log(x)", "erfc(x)*sech(x)",
])  # fmt: skip
def test_slopes_are_those_of_differences(text: str) -> None:
    f = parse(text)
    for at in (F(1, 3), F(17, 7), F(5)):
        left, right = derivative(f, symbol("x")), slope(f, "x")
        assert values.relation_at(left, "==", right, {"x": at})


@pytest.mark.parametrize(
    ("text", "order"), [("sign(x)*Abs(x)", 1), ("cos(Abs(x))", 2), ("Heaviside(x)*x**2", 1)]
)
def test_a_slope_at_a_jump_is_right_or_has_no_value(text: str, order: int) -> None:
    """The product may have a derivative there, which those of its factors do not tell."""
    f, g = parse(text), parse(text)
    for _ in range(order):
        g = slope(g, "x")
    assert values.defined_at(derivative(f, symbol("x"), order), {"x": F(0)})
    assert not values.defined_at(g, {"x": F(0)})
    for at in (F(-2, 3), F(5, 7)):
        assert values.relation_at(derivative(f, symbol("x"), order), "==", g, {"x": at})


@pytest.mark.parametrize(("text", "at", "defined"), [
    ("log(x)", 0, False), ("sqrt(x)", 0, True), ("x**x", 0, False), ("x**0", 0, True), ("0**x", 1, False),
    ("asin(x)", 1, True), ("asin(x)", 2, False), ("LambertW(x)", -1, False), ("polylog(2, x)", 2, False),
    ("Derivative(Abs(x), x)", 0, False), ("Derivative(x*Abs(x), x)", 0, True), ("1/x", 0, False),
    ("Derivative(x*Abs(x), (x, 2))", 0, False),
    ("RightDerivative(Heaviside(x), x, 0)", 1, False), ("LeftDerivative(Abs(x), x, 0)", 1, True),
    ("Piecewise((1, x > 0))", -1, False), ("Piecewise((1, log(x) > 0 or x < 0), (2, True))", -1, True),
])  # fmt: skip
def test_where_terms_have_values(text: str, at: int, defined: bool) -> None:
    assert values.defined_at(parse(text), {"x": F(at)}) is defined


def test_what_rounding_hides_is_not_called_undefined() -> None:
    """tanh of a large number is rounded to 1, and a steep function to one that jumps."""
    with pytest.raises(values.Unsure):
        values.defined_at(parse("atanh(tanh(cosh(2*x)))"), {"x": F(3)})
    assert values.defined_at(parse("Derivative(cos(sinh(x)), x)"), {"x": F(35, 3)})
    assert not values.defined_at(parse("RightDerivative(sqrt(x), x, 0)"), {"x": F(1)})


def test_values_are_those_of_numbers() -> None:
    assert values.value(parse("x**3 - 1/x"), {"x": F(2, 3)}) == F(8, 27) - F(3, 2)
    assert values.value(parse("sqrt(x)"), {"x": F(9, 4)}) == F(3, 2)
    assert abs(values.value(parse("LeftDerivative(Max(x, 2*x), x, 0)"), {"x": F(0)}) - 1) < 1e-9
    with mp.workdps(30):
        found = values.value(parse("erf(x) + polylog(2, x)"), {"x": F(1, 2)})
        assert abs(found - mp.mpf("0.5204998778") - mp.mpf("0.5822405265")) < 1e-9  # DLMF 7.23, 25.12
    with pytest.raises(values.Unsure):
        values.holds(parse("sqrt(2)*sqrt(3) > sqrt(6)"), {})


def test_the_judge_sees_what_is_wrong() -> None:
    for text, domain, what in (
        ("1/x == 1/x", (), "no value"),
        ("x == x", ("x > 0",), "leaves out"),
        ("sqrt(x**2) == x", (), "fails"),
    ):
        statement = catalogue().statement(text)
        said = said_by(statement, [row(c) for c in domain])
        seen = looks(said, random.Random(3), [F(0), F(-2)])
        assert any(what in fault.what for fault in faults(said, seen))


def test_a_lie_that_is_accepted_would_be_seen() -> None:
    original = prove(catalogue().statement("Abs(x) == x", (), ("x > 0",))).certificate
    lie = json.loads(json.dumps(original))
    lie["statement"]["hypotheses"] = []
    assert judged(original, lie, random.Random(1))[0] == "accepted though false"
    assert judged(original, original, random.Random(1))[0] == "accepted, still true"
    limit = prove(catalogue().statement("limit(tanh(x), x, oo) == 1")).certificate
    wrong = {**limit, "statement": {**limit["statement"], "right": 2}}
    assert judged(limit, wrong, random.Random(1))[0] == "accepted though false"
    assert judged({}, limit, random.Random(1))[0] == "accepted, true"
    empty = {**limit, "verdict": "vacuous"}
    assert judged({}, empty, random.Random(1))[0] == "accepted though false"
    empty = prove(catalogue().statement("limit(log(a*x), x, 0) == b", (), ("a < 0",))).certificate
    assert judged({}, empty, random.Random(1))[0] == "accepted, true"
    slow = prove(catalogue().statement("limit(x**(-1/1000), x, oo) == 0")).certificate
    assert judged({}, slow, random.Random(1))[0] == "accepted, unjudged"
    wrong = {**slow, "statement": {**slow["statement"], "left": ["Limit", "x", "x", ["oo"], "both"]}}
    assert judged({}, wrong, random.Random(1))[0] == "accepted though false"
    for text, answer in (
        ("limit(tanh(x), x, oo) == 2", "accepted, true"),
        ("limit(tanh(x), x, oo) == 1", "accepted, unjudged"),  # 1 - tanh(1000) has no digits left
        ("limit(atan(x), x, oo) == pi/2", "accepted though false"),
        ("limit(1/x, x, 0) == oo", "accepted, true"),
        ("limit(1/x**2, x, 0) == oo", "accepted though false"),
        ("limit(1/log(x), x, oo) == 0", "accepted, unjudged"),
        ("limit(erf(5), x, oo) == 1", "accepted, true"),
    ):
        refuted = {"kind": "limit", "verdict": "refuted", "point": {}, "definitions": {}}
        said = prove(catalogue().statement(text)).certificate["statement"]
        assert judged({}, {**refuted, "statement": said}, random.Random(1))[0] == answer


def test_every_bend_bends() -> None:
    certificates = [source(2026, choice) for choice in (77, 84, 98, 105, 112, 119, 126, 133)]
    used: set[str] = set()
    for index in range(300):
        original = certificates[index % len(certificates)]
        if original is not None:
            before = repr(original)
            used.update(bent(random.Random(index), original)[1])
            assert repr(original) == before
    assert used == {bend.__name__ for bend in (*AIMED, *ANYWHERE)}


# -- the commands -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["statements", "certificates"])
def test_the_commands(what: str, tmp_path: Path) -> None:
    out = tmp_path / "failures.jsonl"
    options = ["--count", "6", "--seed", "3", "--jobs", "1", "--out", str(out)]
    found = CliRunner().invoke(app, ["fuzz", what, *options])
    assert found.exit_code == 0, found.output
    assert out.read_text() == ""
    assert "failures" in found.output


def test_what_cancels_beyond_all_digits_is_no_refutation() -> None:
    """A true equation of numbers of a hundred digits and more, and a false one beside it."""
    term, x = parse("cosh(x*cosh(x))**2 - sinh(x*cosh(x))**2"), {"x": Fraction(394, 97)}
    with pytest.raises(values.Unsure):
        values.relation_at(term, "==", number(1), x)
    assert not values.relation_at(parse("cosh(x)**2 - sinh(x)**2"), "==", number(2), x)
    with pytest.raises(values.Unsure, match="cancels"):  # not even with 500 digits
        values.relation_at(parse("cosh(x)**2 - sinh(x)**2"), "==", number(1), {"x": Fraction(2981, 2)})
