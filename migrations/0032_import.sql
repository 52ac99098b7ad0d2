CREATE TABLE import (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- 1, 2, ...: what people call it; one row for each run
	kind text NOT NULL CHECK (kind IN ('mbox', 'maildir', 'imap')), -- what the old mailbox is
	source text NOT NULL,       -- the path, or user@host/folder
	imap_url bytea,             -- sealed: imaps://user:password@host/folder; NULL: a file
	mailbox_id bigint NOT NULL, -- whose tickets the mails become
	since_at bigint NOT NULL,   -- older mails are left out, ms UTC; 0: none are
	before_at bigint NOT NULL,  -- mails of that time and later are left out, ms UTC; 0: none are
	target text NOT NULL CHECK (target IN ('closed', 'open')), -- how the tickets stand then
	state text NOT NULL CHECK (state IN ('waiting', 'running', 'stopped', 'failed', 'done', 'undoing', 'undone')), -- how the run stands
	position text NOT NULL,     -- where it goes on: a byte, a name, UIDVALIDITY and UID; '' at the beginning
	passed bigint NOT NULL,     -- how far it is, in bytes or mails
	total bigint NOT NULL,      -- how far it goes; 0: not known yet
	added bigint NOT NULL,      -- mails that became messages
	tickets bigint NOT NULL,    -- tickets that were made
	known bigint NOT NULL,      -- mails that were here already
	skipped bigint NOT NULL,    -- mails that were left out for their time
	failed bigint NOT NULL,     -- mails that could not be read; import_mail lists them
	problem text NOT NULL,      -- why it failed; ''
	staff_id bigint NOT NULL,   -- who wanted it; 0: whoever runs commands
	staff_name text NOT NULL,   -- as he was called then; ''
	created_at bigint NOT NULL, -- ms UTC
	ended_at bigint NOT NULL,   -- ms UTC; 0: not yet
	epoch bigint NOT NULL,      -- rises with each lease: an old holder writes nothing
	lease_until bigint NOT NULL, -- ms UTC
	PRIMARY KEY (org_id, id)
);
CREATE INDEX import_state ON import (org_id, state, id);
CREATE TABLE import_mail (
	org_id bigint NOT NULL,     -- the organisation
	import_id bigint NOT NULL,  -- of which run
	number bigint NOT NULL,     -- which mail of the source: 1, 2, ...
	place text NOT NULL,        -- where it lies there: a byte, a name, a UID
	outcome text NOT NULL CHECK (outcome IN ('added', 'failed', 'undone')), -- what became of it
	reason text NOT NULL,       -- why it failed, in a sentence; ''
	about text NOT NULL,        -- of a failed one sender and subject, as far as they can be read
	inbound_id bigint NOT NULL, -- its row in the ledger; 0
	ticket_id bigint NOT NULL,  -- where it went; 0
	message_id bigint NOT NULL, -- as which message; 0
	author_id bigint NOT NULL,  -- the customer who wrote it; 0
	PRIMARY KEY (org_id, import_id, number),
	FOREIGN KEY (org_id, import_id) REFERENCES import (org_id, id)
);
CREATE INDEX import_mail_ticket ON import_mail (org_id, ticket_id, import_id);
CREATE INDEX import_mail_outcome ON import_mail (org_id, import_id, outcome, number);
CREATE INDEX import_mail_author ON import_mail (org_id, author_id, outcome);
CREATE TABLE import_made (
	org_id bigint NOT NULL,    -- the organisation
	import_id bigint NOT NULL, -- of which run
	kind text NOT NULL CHECK (kind IN ('ticket', 'customer')), -- what it made or added to
	about_id bigint NOT NULL,  -- which one
	is_new bigint NOT NULL CHECK (is_new IN (0, 1)), -- 1: the run made it; 0: it added to it
	before bigint NOT NULL,    -- its version when the run came to it; 0: new
	version bigint NOT NULL,   -- its version when the run left it: another one now means that somebody touched it
	state text NOT NULL CHECK (state IN ('made', 'undone', 'kept')), -- kept: an undo left it
	reason text NOT NULL,      -- why it was kept, in a sentence; ''
	PRIMARY KEY (org_id, import_id, kind, about_id),
	FOREIGN KEY (org_id, import_id) REFERENCES import (org_id, id)
);
CREATE INDEX import_made_about ON import_made (org_id, kind, about_id);
CREATE INDEX import_made_state ON import_made (org_id, import_id, kind, state, about_id);
CREATE TABLE import_ref (
	org_id bigint NOT NULL,    -- the organisation
	value text NOT NULL,       -- a Message-ID that imported mails name and that is not here (yet)
	ticket_id bigint NOT NULL, -- where those mails are, and it too when it comes
	PRIMARY KEY (org_id, value)
);
CREATE INDEX import_ref_ticket ON import_ref (org_id, ticket_id);
