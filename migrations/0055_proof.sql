-- What a mail server of ours found out about who sent a mail is heard, where an administrator says which server that is.
ALTER TABLE mailbox ADD COLUMN trusted_server text NOT NULL DEFAULT ''; -- whose Authentication-Results are believed: its authserv-id (RFC 8601); '': nobody's
CREATE TABLE proof (
	org_id bigint NOT NULL,     -- the organisation
	inbound_id bigint NOT NULL, -- of which message that came
	ticket_id bigint NOT NULL,  -- where it stands; 0: nowhere
	message_id bigint NOT NULL, -- as which message of it; 0: none
	verdict text NOT NULL CHECK (verdict IN ('confirmed', 'unconfirmed', 'failed')), -- whether the address in From was used by its owner
	server text NOT NULL,       -- who says so
	detail text NOT NULL,       -- method=result of each, with blanks between, such as dmarc=pass spf=pass
	PRIMARY KEY (org_id, inbound_id),
	FOREIGN KEY (org_id, inbound_id) REFERENCES inbound (org_id, id)
);
CREATE INDEX proof_ticket ON proof (org_id, ticket_id);
