-- How long a clock has rested is kept, and not taken from its due time: a calendar that is changed moves no due time, and would have made it look rested.
ALTER TABLE clock ADD COLUMN rested_ms bigint NOT NULL DEFAULT 0; -- open time that it rested for the customer since it was started, ms
