"""Opens the program again and again, and tells what each step took: see tests/measure.

usage: measure.py PROGRAM STAGE CONTACTS RUNS IDLE BURST FLOOD ABSENCE OCCUPANTS
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time

import gauge
from gauge import PROFILE, REST, STAGE, Door, Scene, cpu, memory, quiet, remote, stored, until
from crowd import Crowd  # found beside the company, as gauge does

CONTACTS, RUNS, IDLE, BURST, FLOOD, ABSENCE, OCCUPANTS = (int(it) for it in sys.argv[3:10])


def row(what, values, unit):
    gauge.row(what, CONTACTS, values, unit)


def keep(pid):
    _, _, own, anonymous, _ = memory(pid)
    row("private, afterwards", [own], "MiB")
    row("private, afterwards, without files and the program itself", [anonymous], "MiB")


def flood(pid, ruth, account):
    """So many messages at once: the program sleeps until the server has them all."""
    before = quiet(pid)
    door = Door()
    door.ask()
    unread = door.unread()
    os.kill(pid, signal.SIGSTOP)
    for number in range(FLOOD):
        ruth.say(account, "flood %d: %s" % (number, "as long as a line is " * 4))
    ruth.routed()
    os.kill(pid, signal.SIGCONT)
    began = time.monotonic()
    door.start()
    until(lambda: stored("flood") == FLOOD, "all is stored", 600, 0.05)
    row("%d messages, chat closed: stored" % FLOOD, [time.monotonic() - began], "s")
    until(lambda: door.unread() == unread + FLOOD, "all is counted", 60)
    row("%d messages, chat closed: shown" % FLOOD, [time.monotonic() - began], "s")
    took = door.end()
    row("%d messages, chat closed: quiet" % FLOOD, [quiet(pid) - before], "CPU s")
    row("the window's answers meanwhile (%d)" % len(took), [1000 * it for it in took], "ms")
    row("99 of 100 of them within", [1000 * took[len(took) * 99 // 100]], "ms")
    row("later than three frames: 50 ms", [sum(it > 0.05 for it in took)], "answers")
    keep(pid)


def occupants(company, pid):
    """A room with so many is entered while its chat is shown, and 1,000 come in a second and go in the
    next: once for what it costs, once for how the window answers meanwhile, since asking costs too."""
    crowd = Crowd(company["crowd"], company["component"], company["password"], OCCUPANTS)
    storm = 1000
    for name, doors in (("hall", False), ("hall2", True)):
        room = "%s@%s" % (name, company["crowd"])
        join = subprocess.Popen([gauge.PROGRAM, "--profile", PROFILE, "remote", "join", room],
                                stdout=subprocess.DEVNULL)
        crowd.knocked(room)
        remote("open", "xmpp:" + room)
        for what, act in (
                ("a room of %d entered" % OCCUPANTS, lambda: (crowd.let_in(room), join.wait(30))),
                ("%d come" % storm, lambda: crowd.storm(room, storm)),
                ("%d go" % storm, lambda: crowd.storm(room, storm, True))):
            before, began = quiet(pid), time.monotonic()
            if doors:
                door = Door()
                # Of the whole state each occupant would be written out: this is answered with a no.
                door.order = {"order": "open", "address": "@"}
                door.start()
            act()
            if doors:
                time.sleep(2)
                took = door.end()
                row("%s: the window's answers (%d)" % (what, len(took)), [1000 * it for it in took], "ms")
            else:
                used = quiet(pid) - before
                row(what, [time.monotonic() - began - gauge.QUIET], "s")
                row(what, [used], "CPU s")
    door = Door()
    door.ask()
    there = {it["address"]: len(it["occupants"]) for it in door.state["rooms"]}
    if there[room] != OCCUPANTS + 1:
        sys.exit("of %d in the room the window knows %d" % (OCCUPANTS + 1, there[room]))
    row("private, afterwards", [memory(pid)[2]], "MiB")


def absence(company, start):
    """So many messages in the archive at the next start, as if another device had taken them. They are
    written into the server's table: through its door each would cost a commit."""
    account, host = company["account"].split("@")
    message = ("<message xmlns='jabber:client' type='chat' id='a%d' from='ruth@chat.test/desk' to='%s'>"
               "<body>absence %d: as long as a line is as long as a line is</body></message>")
    now = int(time.time())
    with sqlite3.connect(STAGE + "/company/archive.sqlite", timeout=60) as archive:
        archive.executemany(
            "INSERT INTO prosodyarchive (host, user, store, key, \"when\", \"with\", type, value)"
            " VALUES (?, ?, 'archive', ?, ?, 'ruth@chat.test', 'xml', ?)",
            ((host, account, "absence-%d" % number, now,
              message % (number, company["account"], number)) for number in range(ABSENCE)))
    archive.close()
    began = time.monotonic()
    run = start()
    until(lambda: stored("absence") == ABSENCE, "the archive is read", 1800, 0.2)
    took = time.monotonic() - began
    row("%d messages of an absence: stored" % ABSENCE, [took], "s")
    row("%d messages of an absence: stored" % ABSENCE, [ABSENCE / took], "a second")
    row("%d messages of an absence: quiet" % ABSENCE, [quiet(run.pid)], "CPU s")
    keep(run.pid)
    return run


def main():
    scene = Scene()
    ruth, account = scene.ruth, scene.company["account"]

    # The first start makes the profile and reads the archive: it is told apart.
    first = scene.start()
    first.end()
    runs = []
    for turn in range(RUNS):
        run = scene.start()
        runs.append(run)
        if turn < RUNS - 1:
            run.end()

    gauge.head(RUNS)
    row("first start ever: online", [first.online], "s")
    row("first start ever: quiet", [first.quiet_cpu], "CPU s")
    gauge.starts(CONTACTS, runs)

    last = runs[-1]
    if ABSENCE:
        last.end()
        last = absence(scene.company, scene.start)
    pid = last.pid
    if OCCUPANTS:
        occupants(scene.company, pid)
    if FLOOD:
        flood(pid, ruth, account)
    remote("open", "xmpp:ruth@chat.test")
    if IDLE:
        time.sleep(REST)
        before = cpu(pid)
        time.sleep(IDLE)
        row("%d s at rest, chat open" % IDLE, [cpu(pid) - before], "CPU s")
    if BURST:
        before, began = quiet(pid), time.monotonic()
        for number in range(BURST):
            ruth.say(account, "burst %d: %s" % (number, "as long as a line is " * 4))
        until(lambda: stored() == BURST, "all is stored", 300)
        row("%d messages, chat open: stored" % BURST, [time.monotonic() - began], "s")
        row("%d messages, chat open: quiet" % BURST, [quiet(pid) - before], "CPU s")
        keep(pid)
    sys.stdout.flush()
    last.process.send_signal(signal.SIGTERM)
    last.process.wait(20)


if __name__ == "__main__":
    main()
