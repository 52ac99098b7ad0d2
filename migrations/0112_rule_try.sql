-- Dry runs: what a version of a rule would have done to the tickets of the past.
CREATE TABLE rule_try (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	rule_id bigint NOT NULL,    -- which rule
	version bigint NOT NULL,    -- in which version
	staff_id bigint NOT NULL,   -- who asked
	state text NOT NULL CHECK (state IN ('running', 'done', 'stopped')), -- how far it is
	since_at bigint NOT NULL,   -- tickets opened since then, ms UTC; 0: all
	next_id bigint NOT NULL,    -- tickets below this id are still to be looked at
	total bigint NOT NULL,      -- how many tickets there are to look at
	looked bigint NOT NULL,     -- how many were
	tickets bigint NOT NULL,    -- on how many of them it would have acted
	hits bigint NOT NULL,       -- how often
	so bigint NOT NULL,         -- how many of those tickets are today as it would have made them
	counts text NOT NULL,       -- for each action on how many tickets it would have changed something, with blanks between
	began_at bigint NOT NULL,   -- ms UTC
	ended_at bigint NOT NULL,   -- ms UTC; 0: not yet
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, rule_id) REFERENCES rule (org_id, id)
);
CREATE INDEX rule_try_rule ON rule_try (org_id, rule_id, id);
CREATE TABLE rule_try_example (
	org_id bigint NOT NULL,    -- the organisation
	try_id bigint NOT NULL,    -- of which dry run
	position bigint NOT NULL,  -- 0, 1, ...
	ticket_id bigint NOT NULL, -- which ticket; the row stays when the ticket goes
	at bigint NOT NULL,        -- when the rule would have acted, ms UTC
	because text NOT NULL,     -- the conditions that held, as in history
	PRIMARY KEY (org_id, try_id, position),
	FOREIGN KEY (org_id, try_id) REFERENCES rule_try (org_id, id)
);
