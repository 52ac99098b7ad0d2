-- Why a mail was kept back: what the filter on the way gave it, and from how much on its mailbox keeps back.
ALTER TABLE inbound ADD COLUMN spam_points bigint NOT NULL DEFAULT 0; -- in hundredths; 0: it gave none, or the mail was never kept back
ALTER TABLE inbound ADD COLUMN spam_limit bigint NOT NULL DEFAULT 0; -- in points; 0: it was never kept back
