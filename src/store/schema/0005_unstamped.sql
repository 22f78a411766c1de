-- What no archive names: what comes may be one of these once more.
CREATE INDEX message_unstamped ON message (chat, at) WHERE stanza_id IS NULL;
