#!/usr/bin/python3
"""Who fell silent: somebody calls, notes each try, and says what came of it."""
import unittest

from hark import DAY, MINUTE, SECOND
from staff_house import RASA, TOMAS, House


class Silent(House):
    def silent(self, subject: str, sender: str) -> int:
        """Solved as we say, and never confirmed."""
        number = self.ticket(subject, sender=sender, owner=self.rasa)
        self.reply(self.rasa, number, "It is solved.", then="resolve")
        self.hark.wait(11 * SECOND)
        self.hark.mail_to(sender, subject)
        # He is asked, reminded, then it is closed: each step by the clock of the one before.
        asked = self.letters(sender, 2)
        self.hark.wait(4 * DAY)
        self.letters(sender, asked + 1)
        self.hark.wait(8 * DAY)
        self.hark.until(lambda: "not_confirmed" in self.hark.command("ticket", "show", str(number), "--json"), "its end")
        # Nobody stays signed in for so long.
        type(self).rasa, type(self).tomas = self.hark.sign_in(RASA), self.hark.sign_in(TOMAS)
        self.hark.until(lambda: subject in self.rasa.get("/loop/silent").words, "his silence")
        return number

    def letters(self, to: str, least: int) -> int:
        def count() -> int:
            found = len([one for one in self.hark.mails() if to in str(one["To"])])
            return found if found >= least else 0
        return self.hark.until(count, f"{least} mails to {to}")

    def call(self, number: int, deed: str, browser=None, **fields):
        browser = browser or self.rasa
        page = browser.get(f"/loop/silent?call={number}")
        version = page.field("version") if 'name="version"' in page.text else "0"
        return browser.send(f"/loop/silent/{deed}", {"number": str(number), "version": version} | fields)

    def test_a_call_is_taken_tried_and_ends_with_what_it_told(self):
        number = self.silent("The tap of Ilva", "ilva@example.net")
        answer = self.call(number, "take")
        self.assertEqual((303, f"/loop/silent?call={number}"), (answer.status, answer.where))
        page = self.rasa.get(answer.where)
        self.assertIn("You call them", self.toast(page))
        self.assertIn("Somebody else sees to it", page.words)
        self.assertEqual(409, self.call(number, "take", self.tomas, version="0").status)
        answer = self.call(number, "tried", words=" ")
        self.assertEqual(422, answer.status)
        self.assertIn("Please say it in a sentence", answer.words)
        self.assertEqual(303, self.call(number, "tried", words="Nobody at noon").status)
        self.assertIn("Nobody at noon", self.rasa.get(f"/loop/silent?call={number}").words)
        answer = self.call(number, "end", outcome="unreachable", words="Once is enough")
        self.assertEqual(422, answer.status)
        self.assertIn("Once is enough</textarea>", answer.text)
        self.assertEqual(303, self.call(number, "end", outcome="wish", words="It drips again").status)
        words = self.rasa.get("/loop/silent").words
        self.assertIn("They needed something after all", words)
        self.assertIn("Spoken to: 1; of these, needed something after all or had left: 1", words)

    def test_a_call_that_is_given_rings_and_leads_to_it_and_is_late_once(self):
        number = self.silent("The lamp of Oskar", "oskar@example.net")
        tomas = self.tomas.get("/loop/silent")
        self.assertIn("Let Hark choose who calls", tomas.words)
        self.hark.wait(11 * MINUTE)  # she is not looking
        self.call(number, "give", self.tomas, owner="0")
        self.hark.until(lambda: [one for one in self.hark.mails() if RASA in str(one["To"]) and
                                 f"/loop/silent?call={number}" in one.get_body(("plain",)).get_content()], "its mail")
        self.assertIn("asks you to call somebody who fell silent", self.rasa.get("/notifications").words)
        for _ in range(2):
            self.hark.wait(3 * DAY + MINUTE)
            rasa = self.hark.sign_in(RASA)
            self.hark.until(lambda: "waits for a call of yours" in rasa.get("/notifications").words, "the bell")  # pylint: disable=cell-var-from-loop
        self.assertEqual(1, rasa.get("/notifications").words.count("waits for a call of yours"))

    def test_customers_find_no_such_page(self):
        customer = self.hark.visitor()
        self.assertNotIn("Fell silent", customer.get("/loop/silent").words)
        self.assertIn(self.call(1, "take", customer).status, (303, 401, 403, 404))


if __name__ == "__main__":
    unittest.main()
