"""The command line as one uses it: results, exit statuses, and one clear sentence for every mistake."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from derive.checker import check
from derive.cli import EXIT_STATUS, app
from derive.console import USAGE
from derive.language.plain import plain

run = CliRunner()
HARD = "(x + exp(x) + exp(exp(x)))**40 == (exp(x) + x + exp(exp(x)))**40"
SIGMOID = "Derivative(sigmoid(x), x) == sigmoid(x)*(1 - sigmoid(x))"


def lines(*arguments: str, code: int = 0, given: str | None = None) -> list[str]:
    result = run.invoke(app, list(arguments), input=given)
    assert result.exit_code == code, result.output
    return result.output.splitlines()


def test_proved_with_its_domain() -> None:
    assert lines("prove", SIGMOID) == [f"proved    {SIGMOID}", "domain    everywhere"]
    assert lines("prove", "log(x**2) == 2*log(x)")[1] == "domain    x > 0"


def test_refuted_at_a_point_that_is_printed() -> None:
    out = lines(
        "prove", "Derivative(sigmoid(x), x) == sigmoid(x)*(1 + sigmoid(x))", code=EXIT_STATUS["Refuted"]
    )
    assert out[0].startswith("refuted")
    assert out[1] == "at        x = 1"
    # σ'(1) - σ(1)(1 + σ(1)) = -2σ(1)² with σ(1) = 0.731058578630...
    assert out[2].startswith("there     left - right = [-1.06889329077")


def test_refuted_where_arb_has_no_ball() -> None:
    out = lines("prove", "Derivative(polylog(2, x/t), x, 3) <= 0", code=EXIT_STATUS["Refuted"])
    assert out[2] == "there     the relation fails in the checker's intervals"


def test_vacuous_is_an_answer_of_its_own() -> None:
    out = lines("prove", "log(x) == log(-x)", code=EXIT_STATUS["Vacuous"])
    assert out[0].startswith("vacuous")
    assert "at no point" in out[1]


def test_undecided_says_why() -> None:
    out = lines("prove", "--seconds", "0.01", HARD, code=EXIT_STATUS["Undecided"])
    assert out[0].startswith("undecided")
    assert out[1] == "reason    time"


def test_assumptions_and_domain() -> None:
    lines("prove", "sqrt(a**2) == a", code=EXIT_STATUS["Refuted"])
    assert lines("prove", "sqrt(a**2) == a", "--assume", "a>0")[0].endswith("for a>0")
    lines("prove", "Abs(x) == -x", "--domain", "x<=0")


def test_prove_for_a_program(tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    (line,) = lines("prove", SIGMOID, "--json", "--certificate", str(file))
    answer = json.loads(line)
    assert answer["verdict"] == "proved"
    assert answer["domain"] == []
    assert json.loads(file.read_text()) == answer["certificate"]
    assert check(answer["certificate"]).verdict == "proved"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("sigmoid(x) = 1", "column 12: expected an operator or the end, found '=': equality is written =="),
        ("sigmod(x) == 1", "sigmoid"),
        ("__import__('os') == 1", "column"),
        ("x +", "column 4"),
        ("", "expected"),
        ("x", "expected"),
    ],
)
def test_a_mistake_is_one_sentence(statement: str, expected: str) -> None:
    out = lines("prove", statement, code=USAGE)
    assert out[0].startswith("derive: formula: ")
    assert expected in out[0]
    assert not any("Traceback" in line for line in out)


def test_many_statements_at_once(tmp_path: Path) -> None:
    rows = [
        {"name": "one", "lhs": "exp(a + b)", "rhs": "exp(a)*exp(b)", "assumptions": {"a": "real"}},
        {"name": "two", "lhs": "sqrt(a**2)", "rhs": "a", "assumptions": {"a": "positive"}, "domain": "a < 5"},
        {"name": "three", "lhs": "x**2", "rhs": "x"},
        {"lhs": "log(x)", "rhs": "log(-x)", "domain": ["x > 0"]},
    ]
    file = tmp_path / "statements.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    answers = [json.loads(line) for line in lines("prove", "--jsonl", str(file))]
    assert [a["name"] for a in answers] == ["one", "two", "three", "line 4"]
    assert [a["verdict"] for a in answers] == ["proved", "proved", "refuted", "vacuous"]
    assert set(answers[0]) == {"name", "verdict", "domain", "reason", "certificate", "seconds"}
    assert all(check(a["certificate"]).kind == "statement" for a in answers[:3])


def test_a_bad_line_loses_nothing() -> None:
    good = '{"name": "good", "lhs": "x", "rhs": "x"}'
    bad = ["nonsense", "[1]", '{"lhs": 1, "rhs": "x"}', '{"lhs": "x+", "rhs": "x"}', '{"lhs": "x"}']
    bad.append('{"lhs": "a", "rhs": "a", "assumptions": {"a": "blue"}}')
    result = run.invoke(app, ["prove", "--jsonl", "-"], input="\n".join([good, *bad, good]))
    assert result.exit_code == USAGE
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [a["verdict"] for a in answers] == ["proved", *["undecided"] * len(bad), "proved"]
    assert all(a["reason"].startswith("not read: ") for a in answers[1:-1])
    assert result.stderr.count("derive: -, line") == len(bad)


def test_statement_or_file_not_both() -> None:
    assert "found neither" in lines("prove", code=USAGE)[0]
    assert "found both" in lines("prove", "x == x", "--jsonl", "-", code=USAGE)[0]


def test_show_names_each_rule() -> None:
    text = "\n".join(lines("show", "sigmoid"))
    for title in ("Definition", "Reciprocal rule", "Sum rule", "Exponential", "Tidy up"):
        assert title in text
    assert "through itself: sigmoid(x)*(1 - sigmoid(x))  [proved]" in text
    text = "\n".join(lines("show", "relu"))
    assert "at x = 0: from the left 0, from the right 1" in text
    assert "no derivative there; Clarke interval [0, 1]" in text


def test_show_keeps_jumps() -> None:
    text = "\n".join(lines("show", "Heaviside(x)"))
    assert "at x = 0: value 1/2, limit from the left 0, limit from the right 1" in text
    assert "not continuous there" in text
    found = json.loads(lines("show", "Heaviside(x)", "--json")[0])
    assert found["jumps"] == [{"at": "0", "value": "1/2", "left": "0", "right": "1", "continuous": False}]


def test_show_a_formula_and_json() -> None:
    found = json.loads(lines("show", "x*exp(a*x)", "--assume", "a>0", "--json")[0])
    assert found["claim"]["status"] == "proved"
    assert found["claim"]["hypotheses"] == ["a > 0"]
    assert check(found["claim"]["certificate"]).verdict == "proved"


@pytest.mark.parametrize("wrong", ["nosuchfunction", "sigmod", "1/(1+exp(-x)", "x == 1", "", "lambda x: x"])
def test_show_refuses_nonsense(wrong: str) -> None:
    out = lines("show", wrong, code=USAGE)
    assert out[0].startswith("derive: ")


def test_check_files(tmp_path: Path) -> None:
    good, forged, junk = (tmp_path / name for name in ("good.json", "forged.json", "junk.json"))
    lines("prove", SIGMOID, "--certificate", str(good))
    data = json.loads(good.read_text())
    data["statement"]["right"] = ["sigmoid", "x"]
    forged.write_text(json.dumps(data))
    junk.write_text("{")
    assert lines("check", str(good))[-1] == "1 accepted"
    assert any(line.startswith("refused") for line in lines("check", str(good), str(forged), code=1))
    assert any(line.startswith("not read") for line in lines("check", str(junk), code=USAGE))
    answers = [json.loads(line) for line in lines("check", "--json", str(good), str(forged), code=1)]
    assert [a["accepted"] for a in answers] == [True, False]
    lines("check", str(tmp_path / "missing.json"), code=USAGE)


def test_the_checker_runs_where_nothing_is_installed(tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    lines("prove", SIGMOID, "--certificate", str(file))
    root = Path(__file__).parent.parent
    bare = [sys.executable, "-I", "-S", "-c"]
    start = f"import sys, runpy; sys.path.insert(0, {str(root)!r}); sys.argv = ['checker', {str(file)!r}]; "
    done = subprocess.run(
        [*bare, start + "runpy.run_module('derive.checker', run_name='__main__')"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1 accepted" in done.stdout
    absent = subprocess.run([*bare, "import sympy"], capture_output=True, check=False)
    assert absent.returncode != 0


def test_collapse() -> None:
    out = lines("collapse", "--depth", "3")
    assert "  W = W₁ W₂ W₃" in out
    assert "  b = b₁ W₂ W₃ + b₂ W₃ + b₃" in out
    assert lines("collapse", "--shapes", "4,5,3")[0].startswith("one affine layer from 4 to 3 features")
    assert "The step lemma." in lines("collapse")
    assert "  W = (I_d + W₁) (I_d + W₂)" in lines("collapse", "--depth", "2", "--residual")
    certificate = json.loads(lines("collapse", "--depth", "50", "--json")[0])
    assert check(certificate).kind == "collapse"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--shapes", "4,a"], "found 'a'"),
        (["--shapes", "4"], "at least two"),
        (["--shapes", "4,0,3"], "positive"),
        (["--shapes", "4,5,3", "--depth", "3"], "expected 4 numbers for a depth of 3, found 3"),
        (["--depth", "0"], "greater than or equal to 1"),
    ],
)
def test_collapse_refuses_what_does_not_fit(arguments: list[str], expected: str) -> None:
    assert expected in " ".join(lines("collapse", *arguments, code=USAGE))


def test_a_catalogue_of_ones_own(tmp_path: Path) -> None:
    text = 'name = "Cube"\nsymbol = "c"\nsummary = "A cube."\nformula = "x**3"\n'
    (tmp_path / "cube.toml").write_text(text)
    shown = lines("--catalogue", str(tmp_path), "show", "cube")
    assert "derivative: 3*x**2  [proved]" in shown
    assert lines("--catalogue", str(tmp_path), "prove", "cube(-x) == -cube(x)")[0].startswith("proved")
    (tmp_path / "cube.toml").write_text(text.replace("formula", "formla"))
    out = lines("--catalogue", str(tmp_path), "list", code=USAGE)
    assert "cube.toml" in out[0]
    assert "formla" in out[0]
    assert "expected a directory" in lines("--catalogue", str(tmp_path / "no"), "list", code=USAGE)[0]


def test_list_and_help() -> None:
    assert any(line.startswith("relu ") for line in lines("list"))
    assert {json.loads(line)["slug"] for line in lines("list", "--json")} >= {"relu", "sigmoid", "tanh"}
    assert "Exit status: 0 proved" in " ".join(lines("prove", "--help"))
    assert lines("--version")[0].startswith("derive ")
    assert EXIT_STATUS["Proved"] == 0


def test_matrices_in_a_terminal() -> None:
    assert plain(r"W_{1} W_{2} \cdots W_{L}") == "W₁ W₂ ⋯ W_L"
    assert plain(r"\mathbf{1}_{n} \sum_{k=1}^{L} b_{k}") == "1ₙ Σₖ₌₁^L bₖ"


def test_bounds_are_told_with_where_and_how_they_are_known() -> None:
    result = CliRunner().invoke(app, ["bounds", "silu"])
    assert result.exit_code == 0
    values, first, second, digits = result.output.splitlines()
    assert values == "for       beta = 1"
    assert first == "supremum  ∞, not attained: the limit for x → ∞   (proved)"
    assert second == "infimum   -LambertW(exp(-1)), attained at x = -1 - LambertW(exp(-1))   (proved)"
    assert digits.strip().startswith("-0.27846454276107379")


def test_bounds_as_json_carry_certificates() -> None:
    result = CliRunner().invoke(app, ["bounds", "x*a", "--param", "a=2", "--domain", "x<=3", "--json"])
    found = json.loads(result.output)
    assert found["supremum"]["value"] == "6"
    assert found["supremum"]["at"] == "3"
    assert found["infimum"]["value"] == "-oo"
    assert found["params"] == {"a": "2"}
    for claim in (*found["supremum"]["claims"], *found["infimum"]["claims"]):
        assert check(claim["certificate"]).verdict == "proved"


def test_bounds_say_no_more_of_a_place_than_is_known() -> None:
    lowest = CliRunner().invoke(app, ["bounds", "sin(x)/x"]).output.splitlines()[1]
    assert lowest.endswith(", near x = -4.493409457909064175307881   (enclosed)")


def test_bounds_end_in_time() -> None:
    result = CliRunner().invoke(app, ["bounds", "sin(x)*sin(sqrt(2)*x)", "--seconds", "0.01"])
    assert result.exit_code == 0
    assert result.output.splitlines() == ["supremum  open: time", "infimum   open: time"]


@pytest.mark.parametrize(("args", "part"), [
    (["relu", "--param", "a=3"], "parameter of relu"),
    (["elu", "--param", "alpha"], "alpha=1/2"),
    (["relu", "--domain", "x>a"], "relations between x and a number"),
    (["1/(x-1)", "--domain", "x>1", "--domain", "x<=1"], "relations that some x satisfies"),
    (["nosuch"], "slug"),
    (["x*y"], "expected a value for the parameter 'y', such as y=1/2, found none"),
    (["a*x + b", "--param", "a=1"], "expected a value for the parameter 'b'"),
    (["Derivative(x*exp(-x), x)"], "expected no derivative by x where x is replaced"),
    (["relu", "--seconds", "0"], "seconds"),
    (["relu", "--seconds", "inf"], "seconds"), (["relu", "--memory", "99999999999"], "memory"),
])  # fmt: skip
def test_bounds_of_what_cannot_be_read(args: list[str], part: str) -> None:
    result = CliRunner().invoke(app, ["bounds", *args])
    assert result.exit_code == USAGE
    assert part in result.output.replace("\n", " ")
