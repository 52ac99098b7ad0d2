-- What somebody did to many tickets is shown newest first, however much it was.
CREATE INDEX batch_recent ON batch (org_id, staff_id, id);
