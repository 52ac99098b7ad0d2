-- A merge takes the mails of a ticket along; without it each walked through all mail that ever came.
CREATE INDEX inbound_ticket ON inbound (org_id, ticket_id);
