"""What is made of the package's catalogue follows its files, which an author edits while a site is served."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from derive.calculus.companions import Companions
from derive.facts.approximations import approximations
from derive.facts.homonyms import Difference, compared
from derive.facts.library import POINTS, Library
from derive.language.catalogue import Catalogue
from derive.language.homonyms import load_homonyms
from derive.language.term import symbol

Edit = Callable[[str, str, str], None]


@pytest.fixture
def edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edit:
    """Changes a text in the file of a function, in a copy of the package's catalogue."""
    shutil.copytree(Path(str(files("derive") / "catalogue")), tmp_path / "catalogue")
    monkeypatch.setattr("derive.language.catalogue.files", lambda _package: tmp_path)

    def edited(slug: str, old: str, new: str) -> None:
        path = tmp_path / "catalogue" / f"{slug}.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return edited


def heights(slug: str) -> np.ndarray:
    library = Library.of_package()
    (at,) = (
        i for i, c in enumerate(library.columns) if c.slug == slug and c.plain and c.argument == symbol("x")
    )
    return library.raw[:, at]


def test_a_formula_is_followed(edit: Edit) -> None:
    np.testing.assert_allclose(heights("relu6"), np.clip(POINTS, 0, 6))
    assert Companions.of_package().catalogue["relu6"].formula == Catalogue.load()["relu6"].formula
    edit("relu6", 'formula = "Min(6, Max(0, x))"', 'formula = "Min(4, Max(0, x))"')
    np.testing.assert_allclose(heights("relu6"), np.clip(POINTS, 0, 4))
    assert str(Companions.of_package().catalogue["relu6"].formula) == str(Catalogue.load()["relu6"].formula)
    assert "4" in str(Companions.of_package().catalogue["relu6"].formula)


def test_approximations_are_followed(edit: Edit) -> None:
    def meant() -> set[str]:
        return {str(d.body) for row in approximations() for d in row.definitions if d.name == "sigmoid"}

    before = meant()
    edit("sigmoid", 'formula = "', 'formula = "0*x + ')
    assert before and meant() and meant() != before


def test_differences_of_homonyms_are_followed(edit: Edit) -> None:
    """A name's meanings are compared anew when one of them has changed, and only then."""

    def found() -> tuple[Difference, ...]:
        catalogue = Catalogue.load()
        return compared(load_homonyms(catalogue)["hard_sigmoid"], catalogue).differences

    before = found()
    edit("softplus", 'summary = "', 'summary = "So: ')
    assert found() is before
    edit("hard_sigmoid_fifth", 'formula = "', 'formula = "0*x + ')
    assert found() != before
