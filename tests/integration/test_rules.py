#!/usr/bin/python3
"""Rules from end to end: a mail comes in, a rule acts, its reason is shown, and the governor stands above it."""
import concurrent.futures
import datetime
import json
import re
import unittest
import zoneinfo

from hark import ADMIN, HOUR, mail
from staff_house import House


class Rules(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = admin = cls.hark.sign_in(ADMIN)
        admin.get("/saved-replies/new")
        admin.post("/saved-replies", {"title": "We look", "team": "0", "text_en": "We look into your kettle at once."})
        cls.saved = re.search(r"/saved-replies/(\d+)", admin.get("/saved-replies").text)[1]
        cls.path = cls.rule("Kettles", "kettle*", {"a0_kind": "send", "a0_value": cls.saved,
                                                   "a1_kind": "priority", "a1_value": "urgent", "a1_text": "It boils."})

    @classmethod
    def rule(cls, name: str, word: str, actions: dict) -> str:
        """The path of a trigger on new tickets whose subject has the word; it is on."""
        cls.admin.get("/admin/rules/new?kind=trigger")
        answer = cls.admin.send("/admin/rules/new?kind=trigger", {
            "do": "save", "version": "0", "name": name, "share": "", "event": "opened",
            "c0_field": "subject", "c0_any": "0", "c0_op": "has", "c0_value": word} | actions)
        assert answer.status == 303, re.sub(r"<[^>]*>", " ", answer.text)[-1500:]
        path = answer.where.removesuffix("/try")
        cls.admin.get(answer.where)
        assert cls.admin.send(f"{path}/on").status in (200, 303)
        return path

    def told(self, number: int) -> str:
        """The page of the ticket once the rule has acted on it."""
        return self.hark.until(
            lambda: "Kettles" in self.rasa.get(f"/tickets/{number}").words and self.rasa.get(f"/tickets/{number}").words,
            f"the rule to act on {number}")

    def automatic(self, address: str) -> list:
        return [one for one in self.hark.mails()
                if address in str(one["To"]) and "kettle at once" in one.get_body(("plain",)).get_content()]

    def test_a_mail_that_fits_is_answered_and_says_why(self):
        number = self.ticket("My kettle is broken", sender="Ona <ona@example.net>")
        page = self.told(number)
        self.assertRegex(page, r"Kettles")
        self.assertIn("Urgent", page)
        self.assertIn("It boils.", page)
        self.hark.wait(HOUR // 60)
        answer = self.hark.mail_to("ona@example.net", "My kettle is broken")
        self.hark.until(lambda: self.automatic("ona@example.net"), "the saved reply")
        (sent,) = self.automatic("ona@example.net")
        self.assertEqual("auto-generated", sent["Auto-Submitted"], answer)

    def judged(self, number: int) -> tuple:
        shown = json.loads(self.hark.command("ticket", "show", str(number), "--json"))
        return shown["priority"], shown["harms"]

    def test_who_is_stranded_comes_first_and_one_press_takes_a_false_alarm_back(self):
        number = self.ticket("Our van", text="We are stranded near Kaunas.", sender="Mina <mina@example.net>")
        self.hark.until(lambda: self.judged(number) == ("urgent", ["stranded"]), "the delivered rule")
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("Urgent: somebody is stranded", page.words)
        self.assertIn("Read in the words by a rule: Somebody is stranded.", page.words)
        self.assertIn("The rule “Somebody is stranded” set the priority.", page.words)
        self.assertIn("Words of the subject or the message: “stranded”", page.words)
        self.assertEqual(405, self.rasa.get(f"/tickets/{number}/harm/none").status)
        self.assertEqual(404, self.rasa.send("/tickets/999999/harm/none").status)
        self.rasa.get(f"/tickets/{number}")
        self.assertIn("it is not so", self.rasa.post(f"/tickets/{number}/harm/none").words)
        self.assertEqual(("normal", []), self.judged(number))
        self.assertNotIn("Read in the words by a rule", self.rasa.get(f"/tickets/{number}").words)
        self.assertIn("This was done already.", self.rasa.post(f"/tickets/{number}/harm").words)

    def test_the_confirmation_says_by_when_as_the_rule_has_made_it(self):
        number = self.ticket("My kettle sparks", sender="Lina <lina@example.net>")
        text = self.hark.mail_to("lina@example.net", "We have your message: My kettle sparks").get_body(("plain",)).get_content()
        (clock,) = json.loads(self.hark.command("ticket", "show", str(number), "--json"))["clocks"]
        due = datetime.datetime.fromisoformat(clock["due_at"].replace("Z", "+00:00"))
        self.assertIn("Kettles", self.told(number))
        self.assertIn(due.astimezone(zoneinfo.ZoneInfo("Europe/Vilnius")).strftime("%H:%M"), text)

    def test_a_name_that_another_rule_has_is_refused_and_what_was_typed_stays(self):
        self.admin.get("/admin/rules/new?kind=trigger")
        answer = self.admin.send("/admin/rules/new?kind=trigger", {
            "do": "save", "version": "0", "name": " KETTLES", "share": "", "event": "opened",
            "a0_kind": "note", "a0_text": "Ask for the model."})
        self.assertEqual(422, answer.status)
        self.assertIn("There is a rule of this name already. Please choose another one.", answer.words)
        self.assertIn("KETTLES", answer.field("name"))
        self.assertIn("Ask for the model.", answer.text)

    def test_a_mail_that_does_not_fit_is_left_alone(self):
        number = self.ticket("My lamp is dark", sender="Jonas <jonas@example.net>")
        fits = self.ticket("The kettle of Jonas", sender="Jonas <jonas@example.net>")
        self.told(fits)
        self.assertNotIn("Kettles", self.rasa.get(f"/tickets/{number}").words)

    def test_many_mails_of_one_are_answered_only_so_often(self):
        numbers = [self.ticket(f"Kettle {n} leaks", text=f"Kettle {n}.", sender="Loop <loop@example.org>")
                   for n in range(8)]
        for number in numbers:
            self.told(number)
            self.hark.wait(10_000)
        self.hark.wait(60_000)
        self.hark.until(lambda: any("did not write to" in self.rasa.get(f"/tickets/{number}").words
                                    for number in numbers), "the governor")
        self.assertLess(len(self.automatic("loop@example.org")), len(numbers))
        self.assertIn("loop@example.org", self.admin.get("/admin/alarms").words)

    def test_a_rule_that_is_off_does_nothing(self):
        path = self.rule("Toasters", "toaster*", {"a0_kind": "note", "a0_text": "Ask for the model."})
        self.admin.get(path)
        self.assertIn(self.admin.send(f"{path}/off").status, (200, 303))
        number = self.ticket("My toaster burns", sender="Ada <ada@example.net>")
        self.told(self.ticket("And my kettle", sender="Ada <ada@example.net>"))
        self.assertNotIn("Ask for the model.", self.rasa.get(f"/tickets/{number}").words)

    def test_a_macro_that_is_pressed_four_times_at_once_writes_one_note(self):
        self.admin.get("/admin/rules/new?kind=macro")
        answer = self.admin.send("/admin/rules/new?kind=macro", {
            "do": "save", "version": "0", "name": "Call back", "share": "", "a0_kind": "note",
            "a0_text": "Please call back."})
        self.assertEqual(303, answer.status, answer.words[-800:])
        number = self.ticket("Four presses", owner=self.rasa)
        path = re.search(r'action="(/tickets/\d+/macros/\d+/apply)"', self.rasa.get(f"/tickets/{number}/macros").text)[1]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            presses = [pool.submit(self.rasa.send, path) for _ in range(4)]
            self.assertEqual({303}, {one.result().status for one in presses})
        self.assertEqual(1, self.rasa.get(f"/tickets/{number}").text.count("<p>Please call back.</p>"))

    def test_a_macro_for_whom_nobody_knows_is_not_for_everybody(self):
        for share in ("abc", "99", "1 2"):
            self.admin.get("/admin/rules/new?kind=macro")
            answer = self.admin.send("/admin/rules/new?kind=macro", {
                "do": "save", "version": "0", "name": "Forged share", "share": share, "a0_kind": "note",
                "a0_text": "Please call back."})
            self.assertEqual(422, answer.status, share)
            self.assertIn("Please choose a team.", answer.words)
        self.assertNotIn("Forged share", self.admin.get("/admin/rules").words)

    def test_what_a_macro_wrote_stays_when_it_is_taken_back_and_it_says_so(self):
        self.admin.get("/admin/rules/new?kind=macro")
        answer = self.admin.send("/admin/rules/new?kind=macro", {
            "do": "save", "version": "0", "name": "Call first", "share": "", "a0_kind": "priority",
            "a0_value": "high", "a0_text": "By hand.", "a1_kind": "note", "a1_text": "Please call first."})
        self.assertEqual(303, answer.status, answer.words[-800:])
        number = self.ticket("One press", owner=self.rasa)
        macros = self.rasa.get(f"/tickets/{number}/macros").text
        path = re.search(r'Call first.*?action="(/tickets/\d+/macros/\d+/apply)"', macros, re.S)[1]
        done = self.rasa.post(path)
        undo = re.search(r'(/tickets/\d+/macros/undo\?hit=\d+)', done.text)[1]
        self.assertIn("notes stay", self.rasa.post(undo).words)
        self.assertIn("Please call first.", self.rasa.get(f"/tickets/{number}").words)

    def test_what_is_typed_into_a_rule_that_was_taken_away_makes_a_new_one(self):
        path = self.rule("Short-lived", "samovar*", {"a0_kind": "note", "a0_text": "Ask for the model."})
        self.admin.post(f"{path}/remove")
        typed = {"do": "save", "version": "1", "kind": "trigger", "name": "Long-lived", "share": "", "event": "opened",
                 "c0_field": "subject", "c0_any": "0", "c0_op": "has", "c0_value": "heater",
                 "a0_kind": "note", "a0_text": "Ask for the year."}
        refused = self.admin.send(path, typed)
        self.assertEqual(404, refused.status)
        self.assertIn("This rule was taken away meanwhile", refused.words)
        self.assertEqual("Long-lived", refused.field("name"))
        self.assertRegex(refused.text, r'<textarea[^>]*name="c0_value"[^>]*>heater</textarea>')
        self.assertIn("Ask for the year.", refused.text)
        self.assertIn('action="/admin/rules/new?kind=trigger"', refused.text)
        self.assertEqual(303, self.admin.send("/admin/rules/new?kind=trigger", typed | {"version": "0"}).status)
        self.assertEqual(404, self.rasa.send(path, typed).status)

    def test_nobody_is_offered_who_may_read_no_ticket(self):
        self.hark.staff("ugne@nordhome.example", "Ugnė Reads Nothing", "employee")
        for action in ("follow", "notify"):
            page = self.admin.send("/admin/rules/new?kind=trigger", {
                "do": "add-action", "version": "0", "name": "New", "share": "", "event": "opened", "new_action": action})
            chosen = re.search(r'<select[^>]*name="a0_value".*?</select>', page.text, re.S)[0]
            self.assertIn("Tomas Vaitkus", chosen)
            self.assertNotIn("Ugnė", chosen)
        offered = self.admin.send("/admin/rules/new?kind=trigger", {
            "do": "add-action", "version": "0", "name": "New", "share": "", "event": "opened", "new_action": "task"})
        self.assertIn("Ugnė", offered.text, "a task may be for anybody")

    def test_agents_make_no_rules_for_the_house(self):
        self.assertEqual(403, self.rasa.ask("POST", f"{self.path}/on").status)

    def test_what_an_action_says_keeps_its_label_when_the_rule_is_opened_again(self):
        page = self.admin.get(self.path)
        # Not a placeholder, which is gone as soon as something stands there.
        self.assertRegex(page.text, r'<label[^>]*><span[^>]*>[^<]+</span>\s*<input[^>]*name="a1_text"[^>]*value="It boils\."')

    def test_a_rule_is_switched_on_where_it_was_tried(self):
        self.admin.get("/admin/rules/new?kind=trigger")
        tried = self.admin.send("/admin/rules/new?kind=trigger", {
            "do": "save", "version": "0", "name": "Samovars", "share": "", "event": "opened", "c0_field": "subject",
            "c0_any": "0", "c0_op": "has", "c0_value": "samovar", "a0_kind": "note", "a0_text": "Tea"}).where
        self.assertTrue(tried.endswith("/try"), tried)
        page = self.admin.get(tried)
        on = re.search(r'action="(/admin/rules/\d+/on)"', page.text)[1]
        self.assertIn("It does nothing until it is switched on.", page.words)
        self.assertEqual(f"{tried.removesuffix('/try')}/on", on)
        self.admin.post(on)
        self.assertNotIn(f'action="{on}"', self.admin.get(tried).text)
        self.assertRegex(self.admin.get("/admin/rules").words, "Samovars On ")

    def test_who_is_told_that_a_rule_was_changed_meanwhile_can_keep_his_own(self):
        path = self.rule("Teapots", "teapot*", {"a0_kind": "note", "a0_text": "Tea"})
        fields = {"do": "save", "version": self.admin.get(path).field("version"), "name": "Teapots", "share": "",
                  "event": "opened", "c0_field": "subject", "c0_any": "0", "c0_op": "has", "c0_value": "teapot*",
                  "a0_kind": "note", "a0_text": "Green tea"}
        self.assertEqual(303, self.admin.send(path, fields).status)
        self.admin.get(path)
        page = self.admin.send(path, fields | {"a0_text": "Black tea"})
        self.assertEqual(409, page.status)
        self.assertIn("press once more to keep it", page.words)
        self.assertIn("Black tea", page.text)
        self.assertIn("Green tea", self.admin.get(f"{path}/versions").words)
        # What is only looked at meanwhile does not make it known.
        self.admin.get(path)
        looked = self.admin.send(path, fields | {"do": "add-condition", "new_condition": "type"})
        self.assertEqual(fields["version"], looked.field("version"))
        self.admin.get(path)
        self.assertEqual(303, self.admin.send(path, fields | {
            "a0_text": "Black tea", "version": page.field("version")}).status)
        self.assertIn("Black tea", self.admin.get(path).text)


class Delivered(House):
    NAMES = ("Somebody is in danger", "Somebody is stranded")

    def on(self, name: str) -> bool:
        return bool(re.search(rf"{name} On ", self.admin.get("/admin/rules").words))

    def test_an_administrator_adds_what_comes_along_and_nothing_else_does(self):
        self.admin = self.hark.sign_in(ADMIN)
        page = self.admin.get("/admin/rules")
        self.assertNotIn("/admin/rules/deliver", page.text, "a new house has them")
        self.assertEqual(2, page.words.count("Came along"))
        self.assertNotRegex(page.words, r"Changed [^·]* by (Switch|On|Off)")
        paths = re.findall(r'href="(/admin/rules/\d+)"', page.text)
        for path in paths:
            self.admin.post(f"{path}/remove")
        self.hark.stop()
        self.hark.start()
        page = self.admin.get("/admin/rules")
        self.assertIn("You have none for: Somebody is in danger, Somebody is stranded.", page.words)
        self.assertFalse(any(self.on(name) for name in self.NAMES))
        for other in (self.rasa, self.tomas):
            self.assertNotIn("/admin/rules/deliver", other.get("/admin/rules").text)
            self.assertEqual(403, other.send("/admin/rules/deliver").status)
        self.admin.get("/admin/rules")
        self.assertIn("The rules act from now on.", self.toast(self.admin.post("/admin/rules/deliver")))
        self.assertTrue(all(self.on(name) for name in self.NAMES))
        self.assertIn("This was done already.", self.toast(self.admin.post("/admin/rules/deliver")))
        self.assertEqual(2, len(re.findall(r'href="/admin/rules/\d+"', self.admin.get("/admin/rules").text)))
        number = self.ticket("Car", "We are stranded on the motorway.")
        self.hark.until(lambda: "Read in the words by a rule: Somebody is stranded"
                        in self.rasa.get(f"/tickets/{number}").words, "the rule to read it")


class DeliveredBesideOwn(House):
    def test_a_rule_of_the_house_that_says_the_same_is_enough(self):
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/rules")
        path = re.search(r'href="(/admin/rules/\d+)">Somebody is stranded', page.text)[1]
        admin.post(f"{path}/off")
        self.assertNotIn("/admin/rules/deliver", admin.get("/admin/rules").text, "it is there, and off")
        admin.post(f"{path}/remove")
        self.assertIn("You have none for: Somebody is stranded.", admin.get("/admin/rules").words)
        # Of another kind of the same name: it is told, and nothing is half done.
        admin.get("/admin/rules/new?kind=trigger")
        admin.send("/admin/rules/new?kind=trigger", {
            "do": "save", "version": "0", "name": "Somebody is stranded", "share": "", "event": "opened",
            "a0_kind": "note", "a0_text": "Look"})
        page = admin.post("/admin/rules/deliver")
        self.assertNotIn("The rules act from now on.", self.toast(page))
        self.assertIn("You have none for: Somebody is stranded.", page.words)


if __name__ == "__main__":
    unittest.main()
