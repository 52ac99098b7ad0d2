-- From which harm which priority follows. Every change is a new version, so that it is known later by
-- which one somebody decided; an organisation without rows has the usual ones of ticket/harm.c.
CREATE TABLE harm (
	org_id bigint NOT NULL,     -- the organisation
	version bigint NOT NULL,    -- 1, 2, ...: the highest is in force
	code text NOT NULL CHECK (code IN ('safety', 'stranded', 'vulnerable', 'money', 'many', 'deadline')), -- which harm
	alone text NOT NULL CHECK (alone IN ('urgent', 'high', 'normal', 'low')), -- the priority when it is the only one
	together text NOT NULL CHECK (together IN ('urgent', 'high', 'normal', 'low')), -- when another one comes with it
	is_asked bigint NOT NULL CHECK (is_asked IN (0, 1)), -- 1: the web form asks customers about it
	made_at bigint NOT NULL,    -- ms UTC
	made_by bigint NOT NULL,    -- which member of staff
	PRIMARY KEY (org_id, version, code)
);
ALTER TABLE ticket ADD COLUMN harms text NOT NULL DEFAULT ''; -- what was ticked: codes of harm with blanks between
ALTER TABLE ticket ADD COLUMN priority_harm text NOT NULL DEFAULT ''; -- which of them decided the priority; '': none
ALTER TABLE ticket ADD COLUMN priority_reason text NOT NULL DEFAULT ''; -- why a person decided otherwise; '': it follows the harm
ALTER TABLE ask ADD COLUMN harms text NOT NULL DEFAULT ''; -- as in ticket, what the customer ticked
