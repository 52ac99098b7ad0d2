-- What somebody has ended is in his list, whoever gave it and whose it was.
CREATE INDEX task_ended_by ON task (org_id, ended_by);
