ALTER TABLE inbound ADD COLUMN sender text NOT NULL DEFAULT ''; -- who sent what was refused and became no ticket; ''
