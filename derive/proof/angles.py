"""Sin and cos of sums and multiples: which angles are generators, and how others are made of them."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from derive.checker.angles import turns
from derive.checker.fractional import Fractional, whole
from derive.checker.monomials import pairs
from derive.checker.poly import (
    Poly,
    add,
    coefficients,
    constant,
    multiply,
    power,
    scale,
    variable,
    variables,
)
from derive.checker.terms import Term, head
from derive.proof.factors import factor, linear_relation
from derive.proof.terms import combination, part_of

if TYPE_CHECKING:
    from derive.proof.tower import Tower

PI: Term = ("pi",)
MAX_TURN = 120


def written(tower: Tower, kind: str, angle: Term) -> Term | None:
    """Sin or cos of a sum of multiples of earlier angles, or None where it is a generator."""
    argument = tower.reduce(tower.form(angle))
    bases = [u[1] for u, _ in tower.generators("cos") if turns(u[1]) is None]  # type: ignore[index]
    others = [u for u, _ in tower.generators("atan", "asin", "pi")]
    forms = [tower.reduce(tower.form(t)) for t in (*bases, *others)]
    relation = linear_relation(argument, forms)
    if relation is None:
        return _apart(tower, kind, argument)
    ours, rest = relation[: len(bases)], relation[len(bases) :]
    if any(q.denominator != 1 for q in ours):
        old = [("cos", u) for u in bases]
        raise tower.restart(
            old, [("cos", part_of(u, q.denominator)) for u, q in zip(bases, ours, strict=True)]
        )
    if any(q.denominator != 1 for q, u in zip(rest, others, strict=True) if u != PI):
        return None
    parts = [(q, u) for q, u in zip(ours, bases, strict=True) if q]
    if len(parts) == 1 and parts[0][0] == 1 and not any(rest):
        return None  # the other function of a known angle
    parts += [_turned(tower, kind, q) if u == PI else (q, u) for q, u in zip(rest, others, strict=True) if q]
    if parts == [(Fraction(1), angle)] and kind == "cos" and turns(angle) not in (None, 1, Fraction(1, 2)):
        return None  # the generator of all turns
    return (kind, combination(parts))


def _turned(tower: Tower, kind: str, q: Fraction) -> tuple[Fraction, Term]:
    """Q π as a multiple of π/n, where all turns so far are multiples of one."""
    if q.denominator == 1:
        return q, PI
    if q.denominator == 2:
        return 2 * q, ("mul", Fraction(1, 2), PI)
    known = [u for u, _ in tower.generators("cos") if turns(u[1]) is not None]  # type: ignore[index]
    n = lcm(2, q.denominator, *(turns(u[1]).denominator for u in known))  # type: ignore[index,union-attr]
    finest: Term = ("mul", Fraction(1, n), PI)
    if known and all(u[1] != finest for u in known) and n <= MAX_TURN:  # type: ignore[index]
        raise tower.restart(known, [("cos", finest)])
    return q * n, finest


def _apart(tower: Tower, kind: str, argument: Fractional) -> Term | None:
    """A sum of monomials as a sum of angles, the first of each with a positive coefficient."""
    if argument.den or not argument.num:
        return None
    if len(argument.num) == 1:
        (c,) = argument.num.values()
        return (kind, ("mul", -1, tower.term_of(dict.fromkeys(argument.num, -c)))) if c < 0 else None
    parts = []
    for m, c in sorted(argument.num.items()):
        sign = Fraction(-1 if c < 0 else 1)
        base = tower.term_of({m: c * sign.numerator})
        q = turns(base)
        parts.append((sign, base) if q is None else _signed(sign, _turned(tower, kind, q)))
    return (kind, combination(parts))


def _signed(sign: Fraction, part: tuple[Fraction, Term]) -> tuple[Fraction, Term]:
    return sign * part[0], part[1]


# -- factors of polynomials in cos and sin -------------------------------------------------------------

Factors = list[tuple[Poly, int]]


def refined(tower: Tower, c: Fraction, factors: Factors) -> tuple[Fraction, Factors]:
    """Factors by cos² + sin² = 1, as 1 + 2 sin cos = (sin + cos)² and 1 - cos² + sin = sin (1 + sin)."""
    for sine, form in tower.generators("sin"):
        (i,), (j,) = (variables(f.num) for f in (tower.form(("cos", sine[1])), form))  # type: ignore[index]
        ours = [(p, k) for p, k in factors if variables(p) <= {i, j} and k > 0]
        if not ours:
            continue
        p = constant(1)
        for factor_, k in ours:
            p = multiply(p, power(factor_, k))
        for other in filter(None, (_homogeneous(p, i, j), _in_sines(p, i, j))):
            scale_, powers, found = factor(other)
            more = sum(powers.values()) + sum(k for _, k in found) > sum(k for _, k in ours)
            if more or len(powers) + len(found) < len(ours):
                singles: Factors = [(variable(index), k) for index, k in powers.items()]
                reduced = [(tower.reduce(whole(f)).num, k) for f, k in found]  # in which form signs are known
                factors = [pair for pair in factors if pair not in ours] + singles + reduced
                c *= scale_
                break
    return c, factors


def parted(tower: Tower, factors: Factors) -> Factors:
    """The same for the factors in which both functions of an angle occur; the others say more as they are."""
    done: Factors = []
    for p, k in factors:
        both = {head(tower.terms[i]) for i in variables(p)} == {"cos", "sin"}
        done += refined(tower, Fraction(1), [(p, k)])[1] if both else [(p, k)]
    return done


def _in_sines(p: Poly, i: int, j: int) -> Poly:
    """A polynomial in cos and sin with 1 - sin² put in for cos² (or left as it is)."""
    if j not in variables(p):
        return p
    total: Poly = {}
    rest: Poly = add(constant(1), scale(variable(j, 2), -1))
    for exponent, part in coefficients(p, i).items():
        if exponent % 2:
            return p
        total = add(total, multiply(part, power(rest, exponent // 2)))
    return total


def _homogeneous(p: Poly, i: int, j: int) -> Poly:
    """A polynomial in cos and sin with every term brought to the highest degree (or left as it is)."""
    highest = max(sum(e for _, e in pairs(m)) for m in p)
    total: Poly = {}
    circle: Poly = add(variable(i, 2), variable(j, 2))
    for m, c in p.items():
        missing = highest - sum(e for _, e in pairs(m))
        if missing % 2:
            return p
        total = add(total, multiply({m: c}, power(circle, missing // 2)))
    return total
