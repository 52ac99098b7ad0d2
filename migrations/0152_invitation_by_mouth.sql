-- People are asked at the end of a call or a chat too, and in what they see of their requests. No engine changes a check in its place, so the table is made anew.
CREATE TABLE invitation_anew (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	survey_id bigint NOT NULL,   -- to which survey
	version bigint NOT NULL,     -- in which version
	event_id bigint NOT NULL,    -- by which decision; 0: a test
	customer_id bigint NOT NULL, -- whom; 0: a test
	account text NOT NULL,       -- the company's part of his address; '' for a private one
	token_hash bytea NOT NULL,   -- SHA-256 of what the link carries; made of the id and the key of the house
	channel text NOT NULL CHECK (channel IN ('email', 'portal', 'chat', 'phone', 'test')), -- how he was asked
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
INSERT INTO invitation_anew (org_id, id, survey_id, version, event_id, customer_id, account, token_hash, channel, language, sent_at, remind_at, reminded_at, answered_at, declined_at, expires_at) SELECT org_id, id, survey_id, version, event_id, customer_id, account, token_hash, channel, language, sent_at, remind_at, reminded_at, answered_at, declined_at, expires_at FROM invitation;
DROP TABLE invitation;
ALTER TABLE invitation_anew RENAME TO invitation;
CREATE INDEX invitation_customer ON invitation (org_id, customer_id, sent_at);
CREATE INDEX invitation_account ON invitation (org_id, account, sent_at);
CREATE INDEX invitation_remind ON invitation (org_id, remind_at, id);
CREATE INDEX invitation_event ON invitation (org_id, event_id);
