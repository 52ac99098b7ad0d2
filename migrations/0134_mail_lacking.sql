-- A mail that some of its readers got and others not yet: a server may take it for one, and tell another to wait.
ALTER TABLE outbox ADD COLUMN lacking text NOT NULL DEFAULT ''; -- addresses that have not got it, a line each; '': nobody has, or all have (by its state)
ALTER TABLE outbox ADD COLUMN reached_at bigint NOT NULL DEFAULT 0; -- while others lack it: when a server took it for its first reader, ms UTC; 0: not yet, or nobody lacks it
