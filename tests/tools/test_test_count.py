#!/usr/bin/python3
import unittest

import tree  # noqa: F401  finds tools/
from test_count import Count, Total, count_output

CMOCKA = """1..5
ok 1 - a_ticket_has_one_owner
no database here
not ok 2 # SKIP it_works_on_postgresql
not ok 3 - it_counts
# 0x1 != 0x2
ok 4 - e
"""


class Counting(unittest.TestCase):
    def check(self, output, code, passed, failed, skipped):
        count = count_output(output, code)
        self.assertEqual((passed, failed, skipped), (count.passed, count.failed, count.skipped))
        return count

    def test_cmocka_is_counted_and_a_promised_test_that_never_ran_failed(self):
        count = self.check(CMOCKA, 134, 2, 2, 1)
        self.assertEqual([("it_works_on_postgresql", "no database here")], count.skips)

    def test_several_groups_of_one_program_add_up(self):
        self.check("1..1\nok 1 - a\n1..2\nok 1 - b\nok 2 - c\n", 0, 3, 0, 0)

    def test_node_counts_only_what_stands_at_the_margin(self):
        count = self.check("TAP version 13\n# Subtest: a\n    ok 1 - inner\n    1..1\nok 1 - a\n"
                           "ok 2 - b # SKIP no browser\n1..2\n# pass 1\n", 0, 1, 0, 1)
        self.assertEqual([("b", "no browser")], count.skips)

    def test_python_is_counted_with_errors_and_skips(self):
        output = ("test_a (test_x.X.test_a) ... ok\n"
                  "test_b (test_x.X.test_b) ... skipped 'no mail server'\n"
                  "Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=1, skipped=1)\n")
        count = self.check(output, 1, 2, 2, 1)
        self.assertEqual([("test_b", "no mail server")], count.skips)

    def test_a_program_that_says_all_is_well_and_then_dies_failed(self):
        self.check("1..1\nok 1 - a\n", 1, 1, 1, 0)
        self.check("Ran 3 tests in 0.1s\n\nOK\n", -11, 3, 1, 0)

    def test_a_program_without_tests_failed(self):
        self.check("Ran 0 tests in 0.000s\n\nOK\n", 0, 0, 1, 0)
        self.check("1..0\n", 0, 0, 1, 0)

    def test_a_silent_program_is_one_test_by_its_exit_code(self):
        self.check("", 0, 1, 0, 0)
        self.check("whatever", 3, 0, 1, 0)
        count = self.check("no Landlock in this kernel\n", 77, 0, 0, 1)
        self.assertEqual([("", "no Landlock in this kernel")], count.skips)

    def test_the_plan_is_no_reason(self):
        count = self.check("1..1\nnot ok 1 # SKIP it_needs_a_server\n", 0, 0, 0, 1)
        self.assertEqual([("it_needs_a_server", "no reason given")], count.skips)

    def test_what_one_suite_skipped_and_another_passed_was_not_left_out(self):
        total = Total()
        total.add("on SQLite", "db", Count(1, 0, 2, {"a"}, [("b", "why b"), ("c", "why c")]))
        total.add("on PostgreSQL", "db", Count(1, 0, 1, {"b"}, [("a", "why a")]))
        total.add("on PostgreSQL", "web", Count(1, 0, 0, {"c"}))
        self.assertEqual(["skipped: on SQLite: db: c: why c",
                          "2 tests that a suite skipped passed in another",
                          "3 passed, 0 failed, 1 skipped"], total.lines())


if __name__ == "__main__":
    unittest.main()
