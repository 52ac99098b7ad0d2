-- Small mails as they came (core/blob_kept.h); larger ones are files of the blob store.
CREATE TABLE raw_mail (
	org_id bigint NOT NULL, -- the organisation
	name text NOT NULL,     -- SHA-256 of the bytes, hexadecimal: what raw_blob and blob of other tables name
	bytes bytea NOT NULL,   -- byte for byte
	put_at bigint NOT NULL, -- when it last came, ms UTC; what nobody names goes a day later
	PRIMARY KEY (org_id, name)
);
