"""The benchmark of the prover: its statements, their truth, Derive's answers, and the page of the results.

All statements against numbers take longer than a test may: ``python -m benchmarks.prove.truth``.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from functools import cache
from typing import Any

import mpmath as mp
import pytest

from benchmarks.prove.__main__ import RESULTS, main
from benchmarks.prove.compositions import FILE, lines
from benchmarks.prove.consoles import CONSOLES, installed
from benchmarks.prove.page import page, pages
from benchmarks.prove.printers import FRICAS, GIAC, MAXIMA, NotExpressible, unfolded
from benchmarks.prove.processes import ROOT, Ended, Pipe, PythonSystem
from benchmarks.prove.rows import SETS, Row, load
from benchmarks.prove.summary import formal, ratio, summary, tally
from benchmarks.prove.sympy_side import decide
from benchmarks.prove.truth import complaint, examine
from benchmarks.prove.values import DIGITS, NoValue, Walk
from benchmarks.prove.words import CHINESE
from derive import check, prove
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse

SECONDS_FOR_TRUTH, SECONDS_FOR_PROOFS = 5.0, 40.0
SLOW = re.compile(r"Derivative.*(erf|elu|LambertW|, y\)|Derivative)|polylog|x16")  # by numbers
FAMILIES = {
    "algebraic", "composition", "constant", "derivative", "erf", "exponential", "hard", "hyperbolic",
    "inequality", "limit", "logarithm", "parametric", "piecewise", "several", "special", "trigonometric",
}  # fmt: skip


@cache
def rows() -> list[Row]:
    return [row for folder in SETS for row in load(folder)]


def named(lhs: str, rhs: str, truth: bool, **more: Any) -> Row:
    return Row("a row", lhs, rhs, truth, "none", **more)


# -- the statements ----------------------------------------------------------------------------------------


def test_every_row_is_a_statement_with_a_name_of_its_own() -> None:
    assert len({row.name for row in rows()}) == len(rows())
    for row in rows():
        assert row.statement().relation == row.relation
        assert row.name.removeprefix("unseen-").startswith(
            row.family + ("-true-" if row.truth else "-false-")
        )


def test_no_statement_stands_there_twice() -> None:
    asked = [(row.text, row.assumptions, row.domain) for row in rows()]
    assert len(set(asked)) == len(asked)


def test_there_are_enough_of_them() -> None:
    own, unseen = load("statements"), load("unseen")
    assert {row.family for row in own} == {row.family for row in unseen} == FAMILIES
    assert sum(row.truth for row in own) >= 320 and sum(not row.truth for row in own) >= 160
    assert len(unseen) >= 150 and sum(row.truth for row in unseen) >= 100
    limits = [row.truth for row in own if row.family == "limit"]
    assert limits.count(True) >= 30 and limits.count(False) >= 12


def test_the_compositions_of_depth_3_are_a_latin_square() -> None:
    """Every two functions meet in every two places once; each triple is derived once and twice."""
    deep = load("deep")
    assert len(deep) == 72 and all(row.truth for row in deep)
    for order, half in ((", x)", deep[:36]), (", (x, 2))", deep[36:])):
        triples = [
            re.fullmatch(r"Derivative\((\w+)\((\w+)\((\w+)\(x\)\)\)" + re.escape(order), row.lhs).groups()
            for row in half
        ]
        for one, two in ((0, 1), (0, 2), (1, 2)):
            assert len({(triple[one], triple[two]) for triple in triples}) == len(triples) == 36


def test_the_compositions_of_depth_3_are_those_of_the_rule() -> None:
    assert FILE.read_text(encoding="utf-8").splitlines() == lines()


def test_a_row_that_is_none_is_refused(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "odd.jsonl").write_text(
        '{"name": "a", "lhs": "x", "rhs": "x"}\n', encoding="utf-8"
    )
    monkeypatch.setattr("benchmarks.prove.rows.HERE", tmp_path)
    with pytest.raises(ValueError, match=r"odd\.jsonl, line 1: expected true or false"):
        load("statements")


# -- their truth -------------------------------------------------------------------------------------------


def test_truth_by_numbers_on_a_sample() -> None:
    end, sample, examined = time.monotonic() + SECONDS_FOR_TRUTH, list(rows()), 0
    random.Random(20).shuffle(sample)
    for row in sample:
        if time.monotonic() > end and examined >= 100:
            break
        if not SLOW.search(row.text):
            assert complaint(row, 25 if row.truth else 200) == "", row.name
            examined += 1
    assert examined >= 100


@pytest.mark.parametrize("row", [
    named("sqrt(x**2)", "x", True), named("sqrt(x**2)", "Abs(x)", False),
    named("sign(x)**2", "1", True), named("Heaviside(x)**2", "Heaviside(x)", True),
    named("Piecewise((1, x == sqrt(2)), (0, True))", "0", True),
    named("exp(pi*sqrt(163))", "640320**3 + 744", True),
    named("Derivative(Abs(x)**3, x)", "3*x**2", True), named("x**2", "0", True, relation=">"),
    named("limit(sin(x)/x, x, 0)", "0", True), named("limit(tanh(x), x, oo)", "1", False),
    named("log(-x**2)", "0", True), named("tanh(x)", "tanh(x + 1/10**70)", True),
])  # fmt: skip
def test_a_wrong_label_is_noticed(row: Row) -> None:
    assert complaint(row)


def test_what_only_looks_false_at_few_digits_is_not_called_so() -> None:
    assert examine(named("cosh(x)**2 - sinh(x)**2", "1", True)).fails is None  # 260 digits cancel at 300
    assert examine(named("sigmoid(x)", "1", True, relation="<")).fails is None


@pytest.mark.parametrize(("text", "value"), [
    ("Heaviside(0)", "0.5"), ("sign(0)", "0"), ("LambertW(-exp(-1))", "-1"), ("0**(1/3)", "0"),
    ("Derivative(x*Abs(x), x)", "0"), ("RightDerivative(Abs(x), x, 0)", "1"),
    ("polylog(2, 1) - pi**2/6", "0"), ("Derivative(exp(2*x), (x, 6))", "64"),
    ("Derivative(Derivative(exp(x)*sin(x), x), x)", "2"),
])  # fmt: skip
def test_values_keep_the_conventions(text: str, value: str) -> None:
    with mp.workdps(4 * DIGITS):
        found = Walk({"x": mp.mpf(0)})(parse(text))
        assert abs(found - mp.mpf(value)) < mp.mpf(10) ** -80


@pytest.mark.parametrize("text", [
    "(-8)**(1/3)", "1/x", "log(x)", "Derivative(Abs(x), x)", "Derivative(sqrt(x), x)", "asin(2)", "atanh(1)",
    "tan(pi/2)", "polylog(2, 2)", "LambertW(-1)", "Piecewise((1, x > 0))", "Derivative(Abs(x), (x, 2))",
])  # fmt: skip
def test_where_there_is_no_value(text: str) -> None:
    with mp.workdps(DIGITS), pytest.raises(NoValue):
        Walk({"x": mp.mpf(0)})(parse(text))


# -- Derive ------------------------------------------------------------------------------------------------


def test_derive_is_never_wrong_and_rarely_silent() -> None:
    end, sample, asked, decided = time.monotonic() + SECONDS_FOR_PROOFS, list(rows()), 0, 0
    random.Random(21).shuffle(sample)
    for row in sample:
        if time.monotonic() > end:
            break
        found = prove(row.statement(), 2.0)
        asked += 1
        answer = type(found).__name__
        assert answer in ("Undecided", "Proved" if row.truth else "Refuted"), (
            f"{row.name}: {row.text}: {answer}"
        )
        if answer != "Undecided":
            decided += 1
            assert check(found.certificate).verdict == answer.lower()
    assert asked >= 200
    assert decided >= 0.95 * asked


def test_certificates_are_checked_without_sympy_and_flint(tmp_path: Any) -> None:
    found = [prove(row.statement(), 5.0) for row in rows()[::60]]
    lines = [json.dumps(each.certificate) for each in found if hasattr(each, "certificate")]
    forged = json.loads(lines[0])
    forged["statement"]["right"] = ["add", forged["statement"]["right"], 1]
    file = tmp_path / "certificates.jsonl"
    file.write_text("\n".join([*lines, json.dumps(forged)]) + "\n", encoding="utf-8")
    command = [sys.executable, "-S", "-m", "benchmarks.prove.checking", str(file)]
    answer = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert len(answer["sizes"]) == len(answer["seconds"]) == len(lines) + 1
    assert [line.split(":")[0] for line in answer["refused"]] == [f"certificate {len(lines) + 1}"]
    command.remove("-S")
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "expected no sympy, flint, mpmath here" in refused.stderr


# -- other systems -----------------------------------------------------------------------------------------


def test_printers_write_what_each_system_reads() -> None:
    term = parse("Max(x, y) + Heaviside(x)**2 - erfc(x)/E")
    assert MAXIMA(term) == "(max(x, y) + (((1 + signum(x))/2))^(2) + ((-1) * (erfc(x) * (%e)^((-1)))))"
    assert FRICAS(term).startswith("(((x + y + abs(x - y))/2) + ")
    assert "(1 - erf(x))" in FRICAS(term) and "(e)^((-1))" in GIAC(term)
    cases = parse("Piecewise((1, 0 < x and x < y), (0, True))")
    assert MAXIMA(cases) == "(if ((0 < x) and (x < y)) then 1 else 0)"
    for printer, text in ((FRICAS, "Piecewise((1, x > 0), (0, True))"), (GIAC, "polylog(2, x)"),
                          (MAXIMA, "LeftDerivative(Abs(x), x, 0)")):  # fmt: skip
        with pytest.raises(NotExpressible):
            printer(parse(text))


def test_definitions_are_written_out() -> None:
    catalogue = Catalogue.load()
    term = catalogue.parse("silu(silu(y))")
    assert unfolded(term, catalogue.definitions(term)).heads() <= {
        "add",
        "mul",
        "pow",
        "exp",
        "number",
        "symbol",
    }


@pytest.mark.parametrize(("row", "way", "answer"), [
    (named("sin(x)**2 + cos(x)**2", "1", True), "simplify", "proved"),
    (named("sqrt(x**2)", "x", True, domain=("x > 0",)), "equals", "proved"),
    (named("exp(x)", "x", False), "equals", "refuted"),
    (named("Abs(x)", "x", True, domain=("x >= y", "y > 0")), "equals", "undecided"),  # the condition is lost
    (named("x**2", "0", True, relation=">="), "simplify", "proved"),
    (named("limit(sin(x)/x, x, 0)", "1", True), "simplify", "proved"),
])  # fmt: skip
def test_sympy_is_asked_what_the_row_says(row: Row, way: str, answer: str) -> None:
    assert decide(row, row.statement(), way) == answer


@pytest.mark.parametrize("name", list(CONSOLES))
def test_consoles_answer(name: str) -> None:
    if not installed(name):
        pytest.skip(f"{name} is not installed")
    system = CONSOLES[name](10)
    try:
        true = named("sin(x)**2 + cos(x)**2", "1", True)
        assert [system.ask(true)["answer"] for _ in range(2)] == ["proved", "proved"]
        assert system.ask(named("exp(x)", "x", False))["answer"] in ("undecided", "refuted")
        assert system.ask(named("sqrt(2) + sqrt(3)", "pi", False))["answer"] == "refuted"
        assert system.ask(named("LeftDerivative(Abs(x), x, 0)", "-1", True))["answer"] == "not asked"
    finally:
        system.close()


def test_a_late_process_is_ended_and_the_next_one_answers() -> None:
    system = PythonSystem("sympy-simplify", 0.05)
    try:
        slow = named("tanh(sigmoid(softplus(x)))**9", "sigmoid(tanh(x))**9", False)
        assert system.ask(slow)["answer"] == "timeout"
        assert system.ask(named("1", "2", False))["answer"] == "refuted"
    finally:
        system.close()
    assert system.pipe is None
    pipe = Pipe([sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(Ended, match="late"):
        pipe.until("never", 0.1)
    pipe.close()
    assert pipe.process.returncode is not None


# -- numbers and page --------------------------------------------------------------------------------------

MADE = {
    "date": "2026-01-01", "timeout": 2.0, "machine": {"processors": 2, "architecture": "any", "python": "3"},
    "systems": {"derive": {"version": "1"}, "giac": {"version": "2"}, "maxima": {"version": "not installed"}},
    "certificates": {"answers": 3, "accepted": 3, "refused": [], "median_bytes": 400, "largest_bytes": 900,
                     "median_ms": 0.5, "longest_ms": 9.0},
    "rows": {
        "a": {"family": "composition", "truth": True, "set": "statements", "derive": ["proved", 2.0],
              "giac": ["proved", 8.0]},
        "b": {"family": "composition", "truth": True, "set": "statements", "derive": ["proved", 1.0],
              "giac": ["timeout", 2000.0]},
        "c": {"family": "erf", "truth": False, "set": "statements", "derive": ["refuted", 3.0],
              "giac": ["proved", 1.0]},
        "d": {"family": "erf", "truth": False, "set": "statements", "formal": True,
              "derive": ["undecided", 4.0], "giac": ["proved", 1.0]},
        "e": {"family": "erf", "truth": True, "set": "statements", "derive": ["undecided", 5.0],
              "giac": ["refuted", 1.0]},
        "f": {"family": "erf", "truth": True, "set": "statements", "derive": ["undecided", 5.0],
              "giac": ["not asked", 0.0]},
    },
}  # fmt: skip


def test_answers_are_counted_fairly() -> None:
    chosen = list(MADE["rows"].values())
    giac = tally(MADE, "giac", chosen)
    assert (giac["asked"], giac["not_asked"], giac["proved"], giac["wrong"]) == (5, 1, 1, 2)
    assert (giac["formal"], giac["timeouts"], giac["share"], giac["median_ms"]) == (1, 1, 0.2, 1.0)
    derive = tally(MADE, "derive", chosen)
    assert (derive["proved"], derive["refuted"], derive["undecided"], derive["wrong"]) == (2, 1, 3, 0)
    assert ratio(MADE, "giac", chosen) == {"count": 1, "total": 4.0, "median": 4.0}
    assert ratio(MADE, "giac", chosen[:2], seconds=2.0) == {"count": 2, "total": 2008 / 3, "median": 1002.0}
    assert ratio(MADE, "giac", chosen[:2], seconds=1.0) == {"count": 2, "total": 1008 / 3, "median": 502.0}
    assert summary(MADE)["absent"] == ["maxima"]


def test_a_system_that_had_more_time_is_counted_up_to_either_limit() -> None:
    """`simplify` on compositions of depth 3: what it proves after the limit of others counts as late."""
    names = ("derive", "sympy-simplify")
    row = {"family": "deep", "truth": True, "set": "deep", "derive": ["proved", 10.0]}
    theirs = {"a": ["proved", 5000.0], "b": ["timeout", 9000.0], "c": ["proved", 1000.0]}
    rows = {name: {**row, "sympy-simplify": answer} for name, answer in theirs.items()}
    found = {**MADE, "patience": 9.0, "rows": rows, "systems": {name: {"version": "1"} for name in names}}
    numbers = summary(found)
    ratios = numbers["ratios"]["sympy-simplify"]["derive"]
    assert ratios["both"] == {"count": 1, "total": 100.0, "median": 100.0}
    assert ratios["rest"]["count"] == 0
    assert ratios["cut"] == {"count": 3, "total": 5000 / 30, "median": 200.0}
    assert ratios["deep"] == {"count": 3, "total": 15000 / 30, "median": 500.0}
    assert numbers["sets"]["deep"]["sympy-simplify"]["total_s"] == 15.0


def test_formal_identities_hold_on_a_part_of_the_line() -> None:
    assert formal(named("sqrt(x**2)", "x", False))
    assert not formal(named("exp(2*x)", "2*exp(x)", False))
    assert not formal(named("Max(x, 0)", "x", False)), "a branching function is no formal matter"


def test_what_is_false_for_complex_numbers_may_be_called_false() -> None:
    assert formal(named("log(x**3)", "3*log(x)", True))
    assert not formal(named("relu(x)*relu(-x)", "0", True))
    assert not formal(named("atan(1) + atan(2) + atan(3)", "pi", True)), "constants have one value"


def test_the_page_says_what_was_measured() -> None:
    text = page(MADE)
    assert "| Derive | 6 | 2 | 1 | **0** | 0 | 3 | 0 | 0 | 50.0\u00a0% | 3.5\u00a0ms | 0.0&nbsp;s |" in text
    assert "| Giac | 5 | 1 | 0 | **2** | 1 | 0 | 1 | 0 | 20.0\u00a0% | 1.0\u00a0ms | 2.0&nbsp;s |" in text
    assert "| Maxima | not installed |" in text
    assert not re.search(r"\n\n\n", text)
    text = page(MADE, CHINESE)
    assert "| Derive | 6 | 2 | 1 | **0** | 0 | 3 | 0 | 0 | 50.0\u00a0% | 3.5\u00a0ms | 0.0&nbsp;s |" in text
    assert "| Maxima | 未安装 |" in text


def test_the_page_shows_derive_compiled_where_it_was_measured() -> None:
    """A row of its own in the tables, a ratio of its own, and no column: what it answers is the same."""
    rows = {name: {**row, "derive-compiled": [row["derive"][0], row["derive"][1] / 2]}
            for name, row in MADE["rows"].items()}  # fmt: skip
    systems = {**MADE["systems"], "derive-compiled": {"version": "1", "arithmetic": "mypyc"}}
    found = {**MADE, "rows": rows, "systems": systems}
    for text in (page(found), page(found, CHINESE)):
        assert len(re.findall(r"\n\| Derive(?:, compiled|，编译后) \|", text)) == 2
        assert re.search(r"\n\| Giac \| Derive \| 1 \| 4.0 \| 4.0 \| 4.0 \| 669 \| \w+ \|  \|\n", text)
        assert re.search(
            r"\n\| Giac \| Derive\W+\w+ \| 1 \| 8.0 \| 8.0 \| 8.0 \| 1,339 \| \w+ \|  \|\n", text
        )
    assert "make compiled" not in page(MADE)


def test_the_page_agrees_with_the_results() -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    written = pages(results)
    assert len(written) == 2, "English and Chinese"
    for path, text in written.items():
        assert path.read_text(encoding="utf-8") == text, f"{path}: python -m benchmarks.prove --page"
    assert set(results["rows"]) == {row.name for row in rows()}
    told = [row for row in results["rows"].values() if "derive-compiled" in row]  # said to be the same
    assert [row["derive-compiled"][0] for row in told] == [row["derive"][0] for row in told]
    assert {name: value["truth"] for name, value in results["rows"].items()} == {
        r.name: r.truth for r in rows()
    }


def test_the_command_measures_and_writes(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "results.json"
    assert (
        main(
            [
                "--systems",
                "derive",
                "--sets",
                "statements",
                "--family",
                "erf",
                "--limit",
                "6",
                "--out",
                str(file),
            ]
        )
        == 0
    )
    found = json.loads(file.read_text(encoding="utf-8"))
    assert (
        len(found["rows"]) == 6 and found["certificates"]["answers"] == found["certificates"]["accepted"] >= 5
    )
    assert "certificates: " in capsys.readouterr().out
