-- What a house looks for in its replies, by language: lists that people write. A language without a row has the lists to begin with.
CREATE TABLE wording (
	org_id bigint NOT NULL,   -- the organisation
	language text NOT NULL,   -- of the replies: en, lt, bn, ta
	sorry text NOT NULL,      -- words of apology, a line each
	others text NOT NULL,     -- words that leave it to others, a line each
	plain text NOT NULL,      -- a word and a plainer one with = between, a line each
	internal text NOT NULL,   -- words that should not leave the house, a line each
	version bigint NOT NULL,  -- rises with each change
	PRIMARY KEY (org_id, language)
);
