-- Who looks for an address in the ledger finds also what its owner wrote to a ticket of somebody else, where he was in
-- the copy: such rows keep their sender too.
UPDATE inbound SET sender = (SELECT message.from_address FROM message WHERE message.org_id = inbound.org_id AND message.ticket_id = inbound.ticket_id AND message.id = inbound.message_id) WHERE ticket_id <> 0 AND EXISTS (SELECT 1 FROM message JOIN ticket ON ticket.org_id = message.org_id AND ticket.id = message.ticket_id WHERE message.org_id = inbound.org_id AND message.ticket_id = inbound.ticket_id AND message.id = inbound.message_id AND message.kind = 'in' AND message.author_id <> ticket.customer_id);
CREATE INDEX inbound_sender ON inbound (org_id, sender) WHERE sender <> '';
