-- When a house is open: promises count in that time only.
CREATE TABLE calendar (
	org_id bigint NOT NULL,    -- the organisation
	id bigint NOT NULL,        -- time-ordered
	name text NOT NULL,        -- such as Shop in Vilnius
	timezone text NOT NULL,    -- whose wall clock the hours are read from: Europe/Vilnius
	monday text NOT NULL,      -- hours of that day of the week: 09:00-12:00, 13:00-17:00; '': closed
	tuesday text NOT NULL,     -- the same
	wednesday text NOT NULL,   -- the same
	thursday text NOT NULL,    -- the same
	friday text NOT NULL,      -- the same
	saturday text NOT NULL,    -- the same
	sunday text NOT NULL,      -- the same
	version bigint NOT NULL,   -- rises with each change of it or of its days
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, name)
);
CREATE TABLE calendar_day (
	org_id bigint NOT NULL,      -- the organisation
	calendar_id bigint NOT NULL, -- whose exception it is
	day bigint NOT NULL,         -- days since 1970-01-01
	name text NOT NULL,          -- why: Christmas
	hours text NOT NULL,         -- hours that hold instead; '': closed
	is_tentative bigint NOT NULL CHECK (is_tentative IN (0, 1)), -- 1: the date is to be confirmed
	PRIMARY KEY (org_id, calendar_id, day),
	FOREIGN KEY (org_id, calendar_id) REFERENCES calendar (org_id, id)
);
ALTER TABLE mailbox ADD COLUMN calendar_id bigint NOT NULL DEFAULT 0; -- when somebody is there; 0: around the clock
