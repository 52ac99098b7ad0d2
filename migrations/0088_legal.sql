-- Times that a law or a sector demands, as packs: those that Hark brings along (legal/*.txt) once somebody has switched them on, and those of the house.
CREATE TABLE legal_pack (
	org_id bigint NOT NULL,      -- the organisation
	code text NOT NULL,          -- which pack
	text text NOT NULL,          -- as it was when it was switched on or written: name, country, source, version, review date, times
	is_on bigint NOT NULL CHECK (is_on IN (0, 1)), -- 1: it holds for complaints from now on
	is_own bigint NOT NULL CHECK (is_own IN (0, 1)), -- 1: the house wrote it
	changed_at bigint NOT NULL,  -- ms UTC
	changed_by bigint NOT NULL,  -- which member of staff
	PRIMARY KEY (org_id, code)
);
-- Which pack a legal clock of a ticket is from, and how long it may rest.
CREATE TABLE legal_clock (
	org_id bigint NOT NULL,      -- the organisation
	ticket_id bigint NOT NULL,   -- of which ticket
	kind text NOT NULL,          -- which clock: legal_ack, legal_final
	code text NOT NULL,          -- which pack was the strictest
	name text NOT NULL,          -- as it was called then
	source text NOT NULL,        -- where it says so
	version text NOT NULL,       -- of the pack
	pause_ms bigint NOT NULL,    -- how long it may rest for the customer, in all; 0: not at all
	paused_ms bigint NOT NULL,   -- how long it has
	PRIMARY KEY (org_id, ticket_id, kind),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
ALTER TABLE ticket ADD COLUMN legal bigint NOT NULL DEFAULT 0; -- 1: it has legal clocks, kept
