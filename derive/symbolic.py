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
from derive.calculus.elimination import Relation, relations
from derive.calculus.joints import Joint, jump, kink
from derive.calculus.pieces import Piece, Pieces, Seam, pieces
from derive.calculus.reduction import reduced, size
from derive.language.records import Activation, Claim, Statement
from derive.language.statements import closure
from derive.language.term import Term, call, derivative, symbol
from derive.language.tidy import tidy
from derive.proof.claims import is_proved, prove_claim
from derive.rules import DEFINITION, LOWER, PIECE, SIMPLIFY, TIDY, WRITTEN_OUT, apply
from derive.steps import Branch, Derivation, Jump, Kink, Rule, Step

X = symbol("x")
MAX_STEPS = 200
Taken = tuple[Rule, Term, Term]  # a rule, what stood before, and what stands after


def derivation(
    activation: Activation,
    order: int = 1,
    companions: Companions | None = None,
    lower: Derivation | None = None,
    told: bool = True,
) -> Derivation:
    """Derives an activation of one real variable x.

    ``order`` ≥ 1 is the order of the derivative. ``companions`` are functions by which a result may be
    named (softplus' = σ); by default those of the package's catalogue. ``lower`` is the derivation of the
    order below, where it is known already. Without ``told`` the steps are taken but neither proved nor kept;
    the whole is proved all the same. Raises ValueError for an order
    below 1 or a function without a rule, `derive.proof.search.GivenUp` where the pieces are not found.
    Source of the rules: `derive.rules`; of kinks: F. H. Clarke, Optimization and Nonsmooth Analysis
    (1983), theorem 2.5.1.
    """
    if order < 1:
        raise ValueError(f"expected an order of at least 1, found {order}")
    known = Companions.of_package() if companions is None else companions
    if order > 1 and lower is None:
        lower = derivation(activation, order - 1, known)
    base = activation.call if lower is None else lower.derivative
    cut = pieces(activation, None if lower is None else lower.derivative)
    branches = tuple(_branch(activation, piece, cut, lower, known, told) for piece in cut.open)
    kinks, jumps = _meetings(activation, base, branches, cut.seams)
    formula, claim = _whole(activation, order, branches, kinks, cut.apart)
    return Derivation(
        activation, order, branches, kinks, formula, claim,
        _common_form(activation, branches, order),
        _textbook(activation) if order == 1 else None,
        jumps,
    )  # fmt: skip


# -- one piece ---------------------------------------------------------------------------------------


def _branch(
    activation: Activation, piece: Piece, cut: Pieces, lower: Derivation | None, known: Companions, told: bool
) -> Branch:
    taken = tuple(_steps(activation, piece, cut, lower))
    slope = taken[-1][2]
    steps = tuple(_step(activation, piece, *one) for one in taken) if told else ()
    form, equation = None, None
    if lower is None and X.name in slope.symbols():
        form, equation = _self_form(activation, piece, slope, known)
    return Branch(piece.domain, piece.formula, steps, slope, form, equation)


def _steps(activation: Activation, piece: Piece, cut: Pieces, lower: Derivation | None) -> Iterator[Taken]:
    """One rule at a time, outermost derivative first; then the result is tidied, and simplified."""
    order = 1 if lower is None else lower.order + 1
    before = derivative(activation.call, X, order)
    for rule, formula in _beginnings(activation, piece, cut, lower):
        after = derivative(formula, X)
        yield rule, before, after
        before = after
    for _ in range(MAX_STEPS):
        inner = _first_derivative(before)
        if inner is None:
            break
        rule, _ = apply(inner)
        after = _everywhere(before, rule.name)
        yield rule, before, after
        before = after
    tidied = tidy(before)
    if tidied != before:
        yield TIDY, before, tidied
    simple = reduced(tidied, Statement(tidied, "==", tidied, activation.hypotheses, piece.domain))
    if size(simple) * 4 <= size(tidied) * 3:
        yield SIMPLIFY, tidied, simple


def _step(activation: Activation, piece: Piece, rule: Rule, before: Term, after: Term) -> Step:
    return Step(rule, before, after, _claim(activation, before, after, piece.domain, rule.title))


def _beginnings(
    activation: Activation, piece: Piece, cut: Pieces, lower: Derivation | None
) -> Iterator[tuple[Rule, Term]]:
    """What stands under the derivative at first: the definition, then the formula of the piece."""
    if lower is not None:
        yield LOWER, piece.formula
    elif cut.branching:
        yield PIECE, piece.formula
    else:
        yield DEFINITION, activation.formula
        if piece.formula != activation.formula:
            yield WRITTEN_OUT, piece.formula


def _first_derivative(term: Term) -> Term | None:
    """The leftmost derivative that holds no other."""
    found = (node for node in term.walk() if node.head == "Derivative")
    return next((node for node in found if "Derivative" not in node.args[0].heads()), None)


def _everywhere(term: Term, rule: str) -> Term:
    """The rule applied to every derivative for which it is the next one."""
    table = {}
    for node in term.walk():
        if node.head == "Derivative" and "Derivative" not in node.args[0].heads():
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
    best = next((r.solved for r in found if r.solved is not None and _worth(r, slope, activation)), None)
    if best is None or _explicit(best, activation):
        named = known.name_of(slope, base, activation.slug)
        best = named if named is not None else known.rewrite_quotient(best, piece.formula, base, activation)
    if best is None:
        return None, equation
    left = derivative(activation.call, X)
    claim = _claim(activation, left, best, piece.domain, "Through the function itself", known)
    return (claim if is_proved(claim) else None), equation


def _worth(relation: Relation, slope: Term, activation: Activation) -> bool:
    """A form in f and x alone may be twice as long as the derivative, one with more in it must be shorter."""
    assert relation.solved is not None
    length = size(relation.solved.replace({activation.call: symbol("y")}))
    return length <= size(slope) * (1 if relation.generators_left else 2)


def _explicit(form: Term, activation: Activation) -> bool:
    """X stands in the form by itself, not only inside the function."""
    return X.name in form.replace({activation.call: symbol("y")}).symbols()


# -- where pieces meet -------------------------------------------------------------------------------


def _meetings(
    activation: Activation, base: Term, branches: tuple[Branch, ...], seams: tuple[Seam, ...]
) -> tuple[tuple[Kink, ...], tuple[Jump, ...]]:
    kinks, jumps = [], []
    pairs = dict.fromkeys((branch.piece, branch.derivative) for branch in branches)
    formulas, slopes = [f for f, _ in pairs], [slope for _, slope in pairs]
    for seam in seams:
        joint = Joint(activation, base, seam.at, formulas, slopes, seam.formulas)
        corner = kink(joint)
        found = jump(joint) if corner is None else None
        kinks += [] if corner is None else [corner]
        jumps += [] if found is None else [found]
    return tuple(kinks), tuple(jumps)


# -- the whole ---------------------------------------------------------------------------------------


def _whole(
    activation: Activation,
    order: int,
    branches: tuple[Branch, ...],
    kinks: tuple[Kink, ...],
    apart: tuple[Term, ...],
) -> tuple[Term, Claim]:
    """One formula for the derivative, and the claim; where that is open, kept away from what is not known."""
    left = derivative(activation.call, X, order)
    domain = branches[0].domain if len(branches) == 1 else apart
    formula = _together(branches, kinks)
    closed = _with_equality(formula)
    first = [] if apart else [(closed, ()), (formula, ())]
    for right, where in dict.fromkeys([*first, (formula, domain)]):
        claim = _claim(activation, left, right, where, "The derivative")
        if is_proved(claim):
            return right, claim
    return formula, claim


def _together(branches: tuple[Branch, ...], kinks: tuple[Kink, ...]) -> Term:
    """One formula: the branches as cases, with the points where the derivative exists all the same."""
    slopes = {branch.derivative for branch in branches}
    smooth = [k.at for k in kinks if k.differentiable is True]
    if len(branches) == 1 or (len(slopes) == 1 and len(smooth) == len(kinks)):
        return branches[0].derivative
    cases = []
    for branch in branches:
        parts = [_closed(part, smooth) for part in branch.domain]
        condition = parts[0] if len(parts) == 1 else call("and", *parts)
        cases.append(call("case", branch.derivative, condition))
    return call("Piecewise", *cases)


def _closed(part: Term, smooth: list[Term]) -> Term:
    """X > c becomes x >= c where the derivative exists at c."""
    if part.head == "gt" and part.args[0] == X and part.args[1] in smooth:
        return call("ge", *part.args)
    return part


def _with_equality(term: Term) -> Term:
    """A > b becomes a >= b for letters other than x: no parameter is left out between two cases."""
    if term.head in ("gt", "lt") and X.name not in term.symbols():
        return call("ge" if term.head == "gt" else "le", *term.args)
    return Term(term.head, tuple(map(_with_equality, term.args)), term.value)


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


def _textbook(activation: Activation) -> Claim | None:
    if activation.textbook is None:
        return None
    left = derivative(activation.call, X)
    return _claim(activation, left, activation.textbook, (), "As textbooks write it", Companions.of_package())


def _claim(
    activation: Activation, left: Term, right: Term, domain: tuple[Term, ...], title: str,
    known: Companions | None = None,
) -> Claim:  # fmt: skip
    known_ = activation.definitions if known is None else known.definitions(activation, left, right)
    definitions = closure((left, right, *domain), {d.name: d for d in known_})
    spoken = frozenset[str]().union(*(term.symbols() for term in (left, right, *domain)))
    hypotheses = tuple(part for part in activation.hypotheses if part.symbols() & spoken)
    return prove_claim(Statement(left, "==", right, hypotheses, domain, definitions), title)
