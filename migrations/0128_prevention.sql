-- What is done against a cause: one action, one owner, one measure. What it will change is said before, so that it can turn out wrong.
CREATE TABLE prevention (
	org_id bigint NOT NULL,         -- the organisation
	id bigint NOT NULL,             -- time-ordered
	cause_id bigint NOT NULL,       -- against which cause
	what text NOT NULL,             -- what is done
	owner_id bigint NOT NULL,       -- of the staff, who does it
	measure text NOT NULL CHECK (measure IN ('said', 'per_thousand', 'unhappy')), -- how many say it in a week; of thousand tickets; the share of answers to a survey that are not content
	survey_id bigint NOT NULL,      -- of unhappy: which survey; else 0
	expected_percent bigint NOT NULL CHECK (expected_percent BETWEEN 1 AND 100), -- the prediction: so much less, or more than that
	begin_at bigint NOT NULL,       -- from when it takes effect, ms UTC
	check_at bigint NOT NULL,       -- when it is measured, ms UTC: whole weeks later
	made_at bigint NOT NULL,        -- when the prediction was made, ms UTC; it cannot be changed after
	made_by bigint NOT NULL,        -- by which member of staff
	state text NOT NULL CHECK (state IN ('running', 'checked', 'given_up')), -- given_up: by a person, before its day
	ended_at bigint NOT NULL,       -- ms UTC; 0: it runs
	ended_by bigint NOT NULL,       -- of given_up: by which member of staff; else 0
	ended_why text NOT NULL,        -- of given_up: why; ''
	verdict text NOT NULL CHECK (verdict IN ('', 'worked', 'no_evidence', 'worse')), -- given once, and kept
	is_told bigint NOT NULL CHECK (is_told IN (0, 1)), -- 1: there was enough to tell; else the figures below say nothing
	before_weeks bigint NOT NULL,   -- how many weeks it was compared with
	before_events bigint NOT NULL,  -- what happened in them
	before_exposure bigint NOT NULL, -- out of how many weeks, tickets or answers
	after_weeks bigint NOT NULL,    -- the weeks of the action
	after_events bigint NOT NULL,   -- what happened in them
	after_exposure bigint NOT NULL, -- out of how many
	ratio bigint NOT NULL,          -- after to before, in millionths
	low bigint NOT NULL,            -- the least that it may be, 95 of 100, in millionths
	high bigint NOT NULL,           -- the most
	dispersion bigint NOT NULL,     -- how much weeks vary beyond chance: 1000000 is chance alone
	shift bigint NOT NULL CHECK (shift BETWEEN -1 AND 1), -- the control chart shows less, nothing, or more
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, cause_id) REFERENCES cause (org_id, id)
);
CREATE INDEX prevention_cause ON prevention (org_id, cause_id, id);
CREATE INDEX prevention_state ON prevention (org_id, state, check_at, id);
