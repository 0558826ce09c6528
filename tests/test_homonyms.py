"""Same name, different function: every difference is proved, seen by mpmath, and told of real frameworks."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import mpmath as mp
import pytest
from mp_values import value

from derive.checker import check
from derive.facts.homonyms import SameFunction, compared
from derive.language.catalogue import Catalogue
from derive.language.entry import CatalogueError
from derive.language.homonyms import Homonym, load_homonyms
from derive.language.records import Activation, FrameworkName
from derive.language.term import Term, call, number, symbol
from derive.proof.claims import is_proved

CATALOGUE = Catalogue.load()
HOMONYMS = load_homonyms(CATALOGUE)
GOOD = """\
name = "Twice"
summary = "Two of them."
[[meanings]]
formula = "relu(x)"
words = "one"
uses = [{ framework = "pytorch", name = "torch.relu" }]
[[meanings]]
formula = "x*k"
words = "two"
uses = [{ framework = "jax", name = "jax.nn.relu", note = "by default" }]
"""


def load(folder: Path, text: str) -> Homonym:
    (folder / "twice.toml").write_text(text, "utf-8")
    return load_homonyms(CATALOGUE, folder)["twice"]


@pytest.mark.parametrize("slug", list(HOMONYMS))
def test_any_two_meanings_differ(slug: str) -> None:
    """Proved, with a certificate that the checker accepts; and mpmath sees two numbers."""
    homonym = HOMONYMS[slug]
    table = compared(homonym, CATALOGUE)
    count = len(homonym.meanings)
    assert len(table.differences) == count * (count - 1) // 2
    for difference in table.differences:
        claim = difference.claim
        assert is_proved(claim) and claim.domain == () and claim.statement.relation == "!="
        assert check(claim.evidence["certificate"]).verdict == "proved"
        with mp.workdps(50):
            left, right = (at_point(homonym.meanings[k].formula, difference.point)
                           for k in (difference.first, difference.second))  # fmt: skip
            assert abs(left - right) > mp.mpf(10) ** -25


def at_point(formula: Term, point: dict[str, Fraction | Term]) -> mp.mpf:
    numbers = {name: value(q if isinstance(q, Term) else number(q), {}) for name, q in point.items()}
    return value(formula, numbers, CATALOGUE.definitions(formula))


def test_the_rows_are_the_uses() -> None:
    rows = compared(HOMONYMS["leaky_relu"], CATALOGUE).rows
    shown = [(row.framework, row.meaning, str(row.formula)) for row in rows]
    assert [row for row in shown if row[0] in ("jax", "keras")] == [
        ("jax", 0, "leaky_relu(x, 1/100)"),
        ("keras", 1, "leaky_relu(x, 1/5)"),
        ("keras", 2, "leaky_relu(x, 3/10)"),
    ]


def test_the_famous_ones_are_there() -> None:
    assert set(HOMONYMS) >= {"gelu", "leaky_relu", "hard_sigmoid", "selu", "softplus", "swish", "prelu"}


def meant(entry: Activation, name: FrameworkName) -> Term:
    """The function that an entry says a framework's name means, with the framework's own defaults."""
    given = dict(name.defaults)
    return call(entry.slug, symbol("x"), *(number(given.get(p.name, p.default)) for p in entry.parameters))


@pytest.mark.parametrize("slug", list(HOMONYMS))
def test_it_is_what_the_entries_say(slug: str) -> None:
    """Where an entry of the catalogue is called by that name in that framework, it is the same function."""
    for meaning in HOMONYMS[slug].meanings:
        if meaning.formula.head not in CATALOGUE or meaning.formula.symbols() != {"x"}:
            continue
        entry = CATALOGUE[meaning.formula.head]
        for use in meaning.uses:
            named = [n for n in entry.framework_names if n.framework == use.framework and n.name == use.name]
            assert all(meant(entry, name) == meaning.formula for name in named)


def test_one_function_twice_is_refused(tmp_path: Path) -> None:
    same = load(tmp_path, GOOD.replace('"x*k"', '"(x + Abs(x))/2"'))
    with pytest.raises(SameFunction, match=r"twice: expected two functions, found no point where relu\(x\)"):
        compared(same, CATALOGUE)


def test_assumptions_are_kept(tmp_path: Path) -> None:
    homonym = load(tmp_path, GOOD.replace("[[meanings]]", 'assume = ["k > 1"]\n[[meanings]]', 1))
    (difference,) = compared(homonym, CATALOGUE).differences
    assert difference.point["k"] > 1


@pytest.mark.parametrize(("old", "new", "message"), [
    ("[[meanings]]", 'colour = "red"\n[[meanings]]', "twice.toml: colour: unknown key"),
    ('"relu(x)"', '"relu(x"', "twice.toml: meanings[1].formula: column 7: expected"),
    ('"x*k"', '"relu(x)"', "twice.toml: meanings[2].formula: given twice"),
    ('"torch.relu"', '"torch relu"', "twice.toml: meanings[1].uses[1].name: expected a name like"),
    ("[[meanings]]", 'assume = ["k >"]\n[[meanings]]', "twice.toml: assume: column 4"),
    (GOOD[GOOD.rindex("[[meanings]]") :], "", "twice.toml: meanings: expected at least two meanings"),
])  # fmt: skip
def test_every_mistake_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert str(caught.value).startswith(message)
