-- What is written on a complaint goes when its time is over: the day on which it is, of those that still say something.
CREATE INDEX complaint_keep ON complaint (org_id, keep_until) WHERE log_count > 0;
-- One that was recorded by mistake is kept as long as one that ended.
UPDATE complaint SET keep_until = ended_at + 31536000000 * coalesce((SELECT complaint_rule.keep_years FROM complaint_rule WHERE complaint_rule.org_id = complaint.org_id), 3) WHERE stage = 'withdrawn' AND keep_until = 0;
