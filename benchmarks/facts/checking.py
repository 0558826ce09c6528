"""Every fact of an answer held against values; a complaint for each that fails."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath as mp

from benchmarks.facts.sampling import DIGITS, FAR, Function, points, real
from benchmarks.facts.slopes import STEP, Slopes

CLOSE = mp.mpf("1e-26")
Answer = Mapping[str, Any]
KINDS = (
    "derivative", "kinks", "range", "limits", "parity", "monotonicity", "convexity", "extrema", "lipschitz",
    "zeros", "fixed points", "inflection points",
)  # fmt: skip


def complaints(row: Mapping[str, Any], answer: Answer, seed: int = 1) -> list[str]:
    """What is wrong with an answer, as far as values tell; empty where nothing is."""
    with mp.workdps(DIGITS):
        return list(_Check(row, answer, seed).all())


class _Check(Slopes):
    def __init__(self, row: Mapping[str, Any], answer: Answer, seed: int) -> None:
        params = {k: Fraction(str(v)) for k, v in (row.get("params") or {}).items()}
        self.f = Function(row["formula"], params)
        self.params, self.answer = params, answer
        self.facts = {fact["kind"]: fact for fact in answer["facts"] if fact["status"] != "open"}
        rng = random.Random(f"{row['name']} {seed}")
        special = [real(t) for t in self._special() if t not in ("oo", "-oo")]
        self.points = points(rng, special)
        self.values = [(x, v) for x in self.points if (v := self.f(x)) is not None]

    def _special(self) -> Iterator[str]:
        yield "0"
        yield from self.answer.get("kinks") or ()
        for kind in ("monotonicity", "convexity"):
            for part in self.facts.get(kind, {}).get("intervals", ()):
                yield from (part["from"], part["to"])

    def all(self) -> Iterator[str]:
        for name in KINDS:
            if name in self.facts:
                fact = self.facts[name]
                for complaint in getattr(self, "_" + name.replace(" ", "_"))(fact):
                    yield f"{name}: {complaint}"

    # -- values -------------------------------------------------------------------------------------
    def _range(self, fact: Answer) -> Iterator[str]:
        low, high = real(fact["infimum"]["value"]), real(fact["supremum"]["value"])
        for x, v in self.values:
            slack = CLOSE * max(1, abs(v))
            if v < low - slack or v > high + slack:
                yield f"f({mp.nstr(x, 12)}) = {mp.nstr(v, 20)} lies outside"
                return
        for way, bound in ((-1, fact["infimum"]), (1, fact["supremum"])):
            yield from self._reached(way, bound)

    def _reached(self, way: int, bound: Answer) -> Iterator[str]:
        value, at = real(bound["value"]), real(bound["at"])
        if bound["attained"]:
            here = self.f(at) if mp.isfinite(at) else None
            if here is None or abs(here - value) > CLOSE * max(1, abs(value)):
                yield f"{bound['value']} is not attained at {bound['at']}"
            return
        if mp.isfinite(at):
            side = self._side_of(at, value)
            near = [at + side * mp.mpf(10) ** -k for k in (1, 3, 9, 20, 40)]
        else:
            limit = self.facts.get("limits", {}).get(bound["at"])
            if limit is not None and abs(real(limit) - value) > CLOSE * (1 + abs(value)):
                yield f"{bound['value']} is not the limit at {bound['at']}"
            waves = [mp.mpf(k) * mp.pi / 8 for k in range(17)] if not mp.isfinite(value) else [mp.mpf(0)]
            near = [
                max((mp.sign(at) * (x + w) for w in waves), key=lambda y: way * (self.f(y) or 0)) for x in FAR
            ]
        yield from self._approach(near, value, f"{'supremum' if way > 0 else 'infimum'}")

    def _side_of(self, at: mp.mpf, value: mp.mpf) -> int:
        """The side from which a value is approached at a point."""
        near = {s: self.f(at + s * STEP) or mp.mpf(0) for s in (-1, 1)}
        far = {s: abs(value - v) if mp.isfinite(value) else -mp.sign(value) * v for s, v in near.items()}
        return min(far, key=lambda s: far[s])

    def _approach(self, xs: Sequence[mp.mpf], value: mp.mpf, name: str, share: float = 1.0) -> Iterator[str]:
        """The last value is no further away than a share of how far the first one is."""
        found = [v for x in xs if (v := self.f(x)) is not None]
        if len(found) < 2:
            return
        if mp.isfinite(value):
            gaps = [abs(v - value) for v in found]
            far = min(gaps[-2:]) > mp.mpf("0.3") * (1 + abs(value))
            if far or (gaps[-1] > gaps[0] * share and gaps[-1] > mp.mpf("1e-20")):
                yield f"{name} {mp.nstr(value, 12)} is not approached: {mp.nstr(found[-1], 12)}"
        elif not (mp.sign(value) * found[-1] > 1 and mp.sign(value) * (found[-1] - found[0]) > 0):
            yield f"{name} is not infinite: {mp.nstr(found[-1], 12)}"

    def _limits(self, fact: Answer) -> Iterator[str]:
        for name, side in (("-oo", -1), ("oo", 1)):
            if fact[name] is not None:
                yield from self._approach([side * x for x in FAR], real(fact[name]), f"limit at {name}", 0.5)
            else:
                found = [v for x in range(200) if (v := self.f(side * (1000 + mp.mpf(x) / 7))) is not None]
                if found and max(found) - min(found) < mp.mpf("1e-6"):
                    yield f"there seems to be a limit at {name}"

    def _parity(self, fact: Answer) -> Iterator[str]:
        gaps = {1: mp.mpf(0), -1: mp.mpf(0)}
        for x, v in self.values:
            other = self.f(-x)
            for way, gap in gaps.items():
                gaps[way] = max(gap, mp.inf if other is None else abs(v - way * other) / (1 + abs(v)))
        found = "even" if gaps[1] < CLOSE else "odd" if gaps[-1] < CLOSE else "none"
        if found != fact["value"]:
            yield f"{fact['value']} is said, {found} found"

    # -- intervals ------------------------------------------------------------------------------------
    def _inside(self, part: Answer) -> list[tuple[mp.mpf, mp.mpf]]:
        lo, hi = real(part["from"]), real(part["to"])
        return [(x, v) for x, v in self.values if lo < x < hi]

    def _covered(self, fact: Answer) -> Iterator[str]:
        parts = fact["intervals"]
        for one, two in pairwise(parts):
            if real(one["to"]) > real(two["from"]):
                yield "intervals overlap"
        for x, _ in self.values if "period" not in fact else ():
            if not any(real(p["from"]) <= x <= real(p["to"]) for p in parts):
                yield f"{mp.nstr(x, 12)} is in no interval"
                return

    def _monotonicity(self, fact: Answer) -> Iterator[str]:
        yield from self._covered(fact)
        for part in fact["intervals"]:
            way = {"increasing": 1, "decreasing": -1, "constant": 0}[part["direction"]]
            inside = self._inside(part)
            if way and len(inside) > 2 and len({v for _, v in inside}) == 1:
                yield f"constant, and not {part['direction']}, from {part['from']} to {part['to']}"
            for (a, u), (b, v) in pairwise(inside):
                tiny = abs(v - u) <= mp.mpf("1e-60") * (1 + abs(u))
                if not tiny and mp.sign(v - u) != way:
                    yield f"not {part['direction']} between {mp.nstr(a, 12)} and {mp.nstr(b, 12)}"
                    break

    def _convexity(self, fact: Answer) -> Iterator[str]:
        yield from self._covered(fact)
        for part in [*fact["intervals"], *fact.get("maximal", ())]:
            way = {"convex": 1, "concave": -1, "linear": 0}[part["direction"]]
            inside = self._inside(part)
            for (a, u), (b, v) in [*pairwise(inside), *zip(inside, inside[len(inside) // 2 :], strict=False)]:
                middle = self.f((a + b) / 2)
                if middle is None or a == b:
                    continue
                bend = (u + v) / 2 - middle
                if abs(bend) > mp.mpf("1e-60") * (1 + abs(u) + abs(v)) and mp.sign(bend) != way:
                    yield f"not {part['direction']} between {mp.nstr(a, 12)} and {mp.nstr(b, 12)}"
                    break

    def _extrema(self, fact: Answer) -> Iterator[str]:
        listed = [real(e["at"]) for e in fact["extrema"]]
        for extremum, at in zip(fact["extrema"], listed, strict=True):
            here, way = self.f(at), 1 if extremum["kind"] == "maximum" else -1
            if here is None or abs(here - real(extremum["value"])) > CLOSE * (1 + abs(here)):
                yield f"value at {extremum['at']}"
                continue
            gap = min([abs(at - o) for o in listed if o != at] + [mp.mpf(1)])
            for step in (gap * mp.mpf("1e-10"), mp.mpf("1e-13") * gap):
                for x in (at - step, at + step):
                    v = self.f(x)
                    if v is not None and (v - here) * way > mp.mpf("1e-29") * (1 + abs(here)):
                        yield f"no {extremum['kind']} at {extremum['at']}"
        if "period" in fact:
            return
        for (a, u), (_, v), (c, w) in zip(self.values, self.values[1:], self.values[2:], strict=False):
            peak = (v - u) * (v - w) > mp.mpf("1e-60") and (c - a) < 1
            if peak and not any(a <= at <= c for at in listed) and not self._broken(a, c):
                yield f"not listed: between {mp.nstr(a, 12)} and {mp.nstr(c, 12)}"
                return

    def _broken(self, a: mp.mpf, c: mp.mpf) -> bool:
        """A point without a value, a jump or a plateau lies between."""
        flat = [
            p for p in self.facts.get("monotonicity", {}).get("intervals", ()) if p["direction"] == "constant"
        ]
        ends = [*self.ends(), *(real(e) for p in flat for e in (p["from"], p["to"]))]
        jumps = [real(k["at"]) for k in self.facts["kinks"]["kinks"] if not k["continuous"]]
        return any(a <= at <= c for at in (*ends, *jumps))

    def _lipschitz(self, fact: Answer) -> Iterator[str]:
        constant = real(fact["constant"]["value"])
        best = mp.mpf(0)
        for (a, u), (b, v) in pairwise(self.values):
            if b > a:
                best = max(best, abs(u - v) / (b - a))
        if best > constant * (1 + CLOSE) + CLOSE:
            yield f"a chord has the slope {mp.nstr(best, 25)}"
        at = real(fact["constant"]["at"])
        finite = mp.isfinite(at) and mp.isfinite(constant)
        steps = [mp.mpf("1e-7")] if finite else [mp.mpf(10) ** -k for k in (3, 9, 15, 25)]
        places = [at] if mp.isfinite(at) else [mp.sign(at) * x for x in FAR]
        slopes = [abs(s) for p in places for h in steps for s in self._chords(p, h)]
        reached = max([best, *slopes])
        if mp.isfinite(constant) and reached < constant * mp.mpf("0.9"):
            yield f"{fact['constant']['value']} is not approached: {mp.nstr(reached, 10)}"
        if not mp.isfinite(constant) and reached < 4:
            yield f"no steep chord found: {mp.nstr(reached, 10)}"

    def _chords(self, at: mp.mpf, h: mp.mpf) -> Iterator[mp.mpf]:
        """Slopes of short chords next to a point, on both sides."""
        for one, two in ((0, 1), (0, -1), (1, 2), (-1, -2)):
            u, v = self.f(at + one * h), self.f(at + two * h)
            if u is not None and v is not None:
                yield (v - u) / ((two - one) * h)

    # -- zeros ------------------------------------------------------------------------------------------
    def _zeros(self, fact: Answer) -> Iterator[str]:
        yield from self._roots(fact, "zeros", lambda x, v: v)

    def _fixed_points(self, fact: Answer) -> Iterator[str]:
        yield from self._roots(fact, "fixed_points", lambda x, v: v - x)

    def _roots(self, fact: Answer, key: str, g: Any) -> Iterator[str]:
        listed, spans = (
            [real(z) for z in fact[key]],
            [(real(s["from"]), real(s["to"])) for s in fact["intervals"]],
        )
        for at in listed:
            v = self.f(at)
            if v is None or abs(g(at, v)) > mp.mpf("1e-20") * (1 + abs(at)):
                yield f"none at {mp.nstr(at, 20)}"
        values = [(x, g(x, v)) for x, v in self.values if abs(x) < 5]  # further out digits are lost
        for x, v in values:
            if 0 < abs(v) < mp.mpf("1e-60") or "period" in fact:
                continue
            if (v == 0) != (any(lo <= x <= hi for lo, hi in spans) or x in listed):
                yield f"zero or not at {mp.nstr(x, 12)}"
                return
        kinks = [real(k) for k in self.answer.get("kinks") or ()]
        for (a, u), (b, v) in pairwise(values):
            if (
                u * v < 0
                and "period" not in fact
                and not any(a <= z <= b for z in [*listed, *kinks])
                and self.f((a + b) / 2) is not None
            ):
                parts = self.facts.get("domain", {}).get("intervals", ())
                if not any(a <= real(p[e]) <= b for p in parts for e in ("from", "to")):
                    yield f"not listed: between {mp.nstr(a, 12)} and {mp.nstr(b, 12)}"
                    return
