-- What was promised to a customer, from the word to its end. What is settled was kept, made good late, or taken back with the customer's consent.
ALTER TABLE promise ADD COLUMN keeper_id bigint NOT NULL DEFAULT 0; -- who must keep it: who gave it, then the owner to whom the ticket was handed over
ALTER TABLE promise ADD COLUMN message_id bigint NOT NULL DEFAULT 0; -- with which reply it was given; 0: by itself
ALTER TABLE promise ADD COLUMN given_at bigint NOT NULL DEFAULT 0; -- ms UTC
ALTER TABLE promise ADD COLUMN next_at bigint NOT NULL DEFAULT 253402300799999; -- when the house looks at it next: to warn, then to see whether it broke; the year 9999: never
ALTER TABLE promise ADD COLUMN warned_at bigint NOT NULL DEFAULT 0; -- when its keeper was warned, ms UTC; 0: not
ALTER TABLE promise ADD COLUMN broken_at bigint NOT NULL DEFAULT 0; -- when it was found broken, ms UTC; 0: it was not
ALTER TABLE promise ADD COLUMN settled_at bigint NOT NULL DEFAULT 0; -- when it was kept, made good or taken back, ms UTC; 0: somebody still waits for it
ALTER TABLE promise ADD COLUMN settled_by bigint NOT NULL DEFAULT 0; -- who said so; 0: nobody yet
ALTER TABLE promise ADD COLUMN consent text NOT NULL DEFAULT ''; -- of one taken back: how the customer agreed
ALTER TABLE promise ADD COLUMN version bigint NOT NULL DEFAULT 1; -- rises with each change
CREATE INDEX promise_next ON promise (org_id, next_at, id);
CREATE INDEX promise_keeper ON promise (org_id, keeper_id, settled_at, due_at, id);
CREATE INDEX promise_settled ON promise (org_id, settled_at, due_at, id);
ALTER TABLE ticket ADD COLUMN promise_due_at bigint NOT NULL DEFAULT 253402300799999; -- the earliest promise that is not settled, kept; the year 9999: none
ALTER TABLE later_reply ADD COLUMN promises text NOT NULL DEFAULT ''; -- what it promises, a line each: due_at, a tab, the words
