-- What its author wants it to be called when we tell that it was read (XEP-0333); NULL: nothing is to
-- be told, or it was.
ALTER TABLE message ADD COLUMN marker TEXT;
CREATE INDEX message_marker ON message (chat, at, id) WHERE marker IS NOT NULL;
