CREATE TABLE org (
	org_id bigint NOT NULL PRIMARY KEY, -- a small number, the first is 1; stands in search tokens
	code text NOT NULL UNIQUE,          -- short name on the command line
	name text NOT NULL,                 -- what customers read
	host text NOT NULL,                 -- host name of its pages; '' answers every host
	language text NOT NULL,             -- code of the language that is used when nobody says
	timezone text NOT NULL,             -- IANA name
	accent text NOT NULL,               -- name of the accent colour
	phone text NOT NULL,                -- how to reach a person, on every customer's page
	email text NOT NULL,                -- the same
	hours text NOT NULL,                -- opening hours in words
	created_at bigint NOT NULL,         -- ms UTC
	version bigint NOT NULL             -- rises with each change
);
CREATE TABLE setting (
	org_id bigint NOT NULL, -- the organisation
	name text NOT NULL,     -- such as follow_up_remind_days
	value text NOT NULL,    -- as text
	PRIMARY KEY (org_id, name)
);
CREATE TABLE counter (
	org_id bigint NOT NULL, -- the organisation
	name text NOT NULL,     -- ticket: the last number given; event: the last seq
	value bigint NOT NULL,  -- the last value that was used
	PRIMARY KEY (org_id, name)
);
CREATE TABLE node (
	org_id bigint NOT NULL, -- always 0: nodes belong to no organisation
	id bigint NOT NULL,     -- 0 to 1023, stands in every id that the node makes
	holder text NOT NULL,   -- random token of the process that holds it
	until_at bigint NOT NULL, -- ms UTC: free after that
	PRIMARY KEY (org_id, id)
);
