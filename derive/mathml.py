r"""Mathematics of a page: LaTeX between the marks of arithmatex, rendered to MathML when the site is built.

>>> rendered('<p>so <span class="arithmatex">\\(x^2\\)</span></p>', "a.md")
'<p>so <math><msup><mi>x</mi><mn>2</mn></msup></math></p>'
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from math_core import LatexError, LatexToMathML

INLINE = re.compile(r'<span class="arithmatex">\\\((.*?)\\\)</span>', re.DOTALL)
IN_TITLE = re.compile(r"\\\((.*?)\\\)")
DISPLAY = re.compile(r'<div class="arithmatex">\s*\\\[(.*?)\\\]\s*</div>', re.DOTALL)


class FormulaError(ValueError):
    """A formula that does not convert: the page, the formula, and what is wrong with it."""


def mathml(latex: str, *, display: bool = False) -> str:
    """The MathML of a formula; raises FormulaError when it does not convert."""
    try:
        converted = LatexToMathML(fancy_error=False).convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        reason = " ".join(str(error).split())
        raise FormulaError(f"expected LaTeX that converts to MathML, found {latex!r}: {reason}") from None
    return str(converted)


def in_title(title: str, page: str) -> str:
    """The title of a section, as it stands in a table of contents, with its formulas as MathML."""
    return IN_TITLE.sub(lambda m: _converted(m[1], page, False), title)


def rendered(content: str, page: str, left: Callable[[str], str] = str) -> str:
    """The HTML of a page with every formula as MathML; raises FormulaError naming the page.

    ``left`` says what stands in the place of a formula.
    """
    box = '<div class="math-display">{}</div>'
    content = DISPLAY.sub(lambda m: box.format(left(_converted(m[1], page, True))), content)
    return INLINE.sub(lambda m: left(_converted(m[1], page, False)), content)


def _converted(latex: str, page: str, display: bool) -> str:
    try:
        return mathml(html.unescape(latex).strip(), display=display)
    except FormulaError as error:
        raise FormulaError(f"{page}: {error}") from None
