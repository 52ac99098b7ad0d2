-- A clock calls for people before it is late, when it is, and after. Its kinds are no longer counted here. No engine changes a check in its place, so the table is made anew.
CREATE TABLE clock_anew (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- of which ticket
	kind text NOT NULL CHECK (kind <> ''), -- what was promised: first_answer, next_update, resolve
	started_at bigint NOT NULL, -- ms UTC
	due_at bigint NOT NULL,     -- ms UTC
	stopped_at bigint NOT NULL, -- when it was met or ended, ms UTC; 0: runs
	state text NOT NULL CHECK (state IN ('running', 'paused', 'met', 'missed', 'unanswered')), -- how it stands; unanswered: the ticket ended in time, without the word that was promised
	warned_at bigint NOT NULL,  -- when its owner was told that it is late, ms UTC; 0: not
	promised_ms bigint NOT NULL, -- how much open time was promised; 0: before that was kept
	step bigint NOT NULL,       -- who was called last: 0 nobody, 1 its owner before it was late, 2 when it was, then the chain
	next_at bigint NOT NULL,    -- when somebody is called next, ms UTC; the year 9999: nobody
	known_by text NOT NULL,     -- who said that he sees to it; '': nobody yet
	PRIMARY KEY (org_id, ticket_id, kind),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
INSERT INTO clock_anew (org_id, ticket_id, kind, started_at, due_at, stopped_at, state, warned_at, promised_ms, step, next_at, known_by) SELECT org_id, ticket_id, kind, started_at, due_at, stopped_at, state, warned_at, 0, CASE WHEN warned_at > 0 THEN 2 ELSE 1 END, CASE WHEN warned_at > 0 THEN 253402300799999 ELSE due_at END, '' FROM clock;
DROP TABLE clock;
ALTER TABLE clock_anew RENAME TO clock;
CREATE INDEX clock_next ON clock (org_id, state, next_at);
-- Each call is made once: its key says so.
CREATE TABLE clock_call (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- about which ticket
	kind text NOT NULL,         -- and which of its clocks
	due_at bigint NOT NULL,     -- as it was due then, ms UTC
	step bigint NOT NULL,       -- as in clock
	at bigint NOT NULL,         -- when, ms UTC
	PRIMARY KEY (org_id, ticket_id, kind, due_at, step),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
-- Who is called when nobody sees to what is late: the steps after its owner.
CREATE TABLE escalation (
	org_id bigint NOT NULL,      -- the organisation
	standard_id bigint NOT NULL, -- of which standard
	step bigint NOT NULL,        -- 1, 2, ...
	after_ms bigint NOT NULL,    -- so long after it was due, open time
	whom text NOT NULL CHECK (whom IN ('owner', 'supervisors', 'person')), -- the ticket's owner, the supervisors of its team, or one
	staff_id bigint NOT NULL,    -- which one; 0
	PRIMARY KEY (org_id, standard_id, step),
	FOREIGN KEY (org_id, standard_id) REFERENCES standard (org_id, id)
);
