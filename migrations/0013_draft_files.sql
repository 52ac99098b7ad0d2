ALTER TABLE draft ADD COLUMN files text NOT NULL DEFAULT ''; -- chosen for it when its sending was stopped: a line each: blob, size, type, name, with tabs between
