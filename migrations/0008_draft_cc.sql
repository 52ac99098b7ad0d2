ALTER TABLE draft ADD COLUMN cc text NOT NULL DEFAULT ''; -- to whom a copy shall go, as it was typed
