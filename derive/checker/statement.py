"""Proofs and refutations of statements: the walk through a certificate.

A proof is a tree. A split asks for the sign of a term (negative, zero, positive; or zero and not zero):
its cells cover everything. A leaf says what is the case on its cell: the relation ``holds``, one side is
``undefined``, or a hypothesis fails (``outside``). The stated domain has to be true on every leaf that
holds and false on every leaf that is undefined, so it is exactly where both sides have a value; the
witness is a point in it, so that no proof is empty. A refutation is a rational point at which both
sides, enclosed by rational intervals, do not stand in the relation.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial, reduce
from operator import or_
from typing import Any

from derive.checker.cells import Resolver
from derive.checker.claim import Claim, field_of, is_polynomial, read_claim
from derive.checker.enclosure_rule import holds_by
from derive.checker.errors import Rejected, shown
from derive.checker.field import Cell, Field, Undefined, Unknown
from derive.checker.leaves import outcome, prepare, solve
from derive.checker.named import NamedField
from derive.checker.places import check_refutation, check_witness
from derive.checker.reader import Reading
from derive.checker.settled import Settled, Settlement
from derive.checker.signs import ANY, NAMES, NEG, NONZERO, POS, ZERO
from derive.checker.terms import CONDITION, RELATION_HEADS, Term, head, show

__all__ = [
    "Claim",
    "NamedField",
    "check_statement",
    "check_witness",
    "outcome",
    "prepare",
    "read_claim",
    "solve",
]

SIGNS = {"neg": NEG, "zero": ZERO, "pos": POS, "nonzero": NONZERO}
MAX_LEVEL, MAX_CELLS = 60, 2_000


# -- the tree --------------------------------------------------------------------------------------


class ProofCheck:
    """Walks the tree of a proof."""

    def __init__(
        self, claim: Claim, domain: tuple[Term, ...], vacuous: bool = False, settled: Settled | None = None
    ) -> None:
        self.claim, self.domain, self.vacuous, self.settled = claim, domain, vacuous, settled
        self.cells = 0

    def walk(self, node: Any, cell: Cell, level: int = 0) -> None:
        self.cells += 1
        if level > MAX_LEVEL or self.cells > MAX_CELLS:
            raise Rejected("proof", f"at most {MAX_LEVEL} levels and {MAX_CELLS} cells", "more")
        if not isinstance(node, dict):
            raise Rejected("proof", "a split or a leaf", shown(node))
        if node.get("leaf") == "empty":
            self._empty(node, cell)
            return
        if "split" in node:
            self._split(node, cell, level)
            return
        known = self.settled.known(cell, node) if self.settled else None
        self._leaf(node, self._field(node, cell) if known is None else known.field, known)

    def _field(self, node: dict[str, Any], cell: Cell, forms: bool = False) -> NamedField:
        """The field over a cell; for normal forms alone it need not know all facts."""
        field = NamedField(cell, self.claim, node.get("atoms", []), node.get("products", []))
        try:
            prepare(field)
        except (Rejected, Unknown):
            if not forms:
                raise
        return field

    def _empty(self, node: dict[str, Any], cell: Cell) -> None:
        """A fact of the cell is impossible where the other facts hold: the cell has no points."""
        k = field_of(node, "fact", int)
        if not 0 <= k < len(cell.facts):
            raise Rejected("leaf", f"the number of one of {len(cell.facts)} facts", shown(k))
        (term, sign), others = cell.facts[k], (*cell.facts[:k], *cell.facts[k + 1 :])
        rest = Cell(cell.fixed, others)
        known = self.settled.known(rest, node, new=True) if self.settled else None
        field = self._field(node, rest) if known is None else known.field
        found = field.sign(field.form(term))
        if found & sign:
            raise Rejected("leaf", f"a fact that cannot be: {show(term)} is not {NAMES[sign]}", NAMES[found])

    def _split(self, node: dict[str, Any], cell: Cell, level: int) -> None:
        term = self.claim.read(node["split"])
        cells = {name: sign for name, sign in SIGNS.items() if name in node}
        named = reduce(or_, cells.values(), 0)
        field = self._splitting(node, cell, term, named)
        form = field.form(term)
        possible = ANY if named == ANY else field.sign(form)
        if possible & ~named:
            raise Rejected("split", f"a cell where the term is {NAMES[possible & ~named]}", "none")
        for name, sign in cells.items():
            if possible & sign:
                below = Cell(cell.fixed, (*cell.facts, (term, sign)))
                self.walk(node[name], solve(self.claim, field, term) if sign == ZERO else below, level + 1)

    def _splitting(self, node: dict[str, Any], cell: Cell, term: Term, named: int) -> Field:
        """The field over a cell that is split; if every sign is named, no sign is asked for."""
        forms = named == ANY
        if self.settled and forms and is_polynomial(term):
            plain = self.settled.plain(cell, node)
            if plain is not None:
                return plain
        known = self.settled.known(cell, node, forms, new=not forms) if self.settled else None
        return self._field(node, cell, forms) if known is None else known.field

    def _leaf(self, node: Any, field: Field, known: Settlement | None) -> None:
        stated = field_of(node, "leaf", str)
        resolver, found = (Resolver(field), None) if known is None else (known.resolver, known.found)
        if "by" in node:
            holds_by(self.claim, resolver, node["by"], partial(self._over, node["by"]))
            found = "holds"
        elif found is None:
            found = outcome(self.claim, resolver)
        if found == "holds" and self.vacuous:
            raise Rejected("leaf", "no cell where both sides have a value", "one")
        if found != stated or found == "fails":
            raise Rejected("leaf", f"a cell where the statement is as said ({stated[:20]})", found)
        if found == "holds" and not resolver.all_hold(self.domain):
            raise Rejected("domain", "a domain that is true where both sides have a value", "it is false")
        if found == "undefined" and not self.vacuous and resolver.all_hold(self.domain):
            raise Rejected("domain", "a domain that is false where a side has no value", "it is true")

    def _over(self, by: dict[str, Any], at: Term) -> Field:
        """The field over a point of the variable, with the functions that the rule names."""
        return NamedField(Cell({self.claim.variables[0]: at}), self.claim, by["atoms"])


def _poly_text(unknown: Unknown) -> str:
    return f"the sign of {show(unknown.field.term_of(unknown.poly))} open"


def check_statement(certificate: Mapping[str, Any], read: Reading | None = None) -> tuple[str, int]:
    """Checks a proof or a refutation; returns the verdict and the number of cells."""
    try:
        return _check(certificate, read)
    except Unknown as unknown:
        raise Rejected("cell", "a known sign", _poly_text(unknown)) from None
    except Undefined as error:
        raise Rejected("cell", "terms that have a value", str(error)) from None


def _check(certificate: Mapping[str, Any], read: Reading | None) -> tuple[str, int]:
    claim = read.of(certificate) if read else read_claim(field_of(certificate, "statement", dict))
    verdict = field_of(certificate, "verdict", str)
    if verdict == "refuted":
        check_refutation(claim, field_of(certificate, "point", dict), certificate.get("atoms"))
        return verdict, 1
    if verdict not in ("proved", "vacuous"):
        raise Rejected("certificate", "a verdict proved, refuted or vacuous", shown(verdict))
    vacuous = verdict == "vacuous"
    domain = () if vacuous else read_domain(claim, field_of(certificate, "domain", list))
    check = ProofCheck(claim, domain, vacuous, read.settled if read else None)
    if not vacuous:  # first, since it is quickly done
        check_witness(claim, domain, field_of(certificate, "witness", dict), certificate.get("atoms"))
    check.walk(field_of(certificate, "proof", dict), Cell({}, claim.facts))
    return verdict, check.cells


def read_domain(claim: Claim, data: list[Any]) -> tuple[Term, ...]:
    """The conditions of a domain."""
    domain = tuple(claim.read(c, CONDITION) for c in data)
    for condition in domain:
        if head(condition) not in {*RELATION_HEADS, "or"}:
            raise Rejected("domain", "relations, or alternatives of relations", show(condition))
    return domain
