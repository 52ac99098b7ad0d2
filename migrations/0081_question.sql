-- What is asked about a ticket of a purpose. Every change is a new version of the whole form; an
-- organisation without rows for a purpose has the usual questions of ticket/question_usual.c.
CREATE TABLE question (
	org_id bigint NOT NULL,      -- the organisation
	type text NOT NULL,          -- of which purpose, as in ticket
	version bigint NOT NULL,     -- 1, 2, ...: the highest is in force
	position bigint NOT NULL,    -- 0, 1, ... in the order in which they are asked; -1: says only that there are none
	code text NOT NULL,          -- what programs call it, and by which an answer is known through all versions
	kind text NOT NULL CHECK (kind IN ('text', 'choice', 'tree', 'date', 'money', 'number', 'file', 'product', 'order', 'invoice')), -- what an answer looks like
	label text NOT NULL,         -- the question
	hint text NOT NULL,          -- what helps to answer it; ''
	choices text NOT NULL,       -- of choice and tree: a line each, of a tree with " > " between its levels; ''
	words text NOT NULL,         -- the same in other languages: a line each, language, label, hint, choices with tabs between; ''
	is_required bigint NOT NULL CHECK (is_required IN (0, 1)), -- 1: customers cannot leave it out
	is_asked bigint NOT NULL CHECK (is_asked IN (0, 1)), -- 1: the web form asks customers; 0: for staff alone
	shown_code text NOT NULL,    -- asked only when that question before it; '': always
	shown_value text NOT NULL,   -- has this answer; ''
	made_at bigint NOT NULL,     -- ms UTC
	made_by bigint NOT NULL,     -- which member of staff
	PRIMARY KEY (org_id, type, version, position)
);
CREATE TABLE answer (
	org_id bigint NOT NULL,      -- the organisation
	ticket_id bigint NOT NULL,   -- of which ticket
	code text NOT NULL,          -- of the question
	position bigint NOT NULL,    -- of the question, when it was answered
	kind text NOT NULL,          -- of the question
	label text NOT NULL,         -- the question as it was then
	value text NOT NULL,         -- one line: a choice as it stands in the form, 2026-11-29, 12.50 EUR, 3.5, a file's name
	at bigint NOT NULL,          -- when it was given, ms UTC
	by_kind text NOT NULL,       -- who gave it: as actor_kind in history
	by_id bigint NOT NULL,       -- which one
	PRIMARY KEY (org_id, ticket_id, code),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
ALTER TABLE ticket ADD COLUMN answer_count bigint NOT NULL DEFAULT 0; -- kept, so that a ticket without answers needs no look
ALTER TABLE ask ADD COLUMN answers text NOT NULL DEFAULT ''; -- a line each: code and value with a tab between
