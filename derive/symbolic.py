"""Front door: ``derivation(activation)`` derives the derivative step by step and proves each step.

The order of work is the order of this file: cut the line into pieces, derive each piece one rule at
a time, look for the derivative through the function itself, look at the points where pieces meet,
and put the parts together. Every equation is handed to the prover; one that it does not accept
becomes a claim that is open, and is printed as such.

>>> from derive.language.catalogue import Catalogue
>>> sigmoid = derivation(Catalogue.load()["sigmoid"])
>>> [step.rule.name for step in sigmoid.branches[0].steps]
['definition', 'reciprocal', 'sum', 'constant', 'exponential', 'constant-factor', 'variable', 'tidy']
>>> print(sigmoid.self_form.statement.right, sigmoid.self_form.status)
sigmoid(x)*(1 - sigmoid(x)) proved
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.calculus.companions import Companions
from derive.calculus.elimination import relations
from derive.calculus.joints import kink
from derive.calculus.pieces import Piece, pieces
from derive.language.records import Activation, Claim, Statement
from derive.language.term import Term, call, derivative, symbol
from derive.language.tidy import tidy
from derive.proof.claims import is_proved, prove_claim
from derive.rules import DEFINITION, LOWER, PIECE, TIDY, apply
from derive.steps import Branch, Derivation, Kink, Step

X = symbol("x")
MAX_STEPS = 200


def derivation(activation: Activation, order: int = 1, companions: Companions | None = None) -> Derivation:
    """Derives an activation of one real variable x.

    ``order`` ≥ 1 is the order of the derivative. ``companions`` are functions by which a result may be
    named (softplus' = σ); by default those of the package's catalogue. Raises ValueError for an order
    below 1 or a function without a rule, `derive.proof.search.GivenUp` where the pieces are not found.
    Source of the rules: `derive.rules`; of kinks: F. H. Clarke, Optimization and Nonsmooth Analysis
    (1983), theorem 2.5.1.
    """
    if order < 1:
        raise ValueError(f"expected an order of at least 1, found {order}")
    known = Companions.of_package() if companions is None else companions
    lower = derivation(activation, order - 1, known) if order > 1 else None
    base = activation.call if lower is None else lower.derivative
    cut = pieces(activation, None if lower is None else lower.derivative)
    branches = tuple(_branch(activation, piece, order, base, lower, known) for piece in cut.open)
    kinks = tuple(_kinks(activation, base, branches, cut.joints))
    formula = _together(branches, kinks)
    left = derivative(activation.call, X, order)
    return Derivation(
        activation, order, branches, kinks, formula,
        _claim(activation, left, formula, (), "The derivative"),
        _common_form(activation, branches, order),
        _textbook(activation, left) if order == 1 else None,
    )  # fmt: skip


# -- one piece ---------------------------------------------------------------------------------------


def _branch(
    activation: Activation, piece: Piece, order: int, base: Term, lower: Derivation | None, known: Companions
) -> Branch:
    steps = tuple(_steps(activation, piece, order, base, lower))
    slope = steps[-1].after
    form, equation = None, None
    if order == 1 and X.name in slope.symbols():
        form, equation = _self_form(activation, piece, slope, known)
    return Branch(piece.domain, piece.formula, steps, slope, form, equation)


def _steps(
    activation: Activation, piece: Piece, order: int, base: Term, lower: Derivation | None
) -> Iterator[Step]:
    """One rule at a time, outermost derivative first; then the result is tidied."""
    before, after = derivative(activation.call, X, order), derivative(piece.formula, X)
    rule = LOWER if lower is not None else PIECE if piece.domain else DEFINITION
    for _ in range(MAX_STEPS):
        claim = _claim(activation, before, after, piece.domain, rule.title)
        yield Step(rule, before, after, claim)
        before = after
        inner = _first_derivative(before)
        if inner is None:
            break
        rule, _ = apply(inner)
        after = _everywhere(before, rule.name)
    tidied = tidy(before)
    if tidied != before:
        yield Step(TIDY, before, tidied, _claim(activation, before, tidied, piece.domain, TIDY.title))


def _first_derivative(term: Term) -> Term | None:
    """The leftmost derivative that holds no other."""
    found = [node for node in term.walk() if node.head == "Derivative"]
    return found[0] if found else None


def _everywhere(term: Term, rule: str) -> Term:
    """The rule applied to every derivative for which it is the next one."""
    table = {}
    for node in term.walk():
        if node.head == "Derivative":
            found, after = apply(node)
            if found.name == rule:
                table[node] = after
    return term.replace(table)


def _self_form(
    activation: Activation, piece: Piece, slope: Term, known: Companions
) -> tuple[Claim | None, Term | None]:
    """The derivative through the function, or as another function of the catalogue."""
    base = Statement(
        activation.call, "==", slope, activation.hypotheses, piece.domain, activation.definitions
    )
    found = relations(piece.formula, slope, base, activation.call)
    equation = found[0].equation if found and not found[0].generators_left else None
    candidates = [relation.solved for relation in found if relation.solved is not None]
    best = candidates[0] if candidates else None
    if best is None or _explicit(best, activation):
        named = known.name_of(slope, base, activation.slug)
        best = named if named is not None else known.rewrite_quotient(best, base, activation)
    if best is None:
        return None, equation
    left = derivative(activation.call, X)
    claim = _claim(activation, left, best, piece.domain, "Through the function itself", known)
    return (claim if is_proved(claim) else None), equation


def _explicit(form: Term, activation: Activation) -> bool:
    """X stands in the form by itself, not only inside the function."""
    return X.name in form.replace({activation.call: symbol("y")}).symbols()


# -- where pieces meet -------------------------------------------------------------------------------


def _kinks(
    activation: Activation, base: Term, branches: tuple[Branch, ...], joints: tuple[Term, ...]
) -> Iterator[Kink]:
    formulas = tuple(dict.fromkeys(branch.piece for branch in branches))
    slopes = tuple(dict.fromkeys(branch.derivative for branch in branches))
    for joint in joints:
        found = kink(activation, base, joint, formulas, slopes)
        if found is not None:
            yield found


# -- the whole ---------------------------------------------------------------------------------------


def _together(branches: tuple[Branch, ...], kinks: tuple[Kink, ...]) -> Term:
    """One formula: the branches as cases, with the points where the derivative exists all the same."""
    slopes = {branch.derivative for branch in branches}
    smooth = [k.at for k in kinks if k.differentiable is True]
    if len(branches) == 1 or (len(slopes) == 1 and len(smooth) == len(kinks)):
        return branches[0].derivative
    cases = []
    for branch in branches:
        relations_ = [_closed(part, smooth) for part in branch.domain]
        condition = relations_[0] if len(relations_) == 1 else call("and", *relations_)
        cases.append(call("case", branch.derivative, condition))
    return call("Piecewise", *cases)


def _closed(part: Term, smooth: list[Term]) -> Term:
    """X > c becomes x >= c where the derivative exists at c."""
    if part.head == "gt" and part.args[0] == X and part.args[1] in smooth:
        return call("ge", *part.args)
    return part


def _common_form(activation: Activation, branches: tuple[Branch, ...], order: int) -> Claim | None:
    """One form for the whole line: that of the only branch, or one in |f| where the branches mirror."""
    forms = [branch.self_form for branch in branches]
    if order != 1 or any(form is None for form in forms):
        return None
    if len(branches) == 1:
        return forms[0]
    left = derivative(activation.call, X)
    absolute = call("Abs", activation.call)
    for form in forms:
        assert form is not None
        for right in (form.statement.right, form.statement.right.replace({activation.call: absolute})):
            claim = _claim(activation, left, right, (), "Through the function itself")
            if is_proved(claim):
                return claim
    return None


def _textbook(activation: Activation, left: Term) -> Claim | None:
    if activation.textbook is None:
        return None
    return _claim(activation, left, activation.textbook, (), "As textbooks write it", Companions.of_package())


def _claim(
    activation: Activation, left: Term, right: Term, domain: tuple[Term, ...], title: str,
    known: Companions | None = None,
) -> Claim:  # fmt: skip
    definitions = activation.definitions if known is None else known.definitions(activation, left, right)
    statement = Statement(left, "==", right, activation.hypotheses, domain, definitions)
    return prove_claim(statement, title)
