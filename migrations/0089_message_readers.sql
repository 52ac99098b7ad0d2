-- Of a mail to thousands the first hundreds are kept by name, and how many more there were.
ALTER TABLE message ADD COLUMN readers_more bigint NOT NULL DEFAULT 0 CHECK (readers_more >= 0); -- so many more stood in To and Cc than are in recipient
