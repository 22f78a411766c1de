"""Opens the program again and again, and tells what each step took: see tests/measure.

usage: measure.py PROGRAM STAGE CONTACTS RUNS IDLE BURST FLOOD ABSENCE
"""

import json
import mmap
import os
import platform
import signal
import socket
import sqlite3
import statistics
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "company"))
from bot import CLIENT, Bot  # noqa: E402

PROGRAM, STAGE, CONTACTS, RUNS, IDLE, BURST, FLOOD, ABSENCE = (
    sys.argv[1:3] + [int(it) for it in sys.argv[3:9]])
PROFILE = os.path.join(STAGE, "profile")
TICK = os.sysconf("SC_CLK_TCK")
# Seconds: how often one looks, how long nothing may be used to count as quiet, and before a caret rests.
LOOK, QUIET, REST = 0.002, 0.5, 12
# Colours on a grid of the screen that only a drawn window has: the frame of an empty one, with its
# title, has some thirty, and rows of text a hundred at least.
COLOURS = 100


class Screen:
    """What Xvfb shows, as the file that it keeps it in (in the format of xwd)."""

    def __init__(self):
        with open(os.path.join(STAGE, "Xvfb_screen0"), "rb") as file:
            self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = struct.unpack(">25I", self.map[:100])
        self.first = head[0] + head[19] * 12
        self.width, self.height, self.line = head[4], head[5], head[12]

    def colours(self):
        seen = set()
        for y in range(4, self.height, 9):
            start = self.first + y * self.line
            row = self.map[start:start + self.width * 4]
            seen.update(row[at:at + 3] for at in range(0, len(row), 20))
        return len(seen)


def cpu(pid):
    """Seconds of user and system of all its threads."""
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid):
    """MiB: resident, its share of it, its own, and the most there was."""
    found = {}
    for name in ("smaps_rollup", "status"):
        with open("/proc/%d/%s" % (pid, name)) as file:
            for line in file:
                key, _, rest = line.partition(":")
                if rest.strip().endswith("kB"):
                    found[key] = int(rest.split()[0]) / 1024
    return found["Rss"], found["Pss"], found["Private_Clean"] + found["Private_Dirty"], found["VmHWM"]


def until(so, hope, seconds=60, look=LOOK):
    end = time.monotonic() + seconds
    while not so():
        if time.monotonic() > end:
            sys.exit("it was hoped in vain: %s" % hope)
        time.sleep(look)


def quiet(pid, seconds=1800):
    """Waits until nothing is used any more; how much was."""
    end, last, since = time.monotonic() + seconds, cpu(pid), time.monotonic()
    while time.monotonic() - since < QUIET:
        time.sleep(0.02)
        now = cpu(pid)
        if now != last:
            last, since = now, time.monotonic()
        if time.monotonic() > end:
            sys.exit("it does not come to rest")
    return last


def stored(what="burst"):
    """How many messages that begin so the cache holds."""
    cache = sqlite3.connect("file:%s/history.db?mode=ro" % PROFILE, uri=True)
    try:
        return cache.execute("SELECT count(*) FROM message WHERE body LIKE ?", (what + " %",)).fetchone()[0]
    finally:
        cache.close()


class Door(threading.Thread):
    """Asks the window again and again what is so, as `parlance remote state` does, and keeps how long
    each answer took: what waits for the window waits as long."""

    def __init__(self):
        super().__init__(daemon=True)
        self.took, self.over, self.state = [], threading.Event(), {}

    def run(self):
        while not self.over.wait(0.01):
            began = time.monotonic()
            self.ask()
            self.took.append(time.monotonic() - began)

    def ask(self):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(PROFILE + "/remote.socket")
            line.sendall(b'{"order":"state"}\n')
            with line.makefile() as answer:
                self.state = json.loads(answer.readline())["state"]

    def unread(self):
        """How much is unread, as the window knows it."""
        return self.state["unread"]

    def end(self):
        self.over.set()
        self.join(30)
        return sorted(self.took)


def remote(*words):
    subprocess.run([PROGRAM, "--profile", PROFILE, "remote", *words], check=True,
                   stdout=subprocess.DEVNULL)


class Run:
    """One start, up to where it is quiet."""

    def __init__(self, company, seen, screen, blank):
        seen.clear()
        reader, writer = os.pipe()
        os.write(writer, company["password"].encode())
        os.close(writer)
        command = [PROGRAM, "--profile", PROFILE, "--account", company["account"],
                   "--host", "127.0.0.1:%d" % company["port"], "--trust", company["sha256"],
                   "--password-fd", str(reader)]
        began = time.monotonic()
        with open(STAGE + "/parlance.log", "ab") as log:
            self.process = subprocess.Popen(command, pass_fds=[reader], stdout=log, stderr=log)
        os.close(reader)
        self.pid = self.process.pid
        until(lambda: screen.colours() > blank + COLOURS, "something is drawn")
        self.frame, self.frame_cpu = time.monotonic() - began, cpu(self.pid)
        until(seen.is_set, "it is online")
        self.online, self.online_cpu = seen.when - began, cpu(self.pid)
        self.quiet_cpu = quiet(self.pid)
        self.rss, self.pss, self.private, self.peak = memory(self.pid)

    def end(self, screen, blank):
        remote("quit")
        self.process.wait(20)
        until(lambda: screen.colours() <= blank + COLOURS, "the window is gone")


def row(what, values, unit):
    print("| %s | %d | %.2f | %.2f - %.2f | %s |" % (
        what, CONTACTS, statistics.median(values), min(values), max(values), unit))


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
    with open(STAGE + "/company.json", encoding="utf-8") as file:
        company = json.load(file)
    seen = threading.Event()

    def heard(_, stanza):
        you = stanza.get("from", "").startswith(company["account"])
        if stanza.tag == CLIENT + "presence" and stanza.get("type") is None and you:
            seen.when = time.monotonic()
            seen.set()

    ruth = Bot("ruth", company["password"], company["direct"],
               STAGE + "/company/certificates/ca.crt", heard)
    ruth.presence()
    screen = Screen()
    blank = screen.colours()

    # The first start makes the profile and fetches a week: it is told apart.
    first = Run(company, seen, screen, blank)
    first.end(screen, blank)
    runs = []
    for turn in range(RUNS):
        run = Run(company, seen, screen, blank)
        runs.append(run)
        if turn < RUNS - 1:
            run.end(screen, blank)

    print("\n%s, %d cores, %s, load %.1f; %d runs, %.1f MiB of program" % (
        platform.platform(), os.cpu_count(), time.strftime("%F %R"), os.getloadavg()[0], RUNS,
        os.path.getsize(PROGRAM) / 2**20))
    print("\n| what | contacts | median | least - most | unit |\n|---|---|---|---|---|")
    row("first start ever: online", [first.online], "s")
    row("first start ever: quiet", [first.quiet_cpu], "CPU s")
    for what, name, unit in (
            ("first frame", "frame", "s"), ("first frame", "frame_cpu", "CPU s"),
            ("online", "online", "s"), ("online", "online_cpu", "CPU s"),
            ("online and quiet", "quiet_cpu", "CPU s"), ("resident", "rss", "MiB"),
            ("share of the resident", "pss", "MiB"), ("private", "private", "MiB"),
            ("most resident", "peak", "MiB")):
        row(what, [getattr(run, name) for run in runs], unit)

    last = runs[-1]
    if ABSENCE:
        last.end(screen, blank)
        last = absence(company, lambda: Run(company, seen, screen, blank))
    pid = last.pid
    if FLOOD:
        flood(pid, ruth, company["account"])
    remote("open", "xmpp:ruth@chat.test")
    if IDLE:
        time.sleep(REST)
        before = cpu(pid)
        time.sleep(IDLE)
        row("%d s at rest, chat open" % IDLE, [cpu(pid) - before], "CPU s")
    if BURST:
        before, began = quiet(pid), time.monotonic()
        for number in range(BURST):
            ruth.say(company["account"], "burst %d: %s" % (number, "as long as a line is " * 4))
        until(lambda: stored() == BURST, "all is stored", 300)
        row("%d messages, chat open: stored" % BURST, [time.monotonic() - began], "s")
        row("%d messages, chat open: quiet" % BURST, [quiet(pid) - before], "CPU s")
        row("private, afterwards", [memory(pid)[2]], "MiB")
    sys.stdout.flush()
    last.process.send_signal(signal.SIGTERM)
    last.process.wait(20)


if __name__ == "__main__":
    main()
