"""The part of a page that is learnt from a real picture: a coast, what a line and what networks make of it.

What is learnt is kept in the cache under a key of its own, so that only a change of what it is learnt with
trains again. Where Matplotlib has no height map to offer, the part says so, and nothing else changes.

>>> landscape(None, Templates(), heights=None).parts["land-and-sea"]("").count("not measured")
1
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.cache import Cache, digest
from derive.checker import check, separation
from derive.figures import Canvas, Diagram, decisions, regions_figure, topography
from derive.models import asdict
from derive.networks import land as land_module
from derive.networks import training
from derive.networks.land import SEED, STEPS, Land, best_line_certificate, collapsed, learnt
from derive.networks.regions import Regions, regions
from derive.pages import certificate_text, theorem_view
from derive.render import Templates

NAME = "land-and-sea"
FENCE = f"```part\nname: {NAME}\n"
KEPT: tuple[ModuleType, ...] = (land_module, separation, training)  # these and NumPy say what is learnt
ORDER = ("line", "logistic", "deep", "tanh", "relu")
LABELS = ("b", "c", "d", "e", "f")


@dataclass(frozen=True, slots=True)
class Landscape:
    """The parts of pages by name, with the files and the pictures that they need.

    ``told`` is what the template says the part with, so that it can be said in another language too.
    """

    parts: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    inline: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Any] | None = None

    def parts_in(self, templates: Templates) -> Mapping[str, Callable[[str], str]]:
        """The same parts, in the language of the templates."""
        return _parts(self.told, templates) if self.parts else {}


def _parts(told: Mapping[str, Any] | None, templates: Templates) -> Mapping[str, Callable[[str], str]]:
    return {NAME: lambda root: templates.render("land.md.j2", land=told, root=root)}


def landscape(
    cache: Cache | None, templates: Templates, heights: NDArray[Any] | str | None = "topography"
) -> Landscape:
    """The part, worked out or taken from the cache; ``heights`` are those of Matplotlib unless given."""
    found = topography() if isinstance(heights, str) else heights
    if found is None:
        return Landscape(_parts(None, templates))
    return _told(kept(found, cache), templates)


def kept(heights: NDArray[Any], cache: Cache | None) -> Land:
    """What is learnt from a height map; from the cache where it is there."""
    sources = [inspect.getsource(module) for module in KEPT]
    key = digest([*sources, np.__version__, str(heights.shape), np.ascontiguousarray(heights > 0).tobytes()])
    known = Land.revived(cache.get(key)) if cache else None
    if known is not None:
        return known
    land = learnt(heights)
    if cache:
        cache.put(key, asdict(land))
    return land


def _told(land: Land, templates: Templates) -> Landscape:
    """The part with its numbers, its certificates (accepted here) and its pictures."""
    total = len(land.rows) * len(land.rows[0])
    sample = sum(map(len, land.sample()))
    rows = [(name, label, *land.wrong(name)) for name, label in zip(ORDER, LABELS, strict=True)]
    affine, cut = collapsed(land), _cut(land)
    slopes = ", ".join(f"{value:.6f}" for value in affine.numbers)
    certificates = {
        "collapse": affine.exact.certificate,
        "rounding": affine.certificate,
        "best-line": best_line_certificate(land),
        "regions": cut.certificate,
    }
    files = {}
    for name, certificate in certificates.items():
        check(certificate)
        files[f"certificates/land/{name}.json"] = certificate_text(certificate)
    stated = {
        "collapse": r"w_1, w_2, b \approx " + slopes,
        "rounding": rf"\left|\hat f(x) - \hat g(x)\right| \le {_scientific(float(affine.bound))}",
        "best-line": rf"\min_{{a, b, c}} \text{{mistakes}} = {land.mistakes}",
        "regions": rf"{len(cut.regions)} \text{{ regions}}",
    }
    views = {
        name: theorem_view(latex, (), f"certificates/land/{name}.json", certificates[name])
        for name, latex in stated.items()
    }
    models = {
        "views": views, "sample": sample, "total": total, "steps": STEPS, "seed": SEED,
        "rows": [
            {"name": name, "label": label, "few": few, "all": wrong, "share": f"{100 * wrong / total:.1f}"}
            for name, label, few, wrong in rows
        ],
        "measured": _scientific(affine.measured), "numpy": np.__version__,
        "units": land.network("relu").units,
        "numbers": sum(part.size for part in land.trained("deep")), "alike": affine.alike, "maps": cut.maps,
        "regions": len(cut.regions), "alt": _pictures(land, cut, rows),
    }  # fmt: skip
    made, inline = _drawn(land, cut, rows)
    return Landscape(_parts(models, templates), {**files, **made}, inline, models)


def _scientific(value: float) -> str:
    """A number with three digits, rounded up so that a bound stays one."""
    digits, power = f"{value:.2e}".split("e")
    up = float(f"{digits}e{power}") < value
    times = rf" \cdot 10^{{{int(power)}}}" if int(power) else ""
    return f"{float(digits) + (0.01 if up else 0):.2f}{times}"


def _cut(land: Land) -> Regions:
    """The regions of the trained network of rectifiers, over the whole picture."""
    (x, y), network = land.reach, land.network("relu")
    return regions(network, ((-x, x), (-y, y)))


def _pictures(land: Land, cut: Regions, rows: list[tuple[str, str, int, int]]) -> dict[str, str]:
    """The text alternatives."""
    wrong = {
        name: f"{100 * missed / (len(land.rows) * len(land.rows[0])):.1f}" for name, _, _, missed in rows
    }
    return {
        "decisions": (
            "Six small maps. a: land and sea, a strait between a large island and a coast, with many small "
            f"islands. b: the best straight line, wrong at {wrong['line']} per cent of the points. c and d: "
            "logistic regression and the deep stack without activation, each one straight line. e: the tanh "
            f"network, whose smooth lines follow both coasts, wrong at {wrong['tanh']} per cent. f: the ReLU "
            f"network, whose lines follow them in straight edges, wrong at {wrong['relu']} per cent."
        ),
        "regions": (
            "The map of the ReLU network once more, large, cut by many straight lines into "
            f"{len(cut.regions)} convex polygons. The border between land and sea is straight inside each "
            "of them and bends where it crosses from one to the next."
        ),
    }


def _drawn(
    land: Land, cut: Regions, rows: list[tuple[str, str, int, int]]
) -> tuple[dict[str, str], dict[str, str]]:
    said, canvas = _pictures(land, cut, rows), Canvas()
    truth = np.where(land.truth(), 1.0, -1.0)
    panels = [(r"\mathrm{a}", truth)]
    total = len(land.rows) * len(land.rows[0])
    for name, label, _few, wrong in rows:
        panels.append((rf"\mathrm{{{label}}}\quad {100 * wrong / total:.1f}\,\%", land.scores(name)))
    pictures: dict[str, Diagram] = {
        "land-and-sea": decisions("Land and sea", panels, said["decisions"]),
        "land-regions": regions_figure("The regions of the ReLU network", cut, said["regions"]),
    }
    drawn = {f"figures/{name}.svg": canvas.both(picture, name) for name, picture in pictures.items()}
    files = {path: alone for path, (alone, _) in drawn.items()}
    inline = {path: within for path, (_, within) in drawn.items()}
    return files, inline
