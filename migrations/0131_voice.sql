-- What stands on the wall: what customers said in surveys, and what colleagues tell. Everybody who works here reads it.
CREATE TABLE voice (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered; of what was said in confidence or anonymously random
	kind text NOT NULL CHECK (kind IN ('said', 'story')), -- a customer said it in a survey; a colleague tells it
	survey_id bigint NOT NULL,   -- of said: in which survey; else 0
	response_id bigint NOT NULL, -- of said: in which response; else 0
	customer_id bigint NOT NULL, -- of said, and not in confidence: who; else 0
	staff_id bigint NOT NULL,    -- of story: who tells it; else 0
	ticket_id bigint NOT NULL,   -- about which ticket; 0
	number bigint NOT NULL,      -- the number of that ticket; 0
	team_id bigint NOT NULL,     -- whose work it is about, or whose member tells it; 0
	at bigint NOT NULL,          -- since when it is on the wall, ms UTC; in confidence and anonymous: the Monday after it was said
	tone text NOT NULL CHECK (tone IN ('good', 'even', 'bad')), -- what the customer felt, by the number that he gave; a story: what its teller says
	mark bigint NOT NULL,        -- the number that he gave; -1: none
	language text NOT NULL,      -- of the words; ''
	title text NOT NULL,         -- of story; else ''
	text text NOT NULL,          -- the words, as they were written: masked when they are shown
	thanks bigint NOT NULL,      -- kept: how many thanked
	readers bigint NOT NULL,     -- kept: how many have read it
	is_shown bigint NOT NULL CHECK (is_shown IN (0, 1)), -- 0: so few have written in that survey that one could guess who it was
	is_veiled bigint NOT NULL CHECK (is_veiled IN (0, 1)), -- 1: said in confidence or anonymously
	PRIMARY KEY (org_id, id)
);
CREATE INDEX voice_at ON voice (org_id, at, id) WHERE is_shown = 1;
CREATE INDEX voice_tone ON voice (org_id, tone, at, id) WHERE is_shown = 1;
CREATE INDEX voice_team ON voice (org_id, team_id, at, id) WHERE is_shown = 1;
CREATE INDEX voice_language ON voice (org_id, language, at, id) WHERE is_shown = 1;
CREATE INDEX voice_story ON voice (org_id, at, id) WHERE kind = 'story';
CREATE UNIQUE INDEX voice_response ON voice (org_id, response_id) WHERE response_id <> 0;
CREATE INDEX voice_survey ON voice (org_id, survey_id, is_shown);
CREATE INDEX voice_staff ON voice (org_id, staff_id, at);
-- Who has read it: once a person.
CREATE TABLE voice_read (
	org_id bigint NOT NULL,      -- the organisation
	voice_id bigint NOT NULL,    -- what
	staff_id bigint NOT NULL,    -- who
	at bigint NOT NULL,          -- when he first did, ms UTC
	PRIMARY KEY (org_id, voice_id, staff_id),
	FOREIGN KEY (org_id, voice_id) REFERENCES voice (org_id, id)
);
-- Who thanks for it: once a person, and it can be taken back.
CREATE TABLE voice_thank (
	org_id bigint NOT NULL,      -- the organisation
	voice_id bigint NOT NULL,    -- for what
	staff_id bigint NOT NULL,    -- who
	at bigint NOT NULL,          -- ms UTC
	PRIMARY KEY (org_id, voice_id, staff_id),
	FOREIGN KEY (org_id, voice_id) REFERENCES voice (org_id, id)
);
-- What was said by name before there was a wall. What was said in confidence was promised another way, and stays where it is.
INSERT INTO voice (org_id, id, kind, survey_id, response_id, customer_id, staff_id, ticket_id, number, team_id, at, tone, mark, language, title, text, thanks, readers, is_shown, is_veiled)
SELECT r.org_id, r.id, 'said', r.survey_id, r.id, r.customer_id, 0, r.ticket_id,
	coalesce((SELECT t.number FROM ticket t WHERE t.org_id = r.org_id AND t.id = r.ticket_id), 0), r.team_id, r.at,
	CASE s.kind
		WHEN 'nps' THEN CASE WHEN r.score >= 9 THEN 'good' WHEN r.score <= 6 THEN 'bad' ELSE 'even' END
		WHEN 'csat' THEN CASE WHEN r.score >= 4 THEN 'good' WHEN r.score <= 2 THEN 'bad' ELSE 'even' END
		WHEN 'ces' THEN CASE WHEN r.score >= 5 THEN 'good' WHEN r.score <= 3 THEN 'bad' ELSE 'even' END
		WHEN 'index' THEN CASE WHEN r.value >= 75000 THEN 'good' WHEN r.value < 50000 THEN 'bad' ELSE 'even' END
		ELSE CASE WHEN (q.high - r.score) * 3 < q.high - q.low THEN 'good' WHEN (r.score - q.low) * 3 < q.high - q.low THEN 'bad' ELSE 'even' END
	END,
	r.score, r.comment_language, '', r.comment, 0, 0, 1, 0
FROM response r
JOIN survey s ON s.org_id = r.org_id AND s.id = r.survey_id
JOIN survey_question q ON q.org_id = r.org_id AND q.survey_id = r.survey_id AND q.version = r.version AND q.position = 0
WHERE r.mode = 'named' AND r.comment <> '' AND r.erased_at = 0 AND r.score >= 0;
