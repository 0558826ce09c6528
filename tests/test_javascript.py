"""JavaScript of terms: its numbers in a browser against NumPy and mpmath, and nothing but arithmetic."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest
from conftest import ROOT
from shelf import Shelf

from derive.curves import module
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse
from derive.language.javascript import JavaScriptError, head, javascript
from derive.language.numeric import evaluate, holds
from derive.language.records import Activation
from derive.language.term import Term, call, derivative, number, symbol
from derive.symbolic import derivation

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

HOST = "http://derive.test/"
CATALOGUE = Catalogue.load()
POINTS = 60
X = symbol("x")


@contextmanager
def page_with(browser: Browser, modules: dict[str, str]) -> Iterator[tuple[Tab, list[str]]]:
    """An empty page of a host that has our functions and some modules; and what it complains of."""
    files = {"": "<!doctype html><title>t</title>", **modules}
    files["assets/functions.js"] = (ROOT / "docs" / "assets" / "functions.js").read_text("utf-8")
    heard: list[str] = []
    context = browser.new_context()
    tab = context.new_page()
    tab.on("console", lambda message: heard.append(message.text))
    tab.on("pageerror", lambda error: heard.append(str(error)))

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(HOST)
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        # the strict policy under which the site may be served: no eval, nothing inline
        policy = {"Content-Security-Policy": "default-src 'none'; script-src 'self'", "Content-Type": kind}
        route.fulfill(body=files.get(path, ""), headers=policy, status=200 if path in files else 404)

    context.route(HOST + "**", answer)
    tab.goto(HOST)
    yield tab, heard
    context.close()


VALUES = """async ([address, rows]) => {
    const {default: made} = await import(address);
    return made.f.map((f, n) => rows[n].map(([x, p]) => String(f(x, p))));
}"""


def _rows(act: Activation, rng: random.Random) -> list[tuple[float, list[float]]]:
    """Points, each with values of the parameters that are allowed."""
    rows: list[tuple[float, list[float]]] = []
    defaults = [float(p.default) for p in act.parameters]
    while len(rows) < POINTS:
        p = [d * rng.uniform(0.5, 1.5) if d else rng.uniform(-1, 1) for d in defaults]
        values = dict(zip((q.name for q in act.parameters), p, strict=True))
        if all(bool(holds(part, values)) for part in act.hypotheses):
            rows.append((rng.choice([rng.uniform(-8, 8), rng.uniform(-30, 30)]), p))
    return rows


def test_every_function_of_the_catalogue_has_the_values_of_numpy(browser: Browser, shelf: Shelf) -> None:
    modules, asked, wanted = {}, {}, {}
    for slug, act in CATALOGUE.items():
        first, second = shelf.derived(slug), shelf.derived(slug, 2)
        text, orders = module(act, first, second, ())
        assert orders == 2, slug
        modules[f"curves/{slug}.js"] = text
        rows = _rows(act, random.Random(slug))
        terms = [act.formula, first.derivative, second.derivative]
        columns = {"x": [x for x, _ in rows]}
        columns |= {q.name: [p[i] for _, p in rows] for i, q in enumerate(act.parameters)}
        asked[slug] = [rows] * 3
        wanted[slug] = [evaluate(term, columns, act.definitions) for term in terms]
    with page_with(browser, modules) as (tab, heard):
        for slug, rows in asked.items():
            got = tab.evaluate(VALUES, [f"{HOST}curves/{slug}.js", rows])
            for order, (mine, theirs) in enumerate(zip(got, wanted[slug], strict=True)):
                numbers = np.array([float(v.replace("Infinity", "inf")) for v in mine])
                assert np.isfinite(theirs).sum() > POINTS / 3, (slug, order)
                np.testing.assert_allclose(numbers, theirs, rtol=1e-9, atol=1e-13, err_msg=f"{slug} {order}")
        assert heard == []


DRAWN = """async ([curve, address]) => {
    const [{Curve}, {default: made}] = [await import(curve), await import(address)];
    return new Curve(made).pieces(2, 320).flat().map(([x, y]) => y);
}"""


@pytest.mark.browser
def test_beside_a_seam_no_digits_are_lost(browser: Browser, shelf: Shelf) -> None:
    """The second derivative of sin(x)/x has x**3 below the line; nearer 0 doubles make -1 of its -1/3."""
    text, orders = module(CATALOGUE["sinc"], shelf.derived("sinc"), shelf.derived("sinc", 2), ())
    assert orders == 2
    files = {"curves/sinc.js": text, "assets/curve.js": (ROOT / "docs/assets/curve.js").read_text("utf-8")}
    with page_with(browser, files) as (tab, heard):
        drawn = tab.evaluate(DRAWN, [HOST + "assets/curve.js", HOST + "curves/sinc.js"])
        assert len(drawn) > 300
        assert min(drawn) == pytest.approx(-1 / 3, abs=1e-6)
        assert heard == []


OWN = "async (names) => { window.own = await import('/assets/functions.js'); }"
CASES: Sequence[tuple[str, Callable[..., Any], tuple[tuple[float, float], ...], float]] = [
    ("erf", mpmath.erf, ((-7, 7),), 1e-13),
    ("erfc", mpmath.erfc, ((-7, 26),), 1e-13),
    ("lambertW", lambda x: mpmath.lambertw(x).real, ((-0.36, 8),), 1e-13),
    ("lambertW", lambda x: mpmath.lambertw(x).real, ((8, 1e9),), 1e-13),
    ("sech", mpmath.sech, ((-20, 20),), 1e-13),
    ("onePlusTanh", lambda u: 1 + mpmath.tanh(u), ((-20, 20),), 1e-13),
    ("logAddExp", lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)), ((0, 40), (0, 40)), 1e-13),
]


@pytest.mark.browser
def test_our_own_functions_are_as_exact_as_they_say(browser: Browser) -> None:
    rng = random.Random(5)
    with page_with(browser, {}) as (tab, heard):
        tab.evaluate(OWN)
        with mpmath.workdps(50):
            for name, exact, ranges, bound in CASES:
                points = [[rng.uniform(*r) for r in ranges] for _ in range(400)]
                got = tab.evaluate("([n, ps]) => ps.map(p => window.own[n](...p))", [name, points])
                for point, value in zip(points, got, strict=True):
                    true = exact(*map(mpmath.mpf, point))
                    assert abs(mpmath.mpf(value) - true) <= bound * abs(true), (name, point, value)
            for s in range(1, 9):
                points = [
                    rng.uniform(-1.2, 0.9999) if k % 2 else -(10 ** rng.uniform(-3, 6)) for k in range(120)
                ]
                got = tab.evaluate("([s, zs]) => zs.map(z => window.own.polylog(s, z))", [s, points])
                for z, value in zip(points, got, strict=True):
                    true = mpmath.polylog(s, mpmath.mpf(z)).real
                    assert abs(mpmath.mpf(value) - true) <= 1e-12 * abs(true), (s, z, value)
        edges = tab.evaluate("""() => {
            const {erf, erfc, lambertW, polylog, heaviside, logAddExp} = window.own;
            return [erf(0), erf(Infinity), erfc(-Infinity), erfc(Infinity), lambertW(0), polylog(2, 0),
                polylog(2, -1), heaviside(0), logAddExp(-Infinity, 3), logAddExp(900, 900)];
        }""")
        assert edges[:8] == [0, 1, 2, 0, 0, 0, pytest.approx(-(np.pi**2) / 12, rel=1e-15), 0.5]
        assert edges[8:] == [3, pytest.approx(900 + np.log(2), rel=1e-15)]
        nothing = tab.evaluate("""() => {
            const {erf, erfc, lambertW, polylog, heaviside} = window.own;
            const none = [erf(NaN), erfc(NaN), lambertW(-0.4), polylog(2, 1.5), polylog(2.5, 0.1)];
            return [...none, heaviside(NaN)].map(String);
        }""")
        assert nothing == ["NaN"] * 6
        least = float(mpmath.lambertw(-mpmath.exp(-1)).real)
        assert tab.evaluate("() => window.own.lambertW(-1/Math.E)") == pytest.approx(least, abs=1e-7)
        assert heard == []


FORMULAS = [
    "-x**2", "exp(-x**2)", "(-x)**3", "2**(-x)", "x**(-2)", "-(-x)", "1 - (x - 2)", "x/(2*3)",
    "1/(1/(1 + x**2))", "(x + 1)**2/(x - 30)", "-x*exp(-x)", "1 - exp(x)", "1 - tanh(x)", "1 - erf(x)",
    "exp(x) - 1 - x",
    "log(1 + exp(x))", "log(2 + exp(-x))", "log(1 + x**2)", "sech(x)", "Heaviside(x)", "LambertW(exp(x))",
    "polylog(2, -exp(x))", "Max(x, -x, 1/3)", "Abs(x)**(1/3)", "x**2*x**(-1)", "E**x", "pi*x",
    "sqrt(1 + x**2)",
    "Piecewise((1, x < -1), (x**2, x > 0 and x <= 2 or x == 3), (-1, not x > 0))", "asinh(x) + atan(x)",
    "Piecewise((-x, x > 1))", "-(x - 1)**2*(-2)", "(1 - x)*(-(1 + x))", "cosh(x) - sinh(x)", "x - (-3)",
    "(-1/3)*x",
]  # fmt: skip


@pytest.mark.browser
def test_precedence_and_forms(browser: Browser) -> None:
    """Every formula as the browser reads it; among them what is no JavaScript as it stands, as -a**b."""
    printed = [javascript(parse(text), {"x": "x"}) for text in FORMULAS]
    code = f"export default {{f:[{','.join(f'(x,p)=>{line}' for line in printed)}]}};"
    xs = [-7.25, -2.5, -1.0, -0.3, 0.0, 0.7, 1.0, 2.0, 3.0, 6.1]
    with page_with(browser, {"curves/all.js": head(code) + code}) as (tab, heard):
        rows = [[[x, []] for x in xs]] * len(FORMULAS)
        got = tab.evaluate(VALUES, [f"{HOST}curves/all.js", rows])
        for text, mine in zip(FORMULAS, got, strict=True):
            numbers = np.array([float(v.replace("Infinity", "inf")) for v in mine])
            np.testing.assert_allclose(numbers, evaluate(parse(text), {"x": xs}), rtol=1e-11, err_msg=text)
        assert heard == []


def test_nothing_of_the_text_gets_into_the_code() -> None:
    with pytest.raises(JavaScriptError, match="found 'alpha'"):
        javascript(parse("alpha*x"), {"x": "x"})
    for term in (derivative(call("sigmoid", X), X), call("alert", X), Term("x);alert(1", (X,))):
        with pytest.raises(JavaScriptError):
            javascript(term, {"x": "x"})
    foreign = Catalogue.load(ROOT / "tests" / "foreign")
    for slug in set(foreign) - set(CATALOGUE):
        act = foreign[slug]
        text, _ = module(act, derivation(act), None, ())
        body = text[text.index("export default ") :]
        strings = re.sub(r'"(?:[^"\\]|\\.)*"', '""', body)
        assert re.fullmatch(r"[\w\s{}\[\]():,.*/+<>=!&|?;\"-]*", strings), strings
        assert "</" not in text


def test_numbers_are_the_nearest_doubles() -> None:
    for text in ("1/3", "-7/11", "0.1", "851/500", "5253504936777402467066926544347/5" + "0" * 30):
        term = parse(text)
        above, _, below = javascript(term, {}).partition("/")
        assert float(above) / float(below or 1) == float(evaluate(term, {}))
    assert javascript(number(10**400), {}) == "Infinity"
    assert json.loads(javascript(number(10**30), {})) == 1e30
