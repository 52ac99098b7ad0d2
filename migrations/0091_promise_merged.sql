-- A promise goes along when its ticket becomes a part of another one.
ALTER TABLE promise ADD COLUMN merged_from bigint NOT NULL DEFAULT 0; -- of which ticket it was before the last merge, which may be undone; 0: none
ALTER TABLE promise ADD COLUMN is_inner bigint NOT NULL DEFAULT 0; -- 1: it was given to another customer than the ticket's, who does not see it
