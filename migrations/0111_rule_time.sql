-- What has stood for so long is found by when somebody wrote last, when the customer did, and when it was resolved.
CREATE INDEX ticket_said ON ticket (org_id, last_message_id);
CREATE INDEX ticket_heard ON ticket (org_id, last_in_at);
CREATE INDEX ticket_ended ON ticket (org_id, resolved_at);
