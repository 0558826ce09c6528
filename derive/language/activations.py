"""Activations out of catalogue entries: every formula of a file is parsed, every mistake named by its key.

>>> from derive.language.entry import Entry
>>> data = {"formula": "x + y", "parameters": ()}
>>> definition(Entry("shift", "shift.toml", data), {})
Traceback (most recent call last):
derive.language.entry.CatalogueError: shift.toml: formula: column 5: expected x, found 'y'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from derive.language.checks import Fault, plain
from derive.language.entry import CatalogueError, Entry
from derive.language.grammar import FormulaError, parse_value
from derive.language.records import Activation, Definition, FrameworkName, NamedClaim, Parameter, Reference
from derive.language.statements import closure, is_true, relation, relations, statement
from derive.language.term import Term, call, symbol
from derive.language.vocabulary import Signature

Functions = Mapping[str, Signature]
Definitions = Mapping[str, Definition]


def signature(entry: Entry) -> Signature:
    """How an entry's function is called: its slug, then x, then its parameters with their defaults."""
    with _located(entry):
        try:
            return Signature(entry.slug, tuple((p["name"], p["default"]) for p in entry.data["parameters"]))
        except ValueError as error:
            raise Fault(str(error), "parameters") from None


def definition(entry: Entry, functions: Functions) -> Definition:
    """The function that an entry defines; raises CatalogueError when its formula is not one in x."""
    args = ("x", *(row["name"] for row in entry.data["parameters"]))
    with _located(entry):
        return Definition(entry.slug, args, _formula(entry.data["formula"], args, functions, "formula"))


def activation(entry: Entry, functions: Functions, definitions: Definitions) -> Activation:
    """The record of an entry, given what every function of the catalogue means; raises CatalogueError."""
    data = entry.data
    with _located(entry):
        parameters = _parameters(data["parameters"], functions)
        args = ("x", *(p.name for p in parameters))
        book, source = _textbook(data, args, functions)
        return Activation(
            slug=entry.slug,
            name=data["name"],
            symbol=data["symbol"],
            summary=data["summary"],
            formula=_formula(data["formula"], args, functions, "formula"),
            parameters=parameters,
            textbook=book,
            textbook_source=source,
            claims=_claims(data["claims"], parameters, functions, definitions),
            names={key: row["name"] for key, row in data["names"].items()},
            references=_references(data["references"]),
            aliases=data["aliases"],
            family=data["family"],
            year=data["year"],
            definitions=closure([call(entry.slug, *map(symbol, args))], definitions),
            source=entry.file,
            framework_names=_framework_names(data["names"], args[1:]),
        )


@contextmanager
def _located(entry: Entry) -> Iterator[None]:
    """Faults become the one-line error with the entry's file."""
    try:
        yield
    except Fault as fault:
        raise CatalogueError(f"{plain(entry.file)}: {fault.where()}") from None


@contextmanager
def _at(*keys: str) -> Iterator[None]:
    """Faults and errors of formulas are put under these keys."""
    try:
        yield
    except Fault as fault:
        raise Fault(fault.args[0], *keys, *fault.keys) from None
    except FormulaError as error:
        raise Fault(str(error), *keys) from None


def _formula(text: str, args: Sequence[str], functions: Functions, *keys: str) -> Term:
    with _at(*keys):
        formula = parse_value(text, functions)
        _known(formula, text, args)
    return formula


def _known(term: Term, text: str, names: Sequence[str]) -> None:
    """Raises FormulaError at the first symbol that is none of the names."""
    strange = term.symbols() - set(names)
    for word in re.finditer(r"[A-Za-z_][A-Za-z0-9_]*", text):
        if word.group() in strange:
            expected = " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
            raise FormulaError(f"expected {expected}, found {word.group()!r}", text, word.start() + 1)


def _parameters(rows: Sequence[Mapping[str, Any]], functions: Functions) -> tuple[Parameter, ...]:
    names = [row["name"] for row in rows]
    defaults = {row["name"]: row["default"] for row in rows}
    return tuple(_parameter(row, f"[{i}]", names, defaults, functions) for i, row in enumerate(rows, 1))


def _parameter(
    row: Mapping[str, Any],
    index: str,
    names: Sequence[str],
    defaults: Mapping[str, Fraction],
    functions: Functions,
) -> Parameter:
    domain: list[Term] = []
    with _at("parameters", index):
        for i, text in enumerate(row["domain"], 1):
            with _at("domain", f"[{i}]"):
                found = relations([text], functions)
                for part in found:
                    _known(part, text, names)
                domain.extend(found)
                outside = next((part for part in found if not _holds(part, defaults)), None)
            if outside is not None:
                raise Fault(f"expected a number with {outside}, found {row['default']}", "default")
    return Parameter(row["name"], row["latex"], tuple(domain), row["default"], row["description"])


def _holds(part: Term, defaults: Mapping[str, Fraction]) -> bool:
    try:
        return is_true(part, defaults)
    except ValueError as error:
        raise Fault(str(error)) from None


def _textbook(
    data: Mapping[str, Any], args: Sequence[str], functions: Functions
) -> tuple[Term | None, str | None]:
    book = data["textbook"]
    if book is None:
        return None, None
    source = book["source"]
    if source is not None and source not in {row["key"] for row in data["references"]}:
        raise Fault(f"expected the key of one of the references, found {source!r}", "textbook", "source")
    return _formula(book["derivative"], args, functions, "textbook", "derivative"), source


def _claims(
    rows: Sequence[Mapping[str, Any]],
    parameters: Sequence[Parameter],
    functions: Functions,
    definitions: Definitions,
) -> tuple[NamedClaim, ...]:
    claims = []
    for i, row in enumerate(rows, 1):
        with _at("claims", f"[{i}]"):
            claims.append(_claim(row, parameters, functions, definitions))
    return tuple(claims)


def _claim(
    row: Mapping[str, Any], parameters: Sequence[Parameter], functions: Functions, definitions: Definitions
) -> NamedClaim:
    with _at("assume"):
        assumed = relations(row["assume"], functions)
    names = ["x", *(p.name for p in parameters)]
    names += sorted({name for part in assumed for name in part.symbols()} - set(names))
    with _at("statement"):
        claim = relation(row["statement"], functions)
        _known(claim, row["statement"], names)
    with _at("domain"):
        domain = relations(row["domain"], functions)
        for part in domain:
            _known(part, " ".join(row["domain"]), names)
    spoken = frozenset[str]().union(*(part.symbols() for part in (claim, *domain, *assumed)))
    always = [part for p in parameters for part in p.domain if part.symbols() & spoken]
    return NamedClaim(
        row["name"], row["statement"], statement(claim, (*always, *assumed), domain, definitions)
    )


def _framework_names(rows: Mapping[str, Any], parameters: Sequence[str]) -> tuple[FrameworkName, ...]:
    for key, row in rows.items():
        for name in row["defaults"]:
            if name not in parameters:
                known = ", ".join(parameters) or "none: the function has no parameters"
                raise Fault(f"unknown parameter; known: {known}", "names", key, "defaults", plain(name))
    return tuple(
        FrameworkName(key, row["name"], row["also"], tuple(row["defaults"].items()), row["note"])
        for key, row in rows.items()
    )


def _references(rows: Sequence[Mapping[str, Any]]) -> tuple[Reference, ...]:
    for i, row in enumerate(rows, 1):
        if row["doi"] is None and row["url"] is None:
            raise Fault("expected a doi or a url, found neither", "references", f"[{i}]")
    return tuple(Reference(**row) for row in rows)
