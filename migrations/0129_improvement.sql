-- You said, we did: what changed because of what people said, and who of them was told.
CREATE TABLE improvement (
	org_id bigint NOT NULL,        -- the organisation
	id bigint NOT NULL,            -- time-ordered
	cause_id bigint NOT NULL,      -- against which cause
	prevention_id bigint NOT NULL, -- by which action that worked; 0: a person decided to tell
	state text NOT NULL CHECK (state IN ('draft', 'telling', 'told')), -- telling: some still wait for their turn
	is_public bigint NOT NULL CHECK (is_public IN (0, 1)), -- 1: it stands on the page for everybody
	made_at bigint NOT NULL,       -- ms UTC
	made_by bigint NOT NULL,       -- by which member of staff
	sent_at bigint NOT NULL,       -- when a person first said that it goes out, ms UTC; 0: not
	sent_by bigint NOT NULL,       -- which member of staff; 0
	people_count bigint NOT NULL,  -- kept: how many are to be told
	told_count bigint NOT NULL,    -- kept: how many were
	version bigint NOT NULL,       -- rises with each change
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, cause_id) REFERENCES cause (org_id, id)
);
CREATE INDEX improvement_cause ON improvement (org_id, cause_id, id);
CREATE INDEX improvement_public ON improvement (org_id, sent_at, id) WHERE is_public = 1;
CREATE TABLE improvement_text (
	org_id bigint NOT NULL,         -- the organisation
	improvement_id bigint NOT NULL, -- of which improvement
	language text NOT NULL,         -- en, bn, lt, ta
	headline text NOT NULL,         -- what changed, in one line
	text text NOT NULL,             -- the same in a few sentences
	author_id bigint NOT NULL,      -- of the staff, who wrote it last
	at bigint NOT NULL,             -- when, ms UTC
	PRIMARY KEY (org_id, improvement_id, language),
	FOREIGN KEY (org_id, improvement_id) REFERENCES improvement (org_id, id)
);
-- Who said it and is told: each once, whatever happens meanwhile.
CREATE TABLE improvement_told (
	org_id bigint NOT NULL,         -- the organisation
	improvement_id bigint NOT NULL, -- what changed
	customer_id bigint NOT NULL,    -- whom
	state text NOT NULL CHECK (state IN ('wait', 'told', 'stop')), -- stop: he is not written to
	reason text NOT NULL,           -- of wait and stop: the rule that said so, as asking.h names them, or old, gone; ''
	next_at bigint NOT NULL,        -- of wait: when the rules are looked at again, ms UTC
	told_at bigint NOT NULL,        -- when the mail was queued, ms UTC; 0: not
	language text NOT NULL,         -- of the text that he got; ''
	PRIMARY KEY (org_id, improvement_id, customer_id),
	FOREIGN KEY (org_id, improvement_id) REFERENCES improvement (org_id, id)
);
CREATE INDEX improvement_told_wait ON improvement_told (org_id, improvement_id, next_at) WHERE state = 'wait';
CREATE INDEX improvement_told_customer ON improvement_told (org_id, customer_id, improvement_id);
