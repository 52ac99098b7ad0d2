-- A screen on a wall shows the control centre, or what customers say.
ALTER TABLE wall ADD COLUMN shows text NOT NULL DEFAULT 'control' CHECK (shows IN ('control', 'voices')); -- voices: the wall of stories and answers, masked as everybody sees it
