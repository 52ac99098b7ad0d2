#!/usr/bin/python3
"""What was said in confidence, once it stands among what others said: it is not changed any more, and what an earlier
version published with too few is taken back once."""
import re
import sqlite3
import subprocess
import unittest
import urllib.parse

from hark import HOUR
from staff_house import House
from test_surveys import ADMIN, RULES, SURVEY


class Published(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.hark.sign_in(ADMIN)
        cls.admin.get("/admin/surveys/rules")
        cls.admin.post("/admin/surveys/rules", RULES)

    def sql(self, *statements: str) -> None:
        if self.hark.database.name:
            subprocess.run(["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", self.hark.database.url,
                            *[word for one in statements for word in ("-c", one)]], check=True, capture_output=True)
            return
        line = sqlite3.connect(self.hark.folder / "var/hark.db")
        for one in statements:
            line.execute(one)
        line.commit()
        line.close()

    def survey(self, name: str, occasion: str = "open") -> tuple[str, str]:
        """Its page for us, and that for everybody."""
        wish = SURVEY | {"name": name, "kind": "csat", "occasion": occasion, "mode": "confidential", "least": 5}
        self.admin.get("/admin/surveys/new")
        self.admin.post("/admin/surveys/new", wish)
        path = re.search(rf'href="(/admin/surveys/\d+)">{name}', self.admin.get("/admin/surveys").text)[1]
        self.admin.post(path, wish | {"state": "running", "version": self.admin.get(path).field("version")})
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)
        return path, page and page[0]

    def say(self, page: str, count: int, words: str) -> None:
        with self.hark.weeks_ago(1):
            for i in range(count):
                person = self.hark.visitor()
                person.get(page)
                self.assertEqual(303, person.send(page, {"q0": "1", "q1": f"{words} {i}."}).status)

    def answers(self, path: str, count: int) -> None:
        self.hark.until(lambda: f"{count} answers" in self.admin.get(path + "/results").text, f"{count} answers")

    def asked(self, who: str) -> str:
        """The page by which somebody is asked whose request was closed with his word."""
        number = self.ticket(sender=who, owner=self.rasa)
        version = self.rasa.get(f"/tickets/{number}").field("version")
        self.rasa.post(f"/tickets/{number}/resolve", {"version": version})
        self.hark.wait(HOUR)
        solved, visitor = self.linked(who, "really solved", "/solved/"), self.hark.visitor()
        visitor.get(solved)
        visitor.post(solved, {"answer": "yes"})
        return self.linked(who, "One question", "/s/")

    def linked(self, who: str, subject: str, where: str) -> str:
        text = self.hark.mail_to(who, subject).get_body(("plain",)).get_content()
        return urllib.parse.urlsplit(re.search(rf"http\S+{where}[^?\s]+", text)[0]).path

    def test_what_stands_among_others_shows_no_form_and_says_why(self):
        path, _ = self.survey("Among others", "contact")
        pages = []
        for i in range(6):
            pages.append(self.asked(f"p{i}@example.net"))
            person = self.hark.visitor()
            text = person.get(pages[i]).text
            self.assertIn('name="q0"', text)
            said = {"q0": "2", "q1": f"The lift of house {i}."} | ({"contact": "1"} if i == 5 else {})
            self.assertEqual(303, person.send(pages[i], said).status)
            self.assertIn("Change my answer", person.get(pages[i] + "?said=1").text)
        early = self.hark.visitor()
        self.assertIn('name="q0"', early.get(pages[0]).text)
        self.hark.wait(7 * 24 * HOUR)
        self.admin = self.hark.sign_in(ADMIN)
        self.answers(path, 6)
        person = self.hark.visitor()
        for browser in (person, self.admin):
            text = browser.get(pages[0]).text
            self.assertIn("Your answer stands among those of others by now", text)
            self.assertIn("please write to us", text)
            self.assertNotIn("<form class", text)
            self.assertNotIn('name="q0"', text)
        self.assertNotIn("Change my answer", person.get(pages[0] + "?said=1").text)
        # A form that was open all the while says the same.
        late = early.send(pages[0], {"q0": "5", "q1": "All is well."})
        self.assertEqual(409, late.status)
        self.assertNotIn('name="q0"', late.text)
        self.assertEqual(1, late.text.count("Your answer stands among those of others by now"))
        # Who was seen by name anyway may still say whether somebody is to get in touch, and no more.
        text = person.get(pages[5]).text
        self.assertIn('name="contact" value="1" checked', text)
        self.assertNotIn('name="q0"', text)
        self.assertEqual(303, person.send(pages[5], {}).status)
        self.assertIn('name="contact" value="1">', person.get(pages[5]).text)
        self.assertEqual(303, person.send(pages[5], {"contact": "1"}).status)
        self.assertIn('name="contact" value="1" checked', person.get(pages[5]).text)
        self.answers(path, 6)
        self.hark.command("fsck")

    def test_what_an_earlier_version_published_with_too_few_is_taken_back_and_comes_again(self):
        few, few_page = self.survey("With too few")
        many, many_page = self.survey("With enough")
        for path, page, words in ((few, few_page, "The lift of tower"), (many, many_page, "The gate of yard")):
            self.say(page, 5, words)
            self.answers(path, 5)
        self.assertIn("The lift of tower", self.admin.get("/loop/wall").text)
        self.hark.stop()
        # The earlier version counted whoever is seen by name too, as two of these were.
        survey_id = few.rpartition("/")[2]
        self.sql(f"UPDATE response SET is_hidden = 0 WHERE id IN (SELECT id FROM response WHERE survey_id = {survey_id} LIMIT 2)",
                 "DROP INDEX response_spent", "DROP INDEX response_hiding", "ALTER TABLE response DROP COLUMN is_spent",
                 "DELETE FROM migration WHERE number = 158")
        self.hark.start()
        self.answers(few, 0)
        self.assertNotIn("The lift of tower", self.admin.get("/loop/wall").text)
        self.assertNotIn("The lift of tower", self.admin.get(few + "/results").text)
        self.answers(many, 5)
        self.assertIn("The gate of yard", self.admin.get("/loop/wall").text)
        self.hark.command("fsck")
        self.say(few_page, 5, "The stairs of tower")
        self.answers(few, 10)
        self.assertIn("The lift of tower", self.admin.get("/loop/wall").text)
        self.answers(many, 5)
        self.hark.command("fsck")


if __name__ == "__main__":
    unittest.main()
