-- One deed for many tickets: chosen, looked at, done in slices by a job, and taken back.
CREATE TABLE batch (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	staff_id bigint NOT NULL,   -- who does it, with his rights
	kind text NOT NULL CHECK (kind IN ('assign', 'move', 'resolve', 'spam', 'priority', 'tell')), -- what is done
	value text NOT NULL,        -- to whom, where or what: an id or a word; of tell: wait, open or resolve
	text text NOT NULL,         -- of tell: what every customer reads, Markdown; ''
	about_id bigint NOT NULL,   -- of tell: the ticket to which they belong; 0
	state text NOT NULL CHECK (state IN ('draft', 'running', 'done', 'undoing', 'undone')), -- how far it is
	total bigint NOT NULL,      -- how many tickets
	done bigint NOT NULL,       -- how many were done
	failed bigint NOT NULL,     -- how many could not be
	undone bigint NOT NULL,     -- how many were taken back
	created_at bigint NOT NULL, -- ms UTC
	ended_at bigint NOT NULL,   -- ms UTC; 0: not yet
	PRIMARY KEY (org_id, id)
);
CREATE INDEX batch_staff ON batch (org_id, staff_id, state);
CREATE TABLE batch_item (
	org_id bigint NOT NULL,    -- the organisation
	batch_id bigint NOT NULL,  -- of which deed
	position bigint NOT NULL,  -- 0, 1, ... as they were chosen
	ticket_id bigint NOT NULL, -- which ticket
	state text NOT NULL CHECK (state IN ('waiting', 'done', 'failed', 'undone', 'kept')), -- kept: it could not be taken back
	reason text NOT NULL,      -- why not, a sentence of ours; ''
	was text NOT NULL,         -- what it was before; ''
	undo_id bigint NOT NULL,   -- line of history or message that an undo takes back; 0
	version bigint NOT NULL,   -- of the ticket when it was done: another one now means that something happened since
	PRIMARY KEY (org_id, batch_id, position),
	UNIQUE (org_id, batch_id, ticket_id),
	FOREIGN KEY (org_id, batch_id) REFERENCES batch (org_id, id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX batch_item_state ON batch_item (org_id, batch_id, state, position);
