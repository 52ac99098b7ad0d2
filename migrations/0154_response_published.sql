-- What is said in confidence or anonymously is shown in batches of at least so many as its survey asks for, of weeks that are over, so that no page can be compared with itself. What was said before is taken out of the sums, and comes back in such batches.
ALTER TABLE response ADD COLUMN published bigint NOT NULL DEFAULT 1 CHECK (published IN (0, 1, 2)); -- 0: it waits for others, and no page, sum or theme knows of it; 1: it is there for all; 2: too, but its channel is not told, since too few came by it
UPDATE response SET published = 0 WHERE mode <> 'named' AND erased_at = 0;
DELETE FROM response_sum WHERE question >= 0 AND EXISTS (SELECT 1 FROM survey WHERE survey.org_id = response_sum.org_id AND survey.id = response_sum.survey_id AND survey.mode <> 'named');
CREATE INDEX response_waiting ON response (org_id, survey_id, at, id) WHERE published = 0;
