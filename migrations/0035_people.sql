-- Drafts remember to whom they go, and a message that is handed on has one too. No engine changes a check in its place, so the table is made anew.
CREATE TABLE draft_anew (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- about which ticket
	staff_id bigint NOT NULL,   -- who writes
	kind text NOT NULL CHECK (kind IN ('reply', 'note', 'forward')), -- in which box
	text text NOT NULL,         -- what stands there
	updated_at bigint NOT NULL, -- ms UTC
	files text NOT NULL DEFAULT '', -- chosen for it when its sending was stopped: a line each: blob, size, type, name, with tabs between
	is_addressed bigint NOT NULL DEFAULT 0 CHECK (is_addressed IN (0, 1)), -- 1: it goes to addressee, cc and bcc alone; 0: to those of the last message, and to cc besides
	addressee text NOT NULL DEFAULT '', -- to whom it shall go, with commas between, as it was typed
	cc text NOT NULL DEFAULT '', -- to whom a copy shall go
	bcc text NOT NULL DEFAULT '', -- to whom a copy shall go of which the others do not know
	about_id bigint NOT NULL DEFAULT 0, -- the message that it hands on; 0: none
	PRIMARY KEY (org_id, ticket_id, staff_id, kind)
);
INSERT INTO draft_anew (org_id, ticket_id, staff_id, kind, text, updated_at, files, cc) SELECT org_id, ticket_id, staff_id, kind, text, updated_at, files, cc FROM draft;
DROP TABLE draft;
ALTER TABLE draft_anew RENAME TO draft;
ALTER TABLE message ADD COLUMN is_inner bigint NOT NULL DEFAULT 0 CHECK (is_inner IN (0, 1)); -- 1: the customer does not see it: it was handed on to somebody else, or came from one whom he does not know of
ALTER TABLE message ADD COLUMN about_id bigint NOT NULL DEFAULT 0; -- the message that this one hands on to somebody else; 0: none
