"""Opens the program again and again, and tells what each step took: see tests/measure.

usage: measure.py PROGRAM STAGE CONTACTS RUNS IDLE BURST FLOOD ABSENCE
"""

import os
import signal
import sqlite3
import sys
import time

import gauge
from gauge import PROFILE, REST, STAGE, Door, Scene, cpu, memory, quiet, remote, stored, until

CONTACTS, RUNS, IDLE, BURST, FLOOD, ABSENCE = (int(it) for it in sys.argv[3:9])


def row(what, values, unit):
    gauge.row(what, CONTACTS, values, unit)


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
    row("private, afterwards", [memory(run.pid)[2]], "MiB")
    return run


def main():
    scene = Scene()
    ruth, account = scene.ruth, scene.company["account"]

    # The first start makes the profile and fetches a week: it is told apart.
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
        row("private, afterwards", [memory(pid)[2]], "MiB")
    sys.stdout.flush()
    last.process.send_signal(signal.SIGTERM)
    last.process.wait(20)


if __name__ == "__main__":
    main()
