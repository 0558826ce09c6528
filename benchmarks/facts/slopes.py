"""The derivative and the kinks of an answer, held against difference quotients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import mpmath as mp

from benchmarks.facts.sampling import Function, real

STEP = mp.mpf("1e-20")
Answer = Mapping[str, Any]


class Slopes:
    """Checks of slopes; ``f`` is the function, ``values`` are points with the values there."""

    f: Function
    values: list[tuple[mp.mpf, mp.mpf]]
    facts: dict[str, Answer]

    def _slope(self, x: mp.mpf, side: int) -> mp.mpf | None:
        """A one-sided difference quotient, by Richardson's extrapolation; the error is some 1e-36."""
        h = STEP * side
        here, one, two = self.f(x), self.f(x + h), self.f(x + 2 * h)
        if here is None or one is None or two is None:
            return None
        return 2 * (one - here) / h - (two - here) / (2 * h)

    def _derivative(self, fact: Answer) -> Iterator[str]:
        g = Function(fact["formula"], {})
        for x, _ in self.values[:: max(1, len(self.values) // 24)]:
            left, right, said = self._slope(x, -1), self._slope(x, 1), g(x)
            if left is None or right is None or abs(left - right) > mp.mpf("1e-12") * (1 + abs(left)):
                continue
            if said is None or abs(said - left) > mp.mpf("1e-12") * (1 + abs(left)):
                yield f"at {mp.nstr(x, 12)} {said} is said, {mp.nstr(left, 12)} found"

    def _kinks(self, fact: Answer) -> Iterator[str]:
        listed = [real(k["at"]) for k in fact["kinks"]]
        for kink, at in zip(fact["kinks"], listed, strict=True):
            near = [self.f(at + s * mp.mpf("1e-25")) for s in (-1, 1)]
            here = real(kink["value"])
            if kink["continuous"] and any(v is None or abs(v - here) > mp.mpf("1e-7") for v in near):
                yield f"not continuous at {kink['at']}"
            if not kink["continuous"] and all(
                v is not None and abs(v - here) < mp.mpf("1e-12") for v in near
            ):
                yield f"continuous at {kink['at']}"
            for side, key in ((-1, "left"), (1, "right")):
                if kink[key] not in (None, "oo", "-oo") and kink["continuous"]:
                    h = side * mp.mpf("1e-14")
                    value = self.f(at + h)
                    if value is None or abs((value - here) / h - real(kink[key])) > mp.mpf("1e-6"):
                        yield f"slope {key} of {kink['at']}"
        grid = [mp.mpf(k) * mp.mpf("0.7301") - mp.mpf("9.4137") for k in range(27)]
        for a, b in pairwise(grid):  # a kink that is not listed
            if not any(a <= k <= b for k in (*listed, *self.ends())):
                yield from self._unlisted(a, b)

    def ends(self) -> list[mp.mpf]:
        """The ends of the domain."""
        return [real(e) for p in self.facts["domain"]["intervals"] for e in (p["from"], p["to"])]

    def _unlisted(self, a: mp.mpf, b: mp.mpf) -> Iterator[str]:
        """Bisection to where the second difference stays large: a kink or a jump shows at every scale."""
        before = smooth = 0
        for _ in range(45):
            m, w = (a + b) / 2, b - a
            quarter = [self.f(a + w * k / 4) for k in range(5)]
            if any(v is None for v in quarter):
                return
            one, two = (abs(quarter[k] - 2 * quarter[k + 1] + quarter[k + 2]) for k in (0, 2))
            middle = abs(quarter[1] - 2 * quarter[2] + quarter[3])
            best = max(one, two, middle)
            smooth = smooth + 1 if best <= before * mp.mpf("0.4") else 0
            if smooth >= 6 or best < mp.mpf("1e-70"):
                return  # second differences fall like the square of the step: no kink
            before = best
            if best == middle:
                a, b = a + w / 4, b - w / 4
            elif best == one:
                b = m
            else:
                a = m
        at = (a + b) / 2
        yield f"not listed: near {mp.nstr(at, 15)}"

    # -- inflections ----------------------------------------------------------------------------------
    def _inflection_points(self, fact: Answer) -> Iterator[str]:
        listed = [real(point["at"]) for point in fact["inflections"]]
        for point, at in zip(fact["inflections"], listed, strict=True):
            here, slopes = self.f(at), [self._slope(at, side) for side in (-1, 1)]
            if here is None or abs(here - real(point["value"])) > mp.mpf("1e-26") * (1 + abs(here)):
                yield f"value at {point['at']}"
            if any(
                s is None or abs(s - real(point["slope"])) > mp.mpf("1e-12") * (1 + abs(s)) for s in slopes
            ):
                yield f"slope at {point['at']}"
            bends = [self._bend(at + side * mp.mpf("1e-6")) for side in (-1, 1)]
            if bends[0] * bends[1] > 0:
                yield f"none at {point['at']}"
        if "period" not in fact:
            yield from self._missing(listed)

    def _missing(self, listed: Sequence[mp.mpf]) -> Iterator[str]:
        """The bend changes between two points, and nothing that is listed lies between them."""
        kinks = [real(kink["at"]) for kink in self.facts["kinks"]["kinks"]]
        known = [*listed, *kinks, *self.ends()]
        found = [(x, self._bend(x)) for x, _ in self.values if abs(x) < 6]
        for (a, u), (b, v) in pairwise(found):
            if u * v < 0 and not any(a <= at <= b for at in known):
                yield f"not listed: between {mp.nstr(a, 12)} and {mp.nstr(b, 12)}"
                return

    def _bend(self, x: mp.mpf) -> mp.mpf:
        """The sign of the second difference, 0 where it is not clear."""
        h = STEP
        left, here, right = (self.f(x + side * h) for side in (-1, 0, 1))
        if left is None or here is None or right is None:
            return mp.mpf(0)
        bend = (left - 2 * here + right) / h**2
        return mp.sign(bend) if abs(bend) > mp.mpf("1e-12") else mp.mpf(0)
