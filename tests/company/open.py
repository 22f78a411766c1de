#!/usr/bin/env python3
"""Opens a small company: a Prosody on 127.0.0.1 with people who are there, talk and answer.

usage: open.py FOLDER [--crowd N] [--quiet] [--sql] [--component]

Everything is kept in FOLDER, which must exist. Once all are at their desks, one line of JSON comes
out: how to sign in. It closes with SIGTERM, or when the one who started it is gone.

FOLDER/orders is a local socket that takes orders, a line each:
    say NAME TEXT           NAME writes to you
    room NAME TEXT          NAME says it in the lounge
    presence NAME SHOW TEXT NAME changes (SHOW: online, chat, away, dnd, xa)
    xml NAME XML            NAME sends this, which is one line
"""

import argparse
import hashlib
import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

from bot import CLIENT, Bot
from people import (CHAT, CROWD, DOMAIN, LOUNGE, NEWCOMER, NICK, PEOPLE, READERS, RELEASES, ROOMS, STRANGER,
                    YOU, history)

HERE = os.path.dirname(os.path.abspath(__file__))
SUPPORT = os.path.join(os.path.dirname(HERE), "support")
# Seconds: until Echo answers, and between two lines in the lounge.
THOUGHT = 1.5
PAUSE = 9


def ports(count):
    """Neighbouring ports, and the socket that keeps others away from them as long as it is open."""
    start = os.getpid() % 1500
    for turn in range(1500):
        base = 20000 + (start + turn) % 1500 * 8
        lock = socket.socket()
        lock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            lock.bind(("127.0.0.1", base))
            lock.listen(1)
            for offset in range(1, count + 1):
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", base + offset))
            return lock, [base + offset for offset in range(1, count + 1)]
        except OSError:
            lock.close()
    sys.exit("no free ports on 127.0.0.1")


def lua(value):
    """A Lua literal, as Prosody's own storage reads it."""
    if value is True:
        return "true"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"%s"' % value.replace("\\", "\\\\").replace('"', '\\"')
    return "{ %s }" % "; ".join(
        "[%s] = %s" % ("false" if key is False else lua(key), lua(item))
        for key, item in value.items())


def store(folder, kind, name, value):
    place = os.path.join(folder, "data", DOMAIN.replace(".", "%2e"), kind)
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, name + ".dat"), "w", encoding="utf-8") as file:
        file.write("return %s;\n" % lua(value))


def roster(entries):
    """Both see each other; entries are (account, name, groups)."""
    items = {False: {"version": 1}}
    for account, name, groups in entries:
        items["%s@%s" % (account, DOMAIN)] = {
            "subscription": "both", "name": name, "groups": {group: True for group in groups}}
    return items


def set_up(folder, numbers, password, crowd, sql, component):
    """Writes all that Prosody finds when it starts."""
    certificates = os.path.join(folder, "certificates")
    subprocess.run(["sh", os.path.join(SUPPORT, "certificates.sh"), certificates], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    past = os.path.join(folder, "history")
    os.makedirs(past)
    for host, entries in history(int(time.time())).items():
        with open(os.path.join(past, host + ".json"), "w", encoding="utf-8") as file:
            json.dump(entries, file, ensure_ascii=False)

    everybody = [(account, name, groups) for account, name, groups, _, _ in PEOPLE]
    strangers = [("guest%d" % n, "Guest %d" % n, ["Team %d" % (n % 12 + 1)]) for n in range(crowd)]
    store(folder, "roster", YOU, roster(everybody + strangers))
    store(folder, "accounts", YOU, {"password": password})
    for account in [account for account, _, _ in everybody + [STRANGER]] + [NEWCOMER]:
        store(folder, "accounts", account, {"password": password})
    for account, _, _ in everybody:
        store(folder, "roster", account, roster([(YOU, NICK, [])]))

    wishes = 'company_history = "%s"' % past
    if sql:
        # Prosody's own files are read from their beginning for each page.
        wishes += '\nstorage = { archive = "sql", muc_log = "sql" }\nsql = %s' % lua(
            {"driver": "SQLite3", "database": os.path.join(folder, "archive.sqlite")})
    if component:
        wishes += '\ncomponent_ports = { %d }' % numbers[4]
    values = {
        "root": "true" if os.getuid() == 0 else "false",
        "folder": folder,
        "modules": '"%s"' % os.path.join(HERE, "modules"),
        "more": '"company_history"',
        "starttls": numbers[0], "direct": numbers[1], "http": numbers[2], "https": numbers[3],
        "certificate": os.path.join(certificates, "chat.test.crt"),
        "key": os.path.join(certificates, "chat.test.key"),
        "wishes": wishes,
    }
    with open(os.path.join(SUPPORT, "prosody.cfg.lua"), encoding="utf-8") as file:
        text = file.read()
    for name, value in values.items():
        text = text.replace("@%s@" % name, str(value))
    if component:
        text += '\nComponent "%s"\n  component_secret = %s\n' % (CROWD, lua(password))
    with open(os.path.join(folder, "prosody.cfg.lua"), "w", encoding="utf-8") as file:
        file.write(text)
    return certificates


def start_server(folder, port):
    log = open(os.path.join(folder, "prosody.log"), "ab")
    server = subprocess.Popen(
        ["prosody", "--config", os.path.join(folder, "prosody.cfg.lua"), "-F"], cwd=folder,
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return server
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                server.kill()
                sys.exit("Prosody does not start; see %s" % log.name)
            time.sleep(0.02)


def echo(bot, stanza):
    """Says what it is told, after a moment of thought."""
    body = stanza.findtext(CLIENT + "body")
    sender = stanza.get("from", "").split("/")[0]
    if stanza.tag != CLIENT + "message" or stanza.get("type") != "chat" or not body:
        return
    if stanza.find("{urn:xmpp:delay}delay") is None:
        bot.writes(sender)
        threading.Timer(THOUGHT, bot.say, (sender, body)).start()


def gather(port, password, authority):
    """Brings everybody to their desks and into their rooms."""
    shows = {account: (show, status) for account, _, _, show, status in PEOPLE}
    present = [account for account, (show, _) in shows.items() if show is not None]
    bots = {account: Bot(account, password, port, authority, echo if account == "echo" else None)
            for account in present}
    for account, bot in bots.items():
        bot.reads = account in READERS
        bot.presence(*shows[account])

    for room, name, subject, occupants in (LOUNGE, RELEASES):
        (founder, nick), *others = occupants
        bots[founder].found(room, nick, name, subject)
        for account, nick in others:
            bots[account].enter(room, nick)

    you = Bot(YOU, password, port, authority)
    you.bookmark([("%s@%s" % (room, ROOMS), name, NICK)
                  for room, name, _, _ in (LOUNGE, RELEASES)])
    you.leave()

    bots[NEWCOMER] = Bot(NEWCOMER, password, port, authority)
    bots[NEWCOMER].presence()
    account, _, text = STRANGER
    bots[account] = Bot(account, password, port, authority)
    bots[account].presence()
    bots[account].subscribe("%s@%s" % (YOU, DOMAIN), text)
    return bots


def talk(bots, done):
    """Keeps the lounge busy."""
    turn = 0
    while not done.wait(PAUSE):
        account, body = CHAT[turn % len(CHAT)]
        bots[account].say("%s@%s" % (LOUNGE[0], ROOMS), body, "groupchat")
        turn += 1


def obey(bots, line):
    order, _, rest = line.partition(" ")
    name, _, text = rest.partition(" ")
    bot = bots[name]
    if order == "say":
        bot.say("%s@%s" % (YOU, DOMAIN), text)
    elif order == "room":
        bot.say("%s@%s" % (LOUNGE[0], ROOMS), text, "groupchat")
    elif order == "presence":
        show, _, status = text.partition(" ")
        bot.presence("" if show == "online" else show, status)
    elif order == "xml":
        bot.send(text)
    else:
        raise ValueError("no such order: %s" % order)


def take_orders(listener, bots):
    while True:
        line, _ = listener.accept()
        with line, line.makefile("rw", encoding="utf-8") as file:
            for text in file:
                try:
                    obey(bots, text.rstrip("\n"))
                    print("done", file=file, flush=True)
                except (KeyError, ValueError) as error:
                    print("no: %s" % error, file=file, flush=True)


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("folder")
    options.add_argument("--crowd", type=int, default=0, help="so many more contacts, all offline")
    options.add_argument("--sql", action="store_true", help="archives in SQLite")
    options.add_argument("--component", action="store_true", help="room for a service more")
    options.add_argument("--quiet", action="store_true", help="nobody talks unless ordered")
    options = options.parse_args()

    parent = os.getppid()
    done = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda *_: done.set())

    folder = os.path.abspath(options.folder)
    lock, numbers = ports(5)
    password = secrets.token_urlsafe(12)
    certificates = set_up(folder, numbers, password, options.crowd, options.sql,
                          options.component)
    server = start_server(folder, numbers[1])
    try:
        bots = gather(numbers[1], password, os.path.join(certificates, "ca.crt"))
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(os.path.join(folder, "orders"))
        listener.listen()
        threading.Thread(target=take_orders, args=(listener, bots), daemon=True).start()
        if not options.quiet:
            threading.Thread(target=talk, args=(bots, done), daemon=True).start()

        with open(os.path.join(certificates, "chat.test.crt"), encoding="ascii") as file:
            shown = ssl.PEM_cert_to_DER_cert(file.read())
        print(json.dumps({
            "account": "%s@%s" % (YOU, DOMAIN), "password": password, "host": "127.0.0.1",
            "port": numbers[0], "direct": numbers[1], "sha256": hashlib.sha256(shown).hexdigest(),
            "component": numbers[4], "crowd": CROWD,
            "lounge": "%s@%s" % (LOUNGE[0], ROOMS), "releases": "%s@%s" % (RELEASES[0], ROOMS),
        }), flush=True)
        # The one who started us may be gone without a word.
        while not done.wait(1) and os.getppid() == parent and server.poll() is None:
            pass
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
        lock.close()


if __name__ == "__main__":
    main()
