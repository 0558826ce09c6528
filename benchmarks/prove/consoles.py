"""Maxima, FriCAS and Giac at their command lines: what each is asked, and how its answer is read.

CPU time is read from the kernel (/proc/PID/schedstat, nanoseconds on a processor), before and after each
row; where there is no such file, and where a system is not installed, it is not asked.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.prove.approach import infinite
from benchmarks.prove.printers import FRICAS, GIAC, MAXIMA, NotExpressible, Printer, unfolded
from benchmarks.prove.processes import GRACE, Answer, Ended, Pipe
from benchmarks.prove.rows import Row
from derive.language.records import Statement
from derive.language.term import Term


class Console:
    """A system with a command line of its own: a prelude, and a few lines for each row."""

    name = ""
    printer: Printer
    command: Sequence[str] = ()
    prelude = ""
    questions: Sequence[str] = ()
    ends: Mapping[int | str, str] = {}  # how the infinities and the sides of a limit are written

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.pipe: Pipe | None = None
        self.about = {"version": self.version()}

    def version(self) -> str:
        raise NotImplementedError

    def lines(self, row: Row, statement: Statement, mark: str) -> str:
        raise NotImplementedError

    def start(self) -> Pipe:
        pipe = self.pipe = Pipe(self.command)
        pipe.send(self.prelude)
        pipe.send(self.said("READY"))
        pipe.until("<<READY>>", 60)
        warm = Row("warm", "exp(2*x)*sin(x)**2/exp(x)**2", "1 - cos(x)**2", True, "")
        pipe.send(self.lines(warm, warm.statement(), "READY"))
        pipe.until("<<READY>>", 60)
        return pipe

    def said(self, word: str) -> str:
        raise NotImplementedError

    def ask(self, row: Row) -> Answer:
        try:
            text = self.lines(row, row.statement(), "DONE")
        except NotExpressible as what:
            return {"answer": "not asked", "seconds": 0.0, "reason": str(what)}
        pipe = self.pipe or self.start()
        before = pipe.cpu()
        try:
            pipe.send(text)
            found = pipe.until("<<DONE>>", GRACE * self.seconds, self.questions)
        except Ended as how:
            spent = min(pipe.cpu() - before, self.seconds)
            self.close()
            late = str(how) == "late"
            answer = "timeout" if late else "undecided" if str(how) == "asks back" else "error"
            return {"answer": answer, "seconds": self.seconds if late else spent, "reason": str(how)}
        spent = pipe.cpu() - before
        if spent > self.seconds:
            return {"answer": "timeout", "seconds": self.seconds}
        return {"answer": _read(found), "seconds": spent}

    def sides(self, statement: Statement) -> tuple[str, str]:
        if statement.left.head != "Limit":
            return self.printed(statement, statement.left), self.printed(statement, statement.right)
        f, x, point, side = statement.left.args
        ends = [
            self.ends.get(infinite(end)) or self.printed(statement, end) for end in (point, statement.right)
        ]
        if not self.ends:
            raise NotExpressible("limit")
        parts = [
            self.printed(statement, f),
            x.name,
            ends[0],
            *([self.ends[side.name]] if side.name != "both" else []),
        ]
        return f"limit({', '.join(parts)})", ends[1]

    def printed(self, statement: Statement, term: Term) -> str:
        return self.printer(unfolded(term, statement.definitions))

    def close(self) -> None:
        if self.pipe is not None:
            self.pipe.close()
        self.pipe = None


def _read(text: str) -> str:
    for word, answer in (("<<PROVED>>", "proved"), ("<<REFUTED>>", "refuted"), ("<<OPEN>>", "undecided")):
        if word in text:
            return answer
    return "error"


_MAXIMA = """display2d: false$ linel: 10000$ errormsg: false$
tell(a) := print(if a = true then "<<PROVED>>" elseif a = false then "<<REFUTED>>" else "<<OPEN>>")$
zero(e) := is(e = 0) = true$
tried(f, d) := block([r: errcatch(f(d))], r # [] and zero(first(r)))$
ends: [inf, minf, und, ind]$
decide(l, r) := block([d: l - r],
  if member(l, ends) or member(r, ends) then tell(is(l = r))
  elseif tried(lambda([u], ratsimp(radcan(u))), d)
     or tried(lambda([u], ratsimp(radcan(exponentialize(u)))), d)
     or tried(lambda([u], ratsimp(trigsimp(trigexpand(u)))), d)
  then print("<<PROVED>>") else tell(is(equal(l, r))))$
"""


class Maxima(Console):
    """`ratsimp(radcan(d))`, the same after `exponentialize`, `trigsimp(trigexpand(d))`, `is(equal(l, r))`."""

    name, printer = "maxima", MAXIMA
    ends = {1: "inf", -1: "minf", "left": "minus", "right": "plus"}
    command = ("maxima", "--very-quiet")
    questions = (
        "positive, negative or zero?",
        "Acceptable answers",
        "positive or negative?",
        "zero or nonzero?",
    )
    prelude = _MAXIMA

    def version(self) -> str:
        return _output(["maxima", "--version"]).split()[-1]

    def said(self, word: str) -> str:
        return f'print("<<{word}>>")$\n'

    def lines(self, row: Row, statement: Statement, mark: str) -> str:
        left, right = self.sides(statement)
        known = []
        for part in (*statement.hypotheses, *statement.domain):
            try:
                if part.head != "eq":
                    known.append(self.printed(statement, part))
            except NotExpressible:
                continue
        context = "forget(facts())$ " + "".join(f"errcatch(assume({part}))$ " for part in known)
        if statement.relation == "==":
            return f"{context}errcatch(decide({left}, {right}))$ {self.said(mark)}"
        relation = {"!=": "#"}.get(statement.relation, statement.relation)
        asked = f"notequal({left}, {right})" if relation == "#" else f"{left} {relation} {right}"
        return f"{context}errcatch(tell(is({asked})))$ {self.said(mark)}"


class FriCAS(Console):
    """`normalize(d)`, then `simplify`; there are no relations and no assumptions.

    Constants that differ are refuted. Functions that differ by a constant are not: they may be branches.
    """

    name, printer = "fricas", FRICAS
    command = ("fricas", "-nosman")
    prelude = """)set messages type off
)set messages prompt none
)set messages autoload off
)set quit unprotected
"""

    def version(self) -> str:
        text = subprocess.run(
            list(self.command), input=")quit\n", capture_output=True, text=True, timeout=60, check=False
        ).stdout
        return next(
            (line.split("FriCAS")[-1].strip() for line in text.splitlines() if "Version:" in line), "?"
        )

    def said(self, word: str) -> str:
        return f'output "<<{word}>>"\n'

    def lines(self, row: Row, statement: Statement, mark: str) -> str:
        if statement.relation != "==":
            raise NotExpressible(statement.relation)
        left, right = self.sides(statement)
        return (
            f")clear properties all\nd := ({left} - {right})::EXPR INT;\nn := normalize d;\n"
            'if n = 0 or simplify n = 0 then output "<<PROVED>>" else output "<<OPEN>>"\n'
            'if n ~= 0 and #(variables d) = 0 and abs(numeric n) > 10.0^(-9) then output "<<REFUTED>>"\n'
            + self.said(mark)
        )


class Giac(Console):
    """`simplify(d)`, then `ratnormal`; a process a row, whose start is measured and taken off."""

    name, printer = "giac", GIAC
    ends = {1: "inf", -1: "(-inf)", "left": "-1", "right": "1"}

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.rest = min(self.run("0")[1] for _ in range(5))

    def version(self) -> str:
        return _output(["giac", "--version"]).splitlines()[-1].split()[-1]

    def run(self, text: str) -> tuple[str, float]:
        """What Giac prints for a file with one line, and its CPU time; raises Ended when it is late."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "row.cas")
            file.write_text(text + "\n", encoding="utf-8")
            process = subprocess.Popen(
                ["giac", str(file)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, start_new_session=True, cwd=folder,
            )  # fmt: skip
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            most = int(self.seconds) + 2
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (most, most))
            try:
                out = process.communicate(timeout=GRACE * self.seconds)[0]
            except BaseException as how:
                os.killpg(process.pid, 9)
                process.communicate()
                if isinstance(how, subprocess.TimeoutExpired):
                    raise Ended("late") from None
                raise
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return out.decode(errors="replace"), used

    def ask(self, row: Row) -> Answer:
        try:
            text = self.lines(row, row.statement(), "")
        except NotExpressible as what:
            return {"answer": "not asked", "seconds": 0.0, "reason": str(what)}
        try:
            out, spent = self.run(text)
        except Ended:
            return {"answer": "timeout", "seconds": self.seconds}
        spent = max(0.0, spent - self.rest)
        if spent > self.seconds:
            return {"answer": "timeout", "seconds": self.seconds}
        return {"answer": _read(out.replace('"', "")), "seconds": spent}

    def lines(self, row: Row, statement: Statement, mark: str) -> str:
        if statement.relation != "==":
            raise NotExpressible(statement.relation)
        left, right = self.sides(statement)
        parts, seen = [], set[str]()
        for part in (*statement.hypotheses, *statement.domain):
            if (
                part.args[0].is_symbol()
                and not part.args[1].symbols()
                and part.head in ("lt", "le", "gt", "ge")
            ):
                name = part.args[0].name
                parts.append(
                    f"{'additionally' if name in seen else 'assume'}({self.printed(statement, part)})"
                )
                seen.add(name)
        difference = f"({left}) - ({right})"
        number = "abs(simplified)==inf or (size(lname(simplified))==0 and abs(evalf(simplified))>1e-9)"
        otherwise = f'ifte({number},"<<REFUTED>>","<<OPEN>>")'
        proved = f"simplified==0 or ({left})==({right}) or ratnormal({difference})==0"
        answer = f'ifte({proved},"<<PROVED>>",{otherwise})'
        return ";\n".join([*parts, f"simplified:=simplify({difference})", answer]) + ";"


def _output(command: Sequence[str]) -> str:
    done = subprocess.run(
        list(command), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout.strip()


CONSOLES: Mapping[str, type[Console]] = {"maxima": Maxima, "fricas": FriCAS, "giac": Giac}


def installed(name: str) -> bool:
    """Whether a console is there, and its CPU time can be read."""
    return shutil.which(name) is not None and Path("/proc/self/schedstat").exists()
