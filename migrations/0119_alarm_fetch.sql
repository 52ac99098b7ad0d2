-- A mailbox that cannot be fetched is an alarm too.
CREATE TABLE alarm_anew (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	key text NOT NULL,          -- matter and day: one row for both
	kind text NOT NULL CHECK (kind IN ('loop', 'address', 'thread', 'rule', 'hour', 'access', 'server', 'infected', 'scanner', 'fetch')), -- which limit was reached, or what stopped; infected: a file has a virus; scanner: it does not answer; fetch: a mailbox from which no mail can be had
	what text NOT NULL,         -- the kind of automatic mail that was stopped, what a mailbox cannot do, or what the scanner said
	address text NOT NULL,      -- to whom it would have gone last; of the mailbox; the name of the file
	ticket_id bigint NOT NULL,  -- about which ticket last; 0
	count bigint NOT NULL,      -- how many were stopped
	first_at bigint NOT NULL,   -- ms UTC
	last_at bigint NOT NULL,    -- ms UTC
	settled_at bigint NOT NULL, -- when an administrator had seen to it, ms UTC; 0: not yet
	settled_by bigint NOT NULL, -- who; 0
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, key)
);
INSERT INTO alarm_anew (org_id, id, key, kind, what, address, ticket_id, count, first_at, last_at, settled_at, settled_by) SELECT org_id, id, key, kind, what, address, ticket_id, count, first_at, last_at, settled_at, settled_by FROM alarm;
DROP TABLE alarm;
ALTER TABLE alarm_anew RENAME TO alarm;
CREATE INDEX alarm_open ON alarm (org_id, settled_at, id);
