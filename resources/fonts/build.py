#!/usr/bin/env python3
"""Makes the interface font: Inter, cut down to Latin, Greek and Cyrillic.

    python3 build.py DIRECTORY

DIRECTORY holds Inter-Regular.otf, Inter-Italic.otf and Inter-SemiBold.otf of Inter 4.0 (in Debian:
package fonts-inter, /usr/share/fonts/opentype/inter). Needs fonttools. It is run by hand when the
font changes; the results are kept beside this file.

The family gets a name of its own, so that an Inter installed on the system, in another version,
does not take its place.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Parlance Inter"
STYLES = {"Regular": "Regular", "Italic": "Italic", "SemiBold": "SemiBold"}

UNICODES = (
    "U+0020-024F,U+0259,U+02BB-02DD,U+0300-0315,U+031B,U+0323-0328,U+0338,U+0370-03FF,"
    "U+0400-052F,U+1E00-1EFF,U+2000-206F,U+2070-209C,U+20A0-20BF,U+2100-218F,U+2190-21FF,"
    "U+2200-22FF,U+2300-2328,U+25A0-25FF,U+2713,U+2717,U+FB01,U+FB02,U+FFFD"
)
# Emoji presentation belongs to the emoji font: these have an emoji form and none of ours.
NOT_OURS = {0x231A, 0x231B, 0x2328, 0x25AA, 0x25AB, 0x25B6, 0x25C0, 0x25FB, 0x25FC, 0x25FD, 0x25FE,
            0x203C, 0x2049, 0x2122, 0x2139, 0x2194, 0x2195, 0x2196, 0x2197, 0x2198, 0x2199, 0x21A9,
            0x21AA} - {0x2122}


def main(source: Path) -> None:
    for style in STYLES:
        font = TTFont(source / f"Inter-{style}.otf")
        options = subset.Options()
        options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "calt", "tnum"]
        options.name_IDs = ["*"]
        cutter = subset.Subsetter(options)
        wanted = set(subset.parse_unicodes(UNICODES)) - NOT_OURS
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        names = font["name"]
        names.names = [it for it in names.names if it.nameID in (0, 5, 13, 14)]
        for ident, text in {
            1: FAMILY if style != "SemiBold" else f"{FAMILY} SemiBold",
            2: style if style != "SemiBold" else "Regular",
            3: f"{FAMILY} {style}",
            4: f"{FAMILY} {style}",
            6: f"{FAMILY.replace(' ', '')}-{style}",
            16: FAMILY,
            17: style,
        }.items():
            names.setName(text, ident, 3, 1, 0x409)
        if "CFF " in font:
            top = font["CFF "].cff
            top.fontNames = [f"{FAMILY.replace(' ', '')}-{style}"]
            top.topDictIndex[0].FamilyName = FAMILY
            top.topDictIndex[0].FullName = f"{FAMILY} {style}"
        font.save(Path(__file__).parent / f"Inter-{style}.otf")


main(Path(sys.argv[1]))
