#!/usr/bin/python3
"""Nothing that ends a ticket goes over a word that came in since somebody looked at it."""
import html
import re
import unittest

from hark import ADMIN, mail
from staff_house import OLA, House


class Unseen(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.hark.sign_in(ADMIN)

    def word(self, number: int, text: str, sender: str = OLA) -> None:
        self.assertEqual(number, self.hark.mail_in(mail(sender, f"Re: [#{number}]", text)))

    def task(self, number: int, text: str) -> None:
        form = self.rasa.get(f"/tickets/{number}/tasks/new")
        who = re.search(r'value="([^"]+)"[^>]*>[^<]*Tomas Vaitkus', form.text)[1]
        answer = self.rasa.send(f"/tickets/{number}/tasks", {"text": text, "who": who, "due": form.field("due")})
        self.assertEqual(303, answer.status, answer.words[-600:])

    def is_resolved(self, number: int) -> bool:
        return "Resolved, not confirmed yet" in self.rasa.get(f"/tickets/{number}").words

    def stopped(self, answer, text: str) -> None:
        self.assertEqual(409, answer.status, answer.words[-600:])
        self.assertIn("Something new arrived since you looked", answer.words)
        self.assertIn(text, answer.words)


class One(Unseen):
    def test_resolving_stops_at_a_word_that_came_since_the_page_and_shows_it(self):
        number = self.ticket("The tap", owner=self.rasa)
        seen = self.rasa.get(f"/tickets/{number}").seen
        self.word(number, "Now the cellar is under water.")
        for marks in (seen, {}, {"version": "0", "stood": "0"}):
            stopped = self.rasa.send(f"/tickets/{number}/resolve", marks)
            self.stopped(stopped, "Now the cellar is under water.")
        self.assertFalse(self.is_resolved(number))
        # What is read now counts as seen.
        self.rasa.post(f"/tickets/{number}/resolve", stopped.seen)
        self.assertTrue(self.is_resolved(number))

    def test_resolving_stops_where_a_colleague_changed_the_ticket_meanwhile(self):
        number = self.ticket("Whose is it", owner=self.rasa)
        seen = self.rasa.get(f"/tickets/{number}").seen
        self.tomas.get(f"/tickets/{number}")
        self.tomas.post(f"/tickets/{number}/assign", {"owner": "me"})
        stopped = self.rasa.send(f"/tickets/{number}/resolve", seen)
        self.assertEqual(409, stopped.status)
        self.assertIn("The ticket changed since you looked", stopped.words)
        self.assertIn("Tomas Vaitkus", stopped.words)

    def test_what_was_said_about_its_tasks_is_kept_when_it_stops(self):
        number = self.ticket("Tasks too", owner=self.rasa)
        self.task(number, "Look for a seal.")
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("Look for a seal.", page.words)
        asked = self.rasa.post(f"/tickets/{number}/resolve", page.seen)
        self.assertIn("Others still work on ticket", asked.words)
        self.word(number, "It is worse.")
        stopped = self.rasa.send(f"/tickets/{number}/resolve", asked.seen | {"tasks": "back"})
        self.stopped(stopped, "It is worse.")
        self.assertEqual("back", re.search(r'<button[^>]*name="tasks" value="(\w*)"', stopped.text)[1])
        self.rasa.post(f"/tickets/{number}/resolve", stopped.seen | {"tasks": "back"})
        self.assertTrue(self.is_resolved(number))

    def test_a_macro_that_ends_a_ticket_stops_and_another_does_not(self):
        for name, action in (("Over", {"a0_kind": "resolve"}), ("Note it", {"a0_kind": "note", "a0_text": "Ask Mei."})):
            self.admin.get("/admin/rules/new?kind=macro")
            self.assertEqual(303, self.admin.send("/admin/rules/new?kind=macro", {
                "do": "save", "version": "0", "name": name, "share": ""} | action).status)
        number = self.ticket("Macros", owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}/macros")
        paths = {name: re.search(rf'<h2[^>]*>{name}</h2>.*?action="([^"]+)"', page.text, re.S)[1]
                 for name in ("Over", "Note it")}
        self.word(number, "Still dripping.")
        self.stopped(self.rasa.send(paths["Over"], page.seen), "Still dripping.")
        self.assertEqual(303, self.rasa.send(paths["Note it"], page.seen).status)
        self.assertFalse(self.is_resolved(number))


class Steps(Unseen):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        form = cls.admin.get("/admin/steps/inquiry")
        assert cls.admin.send("/admin/steps/inquiry", {
            "version": form.field("version"), "steps": "looked: Looked at\nanswered: Answered (end)",
            "moves": "> looked: ticket.reply\nlooked > answered: ticket.reply, word"}).status == 303

    def go(self, number: int, step: str, **fields):
        path = f"/tickets/{number}/steps"
        return self.rasa.send(path, self.rasa.get(path).seen | {"to": step} | fields)

    def test_going_to_the_last_step_stops_and_keeps_the_word(self):
        number = self.ticket("Steps", owner=self.rasa)
        path = f"/tickets/{number}/steps"
        self.rasa.post(path, self.rasa.get(path).seen | {"to": "looked"})
        link = re.search(rf'href="({path}\?version=[^"]*)"', self.rasa.get(f"/tickets/{number}").text)[1]
        self.word(number, "One thing more.")
        # The page of the steps does not show the word: what counts is the page from which one came.
        seen = self.rasa.get(html.unescape(link)).seen
        stopped = self.rasa.send(path, seen | {"to": "answered", "word": "It was the seal."})
        self.stopped(stopped, "One thing more.")
        self.assertEqual("It was the seal.", stopped.field("word"))
        self.assertEqual(303, self.rasa.send(path, stopped.seen | {"to": "answered", "word": "It was the seal."}).status)


if __name__ == "__main__":
    unittest.main()
