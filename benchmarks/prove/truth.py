"""Whether a row is true, found from numbers alone: 200 digits at many points, special ones among them.

>>> from benchmarks.prove.rows import Row
>>> verdict = examine(Row("square", "sqrt(x**2)", "x", False, "algebraic"))
>>> verdict.points > 0, verdict.fails is not None
(True, True)

Points are rational numbers at several scales, the numbers of the statement themselves (breakpoints), points
beside them, and coincidences such as x = y or x = -a. A true row has to hold at all of them, to 80 digits.
A false row has to fail at one. `python -m benchmarks.prove.truth` examines all rows.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import mpmath as mp

from benchmarks.prove.approach import approaches, parameters
from benchmarks.prove.rows import SETS, Row, load
from benchmarks.prove.values import DIGITS, STEP, NoValue, Walk, digits, near
from derive.language.grammar import parse
from derive.language.records import Statement
from derive.language.term import CONNECTIVES, RELATIONS, Term, number

AGREE = 80  # digits to which the sides of a true row have to agree
POINTS = 200  # at which both sides of a true row with letters have to have a value
TRIES = 12  # points are drawn at most this many times as often
LEVELS = (1, 4)  # of precision: a statement fails at a point when it fails there at each of them
FIXED = ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "1/3", "3", "-3", "6", "-6", "10", "-10", "20",
         "-20", "60", "-60", "sqrt(2)", "-sqrt(2)", "pi", "-pi", "pi/2", "-pi/2", "pi/4", "2*pi/3", "log(2)",
         "E", "1/E", "-1/E", "1/10**9", "-1/10**9", "1 + 1/10**9", "1 - 1/10**9", "-1 + 1/10**9", "150",
         "-150", "300", "(1 + sqrt(5))/2")  # fmt: skip
BESIDE = number(Fraction(1, 10**9))

Point = Mapping[str, Term]  # exact, so that it can be evaluated at any precision


@dataclass(frozen=True, slots=True)
class Examined:
    """``points``: how many had a value on both sides; ``fails``: the first at which the relation fails;
    ``agreement``: the fewest digits to which the sides of an equation agreed there.
    """

    points: int
    fails: Point | None
    agreement: float


def examine(row: Row, wanted: int = POINTS) -> Examined:
    """Values of a row at points of its domain: until it fails, or has held at ``wanted`` points."""
    statement = row.statement()
    if statement.left.head == "Limit":
        return _examine_limit(row, statement)
    count, agreement = 0, float("inf")
    for at in _points(row, statement, wanted):
        for level in LEVELS:
            found = compared_at(statement, at, level)
            if found is None or found[0]:
                break
        if found is None:
            continue
        count += 1
        agreement = min(agreement, found[1])
        if not found[0]:
            return Examined(count, at, agreement)
        if count >= wanted:
            break
    return Examined(count, None, agreement)


def _examine_limit(row: Row, statement: Statement) -> Examined:
    """Each choice of the parameters counts as a point."""
    choices = parameters(statement, row.name)
    fails = next((at for at in choices if not approaches(statement, at)), None)
    return Examined(len(choices), fails, float("inf"))


def compared_at(statement: Statement, at: Point, level: int) -> tuple[bool, float] | None:
    """Whether the relation holds at a point, and to how many digits; None outside of the domain."""
    terms = (statement.left, statement.right, *(d.body for d in statement.definitions))
    with mp.workdps(digits(terms, level)):
        try:
            walk = Walk({name: Walk({})(term) for name, term in at.items()}, statement.definitions, level)
            if not all(walk.holds(part) for part in (*statement.hypotheses, *statement.domain)):
                return None
            left, right = walk(statement.left), walk(statement.right)
        except NoValue:
            return None
        differences = any("Derivative" in head for term in terms for head in term.heads())
        return _compared(left, statement.relation, right, 3 * STEP * level if differences else 0)


def _compared(left: mp.mpf, relation: str, right: mp.mpf, known: int) -> tuple[bool, float]:
    """``known``: the digits to which derivatives are known; 0: to those of the working precision."""
    gap, scale = abs(left - right), max(abs(left), abs(right))
    equal = gap <= mp.mpf(10) ** -known * max(1, scale) if known else near(gap, scale)
    if relation not in ("==", "!="):
        return (relation in ("<=", ">=") if equal else (left < right) == (relation in ("<", "<="))), mp.inf
    if equal or gap < mp.mpf(10) ** (-AGREE - 40):
        return relation == "==", mp.inf
    shared = float(-mp.log10(gap / scale))
    same = shared >= AGREE
    return same == (relation == "=="), shared if relation == "==" else mp.inf


# -- points ------------------------------------------------------------------------------------------


def _points(row: Row, statement: Statement, wanted: int) -> Iterator[Point]:
    names = sorted(letters(statement))
    if row.point:
        yield {name: parse(text) for name, text in row.point.items()}
    if not names:
        yield {}
        return
    rng = random.Random(row.name)
    with mp.workdps(DIGITS):
        special = _special(statement)
        inside = {name: interval(statement, name) for name in names}
    if len(names) == 1:
        yield from ({names[0]: value} for value in special)
    for _ in range(TRIES * wanted):
        at: dict[str, Term] = {}
        for name in rng.sample(names, len(names)):
            at[name] = _coordinate(rng, special, inside[name], list(at.values()))
        yield at


def letters(statement: Statement) -> frozenset[str]:
    terms = (statement.left, statement.right, *statement.hypotheses, *statement.domain)
    bound = {
        p.args[1].name for t in terms for p in t.walk() if p.head in ("LeftDerivative", "RightDerivative")
    }
    return frozenset().union(*(term.symbols() for term in terms)) - bound


def _special(statement: Statement) -> list[Term]:
    """Fixed points, the constants that occur in the statement with both signs, and points beside these."""
    own: list[Term] = []
    bodies = [d.body for d in statement.definitions]
    for term in (statement.left, statement.right, *statement.hypotheses, *statement.domain, *bodies):
        for part in term.walk():
            value = _constant(part)
            if value is not None and abs(value) < 400:
                own += [part, -part, part + BESIDE, part + -BESIDE]
    found: dict[str, Term] = {}
    for value_term in (*own, *map(parse, FIXED)):
        found.setdefault(mp.nstr(Walk({})(value_term), 14), value_term)
    return list(found.values())


def _constant(term: Term) -> mp.mpf | None:
    if term.symbols() or term.heads() & {"case", *RELATIONS, *CONNECTIVES}:
        return None
    try:
        return Walk({})(term)
    except NoValue:
        return None


def interval(statement: Statement, name: str) -> tuple[mp.mpf, mp.mpf]:
    """Where a symbol lies by the conditions that name it alone."""
    low, high, lowest, highest = mp.mpf(-8), mp.mpf(8), False, False
    for part in (*statement.hypotheses, *statement.domain):
        left, right, head = *part.args, part.head
        if right.is_symbol():
            left, right = right, left
            head = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}.get(head, head)
        value = _constant(right)
        if left.is_symbol() and left.name == name and value is not None:
            if head in ("gt", "ge"):
                low, lowest = value, True
            if head in ("lt", "le"):
                high, highest = value, True
    return low if lowest or not highest else high - 8, high if highest or not lowest else low + 8


def _coordinate(
    rng: random.Random, special: list[Term], inside: tuple[mp.mpf, mp.mpf], others: list[Term]
) -> Term:
    kind = rng.random()
    low, high = inside
    if kind < 0.12 and others:  # a coincidence: equal, opposite, inverse
        value = rng.choice(others)
        return rng.choice([value, -value, 1 / value if value != number(0) else value])
    if kind < 0.3:
        return rng.choice(special)
    if kind < 0.4:
        return number(rng.choice((-1, 1)) * Fraction(10.0 ** rng.uniform(-8, 2.3)))
    return number(Fraction(float(low)) + Fraction(float(high - low)) * Fraction(rng.randint(1, 9972), 9973))


# -- all rows ----------------------------------------------------------------------------------------


def complaint(row: Row, wanted: int = POINTS) -> str:
    """What is wrong with a row's truth; empty when numbers agree with it."""
    seen = examine(row, wanted)
    where = {name: str(term) for name, term in (seen.fails or {}).items()}
    if row.truth and seen.fails is not None:
        return f"said to be true, but fails at {where} ({seen.agreement:.1f} digits)"
    if row.truth and seen.points < _needed(row, wanted):
        return f"said to be true, but only {seen.points} points have a value"
    if not row.truth and seen.fails is None:
        return f"said to be false, but holds at {seen.points} points"
    if not row.truth and 20 < seen.agreement < mp.inf and not row.note:
        return f"false only by {seen.agreement:.1f} digits, and no note says so"
    return ""


def _needed(row: Row, wanted: int) -> int:
    """How many points a true row needs: one where there is nothing to choose."""
    statement = row.statement()
    return wanted if statement.left.head != "Limit" and letters(statement) else 1


def main() -> int:
    bad = 0
    rows = [
        row for folder in SETS for row in load(folder) if row.name.startswith(tuple(sys.argv[1:] or [""]))
    ]
    for row in rows:
        found = complaint(row)
        if found:
            bad += 1
            print(f"{row.name}: {row.text}: {found}", flush=True)
    print(f"{len(rows)} rows, {bad} with a complaint")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
