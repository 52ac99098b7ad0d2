-- Rules: what is done by itself when something happens or has stood for so long, and macros that a person applies.
CREATE TABLE rule (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	kind text NOT NULL CHECK (kind IN ('trigger', 'timed', 'macro')), -- what sets it off
	is_on bigint NOT NULL CHECK (is_on IN (0, 1)), -- 1: it acts
	position bigint NOT NULL,    -- its place in the order in which they act
	staff_id bigint NOT NULL,    -- of a macro: who alone has it; 0: it is shared
	team_id bigint NOT NULL,     -- for whose tickets, or of a macro for which team; 0: all
	version bigint NOT NULL,     -- which row of rule_version holds
	name text NOT NULL,          -- what it is called, as the rest below a copy of that version
	event text NOT NULL,         -- of a trigger: what must happen; of a timed rule: since what its time runs
	minutes bigint NOT NULL,     -- of a timed rule: how long it must have stood
	in_open_time bigint NOT NULL CHECK (in_open_time IN (0, 1)), -- 1: only opening hours count
	conditions text NOT NULL,    -- lines, see ticket/rule/condition.h
	actions text NOT NULL,       -- lines, see ticket/rule/action.h
	on_at bigint NOT NULL,       -- since when it acts, ms UTC; 0: it does not
	swept_at bigint NOT NULL,    -- of a timed rule: up to which time it was looked what is due, ms UTC
	changed_at bigint NOT NULL,  -- when its version was made, ms UTC
	changed_by bigint NOT NULL,  -- by whom
	removed_at bigint NOT NULL,  -- when it was taken away, ms UTC; 0: it is there
	PRIMARY KEY (org_id, id)
);
CREATE INDEX rule_position ON rule (org_id, removed_at, position, id);
CREATE TABLE rule_version (
	org_id bigint NOT NULL,     -- the organisation
	rule_id bigint NOT NULL,    -- of which rule
	version bigint NOT NULL,    -- 1, 2, ...
	at bigint NOT NULL,         -- when it was made, ms UTC
	staff_id bigint NOT NULL,   -- by whom
	team_id bigint NOT NULL,    -- as in rule, like the rest
	name text NOT NULL,         -- as in rule
	event text NOT NULL,        -- as in rule
	minutes bigint NOT NULL,    -- as in rule
	in_open_time bigint NOT NULL, -- as in rule
	conditions text NOT NULL,   -- as in rule
	actions text NOT NULL,      -- as in rule
	PRIMARY KEY (org_id, rule_id, version),
	FOREIGN KEY (org_id, rule_id) REFERENCES rule (org_id, id)
);
CREATE TABLE rule_on (
	org_id bigint NOT NULL, -- the organisation
	event text NOT NULL,    -- an event for which some rule is on, kept from rule: else nobody need look
	PRIMARY KEY (org_id, event)
);
CREATE TABLE rule_hit (
	org_id bigint NOT NULL,    -- the organisation
	rule_id bigint NOT NULL,   -- which rule acted
	ticket_id bigint NOT NULL, -- on which ticket; the row stays when the ticket goes
	effect_key text NOT NULL,  -- because of what, so that it acts once for it
	id bigint NOT NULL,        -- time-ordered
	version bigint NOT NULL,   -- of the rule
	at bigint NOT NULL,        -- ms UTC
	staff_id bigint NOT NULL,  -- who applied it, a macro; 0: it acted by itself
	done text NOT NULL,        -- of a macro: what an undo goes back by, a line for each action; ''
	ticket_version bigint NOT NULL, -- of the ticket afterwards: another one now means that something happened since
	undone_at bigint NOT NULL, -- when it was taken back, ms UTC; 0: it was not
	PRIMARY KEY (org_id, rule_id, ticket_id, effect_key),
	FOREIGN KEY (org_id, rule_id) REFERENCES rule (org_id, id)
);
CREATE INDEX rule_hit_at ON rule_hit (org_id, at);
CREATE INDEX rule_hit_ticket ON rule_hit (org_id, ticket_id, at);
CREATE TABLE rule_day (
	org_id bigint NOT NULL,  -- the organisation
	rule_id bigint NOT NULL, -- which rule
	day bigint NOT NULL,     -- days since 1970-01-01, UTC
	hits bigint NOT NULL,    -- how many tickets it acted on, kept from rule_hit
	PRIMARY KEY (org_id, rule_id, day),
	FOREIGN KEY (org_id, rule_id) REFERENCES rule (org_id, id)
);
