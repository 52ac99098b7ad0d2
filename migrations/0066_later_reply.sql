-- A reply that shall leave at a chosen time. Until then it is no message: whose turn it is and what was promised change when it leaves.
CREATE TABLE later_reply (
	org_id bigint NOT NULL,       -- the organisation
	id bigint NOT NULL,           -- time-ordered
	ticket_id bigint NOT NULL,    -- on which ticket
	staff_id bigint NOT NULL,     -- who wrote it
	text text NOT NULL,           -- Markdown
	is_addressed bigint NOT NULL CHECK (is_addressed IN (0, 1)), -- 1: somebody chose to whom it goes
	addressee text NOT NULL,      -- to whom, as typed
	cc text NOT NULL,             -- who gets a copy
	bcc text NOT NULL,            -- who gets a hidden one
	sure_of text NOT NULL,        -- about whom the writer was asked
	files text NOT NULL,          -- a line each, as in draft
	turn text NOT NULL CHECK (turn IN ('wait', 'open', 'resolve')), -- whose turn it is once it has left
	send_at bigint NOT NULL,      -- when it shall leave, ms UTC
	seen_id bigint NOT NULL,      -- the newest message that the writer had seen
	stood_id bigint NOT NULL,     -- the newest line of the history that he had seen; 0: not asked
	bucket text NOT NULL,         -- where the ticket stood then
	state text NOT NULL CHECK (state IN ('waiting', 'stopped', 'sent', 'cancelled')), -- stopped: something happened, and a person decides
	reason text NOT NULL,         -- why it was stopped, a sentence of ours; ''
	message_id bigint NOT NULL,   -- what it became; 0
	created_at bigint NOT NULL,   -- ms UTC
	settled_at bigint NOT NULL,   -- when it was sent or cancelled, ms UTC; 0
	version bigint NOT NULL,      -- rises with each change
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX later_reply_ticket ON later_reply (org_id, ticket_id, state);
