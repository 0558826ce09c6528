"""Powers: what an exponent asks of its base, and that a certificate cannot say otherwise."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from derive.checker import Rejected, check
from derive.checker.elementary import signs_of_base
from derive.checker.signs import ANY, POS, ZERO
from derive.language.catalogue import Catalogue
from derive.proof.prover import Proved, Refuted, Vacuous, prove

CATALOGUE = Catalogue.load()
DOMAINS = [  # a true statement, and where both sides have a value
    ("(-2)**2**3 == 256", ""),
    ("0**2**2 == 0", ""),
    ("x**2**3 == x**8", ""),
    ("x**(-2)**2 == x**4", ""),
    ("Derivative(x**2**2, x) == 4*x**3", ""),
    ("x**(2**(-1)) == sqrt(x)", "x >= 0"),
    ("0**pi == 0", ""),
    ("0**(pi/pi) == 0", ""),
    ("(-2)**(sqrt(2)*sqrt(2)) == 4", ""),
    ("x**pi >= 0", "x >= 0"),
    ("(x - 1)**sqrt(2)*(x - 1)**sqrt(2) == (x - 1)**(2*sqrt(2))", "x >= 1"),
    ("(x**2)**sqrt(2) == Abs(x)**(2*sqrt(2))", ""),
    ("x**(-pi)*x**pi == 1", "x > 0"),
    ("x**(pi/pi) == x", ""),
    ("x**(log(4)/log(2)) == x**2", ""),
    ("x**cos(0) == x", ""),
    ("x**(sqrt(2) - sqrt(2)) == 1", ""),
    ("Derivative(x**pi, x) == pi*x**(pi - 1)", "x > 0"),
    ("Derivative(x**(pi/pi), x) == 1", ""),
    ("x**y == exp(y*log(x))", "x > 0"),
    ("x**(y - y + 2) == x**2", "x > 0"),
    ("x**Max(1, 2) == x**2", ""),
    ("limit(x**2**2, x, -oo) == oo", None),
    ("limit(x**pi, x, 0, right) == 0", None),
    ("limit(x**Max(1, 2), x, -oo) == oo", None),
    ("limit(a*x**Max(1, 2)/x**2, x, 0) == a", None),
]


@pytest.mark.parametrize(("text", "domain"), DOMAINS, ids=[text for text, _ in DOMAINS])
def test_an_exponent_without_symbols_counts_by_its_value(text: str, domain: str | None) -> None:
    verdict = prove(CATALOGUE.statement(text))
    assert isinstance(verdict, Proved), verdict
    assert domain is None or ", ".join(map(str, verdict.domain)) == domain
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "proved"


def test_a_power_of_zero_is_no_counter_example_but_to_what_is_strict() -> None:
    verdict = prove(CATALOGUE.statement("x**pi > 0"))
    assert isinstance(verdict, Refuted)
    assert verdict.point == {"x": 0}
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "refuted"


@pytest.mark.parametrize("text", ["(-2)**pi == 1", "0**(-pi) == 0", "(-8)**(1/3) == -2"])
def test_powers_without_a_value(text: str) -> None:
    assert isinstance(prove(CATALOGUE.statement(text)), Vacuous)


def test_a_symbol_in_an_exponent_asks_for_a_positive_base_also_where_it_is_gone() -> None:
    verdict = prove(CATALOGUE.statement("x**Max(x, 2) == x**2", ["x < 1"]))
    assert isinstance(verdict, Proved)
    assert [str(c) for c in verdict.domain] == ["x > 0"]
    forged = json.loads(json.dumps({**verdict.certificate, "domain": []}))
    with pytest.raises(Rejected):
        check(forged)


def leaf(base: int, exponent: Any, says: str, atoms: list[Any]) -> dict[str, Any]:
    """A certificate of base**exponent == base**exponent that is a single leaf."""
    side = ["pow", base, exponent]
    return {
        "format": "derive-certificate", "version": 1, "kind": "statement", "domain": [], "witness": {},
        "verdict": "vacuous" if says == "undefined" else "proved",
        "statement": {"left": side, "relation": "==", "right": side, "definitions": {}, "hypotheses": []},
        "proof": {"leaf": says, "atoms": atoms},
    }  # fmt: skip


def test_a_whole_exponent_cannot_be_hidden_behind_functions() -> None:
    """(-1)**(log 4/log 2) is 1: no list of atoms makes a certificate say that it has no value."""
    two = ["mul", ["log", 4], ["pow", ["log", 2], -1]]
    hidden = [[["log", 4], None], [["log", 2], None]]
    shown = [[["log", 2], None], [["log", 4], ["mul", 2, ["log", 2]]]]
    for atoms in (hidden, shown):
        with pytest.raises(Rejected):
            check(leaf(-1, two, "undefined", atoms))
    assert check(leaf(-1, two, "holds", shown)).verdict == "proved"


def test_what_certificates_say_of_irrational_exponents() -> None:
    pi, less = ["pi"], ["mul", -1, ["pi"]]
    atoms = [[pi, None]]
    assert check(leaf(-1, pi, "undefined", atoms)).verdict == "vacuous"
    assert check(leaf(0, pi, "holds", atoms)).verdict == "proved"
    assert check(leaf(0, less, "undefined", atoms)).verdict == "vacuous"
    for base, exponent, says in ((-1, pi, "holds"), (0, pi, "undefined"), (0, less, "holds")):
        with pytest.raises(Rejected):
            check(leaf(base, exponent, says, atoms))


@pytest.mark.parametrize("value", ["x**Max(1, 2)", "(x - x)**pi + 1", "Max(x, 0)**sqrt(2) + 2", "x**Abs(-2)"])
def test_no_limit_is_lost_to_an_exponent(value: str) -> None:
    """For a = -1 there is a limit, and it is not 0."""
    text = f"limit(Piecewise(({value}, a < 0), (0, True)), x, -oo) == 0"
    assert not isinstance(prove(CATALOGUE.statement(text)), Proved)


@pytest.mark.parametrize(("exponent", "atoms"), [
    (["mul", ["log", 4], ["pow", ["log", 2], -1]], [[["log", 4], None], [["log", 2], None]]),
    (["mul", 8, ["atan", 1], ["pow", ["pi"], -1]], [[["atan", 1], None], [["pi"], None]]),
])  # fmt: skip
def test_a_whole_exponent_cannot_be_hidden_in_a_limit(exponent: Any, atoms: list[Any]) -> None:
    """For a = -1 the limit of x² for x → -∞ is no 0, and no certificate says that there is none."""
    case = ["case", ["pow", "x", exponent], ["lt", "a", 0]]
    term = ["Piecewise", case, ["case", 0, ["true"]]]
    atoms = [*atoms, [["log", -1], None]]
    with pytest.raises(Rejected):
        check({
            "format": "derive-certificate", "version": 1, "kind": "limit", "verdict": "proved", "order": 2,
            "statement": {"definitions": {}, "hypotheses": [], "relation": "==", "right": 0,
                          "left": ["Limit", term, "x", ["mul", -1, ["oo"]], "both"]},
            "domain": [["ge", "a", 0]], "witness": {"a": 0},
            "proof": {"split": "a", "neg": {"leaf": "undefined", "atoms": atoms},
                      "zero": {"leaf": "holds"}, "pos": {"leaf": "holds"}},
        })  # fmt: skip


def test_for_which_bases_there_may_be_a_value() -> None:
    assert signs_of_base(Fraction(1, 3)) == POS | ZERO
    assert signs_of_base(Fraction(-1, 3)) == POS
    assert signs_of_base("y") == POS
    assert signs_of_base(("mul", ("log", 4), ("pow", ("log", 2), -1))) == ANY
    assert signs_of_base(("log", -1)) == ANY
