CREATE TABLE link_wish (
	org_id bigint NOT NULL,  -- the organisation
	id bigint NOT NULL,      -- time-ordered
	email text NOT NULL,     -- who shall get a link to sign in; nobody has looked yet whether he is known
	next text NOT NULL,      -- where the link leads then; ''
	language text NOT NULL,  -- of the page on which it was asked for
	PRIMARY KEY (org_id, id)
);
