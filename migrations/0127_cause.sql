-- Why things go wrong for customers: a tree of causes, each with one owner, and who said that it met him.
CREATE TABLE cause (
	org_id bigint NOT NULL,       -- the organisation
	id bigint NOT NULL,           -- time-ordered
	number bigint NOT NULL,       -- what people call it: RC-112
	name text NOT NULL,           -- what goes wrong, in a few words
	parent_id bigint NOT NULL,    -- the wider cause that it belongs to; 0: none
	owner_id bigint NOT NULL,     -- of the staff, who finds out why and sees to it
	state text NOT NULL CHECK (state IN ('open', 'acting', 'closed')), -- acting: something is done against it, and is measured
	opened_at bigint NOT NULL,    -- ms UTC
	opened_by bigint NOT NULL,    -- by which member of staff
	closed_at bigint NOT NULL,    -- ms UTC; 0: not
	closed_by bigint NOT NULL,    -- by which member of staff; 0
	closed_why text NOT NULL,     -- the reason for closing it without an action that worked; ''
	people_count bigint NOT NULL, -- kept: how many people said it
	link_count bigint NOT NULL,   -- kept: how many tickets and responses stand for it
	why_count bigint NOT NULL,    -- kept: how many of the five whys are answered
	voice_id bigint NOT NULL,     -- kept: the newest of its links, whose words lists show; 0: none
	stop_id bigint NOT NULL,      -- the line that is stopped because of it; 0: none
	version bigint NOT NULL,      -- rises with each change
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, number)
);
CREATE INDEX cause_state ON cause (org_id, state, id);
CREATE INDEX cause_parent ON cause (org_id, parent_id, id);
CREATE TABLE cause_why (
	org_id bigint NOT NULL,    -- the organisation
	cause_id bigint NOT NULL,  -- of which cause
	position bigint NOT NULL CHECK (position BETWEEN 1 AND 5), -- the first why asks about the cause, each other about the answer before
	text text NOT NULL,        -- the answer
	author_id bigint NOT NULL, -- of the staff, who wrote it last
	at bigint NOT NULL,        -- when, ms UTC
	PRIMARY KEY (org_id, cause_id, position),
	FOREIGN KEY (org_id, cause_id) REFERENCES cause (org_id, id)
);
-- This is why: a person said so of a ticket, or of a response to a survey.
CREATE TABLE cause_link (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	cause_id bigint NOT NULL,    -- which cause
	ticket_id bigint NOT NULL,   -- of which ticket; 0: of a response
	response_id bigint NOT NULL, -- of which response; 0: of a ticket
	customer_id bigint NOT NULL, -- who said it; 0: nobody may know
	at bigint NOT NULL,          -- when he said it, ms UTC: by this it is counted
	quote text NOT NULL,         -- of a ticket: his words that say it; '': its subject stands for them
	linked_by bigint NOT NULL,   -- of the staff, who saw that this is why
	linked_at bigint NOT NULL,   -- ms UTC
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, cause_id, ticket_id, response_id),
	FOREIGN KEY (org_id, cause_id) REFERENCES cause (org_id, id)
);
CREATE INDEX cause_link_at ON cause_link (org_id, cause_id, at, customer_id);
CREATE INDEX cause_link_ticket ON cause_link (org_id, ticket_id) WHERE ticket_id <> 0;
CREATE INDEX cause_link_response ON cause_link (org_id, response_id) WHERE response_id <> 0;
CREATE INDEX cause_link_customer ON cause_link (org_id, customer_id, id) WHERE customer_id <> 0;
-- Stop the line: anybody may say that it cannot go on like this; it holds until somebody says why it can.
CREATE TABLE cause_stop (
	org_id bigint NOT NULL,          -- the organisation
	id bigint NOT NULL,              -- time-ordered
	cause_id bigint NOT NULL,        -- because of which cause
	reason text NOT NULL,            -- why it cannot go on
	raised_at bigint NOT NULL,       -- ms UTC
	raised_by bigint NOT NULL,       -- by which member of staff
	acknowledged_at bigint NOT NULL, -- when one of those who were called answered, ms UTC; 0: nobody yet
	acknowledged_by bigint NOT NULL, -- which one; 0
	released_at bigint NOT NULL,     -- ms UTC; 0: it holds
	released_by bigint NOT NULL,     -- by which member of staff; 0
	release_reason text NOT NULL,    -- why it may go on; ''
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, cause_id) REFERENCES cause (org_id, id)
);
CREATE INDEX cause_stop_cause ON cause_stop (org_id, cause_id, id);
CREATE UNIQUE INDEX cause_stop_holds ON cause_stop (org_id, cause_id) WHERE released_at = 0;
-- Who is called when the line is stopped; nobody is named: supervisors, managers and administrators.
CREATE TABLE line_guard (
	org_id bigint NOT NULL,   -- the organisation
	staff_id bigint NOT NULL, -- whom
	PRIMARY KEY (org_id, staff_id),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
ALTER TABLE notification ADD COLUMN cause_id bigint NOT NULL DEFAULT 0; -- about which cause; 0: none. number is its number then
