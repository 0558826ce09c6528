"""SVG of two kinds out of one drawing: for a page (colours are the page's) and for a file of its own.

A drawing is made in marker colours. In the inline kind each becomes ``var(--derive-curve-1, #...)``,
so that a page with two schemes recolours it without a second file. The standalone kind carries its own
style sheet with a rule for dark mode, and plain colours for programs that know no style sheets.

>>> print(palette_css(".dark").splitlines()[0][:44])
:root { --derive-paper: #ffffff; --derive-in
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType

SVG = "http://www.w3.org/2000/svg"
HALO = "halo"  # the id of a label that paper keeps clear of the lines behind it
XLINK = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour by its role: what the drawing is made in, and what it is shown in by day and by night."""

    marker: str
    light: str
    dark: str


# Contrast with the paper is at least 4.5 for text and curves, 3 for marks (WCAG 2.2, 1.4.3 and 1.4.11).
PALETTE: Mapping[str, Colour] = MappingProxyType({
    "paper": Colour("#fe0101", "#ffffff", "#1e2129"),
    "ink": Colour("#fe0102", "#24292f", "#e8eaed"),
    "faint": Colour("#fe0103", "#57606a", "#aab2bd"),
    "axis": Colour("#fe0104", "#8c959f", "#78828e"),
    "grid": Colour("#fe0105", "#e6e9ed", "#343a45"),
    "curve-1": Colour("#fe0106", "#0b5cad", "#7db8ff"),
    "curve-2": Colour("#fe0107", "#b3410e", "#ffab70"),
    "curve-3": Colour("#fe010c", "#1a7443", "#7ee2a8"),
    "curve-4": Colour("#fe010d", "#7a3fb0", "#cfa8f5"),
    "guide": Colour("#fe0108", "#6f5a9e", "#bda9ea"),
    "fill-1": Colour("#fe0109", "#e4effb", "#20344f"),
    "fill-2": Colour("#fe010a", "#fdebe0", "#47301f"),
    "fill-3": Colour("#fe010b", "#efeaf8", "#352d4a"),
})  # fmt: skip


ROLES: Mapping[str, str] = MappingProxyType({colour.marker: role for role, colour in PALETTE.items()})
DECIMAL = re.compile(r"-?\d+\.\d+")


def palette_css(dark: str = '[data-md-color-scheme="slate"]') -> str:
    """Style rules that set the colours of inline figures: by day, and inside the selector ``dark``."""
    day = " ".join(f"--derive-{role}: {c.light};" for role, c in PALETTE.items())
    night = " ".join(f"--derive-{role}: {c.dark};" for role, c in PALETTE.items())
    return f":root {{ {day} }}\n{dark} {{ {night} }}\n"


def inline(drawing: str, key: str, title: str, description: str) -> str:
    """The drawing as an ``<svg>`` element to put into a page; ``key`` makes its ids unique there."""
    return _inline(_named(_bare(drawing), key, title, description))


def standalone(drawing: str, key: str, title: str, description: str) -> str:
    """The drawing as a file of its own, on its own paper, light or dark as the reader's system is."""
    return _standalone(_named(_bare(drawing), key, title, description))


def both(drawing: str, keys: tuple[str, str], title: str, description: str) -> tuple[str, str]:
    """The drawing as a file of its own, and as an element; ``keys`` are for the one and for the other."""
    root = _bare(drawing)
    copy = deepcopy(root)
    return (
        _standalone(_named(root, keys[0], title, description)),
        _inline(_named(copy, keys[1], title, description)),
    )


def _inline(root: ET.Element) -> str:
    for node in root.iter():
        style = _style(node)
        for name, value in style.items():
            role = _role(value)
            style[name] = f"var(--derive-{role}, {PALETTE[role].light})" if role else value
        if style:
            node.set("style", "; ".join(f"{name}: {value}" for name, value in style.items()))
    return _written(root)


def _standalone(root: ET.Element) -> str:
    used: set[tuple[str, str]] = set()
    for node in root.iter():
        style = _style(node)
        classes = [(name, role) for name, value in style.items() if (role := _role(value))]
        for name, role in classes:
            node.set(name, PALETTE[role].light)
            del style[name]
        if classes:
            node.set("class", " ".join(f"{name}-{role}" for name, role in classes))
        if style:
            node.set("style", "; ".join(f"{name}: {value}" for name, value in style.items()))
        elif "style" in node.attrib:
            del node.attrib["style"]
        used |= set(classes)
    paper = ET.Element(f"{{{SVG}}}rect", {"width": "100%", "height": "100%", "class": "fill-paper"})
    paper.set("fill", PALETTE["paper"].light)
    sheet = ET.Element(f"{{{SVG}}}style")
    sheet.text = _sheet(used | {("fill", "paper")})
    root[2:2] = [sheet, paper]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_written(root)}'


def _sheet(used: set[tuple[str, str]]) -> str:
    rules = [(f".{name}-{role}", name, PALETTE[role]) for name, role in sorted(used)]
    day = " ".join(f"{selector} {{ {name}: {c.light} }}" for selector, name, c in rules)
    night = " ".join(f"{selector} {{ {name}: {c.dark} }}" for selector, name, c in rules)
    return f"{day} @media (prefers-color-scheme: dark) {{ {night} }}"


def _bare(drawing: str) -> ET.Element:
    """The drawing without what a reader does not need, with its size."""
    root = ET.fromstring(drawing)  # noqa: S314  the text is matplotlib's own
    _drop(root)
    _clear(root)
    for size in ("width", "height"):
        root.set(size, f"{float(root.get(size, '0pt').removesuffix('pt')):g}")
    for node in root.iter():
        if "d" in node.attrib:
            node.set("d", _shorter(node.attrib["d"]))
        node.text = node.tail = None
    return root


def _named(root: ET.Element, key: str, title: str, description: str) -> ET.Element:
    """The drawing with its name and its description; ``key`` is in all its ids."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", key):
        raise ValueError(f"expected a key of letters, digits, _ and -, found {key!r}")
    root.set("role", "img")
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt; max-width: 100%; height: auto")
    root.set("aria-labelledby", f"{key}-title {key}-desc")
    _rename(root, key)
    for tag, text in (("desc", description), ("title", title)):
        node = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{key}-{tag}"})
        node.text = text
        root.insert(0, node)
    return root


def _drop(root: ET.Element) -> None:
    """Takes out metadata, matplotlib's page-wide style sheet and empty groups."""
    for parent in list(root.iter()):
        for node in list(parent):
            name = node.tag.split("}")[-1]
            if name == "metadata" or (name == "defs" and [c.tag for c in node] == [f"{{{SVG}}}style"]):
                parent.remove(node)


def _clear(root: ET.Element) -> None:
    """Puts under each label with a halo its own outline, drawn broadly in paper.

    A copy rather than ``paint-order``, which not every program knows that shows SVG.
    """
    for label in root.iter(f"{{{SVG}}}g"):
        if label.get("id") == HALO:
            for i, glyphs in reversed(list(enumerate(label))):
                scale = float(re.findall(r"scale\(([0-9.]+)", glyphs.get("transform", "")).pop())
                below = deepcopy(glyphs)
                for shared in below.findall(f"{{{SVG}}}defs"):
                    below.remove(shared)
                paper = PALETTE["paper"].marker
                below.set("style", f"fill: {paper}; stroke: {paper}; stroke-width: {4 / scale:.3g}")
                label.insert(i, below)


def _rename(root: ET.Element, key: str) -> None:
    """Gives the ids that something refers to short names of their own, and takes the others away."""
    names: dict[str, str] = {}
    for node in root.iter():
        for name, value in node.attrib.items():
            if name == XLINK:
                names.setdefault(value[1:], f"{key}-{len(names)}")
            elif value.startswith("url(#"):
                names.setdefault(value[5:-1], f"{key}-{len(names)}")
    for node in root.iter():
        own = node.attrib.pop("id", None)
        if own in names:
            node.set("id", names[own])
        if XLINK in node.attrib:
            node.set("href", f"#{names[node.attrib.pop(XLINK)[1:]]}")
        if "clip-path" in node.attrib:
            node.set("clip-path", f"url(#{names[node.attrib['clip-path'][5:-1]]})")


def _shorter(path: str) -> str:
    """Path data with two decimals: a hundredth of a pixel is enough."""
    return " ".join(DECIMAL.sub(_two_places, path).split())


def _two_places(found: re.Match[str]) -> str:
    return f"{float(found.group()):.2f}".rstrip("0").rstrip(".")


def _style(node: ET.Element) -> dict[str, str]:
    """The declarations of a node's style, with those that matplotlib writes as attributes."""
    parts = (part.split(":", 1) for part in node.get("style", "").split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in parts}


def _role(value: str) -> str | None:
    return ROLES.get(value.lower())


def _written(root: ET.Element) -> str:
    ET.register_namespace("", SVG)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True) + "\n"
