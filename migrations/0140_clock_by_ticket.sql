-- The steps of all clocks that run are asked for by time alone, those of one ticket by its key. As
-- an index of (state, next_at) it looked as good for a ticket's clock as the key, and each reply
-- walked through every running clock of the house.
DROP INDEX clock_next;
CREATE INDEX clock_next ON clock (org_id, next_at) WHERE state = 'running';
