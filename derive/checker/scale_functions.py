"""The functions on a scale: what exp, log, erf, ... make of a series, with an error that is guaranteed.

Where an argument tends to a number inside the domain, the function is its Taylor polynomial up to O(s**n),
with coefficients from the rules of differentiation. Where it grows, an identity or an asymptotic expansion
brings the function back to one that is known.

Source: DLMF 4.13 (Lambert W), 4.24 (inverse functions), 7.12 (erf).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import factorial

from derive.checker.elementary import ROWS, differentiate
from derive.checker.errors import Rejected
from derive.checker.field import Undefined
from derive.checker.fractional import Fractional, plus, product, raised, whole
from derive.checker.measures import weight
from derive.checker.scale import UNIT, Monomial, Part, Scale, Series, TooFewTerms, is_term
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.terms import HALF, Term, is_number, show, substitute
from derive.checker.work import spend

MULTIPLIED_OUT = 4  # whole powers up to here are products; higher ones go by the binomial series
BOUNDED = ("sin", "cos", "erf", "atan")  # everywhere defined, with values in [-2, 2]


def apply(scale: Scale, kind: str, f: Series) -> Series:
    """A function of one variable applied to a series."""
    return FUNCTIONS[kind](scale, f) if kind in FUNCTIONS else _smooth(scale, kind, f)


# -- powers, exponential and logarithm ------------------------------------------------------------------


def split(scale: Scale, f: Series) -> tuple[Fractional, Monomial, Series]:
    """The leading term c · m and the s, which tends to 0, of f = c m (1 + s)."""
    c, m = f.terms[0]
    by = raised(scale.field.reduce(c), -1, scale.field.units)
    rest = Series(f.terms[1:], f.error)
    return c, m, scale.scaled(rest, by, scale.power(m, scale.form(-1)))


def rational_power(scale: Scale, f: Series, q: Fraction) -> Series:
    """f**q for a rational q; a broken power asks for a function that is not negative."""
    whole_power = q.denominator == 1
    if whole_power and 0 <= q <= MULTIPLIED_OUT:
        total = f if q else scale.number(1)
        for _ in range(int(q) - 1):
            total = scale.mul(total, f)
        return total
    if f.terms:
        return _binomial(scale, f, q)
    if f.error is None and q > 0:
        return f
    if f.error is None:
        raise Undefined("a division by a function that is 0 near the point")
    if not whole_power or q < 0:
        raise TooFewTerms("a base with a sign near the point")
    return Series((), scale.power(f.error, scale.form(q)))


def _binomial(scale: Scale, f: Series, q: Fraction) -> Series:
    """(c m)**q Σ binom(q, k) s**k."""
    if scale.side(f.terms[0].coefficient) < 0 and q.denominator != 1:
        raise Undefined("a root of a function that is negative near the point")
    c, m = f.terms[0]
    if q.denominator == 1:
        lead = raised(scale.field.reduce(c), int(q), scale.field.units)
    else:
        lead = scale.field.power(scale.term(c), q)
    series = scale.number(1) if is_term(f) else _binomial_series(scale, split(scale, f)[2], q)
    return scale.scaled(series, lead, scale.power(m, scale.form(q)))


def _binomial_series(scale: Scale, s: Series, q: Fraction) -> Series:
    """(1 + s)**q for an s that tends to 0."""
    coefficients, exact = [Fraction(1)], False
    while len(coefficients) < scale.order + 1 and not exact:
        k = len(coefficients)
        coefficients.append(coefficients[-1] * (q - k + 1) / k)
        exact = coefficients[-1] == 0
    return scale.compose([scale.form(a) for a in coefficients], s, exact)


def inverse(scale: Scale, f: Series) -> Series:
    return rational_power(scale, f, Fraction(-1))


def power(scale: Scale, base: Series, exponent: Term, value: Callable[[Term], Series]) -> Series:
    """base**exponent as the grammar means it: by exp and log unless the exponent is a plain number."""
    if is_number(exponent):
        return rational_power(scale, base, Fraction(exponent))  # type: ignore[arg-type]
    return exp(scale, scale.mul(value(exponent), log(scale, base)))


def exp(scale: Scale, f: Series) -> Series:
    """The infinite terms become a monomial, the constant a coefficient, the rest a series."""
    if f.error is not None and scale.size(f.error) >= 0:
        return _exp_of_estimate(scale, f)
    infinite, constant, small = scale.apart(f)
    if scale.is_zero(constant):
        lead = scale.form(1)
    else:
        lead = scale.field.form(("exp", scale.term(constant)))
    series = scale.compose(_of_exp(scale.order), small)
    return scale.scaled(series, lead, scale.exponential(infinite))


def _exp_of_estimate(scale: Scale, f: Series) -> Series:
    """exp(f + O(1)) is O(exp f); an error that grows less than the first term c m is at most |c/2| m."""
    assert f.error is not None
    if scale.size(f.error) == 0:
        return Series((), scale.exponential(f.terms))
    if not f.terms:
        raise TooFewTerms("an exponent whose growth is known")
    c, m = f.terms[0]
    factor = HALF if scale.side(c) < 0 else Fraction(2)
    return Series((), scale.exponential([Part(product(c, scale.form(factor)), m)]))


@lru_cache(maxsize=32)
def _of_exp(order: int) -> tuple[Fractional, ...]:
    """The coefficients of exp s."""
    return tuple([Scale.form(Fraction(1, factorial(k))) for k in range(order + 1)])


@lru_cache(maxsize=32)
def _of_log(order: int) -> tuple[Fractional, ...]:
    """The coefficients of log(1 + s)."""
    return tuple([Scale.form(Fraction((-1) ** (k + 1), k) if k else 0) for k in range(order + 1)])


def log(scale: Scale, f: Series) -> Series:
    """Of f = c·m·(1 + s): the sum of the logarithms of c, of m and of 1 + s."""
    if scale.sign_of(f) <= 0:
        raise Undefined("a logarithm of a function that is not positive near the point")
    c, m, s = split(scale, f)
    constant = scale.constant(scale.field.form(("log", scale.term(c))))
    return scale.add(constant, scale.series(scale.logarithm(m)), scale.compose(_of_log(scale.order), s))


# -- functions that are smooth where the argument tends ---------------------------------------------------


def _smooth(scale: Scale, kind: str, f: Series) -> Series:
    """The Taylor polynomial at the limit of the argument; a bounded function of anything else is O(1)."""
    infinite, constant, small = scale.apart(f)
    if not infinite and scale.vanishes(small):
        return taylor(scale, kind, constant, small)
    if kind in BOUNDED:
        return Series((), UNIT)
    raise TooFewTerms(f"an argument of {kind} that tends to a limit")


def taylor(scale: Scale, kind: str, at: Fractional, s: Series) -> Series:
    """f(at + s) for a function that is smooth around ``at``."""
    point = scale.term(at)
    row = ROWS[kind]
    for (term, inside), (_, domain) in zip(row.interior(point), row.domain(point), strict=True):
        side = {-1: NEG, 0: ZERO, 1: POS}[scale.sign(scale.field.form(term))]
        if not side & domain:
            raise Undefined(f"{kind} outside its domain near the point")
        if not side & inside:
            raise Rejected(
                "limit", f"an argument of {kind} that tends to the inside of its domain", show(point)
            )
    return scale.compose(derivatives(scale, (kind, "t"), point), s)


def derivatives(scale: Scale, term: Term, point: Term) -> list[Fractional]:
    """The Taylor coefficients of a term in t at a point."""
    found: list[Fractional] = []
    for k in range(scale.order + 1):
        value = scale.field.form(substitute(term, {"t": point}))
        found.append(scale.field.reduce(product(value, scale.form(Fraction(1, factorial(k))))))
        term = differentiate(term, "t")
        spend(weight(term))
    return found


# -- functions with a rule for growing arguments -----------------------------------------------------------


def growing(scale: Scale, f: Series) -> int:
    """The sign of a function that tends to ±∞, and 0 for any other."""
    return scale.side(f.terms[0].coefficient) if f.terms and scale.size(f.terms[0].monomial) > 0 else 0


def _by_oddness(
    of_growing: Callable[[Scale, Series], Series], kind: str
) -> Callable[[Scale, Series], Series]:
    """An odd function, from its rule for arguments that tend to +∞."""

    def function(scale: Scale, f: Series) -> Series:
        side = growing(scale, f)
        if side == 0:
            return _smooth(scale, kind, f)
        sign = scale.form(side)
        return scale.scaled(of_growing(scale, scale.scaled(f, sign)), sign)

    return function


def _erf(scale: Scale, u: Series) -> Series:
    """1 - exp(-u²)/(u √π) Σ (-1)^k (2k-1)!!/(2u²)^k, the error at most the first term left out."""
    v = inverse(scale, u)
    coefficients = [Fraction(1)]
    for k in range(scale.order):
        coefficients.append(coefficients[-1] * Fraction(-(2 * k + 1), 2))
    series = scale.compose([scale.form(a) for a in coefficients], scale.mul(v, v))
    gauss = exp(scale, scale.scaled(scale.mul(u, u), scale.form(-1)))
    root = scale.field.form(("pow", ("pi",), -HALF))
    return scale.minus(scale.number(1), scale.scaled(scale.mul(scale.mul(gauss, v), series), root))


def _atan(scale: Scale, u: Series) -> Series:
    """Atan u = π/2 - atan(1/u) for u > 0."""
    return scale.minus(_half_pi(scale), taylor(scale, "atan", whole({}), inverse(scale, u)))


def _half_pi(scale: Scale) -> Series:
    return scale.constant(product(scale.field.form(("pi",)), scale.form(HALF)))


def _asin(scale: Scale, f: Series) -> Series:
    """At the ends of the domain asin u = π/2 - 2 asin √((1 - u)/2), and asin is odd."""
    if growing(scale, f):
        raise Undefined("asin of a function that tends to infinity")
    at = scale.apart(f)[1]
    slack = scale.sign(plus(scale.form(1), product(product(at, at), scale.form(-1))))
    if slack != 0:
        return _smooth(scale, "asin", f)
    side = scale.form(scale.sign(at))
    below = scale.scaled(scale.minus(scale.number(1), scale.scaled(f, side)), scale.form(HALF))
    inner = taylor(scale, "asin", whole({}), rational_power(scale, below, HALF))
    return scale.scaled(scale.minus(_half_pi(scale), scale.scaled(inner, scale.form(2))), side)


def _lambert(scale: Scale, f: Series) -> Series:
    """Growing arguments: log u - log log u + O(log log u / log u), then W = log u - log W (DLMF 4.13.10).

    At -1/e, with p = √(2 (e u + 1)): W = -1 + p - p²/3 + O(p³) (DLMF 4.13.6).
    """
    side = growing(scale, f)
    if side < 0:
        raise Undefined("LambertW of a function that tends to -infinity")
    if side == 0:
        return _lambert_inside(scale, f)
    one, two = log(scale, f), log(scale, log(scale, f))
    error = scale.over(two.terms[0].monomial, one.terms[0].monomial)
    found = scale.add(one, scale.scaled(two, scale.form(-1)), Series((), error))
    for _ in range(min(scale.order, 4)):
        found = scale.minus(one, log(scale, found))
    return found


def _lambert_inside(scale: Scale, f: Series) -> Series:
    infinite, at, small = scale.apart(f)
    e = scale.field.form(("exp", 1))
    if infinite or not scale.vanishes(small) or scale.sign(plus(scale.form(1), product(e, at))) != 0:
        return _smooth(scale, "LambertW", f)
    above = scale.add(scale.number(2), scale.scaled(f, product(e, scale.form(2))))
    third = scale.form(Fraction(-1, 3))
    return scale.compose([scale.form(-1), scale.form(1), third], rational_power(scale, above, HALF))


FUNCTIONS: Mapping[str, Callable[[Scale, Series], Series]] = {
    "exp": exp, "log": log, "erf": _by_oddness(_erf, "erf"), "atan": _by_oddness(_atan, "atan"),
    "asin": _asin, "LambertW": _lambert,
}  # fmt: skip
