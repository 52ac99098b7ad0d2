-- A mailbox may send through a server of its own; without a row here the server of the house sends.
CREATE TABLE mailbox_sending (
	org_id bigint NOT NULL,       -- the organisation
	mailbox_id bigint NOT NULL,   -- whose mail goes there
	host text NOT NULL,           -- name of the server
	port bigint NOT NULL CHECK (port BETWEEN 1 AND 65535), -- where it listens
	tls text NOT NULL CHECK (tls IN ('first', 'starttls', 'inside')), -- TLS from the first word on, by STARTTLS, or none to an address of the own network
	sign_in text NOT NULL CHECK (sign_in IN ('none', 'password', 'oauth')), -- with what
	user_name text NOT NULL,      -- who signs in; ''
	password bytea,               -- sealed; NULL: none
	authority text NOT NULL,      -- PEM of the only authority to be trusted; '': those of the system
	problem text NOT NULL,        -- why nothing leaves just now; ''
	tries bigint NOT NULL,        -- how often in a row it could not be reached
	paused_until bigint NOT NULL, -- before that time it is not asked again, ms UTC
	version bigint NOT NULL,      -- rises with each change of the settings
	PRIMARY KEY (org_id, mailbox_id),
	FOREIGN KEY (org_id, mailbox_id) REFERENCES mailbox (org_id, id)
);
ALTER TABLE outbox ADD COLUMN server text NOT NULL DEFAULT ''; -- which server was asked last to take it; ''
CREATE INDEX outbox_mailbox ON outbox (org_id, mailbox_id, state, send_at);
