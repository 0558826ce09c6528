"""Proofs and refutations of statements: the walk through a certificate.

A proof is a tree. A split asks for the sign of a term (negative, zero, positive): its cells cover
everything. A leaf says what is the case on its cell: the relation ``holds``, one side is
``undefined``, or a hypothesis fails (``outside``). The stated domain has to be true on every leaf that
holds and false on every leaf that is undefined, so it is exactly where both sides have a value; the
witness is a point in it, so that no proof is empty. A refutation is a rational point at which both
sides, enclosed by rational intervals, do not stand in the relation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from derive.checker.cells import HOLDS, Resolver
from derive.checker.claim import Claim, field_of, is_polynomial, read_claim
from derive.checker.enclosure_rule import holds_by
from derive.checker.errors import Rejected, shown
from derive.checker.field import Cell, Field, Undefined, Unknown
from derive.checker.fractional import minus
from derive.checker.germs import answers
from derive.checker.monomials import ONE
from derive.checker.named import NamedField
from derive.checker.places import check_refutation, check_witness
from derive.checker.poly import coefficients, scale
from derive.checker.reader import Reading
from derive.checker.signs import NAMES, NEG, POS, ZERO
from derive.checker.terms import CONDITION, RELATION_HEADS, Term, head, show, symbols, weight
from derive.checker.work import spend

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

SIGNS = {"neg": NEG, "zero": ZERO, "pos": POS}
MAX_LEVEL, MAX_CELLS = 60, 2_000


# -- one leaf --------------------------------------------------------------------------------------


def prepare(field: Field, plant: Callable[[], None] = lambda: None) -> None:
    """Lays the facts of the cell into its field, the polynomial ones first, before functions are planted."""
    spend(50 + sum(weight(term) for term, _ in field.cell.facts))
    plain = [_plain(field, term) for term, _ in field.cell.facts]
    for first in (True, False):
        for early, (term, sign) in zip(plain, field.cell.facts, strict=True):
            if early == first:
                field.assume(field.form(term), sign)
        if first:
            plant()


def _plain(field: Field, term: Term) -> bool:
    return is_polynomial(term) and not any(name in field.cell.fixed for name in symbols(term))


def outcome(claim: Claim, resolver: Resolver) -> str:
    """What is the case on a cell: holds, undefined, outside or fails (`Unknown` where it is open)."""
    spend(claim.weight)
    try:
        if not resolver.all_hold(claim.conditions):
            return "outside"
    except Undefined:
        return "outside"
    field = resolver.field
    sides = (claim.right, claim.left)
    try:
        if claim.deep and claim.relation == "eq":
            right, left = answers([partial(_evaluated, resolver, side) for side in sides])
            return "holds" if field.same_value(left, right) else "fails"
        right, left = answers([partial(resolver.form, side) for side in sides])
    except Undefined:
        return "undefined"
    difference = minus(left, right)
    if claim.relation == "eq":
        return "holds" if field.is_zero(difference) else "fails"
    found, allowed = field.sign(difference), HOLDS[claim.relation]
    if found & ~allowed and found & allowed:
        raise Unknown(field, field.reduce(difference).num, final=True)
    return "fails" if found & ~allowed else "holds"


def _evaluated(resolver: Resolver, side: Term) -> Term:
    """A side without branches, after it was seen to have a value on the cell."""
    resolved = resolver.resolve(side)
    resolver.defined(resolved)
    return resolved


def solve(claim: Claim, field: Field, term: Term) -> Cell:
    """The cell on which a term is zero: a symbol is fixed where the equation is linear in it."""
    cell = field.cell
    p = field.reduce(field.form(term)).num
    for name in claim.variables:
        index = field.index.get(name)
        if index is None:
            continue
        parts = coefficients(p, index)
        if set(parts) - {0} != {1} or set(parts[1]) != {ONE}:
            continue
        value = field.term_of(scale(parts.get(0, {}), Fraction(-1) / parts[1][ONE]))
        if name not in symbols(value):
            return Cell({**cell.fixed, name: value}, cell.facts)
    return Cell(cell.fixed, (*cell.facts, (term, ZERO)))


# -- the tree --------------------------------------------------------------------------------------


class ProofCheck:
    """Walks the tree of a proof."""

    def __init__(self, claim: Claim, domain: tuple[Term, ...], vacuous: bool = False) -> None:
        self.claim, self.domain, self.vacuous = claim, domain, vacuous
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
        field = self._field(node, cell)
        if "split" in node:
            self._split(node, field, level)
        else:
            self._leaf(node, field)

    def _field(self, node: dict[str, Any], cell: Cell) -> NamedField:
        field = NamedField(cell, self.claim, node.get("atoms", []), node.get("products", []))
        prepare(field)
        return field

    def _empty(self, node: dict[str, Any], cell: Cell) -> None:
        """A fact of the cell is impossible where the other facts hold: the cell has no points."""
        k = field_of(node, "fact", int)
        if not 0 <= k < len(cell.facts):
            raise Rejected("leaf", f"the number of one of {len(cell.facts)} facts", shown(k))
        (term, sign), others = cell.facts[k], (*cell.facts[:k], *cell.facts[k + 1 :])
        field = self._field(node, Cell(cell.fixed, others))
        found = field.sign(field.form(term))
        if found & sign:
            raise Rejected("leaf", f"a fact that cannot be: {show(term)} is not {NAMES[sign]}", NAMES[found])

    def _split(self, node: dict[str, Any], field: Field, level: int) -> None:
        term = self.claim.read(node["split"])
        form = field.form(term)
        possible = sum(SIGNS.values()) if all(name in node for name in SIGNS) else field.sign(form)
        for name, sign in SIGNS.items():
            if possible & sign:
                if name not in node:
                    raise Rejected("split", f"a cell where the term is {NAMES[sign]}", "none")
                cell = Cell(field.cell.fixed, (*field.cell.facts, (term, sign)))
                self.walk(node[name], solve(self.claim, field, term) if sign == ZERO else cell, level + 1)

    def _leaf(self, node: Any, field: Field) -> None:
        stated = field_of(node, "leaf", str)
        resolver = Resolver(field)
        found = "holds" if "by" in node else outcome(self.claim, resolver)
        if "by" in node:
            holds_by(self.claim, resolver, node["by"], partial(self._over, node["by"]))
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
    check = ProofCheck(claim, domain, vacuous)
    check.walk(field_of(certificate, "proof", dict), Cell({}, claim.facts))
    if not vacuous:
        check_witness(claim, domain, field_of(certificate, "witness", dict), certificate.get("atoms"))
    return verdict, check.cells


def read_domain(claim: Claim, data: list[Any]) -> tuple[Term, ...]:
    """The conditions of a domain."""
    domain = tuple(claim.read(c, CONDITION) for c in data)
    for condition in domain:
        if head(condition) not in (*RELATION_HEADS, "or"):
            raise Rejected("domain", "relations, or alternatives of relations", show(condition))
    return domain
