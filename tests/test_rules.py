"""The rules of differentiation: each row applied, proved, and set as mathematics."""

from __future__ import annotations

import importlib
import inspect
import operator
import re
from collections.abc import Callable, Mapping

import mpmath as mp
import pytest
from conftest import ROOT, SHOWN
from markdown.extensions.toc import slugify
from mp_values import derivative, value
from shelf import Shelf

from derive.checker import check, statement, tensor_order
from derive.grounds import GROUNDS
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse
from derive.language.records import Status
from derive.language.term import CONSTANTS, FUNCTIONS, Term, call, number, symbol
from derive.language.term import derivative as derived
from derive.mathml import mathml
from derive.proof.claims import prove_claim
from derive.render import Templates, quoted
from derive.rules import REWRITINGS, ROWS, Row, apply, rules
from derive.sheets.rules import PATH, rule_rows
from derive.steps import Rule
from derive.translation import LANGUAGES, translator

DOCS = ROOT / "docs"
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


# -- the page of rules -------------------------------------------------------------------------------


STEPS = '{% from "macros.md.j2" import step %}{% for one in items %}{{ step(one, "../") }}{% endfor %}'


def _anchors(text: str) -> list[str]:
    return re.findall(r"^#+ .+ \{ #([\w-]+) \}$", text, re.MULTILINE)


def _page(templates: Templates) -> str:
    """The page of rules in the language of the templates."""
    ((path, template, models),) = rule_rows()
    assert path == PATH
    return templates.render(template, **models)


def _pages() -> dict[str, str]:
    words = {language: translator(language) for language in LANGUAGES}
    return {"en": _page(Templates())} | {language: _page(Templates(said)) for language, said in words.items()}


def test_every_rule_has_one_anchor_in_each_language() -> None:
    wanted = {rule.name for rule in (*rules(), *GROUNDS)}
    for language, text in _pages().items():
        found = _anchors(text)
        assert len(found) == len(set(found)), language
        assert wanted <= set(found), language


def test_every_step_of_a_page_leads_to_its_rule(shelf: Shelf) -> None:
    """The chapters of functions with pieces, parameters and special functions: what they name is there."""
    found = {name: set(_anchors(text)) for name, text in _pages().items()}
    named = set()
    for slug in SHOWN:
        page = shelf.chapter(slug).page
        steps = [step for branch in page.branches for step in branch.steps]
        assert steps
        named |= {(step.anchor, step.rule) for step in steps}
        shown = Templates().environment.from_string(STEPS)
        text = shown.render(items=quoted(steps))
        links = re.findall(r"\]\(\.\./reference/rules\.md#([\w-]+)\)", text)
        assert links == [step.anchor for step in steps]
    known = {rule.name: rule.title for rule in rules()}
    assert all(known[anchor] == title for anchor, title in named)
    assert all({anchor for anchor, _title in named} <= anchors for anchors in found.values())


@pytest.mark.parametrize("rule", [*rules(), *GROUNDS], ids=lambda rule: rule.name)
def test_a_rule_names_what_the_checker_has(rule: Rule) -> None:
    assert rule.checked
    for place in rule.checked:
        module, *inside = place.split(".")
        value: object = importlib.import_module(f"derive.checker.{module}")
        for name in inside:
            value = getattr(value, name)
        assert callable(value) or isinstance(value, Mapping)
    for condition in rule.where:
        mathml(condition)


def test_sources_and_sections_are_there() -> None:
    for rule in (*rules(), *GROUNDS):
        page, mark, section = rule.source.partition("#")
        if mark:
            titles = re.findall(
                r"^#+ (.+?)(?: \{ #([\w-]+) \})?$", (DOCS / page).read_text("utf-8"), re.MULTILINE
            )
            assert section in {anchor or slugify(title, "-") for title, anchor in titles}, rule.name
        elif rule.calculus == "differentiation":
            assert re.fullmatch(r"Rudin 5\.\d|DLMF §\d+\.\d+(\([ivx]+\))?", rule.source), rule.name


def test_the_reasons_of_the_checker_are_all_told() -> None:
    """A reason that the checker learns has to be told of on the page."""
    told = {rule.name for rule in GROUNDS}
    assert {f"line-{name}" for name in tensor_order._REASONS} <= told
    kinds = re.findall(r'return "(\w+)"|"(\w+)" if', inspect.getsource(statement.outcome))
    assert {f"leaf-{a or b}" for a, b in kinds} - {"leaf-fails"} <= told


# For each rule with conditions: the conditions, formulas in x to which it applies, and what they say of x.
WHERE: dict[str, tuple[tuple[str, ...], list[tuple[str, Callable[[float], bool]]]]] = {
    "quotient": ((r"v \ne 0",), [("exp(x)/x", lambda x: x != 0)]),
    "reciprocal": ((r"u \ne 0",), [("1/x", lambda x: x != 0)]),
    "power": (
        (r"n \in \{0, 1, 2, \dots\}", r"n \in \{-1, -2, \dots\},\ u \ne 0", "u > 0"),
        [("x**3", lambda x: True), ("x**(-2)", lambda x: x != 0), ("x**(3/2)", lambda x: x > 0)],
    ),
    "general-power": (("u > 0",), [("x**x", lambda x: x > 0)]),
    "logarithm": (("u > 0",), [("log(x)", lambda x: x > 0)]),
    "tangent": ((r"\cos u \ne 0",), [("tan(x)", lambda x: mp.cos(x) != 0)]),
    "arcsine": (("-1 < u < 1",), [("asin(x)", lambda x: -1 < x < 1)]),
    "atanh": (("-1 < u < 1",), [("atanh(x)", lambda x: -1 < x < 1)]),
    "lambert": ((r"u > -\frac{1}{e}",), [("LambertW(x)", lambda x: x > -1 / mp.e)]),
    "polylogarithm": (
        (r"s \in \{2, 3, \dots\},\ u < 1,\ u \ne 0",),
        [("polylog(2, x)", lambda x: x < 1 and x != 0), ("polylog(3, x)", lambda x: x < 1 and x != 0)],
    ),
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule.name)
def test_conditions_are_those_that_the_checker_demands(row: Row) -> None:
    """The domain that the checker accepts holds exactly where the printed condition does."""
    told, cases = WHERE.get(row.rule.name, ((), []))
    assert row.rule.where == told
    for text, holds in cases or [(f, lambda x: True) for f, domain in EXAMPLES[row.rule.name] if not domain]:
        rule, after = apply(derived(CATALOGUE.parse(text), X))
        assert rule == row.rule
        claim = prove_claim(CATALOGUE.statement(f"Derivative({text}, x) == {after}"))
        assert check(claim.evidence["certificate"]).verdict == "proved"
        for x in map(mp.mpf, (-7, -1, "-0.4", "-0.3", 0, "0.25", 1, "1.5", 4)):
            at = {"x": x, "a": mp.mpf(2), "b": mp.mpf(1)}
            found = all(true(condition, at) for condition in claim.domain)
            assert found == holds(x), (text, x)


def true(condition: Term, at: Mapping[str, mp.mpf]) -> bool:
    """Whether a relation holds at a point."""
    relation = {"lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge, "ne": operator.ne}
    return bool(relation[condition.head](*(value(side, at) for side in condition.args)))
