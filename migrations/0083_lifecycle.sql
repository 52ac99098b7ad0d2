-- The steps of a purpose within its work, and how a ticket goes from one to the next. Every change is a new version of the whole; an organisation without rows for a purpose has the usual ones of ticket/purpose/lifecycle_usual.c.
CREATE TABLE lifecycle (
	org_id bigint NOT NULL,      -- the organisation
	type text NOT NULL,          -- of which purpose, as in ticket
	version bigint NOT NULL,     -- 1, 2, ...: the highest is in force
	made_at bigint NOT NULL,     -- ms UTC
	made_by bigint NOT NULL,     -- which member of staff
	PRIMARY KEY (org_id, type, version)
);
CREATE TABLE lifecycle_step (
	org_id bigint NOT NULL,      -- the organisation
	type text NOT NULL,          -- of which purpose
	version bigint NOT NULL,     -- of its lifecycle
	position bigint NOT NULL,    -- 0, 1, ... in the order in which they are shown
	code text NOT NULL,          -- what programs and tickets call it
	label text NOT NULL,         -- what people call it
	words text NOT NULL,         -- the same in other languages: a line each, language and label with a tab between; ''
	is_end bigint NOT NULL CHECK (is_end IN (0, 1)), -- 1: where a purpose has such steps, a ticket is resolved only at one of them
	PRIMARY KEY (org_id, type, version, position),
	FOREIGN KEY (org_id, type, version) REFERENCES lifecycle (org_id, type, version)
);
CREATE TABLE lifecycle_move (
	org_id bigint NOT NULL,      -- the organisation
	type text NOT NULL,          -- of which purpose
	version bigint NOT NULL,     -- of its lifecycle
	position bigint NOT NULL,    -- 0, 1, ... in the order in which they are offered
	from_code text NOT NULL,     -- from which step; '': from none yet
	to_code text NOT NULL,       -- to which step
	right_name text NOT NULL,    -- who may, as in role_right
	needs text NOT NULL,         -- what must be there first, with blanks between: answer:CODE (to that question), word (a reason), second (somebody else than who made the step before); ''
	PRIMARY KEY (org_id, type, version, position),
	FOREIGN KEY (org_id, type, version) REFERENCES lifecycle (org_id, type, version)
);
ALTER TABLE ticket ADD COLUMN step text NOT NULL DEFAULT ''; -- at which step of its purpose it is; '': at none
ALTER TABLE ticket ADD COLUMN step_by bigint NOT NULL DEFAULT 0; -- which member of staff brought it there; 0
