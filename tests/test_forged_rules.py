"""Rules of the checker turned against it: products, covers, empty cells, exact points, vacuity and limits."""

from fractions import Fraction
from typing import Any

import pytest
from test_forgeries import HEADER, refused, relation, statement

from derive.checker import check
from derive.fuzz import values
from derive.language.grammar import parse

OO, MINUS = ["oo"], ["mul", -1, ["oo"]]
HOLDS = {"leaf": "holds"}
POISON = ([["pow", 0, -1]], [["log", -1]], [["pow", -1, ["rational", 1, 2]]], [["asin", 2]])


def proved(
    claim: str, proof: Any, assume: tuple[str, ...] = (), domain: tuple[str, ...] = ()
) -> dict[str, Any]:
    term = relation(claim)
    names = sorted(term.symbols().union(*(relation(h).symbols() for h in assume)))
    return {
        **HEADER, "verdict": "proved", "statement": statement(term, assume),
        "domain": [relation(c).json() for c in domain], "proof": proof, "witness": dict.fromkeys(names, 1),
    }  # fmt: skip


def split(term: str, neg: Any, zero: Any, pos: Any) -> dict[str, Any]:
    return {"split": parse(term).json(), "neg": neg, "zero": zero, "pos": pos}


# -- terms of the certificate that have no value --------------------------------------------------------


@pytest.mark.parametrize("products", POISON)
def test_a_product_without_a_value_makes_no_hypothesis_fail(products: Any) -> None:
    poisoned = {"leaf": "outside", "products": products}
    middle = split("y", HOLDS, {"leaf": "outside"}, HOLDS)
    assert refused(proved("x == 1", split("x - 1", poisoned, middle, poisoned), ("y != 0",)))


@pytest.mark.parametrize("products", POISON)
def test_a_product_without_a_value_makes_no_side_undefined(products: Any) -> None:
    poisoned = {"leaf": "undefined", "products": products}
    middle = split("y", HOLDS, {"leaf": "undefined"}, HOLDS)
    tree = split("x - 1", poisoned, middle, poisoned)
    assert refused(proved("x + y/y == 2", tree, (), ("x == 1", "y != 0")))


@pytest.mark.parametrize("leaf", ["undefined", "outside"])
@pytest.mark.parametrize(
    "term", ["log(x - x)", "log(-1)", "sqrt(-1)", "asin(2)", "polylog(2, 3)", "LambertW(-1)"]
)
def test_an_atom_without_a_value_decides_nothing(term: str, leaf: str) -> None:
    for atom in (
        [parse(term).json(), None],
        [["exp", "y"], parse(term).json()],
        [["exp", parse(term).json()], None],
    ):
        poisoned = {"leaf": leaf, "atoms": [atom]}
        tree = split("x - 1", poisoned, split("y", HOLDS, {"leaf": leaf}, HOLDS), poisoned)
        assert refused(proved("x + y/y == 2", tree, (), ("x == 1", "y != 0")))
        assert refused(proved("x + exp(y) == 1 + exp(y)", tree, ("log(y**2) != 3",)))


@pytest.mark.parametrize(
    "products", [["x"], [["mul", "x", "x"]], [["pow", "x", 2]], [["mul", "x", -1]], [["exp", "x"]]]
)
def test_products_that_do_not_decide(products: Any) -> None:
    leaf = {"leaf": "holds", "products": products, "atoms": [[["exp", "x"], None]]}
    for claim in ("x > 0", "x**2 > 0", "-x >= 0", "x**3 >= 0", "exp(x) > 1"):
        assert refused(proved(claim, leaf))


# -- derivatives of what has no value --------------------------------------------------------------------


def test_a_derivative_at_a_point_asks_for_all_of_the_function() -> None:
    undefined = {"leaf": "undefined"}
    beside = split("y", undefined, undefined, {"leaf": "holds", "atoms": [[["log", "y"], None]]})
    claim = "Derivative(x + log(y), x) == 1"
    assert refused(proved(claim, split("x", beside, HOLDS, beside), (), ("y > 0 or x == 0",)))
    outside = {"leaf": "outside"}
    for f in ("x**2 + log(-1 - y**2)", "x**2*log(-1)**0", "x**2 + 0*sqrt(-1 - y**2)", "x*x + asin(2)"):
        assert refused(proved(f"Derivative({f}, x) == 0*y", split("x", outside, HOLDS, outside), ("x == 0",)))
        made = {
            **HEADER,
            "verdict": "refuted",
            "statement": statement(relation(f"Derivative({f}, x) == 7 + y"), ()),
        }
        assert refused({**made, "point": {"x": 0, "y": 1}})
        assert refused({**made, "point": {"x": 0, "y": 1}, "atoms": [[["log", -1], None]]})


@pytest.mark.parametrize(
    "more", [{"tail": True}, {"order": 0}, {"order": 1, "at": 2}, {"slope": True, "order": 1, "at": 2}]
)
@pytest.mark.parametrize("f", ["log(-1 - x**2)", "log(-1)", "sqrt(-x**2)**2", "0*asin(1 + x**2)", "log(-x)"])
def test_a_rule_for_a_derivative_asks_for_all_of_the_function(f: str, more: Any) -> None:
    leaf = {"leaf": "holds", "by": more, "atoms": [[["log", -1], None]]}
    for order in (1, 2):
        claim = f"Derivative(x**2 + {f}, (x, {order})) > -5"
        assert refused(proved(claim, leaf, ("x > 1/2",)))
        assert refused(proved(claim, leaf, ("x > 1/2", "x < 3")))


@pytest.mark.parametrize("at", ["log(x)", "1/x", "sqrt(x - 1)", "0**x", "asin(2 - x)"])
@pytest.mark.parametrize("f", ["0", "y", "Piecewise((t, y > 5), (1, True))"])
def test_a_one_sided_derivative_asks_for_its_point(at: str, f: str) -> None:
    """The point need not come up in what becomes of the function, and has to be one all the same."""
    for kind in ("LeftDerivative", "RightDerivative"):
        claim, leaf = f"{kind}({f}, t, {at}) == 0", {"leaf": "holds", "atoms": [[["log", "x"], None]]}
        assert refused(proved(claim, leaf))
        assert refused(proved(claim, split("x", leaf, leaf, leaf)))
        made = {**HEADER, "verdict": "refuted", "statement": statement(relation(claim[:-1] + "1"), ())}
        names = dict.fromkeys(relation(claim).symbols(), 0)
        assert refused({**made, "point": {**names, "x": 0 if at != "0**x" else 1}})


@pytest.mark.parametrize("claim", [
    "Derivative(Derivative({f}, y), x) == 0",
    "Derivative(Derivative(x*y + {f}, y), x) == 1",
    "Derivative(y*Derivative({f}, y), x) == 0",
    "Derivative(Derivative(Derivative({f} + y*z, z), y), x) == 0",
    "Derivative(Derivative({f}, y, 5), x) == 0",
    "Derivative(Derivative({f}, y), x, 5) == 0",
])  # fmt: skip
@pytest.mark.parametrize(("f", "at"), [("sqrt(x)", 0), ("asin(x)", 1), ("x**pi", 0), ("polylog(2, x)", 1)])
def test_a_derivative_asks_for_what_an_inner_one_drops(claim: str, f: str, at: int) -> None:
    """At the end of the domain of f there is no derivative by x, though one by y has a value there."""
    claim, outside = claim.format(f=f), {"leaf": "outside"}
    atoms = [[["pi"], None], [["asin", 1], None], [["polylog", 2, 1], None], [["pow", "x", ["pi"]], None]]
    leaf = {"leaf": "holds", "atoms": atoms}
    for assume in ((f"x == {at}",), (f"x >= {at}", f"x <= {at}")):
        assert refused(proved(claim, leaf, assume))
        tree = split(f"x - {at}", outside, leaf, outside)
        assert refused({**proved(claim, tree, assume), "witness": dict.fromkeys("xyz", 1) | {"x": at}})
    names = relation(claim).symbols()
    made = {**HEADER, "verdict": "refuted", "statement": statement(relation(claim + " + 7"), ())}
    assert refused({**made, "point": dict.fromkeys(names, 1) | {"x": at}})


def test_a_derivative_in_an_exponent_is_no_number() -> None:
    leaf, outside = {"leaf": "holds"}, {"leaf": "outside"}
    claim = "Derivative(x**Derivative(2*y, y), x) == {}"
    tree = split("x + 1", outside, leaf, outside)
    made = proved(claim.format("2*x"), tree, ("x == -1",))
    assert refused({**made, "witness": {"x": -1, "y": 1}})
    said = statement(relation(claim.format("Abs(2*x)")), ())
    assert refused({**HEADER, "verdict": "refuted", "statement": said, "point": {"x": -1, "y": 1}})


@pytest.mark.parametrize(("claim", "point"), [
    ("Derivative(x**5, x, 4) + z**y > 120*x", {"x": 1, "y": 3, "z": -1}),
    ("Derivative(x**5, x, 4) + z**y > 120*x", {"x": 1, "y": 2, "z": 0}),
    ("Derivative(x**5, x, 4) + x**y > 0", {"x": -1, "y": 2}),
    ("Derivative(x**5, x, 4) + 0**y > 120*x", {"x": 1, "y": 1}),
    ("Derivative(x**5 + x*z**y, x, 4) == 7*x", {"x": 1, "y": 3, "z": -1}),
    ("Derivative(x**4*(-1)**y, x, 4) > 0", {"x": 1, "y": 1}),
])  # fmt: skip
def test_a_symbol_in_an_exponent_beside_a_derivative_of_high_order(claim: str, point: Any) -> None:
    """It asks for a positive base, although it has become a number; nor does it make a hypothesis hold."""
    assert refused(
        {**HEADER, "verdict": "refuted", "statement": statement(relation(claim), ()), "point": point}
    )
    said = statement(relation("x == 7*x"), (claim.replace("==", "<"),))
    assert refused({**HEADER, "verdict": "refuted", "statement": said, "point": point})
    made = proved("x == 7*x", {"leaf": "outside"}, (claim.replace("==", "<"),))
    assert refused({**made, "witness": point})


@pytest.mark.parametrize(("one", "other"), [
    ("y**4*z", "z**4*y"), ("y**4*erf(z)", "z**4*erf(y)"), ("y**5", "z*y**4"),
])  # fmt: skip
def test_pieces_that_are_other_functions_of_a_symbol(one: str, other: str) -> None:
    """They are derivatives of high order, kept as such at a point, which are not equal where y = z."""
    pieces = f"Piecewise((Derivative({one}, y, 4), x < 0), (Derivative({other}, y, 4), True))"
    for claim in (f"Derivative({pieces}, x) > 0", f"Derivative({pieces} + x, x) == 7"):
        made = {**HEADER, "verdict": "refuted", "statement": statement(relation(claim), ())}
        for at in (1, 2):
            assert refused({**made, "point": {"x": 0, "y": at, "z": at}})


@pytest.mark.parametrize(("f", "point"), [
    ("Max(x*y, 0)", {"x": 0, "y": 0}),
    ("Max(x*y, 0)", {"x": 0, "y": 1}),
    ("Max(x*y, 0)", {"x": 1, "y": 0}),
    ("Abs(x*y)", {"x": 0, "y": 1}),
    ("Piecewise((x*y, sign(y) + 1/2 > 0), (2*x*y, True))", {"x": 1, "y": 0}),
    ("Piecewise((x*y, Heaviside(x) > 1/3), (y, True))", {"x": 0, "y": 1}),
    ("Piecewise((x*y, sqrt(y) > -1), (y, True))", {"x": 1, "y": 0}),
    ("Piecewise((x*y, asin(x) < 2), (y, True))", {"x": 1, "y": 1}),
    ("Piecewise((x*y, y != 0), (3*x*y + x, True))", {"x": 1, "y": 0}),
    ("Piecewise((x*y, y <= 1), (3*x*y, True))", {"x": 1, "y": 1}),
    ("Piecewise((x*y, x > 0 or y < 2), (x*y, y > 2))", {"x": 0, "y": 2}),
    ("Piecewise((x*y, not (x > 0 and y < 2)), (2*x*y, True))", {"x": 1, "y": 2}),
    ("x*y*Piecewise((1, y < 1))", {"x": 1, "y": 1}),
    ("Max(x*y, x + y - 1, 0)", {"x": 1, "y": 3}),
    ("sign(x - y)*x*y", {"x": 1, "y": 1}),
])  # fmt: skip
@pytest.mark.parametrize("claim", [
    "Derivative(Derivative({f}, y), x) == 100", "Derivative(Derivative({f}, x), y) == 100",
    "Derivative(Derivative({f}, y, 5), x) == 100",
])  # fmt: skip
def test_a_branch_that_is_one_at_a_point_only(f: str, point: Any, claim: str) -> None:
    """The point is where pieces meet, and the function has no mixed derivative there."""
    said = statement(relation(claim.format(f=f)), ())
    assert refused({**HEADER, "verdict": "refuted", "statement": said, "point": point})
    assert refused({**HEADER, "verdict": "refuted", "statement": said, "point": point, "atoms": []})


ROOT_ATOM = ["pow", ["add", 1, ["pow", "x", 2]], ["rational", 1, 2]]


@pytest.mark.parametrize(("inside", "wrong", "equation", "witness"), [
    ("Derivative(Derivative(Max(x**2, x**2), x), y)", "4", "2*y - x", {"x": 2, "y": 1}),
    ("Derivative(y*Derivative(Max(x**2, x**2), x), y)", "8*y", "2*y - x", {"x": 2, "y": 1}),
    ("Derivative(Derivative(x**3*y + exp(x)*sin(x)*(1 + x**2)**(1/2), x, 3) + Max(z, z), z)", "1 + 12*z",
     "z**2 - y", {"x": 1, "y": 1, "z": 1}),
])  # fmt: skip
def test_an_equation_holds_at_a_point_and_not_beside_it(inside, wrong, equation, witness) -> None:
    """What is derived by x and does not hold y does not come to hold it by x = 2y."""
    leaf = {
        "leaf": "holds",
        "atoms": [[t, None] for t in (["exp", "x"], ["cos", "x"], ["sin", "x"], ROOT_ATOM)],
    }
    tree = split(equation, {"leaf": "outside"}, leaf, {"leaf": "outside"})
    made = {**proved(f"{inside} == {wrong}", tree, (f"{equation} == 0",)), "witness": witness}
    assert refused(made)


@pytest.mark.parametrize("order", [-3, 0, 101])
def test_an_inner_derivative_has_an_order(order: int) -> None:
    left = ["Derivative", ["Derivative", ["pow", "x", 2], "x", order], "x", 1]
    for right in (0, 2, ["mul", 2, "x"]):
        said = {
            "definitions": {},
            "hypotheses": [["eq", "x", 3]],
            "relation": "==",
            "left": left,
            "right": right,
        }
        made = {**HEADER, "statement": said, "domain": [], "witness": {"x": 3}}
        assert refused({**made, "verdict": "proved", "proof": {"leaf": "holds"}})
        said = {**said, "hypotheses": [], "right": 7}
        assert refused({**HEADER, "verdict": "refuted", "statement": said, "point": {"x": 3}})


FILLED = "RightDerivative(Piecewise(({}, x != 0), ({}, True)), x, 0)"


@pytest.mark.parametrize(("quotient", "value", "slope"), [
    ("sin(x)/x", "1", "0"), ("(exp(x) - 1)/x", "1", "1/2"), ("1/x - 1/(exp(x) - 1)", "1/2", "-1/12"),
    ("(x - x**2)**2/(x**2 + x**3)", "1", "-3"), ("log(1 + x)**2/(1 - cos(x))", "2", "-2"),
])  # fmt: skip
def test_quotients_that_are_filled_in(quotient: str, value: str, slope: str) -> None:
    assert check(proved(f"{FILLED.format(quotient, value)} == {slope}", HOLDS)).verdict == "proved"
    for wrong in (f"{FILLED.format(quotient, value)} == {slope} + 1/100",
                  f"{FILLED.format(quotient, value + ' + 1/100')} == {slope}"):  # fmt: skip
        assert refused(proved(wrong, HOLDS))


@pytest.mark.parametrize("quotient", [
    "1/x", "sin(x)/x**2", "x/(x - x)", "1/(1/(x - x))", "1/(1/(x - x) + 1)", "0/(x - x)",
    "(x - x)**2/(x - x)", "log(x)/x", "log(x)*x", "x**2*sin(1/x)", "x*sin(1/x)", "sqrt(x)", "x**(3/2)/x",
    "sqrt(-x)*x", "x**x", "x/sqrt(x - x)", "Abs(x)/x/(x - x)", "x/log(-x)",
])  # fmt: skip
def test_quotients_without_a_derivative_at_the_zero_of_their_denominator(quotient: str) -> None:
    for value in ("0", "1"):
        for slope in ("0", "1"):
            for atoms in ([], [[["pi"], None]], [[["sin", ["pow", 0, -1]], None]]):
                leaf = {"leaf": "holds", "atoms": atoms}
                assert refused(proved(f"{FILLED.format(quotient, value)} == {slope}", leaf))


# -- a split where a fact cannot be laid for want of a function ------------------------------------------


def test_a_split_that_does_not_know_a_fact_leaves_nothing_out() -> None:
    named = {"atoms": [[["exp", "x"], None]]}
    leaf = {"leaf": "holds", **named}

    def tree(**cells: Any) -> dict[str, Any]:
        inner = {"split": "x", "neg": leaf, "zero": leaf, "pos": leaf, **cells}
        kept = {name: cell for name, cell in inner.items() if cell is not None}
        return {**split("exp(x) - 2", kept, kept, kept), **named}

    assert check(proved("Abs(x) == Abs(-x)", tree())).verdict == "proved"
    assert refused(proved("Abs(x) == x", tree()))
    for cell in (None, {"leaf": "empty", "fact": 0, **named}, {"leaf": "undefined"}, {"leaf": "outside"}):
        assert refused(proved("Abs(x) == x", tree(neg=cell)))
        assert refused(proved("Abs(x) == -x", tree(pos=cell)))


# -- leaves that hold by a rule ---------------------------------------------------------------------------

FALSE = (
    ("x**2 > 0", 0), ("x**2 >= 1/100", 0), ("exp(x) > 1 + x", 0), ("exp(x) >= 1 + x + x**2/2", -1),
    ("sin(x) <= x", -1),
    ("cos(x) < 1", 0), ("Abs(x) > 0", 0), ("Max(x, -x) > 0", 0), ("x**3 - x >= -3/8", Fraction(9, 16)),
    ("tanh(x) < 9/10", 2),
    ("log(x) <= x - 101/100", 1), ("erf(x) < 1 - exp(-x**2)", 1), ("sqrt(x) >= x", 2), ("1/x > 0", -1),
    ("1/x**2 > 1", 2),
    ("x*exp(-x) < 36/100", 1), ("atan(x) < 3/2", 20), ("exp(x) > x**3", 2), ("x**4 - 2*x**2 + 1 > 0", 1),
    ("x >= x + 1", 0),
    ("sign(x) >= 0", -1), ("Heaviside(x) > 0", -1), ("exp(-x) < 1/1000", 3), ("x**2*exp(-x) <= 1/2", 2),
    ("x/x > 1/2", 0),
    ("log(x) > -1", Fraction(1, 4)), ("sqrt(x**2) > 0", 0), ("LambertW(x) >= 0", Fraction(-1, 4)),
    ("asin(x) <= 1", 1),
)  # fmt: skip
POINTS = (0, 1, -1, ["rational", 1, 2], ["rational", -1, 3], ["exp", 1], "x", 10**6)
RULES = (
    {"order": 0}, {"tail": True}, *({"at": at, "order": k} for at in POINTS for k in (1, 4)),
    *({"at": at, "order": 2, "atoms": [[["exp", 0], 1], [["pi"], None], [["sin", 0], 1]]} for at in (0, 1)),
)  # fmt: skip


@pytest.mark.parametrize(("claim", "at"), FALSE)
def test_no_rule_proves_a_false_inequality(claim: str, at: int | Fraction) -> None:
    term = relation(claim)
    point = {"x": Fraction(at)}
    both = all(values.defined_at(side, point) for side in term.args)
    assert not both or not values.holds(term, point)
    for rule in RULES:
        leaf = {"leaf": "holds", "by": rule}
        assert refused(proved(claim, leaf))
        for cut in ("x", "x - 1"):
            assert refused(proved(claim, split(cut, leaf, leaf, leaf)))
            assert refused(proved(claim, split(cut, {"leaf": "undefined"}, leaf, leaf)))


# -- cells said to be empty, statements said to be about nothing ------------------------------------------


@pytest.mark.parametrize("claim", ["x == 5", "x**2 == 2", "log(x) == 0", "1/x == 2", "Abs(x) < 0"])
def test_cells_that_are_not_empty(claim: str) -> None:
    for fact in (0, 1, -1, True, 2, None):
        empty = {"leaf": "empty", "fact": fact, "atoms": [[["log", "x"], None]]}
        for term in ("x", "x - 1", "x**2 - 3", "x*x", "-x"):
            inner = split("x + 1", empty, empty, empty)
            for tree in (empty, split(term, empty, empty, empty), split(term, inner, empty, inner)):
                assert refused(proved(claim, tree))
                assert refused({**proved(claim, tree), "verdict": "vacuous"})


@pytest.mark.parametrize("leaf", ["undefined", "outside", "holds", "empty"])
@pytest.mark.parametrize(
    "claim", ["x == 5", "log(x) == 3", "sqrt(x) + sqrt(1 - x) == 0", "1/(x - 1) == 1/(x + 1)"]
)
def test_statements_about_something(claim: str, leaf: str) -> None:
    node = {"leaf": leaf, "fact": 0, "atoms": [[["log", "x"], None]], "products": [["pow", 0, -1]]}
    trees = (
        node,
        split("x", node, node, node),
        split("x", {"leaf": "undefined"}, node, {"leaf": "undefined"}),
    )
    for tree in trees:
        for assume in ((), ("x > 0",), ("x != 0",)):
            assert refused({**proved(claim, tree, assume), "verdict": "vacuous"})


# -- exact points -------------------------------------------------------------------------------------------

ROOT = ["pow", 2, ["rational", 1, 2]]


@pytest.mark.parametrize(("claim", "value"), [
    ("x**2 == 2", ROOT), ("x > 1", ROOT), ("x**4 == 4", ["mul", -1, ROOT]), ("x - x == 0", ["log", -1]),
    ("x == x", ["pow", 0, -1]), ("Piecewise((0, x > 0 or 1 > 0), (1, True)) == 1", ["log", 0]),
    ("Piecewise((1, x > 0 or 1 > 0), (0, True)) == 0", ["log", 0]),
    ("Piecewise((1, x > 0 or 1 > 0), (0, True)) == 0", ["pow", 0, -1]),
    ("x > 0", ["add", ROOT, "x"]), ("Abs(x) == x", ["Abs", -1]), ("sin(x) == 0", ["pi"]),
    ("x < 4", ["pi"]), ("exp(x) == 2", ["log", 2]),
])  # fmt: skip
def test_exact_points_that_refute_nothing(claim: str, value: Any) -> None:
    pi, two = [["pi"], None], [["log", 2], None]
    lists: list[Any] = [[], [[ROOT, None]], [pi], [pi, [["cos", ["pi"]], None], [["sin", ["pi"]], None]]]
    lists += [[two, [["exp", ["log", 2]], 3]], [[ROOT, ["rational", 3, 2]]], [[["pi"], 4]]]
    for atoms in lists:
        made = {
            **HEADER,
            "verdict": "refuted",
            "statement": statement(relation(claim), ()),
            "point": {"x": value},
        }
        assert refused({**made, "atoms": atoms})


# -- limits ------------------------------------------------------------------------------------------

LIMITS: tuple[tuple[str, Any, str, Any], ...] = (
    ("tanh(x)", OO, "both", 2), ("exp(-x)*x**5", OO, "both", 1), ("Abs(x)/x", 0, "both", 1),
    ("Abs(x)/x", 0, "left", 1),
    ("1/x", 0, "both", OO), ("1/x", 0, "left", OO), ("log(x)", 0, "both", MINUS), ("sin(x)", OO, "both", 0),
    ("sin(1/x)", 0, "both", 0), ("x*sin(1/x)", 0, "both", 1), ("sqrt(x)", 0, "both", 0),
    ("(1 + 1/x)**x", OO, "both", 1),
    ("x - log(1 + exp(x))", OO, "both", 1), ("exp(exp(x))/exp(exp(x) + 1)", OO, "both", 1),
    ("erf(x)", MINUS, "both", 1),
    ("Heaviside(x)", 0, "both", ["rational", 1, 2]), ("sign(x)**2", 0, "both", 0), ("x**x", 0, "right", 0),
    ("LambertW(x)/log(x)", OO, "both", OO), ("asin(x)", 2, "both", 1), ("polylog(2, x)", OO, "both", OO),
    ("Derivative(Abs(x), x)", 0, "both", 0), ("exp(1/x)", 0, "both", OO), ("atan(1/x)", 0, "both", 0),
    ("tan(x)", OO, "both", 0),
    ("Max(x, 1)/x", MINUS, "both", 1), ("(sqrt(x**2 + x) - x)", OO, "both", ["rational", 1, 3]),
    ("1/(x - x)", OO, "both", 0),
)  # fmt: skip


@pytest.mark.parametrize(("f", "at", "side", "value"), LIMITS)
def test_limits_that_are_not(f: str, at: Any, side: str, value: Any) -> None:
    said = {"definitions": {}, "hypotheses": [], "relation": "==", "right": value}
    said["left"] = ["Limit", parse(f).json(), "x", at, side]
    atoms = [[["pi"], None], [["exp", 1], None], [["log", 2], None]]
    for order in (1, 3, 6):
        for leaf in ("holds", "outside", "empty"):
            node = {"leaf": leaf, "atoms": atoms, "fact": 0, "products": [["pow", 0, -1]]}
            made = {
                **HEADER,
                "kind": "limit",
                "domain": [],
                "verdict": "proved",
                "statement": said,
                "order": order,
            }
            assert refused({**made, "proof": node, "witness": {}})


def test_the_certificates_that_are_bent_are_not_refused_for_their_form() -> None:
    assert check(proved("exp(x) > 0", {"leaf": "holds", "by": {"order": 0}})).verdict == "proved"
    assert check(
        {**proved("log(-x**2) == 0", split("x", *[{"leaf": "undefined"}] * 3)), "verdict": "vacuous"}
    )
    said = {
        "definitions": {},
        "hypotheses": [],
        "relation": "==",
        "right": 1,
        "left": ["Limit", ["tanh", "x"], "x", OO, "both"],
    }
    limit = {
        **HEADER,
        "kind": "limit",
        "domain": [],
        "verdict": "proved",
        "statement": said,
        "order": 4,
        "proof": HOLDS,
        "witness": {},
    }
    assert check(limit).verdict == "proved"
    made = {
        **HEADER,
        "verdict": "refuted",
        "statement": statement(relation("x**2 == 3"), ()),
        "point": {"x": ROOT},
    }
    assert check({**made, "atoms": [[ROOT, None]]}).verdict == "refuted"
