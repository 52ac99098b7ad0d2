-- Who calls a customer who fell silent, what was tried, and what came of it.
CREATE TABLE silent_call (
	org_id bigint NOT NULL,    -- the organisation
	ticket_id bigint NOT NULL, -- which was called solved, and whose customer never said so
	owner_id bigint NOT NULL,  -- who calls
	given_at bigint NOT NULL,  -- since when he is to, ms UTC
	due_at bigint NOT NULL,    -- until when, ms UTC
	tries bigint NOT NULL,     -- how often in vain
	outcome text NOT NULL CHECK (outcome IN ('', 'content', 'wish', 'left', 'no_contact', 'unreachable')), -- what came of it; '': it is open
	ended_at bigint NOT NULL,  -- when that was said, ms UTC; 0: it is open
	version bigint NOT NULL,   -- rises with each change
	PRIMARY KEY (org_id, ticket_id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX silent_call_open ON silent_call (org_id, owner_id, ticket_id) WHERE ended_at = 0;
CREATE INDEX silent_call_ended ON silent_call (org_id, ended_at) WHERE ended_at > 0;
CREATE TABLE silent_word (
	org_id bigint NOT NULL,    -- the organisation
	ticket_id bigint NOT NULL, -- of which call
	id bigint NOT NULL,        -- time-ordered
	kind text NOT NULL CHECK (kind IN ('tried', 'ended')), -- a try in vain, or the end
	staff_id bigint NOT NULL,  -- who wrote it
	at bigint NOT NULL,        -- ms UTC
	words text NOT NULL,       -- how he tried, or what was said
	PRIMARY KEY (org_id, ticket_id, id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES silent_call (org_id, ticket_id)
);
