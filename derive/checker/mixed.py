"""Mixed derivatives where pieces meet: a derivative by one symbol, beside a point of another.

On one side of the point a function is a branch, with no place where pieces meet. What chose the branch has
a sign there, by its value at the end or by its first derivative that is not 0 at the end; by continuity it
has this sign on a stretch beside the point whose length can be chosen for all values of the other symbols
nearby. So the function is the branch on an open set, and so are its derivatives by each symbol.

Source: W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapters 5 and 9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.checker.errors import Rejected
from derive.checker.field import Undefined
from derive.checker.germs import HERE, Germ
from derive.checker.measures import weight
from derive.checker.terms import Term, occurs, show
from derive.checker.work import spend

if TYPE_CHECKING:
    from derive.checker.cells import Resolver


def beside(resolver: Resolver, f: Term, y: str, order: int, germ: Germ) -> Term:
    """The derivative of f by y beside a point of the germ's symbol, without branches.

    The branch has to be smooth in both symbols at the end of the germ; elsewhere the question is open.
    """
    if germ.side == HERE or occurs(y, germ.at) or resolver.tied(y):
        raise Rejected("Derivative", f"one by {germ.x}, or by a symbol that can move", f"one by {y}")
    branch = resolver.resolve(f, germ)
    try:
        for symbol in (germ.x, y):
            resolver.smooth(branch, symbol, germ)
    except Undefined:
        raise Rejected("Derivative", f"a function that is smooth in {germ.x} and {y}", show(f)) from None
    for _ in range(order):
        branch = resolver.derivatives.of(branch, y)
        spend(weight(branch))
    return branch
