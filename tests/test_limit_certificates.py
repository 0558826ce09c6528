"""Certificates of limits: no corruption is accepted. Limits in the grammar and on the command line."""

import copy
import json
import random
import time

import mp_values
import mpmath as mp
import pytest
from limit_rows import FORGED, SOUND
from limit_values import far, tend
from typer.testing import CliRunner

from derive.checker import Rejected, check
from derive.checker.terms import read
from derive.cli import app
from derive.language.catalogue import Catalogue
from derive.language.grammar import FormulaError, parse
from derive.language.latex import latex
from derive.language.term import from_json
from derive.mathml import mathml
from derive.proof.limits import limit_of
from derive.proof.prover import prove
from derive.proof.verdicts import Undecided

CATALOGUE = Catalogue.load()


def certificate(text: str, assume: tuple[str, ...] = ()) -> dict:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert not isinstance(verdict, Undecided), verdict.reason
    return json.loads(json.dumps(verdict.certificate))


@pytest.mark.parametrize(("number", "path", "value"), FORGED, ids=str)
def test_forged_certificates_are_refused(number: int, path: tuple, value: object) -> None:
    made = certificate(*SOUND[number])
    check(made)
    *way, last = path
    node = made
    for key in way:
        node = node[key]
    assert json.dumps(node[last]) != json.dumps(value)
    node[last] = value
    with pytest.raises(Rejected):
        check(made)


def places(node: object, path: tuple = ()) -> list[tuple]:
    found = [path] if path else []
    rows = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in rows:
        found += places(value, (*path, key))
    return found


def corrupted(original: dict, draw: random.Random) -> dict:
    made = copy.deepcopy(original)
    *way, last = draw.choice(places(made))
    node = made
    for key in way:
        node = node[key]
    kind = draw.randrange(4)
    if kind == 0:
        junk = [0, 1, -1, 2, 10**30, "x", "oo", "left", [], {}, None, True, 1.5, ["oo"], ["E"], ["pi"]]
        node[last] = draw.choice(junk)
    elif kind == 1 and isinstance(node[last], str):
        node[last] = draw.choice(
            ["exp", "log", "add", "mul", "pow", "Max", "Abs", "erf", "sin", "Limit", "right"]
        )
    elif kind == 2 and type(node[last]) is int:
        node[last] += draw.choice([-1, 1, 10])
    else:
        del node[last]
    return made


def contradicted(made: dict) -> bool:
    """Whether numbers speak against what a mutated certificate states."""
    statement = made["statement"]
    names = {name for h in statement["hypotheses"] for name in from_json(h).symbols()}
    given = made["point"] if made["verdict"] == "refuted" else made["witness"]
    parameters = {name: from_json(value).number for name, value in given.items() if name in names or value}
    seen = []
    for distances in (("5", "12", "30"), ("1e20", "1e60", "1e180")):
        try:
            with mp.workdps(1500):
                seen.append(tend(far(statement, parameters, distances), statement, parameters))
        except (mp_values.NoValue, KeyError, OverflowError, ZeroDivisionError):
            continue
    return bool(seen) and (all(seen) if made["verdict"] == "refuted" else not any(seen))


@pytest.mark.parametrize(("text", "assume"), SOUND)
def test_corruptions_are_refused_or_state_what_is_true(text: str, assume: tuple[str, ...]) -> None:
    original, draw, refused = certificate(text, assume), random.Random(text), 0
    for _ in range(100):
        made = corrupted(original, draw)
        try:
            report = check(made)
        except Rejected:
            refused += 1
            continue
        assert report.verdict == made["verdict"]
        assert not contradicted(made), made
    assert refused > 40


def test_numbers_contradict_a_false_certificate() -> None:
    made = certificate(*SOUND[0])
    made["statement"]["right"] = 1
    assert contradicted(made)


BIG = 2**4000
DEEP, ROOTS = "x", "x"
for _ in range(15):
    DEEP = ["exp", ["mul", -1, ["pow", ["log", ["add", 1, ["exp", DEEP]]], 2]]]
for _ in range(50):
    ROOTS = ["pow", ["add", 1, ROOTS], ["rational", 1, 2]]
HUGE = [
    ["polylog", BIG, ["pow", "x", -1]],
    ["pow", ["add", "x", 1], BIG],
    ["pow", ["add", "x", ["exp", "x"]], -BIG],
    ["pow", ["add", "x", 1], ["rational", BIG, BIG - 1]],
    ["exp", ["add", ["mul", -1, "x"], BIG]],
    ["LambertW", ["mul", BIG, "x"]],
    ["Derivative", ["exp", ["exp", ["exp", ["mul", "x", "x"]]]], "x", 12],
    ["add", *(["exp", ["mul", k, "x"]] for k in range(1, 400))],
    ["mul", *(["add", "x", k] for k in range(1, 400))],
    ["pow", ["add", *(["exp", ["mul", k**3, "x"]] for k in range(1, 40))], 4],
    ["add", *(["LambertW", ["mul", k, "x"]] for k in range(1, 40))],
    DEEP,
    ROOTS,
]


@pytest.mark.parametrize("f", HUGE, ids=lambda f: str(f)[:30])
@pytest.mark.parametrize("order", [2, 16])
def test_what_is_huge_is_answered_soon(f: list, order: int) -> None:
    """A tenth of a second as a rule; the allowance of work ends what takes longer."""
    left = ["Limit", f, "x", ["oo"], "both"]
    made = {
        "format": "derive-certificate", "version": 1, "kind": "limit", "verdict": "proved", "order": order,
        "statement": {"definitions": {}, "hypotheses": [], "relation": "==", "left": left, "right": -1},
        "domain": [], "proof": {"leaf": "holds"}, "witness": {},
    }  # fmt: skip
    start = time.process_time()
    with pytest.raises(Rejected):
        check(made)
    assert time.process_time() - start < 4


# -- what stands around ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "found"), [
    ("oo", "infinity is no real number"),
    ("x + oo == 1", "infinity is no real number"),
    ("x == oo", "infinity is no real number"),
    ("exp(-oo) == 0", "infinity is no real number"),
    ("limit(x, x, 0) == --oo", "infinity is no real number"),
    ("limit(oo, x, 0) == 0", "infinity is no real number"),
    ("limit(x, x, 0) == oo + 1", "infinity is no real number"),
    ("limit(x, x, 0)", "a limit stands alone on the left of =="),
    ("1 == limit(x, x, 0)", "a limit stands alone on the left of =="),
    ("limit(x, x, 0) + 1 == 1", "a limit stands alone on the left of =="),
    ("limit(limit(x, x, 0), x, 0) == 0", "a limit stands alone on the left of =="),
    ("limit(x, x, 0) <= 1", "expected == after a limit"),
    ("limit(x, x, 0) == 1 == 2", "found the limit statement"),
    ("limit(x, x, 0) == 0 and x > 0", "found the limit statement"),
    ("Piecewise((1, limit(x, x, 0) == 0)) == 1", "found the limit statement"),
    ("limit(x, x, oo, left) == 0", "no side in a limit at infinity"),
    ("limit(x, x, 0, up) == 0", "left, right or both"),
    ("limit(x, 2, 0) == 0", "a symbol that tends"),
    ("limit(x, x) == 0", "limit(f, x, point)"),
])  # fmt: skip
def test_limits_stand_only_where_they_may(text: str, found: str) -> None:
    with pytest.raises(FormulaError) as caught:
        CATALOGUE.statement(text)
    assert found in str(caught.value)


def test_limits_are_no_hypotheses_and_no_values() -> None:
    for assume in (["limit(x, x, 0) == 0"], ["x < oo"]):
        with pytest.raises(FormulaError):
            CATALOGUE.statement("x == x", assume)
    for wrong in ("limit(x, x, 0)", "oo", "limit(x, x, 0) == 0"):
        with pytest.raises(FormulaError):
            parse(wrong)


def test_ordinary_statements_hold_neither_limits_nor_infinity() -> None:
    for data in (["oo"], ["Limit", "x", "x", 0, "both"], ["add", 1, ["mul", -1, ["oo"]]]):
        with pytest.raises(Rejected):
            read(data)
    statement = CATALOGUE.statement("limit(x, x, 0) == 0").json()
    made = {
        "format": "derive-certificate", "version": 1, "kind": "statement", "verdict": "proved",
        "statement": statement, "domain": [], "witness": {"x": 0}, "proof": {"leaf": "holds"},
    }  # fmt: skip
    with pytest.raises(Rejected):
        check(made)


@pytest.mark.parametrize("text", [
    "limit(x*sigmoid(x), x, -oo) == 0", "limit(1/x, x, 0, left) == -oo",
    "limit((x - 1)**2, x, a + 1) == a**2",
])  # fmt: skip
def test_text_and_latex(text: str) -> None:
    term = CATALOGUE.statement(text).term
    assert str(term) == text
    assert from_json(json.loads(json.dumps(CATALOGUE.statement(text).left.json()))) == term.args[0]
    assert mathml(latex(term))


def test_latex_of_a_limit() -> None:
    term = CATALOGUE.statement("limit(1/x, x, 0, left) == -oo").term
    assert latex(term) == r"\lim_{x \to 0^{-}} \frac{1}{x} = -\infty"


def test_hypotheses_do_not_speak_of_the_variable() -> None:
    verdict = prove(CATALOGUE.statement("limit(log(x), x, 0) == -oo", domain=("x > 0",)))
    assert isinstance(verdict, Undecided)
    assert "bound" in verdict.reason


def test_limit_of() -> None:
    infinity, minus = ("oo",), ("mul", -1, ("oo",))
    assert limit_of(("exp", "x"), "x", minus) == 0
    assert limit_of(("exp", "x"), "x", infinity) == infinity
    assert limit_of(("pow", "x", -1), "x", 0, "left") == minus
    assert limit_of(("pow", "x", -1), "x", 0) is None
    assert limit_of(("sin", "x"), "x", infinity) is None
    assert limit_of(("mul", "a", "x"), "x", infinity) is None
    assert limit_of(("mul", "a", "x"), "x", infinity, facts=(("a", 4),)) == infinity
    assert limit_of(parse("(x**2 - 1)/(x - 1)"), "x", parse("1")) == 2
    with pytest.raises(ValueError, match="a point without x"):
        limit_of("x", "x", ("add", "x", 1))


def test_the_command_line() -> None:
    runner = CliRunner()
    proved = runner.invoke(app, ["prove", "limit(x*sigmoid(x), x, -oo) == 0"])
    assert (proved.exit_code, proved.output.split()[0]) == (0, "proved")
    refuted = runner.invoke(app, ["prove", "limit(1/x, x, 0) == oo"])
    assert refuted.exit_code == 1
    assert refuted.output.splitlines()[1].split(maxsplit=1) == [
        "because", "the limit from the left is -oo, the limit from the right is oo"
    ]  # fmt: skip
    assert runner.invoke(app, ["prove", "limit(sin(x), x, oo) == 0"]).exit_code == 3
    lines = '{"name": "a", "lhs": "limit(1/x, x, 0, left)", "rhs": "-oo"}\n{"lhs": "x", "rhs": "oo"}\n'
    rows = runner.invoke(app, ["prove", "--jsonl", "-"], input=lines).output.splitlines()
    answers = [json.loads(row) for row in rows if row.startswith("{")]
    assert [answer["verdict"] for answer in answers] == ["proved", "undecided"]
    assert check(answers[0]["certificate"]).kind == "limit"
