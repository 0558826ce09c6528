"""Solving F(x) = y for x: by roots of polynomials in one function that occurs, undone, or by Lambert's W.

What is found are candidates; that one is an inverse has to be proved.

Source: R. Corless et al., On the Lambert W function, Adv. Comput. Math. 5 (1996), doi:10.1007/BF02124750.

>>> from derive.language.grammar import parse
>>> for formula in ("1/(1 + exp(-x))", "x/(1 + exp(-x))"):
...     print(solved(parse(formula))[0])
log(y/(1 - y))
y + LambertW(y*exp(-y))
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd

from derive.calculus.polynomials import clearing, forms, names_of, quotient, sum_of_terms
from derive.calculus.reduction import reduced
from derive.checker.poly import Poly, add, coefficients, constant, multiply, power, scale, variable, variables
from derive.facts.subject import X
from derive.language.records import Statement
from derive.language.term import Term, call, number, symbol
from derive.language.tidy import parted, tidy

Y = symbol("y")
DEPTH = 3
HALF = Fraction(1, 2)


def solved(formula: Term, domain: tuple[Term, ...] = (), depth: int = DEPTH) -> list[Term]:
    """Terms in y that may be x where the formula in x is y."""
    if formula == X:
        return [Y]
    if depth == 0:
        return []
    return list(dict.fromkeys(_short(root) for root in _roots(formula, domain, depth)))


def _short(term: Term) -> Term:
    """The term as one fraction, if that is shorter."""
    term = tidy(term)
    return reduced(term, Statement(term, "==", term))


def _roots(formula: Term, domain: tuple[Term, ...], depth: int) -> Iterator[Term]:
    fields = forms(Statement(formula, "==", Y, (), domain))
    if fields is None:
        return
    tower, form, _ = fields
    form = tower.reduce(form)
    names, place = names_of(tower), tower.index[Y.name]
    below = constant(1)
    for factor, exponent in form.den.items():
        below = multiply(below, power(dict(factor), exponent))
    p = _positive(add(form.num, scale(multiply(below, variable(place)), -1)))
    moving = [i for i in sorted(variables(p)) if X.name in names[i].symbols()]
    if len(moving) == 1:
        for t, d in _powers(p, moving[0], names):
            yield from _undone(names[moving[0]], t, d, domain, depth)
    elif len(moving) == 2 and names[moving[0]] == X:
        other = names[moving[1]]
        if other.head == "exp":
            yield from _lambert(p, moving[0], moving[1], names)
        elif other.head == "pow":
            yield from _root(p, moving[0], moving[1], names)


def _positive(p: Poly) -> Poly:
    """Times powers of the letters, so that no exponent is negative."""
    return scale(p, 1, clearing(p))


def _powers(p: Poly, index: int, names: list[Term]) -> Iterator[tuple[Term, int]]:
    """(t, d): the d-th power of a generator is t, from an equation of degree 1 or 2 in that power."""
    polys = coefficients(p, index)
    least = min(polys)
    polys = {e - least: c for e, c in polys.items()}
    by = {e: sum_of_terms(c, names) for e, c in polys.items()}
    d = gcd(*by)
    if not d:
        return
    zero = number(0)
    c0, c1, c2 = (by.get(k * d, zero) for k in (0, 1, 2))
    if max(by) == d:
        yield quotient(scale(polys[0], -1), polys[d], names), d
    elif max(by) == 2 * d:
        root = call("pow", tidy(c1**2 - 4 * c0 * c2), HALF)
        for sign in (1, -1):
            yield tidy((number(sign) * root - c1) / (2 * c2)), d


def _undone(generator: Term, t: Term, d: int, domain: tuple[Term, ...], depth: int) -> Iterator[Term]:
    """X from generator**d = t."""
    if generator == X:
        yield from _rooted(t, d)
    elif generator.head == "exp":
        falling = parted(generator.args[0])[0] < 0  # -x = log t is x = log(1/t)
        log = -call("log", _short(t**-1)) if falling else call("log", t)
        yield from _inner(generator.args[0], tidy(log / number(d)), domain, depth)
    elif generator.head in ("log", "atan", "pow"):
        for value in _rooted(t, d):
            if generator.head == "pow":
                n = 1 / generator.args[1].number
                yield from _inner(generator.args[0], value ** number(n), domain, depth)
            else:
                outer = "exp" if generator.head == "log" else "tan"
                yield from _inner(generator.args[0], call(outer, value), domain, depth)


def _rooted(t: Term, d: int) -> Iterator[Term]:
    root = t if d == 1 else call("pow", t, Fraction(1, d))
    yield root
    if d % 2 == 0:
        yield -root
    if d == 2:
        yield from (sign * Y * call("pow", _short(t / Y**2), HALF) for sign in (number(1), number(-1)))


def _inner(u: Term, value: Term, domain: tuple[Term, ...], depth: int) -> Iterator[Term]:
    """X from u = value."""
    for root in solved(u, domain, depth - 1):
        yield tidy(root.replace({Y: value}))


def _lambert(p: Poly, x: int, e: int, names: list[Term]) -> Iterator[Term]:
    """A + b x + c E + d x E = 0 with E = exp(k x) and b = 0 or d = 0."""
    k, factors = parted(names[e].args[0])
    by = {
        (i, j): sum_of_terms(c, names)
        for i, rest in coefficients(p, e).items()
        for j, c in coefficients(rest, x).items()
    }
    if factors != [X] or any(i > 1 or j > 1 for i, j in by):
        return
    zero = number(0)
    a, b, c, d = (by.get(pair, zero) for pair in ((0, 0), (0, 1), (1, 0), (1, 1)))
    if b == zero:  # divided by E
        a, b, c, d, k = c, d, a, b, -k
    if d != zero or zero in (b, c):
        return
    shift = tidy(a / b)
    inner = tidy(number(k) * c / b * call("exp", tidy(number(-k) * shift)))
    yield tidy(-shift - call("LambertW", inner) / number(k))


def _root(p: Poly, x: int, r: int, names: list[Term]) -> Iterator[Term]:
    """A + B r = 0 with r² = q(x): A² = B² q, an equation in x alone."""
    by = coefficients(p, r)
    if max(by) != 1 or names[r].args[1] != number(HALF):
        return
    squared = sum_of_terms(by.get(0, {}), names) ** 2 - sum_of_terms(by[1], names) ** 2 * names[r].args[0]
    fields = forms(Statement(squared, "==", number(0)))
    if fields is None:
        return
    tower, form, _ = fields
    form = tower.reduce(form)
    if form.num and X.name in tower.index and tower.index[X.name] in variables(form.num):
        q = _positive(form.num)
        others = names_of(tower)
        if {others[i] for i in variables(q)} <= {X, Y}:
            for t, d in _powers(q, tower.index[X.name], others):
                yield from _rooted(t, d)
