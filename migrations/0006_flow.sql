CREATE TABLE inbound (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	key text NOT NULL,           -- channel, mailbox and digest of the content: one message, one row
	received_at bigint NOT NULL, -- ms UTC
	channel text NOT NULL,       -- as in ticket
	mailbox_id bigint NOT NULL,  -- which one it came to; 0: none
	raw_blob text NOT NULL,      -- where the raw bytes lie; ''
	size bigint NOT NULL,        -- of the raw bytes
	mail_id text NOT NULL,       -- its Message-ID; ''
	outcome text NOT NULL CHECK (outcome IN ('pending', 'ticket', 'follow-up', 'note', 'bounce', 'duplicate', 'quarantine', 'rejected')), -- what became of it
	reason text NOT NULL,        -- why, in a sentence; ''
	ticket_id bigint NOT NULL,   -- where it went; 0
	message_id bigint NOT NULL,  -- as which message; 0
	seen bigint NOT NULL,        -- how often it came
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, key)
);
CREATE TABLE outbox (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	effect_key text NOT NULL,   -- what it is, so that running twice sends once
	ticket_id bigint NOT NULL,  -- about which; 0
	message_id bigint NOT NULL, -- which message of it; 0: none
	mailbox_id bigint NOT NULL, -- from which mailbox; 0: the organisation's first
	is_automatic bigint NOT NULL CHECK (is_automatic IN (0, 1)), -- 1: a machine wrote it; never sent twice
	from_name text NOT NULL,    -- who the reader sees
	recipients text NOT NULL,   -- a line each: to|cc|bcc, address, name, with tabs between
	subject text NOT NULL,      -- one line
	body text NOT NULL,         -- plain text part
	html text NOT NULL,         -- HTML part; ''
	language text NOT NULL,     -- of the text
	mail_id text NOT NULL,      -- its Message-ID
	in_reply_to text NOT NULL,  -- Message-ID that it answers; ''
	refs text NOT NULL,         -- Message-IDs of the thread, with spaces between, oldest first
	dated_at bigint NOT NULL,   -- its Date, the same in every try, ms UTC
	state text NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'sent', 'failed', 'unknown', 'cancelled')), -- how it stands
	send_at bigint NOT NULL,    -- not before, ms UTC
	attempts bigint NOT NULL,   -- how often it was tried
	epoch bigint NOT NULL,      -- rises with each lease: an old holder writes nothing
	lease_until bigint NOT NULL, -- ms UTC
	verdict text NOT NULL,      -- what the server said last; ''
	sent_at bigint NOT NULL,    -- ms UTC; 0: not
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, effect_key)
);
CREATE INDEX outbox_state ON outbox (org_id, state, send_at);
CREATE INDEX outbox_message ON outbox (org_id, message_id);
CREATE TABLE job (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	kind text NOT NULL,         -- which duty
	effect_key text NOT NULL,   -- one row for one effect
	about_id bigint NOT NULL,   -- a ticket, a message, ...
	run_at bigint NOT NULL,     -- not before, ms UTC
	state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')), -- how it stands
	attempts bigint NOT NULL,   -- how often it was tried
	epoch bigint NOT NULL,      -- rises with each lease
	lease_until bigint NOT NULL, -- ms UTC
	problem text NOT NULL,      -- why the last try failed; ''
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, kind, effect_key)
);
CREATE INDEX job_state ON job (org_id, state, run_at);
CREATE TABLE event (
	org_id bigint NOT NULL,   -- the organisation
	seq bigint NOT NULL,      -- 1, 2, ... without a gap
	at bigint NOT NULL,       -- ms UTC
	kind text NOT NULL,       -- ticket.opened, message.added, ...
	ticket_id bigint NOT NULL, -- about which; 0
	number bigint NOT NULL,   -- its number; 0
	owner_id bigint NOT NULL, -- who owns it now; 0
	team_id bigint NOT NULL,  -- of which team; 0
	customer_id bigint NOT NULL, -- whose; 0
	is_restricted bigint NOT NULL CHECK (is_restricted IN (0, 1)), -- 1: only its team may hear of it
	actor_id bigint NOT NULL, -- who did it; 0
	PRIMARY KEY (org_id, seq)
);
CREATE INDEX event_at ON event (org_id, at);
CREATE TABLE audit (
	org_id bigint NOT NULL,   -- the organisation
	id bigint NOT NULL,       -- time-ordered
	at bigint NOT NULL,       -- ms UTC
	actor_kind text NOT NULL, -- who
	actor_id bigint NOT NULL, -- which one
	action text NOT NULL,     -- staff.add, mailbox.change, sign_in.failed, ...
	about text NOT NULL,      -- what it was done to
	PRIMARY KEY (org_id, id)
);
CREATE TABLE idempotency (
	org_id bigint NOT NULL,     -- the organisation
	staff_id bigint NOT NULL,   -- whose token asked
	name text NOT NULL,         -- the Idempotency-Key
	digest bytea NOT NULL,      -- SHA-256 of the request, so that a key means one request
	number bigint NOT NULL,     -- the ticket it made
	seen bigint NOT NULL,       -- how often it was asked
	at bigint NOT NULL,         -- ms UTC
	PRIMARY KEY (org_id, staff_id, name)
);
