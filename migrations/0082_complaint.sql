-- What a customer is dissatisfied with (ISO 10002). A ticket of any purpose may be a complaint too: then it has a row here.
CREATE TABLE complaint (
	org_id bigint NOT NULL,          -- the organisation
	ticket_id bigint NOT NULL,       -- which ticket it is
	message_id bigint NOT NULL,      -- the message that says so; 0: the ticket as a whole
	stage text NOT NULL CHECK (stage IN ('received', 'assessed', 'decided', 'refused', 'ended', 'withdrawn')), -- where it stands; refused: the customer does not accept the decision; withdrawn: it was none
	received_at bigint NOT NULL,     -- when it was recorded, ms UTC
	received_by bigint NOT NULL,     -- by which member of staff; 0: by the customer himself
	description text NOT NULL,       -- what he complains about
	remedy text NOT NULL,            -- what he wants; ''
	remedy_stated text NOT NULL CHECK (remedy_stated IN ('', 'stated', 'not_stated')), -- whether he said what he wants; '': nobody has asked yet
	product text NOT NULL,           -- which product or service; ''
	immediate text NOT NULL,         -- what was done at once; ''
	immediate_at bigint NOT NULL,    -- when that was noted, ms UTC; 0: not
	severity text NOT NULL CHECK (severity IN ('', 'minor', 'serious', 'grave')), -- how bad; '': not assessed
	is_safety bigint NOT NULL CHECK (is_safety IN (0, 1)), -- 1: somebody may be in danger
	complexity text NOT NULL CHECK (complexity IN ('', 'simple', 'complex')), -- how hard to examine
	impact text NOT NULL CHECK (impact IN ('', 'one', 'several', 'many')), -- how many it concerns
	needs_action bigint NOT NULL CHECK (needs_action IN (0, 1)), -- 1: something must be done at once
	assessed_at bigint NOT NULL,     -- ms UTC; 0: not
	assessed_by bigint NOT NULL,     -- which member of staff; 0
	subject_id bigint NOT NULL,      -- of the staff, whom it is about; 0: nobody
	reviewer_id bigint NOT NULL,     -- of the staff, who examines it; 0: nobody yet
	cause text NOT NULL,             -- why it came to that, a code of complaint.c; '': not known
	round bigint NOT NULL,           -- 0: not decided; 1, 2: how often
	outcome text NOT NULL CHECK (outcome IN ('', 'accepted', 'partly', 'goodwill', 'rejected')), -- goodwill: something is given though nobody says that we were wrong
	reasons text NOT NULL,           -- why it was decided so, for the customer
	remedies text NOT NULL,          -- what he gets, for the customer; ''
	amount bigint NOT NULL,          -- in minor units; 0: no money
	currency text NOT NULL,          -- of the amount; ''
	decided_at bigint NOT NULL,      -- ms UTC; 0: not
	decided_by bigint NOT NULL,      -- which member of staff; 0
	decided_first bigint NOT NULL,   -- who decided in round 1; 0
	letter_id bigint NOT NULL,       -- the message that told him the decision; 0: not told
	letter_digest text NOT NULL,     -- SHA-256 of its text, hexadecimal; ''
	reply text NOT NULL CHECK (reply IN ('', 'accepted', 'rejected')), -- what he said to the decision; '': nothing yet
	reply_words text NOT NULL,       -- in which words; ''
	replied_at bigint NOT NULL,      -- ms UTC; 0: not
	offer_until bigint NOT NULL,     -- until when he can answer, ms UTC; 0: nothing was offered
	done_at bigint NOT NULL,         -- when the remedy was noted as given, ms UTC; 0: not
	done_by bigint NOT NULL,         -- by which member of staff; 0
	process_score bigint NOT NULL,   -- what he thinks of how it was handled, 1 to 5; 0: nothing yet
	process_words text NOT NULL,     -- in which words; ''
	process_at bigint NOT NULL,      -- ms UTC; 0: not
	ended_at bigint NOT NULL,        -- ms UTC; 0: not
	keep_until bigint NOT NULL,      -- until when the record is kept, ms UTC; 0: it is open
	log_count bigint NOT NULL,       -- how many lines complaint_log has of it
	log_digest text NOT NULL,        -- the digest of the last one
	version bigint NOT NULL,         -- rises with each change
	PRIMARY KEY (org_id, ticket_id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX complaint_open ON complaint (org_id, ended_at, received_at, ticket_id);
CREATE INDEX complaint_received ON complaint (org_id, received_at, ticket_id);
-- What was done about it and what was found: each line carries a digest of the one before, so that none can be changed unseen.
CREATE TABLE complaint_log (
	org_id bigint NOT NULL,      -- the organisation
	ticket_id bigint NOT NULL,   -- of which complaint
	position bigint NOT NULL,    -- 1, 2, ...
	at bigint NOT NULL,          -- ms UTC
	kind text NOT NULL,          -- received, remedy, assessed, evidence, decided, told, ...
	actor_kind text NOT NULL,    -- who did it, as in history
	actor_id bigint NOT NULL,    -- which one
	actor_name text NOT NULL,    -- as he was called then
	detail text NOT NULL,        -- what was said
	digest text NOT NULL,        -- SHA-256 of the line before and this one, hexadecimal
	PRIMARY KEY (org_id, ticket_id, position),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
-- How the house handles complaints; without a row the usual times of complaint_rule.c hold.
CREATE TABLE complaint_rule (
	org_id bigint NOT NULL,      -- the organisation
	person_ms bigint NOT NULL,   -- within which time a person answers
	answer_days bigint NOT NULL, -- within how many days the decision is given; 0: not promised
	offer_days bigint NOT NULL,  -- how many days a customer has to answer a decision
	keep_years bigint NOT NULL,  -- how long records are kept after the end
	version bigint NOT NULL,     -- rises with each change
	PRIMARY KEY (org_id)
);
-- To whom a customer can turn outside of the house; '' or no row: Hark's general words.
CREATE TABLE complaint_outside (
	org_id bigint NOT NULL,      -- the organisation
	language text NOT NULL,      -- for readers of which language
	words text NOT NULL,         -- name, address, how and until when
	PRIMARY KEY (org_id, language)
);
-- Who may decide on complaints, and give how much.
CREATE TABLE complaint_authority (
	org_id bigint NOT NULL,      -- the organisation
	staff_id bigint NOT NULL,    -- who
	most bigint NOT NULL,        -- how much for one complaint, minor units; 0: no money
	currency text NOT NULL,      -- of it
	training text NOT NULL,      -- what shows that he was trained
	valid_until bigint NOT NULL, -- ms UTC
	given_at bigint NOT NULL,    -- ms UTC
	given_by bigint NOT NULL,    -- which member of staff
	PRIMARY KEY (org_id, staff_id),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
-- The stage of the complaint, kept; suspected: its words sound like one; dismissed: a person says that it is none; '': no word of any.
ALTER TABLE ticket ADD COLUMN complaint text NOT NULL DEFAULT '';
CREATE INDEX ticket_complaint ON ticket (org_id, complaint, id) WHERE complaint <> '';
-- What was opened as a complaint before shows as one that somebody looks at.
UPDATE ticket SET complaint = 'suspected' WHERE type = 'complaint' AND bucket = 'active';
-- Who answers customers handles complaints too, unless they are about him.
INSERT INTO role_right (org_id, role, right_name) SELECT org_id, role, 'complaint.handle' FROM role_right WHERE right_name = 'ticket.reply' AND role IN ('agent', 'supervisor', 'admin');
