-- How a cause was closed: by an action that worked, or since it turned out to be no cause.
ALTER TABLE cause ADD COLUMN closed_as text NOT NULL DEFAULT '' CHECK (closed_as IN ('', 'worked', 'wrong', 'no_use')); -- worked: an action against it did; wrong: it was named wrongly; no_use: nothing can be done about it; '': it is not closed, or was by a reason alone before these were told apart
UPDATE cause SET closed_as = 'worked' WHERE state = 'closed' AND EXISTS (SELECT 1 FROM prevention WHERE prevention.org_id = cause.org_id AND prevention.cause_id = cause.id AND prevention.verdict = 'worked');
CREATE INDEX cause_name ON cause (org_id, name, id);
