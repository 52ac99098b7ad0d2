#!/usr/bin/python3
"""Who says on the telephone that he wants to be asked no more."""
import re
import unittest

from hark import ADMIN
from staff_house import House


class AskedNoMore(House):
    def setUp(self):
        self.address = self.id().rpartition(".")[2][:20] + "@example.net"
        page = self.rasa.get(f"/tickets/{self.ticket(sender=f'Ola Nord <{self.address}>')}")
        self.path = re.search(r'href="(/customers/\d+)"', page.text)[1]
        self.day = re.search(r'name="said_on"[^>]*value="([\d-]+)"', self.rasa.get(self.path).text)[1]

    def say(self, browser=None, **form):
        browser = browser or self.rasa
        browser.get(self.path)
        return browser.send(self.path + "/opt-out", {"said_by": "Ola Nord", "said_on": self.day} | form)

    def words(self, browser=None) -> str:
        return (browser or self.rasa).get(self.path).words

    def test_a_colleague_writes_it_down_with_who_said_it_and_when(self):
        self.assertIn("Questions and news As the rules allow", self.words())
        self.assertEqual(303, self.say().status)
        self.assertEqual(303, self.say(self.tomas, said_by="Tomas again").status)  # twice is once
        page = self.words(self.tomas)
        self.assertIn("Questions and news They want none", page)
        self.assertRegex(page, r"Ola Nord said so on [^;]+; Rasa Petrauskienė wrote it down\.")
        admin = self.hark.sign_in(ADMIN)
        audit = admin.get("/admin/audit").words
        self.assertEqual(1, audit.count("Wrote down that a customer wants no questions"))
        self.assertIn(f"Ola Nord, {self.day}", audit)
        # Whoever wrote it takes a mistake back, and nobody else but an administrator.
        self.assertNotIn("That was a mistake", page)
        refused = self.tomas.send(self.path + "/opt-out/undo")
        self.assertEqual(409, refused.status)
        self.assertIn("Whoever wrote it, or an administrator, can take it back.", refused.words)
        self.assertIn("They want none", self.words())
        self.assertEqual(303, self.rasa.send(self.path + "/opt-out/undo").status)
        page = self.words()
        self.assertIn("As the rules allow", page)
        self.assertIn("They may be asked again.", page)
        self.assertEqual(303, self.rasa.send(self.path + "/opt-out/undo").status)  # twice is once
        audit = admin.get("/admin/audit").words
        self.assertEqual(1, audit.count("Took back that a customer wants no questions"))

    def test_the_customer_takes_it_back_himself_and_what_he_chose_nobody_else_does(self):
        self.say()
        own = self.hark.sign_in(self.address)
        own.get("/my/preferences")
        page = own.get("/my/preferences")
        self.assertNotRegex(page.text, r'name="news" value="1" checked')
        form = {name: page.field(name) for name in ("name", "version")}
        sent = {"language": "", "timezone": "", "has_news": "1", "news": "1"}
        self.assertEqual(303, own.send("/my/preferences", form | sent).status)
        self.assertIn("As the rules allow", self.words())
        own.get("/my/preferences")
        page = own.get("/my/preferences")
        form = {name: page.field(name) for name in ("name", "version")}
        del sent["news"]
        self.assertEqual(303, own.send("/my/preferences", form | sent).status)
        page = self.words()
        self.assertIn("They want none", page)
        self.assertNotIn("wrote it down", page)
        for browser in (self.rasa, self.hark.sign_in(ADMIN)):
            browser.get(self.path)
            refused = browser.send(self.path + "/opt-out/undo")
            self.assertEqual(409, refused.status)
            self.assertIn("They chose this themselves.", refused.words)
        self.assertIn("They want none", self.words())

    def test_nobody_and_a_day_that_is_to_come_are_refused_and_what_was_typed_stays(self):
        for form in ({"said_by": " "}, {"said_on": "2999-01-01"}, {"said_on": "1970-01-01"}, {"said_on": "yesterday"}, {"said_on": ""}):
            page = self.say(**form)
            self.assertEqual(422, page.status, form)
            self.assertIn("Please look at this again", page.words)
            self.assertIn("As the rules allow", self.words())
        self.assertIn('value="Somebody else"', self.say(said_by="Somebody else", said_on="").text)
        self.assertIn("<details open", self.say(said_on="").text)


if __name__ == "__main__":
    unittest.main()
