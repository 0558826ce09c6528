"""The catalogue's loader: what it reads, and one clear line for every mistake in a file."""

from fractions import Fraction
from pathlib import Path

import pytest

from derive.language.catalogue import Catalogue
from derive.language.entry import LARGEST, CatalogueError
from derive.language.grammar import FormulaError, parse
from derive.language.numeric import evaluate
from derive.language.term import call, number, relation, symbol

X = symbol("x")
GOOD = """\
name = "Sharp"
symbol = "s"
year = 2020
summary = "A line whose slope is a."
formula = "a*x + b"
aliases = ["line"]

[[parameters]]
name = "a"
latex = "a"
domain = ["0 < a < 5", "a != 3"]
default = "1/2"
description = "slope"

[[parameters]]
name = "b"
latex = "\\\\beta"
default = -0.25
description = "height at 0"

[textbook]
derivative = "a"
source = "euler1755"

[[claims]]
name = "Shift"
statement = "sharp(x + c, a, b) == sharp(x, a, b) + a*c"
assume = ["c > 0"]
domain = ["x > 1"]

[names.pytorch]
name = "torch.sharp"
also = ["torch.nn.Sharp"]
defaults = { a = 0.01 }
note = "A note."

[[references]]
key = "euler1755"
authors = "Leonhard Euler"
title = "Institutiones calculi differentialis"
year = 1755
venue = "Petersburg"
url = "https://example.org/E212"
"""


def load(tmp_path: Path, text: str, name: str = "sharp.toml") -> Catalogue:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return Catalogue.load(tmp_path)


def refused(tmp_path: Path, text: str, name: str = "sharp.toml") -> str:
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path, text, name)
    message = str(caught.value)
    assert "\n" not in message, "one line"
    assert message.isprintable()
    assert len(message) < 400
    return message


def test_a_good_file_becomes_its_record(tmp_path: Path) -> None:
    sharp = load(tmp_path, GOOD)["sharp"]
    a, b, c = symbol("a"), symbol("b"), symbol("c")
    assert sharp.formula == a * X + b
    assert [(p.name, p.latex, p.default) for p in sharp.parameters] == [
        ("a", "a", Fraction(1, 2)), ("b", r"\beta", Fraction(-1, 4)),
    ]  # fmt: skip
    assert sharp.hypotheses == (relation(0, "<", a), relation(a, "<", 5), relation(a, "!=", 3))
    assert (sharp.textbook, sharp.textbook_source) == (a, "euler1755")
    (claim,) = sharp.claims
    assert claim.statement.left == call("sharp", X + c, a, b)
    assert claim.statement.hypotheses == (*sharp.hypotheses, relation(c, ">", 0))
    assert claim.statement.domain == (relation(X, ">", 1),)
    assert [d.json() for d in claim.statement.definitions] == [
        {"args": ["x", "a", "b"], "body": ["add", ["mul", "a", "x"], "b"]}
    ]
    (name,) = sharp.framework_names
    assert (sharp.names["pytorch"], name.also, name.note) == ("torch.sharp", ("torch.nn.Sharp",), "A note.")
    assert name.defaults == (("a", Fraction(1, 100)),)
    assert (sharp.references[0].year, sharp.references[0].doi) == (1755, None)
    assert (sharp.aliases, sharp.year, sharp.source) == (("line",), 2020, "sharp.toml")
    assert hash(sharp) == hash(load(tmp_path, GOOD)["sharp"])


MISTAKES = [
    ('name = "Sharp"', 'name = "Sharp"\ncolour = "red"', "colour: unknown key"),
    ('latex = "a"', 'latex = "a"\nunit = "m"', "parameters[1].unit: unknown key"),
    ('summary = "A line whose slope is a."\n', "", "summary: this key is missing"),
    ('description = "slope"\n', "", "parameters[1].description: this key is missing"),
    ("year = 2020", 'year = "2020"', "year: expected a year"),
    ("year = 2020", "year = true", "year: expected a year"),
    ('aliases = ["line"]', 'aliases = "line"', "aliases: expected a list"),
    ('aliases = ["line"]', "aliases = [1]", "aliases[1]: expected one line of text"),
    ('name = "Sharp"', 'name = "Sharp\\nline"', "name: expected one line of text"),
    ('name = "Sharp"', 'name = " "', "name: expected one line of text"),
    ('symbol = "s"', r'symbol = "\\href{https://example.org}{s}"', "symbol: expected LaTeX"),
    (
        'symbol = "s"',
        r'symbol = "\\def s"',
        "symbol: expected a LaTeX command for a letter or a name, found 'def'",
    ),
    ('symbol = "s"', 'symbol = "{s"', "symbol: expected closed braces"),
    ('symbol = "s"', 'symbol = "<b>"', "symbol: expected LaTeX"),
    ('formula = "a*x + b"', 'formula = "a*x + "', "formula: column 7"),
    ('formula = "a*x + b"', 'formula = "a*x + y"', "formula: column 7: expected x, a or b, found 'y'"),
    ('formula = "a*x + b"', 'formula = "a*x < b"', "formula: column"),
    ('formula = "a*x + b"', "formula = 3", "formula: expected one line of text, found 3"),
    ('formula = "a*x + b"', "formula = \"__import__('os')\"", "formula: column"),
    ('formula = "a*x + b"', 'formula = "sharp(x, a, b)"', "formula: expected no circle"),
    ('name = "b"', 'name = "a"', "parameters[2].name: given twice"),
    ('name = "a"', 'name = "x"', "parameters[1].name: expected a name that is free, found 'x'"),
    ('name = "a"', 'name = "exp"', "parameters[1].name: expected a name that is free"),
    ('name = "a"', 'name = "lambda"', "parameters[1].name: expected a name that is free"),
    ('name = "a"', 'name = "a b"', "parameters[1].name: expected a name"),
    ('default = "1/2"', 'default = "7"', "parameters[1].default: expected a number with a < 5, found 7"),
    ('default = "1/2"', "default = 3.0", "parameters[1].default: expected a number with a != 3, found 3"),
    ('default = "1/2"', 'default = "1/0"', "parameters[1].default: expected a denominator other than 0"),
    ('default = "1/2"', 'default = "one half"', "parameters[1].default: expected an exact number"),
    ('default = "1/2"', "default = true", "parameters[1].default: expected an exact number"),
    ('default = "1/2"', "default = 1e999999999", "expected an exact number"),
    ('default = "1/2"', "default = nan", "expected an exact number"),
    ('"a != 3"', '"a + 3"', "parameters[1].domain[2]: column 1: expected a condition"),
    ('"a != 3"', '"x > 3"', "parameters[1].domain[2]: column 1: expected a or b, found 'x'"),
    (
        '"a != 3"',
        '"exp(a) > 3"',
        "parameters[1].domain[2]: expected an expression of rational numbers, found exp",
    ),
    ('derivative = "a"', 'derivative = "d"', "textbook.derivative: column 1: expected x, a or b, found 'd'"),
    (
        'source = "euler1755"',
        'source = "gauss"',
        "textbook.source: expected the key of one of the references",
    ),
    ("+ a*c", "+ a*c + d", "claims[1].statement: column 46: expected x, a, b or c, found 'd'"),
    ("== sharp", "- sharp", "claims[1].statement: column"),
    ('assume = ["c > 0"]', 'assume = ["c +"]', "claims[1].assume: column"),
    (
        'domain = ["x > 1"]',
        'domain = ["y > 1"]',
        "claims[1].domain: column 1: expected x, a, b or c, found 'y'",
    ),
    ("[names.pytorch]", "[names.PyTorch]", "names.PyTorch: expected the short name of a framework"),
    ('"torch.sharp"', '"torch sharp"', "names.pytorch.name: expected a name like torch.relu"),
    ('"torch.sharp"', '"os.system(1)"', "names.pytorch.name: expected a name like torch.relu"),
    ("defaults = { a", "defaults = { slope", "names.pytorch.defaults.slope: unknown parameter; known: a, b"),
    (
        'url = "https://example.org/E212"',
        'url = "http://example.org/E212"',
        "references[1].url: expected an address",
    ),
    (
        'url = "https://example.org/E212"',
        'url = "javascript:alert(1)"',
        "references[1].url: expected an address",
    ),
    (
        'url = "https://example.org/E212"',
        'url = "https://a@example.org/"',
        "references[1].url: expected an address",
    ),
    (
        'url = "https://example.org/E212"',
        "url = 'https://example.org/\"x'",
        "references[1].url: expected an address",
    ),
    ('url = "https://example.org/E212"', 'doi = "doi:10.1/x"', "references[1].doi: expected a DOI"),
    ('url = "https://example.org/E212"', "", "references[1]: expected a doi or a url, found neither"),
    ("year = 1755", "year = 17.5", "references[1].year: expected a year"),
    ("[textbook]", "[textbook", "expected TOML"),
    ("year = 2020", "year = 2020\nyear = 2021", "expected TOML"),
]


@pytest.mark.parametrize(
    ("old", "new", "message"), MISTAKES, ids=[m[2][:50] + str(i) for i, m in enumerate(MISTAKES)]
)
def test_every_mistake_is_named_in_one_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert GOOD.count(old) >= 1, "the mistake must be made"
    said = refused(tmp_path, GOOD.replace(old, new, 1))
    assert said.startswith(f"sharp.toml: {message}") or (message.startswith("expected") and message in said)


@pytest.mark.parametrize(("old", "new"), [
    ("[[claims]]", "[[claims]]\nname = 'Shift'\nstatement = 'x == x'\n\n[[claims]]"),
    ("[[references]]", GOOD[GOOD.index("[[references]]") :] + "\n[[references]]"),
])  # fmt: skip
def test_what_is_named_twice_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert "[2]" in (said := refused(tmp_path, GOOD.replace(old, new, 1)))
    assert "given twice" in said


@pytest.mark.parametrize(
    "name", ["Sharp.toml", "2d.toml", "a-b.toml", "ä.toml", "a" * 31 + ".toml", "a b.toml"]
)
def test_a_file_name_that_is_no_slug_is_refused(tmp_path: Path, name: str) -> None:
    assert "expected a file name like my_function.toml" in refused(tmp_path, GOOD, name)


@pytest.mark.parametrize(
    "slug", ["exp", "tanh", "add", "pow", "eq", "pi", "x", "f", "rational", "true", "max"]
)
def test_a_name_that_means_something_is_refused(tmp_path: Path, slug: str) -> None:
    plain = 'name = "N"\nsymbol = "n"\nsummary = "S."\nformula = "x"'
    said = refused(tmp_path, plain, f"{slug}.toml")
    assert said.startswith(f"{slug}.toml: ")
    assert "already" in said or "expected a name that is free" in said


def test_a_slug_is_taken_once(tmp_path: Path) -> None:
    plain = 'name = "N"\nsymbol = "n"\nsummary = "S."\nformula = "x"'
    assert "'relu' is defined in the package already" in refused(tmp_path, plain, "relu.toml")
    first, second = tmp_path / "one", tmp_path / "two"
    for directory in (first, second):
        directory.mkdir()
        (directory / "n.toml").write_text(plain)
    with pytest.raises(CatalogueError, match=r"n\.toml: 'n' is defined in .*one already"):
        Catalogue.load(first, second)


def test_circles_of_definitions_are_refused(tmp_path: Path) -> None:
    entry = 'name = "N"\nsymbol = "n"\nsummary = "S."\nformula = "{}(x)"'
    (tmp_path / "one.toml").write_text(entry.format("two"))
    said = refused(tmp_path, entry.format("one"), "two.toml")
    assert said.split(": ", 2)[1:] in [
        ["formula", f"expected no circle of definitions, found {circle}"]
        for circle in ("one -> two -> one", "two -> one -> two")
    ]


def test_what_is_no_small_text_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sharp.toml"
    path.write_bytes(GOOD.encode() + b"# \xff")
    with pytest.raises(CatalogueError, match=r"sharp\.toml: expected UTF-8, found byte 0xff at offset"):
        Catalogue.load(tmp_path)
    path.write_text(GOOD + "#" * LARGEST)
    with pytest.raises(CatalogueError, match=rf"sharp\.toml: expected at most {LARGEST} bytes"):
        Catalogue.load(tmp_path)
    path.write_text("a = " + "[" * 5000)
    with pytest.raises(CatalogueError, match=r"sharp\.toml: expected TOML"):
        Catalogue.load(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(CatalogueError, match=r"sharp\.toml: expected a regular file"):
        Catalogue.load(tmp_path)


def test_directories_that_hold_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="expected at least one file"):
        Catalogue.load(tmp_path)
    with pytest.raises(CatalogueError, match="expected a directory"):
        Catalogue.load(tmp_path / "nowhere")


def test_users_functions_can_use_each_other_and_the_package(tmp_path: Path) -> None:
    entry = 'name = "N"\nsymbol = "n"\nsummary = "S."\nformula = "{}"'
    (tmp_path / "below.toml").write_text(entry.format("above(x) - 1"))
    catalogue = load(tmp_path, entry.format("elu(x, 2) + relu(x)"), "above.toml")
    names = [d.name for d in catalogue.definitions(catalogue.parse("1 + below(x)"))]
    assert names == ["above", "below", "elu", "relu"]
    assert (
        float(
            evaluate(
                catalogue.parse("below(x)"), {"x": 3.0}, catalogue.definitions(catalogue.parse("below(x)"))
            )
        )
        == 5
    )


# -- the package's own catalogue --------------------------------------------------------------------

CATALOGUE = Catalogue.load()
TWELVE = (
    "elu", "gelu", "hardtanh", "identity", "leaky_relu", "prelu", "relu", "sigmoid", "silu", "softplus",
    "softsign", "tanh",
)  # fmt: skip


def test_the_package_has_its_twelve() -> None:
    assert set(TWELVE) <= set(CATALOGUE)


@pytest.mark.parametrize("slug", list(CATALOGUE))
def test_entries_are_complete(slug: str) -> None:
    entry = CATALOGUE[slug]
    assert entry.references
    assert len(entry.claims) >= 2
    assert entry.family
    assert entry.summary.endswith(".")
    assert {d.name for d in entry.definitions} >= {slug} - {"tanh"}


@pytest.mark.parametrize("slug", TWELVE)
def test_the_well_known_are_in_every_framework_and_in_books(slug: str) -> None:
    entry = CATALOGUE[slug]
    assert {"pytorch", "jax", "keras", "onnx"} <= set(entry.names)
    assert entry.textbook is not None


# What the frameworks ship: the names under which their functions of one variable have to be found.
SHIPPED = {
    "pytorch": """threshold relu hardtanh hardswish relu6 elu selu celu leaky_relu prelu rrelu gelu logsigmoid
        hardshrink tanhshrink softsign softplus softshrink tanh sigmoid hardsigmoid silu mish""",
    "jax": """relu relu6 sigmoid softplus sparse_plus sparse_sigmoid soft_sign silu log_sigmoid leaky_relu
        hard_sigmoid hard_swish hard_silu hard_tanh elu celu selu gelu squareplus mish identity""",
    "keras": """celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear
        log_sigmoid mish relu relu6 selu sigmoid silu soft_shrink softplus softsign sparse_plus sparse_sigmoid
        squareplus tanh tanh_shrink threshold""",
    "onnx": """Celu Elu Gelu HardSigmoid HardSwish LeakyRelu Mish PRelu Relu Selu Shrink Sigmoid Softplus
        Softsign Swish Tanh ThresholdedRelu Identity""",
    "transformers": """ReLU Sigmoid Tanh LinearActivation LeakyReLU PReLU ReLU6 GELUActivation
        ClippedGELUActivation NewGELUActivation FastGELUActivation QuickGELUActivation
        SiLUActivation MishActivation LaplaceActivation ReLUSquaredActivation
        XIELUActivation SqrtSoftplusActivation""",
    "timm": "swish mish hard_swish hard_sigmoid hard_mish gelu gelu_tanh quick_gelu",
    "mlx": """sigmoid relu leaky_relu elu relu6 softplus softsign softshrink celu silu log_sigmoid gelu
        gelu_fast_approx step selu prelu mish hardswish tanh relu2 hard_shrink hard_tanh""",
    "tinygrad": """relu sigmoid tanh elu celu selu silu swish relu6 hardswish hardsigmoid hardtanh gelu
        quick_gelu leaky_relu mish softplus softsign logsigmoid""",
    "nnlib": """sigmoid hardsigmoid hardtanh relu leakyrelu relu6 rrelu elu gelu swish selu celu softplus
        softsign logsigmoid logcosh mish tanhshrink softshrink trelu lisht hardswish""",
}  # fmt: skip


@pytest.mark.parametrize(("framework", "names"), SHIPPED.items(), ids=list(SHIPPED))
def test_what_a_framework_ships_is_found(framework: str, names: str) -> None:
    found = {
        spelled.rpartition(".")[2]
        for entry in CATALOGUE.values()
        for name in entry.framework_names
        if name.framework == framework
        for spelled in (name.name, *name.also)
    }
    assert set(names.split()) - found == set()


def test_there_are_many() -> None:
    assert len(CATALOGUE) >= 65


def test_a_built_in_function_needs_no_definition() -> None:
    assert CATALOGUE.definitions(parse("tanh(x)")) == ()
    assert "tanh" not in CATALOGUE.signatures()


def test_statements_close_their_definitions() -> None:
    statement = CATALOGUE.statement("gelu(x) <= relu(x) + softplus(y)", assume=["a > 0"], domain=["x > a"])
    assert [d.name for d in statement.definitions] == ["gelu", "relu", "softplus"]
    assert (statement.relation, statement.kind) == ("<=", "inequality")
    assert statement.hypotheses == (relation(symbol("a"), ">", 0),)
    assert statement.domain == (relation(X, ">", symbol("a")),)
    assert CATALOGUE.equation("elu(x)", "x").term == call("eq", call("elu", X, number(1)), X)


def test_assumptions_are_words_or_relations() -> None:
    words = {"a": "positive", "b": "real", "c": "nonzero", "d": "nonnegative", "e": "negative"}
    statement = CATALOGUE.statement("a == b", assume=words)
    assert [str(h) for h in statement.hypotheses] == ["a > 0", "c != 0", "d >= 0", "e < 0"]
    with pytest.raises(ValueError, match="expected a to be one of real, positive"):
        CATALOGUE.statement("a == b", assume={"a": "integer"})


@pytest.mark.parametrize("text", ["relu(x)", "0 < x < 1", "x == ", "x == 1 or x == 2"])
def test_statements_are_one_relation(text: str) -> None:
    with pytest.raises(FormulaError):
        CATALOGUE.statement(text)


def test_an_activation_is_found_by_slug_or_made_from_a_formula() -> None:
    assert CATALOGUE.find("relu") is CATALOGUE["relu"]
    made = CATALOGUE.find("k*relu(x) + alpha", assume=["k < 0"])
    assert made.call == call("f", X, symbol("alpha"), symbol("k"))
    assert [d.name for d in made.definitions] == ["f", "relu"]
    assert [(p.name, p.latex, p.default) for p in made.parameters] == [
        ("alpha", r"\alpha", Fraction(1)), ("k", "k", Fraction(-1)),
    ]  # fmt: skip
    assert made.hypotheses == (relation(symbol("k"), "<", 0),)
    assert CATALOGUE.find("x").formula == X
    with pytest.raises(CatalogueError, match="found sigmod; did you mean sigmoid"):
        CATALOGUE.find("sigmod")
    with pytest.raises(FormulaError):
        CATALOGUE.find("x > 1")


def test_the_catalogue_is_frozen() -> None:
    with pytest.raises(TypeError):
        CATALOGUE["relu"] = CATALOGUE["elu"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        CATALOGUE.other = 1  # type: ignore[attr-defined]
