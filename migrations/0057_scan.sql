-- A file from outside is handed out once a virus scanner has found nothing in it, where the house has one.
ALTER TABLE attachment ADD COLUMN scan text NOT NULL DEFAULT '' CHECK (scan IN ('', 'waiting', 'clean', 'infected')); -- what the scanner says; '': none was asked
ALTER TABLE attachment ADD COLUMN scan_found text NOT NULL DEFAULT ''; -- what it found, in its own words; ''
CREATE TABLE scan_wait (
	org_id bigint NOT NULL,     -- the organisation
	message_id bigint NOT NULL, -- whose file waits for the scanner
	position bigint NOT NULL,   -- which of its files
	ticket_id bigint NOT NULL,  -- of which ticket
	due_at bigint NOT NULL,     -- when it is tried, ms UTC
	attempts bigint NOT NULL,   -- how often it was
	PRIMARY KEY (org_id, message_id, position)
);
CREATE INDEX scan_wait_due ON scan_wait (org_id, due_at);
