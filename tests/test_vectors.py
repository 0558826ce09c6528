"""Functions of several variables: every entry of their Jacobians proved, and held against mpmath."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import mpmath as mp
import pytest
from mp_values import value

from derive.facts.jacobians import jacobian, properties
from derive.language import vectors
from derive.language.catalogue import Catalogue
from derive.language.entry import CatalogueError
from derive.language.vectors import VectorFunction, load_vectors
from derive.proof.claims import is_proved

FUNCTIONS = load_vectors()
CASES = [(slug, n) for slug, function in FUNCTIONS.items() for n in function.sizes]
SOFTMAX = """\
name = "Softmax"
symbol = "s"
family = "f"
summary = "s"
formula = "exp(x_i)/sum_j(exp(x_j))"
[derivative]
k = "f_i*(delta_ik - f_k)"
"""


def test_the_functions_are_there() -> None:
    assert set(FUNCTIONS) >= {
        "softmax", "log_softmax", "softmin", "sparsemax", "logsumexp", "maxout", "glu", "swiglu", "geglu",
        "reglu", "bilinear",
    }  # fmt: skip


def at_random(function: VectorFunction, n: int, seed: str) -> dict[str, mp.mpf]:
    rng = random.Random(seed)
    return {name: mp.mpf(rng.randint(-3000, 3000)) / 997 for name in function.variables(n)}


def derivative(function: VectorFunction, i: int, name: str, n: int, point: dict[str, mp.mpf]) -> mp.mpf:
    """A central difference of an output; the error is some 1e-30 at 50 digits."""
    h, f = mp.mpf("1e-16"), function.output(i, n)
    up, down = (value(f, {**point, name: point[name] + s * h}, function.definitions) for s in (1, -1))
    return (up - down) / (2 * h)


@pytest.mark.parametrize(("slug", "n"), CASES)
def test_every_entry_is_proved_and_right(slug: str, n: int) -> None:
    function = FUNCTIONS[slug]
    found = jacobian(function, n)
    with mp.workdps(50):
        for turn in range(3):
            point = at_random(function, n, f"{slug} {n} {turn}")
            for i, row in enumerate(found, 1):
                for k, claim in enumerate(row, 1):
                    assert is_proved(claim), (i, k, claim.evidence)
                    said = value(function.jacobian(i, k, n), point, function.definitions)
                    name = function.variables(n)[k - 1]
                    assert abs(said - derivative(function, i, name, n, point)) < mp.mpf("1e-25"), (
                        i,
                        k,
                        point,
                    )


@pytest.mark.parametrize("slug", FUNCTIONS)
def test_every_property_is_proved(slug: str) -> None:
    for n, claim in properties(FUNCTIONS[slug]):
        assert is_proved(claim), (n, claim.title, claim.evidence)


def test_a_property_is_proved_for_all_indices() -> None:
    softmax = FUNCTIONS["softmax"]
    rows = {row.name: row for row in softmax.claims}
    count = {name: len(softmax.instances(rows[name], 3)) for name in rows}
    assert count["The outputs add up to one"] == 1
    assert count["Each output is positive"] == 3
    assert count["An output falls when another score rises"] == 6  # i and k are different there


def test_sparsemax_is_the_projection() -> None:
    """Against the algorithm of the paper (sorting), at random points."""
    rng = random.Random(7)
    for n in (2, 3, 4):
        for _ in range(40):
            z = [Fraction(rng.randint(-300, 300), 101) for _ in range(n)]
            ordered = sorted(z, reverse=True)
            size = max(k for k in range(1, n + 1) if 1 + k * ordered[k - 1] > sum(ordered[:k]))
            tau = (sum(ordered[:size]) - 1) / size
            with mp.workdps(50):
                point = {f"x{j}": mp.mpf(q.numerator) / q.denominator for j, q in enumerate(z, 1)}
                for i in range(1, n + 1):
                    expected = max(Fraction(0), z[i - 1] - tau)
                    found = value(FUNCTIONS["sparsemax"].output(i, n), point)
                    assert abs(found - mp.mpf(expected.numerator) / expected.denominator) < mp.mpf("1e-40")


@pytest.mark.parametrize(("old", "new", "message"), [
    ('k = "f_i', 'a = "f_i', "expected derivatives by k"),
    ('sum_j(exp(x_j))"', 'sum_q(exp(x_j))"', "sum_q"),
    ("[derivative]", '[[cited]]\nname = "a"\ntext = "b"\nsource = "c"\n[derivative]', "key of a reference"),
    ("[derivative]", "sizes = [1]\n[derivative]", "list of sizes"),
    ('family = "f"\n', "", "family"),
])  # fmt: skip
def test_a_mistake_is_one_sentence(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = tmp_path / "softmax.toml"
    assert old in SOFTMAX
    file.write_text(SOFTMAX.replace(old, new))
    with pytest.raises(CatalogueError, match=message) as error:
        vectors._read(file, Catalogue.load())
    assert str(error.value).startswith("softmax.toml: ") and "\n" not in str(error.value)


def test_a_wrong_jacobian_is_not_proved(tmp_path: Path) -> None:
    file = tmp_path / "softmax.toml"
    file.write_text(SOFTMAX.replace("delta_ik - f_k", "delta_ik + f_k"))
    wrong = vectors._read(file, Catalogue.load())
    assert not any(is_proved(claim) for row in jacobian(wrong, 2) for claim in row)
