-- A mailbox may take less than the house; what is too much of a mail is left out, named, and still in the mail as it came.
ALTER TABLE mailbox ADD COLUMN mail_max bigint NOT NULL DEFAULT 0 CHECK (mail_max >= 0); -- bytes of one mail; 0: as the house has it
ALTER TABLE mailbox ADD COLUMN files_max bigint NOT NULL DEFAULT 0 CHECK (files_max >= 0); -- attachments of one mail; 0: as the house has it
ALTER TABLE mailbox ADD COLUMN file_max bigint NOT NULL DEFAULT 0 CHECK (file_max >= 0); -- bytes of one attachment; 0: as the house has it
ALTER TABLE attachment ADD COLUMN left_out text NOT NULL DEFAULT '' CHECK (left_out IN ('', 'file', 'files', 'mail')); -- why it is named alone: larger than a file may be, one too many, or the mail was too large; '': it is there
