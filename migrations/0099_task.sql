-- A piece of work inside a ticket for somebody else, who may not see the ticket.
CREATE TABLE task (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	ticket_id bigint NOT NULL,  -- inside which ticket
	text text NOT NULL,         -- what shall be done, in the words of who gave it
	giver_id bigint NOT NULL,   -- who gave it
	staff_id bigint NOT NULL,   -- who shall do it; 0: whoever of the team takes it
	team_id bigint NOT NULL,    -- of which team; 0: it was given to a person
	due_at bigint NOT NULL,     -- by when, ms UTC
	state text NOT NULL CHECK (state IN ('open', 'done', 'declined', 'taken_back')), -- how it stands
	word text NOT NULL,         -- with which it ended: what was done, or why not; ''
	created_at bigint NOT NULL, -- ms UTC
	ended_at bigint NOT NULL,   -- ms UTC; 0: not yet
	ended_by bigint NOT NULL,   -- who ended it; 0
	late_at bigint NOT NULL,    -- when doer and giver were told that it is late, ms UTC; 0: not
	version bigint NOT NULL,    -- rises with each change
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX task_ticket ON task (org_id, ticket_id, id);
CREATE INDEX task_staff ON task (org_id, staff_id, state, due_at, id);
CREATE INDEX task_team ON task (org_id, team_id, staff_id, state, due_at, id);
CREATE INDEX task_giver ON task (org_id, giver_id, state, due_at, id);
-- The messages that whoever does a task may read: those that the giver chose.
CREATE TABLE task_message (
	org_id bigint NOT NULL,     -- the organisation
	task_id bigint NOT NULL,    -- for which task
	message_id bigint NOT NULL, -- which message of its ticket
	PRIMARY KEY (org_id, task_id, message_id),
	FOREIGN KEY (org_id, task_id) REFERENCES task (org_id, id)
);
ALTER TABLE ticket ADD COLUMN task_count bigint NOT NULL DEFAULT 0; -- kept: how many tasks it ever had
ALTER TABLE ticket ADD COLUMN task_open bigint NOT NULL DEFAULT 0; -- kept: how many of them are open
ALTER TABLE staff ADD COLUMN task_count bigint NOT NULL DEFAULT 0; -- kept: how many open tasks are his
ALTER TABLE team ADD COLUMN task_count bigint NOT NULL DEFAULT 0; -- kept: how many open tasks nobody of it has taken
