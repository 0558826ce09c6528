"""Programs to take away: a function and its derivative, out of what was derived and proved.

>>> from derive.language.catalogue import Catalogue
>>> from derive.symbolic import derivation
>>> made = routine(derivation(Catalogue.load()["silu"]))
>>> [view.title for view in programs(made)]
['SymPy', 'NumPy', 'PyTorch', 'JAX', 'C']
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.language.printers import TARGETS, Routine, UnprintableError, closed, hazards, program, sound
from derive.language.records import Claim
from derive.language.term import FUNCTIONS, Term, call, relation, symbol
from derive.proof.claims import is_proved
from derive.sheets.models import ProgramView
from derive.steps import Derivation, Kink

X = symbol("x")


def routine(found: Derivation) -> Routine:
    """What the programs are made from: of the proved forms of the derivative the one that computes best."""
    activation = found.activation
    known = activation.slug in FUNCTIONS  # tanh is tanh everywhere; its formula is for readers
    formula = activation.call if known else closed(activation.formula, activation.definitions)
    parameters = tuple((p.name, p.default) for p in activation.parameters)
    forms = [closed(found.derivative, activation.definitions), *_further(found)]
    best = min(forms, key=lambda form: hazards(sound(form)))
    return Routine(activation.slug, formula, _with_kinks(best, found.kinks), parameters)


def programs(made: Routine) -> tuple[ProgramView, ...]:
    """The programs in every language that has the functions they need."""
    return tuple(_views(made))


def _views(made: Routine) -> Iterator[ProgramView]:
    for target in TARGETS.values():
        try:
            lines = program(made, target).rstrip("\n").split("\n")
        except UnprintableError:  # the page leaves the language out
            continue
        yield ProgramView(target.name, target.title, target.language, tuple(lines))


def _further(found: Derivation) -> Iterator[Term]:
    """The derivative through the function itself, where it is proved wherever the derivative is."""
    form: Claim | None = found.self_form
    if form is not None and is_proved(form) and _reach(form) == _reach(found.claim):
        yield closed(form.statement.right, form.statement.definitions)


def _reach(claim: Claim) -> frozenset[Term]:
    """The conditions under which a claim holds."""
    return frozenset((*claim.statement.hypotheses, *claim.statement.domain, *claim.domain))


def _with_kinks(form: Term, kinks: tuple[Kink, ...]) -> Term:
    """The derivative with its values at points where the slopes agree for some parameters only."""
    cases = []
    for kink in kinks:
        if isinstance(kink.differentiable, Term):
            here = relation(X, "==", kink.at)
            cases.append(call("case", kink.right, call("and", here, kink.differentiable)))
    if not cases or form.head != "Piecewise":
        return form
    return Term("Piecewise", (*cases, *form.args))
