-- Whom a call of a clock reached, so that nobody is called twice for one; and when the owner of a ticket did something with it, which is what makes a new word of the customer a read one.
ALTER TABLE clock_call ADD COLUMN called text NOT NULL DEFAULT ''; -- their ids, a space before and after each
ALTER TABLE ticket ADD COLUMN handled_at bigint NOT NULL DEFAULT 0; -- when its owner himself changed it last, ms UTC; 0: not since it is his
UPDATE ticket SET handled_at = updated_at WHERE bucket = 'active';
