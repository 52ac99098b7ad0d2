-- What was too much for one colleague in an hour waits here for one mail that tells him all of it.
CREATE TABLE gathered (
	org_id bigint NOT NULL,     -- the organisation
	effect_key text NOT NULL,   -- of the mail that it would have been
	staff_id bigint NOT NULL,   -- whom it tells
	ticket_id bigint NOT NULL,  -- which ticket it is about; 0: none
	sentence text NOT NULL,     -- what happened, in his language; '': something new on the ticket
	at bigint NOT NULL,         -- when it happened, ms UTC
	PRIMARY KEY (org_id, effect_key)
);
CREATE INDEX gathered_staff ON gathered (org_id, staff_id, at);
