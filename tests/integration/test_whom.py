#!/usr/bin/python3
"""Who is on the mail: answered all together, left out, asked about, hidden; handed on; written to first."""
import html
import re
import unittest

from hark import PARTS, SECOND, mail
from staff_house import RASA, TOMAS, House

BOSS, DESK = "boss@example.net", "Desk <desk@partner.example>"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


class Whom(House):
    def people(self, page) -> dict:
        """The rows of the composer: what each tick says, and whether it is set."""
        found = re.findall(r'type="checkbox" name="(to|cc|bcc)" value="([^"]*)"( checked)?', page.text)
        return {(role, html.unescape(value)): bool(ticked) for role, value, ticked in found}

    def sure(self, page) -> list:
        return [html.unescape(key) for key in re.findall(r'name="sure" value="([^"]*)"', page.text)]

    def send(self, number: int, browser=None, **fields):
        browser = browser or self.rasa
        page = browser.get(f"/tickets/{number}")
        return browser.send(f"/tickets/{number}/replies", {
            "text": "We come today.", "version": page.field("version"), "then": "wait",
            "addressed": "1"} | fields)

    def envelope(self, letter) -> list:
        """To whom it was handed over, which no reader sees: taken off the letter."""
        names = [str(one) for one in letter.get_all("Envelope-To")]
        del letter["Envelope-To"]
        return names


class Answering(Whom):
    def test_everybody_on_the_mail_stands_ticked_and_is_answered(self):
        number = self.ticket("All of us", owner=self.rasa, to=f"help@nordhome.example, {BOSS}", Cc=DESK)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertEqual({("to", "Ola Nord <ola@example.net>"): True, ("to", BOSS): True,
                          ("cc", DESK): True}, self.people(page))
        sent = self.send(number, to=["Ola Nord <ola@example.net>", BOSS, ""], cc=[DESK, ""])
        self.assertEqual(303, sent.status, sent.words)
        self.assertIn(f"To ola@example.net, {BOSS} · Copy to desk@partner.example",
                      self.rasa.get(f"/tickets/{number}").words)
        self.hark.wait(11 * SECOND)
        letter = self.hark.mail_to(BOSS, "Re: All of us")
        self.assertIn("ola@example.net", letter["To"])
        self.assertIn("desk@partner.example", letter["Cc"])
        self.assertNotIn("help@", letter["To"] + letter["Cc"])

    def test_the_address_of_who_has_no_name_stands_once(self):
        number = self.ticket("Nameless", sender="nameless@example.net", owner=self.rasa)
        self.assertIn("To nameless@example.net Copy and hidden copy", self.rasa.get(f"/tickets/{number}").words)

    def test_of_a_mail_to_thousands_all_are_counted(self):
        copies = ", ".join(f"c{i}@partner.example" for i in range(1950))
        page = self.rasa.get(f"/tickets/{self.ticket('Thousands', owner=self.rasa, Cc=copies)}")
        self.assertIn("1901 people on this mail are left out", page.words)
        self.assertIn("c19@partner.example … And 1930 more.", page.words)

    def test_who_is_unticked_gets_nothing_and_can_be_ticked_again(self):
        number = self.ticket("Without him", owner=self.rasa, Cc=f"{BOSS}, {DESK}")
        self.rasa.send(f"/tickets/{number}/draft", {"kind": "reply", "text": "Half", "addressed": "1",
                                                    "to": "ola@example.net", "cc": DESK}, headers=PARTS)
        for browser in (self.rasa, self.hark.sign_in(RASA)):  # after signing out and in again
            page = browser.get(f"/tickets/{number}")
            self.assertFalse(self.people(page)["cc", BOSS])
            self.assertTrue(self.people(page)["cc", DESK])
        self.assertTrue(self.people(self.tomas.get(f"/tickets/{number}"))["cc", BOSS])
        self.assertEqual(303, self.send(number, to="ola@example.net", cc=DESK).status)
        self.hark.wait(11 * SECOND)
        self.assertNotIn(BOSS, str(self.hark.mail_to("ola@example.net", "Re: Without him")["Cc"]))

    def test_what_is_no_address_is_said_beside_it_and_nothing_is_lost(self):
        number = self.ticket("A slip of the pen", owner=self.rasa)
        wrong = self.send(number, to="ola@example.net", cc=[BOSS, "boss at home"], bcc="x@y@z", text="Kept *words*")
        self.assertEqual(422, wrong.status)
        self.assertRegex(wrong.text, r'id="cc-reply" name="cc" value="boss at home"[^>]*aria-invalid="true"')
        self.assertRegex(wrong.text, r'id="bcc-reply" name="bcc" value="x@y@z"[^>]*aria-describedby="e-bcc-reply"')
        self.assertTrue(self.people(wrong)["cc", BOSS])
        self.assertIn(">Kept *words*</textarea>", wrong.text)
        self.assertIn('<details class="whom-more" open>', wrong.text)
        again = self.rasa.get(f"/tickets/{number}")
        self.assertRegex(again.text, r'name="cc" value="boss at home"')
        nobody = self.send(number, to="", cc=BOSS)
        self.assertIn("choose to whom this goes", nobody.words)

    def test_a_tag_in_a_name_stays_a_name(self):
        number = self.ticket("Tags", owner=self.rasa, Cc='"<script>alert(1)</script>" <evil@example.net>')
        page = self.rasa.get(f"/tickets/{number}")
        self.assertNotIn("<script>alert", page.text)
        self.assertTrue(any("evil@example.net" in value for _, value in self.people(page)))


class Asking(Whom):
    def test_each_who_may_not_be_meant_is_named_and_one_more_press_sends(self):
        self.ticket("Of another", sender="Meena <meena@shop.example>")
        number = self.ticket("Ask me first", owner=self.rasa)
        fields = {"to": "ola@example.net", "cc": f"{TOMAS}, new@partner.example", "bcc": "meena@shop.example"}
        stopped = self.send(number, **fields)
        self.assertEqual(409, stopped.status)
        for words in ("Please look who would get this", TOMAS, "An address of our own house",
                      "Nobody of partner.example was on this ticket before", "Another customer", "Hidden copy"):
            self.assertIn(words, stopped.words)
        self.assertNotIn("Something new arrived", stopped.words)
        self.assertIn(">We come today.</textarea>", stopped.text)
        sure = self.sure(stopped)
        self.assertEqual(3, len(sure))
        # One more than was shown: asked again, and nothing has left.
        more = self.send(number, **fields | {"cc": fields["cc"] + ", other@elsewhere.example", "sure": sure})
        self.assertEqual(409, more.status)
        self.assertEqual(4, len(self.sure(more)))
        self.assertEqual(303, self.send(number, **fields, sure=sure).status)

    def test_something_new_and_somebody_to_ask_about_are_shown_together(self):
        number = self.ticket("Both at once", owner=self.rasa)
        version = self.rasa.get(f"/tickets/{number}").field("version")
        self.tomas.get(f"/tickets/{number}")
        self.tomas.post(f"/tickets/{number}/notes", {"text": "I called him already"})
        stopped = self.send(number, to="ola@example.net", cc=TOMAS, version=version)
        self.assertIn("Something new arrived", stopped.words)
        self.assertIn("An address of our own house", stopped.words)
        sent = self.send(number, to="ola@example.net", cc=TOMAS, version=stopped.field("version"),
                         sure=self.sure(stopped))
        self.assertEqual(303, sent.status)


class Hidden(Whom):
    def test_a_hidden_copy_is_seen_by_staff_alone(self):
        number = self.ticket("Hush", owner=self.rasa)
        secret = "auditor@example.net"
        self.assertEqual(303, self.send(number, to="ola@example.net", bcc=secret).status)
        self.hark.wait(11 * SECOND)
        letter = self.hark.mail_to("ola@example.net", "Re: Hush")
        self.assertEqual(["<ola@example.net>", f"<{secret}>"], self.envelope(letter))
        self.assertNotIn("auditor", letter.as_string())
        self.assertIsNone(letter["Bcc"])
        self.assertIn(f"Hidden copy to {secret}", self.rasa.get(f"/tickets/{number}").words)
        ola = self.hark.sign_in("ola@example.net")
        page = ola.get(f"/my/requests/{number}")
        self.assertIn("We come today.", page.text)
        self.assertNotIn("auditor", page.text)
        # When he answers all, he does not give himself away either.
        back = self.hark.mail_in(mail(f"Auditor <{secret}>", "Re: Hush", "Good answer, Rasa.",
                                      In_Reply_To=letter["Message-ID"]))
        self.assertEqual(number, back)
        self.assertIn("Good answer, Rasa.", self.rasa.get(f"/tickets/{number}").text)
        self.assertIn("The customer cannot see it", self.rasa.get(f"/tickets/{number}").words)
        self.assertNotIn("Good answer", ola.get(f"/my/requests/{number}").text)
        self.assertNotIn("Good answer", ola.get("/my/requests").text)


class Forwarding(Whom):
    def forward(self, number: int, **fields):
        page = self.rasa.get(f"/tickets/{number}")
        where = html.unescape(re.search(r'href="(/tickets/\d+/forward\?message=\d+)"', page.text)[1])
        return self.rasa.get(where), where.split("=")[1]

    def test_a_message_goes_to_somebody_else_with_its_files_and_the_customer_sees_nothing(self):
        number = self.ticket("Whose part is this", "It fell off, *really*.", owner=self.rasa, Cc=BOSS,
                             files=(("part.png", "image/png", PNG), ("bill.txt", "text/plain", b"12 EUR")))
        page, message = self.forward(number)
        self.assertIn("&gt; From: Ola Nord &lt;ola@example.net&gt;", page.text)
        self.assertIn("&gt; It fell off, *really*.", page.text)
        ticks = re.findall(r'name="original" value="(\d+)"( checked)?', page.text)
        self.assertEqual([("0", " checked"), ("1", " checked")], ticks)
        fields = {"message": message, "addressed": "1", "to": "parts@supplier.example", "original": "0",
                  "text": "Is this yours?\n\n> It fell off."}
        stopped = self.rasa.send(f"/tickets/{number}/forward", fields)
        self.assertEqual(409, stopped.status)
        self.assertIn("Nobody of supplier.example", stopped.words)
        self.assertEqual([("0", " checked"), ("1", "")],
                         re.findall(r'name="original" value="(\d+)"( checked)?', stopped.text))
        sent = self.rasa.send(f"/tickets/{number}/forward", fields | {"sure": self.sure(stopped)})
        self.assertEqual(303, sent.status, sent.words)
        page = self.rasa.get(sent.where)
        self.assertIn("The customer sees nothing of it.", self.toast(page))
        self.assertIn("Forwarded, the customer cannot see it", page.words)
        self.hark.wait(11 * SECOND)
        letter = self.hark.mail_to("parts@supplier.example", "Fwd: Whose part is this")
        self.assertEqual(["part.png"], [one.get_filename() for one in letter.iter_attachments()])
        self.assertEqual(PNG, next(letter.iter_attachments()).get_content())
        self.assertIsNone(letter["In-Reply-To"])
        self.assertIn("New", page.words)  # nobody has answered him yet
        ola = self.hark.sign_in("ola@example.net")
        for path in (f"/my/requests/{number}", "/my/requests"):
            self.assertNotIn("Is this yours?", ola.get(path).text)
            self.assertNotIn("supplier", ola.get(path).text)
        # What comes back comes here, for us alone; and the answer to the customer goes to him alone.
        self.assertEqual(number, self.hark.mail_in(
            mail("Parts <parts@supplier.example>", "Re: Fwd", "It is ours.", In_Reply_To=letter["Message-ID"])))
        self.assertNotIn("It is ours", ola.get(f"/my/requests/{number}").text)
        self.assertNotIn(("to", "Parts <parts@supplier.example>"),
                         self.people(self.rasa.get(f"/tickets/{number}")))

    def test_taken_back_it_is_a_draft_to_forward_and_no_reply(self):
        number = self.ticket("Too soon", owner=self.rasa)
        _, message = self.forward(number)
        fields = {"message": message, "addressed": "1", "to": BOSS, "text": "Not for Ola"}
        page = self.rasa.get(self.rasa.send(f"/tickets/{number}/forward", fields).where)
        page = self.rasa.post(self.undo_path(page))
        self.assertIn(">Not for Ola</textarea>", page.text)
        self.assertTrue(self.people(page)["to", BOSS])
        self.assertNotIn("Not for Ola", self.rasa.get(f"/tickets/{number}").text)

    def test_a_saved_reply_is_put_into_each_form_of_a_mail_and_nothing_leaves(self):
        admin = self.hark.sign_in("admin@nordhome.example")
        self.assertEqual(303, admin.send("/saved-replies", {
            "title": "Whose part", "team": "0",
            "text_en": "{{agent.name}} asks about {{customer.name}}, {{ticket.number}}."}).status)
        number = self.ticket("Put in", owner=self.rasa)
        self.hark.mail_to("ola@example.net", "Put in")  # so that the confirmation is no surprise
        page, message = self.forward(number)
        choice = re.search(r'<option value="(\d+)">Whose part<', page.text)[1]
        pressed = {"insert": "1", "saved": choice}
        rasa = "Rasa Petrauskienė"
        filled = f"Hello\n\n{rasa} asks about Ola Nord, {number}.</textarea>"
        for path, fields in ((f"/tickets/{number}/forward", {"message": message, "addressed": "1", "to": BOSS}),
                             (f"/tickets/{number}/sides", {"addressed": "1", "to": BOSS, "subject": "Part"})):
            answer = self.rasa.send(path, fields | pressed | {"text": "Hello"})
            self.assertEqual(200, answer.status)
            self.assertIn(filled, answer.text)
            self.assertTrue(BOSS in answer.text, "who was named stays")
        first = {"mail": "1", "who": "Nobody, new@example.net", "subject": "First", "key": "k", "type": "inquiry",
                 "body": "Hello"}
        answer = self.rasa.send("/tickets/new", first | pressed)
        self.assertEqual(200, answer.status)
        self.assertIn(f"Hello\n\n{rasa} asks about {{{{?", answer.text)
        body = html.unescape(re.search(r'name="body"[^>]*>([^<]*)<', answer.text)[1])
        refused = self.rasa.send("/tickets/new", first | {"body": body})
        self.assertEqual(422, refused.status)
        self.assertIn("One thing is not filled in yet", refused.words)
        for path, fields in ((f"/tickets/{number}/forward", {"message": message}),
                             (f"/tickets/{number}/sides", {}), ("/tickets/new", first)):
            answer = self.rasa.send(path, fields | {"insert": "1", "text": "Hello"})
            self.assertEqual(422, answer.status)
            self.assertIn("Please choose a saved reply first.", answer.words)
            self.assertEqual(404, self.rasa.send(path, fields | {"insert": "1", "saved": "17"}).status)
        self.hark.wait(11 * SECOND)
        self.assertFalse([one for one in self.hark.mails() if "new@" in str(one["To"]) or "asks about" in one.as_string()])

    def test_a_note_and_what_is_not_there_cannot_be_forwarded(self):
        number = self.ticket("No notes", owner=self.rasa)
        self.rasa.post(f"/tickets/{number}/notes", {"text": "For us"})
        page = self.rasa.get(f"/tickets/{number}")
        note = re.findall(r'id="m(\d+)"', page.text)[-1]
        for message in (note, "1"):
            self.assertEqual(404, self.rasa.ask("GET", f"/tickets/{number}/forward?message={message}").status)
            self.assertEqual(404, self.rasa.send(f"/tickets/{number}/forward", {
                "message": message, "addressed": "1", "to": BOSS, "text": "Hi"}).status)

    def test_the_customer_himself_gets_a_reply_and_nothing_that_he_is_said_not_to_see(self):
        number = self.ticket("Himself", owner=self.rasa)
        _, message = self.forward(number)
        for fields in ({"to": "ola@example.net"}, {"to": BOSS, "cc": "Ola <OLA@example.net>"}):
            refused = self.rasa.send(f"/tickets/{number}/forward",
                                     {"message": message, "addressed": "1", "text": "Look"} | fields)
            self.assertEqual(422, refused.status)
            self.assertIn("Please write him a reply.", refused.words)
            self.assertIn(">Look</textarea>", refused.text)

    def test_without_anybody_or_a_word_it_is_shown_again_with_what_was_typed(self):
        number = self.ticket("Nobody", owner=self.rasa)
        _, message = self.forward(number)
        wrong = self.rasa.send(f"/tickets/{number}/forward",
                               {"message": message, "addressed": "1", "to": "at home", "text": "Hi there"})
        self.assertEqual(422, wrong.status)
        self.assertIn("only go to e-mail addresses", wrong.words)
        self.assertIn(">Hi there</textarea>", wrong.text)
        self.assertIn('value="at home"', wrong.text)


class Composing(Whom):
    def test_a_mail_of_ours_begins_a_ticket(self):
        page = self.rasa.get("/tickets/new?mail=1")
        fields = {"key": page.field("key"), "mail": "1", "who": "Ieva, ieva@example.net", "type": "order",
                  "priority": "normal", "subject": "Your chair", "body": "It is **ready**.", "mine": "1",
                  "cc": "", "bcc": TOMAS}
        stopped = self.rasa.send("/tickets/new", fields, files=(("files", "chair.txt", "text/plain", b"oak"),))
        self.assertEqual(409, stopped.status, stopped.words)
        self.assertIn("An address of our own house", stopped.words)
        kept = stopped.field("kept")  # chosen once; nobody can name another file in its place
        sent = self.rasa.send("/tickets/new", fields | {"sure": self.sure(stopped), "kept": [kept, "0" * 64]})
        self.assertEqual(303, sent.status, sent.words)
        page = self.rasa.get(sent.where)
        self.assertIn("your mail goes out in 10 seconds", self.toast(page))
        self.assertIn("<strong>ready</strong>", page.text)
        self.hark.wait(11 * SECOND)
        letter = self.hark.mail_to("ieva@example.net", "Your chair")
        self.assertEqual(["chair.txt"], [one.get_filename() for one in letter.iter_attachments()])
        self.assertTrue(str(letter["Subject"]).startswith("Your chair [#"), letter["Subject"])
        self.assertEqual(["<ieva@example.net>", f"<{TOMAS}>"], self.envelope(letter))
        self.assertNotIn("tomas", letter.as_string())
        self.assertEqual(1, len([one for one in self.hark.mails() if "ieva@" in str(one["To"])]))
        number = int(sent.where.rsplit("/", 1)[1])
        self.assertEqual(number, self.hark.mail_in(
            mail("ieva@example.net", "Re: Your chair", "Thank you.", In_Reply_To=letter["Message-ID"])))

    def test_a_first_mail_that_was_taken_back_is_a_draft_on_its_ticket(self):
        page = self.rasa.get("/tickets/new?mail=1")
        sent = self.rasa.send("/tickets/new", {
            "key": page.field("key"), "mail": "1", "who": "Tadas, tadas@example.net", "type": "order",
            "priority": "normal", "subject": "Too early", "body": "Not yet ready", "mine": "1"})
        page = self.rasa.post(self.undo_path(self.rasa.get(sent.where)))
        self.assertIn(">Not yet ready</textarea>", page.text)
        self.assertTrue(self.people(page)["to", "Tadas <tadas@example.net>"])
        self.hark.wait(20 * SECOND)
        self.assertFalse([one for one in self.hark.mails() if "tadas@" in str(one["To"])])

    def test_what_is_missing_is_said_and_nothing_is_opened(self):
        for changed, words in (({"who": "Ieva"}, "address"), ({"body": ""}, "what happened"),
                               ({"cc": "at home"}, "only go to e-mail addresses")):
            page = self.rasa.get("/tickets/new?mail=1")
            fields = {"key": page.field("key"), "mail": "1", "who": "ieva2@example.net", "type": "order",
                      "priority": "normal", "subject": "Your chair", "body": "It is ready.", "mine": "1"}
            wrong = self.rasa.send("/tickets/new", fields | changed)
            self.assertEqual(422, wrong.status, (changed, wrong.words))
            self.assertIn(words, wrong.words)
            self.assertIn("Send the mail", wrong.words)


if __name__ == "__main__":
    unittest.main()
