-- Of two who write what changed, the second is told, and sees what the first one wrote.
ALTER TABLE improvement ADD COLUMN edits bigint NOT NULL DEFAULT 0; -- rises with each change of its words
