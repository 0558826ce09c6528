"""Make the fonts of the site: subsets as WOFF2 under names of their own, and the CSS that names them.

Needs fonttools and brotli, and what the fonts are made from, fetched by the ordinary clients:

    npm install @fontsource-variable/source-serif-4@5.3.1 @fontsource-variable/source-sans-3@5.3.0 \
        @fontsource/gelasio @fontsource/tinos @fontsource/arimo @fontsource/noto-serif @fontsource/roboto \
        @fontsource/stix-two-math
    apt-get install fonts-lmodern fonts-dejavu-extra
    python tools/fonts.py node_modules

The licences ask that a derived work carries another name. The fonts that a reader's machine has are set so
that text takes the same room in them (`size-adjust` by the mean width of English letters, and the heights of
ours), so that nothing moves when ours arrive.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from matplotlib import get_data_path

ASSETS = Path(__file__).parent.parent / "docs/assets"
LATIN_MODERN = Path("/usr/share/texmf/fonts/opentype/public/lm-math/latinmodern-math.otf")
DEJAVU = Path(get_data_path()) / "fonts/ttf"  # Matplotlib brings them
BEGIN, END = "/* Fonts: written by tools/fonts.py */\n", "/* End of what tools/fonts.py writes */\n"

TEXT = "0020-007E 00A0-017F 2013 2014 2018-201A 201C-201E 2022 2026 2032 2033 2039 203A 2190 2192 2212"
# Every page has letters, Greek, digits, brackets, the commonest operators; the rest is another file.
CORE = """
0020-007E 00A0 00AC 00B1 00B7 00D7 02C6 0302 0338 0394 039B 03A3 03A6 03A9 03B1-03C9 03D5 03F5
2026 2032-2034 2061-2064 210E 2113 211D 2192 21A6 2202 2208 220F 2211 2212 2217 221A 221E 2223 2227 2228 222B
2248 2260 2264 2265 22C5 22EE 22EF 230A 230B 1D434-1D467 1D6FC-1D71B
"""
# Accents, letterlike, further arrows, operators and brackets, bold and calligraphic alphabets.
FURTHER = """
00AF 00B0 00B4 00F7 02C7 02D8-02DD 0303 0304 0307 0308 20D7 0393 0398 039E 03A0 03A7 03A8 03D1 03F5
2013 2014 2016 2018 2019 201C 201D 2044 2057 2102 210E 2112 2115 211A 2124 2190 2191 2193 2194 21D0 21D2 21D4
2200 2203 2205 2207 2209 220B 2210 2215 2216 2218 221D 2225 2229 222A 2234 223C 2243 2245
2254 2261 226A 226B 2282 2283 2286 2287 2295-2297 2299 22A4 22A5 22C0 22C2 22C3
22F0 22F1 2308 2309 23DC-23DF 25A0 25A1 27E8 27E9 2A7D 2A7E
1D400-1D433 1D4DB 1D538-1D56B 1D5A0-1D5D3 1D6A4 1D6A5 1D7CE-1D7D7
"""
# What has drawings of its own for the small sizes of indices and exponents: they are most of a font's weight.
SMALL = "0028-002B 002C 002F 0030-003A 003D 03B1-03B4 2032-2034 210E 2212 221E 1D44E-1D467 1D6FC-1D6FF 1D70E"
# How often English has a letter, in thousandths, with the space between words.
LETTERS = dict(
    zip(
        "etaoinshrdlcumwfgypbvk ",
        (102, 75, 65, 62, 57, 57, 53, 50, 49, 34, 33, 23, 23, 20, 19, 18, 16, 16, 15, 12, 8, 6, 187),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Face:
    """A font of the site: its file, its family and style, where it comes from, the weights that it keeps."""

    file: str
    family: str
    source: str
    weights: tuple[float, float] | float
    style: str = "normal"


FACES = (
    Face("derive-serif", "Derive Serif", "source-serif-4-latin-wght-normal", (400, 600)),
    Face("derive-serif-italic", "Derive Serif", "source-serif-4-latin-wght-italic", 400, "italic"),
    Face("derive-sans", "Derive Sans", "source-sans-3-latin-wght-normal", (400, 600)),
)
# What stands in until a font is there: the names it may have on a machine, and a font of the same widths.
STAND_INS = {
    "Derive Serif": {
        "Georgia": (("Georgia", "Gelasio"), "gelasio"),
        "Times": (("Times New Roman", "Liberation Serif", "Tinos"), "tinos"),
        "Noto": (("Noto Serif",), "noto-serif"),
        "DejaVu": (("DejaVu Serif",), "DejaVuSerif"),
    },
    "Derive Sans": {
        "Arial": (("Arial", "Helvetica", "Liberation Sans", "Arimo"), "arimo"),
        "Roboto": (("Roboto",), "roboto"),
        "DejaVu": (("DejaVu Sans",), "DejaVuSans"),
    },
}
STIX = Path("@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2")
MATHEMATICS = {
    "STIX": ("STIXTwoMath-Regular", STIX),
    "DejaVu": ("DejaVuMathTeXGyre-Regular", Path("/usr/share/fonts/truetype/dejavu/DejaVuMathTeXGyre.ttf")),
}
# The same of the formulas of the site.
FORMULA = {"𝑥": 95, "1": 76, "(": 49, ")": 49, "2": 40, "0": 40, "=": 39, "−": 32, ".": 31} | {
    "𝑢": 20, ",": 19, "+": 17, "𝑏": 14, "𝑑": 12, "4": 11, "𝑎": 11, "∞": 11, "𝑖": 11, "𝑐": 11, "𝑛": 10,
    "L": 10, ">": 10, "U": 10, "a": 10, "3": 9, "𝑒": 9, "𝑘": 9, "7": 9, "5": 8, "<": 8, "𝑓": 8, "9": 8,
    "𝛼": 7, "6": 7, "i": 7, "→": 6, "≠": 5,
}  # fmt: skip
# Of each face: what its name ends with, how its files end, its weight, its style.
CUTS = {"regular": ("", "400-normal", 400, "normal"), "bold": (" Bold", "700-normal", 600, "normal")}
ITALIC = {"italic": (" Italic", "400-italic", 400, "italic")}


def codes(text: str) -> list[int]:
    return list(subset.parse_unicodes(text.replace("\n", " ")))


def cut(font: TTFont, unicodes: list[int], features: list[str]) -> TTFont:
    """A font with some characters only, and what belongs to them."""
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.drop_tables += ["DSIG", "FFTM"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    written = BytesIO()
    font.flavor = None
    font.save(written)
    return TTFont(BytesIO(written.getvalue()))


def named(font: TTFont, family: str, file: str) -> None:
    """The font under a name of its own, written as WOFF2."""
    table = font["name"]
    for record in list(table.names):
        if record.nameID in {1, 3, 4, 6, 16}:
            text = family.replace(" ", "") if record.nameID == 6 else family
            table.setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    if "CFF " in font:
        font["CFF "].cff.fontNames[0] = family.replace(" ", "")
    font.flavor = "woff2"
    font.save(ASSETS / "fonts" / f"{file}.woff2")


def small_only(font: TTFont, kept: set[str]) -> None:
    """Leaves drawings for small sizes to some characters only."""
    table = font["GSUB"].table
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "ssty":
            for number in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[number].SubTable:
                    inner = getattr(part, "ExtSubTable", part)
                    inner.alternates = {g: v for g, v in inner.alternates.items() if g in kept}


def mathematics(modules: Path) -> list[str]:
    """The fonts of mathematics: what every page has, and what only some have."""
    rules = []
    core, further = codes(CORE), sorted(set(codes(FURTHER)) - set(codes(CORE)))
    for file, unicodes in (("derive-math", core), ("derive-math-further", further)):
        font = TTFont(LATIN_MODERN)
        letters, small = font.getBestCmap(), codes(SMALL) if file == "derive-math" else []
        small_only(font, {letters[code] for code in small if code in letters})
        made = cut(font, unicodes, ["ssty", "dtls", "flac"])
        named(made, "Derive Math", file)
        held = ranges(sorted(set(made.getBestCmap()) & set(unicodes)))
        rules.append(rule("Derive Math", file, f"unicode-range: {held};"))
    ours = width(TTFont(LATIN_MODERN), FORMULA)
    for short, (name, path) in MATHEMATICS.items():
        scale = ours / width(TTFont(modules / path), FORMULA)  # an absolute path stays what it is
        told = f'src: local("{name}"); size-adjust: {scale:.2%};'
        rules.append(f'@font-face {{ font-family: "Derive Math {short}"; {told} }}\n')
    return rules


def ranges(held: list[int]) -> str:
    """Characters as CSS lists them."""
    runs: list[list[int]] = []
    for code in held:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def rule(family: str, file: str, further: str) -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-display: swap; '
        f'src: url("fonts/{file}.woff2") format("woff2"); {further} }}\n'
    )


def width(font: TTFont, letters: Mapping[str, int] = LETTERS) -> float:
    """How wide a letter of English is in the mean, in parts of the size."""
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    total = sum(often * advances[glyphs[ord(letter)]][0] for letter, often in letters.items())
    return float(total / sum(letters.values()) / font["head"].unitsPerEm)


def stand_ins(face: Face, ours: TTFont, modules: Path) -> list[str]:
    """Fonts of the machine that take the same room as ours."""
    unit, heights, out = ours["head"].unitsPerEm, ours["hhea"], []
    for suffix, ending, weight, style in (CUTS if face.style == "normal" else ITALIC).values():
        at = instancer.instantiateVariableFont(ours, {"wght": weight}) if "fvar" in ours else ours
        for short, (names, like) in STAND_INS[face.family].items():
            path = modules / f"@fontsource/{like}/files/{like}-latin-{ending}.woff2"
            dejavu = DEJAVU / f"{like}{suffix.replace(' ', '-')}.ttf"
            scale = width(at) / width(TTFont(path if path.is_file() else dejavu))
            sizes = {
                "size-adjust": scale,
                "ascent-override": heights.ascent / unit / scale,
                "descent-override": -heights.descent / unit / scale,
                "line-gap-override": heights.lineGap / unit / scale,
            }
            local = ", ".join(f'local("{name}{suffix}")' for name in names)
            told = "; ".join(f"{name}: {value:.2%}" for name, value in sizes.items())
            kind = f"font-weight: {weight}; font-style: {style};"
            family = f"{face.family} {short}"
            out.append(f'@font-face {{ font-family: "{family}"; src: {local}; {kind} {told}; }}\n')
    return out


def main(modules: Path) -> None:
    rules = mathematics(modules)
    for face in FACES:
        package = face.source.partition("-latin")[0]
        source = modules / f"@fontsource-variable/{package}/files/{face.source}.woff2"
        font = cut(TTFont(source), codes(TEXT), ["kern", "liga", "ccmp", "mark", "tnum"])
        made = instancer.instantiateVariableFont(font, {"wght": face.weights})
        named(made, face.family, face.file)
        weights = face.weights if isinstance(face.weights, tuple) else (face.weights,)
        told = f"font-weight: {' '.join(map(str, weights))}; font-style: {face.style};"
        rules.append(rule(face.family, face.file, told))
        rules += stand_ins(face, made, modules)
    sheet = ASSETS / "derive.css"
    before, _begin, rest = sheet.read_text("utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"expected {BEGIN!r} and {END!r} in {sheet}, found no such part")
    sheet.write_text(before + BEGIN + "".join(rules) + END + after, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
