-- Whose turn it is in a talk with somebody who stays unknown.
ALTER TABLE dialogue ADD COLUMN waits bigint NOT NULL DEFAULT 0; -- 1: the last word is his, and he may wait for ours
ALTER TABLE dialogue ADD COLUMN week bigint NOT NULL DEFAULT 0; -- the Monday of the week of the last word, ms UTC
CREATE INDEX dialogue_waits ON dialogue (org_id, waits, response_id);
