-- A message that cannot be shown in full says so.
ALTER TABLE message ADD COLUMN is_partial bigint NOT NULL DEFAULT 0 CHECK (is_partial IN (0, 1)); -- 1: the raw mail has more
