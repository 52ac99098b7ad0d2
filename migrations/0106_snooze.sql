-- A ticket that its owner put away until a time: it is out of his inbox, and nothing else of it changes.
ALTER TABLE ticket ADD COLUMN snoozed_until bigint NOT NULL DEFAULT 0; -- when it comes back into its owner's inbox, ms UTC; 0: it is there
ALTER TABLE staff ADD COLUMN snoozed bigint NOT NULL DEFAULT 0; -- kept: how many tickets he put away
