-- The API lists newest first, whatever is asked for: the tickets of an owner, and those in a state.
CREATE INDEX ticket_owner_opened ON ticket (org_id, owner_id, opened_at, id);
CREATE INDEX ticket_owner_state ON ticket (org_id, owner_id, state, opened_at, id);
