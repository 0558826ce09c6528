"""Every kind of fact with the check that holds it against mpmath; a kind without one is a complaint.

The kinds that `derive facts` tells are held against numbers by `benchmarks.facts`, the further ones here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import fact_averages as averages
import fact_families
import fact_radius
import fact_series as series
import mpmath as mp
from mp_values import NoValue
from told import DIGITS, Fact, Told, catalogue, close, real

from benchmarks.facts.checking import KINDS, complaints
from derive.checker import Rejected, check
from derive.facts.fact import Fact as FoundFact
from derive.facts.subject import Subject

Complaints = Iterator[str]
Check = Callable[[Told, Fact], Complaints]
Files = Mapping[str, str]


def wrong(slug: str, data: Mapping[str, Any], files: Files) -> list[str]:
    """What is wrong with the data of a function and its certificates, as far as numbers tell."""
    told = Told.of(catalogue()[slug], data["facts"])
    found = [f"{fact['kind']}: {c}" for fact in told.facts for c in _one(told, fact, files)]
    return [*found, *surveyed(data)]


def surveyed(data: Mapping[str, Any]) -> list[str]:
    """What is wrong with the kinds that `derive facts` tells."""
    kinks = next(fact for fact in data["facts"] if fact["kind"] == "kinks")
    answer = {"facts": data["facts"], "kinks": [kink["at"] for kink in kinks.get("kinks", ())]}
    return complaints({"name": data["slug"], "formula": data["formula"], "params": data["at"]}, answer)


def _one(told: Told, fact: Fact, files: Files) -> Complaints:
    if fact["kind"] not in CHECKS and fact["kind"] not in KINDS:
        yield f"no check for kind {fact['kind']!r}"
    yield from carried(fact, files)
    if fact["status"] == "open":
        if not fact.get("reason"):
            yield "open, and no reason is given"
    elif fact["kind"] in CHECKS:
        yield from against_values(told, fact)


def against_values(told: Told, fact: Fact) -> list[str]:
    """What numbers say against one fact of a further kind."""
    with mp.workdps(DIGITS):
        return list(CHECKS[fact["kind"]](told, fact))


def found_wrong(subject: Subject, facts: Sequence[FoundFact]) -> list[str]:
    """The same of facts of any function, as they were found, and their certificates."""
    told = Told(str(subject.function), subject, [fact.json() for fact in facts])
    found = [c for f, data in zip(facts, told.facts, strict=True) if f.status != "open"
             for c in against_values(told, data)]  # fmt: skip
    for fact in facts:
        proofs = [claim.evidence.get("certificate") for claim in fact.claims]
        if fact.status == "proved" and not (
            proofs and all(p and check(p).verdict == "proved" for p in proofs)
        ):
            found.append(f"{fact.statement}: proved, and a statement is not")
        if fact.status == "open" and not fact.reason:
            found.append(f"{fact.statement}: open, and no reason is given")
    return found


# -- certificates ---------------------------------------------------------------------------------------


def carried(fact: Fact, files: Files) -> Complaints:
    """A proved statement has a certificate that the checker accepts, and that is of this statement."""
    stated = fact["statements"]
    if fact["status"] == "proved" and not any(s["status"] == "proved" for s in stated):
        yield "proved, and no statement is"
    for statement in stated:
        if fact["status"] == "proved" and statement["status"] != "proved":
            yield f"proved, but {statement['statement']} is {statement['status']}"
        if statement["status"] == "proved":
            yield from _certificate(statement, files)


def _certificate(statement: Mapping[str, Any], files: Files) -> Complaints:
    name = statement["statement"]
    try:
        certificate = json.loads(files[statement["certificate"]])
        verdict = check(certificate).verdict
    except (KeyError, ValueError, Rejected) as error:
        yield f"{name}: {type(error).__name__} {error}"
        return
    if verdict != "proved":
        yield f"{name}: {verdict}"
    asked = certificate["statement"]
    canonical = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    if hashlib.sha256(canonical.encode()).hexdigest()[:12] != statement["id"]:
        yield f"{name}: the certificate is of another statement"
    read = catalogue().statement(name)
    if _plain([read.left, read.relation, read.right]) != [asked[k] for k in ("left", "relation", "right")]:
        yield f"{name}: the certificate does not state this"


def _plain(parts: Iterable[Any]) -> list[Any]:
    return [json.loads(json.dumps(p if isinstance(p, str) else p.json())) for p in parts]


# -- kinds of the survey that the benchmark does not look at ------------------------------------------------


def domain(told: Told, fact: Fact) -> Complaints:
    parts = [(real(p["from"]), real(p["to"])) for p in fact["intervals"]]
    for x in [mp.mpf(k) / 7 for k in range(-60, 61)]:
        if _has_value(told, x) != any(lo <= x <= hi for lo, hi in parts):
            yield f"a value or none at {mp.nstr(x, 8)}"
            return
    for part in fact["intervals"]:
        for end in ("from", "to"):
            x = real(part[end])
            if mp.isfinite(x) and _has_value(told, x) != part[f"{end}_closed"]:
                yield f"the end {part[end]} belongs to it, or not"


def _has_value(told: Told, x: mp.mpf) -> bool:
    try:
        told.f(x)
    except NoValue:
        return False
    return True


def smoothness(told: Told, fact: Fact) -> Complaints:
    """Derivatives from both sides agree up to the order of the class, and no further at some joint."""
    agreed = []
    for joint in told.joints:
        left, right = (told.jet(joint, side) for side in (-1, 1))
        here = [
            close(told.f(joint), left[0], 12),
            *(close(u, v, 6) for u, v in zip(left, right, strict=True)),
        ]
        agreed.append(next((k - 2 for k, same in enumerate(here) if not same), 99))
    found = min(agreed, default=99)
    said = fact["class"]
    names = {99: "C^oo", -1: "discontinuous", -2: "discontinuous"}
    if said.startswith("at least"):
        if found < int(said.rpartition("^")[2]):
            yield f"only C^{found}"
    elif names.get(found, f"C^{found}") != said:
        yield f"{said} is said, {names.get(found, f'C^{found}')} found"


def name(told: Told, fact: Fact) -> Complaints:
    if fact["slug"] is None:
        yield "the catalogue has it"
        return
    other = Subject.of(catalogue()[fact["slug"]])
    for x in told.points:
        if not close(Told("", other, ()).f(x), told.f(x), 40):
            yield f"{fact['slug']} has another value at {mp.nstr(x, 8)}"
            return


def exact_values(told: Told, fact: Fact) -> Complaints:
    bounds = told.kind("range")
    for row in fact["values"]:
        at, exact = told.at(row["at"]), told.at(row["value"])
        if not close(told.f(at), exact, 40):
            yield f"{row['value']} is not the value at {row['at']}"
        if bounds is None or not close(real(bounds[row["of"]]["value"]), exact, 28):
            yield f"{row['value']} is not the {row['of']}"


# -- relations ------------------------------------------------------------------------------------------


def point_symmetry(told: Told, fact: Fact) -> Complaints:
    a, b = map(real, fact["centre"])
    if not all(close(told.f(a + t) + told.f(a - t), 2 * b, 40) for t in map(abs, told.points)):
        yield f"no symmetry about {fact['centre']}"


def mirror_symmetry(told: Told, fact: Fact) -> Complaints:
    a = real(fact["axis"])
    if not all(close(told.f(a + t), told.f(a - t), 40) for t in map(abs, told.points)):
        yield f"no symmetry about x = {fact['axis']}"


def identities(told: Told, fact: Fact) -> Complaints:
    seen = 0
    for x, y in zip(told.points, reversed(told.points), strict=True):
        if not told.inside(fact["domain"], x):
            continue
        point = {"x": x, "y": y / 3, "c": abs(y)}
        try:
            left, right = (told.at(fact[side], **point) for side in ("left", "right"))
        except NoValue:
            continue
        seen += 1
        if not close(left, right, 30):
            yield f"{fact['left']} is {mp.nstr(left, 12)}, {fact['right']} is {mp.nstr(right, 12)}"
            return
    if not seen:
        yield f"{fact['left']} == {fact['right']} was seen nowhere"


CHECKS: Mapping[str, Check] = {
    "domain": domain,
    "smoothness": smoothness,
    "name": name,
    "exact values": exact_values,
    "point symmetry": point_symmetry,
    "mirror symmetry": mirror_symmetry,
    "identities": identities,
    "derivatives": series.derivatives,
    "differential equation": series.differential_equation,
    "extreme slopes": series.extreme_slopes,
    "gradient decay": series.gradient_decay,
    "taylor series": series.taylor_series,
    "radius of convergence": fact_radius.radius,
    "asymptotic expansion": series.asymptotic_expansion,
    "antiderivative": series.antiderivative,
    "inverse": series.inverse,
    "approximation error": averages.approximation_error,
    "gaussian moments": averages.moments,
    "initialisation gain": averages.gain,
    "variance fixed point": averages.fixed_point,
    "self-normalising": averages.normalising,
    "conditions": fact_families.conditions,
}
