"""What the checker keeps of a search: nothing false comes in by it, and nothing is lost."""

from __future__ import annotations

import copy
import json
import random
import re
from typing import Any

import pytest

from derive.checker import Rejected, check
from derive.checker.cells import Resolver
from derive.checker.field import Cell, Field
from derive.checker.grown import Grown
from derive.checker.reader import Reading
from derive.checker.work import PART, Tally, limited
from derive.fuzz.forging import bent
from derive.language.catalogue import Catalogue
from derive.proof import prover
from derive.proof.prover import Proved, prove
from derive.proof.tower import Tower

CATALOGUE = Catalogue.load()
TEXTS = (
    "exp(x + y) == exp(x)*exp(y)", "log(x**2) == 2*log(Abs(x))", "Abs(x)*sign(x) == x", "sqrt(x)**2 == x",
    "Derivative(softplus(x), x) == sigmoid(x)", "tan(x + y) == (tan(x) + tan(y))/(1 - tan(x)*tan(y))",
    "1/(x*(x - y)) == (1/(x - y) - 1/x)/y", "exp(x) >= 1 + x", "Max(x, y) + Min(x, y) == x + y",
    "limit(x*sigmoid(x), x, -oo) == 0", "sigmoid(sigmoid(x)) == 1/(1 + exp(-sigmoid(x)))",
)  # fmt: skip


def with_its_reading(monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[dict[str, Any], Reading]:
    """A certificate with the reading that the prover had when it was accepted."""
    kept: list[tuple[dict[str, Any], Reading]] = []

    def recorded(certificate: dict[str, Any], read: Reading) -> Any:
        kept.append((certificate, read))
        return check(certificate, read=read)

    monkeypatch.setattr(prover, "check", recorded)
    assert isinstance(prove(CATALOGUE.statement(text)), Proved)
    return kept[-1]


@pytest.mark.parametrize(("text", "assume"), [
    *((text, ()) for text in TEXTS),
    ("tanh(atanh(1/tan(x))) == 1/tan(x)", ("x >= 1",)),  # a cell without points: that of x = 1, sin x < 0
    ("exp(log(x**2*y)) == x**2*y", ("x*y == 1",)),  # where log(x**2*y) is log(x)
    ("exp(2*log(x**2*y)) > 0", ("x*y == 1",)),
    ("((x*y)**2)**x == ((x*y)**2)**x", ("x**2*y == 1",)),
    ("sqrt((pi/2 - x) - 2*sqrt((pi/2 - x) - 1)) == Abs(1 - sqrt((pi/2 - x) - 1))", ()),  # a sign left out
    ("sqrt((pi/2 - x) + 1 - 2*sqrt(pi/2 - x)) == Abs(1 - sqrt(pi/2 - x))", ()),
    ("sqrt((x/2 + pi) + 3**2 - 2*3*sqrt(x/2 + pi)) == Abs(3 - sqrt(x/2 + pi))", ()),
])  # fmt: skip
def test_what_is_accepted_with_a_memory_is_accepted_without(text: str, assume: tuple[str, ...]) -> None:
    found = prove(CATALOGUE.statement(text, assume))
    assert isinstance(found, Proved)
    assert check(json.loads(json.dumps(found.certificate))).verdict == "proved"


@pytest.mark.parametrize("text", [text for text in TEXTS if "limit" not in text])
def test_a_memory_lets_no_forgery_through(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Whatever is accepted beside the memory of the true proof is accepted by itself too."""
    certificate, read = with_its_reading(monkeypatch, text)
    rng, tried = random.Random(text), 0
    for _ in range(150):
        made, _names = bent(rng, certificate)
        if made.get("statement") != certificate["statement"] or made == certificate:
            continue
        tried += 1
        with_memory = dict(made) | {"statement": read.data}
        try:
            check(with_memory, read=read)
        except Rejected:
            continue
        assert check(made)
    assert tried > 20


def test_a_field_that_was_taken_grows_no_further() -> None:
    tower = Tower(Cell({}))
    tower.form(("exp", "x"))
    tower.complete = True
    with pytest.raises(Rejected, match="atom"):
        tower.form(("exp", ("mul", "x", "x")))


def test_the_search_answers_none_of_the_questions_that_the_checker_asks_itself() -> None:
    """A tower proposes: of the checker's own field it replaces what proposes, and nothing that decides."""
    ours = {name for name, value in vars(Tower).items() if callable(value)}
    theirs = {name for kind in Grown.__mro__[:-1] for name in vars(kind)}
    assert ours & theirs == {"__init__", "proposals", "sought"}
    assert "sign_of" in vars(Field.__mro__[1])


def test_a_split_by_zero_and_not_zero() -> None:
    found = prove(CATALOGUE.statement("x/x == 1"))
    assert isinstance(found, Proved)
    certificate = json.loads(json.dumps(found.certificate))
    proof = certificate["proof"]
    assert proof == {"split": "x", "zero": {"leaf": "undefined"}, "nonzero": {"leaf": "holds"}}
    for bad in (
        {"split": "x", "nonzero": {"leaf": "holds"}},
        {"split": "x", "zero": {"leaf": "undefined"}},
        {"split": "x", "zero": {"leaf": "holds"}, "nonzero": {"leaf": "holds"}},
        {"split": "x", "neg": {"leaf": "holds"}, "zero": {"leaf": "undefined"}},
        {"split": ["add", "x", 1], "zero": {"leaf": "holds"}, "nonzero": {"leaf": "holds"}},
    ):
        forged = copy.deepcopy(certificate) | {"proof": bad}
        with pytest.raises(Rejected):
            check(forged)
    for good in (
        {"split": "x", "neg": {"leaf": "holds"}, "zero": {"leaf": "undefined"}, "pos": {"leaf": "holds"}},
        {"split": "x", "neg": {"leaf": "holds"}, "zero": {"leaf": "undefined"}, "nonzero": {"leaf": "holds"}},
    ):
        assert check(copy.deepcopy(certificate) | {"proof": good}).verdict == "proved"


@pytest.mark.parametrize("text", ["sign(x) == 1", "Abs(x) == x", "sqrt(x**2) == x", "x**3 > 0"])
def test_not_zero_says_nothing_of_the_side(text: str) -> None:
    statement = CATALOGUE.statement(text).json()
    for leaf in ("holds", "outside", "undefined", "empty"):
        made = {
            "format": "derive-certificate", "version": 1, "kind": "statement", "verdict": "proved",
            "statement": statement, "domain": [["ne", "x", 0]], "witness": {"x": 1},
            "proof": {"split": "x", "zero": {"leaf": "undefined"}, "nonzero": {"leaf": leaf, "fact": 0}},
        }  # fmt: skip
        with pytest.raises(Rejected):
            check(made)


@pytest.mark.parametrize(("text", "letters"), [
    ("Derivative(softplus(mish(S)), x) == sigmoid(mish(S))*(T + S*sigmoid(S)*(1 - T**2))*S*(1 - S)",
     {"T": "tanh(softplus(S))", "S": "sigmoid(x)"}),
    ("log(exp(x1) + exp(x2) + exp(x3)) == M + log(exp(x1 - M) + exp(x2 - M) + exp(x3 - M))",
     {"M": "Max(x1, x2, x3)"}),
    ("Piecewise((tan(2*T), x > 1), E) == Piecewise((2*tan(T)/(1 - tan(T)**2), x > 1), E)",
     {"T": "(x*(x + y)*sinh(x))", "E": "(Min(x, -3*x), True)"}),
])  # fmt: skip
def test_the_work_is_counted_as_if_it_were_done_again(
    monkeypatch: pytest.MonkeyPatch, text: str, letters: dict[str, str]
) -> None:
    """What was read, and what a domain asked of a cell, is work of a check by itself too."""
    for letter, term in letters.items():
        text = re.sub(rf"\b{letter}\b", term, text)
    certificate, read = with_its_reading(monkeypatch, text)
    with limited(Tally()) as beside:
        check(certificate, read=read)
    with limited(Tally()) as alone:
        check(json.loads(json.dumps(certificate)))
    beside_memory, by_itself = beside.close(), alone.close()
    assert 3 * by_itself <= 4 * beside_memory + 3 * PART  # which counts in parts


def test_alternatives_are_asked_from_the_shortest_on() -> None:
    """What settles the whole without much work is not kept waiting by what takes much."""
    asked: list[Any] = []

    class Watching(Resolver):
        def _decide(self, term: Any, holds: int, germ: Any) -> bool:
            asked.append(term)
            return super()._decide(term, holds, germ)

    long, short = ("ne", ("add", ("exp", ("exp", "x")), ("mul", -1, "y")), 0), ("le", "x", 1)
    field = Tower(Cell({"x": 0}))
    assert Watching(field).holds(("or", long, short))
    assert len(asked) == 1


def test_much_work_is_done_in_a_check_as_it_is_in_one_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the check of a file would spend is known only where nothing is taken from the search."""
    monkeypatch.setattr(prover, "MUCH", 20)
    certificate, read = with_its_reading(monkeypatch, "Abs(x)*sign(x) == x")
    assert not read.settled.any()
    assert check(json.loads(json.dumps(certificate))).verdict == "proved"
