-- Two tickets of one matter become one, and one of two matters becomes two: messages pass from ticket to ticket, and what passed is written down.
ALTER TABLE ticket ADD COLUMN merged_into bigint NOT NULL DEFAULT 0; -- the ticket that goes on with it; 0: it stands for itself
CREATE INDEX ticket_merged ON ticket (org_id, merged_into) WHERE merged_into <> 0;
CREATE TABLE passage (
	org_id bigint NOT NULL,       -- the organisation
	id bigint NOT NULL,           -- time-ordered
	kind text NOT NULL CHECK (kind IN ('merge', 'split')), -- all of a ticket, or some of it
	from_id bigint NOT NULL,      -- the ticket that the messages left
	to_id bigint NOT NULL,        -- the one on which they are now
	staff_id bigint NOT NULL,     -- who did it
	at bigint NOT NULL,           -- ms UTC
	from_before text NOT NULL,    -- how the first stood before, with its clocks, as in history
	to_before text NOT NULL,      -- the same of the other
	priority text NOT NULL,       -- of the other, before
	from_version bigint NOT NULL, -- version of the first when it was done: another one now means that something happened since
	to_version bigint NOT NULL,   -- the same of the other
	undone_at bigint NOT NULL,    -- ms UTC; 0: it holds
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, from_id) REFERENCES ticket (org_id, id),
	FOREIGN KEY (org_id, to_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX passage_to ON passage (org_id, to_id, id);
CREATE INDEX passage_from ON passage (org_id, from_id, id);
CREATE TABLE passage_row (
	org_id bigint NOT NULL,     -- the organisation
	passage_id bigint NOT NULL, -- of which passage
	kind text NOT NULL CHECK (kind IN ('message', 'later')), -- what passed
	row_id bigint NOT NULL,     -- which one
	was_inner bigint NOT NULL CHECK (was_inner IN (0, 1)), -- of a message: the customer did not see it before
	PRIMARY KEY (org_id, passage_id, kind, row_id),
	FOREIGN KEY (org_id, passage_id) REFERENCES passage (org_id, id)
);
