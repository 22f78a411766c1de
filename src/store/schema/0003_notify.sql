-- What of a room is told at once: 0 all, 1 what names us, 2 nothing; NULL where nothing was chosen.
ALTER TABLE bookmark ADD COLUMN notify INTEGER;
