"""Formulas as people type them, spelled as the grammar wants them: text to text, nothing is evaluated.

A power is ^ or ², a product has no sign, e^u is an exponential, |u| an absolute value; c ? a : b and
a if c else b are cases; names are those of NumPy, PyTorch or a textbook. What is not understood stays as it
is: the grammar says then what is wrong with it.

>>> typed("1/(1+e^-x)"), typed("2x(x+1)"), typed("x > 0 ? x : 0.2x")
('1/(1+exp(-x))', '2*x*(x+1)', 'Piecewise((x, x>0), (0.2*x, True))')
>>> typed("|x|"), typed("torch.maximum(x, 0)²"), typed("x $ y")
('Abs(x)', 'Max(x, 0)**2', 'x $ y')
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from derive.language.bounds import BOUNDS
from derive.language.term import FUNCTIONS

DEEPEST = 40
# As in the page that finds a function (docs/assets/find.js): what people write, and what it is called here.
ALIASES: Mapping[str, str] = {
    "ln": "log", "arcsin": "asin", "arctan": "atan", "arcsinh": "asinh", "arsinh": "asinh",
    "arctanh": "atanh", "artanh": "atanh", "sgn": "sign", "signum": "sign", "maximum": "Max",
    "minimum": "Min", "fabs": "Abs", "step": "Heaviside", "w": "LambertW", "√": "sqrt",
    "piecewise": "Piecewise", **{name.lower(): name for name in FUNCTIONS},
}  # fmt: skip
CALLS: Mapping[str, tuple[int, Callable[..., str]]] = {
    "expm1": (1, "(exp({0}) - 1)".format),
    "log1p": (1, "log(1 + {0})".format),
    "square": (1, "({0})**2".format),
    "pow": (2, "({0})**({1})".format),
    "power": (2, "({0})**({1})".format),
    "clip": (3, "Max({1}, Min({2}, {0}))".format),
    "clamp": (3, "Max({1}, Min({2}, {0}))".format),
    "where": (3, "Piecewise(({1}, {0}), ({2}, True))".format),
}
LETTERS: Mapping[str, str] = {
    "X": "x", "e": "E", "ℯ": "E", "π": "pi", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta",
    "λ": "lamda", "lambda": "lamda", "μ": "mu", "ω": "omega", "θ": "theta", "σ": "sigma", "ε": "epsilon",
    "true": "True",
}  # fmt: skip
SIGNS: Mapping[str, str] = {
    "^": "**", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "≤": "<=",
    "≥": ">=", "≠": "!=", "&&": " and ", "||": " or ",
}  # fmt: skip
SUPERSCRIPTS: Mapping[str, str] = {"²": "**2", "³": "**3"}
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+(?![\w.]))?)"
    r"|(?P<super>[²³])"
    r"|(?P<word>√|[^\W\d](?:(?![²³])\w)*(?:\.[^\W\d]\w*)*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|&&|\|\||[-+*/^(),?:<>|×·⋅∙÷∕−–≤≥≠]))"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a superscript, a word or a sign."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in round brackets, or between two bars."""

    kind: str
    items: list[Item] = field(default_factory=list)


Item = Token | Group


class _Unread(Exception):
    """The text is not one that is understood here."""


def typed(text: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """The formula in the spelling of the grammar, or the text itself where it cannot be read so.

    ``names`` are further names of functions, in lower case, with their names in the grammar.
    """
    if len(text) > BOUNDS.length:
        return text
    try:
        return _choice(_nested(text, names))
    except (_Unread, RecursionError):
        return text


def _nested(text: str, names: Mapping[str, str]) -> list[Item]:
    """The tokens, those in brackets and bars as groups."""
    open_groups = [Group("")]
    tokens = deque(_tokens(text.strip()))
    while tokens:
        token, here = tokens.popleft(), open_groups[-1]
        if token.text == "||" and (here.kind == "|" or not _is_value(here.items[-1:])):
            token = Token("sign", "|")
            tokens.appendleft(token)  # two bars, not "or"
        bar = token.text == "|"
        if token.text == ")" or (bar and here.kind == "|" and _is_value(here.items[-1:])):
            if here.kind != {")": "(", "|": "|"}[token.text]:
                raise _Unread
            open_groups.pop()
            open_groups[-1].items.append(here)
        elif token.text == "(" or bar:
            if len(open_groups) > DEEPEST:
                raise _Unread
            open_groups.append(Group(token.text))
        else:
            called = bool(tokens) and tokens[0].text == "("
            here.items.append(_renamed(token, names) if called else token)
    if len(open_groups) > 1:
        raise _Unread
    return open_groups[0].items


def _renamed(token: Token, names: Mapping[str, str]) -> Token:
    """The function under the name that the grammar has for it; what it has itself comes first."""
    word = token.text.rpartition(".")[2].lower()
    return token if word in ALIASES or word in CALLS else Token(token.kind, names.get(word, token.text))


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _Unread
        yield Token(match.lastgroup, match[match.lastgroup])
        at = match.end()


def _is_value(last: Sequence[Item]) -> bool:
    """Whether a value ends here, so that what follows is a factor or an operator."""
    if not last or isinstance(last[0], Group):
        return bool(last)
    return last[0].kind != "sign" and last[0].text not in ("and", "or", "not", "if", "else")


def _at(items: Sequence[Item], *texts: str) -> int | None:
    """Where the first of these signs or words stands, outside brackets."""
    return next((i for i, item in enumerate(items) if isinstance(item, Token) and item.text in texts), None)


def _choice(items: Sequence[Item]) -> str:
    """Cases, or one formula."""
    first = _at(items, "?", "if")
    if first is None:
        return _formula(items)
    asked = getattr(items[first], "text", "")
    last = _matching(items, first, asked, {"?": ":", "if": "else"}[asked])
    before, between, after = items[:first], items[first + 1 : last], items[last + 1 :]
    when, value = (before, between) if asked == "?" else (between, before)
    return f"Piecewise(({_choice(value)}, {_choice(when)}), ({_choice(after)}, True))"


def _matching(items: Sequence[Item], first: int, begin: str, end: str) -> int:
    """Where what was begun ends; the same may be begun in between."""
    level = 0
    for i in range(first, len(items)):
        text = getattr(items[i], "text", "")
        level += (text == begin) - (text == end)
        if level == 0:
            return i
    raise _Unread


def _formula(items: Sequence[Item]) -> str:
    """Terms, with the signs of products put in."""
    out, at = [""], 0
    while at < len(items):
        item = items[at]
        value = isinstance(item, Group) or item.kind in ("number", "word")
        if value and _is_value(items[at - 1 : at] if at else []) and _is_value([item]):
            out.append("*")
        if isinstance(item, Token) and item.kind in ("sign", "super"):
            signs = {**SIGNS, **SUPERSCRIPTS}
            out.append(signs.get(item.text, item.text))
            at += 1
            continue
        text, at = _primary(items, at)
        out.append(text)
    return "".join(out)


def _primary(items: Sequence[Item], at: int) -> tuple[str, int]:
    """A number, brackets, a name or a call, and where it ends; an exponential takes its exponent along."""
    item = items[at]
    if isinstance(item, Group):
        inner = ", ".join(map(_choice, _arguments(item)))
        return (f"Abs({inner})" if item.kind == "|" else f"({inner})"), at + 1
    if item.kind == "number":
        return item.text, at + 1
    if item.text in ("and", "or", "not"):
        return f" {item.text} ", at + 1
    following = _item(items, at + 1)
    last = item.text.rpartition(".")[2]
    name = ALIASES.get(last.lower(), last.lower())
    if isinstance(following, Group) and following.kind == "(" and (len(last) > 1 or name != last.lower()):
        if last.lower() not in ("pi", "e"):
            return _call(name, _arguments(following)), at + 2
    if last == "√":
        inner, end = _primary(items, at + 1) if following is not None else ("", at + 1)
        return f"sqrt({inner})", end
    if last in ("e", "ℯ") and isinstance(following, Token) and following.text in ("^", "**"):
        power, end = _exponent(items, at + 2)
        return f"exp({power})", end
    return LETTERS.get(last, last), at + 1


def _exponent(items: Sequence[Item], at: int) -> tuple[str, int]:
    """An exponent and where it ends: signs, a primary, and its own exponent."""
    out = ""
    while isinstance(sign := _item(items, at), Token) and SIGNS.get(sign.text, sign.text) in ("-", "+"):
        out += SIGNS.get(sign.text, sign.text)
        at += 1
    first = _item(items, at)
    if first is None or (isinstance(first, Token) and first.kind in ("sign", "super")):
        raise _Unread
    text, at = _primary(items, at)
    following = _item(items, at)
    if isinstance(following, Token) and following.kind == "super":
        return out + text + SUPERSCRIPTS[following.text], at + 1
    if isinstance(following, Token) and following.text in ("^", "**"):
        power, at = _exponent(items, at + 1)
        return f"{out}{text}**{power}", at
    return out + text, at


def _item(items: Sequence[Item], at: int) -> Item | None:
    return items[at] if at < len(items) else None


def _call(name: str, args: Sequence[Sequence[Item]]) -> str:
    texts = list(map(_choice, args))
    if name in CALLS:
        count, spelled = CALLS[name]
        if len(texts) != count:
            raise _Unread
        return spelled(*texts)
    return f"{name}({', '.join(texts)})"


def _arguments(group: Group) -> list[list[Item]]:
    """What stands between the commas."""
    parts: list[list[Item]] = [[]]
    for item in group.items:
        if isinstance(item, Token) and item.text == ",":
            parts.append([])
        else:
            parts[-1].append(item)
    return parts
