#!/usr/bin/python3
import re
import subprocess
import unittest

from tree import TOP, TreeTest

LISTS = sorted((TOP / "packaging").glob("packages-*.txt"))


class Door(TreeTest):
    def bash(self, script: str) -> str:
        return subprocess.run(["bash", "-euc", f". {TOP}/tools/do/packages.sh; {script}"],
                              cwd=self.top, check=True, capture_output=True, text=True).stdout

    def test_every_task_is_listed_with_a_sentence(self):
        said = subprocess.run([TOP / "do"], check=True, capture_output=True, text=True).stdout
        tasks = re.findall(r"^do_(\w+)\(\)", (TOP / "do").read_text(), re.M)
        self.assertIn("run", tasks)
        for task in tasks:
            if task != "help":
                self.assertRegex(said, rf"(?m)^  {task} +\S")

    def test_an_unknown_task_is_refused_and_the_known_ones_are_told(self):
        done = subprocess.run([TOP / "do", "dance"], check=False, capture_output=True, text=True)
        self.assertEqual(64, done.returncode)
        self.assertIn("run", done.stderr)

    def test_package_lists_are_sorted_and_name_nothing_twice(self):
        self.assertEqual(["bench", "build", "run", "test"], [path.stem.removeprefix("packages-") for path in LISTS])
        for path in LISTS:
            lines = path.read_text().splitlines()
            self.assertEqual(sorted(set(lines)), lines, path.name)
            for line in lines:
                self.assertRegex(line, r"^[a-z0-9][a-z0-9.+-]+( unless [a-z0-9.-]+)?$", path.name)

    def test_only_what_is_missing_is_to_be_installed(self):
        self.write("packaging/packages-a.txt", "bash\nno-such-package\n\n# a comment\n")
        self.write("packaging/packages-b.txt", "another-missing\nno-such-package\n")
        self.assertEqual("another-missing\nno-such-package\n", self.bash("packages_missing a b"))

    def test_another_build_of_a_command_makes_its_package_unnecessary(self):
        self.write("packaging/packages-a.txt",
                   "missing-one unless bash\nmissing-two unless no-such-command\n")
        self.assertEqual("missing-two\n", self.bash("packages_missing a"))

    def test_nothing_is_missing_when_all_is_there(self):
        self.write("packaging/packages-a.txt", "bash\n")
        self.assertEqual("", self.bash("packages_missing a; packages_need a"))


if __name__ == "__main__":
    unittest.main()
