"""Tokens: the words and signs of a formula, and the error that says where one is wrong.

>>> [token.text for token in tokenize("x**2 >= 0.5")]
['x', '**', '2', '>=', '0.5', '']
>>> tokenize("x^2")[-1]
Token(kind='error', text="expected an operator, found '^': a power is written **", column=2)
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple, NoReturn

from derive.language.bounds import BOUNDS, Bounds

_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_PIECE = re.compile(
    r"[ \t\r\n]*("
    rf"{_NUMBER.pattern}[A-Za-z0-9_.]*"  # a number, and what must not follow it
    r"|[A-Za-z_][A-Za-z0-9_]*"  # a name
    r"|//|<<|>>|<>|=>|=<|&&|\|\|"  # what would be read as two signs
    r"|\*\*|==|!=|<=|>=|[-+*/<>()&|~,=]"  # a sign
    r"|[^ \t\r\n])",
)
# What would be read as two signs, and what to write instead.
_DOUBLE = {
    "//": "expected one operator, found '//': a quotient is written /",
    "<<": "expected a relation, found '<<': write < once",
    ">>": "expected a relation, found '>>': write > once",
    "<>": "expected a relation, found '<>': 'not equal' is written !=",
    "=>": "expected a relation, found '=>': 'at least' is written >=",
    "=<": "expected a relation, found '=<': 'at most' is written <=",
    "&&": "expected one operator, found '&&': 'and' is written and, or &",
    "||": "expected one operator, found '||': 'or' is written or, or |",
}
_SIGNS = ("**", "==", "!=", "<=", ">=", *"-+*/<>()&|~,=")
# What begins no token, and what to write instead.
_SINGLE = {
    "^": "expected an operator, found '^': a power is written **",
    "!": "expected an operator, found '!': 'not equal' is written !=, and 'not' is written not",
    ".": "expected an operator, found '.': a formula has no attributes, and a decimal begins with a digit",
    "[": "expected a formula, found '[': brackets are round",
    "]": "expected a formula, found ']': brackets are round",
    "{": "expected a formula, found '{': brackets are round",
    "}": "expected a formula, found '}': brackets are round",
    "'": "expected a formula, found a quotation mark: a formula holds no text in quotes",
    '"': "expected a formula, found a quotation mark: a formula holds no text in quotes",
    "\\": "expected a formula, found '\\': a formula is written plainly, not in LaTeX",
    "%": "expected an operator, found '%': a formula has no remainder and no percentage",
    ":": "expected a formula, found ':': nothing is assigned or sliced in a formula",
    "#": "expected a formula, found '#': a formula has no comments",
}
_NONE = "\0"  # a piece that is nothing
# Signs that people paste, and how they are written here.
_WRITTEN = {
    "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "∕": "/", "²": "**2",
    "³": "**3", "√": "sqrt(...)", "≤": "<=", "≥": ">=", "≠": "!=", "∧": "and", "∨": "or", "¬": "not",
    "λ": "lamda", "ϕ": "phi", "ϵ": "epsilon", "ℯ": "E", "½": "1/2", "\u00a0": "an ordinary space",
}  # fmt: skip


class FormulaError(ValueError):
    """A text that is no formula: one sentence with the column, what was expected and what was found.

    ``column`` counts the characters of ``source`` from 1.
    """

    def __init__(self, message: str, source: str, column: int) -> None:
        super().__init__(message, source, column)
        self.message = message
        self.source = source
        self.column = column

    def __str__(self) -> str:
        return f"column {self.column}: {self.message}"

    def marked(self, width: int = 72) -> str:
        """Two lines: the source, or the part of it around the column, and a caret under the column."""
        start = max(0, min(self.column - 1 - width // 2, len(self.source) - width))
        piece = "".join(map(_shown, self.source[start : start + width]))
        before = "…" if start else ""
        after = "…" if start + width < len(self.source) else ""
        return f"{before}{piece}{after}\n{' ' * (len(before) + self.column - 1 - start)}^"


def _shown(char: str) -> str:
    """A character as something one column wide."""
    if char in "\t\r\n":
        return " "
    wide = unicodedata.east_asian_width(char) in "WF" or unicodedata.combining(char)
    return char if char.isprintable() and not wide else "?"


class Token(NamedTuple):
    """A word or sign: its kind (number, name, sign, end, error), its text and the column where it begins.

    The text of an error token is what is wrong; it ends the list, as an end token does.
    """

    kind: str
    text: str
    column: int

    def found(self) -> str:
        """The token as an error names it."""
        if self.kind == "end":
            return "the end"
        return repr(self.text if len(self.text) <= 30 else self.text[:30] + "…")


def pieces(source: str, bounds: Bounds = BOUNDS) -> list[str]:
    """The texts of the tokens, and two empty ones: the end, and what may be looked at from there.

    A piece that is wrong is no sign and no name, and a number at most to begin with; what is wrong with it
    says `tokenize`.
    """
    found: list[str] = _PIECE.findall(source) if len(source) <= bounds.length else [_NONE]
    if max(map(len, found), default=0) > bounds.name:  # perhaps that of a name that is too long
        tokens = tokenize(source, bounds)
        if tokens[-1].kind == "error":
            found = [*[token.text for token in tokens[:-1]], _NONE]
    found += ("", "")
    return found


def tokenize(source: str, bounds: Bounds = BOUNDS) -> list[Token]:
    """The tokens of a text up to an end token, or up to an error token where it holds anything else.

    Up to there `pieces` are their texts.
    """
    if len(source) > bounds.length:
        wrong = f"expected a formula of at most {bounds.length} characters, found {len(source)}"
        return [Token("error", wrong, bounds.length + 1)]
    tokens: list[Token] = []
    for match in _PIECE.finditer(source):
        text, column = match[1], match.start(1) + 1
        token = Token(_kind(text), text, column)
        if token.kind == "other":
            message = _DOUBLE.get(source[column - 1 : column + 1]) or _unreadable(text)
            return [*tokens, Token("error", message, column)]
        error = _error(token, bounds)
        if error is not None:
            return [*tokens, error]
        tokens.append(token)
    return [*tokens, Token("end", "", len(source) + 1)]


def _kind(text: str) -> str:
    """The kind of a piece."""
    if is_number(text):
        return "number"
    return "name" if is_name(text) else "sign" if text in _SIGNS else "other"


def is_name(text: str) -> bool:
    """Whether a piece is a name or a word."""
    return text.isidentifier() and text.isascii()


def is_number(text: str) -> bool:
    """Whether a piece is a number, or begins with one."""
    return "0" <= text[:1] <= "9" or (text[:1] == "." and len(text) > 1)


def closings(texts: list[str]) -> dict[int, int]:
    """The places of opening parentheses, each with that of the one that closes it."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for place, text in enumerate(texts):
        if text == "(":
            opened.append(place)
        elif text == ")" and opened:
            found[opened.pop()] = place
    return found


def _unreadable(char: str) -> str:
    """The sentence about a character that begins no token."""
    if char.isascii():
        return _SINGLE.get(char) or f"expected a formula, found {char!r}"
    shown = repr(char) if char.isprintable() else f"the character U+{ord(char):04X}"
    instead = _WRITTEN.get(char) or _plain(char)
    hint = f": write {instead}" if instead else ""
    return f"expected plain letters, digits and signs (ASCII), found {shown}{hint}"


def _plain(char: str) -> str:
    """The ASCII spelling of a Greek letter or of a compatibility form such as a wide digit; or nothing."""
    words = unicodedata.name(char, "").split()
    if words[:1] == ["GREEK"] and words[-2:-1] == ["LETTER"]:
        name = words[-1].lower()
        return name if "SMALL" in words else name.capitalize()
    folded = unicodedata.normalize("NFKC", char)
    return folded if folded.isascii() and folded.isprintable() else ""


def _error(token: Token, bounds: Bounds) -> Token | None:
    """An error token when a name is too long, or when a number does not end where a number ends."""
    kind, text, column = token
    if kind == "name" and len(text) > bounds.name:
        message = f"expected a name of at most {bounds.name} letters, found one of {len(text)}"
        return Token("error", message, column)
    if kind != "number" or is_whole(text):
        return None
    end = len(_NUMBER.match(text)[0])  # type: ignore[index]
    following = text[end : end + 1]
    if not following:
        return Token("error", "expected a number without a leading zero, found one", column)
    hint = ": a product is written *" if following.isalpha() else ""
    message = f"expected an operator after the number, found {following!r}{hint}"
    return Token("error", message, column + end)


def is_whole(text: str) -> bool:
    """Whether a piece that begins with a number is one, without a leading zero."""
    if text[0] == "0" and text[1:2].isdigit():
        return False
    return text.isdigit() or bool(_NUMBER.fullmatch(text))


def exact(text: str, bounds: Bounds = BOUNDS) -> Fraction | None:
    """The exact value of a number's text, 0.1 as 1/10 and 1e-3 as 1/1000; None when it is too long."""
    if len(text) <= bounds.digits and text.isdigit():
        return Fraction(int(text))
    mantissa, _, power = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    digits, shift = (whole + decimals).lstrip("0"), power.lstrip("+-0")
    if len(shift) > 6:
        return None
    scale = int(shift or 0) * (-1 if power.startswith("-") else 1) - len(decimals)
    if max(len(digits), abs(scale), len(digits) + scale) > bounds.digits:
        return None
    return int(digits or 0) * Fraction(10) ** scale


class Cursor:
    """The texts of the tokens of one text, and a place among them.

    Places are counted from 0; which column a place has is looked up when something is wrong.
    """

    def __init__(self, source: str, bounds: Bounds = BOUNDS) -> None:
        self.source = source
        self.bounds = bounds
        self.pieces = pieces(source, bounds)
        self.place = 0
        self.text = self.pieces[0]

    def next(self) -> str:
        """The text of the token, which is then behind; never called on the last token."""
        text = self.text
        self.place += 1
        self.text = self.pieces[self.place]
        return text

    def move(self, place: int) -> None:
        """Goes on at a token of the list."""
        self.place = place
        self.text = self.pieces[place]

    def fail(self, message: str, place: int) -> NoReturn:
        """Raises `FormulaError` about the token at a place."""
        raise FormulaError(message, self.source, tokenize(self.source, self.bounds)[place].column)

    def unexpected(self, wanted: str) -> NoReturn:
        """The error that the token is not what was wanted; an error token says by itself what is wrong."""
        token = tokenize(self.source, self.bounds)[self.place]
        if token.kind == "error":
            self.fail(token.text, self.place)
        hint = ""
        if token.text == "=":
            hint = ": equality is written =="
        elif token.text in ("if", "else"):
            hint = ": cases are written Piecewise((value, condition), ..., (value, True))"
        elif "operator" in wanted and (token.kind == "number" or token.text == "(" or _is_word(token)):
            hint = ": a product is written *"
        self.fail(f"expected {wanted}, found {token.found()}{hint}", self.place)


def _is_word(token: Token) -> bool:
    return token.kind == "name" and not keyword.iskeyword(token.text)
