-- Who wants to hear of a ticket though it is not his.
CREATE TABLE follower (
	org_id bigint NOT NULL,    -- the organisation
	ticket_id bigint NOT NULL, -- which ticket
	staff_id bigint NOT NULL,  -- who follows it
	at bigint NOT NULL,        -- since when, ms UTC
	PRIMARY KEY (org_id, ticket_id, staff_id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
ALTER TABLE ticket ADD COLUMN follower_count bigint NOT NULL DEFAULT 0; -- kept: how many follow it
