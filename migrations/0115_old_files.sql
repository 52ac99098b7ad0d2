-- Files that were there before the house had a scanner are found one after the other, and so are pictures that came before there were small ones.
CREATE INDEX attachment_unscanned ON attachment (org_id, message_id, position) WHERE scan = '' AND left_out = '';
UPDATE attachment SET thumb_due = 1 WHERE thumb_due = 0 AND thumb_blob = '' AND left_out = '' AND position < 20 AND size <= 33554432 AND lower(type) IN ('image/png', 'image/jpeg', 'image/jpg', 'image/gif', 'image/webp', 'image/pjpeg');
