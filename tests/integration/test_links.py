"""Every page that a person can come to by clicking, for each kind of person in each language.

From the first page all links and forms that ask are followed (a few of each kind). None leads
nowhere, none breaks, and each page keeps the rules of the house: its language is said, every
placeholder is filled in, nothing is inline, and customers get no script.
"""
import contextlib
import unittest

from crawl import Crawl
from hark import Browser
from walked import MAILS, Tickets

LANGUAGES = tuple(MAILS)


class Links(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        house = Tickets(stack)
        cls.hark, cls.routes, cls.staff, cls.numbers = house.hark, house.routes, house.staff, house.numbers
        house.questions()

    def crawl(self, browser: Browser, language: str, starts: tuple, is_customer: bool, least: int):
        crawl = Crawl(browser, language, self.routes, is_customer).run(*starts)
        self.assertEqual("\n".join(f"{url}: {words}" for words, url in crawl.faults.items()), "")
        self.assertGreater(crawl.pages, least, "too few pages were seen")
        return crawl

    def crawl_staff(self, role: str, least: int):
        starts = ("/inbox", *(f"/tickets/{number}" for number in self.numbers.values()),
                  "/search?q=lamp", "/tickets/new")
        if role == "manager":
            starts = starts[:-1]
        if role == "employee":
            starts = ("/",)
        for language in LANGUAGES:
            with self.subTest(role=role, language=language):
                self.crawl(self.staff[role], language, starts, False, least)

    def test_an_agent_finds_no_dead_end(self):
        self.crawl_staff("agent", 30)

    def test_a_supervisor_finds_no_dead_end(self):
        self.crawl_staff("supervisor", 30)

    def test_a_manager_finds_no_dead_end(self):
        self.crawl_staff("manager", 25)

    def test_an_administrator_finds_no_dead_end(self):
        self.crawl_staff("admin", 45)

    def test_an_employee_finds_no_dead_end(self):
        self.crawl_staff("employee", 1)

    def test_a_customer_finds_no_dead_end(self):
        for language, (sender, _, _) in MAILS.items():
            customer = self.hark.sign_in(sender[sender.index("<") + 1:-1])
            with self.subTest(language=language):
                self.crawl(customer, language, (f"/{language}/", f"/{language}/my/requests",
                                                f"/{language}/new?type=incident"), True, 10)

    def test_a_visitor_finds_no_dead_end(self):
        for language in LANGUAGES:
            with self.subTest(language=language):
                self.crawl(self.hark.visitor(), language,
                           (f"/{language}/", "/", "/staff/sign-in", f"/{language}/sign-in"), True, 8)

    def test_what_is_not_there_is_said_in_the_language_of_the_reader(self):
        for language in LANGUAGES:
            for browser, paths in ((self.hark.visitor(), (f"/{language}/nothing", "/my/nothing")),
                                   (self.staff["agent"], ("/nothing", "/tickets/99999"))):
                for path in paths:
                    answer = browser.ask("GET", path, headers={"Accept-Language": language})
                    crawl = Crawl(browser, language, self.routes, False)
                    self.assertEqual(answer.status, 404, path)
                    crawl.look(path, answer, False)
                    self.assertEqual(crawl.faults, {}, path)


if __name__ == "__main__":
    unittest.main()
