-- When somebody works: the hours of his week, and when he is out of office.
CREATE TABLE shift (
	org_id bigint NOT NULL,   -- the organisation
	staff_id bigint NOT NULL, -- whose; no row: he has no fixed hours
	timezone text NOT NULL,   -- whose clock the hours follow
	monday text NOT NULL,     -- as in calendar: 09:00-12:00, 13:00-17:00; '': he does not work
	tuesday text NOT NULL,    -- the same
	wednesday text NOT NULL,  -- the same
	thursday text NOT NULL,   -- the same
	friday text NOT NULL,     -- the same
	saturday text NOT NULL,   -- the same
	sunday text NOT NULL,     -- the same
	PRIMARY KEY (org_id, staff_id),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
CREATE TABLE absence (
	org_id bigint NOT NULL,      -- the organisation
	staff_id bigint NOT NULL,    -- who is out of office
	id bigint NOT NULL,          -- time-ordered
	from_at bigint NOT NULL,     -- ms UTC
	until_at bigint NOT NULL,    -- when he is back, ms UTC
	stand_in_id bigint NOT NULL, -- who does meanwhile what is urgent; 0: whoever can
	note text NOT NULL,          -- for colleagues; ''
	PRIMARY KEY (org_id, staff_id, id),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
