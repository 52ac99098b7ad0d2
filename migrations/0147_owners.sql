-- Whoever owns an answer, a cause, an action or a decision hears of it in the bell, and hands it on when he leaves.
ALTER TABLE notification ADD COLUMN response_id bigint NOT NULL DEFAULT 0; -- about whose answer to a survey; 0: none
ALTER TABLE notification ADD COLUMN sheet_id bigint NOT NULL DEFAULT 0; -- about a decision of which opening sheet; 0: none
ALTER TABLE staff ADD COLUMN decision_count bigint NOT NULL DEFAULT 0; -- kept: open decisions of meetings that are his and no task of a ticket
UPDATE staff SET decision_count = (SELECT count(*) FROM sheet_decision WHERE sheet_decision.org_id = staff.org_id
	AND sheet_decision.owner_id = staff.id AND sheet_decision.done_at = 0 AND sheet_decision.number = 0);
CREATE INDEX cause_owner ON cause (org_id, owner_id, id);
CREATE INDEX prevention_owner ON prevention (org_id, owner_id, id) WHERE state = 'running';
