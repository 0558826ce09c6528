"""What prove() decides: identities by relations of functions, cells, signs, points, and nothing at all."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import mpmath as mp
import pytest
from mp_values import NoValue, holds, value
from prover_rows import FALSE, TRUE, VACUOUS

import derive
from derive.checker import Rejected, check
from derive.checker.angles import parts_of
from derive.checker.cosines import minimal_cosine
from derive.checker.polyseries import polylog
from derive.checker.series import FUNCTIONS
from derive.language.catalogue import Catalogue
from derive.proof import guard
from derive.proof.factors import primes
from derive.proof.guard import Worker
from derive.proof.prover import Proved, Refuted, Undecided, Vacuous, prove
from derive.proof.search import Search

CATALOGUE = Catalogue.load()
TINY = mp.mpf(10) ** -50
WANTED = {
    "==": lambda d: abs(d) < TINY,
    "<=": lambda d: d < TINY,
    ">=": lambda d: d > -TINY,
    "<": lambda d: d < 0,
    ">": lambda d: d > 0,
}
ROWS = [row if isinstance(row, tuple) else (row,) for rows in TRUE.values() for row in rows]
PLAIN = [row for row in ROWS if "Derivative" not in row[0]]  # mpmath has no derivative of a term


def stated(row):
    text, *domain = row
    return CATALOGUE.statement(text, [], domain)


def points(statement, seed):
    """Points of the hypotheses, simple ones among them."""
    rng = random.Random(seed)
    names = sorted({name for term in (statement.left, statement.right) for name in term.symbols()})
    for _ in range(150):
        at = {name: mp.mpf(rng.randint(-32, 32)) / rng.choice([1, 8, 10, 10]) for name in names}
        if all(holds(h, at, statement.definitions) for h in (*statement.hypotheses, *statement.domain)):
            yield at


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_true_statements_are_proved(row) -> None:
    verdict = prove(stated(row))
    assert isinstance(verdict, Proved), verdict
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "proved"


@pytest.mark.parametrize("row", PLAIN, ids=[row[0] for row in PLAIN])
def test_the_domain_is_where_both_sides_have_a_value(row) -> None:
    """mpmath evaluates both sides: they agree on the domain of the answer, and have no value outside."""
    statement = stated(row)
    verdict = prove(statement)
    seen = 0
    with mp.workdps(100):
        for at in points(statement, row[0]):
            try:
                sides = [value(side, at, statement.definitions) for side in (statement.left, statement.right)]
            except NoValue:
                continue
            assert all(holds(c, at, statement.definitions) for c in verdict.domain), at
            difference = sides[0] - sides[1]
            assert WANTED[statement.relation](difference / (1 + abs(sides[0]))), at
            seen += 1
    assert seen >= 1


@pytest.mark.parametrize("text", FALSE)
def test_false_statements_are_refuted(text) -> None:
    verdict = prove(stated((text,)))
    assert isinstance(verdict, Refuted), verdict
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "refuted"


@pytest.mark.parametrize("row", VACUOUS, ids=[row[0] for row in VACUOUS])
def test_vacuous_statements_are_said_to_be_vacuous(row) -> None:
    verdict = prove(stated(row))
    assert isinstance(verdict, Vacuous), verdict
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "vacuous"
    for wrong in ("proved", "refuted"):
        with pytest.raises(Rejected):
            check({**verdict.certificate, "verdict": wrong, "domain": [], "witness": {}, "point": {}})


def test_a_statement_with_a_point_is_not_vacuous() -> None:
    proved = prove(stated(("log(x**2) == 2*log(x)",)))
    with pytest.raises(Rejected, match="no cell where both sides have a value"):
        check({**proved.certificate, "verdict": "vacuous"})


def test_a_long_number_is_not_taken_apart() -> None:
    """Its primes might take hours; small ones and a power are seen all the same."""
    one, other = 2**521 - 1, 2**607 - 1
    assert primes(Fraction(6 * one * other)) == [(2, 1), (3, 1), (one * other, 1)]
    assert primes(Fraction(one**2, 5)) == [(one, 2), (5, -1)]
    assert isinstance(prove(stated((f"exp(sin(x)) >= {one * other}",))), Refuted)


def test_where_the_answer_depends_on_how_it_is_asked() -> None:
    """|x|/x == sign(x): at 0 the left side has no value, so the domain leaves it out."""
    assert [str(c) for c in prove(stated(("Abs(x)/x == sign(x)",))).domain] == ["x != 0"]
    everywhere = "Piecewise((Abs(x)/x, x != 0), (1, True)) == sign(x)"
    assert prove(stated((everywhere,))).point == {"x": 0}


def test_a_domain_names_the_factors_that_sine_and_cosine_have_together() -> None:
    """Without sin² + cos² = 1 the denominator 1 - cos² + sin has no factors."""
    quotients = prove(stated(("1/sin(x) - 1/(sin(x) + 1) == 1/(sin(x)**2 + sin(x))",)))
    assert [str(c) for c in quotients.domain] == ["sin(x) != 0", "sin(x) > -1"]
    square = prove(stated(("(1 + 2*sin(x)*cos(x))/(1 + 2*sin(x)*cos(x)) == 1",)))
    assert [str(c) for c in square.domain] == ["sin(x) + cos(x) != 0"]


def test_a_witness_is_looked_for_near_zero_too() -> None:
    text = "asinh(x)/x - 2*sqrt(x) == sqrt(asinh(x)/x - 2*sqrt(x))**2"
    assert prove(stated((text,))).certificate["witness"] == {"x": ["rational", 1, 10]}


def test_exact_points_are_shown_as_formulas() -> None:
    verdict = prove(stated(("x**2 != 2",)))
    assert {name: str(v) for name, v in verdict.point.items()} == {"x": "sqrt(2)"}
    moved = json.loads(json.dumps(verdict.certificate).replace('["mul", -1, -2', '["mul", -1, -3'))
    assert moved != verdict.certificate
    with pytest.raises(Rejected):
        check(moved)


@pytest.mark.parametrize(
    ("text", "assume"),
    [
        ("x**4 == 4", ("x**2 == 2",)),
        ("x == sqrt(2)", ("x**2 == 2", "x > 0")),
        ("x*y == sqrt(6)", ("x**2 == 2", "y**2 == 3", "x > 0", "y > 0")),
        ("x**6 == 4", ("x**3 == 2",)),
        ("x**5 == 5*x + 3", ("x**2 == x + 1",)),
        ("x == E", ("log(x) == 1",)),
        ("sqrt(sin(x) - 1) == 0", ()),
        ("x == -sqrt(2)", ("x**2 == 2", "x < 1")),
        ("sin(2*x)**2 == 1", ("cos(2*x) == 0",)),
    ],
)
def test_a_witness_may_be_irrational(text, assume) -> None:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert isinstance(verdict, Proved), verdict
    certificate = json.loads(json.dumps(verdict.certificate))
    assert check(certificate).verdict == "proved"
    with pytest.raises(Rejected):
        check({**certificate, "witness": dict.fromkeys(certificate["witness"], 3)})


@pytest.mark.parametrize(
    ("text", "assume"),
    [
        ("x == y", ("x**3 == y**3",)),
        ("x == 0", ("x**2 + y**2 == 0",)),
        ("x + y == 0", ("x**2 + x*y + y**2 == 0",)),
    ],
)
def test_an_equation_is_looked_at_by_the_signs_of_its_symbols(text, assume) -> None:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert isinstance(verdict, Proved), verdict
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "proved"


def test_an_equation_with_further_real_points_proves_nothing() -> None:
    for text, assume in (("x == y", "x**4 == y**4"), ("x == 0", "x**2 - y**2 == 0")):
        verdict = prove(CATALOGUE.statement(text, [assume]))
        assert isinstance(verdict, Refuted), verdict


def test_two_equations_are_solved_for_a_counter_example() -> None:
    verdict = prove(CATALOGUE.statement("x*y == sqrt(6)", ["x**2 == 2", "y**2 == 3"]))
    assert isinstance(verdict, Refuted), verdict


def test_a_cell_is_not_empty_because_someone_says_so() -> None:
    statement = stated(("x == 1",)).json()
    split = {"split": "x", **{sign: {"leaf": "empty", "fact": 0} for sign in ("neg", "zero", "pos")}}
    forged = {"format": "derive-certificate", "version": 1, "kind": "statement", "verdict": "proved",
              "statement": statement, "domain": [], "witness": {"x": 1}, "proof": split}  # fmt: skip
    with pytest.raises(Rejected, match="cannot be"):
        check(forged)


@pytest.mark.parametrize("m", [*range(1, 41), 60, 84, 120])
def test_minimal_polynomials_of_cosines(m) -> None:
    p = minimal_cosine(m)
    with mp.workdps(50):
        at = mp.cos(2 * mp.pi / m)
        assert abs(sum(mp.mpf(c.numerator) / c.denominator * at**k for k, c in enumerate(p))) < 1e-40
    degrees = sum(len(minimal_cosine(d)) - 1 for d in range(1, m + 1) if m % d == 0)
    assert degrees == m // 2 + 1  # the degrees of the divisors' polynomials add up
    assert p[-1] == 1


@pytest.mark.parametrize("s", [2, 3, 5])
def test_enclosures_of_polylogarithms(s) -> None:
    rng = random.Random(s)
    high = {2: 400, 3: 400}.get(s, 89)
    for _ in range(60):
        x = Fraction(rng.randint(-high if s < 4 else -89, 89), 100)
        if s > 2 and Fraction(9, 10) < -x < Fraction(10, 9):
            continue  # no enclosure is promised there
        lo, hi = polylog(s, (x, x), 120)
        with mp.workdps(60):
            true = mp.polylog(s, mp.mpf(x.numerator) / x.denominator).real
            assert mp.mpf(lo.numerator) / lo.denominator <= true <= mp.mpf(hi.numerator) / hi.denominator
        assert hi - lo < Fraction(1, 2**100)


@pytest.mark.parametrize(("kind", "f"), [("sin", mp.sin), ("cos", mp.cos)])
def test_enclosures_of_sine_and_cosine_far_from_0(kind, f) -> None:
    rng = random.Random(kind)
    for size in (2, 3, 20, 100, 1_000):
        x = Fraction(rng.randint(-(10**size), 10**size), rng.choice([1, 7]))
        wide = rng.choice([Fraction(0), Fraction(1, 10**9), Fraction(1, 3)])
        lo, hi = FUNCTIONS[kind]((x - wide, x + wide), 120)
        with mp.workdps(1_100):
            for u in (x - wide, x, x + wide):
                true = f(mp.mpf(u.numerator) / u.denominator)
                assert mp.mpf(lo.numerator) / lo.denominator <= true <= mp.mpf(hi.numerator) / hi.denominator
        assert hi - lo <= 2 * wide + Fraction(1, 2**100)
    with pytest.raises(Rejected):
        FUNCTIONS[kind]((Fraction(10**2_000), Fraction(10**2_000)), 120)


def test_a_sum_of_angles_is_read_as_it_is_written() -> None:
    half = ("mul", Fraction(1, 2), "x")
    assert parts_of(half) == [(Fraction(1, 2), "x")]
    assert parts_of(("add", ("mul", 1, half), ("pi",))) == [(1, half), (1, ("pi",))]


@pytest.mark.parametrize(("text", "assume"), [
    ("z > 0", ["Derivative(x**4, x, 4) + z**y > 0"]),
    ("z > 0", ["Derivative(x**4, x, 4)*z**y > 0"]),
    ("Derivative(x**5, x, 4) + z**y > 120*x", []),
])  # fmt: skip
def test_a_power_with_a_symbol_in_its_exponent_is_positive_beside_any_derivative(text, assume) -> None:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert isinstance(verdict, Proved), verdict


PIECES = "Derivative(Piecewise((Derivative({}, y, 4), x < 0), (Derivative({}, y, 4), True)), x) > 0"


@pytest.mark.parametrize(("text", "assume"), [
    (PIECES.format("y**4*erf(z)", "z**4*erf(y)"), ["x == 0", "y == z", "y > 0"]),
    (PIECES.format("exp(2*y)*sin(z)", "exp(2*z)*sin(y)"),
     ["x == 0", "y > 1/2", "y < 2", "z > y - 1/100", "z < y + 1/100"]),
])  # fmt: skip
def test_pieces_that_differ_have_no_derivative_where_their_symbols_meet(text, assume) -> None:
    """They are derivatives by a symbol that has a value at the point, of which they are other functions."""
    assert not isinstance(prove(CATALOGUE.statement(text, assume)), Refuted | Proved)


@pytest.mark.parametrize("text", [
    "Derivative(Max(Derivative(x**6, x, 4), -x**2), x) > 0",
    "Derivative(Derivative(y**6*x, y, 4) + Abs(y)**3, y) == y",
])  # fmt: skip
def test_a_derivative_of_high_order_inside_another_at_a_point(text) -> None:
    verdict = prove(CATALOGUE.statement(text))
    assert isinstance(verdict, Refuted)
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "refuted"


@pytest.mark.parametrize(("text", "domain"), [
    ("Derivative(Derivative(prelu(x, a), a), x) == Heaviside(-x)", ["x != 0"]),
    ("Derivative(Derivative(elu(x, a), a), x) == Piecewise((exp(x), x < 0), (0, True))", ["x != 0"]),
    ("Derivative(Derivative(x*Abs(x)*exp(y), y), x) == 2*Abs(x)*exp(y)", []),
    ("Derivative(Derivative(x*Abs(x)*y**3, y, 2), x) == 12*Abs(x)*y", []),
    ("Derivative(Derivative(Max(x, 0)**2*y**2, y), x) == 4*y*Max(x, 0)", []),
])  # fmt: skip
def test_a_mixed_derivative_where_pieces_meet(text, domain) -> None:
    verdict = prove(CATALOGUE.statement(text))
    assert isinstance(verdict, Proved), verdict
    assert [str(condition) for condition in verdict.domain] == domain
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "proved"


LONG = "Derivative(Derivative(x**3*y + exp(x)*sin(x)*(1 + x**2)**(1/2), x, 3) + Max(z, z), z)"


@pytest.mark.parametrize(("inside", "assume", "wrong", "right"), [
    ("Derivative(Derivative(Max(x**2, x**2), x), y)", ["x == 2*y"], "4", "0"),
    ("Derivative(y*Derivative(Max(x**2, x**2), x), y)", ["x == 2*y"], "8*y", "4*y"),
    ("Derivative(Derivative(Abs(x - w)**3 + x**2, x), y)", ["x == y", "w == y"], "2", "0"),
    ("Derivative(Abs(y)**3 + Derivative(Max(x**2, x**2), x), y)", ["x == y", "y == 0"], "2", "0"),
    (LONG, ["y == z**2"], "1 + 12*z", "1"),
])  # fmt: skip
def test_an_equation_says_nothing_of_how_a_derivative_moves(inside, assume, wrong, right) -> None:
    """By x at x = 2y it holds no y, and is constant as a function of it."""
    assert isinstance(prove(CATALOGUE.statement(f"{inside} == {wrong}", assume)), Refuted)
    assert isinstance(prove(CATALOGUE.statement(f"{inside} == {right}", assume)), Proved | Undecided)


@pytest.mark.parametrize("text", [
    "Derivative(Derivative(Max(x*y, 0), y), x) == Heaviside(x*y) + 1",
    "Derivative(Derivative(sin(x)*y*Abs(x)/x, y), x) == cos(x)",
    "Derivative(Derivative(Abs(x - y)**3, y), x) == 6*Abs(x - y)",
    "Derivative(Derivative(Piecewise((x*y, x > 0 and y < 3), (exp(x*y), x < 5 or not y > 2)), y), x) == 2",
    "Derivative(Derivative(Min(x*y, x + y, 7) + sign(x)*y*x, y), x) == 5",
    "Derivative(Max(x**6, 1), x, 5) == 720*x",
])  # fmt: skip
def test_a_derivative_at_a_point_is_that_of_the_branch_around_it(text) -> None:
    verdict = prove(CATALOGUE.statement(text))
    assert isinstance(verdict, Refuted), verdict
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "refuted"


@pytest.mark.parametrize(("text", "assume", "kind"), [
    ("log(sqrt(log(x)*(log(x) - exp(1))) - log(x)) < 5", "x*y > 1", Undecided | Refuted),  # false far out
    ("exp(log(sqrt(log(x)*(log(x) - exp(1))) - log(x))/2) > 0", "x*y > 1", Proved),
    ("polylog(2, LambertW(a)**2) + polylog(2, -LambertW(a)**2) <= polylog(2, LambertW(a)**4)/2", "z == -x",
     Proved),
])  # fmt: skip
def test_a_split_may_ask_for_finer_generators_or_another_field(text, assume, kind) -> None:
    assert isinstance(prove(CATALOGUE.statement(text, [assume]), 5), kind)


@pytest.mark.parametrize(("text", "domain"), [
    ("RightDerivative(0, t, log(x)) == 0", ["x > 0"]),
    ("LeftDerivative(y, t, 1/x) == 0", ["x != 0"]),
    ("LeftDerivative(y, t, 1/0**x) == 0", None),
    ("sin(Abs(-1)) < RightDerivative(0, x, atanh(E))", None),
])  # fmt: skip
def test_a_one_sided_derivative_needs_a_point(text, domain) -> None:
    verdict = prove(CATALOGUE.statement(text))
    assert isinstance(verdict, Vacuous if domain is None else Proved)
    assert domain is None or [str(condition) for condition in verdict.domain] == domain


@pytest.mark.parametrize("text", ["2**x*(1 + sqrt(2))**x > 0", "(1 + pi)**x + 2**x > 1"])
def test_a_root_with_a_large_index_makes_no_long_list(text) -> None:
    """Of a billion powers of a root nothing is asked; before, the list of them was made first."""
    assert isinstance(prove(CATALOGUE.statement(text, (), ("x == 1/1000000000",))), Proved)


@pytest.mark.parametrize(("text", "assume"), [
    ("log(x) < x**(1/100)", []), ("Abs(atan(x)) < 157/100", []), ("x**(1/101) > 2 - x**(3/200)", ["x > 1/2"]),
])  # fmt: skip
def test_a_root_of_high_index_and_a_far_point_refute(text, assume) -> None:
    assert isinstance(prove(CATALOGUE.statement(text, assume)), Refuted)


def test_a_refutation_on_an_equation_looks_into_the_cell() -> None:
    """Where y exp y = x, only y < -1 is no value of LambertW: x is written through such a y."""
    verdict = prove(CATALOGUE.statement("y == LambertW(x)", ["y*exp(y) == x"]))
    assert isinstance(verdict, Refuted)
    assert verdict.point["y"] < -1
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "refuted"


def test_a_quotient_derived_many_times_where_it_is_filled_in_keeps_its_time() -> None:
    """Each derivative holds all before it: written out they double."""
    sinc = "Derivative(Piecewise((sin(x)/x, x != 0), (1, True)), x, {})"
    begin = time.process_time()
    assert isinstance(prove(CATALOGUE.statement(sinc.format(30) + " == 0", ["x == 0"]), 1), Undecided)
    assert time.process_time() - begin < 4
    assert isinstance(prove(CATALOGUE.statement(sinc.format(4) + " == 1/5", ["x == 0"])), Proved)


@pytest.mark.parametrize("kind", ["sin", "cos"])
@pytest.mark.parametrize("half", range(-3, 4))
def test_the_sign_of_a_wave_between_its_zeros(kind: str, half: int) -> None:
    """Far out the question may stay open, but is never answered wrongly."""
    begin = half - Fraction(1, 2) if kind == "cos" else Fraction(half)
    up, down = (">", "<") if half % 2 == 0 else ("<", ">")
    for closed in ("", "="):
        ends = [f"x >{closed} {begin}*pi", f"x <{closed} {begin + 1}*pi"]
        found = prove(CATALOGUE.statement(f"{kind}(x) {up}{closed} 0", ends))
        assert isinstance(found, Proved if abs(half) < 3 else Proved | Undecided), found
        assert isinstance(prove(CATALOGUE.statement(f"{kind}(x) {down}{closed} 0", ends)), Refuted)
    wider = [f"x > {begin}*pi - 1/10**9", f"x < {begin + 1}*pi"]
    assert not isinstance(prove(CATALOGUE.statement(f"{kind}(x) {up} 0", wider), 2), Proved)


@pytest.mark.parametrize(("text", "assume"), [
    ("asin(sin(pi/2)) == pi/2", []),
    ("asin(sin(x)) == x", ["-pi/2 <= x", "x <= pi/2"]),
    ("asin(sin(x)) == pi - x", ["pi/2 <= x", "x <= 3*pi/2"]),
    ("asin(cos(x)) == pi/2 - x", ["0 <= x", "x <= pi"]),
    ("sqrt(1 - sin(x)**2) == -cos(x)", ["pi/2 <= x", "x <= 3*pi/2"]),
])  # fmt: skip
def test_an_inverse_on_a_half_wave(text, assume) -> None:
    verdict = prove(CATALOGUE.statement(text, assume))
    assert isinstance(verdict, Proved), verdict
    assert check(json.loads(json.dumps(verdict.certificate))).verdict == "proved"


@pytest.mark.parametrize("order", ["x", "5/2", "pi", "1/2"])
def test_a_polylogarithm_of_no_whole_order_is_left_open(order) -> None:
    verdict = prove(CATALOGUE.statement(f"polylog({order}, x) == 1"))
    assert isinstance(verdict, Undecided)
    assert "whole s" in verdict.reason


def test_a_worker_keeps_its_time() -> None:
    statement = stated(("(x + exp(x) + exp(exp(x)))**50 == (exp(x) + x + exp(exp(x)))**50",))
    with Worker(seconds=0.05) as worker:
        assert worker.prove(statement) == Undecided("time")
        assert isinstance(worker.prove(stated(("x == x",))), Proved)


def test_a_worker_that_dies_is_replaced() -> None:
    with Worker() as worker:
        worker._beside.process.kill()
        assert isinstance(worker.prove(stated(("x == x",))), Undecided | Proved)
        assert isinstance(worker.prove(stated(("x == x",))), Proved)
    assert worker._beside.process is None


def test_a_fault_of_the_program_is_called_one(monkeypatch, capfd) -> None:
    def broken(statement, seconds):
        raise ZeroDivisionError("Fraction(-1, 0)")

    monkeypatch.setattr(guard, "prove", broken)
    with Worker() as worker:
        process = worker._beside.process
        for _ in range(2):
            verdict = worker.prove(stated(("x == x",)))
            assert verdict == Undecided("a fault of the program (ZeroDivisionError: Fraction(-1, 0))")
        assert worker._beside.process is process
    assert "in broken" in capfd.readouterr().err


def test_a_search_without_end_is_called_one(monkeypatch) -> None:
    def endless(self, cell, path=()):
        return self.grow(cell, path)

    monkeypatch.setattr(Search, "grow", endless)
    reason = "expected a statement with fewer levels, found too many"
    assert prove(stated(("x + y == y + x",))) == Undecided(reason)


def test_all_verdicts_are_exported() -> None:
    assert {derive.Proved, derive.Refuted, derive.Vacuous, derive.Undecided} == {
        Proved,
        Refuted,
        Vacuous,
        Undecided,
    }


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the children of a process")
def test_an_interrupt_leaves_nothing_behind() -> None:
    names = "a,b,c,d,e,f,g"
    backwards = ",".join(reversed(names.split(",")))
    heard = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # even in the background
    )
    program = f"{heard}; from derive.cli import main; main()"
    command = [sys.executable, "-c", program, "prove", f"Max({names}) == Max({backwards})*1 + 0"]
    process = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        for _ in range(60_000):
            if process.poll() is not None or children.read_text().strip():
                break
            time.sleep(0.0005)
        assert process.poll() is None
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGSTOP)  # however quick the prover, it is still at it
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        assert process.wait(timeout=60) == 130
        assert b"Traceback" not in process.stderr.read()
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stderr.close()
