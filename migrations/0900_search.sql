-- What texts are found by: tokens from core/words.c, made in the same way for both engines, with
-- spaces between them. FTS5 gets them by src/db/sqlite_tokens.c, PostgreSQL by a cast.
-- only: sqlite
CREATE VIRTUAL TABLE search USING fts5(
	org_id UNINDEXED, -- the organisation; the row's own number is the id of what is found
	words,            -- the tokens
	tokenize = 'hark', detail = none, columnsize = 0
);
-- only: postgresql
CREATE TABLE search (
	org_id bigint NOT NULL,  -- the organisation
	id bigint NOT NULL,      -- of what is found
	words tsvector NOT NULL, -- the tokens
	PRIMARY KEY (org_id, id)
);
-- only: postgresql
CREATE INDEX search_words ON search USING gin (words);
