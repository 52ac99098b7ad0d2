#!/usr/bin/python3
import unittest

from tree import TreeTest
import check_banned


class Banned(TreeTest):
    def refusals(self, name, code):
        self.write(name, code)
        return check_banned.findings(self.top)

    def test_each_banned_function_is_found(self):
        for name in check_banned.BANNED:
            found = self.refusals("src/ticket/ticket.c", f"int x(void)\n{{\n\t{name} (y);\n}}\n")
            self.assertEqual(1, len(found), name)
            self.assertTrue(found[0].startswith(f"src/ticket/ticket.c:3: {name} is banned"), found)

    def test_base_may_wrap_them(self):
        self.assertEqual([], self.refusals("src/base/arena.c", "\tfree(block);\n"))

    def test_longer_names_members_comments_and_strings_are_no_calls(self):
        self.assertEqual([], self.refusals("src/ticket/ticket.c", """
/* free(x) gives it back,
   and time(NULL) asks */
\tgmtime_r(a, b); hk_free(c); page->time(d); rows.free(e);
\tlog("call free(x) \\" or system(y)"); // atoi(z)
\tchar quote = '"'; run_time(f);
"""))

    def test_a_call_after_a_quoted_quote_is_still_found(self):
        self.assertEqual(["src/ticket/ticket.c:1: system is banned; use nothing"],
                         self.refusals("src/ticket/ticket.c", "char q = '\"'; system(x);\n"))

    def test_lines_are_counted_through_long_comments(self):
        found = self.refusals("src/ticket/ticket.c", "/* one\n two\n three */\natoi(x);\n")
        self.assertEqual(["src/ticket/ticket.c:4: atoi is banned; use hk_number"], found)

    def test_only_where_a_request_begins_may_the_clock_be_read(self):
        self.assertEqual([], self.refusals("src/web/server.c", "hk_clock_now();\n"))
        self.assertEqual([], self.refusals("src/app/serve.c", "hk_clock_now();\n"))
        self.assertEqual(1, len(self.refusals("src/ticket/ticket.c", "hk_clock_now();\n")))

    def test_goto_is_found(self):
        self.assertEqual(1, len(self.refusals("src/ticket/ticket.c", "\tgoto out;\n")))

    def test_a_scoped_variable_has_a_value_before_anybody_may_leave(self):
        early = ("int f(void)\n{\n\tscoped_buf out;\n\n\tif (a)\n\t\treturn b;\n"
                 "\thk_buf_init(&out, 1);\n\treturn c;\n}\n")
        self.assertEqual(["src/ticket/ticket.c:3: out may be freed before it was begun; "
                          "give it a value"], self.refusals("src/ticket/ticket.c", early))
        for begun in (early.replace("out;", "out = { 0 };"),
                      early.replace("\tif (a)", "\thk_buf_init(&out, 1);\n\tif (a)")):
            self.assertEqual([], self.refusals("src/ticket/ticket.c", begun))


if __name__ == "__main__":
    unittest.main()
