"""The catalogue: activations by slug, what they mean, and statements about them.

>>> catalogue = Catalogue.load()
>>> print(catalogue["sigmoid"].name, catalogue["elu"].parameters[0].default)
Sigmoid 1
>>> [definition.name for definition in catalogue.statement("tanh(x) == 2*sigmoid(2*x) - 1").definitions]
['sigmoid']

A catalogue is a frozen mapping. It holds the entries of the package and those of the directories that a
user names; what stands in such a file is data. A function that the grammar knows by itself (tanh) may
have an entry in the package; it needs no definition there, and no user's file may take its name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, wraps
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from derive.language.activations import activation, definition, signature
from derive.language.checks import GREEK, RESERVED, plain
from derive.language.entry import CatalogueError, Entry, read_entry
from derive.language.grammar import parse, parse_sides, parse_value
from derive.language.records import Activation, Definition, Parameter, Statement
from derive.language.statements import assumptions, closure, is_true, relation, relations, statement
from derive.language.term import FUNCTIONS, Term, call, symbol
from derive.language.vocabulary import Signature

T = TypeVar("T")
ANONYMOUS = "f"  # the slug of a function given by its formula alone
_DEFAULTS = tuple(map(Fraction, ("1", "1/2", "2", "-1", "-1/2", "-2", "0")))
Assumed = Sequence[str] | Mapping[str, str]


class Catalogue(Mapping[str, Activation]):
    """A frozen mapping from slug to activation, in the order of the slugs."""

    __slots__ = ("_activations", "_definitions", "_signatures")

    def __init__(self, entries: Iterable[Entry]) -> None:
        """The catalogue of some entries; raises CatalogueError for the first mistake in them."""
        rows = sorted(entries, key=lambda entry: entry.slug)
        self._signatures = MappingProxyType(
            {row.slug: signature(row) for row in rows if row.slug not in FUNCTIONS}
        )
        meanings = {row.slug: definition(row, self._signatures) for row in rows}
        self._definitions = MappingProxyType({slug: meanings[slug] for slug in self._signatures})
        _refuse_circles(rows, meanings)
        self._activations = MappingProxyType(
            {row.slug: activation(row, self._signatures, self._definitions) for row in rows}
        )

    @classmethod
    def load(cls, *directories: Path) -> Catalogue:
        """The package's catalogue, with the files of further directories; raises CatalogueError."""
        paths = _toml_files(files("derive") / "catalogue")
        if not directories:
            return _of_package(_texts(paths))
        own = [read_entry(path) for path in paths]
        taken = {entry.slug: "the package" for entry in own}
        added = []
        for directory in directories:
            if not directory.is_dir():
                raise CatalogueError(f"{plain(str(directory))}: expected a directory of catalogue files")
            for path in _toml_files(directory):
                added.append(_free(read_entry(path), taken))
                taken[added[-1].slug] = plain(str(directory))
        return cls([*own, *added])

    def only(self, slugs: Iterable[str]) -> Catalogue:
        """The same catalogue with some of its entries; what the others mean stays known.

        Raises CatalogueError for a slug that it has not.
        """
        chosen = list(slugs)
        strange = next((slug for slug in chosen if slug not in self._activations), None)
        if strange is not None:
            raise CatalogueError(f"expected slugs of the catalogue, found {plain(str(strange))}")
        few = object.__new__(Catalogue)
        few._signatures, few._definitions = self._signatures, self._definitions
        few._activations = MappingProxyType({s: a for s, a in self._activations.items() if s in chosen})
        return few

    def __getitem__(self, slug: str) -> Activation:
        return self._activations[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._activations)

    def __len__(self) -> int:
        return len(self._activations)

    def signatures(self) -> Mapping[str, Signature]:
        """What the grammar has to know to read the catalogue's functions: slug -> Signature."""
        return self._signatures

    def parse(self, text: str) -> Term:
        """The term of a text in which the catalogue's functions may occur; raises FormulaError."""
        return parse(text, self._signatures)

    def definitions(self, *terms: Term) -> tuple[Definition, ...]:
        """The definitions that some terms use, closed under use; none for what the grammar knows itself."""
        return closure(terms, self._definitions)

    def statement(self, text: str, assume: Assumed = (), domain: Sequence[str] = ()) -> Statement:
        """The statement of a relation such as ``"f(x) == g(x)"``; raises FormulaError.

        ``assume``: relations on parameters, or a word for each symbol ({"a": "positive"}; ValueError for
        an unknown word). ``domain``: relations on the variables. Nothing else is assumed: the domains of
        catalogue parameters belong to the catalogue's own claims, not to the letters that a user writes.
        """
        return self._state(relation(text, self._signatures), assume, domain)

    def equation(self, left: str, right: str, assume: Assumed = (), domain: Sequence[str] = ()) -> Statement:
        """The statement ``left == right`` of two formulas in separate texts; raises FormulaError."""
        return self._state(Term("eq", parse_sides(left, right, self._signatures)), assume, domain)

    def _state(self, claim: Term, assume: Assumed, domain: Sequence[str]) -> Statement:
        texts = assumptions(assume) if isinstance(assume, Mapping) else assume
        hypotheses = relations(texts, self._signatures)
        return statement(claim, hypotheses, relations(domain, self._signatures), self._definitions)

    def find(self, text: str, assume: Assumed = ()) -> Activation:
        """The activation with that slug, or the anonymous one of a formula in x.

        Raises CatalogueError for a single word that is neither, FormulaError for a text that is no formula.
        """
        if text in self._activations:
            return self._activations[text]
        if re.fullmatch(r"\w+", text) and text != "x" and not text[0].isdigit():
            near = difflib.get_close_matches(text.lower(), self, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise CatalogueError(
                f"expected a slug of the catalogue or a formula in x, found {plain(text)}{hint}"
            )
        return self.anonymous(text, assume)

    def anonymous(self, text: str, assume: Assumed = ()) -> Activation:
        """The activation ``f`` of a formula: symbols other than x become real parameters, 1 by default.

        ``assume`` gives the parameters' domains, as in `statement`. Raises FormulaError.
        """
        formula = parse_value(text, self._signatures)
        texts = assumptions(assume) if isinstance(assume, Mapping) else assume
        known = relations(texts, self._signatures)
        names = sorted(formula.symbols() - {"x"})
        parameters = tuple(_parameter(name, known) for name in names)
        own = Definition(ANONYMOUS, ("x", *names), formula)
        meanings = {**self._definitions, ANONYMOUS: own}
        applied = call(ANONYMOUS, symbol("x"), *map(symbol, names))
        return Activation(
            slug=ANONYMOUS,
            name=text,
            symbol="f",
            summary="",
            formula=formula,
            parameters=parameters,
            textbook=None,
            textbook_source=None,
            claims=(),
            names={},
            references=(),
            definitions=closure([applied], meanings),
        )


def packaged(make: Callable[[Catalogue], T]) -> Callable[[], T]:
    """What is made of the package's catalogue: once, as long as its files hold the same texts."""

    @lru_cache(maxsize=1)
    def of(texts: tuple[tuple[str, bytes], ...]) -> T:
        return make(_of_package(texts))

    return wraps(make)(lambda: of(_texts(_toml_files(files("derive") / "catalogue"))))


def _texts(paths: Iterable[Path | Traversable]) -> tuple[tuple[str, bytes], ...]:
    return tuple((path.name, path.read_bytes()) for path in paths)


@lru_cache(maxsize=1)
def _of_package(texts: tuple[tuple[str, bytes], ...]) -> Catalogue:
    """The package's catalogue, which is frozen, and asked for in many places.

    Its files may change while a site is served.
    """
    return Catalogue(read_entry(files("derive") / "catalogue" / name) for name, _text in texts)


def _toml_files(directory: Path | Traversable) -> list[Path | Traversable]:
    found = [path for path in directory.iterdir() if path.name.endswith(".toml")]
    if not found:
        raise CatalogueError(f"{plain(directory.name)}: expected at least one file *.toml, found none")
    return sorted(found, key=lambda path: path.name)


def _free(entry: Entry, taken: Mapping[str, str]) -> Entry:
    """The entry of a user, unless its slug means something already."""
    if entry.slug in taken:
        raise CatalogueError(f"{entry.file}: {entry.slug!r} is defined in {taken[entry.slug]} already")
    if entry.slug in RESERVED:
        raise CatalogueError(f"{entry.file}: expected a name that is free, found {entry.slug!r}")
    return entry


def _refuse_circles(entries: Sequence[Entry], definitions: Mapping[str, Definition]) -> None:
    graph = {slug: meaning.body.heads() & definitions.keys() for slug, meaning in definitions.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        file = next(entry.file for entry in entries if entry.slug == circle[0])
        raise CatalogueError(
            f"{file}: formula: expected no circle of definitions, found {' -> '.join(circle)}"
        ) from None


def _parameter(name: str, known: Iterable[Term]) -> Parameter:
    """A parameter of an anonymous function, with what is assumed of it alone, and a default that fits."""
    letter = {"lamda": "lambda"}.get(name, name)  # lambda is a keyword, and SymPy writes lamda
    upright = rf"\mathrm{{{name.replace('_', ' ')}}}"
    latex = f"\\{letter}" if letter in GREEK else name if len(name) == 1 else upright
    domain = tuple(part for part in known if part.symbols() == {name})
    default = next((q for q in _DEFAULTS if all(_fits(part, {name: q}) for part in domain)), _DEFAULTS[0])
    return Parameter(name, latex, domain, default, "")


def _fits(part: Term, values: Mapping[str, Fraction]) -> bool:
    try:
        return is_true(part, values)
    except ValueError:  # not a relation of rational numbers: nothing can be said
        return False
