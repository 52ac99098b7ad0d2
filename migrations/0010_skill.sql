CREATE TABLE skill (
	org_id bigint NOT NULL,   -- the organisation
	staff_id bigint NOT NULL, -- who has it
	code text NOT NULL,       -- what it is called: lower case letters, digits, hyphens, such as bengali
	level bigint NOT NULL CHECK (level BETWEEN 1 AND 5), -- 1: has begun; 5: teaches it
	PRIMARY KEY (org_id, staff_id, code),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
