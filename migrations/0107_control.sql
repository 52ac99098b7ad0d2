-- How many words of customers came, team by team: what the control centre shows of today and foretells from. Until when it was counted says the counter "contact".
CREATE TABLE contact (
	org_id bigint NOT NULL,  -- the organisation
	at bigint NOT NULL,      -- when that quarter of an hour began, ms UTC
	team_id bigint NOT NULL, -- whose work it is; 0: of no team
	count bigint NOT NULL CHECK (count > 0), -- messages of customers, without those of machines and spam
	PRIMARY KEY (org_id, at, team_id)
);
-- Who watches over teams has the control centre.
INSERT INTO role_right (org_id, role, right_name) SELECT org_id, role, 'control' FROM role_right WHERE right_name = 'team.watch' AND role IN ('supervisor', 'manager', 'admin');
