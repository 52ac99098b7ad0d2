-- Those who lead are few: who needs one reads them alone.
CREATE INDEX staff_leaders ON staff (org_id, role, is_active);
