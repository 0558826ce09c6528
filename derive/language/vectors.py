"""Functions of several variables: softmax and its kin, gated linear units, maxout; written once for every n.

The letters of a formula are `x_i`, `x_j`, `x_k` for inputs, `f_i`, `f_j`, `f_k` for outputs, `delta_ik`, and
`n`; `sum_j(u)` and `max_j(u)` run over all j, `rest_max_j(u)` over all j but k. `best_S(u)` is the largest u
over the sets S of indices that are not empty; there `sum_S(v)` runs over the members, `size_S` in number.

>>> softmax = load_vectors()["softmax"]
>>> print(softmax.output(1, 2))
exp(x1)/(exp(x1) + exp(x2))
>>> print(softmax.jacobian(2, 1, 2))
-exp(x2)*exp(x1)/(exp(x1) + exp(x2))**2
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from derive.language import checks
from derive.language.catalogue import Catalogue
from derive.language.checks import Fault, Key, each, plain, table, tables, text, texts
from derive.language.entry import REFERENCE, CatalogueError, frameworks, read_table
from derive.language.grammar import FormulaError, parse_condition, parse_value
from derive.language.records import Definition, FrameworkName, Reference, Statement
from derive.language.statements import closure
from derive.language.term import RELATIONS, Term, derivative, symbol
from derive.language.tidy import tidy
from derive.language.vector_terms import GATHERED, Indexed, letters
from derive.language.vocabulary import Signature

LARGEST, SIZES = 16, (2, 3, 4)
ONE_OUTPUT = "scalar"


@dataclass(frozen=True, slots=True)
class VectorClaim:
    """A property, as terms with the letters of the formulas; ``sizes`` are those for which it is proved.

    It is meant for all indices i and k; ``distinct`` says: for all that are different.
    """

    name: str
    claim: Term
    domain: tuple[Term, ...]
    sizes: tuple[int, ...]
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """What a publication says and is not proved here: ``source`` is the key of the reference."""

    name: str
    text: str
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class VectorFunction:
    """A function from ℝⁿ to ℝⁿ or ℝ, or of named inputs to ℝ.

    ``inputs`` are the names of the inputs, empty for x1..xn; ``scalar`` says whether there is one output.
    ``formula`` is output i; ``partials`` map "k" (or an input's name) to the derivative of output i by x_k,
    true where ``domain`` holds. ``sizes`` are the n for which it is proved.
    """

    slug: str
    name: str
    symbol: str
    family: str
    year: int | None
    summary: str
    aliases: tuple[str, ...]
    inputs: tuple[str, ...]
    scalar: bool
    sizes: tuple[int, ...]
    formula: Term
    partials: Mapping[str, Term]
    domain: tuple[Term, ...]
    claims: tuple[VectorClaim, ...]
    cited: tuple[CitedClaim, ...]
    names: tuple[FrameworkName, ...]
    references: tuple[Reference, ...]
    definitions: tuple[Definition, ...]

    def variables(self, n: int) -> tuple[str, ...]:
        """The inputs for a size n (which named inputs ignore)."""
        return self.inputs or tuple(f"x{j}" for j in range(1, n + 1))

    def outputs(self, n: int) -> int:
        """How many outputs there are."""
        return 1 if self.scalar else n

    def output(self, i: int, n: int) -> Term:
        """Output i (from 1) for n inputs."""
        return tidy(self._written(self.formula, n, i))

    def jacobian(self, i: int, k: int, n: int) -> Term:
        """What the derivative of output i by input k is said to be."""
        return tidy(self._written(self.partial(k), n, i, k))

    def partial(self, k: int) -> Term:
        """The derivative of output i by input k, with the letters of the formulas."""
        return self.partials[self.inputs[k - 1] if self.inputs else "k"]

    def matrix(self, n: int) -> tuple[tuple[Term, ...], ...]:
        """The Jacobian for n inputs, with the outputs as the symbols f1..fn."""
        names = tuple(f"f{j}" for j in range(1, n + 1))
        put = Indexed(self.formula, self.variables(n), self.scalar, names)
        columns = range(1, len(self.variables(n)) + 1)
        return tuple(
            tuple(tidy(put(self.partial(k), {"i": i, "k": k})) for k in columns)
            for i in range(1, self.outputs(n) + 1)
        )

    def entry(self, i: int, k: int, n: int) -> Statement:
        """The statement that it is."""
        left = derivative(self._written(self.formula, n, i), symbol(self.variables(n)[k - 1]))
        return self._state(left, "==", self.jacobian(i, k, n), self.domain, n, i, k)

    def instances(self, claim: VectorClaim, n: int) -> tuple[Statement, ...]:
        """A claim for n inputs, once for every i and k that it speaks of."""
        free = letters(claim.claim).union(*map(letters, claim.domain))
        outputs = range(1, len(self.variables(n)) + 1) if "i" in free else [1]
        inputs = range(1, len(self.variables(n)) + 1) if "k" in free else [1]
        pairs = [(i, k) for i in outputs for k in inputs if not (claim.distinct and i == k)]
        return tuple(dict.fromkeys(self._instance(claim, n, i, k) for i, k in pairs))

    def _instance(self, claim: VectorClaim, n: int, i: int, k: int) -> Statement:
        left, right = (self._written(side, n, i, k) for side in claim.claim.args)
        return self._state(left, RELATIONS[claim.claim.head], right, claim.domain, n, i, k)

    def _state(
        self, left: Term, sign: str, right: Term, domain: tuple[Term, ...], n: int, i: int, k: int
    ) -> Statement:
        conditions = tuple(part for c in domain for part in self._conditions(c, n, i, k))
        known = {d.name: d for d in self.definitions}
        needed = closure((left, right, *conditions), known)
        return Statement(left, sign, right, (), conditions, needed, "identity")

    def _conditions(self, condition: Term, n: int, i: int, k: int) -> Iterator[Term]:
        """A condition once, or once for every j where it speaks of x_j outside a sum."""
        every = range(1, n + 1) if "j" in letters(condition) else [0]
        for j in every:
            yield self._written(condition, n, i, k, j)

    def _written(self, t: Term, n: int, i: int = 0, k: int = 0, j: int = 0) -> Term:
        if n > LARGEST:
            raise ValueError(f"expected at most {LARGEST} inputs, found {n}")
        return Indexed(self.formula, self.variables(n), self.scalar)(t, {"i": i, "k": k, "j": j})


# -- reading -----------------------------------------------------------------------------------------


def _texts_by_name(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not value:
        raise Fault("expected a table from an input (or k) to a formula")
    return {plain(key): checks.inside(text, item, key) for key, item in value.items()}


def _sizes(value: Any) -> tuple[int, ...]:
    if (
        not isinstance(value, list)
        or not all(type(n) is int and 2 <= n <= LARGEST for n in value)
        or not value
    ):
        raise Fault(f"expected a list of sizes from 2 to {LARGEST}, found {checks.found(value)}")
    return tuple(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Fault(f"expected true or false, found {checks.found(value)}")
    return value


CLAIM = MappingProxyType({
    "name": Key(text), "statement": Key(text), "domain": Key(texts, required=False, default=()),
    "sizes": Key(_sizes, required=False, default=()), "distinct": Key(_flag, required=False, default=False),
})  # fmt: skip
CITED = MappingProxyType({
    "name": Key(text), "text": Key(text), "source": Key(checks.reference_key),
    "place": Key(text, required=False, default=""),
})  # fmt: skip
SCHEMA = MappingProxyType({
    "name": Key(text), "symbol": Key(checks.latex), "family": Key(text),
    "year": Key(checks.year, required=False), "sizes": Key(_sizes, required=False, default=()),
    "aliases": Key(texts, required=False, default=()), "summary": Key(text), "formula": Key(text),
    "inputs": Key(lambda value: each(value, checks.parameter), required=False, default=()),
    "output": Key(text, required=False, default="vector"),
    "derivative": Key(_texts_by_name), "domain": Key(texts, required=False, default=()),
    "claims": Key(tables(CLAIM, "name"), required=False, default=()),
    "cited": Key(tables(CITED, "name"), required=False, default=()),
    "names": Key(frameworks, required=False, default=MappingProxyType({})),
    "references": Key(tables(REFERENCE, "key"), required=False, default=()),
})  # fmt: skip
__all__ = ["CitedClaim", "VectorClaim", "VectorFunction", "load_vectors"]


def load_vectors(catalogue: Catalogue | None = None) -> dict[str, VectorFunction]:
    """The functions of several variables, by slug; raises CatalogueError for a file with a mistake."""
    known = Catalogue.load() if catalogue is None else catalogue
    rows = sorted((files("derive") / "catalogue" / "vectors").iterdir(), key=lambda path: path.name)
    return {p.name[:-5]: _read(p, known) for p in rows if p.name.endswith(".toml")}


def _read(path: Any, catalogue: Catalogue) -> VectorFunction:
    try:
        data = table(SCHEMA)(read_table(path))
        return _function(path.name.removesuffix(".toml"), data, catalogue)
    except Fault as fault:
        raise CatalogueError(f"{plain(path.name)}: {fault.where()}") from None
    except FormulaError as error:
        raise CatalogueError(f"{plain(path.name)}: {error}") from None


def _function(slug: str, data: Mapping[str, Any], catalogue: Catalogue) -> VectorFunction:
    functions: dict[str, Signature] = {
        **catalogue.signatures(),
        **{name: Signature(name) for name in GATHERED},
    }

    def condition(source: str) -> Term:
        return parse_condition(source, functions)

    sizes = (1,) if data["inputs"] else data["sizes"] or SIZES
    claims = tuple(
        VectorClaim(
            row["name"],
            _relation(row["statement"], condition),
            tuple(map(condition, row["domain"])),
            row["sizes"] or sizes,
            row["distinct"],
        )
        for row in data["claims"]
    )
    formula = parse_value(data["formula"], functions)
    partials = {name: parse_value(source, functions) for name, source in data["derivative"].items()}
    if set(partials) != (set(data["inputs"]) or {"k"}):
        raise Fault(f"expected derivatives by {', '.join(data['inputs']) or 'k'}", "derivative")
    keys = {row["key"] for row in data["references"]}
    for number, row in enumerate(data["cited"], 1):
        if row["source"] not in keys:
            raise Fault("expected the key of a reference of this file", "cited", f"[{number}]", "source")
    terms = (formula, *partials.values(), *(claim.claim for claim in claims))
    return VectorFunction(
        slug, data["name"], data["symbol"], data["family"], data["year"], data["summary"], data["aliases"],
        tuple(data["inputs"]), data["output"] == ONE_OUTPUT, sizes, formula, MappingProxyType(partials),
        tuple(map(condition, data["domain"])), claims, tuple(CitedClaim(**row) for row in data["cited"]),
        tuple(
            FrameworkName(key, row["name"], row["also"], tuple(row["defaults"].items()), row["note"])
            for key, row in data["names"].items()
        ),
        tuple(Reference(**row) for row in data["references"]),
        catalogue.definitions(*terms),
    )  # fmt: skip


def _relation(source: str, condition: Callable[[str], Term]) -> Term:
    claim = condition(source)
    if claim.head not in RELATIONS:
        raise Fault(f"expected one relation, found {source!r}", "claims")
    return claim
