CREATE INDEX idempotency_at ON idempotency (org_id, at);
