"""A service of rooms that are full, as a component (XEP-0114): who enters finds so many there, and more
come and go when they are told to. No more than that is true of it: nobody there says anything."""

import hashlib
import re
import socket
import threading
from xml.etree.ElementTree import XMLPullParser
from xml.sax.saxutils import quoteattr

COMPONENT = "{jabber:component:accept}"
PLACE = ("<presence from=%s to=%s%s><show>away</show>"
         "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://example.org/client' ver='%s='/>"
         "<x xmlns='http://jabber.org/protocol/muc#user'>"
         "<item affiliation='%s' role='%s'/>%s</x></presence>")
INFO = ("<query xmlns='http://jabber.org/protocol/disco#info'>"
        "<identity category='conference' type='text' name='Crowd'/>"
        "<feature var='http://jabber.org/protocol/muc'/></query>")


class Crowd:
    """The rooms of `domain`; `count` are in each."""

    def __init__(self, domain, port, secret, count):
        self.domain, self.count = domain, count
        self.asked, self.inside = {}, {}
        self.news = threading.Condition()
        self.line = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.send("<stream:stream xmlns='jabber:component:accept' to=%s"
                  " xmlns:stream='http://etherx.jabber.org/streams'>" % quoteattr(domain))
        begun = b""
        while b"id=" not in begun or not begun.rstrip().endswith(b">"):
            begun += self.line.recv(65536)
        identity = re.search(rb"<stream:stream[^>]* id=['\"]([^'\"]+)", begun).group(1)
        self.send("<handshake>%s</handshake>"
                  % hashlib.sha1(identity + secret.encode()).hexdigest())
        self.parser = XMLPullParser(("start", "end"))
        self.parser.feed("<stream xmlns='jabber:component:accept'>")
        self.line.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, xml):
        self.line.sendall(xml.encode())

    def _read(self):
        depth = 0
        while True:
            data = self.line.recv(65536)
            if not data:
                return
            self.parser.feed(data)
            for event, element in self.parser.read_events():
                depth += 1 if event == "start" else -1
                if event == "end" and depth == 1:
                    self._heard(element)

    def _heard(self, stanza):
        sender, to = stanza.get("from", ""), stanza.get("to", "")
        if stanza.tag == COMPONENT + "iq" and stanza.get("type") == "get":
            about = stanza[0].tag if len(stanza) else ""
            inner = INFO if about == "{http://jabber.org/protocol/disco#info}query" else ""
            self.send("<iq type='result' id=%s from=%s to=%s>%s</iq>"
                      % (quoteattr(stanza.get("id", "")), quoteattr(to), quoteattr(sender), inner))
        elif stanza.tag == COMPONENT + "presence" and stanza.get("type") is None and "/" in to:
            with self.news:
                room, nick = to.split("/", 1)
                if room not in self.inside:
                    self.asked[room] = (sender, nick)
                    self.news.notify_all()

    def knocked(self, room, seconds=30):
        """Waits until somebody wants to come into the room."""
        with self.news:
            if not self.news.wait_for(lambda: room in self.asked, seconds):
                raise RuntimeError("nobody comes to %s" % room)

    def let_in(self, room):
        """Whoever knocked is in, and sees all the others."""
        who, nick = self.inside[room] = self.asked[room]
        self._tell(room, who, ("Guest %d" % n for n in range(self.count)))
        self.send(PLACE % (quoteattr("%s/%s" % (room, nick)), quoteattr(who), "", "me", "none",
                           "participant", "<status code='110'/>")
                  + "<message type='groupchat' from=%s to=%s><subject/></message>"
                  % (quoteattr(room), quoteattr(who)))

    def storm(self, room, count, gone=False):
        """So many come to the room, or go from it."""
        who, _ = self.inside[room]
        self._tell(room, who, ("Storm %d" % n for n in range(count)), gone)

    def _tell(self, room, who, nicks, gone=False):
        kind, role = (" type='unavailable'", "none") if gone else ("", "participant")
        piece = []
        for number, nick in enumerate(nicks):
            place = quoteattr("%s/%s" % (room, nick))
            piece.append(PLACE % (place, quoteattr(who), kind, "software%d" % (number % 20), "none",
                                  role, ""))
            if len(piece) == 100:
                self.send("".join(piece))
                piece.clear()
        if piece:
            self.send("".join(piece))
