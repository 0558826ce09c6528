"""Programs to take away: each is run, and its numbers are held against mpmath at 50 digits."""

from __future__ import annotations

import ctypes
import math
import random
import shutil
import subprocess
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from mp_values import NoValue, value
from shelf import Shelf

from derive.language.catalogue import Catalogue
from derive.language.printers import TARGETS, Routine, UnprintableError, program, sound, written
from derive.language.records import Activation
from derive.language.statements import is_true
from derive.language.term import symbol
from derive.sheets.programs import routine
from derive.steps import Derivation

pytestmark = pytest.mark.xdist_group("programs")

CATALOGUE = Catalogue.load()
SLUGS = tuple(CATALOGUE)
# As far out as the formulas, as they are defined, stay within the range of doubles.
FAR = {"sqrt_softplus": 700, "log_ndtr": 30, "colu": 5, "tanh_exp": 600, "gish": 600}


@pytest.fixture(scope="module")
def derived(shelf: Shelf) -> dict[str, Derivation]:
    return {slug: shelf.derived(slug) for slug in SLUGS}


def defaults(activation: Activation) -> dict[str, float]:
    return {p.name: float(p.default) for p in activation.parameters}


def points(activation: Activation, seed: str, reach: float = 6.0, count: int = 12) -> list[dict[str, float]]:
    """Random points: x, and parameters near their defaults inside their domains."""
    rng, found = random.Random(seed), []
    while len(found) < count:
        at = {p.name: float(p.default) * rng.uniform(0.6, 1.5) for p in activation.parameters}
        exact = {name: symbol_value(q) for name, q in at.items()}
        if all(is_true(part, exact) for part in activation.hypotheses):
            found.append({"x": rng.uniform(-reach, reach), **at})
    return found


def symbol_value(q: float) -> Any:
    from fractions import Fraction

    return Fraction(q)


def truth(term: Any, at: Mapping[str, float], activation: Activation) -> mp.mpf | None:
    with mp.workdps(60):
        try:
            return value(term, {name: mp.mpf(q) for name, q in at.items()}, activation.definitions)
        except NoValue:
            return None


def agree(got: float, expected: mp.mpf | None, digits: float, at: object) -> None:
    if expected is None:
        return
    if abs(expected) > 1e308:
        assert got == math.copysign(math.inf, expected), at
        return
    assert math.isfinite(got), at
    room = digits * abs(expected) + mp.mpf(digits) / 100
    assert abs(mp.mpf(got) - expected) <= room, (at, got, mp.nstr(expected, 20))


def run(text: str, slug: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    names: dict[str, Any] = {}
    exec(compile(text, slug, "exec"), names)
    own = names.get(slug) or names[f"{slug}_"]
    return own, names[f"{slug}_derivative"]


def held(made: Derivation, target: str, cast: Callable[[float], Any], digits: float, reach: float) -> None:
    """Function and derivative of a program, at random points and far out, without a warning."""
    activation = made.activation
    functions = run(program(routine(made), TARGETS[target]), activation.slug)
    far = min(reach, FAR.get(activation.slug, reach))
    places = points(activation, activation.slug)
    places += [{**places[0], "x": x} for x in (-far, -far / 4, far / 4, far)]
    for at in places:
        for function, term in zip(functions, (activation.formula, made.derivative), strict=True):
            given = {name: q for name, q in at.items() if name != "x"}
            agree(
                float(function(cast(at["x"]), **given)), truth(term, at, activation), digits, (at, str(term))
            )


@pytest.mark.parametrize("slug", SLUGS)
def test_numpy(slug: str, derived: Mapping[str, Derivation]) -> None:
    with warnings.catch_warnings(), np.errstate(over="ignore"):
        held(derived[slug], "numpy", np.float64, 1e-11, 800.0)


@pytest.mark.parametrize("slug", SLUGS)
def test_torch(slug: str, derived: Mapping[str, Derivation]) -> None:
    torch = pytest.importorskip("torch")
    made, activation = derived[slug], CATALOGUE[slug]
    held(made, "torch", lambda x: torch.tensor(x, dtype=torch.float64), 1e-11, 800.0)
    function, slope = run(program(routine(made), TARGETS["torch"]), slug)
    x = torch.tensor([at["x"] for at in points(activation, "autograd")] + [-60.0, 60.0], requires_grad=True)
    y = function(x)
    assert y.dtype == torch.float32 and y.shape == x.shape
    y.sum().backward() if y.requires_grad else None
    seen = x.grad if x.grad is not None else torch.zeros_like(x)
    far = FAR.get(slug, 60) < 60
    torch.testing.assert_close(
        seen[:-2] if far else seen, (slope(x)[:-2] if far else slope(x)).detach(), rtol=2e-4, atol=2e-5
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_jax(slug: str, derived: Mapping[str, Derivation]) -> None:
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    made, activation = derived[slug], CATALOGUE[slug]
    held(made, "jax", lambda x: jax.numpy.asarray(x, dtype="float64"), 1e-11, 700.0)
    function, slope = run(program(routine(made), TARGETS["jax"]), slug)
    far = [] if FAR.get(slug, 700) < 700 else [-700.0, 700.0]
    x = np.array([at["x"] for at in points(activation, "autograd")] + far)
    np.testing.assert_allclose(jax.vmap(jax.grad(function))(x), slope(x), rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("slug", SLUGS)
def test_sympy(slug: str, derived: Mapping[str, Derivation]) -> None:
    made, activation = derived[slug], CATALOGUE[slug]
    names: dict[str, Any] = {}
    exec(program(routine(made), TARGETS["sympy"]), names)
    for at in points(activation, f"sympy {slug}", count=3):
        for name, term in (("f", activation.formula), ("df", made.derivative)):
            expected = truth(term, at, activation)
            given = {s: at.get(s.name, at.get(s.name.removesuffix("_"))) for s in names[name].free_symbols}
            agree(float(names[name].evalf(30, subs=given)), expected, 1e-12, (at, str(names[name])))


def test_c(derived: Mapping[str, Derivation], tmp_path: Path) -> None:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    for slug, made in derived.items():
        (tmp_path / f"{slug}.c").write_text(program(routine(made), TARGETS["c"]), "utf-8")
    command = [
        compiler,
        "-shared",
        "-fPIC",
        "-O1",
        "-std=c99",
        "-Wall",
        "-Wextra",
        "-Wno-unused-parameter",
        "-Werror",
        "-o",
        "all.so",
    ]
    command += [*(f"{slug}.c" for slug in derived), "-lm"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    library = ctypes.CDLL(str(tmp_path / "all.so"))
    for slug, made in derived.items():
        activation = made.activation
        far = FAR.get(slug, 800.0)
        places = points(activation, f"c {slug}")
        places += [{**places[0], "x": x} for x in (-far, far)]
        own = getattr(library, slug if slug != "tanh" else "tanh_")
        for function, term in ((own, activation.formula), (library[f"{slug}_derivative"], made.derivative)):
            function.restype, function.argtypes = ctypes.c_double, [ctypes.c_double] * len(places[0])
            for at in places:
                agree(function(*at.values()), truth(term, at, activation), 1e-11, (slug, at))


def test_a_slope_that_exists_is_given_and_one_that_does_not_is_nan(derived: Mapping[str, Derivation]) -> None:
    """ELU has a derivative at 0 for α = 1 only; ReLU has none."""
    _, elu = run(program(routine(derived["elu"]), TARGETS["numpy"]), "elu")
    assert elu(0.0, alpha=1) == 1 and math.isnan(elu(0.0, alpha=2))
    _, relu = run(program(routine(derived["relu"]), TARGETS["numpy"]), "relu")
    assert relu(np.array([-1.0, 1.0])).tolist() == [0, 1] and math.isnan(relu(0.0))


def test_a_function_that_a_target_lacks_is_refused() -> None:
    lambert = CATALOGUE.parse("LambertW(x)")
    assert written(lambert, TARGETS["sympy"]) == "LambertW(x)"
    with pytest.raises(UnprintableError, match="NumPy has, found LambertW"):
        program(Routine("w", lambert, lambert), TARGETS["numpy"])


@pytest.mark.parametrize("text", [
    "1/(1 + exp(-a*x))", "exp(x)/(1 + exp(x))", "exp(-x)/(1 + exp(-x))**2", "log(1 + exp(a*x))", "1 - exp(x)",
    "1 + tanh(x)", "a - a*tanh(x)", "1 - erf(x)", "1 - tanh(a*x)**2", "log(cosh(x))", "exp(x)*exp(-2*x)*x",
    "log(2 + exp(x) + exp(2*x))", "(x + exp(-x)*2 + x*exp(-x))/(1 + exp(-x))**3", "log(1/(1 + exp(x)))",
    "3/(2*(1 + exp(x)))", "sqrt(x**2)", "((x + 1)**2)**(-1)", "1/(1 + x**2)**(3/2)", "x - (x - 1)",
    "2 - 2/(1 + exp(x))", "-x**2", "(-x)**2", "x**(-2)", "2**x", "x/(a*x**2 + 1)/3", "x - (-3)*x",
    "x/(2*a)/3", "(a*exp(-x) + a)/(1 + exp(-x))", "1 + (exp(x) - 1)", "0.1*x - 12345/10000*a",
])  # fmt: skip
def test_a_sound_form_is_the_same_function(text: str) -> None:
    """Rewriting and writing change nothing: mpmath agrees with the program at random points."""
    term = CATALOGUE.parse(text)
    function, _ = run(program(Routine("g", term, term, (("a", symbol_value(1.0)),)), TARGETS["numpy"]), "g")
    rng = random.Random(text)
    for _ in range(20):
        at = {"x": rng.uniform(-5, 5), "a": rng.uniform(0.5, 2)}
        with mp.workdps(50):
            expected = value(term, {name: mp.mpf(q) for name, q in at.items()})
        agree(float(function(at["x"], a=at["a"])), expected, 1e-11, (text, at))
    assert sound(symbol("x")) == symbol("x")
