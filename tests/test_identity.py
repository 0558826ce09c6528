"""Certificates by name: one that was changed anywhere is not that of the statement that is named."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from corruptions import corrupt, exactly
from test_collapse_checker import CERTIFICATES as STACKS
from test_gradient_mutants import mutant, original

from derive.checker import Rejected, check
from derive.checker.__main__ import main
from derive.checker.identity import sealed, statement_id
from derive.gradients import names
from derive.pages import certificate_text
from derive.theorems import breaking, closure, dependence, named, rank, signals, sizes

MODULES = (closure, signals, sizes, rank, dependence, breaking)
CLOSURE = [name for module in MODULES for name in module.THEOREMS]
ROUNDS = 30


def forgers() -> list[tuple[Any, Callable[[Any, random.Random], tuple[Any, str]]]]:
    """Every certificate of the collapse, of closure and of gradients, and what bends it."""
    closures = [json.loads(json.dumps(named(name).certificate)) for name in CLOSURE]
    found = [(whole, corrupt) for whole in [*STACKS.values(), *closures]]
    return [*found, *((original(name), mutant) for name in names())]


def refusal(certificate: Any, statement: str | None = None) -> str:
    """Where a certificate is refused; nothing where it is accepted."""
    try:
        check(certificate, statement)
    except Rejected as refused:
        return refused.step or "somewhere"
    return ""


@pytest.mark.long
def test_all_mutants_are_refused(record_property: Callable[[str, object], None]) -> None:
    """Most by the mathematics alone, the others because they are not what was named, or not as sealed."""
    rng, told = random.Random("by name"), Counter[str]()
    for whole, bend in forgers():
        wanted, seal = statement_id(whole), sealed(whole)["seal"]
        assert not refusal(sealed(whole), wanted)
        done = 0
        while done < ROUNDS:
            forged, deed = bend(whole, rng)
            if not isinstance(forged, dict) or exactly(forged) == exactly(whole):
                continue
            done += 1
            assert refusal({**forged, "seal": seal}, wanted), deed
            if refusal(forged):
                told["mathematics"] += 1
            elif refusal(forged, wanted):
                told["statement"] += 1
                assert statement_id(forged) != wanted
            else:
                told["seal"] += 1  # another proof of the same statement, which it does prove
                assert exactly(forged["statement"]) == exactly(whole["statement"])
    total = sum(told.values())
    assert total >= 2_000
    assert told["mathematics"] > 0.9 * total
    record_property(
        "told",
        f"mutants of collapse, closure and gradients: {total}, all refused; {told['mathematics']} by the "
        f"mathematics alone, {told['statement']} are proofs of another statement, "
        f"{told['seal']} other proofs of the same one",
    )


def test_a_mutant_that_is_sealed_anew_is_no_certificate_of_the_named_statement() -> None:
    rng, whole = random.Random("sealed anew"), original("softmax-jacobian")
    kept = 0
    for _ in range(60):
        forged, deed = mutant(whole, rng)
        if isinstance(forged, dict) and exactly(forged.get("statement")) != exactly(whole["statement"]):
            assert refusal(sealed(forged), statement_id(whole)), deed
            kept += 1
    assert kept > 10


def test_the_id_is_that_of_the_canonical_json() -> None:
    certificate = named("closure/lora").certificate
    parts = {key: certificate[key] for key in ("statement", "kind", "claim")}
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    assert statement_id(certificate) == hashlib.sha256(text.encode()).hexdigest()
    assert statement_id({**certificate, "proof": []}) == statement_id(certificate)
    assert statement_id({**certificate, "claim": "step"}) != statement_id(certificate)


@pytest.mark.parametrize("seal", [None, 1, "", "0" * 64, [], True])
def test_a_wrong_seal_is_refused(seal: Any) -> None:
    assert refusal({**named("closure/lora").certificate, "seal": seal}) == "certificate.seal"


def test_values_that_cannot_be_written_are_refused() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for value in (deep, 10**10_000):
        forged = {**copy.deepcopy(named("closure/lora").certificate), "proof": value}
        assert refusal({**forged, "seal": "0"})
        assert refusal(forged, "0" * 12)


def test_the_command_line_wants_the_statement_that_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, certificate = tmp_path / "lora.json", named("closure/lora").certificate
    file.write_text(certificate_text(certificate), "utf-8")
    wanted, other = statement_id(certificate), statement_id(named("closure/linear").certificate)
    assert main([str(file)]) == 0
    assert f"statement {wanted[:12]}" in capsys.readouterr().out
    assert main(["--statement", wanted[:12], str(file)]) == 0
    assert main(["--statement", other, str(file)]) == 1
    assert f"found the statement {wanted[:12]}" in capsys.readouterr().err
    assert main(["--statement", wanted[:4], str(file)]) == 1
    assert "at least 12 digits" in capsys.readouterr().err
    assert main(["--statement", wanted]) == 2
    file.write_text(file.read_text("utf-8").replace('"r"', '"d"'), "utf-8")
    assert main([str(file)]) == 1
    assert "seal" in capsys.readouterr().err
