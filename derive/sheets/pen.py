r"""What writing a fact needs: the LaTeX of terms, the function's symbol, and the names a formula may use.

>>> Pen(lambda term, **more: str(term), "f", {}).formula("1/(1 + exp(-x))")
'1/(1 + exp(-x))'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from derive.language.grammar import parse_value
from derive.language.term import Term
from derive.language.vocabulary import Signature

Tex = Callable[..., str]
INFINITE: Mapping[str, str] = {"oo": r"\infty", "-oo": r"-\infty"}


@dataclass(frozen=True)
class Pen:
    """The LaTeX of terms, the function's symbol, and the functions that formulas may call."""

    tex: Tex
    name: str
    functions: Mapping[str, Signature]

    def read(self, text: str) -> Term:
        return parse_value(text, self.functions)

    def formula(self, text: str, **names: str) -> str:
        return self.tex(self.read(text), **names)

    @property
    def slope(self) -> str:
        return f"{{{self.name}}}'"
