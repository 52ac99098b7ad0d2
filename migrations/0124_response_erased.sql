-- Whoever answered and had it erased still counts as one who answered: a page that says how many answered says how many of these were erased. They are few.
CREATE INDEX response_erased ON response (org_id, survey_id, day) WHERE erased_at <> 0;
