"""Limits: true ones are proved and agree with numbers, false ones never."""

import json
import time

import pytest
from limit_rows import OPEN, PARTLY, QUICK, SLOW, STEEP, VACUOUS, WIDE, WRONG
from limit_values import agrees

from derive.checker import Rejected, check
from derive.checker.field import Cell
from derive.checker.limits import LimitReading, read_limit
from derive.language.catalogue import Catalogue
from derive.proof import limits
from derive.proof.allowances import GivenUp
from derive.proof.limits import LimitSearch
from derive.proof.prover import prove
from derive.proof.verdicts import Proved, Refuted, Undecided, Vacuous

CATALOGUE = Catalogue.load()


@pytest.mark.parametrize(("text", "assume", "parameters"), [*STEEP, *QUICK, *WIDE, *SLOW])
def test_true_limits_are_proved(text: str, assume: tuple[str, ...], parameters: dict) -> None:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert isinstance(verdict, Proved), verdict
    report = check(json.loads(json.dumps(verdict.certificate)))
    assert (report.kind, report.verdict) == ("limit", "proved")


@pytest.mark.parametrize(("text", "assume", "domain"), PARTLY)
def test_where_limits_mean_something(text: str, assume: tuple[str, ...], domain: list[str]) -> None:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert isinstance(verdict, Proved), verdict
    assert sorted(map(str, verdict.domain)) == domain
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "proved"


@pytest.mark.parametrize(("text", "assume", "parameters"), STEEP)
def test_steep_limits_are_true_near_by(text: str, assume: tuple[str, ...], parameters: dict) -> None:
    assert agrees(text, parameters, ("1", "2", "2.6") if "exp(exp(exp" in text else ("2", "5", "8"), 2500)


@pytest.mark.parametrize(("text", "assume", "parameters"), QUICK)
def test_quick_limits_are_true_near_by(text: str, assume: tuple[str, ...], parameters: dict) -> None:
    assert agrees(text, parameters, ("5", "12", "30"), 600)


@pytest.mark.parametrize(("text", "assume", "parameters"), WIDE)
def test_wide_limits_are_true_further_out(text: str, assume: tuple[str, ...], parameters: dict) -> None:
    assert agrees(text, parameters, ("40", "200", "1000"), 1000)


@pytest.mark.parametrize(("text", "assume", "parameters"), SLOW)
def test_slow_limits_are_true_far_out(text: str, assume: tuple[str, ...], parameters: dict) -> None:
    assert agrees(text, parameters, ("1e20", "1e60", "1e180"), 1500)


@pytest.mark.parametrize("text", [
    "limit(tanh(x), x, oo) == 2", "limit(sign(x), x, 0) == 1", "limit(1/x, x, 0) == oo",
    "limit(1/x, x, 0, left) == oo", "limit(sqrt(x**2 + x) - x, x, oo) == 0", "limit(gelu(x), x, oo) == 0",
    "limit((1 - cos(x))/x**2, x, 0) == 1", "limit(exp(1/x), x, 0) == 0",
    "limit(x*log(x), x, 0, right) == -oo",
])  # fmt: skip
def test_the_numbers_notice_a_wrong_value(text: str) -> None:
    assert not agrees(text, {}, ("5", "20", "60"), 800)


# -- what is not ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "assume", "reason"), WRONG)
def test_false_limits_are_refuted(text: str, assume: tuple[str, ...], reason: str | None) -> None:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert isinstance(verdict, Refuted), verdict
    assert reason is None or verdict.reason == reason
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "refuted"


@pytest.mark.parametrize(("text", "assume"), VACUOUS)
def test_what_says_nothing_is_vacuous(text: str, assume: tuple[str, ...]) -> None:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert isinstance(verdict, Vacuous), verdict
    report = check(json.loads(json.dumps(verdict.certificate)))
    assert (report.kind, report.verdict) == ("limit", "vacuous")


@pytest.mark.parametrize(("text", "assume"), OPEN)
def test_what_does_not_exist_is_undecided(text: str, assume: tuple[str, ...]) -> None:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert isinstance(verdict, Undecided) and verdict.reason


@pytest.mark.parametrize(("text", "assume"), [*VACUOUS, *OPEN])
def test_the_checker_refuses_them_at_every_order(text: str, assume: tuple[str, ...]) -> None:
    statement = CATALOGUE.statement(text, assume).json()
    names = {name for name in "a" if name in json.dumps(statement["hypotheses"])}
    for order in (1, 2, 5, 9):
        for witness in (0, 1, -1):
            made = {
                "format": "derive-certificate", "version": 1, "kind": "limit", "verdict": "proved",
                "statement": statement, "order": order, "proof": {"leaf": "holds"}, "domain": [],
                "witness": dict.fromkeys(names, witness),
            }  # fmt: skip
            with pytest.raises(Rejected):
                check(made)


@pytest.mark.parametrize(("text", "assume"), [*VACUOUS[:-1], *OPEN, *(row[:2] for row in WRONG)])
def test_no_number_of_terms_proves_them(text: str, assume: tuple[str, ...]) -> None:
    """With the constants that the prover would find; the last of VACUOUS has hypotheses that contradict."""
    asked = read_limit(CATALOGUE.statement(text, assume).json())
    for order in (1, 3, 5, 8):
        search = LimitSearch(asked.claim, time.monotonic() + 5, asked=asked, order=order)
        try:
            search.grow(Cell({}, asked.claim.facts))
        except (GivenUp, Rejected):
            continue
        found = {leaf.found for leaf in search.leaves}
        assert "fails" in found or "holds" not in found


@pytest.mark.parametrize(("text", "kind", "reason"), [
    ("limit(log(-x), x, oo) == 0", Vacuous, "no value near the point: a logarithm of a function that is not"),
    ("limit(sqrt(x), x, 0) == 0", Vacuous, "no value to the left of the point: a root of a function that is"),
    ("limit(x, x, oo) == log(-1)", Vacuous, "the right side has no value"),
    ("limit(1/x, x, oo) == 0", Vacuous, "no values of the parameters satisfy the hypotheses"),
    ("limit(sin(x), x, oo) == 0", Undecided, "it oscillates"),
    ("limit(LambertW(a + 1/x), x, oo) == LambertW(a)", Undecided, "on a cell in which no values"),
    ("limit(LambertW(a + x), x, 0, right) == LambertW(a)", Undecided, "on a cell in which no values"),
])  # fmt: skip
def test_why_a_limit_is_not_decided(text: str, kind: type, reason: str) -> None:
    verdict = prove(CATALOGUE.statement(text, ("a > 0", "a < 0") if "hypotheses" in reason else ()))
    assert isinstance(verdict, kind)
    assert reason in verdict.reason


@pytest.mark.parametrize(("text", "assume"), [
    ("limit(1/x, x, oo) == 0", ()),
    ("limit(x**a, x, oo) == 0", ("a < 0",)),
    ("limit(sqrt(x), x, 0, right) == 0", ()),
    ("limit(sqrt(x - a), x, 0) == sqrt(-a)", ()),  # where a < 0
    ("limit(log(sin(x)), x, oo) == 0", ()),
    *(row[:2] for row in WRONG), *OPEN,
])  # fmt: skip
def test_what_says_something_is_not_vacuous(text: str, assume: tuple[str, ...]) -> None:
    statement = CATALOGUE.statement(text, assume).json()
    for leaf in ("holds", "undefined", "outside"):
        for order in (1, 2, 5):
            made = {
                "format": "derive-certificate", "version": 1, "kind": "limit", "verdict": "vacuous",
                "statement": statement, "order": order, "proof": {"leaf": leaf},
            }  # fmt: skip
            with pytest.raises(Rejected):
                check(made)


@pytest.mark.parametrize("left", ["log(sin(1/x) - 2)", "log(sin(1/x))", "1/sin(1/x)", "sqrt(sin(1/x) - 3)"])
def test_one_side_refutes_nothing_where_the_other_may_have_no_value(left: str) -> None:
    """On the left there are points without a value, as near to 0 as one likes: nothing is claimed."""
    text = f"limit(Piecewise(({left}, x < 0), (1, True)), x, 0) == 0"
    for order in (1, 2, 4, 9):
        made = {
            "format": "derive-certificate", "version": 1, "kind": "limit", "verdict": "refuted",
            "statement": CATALOGUE.statement(text, ()).json(), "order": order, "point": {}, "atoms": [],
        }  # fmt: skip
        with pytest.raises(Rejected):
            check(made)


def test_no_points_are_looked_at_when_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    read = LimitReading(CATALOGUE.statement("limit(x*a, x, 0) == 1").json())
    assert isinstance(limits._refutation(read, 4, [None], time.process_time() + 60), Refuted)
    monkeypatch.setattr(limits, "_at", None)  # it cannot be called
    assert limits._refutation(read, 4, [None], time.process_time() - 1) is None


def test_one_side_refutes_where_the_other_only_oscillates() -> None:
    verdict = prove(CATALOGUE.statement("limit(Piecewise((sin(1/x), x < 0), (1, True)), x, 0) == 0"))
    assert isinstance(verdict, Refuted)
    assert verdict.reason == "the limit from the right is 1"


# It tends to 0 where a <= 0.
BOUND = "Piecewise((1, a > 0), (Derivative(x**6*log(Abs(x))*exp(x), x, 3), True))"
UNDEFINED = {"leaf": "undefined", "atoms": [[["log", ["mul", -1, "x"]], None], [["exp", "x"], None]]}
IN_X = {"split": "x", "neg": UNDEFINED, "zero": UNDEFINED, "pos": {"leaf": "undefined"}}
ROOT = ["add", ["pow", 4, ["rational", 1, 2]], -2]  # 0, but its atoms do not say so
SLACK = ["add", 1, ["mul", -1, ROOT]]
HIDDEN = {
    "leaf": "undefined",
    "atoms": [[ROOT[1], None], [["polylog", 2, ROOT], None], [["log", SLACK], None]],
}


def proved(text: str, order: int, domain: list, proof: dict, witness: dict) -> dict:
    return {
        "format": "derive-certificate", "version": 1, "kind": "limit", "verdict": "proved", "order": order,
        "statement": CATALOGUE.statement(text).json(), "domain": domain, "proof": proof, "witness": witness,
    }  # fmt: skip


@pytest.mark.parametrize("made", [
    proved(f"limit({BOUND}, x, 0) == 1", 2, [["gt", "a", 0]],
           {"split": "a", "neg": IN_X, "zero": IN_X, "pos": {"leaf": "holds"}}, {"a": 1}),
    proved("limit(1/x, x, oo) == 0", 2, [["or", ["eq", 0, 0], ["gt", "x", 0]]], {"leaf": "holds"}, {}),
    proved("limit(1/x, x, oo) == 0", 2, [], {"leaf": "holds", "products": ["x"]}, {}),
    proved("limit(exp(a)/x, x, oo) == 0", 2, [], {"leaf": "holds", "atoms": [[["exp", "x"], None]]},
           {"a": 1}),
    proved("limit(Piecewise((1, a > 0), (polylog(2, sqrt(4) - 2 + 1/x), True)), x, oo) == 1", 4,
           [["gt", "a", 0]],
           {"split": "a", "neg": HIDDEN, "zero": HIDDEN, "pos": {"leaf": "holds"}}, {"a": 1}),
], ids=["split", "domain", "products", "atoms", "polylog"])  # fmt: skip
def test_lies_about_what_has_no_value(made: dict) -> None:
    """The bound symbol is none of the cell, and a zero that is not seen is not divided by."""
    with pytest.raises(Rejected):
        check(made)


@pytest.mark.parametrize(("text", "kind"), [
    (f"limit({BOUND}, x, 0) == 1", Refuted),
    ("limit(Derivative(x**6*log(x)*exp(x)*sin(x), x, 3), x, 0, right) == 0", Proved),
    ("limit(Derivative(x**6*log(x)*exp(-x)*sin(x), x, 3), x, oo) == 0", Proved),
    ("limit(x**pi, x, 0) == 1", Vacuous),
    ("limit(x**sqrt(2) + 1, x, 0) == 5", Vacuous),
    ("limit((x - a)**pi, x, a) == 2", Vacuous),
    ("limit((a*x)**pi, x, 0) == 2", Refuted),  # at a = 0
    ("limit((x - x)**pi, x, 0) == 0", Proved),
    ("limit((x - x)**(-pi), x, 0) == 0", Vacuous),
    ("limit(x**(log(4)/log(2)), x, 0) == 0", Proved),
    ("limit(Piecewise((5, x < 1), (polylog(3, x), True)), x, 1) == 0", Undecided),
    ("limit(Piecewise((sqrt(x*sin(1/x)), x > 0), (7, True)), x, 0) == 0", Undecided),
])  # fmt: skip
def test_where_there_is_a_value_is_seen(text: str, kind: type) -> None:
    verdict = prove(CATALOGUE.statement(text))
    assert isinstance(verdict, kind), verdict
    if isinstance(verdict, Proved):
        assert not verdict.domain
