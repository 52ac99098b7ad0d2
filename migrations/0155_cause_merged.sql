-- Two causes that turned out to mean the same are one: all that one had is of the other, and its number leads there.
ALTER TABLE cause ADD COLUMN into_id bigint NOT NULL DEFAULT 0; -- the cause that has all of it now; 0: it stands for itself
CREATE INDEX cause_into ON cause (org_id, into_id, id) WHERE into_id <> 0;
