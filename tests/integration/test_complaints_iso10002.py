#!/usr/bin/python3
"""The checklist of complaints by ISO 10002, C1 to C14: a sentence each."""
import datetime
import json
import re
import sqlite3
import subprocess
import unittest

from hark import ADMIN, DAY, HOUR, MINUTE, PROGRAM
from staff_house import House, RASA, TOMAS

LIMA, EVA = "lima@nordhome.example", "eva@nordhome.example"
REASONS, REMEDY = "The driver had the wrong address.", "A new table comes tomorrow."


class Complaints(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hark.staff(LIMA, "Lima Das", "supervisor")
        cls.hark.staff(EVA, "Eva Moss", "manager")
        cls.admin = cls.hark.sign_in(ADMIN)
        for address in (RASA, TOMAS, LIMA):
            cls.authorise(address, "200.00")

    def setUp(self):
        """Days pass in these tests, and nobody stays signed in for ever."""
        cls = type(self)
        cls.rasa, cls.tomas, cls.lima, cls.eva, cls.admin = (
            self.hark.sign_in(one) for one in (RASA, TOMAS, LIMA, EVA, ADMIN))

    @classmethod
    def staff_id(cls, address: str) -> str:
        name = {RASA: "Rasa Petrauskienė", TOMAS: "Tomas Vaitkus", LIMA: "Lima Das"}[address]
        return re.search(rf'value="(\d+)"[^>]*>{name}', cls.admin.get("/admin/complaints/people/new").text)[1]

    @classmethod
    def authorise(cls, address: str, most: str, until: str = ""):
        fields = {"staff": cls.staff_id(address), "most": most, "currency": "EUR", "training": "Course, May 2026",
                  "until": until or cls.day(365)}
        return cls.admin.send("/admin/complaints/people", fields)

    @classmethod
    def day(cls, days: int) -> str:
        return datetime.datetime.fromtimestamp(cls.hark.now / 1000 + days * 86400, datetime.timezone.utc).date().isoformat()

    # ---- what staff does ----

    def mark(self, number: int, browser=None, message: str = ""):
        browser = browser or self.rasa
        browser.get(f"/tickets/{number}")
        return browser.send(f"/tickets/{number}/complaint", {"message": message} if message else {})

    def part(self, browser, number: int, part: str, **fields):
        page = browser.get(f"/tickets/{number}/complaint")
        return browser.send(f"/tickets/{number}/complaint/{part}", {"version": page.field("version")} | fields)

    def receive(self, number: int, browser=None, **fields):
        return self.part(browser or self.rasa, number, "receipt", **(
            {"description": "The table came broken.", "remedy": "A new table"} | fields))

    def assess(self, number: int, browser=None, **fields):
        return self.part(browser or self.rasa, number, "assessment", **(
            {"severity": "minor", "complexity": "simple", "impact": "one"} | fields))

    def decide(self, number: int, browser=None, **fields):
        return self.part(browser or self.rasa, number, "decision", **(
            {"outcome": "accepted", "reasons": REASONS, "remedies": REMEDY} | fields))

    def letter(self, number: int, browser=None) -> str:
        """Sent as it is proposed."""
        browser = browser or self.rasa
        self.assertEqual(303, self.part(browser, number, "letter").status)
        page = browser.get(f"/tickets/{number}?kind=reply")
        text = re.search(r'<textarea[^>]*name="text"[^>]*>(.*?)</textarea>', page.text, re.S)[1]
        self.assertEqual(303, self.reply(browser, number, text).status)
        self.hark.wait(MINUTE)
        self.hark.until(lambda: not re.search("Goes out in|On its way", browser.get(f"/tickets/{number}").words),
                        "the letter to leave")
        return text

    def speak(self, language: str) -> None:
        """Rasa reads in that language from now on."""
        self.rasa.get("/me")
        self.rasa.post("/me", {"name": "Rasa Petrauskienė", "language": language, "timezone": "", "theme": "",
                               "density": "", "text_size": "", "keys": "1"})

    def told(self, number: int, **fields) -> None:
        self.mark(number)
        self.receive(number)
        self.assess(number)
        self.assertEqual(303, self.decide(number, **fields).status)
        self.letter(number)

    def missing(self, number: int, browser=None) -> str:
        """What the page of the complaint says after somebody tried to end it."""
        browser = browser or self.rasa
        return browser.resolve(number).words

    def state(self, number: int) -> str:
        return self.shown(number)["state"]

    def shown(self, number: int) -> dict:
        return json.loads(self.hark.command("ticket", "show", str(number), "--json"))

    def of(self, sender: str):
        """The customer, signed in."""
        return self.hark.sign_in(re.search(r"<(.*)>", sender)[1])

    # ---- the list ----

    def test_c1_every_public_page_says_where_to_complain_in_four_languages_and_without_signing_in(self):
        visitor = self.hark.visitor()
        for base, words in (("", "How to complain"), ("/bn", "অভিযোগ"), ("/lt", "skųst"), ("/ta", "புகார்")):
            for path in ("/", "/new", "/sign-in"):
                page = visitor.get(f"{base}{path}")
                self.assertIn(f'href="{base}/complain"', page.text, f"{base}{path}")
            page = visitor.get(f"{base}/complain")
            self.assertEqual(200, page.status)
            self.assertIn(words, page.words)
            self.assertIn(f'href="{base}/new?type=complaint"', page.text)
        self.assertIn("It costs nothing, you need no account", visitor.get("/complain").words)
        self.assertIn('href="/complain"', visitor.ask("GET", "/nowhere").text, "even where nothing is")

    def test_c1_anybody_complains_in_his_language_without_signing_in_and_each_field_has_its_name(self):
        for base, words in (("", "The driver was rude to me."), ("/bn", "চালক আমার সঙ্গে খারাপ ব্যবহার করেছেন।"),
                            ("/lt", "Vairuotojas su manimi kalbėjo grubiai."), ("/ta", "ஓட்டுநர் என்னிடம் கடுமையாகப் பேசினார்.")):
            visitor, email = self.hark.visitor(), f"all{base.strip('/')}@example.net"
            page = visitor.get(f"{base}/new?type=complaint")
            answer = visitor.send(f"{base}/new/tell", {"type": "complaint", "body": words})
            for _ in range(20):
                self.named(page)
                self.assertEqual(303, answer.status, answer.text[:2000])
                page = visitor.get(answer.where)
                step = answer.where.rsplit("/", 1)[1]
                if step == "sent":
                    break
                answer = visitor.send(answer.where, {"you": {"name": "Ann", "email": email}, "check": {}}.get(
                    step, {"go": "on", "answer": ""}))
            number = int(re.search(r"\[#(\d+)\]", str(self.hark.mail_to(email)["Subject"]))[1])
            self.assertEqual("received", self.shown(number)["complaint"]["stage"], base)

    def named(self, page) -> None:
        """Whoever hears the page knows what each field is."""
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page.text))
        for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", page.text):
            if re.search(r'type="(hidden|submit|checkbox|radio|file)"', tag):
                continue
            self.assertTrue("aria-label" in tag or re.search(r'id="([^"]+)"', tag)[1] in labelled, tag)

    def test_c2_any_message_becomes_a_complaint_with_one_click_and_what_sounds_like_one_is_shown(self):
        number = self.ticket("The lamp flickers", "It flickers.", "Kim <kim@example.net>", owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}")
        found = re.search(rf'action="/tickets/{number}/complaint">.*?name="message" value="(\d+)">', page.text, re.S)
        self.assertEqual(303, self.rasa.send(f"/tickets/{number}/complaint", {"message": found[1]}).status)
        document = self.shown(number)
        self.assertEqual("received", document["complaint"]["stage"])
        self.assertEqual("inquiry", document["type"], "what else it is it stays")
        self.assertEqual("It flickers.", document["complaint"]["description"])
        sounds = self.ticket("Again", "This is unacceptable, and nobody answers.", "Kim <kim@example.net>", owner=self.rasa)
        self.assertIn("This sounds like a complaint.", self.rasa.get(f"/tickets/{sounds}").words)
        self.assertIn("#" + str(sounds), self.rasa.get("/complaints").words.split("nobody has said yet")[1])
        self.assertIsNone(self.shown(sounds)["complaint"], "a person decides")
        before = re.search(r"nobody has said yet (\d+)", self.lima.get("/complaints/review").words)[1]
        self.rasa.get(f"/tickets/{sounds}")
        self.rasa.post(f"/tickets/{sounds}/complaint/none")
        after = re.search(r"nobody has said yet (\d+)", self.lima.get("/complaints/review").words)[1]
        self.assertEqual(int(before) - 1, int(after))
        for language, words in (("lt", "Esu labai nusivyliau jūsų darbu."), ("bn", "আমি খুব হতাশ।"), ("ta", "இது என் புகார்.")):
            other = self.ticket("Kitas", words, "Kim <kim@example.net>")
            self.assertIn("sounds like a complaint", self.rasa.get(f"/tickets/{other}").words, language)

    def test_c3_a_receipt_needs_the_remedy_sought_or_that_none_was_stated(self):
        number = self.ticket("Broken", owner=self.rasa)
        self.mark(number)
        answer = self.receive(number, remedy="")
        self.assertEqual(422, answer.status)
        self.assertIn("Please write what the customer wants", answer.words)
        self.assertIn("The table came broken.", answer.text, "what was typed stays")
        self.assertEqual(422, self.receive(number, description=" ").status)
        self.assertEqual(303, self.receive(number, remedy="", not_stated="1").status)
        self.assertEqual("not_stated", self.shown(number)["complaint"]["remedy_stated"])
        self.assertEqual(303, self.receive(number, product="Table 7", immediate="Called him").status)
        receipt = self.shown(number)["complaint"]
        self.assertEqual(["A new table", "Table 7", "Called him"], [receipt[k] for k in ("remedy", "product", "immediate")])
        self.assertIn("Decision due", self.rasa.get(f"/tickets/{number}/complaint").words)
        self.assertIn(f"Complaint {number}", self.rasa.get(f"/tickets/{number}/complaint").words)

    def test_c4_the_customer_sees_where_it_stands_and_hears_of_it_before_a_word_is_due(self):
        number = self.ticket("Late", sender="Ben <ben@example.net>", owner=self.rasa)
        self.mark(number)
        ben = self.of("Ben <ben@example.net>")
        page = ben.get(f"/my/requests/{number}")
        self.assertIn(f"Your complaint {number} Recorded", page.words)
        self.assertIn("You have our decision by", page.words)
        self.assess(number)
        self.assertIn("Being examined", ben.get(f"/my/requests/{number}").words)
        self.reply(self.rasa, number, "We look at it.", then="open")
        self.hark.wait(20 * HOUR)
        letter = self.hark.mail_to("ben@example.net", "Where your complaint stands")
        self.assertIn("Now: Being examined", letter.get_body(("plain",)).get_content())
        self.hark.wait(8 * HOUR)
        self.setUp()
        self.hark.until(lambda: "the next update is late" in self.rasa.get(f"/tickets/{number}").words,
                        "the missed word to be a breach")

    def test_c5_it_is_acknowledged_at_once_and_a_person_answers_within_a_day(self):
        number = self.ticket("Rude", sender="Cyd <cyd@example.net>", owner=self.rasa)
        self.mark(number)
        letter = self.hark.mail_to("cyd@example.net", "Your complaint is recorded")
        text = letter.get_body(("plain",)).get_content()
        self.assertIn(f"with the number {number}", text.replace("\n", " "))
        for words in ("Rasa Petrauskienė looks after your complaint", "By when: you hear from a person by",
                      "consumer protection authority"):
            self.assertIn(words, text.replace("\n", " "))
        clocks = {one["kind"]: one for one in self.shown(number)["clocks"]}
        self.assertEqual("running", clocks["complaint_person"]["state"])
        self.hark.wait(25 * HOUR)
        self.setUp()
        self.hark.until(lambda: "an answer to the complaint is late" in self.rasa.get(f"/tickets/{number}").words,
                        "its owner to be told")
        other = self.ticket("Rude too", sender="Dot <dot@example.net>", owner=self.rasa)
        self.mark(other)
        self.reply(self.rasa, other, "I am sorry, and look at it today.")
        clocks = {one["kind"]: one for one in self.shown(other)["clocks"]}
        self.assertEqual("met", clocks["complaint_person"]["state"])
        self.assertEqual("running", clocks["complaint_answer"]["state"], "it rests for nobody")

    def test_c6_the_first_assessment_asks_five_things_and_danger_is_acted_upon_within_an_hour(self):
        number = self.ticket("Gas", sender="Eli <eli@example.net>", owner=self.rasa)
        self.mark(number)
        answer = self.assess(number, severity="")
        self.assertEqual(422, answer.status)
        self.assertIn("Please choose one of these.", answer.words)
        self.assertEqual(303, self.assess(number, severity="grave", safety="1", action="1").status)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("Urgent: somebody is in danger", page.words)
        self.assertIn("Danger: somebody has acted Due", page.words)
        self.assertIn("somebody may be in danger: ticket " + str(number), self.lima.get("/notifications").words)
        self.hark.wait(HOUR + MINUTE)
        self.hark.until(lambda: "nobody has acted yet" in self.rasa.get(f"/tickets/{number}").words, "the hour to be over")
        self.receive(number, immediate="The gas is off.")
        clocks = {one["kind"]: one["state"] for one in self.shown(number)["clocks"]}
        self.assertEqual("missed", clocks["complaint_safety"])
        told = self.shown(number)["complaint"]
        self.assertEqual(["grave", True, "simple", "one", True],
                         [told[k] for k in ("severity", "safety", "complexity", "impact", "needs_action")])

    def test_c7_who_it_is_about_neither_examines_nor_decides_it_and_what_is_found_is_kept(self):
        number = self.ticket("Rude call", sender="Fay <fay@example.net>", owner=self.rasa)
        self.mark(number)
        self.receive(number)
        self.assess(number)
        tomas = self.staff_id(TOMAS)
        answer = self.part(self.rasa, number, "examination", subject=tomas, reviewer=tomas, cause="service")
        self.assertEqual(422, answer.status)
        self.assertIn("Please choose somebody who is not involved", answer.words)
        self.assertEqual(303, self.part(self.rasa, number, "examination", subject=tomas,
                                        reviewer=self.staff_id(LIMA), cause="service").status)
        self.assertEqual(303, self.part(self.rasa, number, "evidence", evidence="The call of 9:40 was cut off.").status)
        again = self.part(self.rasa, number, "evidence", evidence=" The call of 9:40 was cut off. ")
        self.assertEqual(303, again.status, "a form that was sent twice")
        self.assertEqual(1, self.lima.get(f"/tickets/{number}/complaint").words.count("The call of 9:40 was cut off."))
        answer = self.decide(number, self.tomas)
        self.assertEqual(403, answer.status, "one may not; that is no limit")
        self.assertIn("Others handle this complaint", answer.words)
        self.assertEqual(0, self.shown(number)["complaint"]["round"])

    def test_c8_the_answer_is_one_of_four_outcomes_and_a_rejection_has_reasons(self):
        number = self.ticket("Price", sender="Gil <gil@example.net>", owner=self.rasa)
        self.mark(number)
        self.assertEqual(409, self.decide(number).status, "nothing is decided before it is assessed")
        self.receive(number)
        self.assess(number)
        for fields in ({"outcome": "maybe"}, {"outcome": "rejected", "reasons": ""}, {"outcome": "accepted", "remedies": ""},
                       {"outcome": "rejected", "remedies": "", "amount": "5"}, {"amount": "much"}):
            self.assertEqual(422, self.decide(number, **fields).status, fields)
        for outcome in ("partly", "goodwill", "accepted", "rejected"):
            self.assertEqual(303, self.decide(number, outcome=outcome).status)
            self.assertEqual(outcome, self.shown(number)["complaint"]["outcome"])
        self.assertIsNone(self.shown(number)["complaint"]["remedies"], "a rejection gives nothing")

    def test_c8_a_decision_can_be_mended_until_he_is_told_and_the_log_says_the_money_as_people_do(self):
        number = self.ticket("Stool", sender="Gus <gus@example.net>", owner=self.rasa)
        self.mark(number)
        self.receive(number)
        self.assess(number)
        self.decide(number, amount="10.00", currency="EUR")
        page = self.rasa.get(f"/tickets/{number}/complaint")
        self.assertNotIn("did not accept", page.words, "nobody has asked him yet")
        self.assertIn(f"The complaint is right; {REASONS}; {REMEDY}; 10.00 EUR", page.words)
        self.assertEqual(303, self.decide(number, amount="12.50", currency="EUR").status)
        self.assertIn("12.50 EUR", self.letter(number))

    def test_c8_the_log_says_what_was_assessed_and_decided_in_the_words_of_who_reads_it(self):
        number = self.ticket("Bench", sender="Ivo <ivo@example.net>", owner=self.rasa)
        self.mark(number)
        self.receive(number)
        self.assess(number, severity="serious", safety="1")
        self.decide(number)
        page = self.rasa.get(f"/tickets/{number}/complaint").words
        self.assertIn("Serious; Simple; One customer; Somebody may be in danger", page)
        self.assertIn(f"The complaint is right; {REASONS}", page)
        self.speak("lt")
        try:
            page = self.rasa.get(f"/tickets/{number}/complaint").words
            self.assertIn(f"Skundas pagrįstas; {REASONS}", page)
            self.assertNotIn("accepted;", page)
            self.assertNotIn("severity:", page)
        finally:
            self.speak("en")

    def test_c9_the_letter_has_reasons_and_remedies_and_a_copy_of_it_is_kept(self):
        number = self.ticket("Table", sender="Hal <hal@example.net>", owner=self.rasa)
        self.mark(number)
        self.receive(number)
        self.assess(number)
        self.decide(number, amount="20.00", currency="EUR")
        self.assertIn("Please tell the customer the decision with its reasons.", self.missing(number))
        self.reply(self.rasa, number, "It is decided.")
        self.hark.wait(MINUTE)
        self.assertFalse(self.shown(number)["complaint"]["told"], "a letter without the reasons tells nothing")
        text = self.letter(number)
        for words in ("Hello Hal", "You are right, and we are sorry.", REASONS, REMEDY, "20.00 EUR", "within 14 days",
                      "looks at it again", "ombudsman", "Rasa Petrauskienė"):
            self.assertIn(words, text)
        kept = self.shown(number)["complaint"]
        self.assertTrue(kept["told"])
        self.assertRegex(kept["letter_sha256"], "^[0-9a-f]{64}$")
        self.hark.until(lambda: REASONS in self.hark.mail_to("hal@example.net", "Re:").get_body(("plain",)).get_content(),
                        "the letter to leave")
        self.assertIn(kept["letter_sha256"], self.rasa.get(f"/tickets/{number}/complaint").text)

    def test_c10_it_ends_with_the_customers_yes_or_after_the_offer_and_a_no_keeps_it_open(self):
        number = self.ticket("Chair", sender="Ida <ida@example.net>", owner=self.rasa)
        self.told(number)
        ida = self.of("Ida <ida@example.net>")
        self.assertIn("whether he accepts", self.missing(number))
        page = ida.get(f"/my/requests/{number}")
        self.assertIn("Do you accept our decision?", page.words)
        self.assertIn("Others who can help you", page.words)
        long = "l" * 20_001
        page = ida.send(f"/my/requests/{number}/complaint", {"answer": "rejected", "reply_words": long})
        self.assertEqual(422, page.status)
        self.assertIn(long, page.text)
        self.assertRegex(page.text, r'id="e-reply_words"')
        page = ida.post(f"/my/requests/{number}/complaint", {"answer": "rejected", "reply_words": "It is still broken."})
        self.assertIn("You did not accept it. Somebody else looks at it again.", page.words)
        self.assertIn("Somebody else decides again.", self.missing(number))
        self.assertNotEqual("resolved", self.state(number))
        self.assertIn("You decided it the first time", self.decide(number).words)
        self.assertEqual(303, self.decide(number, self.lima, outcome="partly", reasons="We found a crack.",
                                          remedies="We mend it.").status)
        self.assertIn("This is our last word on it.", self.letter(number, self.lima))
        self.assertIn("whether he accepts", self.missing(number))
        self.hark.wait(15 * DAY)
        self.setUp()
        self.assertIn("Please note when what was decided is done.", self.missing(number))
        self.assertEqual(303, self.part(self.rasa, number, "done").status)
        self.assertIn("Resolved. The customer is asked", self.rasa.resolve(number).words)
        self.assertEqual("ended", self.shown(number)["complaint"]["stage"])

    def test_c10_who_decided_what_was_refused_neither_decides_nor_mends_the_second_decision(self):
        number = self.ticket("Desk", sender="Ina <ina@example.net>", owner=self.rasa)
        self.mark(number)
        self.receive(number)
        self.assess(number)
        self.assertEqual(303, self.decide(number).status)
        self.assertEqual(303, self.decide(number, self.tomas, outcome="partly").status, "mended before he is told")
        self.letter(number, self.tomas)
        self.assertEqual(303, self.part(self.rasa, number, "answer", reply="rejected", reply_words="By phone.").status)
        refused = "You decided it the first time. Somebody else has to look at it now."
        for browser in (self.rasa, self.tomas):
            answer = self.decide(number, browser)
            self.assertEqual((403, True), (answer.status, refused in answer.words), "also whose decision was mended")
            page = browser.get(f"/tickets/{number}/complaint")
            self.assertIn(refused, page.words)
            self.assertNotIn("/complaint/decision", page.text)
        self.assertEqual(303, self.decide(number, self.lima, outcome="accepted").status)
        for browser in (self.rasa, self.tomas):
            answer = self.decide(number, browser, outcome="rejected", remedies="")
            self.assertEqual((403, True), (answer.status, refused in answer.words))
            self.assertNotIn("/complaint/decision", browser.get(f"/tickets/{number}/complaint").text)
        kept = self.shown(number)["complaint"]
        self.assertEqual((2, "accepted"), (kept["round"], kept["outcome"]))
        self.assertEqual(303, self.decide(number, self.lima, outcome="goodwill").status, "his own he mends")
        self.assertEqual("goodwill", self.shown(number)["complaint"]["outcome"])

    def test_c10_his_yes_on_his_page_ends_it_and_nothing_else_makes_it_go_away(self):
        number = self.ticket("Stool", sender="Ian <ian@example.net>", owner=self.rasa)
        self.mark(number)
        for deed in ("spam", "delete"):
            self.rasa.get(f"/tickets/{number}")
            self.assertIn("has not come to its end", self.rasa.post(f"/tickets/{number}/{deed}").words, deed)
        self.assertIn("#" + str(number), self.rasa.get("/complaints").words)
        self.told(number)
        ian = self.of("Ian <ian@example.net>")
        ian.get(f"/my/requests/{number}")
        self.assertIn("accepted", ian.post(f"/my/requests/{number}/complaint", {"answer": "accepted", "reply_words": ""}).words)
        self.assertIn("Please note when what was decided is done.", self.missing(number))
        self.part(self.rasa, number, "done")
        self.assertIn("Resolved. The customer is asked", self.rasa.resolve(number).words)
        self.rasa.get(f"/tickets/{number}")
        self.assertIn("deleted", self.rasa.post(f"/tickets/{number}/delete").words, "what has ended may be put away")

    def test_c11_what_is_found_is_confidential_and_who_it_is_about_does_not_see_it(self):
        number = self.ticket("Call", sender="Jan <jan@example.net>", owner=self.rasa)
        self.mark(number)
        self.assess(number)
        self.part(self.rasa, number, "examination", subject=self.staff_id(TOMAS), reviewer="0", cause="service")
        self.part(self.rasa, number, "evidence", evidence="Confidential finding.")
        for browser in (self.tomas, self.eva):
            page = browser.get(f"/tickets/{number}/complaint")
            self.assertIn("Others examine and decide it.", page.words)
            self.assertNotIn("Confidential finding.", page.text)
            self.assertNotIn("Save the assessment", page.words)
        self.assertEqual(403, self.eva.send(f"/tickets/{number}/complaint/evidence", {"evidence": "x"}).status)
        jan = self.of("Jan <jan@example.net>")
        self.assertNotIn("Confidential finding.", jan.get(f"/my/requests/{number}").text)
        self.assertEqual(403, self.eva.get("/complaints").status)
        with_it = self.hark.folder / "export"
        self.hark.command("export", str(with_it))
        self.assertIn("Confidential finding.", (with_it / "tables/complaint_log.jsonl").read_text())

    def test_a_version_that_the_page_did_not_say_changes_nothing(self):
        number = self.ticket("Forged", sender="Una <una@example.net>", owner=self.rasa)
        self.mark(number)
        self.receive(number)
        before = self.shown(number)["complaint"]
        version = int(self.rasa.get(f"/tickets/{number}/complaint").field("version"))
        for part, fields in (("receipt", {"description": "Other", "remedy": "Other"}),
                             ("assessment", {"severity": "grave", "complexity": "complex", "impact": "many"}),
                             ("examination", {"subject": "0", "reviewer": "0", "cause": "price"}),
                             ("decision", {"outcome": "rejected", "reasons": "No."})):
            for forged in ("0", "-1", "", str(version - 1), str(version + 1)):
                answer = self.part(self.rasa, number, part, version=forged, **fields)
                self.assertEqual(409, answer.status, (part, forged))
                self.assertIn("Somebody else has changed this meanwhile.", answer.words)
        self.assertEqual(before, self.shown(number)["complaint"])

    def test_c12_figures_tell_counts_causes_and_what_customers_think_of_the_handling(self):
        number = self.ticket("Sofa", sender="Kay <kay@example.net>", owner=self.rasa)
        self.told(number)
        self.part(self.rasa, number, "examination", subject="0", reviewer="0", cause="delivery")
        self.part(self.rasa, number, "answer", reply="accepted", reply_words="By phone, just now.")
        self.part(self.rasa, number, "done")
        self.rasa.resolve(number)
        kay = self.of("Kay <kay@example.net>")
        page = kay.get(f"/my/requests/{number}")
        self.assertIn("This is about the way, not about the decision.", page.words)
        page = kay.send(f"/my/requests/{number}/complaint/judge", {"words": "Quick."})
        self.assertEqual(422, page.status)
        self.assertIn("Quick.</textarea>", page.text)
        self.assertRegex(page.text, r'id="e-score"')
        kay.post(f"/my/requests/{number}/complaint/judge", {"score": "4", "words": "Quick."})
        page = self.lima.get(f"/complaints/review?year={self.day(0)[:4]}")
        for words in ("By cause Delivery 1", "By decision The complaint is right", "1 to 5"):
            self.assertIn(words, page.words)
        self.assertIn("How we handled it: 4 of 5", self.rasa.get(f"/tickets/{number}/complaint").words)
        self.assertRegex(page.words, r"Decided \d+ Days until half of them were decided \d+ ")
        self.assertEqual(403, self.tomas.get(f"/complaints/review?year={self.day(0)[:4]}").status)

    def test_c13_the_log_cannot_be_changed_unseen_and_the_year_is_reviewed_on_a_page(self):
        number = self.ticket("Logged", sender="Lou <lou@example.net>", owner=self.rasa)
        self.mark(number)
        self.receive(number)
        self.assertIn("no line was changed", self.lima.get(f"/complaints/review?year={self.day(0)[:4]}").words)
        self.hark.command("fsck")
        self.change_log("SET detail = 'nothing'", number)
        self.assertIn("The log of a complaint was changed", self.lima.get(f"/complaints/review?year={self.day(0)[:4]}").words)
        done = subprocess.run([PROGRAM, "fsck", "--config", str(self.hark.config)], capture_output=True, check=False)
        self.assertNotEqual(0, done.returncode)
        self.assertIn(b"complaints whose log was changed", done.stdout)
        self.change_log(f"SET detail = '{self.shown(number)['complaint']['description']}'", number)
        self.hark.command("fsck")

    def change_log(self, change: str, number: int) -> None:
        where = f"WHERE position = 1 AND ticket_id = (SELECT id FROM ticket WHERE number = {number})"
        text = f"UPDATE complaint_log {change.replace(chr(39) + 'The table came broken.' + chr(39), chr(39) + 'It drips all night.' + chr(39))} {where}"
        if self.hark.database.name:
            subprocess.run(["psql", "-q", "-X", self.hark.database.url, "-c", text], check=True)
        else:
            with sqlite3.connect(self.hark.folder / "var/hark.db") as line:
                line.execute(text)

    def test_c14_only_who_was_trained_decides_and_gives_no_more_than_he_may(self):
        number = self.ticket("Money", sender="Mia <mia@example.net>", owner=self.rasa)
        self.mark(number)
        self.receive(number)
        self.assess(number)
        self.assertIn("This is more than you may give", self.decide(number, amount="200.01", currency="EUR").words)
        for currency, words in (("USD", "You may give money in EUR. Please write the amount in that"),
                                ("XYZ", "Please write the three letters of the currency"),
                                ("", "Please write the three letters of the currency")):
            answer = self.decide(number, amount="20", currency=currency)
            self.assertEqual((422, True), (answer.status, words in answer.words), currency)
        self.assertEqual(422, self.authorise(RASA, "100", until="2020-01-01").status)
        without = self.admin.send("/admin/complaints/people", {
            "staff": self.staff_id(RASA), "most": "100", "currency": "EUR", "training": "", "until": self.day(9)})
        self.assertEqual(422, without.status, "no authority without a proof of training")
        self.admin.get("/admin/complaints/people")
        self.admin.post(f"/admin/complaints/people/{self.staff_id(RASA)}/remove")
        self.assertIn("You may not decide on complaints yet", self.decide(number).words)
        self.authorise(RASA, "200.00", until=self.day(1))
        self.hark.wait(2 * DAY)
        self.setUp()
        self.assertIn("Your authority to decide on complaints is over", self.decide(number, amount="200", currency="EUR").words, "its last day is over")
        self.authorise(RASA, "200.00")
        self.assertEqual(303, self.decide(number, amount="200", currency="EUR").status)


    def test_of_two_who_put_one_away_the_second_hears_that_it_is_none_any_more(self):
        number = self.ticket()
        self.mark(number)
        first = self.part(self.lima, number, "withdraw", reason="It was praise.")
        self.assertEqual(303, first.status)
        second = self.rasa.send(f"/tickets/{number}/complaint/withdraw", {"version": "1", "reason": "A mistake."})
        self.assertEqual(409, second.status)
        self.assertIn("This is no complaint that is open.", second.words)


if __name__ == "__main__":
    unittest.main()
