CREATE TABLE role_right (
	org_id bigint NOT NULL,    -- the organisation
	role text NOT NULL,        -- employee, agent, supervisor, manager, admin, customer
	right_name text NOT NULL,  -- such as ticket.read
	PRIMARY KEY (org_id, role, right_name)
);
CREATE TABLE staff (
	org_id bigint NOT NULL,         -- the organisation
	id bigint NOT NULL,             -- time-ordered
	email text NOT NULL,            -- lower case; signs in with it
	name text NOT NULL,             -- as colleagues and customers know him
	role text NOT NULL CHECK (role IN ('employee', 'agent', 'supervisor', 'manager', 'admin')), -- a set of rights
	language text NOT NULL,         -- of the pages; '' follows the organisation
	timezone text NOT NULL,         -- '' follows the organisation
	theme text NOT NULL,            -- light, dark or '' for what the machine prefers
	density text NOT NULL,          -- compact or ''
	text_size text NOT NULL,        -- large or ''
	keys text NOT NULL,             -- off: no single-key shortcuts; ''
	password_hash text NOT NULL,    -- argon2id; '': only mailed links
	totp_secret bytea,              -- sealed with the key of the house; NULL: none
	totp_counter bigint NOT NULL,   -- last time step that was used, so that a code counts once
	is_active bigint NOT NULL CHECK (is_active IN (0, 1)), -- 0: may not sign in and gets no tickets
	active_count bigint NOT NULL,   -- kept: how many active tickets he owns
	assigned_at bigint NOT NULL,    -- when he last got a ticket, ms UTC
	seen_at bigint NOT NULL,        -- when he last did something in a browser, ms UTC
	created_at bigint NOT NULL,     -- ms UTC
	version bigint NOT NULL,        -- rises with each change
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, email)
);
CREATE TABLE team (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	name text NOT NULL,         -- such as Deliveries
	is_restricted bigint NOT NULL CHECK (is_restricted IN (0, 1)), -- 1: only members see its tickets
	active_count bigint NOT NULL, -- kept: how many active tickets it has
	created_at bigint NOT NULL, -- ms UTC
	version bigint NOT NULL,    -- rises with each change
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, name)
);
CREATE TABLE team_member (
	org_id bigint NOT NULL,   -- the organisation
	team_id bigint NOT NULL,  -- the team
	staff_id bigint NOT NULL, -- who belongs to it
	PRIMARY KEY (org_id, team_id, staff_id),
	FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id),
	FOREIGN KEY (org_id, staff_id) REFERENCES staff (org_id, id)
);
CREATE INDEX team_member_staff ON team_member (org_id, staff_id);
CREATE TABLE customer (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	name text NOT NULL,         -- as he writes it himself
	language text NOT NULL,     -- preferred; '' when not known
	timezone text NOT NULL,     -- '' follows the organisation
	digits text NOT NULL,       -- latin: Latin digits on Bengali pages; ''
	note text NOT NULL,         -- what colleagues should know
	created_at bigint NOT NULL, -- ms UTC
	version bigint NOT NULL,    -- rises with each change
	PRIMARY KEY (org_id, id)
);
CREATE TABLE address (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	customer_id bigint NOT NULL, -- whose it is
	kind text NOT NULL CHECK (kind IN ('email', 'phone')), -- what it is
	value text NOT NULL,         -- normalised: lower case, or + and digits
	shown text NOT NULL,         -- as it was written
	is_failing bigint NOT NULL CHECK (is_failing IN (0, 1)), -- 1: mail to it is refused for good
	created_at bigint NOT NULL,  -- ms UTC
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, kind, value),
	FOREIGN KEY (org_id, customer_id) REFERENCES customer (org_id, id)
);
CREATE INDEX address_customer ON address (org_id, customer_id);
