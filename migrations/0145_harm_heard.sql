-- Harms that a rule read in a customer's words, until a person says whether it is so (src/ticket/purpose/harm_heard.h).
ALTER TABLE ticket ADD COLUMN harm_heard text NOT NULL DEFAULT ''; -- codes of harm with blanks between that nobody has looked at yet; '-': a person has judged, and no rule adds any more; '': neither
