-- A conversation beside a ticket, with a supplier mostly: a thread of its own, which the customer never sees.
CREATE TABLE side (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	ticket_id bigint NOT NULL,  -- beside which ticket
	subject text NOT NULL,      -- one line, as its mails have it
	staff_id bigint NOT NULL,   -- who began it
	created_at bigint NOT NULL, -- ms UTC
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX side_ticket ON side (org_id, ticket_id, id);
ALTER TABLE message ADD COLUMN side_id bigint NOT NULL DEFAULT 0; -- of which conversation beside the ticket; 0: of the ticket itself
