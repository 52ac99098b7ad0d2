-- A screen on a wall that shows the control centre to whoever stands before it: an address that nobody can guess, and nobody signs in.
CREATE TABLE wall (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	name text NOT NULL,         -- where it hangs
	language text NOT NULL,     -- in which it is read
	maker_id bigint NOT NULL,   -- who made it; it shows nothing once he may not see the control centre any more
	created_at bigint NOT NULL, -- ms UTC
	expires_at bigint NOT NULL, -- ms UTC
	ended_at bigint NOT NULL,   -- when somebody ended it, ms UTC; 0: not
	PRIMARY KEY (org_id, id)
);
