-- Lists stand by their next promise, but what is urgent and waits for us comes before all that is not: TICKET_PLACE of src/ticket/line.h in the same words, so that both engines find the order in an index. What asks for due_at alone keeps ticket_bucket.
DROP INDEX ticket_owner;
DROP INDEX ticket_team;
CREATE INDEX ticket_owner ON ticket (org_id, owner_id, bucket, (CASE WHEN priority = 'urgent' AND state IN ('new', 'open') AND due_at < 253402300799999 THEN due_at ELSE due_at + 253402300800000 END), id);
CREATE INDEX ticket_place ON ticket (org_id, bucket, (CASE WHEN priority = 'urgent' AND state IN ('new', 'open') AND due_at < 253402300799999 THEN due_at ELSE due_at + 253402300800000 END), id);
CREATE INDEX ticket_team ON ticket (org_id, team_id, bucket, (CASE WHEN priority = 'urgent' AND state IN ('new', 'open') AND due_at < 253402300799999 THEN due_at ELSE due_at + 253402300800000 END), id);
