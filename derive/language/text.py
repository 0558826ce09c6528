"""Text: a term as plain text in the grammar, with no more parentheses than it needs.

Reading the text gives the term again, for every term that a formula can be read as.

>>> from derive.language.term import call, number, symbol
>>> x = symbol("x")
>>> text(1 / (1 + call("exp", -x)))
'1/(1 + exp(-x))'
>>> text(x - number(Fraction(2, 3)) * x**2)
'x - 2/3*x**2'
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from derive.language.term import CONSTANTS, RELATIONS, Term, number, symbol

# How tightly a piece of text holds together; a piece is put in parentheses where more is needed.
OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(9)

_MINUS_ONE, _ONE = number(-1), number(1)
_HALF = number(Fraction(1, 2))
_BOTH = symbol("both")
_CHAINS = ({"lt", "le"}, {"gt", "ge"}, {"eq"})


def text(term: Term) -> str:
    """The plain spelling of a term, in the grammar of `derive.language.grammar`."""
    return _at(term, OR)


def _at(term: Term, level: int) -> str:
    spelled, own = _spelled(term)
    return spelled if own >= level else f"({spelled})"


def _spelled(term: Term) -> tuple[str, int]:
    head, args = term.head, term.args
    if head == "number":
        return _number(term.number)
    if head == "symbol":
        return term.name, ATOM
    if head in (*CONSTANTS, "oo") and not args:
        return head, ATOM
    if head == "true":
        return "True", ATOM
    if head == "pow" and len(args) == 2:
        return _power(*args)
    if head in ("add", "mul") and args:
        return (_sum(args), SUM) if head == "add" else (_product(args), PRODUCT)
    if head in RELATIONS and len(args) == 2:
        return f"{_at(args[0], SUM)} {RELATIONS[head]} {_at(args[1], SUM)}", COMPARISON
    if head == "and" and args:
        return _conjunction(args)
    if head == "or" and args:
        return " or ".join(_at(arg, AND) for arg in args), OR
    if head == "not" and len(args) == 1:
        return "not " + _at(args[0], NOT), NOT
    return _call(head, args), ATOM


def _number(value: Fraction) -> tuple[str, int]:
    if value.denominator != 1:
        return str(value), PRODUCT
    return str(value), ATOM if value >= 0 else SIGN


def _power(base: Term, exponent: Term) -> tuple[str, int]:
    if exponent == _HALF:
        return f"sqrt({text(base)})", ATOM
    if exponent == _MINUS_ONE and not base.is_number():
        return f"1/{_at(base, POWER)}", PRODUCT
    return _plain_power(base, exponent), POWER


def _plain_power(base: Term, exponent: Term) -> str:
    return f"{_at(base, ATOM)}**{_at(exponent, POWER)}"


def _sum(args: Sequence[Term]) -> str:
    parts = [_at(args[0], PRODUCT)]
    for arg in args[1:]:
        positive = _negated(arg)
        parts += [" + ", _unsigned(arg)] if positive is None else [" - ", _unsigned(positive)]
    return "".join(parts)


def _unsigned(term: Term) -> str:
    """A term of a sum, in parentheses where it would begin with a sign."""
    spelled = _at(term, PRODUCT)
    return f"({spelled})" if spelled.startswith("-") else spelled


def _negated(term: Term) -> Term | None:
    """The u of which the term is the negative, as Term's minus makes it; None when it is of no u."""
    if term.is_number():
        return -term if term.number < 0 else None
    if term.head == "mul" and len(term.args) == 2 and term.args[0] == _MINUS_ONE:
        return None if term.args[1].is_number() else term.args[1]
    return None


def _product(args: Sequence[Term]) -> str:
    first = args[0]
    if first == _MINUS_ONE and len(args) > 1 and not args[1].is_number() and not _is_inverse(args[1]):
        parts, start = ["-", _at(args[1], POWER)], 2
    elif first.is_number():
        parts, start = [_number(first.number)[0]], 1
    elif _is_inverse(first) and not first.args[0].is_number():
        parts, start = [_power(*first.args)[0]], 1
    else:
        parts, start = [_at(first, POWER)], 1
    for index, arg in enumerate(args[start:], start):
        if not _is_inverse(arg):
            parts += ["*", _at(arg, POWER)]
        elif index == 1 and first.is_number() and (first == _ONE or arg.args[0].is_number()):
            parts += ["*", _plain_power(*arg.args)]  # 2/3 would be the number, 1*(1/x) is not 1/x
        else:
            parts += ["/", _at(arg.args[0], POWER)]
    return "".join(parts)


def _is_inverse(term: Term) -> bool:
    """Whether the term may be written as a division by its base (division by a bare 0 is not written)."""
    return term.head == "pow" and term.args[1:] == (_MINUS_ONE,) and term.args[0] != number(0)


def _conjunction(args: Sequence[Term]) -> tuple[str, int]:
    groups = chains(args)
    return " and ".join(map(_chain, groups)), AND if len(groups) > 1 else COMPARISON


def chains(conditions: Sequence[Term]) -> list[list[Term]]:
    """Conditions in groups of neighbours that share a side, so that each makes one chain: 0 < x < 1."""
    groups: list[list[Term]] = []
    for condition in conditions:
        if groups and _link(groups[-1][-1], condition):
            groups[-1].append(condition)
        else:
            groups.append([condition])
    return groups


def _link(left: Term, right: Term) -> bool:
    return any({left.head, right.head} <= kind for kind in _CHAINS) and left.args[1] == right.args[0]


def _chain(group: Sequence[Term]) -> str:
    first = group[0]
    spelled = f"({text(first)})" if first.head == "and" else _at(first, NOT)
    for _, relation in pairwise(group):
        spelled += f" {RELATIONS[relation.head]} {_at(relation.args[1], SUM)}"
    return spelled


def _call(head: str, args: Sequence[Term]) -> str:
    if head == "Derivative" and len(args) == 3:
        last = text(args[1]) if args[2] == _ONE else f"({text(args[1])}, {text(args[2])})"
        return f"Derivative({text(args[0])}, {last})"
    if head == "Limit" and len(args) == 4:
        return f"limit({', '.join(map(text, args[:3] if args[3] == _BOTH else args))})"
    if head == "case":
        return f"({', '.join(map(text, args))})"
    return f"{head}({', '.join(map(text, args))})"
