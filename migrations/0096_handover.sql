-- Somebody asks a colleague to take a ticket. It changes hands when the colleague says yes; until then the giver answers for it.
CREATE TABLE handover (
	org_id bigint NOT NULL,      -- the organisation
	id bigint NOT NULL,          -- time-ordered
	ticket_id bigint NOT NULL,   -- which ticket
	from_id bigint NOT NULL,     -- who had it, and has it until it is taken
	to_id bigint NOT NULL,       -- who is asked
	word text NOT NULL,          -- what the giver says; ''
	state text NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'seen', 'withdrawn')), -- seen: declined, and the giver knows it
	answer text NOT NULL,        -- why it was declined; ''
	asked_at bigint NOT NULL,    -- ms UTC
	answered_at bigint NOT NULL, -- ms UTC; 0: not yet
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id)
);
CREATE INDEX handover_ticket ON handover (org_id, ticket_id, state);
CREATE INDEX handover_from ON handover (org_id, from_id, state);
CREATE INDEX handover_to ON handover (org_id, to_id, state);
ALTER TABLE staff ADD COLUMN handovers bigint NOT NULL DEFAULT 0; -- kept: hand-overs that wait for him or for his colleague's word, or came back to him
