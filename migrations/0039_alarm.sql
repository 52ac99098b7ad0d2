-- What was stopped because a machine would have gone on and on. One row for one matter and day: it says how often.
CREATE TABLE alarm (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	key text NOT NULL,          -- matter and day: one row for both
	kind text NOT NULL CHECK (kind IN ('loop', 'address', 'thread', 'rule', 'hour')), -- which limit was reached
	what text NOT NULL,         -- the kind of automatic mail that was stopped
	address text NOT NULL,      -- to whom it would have gone last
	ticket_id bigint NOT NULL,  -- about which ticket last; 0
	count bigint NOT NULL,      -- how many were stopped
	first_at bigint NOT NULL,   -- ms UTC
	last_at bigint NOT NULL,    -- ms UTC
	settled_at bigint NOT NULL, -- when an administrator had seen to it, ms UTC; 0: not yet
	settled_by bigint NOT NULL, -- who; 0
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, key)
);
CREATE INDEX alarm_open ON alarm (org_id, settled_at, id);
