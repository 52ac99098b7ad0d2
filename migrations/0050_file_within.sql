-- A file may lie within a part of a mail, as those of a winmail.dat do.
ALTER TABLE attachment ADD COLUMN blob_skip bigint NOT NULL DEFAULT 0 CHECK (blob_skip >= 0); -- not 0: size bytes of what the part decodes to, after so many
