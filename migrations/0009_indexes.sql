-- Without counts SQLite walks a primary key to spare itself a sort; an index that gives the order
-- too leaves it no such choice.
CREATE INDEX address_of_customer ON address (org_id, customer_id, id);
DROP INDEX address_customer;
CREATE INDEX mail_id_message ON mail_id (org_id, ticket_id, message_id);
CREATE INDEX link_expires ON link (org_id, expires_at);
CREATE INDEX session_expires ON session (org_id, expires_at);
CREATE INDEX presence_at ON presence (org_id, at);
