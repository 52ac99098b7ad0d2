#!/usr/bin/python3
import subprocess
import unittest
from unittest import mock

from tree import TreeTest
import lint


class Lint(TreeTest):
    def setUp(self):
        super().setUp()
        subprocess.run(["git", "init", "-q", self.top], check=True)
        patch = mock.patch.object(lint, "TOP", self.top)
        patch.start()
        self.addCleanup(patch.stop)

    def test_a_file_that_grew_too_long_is_found(self):
        self.write("src/ticket/short.c", "\n" * 600)
        self.write("src/ticket/long.c", "\n" * 601)
        self.assertEqual(["src/ticket/long.c: 601 lines, more than 600: split it by idea"],
                         lint.check_sizes())

    def test_what_was_left_undone_is_found(self):
        self.write("src/ticket/a.c", "/* all done */\n/* TO" + "DO: the rest */\n")
        self.assertEqual(1, len(lint.check_leftovers()))

    def test_inline_script_and_style_are_found(self):
        bad = ['<script>alert(1)</script>', '<p style="color:red">', '<a onclick="x()">',
               '<style>', '<div hx-on:click="x">']
        self.write("templates/bad.html", "\n".join(bad))
        self.assertEqual(len(bad), len(lint.check_inline()))

    def test_scripts_by_address_and_words_of_people_are_no_findings(self):
        self.write("templates/good.html",
                   '<script src="/assets/hark.js" defer></script>\n<p>Our style = yours</p>\n')
        self.assertEqual([], lint.check_inline())

    def test_an_address_in_a_lock_file_is_found(self):
        self.write("assets/package-lock.json",
                   '{ "a": { "resolved": "https://registry.example/a.tgz" }, "version": "1" }\n')
        self.assertEqual(1, len(lint.check_lockfiles()))

    def test_code_that_is_not_formatted_is_found(self):
        self.write(".clang-format", "BasedOnStyle: LLVM\n")
        self.write("src/base/good.c", "int x;\n")
        self.write("src/base/bad.c", "int   x;\n")
        self.assertEqual(["src/base/bad.c: 1 lines are not as clang-format-14 -i writes them"],
                         lint.check_format())

    def test_what_is_ignored_is_not_looked_at(self):
        self.write(".gitignore", "/src/made/\n")
        self.write("src/made/long.c", "\n" * 700)
        self.assertEqual([], lint.check_sizes())


if __name__ == "__main__":
    unittest.main()
