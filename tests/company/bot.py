"""A small XMPP client, of Python's standard library alone: somebody to talk with, who shares no code
with what is under test."""

import base64
import socket
import ssl
import threading
from xml.etree.ElementTree import XMLPullParser
from xml.sax.saxutils import escape, quoteattr

from people import DOMAIN, ROOMS

CLIENT = "{jabber:client}"
OPEN = ("<?xml version='1.0'?><stream:stream to='%s' xmlns='jabber:client' version='1.0' "
        "xmlns:stream='http://etherx.jabber.org/streams'>" % DOMAIN)


class Bot:
    """One account. Signs in when it is made; `heard` is called with each stanza after that."""

    def __init__(self, name, password, port, authority, heard=None, resource="desk"):
        self.name = name
        self.heard = heard or (lambda bot, stanza: None)
        self.lock = threading.Lock()
        self.news = threading.Condition()
        self.entered = set()
        self.answered = set()
        self.reads = False

        trust = ssl.create_default_context(cafile=authority)
        line = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket = trust.wrap_socket(line, server_hostname=DOMAIN)

        token = base64.b64encode(("\0%s\0%s" % (name, password)).encode()).decode()
        self._begin()
        self.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>" % token)
        if not self._next().tag.endswith("}success"):
            raise RuntimeError("%s may not sign in" % name)
        self._begin()
        self.send("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                  "<resource>%s</resource></bind></iq>" % resource)
        self._next()
        self.socket.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()

    # Towards the server.

    def send(self, xml):
        with self.lock:
            self.socket.sendall(xml.encode())

    def presence(self, show="", status=""):
        inner = ("<show>%s</show>" % show if show else "") + (
            "<status>%s</status>" % escape(status) if status else "")
        self.send("<presence>%s</presence>" % inner)

    def subscribe(self, to, text):
        self.send("<presence to=%s type='subscribe'><status>%s</status></presence>"
                  % (quoteattr(to), escape(text)))

    def say(self, to, body, kind="chat", id=None):
        id = " id=%s" % quoteattr(id) if id else ""
        self.send("<message to=%s type='%s'%s><body>%s</body></message>"
                  % (quoteattr(to), kind, id, escape(body)))

    def writes(self, to):
        self.send("<message to=%s type='chat'>"
                  "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>"
                  % quoteattr(to))

    def enter(self, room, nick):
        """Enters a room, and comes back when it is in."""
        self.send("<presence to=%s><x xmlns='http://jabber.org/protocol/muc'>"
                  "<history maxstanzas='0'/></x></presence>"
                  % quoteattr("%s@%s/%s" % (room, ROOMS, nick)))
        self._wait(lambda: room in self.entered, "to enter %s" % room)

    def bookmark(self, rooms):
        """Keeps rooms, as (address, name, nick), to be entered at each sign-in (XEP-0048)."""
        marks = "".join("<conference jid=%s name=%s autojoin='true'><nick>%s</nick></conference>"
                        % (quoteattr(address), quoteattr(name), escape(nick))
                        for address, name, nick in rooms)
        self.send("<iq type='set' id='marks'><query xmlns='jabber:iq:private'>"
                  "<storage xmlns='storage:bookmarks'>%s</storage></query></iq>" % marks)
        self._wait(lambda: "marks" in self.answered, "to keep bookmarks")

    def routed(self):
        """Waits until the server has taken in all that was said so far."""
        self.answered.discard("routed")
        self.send("<iq type='get' id='routed' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>" % DOMAIN)
        self._wait(lambda: "routed" in self.answered, "that it is heard", 300)

    def leave(self):
        self.send("</stream:stream>")

    def found(self, room, nick, name, subject):
        """Makes a room that lasts, with a name and a subject."""
        self.enter(room, nick)
        fields = {"FORM_TYPE": "http://jabber.org/protocol/muc#roomconfig",
                  "muc#roomconfig_roomname": name,
                  "muc#roomconfig_persistentroom": "1",
                  "muc#roomconfig_publicroom": "1",
                  "muc#roomconfig_whois": "anyone"}
        form = "".join("<field var='%s'><value>%s</value></field>" % (var, escape(value))
                       for var, value in fields.items())
        address = "%s@%s" % (room, ROOMS)
        self.send("<iq type='set' id='form' to='%s'>"
                  "<query xmlns='http://jabber.org/protocol/muc#owner'>"
                  "<x xmlns='jabber:x:data' type='submit'>%s</x></query></iq>" % (address, form))
        # Until then it is locked for others.
        self._wait(lambda: "form" in self.answered, "to found %s" % room)
        self.send("<message type='groupchat' to='%s'><subject>%s</subject></message>"
                  % (address, escape(subject)))

    # From the server.

    def _wait(self, so, hope, seconds=30):
        with self.news:
            if not self.news.wait_for(so, timeout=seconds):
                raise RuntimeError("%s hoped in vain %s" % (self.name, hope))

    def _begin(self):
        self.parser = XMLPullParser(events=("start", "end"))
        self.depth = 0
        self.root = None
        self.events = iter(())
        self.send(OPEN)
        self._next()  # What it offers.

    def _next(self):
        """The next child of the stream."""
        while True:
            for event, element in self.events:
                if event == "start":
                    self.depth += 1
                    if self.depth == 1:
                        self.root = element
                    continue
                self.depth -= 1
                if self.depth == 1:
                    self.root.remove(element)
                    return element
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionError("the server is gone")
            self.parser.feed(data)
            self.events = self.parser.read_events()

    def _read(self):
        try:
            while True:
                stanza = self._next()
                self._answer(stanza)
                self.heard(self, stanza)
        except (OSError, ValueError):
            pass  # The server ended, and so do we.

    def _answer(self, stanza):
        sender, id = stanza.get("from", ""), stanza.get("id", "")
        kind = stanza.get("type")

        if stanza.tag == CLIENT + "presence":
            if any(status.get("code") == "110" for status in stanza.iter(
                    "{http://jabber.org/protocol/muc#user}status")) and kind is None:
                with self.news:
                    self.entered.add(sender.split("@")[0])
                    self.news.notify_all()
            if kind == "subscribe":
                self.send("<presence to=%s type='subscribed'/>" % quoteattr(sender))
        elif stanza.tag == CLIENT + "iq" and kind == "result":
            with self.news:
                self.answered.add(id)
                self.news.notify_all()
        elif stanza.tag == CLIENT + "iq" and kind in ("get", "set"):
            head = "<iq id=%s to=%s" % (quoteattr(id), quoteattr(sender))
            if stanza.find("{jabber:iq:version}query") is not None:
                self.send(head + " type='result'><query xmlns='jabber:iq:version'><name>Company"
                          "</name><version>1</version><os>Python</os></query></iq>")
            elif stanza.find("{urn:xmpp:ping}ping") is not None:
                self.send(head + " type='result'/>")
            else:
                self.send(head + " type='error'><error type='cancel'><service-unavailable "
                          "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
        elif stanza.tag == CLIENT + "message" and kind == "chat" and id:
            if stanza.find("{urn:xmpp:receipts}request") is not None:
                self.send("<message to=%s><received xmlns='urn:xmpp:receipts' id=%s/></message>"
                          % (quoteattr(sender), quoteattr(id)))
            # Who has it on the screen at once (XEP-0333).
            if stanza.find("{urn:xmpp:chat-markers:0}markable") is not None and self.reads:
                self.send("<message to=%s><displayed xmlns='urn:xmpp:chat-markers:0' id=%s/></message>"
                          % (quoteattr(sender), quoteattr(id)))
