"""Corrupted certificates of statements: none is accepted for something false, none crashes the checker."""

import copy
import json
import random
from fractions import Fraction

import pytest

from derive.checker import Rejected, check
from derive.checker.statement import read_claim
from derive.checker.terms import CONDITION, sub
from derive.language.catalogue import Catalogue
from derive.proof import balls
from derive.proof.prover import Undecided, prove

CATALOGUE = Catalogue.load()
STATEMENTS = [
    ("Derivative(sigmoid(x), x) == sigmoid(x)*(1 - sigmoid(x))", ()),
    ("log(x**2) == 2*log(x)", ()),
    ("Derivative(relu(x), x) == Piecewise((0, x < 0), (1, x > 0))", ()),
    ("Derivative(elu(x, a), x) == Piecewise((1, x >= 0), (a*exp(x), True))", ("a>0",)),
    ("sqrt(x**2) == Abs(x)", ()),
    ("tanh(2*x) == 2*tanh(x)/(1 + tanh(x)**2)", ()),
    ("Derivative(sigmoid(x), x) <= 1/4", ()),
    ("softplus(x) > relu(x)", ()),
    ("gelu(x) - gelu(-x) == x", ()),
    ("1/(x**2 + x) == 1/x - 1/(x + 1)", ()),
    ("exp(x) == 1 + x", ()),
    ("hardtanh(x) == (Abs(x + 1) - Abs(x - 1))/2", ()),
]
POINTS = [Fraction(n, 7) for n in (-33, -16, -9, -5, -2, 1, 3, 8, 11, 20, 45)]
VALUES = [
    0,
    1,
    -1,
    2,
    3,
    7,
    10**9,
    -(10**30),
    "x",
    "y",
    "exp",
    [],
    {},
    None,
    True,
    1.5,
    ["rational", 1, 0],
    ["E"],
]
HEADS = [
    "add",
    "mul",
    "pow",
    "exp",
    "log",
    "Abs",
    "Max",
    "Min",
    "erf",
    "eq",
    "lt",
    "ge",
    "sigmoid",
    "neg",
    "zero",
    "pos",
]


def certificate(text: str, assume: tuple[str, ...]) -> dict:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert not isinstance(verdict, Undecided)
    return json.loads(json.dumps(verdict.certificate))


def places(node: object, path: tuple = ()) -> list[tuple]:
    found = [path] if path else []
    rows = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in rows:
        found += places(value, (*path, key))
    return found


def corrupted(original: dict, draw: random.Random) -> dict:
    made = copy.deepcopy(original)
    *way, last = draw.choice(places(made))
    node = made
    for key in way:
        node = node[key]
    kind = draw.randrange(5)
    if kind == 0:
        node[last] = draw.choice(VALUES)
    elif kind == 1 and isinstance(node[last], str):
        node[last] = draw.choice(HEADS)
    elif kind == 2 and isinstance(node[last], int):
        node[last] += draw.choice([-1, 1, 10])
    elif kind == 3 and isinstance(node, list) and len(node) > 1:
        other = draw.randrange(len(node))
        node[last], node[other] = node[other], node[last]
    else:
        del node[last]
    return made


def is_false(made: dict) -> bool:
    """Whether the mutated statement fails at a point of its stated domain, by balls."""
    claim = read_claim(made["statement"])
    domain = tuple(claim.read(part, CONDITION) for part in made.get("domain", ()))
    for at in POINTS:
        point = {name: at + 3 * k for k, name in enumerate(claim.variables)}
        try:
            if not all(balls._Evaluation(point).holds(c) for c in (*claim.conditions, *domain)):
                continue
            ball = balls.value(sub(claim.left, claim.right), point)
        except balls.NoValue:
            continue
        wrong = {"eq": not ball.contains(0), "lt": ball >= 0, "le": ball > 0, "gt": ball <= 0, "ge": ball < 0}
        if all(balls.value(term, point) * (1 if sign == 4 else -1) > 0 for term, sign in claim.facts):
            if wrong.get(claim.relation, False):
                return True
    return False


@pytest.mark.parametrize(("text", "assume"), STATEMENTS)
def test_no_corruption_proves_anything_false(text: str, assume: tuple[str, ...]) -> None:
    original, draw, refused = certificate(text, assume), random.Random(text), 0
    check(original)
    for _ in range(60):
        made = corrupted(original, draw)
        try:
            report = check(made)
        except Rejected:
            refused += 1
            continue
        assert report.verdict == made["verdict"]
        if made["verdict"] == "proved":
            assert not is_false(made), made
    assert refused >= 40
