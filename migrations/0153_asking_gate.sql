-- How many matters of each colleague could have been asked about in a week, how many came to the lot, and how long after: kept with every decision, so that nobody counts decisions. Weeks are those of UTC.
CREATE TABLE asking_gate (
	org_id bigint NOT NULL,    -- the organisation
	survey_id bigint NOT NULL, -- of which survey
	week bigint NOT NULL,      -- the Monday of the decision, days since 1970
	staff_id bigint NOT NULL,  -- whose work it is about; 0
	team_id bigint NOT NULL,   -- of which team; 0
	eligible bigint NOT NULL,  -- decided: asked or stopped
	drawn bigint NOT NULL,     -- came to the lot
	asked bigint NOT NULL,     -- were asked
	hours bigint NOT NULL,     -- of those who were asked: the sum of hours from what happened to the question
	squares bigint NOT NULL,   -- the sum of their squares
	PRIMARY KEY (org_id, survey_id, week, staff_id, team_id)
);
INSERT INTO asking_gate (org_id, survey_id, week, staff_id, team_id, eligible, drawn, asked, hours, squares) SELECT org_id, survey_id, (decided_at / 86400000 + 3) / 7 * 7 - 3, staff_id, team_id, count(*), sum(CASE WHEN draw >= 0 THEN 1 ELSE 0 END), sum(CASE WHEN decision = 'ask' THEN 1 ELSE 0 END), sum(CASE WHEN decision = 'ask' THEN (decided_at - at) / 3600000 ELSE 0 END), sum(CASE WHEN decision = 'ask' THEN (decided_at - at) / 3600000 * ((decided_at - at) / 3600000) ELSE 0 END) FROM survey_event WHERE decision IN ('ask', 'stop') AND decided_at > 0 GROUP BY org_id, survey_id, (decided_at / 86400000 + 3) / 7 * 7 - 3, staff_id, team_id;
