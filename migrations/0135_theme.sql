-- What many answers to surveys speak of. The house finds and suggests, a person decides; what was
-- rejected or merged stays as a row, so that it is not suggested again.
CREATE TABLE theme (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	language text NOT NULL,      -- of the answers: en, bn, lt, ta
	state text NOT NULL CHECK (state IN ('suggested', 'confirmed', 'rejected', 'merged')), -- how it stands
	name text NOT NULL,          -- its strongest words, or what a person called it
	words text NOT NULL,         -- by which answers are known to speak of it: a line each, stems, how they are written, weight in millionths, in how many of its answers, in how many others, with tabs between
	into_id bigint NOT NULL,     -- of merged: into which theme; else 0
	answers bigint NOT NULL,     -- kept: how many speak of it
	unhappy bigint NOT NULL,     -- kept: how many of these are of somebody who was not content
	found_at bigint NOT NULL,    -- ms UTC
	decided_at bigint NOT NULL,  -- when a person said what it is, ms UTC; 0: not yet
	decided_by bigint NOT NULL,  -- which member of staff; 0
	edits bigint NOT NULL,       -- rises when a person changes it
	PRIMARY KEY (org_id, id)
);
CREATE INDEX theme_state ON theme (org_id, state, unhappy, answers, id);
CREATE TABLE theme_response (
	org_id bigint NOT NULL,      -- the organisation
	theme_id bigint NOT NULL,    -- which theme
	response_id bigint NOT NULL, -- which answer speaks of it
	at bigint NOT NULL,          -- as in response
	is_unhappy bigint NOT NULL CHECK (is_unhappy IN (0, 1)), -- 1: of somebody who was not content
	PRIMARY KEY (org_id, theme_id, response_id),
	FOREIGN KEY (org_id, theme_id) REFERENCES theme (org_id, id),
	FOREIGN KEY (org_id, response_id) REFERENCES response (org_id, id)
);
CREATE INDEX theme_response_at ON theme_response (org_id, theme_id, at, response_id);
CREATE INDEX theme_response_of ON theme_response (org_id, response_id);
-- When the house looks for themes, and what it has seen.
CREATE TABLE theme_look (
	org_id bigint NOT NULL,      -- the organisation
	next_at bigint NOT NULL,     -- when it looks again, ms UTC
	looked_at bigint NOT NULL,   -- when it looked last, ms UTC; 0: never
	answers bigint NOT NULL,     -- how many it read then
	mark text NOT NULL,          -- of what it read; the same again tells nothing new
	PRIMARY KEY (org_id)
);
CREATE INDEX response_said ON response (org_id, at, id) WHERE comment <> '';
