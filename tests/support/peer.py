"""Opens another program in place of ours, and tells what it took: see tests/measure --peer.

usage: peer.py COMMAND STAGE CONTACTS RUNS IDLE BURST

COMMAND is a line of the shell. It finds in its environment who it may sign in as: ACCOUNT, PASSWORD,
HOST, PORT (STARTTLS), AUTHORITY (the file of who signed the server's certificate), and HOME, which is
empty at the first start.
"""

import os
import signal
import subprocess
import sys
import time

import gauge
from gauge import COLOURS, QUIET, STAGE, Scene, until

COMMAND = sys.argv[1]
CONTACTS, RUNS, IDLE, BURST = (int(it) for it in sys.argv[3:7])
# Seconds: how long it may take to sign in.
PATIENCE = 60


def row(what, values, unit):
    gauge.row(what, CONTACTS, values, unit)


def family(group):
    """All processes of a group."""
    members = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getpgid(int(entry)) == group:
                members.append(int(entry))
        except ProcessLookupError:
            pass
    return members


def each(group, of):
    """What a function says of each process of a group that is still there."""
    found = []
    for member in family(group):
        try:
            found.append(of(member))
        except (FileNotFoundError, ProcessLookupError, KeyError):
            pass
    return found


def cpu(group):
    return sum(each(group, gauge.cpu))


def quiet(group):
    last, since = cpu(group), time.monotonic()
    while time.monotonic() - since < QUIET:
        time.sleep(0.02)
        now = cpu(group)
        if now != last:
            last, since = now, time.monotonic()
    return last


class Run:
    """One start, up to where it is quiet."""

    def __init__(self, scene):
        company = scene.company
        scene.seen.clear()
        about = {"ACCOUNT": company["account"], "PASSWORD": company["password"], "HOST": "127.0.0.1",
                 "PORT": str(company["port"]), "AUTHORITY": STAGE + "/company/certificates/ca.crt"}
        began = time.monotonic()
        with open(STAGE + "/peer.log", "ab") as log:
            self.process = subprocess.Popen(["sh", "-c", COMMAND], env=os.environ | about, stdout=log,
                                            stderr=log, start_new_session=True)
        self.group = self.process.pid
        until(lambda: scene.screen.colours() > scene.blank + COLOURS, "something is drawn")
        self.frame, self.frame_cpu = time.monotonic() - began, cpu(self.group)
        self.online = scene.seen.when - began if scene.seen.wait(PATIENCE) else None
        self.quiet_cpu = quiet(self.group)
        taken = each(self.group, gauge.memory)
        self.share, self.private = (sum(it[place] for it in taken) for place in (1, 2))

    def end(self, scene):
        os.killpg(self.group, signal.SIGTERM)
        try:
            self.process.wait(20)
            until(lambda: not family(self.group), "it ends", 20)
        except (subprocess.TimeoutExpired, SystemExit):
            os.killpg(self.group, signal.SIGKILL)
            self.process.wait(20)
        until(lambda: scene.screen.colours() <= scene.blank + COLOURS, "the window is gone")


def main():
    scene = Scene()
    Run(scene).end(scene)
    runs = []
    for turn in range(RUNS):
        runs.append(Run(scene))
        if turn < RUNS - 1:
            runs[-1].end(scene)

    gauge.head(RUNS, None)
    rows = [("first frame", "frame", "s"), ("first frame", "frame_cpu", "CPU s"),
            ("online", "online", "s"), ("online and quiet", "quiet_cpu", "CPU s"),
            ("share of the resident", "share", "MiB"), ("private", "private", "MiB")]
    online = all(run.online is not None for run in runs)
    for what, name, unit in rows:
        if name != "online" or online:
            row(what, [getattr(run, name) for run in runs], unit)
    last = runs[-1]
    if IDLE:
        before = cpu(last.group)
        time.sleep(IDLE)
        row("%d s at rest" % IDLE, [cpu(last.group) - before], "CPU s")
    if BURST and online:
        before = quiet(last.group)
        for number in range(BURST):
            scene.ruth.say(scene.company["account"], "burst %d: %s" % (number, "as long as a line is " * 4))
        scene.ruth.routed()
        row("%d messages: quiet" % BURST, [quiet(last.group) - before], "CPU s")
    if not online:
        print("\nIt did not come online: nobody saw it within %d s." % PATIENCE)
    sys.stdout.flush()
    last.end(scene)


if __name__ == "__main__":
    main()
