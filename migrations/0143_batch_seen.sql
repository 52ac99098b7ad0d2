-- What somebody had seen of a ticket when he chose it for a deed of many: its customer's word that came later
-- is not gone over. Who began before this was asked had seen everything.
ALTER TABLE batch_item ADD COLUMN seen_id bigint NOT NULL DEFAULT 9223372036854775807; -- newest message that he could have read
