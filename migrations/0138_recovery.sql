CREATE TABLE recovery (
	org_id bigint NOT NULL,     -- the organisation
	staff_id bigint NOT NULL,   -- who may sign in with it in place of a code of his authenticator
	code_hash bytea NOT NULL,   -- HMAC-SHA-256 of the code by the key of the house
	used_at bigint NOT NULL,    -- ms UTC; 0: not yet
	PRIMARY KEY (org_id, staff_id, code_hash),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
