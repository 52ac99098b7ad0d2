CREATE TABLE ticket (
	org_id bigint NOT NULL,       -- the organisation
	id bigint NOT NULL,           -- time-ordered
	number bigint NOT NULL,       -- what people call it
	subject text NOT NULL,        -- one line
	type text NOT NULL CHECK (type IN ('inquiry', 'order', 'service', 'incident', 'invoice', 'complaint')), -- its purpose
	priority text NOT NULL CHECK (priority IN ('urgent', 'high', 'normal', 'low')), -- from the harm to the customer
	state text NOT NULL CHECK (state IN ('new', 'open', 'waiting', 'resolved', 'closed')), -- where it stands
	closed_as text CHECK (closed_as IN ('confirmed', 'not_confirmed', 'withdrawn')), -- how it ended; NULL: not yet
	bucket text NOT NULL CHECK (bucket IN ('active', 'resolved', 'closed', 'spam', 'deleted')), -- which list it stands in
	language text NOT NULL,       -- of the customer's words
	channel text NOT NULL CHECK (channel IN ('email', 'web', 'portal', 'chat', 'phone', 'fax', 'letter', 'api')), -- how it came
	mailbox_id bigint NOT NULL,   -- through which mailbox, and from which answers go; 0: none
	team_id bigint NOT NULL,      -- whose work it is
	is_restricted bigint NOT NULL CHECK (is_restricted IN (0, 1)), -- kept from the team: only its members see it
	owner_id bigint NOT NULL,     -- the one accountable person
	customer_id bigint NOT NULL,  -- whose matter it is
	opened_at bigint NOT NULL,    -- ms UTC
	updated_at bigint NOT NULL,   -- last message or change, ms UTC
	answered_at bigint NOT NULL,  -- first answer by a person, ms UTC; 0: not yet
	resolved_at bigint NOT NULL,  -- ms UTC; 0: not
	closed_at bigint NOT NULL,    -- ms UTC; 0: not
	due_at bigint NOT NULL,       -- earliest running clock, ms UTC; the year 9999: none
	due_kind text NOT NULL,       -- which clock that is; ''
	message_count bigint NOT NULL, -- kept
	last_message_id bigint NOT NULL, -- newest message of any kind
	last_in_at bigint NOT NULL,   -- newest word of the customer, ms UTC
	preview text NOT NULL,        -- beginning of the newest message that the customer can see
	preview_language text NOT NULL, -- its language
	reopened bigint NOT NULL,     -- how often it came back
	version bigint NOT NULL,      -- rises with each change
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, number),
	FOREIGN KEY (org_id, customer_id) REFERENCES customer (org_id, id)
);
CREATE INDEX ticket_owner ON ticket (org_id, owner_id, bucket, due_at, id);
CREATE INDEX ticket_bucket ON ticket (org_id, bucket, due_at, id);
CREATE INDEX ticket_team ON ticket (org_id, team_id, bucket, due_at, id);
CREATE INDEX ticket_customer ON ticket (org_id, customer_id, opened_at, id);
CREATE INDEX ticket_opened ON ticket (org_id, opened_at, id);
CREATE INDEX ticket_state ON ticket (org_id, state, opened_at, id);
CREATE TABLE message (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- of which ticket
	id bigint NOT NULL,         -- time-ordered
	kind text NOT NULL CHECK (kind IN ('in', 'out', 'note')), -- from the customer, to him, or among us
	channel text NOT NULL,      -- as in ticket
	at bigint NOT NULL,         -- when we got or wrote it, ms UTC
	author_kind text NOT NULL CHECK (author_kind IN ('customer', 'staff', 'system')), -- who wrote it
	author_id bigint NOT NULL,  -- which one; 0: a stranger or the house
	from_name text NOT NULL,    -- as the message says
	from_address text NOT NULL, -- as the message says; ''
	subject text NOT NULL,      -- as the message says; ''
	body text NOT NULL,         -- whole text, UTF-8
	reply text NOT NULL,        -- the new part, quotes and signature cut
	html text,                  -- canonical by parse/, or NULL
	language text NOT NULL,     -- of the reply; '' when not known
	is_automatic bigint NOT NULL CHECK (is_automatic IN (0, 1)), -- 1: a machine wrote it
	mail_id text NOT NULL,      -- its Message-ID without brackets; ''
	raw_blob text NOT NULL,     -- where the raw mail lies; ''
	sending text NOT NULL CHECK (sending IN ('', 'held', 'queued', 'sent', 'failed', 'unknown', 'cancelled')), -- kept from the outbox
	PRIMARY KEY (org_id, ticket_id, id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX message_id ON message (org_id, id);
CREATE TABLE recipient (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- of which ticket
	message_id bigint NOT NULL, -- of which message
	position bigint NOT NULL,   -- 0, 1, ... in the order of the message
	role text NOT NULL CHECK (role IN ('to', 'cc', 'bcc', 'reply_to')), -- where he stood
	name text NOT NULL,         -- as the message says
	address text NOT NULL,      -- as the message says
	PRIMARY KEY (org_id, ticket_id, message_id, position),
	FOREIGN KEY (org_id, ticket_id, message_id) REFERENCES message (org_id, ticket_id, id)
);
CREATE TABLE attachment (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- of which ticket
	message_id bigint NOT NULL, -- of which message
	position bigint NOT NULL,   -- 0, 1, ... in the order of the message
	name text NOT NULL,         -- as the sender called it, without folders
	type text NOT NULL,         -- as the sender says: never trusted
	size bigint NOT NULL,       -- bytes when decoded
	sha256 text NOT NULL,       -- of the decoded bytes, hexadecimal
	is_inline bigint NOT NULL CHECK (is_inline IN (0, 1)), -- 1: a picture within the text
	content_id text NOT NULL,   -- what the text calls it; ''
	blob text NOT NULL,         -- the blob it lies in
	blob_offset bigint NOT NULL, -- where it begins there
	blob_length bigint NOT NULL, -- how long it is there, still encoded
	encoding text NOT NULL CHECK (encoding IN ('plain', 'base64', 'quoted', 'uuencoded')), -- how it lies there
	PRIMARY KEY (org_id, ticket_id, message_id, position),
	FOREIGN KEY (org_id, ticket_id, message_id) REFERENCES message (org_id, ticket_id, id)
);
CREATE TABLE mail_id (
	org_id bigint NOT NULL,     -- the organisation
	value text NOT NULL,        -- a Message-ID that we sent or got, without brackets
	ticket_id bigint NOT NULL,  -- where it belongs
	message_id bigint NOT NULL, -- which message it is
	PRIMARY KEY (org_id, value)
);
CREATE TABLE history (
	org_id bigint NOT NULL,    -- the organisation
	ticket_id bigint NOT NULL, -- of which ticket
	id bigint NOT NULL,        -- time-ordered
	at bigint NOT NULL,        -- ms UTC
	kind text NOT NULL,        -- assigned, resolved, reopened, closed, ...
	actor_kind text NOT NULL CHECK (actor_kind IN ('nobody', 'customer', 'staff', 'system')), -- who did it
	actor_id bigint NOT NULL,  -- which one
	actor_name text NOT NULL,  -- as he was called then
	detail text NOT NULL,      -- to whom, from what, why
	PRIMARY KEY (org_id, ticket_id, id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE TABLE clock (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- of which ticket
	kind text NOT NULL CHECK (kind IN ('first_answer', 'next_update', 'resolve')), -- what was promised
	started_at bigint NOT NULL, -- ms UTC
	due_at bigint NOT NULL,     -- ms UTC
	stopped_at bigint NOT NULL, -- when it was met or ended, ms UTC; 0: runs
	state text NOT NULL CHECK (state IN ('running', 'paused', 'met', 'missed')), -- how it stands
	warned_at bigint NOT NULL,  -- when its owner was told that it is late, ms UTC; 0: not
	PRIMARY KEY (org_id, ticket_id, kind),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX clock_due ON clock (org_id, state, warned_at, due_at);
CREATE TABLE promise (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- of which ticket
	id bigint NOT NULL,         -- time-ordered
	text text NOT NULL,         -- what was promised, in the customer's words
	due_at bigint NOT NULL,     -- ms UTC
	state text NOT NULL CHECK (state IN ('open', 'kept', 'broken', 'withdrawn')), -- how it stands
	staff_id bigint NOT NULL,   -- who gave it
	PRIMARY KEY (org_id, ticket_id, id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE TABLE draft (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- about which ticket
	staff_id bigint NOT NULL,   -- who writes
	kind text NOT NULL CHECK (kind IN ('reply', 'note')), -- in which of the two boxes
	text text NOT NULL,         -- what stands there
	updated_at bigint NOT NULL, -- ms UTC
	PRIMARY KEY (org_id, ticket_id, staff_id, kind)
);
CREATE TABLE presence (
	org_id bigint NOT NULL,    -- the organisation
	ticket_id bigint NOT NULL, -- which ticket
	staff_id bigint NOT NULL,  -- who looks at it
	doing text NOT NULL CHECK (doing IN ('viewing', 'writing', 'noting', 'gone')), -- what he does
	at bigint NOT NULL,        -- last sign of it, ms UTC
	PRIMARY KEY (org_id, ticket_id, staff_id)
);
CREATE TABLE follow_up (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- was it really solved?
	round bigint NOT NULL,      -- 0, 1, ...: one for each time it was resolved
	asked_at bigint NOT NULL,   -- ms UTC
	reminded_at bigint NOT NULL, -- ms UTC; 0: not
	answer text NOT NULL CHECK (answer IN ('', 'yes', 'no', 'silent')), -- '': not yet
	answered_at bigint NOT NULL, -- ms UTC; 0: not
	PRIMARY KEY (org_id, ticket_id, round),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
