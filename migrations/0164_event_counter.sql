-- The number of an event is taken in the statement that writes it, so the counter is there from an organisation's beginning.
INSERT INTO counter (org_id, name, value) SELECT org_id, 'event', 0 FROM org WHERE NOT EXISTS (SELECT 1 FROM counter WHERE counter.org_id = org.org_id AND counter.name = 'event');
