r"""LaTeX of formulas with indices: sums and maxima over j, partial derivatives, for any number of inputs.

>>> from derive.language.vectors import load_vectors
>>> softmax = load_vectors()["softmax"]
>>> indexed_latex(softmax.formula, {})
'\\frac{e^{x_i}}{\\sum_{j=1}^{n} e^{x_j}}'
>>> partial_latex("f_i", "x_k")
'\\frac{\\partial f_i}{\\partial x_k}'
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.language.latex import latex
from derive.language.term import Term, symbol
from derive.language.vector_terms import GATHERED

SIGNS: Mapping[str, str] = {
    "sum_j": r"\sum_{j=1}^{n}",
    "max_j": r"\max_{1 \le j \le n}",
    "rest_max_j": r"\max_{j \ne k}",
    "best_S": r"\max_{S \ne \emptyset}",
    "sum_S": r"\sum_{j \in S}",
}
LETTERS: Mapping[str, str] = {"size_S": r"\left|S\right|", "delta_ik": r"\delta_{ik}"}
OPEN = ("add", "mul")  # what follows a sum in these would be read as part of it


def indexed_latex(term: Term, names: Mapping[str, str]) -> str:
    """The LaTeX of a term with the letters of `derive.language.vectors`; ``names`` as for `latex`."""
    return _Setting(names).latex(term)


def partial_latex(of: str, by: str, order: int = 1) -> str:
    """The partial derivative of what is written ``of``, a short name, by a variable."""
    power = f"^{{{order}}}" if order > 1 else ""
    return rf"\frac{{\partial{power} {of}}}{{\partial {by}{power}}}"


class _Setting:
    """What the mathematics of the project has no term for is set first, and stands there as a symbol."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = {**LETTERS, **names}

    def latex(self, term: Term) -> str:
        found = self.at(term)
        return latex(found, self.names)

    def at(self, term: Term, follows: bool = False) -> Term:
        """The term with symbols for sums, maxima and derivatives; ``follows``: something stands behind it."""
        if term.head in GATHERED:
            inner = self.latex(term.args[0])
            body = rf"\left({inner}\right)" if term.args[0].head == "add" else inner
            text = f"{SIGNS[term.head]} {body}"
            return self.named(rf"\left({text}\right)" if follows else text)
        if term.head == "Derivative":
            of, by, order = term.args
            return self.named(partial_latex(self.latex(of), self.latex(by), int(order.number)))
        last = len(term.args) - 1
        args = (self.at(arg, term.head in OPEN and k < last) for k, arg in enumerate(term.args))
        return Term(term.head, tuple(args), term.value)

    def named(self, text: str) -> Term:
        name = f"set{len(self.names)}"
        self.names[name] = text
        return symbol(name)
