r"""LaTeX is set as textbooks set it, converts to MathML, and means what the term means.

The last is tested by a small reader of the LaTeX (`Page`), which works out the value of what stands on the
page by the conventions of print and refuses what a reader could take in two ways, such as ``a/b c``.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from fractions import Fraction

import math_core
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from language_terms import FLOATS, NAMES, SIGNATURES, arithmetic, terms, value

from derive.language.grammar import Signature, parse
from derive.language.latex import latex
from derive.language.letters import symbol_latex
from derive.language.term import Term, call, number, symbol

FUNCTIONS = SIGNATURES | {
    "f": Signature("f"),
    "leaky_relu": Signature("leaky_relu", (("slope", Fraction(1, 100)),)),
}
SIGMA = {"sigmoid": r"\sigma"}

FORMULAS = [
    ("1/(1 + exp(-x))", r"\frac{1}{1 + e^{-x}}"),
    ("exp(-x)/(1 + exp(-x))**2", r"\frac{e^{-x}}{(1 + e^{-x})^{2}}"),
    ("sigmoid(x)*(1 - sigmoid(x))", r"\sigma(x)\,(1 - \sigma(x))"),
    ("1 - tanh(x)**2", r"1 - \tanh^{2}(x)"),
    ("sigmoid(x)**2", r"\sigma(x)^{2}"),
    ("log(1 + exp(x))", r"\log(1 + e^{x})"),
    ("Max(0, x)", r"\max(0, x)"),
    ("x/(1 + Abs(x))", r"\frac{x}{1 + \left|x\right|}"),
    (
        "Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))",
        r"\begin{cases} x & x > 0 \\ \alpha\,(e^{x} - 1) & \text{otherwise} \end{cases}",
    ),
    (
        "(1 + erf(x/sqrt(2)))/2 + x*exp(-x**2/2)/sqrt(2*pi)",
        r"\frac{1 + \operatorname{erf}\left(x/\sqrt{2}\right)}{2} + \frac{x e^{-x^{2}/2}}{\sqrt{2 \pi}}",
    ),
    ("Min(Max(0, x + 3), 6)/6", r"\frac{\min(\max(0, x + 3), 6)}{6}"),
    ("elu(x, alpha)", r"\operatorname{elu}(x; \alpha)"),
    ("leaky_relu(x)", r"\operatorname{leaky\_relu}(x; 1/100)"),
    # signs
    ("-x", "-x"),
    ("-(x + y)", "-(x + y)"),
    ("-(-x)", "-(-x)"),
    ("-x*y", "-x y"),
    ("x - y", "x - y"),
    ("x + (-2*y)", "x - 2 y"),
    ("x + (-y)", "x - y"),
    ("x - (-y)", "x - (-y)"),
    ("x - 2/3", r"x - \frac{2}{3}"),
    ("-2/3*x", r"-\frac{2}{3} x"),
    ("-x/2 + 1", r"-\frac{x}{2} + 1"),
    ("-exp(-x)/(1 + exp(-x))", r"-\frac{e^{-x}}{1 + e^{-x}}"),
    # products
    ("1*x", "x"),
    ("-1*x", "-x"),
    ("2*x", "2 x"),
    ("2*3", r"2 \cdot 3"),
    ("x*2", r"x \cdot 2"),
    ("2*(1/2)*x", r"2 \cdot \frac{1}{2} x"),
    ("(a/b)*(c/d)", r"\frac{a}{b} \cdot \frac{c}{d}"),
    ("2*x/3/y", r"\frac{2 x}{3 y}"),
    ("0*x/y", r"\frac{0 x}{y}"),
    ("x*(x + 1)", r"x\,(x + 1)"),
    ("2*(x + 1)*(x - 1)", "2 (x + 1)(x - 1)"),
    ("slope*x", r"\mathrm{slope}\,x"),
    # powers and roots
    ("x**2", "x^{2}"),
    ("x**-2", r"\frac{1}{x^{2}}"),
    ("sqrt(x)", r"\sqrt{x}"),
    ("x**(-1/2)", r"\frac{1}{\sqrt{x}}"),
    ("x**(1/3)", r"\sqrt[3]{x}"),
    ("x**(2/3)", "x^{2/3}"),
    ("(x + 1)**2", "(x + 1)^{2}"),
    ("(1/2)**x", r"\left(\frac{1}{2}\right)^{x}"),
    ("(-2)**2", "(-2)^{2}"),
    ("-2**2", "-2^{2}"),
    ("exp(x)**2", "(e^{x})^{2}"),
    ("E**x", "e^{x}"),
    ("exp(x/(2*y))", "e^{x/(2 y)}"),
    ("exp(-(x*y))", "e^{-x y}"),
    ("exp(-(x**2/2))", "e^{-x^{2}/2}"),
    ("exp(a*(b/c)/y)", r"e^{a\,(b/c)/y}"),
    ("x/(y/z)", r"\frac{x}{y/z}"),
    # functions
    ("asin(x) + atan(x)", r"\arcsin(x) + \arctan(x)"),
    ("asinh(x) - atanh(x)", r"\operatorname{arsinh}(x) - \operatorname{artanh}(x)"),
    ("sech(x)**2", r"\operatorname{sech}^{2}(x)"),
    ("sign(x)*Heaviside(x)", r"\operatorname{sgn}(x) H(x)"),
    ("LambertW(exp(-1))", "W_0(e^{-1})"),
    ("polylog(2, -exp(x))", r"\operatorname{Li}_{2}(-e^{x})"),
    # derivatives
    ("Derivative(sigmoid(x), x)", r"\frac{d}{dx} \sigma(x)"),
    ("Derivative(x*exp(x), (x, 2))", r"\frac{d^{2}}{dx^{2}} (x e^{x})"),
    ("2*Derivative(x**2, x)", r"2 \frac{d}{dx} x^{2}"),
    ("Derivative(f(x), x)*y", r"\left(\frac{d}{dx} f(x)\right) y"),
    ("exp(-x)*Derivative(-x, x)", r"e^{-x} \cdot \frac{d}{dx} (-x)"),
    ("LeftDerivative(Max(0, x), x, 0)", r"\left.\frac{d}{dx}\right|_{x = 0^{-}} \max(0, x)"),
    ("RightDerivative(f(x), x, -1)", r"\left.\frac{d}{dx}\right|_{x = (-1)^{+}} f(x)"),
    # conditions
    ("x != 0", r"x \ne 0"),
    ("f(x) == x", "f(x) = x"),
    ("0 < x <= 1 and a > 0", r"0 < x \le 1,\; a > 0"),
    ("x < 0 or x > 1 and y >= 0", r"x < 0 \lor (x > 1 \land y \ge 0)"),
    ("not x > 0", r"\lnot (x > 0)"),
    ("True", r"\top"),
]


@pytest.fixture(scope="module")
def mathml() -> math_core.LatexToMathML:
    return math_core.LatexToMathML()


@pytest.mark.parametrize(("source", "expected"), FORMULAS, ids=[row[0] for row in FORMULAS])
def test_setting(source: str, expected: str, mathml: math_core.LatexToMathML) -> None:
    assert latex(parse(source, FUNCTIONS), SIGMA) == expected
    assert mathml.convert_with_local_state(expected, displaystyle=True).startswith("<math")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"), ("alpha", r"\alpha"), ("lamda", r"\lambda"), ("epsilon", r"\varepsilon"),
        ("Omega", r"\Omega"), ("x1", "x_1"), ("x_1", "x_1"), ("x12", "x_{12}"), ("x_i", "x_i"),
        ("alpha_max", r"\alpha_{\mathrm{max}}"), ("x_beta", r"x_{\beta}"), ("slope", r"\mathrm{slope}"),
        ("_", r"\mathrm{\_}"), ("__a", r"\mathrm{\_\_a}"), ("a_b_c", r"a_{\mathrm{b\_c}}"),
        ("Alpha", r"\mathrm{Alpha}"),
    ],
)  # fmt: skip
def test_symbols(name: str, expected: str, mathml: math_core.LatexToMathML) -> None:
    assert symbol_latex(name) == expected
    assert "<math" in mathml.convert_with_local_state(expected, displaystyle=False)


def test_names_and_the_last_case_in_the_language_of_the_reader(mathml: math_core.LatexToMathML) -> None:
    equation = parse("dy**2 == beta*dy")
    assert latex(equation, {"dy": "y'", "beta": "b"}) == "{y'}^{2} = b y'"
    cases = latex(parse("Piecewise((1, x > 0), (0, True))"), otherwise="其他")
    assert cases.endswith(r"0 & \text{其他} \end{cases}")
    assert "其他" in mathml.convert_with_local_state(cases, displaystyle=True)


@settings(max_examples=80, deadline=None)
@given(terms())
def test_every_term_converts_without_double_signs(term: Term) -> None:
    body = latex(term, SIGMA)
    assert "<math" in math_core.LatexToMathML().convert_with_local_state(body, displaystyle=True)
    assert not re.search(r"[-+] ?[-+]", body)
    assert body.count("{") == body.count("}")
    assert body.count(r"\left") == body.count(r"\right")


# -- what stands on the page, by its value --------------------------------------------------------
GREEK_E = {"e": r"\xi", "sigmoid": r"\sigma"}  # the symbol e and Euler's number look alike in print
SYMBOLS = {latex(symbol(name), GREEK_E): name for name in NAMES}
CALLS = {
    r"\tanh": "tanh", r"\arctan": "atan", r"\max": "Max", r"\min": "Min", r"\sigma": "sigmoid",
    r"\operatorname{elu}": "elu",
}  # fmt: skip
TOKEN = re.compile(
    r"(?P<left>\\left[(|])|(?P<right>\\right[)|])|(?P<number>[0-9]+)"
    r"|(?P<word>\\(?:mathrm|operatorname)\{[a-z_\\]+\}|\\[a-zA-Z]+|[a-zA-Z](?:_[0-9])?)|(?P<sign>\\,|.)"
)


class Page:
    """Reads the value of a formula on the page at a point."""

    def __init__(self, body: str, at: Mapping[str, float]) -> None:
        self.tokens = [m.group() for m in TOKEN.finditer(body) if m.group() != " "] + ["end"]
        self.at = at
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place]

    def take(self, *expected: str) -> str:
        token = self.tokens[self.place]
        assert not expected or token in expected, (token, expected, self.tokens)
        self.place += 1
        return token

    def sum(self) -> float:
        total = -self.product(self.take("-")) if self.peek() == "-" else self.product()
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            total += sign * self.product()
        return total

    def product(self, _: str = "") -> float:
        result = self.factor()
        while self.peek() not in ("+", "-", ")", "}", "]", ",", ";", "end", r"\right)", r"\right|"):
            if self.peek() == "/":
                self.take()
                result /= self.factor()
                assert self.peek() in ("+", "-", ")", "}", "]", ",", ";", "end", r"\right)", r"\right|")
                return result
            if self.peek() in (r"\cdot", r"\,"):
                self.take()
            else:
                assert not (self.peek().isdigit()), "a digit straight after a factor"
                assert self.tokens[self.place - 1] not in SYMBOLS or self.peek() not in ("(", r"\left(")
            result *= self.factor()
        return result

    def factor(self) -> float:
        token = self.take()
        if token == "e":
            return math.exp(self.braces(self.take("^"))) if self.peek() == "^" else math.e
        if token in CALLS:
            return self.call(token)
        base = self.base(token)
        return math.pow(base, self.braces(self.take("^"))) if self.peek() == "^" else base

    def base(self, token: str) -> float:
        if token.isdigit():
            return float(token)
        if token in ("(", r"\left(", r"\left|"):
            inside = self.sum()
            self.take({"(": ")", r"\left(": r"\right)", r"\left|": r"\right|"}[token])
            return abs(inside) if "|" in token else inside
        if token == r"\frac":
            above = self.braces()
            return above / self.braces()
        if token == r"\sqrt":
            degree = 2.0
            if self.peek() == "[":
                self.take()
                degree = float(self.take())
                self.take("]")
            return math.pow(self.braces(), 1 / degree)
        return self.at[SYMBOLS[token]]

    def braces(self, _: str = "") -> float:
        self.take("{")
        inside = self.sum()
        self.take("}")
        return inside

    def call(self, name: str) -> float:
        power = self.braces(self.take("^")) if self.peek() == "^" else None
        opening = self.take("(", r"\left(")
        args = [self.sum()]
        while self.peek() in (",", ";"):
            self.take()
            args.append(self.sum())
        self.take(")" if opening == "(" else r"\right)")
        result = FLOATS[CALLS[name]](*args)
        if power is None and self.peek() == "^":
            power = self.braces(self.take("^"))
        return result if power is None else math.pow(result, power)


POINT = st.fixed_dictionaries({name: st.floats(-2, 2).map(lambda v: round(v, 3)) for name in NAMES})


@settings(max_examples=150, deadline=None)
@given(arithmetic(), POINT)
def test_the_page_means_what_the_term_means(term: Term, at: Mapping[str, float]) -> None:
    try:
        expected = value(term, at)
    except (ArithmeticError, ValueError):
        assume(False)
    page = Page(latex(term, GREEK_E), at)
    try:
        found = page.sum()
    except (ArithmeticError, ValueError):  # a pole or a root at the point, after rounding
        assume(False)
    assert page.peek() == "end"
    assert math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"\frac{1}{2} x + 3", 4.0),
        ("-x^{2}/4", -1.0),
        (r"2 \cdot 3 e^{0}", 6.0),
        (r"\tanh^{2}(0) - (x - 1)", -1.0),
    ],
)
def test_the_reader_of_the_page_reads(body: str, expected: float) -> None:
    assert Page(body, {"x": 2.0}).sum() == expected


@pytest.mark.parametrize("body", ["x/2 x", "x(1 + x)", "x 2", r"\frac{1}{2", "x + - 2"])
def test_the_reader_of_the_page_refuses_what_has_two_readings(body: str) -> None:
    page = Page(body, {"x": 2.0})
    with pytest.raises((AssertionError, KeyError, IndexError)):
        page.sum()


def test_nothing_is_lost_that_is_no_number_in_front() -> None:
    assert latex(call("add", symbol("x"), 0)) == "x + 0"
    assert latex(call("mul", symbol("x"), 1)) == r"x \cdot 1"
    assert latex(call("mul", 1, 1)) == "1"
    assert latex(number(-1)) == "-1"


def test_deep_products_and_powers_are_set_at_once() -> None:
    product = power = sum_ = symbol("x")
    for _ in range(80):
        product = call("mul", symbol("y"), product)
        power = call("pow", power, -2)
        sum_ = call("add", 1, call("mul", -1, sum_))
    start = time.perf_counter()
    for term in (product, power, sum_, call("exp", product), call("exp", power), call("exp", sum_)):
        assert latex(term).count("{") == latex(term).count("}")
    assert time.perf_counter() - start < 2
