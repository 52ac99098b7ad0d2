-- A mail that some of its readers got and others not yet: a server may take it for one, and tell another to wait.
ALTER TABLE outbox ADD COLUMN lacking text NOT NULL DEFAULT ''; -- addresses that have not got it, a line each; '': nobody has, or all have (by its state)
