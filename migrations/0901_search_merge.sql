-- Each commit leaves the index of words a list of its own, and FTS5 puts lists of one size together once
-- there are four of them; so most of what a commit did for the index was to write again what earlier ones had
-- written. From eight on it does so half as often, and who searches looks into a few more short lists.
-- only: sqlite
INSERT INTO search (search, rank) VALUES ('automerge', 8);
