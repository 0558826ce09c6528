r"""Mathematics of a page: LaTeX between the marks of arithmatex, rendered to MathML when the site is built.

>>> rendered('<p>so <span class="arithmatex">\\(x^2\\)</span></p>', "a.md")
'<p>so <math><msup><mi>x</mi><mn>2</mn></msup></math></p>'
"""

from __future__ import annotations

import html
import re

from math_core import LatexError, LatexToMathML

INLINE = re.compile(r'<span class="arithmatex">\\\((.*?)\\\)</span>', re.DOTALL)
IN_TITLE = re.compile(r"\\\((.*?)\\\)")
PRIME = re.compile("<mo>[′″‴]</mo></msup>")
SUPERSCRIPT = re.compile("(<msup>|(?:<mo>[′″‴]</mo>)?</msup>)")
DISPLAY = re.compile(r'<div class="arithmatex">\s*\\\[(.*?)\\\]\s*</div>', re.DOTALL)


FENCE = re.compile(r"\\(left\(|right\))")
TALL = ("\\frac", "\\begin", "\\sum", "\\prod", "\\int")


class FormulaError(ValueError):
    """A formula that does not convert: the page, the formula, and what is wrong with it."""


def mathml(latex: str, *, display: bool = False) -> str:
    """The MathML of a formula; raises FormulaError when it does not convert."""
    try:
        converted = LatexToMathML(fancy_error=False).convert_with_local_state(
            _close(latex), displaystyle=display
        )
    except LatexError as error:
        reason = " ".join(str(error).split())
        raise FormulaError(f"expected LaTeX that converts to MathML, found {latex!r}: {reason}") from None
    return primed(str(converted))


def primed(formula: str) -> str:
    """A formula with its primes beside what they belong to: the sign is high already, as fonts draw it, and
    as an exponent it would be small and too high.

    >>> primed("<msup><msup><mi>u</mi><mo>′</mo></msup><mn>2</mn></msup>")
    '<msup><mrow><mi>u</mi><mo>′</mo></mrow><mn>2</mn></msup>'
    """
    if PRIME.search(formula) is None:
        return formula
    out: list[str] = []
    opened: list[int] = []
    for part in SUPERSCRIPT.split(formula):
        if part == "<msup>":
            opened.append(len(out))
        elif part.endswith("</msup>"):
            begun = opened.pop()
            if PRIME.fullmatch(part):
                out[begun], part = "<mrow>", part.replace("</msup>", "</mrow>")
        out.append(part)
    return "".join(out)


def _close(latex: str) -> str:
    r"""The formula with parentheses of their own size around what is no taller than a root.

    Browsers leave room beside those that may grow for the widest that there is (MathML Core, 3.2.4.3).

    >>> _close(r"\operatorname{erf}\left(x/\sqrt{2}\right) + \left(\frac{1}{2}\right)")
    '\\operatorname{erf}(x/\\sqrt{2}) + \\left(\\frac{1}{2}\\right)'
    """
    if r"\sqrt" not in latex:
        return latex
    opened: list[re.Match[str]] = []
    low: list[tuple[int, int]] = []
    for mark in FENCE.finditer(latex):
        if mark[1] == "left(":
            opened.append(mark)
        elif not opened:
            return latex
        else:
            begun = opened.pop()
            body = latex[begun.end() : mark.start()]
            if not any(word in body for word in TALL):
                low += [(begun.start(), len(r"\left")), (mark.start(), len(r"\right"))]
    for at, length in sorted(low, reverse=True):
        latex = latex[:at] + latex[at + length :]
    return latex


def in_title(title: str, page: str) -> str:
    """The title of a section, as it stands in a table of contents, with its formulas as MathML."""
    return IN_TITLE.sub(lambda m: _converted(m[1], page, False), title)


def rendered(content: str, page: str) -> str:
    """The HTML of a page with every formula as MathML; raises FormulaError naming the page."""
    content = DISPLAY.sub(lambda m: _boxed(_converted(m[1], page, True)), content)
    return INLINE.sub(lambda m: _converted(m[1], page, False), content)


def _boxed(formula: str) -> str:
    """A formula of its own in its box; a fraction, or two cases, has the height there that our font needs.

    So nothing moves when the font comes after the page.
    """
    cases = "{</mo>" in formula and formula.count("<mtr>") == 2
    high = " math-display--rows" if cases else " math-display--tall" if "<mfrac>" in formula else ""
    return f'<div class="math-display{high}">{formula}</div>'


def _converted(latex: str, page: str, display: bool) -> str:
    try:
        return mathml(html.unescape(latex).strip(), display=display)
    except FormulaError as error:
        raise FormulaError(f"{page}: {error}") from None
