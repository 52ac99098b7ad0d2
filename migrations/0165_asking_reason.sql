-- How many occasions of a survey were decided on a day, and by which reason: kept with every decision, so that a page reads some rows of a day instead of every decision. Days are those of UTC.
CREATE TABLE asking_reason (
	org_id bigint NOT NULL,    -- the organisation
	survey_id bigint NOT NULL, -- of which survey
	day bigint NOT NULL,       -- of the decision, days since 1970
	reason text NOT NULL,      -- the rule that stopped it, as asking.h names them; '' for who was asked
	count bigint NOT NULL,     -- so many
	PRIMARY KEY (org_id, survey_id, day, reason)
);
INSERT INTO asking_reason (org_id, survey_id, day, reason, count) SELECT org_id, survey_id, decided_at / 86400000, CASE WHEN decision = 'ask' THEN '' ELSE reason END, count(*) FROM survey_event WHERE decision IN ('ask', 'stop') AND decided_at > 0 GROUP BY org_id, survey_id, decided_at / 86400000, CASE WHEN decision = 'ask' THEN '' ELSE reason END;
