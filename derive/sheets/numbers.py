r"""Numbers and intervals for reading: twelve digits and dots where there are more, as LaTeX and as text.

>>> latex_number("-0.278464542761073795109358739023"), latex_number("1/3"), latex_number("-oo")
('-0.278464542761\\ldots', '\\frac{1}{3}', '-\\infty')
>>> text_number("-0.278464542761073795109358739023", 4)
'−0.2784…'
"""

from __future__ import annotations

import re

DIGITS = 12
LONG = 16  # a decimal with more digits than this is cut off
DECIMAL = re.compile(r"(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?")
FRACTION = re.compile(r"(-?)(\d+)/(\d+)")


def latex_number(value: str, digits: int = DIGITS) -> str:
    r"""A decimal, a fraction or an infinity in LaTeX; digits that are left out are replaced by dots."""
    if value in ("oo", "-oo"):
        return value.replace("oo", r"\infty")
    found = FRACTION.fullmatch(value)
    if found:
        return rf"{found[1]}\frac{{{found[2]}}}{{{found[3]}}}"
    sign, body, power, cut = _parts(value, digits)
    return f"{sign}{body}" + (r"\ldots" if cut else "") + (rf" \cdot 10^{{{power}}}" if power else "")


def brief(latex: str, digits: int = 6) -> str:
    r"""LaTeX in which numbers that were cut off are cut off earlier.

    >>> brief(r"[-0.278464542761\ldots,\, \infty)")
    '[-0.278464\\ldots,\\, \\infty)'
    """
    return re.sub(rf"(\d+\.\d{{{digits}}})\d+(?=\\ldots)", r"\1", latex)


def text_number(value: str, digits: int = DIGITS) -> str:
    """The same as text: a true minus sign, and ∞."""
    if value in ("oo", "-oo"):
        return value.replace("oo", "∞").replace("-", "−")
    if FRACTION.fullmatch(value):
        return value.replace("-", "−")
    sign, body, power, cut = _parts(value, digits)
    return (sign + body + ("…" if cut else "") + (f"·10^{power}" if power else "")).replace("-", "−")


def _parts(value: str, digits: int) -> tuple[str, str, str, bool]:
    """Sign, digits, power of ten (empty: none), and whether digits were cut off."""
    found = DECIMAL.fullmatch(value)
    if found is None:
        raise ValueError(f"expected a decimal, found {value!r}")
    sign, whole, rest, power = found[1], found[2], found[3] or "", found[4] or ""
    rest = rest.rstrip("0")
    if not power and whole == "0" and len(rest) - len(rest.lstrip("0")) > 5:
        zeros = len(rest) - len(rest.lstrip("0"))
        whole, rest, power = rest[zeros], rest[zeros + 1 :], str(-zeros - 1)
    leading = len(rest) - len(rest.lstrip("0")) if whole == "0" else 0
    used = leading + len(rest[leading:]) if whole == "0" else len(whole) + len(rest)
    limit = digits + leading if whole == "0" else digits
    cut = used > max(limit, LONG if digits == DIGITS else limit)
    if cut:
        rest = rest[: max(0, limit - (0 if whole == "0" else len(whole)))]
    return sign, whole + (f".{rest}" if rest else ""), power, cut


def latex_interval(low: str, high: str, closed: tuple[bool, bool] = (False, False)) -> str:
    """An interval in LaTeX."""
    left, right = "[" if closed[0] else "(", "]" if closed[1] else ")"
    return rf"{left}{latex_number(low)},\, {latex_number(high)}{right}"


def text_interval(low: str, high: str, closed: tuple[bool, bool] = (False, False), digits: int = 4) -> str:
    """An interval as text."""
    left, right = "[" if closed[0] else "(", "]" if closed[1] else ")"
    return f"{left}{text_number(low, digits)}, {text_number(high, digits)}{right}"
