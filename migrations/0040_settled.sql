-- Somebody has seen to a mail in trouble, and it is counted no more.
ALTER TABLE outbox ADD COLUMN settled_at bigint NOT NULL DEFAULT 0; -- when an administrator said that it is done, ms UTC; 0: not
ALTER TABLE outbox ADD COLUMN settled_by bigint NOT NULL DEFAULT 0; -- who said so; 0
