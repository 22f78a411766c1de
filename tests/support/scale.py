"""What grows elsewhere: a history of a million messages, a roster of ten thousand, a room of two
hundred, an archive that is met for the first time. See tests/measure.

usage: scale.py PROGRAM STAGE CONTACTS RUNS SCENES [PAST]

SCENES are among: past (the history PAST in the profile), roster, room, archive.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import gauge
from gauge import PROFILE, REST, STAGE, Door, Scene, cpu, memory, quiet, remote, until

from bot import Bot  # noqa: E402: found by way of the gauge
from people import ROOMS

CONTACTS, RUNS = int(sys.argv[3]), int(sys.argv[4])
SCENES = sys.argv[5].split(",")
# Where the thread is, and the roster: shares of the window. The caret blinks elsewhere, and scrollbars
# fade there.
THREAD, ROSTER = (0.40, 0.15, 0.95, 0.78), (0.02, 0.25, 0.22, 0.85)
# A picture that is so much like the last one shows what is to be shown: what fades goes on for longer.
NEARLY = 0.97
# How often each key is pressed.
PRESSES = 15
# How many messages the first sign-in finds: one in each second.
ARCHIVE = 10_000
OCCUPANTS = 200


def row(what, values, unit):
    gauge.row(what, CONTACTS, values, unit)


class Keys:
    """The keyboard of the screen, held open: to start a program for each key would be measured too."""

    def __init__(self):
        self.line = subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, text=True)

    def press(self, order):
        self.line.stdin.write(order + "\n")
        self.line.stdin.flush()

    def until_shown(self, screen, part, order):
        """Seconds from a key to where a part of the screen is nearly as it comes to rest, and to its
        first change."""
        before, began, frames = screen.part(part), time.monotonic(), []
        self.press(order)
        while time.monotonic() - began < 3:
            now, clock = screen.part(part), time.monotonic()
            if now != before:
                frames.append((clock - began, now))
                before = now
            elif frames and clock - began - frames[-1][0] > 0.4:
                break
        if not frames:
            sys.exit("nothing is shown after: %s" % order)
        last = frames[-1][1]
        shown = next(clock for clock, frame in frames if likeness(frame, last) > NEARLY)
        return shown, frames[0][0]


def likeness(one, other):
    """How much of two pictures is the same."""
    line = 256
    lines = range(0, len(one), line)
    return sum(one[at:at + line] == other[at:at + line] for at in lines) / len(lines)


def part_of_window(left, top, right, bottom):
    """A part of the window in pixels of the screen; each side is a share of the window."""
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Parlance",
                            "getwindowgeometry", "--shell"], check=True, capture_output=True, text=True)
    place = dict(line.split("=") for line in found.stdout.split())
    x, y, width, height = (int(place[it]) for it in ("X", "Y", "WIDTH", "HEIGHT"))
    return x + int(width * left), y + int(height * top), x + int(width * right), y + int(height * bottom)


def past(scene, file):
    """A cache of a million messages."""
    shutil.copy(file, PROFILE + "/history.db")
    first = scene.start()
    row("first start with the history: online", [first.online], "s")
    first.end()
    runs = []
    for turn in range(RUNS):
        runs.append(scene.start())
        if turn < RUNS - 1:
            runs[-1].end()
    gauge.starts(CONTACTS, runs)
    row("database", [os.path.getsize(PROFILE + "/history.db") / 2**20], "MiB")

    pid, keys, thread = runs[-1].pid, Keys(), part_of_window(*THREAD)
    rows, first = [], []
    for turn in range(PRESSES):
        remote("open", "xmpp:guest%d@chat.test" % (10 * (turn % 5)))
        keys.press("key ctrl+l")
        keys.press("type --delay 5 ruth@chat")
        time.sleep(0.5)
        quiet(pid)
        took = keys.until_shown(scene.screen, thread, "key Return")
        rows.append(1000 * took[0])
        first.append(1000 * took[1])
        quiet(pid)
    row("open the chat of a million: rows on the screen", rows, "ms")
    row("open the chat of a million: anything on the screen", first, "ms")
    pages = []
    for _ in range(3 * PRESSES):
        quiet(pid)
        pages.append(1000 * keys.until_shown(scene.screen, thread, "key Page_Up")[0])
    row("a page further up, drawn", pages, "ms")
    _, _, own, anonymous, _ = memory(pid)
    row("private, the chat of a million open", [own], "MiB")
    row("the same, without files and the program itself", [anonymous], "MiB")
    time.sleep(REST)
    before = cpu(pid)
    time.sleep(60)
    row("60 s at rest, the chat of a million open", [cpu(pid) - before], "CPU s")
    runs[-1].end()


def roster(scene):
    """A filter over a long roster: from its key to the screen."""
    first = scene.start()
    row("first start: quiet", [first.quiet_cpu], "CPU s")
    first.end()
    run, keys, people = scene.start(), Keys(), part_of_window(*ROSTER)
    took = []
    for turn in range(PRESSES):
        keys.press("key ctrl+l")
        for key in ("g", "u", "e", str(turn % 9 + 1)):
            quiet(run.pid)
            # Each of the first letters leaves who is shown as they are, but for what is marked.
            if key.isdigit():
                took.append(1000 * keys.until_shown(scene.screen, people, "key " + key)[0])
            else:
                keys.press("key " + key)
        keys.press("key ctrl+a")
        keys.press("key BackSpace")
        quiet(run.pid)
    row("filter of the roster: key to the screen", took, "ms")
    row("private", [memory(run.pid)[2]], "MiB")
    run.end()


def room(scene):
    """The coming into a room where many are."""
    name = "hall"
    seats = []
    for number in range(OCCUPANTS):
        seat = Bot("ruth", scene.company["password"], scene.company["direct"],
                   STAGE + "/company/certificates/ca.crt", resource="seat%d" % number)
        if number == 0:
            seat.found(name, "Seat 0", "Hall", "Two hundred")
        else:
            seat.enter(name, "Seat %d" % number)
        seats.append(seat)
    run, door = scene.start(), Door()

    def inside():
        door.ask()
        return any(it["address"].startswith(name + "@") and it["state"] == "inside" for it in door.state["rooms"])

    before = quiet(run.pid)
    remote("join", "%s@%s" % (name, ROOMS))
    until(inside, "to be in the room", look=0.05)
    row("join of a room of %d" % OCCUPANTS, [quiet(run.pid) - before], "CPU s")
    run.end()
    for seat in seats:
        seat.leave()


def archive(scene):
    """The first sign-in, with so much in the archive."""
    account, host = scene.company["account"].split("@")
    message = ("<message xmlns='jabber:client' type='chat' id='a%d' from='ruth@chat.test/desk' to='%s'>"
               "<body>archive %d: as long as a line is as long as a line is</body></message>")
    now = int(time.time())
    with sqlite3.connect(STAGE + "/company/archive.sqlite", timeout=60) as kept:
        kept.executemany(
            "INSERT INTO prosodyarchive (host, user, store, key, \"when\", \"with\", type, value)"
            " VALUES (?, ?, 'archive', ?, ?, 'ruth@chat.test', 'xml', ?)",
            ((host, account, "archive-%d" % number, now - ARCHIVE + number,
              message % (number, scene.company["account"], number)) for number in range(ARCHIVE)))
    kept.close()
    run = scene.start()
    held = -1
    while held != gauge.stored("archive"):
        held = gauge.stored("archive")
        quiet(run.pid)
    row("archive of %d at the first sign-in: stored" % ARCHIVE, [held], "messages")
    row("archive of %d at the first sign-in: quiet" % ARCHIVE, [quiet(run.pid)], "CPU s")
    row("private, afterwards", [memory(run.pid)[2]], "MiB")
    run.process.send_signal(signal.SIGTERM)
    run.process.wait(20)


def main():
    scene = Scene()
    gauge.head(RUNS)
    for name in SCENES:
        if name == "past":
            past(scene, sys.argv[6])
        else:
            {"roster": roster, "room": room, "archive": archive}[name](scene)


if __name__ == "__main__":
    main()
