-- A picture has a small one beside it, made of it where hostile documents are read.
ALTER TABLE attachment ADD COLUMN thumb_blob text NOT NULL DEFAULT ''; -- the blob it is, WebP; '': none
ALTER TABLE attachment ADD COLUMN thumb_width bigint NOT NULL DEFAULT 0; -- in pixels; 0: none
ALTER TABLE attachment ADD COLUMN thumb_height bigint NOT NULL DEFAULT 0; -- in pixels; 0: none
ALTER TABLE attachment ADD COLUMN thumb_due bigint NOT NULL DEFAULT 0 CHECK (thumb_due IN (0, 1)); -- 1: it is still to be made
CREATE INDEX attachment_thumb_due ON attachment (org_id, message_id, position) WHERE thumb_due = 1;
