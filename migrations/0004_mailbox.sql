CREATE TABLE standard (
	org_id bigint NOT NULL,        -- the organisation
	id bigint NOT NULL,            -- time-ordered
	name text NOT NULL,            -- such as E-mail within a day
	first_answer_ms bigint NOT NULL, -- how soon a person answers
	next_update_ms bigint NOT NULL, -- how soon the customer hears again while it is open
	resolve_ms bigint NOT NULL,    -- how soon it is solved; 0: not promised
	version bigint NOT NULL,       -- rises with each change
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, name)
);
CREATE TABLE mailbox (
	org_id bigint NOT NULL,        -- the organisation
	id bigint NOT NULL,            -- time-ordered
	address text NOT NULL,         -- lower case; mail to it becomes tickets
	name text NOT NULL,            -- what customers see as the sender
	language text NOT NULL,        -- when nothing else says
	team_id bigint NOT NULL,       -- whose tickets they become
	standard_id bigint NOT NULL,   -- what is promised
	signature text NOT NULL,       -- under every reply
	confirmation text NOT NULL,    -- own words in the confirmation; ''
	is_active bigint NOT NULL CHECK (is_active IN (0, 1)), -- 0: mail to it is refused
	imap_url bytea,                -- sealed: imaps://user:password@host/folder; NULL: not fetched
	imap_validity bigint NOT NULL, -- UIDVALIDITY of the folder
	imap_uid bigint NOT NULL,      -- the last UID that is kept
	imap_problem text NOT NULL,    -- why it cannot be fetched now; ''
	version bigint NOT NULL,       -- rises with each change
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, address),
	FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id),
	FOREIGN KEY (org_id, standard_id) REFERENCES standard (org_id, id)
);
