-- Lists that people make for themselves or their team: conditions with a name.
CREATE TABLE saved_view (
	org_id bigint NOT NULL,     -- the organisation
	id bigint NOT NULL,         -- time-ordered
	staff_id bigint NOT NULL,   -- who made it, and alone changes it
	shared_id bigint NOT NULL,  -- the team that sees it too; 0: nobody else
	position bigint NOT NULL,   -- its place among those of its maker
	name text NOT NULL,         -- what it is called
	state text NOT NULL CHECK (state IN ('', 'new', 'open', 'waiting', 'resolved')), -- '': whatever is not at its end
	type text NOT NULL,         -- '': any, as the others below
	priority text NOT NULL,     -- how urgent
	language text NOT NULL,     -- of the customer's words
	channel text NOT NULL,      -- how it came
	owner_id bigint NOT NULL,   -- whose; 0: anybody's, -1: of whoever looks
	team_id bigint NOT NULL,    -- of which team; 0
	mailbox_id bigint NOT NULL, -- through which mailbox; 0
	age_hours bigint NOT NULL,  -- opened so long ago at least; 0
	words text NOT NULL,        -- stand in the subject; ''
	created_at bigint NOT NULL, -- ms UTC
	PRIMARY KEY (org_id, id)
);
CREATE INDEX saved_view_staff ON saved_view (org_id, staff_id, position, id);
CREATE INDEX saved_view_shared ON saved_view (org_id, shared_id, id);
