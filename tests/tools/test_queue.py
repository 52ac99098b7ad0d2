#!/usr/bin/python3
"""The queue of tools/test_all.py, with programs of a few words."""
import contextlib
import io
import os
import pathlib
import tempfile
import time
import unittest

import tree  # noqa: F401  finds tools/
import test_all
import test_count


def program(name: str, script: str, seconds: float = 60, **more) -> test_all.Program:
    return test_all.Program(name, ["sh", "-c", script], seconds, **more)


class Queue(unittest.TestCase):
    def run_suites(self, *suites: test_all.Suite) -> str:
        self.total, said = test_count.Total(), io.StringIO()
        with contextlib.redirect_stdout(said):
            test_all.suites_run(list(suites), self.total)
        return said.getvalue()

    def test_every_program_of_every_suite_is_counted_once(self):
        said = self.run_suites(
            test_all.Suite("one", [program(str(i), "echo 1..1; echo ok 1 - a") for i in range(9)]),
            test_all.Suite("two", [program("x", "true")], 1, 5))
        self.assertEqual(10, self.total.passed)
        self.assertRegex(said, r"(?m)^one +[\d.]+ s  9 passed$")
        self.assertRegex(said, r"(?m)^two +[\d.]+ s  1 passed$")

    def test_what_fails_is_told_with_what_it_said(self):
        said = self.run_suites(test_all.Suite("one", [program("bad", "echo because; exit 3"),
                                                      program("good", "true")]))
        self.assertEqual((1, 1), (self.total.passed, self.total.failed))
        self.assertIn("1 passed, 1 FAILED", said)
        self.assertIn("--- one: bad ---\nbecause", said)

    def test_what_takes_too_long_is_ended_and_has_failed_with_all_that_it_started(self):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.monotonic()
            said = self.run_suites(test_all.Suite(
                "one", [program("slow", f"sleep 300 & echo $! >{folder}/child; wait", 0.1)]))
            self.assertLess(time.monotonic() - begun, 200)
            child = (pathlib.Path(folder) / "child").read_text().strip()
            state = pathlib.Path(f"/proc/{child}/stat")
            self.assertTrue(not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z")
        self.assertEqual(1, self.total.failed)
        self.assertIn("ended: it ran longer than", said)

    def test_a_suite_that_asks_for_one_at_a_time_gets_one_at_a_time(self):
        with tempfile.TemporaryDirectory() as folder:
            alone = f"mkdir {folder}/taken && sleep 0.1 && rmdir {folder}/taken"
            self.run_suites(test_all.Suite("one", [program(str(i), alone) for i in range(5)], 1),
                            test_all.Suite("two", [program(str(i), "true") for i in range(5)]))
        self.assertEqual((10, 0), (self.total.passed, self.total.failed))

    def test_a_child_left_running_does_not_hold_up_its_suite(self):
        begun = time.monotonic()
        self.run_suites(test_all.Suite("one", [program("left", "sleep 300 & exit 0")]))
        self.assertLess(time.monotonic() - begun, 200)
        self.assertEqual(1, self.total.passed)

    def test_lint_gives_way_to_the_others(self):
        lowest = os.nice(0) + 10
        self.run_suites(test_all.Suite("one", [program("n", f"test $(nice) = {min(lowest, 19)}", nice=10)]))
        self.assertEqual((1, 0), (self.total.passed, self.total.failed))

    def test_words_choose_programs_by_suite_and_name(self):
        suites = [test_all.Suite("unit, gcc", [program("ticket", "true"), program("mail", "true")]),
                  test_all.Suite("unit, clang", [program("mail", "true")])]
        chosen = test_all.suites_wanted(suites, ["gcc", "mail"])
        self.assertEqual([("unit, gcc", ["mail"])],
                         [(suite.name, [one.name for one in suite.programs]) for suite in chosen])


if __name__ == "__main__":
    unittest.main()
