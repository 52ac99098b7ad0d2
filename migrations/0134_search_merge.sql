-- Each commit leaves the index of words a list of its own, and FTS5 puts lists of one size together once
-- there are four of them; so most of what a commit did for the index was to write again what earlier ones had
-- written. From eight on it does so half as often, and who searches looks into a few more short lists.
-- The table is made here, with the words of 0900, where that has not run yet.
-- only: sqlite
CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(
	org_id UNINDEXED, -- the organisation; the row's own number is the id of what is found
	words,            -- the tokens
	tokenize = 'hark', detail = none, columnsize = 0
);
-- only: sqlite
INSERT INTO search (search, rank) VALUES ('automerge', 8);
