#!/usr/bin/python3
import pathlib
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

import embed_migrations  # noqa: E402

WORDS = ["a", "b", "c", "d", "", None]


class Migrations(unittest.TestCase):
    def accepted(self, check: str) -> list:
        """Which words a table with this check takes, after what is written anew and before."""
        takes = []
        table = f"CREATE TABLE t (state text CHECK ({check}))"
        for text in (table, embed_migrations.cheaper(table)):
            with sqlite3.connect(":memory:") as base:
                base.execute(text)
                takes.append([base.execute("INSERT OR IGNORE INTO t VALUES (?)", (word,)).rowcount for word in WORDS])
        return takes

    def test_a_check_of_many_words_compares_with_each_and_takes_the_same(self):
        for check in ("state IN ('a', 'b', 'c')", "NOT state IN ('a', 'b', 'c') AND state <> 'd'",
                      "state IN ('a',\n\t'b', 'c') OR state = ''"):
            before, after = self.accepted(check)
            self.assertEqual(before, after)
            self.assertNotIn(" IN ", embed_migrations.cheaper(f"CHECK ({check})"))

    def test_what_is_no_list_of_many_words_stays(self):
        for text in ("state IN ('a', 'b')", "state NOT IN ('a', 'b', 'c')", "id IN (1, 2, 3)",
                     "state IN ('a', 'it''s', 'c')", "lower(state) IN ('a', 'b', 'c')", "kind IN (SELECT 'a')"):
            self.assertEqual(embed_migrations.cheaper(f"CHECK ({text})"), f"CHECK ({text})")

    def test_an_index_keeps_its_words_for_questions_are_compared_with_them(self):
        index = "CREATE INDEX i ON t (id) WHERE state IN ('a', 'b', 'c'); -- CHECK (nothing)"
        self.assertEqual(embed_migrations.cheaper(index), index)


if __name__ == "__main__":
    unittest.main()
