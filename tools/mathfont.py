"""Make the mathematics font of the site: a subset of Latin Modern Math as WOFF2, under a name of its own.

Needs fonttools and brotli. On Debian the source is in the package fonts-lmodern:

    python tools/mathfont.py /usr/share/texmf/fonts/opentype/public/lm-math/latinmodern-math.otf
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

TARGET = Path(__file__).parent.parent / "docs/assets/fonts/derive-math.woff2"
NAME = "Derive Math"
# Text and accents, Greek, punctuation of mathematics, letterlike, arrows, operators, brackets, alphabets.
UNICODES = """
0020-007E 00A0 00AC 00AF 00B0 00B1 00B4 00B7 00D7 00F7 02C6 02C7 02D8-02DD 0302-0304 0307 0308 0338 20D7
0393 0394 0398 039B 039E 03A0 03A3 03A6-03A9 03B1-03C9 03D1 03D5 03F5
2013 2014 2016 2018 2019 201C 201D 2026 2032-2034 2044 2057 2061-2064
2102 210E 2112 2113 2115 211A 211D 2124 2190-2194 21A6 21D0 21D2 21D4
2200 2202 2203 2205-2209 220B 220F-2212 2215-2218 221A 221D 221E 2223 2225 2227-222B 2234 223C 2243 2245
2248 2254 2260 2261 2264 2265 226A 226B 2282 2283 2286 2287 2295-2297 2299 22A4 22A5 22C0 22C2 22C3 22C5
22EE-22F1 2308-230B 23DC-23DF 25A0 25A1 27E8 27E9 2A7D 2A7E
1D400-1D467 1D4DB 1D6A4 1D6A5 1D6FC-1D71B 1D7CE-1D7D7
"""


def main(source: str) -> None:
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["ssty", "dtls", "flac"]
    options.hinting = False
    options.drop_tables += ["DSIG", "FFTM"]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(UNICODES.replace("\n", " ")))
    subsetter.subset(font)
    for record in list(font["name"].names):  # the licence asks that a derived work carries another name
        if record.nameID in {1, 3, 4, 6, 16}:
            text = NAME.replace(" ", "") if record.nameID == 6 else NAME
            font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    font["CFF "].cff.fontNames[0] = NAME.replace(" ", "")
    subset.save_font(font, str(TARGET), options)


if __name__ == "__main__":
    main(sys.argv[1])
