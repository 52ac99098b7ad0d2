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


class Many(Unseen):
    def marks(self, page) -> list:
        return re.findall(r'name="seen" value="([^"]+)"', page.text)

    def test_of_many_those_whose_customer_wrote_since_stay_and_are_counted(self):
        one, two, three = (self.ticket(f"Many {i}") for i in range(3))
        page = self.rasa.get("/bulk?in=all")
        self.word(two, "Please wait.")
        answer = self.rasa.send("/bulk", {"deed": "resolve", "ticket": [one, two, three], "seen": self.marks(page)})
        page = self.rasa.get(answer.where)
        self.assertRegex(page.words, r"1 stays as it is: 1\s+A customer has written since\.")
        # Another writes while one looks what will happen.
        self.word(three, "Me too.")
        page = self.rasa.post(answer.where + "/start")
        self.assertRegex(page.words, r"Done\s+1\s+Could not be done\s+2\s+2\s+A customer has written since\.")
        self.assertEqual([True, False, False], [self.is_resolved(number) for number in (one, two, three)])

    def test_a_form_that_is_shown_again_still_says_what_was_seen(self):
        number = self.ticket("Shown again")
        page = self.rasa.get("/bulk?in=all")
        self.word(number, "Not yet.")
        wrong = self.rasa.send("/bulk", {"deed": "", "in": "all", "ticket": number, "seen": self.marks(page)})
        self.assertEqual(422, wrong.status)
        answer = self.rasa.send("/bulk", {"deed": "resolve", "in": "all", "all": "1", "seen": self.marks(wrong)})
        self.assertIn("A customer has written since.", self.rasa.get(answer.where).words)

    def test_a_child_whose_customer_wrote_is_not_ended_by_its_parent(self):
        parent = self.ticket("The storm", owner=self.rasa)
        children = [self.ticket(f"No light {i}", sender=f"Kim {i} <kim{i}@example.net>") for i in range(2)]
        for child in children:
            self.rasa.post(f"/tickets/{child}/links", {"kind": "belongs", "other": str(parent)})
        path = f"/tickets/{parent}/children"
        seen = self.marks(self.rasa.get(path))
        self.word(children[0], "The cable burns.", sender="Kim 0 <kim0@example.net>")
        for deed in ({"deed": "resolve"}, {"deed": "tell", "text": "It is back.", "then": "resolve"},
                     {"deed": "tell", "text": "Is it back?", "then": "wait"}):
            page = self.rasa.get(self.rasa.send(path, deed | {"ticket": children, "seen": seen}).where)
            self.assertRegex(page.words, r"1 stays as it is: 1\s+A customer has written since\.", deed)
        # News goes to everybody: the ticket stays with its owner.
        page = self.rasa.get(self.rasa.send(path, {"deed": "tell", "text": "We are on our way.", "then": "open",
                                                   "ticket": children, "seen": seen}).where)
        self.assertNotIn("A customer has written since", page.words)
        answer = self.rasa.send(path, {"deed": "tell", "text": "It is back.", "then": "resolve",
                                       "ticket": children, "seen": seen})
        self.rasa.post(answer.where + "/start")
        self.assertEqual([False, True], [self.is_resolved(child) for child in children])
        self.assertNotIn("It is back.", self.rasa.get(f"/tickets/{children[0]}").words)


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

    def test_what_the_steps_and_tasks_refuse_is_said_before_it_is_tried(self):
        self.ticket("First of them")
        ready, early, asked = (self.ticket(f"Looked at {i}") for i in range(3))
        for number in (ready, asked):
            self.assertEqual(303, self.go(number, "looked").status)
            self.assertEqual(303, self.go(number, "answered", word="It was the seal.").status)
        self.task(asked, "Look once more.")
        answer = self.rasa.send("/bulk", {"deed": "resolve", "ticket": [ready, early, asked]})
        page = self.rasa.get(answer.where)
        self.assertIn("2 stay as they are:", page.words)
        for why in ("Before this can be resolved, please bring it to its last step", "A task of this ticket is still open."):
            self.assertRegex(page.words, rf"1\s+{why}")
        self.assertEqual(1, page.words.count("Will be done"))
        done = self.rasa.post(answer.where + "/start")
        self.assertRegex(done.words, r"Done\s+1\s+Could not be done\s+2\s+1\s+Before this can be resolved")

    def test_a_gap_in_what_all_are_told_is_refused_beside_the_field_and_the_text_kept(self):
        parent = self.ticket("The flood", owner=self.rasa)
        child = self.ticket("Wet", sender="Kim <kim@example.net>")
        self.rasa.post(f"/tickets/{child}/links", {"kind": "belongs", "other": str(parent)})
        text = "Call us at {{?The phone number}}."
        answer = self.rasa.send(f"/tickets/{parent}/children",
                                {"deed": "tell", "text": text, "then": "wait", "ticket": child})
        self.assertEqual(422, answer.status)
        self.assertRegex(answer.text, r'id="e-text"')
        self.assertIn("One thing is not filled in yet: The phone number.", answer.words)
        self.assertIn(text, html.unescape(answer.text))
        self.assertRegex(answer.text, r'value="wait" selected')
        self.assertRegex(answer.text, rf'value="{child}" checked')


if __name__ == "__main__":
    unittest.main()
