"""The rules of differentiation, one row each: the mathematics, a sentence, and the rewriting.

A row turns ``Derivative(f, x)`` into a term in which the derivatives that are left are simpler. The
engine knows no function by name; to teach it one is to add a row (and one in the checker).

Each row names where it stands in the literature, the condition under which it may be used, and what in the
checker says the same by itself; the page of rules prints all of this.

Source: DLMF chapters 4, 7 and 25; Rudin, Principles of Mathematical Analysis, theorems 5.3 and 5.5.

>>> from derive.language.term import symbol
>>> x = symbol("x")
>>> rule, after = apply(derivative(call("exp", -x), x))
>>> rule.name, str(after)
('exponential', 'exp(-x)*Derivative(-x, x)')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from derive.language.term import Term, call, derivative, number
from derive.steps import Rule

HALF = number(Fraction(1, 2))
Rewriting = Callable[[Term, Term], Term | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A rule with its rewriting: (f, x) to what ``Derivative(f, x)`` becomes, or None."""

    rule: Rule
    rewrite: Rewriting


def _row(  # noqa: PLR0913, PLR0917 - a row is read as a row of a table
    name: str, title: str, latex: str, sentence: str, rewrite: Rewriting, source: str, checked: str,
    where: str = "",
) -> Row:  # fmt: skip
    """``checked`` and ``where`` hold one entry or several, with ``;`` between."""
    places, conditions = (tuple(filter(None, text.split("; "))) for text in (checked, where))
    return Row(Rule(name, title, latex, sentence, "differentiation", source, conditions, places), rewrite)


def _free(f: Term, x: Term) -> bool:
    return x.name not in f.symbols()


def _constant(f: Term, x: Term) -> Term | None:
    return number(0) if _free(f, x) else None


def _variable(f: Term, x: Term) -> Term | None:
    return number(1) if f == x else None


def _sum(f: Term, x: Term) -> Term | None:
    return call("add", *(derivative(part, x) for part in f.args)) if f.head == "add" else None


def _constant_factor(f: Term, x: Term) -> Term | None:
    if f.head != "mul":
        return None
    fixed = [part for part in f.args if _free(part, x)]
    moving = [part for part in f.args if not _free(part, x)]
    if not fixed:
        return None
    rest = moving[0] if len(moving) == 1 else call("mul", *moving)
    return call("mul", *map(_plain, fixed), derivative(rest, x))


def _plain(factor: Term) -> Term:
    """One over a number as that number: 1/2 u' rather than 2^-1 u'."""
    if factor.head == "pow" and factor.args[0].is_number() and factor.args[1] == number(-1):
        return number(1 / factor.args[0].number) if factor.args[0].number else factor
    return factor


def _quotient(f: Term, x: Term) -> Term | None:
    if f.head != "mul":
        return None
    below = [part for part in f.args if part.head == "pow" and part.args[1] == number(-1)]
    above = [part for part in f.args if part not in below]
    if len(below) != 1 or not above:
        return None
    u, v = above[0] if len(above) == 1 else call("mul", *above), below[0].args[0]
    return (derivative(u, x) * v - u * derivative(v, x)) / v**2


def _product(f: Term, x: Term) -> Term | None:
    if f.head != "mul":
        return None
    parts = []
    for i, part in enumerate(f.args):
        parts.append(call("mul", *f.args[:i], derivative(part, x), *f.args[i + 1 :]))
    return call("add", *parts)


def _reciprocal(f: Term, x: Term) -> Term | None:
    if f.head != "pow" or f.args[1] != number(-1):
        return None
    return -derivative(f.args[0], x) / f.args[0] ** 2


def _power(f: Term, x: Term) -> Term | None:
    if f.head != "pow" or not _free(f.args[1], x):
        return None
    base, n = f.args
    lower = number(n.number - 1) if n.is_number() else n - 1
    return call("mul", n, call("pow", base, lower), derivative(base, x))


def _general_power(f: Term, x: Term) -> Term | None:
    if f.head != "pow":
        return None
    base, e = f.args
    return f * call("add", derivative(e, x) * call("log", base), e * derivative(base, x) / base)


def _function(head: str, outer: Callable[[Term], Term]) -> Rewriting:
    def rewrite(f: Term, x: Term) -> Term | None:
        if f.head != head:
            return None
        return outer(f.args[0]) * derivative(f.args[0], x)

    return rewrite


def _logarithm(f: Term, x: Term) -> Term | None:
    return derivative(f.args[0], x) / f.args[0] if f.head == "log" else None


def _two_over_root_pi() -> Term:
    return number(2) / call("pow", call("pi"), HALF)


def _inverse_root(u: Term) -> Term:
    return 1 / call("pow", u, HALF)


def _polylog(f: Term, x: Term) -> Term | None:
    if f.head != "polylog" or not f.args[0].is_number():
        return None
    order, u = f.args
    lower = -call("log", 1 - u) if order == number(2) else call("polylog", order.number - 1, u)
    return lower / u * derivative(u, x)


# In order: the first row that rewrites a derivative is the rule of the step.
ROW, BUILT_IN = "elementary.ROWS", "definitions.BUILT_IN; elementary.ROWS"  # where the checker has them
ROWS: tuple[Row, ...] = (
    _row("constant", "Constant", r"\frac{d}{dx} c = 0", "A constant does not change.", _constant,
         "Rudin 5.4", "elementary._Derivative.of"),
    _row("variable", "Variable", r"\frac{d}{dx} x = 1", "The variable changes as fast as itself.", _variable,
         "Rudin 5.4", "elementary._Derivative.of"),
    _row("sum", "Sum rule", r"(u + v)' = u' + v'", "A sum is derived term by term.", _sum,
         "Rudin 5.3", "elementary._Derivative._by_rule"),
    _row("constant-factor", "Constant factor", r"(c\,u)' = c\,u'",
         "A factor that does not depend on the variable stays in front.", _constant_factor,
         "Rudin 5.3", "elementary._Derivative._product_rule"),
    _row("quotient", "Quotient rule", r"\left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^2}",
         "A quotient: derive above and below in turn, over the square of what is below.", _quotient,
         "Rudin 5.3", "elementary._Derivative._product_rule; elementary._Derivative._power_rule", r"v \ne 0"),
    _row("product", "Product rule", r"(u\,v)' = u'v + uv'",
         "A product: derive one factor at a time.", _product,
         "Rudin 5.3", "elementary._Derivative._product_rule"),
    _row("reciprocal", "Reciprocal rule", r"\left(\frac{1}{u}\right)' = -\frac{u'}{u^2}",
         "One over a function: minus its derivative over its square.", _reciprocal,
         "Rudin 5.3", "elementary._Derivative._power_rule", r"u \ne 0"),
    _row("power", "Power rule", r"(u^n)' = n\,u^{n-1}u'",
         "The exponent comes down as a factor, and is one less above; the chain rule adds u'.", _power,
         "DLMF §4.7(ii)", "elementary._Derivative._power_rule",
         r"n \in \{0, 1, 2, \dots\}; n \in \{-1, -2, \dots\},\ u \ne 0; u > 0"),
    _row("general-power",
         "Power with a variable exponent", r"(u^v)' = u^v\left(v'\log u + \frac{v\,u'}{u}\right)",
         "Write the power as an exponential and derive that.", _general_power,
         "DLMF §4.7(ii)", "elementary._Derivative._power_rule", r"u > 0"),
    _row("exponential", "Exponential", r"(e^u)' = e^u\,u'",
         "The exponential is its own derivative; the chain rule adds u'.",
         _function("exp", lambda u: call("exp", u)),
         "DLMF §4.7(ii)", ROW),
    _row("logarithm", "Logarithm", r"(\log u)' = \frac{u'}{u}",
         "The derivative of the logarithm is one over its argument; the chain rule adds u'.", _logarithm,
         "DLMF §4.7(i)", ROW, r"u > 0"),
    _row("error-function", "Error function", r"(\operatorname{erf} u)' = \frac{2}{\sqrt{\pi}}\,e^{-u^2}u'",
         "The error function is an integral; its derivative is what stands under it.",
         _function("erf", lambda u: _two_over_root_pi() * call("exp", -(u**2))),
         "DLMF §7.10", ROW),
    _row("complementary-error-function", "Complementary error function",
         r"(\operatorname{erfc} u)' = -\frac{2}{\sqrt{\pi}}\,e^{-u^2}u'", "It is 1 minus the error function.",
         _function("erfc", lambda u: -(_two_over_root_pi() * call("exp", -(u**2)))),
         "DLMF §7.10", BUILT_IN),
    _row("sine", "Sine", r"(\sin u)' = \cos u\;u'", "The derivative of the sine is the cosine.",
         _function("sin", lambda u: call("cos", u)),
         "DLMF §4.20", ROW),
    _row("cosine", "Cosine", r"(\cos u)' = -\sin u\;u'", "The derivative of the cosine is minus the sine.",
         _function("cos", lambda u: -call("sin", u)),
         "DLMF §4.20", ROW),
    _row("tangent", "Tangent", r"(\tan u)' = (1 + \tan^2 u)\,u'",
         "By the quotient rule for sine over cosine.",
         _function("tan", lambda u: 1 + call("tan", u) ** 2),
         "DLMF §4.20", BUILT_IN, r"\cos u \ne 0"),
    _row("arcsine", "Inverse sine", r"(\arcsin u)' = \frac{u'}{\sqrt{1-u^2}}", "From the inverse function.",
         _function("asin", lambda u: _inverse_root(1 - u**2)),
         "DLMF §4.24(ii)", ROW, r"-1 < u < 1"),
    _row("arctangent", "Inverse tangent", r"(\arctan u)' = \frac{u'}{1+u^2}", "From the inverse function.",
         _function("atan", lambda u: 1 / (1 + u**2)),
         "DLMF §4.24(ii)", ROW),
    _row("sinh", "Hyperbolic sine", r"(\sinh u)' = \cosh u\;u'", "From the two exponentials it is made of.",
         _function("sinh", lambda u: call("cosh", u)),
         "DLMF §4.34", BUILT_IN),
    _row("cosh", "Hyperbolic cosine", r"(\cosh u)' = \sinh u\;u'", "From the two exponentials it is made of.",
         _function("cosh", lambda u: call("sinh", u)),
         "DLMF §4.34", BUILT_IN),
    _row("tanh", "Hyperbolic tangent", r"(\tanh u)' = (1 - \tanh^2 u)\,u'",
         "By the quotient rule for sinh over cosh.",
         _function("tanh", lambda u: 1 - call("tanh", u) ** 2),
         "DLMF §4.34", BUILT_IN),
    _row("sech", "Hyperbolic secant", r"(\operatorname{sech} u)' = -\tanh u\,\operatorname{sech} u\;u'",
         "By the reciprocal rule for cosh.",
         _function("sech", lambda u: -(call("tanh", u) * call("sech", u))),
         "DLMF §4.34", BUILT_IN),
    _row("asinh", "Inverse hyperbolic sine", r"(\operatorname{arsinh} u)' = \frac{u'}{\sqrt{1+u^2}}",
         "From the inverse function.", _function("asinh", lambda u: _inverse_root(1 + u**2)),
         "DLMF §4.38(ii)", BUILT_IN),
    _row("atanh", "Inverse hyperbolic tangent", r"(\operatorname{artanh} u)' = \frac{u'}{1-u^2}",
         "From the inverse function.", _function("atanh", lambda u: 1 / (1 - u**2)),
         "DLMF §4.38(ii)", BUILT_IN, r"-1 < u < 1"),
    _row("lambert", "Lambert W", r"(W(u))' = \frac{e^{-W(u)}}{1+W(u)}\,u'", "From W exp(W) = u.",
         _function("LambertW", lambda u: call("exp", -call("LambertW", u)) / (1 + call("LambertW", u))),
         "DLMF §4.13", ROW, r"u > -\frac{1}{e}"),
    _row("polylogarithm",
         "Polylogarithm", r"(\operatorname{Li}_s(u))' = \frac{\operatorname{Li}_{s-1}(u)}{u}\,u'",
         "Term by term in the power series.", _polylog,
         "DLMF §25.12(ii)", "elementary._Derivative._polylog_rule",
         r"s \in \{2, 3, \dots\},\ u < 1,\ u \ne 0"),
)  # fmt: skip

DEFINITION = Rule(
    "definition", "Definition", "", "Put in the definition.", "definition",
    checked=("definitions.Expander.expand",),
)  # fmt: skip
PIECE = Rule(
    "piece", "On this piece", "", "Here the function is this one formula.", "definition",
    checked=("cells.Resolver._piecewise", "cells.Resolver._extreme", "cells.Resolver._by_sign"),
)  # fmt: skip
LOWER = Rule(
    "lower-order", "From the derivative before", r"f^{(n)} = \left(f^{(n-1)}\right)'",
    "Derive the derivative that was found before.", "definition", checked=("cells.Resolver._derivative",),
)  # fmt: skip
WRITTEN_OUT = Rule(
    "written-out", "Definitions written out", "",
    "Put in the definitions of the functions that occur.", "definition",
    checked=("definitions.Expander.expand",),
)  # fmt: skip
TIDY = Rule(
    "tidy", "Tidy up", "", "Collect factors and signs.", "algebra", checked=("field.Field.form",)
)  # fmt: skip
SIMPLIFY = Rule(
    "simplify", "Simplify", "",
    "Bring everything to one fraction, and cancel what its sides share.", "algebra",
    checked=("field.Field.form", "ground.Ground.is_zero"),
)  # fmt: skip
REWRITINGS = (DEFINITION, WRITTEN_OUT, PIECE, LOWER, TIDY, SIMPLIFY)


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which they are tried, then the named rewritings."""
    return (*(row.rule for row in ROWS), *REWRITINGS)


def apply(term: Term) -> tuple[Rule, Term]:
    """The rule for a first derivative, and what it becomes; ValueError where no row serves."""
    f, x, _ = term.args
    for row in ROWS:
        after = row.rewrite(f, x)
        if after is not None:
            return row.rule, after
    raise ValueError(f"no rule of differentiation for {f.head}")
