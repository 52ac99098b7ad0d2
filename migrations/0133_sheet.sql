-- The opening sheet of a meeting: what customers said and waited for, before anything else is spoken of, and what was decided on it.
CREATE TABLE sheet (
	org_id bigint NOT NULL,   -- the organisation
	id bigint NOT NULL,       -- time-ordered
	title text NOT NULL,      -- of which meeting
	meets_at bigint NOT NULL, -- the day of the meeting: its midnight where the house is, ms UTC
	language text NOT NULL,   -- in which it was drafted
	made_by bigint NOT NULL,  -- which member of staff
	made_at bigint NOT NULL,  -- ms UTC
	version bigint NOT NULL,  -- rises with each change of its words
	PRIMARY KEY (org_id, id)
);
CREATE INDEX sheet_meets ON sheet (org_id, meets_at, id);
CREATE TABLE sheet_part (
	org_id bigint NOT NULL,   -- the organisation
	sheet_id bigint NOT NULL, -- of which sheet
	kind text NOT NULL CHECK (kind IN ('good', 'bad', 'cause', 'promises', 'complaint', 'silent', 'metric', 'notes')), -- what it is about
	text text NOT NULL,       -- drafted from the data of that day, then as people left it
	PRIMARY KEY (org_id, sheet_id, kind),
	FOREIGN KEY (org_id, sheet_id) REFERENCES sheet (org_id, id)
);
CREATE TABLE sheet_decision (
	org_id bigint NOT NULL,   -- the organisation
	sheet_id bigint NOT NULL, -- of which sheet
	id bigint NOT NULL,       -- time-ordered
	text text NOT NULL,       -- what was decided
	owner_id bigint NOT NULL, -- who sees to it
	due_at bigint NOT NULL,   -- until which day: its midnight where the house is, ms UTC
	number bigint NOT NULL,   -- of the ticket from which it is a task too; 0: none
	made_by bigint NOT NULL,  -- who wrote it down
	made_at bigint NOT NULL,  -- ms UTC
	done_at bigint NOT NULL,  -- when it was done, ms UTC; 0: it is open
	done_by bigint NOT NULL,  -- who said so; 0
	PRIMARY KEY (org_id, sheet_id, id),
	FOREIGN KEY (org_id, sheet_id) REFERENCES sheet (org_id, id)
);
CREATE INDEX sheet_decision_owner ON sheet_decision (org_id, owner_id, due_at) WHERE done_at = 0;
