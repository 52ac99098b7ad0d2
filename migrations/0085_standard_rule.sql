-- Which standard holds for a ticket, who answers for it, and every version of it with its reason: a ticket keeps the one by which it was promised.
ALTER TABLE standard ADD COLUMN pause_ms bigint NOT NULL DEFAULT 0; -- a clock rests for the customer so long at most, open time; 0: as long as he has the word
ALTER TABLE standard ADD COLUMN warn_percent bigint NOT NULL DEFAULT 75; -- the owner is warned when so much of the time has passed; 0: not
ALTER TABLE standard ADD COLUMN warn_before_ms bigint NOT NULL DEFAULT 0; -- or so long before it is due; 0: by the share
ALTER TABLE standard ADD COLUMN owner_id bigint NOT NULL DEFAULT 0; -- who of the staff answers for it; 0: nobody yet
ALTER TABLE standard ADD COLUMN review_at bigint NOT NULL DEFAULT 0; -- when he looks at it again, ms UTC; 0: no date yet
ALTER TABLE standard ADD COLUMN review_days bigint NOT NULL DEFAULT 180; -- and so many days after each look
CREATE TABLE standard_version (
	org_id bigint NOT NULL,          -- the organisation
	standard_id bigint NOT NULL,     -- of which standard
	version bigint NOT NULL,         -- its number
	name text NOT NULL,              -- as it was then
	first_answer_ms bigint NOT NULL, -- the same
	next_update_ms bigint NOT NULL,  -- the same
	resolve_ms bigint NOT NULL,      -- the same
	pause_ms bigint NOT NULL,        -- the same
	warn_percent bigint NOT NULL,    -- the same
	warn_before_ms bigint NOT NULL,  -- the same
	reason text NOT NULL,            -- why it was made so; '': the first one
	by_name text NOT NULL,           -- who did it
	at bigint NOT NULL,              -- ms UTC; 0: before versions were kept
	PRIMARY KEY (org_id, standard_id, version),
	FOREIGN KEY (org_id, standard_id) REFERENCES standard (org_id, id)
);
INSERT INTO standard_version (org_id, standard_id, version, name, first_answer_ms, next_update_ms, resolve_ms, pause_ms, warn_percent, warn_before_ms, reason, by_name, at) SELECT org_id, id, version, name, first_answer_ms, next_update_ms, resolve_ms, 0, 75, 0, '', '', 0 FROM standard;
-- The most special rule that fits a ticket says its standard; where none fits, its mailbox does.
CREATE TABLE standard_rule (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	customer_id bigint NOT NULL, -- for tickets of this customer; 0: anybody's
	type text NOT NULL,          -- of this purpose, as in ticket; '': any
	priority text NOT NULL,      -- of this priority, as in ticket; '': any
	mailbox_id bigint NOT NULL,  -- of this mailbox; 0: any
	language text NOT NULL,      -- in this language; '': any
	standard_id bigint NOT NULL, -- what is promised then
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, customer_id, type, priority, mailbox_id, language),
	FOREIGN KEY (org_id, standard_id) REFERENCES standard (org_id, id)
);
ALTER TABLE ticket ADD COLUMN standard_id bigint NOT NULL DEFAULT 0; -- by which standard it was promised; 0: before that was kept, then the one of its mailbox
ALTER TABLE ticket ADD COLUMN standard_version bigint NOT NULL DEFAULT 0; -- in which version
