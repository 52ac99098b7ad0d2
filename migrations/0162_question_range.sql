-- A number or an amount may have a least and a greatest value. Text, as it is kept in an answer: 3.5 is exact so.
ALTER TABLE question ADD COLUMN least text NOT NULL DEFAULT ''; -- no answer is less; '': of money 0, of a number none
ALTER TABLE question ADD COLUMN most text NOT NULL DEFAULT ''; -- no answer is more; '': none
