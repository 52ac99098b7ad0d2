-- A list that was changed in another window meanwhile is not overwritten unseen.
ALTER TABLE saved_view ADD COLUMN version bigint NOT NULL DEFAULT 1; -- counts its changes
