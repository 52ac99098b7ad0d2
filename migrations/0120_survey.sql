-- What customers are asked, and how. Texts are versions: an answer keeps the version that was asked.
CREATE TABLE survey (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	code text NOT NULL,          -- in the address of its open page, which a QR code carries: random
	name text NOT NULL,          -- what colleagues call it
	kind text NOT NULL CHECK (kind IN ('nps', 'csat', 'ces', 'index', 'custom')), -- which figure it gives
	occasion text NOT NULL CHECK (occasion IN ('contact', 'purchase', 'rhythm', 'open')), -- after a ticket, after an order, every so many days, or whoever opens its page
	mode text NOT NULL CHECK (mode IN ('named', 'confidential', 'anonymous')), -- who gets to know who said it
	state text NOT NULL CHECK (state IN ('draft', 'running', 'stopped')), -- running: people are asked
	version bigint NOT NULL,     -- of its texts and questions: the one in force
	chance bigint NOT NULL CHECK (chance BETWEEN 1 AND 100), -- how many of 100 are asked, by lot
	quota bigint NOT NULL,       -- how many a week are asked about one colleague; 0: no limit
	account_most bigint NOT NULL, -- how many people of one company are asked in 30 days; 0: no limit
	every_days bigint NOT NULL,  -- of rhythm: the pause between two times; else 0
	delay_hours bigint NOT NULL, -- how long after what it is about
	least bigint NOT NULL,       -- below so many answers nothing is shown
	rhythm_at bigint NOT NULL,   -- of rhythm: when the next customers are looked for, ms UTC; else 0
	rhythm_after bigint NOT NULL, -- of rhythm: the customer who was looked at last; 0: begin
	created_at bigint NOT NULL,  -- ms UTC
	edits bigint NOT NULL,       -- rises with each change of the row
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, code)
);
CREATE TABLE survey_version (
	org_id bigint NOT NULL,      -- the organisation
	survey_id bigint NOT NULL,   -- of which survey
	version bigint NOT NULL,     -- 1, 2, ...
	subject text NOT NULL,       -- of the mail: the house's own words; '': the usual ones
	intro text NOT NULL,         -- one paragraph before the question, as above; '': the usual one
	words text NOT NULL,         -- the two in other languages: a line each, language, subject, intro with tabs between; ''
	weight_1 bigint NOT NULL,    -- of the satisfaction index: shares of its three questions
	weight_2 bigint NOT NULL,    -- the second
	weight_3 bigint NOT NULL,    -- the third
	made_at bigint NOT NULL,     -- ms UTC
	made_by bigint NOT NULL,     -- which member of staff; 0: the house
	PRIMARY KEY (org_id, survey_id, version),
	FOREIGN KEY (org_id, survey_id) REFERENCES survey (org_id, id)
);
CREATE TABLE survey_question (
	org_id bigint NOT NULL,      -- the organisation
	survey_id bigint NOT NULL,   -- of which survey
	version bigint NOT NULL,     -- of which version of it
	position bigint NOT NULL,    -- 0, 1, ... in the order in which they are asked; 0 gives the figure
	code text NOT NULL,          -- nps, csat, ces, overall, expected, ideal, why, or a name of the house's own
	kind text NOT NULL CHECK (kind IN ('scale', 'choice', 'text')), -- what an answer looks like
	low bigint NOT NULL,         -- of a scale: the lowest number; else 0
	high bigint NOT NULL,        -- of a scale: the highest number; else 0
	label text NOT NULL,         -- the question: the usual one in English, which is translated, or the house's own
	low_words text NOT NULL,     -- what the lowest number means; ''
	high_words text NOT NULL,    -- what the highest number means; ''
	choices text NOT NULL,       -- of choice: a line each; ''
	words text NOT NULL,         -- in other languages: a line each, language, label, low, high, choices (with | between) with tabs between; ''
	is_required bigint NOT NULL CHECK (is_required IN (0, 1)), -- 1: cannot be left out
	PRIMARY KEY (org_id, survey_id, version, position),
	FOREIGN KEY (org_id, survey_id, version) REFERENCES survey_version (org_id, survey_id, version)
);
