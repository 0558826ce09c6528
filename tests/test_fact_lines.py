"""derive facts: lines in, lines out; mistakes, exact decimals, bounds of time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from typer.testing import CliRunner

from derive.cli import app
from derive.facts import guard
from derive.facts.all import KINDS, found_facts
from derive.facts.fact import Fact
from derive.facts.guard import Surveyor
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue

run = CliRunner()


def lines(tmp_path: Path, *rows: str) -> tuple[int, list[dict[str, object]]]:
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = run.invoke(app, ["facts", "--jsonl", str(file)])
    return found.exit_code, [json.loads(line) for line in found.stdout.splitlines()]


def test_one_line_out_for_each_in_and_in_the_same_order(tmp_path: Path) -> None:
    names = [f"n{k}" for k in range(9)]
    status, out = lines(
        tmp_path, *(f'{{"name": "{n}", "formula": "Max({k}, x)"}}' for k, n in enumerate(names))
    )
    assert status == 0
    assert [row["name"] for row in out] == names
    assert [row["kinks"] for row in out] == [[str(k)] for k in range(9)]
    assert all({"name", "seconds", "derivative", "kinks", "facts"} <= row.keys() for row in out)
    assert {fact["kind"] for fact in out[0]["facts"]} == {name for name, _ in KINDS}  # type: ignore[attr-defined,union-attr]


def test_a_mistake_is_answered_and_the_run_goes_on(tmp_path: Path) -> None:
    status, out = lines(
        tmp_path,
        '{"name": "a", "formula": "Max(0,"}',
        '{"name": "b", "formula": "c*x", "params": {}}',
        "not json",
        '{"name": "d", "formula": "x", "params": {"a": NaN}}',
        '{"name": "e", "formula": 7}',
        '{"name": "f", "formula": "c*x", "params": {"c": "many"}}',
        '{"name": "g", "formula": "__import__(\'os\')"}',
        '{"name": "good", "formula": "c*x", "params": {"c": 2}}',
    )
    assert status == 2
    assert ["error" in row for row in out] == [True] * 7 + [False]
    assert "'c'" in str(out[1]["error"])


def test_decimals_are_read_as_they_are_written(tmp_path: Path) -> None:
    _, out = lines(
        tmp_path,
        '{"name": "a", "formula": "c*x", "params": {"c": 0.1}}',
        '{"name": "b", "formula": "c*x", "params": {"c": 1.67326324235437728481704299167e0}}',
        '{"name": "c", "formula": "c*x", "params": {"c": "1/3"}}',
    )
    assert [row["derivative"] for row in out] == [
        "1/10", "167326324235437728481704299167/100000000000000000000000000000", "1/3",
    ]  # fmt: skip


def test_a_parameter_that_the_formula_does_not_have_is_named(tmp_path: Path) -> None:
    _, (row,) = lines(tmp_path, '{"name": "a", "formula": "x", "params": {"q": 1}}')
    assert row["ignored"] == ["q"]


def test_what_a_bound_cuts_off_is_open_with_the_reason() -> None:
    subject = Subject.of(Catalogue.load().find("x*erf(log(1 + exp(x)))*atan(exp(x))*tanh(x*exp(-x/7))"))
    with Surveyor(seconds=0.6) as surveyor:
        found = surveyor.facts(subject)
        kinds = [fact["kind"] for fact in found]
        assert len(set(kinds)) == len(kinds) == len(KINDS)
        assert {fact.get("reason") for fact in found if fact["status"] == "open"} <= {"time"}
        again = surveyor.facts(Subject.of(Catalogue.load()["relu"]))
    assert next(fact for fact in again if fact["kind"] == "kinks")["status"] == "enclosed"


def test_a_fault_of_the_program_is_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(subject: Subject, end: float) -> Iterator[Fact]:
        yield from islice(found_facts(subject, end), 1)
        raise ZeroDivisionError("Fraction(-1, 0)")

    monkeypatch.setattr(guard, "found_facts", broken)
    with Surveyor() as surveyor:
        first, *rest = surveyor.facts(Subject.of(Catalogue.load()["relu"]))
    assert first["status"] != "open"
    reasons = {fact["reason"] for fact in rest}
    assert reasons == {"a fault of the program (ZeroDivisionError: Fraction(-1, 0))"}


def test_one_function_in_words_and_as_json() -> None:
    words = run.invoke(app, ["facts", "elu", "--param", "alpha=0.5"])
    assert words.exit_code == 0
    assert "range             -0.5 < f(x)" in words.stdout
    assert words.stdout.startswith("for               alpha = 1/2\n")
    assert "alpha = 1\n" in run.invoke(app, ["facts", "elu"]).stdout  # the default is said
    data = json.loads(run.invoke(app, ["facts", "x*Max(0, x)", "--json"]).stdout)
    assert data["derivative"] == "Piecewise((0, x < 0), (2*x, x >= 0))"
    assert data["kinks"] == []


def test_mistakes_of_the_command_end_in_a_sentence() -> None:
    for args in (["facts"], ["facts", "no_such"], ["facts", "x+"], ["facts", "relu", "--param", "a=1"]):
        found = run.invoke(app, args)
        assert found.exit_code == 2
        assert found.stderr.startswith("derive: ")
