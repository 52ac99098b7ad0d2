-- A reply says in the reader's language whose turn it is: what was promised when it was written, so that every try says the same.
ALTER TABLE outbox ADD COLUMN turn text NOT NULL DEFAULT '' CHECK (turn IN ('', 'wait', 'open', 'resolve')); -- of a reply: the reader's answer is needed, we go on with it, or he is asked whether it is solved; '': it says nothing of it
ALTER TABLE outbox ADD COLUMN promised_at bigint NOT NULL DEFAULT 0; -- by when the reader hears from us, ms UTC; 0: nothing is promised
ALTER TABLE outbox ADD COLUMN promised_by bigint NOT NULL DEFAULT 0; -- who owned the ticket then; 0: nobody
-- What ends without a word to the customer was not kept. No engine changes a check in its place, so the table is made anew.
CREATE TABLE clock_anew (
	org_id bigint NOT NULL,     -- the organisation
	ticket_id bigint NOT NULL,  -- of which ticket
	kind text NOT NULL CHECK (kind IN ('first_answer', 'next_update', 'resolve')), -- what was promised
	started_at bigint NOT NULL, -- ms UTC
	due_at bigint NOT NULL,     -- ms UTC
	stopped_at bigint NOT NULL, -- when it was met or ended, ms UTC; 0: runs
	state text NOT NULL CHECK (state IN ('running', 'paused', 'met', 'missed', 'unanswered')), -- how it stands; unanswered: the ticket ended in time, without the word that was promised
	warned_at bigint NOT NULL,  -- when its owner was told that it is late, ms UTC; 0: not
	PRIMARY KEY (org_id, ticket_id, kind),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
INSERT INTO clock_anew (org_id, ticket_id, kind, started_at, due_at, stopped_at, state, warned_at) SELECT org_id, ticket_id, kind, started_at, due_at, stopped_at, state, warned_at FROM clock;
DROP TABLE clock;
ALTER TABLE clock_anew RENAME TO clock;
CREATE INDEX clock_due ON clock (org_id, state, warned_at, due_at);
UPDATE clock SET state = 'unanswered' WHERE kind = 'first_answer' AND state = 'met' AND EXISTS (SELECT 1 FROM ticket WHERE ticket.org_id = clock.org_id AND ticket.id = clock.ticket_id AND ticket.answered_at = 0);
-- How tickets ended is counted as they end: confirmed by the customer, or without his word.
INSERT INTO counter (org_id, name, value) SELECT org_id, 'closed.' || closed_as, count(*) FROM ticket WHERE bucket = 'closed' AND closed_as IN ('confirmed', 'not_confirmed') GROUP BY org_id, closed_as;
