"""From records to page models: which claims, steps and names stand on a page. No mathematics here.

>>> from derive.language.catalogue import Catalogue
>>> catalogue = Catalogue.load()
>>> entry = listing(catalogue["sigmoid"], Writer("certificates/sigmoid", symbols(catalogue)))
>>> entry.name, entry.path
('Sigmoid', 'activations/sigmoid.md')
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from derive.checker.identity import SHORTEST, sealed, statement_id
from derive.facts.landmarks import Landmarks
from derive.labels import FAMILIES, FRAMEWORKS
from derive.language.latex import latex
from derive.language.records import Activation, Claim, FrameworkName, Parameter, Reference, Status
from derive.language.term import Term, number, symbol
from derive.language.tidy import tidy
from derive.models import (
    ActivationPage,
    BranchView,
    ClaimView,
    CurveView,
    FamilyPage,
    FigureView,
    JumpView,
    KinkView,
    LevelView,
    Listing,
    NameView,
    ParameterView,
    ProofPart,
    ProofRow,
    ReferenceView,
    StepView,
    TheoremView,
    TurnView,
)  # fmt: skip
from derive.proof.exposition import ProofLine
from derive.steps import Branch, Jump, Kink, Step
from derive.study import Study

# What takes no room on a line: names of commands, braces, spaces.
INVISIBLE = re.compile(r"\\(?:begin|end)\{\w+\}|\\(?:frac|left|right|operatorname)|[{}\s]|(?<=\\)[A-Za-z]+")
ONE_LINE, IN_A_COLUMN, SHORT = 48, 36, 8
SIGNS: Mapping[str, str] = {"==": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}


class Writer:
    """Makes the models of one page; what goes into certificates is collected in ``files``.

    ``folder`` is the folder of the certificates within the site; ``symbols`` maps the names of functions,
    parameters and variables to LaTeX.
    """

    def __init__(self, folder: str, symbols: Mapping[str, str]) -> None:
        self.folder = folder
        self.symbols = symbols
        self.files: dict[str, str] = {}

    def tex(self, term: Term, **further: str) -> str:
        """The LaTeX of a term."""
        return latex(term, {**self.symbols, **further})

    def claim(self, claim: Claim, title: str = "") -> ClaimView:
        """A claim as it is printed; its certificate becomes a file."""
        asked = claim.statement
        conditions = dict.fromkeys((*asked.hypotheses, *asked.domain, *claim.domain))
        names = sorted(asked.left.free() | asked.right.free(), key=lambda name: (name != "x", name))
        path = self.certificate(claim)
        return ClaimView(
            id=claim.id,
            title=title or claim.title,
            status=claim.status.value,
            latex=equation(self.tex(asked.left), SIGNS[asked.relation], self.tex(asked.right)),
            right=self.tex(asked.right),
            conditions=tuple(map(self.tex, conditions)),
            variables=tuple(self.tex(symbol(name)) for name in names),
            certificate=path,
            file=f"{claim.id}.json" if path else "",
            command=_command(claim),
            evidence=", ".join(str(v) for k, v in claim.evidence.items() if k != "certificate"),
        )

    def certificate(self, claim: Claim) -> str:
        """The path of a claim's certificate, which becomes a file; empty where there is none."""
        certificate = claim.evidence.get("certificate")
        path = f"{self.folder}/{claim.id}.json" if certificate else ""
        if certificate and path not in self.files:
            self.files[path] = certificate_text(certificate)
        return path

    def maybe(self, claim: Claim | None, title: str = "") -> ClaimView | None:
        return None if claim is None else self.claim(claim, title)

    def step(self, step: Step) -> StepView:
        rule = step.rule
        return StepView(rule.title, rule.name, rule.latex, rule.sentence, self.claim(step.claim))

    def branch(self, branch: Branch, equation: Claim | None) -> BranchView:
        return BranchView(
            domain=tuple(map(self.tex, branch.domain)),
            piece=self.tex(branch.piece),
            steps=tuple(map(self.step, branch.steps)),
            derivative=self.tex(branch.derivative),
            self_form=self.maybe(branch.self_form),
            equation=self.tex(branch.equation, dy="y'") if branch.equation else "",
            equation_claim=self.maybe(equation),
        )

    def kink(self, kink: Kink, value: Claim) -> KinkView:
        decided = isinstance(kink.differentiable, bool)
        low, high = map(self.tex, kink.clarke)
        return KinkView(
            at=f"x = {self.tex(kink.at)}",
            value=self.claim(value),
            left=self.claim(kink.left_claim),
            right=self.claim(kink.right_claim),
            differentiable=("yes" if kink.differentiable else "no") if decided else "if",
            condition="" if isinstance(kink.differentiable, bool) else self.tex(kink.differentiable),
            clarke=rf"[{low}, {high}]" if kink.ordered else rf"\operatorname{{conv}}\{{{low}, {high}\}}",
            ordered=kink.ordered,
        )

    def jump(self, jump: Jump) -> JumpView:
        levels = []
        if jump.value is not None and jump.value_claim is not None:
            levels.append(LevelView("value", self.tex(jump.value), self.claim(jump.value_claim)))
        for side, limit in (("left", jump.left), ("right", jump.right)):
            if limit is not None:
                levels.append(LevelView(side, self.tex(limit.value), self.claim(limit.claim)))
        return JumpView(f"x = {self.tex(jump.at)}", tuple(levels), jump.continuous is False)


def symbols(catalogue: Mapping[str, Activation], activation: Activation | None = None) -> dict[str, str]:
    """How the catalogue's functions, and the parameters of one of them, are written in LaTeX."""
    names = {entry.slug: entry.symbol for entry in catalogue.values()}
    return names | {p.name: p.latex for p in (activation.parameters if activation else ())}


def listing(activation: Activation, writer: Writer) -> Listing:
    """A function as it stands in an index."""
    return Listing(
        slug=activation.slug,
        name=activation.name,
        path=f"activations/{activation.slug}.md",
        summary=activation.summary,
        definition=f"{writer.tex(activation.call)} = {writer.tex(activation.formula)}",
        year=activation.year,
        aliases=activation.aliases,
        family=activation.family,
    )


def activation_page(
    study: Study, figures: Sequence[FigureView], writer: Writer, curve: CurveView | None = None
) -> ActivationPage:
    """The page of a function; its certificates are left in ``writer.files``."""
    activation, derivation = study.activation, study.derivation
    references = {r.key: reference_view(r) for r in activation.references}
    derivative, form = writer.claim(derivation.claim), writer.maybe(derivation.self_form)
    forms = [branch.self_form for branch in derivation.branches]
    above = (derivation.claim, derivation.self_form, derivation.textbook, *forms)
    shown = {claim.id for claim in (*above, *study.landmarks.claims()) if claim is not None}
    branches = zip(derivation.branches, study.equations, strict=True)
    return ActivationPage(
        entry=listing(activation, writer),
        symbol=activation.symbol,
        formula=str(activation.formula),
        parameters=tuple(
            ParameterView(
                p.latex, tuple(map(writer.tex, p.domain)), writer.tex(number(p.default)), p.description
            )
            for p in activation.parameters
        ),
        figures=tuple(figures),
        curve=curve,
        derivative=derivative,
        headline=form if form and set(form.conditions) <= set(derivative.conditions) else derivative,
        self_form=form,
        textbook=writer.maybe(derivation.textbook),
        textbook_source=references.get(activation.textbook_source or ""),
        branches=tuple(writer.branch(branch, claim) for branch, claim in branches),
        kinks=tuple(writer.kink(k, v) for k, v in zip(derivation.kinks, study.values, strict=True)),
        jumps=tuple(map(writer.jump, derivation.jumps)),
        turns=tuple(_turns(study.landmarks, activation.symbol, writer)),
        asymptotes=tuple(_lines(study.landmarks, activation.symbol, writer)),
        claims=tuple(writer.claim(claim) for claim in study.claims if claim.id not in shown),
        proved=sum(claim.status is Status.PROVED for claim in study.all_claims()),
        open=sum(claim.status is Status.OPEN for claim in study.all_claims()),
        names=tuple(name_view(row, writer) for row in activation.framework_names),
        references=tuple(references.values()),
    )


def _turns(found: Landmarks, name: str, writer: Writer) -> Iterator[TurnView]:
    """The extrema of the function, then those of its derivative."""
    for of, turns in ((name, found.extrema), (f"{{{name}}}'", found.slope_extrema)):
        for turn in turns:
            claim = writer.claim(turn.claim)
            if turn.exact_at is not None:
                latex = rf"{claim.latex} = {of}({writer.tex(turn.exact_at)})"
            else:
                rows = (rf"x &\approx {turn.at}", rf"{of}(x) &\approx {turn.value}")
                latex = rf"\begin{{aligned}} {rows[0]} \\ {rows[1]} \end{{aligned}}"
            yield TurnView(f"{turn.kind.capitalize()} of", of, latex, claim)


def _lines(found: Landmarks, name: str, writer: Writer) -> Iterator[ClaimView]:
    """The asymptotes, each titled by the line that is approached."""
    for of, lines in ((name, found.asymptotes), (f"{{{name}}}'", found.slope_asymptotes)):
        for line in lines:
            towards = r"\infty" if line.side == "right" else r"-\infty"
            level = tidy(number(line.slope) * symbol("x") + number(line.intercept))
            yield writer.claim(line.claim, rf"{of}(x) \to {writer.tex(level)},\; x \to {towards}")


def family_pages(pages: Sequence[ActivationPage]) -> tuple[FamilyPage, ...]:
    """The families in the order of the table above, then those that users name."""
    keys = {page.entry.family for page in pages}
    ordered = [key for key in FAMILIES if key in keys and key] + sorted(keys - FAMILIES.keys())
    ordered += [""] if "" in keys else []
    made = []
    for key in ordered:
        title, sentence = FAMILIES.get(key, (key[:1].upper() + key[1:], ""))
        members = tuple(page for page in pages if page.entry.family == key)
        name = _file_name(key)
        made.append(FamilyPage(title, sentence, f"activations/families/{name}.md", name, members))
    return tuple(made)


def theorem_view(
    latex: str, proof: Sequence[ProofLine], path: str, certificate: Mapping[str, Any]
) -> TheoremView:
    """A theorem as it is printed, with its proof; its certificate, which was accepted, lies at ``path``."""
    parts: list[ProofPart] = []
    for line in proof:
        left, sign, right = line.latex.partition(" = ")
        single = not sign or r"\quad" in line.latex
        shown = line.latex if single else equation(left, "=", right, IN_A_COLUMN)
        row = ProofRow(shown, line.sentence, line.latex.startswith("="))
        if parts and (parts[-1].kind, parts[-1].claim) == (line.part, line.claim):
            parts[-1] = ProofPart(line.part, line.claim, (*parts[-1].rows, row))
        else:
            parts.append(ProofPart(line.part, line.claim, (row,)))
    left, sign, right = latex.partition(" = ")
    stated = equation(left, sign.strip(), right) if sign and r"\quad" not in latex else latex
    file, stated_id = path.rpartition("/")[2], statement_id(certificate)[:SHORTEST]
    return TheoremView(stated, Status.PROVED.value, path, file, stated_id, tuple(parts))


def equation(left: str, sign: str, right: str, room: int = ONE_LINE) -> str:
    """``left sign right`` on one line, or on two where there is no room for about that many characters."""
    width = len(INVISIBLE.sub("", left))
    if width <= SHORT or width + len(INVISIBLE.sub("", right)) <= room:
        return f"{left} {sign} {right}"
    return rf"\begin{{aligned}} & {left} \\& \quad {sign} {right} \end{{aligned}}"


def certificate_text(certificate: Mapping[str, Any]) -> str:
    """A certificate as JSON, one line for each of its parts, with its seal."""
    rows = (
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in sealed(certificate).items()
    )
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _file_name(family: str) -> str:
    """A name for the family's file; one of its own for each family, whatever characters it is made of."""
    plain = re.sub(r"[^a-z0-9]+", "-", family.lower()).strip("-")
    if family and plain == family:
        return plain
    return f"{plain or 'family'}-{sha256(family.encode()).hexdigest()[:6]}"


def _command(claim: Claim) -> str:
    asked = claim.statement
    assume = "".join(f' --assume "{part}"' for part in asked.hypotheses)
    domain = "".join(f' --domain "{part}"' for part in asked.domain)
    return f'derive prove "{asked.term}"{assume}{domain}'


def _parameter(row: Parameter, writer: Writer) -> ParameterView:
    domain = tuple(map(writer.tex, row.domain))
    return ParameterView(row.latex, domain, writer.tex(number(row.default)), row.description)


def name_view(row: FrameworkName, writer: Writer) -> NameView:
    defaults = tuple(
        f"{writer.tex(symbol(name))} = {writer.tex(number(value))}" for name, value in row.defaults
    )
    return NameView(FRAMEWORKS.get(row.framework, row.framework), row.name, row.also, defaults, row.note)


def reference_view(row: Reference) -> ReferenceView:
    url = f"https://doi.org/{row.doi}" if row.doi else row.url or ""
    shown = row.doi or re.sub(r"^https?://", "", url)
    safe = url if re.fullmatch(r"https?://[^\s\"'<>()\[\]\\]+", url) else ""
    return ReferenceView(row.key, row.authors, row.title, row.year, row.venue, safe, shown)
