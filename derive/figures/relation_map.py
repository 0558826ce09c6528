r"""The map of identities: functions one below the other, joined by an arc where a proved identity joins them.

>>> picture = relation_map([("a", "a"), ("b", "b"), ("c", "c")], [("a", "c"), ("b", "c")])
>>> picture.description
'2 pairs among 3 functions are joined by proved identities. Joined to most others: c (2), a (1), b (1).'
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from derive.figures.describe import Translate
from derive.figures.shapes import Diagram, Disc, Label, Line, Point, Shape

WIDTH, STEP, TOP, AXIS = 360.0, 24.0, 20.0, 150.0
WIDEST = WIDTH - AXIS - 8
SWEEPS = 40
Edge = tuple[str, str]


def relation_map(nodes: Sequence[tuple[str, str]], edges: Sequence[Edge], _: Translate = str) -> Diagram:
    """An arc diagram; ``nodes`` are names with their LaTeX, and are ordered so that arcs are short.

    ``_`` translates the words.
    """
    latex = dict(nodes)
    order = _order([name for name, _ in nodes], edges)
    place = {name: (AXIS, TOP + STEP * k) for k, name in enumerate(order)}
    spans = [abs(order.index(a) - order.index(b)) for a, b in edges]
    longest = max(spans, default=1)
    shapes: list[Shape] = [
        Line(_arc(place[a], place[b], span / longest), f"curve-{1 + k % 4}", 1.3)
        for k, ((a, b), span) in enumerate(zip(edges, spans, strict=True))
    ]
    for name in order:
        x, y = place[name]
        shapes.append(Disc(x, y, 3.6, "ink", "paper", 1.0))
        shapes.append(Label(x - 12, y, latex[name], 13, "ink", "right"))
    height, said = 2 * TOP + STEP * (len(order) - 1), _said(edges, latex, _)
    return Diagram(_("The map of identities"), WIDTH, height, tuple(shapes), said)


def _said(edges: Sequence[Edge], names: Mapping[str, str], _: Translate) -> str:
    degree = Counter(name for edge in edges for name in edge)
    most = sorted(degree.items(), key=lambda row: (-row[1], row[0]))[:5]
    listed = ", ".join(f"{name} ({count})" for name, count in most)
    return _(
        "{pairs} pairs among {functions} functions are joined by proved identities. "
        "Joined to most others: {listed}."
    ).format(pairs=len(edges), functions=len(names), listed=listed)


def _arc(one: Point, other: Point, share: float) -> tuple[Point, ...]:
    """Half an ellipse to the right of the axis; the longest arc is the widest."""
    (x, y1), (_, y2) = sorted((one, other), key=lambda point: point[1])
    across, middle = min(WIDEST * share**0.7, 12 + 0.6 * (y2 - y1)), (y2 - y1) / 2
    turns = [math.pi * k / 48 for k in range(49)]
    return tuple((x + 5 + (across - 5) * math.sin(t), y1 + middle - middle * math.cos(t)) for t in turns)


def _order(names: Sequence[str], edges: Sequence[Edge]) -> list[str]:
    """Groups that hang together stay so; in each, a name moves to the mean place of its neighbours."""
    near: dict[str, set[str]] = {name: set() for name in names}
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    ordered: list[str] = []
    for group in _groups(names, near):
        for _ in range(SWEEPS):
            place = {name: float(k) for k, name in enumerate(group)}
            mean = {n: (place[n] + sum(place[m] for m in near[n])) / (1 + len(near[n])) for n in group}
            group.sort(key=lambda n: (mean[n], n))
        ordered += group
    return ordered


def _groups(names: Sequence[str], near: Mapping[str, set[str]]) -> list[list[str]]:
    """Connected groups, the largest first."""
    left, groups = list(names), []
    while left:
        group, waiting = [], [left[0]]
        while waiting:
            name = waiting.pop(0)
            if name in left:
                left.remove(name)
                group.append(name)
                waiting += sorted(near[name])
        groups.append(group)
    return sorted(groups, key=len, reverse=True)
