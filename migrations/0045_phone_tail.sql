-- People write a number with its country or without, and a house keeps it either way: how it ends is the same.
ALTER TABLE address ADD COLUMN tail text NOT NULL DEFAULT ''; -- of a phone number: its last eight digits, or all of a shorter one; ''
UPDATE address SET tail = substr(replace(value, '+', ''), CASE WHEN length(replace(value, '+', '')) > 8 THEN length(replace(value, '+', '')) - 7 ELSE 1 END) WHERE kind = 'phone';
CREATE INDEX address_tail ON address (org_id, tail);
