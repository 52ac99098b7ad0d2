-- What came with an old mailbox is not read again as if it had come today.
CREATE INDEX import_mail_inbound ON import_mail (org_id, inbound_id);
