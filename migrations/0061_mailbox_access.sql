-- The right to sign in to a mailbox with tokens instead of a password (OAuth 2.0), as an administrator was given it.
CREATE TABLE mailbox_access (
	org_id bigint NOT NULL,        -- the organisation
	mailbox_id bigint NOT NULL,    -- to which mailbox
	provider text NOT NULL CHECK (provider IN ('google', 'microsoft', 'other')), -- who gives the tokens
	user_name text NOT NULL,       -- who signs in, an address mostly
	client_id text NOT NULL,       -- how the provider knows us
	client_secret bytea,           -- sealed; NULL: none
	authorize_url text NOT NULL,   -- where an administrator gives the right; '': tokens are pasted only
	token_url text NOT NULL,       -- where tokens come from
	scope text NOT NULL,           -- what is asked for
	authority text NOT NULL,       -- PEM of the only authority to be trusted there; '': those of the system
	refresh_token bytea,           -- sealed; NULL: not given yet
	access_token bytea,            -- sealed; NULL: none yet
	access_until bigint NOT NULL,  -- how long it is good, ms UTC
	renew_at bigint NOT NULL,      -- from when on there should be a new one, ms UTC
	epoch bigint NOT NULL,         -- rises with each token: two who renew do not mix theirs
	lease_until bigint NOT NULL,   -- somebody asks for a new one until then, ms UTC; 0: nobody
	state text NOT NULL CHECK (state IN ('new', 'good', 'revoked')), -- revoked: the provider wants an administrator to sign in again
	problem text NOT NULL,         -- why there is no token; ''
	tries bigint NOT NULL,         -- how often in a row none was given
	paused_until bigint NOT NULL,  -- before that time nobody asks again, ms UTC
	version bigint NOT NULL,       -- rises with each change of the settings
	PRIMARY KEY (org_id, mailbox_id),
	FOREIGN KEY (org_id, mailbox_id) REFERENCES mailbox (org_id, id)
);
