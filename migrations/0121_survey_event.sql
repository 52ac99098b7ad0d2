-- Every time somebody could be asked, with what was decided and why. Nobody chooses by hand.
CREATE TABLE survey_event (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	survey_id bigint NOT NULL,   -- which survey
	effect_key text NOT NULL,    -- what happened, so that it counts once: ticket 17 1795334400000
	ticket_id bigint NOT NULL,   -- about which ticket; 0
	order_name text NOT NULL,    -- about which order, as the shop calls it; ''
	customer_id bigint NOT NULL, -- who could be asked
	staff_id bigint NOT NULL,    -- whose work it is about; 0
	team_id bigint NOT NULL,     -- of which team; 0
	channel text NOT NULL,       -- how he reached us; ''
	outcome text NOT NULL,       -- of a ticket: confirmed, not_confirmed; ''
	at bigint NOT NULL,          -- when it happened, ms UTC
	next_at bigint NOT NULL,     -- while it waits: when the rules are looked at again, ms UTC
	decision text NOT NULL CHECK (decision IN ('wait', 'ask', 'stop')), -- how it stands
	reason text NOT NULL,        -- of wait and stop: the first rule that said so, as asking.h names them; ''
	chance bigint NOT NULL,      -- with which chance he was asked, of 100; 0: a rule before the lot stopped it
	draw bigint NOT NULL,        -- the lot, 0 to 99: below the survey's chance he is asked; -1: not drawn
	decided_at bigint NOT NULL,  -- when it was looked at last, ms UTC; 0: never
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, survey_id, effect_key),
	FOREIGN KEY (org_id, survey_id) REFERENCES survey (org_id, id)
);
CREATE INDEX survey_event_wait ON survey_event (org_id, decision, next_at, id);
CREATE INDEX survey_event_staff ON survey_event (org_id, survey_id, staff_id, decision, decided_at);
CREATE INDEX survey_event_customer ON survey_event (org_id, customer_id, id);
CREATE TABLE invitation (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	survey_id bigint NOT NULL,   -- to which survey
	version bigint NOT NULL,     -- in which version
	event_id bigint NOT NULL,    -- by which decision; 0: a test
	customer_id bigint NOT NULL, -- whom; 0: a test
	account text NOT NULL,       -- the company's part of his address; '' for a private one
	token_hash bytea NOT NULL,   -- SHA-256 of what the link carries; made of the id and the key of the house
	channel text NOT NULL CHECK (channel IN ('email', 'portal', 'test')), -- how he was asked
	language text NOT NULL,      -- in which
	sent_at bigint NOT NULL,     -- ms UTC
	remind_at bigint NOT NULL,   -- when a reminder is thought of, ms UTC; the year 9999: no more
	reminded_at bigint NOT NULL, -- ms UTC; 0: not
	answered_at bigint NOT NULL, -- ms UTC, of an anonymous survey the Monday of that week; 0: not
	declined_at bigint NOT NULL, -- he said "not now", ms UTC; 0: no
	expires_at bigint NOT NULL,  -- ms UTC
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, token_hash),
	FOREIGN KEY (org_id, survey_id) REFERENCES survey (org_id, id)
);
CREATE INDEX invitation_customer ON invitation (org_id, customer_id, sent_at);
CREATE INDEX invitation_account ON invitation (org_id, account, sent_at);
CREATE INDEX invitation_remind ON invitation (org_id, remind_at, id);
-- What reached a person from us, whoever wrote it: the one budget of all messages.
CREATE TABLE reached (
	org_id bigint NOT NULL,      -- the organisation
	customer_id bigint NOT NULL, -- whom
	id bigint NOT NULL,          -- time-ordered
	at bigint NOT NULL,          -- ms UTC
	kind text NOT NULL CHECK (kind IN ('reply', 'notice', 'survey', 'reminder', 'marketing', 'call', 'letter')), -- what it was
	about text NOT NULL,         -- what it was about, for people who look; ''
	PRIMARY KEY (org_id, customer_id, id)
);
CREATE INDEX reached_customer ON reached (org_id, customer_id, at, kind);
CREATE INDEX reached_at ON reached (org_id, at);
-- What a person does not want, and whom we leave in peace.
CREATE TABLE contact_rule (
	org_id bigint NOT NULL,      -- the organisation
	customer_id bigint NOT NULL, -- whom
	kind text NOT NULL CHECK (kind IN ('opt_out', 'hold', 'decline')), -- never; for reasons of law or care; not now
	survey_id bigint NOT NULL,   -- which survey; 0: every one
	until bigint NOT NULL,       -- ms UTC; the year 9999: for ever
	reason text NOT NULL,        -- of hold: law, grief, vulnerable; of opt_out that was said to one of us: the name of who said it; ''
	made_at bigint NOT NULL,     -- ms UTC
	made_by bigint NOT NULL,     -- which member of staff; 0: he himself
	PRIMARY KEY (org_id, customer_id, kind, survey_id)
);
