#!/usr/bin/python3
"""Why somebody was asked, or not: on his page, and of a survey in a chosen time."""
import re
import unittest
import urllib.parse

from hark import DAY, HOUR, MINUTE
from staff_house import House
from test_surveys import ADMIN, RULES, SURVEY

PIA = "Pia Berg <pia@example.net>"


class AskedWhy(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.hark.sign_in(ADMIN)
        cls.admin.get("/admin/surveys/rules")
        cls.admin.post("/admin/surveys/rules", RULES | {"survey_reminder_days": 0})
        cls.admin.get("/admin/surveys/new")
        cls.admin.post("/admin/surveys/new", SURVEY)
        cls.path = re.search(r'href="(/admin/surveys/\d+)"', cls.admin.get("/admin/surveys").text)[1]
        cls.admin.post(cls.path, SURVEY | {"state": "running", "version": cls.admin.get(cls.path).field("version")})

    def ended(self, who: str) -> str:
        """A request of his ends with his word; the page of the customer."""
        number = self.ticket(sender=who, owner=self.rasa)
        self.rasa.resolve(number)
        self.hark.wait(HOUR)
        mails = self.hark.until(lambda: [one for one in self.hark.mails() if f"#{number}]" in str(one["Subject"])
                                         and "/solved/" in one.get_body(("plain",)).get_content()], "the question")
        solved = urllib.parse.urlsplit(re.search(r"http\S+/solved/\S+", mails[-1].get_body(("plain",)).get_content())[0])
        visitor = self.hark.visitor()
        visitor.get(solved.path)
        visitor.post(solved.path, {"answer": "yes"})
        self.hark.wait(MINUTE)
        return re.search(r'href="(/customers/\d+)"', self.rasa.get(f"/tickets/{number}").text)[1]

    def tables(self, results: str) -> dict[str, str]:
        """Each table of the results by its title, which stands twice: above it and as its caption."""
        parts = re.split(r"(By \w+) \1 ", results)
        return dict(zip(parts[1::2], parts[2::2], strict=True))

    def until_words(self, browser, path: str, words: str) -> str:
        return self.hark.until(lambda: words in (page := browser.get(path)).words and page.words, words)

    def test_on_the_page_of_a_customer_and_of_the_survey_stands_why_he_was_asked_or_not(self):
        path = self.ended(PIA)
        page = self.until_words(self.rasa, path, "Was this person asked what they think? Asked After a request")
        self.assertNotIn("Not asked", page)
        self.hark.wait(12 * DAY)
        for browser in ("rasa", "admin"):
            setattr(type(self), browser, self.hark.sign_in(ADMIN if browser == "admin" else "rasa@nordhome.example"))
        self.assertEqual(path, self.ended(PIA))
        page = self.until_words(self.rasa, path, "Not asked After a request")
        self.assertRegex(page, r"They had been asked 12 days before, or written to often enough\. Asked After a request")
        results = self.admin.get(self.path + "/results").words
        self.assertRegex(results, r"Asked 1 50 % They had been asked, or written to, often enough\. 1 50 %"
                                  r"|often enough\. 1 50 % Asked 1 50 %")
        # Who was asked and kept silent has a month, a team and a way all the same.
        for group, words in self.tables(results).items():
            self.assertRegex(words, r"too few 0 0 %", group)
        # Of a time before the first nobody is counted.
        self.assertNotIn("Who was asked, and why", self.admin.get(
            self.path + "/results?from=2020-01-01&until=2020-01-31").words)


if __name__ == "__main__":
    unittest.main()
