#!/usr/bin/python3
"""What a ticket is for: the harm from which its priority follows."""
import re
import unittest

from hark import ADMIN
from staff_house import House, RASA

CODES = ("safety", "stranded", "vulnerable", "money", "many", "deadline")


def matrix(page) -> dict:
    """What the form of the matrix holds."""
    chosen = {name: re.search(rf'<select[^>]*name="{name}".*?value="(\w+)" selected', page.text, re.S)[1]
              for code in CODES for name in (f"{code}_alone", f"{code}_together")}
    asked = {f"{code}_asked": "1" for code in CODES if re.search(rf'name="{code}_asked" value="1" checked', page.text)}
    return chosen | asked | {"version": page.field("version")}


class Priority(House):
    def setUp(self):
        self.admin = self.hark.sign_in(ADMIN)

    def change(self, number: int, **fields):
        page = self.rasa.get(f"/tickets/{number}/change")
        return self.rasa.send(f"/tickets/{number}/change", {
            "subject": page.field("subject"), "type": "incident", "language": "en", "priority": "",
            "version": page.field("version")} | fields)

    def test_who_is_stranded_comes_first_and_the_ticket_says_why(self):
        number = self.ticket("Car stopped", owner=self.rasa)
        self.assertNotIn("Normal", self.rasa.get(f"/tickets/{number}/facts").words)
        self.assertEqual(303, self.change(number, harms=["stranded", "money"]).status)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("Urgent: somebody is stranded", page.words)
        self.assertIn("set the priority. Urgent: somebody is stranded", page.words)
        self.assertRegex(self.rasa.get(f"/tickets/{number}/change").text, r'value="stranded" checked')

    def test_another_priority_needs_a_reason_which_stands_in_the_history(self):
        number = self.ticket("Car waits", owner=self.rasa)
        answer = self.change(number, harms=["stranded"], priority="low")
        self.assertEqual(422, answer.status)
        self.assertIn("Please say in a few words why", answer.words)
        self.assertRegex(answer.text, r'value="stranded" checked')
        self.assertEqual(422, self.change(number, harms=["noise"]).status)
        self.assertEqual(303, self.change(number, harms=["stranded"], priority="low",
                                          priority_reason="A taxi took her home").status)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("Low: A taxi took her home", page.words)
        self.assertIn("other than the harm says", page.words)
        self.assertEqual("A taxi took her home",
                         self.rasa.get(f"/tickets/{number}/change").field("priority_reason"))

    def test_a_ticket_opened_by_hand_is_judged_too(self):
        self.rasa.get("/tickets/new")
        fields = {"channel": "phone", "type": "incident", "subject": "By phone", "body": "It smells of gas.",
                  "mine": "1", "who": "Lena, lena@example.net", "priority": "low", "harms": ["safety"], "key": "k1"}
        answer = self.rasa.send("/tickets/new", fields)
        self.assertEqual(422, answer.status)
        self.assertRegex(answer.text, r'value="safety" checked')
        page = self.rasa.post("/tickets/new", fields | {"priority": ""})
        self.assertIn("Urgent: somebody is in danger", page.words)

    def test_an_administrator_edits_the_matrix_and_nobody_else(self):
        number = self.ticket("Judged before", owner=self.rasa)
        self.change(number, harms=["stranded"])
        fields = matrix(self.admin.get("/admin/harm"))
        self.assertEqual("urgent", fields["stranded_alone"])
        self.assertEqual("1", fields["stranded_asked"])
        self.assertEqual(403, self.rasa.get("/admin/harm").status)
        self.assertEqual(403, self.rasa.send("/admin/harm", fields).status)
        self.assertEqual(422, self.admin.send("/admin/harm", fields | {"many_alone": "soon"}).status)
        self.admin.get("/admin/harm")
        self.assertEqual(200, self.admin.post("/admin/harm", fields | {"stranded_alone": "high"}).status)
        self.assertEqual(409, self.admin.send("/admin/harm", fields | {"stranded_alone": "low"}).status)
        self.assertIn("Urgent: somebody is stranded", self.rasa.get(f"/tickets/{number}").words)
        other = self.ticket("Judged after", owner=self.rasa)
        self.change(other, harms=["stranded"])
        self.assertIn("High: somebody is stranded", self.rasa.get(f"/tickets/{other}").words)
        self.assertIn("harm.change", self.admin.get("/admin/audit").text)
        fields = matrix(self.admin.get("/admin/harm"))
        self.admin.post("/admin/harm", fields | {"stranded_alone": "urgent"})

    def test_the_web_form_asks_one_plain_question(self):
        browser = self.hark.visitor()
        browser.get("/new?type=incident")
        root = browser.send("/new/tell", {"type": "incident", "body": "The car stands still."}).where[:-len("/files")]
        browser.get(f"{root}/files")
        self.assertEqual(f"{root}/harm", browser.send(f"{root}/files", {"go": "on"}).where)
        page = browser.get(f"{root}/harm")
        self.assertIn("Question 4 of 5", page.words)
        self.assertIn("I am stranded and cannot go on", page.words)
        self.assertNotIn("I lose money", page.words, "about what nobody is to be asked")
        answer = browser.send(f"{root}/harm", {"harms": ["stranded", "money", "noise"]})
        self.assertEqual(f"{root}/you", answer.where)
        browser.get(f"{root}/you")
        browser.send(f"{root}/you", {"name": "Ugne", "email": "ugne@example.net"})
        page = browser.get(f"{root}/check")
        self.assertIn("I am stranded and cannot go on", page.words)
        self.assertRegex(browser.get(f"{root}/harm?then=check").text, r'value="stranded" checked')
        browser.get(f"{root}/check")
        self.assertEqual(f"{root}/sent", browser.send(f"{root}/check").where)
        number = re.search(r"Its number is (\d+)", browser.get(f"{root}/sent").words)[1]
        self.assertIn("Urgent: somebody is stranded", self.rasa.get(f"/tickets/{number}").words)

    def test_a_purpose_that_has_no_harm_is_not_asked_about_it(self):
        browser = self.hark.visitor()
        browser.get("/new?type=order")
        root = browser.send("/new/tell", {"type": "order", "body": "When does it come?"}).where[:-len("/files")]
        browser.get(f"{root}/files")
        self.assertEqual(f"{root}/you", browser.send(f"{root}/files", {"go": "on"}).where)
        self.assertEqual(f"{root}/check", browser.ask("GET", f"{root}/harm").where)


if __name__ == "__main__":
    unittest.main()
