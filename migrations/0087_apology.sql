-- What a reply may begin with when a promise was broken, in the words of the house.
CREATE TABLE apology (
	org_id bigint NOT NULL, -- the organisation
	language text NOT NULL, -- for readers of this language
	text text NOT NULL,     -- as it is put into the reply, with values in braces
	PRIMARY KEY (org_id, language)
);
