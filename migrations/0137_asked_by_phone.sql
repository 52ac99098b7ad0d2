-- Who has no e-mail address that works is asked by telephone, or cannot be asked. Two more ways to end: no engine changes a check in its place, so the column is made anew.
ALTER TABLE ticket ADD COLUMN ended_as text CHECK (ended_as IN ('confirmed', 'by_phone', 'not_confirmed', 'not_asked', 'withdrawn', 'archived')); -- how it ended; by_phone: the customer confirmed it to a colleague, who noted it; not_confirmed: he was asked and did not answer; not_asked: no mail reaches him and nobody noted an answer; NULL: not yet
UPDATE ticket SET ended_as = closed_as;
ALTER TABLE ticket DROP COLUMN closed_as;
ALTER TABLE ticket RENAME COLUMN ended_as TO closed_as;
ALTER TABLE follow_up ADD COLUMN way text NOT NULL DEFAULT 'mail' CHECK (way IN ('mail', 'phone')); -- how he is asked; phone: no mail reaches him, so the owner has a task to ask him
ALTER TABLE follow_up ADD COLUMN task_id bigint NOT NULL DEFAULT 0; -- that task; 0: none
ALTER TABLE follow_up ADD COLUMN noted_by bigint NOT NULL DEFAULT 0; -- which colleague noted what he said; 0: he answered himself
