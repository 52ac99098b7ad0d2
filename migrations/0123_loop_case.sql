-- Somebody answered a survey and needs a word of ours: one row each time that he waits for it (a
-- round). What he said stands in response.
CREATE TABLE loop_case (
	org_id bigint NOT NULL,      -- the organisation
	response_id bigint NOT NULL, -- what he answered
	round bigint NOT NULL,       -- 1, 2, ...: he said that it was not put right, or wrote anew
	is_last bigint NOT NULL CHECK (is_last IN (0, 1)), -- 1: the round that counts now
	state text NOT NULL CHECK (state IN ('open', 'answered', 'ended', 'gone')), -- he waits; he was answered; we said how it came out; nobody need answer any more
	customer_id bigint NOT NULL, -- who waits; 0: erased
	ticket_id bigint NOT NULL,   -- in which ticket he is answered; 0: none yet
	owner_id bigint NOT NULL,    -- who answers him
	team_id bigint NOT NULL,     -- whose supervisors look after it; 0
	is_restricted bigint NOT NULL CHECK (is_restricted IN (0, 1)), -- 1: its team and its owner alone see it
	opened_at bigint NOT NULL,   -- since when he waits, ms UTC
	due_at bigint NOT NULL,      -- by when somebody has reached him, ms UTC
	answered_at bigint NOT NULL, -- when the first word of a person reached him, ms UTC; 0: not yet
	answered_by text NOT NULL CHECK (answered_by IN ('', 'mail', 'call')), -- by which way
	message_id bigint NOT NULL,  -- of mail: which message; else 0
	step bigint NOT NULL,        -- who was called last because of the clock, as of clock.step
	known_by bigint NOT NULL,    -- who said that he sees to it when it was late; 0
	known_at bigint NOT NULL,    -- ms UTC; 0
	tries bigint NOT NULL,       -- how often somebody tried to reach him in vain
	outcome text NOT NULL CHECK (outcome IN ('', 'fixed', 'explained', 'no_contact', 'unreachable')), -- how it came out
	ended_at bigint NOT NULL,    -- when somebody said so, ms UTC; 0
	ended_by bigint NOT NULL,    -- which member of staff; 0
	asked_at bigint NOT NULL,    -- when he was asked whether it was put right, ms UTC; 0: not
	token_hash bytea NOT NULL,   -- SHA-256 of what the link of that question carries
	put_right text NOT NULL CHECK (put_right IN ('', 'yes', 'no')), -- what he said
	put_right_at bigint NOT NULL, -- ms UTC; 0
	version bigint NOT NULL,     -- rises with each change
	PRIMARY KEY (org_id, response_id, round),
	UNIQUE (org_id, token_hash),
	FOREIGN KEY (org_id, response_id) REFERENCES response (org_id, id)
);
CREATE INDEX loop_case_state ON loop_case (org_id, state, due_at, response_id);
CREATE INDEX loop_case_answered ON loop_case (org_id, state, answered_at, response_id);
CREATE INDEX loop_case_due ON loop_case (org_id, due_at);
CREATE INDEX loop_case_ticket ON loop_case (org_id, ticket_id, response_id);
CREATE INDEX loop_case_owner ON loop_case (org_id, owner_id, response_id);
CREATE INDEX loop_case_customer ON loop_case (org_id, customer_id);
-- What was done about it, in its order; nothing of it changes.
CREATE TABLE loop_log (
	org_id bigint NOT NULL,      -- the organisation
	response_id bigint NOT NULL, -- about which answer
	id bigint NOT NULL,          -- time-ordered
	round bigint NOT NULL,       -- in which round
	at bigint NOT NULL,          -- ms UTC
	staff_id bigint NOT NULL,    -- who of us did it; 0: the house, or he himself
	kind text NOT NULL CHECK (kind IN ('opened', 'owner', 'soon', 'late', 'chain', 'known', 'tried', 'called', 'answered', 'lost', 'ended', 'asked', 'yes', 'no', 'corrected', 'gone')), -- what
	words text NOT NULL,         -- what was said, or a name; ''
	PRIMARY KEY (org_id, response_id, id),
	FOREIGN KEY (org_id, response_id) REFERENCES response (org_id, id)
);
ALTER TABLE ticket ADD COLUMN loop_response bigint NOT NULL DEFAULT 0; -- kept: the answer to a survey whose person waits for a word in this ticket; 0
