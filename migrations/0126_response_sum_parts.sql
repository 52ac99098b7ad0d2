-- Sums are kept for each way of telling them apart, so that a page reads a few dozen rows a month
-- and not one for each team, channel and language. All of them follow from the finest ones.
CREATE TABLE response_sum_anew (
	org_id bigint NOT NULL,      -- the organisation
	survey_id bigint NOT NULL,   -- of which survey
	question bigint NOT NULL,    -- 0: the figure; 1, 2, ...: that question; -1: who was asked; -2: who of these answered
	parts bigint NOT NULL CHECK (parts BETWEEN 1 AND 7), -- what the row is told apart by: 1 team + 2 channel + 4 language
	grain text NOT NULL CHECK (grain IN ('day', 'month')), -- what the row covers
	day bigint NOT NULL,         -- its first day, days since 1970 where the house is
	team_id bigint NOT NULL,     -- of which team; 0: of none, or of all if parts lacks it
	channel text NOT NULL,       -- as in response; of questions below 0 as in invitation; '' if parts lacks it
	language text NOT NULL,      -- in which they were asked; '' if parts lacks it
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
	PRIMARY KEY (org_id, survey_id, question, parts, grain, day, team_id, channel, language, chance)
);
INSERT INTO response_sum_anew (org_id, survey_id, question, parts, grain, day, team_id, channel, language, chance, n, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, total, squares)
	SELECT org_id, survey_id, question, way.parts, grain, day,
		CASE WHEN way.by_team = 1 THEN team_id ELSE 0 END,
		CASE WHEN way.by_channel = 1 THEN channel ELSE '' END,
		CASE WHEN way.by_language = 1 THEN language ELSE '' END,
		chance, sum(n), sum(s0), sum(s1), sum(s2), sum(s3), sum(s4), sum(s5), sum(s6), sum(s7), sum(s8), sum(s9), sum(s10), sum(total), sum(squares)
	FROM response_sum CROSS JOIN (
		SELECT 1 AS parts, 1 AS by_team, 0 AS by_channel, 0 AS by_language
		UNION ALL SELECT 2, 0, 1, 0
		UNION ALL SELECT 3, 1, 1, 0
		UNION ALL SELECT 4, 0, 0, 1
		UNION ALL SELECT 5, 1, 0, 1
		UNION ALL SELECT 6, 0, 1, 1
		UNION ALL SELECT 7, 1, 1, 1
	) AS way
	GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
DROP TABLE response_sum;
ALTER TABLE response_sum_anew RENAME TO response_sum;
