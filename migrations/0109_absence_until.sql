-- Who is out of office now is found without reading every absence that is over.
CREATE INDEX absence_until ON absence (org_id, until_at);
