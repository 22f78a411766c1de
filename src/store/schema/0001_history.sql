-- Times are milliseconds since 1970 (UTC). Addresses are bare. Truth values are 0 and 1.

CREATE TABLE account (
    -- Never given twice: an account that was removed must not come back as another.
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    jid                TEXT NOT NULL UNIQUE,
    enabled            INTEGER NOT NULL,
    resource           TEXT NOT NULL,
    -- A server's place given by hand: all three, or none.
    host               TEXT,
    port               INTEGER,
    direct_tls         INTEGER,
    client_certificate TEXT,
    remember           INTEGER NOT NULL,
    anonymous          INTEGER NOT NULL,
    roster_version     TEXT
) STRICT;

-- Certificates that the person trusts, as SHA-256 in lower-case hex.
CREATE TABLE pin (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (account, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    account      INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    jid          TEXT NOT NULL,
    name         TEXT NOT NULL,
    -- 0 none, 1 to, 2 from, 3 both
    subscription INTEGER NOT NULL,
    asked        INTEGER NOT NULL,
    approved     INTEGER NOT NULL,
    PRIMARY KEY (account, jid)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_group (
    account INTEGER NOT NULL,
    jid     TEXT NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (account, jid, name),
    FOREIGN KEY (account, jid) REFERENCES contact ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Those who ask to see our presence.
CREATE TABLE request (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    jid     TEXT NOT NULL,
    text    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (account, jid)
) STRICT, WITHOUT ROWID;

CREATE TABLE bookmark (
    account  INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    jid      TEXT NOT NULL,
    name     TEXT NOT NULL,
    nick     TEXT NOT NULL,
    password TEXT,
    autojoin INTEGER NOT NULL,
    PRIMARY KEY (account, jid)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    account  INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    room     TEXT NOT NULL,
    inviter  TEXT,
    reason   TEXT NOT NULL,
    password TEXT,
    PRIMARY KEY (account, room)
) STRICT, WITHOUT ROWID;

-- Whose picture is which, by its key in the folder of pictures.
CREATE TABLE picture (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    jid     TEXT NOT NULL,
    key     TEXT NOT NULL,
    PRIMARY KEY (account, jid)
) STRICT, WITHOUT ROWID;
CREATE INDEX picture_by_key ON picture (key);

-- What software stands behind a hash (XEP-0115); features as a JSON array.
CREATE TABLE capability (
    node     TEXT NOT NULL PRIMARY KEY,
    features TEXT NOT NULL,
    kept_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX capability_by_age ON capability (kept_at);

-- An archive (XEP-0313): the account's own (its address), or a room's. It names the messages in it.
CREATE TABLE archive (
    id      INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    owner   TEXT NOT NULL,
    UNIQUE (account, owner)
) STRICT;

-- Stretches of an archive that we hold without a hole, both ends included.
CREATE TABLE archive_range (
    id         INTEGER PRIMARY KEY,
    archive    INTEGER NOT NULL REFERENCES archive ON DELETE CASCADE,
    first_id   TEXT NOT NULL,
    first_at   INTEGER NOT NULL,
    last_id    TEXT NOT NULL,
    last_at    INTEGER NOT NULL,
    -- Nothing lies before it in the archive.
    from_start INTEGER NOT NULL
) STRICT;
CREATE INDEX archive_range_by_time ON archive_range (archive, last_at);

CREATE TABLE chat (
    id       INTEGER PRIMARY KEY,
    account  INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    -- Where its messages have their stanza ids from.
    archive  INTEGER NOT NULL REFERENCES archive ON DELETE CASCADE,
    -- 0 contact, 1 room, 2 occupant of a room
    kind     INTEGER NOT NULL,
    jid      TEXT NOT NULL,
    -- Of the occupant; empty otherwise.
    nick     TEXT NOT NULL,
    -- The place among the open chats; NULL: it is closed.
    position INTEGER,
    muted    INTEGER NOT NULL DEFAULT 0,
    draft    TEXT NOT NULL DEFAULT '',
    -- The person wrote to them, or said that they may write.
    accepted INTEGER NOT NULL DEFAULT 0,
    -- Reading stopped after this place.
    read_at  INTEGER,
    read_row INTEGER,
    -- How many messages of it have `unread`, and how many of those name us.
    unread   INTEGER NOT NULL DEFAULT 0,
    mentions INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, kind, jid, nick)
) STRICT;
CREATE INDEX chat_by_archive ON chat (archive);

CREATE TABLE message (
    -- Never given twice: it names the message on its way out.
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    chat        INTEGER NOT NULL REFERENCES chat ON DELETE CASCADE,
    archive     INTEGER NOT NULL REFERENCES archive ON DELETE CASCADE,
    at          INTEGER NOT NULL,
    claimed_at  INTEGER,
    -- 0 me, 1 the peer, 2 an occupant, 3 the service
    author      INTEGER NOT NULL,
    nick        TEXT NOT NULL,
    occupant_id TEXT,
    origin_id   TEXT,
    stanza_id   TEXT,
    -- The ways in which it came: 1 live, 2 repeated by an archive or a room; 0: written here.
    ways        INTEGER NOT NULL,
    -- 0 chat, 1 normal, 2 headline, 3 the room's subject
    kind        INTEGER NOT NULL,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    thread      TEXT,
    attachment  TEXT,
    sealed      TEXT,
    mention     INTEGER NOT NULL,
    -- 0 incoming, 1 queued, 2 sent, 3 delivered, 4 read, 5 failed
    delivery    INTEGER NOT NULL,
    failure     TEXT,
    unread      INTEGER NOT NULL DEFAULT 0,
    -- Its row in `message_text`; NULL: it has no words.
    text_row    INTEGER
) STRICT;
CREATE INDEX message_by_time ON message (chat, at, id);
-- An archive names each of its messages once. What senders call theirs is not so sure.
CREATE UNIQUE INDEX message_by_stanza ON message (archive, stanza_id) WHERE stanza_id IS NOT NULL;
CREATE INDEX message_by_origin ON message (chat, origin_id) WHERE origin_id IS NOT NULL;
CREATE UNIQUE INDEX message_by_text ON message (text_row) WHERE text_row IS NOT NULL;
CREATE INDEX message_unnamed ON message (chat, at) WHERE origin_id IS NULL;
CREATE INDEX message_unread ON message (chat, at, id) WHERE unread = 1;
CREATE INDEX message_not_read ON message (chat, at, id) WHERE delivery IN (2, 3);
CREATE INDEX message_subject ON message (chat, at, id) WHERE kind = 3;

-- The words of the messages, cut up by us. `rowid` rises with the message's time, so that the newest
-- hits are found without sorting all of them; `chat` holds the chat's number as a word.
CREATE VIRTUAL TABLE message_text USING fts5 (
    chat, body,
    content = '', contentless_delete = 1,
    prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER message_gone AFTER DELETE ON message WHEN old.text_row IS NOT NULL BEGIN
    DELETE FROM message_text WHERE rowid = old.text_row;
END;

-- What is to leave, in order within a chat. A row goes when the server has confirmed or refused it.
CREATE TABLE outbox (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    chat    INTEGER NOT NULL REFERENCES chat ON DELETE CASCADE,
    message INTEGER NOT NULL UNIQUE REFERENCES message ON DELETE CASCADE,
    -- 0 ready, 1 handed to the connection, 2 doubtful: the session ended before it was confirmed
    stage   INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_by_chat ON outbox (chat, id);
CREATE INDEX outbox_by_account ON outbox (account, id);
