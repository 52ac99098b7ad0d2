-- Who gets a ticket: how much work each person has, when he takes more, what he can do, and why he was chosen.
ALTER TABLE staff ADD COLUMN status text NOT NULL DEFAULT 'here' CHECK (status IN ('here', 'break', 'away')); -- what he says of himself
ALTER TABLE staff ADD COLUMN status_until bigint NOT NULL DEFAULT 0; -- when he is here again by himself, ms UTC; 0: when he says so
ALTER TABLE staff ADD COLUMN free_from bigint NOT NULL DEFAULT 0; -- kept: when he takes tickets next, from status, shift and absences, ms UTC
ALTER TABLE staff ADD COLUMN free_until bigint NOT NULL DEFAULT 253402300799999; -- kept: when that ends and is counted anew, ms UTC
ALTER TABLE staff ADD COLUMN share bigint NOT NULL DEFAULT 100 CHECK (share BETWEEN 10 AND 100); -- of a full position, percent
ALTER TABLE staff ADD COLUMN work bigint NOT NULL DEFAULT 0; -- kept: the work of his active tickets, minutes
ALTER TABLE staff ADD COLUMN burden bigint NOT NULL DEFAULT 0; -- kept: the same for a full position: work * 100 / share
CREATE INDEX staff_burden ON staff (org_id, burden, assigned_at, id);
CREATE INDEX staff_free ON staff (org_id, free_until);
ALTER TABLE ticket ADD COLUMN work bigint NOT NULL DEFAULT 10; -- how much work it is thought to be, minutes
ALTER TABLE ticket ADD COLUMN why text NOT NULL DEFAULT ''; -- why its owner was chosen, as ticket/why.h writes it; '': a person gave it to him
UPDATE staff SET work = active_count * 10, burden = active_count * 10;
-- How many active tickets of a channel each person has.
CREATE TABLE staff_channel (
	org_id bigint NOT NULL,       -- the organisation
	staff_id bigint NOT NULL,     -- who
	channel text NOT NULL,        -- as in ticket
	active_count bigint NOT NULL, -- kept: how many active tickets of it he owns
	PRIMARY KEY (org_id, staff_id, channel),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
INSERT INTO staff_channel (org_id, staff_id, channel, active_count) SELECT ticket.org_id, owner_id, channel, count(*) FROM ticket JOIN staff ON staff.org_id = ticket.org_id AND staff.id = ticket.owner_id WHERE bucket = 'active' GROUP BY ticket.org_id, owner_id, channel;
-- How many tickets of a channel a full position takes at once. No row: as many as come.
CREATE TABLE channel_limit (
	org_id bigint NOT NULL, -- the organisation
	channel text NOT NULL,  -- as in ticket
	most bigint NOT NULL CHECK (most BETWEEN 1 AND 1000), -- so many
	PRIMARY KEY (org_id, channel)
);
-- How much work a ticket of a purpose is, by its priority, and what its owner must be able to do. No row: as ticket/work_rule.c has it.
CREATE TABLE work_rule (
	org_id bigint NOT NULL, -- the organisation
	type text NOT NULL,     -- the purpose, as in ticket
	urgent bigint NOT NULL CHECK (urgent BETWEEN 1 AND 1000), -- minutes of work when it is urgent
	high bigint NOT NULL CHECK (high BETWEEN 1 AND 1000),     -- minutes
	normal bigint NOT NULL CHECK (normal BETWEEN 1 AND 1000), -- minutes
	low bigint NOT NULL CHECK (low BETWEEN 1 AND 1000),       -- minutes
	skill text NOT NULL,    -- which skill its owner needs, a code; ''
	level bigint NOT NULL CHECK (level BETWEEN 0 AND 5), -- at least so well; 0: no skill is needed
	is_led bigint NOT NULL CHECK (is_led IN (0, 1)), -- 1: only supervisors have the authority
	PRIMARY KEY (org_id, type)
);
ALTER TABLE skill ADD COLUMN expires_at bigint NOT NULL DEFAULT 0; -- from when on it counts no more, ms UTC; 0: it does not end
ALTER TABLE skill ADD COLUMN warned_at bigint NOT NULL DEFAULT 0; -- when its end was told, ms UTC; 0: not yet
CREATE INDEX skill_code ON skill (org_id, code, staff_id);
CREATE INDEX skill_expiry ON skill (org_id, warned_at, expires_at);
