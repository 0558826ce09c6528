"""Covers: an inequality in one variable is proved piece by piece, by Taylor's theorem on each.

Where normal forms and their signs leave the sign of left - right open, the line is cut at a few short numbers
so that the rule of `derive.checker.taylor` decides each piece. Low places of the function are found first:
there the pieces are centred, and where the function touches 0 the centre has to be exact.

Source: R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis (2009), chapter 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from derive.checker.cells import HOLDS, Resolver
from derive.checker.claim import is_polynomial
from derive.checker.enclosure import contains
from derive.checker.enclosure_rule import box_of, branches, holds_by
from derive.checker.errors import Rejected
from derive.checker.field import Cell, Undefined, Unknown
from derive.checker.rational import Outside
from derive.checker.settled import Settlement
from derive.checker.signs import NEG, POS, ZERO, Interval
from derive.checker.statement import prepare, solve
from derive.checker.taylor import BITS, Expansion, Jets
from derive.checker.terms import Term, is_number
from derive.proof import balls
from derive.proof.lows import looks_decided, lows, singular
from derive.proof.pieces import MAX_RESTARTS, By, NoCover, Over, Piece, cut, named, refined, within, written
from derive.proof.search import Leaf, Search
from derive.proof.tower import Restart, Tower

MAX_PIECES, MAX_LOOKS = 240, 900
STARTS = (1, 2, 4, 8, 16, 32, 64)  # where a tail may begin
NARROWEST = Fraction(1, 1 << 14)
ORDERS = (2, 4)

Path = tuple[tuple[Term, int], ...]


def cover(search: Search, cell: Cell, path: Path) -> Any:
    """The tree that decides a cell of one variable by pieces; raises `NoCover`."""
    if len(search.claim.variables) != 1 or search.claim.relation == "eq":
        raise NoCover
    fixed = cell.fixed.get(search.claim.variables[0])
    if fixed is not None and not is_number(fixed):
        raise NoCover
    found = _Cover(search, cell, path)
    return found.tree() if fixed is None else found.single(fixed)


class _Cover:
    def __init__(self, search: Search, cell: Cell, path: Path) -> None:
        self.search, self.cell, self.path, self.claim = search, cell, path, search.claim
        self.x = search.claim.variables[0]
        self.every: By = {}  # "all" where it is open which branch holds
        try:
            tower, self.ds = self._opened(cell)
        except Unknown:
            self.every = {"all": True}
            tower, self.ds = self._opened(cell)
        self.box = box_of(tower, self.x)
        self.looks = 0

    def _opened(self, cell: Cell) -> tuple[Tower, list[Term]]:
        """The field over a cell, and what left minus right may be there."""
        seeds: tuple[Term, ...] = ()
        for _ in range(MAX_RESTARTS):
            tower = Tower(cell, seeds)
            try:
                prepare(tower, tower.plant)
                return tower, branches(self.claim, Resolver(tower), self.every)
            except Restart as restart:
                seeds = restart.seeds
            except (Undefined, Rejected):
                break
        raise NoCover

    # -- the plan -------------------------------------------------------------------------------------
    def tree(self) -> Any:
        """The cover as a tree of splits; every leaf of it was decided by the checker's own rule."""
        self.allowed = HOLDS[self.claim.relation]
        found = [lows(d, self.x, self.box, self.allowed) for d in self.ds]
        failing = next((look.failing for look in found if look.failing is not None), None)
        if failing is not None or len({look.way for look in found}) > 1:
            raise NoCover(failing)
        self.way = found[0].way
        self.lows = sorted((low for look in found for low in look.places), key=lambda low: low.near)
        for low in self.lows if not self.allowed & ZERO else ():
            if low.touches and contains(self.box, low.near):
                raise NoCover(low.at)
        return self._written(self._pieces(), self.cell, self.path)

    def single(self, at: Term) -> Any:
        """The leaf of a cell that is one rational point: its value with many bits."""
        self.allowed, by = HOLDS[self.claim.relation], {"order": 1, "at": written(at)}
        try:
            if not self._signs(self.box.lo, self.box.hi, by, at) & ~self.allowed:
                return self._leaf(self.cell, self.path, {**by, **self.every})
        except (Outside, Rejected):
            pass
        raise NoCover

    def _pieces(self) -> list[Piece]:
        lo, hi = self.box.lo, self.box.hi
        whole = self._decided(lo, hi)
        if whole is not None:
            return [whole]
        left = [self._tail(-1)] if lo is None else []
        right = [self._tail(1)] if hi is None else []
        start = left[0].hi if left else lo
        end = right[0].lo if right else hi
        middle = list(self._between(start, end)) if start is not None and end is not None else []
        return [*left, *middle, *right]

    def _tail(self, way: int) -> Piece:
        """The piece from some number outwards."""
        for start in self._starts(way):
            lo, hi = (start, self.box.hi) if way > 0 else (self.box.lo, start)
            piece = self._decided(lo, hi) or self._far(lo, hi)
            if piece is not None:
                return piece
        raise NoCover

    def _starts(self, way: int) -> Iterator[Fraction]:
        """Numbers at which a tail may begin, beyond every low place."""
        near = self.box.lo if way > 0 else self.box.hi
        inner = [low.near * way for low in self.lows]
        first = max([*inner, way * near + Fraction(1, 2)] if near is not None else [*inner, Fraction(1, 2)])
        yield from (way * Fraction(start) for start in STARTS if start >= first)

    def _far(self, lo: Fraction | None, hi: Fraction | None) -> Piece | None:
        """A piece on which the normal form has a sign by powers, or the function rises or falls."""
        end = hi if lo is None else lo
        slope = None if end is None else {"order": 1, "at": written(end), "slope": True, **self.every}
        tail = self._by_field(lo, hi, {"tail": True, **self.every})
        return tail or (self._by_field(lo, hi, slope) if slope else None)

    def _by_field(self, lo: Fraction | None, hi: Fraction | None, by: By) -> Piece | None:
        """A piece by a rule that asks the field of its cell."""
        seeds: tuple[Term, ...] = ()
        for _ in range(MAX_RESTARTS):
            tower = Tower(self._narrowed(self.cell, lo, hi), seeds)
            try:
                prepare(tower, tower.plant)
                holds_by(self.claim, Resolver(tower), by, Over(self.x, ()))
            except Restart as restart:
                seeds = restart.seeds
            except (Unknown, Undefined, Rejected):
                return None
            else:
                return Piece(lo, hi, by)
        return None

    def _between(self, lo: Fraction, hi: Fraction) -> Iterator[Piece]:
        """Pieces of a bounded interval, halved until each is decided."""
        work, count = [(lo, hi)], 0
        while work:
            a, b = work.pop()
            piece = self._decided(a, b)
            if piece is not None:
                count += 1
                yield piece
            elif b - a < NARROWEST or count + len(work) > MAX_PIECES:
                raise NoCover(cut(a, b))
            else:
                middle = cut(a, b)
                work += [(middle, b), (a, middle)]

    def _decided(self, lo: Fraction | None, hi: Fraction | None) -> Piece | None:
        """The interval with a rule that decides it."""
        self.looks += 1
        if self.looks > MAX_LOOKS:
            raise NoCover
        for by, at in self._rules(lo, hi):
            try:
                if (
                    self._promising(lo, hi, by["order"], at)
                    and not self._signs(lo, hi, by, at) & ~self.allowed
                ):
                    return Piece(lo, hi, {**by, **self.every})
            except (Outside, Rejected):
                continue
        sides = ((self.box.lo, hi), (self.box.hi, lo))
        ends = [other for end, other in sides if end in (lo, hi) and singular(self.ds, self.x, end)]
        if ends and ends[0] is not None and lo is not None and hi is not None:
            return self._by_field(lo, hi, {"order": 1, "at": written(ends[0]), "slope": True, **self.every})
        return None

    def _promising(self, lo: Fraction | None, hi: Fraction | None, order: int, at: Term) -> bool:
        """Whether balls leave it possible that a rule decides a bounded piece; they are quick."""
        if lo is None or hi is None:
            return True
        try:
            return all(looks_decided(d, self.x, (lo, hi), order, at, self.way) for d in self.ds)
        except balls.NoValue:
            return lo == self.box.lo or hi == self.box.hi

    def _signs(self, lo: Fraction | None, hi: Fraction | None, by: By, at: Term) -> int:
        """The possible signs of left minus right, as the checker finds them."""
        box, order, found = self.box.meet(Interval(lo, hi, lo == hi, lo == hi)), by["order"], 0
        if order == 0:
            jets = Jets(self.x, box, BITS)
            for d in self.ds:
                found |= jets.value(d).sign()
            return found
        return refined(self.x, lambda over: self._expanded(Expansion(self.x, box, at, order), by, over))

    def _expanded(self, expansion: Expansion, by: By, over: Over) -> int:
        expansion.at_point, found = over if "atoms" in by else None, 0
        for d in self.ds:
            found |= expansion.signs(d)
            if found & ~self.allowed:
                break
        return found

    def _rules(self, lo: Fraction | None, hi: Fraction | None) -> Iterator[tuple[By, Term]]:
        """Rules to try on an interval, cheap ones first."""
        centres = [low for low in self.lows if within(low.near, lo, hi)]
        if len(centres) > 1:
            return
        if not centres or not centres[0].touches:
            yield {"order": 0}, 0
        for low in centres:
            orders = [low.order] if low.touches else ORDERS
            for order in orders:
                atoms: By = {"atoms": []} if low.touches else {}
                yield {"order": order, "at": written(low.at), **atoms}, low.at
        if centres:
            return
        if lo is None or hi is None:
            ends = [end for end in (lo, hi) if end is not None]
            yield from (({"order": k, "at": written(end)}, end) for end in ends for k in (1, 2))
            return
        for order in ORDERS:
            yield {"order": order, "at": written(cut(lo, hi))}, cut(lo, hi)
        for end, other in ((self.box.lo, hi), (self.box.hi, lo)):
            if end in (lo, hi):  # the function may have no derivative at the end of its domain
                yield {"order": 1, "at": written(other)}, other

    # -- writing the tree -----------------------------------------------------------------------------
    def _narrowed(self, cell: Cell, lo: Fraction | None, hi: Fraction | None) -> Cell:
        facts = [(self._beyond(end), sign) for end, sign in ((lo, POS), (hi, NEG)) if end is not None]
        return Cell(cell.fixed, (*cell.facts, *facts))

    def _beyond(self, at: Fraction) -> Term:
        return ("add", self.x, -at) if at else self.x

    def _written(self, pieces: list[Piece], cell: Cell, path: Path) -> Any:
        """The pieces as a tree of splits, balanced."""
        if len(pieces) == 1:
            return self._leaf(cell, path, pieces[0].by)
        half = len(pieces) // 2
        at = pieces[half].lo
        assert at is not None
        term = self._beyond(at)
        below, here, above = ((*path, (term, sign)) for sign in (NEG, ZERO, POS))
        plain = all(is_polynomial(fact) for fact, _ in cell.facts)
        return {
            "split": term,
            **({} if plain else named(self._opened(cell)[0])),
            "neg": self._written(pieces[:half], Cell(cell.fixed, (*cell.facts, (term, NEG))), below),
            "zero": self._at(solve(self.claim, Tower(cell), term), here),
            "pos": self._written(pieces[half:], Cell(cell.fixed, (*cell.facts, (term, POS))), above),
        }

    def _at(self, cell: Cell, path: Path) -> Any:
        """The leaf of a single point."""
        try:
            return self._leaf(cell, path, {"order": 0, **self.every})
        except NoCover:
            return self.search.grow(cell, path)

    def _leaf(self, cell: Cell, path: Path, by: By) -> Any:
        """A leaf that holds by a rule, with the atoms that it needs."""
        seeds: tuple[Term, ...] = ()
        for _ in range(MAX_RESTARTS):
            tower = Tower(cell, seeds)
            try:
                prepare(tower, tower.plant)
                made = Settlement(tower, {})
                over = refined(self.x, partial(self._checked, made.resolver, by))
            except Restart as restart:
                seeds = restart.seeds
                continue
            except (Unknown, Undefined, Rejected):
                raise NoCover from None
            self.search.leaves.append(Leaf(cell, path, "holds", made, tower))
            return {"leaf": "holds", **named(tower), "by": {**by, **over.atoms()}}
        raise NoCover

    def _checked(self, resolver: Resolver, by: By, over: Over) -> Over:
        """The rule once more where it names atoms; elsewhere the plan was made with the rule itself."""
        if by.get("order") == 0 or by.keys() & {"tail", "slope", "atoms"}:
            holds_by(self.claim, resolver, by, over)
        else:
            branches(self.claim, resolver, by)
        return over
