-- What a person wrote and what has not left yet, found by its ticket: few rows at any time.
CREATE INDEX outbox_leaving ON outbox (org_id, ticket_id) WHERE is_automatic = 0 AND state IN ('held', 'queued', 'sending');
