-- Whether a colleague gets what is new on the wall by mail, and which morning was sent to whom already.
ALTER TABLE staff ADD COLUMN wall_mail text NOT NULL DEFAULT '' CHECK (wall_mail IN ('', 'day', 'both', 'never')); -- '': once a week
CREATE TABLE digest_round (
	org_id bigint NOT NULL,      -- the organisation
	kind text NOT NULL CHECK (kind IN ('day', 'week')), -- the daily digest; the weekly newsletter
	until_at bigint NOT NULL,    -- the morning on which it is sent: what came before it is in it, ms UTC
	since_at bigint NOT NULL,    -- and what came from then on, ms UTC: where the one before ended
	after_id bigint NOT NULL,    -- the colleague whose mail was written last, by id: a round that broke off goes on behind him
	is_done bigint NOT NULL CHECK (is_done IN (0, 1)), -- 1: everybody has his
	PRIMARY KEY (org_id, kind, until_at)
);
