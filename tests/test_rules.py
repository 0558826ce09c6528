"""The rules of differentiation: each row applied, proved, and set as mathematics."""

from __future__ import annotations

import mpmath as mp
import pytest
from mp_values import derivative, value

from derive.checker import check
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse
from derive.language.records import Status
from derive.language.term import CONSTANTS, FUNCTIONS, Term, call, number, symbol
from derive.language.term import derivative as derived
from derive.mathml import mathml
from derive.proof.claims import prove_claim
from derive.rules import REWRITINGS, ROWS, apply, rules

CATALOGUE = Catalogue.load()
X = symbol("x")
BRANCHING = {"Abs", "sign", "Max", "Min", "Heaviside"}

# For each row formulas in x (and letters a, b) whose derivative it is the first row to rewrite, and the
# domain in which the prover is asked; what comes out is compared with numbers at a point of it.
EXAMPLES: dict[str, list[tuple[str, str]]] = {
    "constant": [("3", ""), ("a", ""), ("exp(a)*pi", ""), ("Derivative(a**2, a)", "")],
    "variable": [("x", "")],
    "sum": [("x + a", ""), ("x**2 + exp(x) - 1", ""), ("sin(x) - x", "")],
    "constant-factor": [("a*x", ""), ("-exp(x)", ""), ("x/2", ""), ("a*b*x*exp(x)", ""), ("x/sqrt(2)", "")],
    "quotient": [("x/(1 + exp(x))", ""), ("x*exp(x)/(1 + x**2)", ""), ("sin(x)/x", "x > 0")],
    "product": [("x*exp(x)", ""), ("x*sin(x)*exp(x)", ""), ("x**2*(1 + x)**(-2)", "x > 0")],
    "reciprocal": [("1/(1 + exp(-x))", ""), ("1/x", "x > 0")],
    "power": [
        ("x**3", ""),
        ("sqrt(1 + x**2)", ""),
        ("x**a", "x > 0"),
        ("x**(-2)", "x > 0"),
        ("tanh(x)**2", ""),
    ],
    "general-power": [("a**x", "a > 0"), ("x**x", "x > 0"), ("(1 + x**2)**x", "")],
    "exponential": [("exp(x)", ""), ("exp(-x**2)", ""), ("exp(exp(a*x))", "")],
    "logarithm": [("log(x)", "x > 0"), ("log(1 + exp(x))", "")],
    "error-function": [("erf(x)", ""), ("erf(x/sqrt(2))", "")],
    "complementary-error-function": [("erfc(x)", ""), ("erfc(-a*x)", "")],
    "sine": [("sin(x)", ""), ("sin(x**2)", "")],
    "cosine": [("cos(x)", ""), ("cos(a*x + b)", "")],
    "tangent": [("tan(x)", "cos(x) > 0"), ("tan(x/2)", "cos(x/2) > 0")],
    "arcsine": [("asin(x)", "-1 < x < 1"), ("asin(x/2)", "-2 < x < 2")],
    "arctangent": [("atan(x)", ""), ("atan(exp(x))", "")],
    "sinh": [("sinh(x)", ""), ("sinh(a*x)", "")],
    "cosh": [("cosh(x)", ""), ("cosh(x**2)", "")],
    "tanh": [("tanh(x)", ""), ("tanh(log(1 + exp(x)))", "")],
    "sech": [("sech(x)", ""), ("sech(a*x)", "")],
    "asinh": [("asinh(x)", ""), ("asinh(x**3)", "")],
    "atanh": [("atanh(x)", "-1 < x < 1"), ("atanh(x/2)", "-2 < x < 2")],
    "lambert": [("LambertW(x)", "x > 0"), ("LambertW(exp(x))", "")],
    "polylogarithm": [("polylog(2, -exp(x))", ""), ("polylog(3, -exp(x))", "")],
}  # fmt: skip
CASES = [(name, text, domain) for name, given in EXAMPLES.items() for text, domain in given]


def test_every_row_has_examples() -> None:
    assert [row.rule.name for row in ROWS] == list(EXAMPLES)


@pytest.mark.parametrize(("name", "text", "domain"), CASES)
def test_each_row_is_reached_and_its_result_is_proved(name: str, text: str, domain: str) -> None:
    """No row is hidden by one above it, and what it says is a theorem."""
    before = derived(parse(text), X)
    rule, after = apply(before)
    assert rule.name == name
    asked = CATALOGUE.statement(f"({before}) == ({after})", domain=[domain] if domain else [])
    claim = prove_claim(asked)
    assert claim.status is Status.PROVED, claim.evidence
    assert check(claim.evidence["certificate"]).verdict == "proved"
    assert simpler(before, after)


def simpler(before: Term, after: Term) -> bool:
    """The derivatives that are left are of parts of what was derived: applying rules comes to an end."""
    size = sum(1 for _ in before.args[0].walk())
    inner = (node.args[0] for node in after.walk() if node.head == "Derivative" and node.args[1] == X)
    return all(sum(1 for _ in part.walk()) < size for part in inner)


@pytest.mark.parametrize(("name", "text", "domain"), CASES)
def test_each_result_against_numbers(name: str, text: str, domain: str) -> None:
    """Both sides at a point, the derivatives in them by differences."""
    f = parse(text)
    at = {"x": mp.mpf(5) / 7, "a": mp.mpf(3) / 2, "b": mp.mpf(-1) / 3}
    with mp.workdps(50):
        slope = derivative(lambda x: value(f, {**at, "x": x}), at["x"])
        assert mp.almosteq(value(apply(derived(f, X))[1], at), slope, 1e-25, 1e-25)


def test_every_function_of_the_grammar_has_a_row() -> None:
    """Those with branches are taken apart before; the root is read as a power."""
    for head, count in FUNCTIONS.items():
        if head in BRANCHING or head == "sqrt":
            continue
        term = call(head, *([number(2)] if head == "polylog" else []), X) if count else call(head)
        assert apply(derived(term, X))[0].name not in ("constant", "sum")
    assert parse("sqrt(x)").head == "pow"
    for constant in CONSTANTS:
        assert apply(derived(call(constant), X))[0].name == "constant"


@pytest.mark.parametrize("head", sorted(BRANCHING))
def test_a_function_with_branches_has_none(head: str) -> None:
    with pytest.raises(ValueError, match=f"no rule of differentiation for {head}"):
        apply(derived(call(head, X), X))


def test_rules_are_said_in_words_and_set_as_mathematics() -> None:
    names = [rule.name for rule in rules()]
    assert len(set(names)) == len(names) == len(ROWS) + len(REWRITINGS)
    for rule in rules():
        assert rule.title[0].isupper()
        assert rule.sentence.endswith(".")
        if rule.latex:
            assert mathml(rule.latex, display=True).startswith("<math")
    assert all(row.rule.latex for row in ROWS)


def test_a_wrong_rule_would_be_seen() -> None:
    """The prover does not nod at everything: a factor, a sign or an inner derivative left out is refused."""
    for wrong in ("Derivative(exp(2*x), x) == exp(2*x)", "Derivative(cos(x), x) == sin(x)",
                  "Derivative(x**3, x) == 3*x**3", "Derivative(erf(x), x) == exp(-x**2)",
                  "Derivative(1/(1 + x**2), x) == 2*x/(1 + x**2)**2"):  # fmt: skip
        assert prove_claim(CATALOGUE.statement(wrong)).status is Status.OPEN
