"""The page of a function of several variables as a model: its Jacobian and properties, with their proofs.

>>> from derive.language.catalogue import Catalogue
>>> from derive.language.vectors import load_vectors
>>> function = load_vectors()["glu"]
>>> found = vector_page(function, VectorPen(function, Catalogue.load()), FigureView("", "", ""))
>>> [row.status for row in found.jacobian], found.entry.path
(['proved', 'proved'], 'vectors/glu.md')
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from derive.facts.jacobians import Matrix, instances, jacobian
from derive.facts.partials import partial
from derive.language.records import Claim, Statement, Status
from derive.language.term import Term, symbol
from derive.language.vectors import VectorClaim, VectorFunction
from derive.models import FigureView, KinkView, Listing
from derive.pages import name_view, reference_view
from derive.proof.claims import prove_claim
from derive.sheets.bibtex import bibtex
from derive.sheets.models import ProofLink
from derive.sheets.vector_models import (
    CitedView,
    EntryView,
    Notes,
    PropertyView,
    SizeView,
    SlopeView,
    VectorPage,
)
from derive.sheets.vector_pen import Moved, VectorPen
from derive.steps import Derivation, Kink
from derive.study import not_false

Sized = tuple[int, Claim]


def vector_page(function: VectorFunction, pen: VectorPen, figure: FigureView) -> VectorPage:
    """Proves everything that the page says; certificates are left in ``pen.files``."""
    matrices = {n: jacobian(function, n) for n in function.sizes}
    entries = bibtex(function)
    return VectorPage(
        entry=_listing(function, pen),
        formula=str(function.formula),
        inputs=function.inputs,
        scalar=function.scalar,
        notes=_notes(function),
        figure=figure,
        jacobian=tuple(_jacobian(function, matrices, pen)),
        sizes=tuple(_size(function, n, found, pen) for n, found in matrices.items()),
        slopes=tuple(_slopes(function, pen)),
        properties=tuple(_property(function, row, pen) for row in function.claims),
        cited=tuple(_cited(function)),
        names=tuple(name_view(row, pen) for row in function.names),
        references=tuple(map(reference_view, function.references)),
        data=f"data/{function.slug}.json",
        bib=f"data/{function.slug}.bib",
        bibtex=tuple(line for entry in entries for line in entry.rstrip("\n").split("\n")),
    )


def statement_id(function: VectorFunction, kind: str, said: str) -> str:
    """A permanent id: 12 hexadecimal digits of a hash of the function, the kind, and what is said."""
    meanings = {d.name: d.json() for d in function.definitions}
    subject = [function.slug, str(function.formula), function.inputs, meanings, kind, said]
    return sha256(json.dumps(subject, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:12]


def _listing(function: VectorFunction, pen: VectorPen) -> Listing:
    return Listing(
        function.slug, function.name, f"vectors/{function.slug}.md", function.summary, pen.definition,
        function.year, function.aliases, function.family,
    )  # fmt: skip


def _notes(function: VectorFunction) -> Notes:
    terms = (function.formula, *function.partials.values(), *function.domain)
    heads = frozenset().union(*(t.heads() for t in terms))
    return Notes("best_S" in heads, "Heaviside" in heads, "sign" in heads)


# -- the Jacobian ------------------------------------------------------------------------------------


def _jacobian(
    function: VectorFunction, matrices: dict[int, Matrix], pen: VectorPen
) -> Iterator[PropertyView]:
    """The derivative by x_k, or by each of the inputs with names, with the claims for its entries."""
    for k in range(1, len(function.inputs or "k") + 1):
        found = [
            (n, claim)
            for n, matrix in matrices.items()
            for row in matrix
            for claim in (row[k - 1 : k] if function.inputs else row)
        ]
        said = str(function.partial(k))
        name = function.inputs[k - 1] if function.inputs else "x_k"
        key = statement_id(function, "jacobian", f"{name}: {said}")
        title = f"The derivative by {name}" if function.inputs else "The derivative by each input"
        yield _view(function, key, title, pen.slope(k), function.domain, found, pen)


def _size(function: VectorFunction, n: int, matrix: Matrix, pen: VectorPen) -> SizeView:
    entries = tuple(
        EntryView(i, k, pen.claim(claim, ""))
        for i, row in enumerate(matrix, 1)
        for k, claim in enumerate(row, 1)
    )
    shown = "" if function.inputs or n > function.sizes[0] else pen.matrix(n)
    return SizeView(n, _status(claim for row in matrix for claim in row), entries, shown)


def _status(claims: Iterable[Claim]) -> str:
    """Proved where every claim is, as it stands."""
    whole = all(c.status is Status.PROVED and not c.domain for c in claims)
    return str(Status.PROVED if whole else Status.OPEN)


# -- step by step ------------------------------------------------------------------------------------


def _slopes(function: VectorFunction, pen: VectorPen) -> Iterator[SlopeView]:
    """Output 1 by input 1 and by the last one, for the smallest number of inputs."""
    n = function.sizes[0]
    names = function.variables(n)
    for k in range(1, len(names) + 1):
        if k in (1, len(names)):
            yield _slope(function, partial(function, 1, k, n), names, k, pen)


def _slope(
    function: VectorFunction, found: Derivation, names: Sequence[str], k: int, pen: VectorPen
) -> SlopeView:
    """The derivation, with the input that moves by its own name again, and the output as f."""
    of = "f" if function.scalar else "f_1"
    by = pen.tex(symbol(names[k - 1]))
    own = VectorPen(function, pen.catalogue, {"x": by}, Moved(found.activation.slug, k - 1, of))
    branches = tuple(
        own.branch(replace(branch, self_form=None, equation=None), None) for branch in found.branches
    )
    kinks = tuple(_kink(found, kink, by, own) for kink in found.kinks)
    result = own.claim(found.claim, "The result")
    pen.files.update(own.files)
    return SlopeView(of, by, result, branches, kinks)


def _kink(found: Derivation, kink: Kink, by: str, pen: VectorPen) -> KinkView:
    there = found.activation.call.replace({symbol("x"): kink.at})
    value = Statement(there, "==", kink.value, (), (), found.activation.definitions)
    view = pen.kink(kink, prove_claim(value, "The value"))
    return replace(view, at=f"{by} = {pen.tex(kink.at)}")


# -- properties --------------------------------------------------------------------------------------


def _property(function: VectorFunction, row: VectorClaim, pen: VectorPen) -> PropertyView:
    found = [(n, claim) for n in row.sizes for claim in instances(function, row, n)]
    key = statement_id(function, "property", str(row.claim))
    view = _view(function, key, row.name, pen.indexed(row.claim), row.domain, found, pen)
    return replace(view, distinct=row.distinct)


def _view(
    function: VectorFunction,
    key: str,
    title: str,
    latex: str,
    domain: Sequence[Term],
    found: Sequence[Sized],
    pen: VectorPen,
) -> PropertyView:
    """A property that is proved for the sizes for which each of its claims is, as it stands."""
    unproved = [(n, c) for n, c in found if c.status is not Status.PROVED or c.domain]
    sizes = sorted({n for n, _ in found} - {n for n, _ in unproved})
    for n, claim in unproved:
        not_false(claim, f"{function.slug}: {title}, n = {n}")
    reasons = dict.fromkeys(str(c.evidence.get("reason", "it holds on a part only")) for _, c in unproved)
    return PropertyView(
        id=key,
        title=title,
        status=(Status.PROVED if sizes else Status.OPEN).value,
        latex=latex,
        conditions=tuple(map(pen.condition, domain)),
        distinct=False,
        sizes=() if function.inputs else tuple(sizes),
        proofs=tuple(ProofLink(c.id, c.status.value, pen.certificate(c)) for n, c in found if n in sizes),
        reason="; ".join(reasons),
    )


def _cited(function: VectorFunction) -> Iterator[CitedView]:
    sources = {row.key: reference_view(row) for row in function.references}
    for row in function.cited:
        key = statement_id(function, "cited", row.text)
        yield CitedView(key, row.name, row.text, row.place, sources[row.source])
