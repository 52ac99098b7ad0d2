-- Texts that are written once and used often: one text a language, for everybody or for one team.
CREATE TABLE saved_reply (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	title text NOT NULL,         -- by which it is found
	shortcut text NOT NULL,      -- a word that finds it at once; '': none
	team_id bigint NOT NULL,     -- whose it is; 0: everybody's
	used_count bigint NOT NULL,  -- into the replies of how many tickets it was put, by how many people
	used_at bigint NOT NULL,     -- when last, ms UTC; 0: never
	archived_at bigint NOT NULL, -- when it was put away, ms UTC; 0: it is in use
	created_at bigint NOT NULL,  -- ms UTC
	version bigint NOT NULL,     -- rises with each change
	PRIMARY KEY (org_id, id)
);
CREATE TABLE saved_reply_text (
	org_id bigint NOT NULL,      -- the organisation
	reply_id bigint NOT NULL,    -- of which saved reply
	language text NOT NULL,      -- in which it is written
	text text NOT NULL,          -- Markdown with {{values}}
	PRIMARY KEY (org_id, reply_id, language),
	FOREIGN KEY (org_id, reply_id) REFERENCES saved_reply (org_id, id)
);
-- One for a person and a ticket, so that putting it in twice counts once.
CREATE TABLE saved_reply_use (
	org_id bigint NOT NULL,      -- the organisation
	reply_id bigint NOT NULL,    -- which saved reply
	ticket_id bigint NOT NULL,   -- on which ticket
	staff_id bigint NOT NULL,    -- who put it in
	at bigint NOT NULL,          -- when last, ms UTC
	PRIMARY KEY (org_id, reply_id, ticket_id, staff_id),
	FOREIGN KEY (org_id, reply_id) REFERENCES saved_reply (org_id, id)
);
-- Who leads a team, or the house, writes them.
INSERT INTO role_right (org_id, role, right_name) SELECT org_id, role, 'reply.save' FROM role_right WHERE right_name = 'team.watch' AND role IN ('supervisor', 'admin');
