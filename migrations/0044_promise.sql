-- A reply says in the reader's language whose turn it is: what was promised when it was written, so that every try says the same.
ALTER TABLE outbox ADD COLUMN turn text NOT NULL DEFAULT '' CHECK (turn IN ('', 'wait', 'open', 'resolve')); -- of a reply: the reader's answer is needed, we go on with it, or he is asked whether it is solved; '': it says nothing of it
ALTER TABLE outbox ADD COLUMN promised_at bigint NOT NULL DEFAULT 0; -- by when the reader hears from us, ms UTC; 0: nothing is promised
ALTER TABLE outbox ADD COLUMN promised_by bigint NOT NULL DEFAULT 0; -- who owned the ticket then; 0: nobody
