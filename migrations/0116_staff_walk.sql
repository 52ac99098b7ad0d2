-- Whoever gets a ticket is looked for in the order of work; at night, or where nobody has the authority, all of them are passed. What rules most of them out stands beside the order, so that a row is opened only for who may fit.
DROP INDEX staff_burden;
CREATE INDEX staff_burden ON staff (org_id, burden, assigned_at, id, role, is_active, free_from, free_until);
