"""Identities of matrices under hypotheses, and the shapes of matrix terms.

- ``consequence``: where the given equations hold, two matrix terms are equal. A given equation replaces a
  word by a term, as in an induction step (`derive.checker.algebra`). An activation enters as a matrix and
  what is known of it: T = 2 S - 1ₙ u says that tanh is a sigmoid, stretched and shifted.
- ``shapes``: every term listed has the shape stated, so that each product in it fits.

>>> symbols = {"X": ["n", "d"], "W": ["d", "q"], "H": ["n", "q"]}
>>> check_shapes({"symbols": symbols, "terms": [[["add", ["mul", "X", "W"], "H"], ["n", "q"]]]}, {})
1
"""

from __future__ import annotations

from typing import Any

from derive.checker.algebra import Algebra, Shape, name, shape, text
from derive.checker.errors import Rejected
from derive.checker.reading import array, fields, show

MAX_TERMS = 100


def shapes_of(symbols: Any) -> dict[str, Shape]:
    """The stated shapes of the named matrices."""
    where = "statement.symbols"
    if type(symbols) is not dict:
        raise Rejected(where, "an object from names to shapes", show(symbols))
    return {name(key, where): shape(symbols[key], where) for key in symbols}


def check_consequence(statement: Any, proof: Any) -> int:
    """That left = right for all matrices of the shapes that satisfy the given equations."""
    symbols, given, left, right = fields(statement, ("symbols", "given", "left", "right"), "statement")
    algebra = Algebra(shapes_of(symbols))
    if type(given) is not dict or not given:
        raise Rejected("statement.given", "an object from names to equations, not empty", show(given))
    reasons = {}
    for key, equation in given.items():
        algebra.where = f"statement.given.{name(key, 'statement.given')}"
        reasons[key] = [algebra.rule(*array(equation, algebra.where, 2))]
    return algebra.chain(proof, (left, right), reasons, "proof")


def check_shapes(statement: Any, proof: Any) -> int:
    """Every term fits together and has its shape; returns how many there are. There is nothing to prove."""
    symbols, terms = fields(statement, ("symbols", "terms"), "statement")
    fields(proof, (), "proof")
    algebra = Algebra(shapes_of(symbols))
    rows = array(terms, "statement.terms")
    if not 0 < len(rows) <= MAX_TERMS:
        raise Rejected("statement.terms", f"one to {MAX_TERMS} terms", show(terms))
    for k, row in enumerate(rows):
        algebra.where = where = f"statement.terms[{k}]"
        term, stated = array(row, where, 2)
        found, _words = algebra.expand(term)
        if found != shape(stated, where):
            raise Rejected(where, f"the shape {text(found)}", show(stated) + " " + text(shape(stated, where)))
    return len(rows)
