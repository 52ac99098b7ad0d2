CREATE TABLE session (
	org_id bigint NOT NULL,       -- the organisation
	token_hash bytea NOT NULL,    -- SHA-256 of the cookie
	id bigint NOT NULL,           -- time-ordered; what the person sees in his list
	person_kind text NOT NULL CHECK (person_kind IN ('staff', 'customer')), -- who
	person_id bigint NOT NULL,    -- which one
	client text NOT NULL,         -- browser in a few words, for the person's own list
	created_at bigint NOT NULL,   -- ms UTC
	seen_at bigint NOT NULL,      -- ms UTC, exact to ten minutes
	expires_at bigint NOT NULL,   -- ms UTC
	PRIMARY KEY (org_id, token_hash)
);
CREATE INDEX session_person ON session (org_id, person_kind, person_id);
CREATE TABLE link (
	org_id bigint NOT NULL,      -- the organisation
	token_hash bytea NOT NULL,   -- SHA-256 of what the link carries
	purpose text NOT NULL CHECK (purpose IN ('sign_in', 'follow_up')), -- what its button does
	person_kind text NOT NULL CHECK (person_kind IN ('staff', 'customer')), -- for whom
	person_id bigint NOT NULL,   -- which one
	ticket_id bigint NOT NULL,   -- follow_up: about which; else 0
	created_at bigint NOT NULL,  -- ms UTC
	expires_at bigint NOT NULL,  -- ms UTC
	used_at bigint NOT NULL,     -- ms UTC; 0: not yet
	PRIMARY KEY (org_id, token_hash)
);
CREATE INDEX link_ticket ON link (org_id, ticket_id);
CREATE TABLE api_token (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	staff_id bigint NOT NULL,   -- who acts with it
	name text NOT NULL,         -- what it is for
	token_hash bytea NOT NULL,  -- SHA-256 of the token
	created_at bigint NOT NULL, -- ms UTC
	used_at bigint NOT NULL,    -- ms UTC, exact to an hour; 0: never
	revoked_at bigint NOT NULL, -- ms UTC; 0: valid
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, token_hash),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
CREATE TABLE throttle (
	org_id bigint NOT NULL,   -- the organisation
	name text NOT NULL,       -- what is limited and for whom, as a digest
	window_at bigint NOT NULL, -- begin of the window, ms UTC
	count bigint NOT NULL,    -- how often in this window
	PRIMARY KEY (org_id, name, window_at)
);
CREATE INDEX throttle_window ON throttle (org_id, window_at);
