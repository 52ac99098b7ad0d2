-- Who does not want to be asked may say so to one of us, on the telephone: then the reason of his wish is who said it, and made_by who wrote it down.
ALTER TABLE contact_rule ADD COLUMN said_at bigint NOT NULL DEFAULT 0; -- the day on which it was said to one of us, ms UTC; 0: he chose it himself
