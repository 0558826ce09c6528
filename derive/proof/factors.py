"""Exact work on polynomials that the prover leaves to FLINT: factors and linear relations.

Nothing found here is trusted: the checker multiplies out what it is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat, fmpq_mpoly_ctx, fmpz, fmpz_poly

from derive.checker.coefficients import Number, tidy
from derive.checker.fractional import Fractional
from derive.checker.monomials import ONE, Monomial, exponent_in, monomial, pairs
from derive.checker.poly import Factor, Poly, degree, longest, multiply, power, split, variables

MAX_FACTORED, MAX_LENGTH = 400, 5_000  # terms or degree, and bits: beyond it nothing is taken apart
MAX_BITS = 128  # of a number that is taken apart into primes, in less than 0.1 s
Factored = tuple[Fraction, dict[int, int], list[tuple[Poly, int]]]


def factor(p: Poly) -> Factored:
    """P ≠ 0 as coefficient, powers of variables (by number), and irreducible factors with exponents."""
    lead, common, core = split(p)
    coefficient, powers = Fraction(lead), dict(pairs(common))
    if core is None:
        return coefficient, powers, []
    used = sorted(variables(dict(core)))
    if any(_alone(monomial(index), index, core) for index in used):
        return _upright(coefficient, powers, core, used)
    if len(core) > MAX_FACTORED or longest(p) > MAX_LENGTH or max(degree(p, i) for i in used) > MAX_FACTORED:
        return coefficient, powers, [(dict(core), 1)]
    if len(used) == 1:
        return _of_one(coefficient, powers, core, used[0])
    ctx = fmpq_mpoly_ctx.get([f"v{i}" for i in used], "lex")
    place = {index: k for k, index in enumerate(used)}
    terms = {}
    for m, c in core:
        exponents = [0] * len(used)
        for index, exponent in pairs(m):
            exponents[place[index]] = exponent
        terms[tuple(exponents)] = fmpq(c.numerator, c.denominator)
    scale, found = ctx.from_dict(terms).factor()
    coefficient *= Fraction(int(scale.p), int(scale.q))
    return coefficient, powers, [(_poly(f, used), int(k)) for f, k in found]


def _of_one(c: Fraction, powers: dict[int, int], core: Factor, index: int) -> Factored:
    """The factors of a polynomial in one variable with whole coefficients."""
    dense = [0] * (1 + max(exponent_in(m, index) for m, _ in core))
    for m, a in core:
        dense[exponent_in(m, index)] = int(a)
    scale, found = fmpz_poly(dense).factor()
    factors: list[tuple[Poly, int]] = []
    for f, k in found:
        whole = [int(a) for a in f.coeffs()]
        highest_first = range(len(whole) - 1, -1, -1)
        p: Poly = {monomial(index, e) if e else ONE: whole[e] for e in highest_first if whole[e]}
        factors.append((p, int(k)))
    return c * int(scale), powers, factors


def _alone(own: Monomial, index: int, core: Factor) -> bool:
    """A polynomial c v + rest, with a number c and a rest without v, has no factors."""
    return all(m == own or not exponent_in(m, index) for m, _ in core) and any(m == own for m, _ in core)


def _upright(c: Fraction, powers: dict[int, int], core: Factor, used: Sequence[int]) -> Factored:
    """An irreducible polynomial as FLINT gives it: in lexicographic order, the first coefficient positive."""
    order = sorted(core, key=lambda part: [exponent_in(part[0], i) for i in used], reverse=True)
    sign = 1 if order[0][1] > 0 else -1
    return sign * c, powers, [({m: sign * a for m, a in order}, 1)]


def _poly(mpoly: object, used: Sequence[int]) -> Poly:
    out: Poly = {}
    for exponents, c in mpoly.to_dict().items():  # type: ignore[attr-defined]
        m = sum(monomial(used[k], int(e)) for k, e in enumerate(exponents) if e)
        out[m] = tidy(Fraction(int(c.p), int(c.q)))
    return out


def factor_fraction(form: Fractional) -> Factored:
    """The same for a fraction: exponents of the denominator count negative."""
    coefficient, powers, parts = factor(form.num)
    for den, exponent in form.den.items():
        c, powers_below, factors = factor(dict(den))
        coefficient /= c**exponent
        for index, e in powers_below.items():
            powers[index] = powers.get(index, 0) - e * exponent
        parts = parts + [(p, -k * exponent) for p, k in factors]
    return coefficient, {i: e for i, e in powers.items() if e}, _merged(parts)


def _merged(parts: list[tuple[Poly, int]]) -> list[tuple[Poly, int]]:
    merged: list[tuple[Poly, int]] = []
    for p, k in parts:
        for i, (q, other) in enumerate(merged):
            if p == q:
                merged[i] = (q, other + k)
                break
        else:
            merged.append((p, k))
    return [(p, k) for p, k in merged if k]


def primes(q: Fraction) -> list[tuple[int, int]]:
    """The prime factors of a positive rational number with their exponents; of a long one the small
    primes, and what is left as it is: to take that apart may need hours.
    """
    top = [(int(p), int(k)) for p, k in _taken_apart(q.numerator)] if q.numerator > 1 else []
    bottom = [(int(p), -int(k)) for p, k in _taken_apart(q.denominator)] if q.denominator > 1 else []
    return top + bottom


def _taken_apart(n: int) -> list[tuple[fmpz, int]]:
    number = fmpz(n)
    return [*(number.factor() if n.bit_length() <= MAX_BITS else number.factor_smooth())]


def linear_relation(target: Fractional, forms: Sequence[Fractional]) -> list[Fraction] | None:
    """Rational q with target = Σ q_i · forms_i as fractions, or None."""
    if not forms:
        return None
    for k, form in enumerate(forms):
        ratio = _ratio(target, form)
        if ratio is not None:
            return [ratio if i == k else Fraction(0) for i in range(len(forms))]
    den: dict[object, int] = {}
    for form in (target, *forms):
        for f, k in form.den.items():
            den[f] = max(den.get(f, 0), k)
    wanted, *polys = (_over(form, den) if den else form.num for form in (target, *forms))
    monomials = {m for p in polys for m in p}
    if not monomials or wanted.keys() - monomials:  # what none of them has cannot be made of them
        return None
    return _solve([[p.get(m, 0) for p in (wanted, *polys)] for m in sorted(monomials)])


def _ratio(target: Fractional, form: Fractional) -> Fraction | None:
    """Q with target = q · form, where both are written alike."""
    if not form.num or form.num.keys() != target.num.keys() or form.den != target.den:
        return None
    first = min(form.num)
    a, b = target.num[first], form.num[first]
    return Fraction(a) / b if all(target.num[m] * b == a * c for m, c in form.num.items()) else None


def _over(form: Fractional, den: dict[object, int]) -> Poly:
    num = form.num
    for f, k in den.items():
        missing = k - form.den.get(f, 0)  # type: ignore[call-overload]
        if missing:
            num = multiply(num, power(dict(f), missing))  # type: ignore[call-overload]
    return num


def _solve(rows: list[list[Number]]) -> list[Fraction] | None:
    """One solution of rows[i][0] = Σ_j rows[i][j] q_j (free unknowns are 0), or None."""
    unknowns = len(rows[0]) - 1
    matrix = [[*row[1:], row[0]] for row in rows]
    flat = [fmpq(c.numerator, c.denominator) for row in matrix for c in row]
    reduced, rank = fmpq_mat(len(matrix), unknowns + 1, flat).rref()
    solution = [Fraction(0)] * unknowns
    for i in range(rank):
        pivot = next(j for j in range(unknowns + 1) if reduced[i, j] != 0)
        if pivot == unknowns:
            return None
        value = reduced[i, unknowns]
        solution[pivot] = Fraction(int(value.p), int(value.q))
    return solution
