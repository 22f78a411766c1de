#!/usr/bin/env python3
"""Makes the icon font: what we use of Lucide, and shapes of our own for presence.

    python3 build.py LUCIDE.TTF > glyphs.txt

LUCIDE.TTF is font/lucide.ttf of the npm package lucide-static (1.62.0), with its codepoints.json
beside it. Needs fonttools. It is run
by hand when an icon is added; icons.ttf is kept beside this file, and the code points stand in
src/ui/part/icon.rs. Icons keep their place in the list: append, do not sort.
"""

import json
import math
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FIRST = 0xE000
ICONS = """
search plus x send-horizontal settings menu ellipsis-vertical ellipsis chevron-down chevron-right
chevron-left chevron-up check check-check clock triangle-alert circle-alert info lock lock-open
paperclip file image smile user user-plus user-minus users hash message-square bell bell-off log-out
log-in trash-2 pencil copy external-link link eye eye-off star bookmark refresh-cw rotate-cw
arrow-left arrow-down arrow-up panel-left panel-right wifi-off ban shield crown key
circle-question-mark moon sun folder folder-open download upload pin list quote reply at-sign
calendar undo-2 redo-2 globe minus keyboard history plug filter door-open mail megaphone palette
monitor volume-2 volume-x circle-user id-card flag server power square square-check
circle circle-dot arrow-right
""".split()

PRESENCE = 0xE100
UNIT = 1000


def circle(pen, x, y, r, clockwise=True):
    """A circle of eight quadratic arcs; the direction decides between ink and hole."""
    n = 8
    step = 2 * math.pi / n
    reach = r / math.cos(step / 2)
    turn = -1 if clockwise else 1
    at = lambda angle, radius: (round(x + radius * math.cos(angle)), round(y + radius * math.sin(angle)))
    pen.moveTo(at(0, r))
    for i in range(n):
        pen.qCurveTo(at(turn * (i + 0.5) * step, reach), at(turn * (i + 1) * step, r))
    pen.closePath()


def box(pen, left, bottom, right, top, clockwise=True):
    corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
    if not clockwise:
        corners.reverse()
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()


def crescent(pen):
    """A disc whose upper right is bitten off by another."""
    n = 24
    big, small, dx, dy = 490, 370, 190, 130
    d = math.hypot(dx, dy)
    base = math.atan2(dy, dx)
    a = math.acos((big * big + d * d - small * small) / (2 * big * d))
    b = math.acos((small * small + d * d - big * big) / (2 * small * d))
    outer = [base + a + (2 * math.pi - 2 * a) * i / n for i in range(n + 1)]
    inner = [base + math.pi + b - 2 * b * i / n for i in range(n + 1)]
    points = [(500 + big * math.cos(t), 500 + big * math.sin(t)) for t in outer]
    points += [(500 + dx + small * math.cos(t), 500 + dy + small * math.sin(t)) for t in inner]
    points = [(round(px), round(py)) for px, py in points]
    points.reverse()
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def available(pen):
    circle(pen, 500, 500, 480)


def chat(pen):
    circle(pen, 500, 500, 480)
    circle(pen, 500, 500, 300, clockwise=False)
    circle(pen, 500, 500, 170)


def away(pen):
    crescent(pen)


def xa(pen):
    crescent(pen)
    box(pen, 530, 540, 990, 700)


def dnd(pen):
    circle(pen, 500, 500, 480)
    box(pen, 220, 410, 780, 590, clockwise=False)


def offline(pen):
    circle(pen, 500, 500, 480)
    circle(pen, 500, 500, 320, clockwise=False)


SHAPES = [available, chat, away, xa, dnd, offline]


def main(source: Path) -> None:
    font = TTFont(source)
    by_name = json.loads(source.with_name("codepoints.json").read_text())
    missing = [name for name in ICONS if name not in by_name]
    if missing:
        sys.exit(f"not in Lucide: {missing}")

    options = subset.Options()
    options.layout_features = []
    options.glyph_names = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[by_name[name] for name in ICONS])
    cutter.subset(font)

    table = {FIRST + i: name for i, name in enumerate(ICONS)}
    cmap = font.getBestCmap()
    glyphs = {FIRST + i: cmap[by_name[name]] for i, name in enumerate(ICONS)}
    order = font.getGlyphOrder()
    for i, shape in enumerate(SHAPES):
        name = f"presence-{shape.__name__}"
        pen = TTGlyphPen(None)
        shape(pen)
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = (UNIT, 20)
        order = order + [name] if name not in order else order
        table[PRESENCE + i] = glyphs[PRESENCE + i] = name
    font.setGlyphOrder(order)

    for sub in font["cmap"].tables:
        sub.cmap = dict(glyphs)
    font["cmap"].tables = [it for it in font["cmap"].tables if it.platformID == 3 and it.format in (4, 12)][:1]
    names = font["name"]
    names.names = []
    for ident, text in {0: "Lucide (ISC) and Parlance (MPL-2.0)", 1: "Parlance Icons", 2: "Regular",
                        4: "Parlance Icons", 6: "ParlanceIcons"}.items():
        names.setName(text, ident, 3, 1, 0x409)
    if "GSUB" in font:
        del font["GSUB"]
    font["post"].formatType = 3.0
    font.save(Path(__file__).parent / "icons.ttf")
    for code, name in table.items():
        print(f"{code:04x} {name}")


main(Path(sys.argv[1]))
