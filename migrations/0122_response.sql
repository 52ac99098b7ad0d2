-- What people answered, and the sums that the figures are read from.
CREATE TABLE response (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered; of an anonymous one random
	survey_id bigint NOT NULL,   -- to which survey
	version bigint NOT NULL,     -- in which version
	mode text NOT NULL CHECK (mode IN ('named', 'confidential', 'anonymous')), -- as the survey had it when he answered
	invitation_id bigint NOT NULL, -- by which invitation; 0: he came by himself, or it is anonymous
	customer_id bigint NOT NULL, -- who; 0: not known
	ticket_id bigint NOT NULL,   -- about which ticket; 0
	staff_id bigint NOT NULL,    -- whose work it is about; 0
	team_id bigint NOT NULL,     -- of which team; 0
	channel text NOT NULL CHECK (channel IN ('email', 'portal', 'web', 'qr', 'chat', 'phone')), -- by which way he answered
	language text NOT NULL,      -- in which he was asked
	at bigint NOT NULL,          -- ms UTC; of an anonymous one the Monday of that week
	day bigint NOT NULL,         -- under which day it is counted: days since 1970 where the house is
	chance bigint NOT NULL,      -- with which chance he was asked, of 100; 0: he came by himself
	score bigint NOT NULL,       -- answer to the first question; -1: none
	value bigint NOT NULL,       -- of the satisfaction index: 0 to 100000 thousandths; else the score
	comment text NOT NULL,       -- in his own words; ''
	comment_language text NOT NULL, -- of these words; ''
	may_contact bigint NOT NULL CHECK (may_contact IN (0, 1)), -- 1: he asked that somebody gets in touch
	needs_answer bigint NOT NULL CHECK (needs_answer IN (0, 1)), -- 1: a person has to answer him, as response.h says
	corrected_at bigint NOT NULL, -- when he changed it, ms UTC; 0: never
	erased_at bigint NOT NULL,   -- when its content was taken away, ms UTC; 0: never
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, survey_id) REFERENCES survey (org_id, id)
);
CREATE INDEX response_survey ON response (org_id, survey_id, at, id);
CREATE INDEX response_words ON response (org_id, survey_id, at, id) WHERE comment <> '';
CREATE INDEX response_invitation ON response (org_id, invitation_id);
CREATE INDEX response_customer ON response (org_id, customer_id, at);
CREATE INDEX response_ticket ON response (org_id, ticket_id);
CREATE INDEX response_needs ON response (org_id, at, id) WHERE needs_answer = 1;
CREATE TABLE response_answer (
	org_id bigint NOT NULL,      -- the organisation
	response_id bigint NOT NULL, -- of which response
	position bigint NOT NULL,    -- of the question, in the version that was asked
	code text NOT NULL,          -- of the question
	score bigint NOT NULL,       -- of a scale: the number; else -1
	value text NOT NULL,         -- of choice and text: what he chose or wrote; ''
	PRIMARY KEY (org_id, response_id, position),
	FOREIGN KEY (org_id, response_id) REFERENCES response (org_id, id)
);
CREATE TABLE response_sum (
	org_id bigint NOT NULL,      -- the organisation
	survey_id bigint NOT NULL,   -- of which survey
	question bigint NOT NULL,    -- 0: the figure; 1, 2, ...: that question; -1: who was asked; -2: who of these answered
	grain text NOT NULL CHECK (grain IN ('day', 'month')), -- what the row covers
	day bigint NOT NULL,         -- its first day, days since 1970 where the house is
	team_id bigint NOT NULL,     -- of which team; 0
	channel text NOT NULL,       -- as in response; of questions below 0 as in invitation
	language text NOT NULL,      -- in which they were asked
	chance bigint NOT NULL,      -- with which chance they were asked; 0: they came by themselves
	n bigint NOT NULL,           -- how many
	s0 bigint NOT NULL,          -- how many answered 0
	s1 bigint NOT NULL,          -- 1
	s2 bigint NOT NULL,          -- 2
	s3 bigint NOT NULL,          -- 3
	s4 bigint NOT NULL,          -- 4
	s5 bigint NOT NULL,          -- 5
	s6 bigint NOT NULL,          -- 6
	s7 bigint NOT NULL,          -- 7
	s8 bigint NOT NULL,          -- 8
	s9 bigint NOT NULL,          -- 9
	s10 bigint NOT NULL,         -- 10
	total bigint NOT NULL,       -- sum of value
	squares bigint NOT NULL,     -- sum of its squares
	PRIMARY KEY (org_id, survey_id, question, grain, day, team_id, channel, language, chance)
);
-- A talk with somebody who stays unknown: he has a code, and nothing leads from him to it.
CREATE TABLE dialogue (
	org_id bigint NOT NULL,      -- the organisation
	response_id bigint NOT NULL, -- about which response
	token_hash bytea NOT NULL,   -- SHA-256 of the code that he was shown once
	PRIMARY KEY (org_id, response_id),
	UNIQUE (org_id, token_hash),
	FOREIGN KEY (org_id, response_id) REFERENCES response (org_id, id)
);
CREATE TABLE dialogue_word (
	org_id bigint NOT NULL,      -- the organisation
	response_id bigint NOT NULL, -- of which talk
	position bigint NOT NULL,    -- 0, 1, ... in the order of the talk
	staff_id bigint NOT NULL,    -- who of us wrote it; 0: he did
	text text NOT NULL,          -- what was said
	week bigint NOT NULL,        -- the Monday of its week, ms UTC: no finer, so that it tells nobody
	PRIMARY KEY (org_id, response_id, position),
	FOREIGN KEY (org_id, response_id) REFERENCES dialogue (org_id, response_id)
);
