r"""How the kinds of facts are written that go beyond the survey: series, inverses, identities, moments ...

>>> sorted(FURTHER)[:3]
['antiderivative', 'approximation error', 'asymptotic expansion']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from derive.facts.fact import Fact
from derive.language.grammar import parse_condition
from derive.language.term import call, symbol
from derive.language.tidy import tidy
from derive.sheets.models import Row
from derive.sheets.numbers import latex_number
from derive.sheets.pen import INFINITE, Pen


def _exact(fact: Fact, pen: Pen) -> Iterator[Row]:
    for row in fact.values["values"]:
        yield Row(
            row["of"], rf"{pen.formula(row['value'])} = {pen.name}\left({pen.formula(row['at'])}\right)"
        )
    if not fact.values["values"]:
        yield Row("none beyond those above was recognised")


def _claims(fact: Fact, pen: Pen) -> Iterator[Row]:
    """The first statement, which says it all."""
    asked = fact.claims[0].statement
    yield Row("", f"{pen.tex(asked.left)} = {pen.tex(asked.right)}")


def _derivatives(fact: Fact, pen: Pen) -> Iterator[Row]:
    if "pattern" in fact.values:
        yield Row("of every order, by recursion", "", fact.values["pattern"])
        return
    order = fact.values["order"]
    dash = f"{{{pen.name}}}" + ("'" * order if order < 4 else f"^{{({order})}}")
    yield Row("", f"{dash}(x) = {pen.formula(fact.values['formula'])}")
    if "through the function" in fact.values:
        yield Row("through the function itself", pen.formula(fact.values["through the function"]))


def _equation(fact: Fact, pen: Pen) -> Iterator[Row]:
    left = fact.values["equation"].removesuffix(" == 0")
    yield Row("", pen.formula(left, dy="y'") + " = 0")
    yield Row("for", rf"y = {pen.name}(x)")


def _taylor(fact: Fact, pen: Pen) -> Iterator[Row]:
    x, parts = symbol("x"), []
    for k, text in enumerate(fact.values["coefficients"]):
        c = pen.read(text)
        if not (c.is_number() and c.number == 0):
            parts.append(tidy(c * x**k) if k else c)
    body = pen.tex(call("add", *parts)) if len(parts) > 1 else pen.tex(parts[0]) if parts else "0"
    yield Row("", rf"{pen.name}(x) = {body} + O(x^{{{fact.values['order'] + 1}}})")
    if fact.values["side"] != "both":
        yield Row("on the left of 0" if fact.values["side"] == "left" else "on the right of 0")


def _radius(fact: Fact, pen: Pen) -> Iterator[Row]:
    yield Row("", f"R = {latex_number(fact.values['value'])}")
    if fact.values.get("evidence"):
        yield Row(fact.values["evidence"])


def _asymptotic(fact: Fact, pen: Pen) -> Iterator[Row]:
    terms = fact.values["terms"]
    parts = [tidy(pen.read(t["coefficient"]) * pen.read(t["monomial"])) for t in terms]
    body = pen.tex(call("add", *parts)) if len(parts) > 1 else pen.tex(parts[0]) if parts else "0"
    side = INFINITE[fact.values["side"]]
    if fact.values["exact"]:
        where = pen.tex(fact.claims[0].statement.domain[0])
        yield Row("", rf"{pen.name}(x) = {body} \quad ({where})")
        return
    rest = pen.formula(terms[-1]["monomial"])
    yield Row("", rf"{pen.name}(x) = {body} + o\left({rest}\right) \quad (x \to {side})")


def _antiderivative(fact: Fact, pen: Pen) -> Iterator[Row]:
    yield Row("", rf"F(x) = {pen.formula(fact.values['formula'])}")
    yield Row("with", rf"F'(x) = {pen.name}(x)")


def _inverse(fact: Fact, pen: Pen) -> Iterator[Row]:
    yield Row("", rf"{{{pen.name}}}^{{-1}}(y) = {pen.formula(fact.values['formula'])}")
    low, high = (INFINITE.get(fact.values[key]) or pen.formula(fact.values[key]) for key in ("from", "to"))
    yield Row("for y between", rf"{low}")
    yield Row("and", rf"{high}")


def _slopes(fact: Fact, pen: Pen) -> Iterator[Row]:
    order, values = fact.values["order"], fact.values
    exact = values.get("exact")
    value = pen.formula(exact) if exact and exact not in INFINITE else latex_number(values["value"])
    yield Row("", rf"\{values['end']}\, {{{pen.name}}}{chr(39) * order} = {value}")
    yield Row({True: "reached", False: "never reached"}.get(values["attained"], "reached or not is open"))


def _decay(fact: Fact, pen: Pen) -> Iterator[Row]:
    base = latex_number(fact.values["base"])
    product = rf"\left|{pen.slope}(x_1) \cdots {pen.slope}(x_L)\right|"
    bound = base if fact.values["base"] == "1" else rf"\left({base}\right)^{{L}}"
    yield Row("through any number of layers", rf"{product} \le {bound}")


QUANTITIES = {"E f(Z)": r"\operatorname{E} %s(Z)", "E f(Z)**2": r"\operatorname{E} %s(Z)^{2}",
              "E f'(Z)**2": r"\operatorname{E} {%s}'(Z)^{2}"}  # fmt: skip


def _moments(fact: Fact, pen: Pen) -> Iterator[Row]:
    left = QUANTITIES[fact.values["quantity"]] % pen.name
    exact = fact.values.get("exact")
    digits = latex_number(fact.values["value"])
    if not exact:
        yield Row("", f"{left} = {digits}")
        return
    yield Row("", f"{left} = {pen.formula(exact)}")
    if pen.read(exact).head != "number":
        yield Row("that is", digits)


def _gain(fact: Fact, pen: Pen) -> Iterator[Row]:
    quantity = "E f(Z)**2" if fact.values["way"] == "forwards" else "E f'(Z)**2"
    root = QUANTITIES[quantity] % pen.name
    yield Row(fact.values["way"], rf"1/\sqrt{{{root}}} = {latex_number(fact.values['value'])}")


def _fixed(fact: Fact, pen: Pen) -> Iterator[Row]:
    yield Row(
        "the second moment moves around its fixed point by", rf"\chi = {latex_number(fact.values['slope'])}"
    )
    word = {True: "stable", False: "not stable"}.get(fact.values["stable"], "on the border of stability")
    yield Row(word)


def _normalizing(fact: Fact, pen: Pen) -> Iterator[Row]:
    letter = pen.tex(symbol(fact.values["letter"]))
    a, scale = (latex_number(fact.values[key]) for key in ("parameter", "scale"))
    yield Row("mean 0 and variance 1 are kept with", rf"{letter} = {a},\quad \lambda = {scale}")
    if fact.values.get("exact parameter"):
        yield Row("exactly", rf"{letter} = {pen.formula(fact.values['exact parameter'])}")
    yield Row("the variance returns by the factor", latex_number(fact.values["slope"]))


def _approximation(fact: Fact, pen: Pen) -> Iterator[Row]:
    other = pen.formula(fact.values["by"])
    value = latex_number(fact.values["value"])
    yield Row(fact.values["name"], rf"\sup \left|{pen.name}(x) - {other}\right| = {value}")


def _condition(fact: Fact, pen: Pen) -> Iterator[Row]:
    """In one line what it is, and for which values; the parts of a region are joined by a comma."""
    letter = pen.tex(symbol(fact.values["parameter"]))
    regions = [
        r",\; ".join(pen.tex(parse_condition(part, pen.functions)) for part in region)
        for region in fact.values["holds"]
    ]
    if regions == [""]:
        yield Row(f"{fact.values['property']} for every", letter)
    else:
        yield Row(f"{fact.values['property']} exactly when", r"\;\text{ or }\;".join(regions))
    for name, value in fact.values["at"].items():
        yield Row("at the default", f"{pen.tex(symbol(name))} = {pen.formula(value)}")


FURTHER: Mapping[str, Callable[[Fact, Pen], Iterator[Row]]] = {
    "exact values": _exact, "name": _claims, "identities": _claims, "point symmetry": _claims,
    "mirror symmetry": _claims, "derivatives": _derivatives, "differential equation": _equation,
    "taylor series": _taylor, "radius of convergence": _radius, "asymptotic expansion": _asymptotic,
    "antiderivative": _antiderivative, "inverse": _inverse, "extreme slopes": _slopes,
    "gradient decay": _decay,
    "gaussian moments": _moments, "initialisation gain": _gain, "variance fixed point": _fixed,
    "self-normalising": _normalizing, "approximation error": _approximation,
    "conditions": _condition,
}  # fmt: skip
