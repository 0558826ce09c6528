"""Step and Derivation: a derivation is the result, and the derivative its last step.

The records only; `derive.symbolic` makes them and `derive.rules` names the rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.records import Activation, Claim
from derive.language.term import Term


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of calculus as the reader sees it.

    ``latex`` is the rule as mathematics, ``sentence`` says it in one sentence, ``calculus`` names the
    part of calculus it belongs to (differentiation, algebra, definition; of certificates: tree, enclosure,
    limit, words, arrays). ``source`` is the place in the literature or, of a certificate, the section that
    specifies it. ``where`` are conditions (LaTeX), one of which has to hold. ``checked`` names the functions
    and tables below ``derive.checker`` that say the same once more.
    """

    name: str
    title: str
    latex: str
    sentence: str
    calculus: str
    source: str = ""
    where: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """``before = after`` by ``rule``; ``claim`` is that equation with its certificate."""

    rule: Rule
    before: Term
    after: Term
    claim: Claim


@dataclass(frozen=True, slots=True)
class Branch:
    """The derivation on one open piece of the line.

    ``domain`` are the relations that cut the piece out (empty: the whole line); ``piece`` is the
    function there; ``derivative`` is the last step's result. ``self_form`` is the derivative written
    through the function itself (or through another function of the catalogue), found by elimination.
    ``equation`` is the polynomial differential equation that elimination gave, as a relation term in
    x, y (the function) and dy (its derivative), or None.
    """

    domain: tuple[Term, ...]
    piece: Term
    steps: tuple[Step, ...]
    derivative: Term
    self_form: Claim | None
    equation: Term | None


@dataclass(frozen=True, slots=True)
class Kink:
    """A point where pieces meet: one-sided derivatives, and whether the derivative exists there.

    ``left`` and ``right`` are the one-sided derivatives (terms in the parameters), each with its
    claim. ``differentiable`` is True (they agree), False (they differ) or a relation term in the
    parameters that decides it. ``clarke`` are the ends of the Clarke interval (ordered when the order
    is known for all parameters, else as left, right: the interval is their hull).
    """

    at: Term
    value: Term
    left: Term
    right: Term
    left_claim: Claim
    right_claim: Claim
    differentiable: bool | Term
    clarke: tuple[Term, Term]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """What a function tends to from one side of a point c: ``value``, where it arrives with ``slope``.

    ``claim`` says so as one equation: the function, given the value ``value`` at c, has at c the one-sided
    derivative ``slope``. That it has one includes that it is continuous at c from that side.
    """

    value: Term
    slope: Term
    claim: Claim


@dataclass(frozen=True, slots=True)
class Jump:
    """A point where pieces meet and where the function does not have both one-sided derivatives.

    ``value`` is the function's value there (None: it has none), with its claim; ``left`` and ``right`` are
    the limits from the two sides (None: none was proved, as at a pole or where the slope is infinite).
    ``continuous`` is False where value and limits are proved to differ (there the function jumps, and has
    no derivative), a relation term in the parameters that decides it, or None where nothing was proved.
    """

    at: Term
    value: Term | None
    value_claim: Claim | None
    left: Limit | None
    right: Limit | None
    continuous: bool | Term | None

    def claims(self) -> tuple[Claim, ...]:
        """What is claimed at the jump: the value and the limits that are known."""
        limits = (limit.claim for limit in (self.left, self.right) if limit is not None)
        return (*([self.value_claim] if self.value_claim else []), *limits)


@dataclass(frozen=True, slots=True)
class Derivation:
    """Everything that deriving an activation yields.

    ``derivative`` is one closed formula (a Piecewise where there are several branches); ``claim`` says
    Derivative(f, x) == derivative with its certificate and domain. ``self_form`` holds on the whole
    line where one form serves all branches. ``textbook`` is the catalogue's form as a claim. Points where
    pieces meet are ``kinks`` where both one-sided derivatives exist, else ``jumps``.
    """

    activation: Activation
    order: int
    branches: tuple[Branch, ...]
    kinks: tuple[Kink, ...]
    derivative: Term
    claim: Claim
    self_form: Claim | None
    textbook: Claim | None
    jumps: tuple[Jump, ...] = ()
