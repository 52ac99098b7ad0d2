-- Mails that nobody asked for say by which address their reader wants no more of them.
ALTER TABLE outbox ADD COLUMN unsubscribe text NOT NULL DEFAULT ''; -- that address, for the header List-Unsubscribe (RFC 2369); '': it is about his own matter
