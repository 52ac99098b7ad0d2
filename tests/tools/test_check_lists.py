#!/usr/bin/python3
import unittest

from tree import TreeTest
import check_lists


class Lists(TreeTest):
    def test_a_duty_that_no_list_names_would_never_run(self):
        self.write("src/job/later.c", "int one;\nconst struct job_kind later_job = { LATER_JOB, run };\n")
        self.write("src/job/jobs.c", "const struct job_kind *const job_kinds[] = {\n\t&mail_later_job,\n\tNULL,\n};\n")
        self.assertEqual(["src/job/later.c:2: later_job is not in src/job/jobs.c: nobody runs it"],
                         check_lists.findings(self.top))

    def test_a_family_that_no_list_names_would_never_be_reached(self):
        self.write("src/web/pages/desk/saved_pages.c", "const struct web_route saved_pages[] = {\n};\n")
        self.write("src/app/registry.c", '\t{ "saved_pages", view_pages },\n')
        self.assertEqual(["src/web/pages/desk/saved_pages.c:1: saved_pages is not in src/app/registry.c: "
                          "nobody can reach it"], check_lists.findings(self.top))

    def test_what_is_listed_is_in_order(self):
        self.write("src/job/later.c", "const struct job_kind later_job = { LATER_JOB, run };\n")
        self.write("src/job/jobs.c", "\t&later_job,\n")
        self.write("src/web/pages/desk/saved_pages.c", "const struct web_route saved_pages[] = {\n};\n")
        self.write("src/app/registry.c", '\t{ "saved", saved_pages },\n')
        self.assertEqual([], check_lists.findings(self.top))


if __name__ == "__main__":
    unittest.main()
