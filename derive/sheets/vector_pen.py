r"""The LaTeX of a function of several variables: its formulas with indices, and statements for stated sizes.

>>> from derive.language.catalogue import Catalogue
>>> from derive.language.vectors import load_vectors
>>> pen = VectorPen(load_vectors()["softmax"], Catalogue.load())
>>> pen.definition
'\\operatorname{softmax}(x)_i = \\frac{e^{x_i}}{\\sum_{j=1}^{n} e^{x_j}}'
>>> pen.slope(1)
'\\frac{\\partial f_i}{\\partial x_k} = f_i\\,(\\delta_{ik} - f_k)'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.language.catalogue import Catalogue
from derive.language.term import Term, symbol
from derive.language.vector_latex import indexed_latex, partial_latex
from derive.language.vector_terms import letters
from derive.language.vectors import VectorFunction
from derive.pages import Writer, symbols


@dataclass(frozen=True, slots=True)
class Moved:
    """An output as a function of one input: its head, the place of that input, the output's LaTeX."""

    head: str
    place: int
    of: str


class VectorPen(Writer):
    """Writes derivatives as partial ones, and the catalogue's functions without parameters at their defaults.

    ``names`` are further symbols with their LaTeX; ``moved`` is the function that `derive.facts.partials`
    makes of an output, which is written as that output, with its inputs in their order.
    """

    def __init__(
        self,
        function: VectorFunction,
        catalogue: Catalogue,
        names: Mapping[str, str] = {},
        moved: Moved | None = None,
    ) -> None:
        super().__init__(f"certificates/{function.slug}", {**symbols(catalogue), **names})
        self.function, self.catalogue, self.moved = function, catalogue, moved
        self.defaults = {slug: [p.default for p in act.parameters] for slug, act in catalogue.items()}

    def tex(self, term: Term, **further: str) -> str:
        names = dict(further)
        written = super().tex(self._called(self.short(term), names), **names)
        return written.replace(r"\frac{d}{d", r"\frac{\partial}{\partial ")

    def short(self, term: Term) -> Term:
        """The term, in which parameters are left out where all have their defaults."""
        args = tuple(map(self.short, term.args))
        given = [arg.number if arg.is_number() else None for arg in args[1:]]
        usual = term.head in self.defaults and given == self.defaults[term.head]
        return Term(term.head, args[:1] if usual else args, term.value)

    def _called(self, term: Term, names: dict[str, str]) -> Term:
        """The term, in which calls of the moved function are symbols; their LaTeX is put into ``names``."""
        if self.moved is not None and term.head == self.moved.head:
            first, *args = term.args
            args.insert(self.moved.place, first)
            name = f"call{len(names)}"
            names[name] = f"{self.moved.of}({', '.join(map(self.tex, args))})"
            return symbol(name)
        return Term(term.head, tuple(self._called(arg, names) for arg in term.args), term.value)

    def indexed(self, term: Term) -> str:
        """The LaTeX of a term with the letters i, j, k and n."""
        own = {"f_i": "f"} if self.function.scalar else {}
        return indexed_latex(self.short(term), {**self.symbols, **own})

    def condition(self, term: Term) -> str:
        """The LaTeX of a condition, which is meant for every j that it speaks of."""
        every = r"\; (j = 1, \dots, n)" if "j" in letters(term) else ""
        return self.indexed(term) + every

    @property
    def definition(self) -> str:
        """The definition as an equation."""
        f = self.function
        left = f"{f.symbol}({', '.join(f.inputs) or 'x'})" + ("" if f.scalar else "_i")
        return f"{left} = {self.indexed(f.formula)}"

    def slope(self, k: int) -> str:
        """The derivative by input k, which is x_k for all k where the inputs have no names of their own."""
        f = self.function
        by = f.inputs[k - 1] if f.inputs else "x_k"
        return f"{partial_latex('f' if f.scalar else 'f_i', by)} = {self.indexed(f.partial(k))}"

    def matrix(self, n: int) -> str:
        """The Jacobian for n inputs, in the outputs."""
        names = {"f1": "f"} if self.function.scalar else {}
        rows = (" & ".join(self.tex(t, **names) for t in row) for row in self.function.matrix(n))
        return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
