-- Pictures of other servers are fetched by us, once somebody asked for those of a message, and shown from here.
CREATE TABLE remote_picture (
	org_id bigint NOT NULL,     -- the organisation
	message_id bigint NOT NULL, -- of which message
	position bigint NOT NULL,   -- its place among those of the message, from 0
	ticket_id bigint NOT NULL,  -- of which ticket
	url text NOT NULL,          -- where it lies
	state text NOT NULL CHECK (state IN ('waiting', 'kept', 'failed')), -- how far it is
	problem text NOT NULL,      -- why it could not be had; ''
	blob text NOT NULL,         -- its bytes; ''
	asked_by bigint NOT NULL,   -- who asked last
	asked_at bigint NOT NULL,   -- ms UTC
	PRIMARY KEY (org_id, message_id, position)
);
CREATE INDEX remote_picture_ticket ON remote_picture (org_id, ticket_id);
CREATE INDEX remote_picture_state ON remote_picture (org_id, state, asked_at);
