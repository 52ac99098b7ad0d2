#!/usr/bin/python3
"""Whose turn it is after a reply: of us, of the customer, or of nobody; and what he reads of it."""
import re
import unittest

from hark import SECOND, mail
from staff_house import House


class Turns(House):
    def asked(self):
        """A ticket of Rasa's, and its customer before his page."""
        address = f"turn{self.hark.mail_in(mail('x@example.net', 'One more', 'To count.'))}@example.net"
        number = self.ticket(sender=f"Ola Nord <{address}>", owner=self.rasa)
        return number, self.hark.sign_in(address), f"/my/requests/{number}"

    def test_the_usual_button_promises_the_next_word(self):
        number, ola, path = self.asked()
        page = self.rasa.get(f"/tickets/{number}")
        panel = page.text[page.text.index('id="panel-reply"'):page.text.index('id="panel-note"')]
        buttons = re.findall(r'<button class="([^"]*)" name="then" value="(\w+)"', panel)
        self.assertEqual(["open", "wait", "resolve"], [value for _, value in buttons])
        self.assertEqual([True, False, False], ["btn-p" in kind for kind, _ in buttons])
        self.assertIn("Send, I go on with it", page.words)
        self.reply(self.rasa, number, "I will ask the warehouse and tell you tomorrow.", then="open")
        self.assertIn("Next update", self.rasa.get(f"/tickets/{number}").words)
        held = ola.get(path).words
        self.assertIn("You will have an answer by", held)
        self.assertNotIn("You hear from us by", held)
        self.hark.wait(20 * SECOND)
        told = self.hark.until(lambda: self.says(ola, path, "You hear from us by"), "the promise")
        self.assertIn("I will ask the warehouse", told)
        self.assertNotIn("needs your answer", told)

    def test_who_answers_anothers_ticket_is_told_who_goes_on(self):
        number, _, _ = self.asked()
        page = self.tomas.get(f"/tickets/{number}")
        self.assertIn("Send, Rasa Petrauskienė goes on with it", page.words)
        self.assertNotIn("I go on with it", page.words)
        page = self.tomas.get(self.reply(self.tomas, number, "She looks into it.", then="open").where)
        self.assertEqual("Your reply goes out in 10 seconds. Rasa Petrauskienė goes on with it.", self.toast(page))
        self.assertIn("Owner: Rasa Petrauskienė", page.words)
        page = self.rasa.get(self.reply(self.rasa, number, "I looked.", then="open").where)
        self.assertEqual("Your reply goes out in 10 seconds. You go on with it.", self.toast(page))

    def test_who_waits_for_the_customer_says_so_when_it_has_left(self):
        number, ola, path = self.asked()
        self.reply(self.rasa, number, "Which floor is it?", then="wait")
        for page in ("/", "/my/requests", path):
            self.assertNotIn("need your answer", ola.get(page).words.replace("needs", "need"), page)
        self.hark.wait(20 * SECOND)
        self.hark.until(lambda: self.says(ola, path, "needs your answer to go on"), "the question")
        for page in ("/", "/my/requests"):
            self.assertIn("needs your answer", ola.get(page).words, page)

    def test_a_resolved_one_asks_only_when_the_reply_has_left(self):
        number, ola, path = self.asked()
        self.reply(self.rasa, number, "A new tap is in.", then="resolve")
        self.assertNotIn("Is it really solved", ola.get(path).words)
        self.hark.wait(20 * SECOND)
        self.hark.until(lambda: self.says(ola, path, "Is it really solved"), "the question")

    def test_a_customer_who_writes_meanwhile_is_heard(self):
        number, ola, path = self.asked()
        self.reply(self.rasa, number, "Which floor is it?", then="wait")
        ola.get(path)
        self.assertEqual(303, ola.send(path + "/messages", {"body": "The third.", "key": "k1"}).status)
        self.assertNotIn("needs your answer", ola.get(path).words)

    def says(self, browser, path: str, sentence: str) -> str:
        words = browser.get(path).words
        return words if sentence in words else ""


if __name__ == "__main__":
    unittest.main()
