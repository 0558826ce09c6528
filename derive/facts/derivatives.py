"""Derivatives of higher order, through the function itself where elimination gives such a form.

From f' = R(x, f) with a rational R follows f'' = R_x + R_y R, and so on: each next derivative is again
rational in x and f. Where R is a polynomial P in f alone, f⁽ⁿ⁾ = Pₙ(f) with P₁ = P and Pₙ₊₁ = Pₙ' P for
every n. Each order up to the fourth is proved by itself.

Source: D. Cox, J. Little, D. O'Shea, Ideals, Varieties, and Algorithms, 4th ed., chapter 3.

>>> from derive.language.catalogue import Catalogue
>>> found = facts(Subject.of(Catalogue.load()["sigmoid"]))
>>> print(found[1].statement)
Derivative(sigmoid(x), (x, 2)) == sigmoid(x)*(sigmoid(x) - 1)*(2*sigmoid(x) - 1)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.calculus.elimination import Relation, relations
from derive.calculus.polynomials import Ring, clearing, forms, names_of, quotient, sum_of_terms
from derive.calculus.reduction import reduced, size
from derive.checker.monomials import exponent_in, monomial
from derive.checker.poly import Poly, add, constant, multiply, power, scale, variables
from derive.facts.fact import Fact
from derive.facts.segments import Segment, segments, slope
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Statement, Status
from derive.language.term import Term, derivative, number, symbol
from derive.language.term import relation as away
from derive.proof.claims import QUICK, is_proved, prove_claim

KIND = "derivatives"
ORDER = 4
Y = symbol("y")
LONGEST = 400  # nodes of a formula that is derived further


@dataclass(frozen=True, slots=True)
class _Rational:
    """above/below in the letters ``names``; ``x`` and ``y`` are the places of x and of the function (-1:
    none).
    """

    above: Poly
    below: Poly
    names: tuple[Term, ...]

    def place(self, letter: Term) -> int:
        return self.names.index(letter) if letter in self.names else -1

    def autonomous(self) -> bool:
        """A polynomial in the function alone."""
        return not variables(self.below) and variables(self.above) <= {self.place(Y)}

    def term(self, y: Term) -> Term:
        names = [y if name == Y else name for name in self.names]
        return number(0) if not self.above else quotient(self.above, self.below, names)


def facts(subject: Subject, order: int = ORDER) -> tuple[Fact, ...]:
    """The derivatives up to an order on each segment, the general pattern and the differential equation."""
    found = segments(subject)
    if not found:
        return (Fact(KIND, Status.OPEN, "derivatives", reason="the pieces of the function were not found"),)
    return tuple(fact for segment in found for fact in _on(subject, segment, order))


def _on(subject: Subject, segment: Segment, order: int) -> Iterator[Fact]:
    try:
        explicit = list(_explicit(subject, segment, order))
    except ValueError as reason:
        yield Fact(KIND, Status.OPEN, "derivatives", _where(segment), reason=str(reason))
        return
    relation = _relation(subject, segment, explicit[0])
    through = None if relation is None else _rational(subject, relation)
    current = through
    for n, plain in enumerate(explicit, 1):
        form = None if current is None else current.term(subject.function)
        yield _derivative(subject, segment, n, plain, form)
        if plain == number(0):
            return  # and so are all further ones
        if current is not None and through is not None:
            current = _next(current, through)
    if len(explicit) < order:
        yield Fact(
            KIND, Status.OPEN, f"derivatives of order {len(explicit) + 1} to {order}", _where(segment),
            reason="the formula grew too long",
        )  # fmt: skip
    if through is not None and through.autonomous() and len(variables(through.above)) == 1:
        yield _pattern(subject, segment, through)
    if relation is not None and X.name in segment.formula.symbols():
        yield from _equation(subject, segment, relation)


def _where(segment: Segment, *claims: Claim) -> str:
    parts = [*segment.domain, *(part for claim in claims for part in claim.domain)]
    return " and ".join(map(str, dict.fromkeys(parts)))


def _explicit(subject: Subject, segment: Segment, order: int) -> Iterator[Term]:
    """The derivatives as formulas in x."""
    formula = segment.formula
    for n in range(order):
        if size(formula) > LONGEST:
            return
        formula = slope(formula)
        formula = reduced(formula, Statement(formula, "==", formula, (), segment.domain))
        if n and size(formula) > LONGEST:
            return
        yield formula


def _derivative(subject: Subject, segment: Segment, n: int, plain: Term, form: Term | None) -> Fact:
    """One order: the form through the function if it is proved and not much longer, else the formula."""
    left = derivative(subject.function, X, n)
    claims: list[Claim] = []
    if form is not None and size(form) <= 3 * size(plain) + 12:
        claims.append(_claim(subject, segment, left, form))
    claims = [claim for claim in claims if is_proved(claim)]
    explicit = _claim(subject, segment, left, plain)
    if not claims or is_proved(explicit):
        claims.append(explicit)
    first = claims[0]
    values = {"order": n, "formula": str(plain)}
    if len(claims) > 1 or first is not explicit:
        values["through the function"] = str(first.statement.right)
    status = Status.PROVED if all(map(is_proved, claims)) else Status.OPEN
    reason = "" if status is Status.PROVED else str(first.evidence.get("reason", ""))
    return Fact(
        KIND, status, str(first.statement.term), _where(segment, first), values, tuple(claims), reason
    )


def _claim(subject: Subject, segment: Segment, left: Term, right: Term) -> Claim:
    statement = subject.state(left, "==", right, *segment.domain)
    return prove_claim(statement, "The derivative", refute=False, steps=4 * QUICK)


# -- through the function -----------------------------------------------------------------------------


def _relation(subject: Subject, segment: Segment, plain: Term) -> Relation | None:
    """The first relation between x, f and f' without other functions."""
    base = subject.state(subject.function, "==", plain, *segment.domain)
    found = relations(segment.formula, plain, base, Y)
    return next((r for r in found if not r.generators_left), None)


def _rational(subject: Subject, relation: Relation) -> _Rational | None:
    """The solved form as a fraction of polynomials in x and y."""
    if relation.solved is None or Y.name not in relation.solved.symbols():
        return None
    fields = forms(Statement(relation.solved, "==", Y + X, (), (away(X, "!=", 0),)))
    if fields is None:
        return None
    tower, form, _ = fields
    if any(isinstance(tower.terms[i], tuple) for i in range(len(tower.terms)) if i not in tower.rules):
        return None
    below = constant(1)
    for factor, exponent in form.den.items():
        below = multiply(below, power(dict(factor), exponent))
    above, below = _whole(form.num, below)
    return _Rational(above, below, tuple(names_of(tower)))


def _whole(above: Poly, below: Poly) -> tuple[Poly, Poly]:
    """Both sides times powers of the letters, so that no exponent is negative."""
    by = clearing(above, below)
    return scale(above, 1, by), scale(below, 1, by)


def _next(f: _Rational, r: _Rational) -> _Rational | None:
    """The derivative of f(x, y(x)) where y' = r, in lowest terms."""
    x, y = f.place(X), f.place(Y)

    def along(p: Poly) -> Poly:
        """The derivative of a polynomial times the lower side of r."""
        return add(multiply(_by(p, x), r.below), multiply(_by(p, y), r.above))

    above = add(multiply(along(f.above), f.below), scale(multiply(f.above, along(f.below)), -1))
    below = multiply(multiply(f.below, f.below), r.below)
    if len(above) > LONGEST or len(below) > LONGEST:
        return None
    used = sorted(variables(above) | variables(below))
    if used and above:
        ring = Ring(used)
        p, q = ring.element(above), ring.element(below)
        common = p.gcd(q)
        above, below = ring.poly(p / common), ring.poly(q / common)
    return _Rational(above, below, f.names)


def _by(p: Poly, index: int) -> Poly:
    """The partial derivative of a polynomial."""
    out: Poly = {}
    for m, c in p.items():
        e = exponent_in(m, index)
        if e:
            lower = m - monomial(index)
            out[lower] = out.get(lower, 0) + c * e
    return out


def _pattern(subject: Subject, segment: Segment, r: _Rational) -> Fact:
    """Every order at once. What is proved is f' = P₁(f); the step from n to n + 1 is the chain rule."""
    f = subject.function
    names = [Y if name == Y else name for name in r.names]
    first = quotient(r.above, r.below, names)
    claims = (_claim(subject, segment, derivative(f, X), first.replace({Y: f})),)
    status = claims[0].status
    values = {
        "pattern": f"P_1(y) = {first}, P_(n+1)(y) = Derivative(P_n(y), y)*P_1(y)",
        "first": [str(sum_of_terms(p.above, names)) for p in _patterns(r)],
    }
    reason = str(claims[0].evidence.get("reason", ""))
    statement = f"Derivative({f}, (x, n)) == P_n({f}) for every n >= 1, with {values['pattern']}"
    return Fact(KIND, status, statement, _where(segment), values, claims, reason)


def _patterns(r: _Rational) -> Iterator[_Rational]:
    current: _Rational | None = r
    for _ in range(ORDER):
        if current is None:
            return
        yield current
        current = _next(current, r)


def _equation(subject: Subject, segment: Segment, relation: Relation) -> Iterator[Fact]:
    """The polynomial differential equation, with the function put in."""
    table = {Y: subject.function, symbol("dy"): derivative(subject.function, X)}
    left, right = (side.replace(table) for side in relation.equation.args)
    claim = prove_claim(
        subject.state(left, "==", right, *segment.domain), "Differential equation", refute=False, steps=QUICK
    )
    values = {"equation": str(relation.equation), "letters": "y = f(x), dy = f'(x)"}
    reason = "" if is_proved(claim) else str(claim.evidence.get("reason", ""))
    yield Fact(
        "differential equation",
        claim.status,
        str(relation.equation),
        _where(segment),
        values,
        (claim,),
        reason,
    )
