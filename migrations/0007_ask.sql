CREATE TABLE ask (
	org_id bigint NOT NULL,     -- the organisation
	key_hash bytea NOT NULL,    -- SHA-256 of what the addresses of its pages carry
	visit_hash bytea NOT NULL,  -- SHA-256 of the browser's cookie: nobody else opens it
	type text NOT NULL,         -- as in ticket
	subject text NOT NULL,      -- what stands there so far
	body text NOT NULL,         -- the same
	files text NOT NULL,        -- a line each: blob, size, type, name, with tabs between
	name text NOT NULL,         -- who asks; '' not said yet
	email text NOT NULL,        -- how he is reached; ''
	phone text NOT NULL,        -- the same
	created_at bigint NOT NULL, -- ms UTC
	updated_at bigint NOT NULL, -- ms UTC
	ticket_id bigint NOT NULL,  -- what it became; 0: not sent yet
	PRIMARY KEY (org_id, key_hash)
);
CREATE INDEX ask_updated ON ask (org_id, updated_at);
