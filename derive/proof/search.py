"""The search for a proof: cells are split where a sign is asked for, until each leaf is decided.

The search runs on the checker's own definition of a leaf (`derive.checker.leaves.outcome`) with a
`Tower` in place of the certificate's atoms: what the checker would refuse for want of a sign becomes
a split, what it would refuse for want of an atom becomes a generator.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.field import Cell, Field, Undefined, Unknown
from derive.checker.germs import parts
from derive.checker.monomials import pairs
from derive.checker.poly import Poly, degree, scale, split, variable, variables
from derive.checker.settled import Settled, Settlement
from derive.checker.signs import ANY, NONZERO, ZERO
from derive.checker.statement import SIGNS, Claim, outcome, solve
from derive.checker.terms import Term, head, neg, number, sub
from derive.proof import emptiness
from derive.proof.allowances import GivenUp
from derive.proof.angles import parted
from derive.proof.factors import factor
from derive.proof.tower import Restart, Tower

MAX_RESTARTS = 12
SIGN_OF_ARGUMENT = ("erf", "atan", "asin", "LambertW", "pow")  # functions with the sign of their argument
INCREASING = ("exp", "log", "erf", "atan", "asin", "LambertW")
STRICT = ("neg", "zero", "pos")


@dataclass
class Leaf:
    """A decided cell: how it was reached, what is the case there, and the field that knows it."""

    cell: Cell
    path: tuple[tuple[Term, int], ...]
    found: str
    made: Settlement
    tower: Tower
    node: dict[str, Any] = field(default_factory=dict)


@dataclass
class Search:
    """Grows the tree of a proof; ``leaves`` are its decided cells in order."""

    claim: Claim
    deadline: float
    settled: Settled | None = None  # where the checker keeps what it says of cells
    joining: bool = False  # where only zero matters, negative and positive stay one cell
    max_cells: int = 300
    max_level: int = 40
    leaves: list[Leaf] = field(default_factory=list)
    cells: int = 0
    refusal: Rejected | None = None  # what the checker said last where it refused
    stuck: tuple[Tower, Poly] | None = None  # the sign that could not be decided
    suspects: list[Term] = field(default_factory=list)  # where the statement seems to fail

    def grow(self, cell: Cell, path: tuple[tuple[Term, int], ...] = ()) -> Any:
        """The tree below a cell; atoms are the lists of the towers, shared and still growing."""
        self._budget(path)
        before, seeds = len(self.leaves), tuple[Term, ...]()
        for _ in range(MAX_RESTARTS):
            tower = Tower(cell, seeds)
            try:
                found = self._decide(tower)
                if isinstance(found, Unknown):
                    return self._split(tower, found, path)
                return self._leaf(cell, path, tower, found)
            except Restart as restart:  # a question that a split asks may need finer generators too
                seeds = restart.seeds
                del self.leaves[before:]
        raise GivenUp(f"no common generator within {MAX_RESTARTS} refinements")

    def _leaf(self, cell: Cell, path: tuple[tuple[Term, int], ...], tower: Tower, found: Settlement) -> Any:
        node = {"leaf": found.found, "atoms": tower, "products": tower.products}
        leaf = Leaf(cell, path, str(found.found), found, tower, node)
        self.leaves.append(leaf)
        if leaf.found == "undefined":
            emptiness.emptied(self, leaf, [k for k, (term, _) in enumerate(cell.facts) if cell.fixes(term)])
        return node

    def _budget(self, path: tuple[tuple[Term, int], ...]) -> None:
        self.cells += 1
        if self.cells > self.max_cells or len(path) > self.max_level:
            raise GivenUp(f"more than {self.max_cells} cells or {self.max_level} splits in a row")
        if time.process_time() > self.deadline:
            raise GivenUp("time")

    def _decide(self, tower: Tower) -> Unknown | Settlement:
        """What is the case on a cell, or the sign that is open there; `Restart` for finer generators."""
        try:
            return self.told().lay(tower, tower.plant)
        except Unknown as unknown:
            return unknown.with_traceback(None)  # which would keep all that was going on in memory
        except Undefined as error:
            raise GivenUp(f"a cell could not be described: {error}") from None
        except Rejected as refusal:
            self.refusal = refusal
            raise GivenUp(str(refusal)) from None

    def told(self) -> Settled:
        """What the checker has said of cells so far, by its own definition of what is the case."""
        if self.settled is None:
            self.settled = Settled(partial(outcome, self.claim))
        return self.settled

    def _split(self, tower: Tower, unknown: Unknown, path: tuple[tuple[Term, int], ...]) -> Any:
        self.stuck = (tower, unknown.poly)
        try:
            part, allowed = self._question(tower, unknown.poly, unknown.allowed)
            if unknown.final and _associated(tower, part, unknown.poly):
                part = self._symbol(tower, unknown.poly)  # asking for what is to be shown leads nowhere
            elif (unknown.final or _folded(self.claim)) and not _plain(tower, part):
                if tree := self._cover(tower, path):
                    return tree
        except GivenUp:
            if unknown.final and (tree := self._cover(tower, path)):
                return tree
            raise
        term = tower.term_of(part)
        possible = tower.sign_of(part)
        if possible & (possible - 1) == 0:
            raise GivenUp("a sign that no split decides")
        plain = _plain(tower, part)
        if possible != ANY and (new := self.anew(tower.cell, term)):
            tower, possible = new
        node: dict[str, Any] = {"split": term, "atoms": [], "products": tower.products}
        node["atoms"] = [] if plain and not tower.products else tower
        whether_zero = self.joining and possible == ANY and allowed == NONZERO
        for name in ("zero", "nonzero") if whether_zero else STRICT:
            sign = SIGNS[name]
            if possible & sign:
                below = Cell(tower.cell.fixed, (*tower.cell.facts, (term, sign)))
                if sign == ZERO:
                    below = solve(self.claim, tower, term)
                node[name] = self.grow(below, (*path, (term, sign)))
        return node

    def anew(self, cell: Cell, term: Term) -> tuple[Tower, int] | None:
        """The signs of a term on a cell as they are seen where nothing else was asked, as in a check."""
        seeds: tuple[Term, ...] = ()
        for _ in range(MAX_RESTARTS):
            tower = Tower(cell, seeds)
            try:
                return tower, self.told().lay(tower, tower.plant, ask=False).sign(term)
            except Restart as restart:
                seeds = restart.seeds
            except (Unknown, Undefined, Rejected):
                return None
        return None

    def _cover(self, tower: Tower, path: tuple[tuple[Term, int], ...]) -> Any:
        """The cell in pieces that enclosures decide, or None."""
        from derive.proof.cover import cover
        from derive.proof.pieces import NoCover

        before = len(self.leaves)
        try:
            return cover(self, tower.cell, path)
        except NoCover as reason:
            self.suspects += [] if reason.point is None else [reason.point]
            del self.leaves[before:]
        return None

    def _question(self, tower: Tower, poly: Poly, allowed: int, *met: Poly) -> tuple[Poly, int]:
        """The simplest factor that leaves open whether a sign is one of those allowed, and these for it.

        Of what stands for a function's sign (u for erf u) the very sign is asked, if it is not ``met`` again.
        """
        _, powers, factors = factor(poly)
        factors = parted(tower, factors)
        singles: list[Poly] = [variable(index) for index in powers if index not in tower.units]
        several = [p for p in [*singles, *(f for f, _ in factors)] if _matters(tower.sign_of(p), allowed)]
        if not several:
            raise GivenUp("a sign that no factor leaves open")
        best = min(several, key=lambda p: _complexity(tower, p))
        try:
            inner = _simpler(tower, best)
            if inner is not None and best not in met and _open(tower.sign_of(inner)):
                return self._question(tower, inner, ANY, *met, best)
        except Restart:  # a question about what is no part of the statement needs no finer generators
            pass
        return scale(best, -1) if best[max(best)] < 0 else best, allowed

    def _symbol(self, tower: Field, poly: Poly) -> Poly:
        """A symbol of the polynomial whose own sign is open."""
        for index in sorted(variables(poly)):
            if isinstance(tower.terms[index], str) and _open(tower.sign_of(variable(index))):
                return variable(index)
        raise GivenUp("the sign of left minus right could not be decided")


def _associated(tower: Field, p: Poly, q: Poly) -> bool:
    """The same but for a number and exponentials."""
    leads = [split(f) for f in (p, q)]
    units = all(i in tower.units for _, common, _ in leads for i, _ in pairs(common))
    return units and leads[0][2] == leads[1][2]


def _folded(claim: Claim) -> bool:
    """Absolute values, maxima or minima occur: whichever branch holds, both may keep to the relation."""
    return any(
        head(part) in ("Abs", "Max", "Min") for side in (claim.left, claim.right) for part in parts(side)
    )


def _open(sign: int) -> bool:
    return bool(sign & (sign - 1))


def _matters(sign: int, allowed: int) -> bool:
    """Whether a sign leaves open what is asked: of what must not be zero, not on which side of it it is."""
    return bool(sign & ZERO and sign & NONZERO) if allowed == NONZERO else _open(sign)


def _simpler(tower: Field, p: Poly) -> Poly | None:
    """A polynomial of lower functions with the same sign: u for erf u, a - b for f(a) - f(b)."""
    if len(p) == 1:
        ((index, _), *others) = pairs(next(iter(p)))
        term = tower.terms[index]
        if not others and head(term) in SIGN_OF_ARGUMENT:
            return tower.reduce(tower.form(term[1])).num  # type: ignore[index]
        if not others and head(term) == "log":
            return tower.reduce(tower.form(("add", term[1], -1))).num  # type: ignore[index]
    if len(p) == 2 and all(m and pairs(m)[1:] == () and pairs(m)[0][1] == 1 for m in p):
        (one, a), (two, b) = ((tower.terms[pairs(m)[0][0]], c) for m, c in p.items())
        if head(one) == head(two) and head(one) in INCREASING and a == -b:
            return tower.reduce(tower.form(sub(one[1], two[1]))).num  # type: ignore[index]
    if len(p) == 2 and all(i in tower.units for m in p for i, _ in pairs(m)):
        (one, a), (two, b) = p.items()
        if a * b < 0:
            parts: list[Term] = [("mul", e, tower.terms[i][1]) for i, e in pairs(two)]  # type: ignore[index]
            parts += [("mul", -e, tower.terms[i][1]) for i, e in pairs(one)]  # type: ignore[index]
            shift: list[Term] = [] if a == -b else [neg(("log", number(-Fraction(a) / b)))]
            return tower.reduce(tower.form(("add", *parts, *shift))).num
    return None


def _complexity(tower: Field, p: Poly) -> tuple[int, int, int]:
    generators = sum(not isinstance(tower.terms[i], str) for i in variables(p))
    return generators, max(degree(p, i) for i in variables(p)), len(p)


def _plain(tower: Field, p: Poly) -> bool:
    return all(isinstance(tower.terms[i], str) for i in variables(p)) and not any(
        _involved(tower, fact[0]) for fact in tower.cell.facts
    )


def _involved(tower: Field, term: Term) -> bool:
    """The term needs atoms in this cell (a function occurs, or a symbol fixed to one)."""
    if isinstance(term, str):
        return term in tower.cell.fixed and _involved(tower, tower.cell.fixed[term])
    if not isinstance(term, tuple):
        return False
    if term[0] not in ("add", "mul", "pow") or (term[0] == "pow" and not isinstance(term[2], int)):
        return True
    return any(_involved(tower, arg) for arg in term[1:])
