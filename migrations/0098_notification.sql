-- What a person shall hear of: each thing once, in the bell and, by his wish, by mail.
CREATE TABLE notification (
	org_id bigint NOT NULL,    -- the organisation
	id bigint NOT NULL,        -- time-ordered
	staff_id bigint NOT NULL,  -- who shall hear of it
	effect_key text NOT NULL,  -- what happened, so that running twice tells once
	at bigint NOT NULL,        -- ms UTC
	kind text NOT NULL,        -- mention, task.given, task.done, task.late, reply.stopped, handed_over, follow.word, ...
	ticket_id bigint NOT NULL, -- about which ticket
	number bigint NOT NULL,    -- its number
	task_id bigint NOT NULL,   -- about which task; 0: none
	from_name text NOT NULL,   -- who did it; '': the house
	words text NOT NULL,       -- the beginning of what was said
	read_at bigint NOT NULL,   -- when he had seen it, ms UTC; 0: not yet
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, staff_id, effect_key),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
CREATE INDEX notification_staff ON notification (org_id, staff_id, read_at, id);
CREATE INDEX notification_at ON notification (org_id, at);
ALTER TABLE staff ADD COLUMN unread_count bigint NOT NULL DEFAULT 0; -- kept: how many notifications he has not seen
ALTER TABLE staff ADD COLUMN notify_by_mail text NOT NULL DEFAULT '' CHECK (notify_by_mail IN ('', 'always', 'never')); -- '': when he is not looking
