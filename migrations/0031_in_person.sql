-- Somebody came himself: one more way in. No engine changes a check in its place, so the column is made anew.
ALTER TABLE ticket ADD COLUMN came text NOT NULL DEFAULT 'email' CHECK (came IN ('email', 'web', 'portal', 'chat', 'phone', 'fax', 'letter', 'api', 'in_person')); -- how it came
UPDATE ticket SET came = channel;
ALTER TABLE ticket DROP COLUMN channel;
ALTER TABLE ticket RENAME COLUMN came TO channel;
