-- How tickets hang together: one belongs to another, is the same again, was caused by it, or came out of it.
CREATE TABLE tie (
	org_id bigint NOT NULL,    -- the organisation
	id bigint NOT NULL,        -- time-ordered
	kind text NOT NULL CHECK (kind IN ('belongs', 'duplicate', 'caused', 'split')), -- ticket_id belongs to other_id, is a duplicate of it, was caused by it, came out of it
	ticket_id bigint NOT NULL, -- of which ticket it is said
	other_id bigint NOT NULL,  -- the other one
	staff_id bigint NOT NULL,  -- who said so
	at bigint NOT NULL,        -- ms UTC
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, ticket_id, other_id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id),
	FOREIGN KEY (org_id, other_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX tie_other ON tie (org_id, other_id, id);
ALTER TABLE ticket ADD COLUMN tie_count bigint NOT NULL DEFAULT 0; -- ties of it and of those merged into it, kept: most tickets have none
