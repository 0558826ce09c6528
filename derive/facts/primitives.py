"""Primitives: a formula without branches integrated by an ansatz, and proved by differentiation.

The candidates are products of powers of x with the functions that occur in the formula, with the logarithms
and dilogarithms of its denominators, and with the error functions of its Gaussian exponentials; a linear
combination of their derivatives that gives the formula is looked for by numbers.

Source: M. Bronstein, Symbolic Integration I, 2nd ed., chapter 5 (that these are the functions to try:
Liouville); NIST Digital Library of Mathematical Functions, section 25.12 (dilogarithm).

>>> from derive.language.grammar import parse
>>> print(primitive(parse("tanh(x)")))
log(1 + exp(2*x)) - x
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from derive.calculus.polynomials import forms, monomial, names_of, sum_of_terms
from derive.calculus.reduction import size
from derive.checker.monomials import ONE, Monomial, exponent_in, pairs
from derive.checker.monomials import monomial as power_of
from derive.checker.poly import Poly, degree, variables
from derive.facts.segments import slope
from derive.facts.span import combination
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Statement
from derive.language.term import Term, call, derivative, number
from derive.language.tidy import parted, tidy
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.factors import factor

MOST = 44  # candidates
LONGEST = 120  # nodes of a formula that is integrated
DEGREE = 4
HALF = Fraction(1, 2)
SPREAD = [Fraction(n, 61) for n in range(1, 61)]


def primitive(formula: Term, low: Term | None = None, high: Term | None = None) -> Term | None:
    """A function whose derivative is likely the formula on an interval; None where none was found."""
    if formula == number(0):
        return formula
    points = inner_points(low, high)
    if size(formula) > LONGEST or points is None:
        return None
    domain = interval(low, high)
    candidates = list(dict.fromkeys(_candidates(formula, domain, points[0])))[:MOST]
    count = max(len(candidates) + 6, 12)
    kept: list[Term] = []
    found = combination(formula, _slopes(candidates, kept), points[:count], _constants(formula, domain))
    if found is None:
        return None
    return tidy(call("add", number(0), *(c * kept[k] for k, c in found.items())))


def _slopes(candidates: list[Term], kept: list[Term]) -> Iterator[Term]:
    """The derivatives of those that have one; ``kept`` says of which."""
    for candidate in candidates:
        try:
            derived = slope(candidate)
        except ValueError:
            continue
        kept.append(candidate)
        yield derived


def _constants(formula: Term, domain: tuple[Term, ...]) -> list[Term]:
    """The constants in the formula's normal form, and those that come with completed squares."""
    fields = forms(Statement(formula, "==", formula, (), domain))
    if fields is None:
        return []
    tower, form, _ = fields
    names = names_of(tower)
    monomials = {
        tuple((i, e) for i, e in pairs(m) if names[i].head in ("exp", "erf")) for m in tower.reduce(form).num
    }
    fixed = [n for n in names if not n.is_symbol() and X.name not in n.symbols()]
    return list(
        dict.fromkeys([*fixed, *(c for m in sorted(monomials) for c, _ in gaussian_parts(m, names, []))])
    )


def proved_primitive(found: Term, formula: Term, domain: tuple[Term, ...]) -> Claim | None:
    """The claim that the derivative of a function is the formula everywhere in the domain, if it is
    proved.
    """
    statement = Statement(derivative(found, X), "==", formula, (), domain)
    claim = prove_claim(statement, "By differentiation", refute=False, steps=2 * QUICK)
    return claim if is_proved(claim) and not set(claim.domain) - set(domain) else None


def interval(low: Term | None, high: Term | None) -> tuple[Term, ...]:
    """The relations low < x < high."""
    lows = () if low is None else (call("gt", X, low),)
    return lows if high is None else (*lows, call("lt", X, high))


def inner_points(low: Term | None, high: Term | None) -> list[Fraction] | None:
    """Rational points of an interval, spread over its part near 0."""
    a, b = (None if end is None else number_of(end) for end in (low, high))
    if (low is not None and a is None) or (high is not None and b is None):
        return None
    left = a if a is not None else (b - 5 if b is not None else Fraction(-3))
    right = b if b is not None else (a + 5 if a is not None else Fraction(3))
    order = sorted(SPREAD, key=lambda q: (q * 997) % 1 + (q.numerator * 37 % 61))
    return [left + (right - left) * q for q in order]


def number_of(end: Term) -> Fraction | None:
    """About where a constant lies."""
    if end.is_number():
        return end.number
    try:
        ball = balls.value(Subject(end, (), {}).core(end), {}, 64)
    except balls.NoValue:
        return None
    return Fraction(float(ball.mid())).limit_denominator(10**6)


# -- candidates ---------------------------------------------------------------------------------------


def _candidates(formula: Term, domain: tuple[Term, ...], point: Fraction) -> Iterator[Term]:
    """Functions of which the primitive may be a combination, simple ones first."""
    fields = forms(replace(Statement(formula, "==", formula), domain=domain))
    if fields is None:
        return
    tower, form, _ = fields
    form = tower.reduce(form)
    names = names_of(tower)
    x = tower.index.get(X.name, -1)
    moving = [i for i, n in enumerate(names) if not n.is_symbol() and X.name in n.symbols()]
    top = min((degree(form.num, x) if x >= 0 else 0) + 2, DEGREE)
    factors = [f for den in form.den for f, _ in factor(dict(den))[2]]
    if x >= 0 and any(exponent_in(m, x) < 0 for m in form.num):
        yield call("log", X if point > 0 else -X)
    if x >= 0 and any(x in dict(factor(dict(den))[1]) for den in form.den):
        yield call("log", X if point > 0 else -X)
    yield from _powers(top)
    for f in factors:
        yield from _of_divisor(sum_of_terms(f, names), point, top)
        for i in moving:
            if variables(f) == {i} and names[i].head == "exp":
                yield from _dilogarithms(f, i, names[i].args[0])
    monomials = {sum(power_of(i, e) for i, e in pairs(m) if i in moving) for m in form.num} - {ONE}
    for m in sorted(monomials, key=_short_first):
        yield from (p * monomial(m, names) for p in (number(1), *_powers(top)))
    for m in sorted({ONE, *monomials}, key=_short_first):
        yield from (erf for _, erf in gaussian_parts(pairs(m), names, moving))
    for i in moving:
        yield from _companions(names[i], top)
    for m in sorted(monomials, key=_short_first):
        for f in factors:
            yield from (p * monomial(m, names) / sum_of_terms(f, names) for p in (number(1), X))


def _short_first(m: Monomial) -> tuple[int, tuple[tuple[int, int], ...]]:
    return len(pairs(m)), pairs(m)


def _powers(top: int) -> Iterator[Term]:
    yield X
    yield from (X ** number(k) for k in range(2, top + 1))


def _of_divisor(d: Term, point: Fraction, top: int) -> Iterator[Term]:
    """Logarithm, quotients, and arcus tangent of a quadratic."""
    core = Subject(d, (), {}).core(d)
    try:
        positive = balls.value(core, {X.name: point}) > 0
    except balls.NoValue:
        return
    log = call("log", d if positive else tidy(-d))
    yield log
    yield d**-1
    yield X / d
    yield from (p * log for p in _powers(min(top - 1, 2)))
    yield call("pow", d, -2)
    yield from _angle(d)


def _angle(d: Term) -> Iterator[Term]:
    """atan((x + b/2)/√(c - b²/4)) for x² + b x + c without real zeros."""
    found: dict[Term, Fraction] = {}
    for part in d.args if d.head == "add" else (d,):
        c, factors = parted(part)
        power = number(1) if not factors else factors[0]
        if len(factors) > 1 or power not in (number(1), X, X**2):
            return
        found[power] = found.get(power, Fraction(0)) + c
    a, b, c = (found.get(p, Fraction(0)) for p in (X**2, X, number(1)))
    if a and 4 * a * c > b * b:
        root = call("pow", number((4 * a * c - b * b) / (4 * a * a)), HALF)
        yield call("atan", tidy((X + number(b / (2 * a))) / root))


def _dilogarithms(f: Poly, index: int, u: Term) -> Iterator[Term]:
    """Li₂ and Li₃ of -q exp(k u) for a divisor, or under a logarithm, 1 + q exp(k u) with q > 0."""
    by = {exponent_in(m, index): Fraction(c) for m, c in f.items()}
    if len(by) != 2 or 0 not in by:
        return
    k = max(by)
    q = by[k] / by[0]
    if q > 0:
        inner = tidy(number(-q) * call("exp", tidy(number(k) * u)))
        yield from (call("polylog", 2, inner), call("polylog", 3, inner), X * call("polylog", 2, inner))


def _companions(g: Term, top: int) -> Iterator[Term]:
    """Functions whose derivatives hold a function that occurs, or with which it is integrated."""
    head, u = g.head, g.args[0] if g.args else X
    powers = (number(1), *_powers(top))
    if head == "exp":
        yield from (p * erf for _, erf in gaussian_parts(((0, 1),), [g], []) for p in powers)
    elif head == "erf":
        yield from (p * call("exp", tidy(-(u**2))) for p in powers)
        yield from (g, g**2, g**3)
    elif head in ("sin", "cos"):
        other = "cos" if head == "sin" else "sin"
        yield from (p * call(other, u) for p in powers)
    elif head == "atan":
        yield call("log", tidy(1 + u**2))
    elif head == "log":
        yield from _of_logarithm(u, top)
    elif head == "pow":
        yield from (p * g for p in powers)
        yield call("log", X + g)
        yield call("asin", X)


def _of_logarithm(u: Term, top: int) -> Iterator[Term]:
    """log(1 + q E) is integrated by dilogarithms of -q E; log of a quadratic by an arcus tangent."""
    yield from (p * call("log", u) for p in _powers(top))
    yield call("log", u) ** 2
    yield from _angle(u)
    fields = forms(Statement(u, "==", u))
    if fields is not None:
        tower, form, _ = fields
        names = names_of(tower)
        for f, _ in factor(form.num)[2] if form.num else ():
            (i, *others) = sorted(variables(f)) or [-1]
            if i >= 0 and not others and names[i].head == "exp":
                yield from _dilogarithms(f, i, names[i].args[0])


def gaussian_parts(
    m: tuple[tuple[int, int], ...], names: list[Term], moving: list[int]
) -> Iterator[tuple[Term, Term]]:
    """For products of a monomial's exponentials, and the derivatives of error functions, that are exp(a x²
    + b x + c) with a < 0: the constant exp(c - b²/(4a))/√(-2a) and the error function with that derivative
    up to a number.
    """
    own = _quadratic([(Fraction(e), names[i].args[0]) for i, e in m if names[i].head == "exp"])
    bells = [_quadratic([(Fraction(-1), names[i].args[0] ** 2)]) for i in moving if names[i].head == "erf"]
    found = {own} | {_plus(own, bell) for bell in bells} | set(bells)
    for exponent in sorted(e for e in found if e is not None):
        a, b, c = exponent
        if a < 0:
            inner = tidy(call("pow", number(-a), HALF) * (X + number(b / (2 * a))))
            width = call("pow", number(-2 * a), -HALF)
            yield tidy(call("exp", number(c - b * b / (4 * a))) * width), call("erf", inner)


Quadratic = tuple[Fraction, Fraction, Fraction]


def _plus(p: Quadratic | None, q: Quadratic | None) -> Quadratic | None:
    return None if p is None or q is None else (p[0] + q[0], p[1] + q[1], p[2] + q[2])


def _quadratic(parts: list[tuple[Fraction, Term]]) -> Quadratic | None:
    """Σ e u as a x² + b x + c; None where it is not one."""
    found = {X**2: Fraction(0), X: Fraction(0), number(1): Fraction(0)}
    total = tidy(call("add", number(0), *(number(e) * u for e, u in parts)))
    for part in total.args if total.head == "add" else (total,):
        c, factors = parted(part)
        power = number(1) if not factors else factors[0]
        if len(factors) > 1 or power not in found:
            return None
        found[power] += c
    return found[X**2], found[X], found[number(1)]
