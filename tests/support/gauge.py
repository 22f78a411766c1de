"""What a program takes and how quick it is, as seen from outside: the clock, /proc, and the screen."""

import json
import mmap
import os
import platform
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

PROGRAM, STAGE = sys.argv[1:3]
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

    def part(self, sides):
        """The pixels of a part: left, top, right and bottom."""
        left, top, right, bottom = sides
        starts = [self.first + y * self.line for y in range(top, bottom)]
        return b"".join(self.map[start + left * 4:start + right * 4] for start in starts)


def cpu(pid):
    """Seconds of user and system of all its threads."""
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid):
    """MiB: resident, its share of it, its own, what of that is no file, and the most there was."""
    found = {}
    for name in ("smaps_rollup", "status"):
        with open("/proc/%d/%s" % (pid, name)) as file:
            for line in file:
                key, _, rest = line.partition(":")
                if rest.strip().endswith("kB"):
                    found[key] = int(rest.split()[0]) / 1024
    own = found["Private_Clean"] + found["Private_Dirty"]
    return found["Rss"], found["Pss"], own, found["Anonymous"], found["VmHWM"]


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


def company():
    with open(STAGE + "/company.json", encoding="utf-8") as file:
        return json.load(file)


class Scene:
    """The company, a screen, and Ruth, who sees when the program comes online."""

    def __init__(self):
        self.company = company()
        self.seen = threading.Event()
        self.ruth = Bot("ruth", self.company["password"], self.company["direct"],
                        STAGE + "/company/certificates/ca.crt", self.heard)
        self.ruth.presence()
        self.screen = Screen()
        self.blank = self.screen.colours()

    def heard(self, _, stanza):
        you = stanza.get("from", "").startswith(self.company["account"])
        if stanza.tag == CLIENT + "presence" and stanza.get("type") is None and you:
            self.seen.when = time.monotonic()
            self.seen.set()

    def start(self):
        return Run(self)


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
        self.order = {"order": "state"}

    def run(self):
        while not self.over.wait(0.01):
            began = time.monotonic()
            self.ask()
            self.took.append(time.monotonic() - began)

    def ask(self):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(PROFILE + "/remote.socket")
            line.sendall(json.dumps(self.order).encode() + b"\n")
            with line.makefile() as answer:
                self.state = json.loads(answer.readline()).get("state", {})

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

    def __init__(self, scene):
        company, seen, screen, blank = scene.company, scene.seen, scene.screen, scene.blank
        seen.clear()
        self.scene = scene
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
        self.rss, self.pss, self.private, self.anonymous, self.peak = memory(self.pid)

    def end(self):
        remote("quit")
        self.process.wait(20)
        screen, blank = self.scene.screen, self.scene.blank
        until(lambda: screen.colours() <= blank + COLOURS, "the window is gone")


def head(runs, program=PROGRAM):
    size = ", %.1f MiB of program" % (os.path.getsize(program) / 2**20) if program else ""
    print("\n%s, %d cores, %s, load %.1f; %d runs%s" % (
        platform.platform(), os.cpu_count(), time.strftime("%F %R"), os.getloadavg()[0], runs, size))
    print("\n| what | contacts | median | least - most | unit |\n|---|---|---|---|---|")


def row(what, contacts, values, unit):
    print("| %s | %d | %.2f | %.2f - %.2f | %s |" % (
        what, contacts, statistics.median(values), min(values), max(values), unit), flush=True)


def starts(contacts, runs):
    """The rows of so many starts."""
    for what, name, unit in (
            ("first frame", "frame", "s"), ("first frame", "frame_cpu", "CPU s"),
            ("online", "online", "s"), ("online", "online_cpu", "CPU s"),
            ("online and quiet", "quiet_cpu", "CPU s"), ("resident", "rss", "MiB"),
            ("share of the resident", "pss", "MiB"), ("private", "private", "MiB"),
            ("private, without files and the program itself", "anonymous", "MiB"),
            ("most resident", "peak", "MiB")):
        row(what, contacts, [getattr(run, name) for run in runs], unit)
