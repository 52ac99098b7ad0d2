-- What a spam filter thinks is heard, never obeyed in silence: a mail that it takes for spam is kept for a person.
ALTER TABLE mailbox ADD COLUMN spam_limit bigint NOT NULL DEFAULT 0 CHECK (spam_limit BETWEEN 0 AND 1000); -- mail with so many points of the spam filter is kept for a person to look at; 0: none is
ALTER TABLE mailbox ADD COLUMN takes_plus bigint NOT NULL DEFAULT 0 CHECK (takes_plus IN (0, 1)); -- 1: its mail server delivers name+anything@ too, so answers may be asked there
ALTER TABLE inbound ADD COLUMN subject text NOT NULL DEFAULT ''; -- of what became no ticket; ''
ALTER TABLE inbound ADD COLUMN is_pathless bigint NOT NULL DEFAULT 0 CHECK (is_pathless IN (0, 1)); -- 1: the envelope named no sender: nothing answers it by itself
CREATE INDEX inbound_outcome ON inbound (org_id, outcome, id);
CREATE TABLE replay (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	inbound_id bigint NOT NULL, -- which message was read again
	at bigint NOT NULL,         -- ms UTC
	staff_id bigint NOT NULL,   -- who asked for it; 0: the house
	was text NOT NULL,          -- its outcome before
	became text NOT NULL,       -- its outcome then
	is_wanted bigint NOT NULL CHECK (is_wanted IN (0, 1)), -- 1: he said that it is from a customer
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, inbound_id) REFERENCES inbound (org_id, id)
);
CREATE INDEX replay_inbound ON replay (org_id, inbound_id, id);
