-- What was done to messages after they were said.
CREATE TABLE act (
    -- Never given twice: it names the act on its way out.
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    chat        INTEGER NOT NULL REFERENCES chat ON DELETE CASCADE,
    archive     INTEGER NOT NULL REFERENCES archive ON DELETE CASCADE,
    -- The message that it was done to; NULL: that is not here yet.
    message     INTEGER REFERENCES message ON DELETE CASCADE,
    -- What it names the message by: 0 its sender's id, 1 the room's.
    target_kind INTEGER NOT NULL,
    target_id   TEXT NOT NULL,
    -- 0 other words, 1 taken back, 2 reactions
    kind        INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    -- As in `message`.
    author      INTEGER NOT NULL,
    nick        TEXT NOT NULL,
    occupant_id TEXT,
    -- Since when the author is there under this nick, as far as we saw it.
    since       INTEGER,
    -- Its own.
    origin_id   TEXT,
    stanza_id   TEXT,
    -- The words, or the reactions: one a line.
    body        TEXT NOT NULL,
    attachment  TEXT,
    -- Ours, and the server has not confirmed it.
    waits       INTEGER NOT NULL
) STRICT;
CREATE INDEX act_by_message ON act (message, at, id) WHERE message IS NOT NULL;
CREATE INDEX act_early ON act (chat, target_id) WHERE message IS NULL;
CREATE UNIQUE INDEX act_by_stanza ON act (archive, stanza_id) WHERE stanza_id IS NOT NULL;
CREATE INDEX act_by_origin ON act (chat, origin_id) WHERE origin_id IS NOT NULL;

-- Whether anything in `act` is about it.
ALTER TABLE message ADD COLUMN acts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN edited_at INTEGER;
ALTER TABLE message ADD COLUMN retracted_at INTEGER;
-- The words that it was said in, where it has others now.
ALTER TABLE message ADD COLUMN original TEXT;
-- What it answers.
ALTER TABLE message ADD COLUMN reply_id TEXT;
ALTER TABLE message ADD COLUMN reply_to TEXT;
ALTER TABLE message ADD COLUMN reply_text TEXT;

-- The queue holds messages, and what we do to them.
CREATE TABLE job (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    chat    INTEGER NOT NULL REFERENCES chat ON DELETE CASCADE,
    -- What the job is called: the row of its message, or that of its act below zero.
    token   INTEGER NOT NULL UNIQUE,
    message INTEGER UNIQUE REFERENCES message ON DELETE CASCADE,
    act     INTEGER UNIQUE REFERENCES act ON DELETE CASCADE,
    -- 0 ready, 1 handed to the connection, 2 doubtful: the session ended before it was confirmed
    stage   INTEGER NOT NULL
) STRICT;
INSERT INTO job (id, account, chat, token, message, stage)
    SELECT id, account, chat, message, message, stage FROM outbox;
DROP TABLE outbox;
ALTER TABLE job RENAME TO outbox;
CREATE INDEX outbox_by_chat ON outbox (chat, id);
CREATE INDEX outbox_by_account ON outbox (account, id);
