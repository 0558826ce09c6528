"""Formulas as people type them: what they are read as has the values that were meant."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress

import mpmath as mp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.language.catalogue import Catalogue
from derive.language.grammar import FormulaError
from derive.language.typed import typed
from derive.naming import spellings

CATALOGUE = Catalogue.load()
NAMES = spellings(CATALOGUE)
MEANT: dict[str, Callable[[mp.mpf], mp.mpf]] = {
    "1/(1+e^-x)": lambda x: 1 / (1 + mp.exp(-x)),
    "e^-x^2": lambda x: mp.exp(-(x**2)),
    "-x^2": lambda x: -(x**2),
    "2x(x+1)": lambda x: 2 * x * (x + 1),
    "1/2x": lambda x: x / 2,
    "(x+1)(x-1)": lambda x: x**2 - 1,
    "x exp(-x)": lambda x: x * mp.exp(-x),
    "|x|": abs,
    "||x|-1|": lambda x: abs(abs(x) - 1),
    "2|x||x|": lambda x: 2 * x**2,
    "x/(1+|x|)": lambda x: x / (1 + abs(x)),
    "x² − 2·x³": lambda x: x**2 - 2 * x**3,
    "e^x²": lambda x: mp.exp(x**2),
    "√(x²+1)": lambda x: mp.sqrt(x**2 + 1),
    "max(0,x)": lambda x: max(0, x),
    "np.maximum(0, X)": lambda x: max(0, x),
    "x > 0 ? x : 0.2x": lambda x: x if x > 0 else x / 5,
    "x<0?0:x<1?x:1": lambda x: min(1, max(0, x)),
    "x if x > 0 else e^x - 1": lambda x: x if x > 0 else mp.expm1(x),
    "0 if x<0 else x if x<1 else 1": lambda x: min(1, max(0, x)),
    "torch.where(x > 0 && x < 2, x, -1)": lambda x: x if 0 < x < 2 else mp.mpf(-1),
    "clip(x, -1, 1)": lambda x: min(1, max(-1, x)),
    "pow(x, 2) + square(x)": lambda x: 2 * x**2,
    "log1p(exp(x)) + expm1(x)": lambda x: mp.log1p(mp.exp(x)) + mp.expm1(x),
    "ln(1+e^x)": lambda x: mp.log1p(mp.exp(x)),
    "x*Φ(x)": lambda x: x * mp.ncdf(x),
    "x·σ(x)": lambda x: x / (1 + mp.exp(-x)),
    "F.relu(x)": lambda x: max(0, x),
    "arctan(pi x)": lambda x: mp.atan(mp.pi * x),
    "2e x + 1e-3": lambda x: 2 * mp.e * x + mp.mpf(1) / 1000,
}


@pytest.mark.parametrize("text", MEANT)
def test_it_is_read_as_it_is_meant(text: str) -> None:
    act = CATALOGUE.anonymous(typed(text, NAMES))
    assert not act.parameters
    from derive.language.numeric import evaluate

    rng = random.Random(text)
    xs = [rng.uniform(-3, 3) for _ in range(12)]
    found = evaluate(act.formula, {"x": xs}, CATALOGUE.definitions(act.formula))
    for x, y in zip(xs, found, strict=True):
        assert mp.almosteq(mp.mpf(float(y)), MEANT[text](mp.mpf(x)), 1e-12, 1e-12), x


@pytest.mark.parametrize(
    "text", ["", "x $ y", "(", "x)", "|x", "a ? b", "x if y", "e^", "clip(x)", "'x'", "x[0]"]
)
def test_what_is_not_understood_stays_as_it_is(text: str) -> None:
    assert typed(text) == text


@given(st.text(alphabet="xeE0129.+-*/^()|,?:<>=& σ²√ifels", max_size=40))
def test_any_text_ends_in_a_formula_or_in_a_sentence(text: str) -> None:
    with suppress(FormulaError):
        CATALOGUE.anonymous(typed(text, NAMES))


def test_depth_and_length_are_bounded() -> None:
    for text in (
        "(" * 2000 + "x" + ")" * 2000,
        "x?" * 3000 + "x",
        "e^" * 3000 + "x",
        "e^" * 40 + "x",
        "x" * 10**6,
    ):
        assert isinstance(typed(text), str)
