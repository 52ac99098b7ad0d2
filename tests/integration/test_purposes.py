#!/usr/bin/python3
"""What a ticket is for: the harm from which its priority follows, and the questions of its purpose."""
import json
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
        form = self.rasa.get(f"/tickets/{number}/change").text
        self.assertRegex(form, r'value="stranded" checked')
        self.assertEqual(["", "urgent", "high", "normal", "low"],
                         re.findall(r'<option value="(\w*)"', form.split('name="priority"')[1].split("</select>")[0]))

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
        overtaken = self.admin.send("/admin/harm", fields | {"stranded_alone": "low"})
        self.assertEqual(409, overtaken.status)
        self.assertEqual(1, overtaken.words.count("It stands at:"), "what he has changed, and nothing else")
        self.assertIn("It stands at: High", overtaken.words)
        self.assertEqual("low", matrix(overtaken)["stranded_alone"], "what was typed stays")
        self.assertIn("Urgent: somebody is stranded", self.rasa.get(f"/tickets/{number}").words)
        other = self.ticket("Judged after", owner=self.rasa)
        self.change(other, harms=["stranded"])
        self.assertIn("High: somebody is stranded", self.rasa.get(f"/tickets/{other}").words)
        self.assertIn("Changed the priority from harm", self.admin.get("/admin/audit").words)
        fields = matrix(self.admin.get("/admin/harm"))
        self.admin.post("/admin/harm", fields | {"stranded_alone": "urgent"})

    def harms_asked(self) -> list:
        """Of somebody who reports something broken; [] where nothing is asked."""
        browser = self.hark.visitor()
        browser.get("/new?type=incident")
        root = browser.send("/new/tell", {"type": "incident", "body": "It stands still."}).where[:-len("/files")]
        browser.get(f"{root}/files")
        where = browser.send(f"{root}/files", {"go": "on"}).where
        return re.findall(r'name="harms"[^>]*value="(\w+)"', browser.get(where).text)

    def test_customers_are_asked_about_what_is_ticked_and_about_nothing_else(self):
        before = matrix(self.admin.get("/admin/harm"))
        self.addCleanup(lambda: self.admin.post(
            "/admin/harm", before | {"version": self.admin.get("/admin/harm").field("version")}))
        self.assertEqual(["safety", "stranded", "vulnerable", "deadline"], self.harms_asked())
        ticked = {name: value for name, value in before.items() if not name.endswith("_asked")} | {"money_asked": "1"}
        self.rasa.get("/inbox")
        self.assertEqual(403, self.rasa.send("/admin/harm", ticked).status)
        for wrong in ({"money_asked": "yes"}, {"safety_alone": "soon"}, {"version": "none"}):
            self.admin.get("/admin/harm")
            self.assertEqual(422, self.admin.send("/admin/harm", ticked | wrong).status, wrong)
        self.assertEqual(before, matrix(self.admin.get("/admin/harm")), "what was refused changes nothing")
        self.assertEqual(200, self.admin.post("/admin/harm", ticked).status)
        self.assertEqual(["money"], self.harms_asked())
        del ticked["money_asked"]
        ticked["version"] = self.admin.get("/admin/harm").field("version")
        self.admin.post("/admin/harm", ticked)
        self.assertEqual([], self.harms_asked(), "where nothing is ticked the question is left out")

    def test_of_two_who_tick_at_once_the_second_sees_what_the_first_did(self):
        fields = matrix(self.admin.get("/admin/harm"))
        first = {name: value for name, value in fields.items() if name != "deadline_asked"} | {"many_asked": "1"}
        self.assertEqual(200, self.admin.post("/admin/harm", first).status)
        second = self.admin.send("/admin/harm", fields)
        self.assertEqual(409, second.status)
        self.assertEqual(1, second.words.count("It stands at: customers are asked."))
        self.assertEqual(1, second.words.count("It stands at: customers are not asked."))
        self.assertEqual("1", matrix(second)["deadline_asked"], "what was ticked stays")
        now = matrix(self.admin.get("/admin/harm"))
        self.assertEqual("1", now["many_asked"])
        self.assertNotIn("deadline_asked", now)
        self.admin.post("/admin/harm", fields | {"version": now["version"]})

    def test_the_web_form_asks_one_plain_question(self):
        browser = self.hark.visitor()
        browser.get("/new?type=incident")
        root = browser.send("/new/tell", {"type": "incident", "body": "The car stands still."}).where[:-len("/files")]
        browser.get(f"{root}/files")
        self.assertEqual(f"{root}/harm", browser.send(f"{root}/files", {"go": "on"}).where)
        page = browser.get(f"{root}/harm")
        self.assertIn("Question 4 of 6", page.words)
        self.assertIn("I am stranded and cannot go on", page.words)
        self.assertNotIn("I lose money", page.words, "about what nobody is to be asked")
        self.assertEqual(422, browser.send(f"{root}/harm", {"harms": ["stranded", "noise"]}).status)
        answer = browser.send(f"{root}/harm", {"harms": ["stranded", "money"]})
        self.assertEqual(f"{root}/more/1", answer.where)
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
        browser.get("/new?type=inquiry")
        root = browser.send("/new/tell", {"type": "inquiry", "body": "When does it come?"}).where[:-len("/files")]
        browser.get(f"{root}/files")
        self.assertEqual(f"{root}/you", browser.send(f"{root}/files", {"go": "on"}).where)
        self.assertEqual(f"{root}/check", browser.ask("GET", f"{root}/harm").where)


PNG = (("files", "leak.png", "image/png", b"\x89PNG\r\n\x1a\n"),)


class Questions(House):
    def setUp(self):
        self.admin = self.hark.sign_in(ADMIN)

    def question(self, purpose: str, code: str, **fields):
        """An administrator puts one into the form of a purpose."""
        page = self.admin.get(f"/admin/questions/{purpose}/new")
        return self.admin.send(f"/admin/questions/{purpose}/new", {
            "code": code, "kind": "text", "label": f"What {code}?", "position": page.field("position"),
            "is_asked": "1", "version": page.field("version")} | fields)

    def begin(self, kind: str, base: str = ""):
        browser = self.hark.visitor()
        browser.get(f"{base}/new?type={kind}")
        answer = browser.send(f"{base}/new/tell", {"type": kind, "body": "Please look at it."})
        return browser, answer.where.removesuffix("/files")

    def end(self, browser, root: str) -> int:
        browser.get(f"{root}/you")
        browser.send(f"{root}/you", {"name": "Ugne", "email": "ugne@example.net"})
        browser.get(f"{root}/check")
        self.assertEqual(f"{root}/sent", browser.send(f"{root}/check").where)
        return int(re.search(r"Its number is (\d+)", browser.get(f"{root}/sent").words)[1])

    def test_customers_meet_the_questions_of_their_purpose_one_a_page(self):
        browser, root = self.begin("invoice")
        browser.get(f"{root}/files")
        self.assertEqual(f"{root}/more/1", browser.send(f"{root}/files", {"go": "on"}).where)
        page = browser.get(f"{root}/more/1")
        self.assertIn("Question 4 of 5", page.words)
        self.assertIn("Which invoice is it about?", page.words)
        self.assertEqual(f"{root}/you", browser.send(f"{root}/more/1", {"a0": " INV <17> "}).where)
        browser.get(f"{root}/you")
        browser.send(f"{root}/you", {"name": "Ugne", "email": "ugne@example.net"})
        self.assertIn("INV <17>", browser.get(f"{root}/check").words)
        self.assertEqual(f"{root}/check", browser.send(f"{root}/more/1", {"a0": "INV-18", "then": "check"}).where)
        number = self.end(browser, root)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("Which invoice is it about? INV-18", page.words)
        page = self.rasa.get(f"/tickets/{number}/answers")
        self.assertEqual("INV-18", page.field("a0"))
        self.assertEqual(303, self.rasa.send(f"/tickets/{number}/answers",
                                             {"a0": "INV-18", "a1": "The amount is wrong", "a2": "12,5 EUR"}).status)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("Which amount is it about? 12.50 EUR", page.words)
        self.assertIn("noted: What is wrong with it? The amount is wrong", page.words)
        told = json.loads(self.hark.command("ticket", "show", str(number), "--json"))
        self.assertEqual([("invoice", "INV-18"), ("why", "The amount is wrong"), ("amount", "12.50 EUR")],
                         [(one["code"], one["value"]) for one in told["answers"]])

    def test_a_question_depends_on_an_answer_and_a_required_one_cannot_be_left_out(self):
        self.question("order", "room", kind="tree", choices="Kitchen > Oven\nKitchen > Sink\nBath")
        self.question("order", "model", shown_code="room", shown_value="Kitchen", is_required="1",
                      label_lt="Koks modelis?")
        browser, root = self.begin("order", "/lt")
        browser.get(f"{root}/more/3")
        self.assertEqual(f"{root}/you", browser.send(f"{root}/more/3", {"a2": "Bath"}).where)
        self.assertEqual(f"{root}/check", browser.get(f"{root}/more/3") and
                         browser.ask("GET", f"{root}/more/4").where, "not asked about a bath")
        browser.get(f"{root}/more/3")
        self.assertEqual(422, browser.send(f"{root}/more/3", {"a2": "Attic"}).status)
        self.assertEqual(f"{root}/more/4", browser.send(f"{root}/more/3", {"a2": "Kitchen > Sink"}).where)
        page = browser.get(f"{root}/more/4")
        self.assertIn("Koks modelis?", page.words)
        self.assertEqual(422, browser.send(f"{root}/more/4", {"a3": " "}).status)
        browser.get(f"{root}/you")
        browser.send(f"{root}/you", {"name": "Ugne", "email": "ugne@example.net"})
        self.assertEqual(f"{root}/more/4", browser.ask("GET", f"{root}/check").where)
        browser.send(f"{root}/more/4", {"a3": "S-1"})
        browser.get(f"{root}/check")
        self.assertEqual(f"{root}/sent", browser.send(f"{root}/check").where)

    def test_agents_are_asked_on_when_an_answer_leads_further(self):
        number = self.ticket("A visit, please", owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}/change")
        self.rasa.send(f"/tickets/{number}/change", {"subject": "A visit, please", "type": "service", "language": "en",
                                                     "priority": "", "version": page.field("version")})
        page = self.rasa.get(f"/tickets/{number}/answers")
        self.assertNotIn("Where shall we come?", page.words)
        page = self.rasa.send(f"/tickets/{number}/answers", {"a0": "A visit", "a1": ""})
        self.assertEqual(200, page.status)
        self.assertIn("Where shall we come?", page.words)
        self.assertIn("Nothing is saved yet", page.words)
        answer = self.rasa.send(f"/tickets/{number}/answers", {"a0": "A visit", "a1": "soon", "a2": "Mill Lane 3"})
        self.assertEqual(422, answer.status)
        self.assertIn("Mill Lane 3", answer.text)
        self.assertEqual(303, self.rasa.send(f"/tickets/{number}/answers",
                                             {"a0": "A visit", "a1": "2026-12-01", "a2": "Mill Lane 3"}).status)
        words = self.rasa.get(f"/tickets/{number}/facts").words
        self.assertIn("Where shall we come? Mill Lane 3", words)
        self.rasa.send(f"/tickets/{number}/answers", {"a0": "A repair", "a1": "2026-12-01"})
        self.assertNotIn("Mill Lane", self.rasa.get(f"/tickets/{number}/facts").words)

    def test_what_is_less_than_can_be_is_said_and_what_was_typed_stays(self):
        self.assertEqual(422, self.question("service", "rooms", kind="number", least="many").status)
        self.assertEqual(422, self.question("service", "rooms", kind="number", least="5", most="1").status)
        self.assertEqual(303, self.question("service", "rooms", kind="number", least="1", most="40").status)
        self.assertEqual(303, self.question("service", "budget", kind="money").status)
        page = self.admin.get("/admin/questions/service/rooms")
        self.assertEqual(("1", "40"), (page.field("least"), page.field("most")))
        browser, root = self.begin("service")
        browser.get(f"{root}/more/4")
        answer = browser.send(f"{root}/more/4", {"a3": "-3"})
        self.assertEqual(422, answer.status)
        self.assertIn("Please write a number from 1 to 40.", answer.words)
        self.assertEqual("-3", answer.field("a3"))
        self.assertEqual(f"{root}/more/5", browser.send(f"{root}/more/4", {"a3": "3"}).where)
        browser.get(f"{root}/more/5")
        answer = browser.send(f"{root}/more/5", {"a4": "-50 EUR"})
        self.assertIn("Please write 0 or more.", answer.words)
        self.assertEqual("-50 EUR", answer.field("a4"))
        self.assertEqual(f"{root}/you", browser.send(f"{root}/more/5", {"a4": "50"}).where)
        number = self.end(browser, root)
        self.assertIn("What budget? 50 EUR", self.rasa.get(f"/tickets/{number}/facts").words)
        answer = self.rasa.send(f"/tickets/{number}/answers", {"a0": "", "a1": "", "a2": "", "a3": "41", "a4": "60"})
        self.assertEqual(422, answer.status)
        self.assertIn("Please write a number from 1 to 40.", answer.words)
        self.assertEqual(("41", "60"), (answer.field("a3"), answer.field("a4")))
        self.assertIn("What budget? 50 EUR", self.rasa.get(f"/tickets/{number}/facts").words)

    def test_an_administrator_says_in_which_money_the_house_reckons(self):
        page = self.admin.get("/admin/organisation")
        self.assertEqual("EUR", page.field("currency"), "by its time zone")
        form = {name: page.field(name) for name in (
            "name", "timezone", "phone", "email", "hours", "privacy", "remind_days", "close_days", "version")}
        form |= {"language": "en", "accent": ""}
        answer = self.admin.send("/admin/organisation", form | {"currency": "taka"})
        self.assertEqual((422, "taka"), (answer.status, answer.field("currency")))
        self.assertEqual(303, self.admin.send("/admin/organisation", form | {"currency": "BDT"}).status)
        page = self.admin.get("/admin/organisation")
        self.assertEqual("BDT", page.field("currency"))
        self.assertRegex(self.admin.get("/admin/audit").words, r"currency\W+EUR\W+BDT")
        form["version"] = page.field("version")
        self.assertEqual(303, self.admin.send("/admin/organisation", form | {"currency": ""}).status)
        self.assertEqual("EUR", self.admin.get("/admin/organisation").field("currency"))

    def test_a_file_that_is_asked_for_goes_with_the_others(self):
        self.question("inquiry", "photo", kind="file")
        browser, root = self.begin("inquiry")
        browser.get(f"{root}/more/1")
        answer = browser.send(f"{root}/more/1", {}, files=PNG)
        self.assertEqual(f"{root}/you", answer.where)
        number = self.end(browser, root)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("What photo? leak.png", page.words)
        self.assertIn("leak.png", page.text)

    def test_each_change_is_a_new_version_and_for_administrators_alone(self):
        for path in ("/admin/questions", "/admin/questions/complaint", "/admin/questions/complaint/new"):
            self.assertEqual(200, self.admin.get(path).status)
            self.assertEqual(403, self.rasa.get(path).status)
        self.assertEqual(404, self.admin.get("/admin/questions/noise").status)
        self.assertEqual(404, self.admin.get("/admin/questions/complaint/nothing").status)
        self.assertEqual(303, self.question("complaint", "when", kind="date").status)
        self.assertEqual(422, self.question("complaint", "when").status, "the name is taken")
        self.assertEqual(422, self.question("complaint", "Odd Name").status)
        self.assertEqual(409, self.question("complaint", "late", version="0").status)
        page = self.admin.get("/admin/questions/complaint/when")
        self.assertEqual("What when?", page.field("label"))
        self.assertEqual(303, self.admin.send("/admin/questions/complaint/when/remove").status)
        self.assertEqual(404, self.admin.get("/admin/questions/complaint/when").status)
        self.assertIn("Changed a question", self.admin.get("/admin/audit").words)


if __name__ == "__main__":
    unittest.main()
