#!/usr/bin/python3
"""What staff do: reply, note, assign, change, end, open by hand; with two at once, too late and by mistake."""
import re
import unittest
from concurrent.futures import ThreadPoolExecutor

from hark import ADMIN, HOUR, MINUTE, PARTS, SECOND
from staff_house import RASA, House

class Writing(House):
    def test_enter_in_a_field_keeps_the_draft_and_sends_nothing(self):
        number = self.ticket(owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}")
        form = page.text[page.text.index(f'action="/tickets/{number}/replies"'):]
        first = re.search(r"<button[^>]*>", form)[0]
        self.assertIn(f'formaction="/tickets/{number}/keep"', first)
        self.assertIn('name="keep" value="reply"', first)
        page = self.rasa.post(f"/tickets/{number}/keep", {
            "keep": "reply", "text": "Half a sentence", "version": page.field("version"),
            "later_at": "2030-01-01T08:00"}, files=(("files", "lid.txt", "text/plain", b"lid"),))
        self.assertIn("Nothing was sent", page.words)
        self.assertIn("Half a sentence</textarea>", page.text)
        self.assertIn("lid.txt", page.words)
        self.assertNotIn("msg-us", page.text)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("Half a sentence</textarea>", page.text)

    def test_a_reply_leaves_after_ten_seconds_with_its_copy(self):
        number = self.ticket("Where is my parcel", owner=self.rasa)
        answer = self.reply(self.rasa, number, "It comes **today**.", cc="boss@example.net")
        self.assertEqual((303, f"/tickets/{number}"), (answer.status, answer.where))
        page = self.rasa.get(answer.where)
        self.assertIn("goes out in 10 seconds", self.toast(page))
        self.assertIn("<strong>today</strong>", page.text)
        self.assertIn("Goes out in a few seconds", page.words)
        self.assertFalse([one for one in self.hark.mails() if "parcel" in one["Subject"] and
                          "It comes" in one.as_string()])
        self.hark.wait(11 * SECOND)
        sent = self.hark.mail_to("ola@example.net", "Re: Where is my parcel")
        self.assertIn("boss@example.net", sent["Cc"])
        self.assertIn("It comes", sent.get_body(("plain",)).get_content())
        self.assertIn("<strong>today</strong>", sent.get_body(("html",)).get_content())
        self.hark.until(lambda: "Sent" in self.rasa.get(f"/tickets/{number}").words, "the word Sent")
        self.assertIn("Copy to boss@example.net", self.rasa.get(f"/tickets/{number}").words)

    def test_one_that_leaves_later_than_promised_says_so(self):
        number = self.ticket("The lamp flickers", owner=self.rasa)
        version = self.rasa.get(f"/tickets/{number}").field("version")
        words = {"text": "We look at it.", "version": version, "then": "wait", "later": "at"}
        self.rasa.send(f"/tickets/{number}/replies", {**words, "later_at": "2027-01-05T08:00"})
        self.assertIn("Something is promised before it leaves", self.rasa.get(f"/tickets/{number}").words)

    def test_files_of_a_reply_go_along(self):
        number = self.ticket("A plan, please", owner=self.rasa)
        version = self.rasa.get(f"/tickets/{number}").field("version")
        answer = self.rasa.send(f"/tickets/{number}/replies",
                                {"text": "Here it is.", "version": version, "then": "wait", "cc": ""},
                                files=(("files", "planas ą.txt", "text/plain", b"up and left"),))
        self.assertEqual(303, answer.status)
        self.assertIn("planas ą.txt", self.rasa.get(f"/tickets/{number}").text)
        self.hark.wait(11 * SECOND)
        sent = self.hark.mail_to("ola@example.net", "Re: A plan")
        self.assertEqual(["planas ą.txt"], [one.get_filename() for one in sent.iter_attachments()])

    def test_an_undo_in_time_makes_it_a_draft_again(self):
        number = self.ticket("Take it back", owner=self.rasa)
        page = self.rasa.get(self.reply(self.rasa, number, "Too early", cc="a@example.net").where)
        page = self.rasa.post(self.undo_path(page))
        self.assertIn("taken back", self.toast(page))
        self.assertRegex(page.text, r'id="text-reply"[^>]*>Too early</textarea>')
        self.assertEqual("a@example.net", page.field("cc"))
        self.assertEqual(1, len(re.findall("<article", page.text)))
        self.hark.wait(20 * SECOND)
        self.assertFalse([one for one in self.hark.mails() if "Re: Take it back" in one["Subject"]])

    def test_an_undo_after_it_left_says_so_and_changes_nothing(self):
        number = self.ticket("Gone", owner=self.rasa)
        page = self.rasa.get(self.reply(self.rasa, number, "It is gone").where)
        self.hark.wait(11 * SECOND)
        self.hark.mail_to("ola@example.net", "Re: Gone")
        page = self.rasa.post(self.undo_path(page))
        self.assertIn("has left already", self.toast(page))
        self.assertIn("It is gone", page.text)

    def test_nobody_takes_back_what_another_wrote(self):
        number = self.ticket("Hers", owner=self.rasa)
        page = self.rasa.get(self.reply(self.rasa, number, "Mine alone").where)
        self.tomas.get(f"/tickets/{number}")
        self.assertEqual(404, self.tomas.send(self.undo_path(page)).status)
        self.assertIn("Mine alone", self.rasa.get(f"/tickets/{number}").text)

    def test_a_word_that_came_meanwhile_stops_the_reply_and_the_text_is_kept(self):
        number = self.ticket("Stop me", owner=self.rasa)
        version = self.rasa.get(f"/tickets/{number}").field("version")
        self.tomas.get(f"/tickets/{number}")
        self.tomas.post(f"/tickets/{number}/notes", {"text": "I called him already"})
        fields = {"text": "We will call you", "cc": "c@example.net", "then": "resolve"}
        stopped = self.rasa.send(f"/tickets/{number}/replies", fields | {"version": version})
        self.assertEqual(409, stopped.status)
        self.assertIn("Something new arrived while you were writing", stopped.words)
        self.assertIn("I called him already", stopped.text)
        self.assertIn(">We will call you</textarea>", stopped.text)
        self.assertEqual("c@example.net", stopped.field("cc"))
        self.assertIn("Open", self.rasa.get(f"/tickets/{number}/facts", PARTS).words.replace("New", "Open"))
        draft = self.rasa.get(f"/tickets/{number}")
        self.assertIn(">We will call you</textarea>", draft.text)
        sent = self.rasa.send(f"/tickets/{number}/replies",
                              fields | {"version": stopped.field("version")})
        self.assertEqual(303, sent.status)
        self.assertIn("Resolved", self.rasa.get(f"/tickets/{number}/facts", PARTS).words)

    def kept(self, page) -> dict:
        """Names of the files that a form keeps, and what stands for each."""
        rows = re.findall(r'name="kept" value="([^"]+)" checked><span><bdi>([^<]*)', page.text)
        return {name: value for value, name in rows}

    def test_the_files_of_a_stopped_reply_are_chosen_once(self):
        number = self.ticket("Stop my files", owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}")
        self.tomas.get(f"/tickets/{number}")
        self.tomas.post(f"/tickets/{number}/notes", {"text": "I called him already"})
        files = tuple(("files", name, "text/plain", name.encode() * 9) for name in ("a.txt", "b ą.txt", "c.txt"))
        stopped = self.rasa.send(f"/tickets/{number}/replies",
                                 {"text": "See these", "version": page.field("version")}, files=files)
        self.assertEqual(409, stopped.status)
        self.assertEqual({"a.txt", "b ą.txt", "c.txt"}, set(self.kept(stopped)))
        self.assertNotIn("not kept", stopped.words)
        # They stay with the draft, also when its text is saved meanwhile or taken away.
        for text in ("", "See these two"):
            drafted = self.rasa.get(f"/tickets/{number}").field("drafted")
            self.rasa.send(f"/tickets/{number}/draft", {"kind": "reply", "text": text, "drafted": drafted}, headers=PARTS)
            self.assertEqual(3, len(self.kept(self.rasa.get(f"/tickets/{number}"))))
        # A form with a fault keeps them too, and what is chosen beside them.
        version = stopped.field("version")
        kept = self.kept(stopped)
        wrong = self.rasa.send(f"/tickets/{number}/replies", {
            "text": "See", "cc": "no address", "version": version,
            "drafted": self.rasa.get(f"/tickets/{number}").field("drafted"), "kept": [kept["a.txt"], kept["b ą.txt"]]},
            files=(("files", "d.txt", "text/plain", b"d"),))
        self.assertEqual(422, wrong.status)
        self.assertEqual({"a.txt", "b ą.txt", "d.txt"}, set(self.kept(wrong)))
        kept = self.kept(wrong)
        # Nobody else's page has them, and a blob of another draft cannot be named.
        self.assertEqual({}, self.kept(self.tomas.get(f"/tickets/{number}")))
        sent = self.rasa.send(f"/tickets/{number}/replies", {
            "text": "See these two", "version": version, "drafted": wrong.field("drafted"), "kept": [kept["b ą.txt"], kept["d.txt"], "0" * 64]})
        self.assertEqual(303, sent.status)
        page = self.rasa.get(sent.where)
        self.assertEqual({}, self.kept(page))
        # Taken back, its files wait in the draft again.
        page = self.rasa.post(self.undo_path(page))
        self.assertEqual({"b ą.txt", "d.txt"}, set(self.kept(page)))
        kept = self.kept(page)
        self.rasa.post(f"/tickets/{number}/replies", {"text": "Now go", "version": page.field("version"),
                                                      "kept": list(kept.values())})
        self.hark.wait(11 * SECOND)
        mails = self.hark.mail_to("ola@example.net", "Re: Stop my files")
        self.assertEqual(["b ą.txt", "d.txt"], [one.get_filename() for one in mails.iter_attachments()])

    def test_a_script_gets_the_stop_alone(self):
        number = self.ticket("Stop a script", owner=self.rasa)
        self.rasa.get(f"/tickets/{number}")
        answer = self.rasa.send(f"/tickets/{number}/replies", {"text": "x", "version": 0}, headers=PARTS)
        self.assertEqual(409, answer.status)
        self.assertIn("stopbox", answer.text)
        self.assertNotIn("<html", answer.text)

    def test_one_who_saw_everything_is_not_stopped_by_his_own_words(self):
        number = self.ticket("My own note", owner=self.rasa)
        version = self.rasa.get(f"/tickets/{number}").field("version")
        self.rasa.post(f"/tickets/{number}/notes", {"text": "remember this"})
        answer = self.rasa.send(f"/tickets/{number}/replies", {"text": "Hello", "version": version})
        self.assertEqual(303, answer.status)

    def test_what_is_wrong_with_a_reply_is_said_and_the_text_kept(self):
        number = self.ticket("Mistakes", owner=self.rasa)
        for fields, words in (({"text": "  "}, "Please write something first"),
                              ({"text": "Kept words", "cc": "no address"}, "only go to e-mail addresses"),
                              ({"text": "Kept words", "cc": "a@b\r\nBcc: x@example.net"}, "only go to")):
            answer = self.reply(self.rasa, number, **fields)
            self.assertEqual(422, answer.status, fields)
            self.assertIn(words, answer.words)
            if fields["text"].strip():
                self.assertIn(">Kept words</textarea>", answer.text)
        self.assertFalse([one for one in self.hark.mails() if "Re: Mistakes" in one["Subject"]])

    def test_a_note_never_leaves(self):
        number = self.ticket("Only among us", owner=self.rasa)
        self.rasa.get(f"/tickets/{number}")
        page = self.rasa.post(f"/tickets/{number}/notes", {"text": "He is a friend of the boss"})
        self.assertIn("Internal note, the customer cannot see it", page.words)
        self.hark.wait(HOUR)
        self.rasa.get("/inbox")
        self.assertFalse([one for one in self.hark.mails() if "friend of the boss" in one.as_string()])

    def test_a_draft_survives_signing_out_and_is_nobody_elses(self):
        number = self.ticket("Half written", owner=self.rasa)
        me = self.hark.sign_in(RASA)
        me.get(f"/tickets/{number}")
        for kind, text in (("reply", "Half a reply"), ("note", "Half a note")):
            answer = me.send(f"/tickets/{number}/draft", {"kind": kind, "text": text, "cc": ""}, headers=PARTS)
            self.assertEqual(204, answer.status)
        me.post("/sign-out")
        self.assertEqual(303, me.ask("GET", f"/tickets/{number}").status)
        page = self.hark.sign_in(RASA).get(f"/tickets/{number}")
        self.assertIn(">Half a reply</textarea>", page.text)
        self.assertIn(">Half a note</textarea>", page.text)
        self.assertIn("Draft saved", page.words)
        self.assertNotIn("Half a reply", self.tomas.get(f"/tickets/{number}").text)

    def test_a_save_from_an_older_look_overwrites_nothing(self):
        number = self.ticket("Two tabs", owner=self.rasa)
        path = f"/tickets/{number}"

        def save(text, drafted):
            return self.rasa.send(f"{path}/draft", {"kind": "reply", "text": text, "drafted": drafted}, headers=PARTS)

        self.rasa.get(path)
        first = save("A careful long answer", "")
        self.assertEqual(204, first.status)
        other = save("B short", "")
        self.assertEqual(409, other.status)
        self.assertIn("Another tab or device has a newer draft.", other.words)
        self.assertIn("A careful long answer", other.words)
        self.assertEqual(204, save("A careful long answer", "").status)
        newer = save("A careful longer answer", first.headers["X-Draft"])
        self.assertEqual(204, newer.status)
        self.assertIn(">A careful longer answer</textarea>", self.rasa.get(path).text)
        # Without a script nobody can be asked: both are kept.
        kept = self.rasa.send(f"{path}/keep", {"keep": "reply", "text": "C", "drafted": first.headers["X-Draft"]})
        self.assertEqual(303, kept.status)
        self.assertIn(">A careful longer answer\n\nC</textarea>", self.rasa.get(path).text.replace("\r", ""))
        # What is sent from an older look leaves what was written since.
        version = self.rasa.get(path).field("version")
        sent = self.rasa.send(f"{path}/replies", {"text": "Sent from the first", "version": version,
                                                  "drafted": first.headers["X-Draft"]})
        self.assertEqual(303, sent.status)
        self.assertIn(">A careful longer answer\n\nC</textarea>", self.rasa.get(path).text.replace("\r", ""))

    def test_a_customer_without_an_address_is_called_and_his_word_is_noted(self):
        self.rasa.get("/tickets/new")
        made = self.rasa.send("/tickets/new", {
            "channel": "phone", "type": "incident", "subject": "Only a number", "body": "The lamp is broken.", "mine": "1",
            "who": "Zed Walker, 8 612 99999", "key": "zed"})
        self.assertEqual(303, made.status, made.words)
        number = int(re.search(r"/tickets/(\d+)", made.where).group(1))
        page = self.rasa.get(f"/tickets/{number}")
        page = self.rasa.post(f"/tickets/{number}/resolve", {"version": page.field("version"), "stood": page.field("stood")})
        self.assertIn("has no e-mail address: please call", page.words)
        self.assertNotIn("The customer is asked", page.words)
        page = self.rasa.post(f"/tickets/{number}/asked", {"answer": "yes"})
        self.assertIn("Closed, confirmed by phone", page.words)
        self.assertIn("noted: the customer said on the phone that it is really solved", page.words)

    def test_a_sent_reply_leaves_no_draft(self):
        number = self.ticket("Whole", owner=self.rasa)
        self.rasa.get(f"/tickets/{number}")
        self.rasa.send(f"/tickets/{number}/draft", {"kind": "reply", "text": "Whole words"})
        self.reply(self.rasa, number, "Whole words")
        self.assertRegex(self.rasa.get(f"/tickets/{number}").text, r'id="text-reply"[^>]*></textarea>')

    def test_a_preview_shows_markdown_and_runs_nothing(self):
        number = self.ticket()
        self.rasa.get(f"/tickets/{number}")
        answer = self.rasa.send(f"/tickets/{number}/preview",
                                {"text": "**bold** <script>x</script> [a](javascript:x)"}, headers=PARTS)
        self.assertIn("<strong>bold</strong>", answer.text)
        self.assertNotIn("<script", answer.text)
        self.assertNotIn('href="javascript', answer.text)

    def test_a_form_without_the_right_token_does_nothing(self):
        number = self.ticket("Forged", owner=self.rasa)
        self.rasa.get(f"/tickets/{number}")
        for token in ("", "x", self.tomas.get("/inbox").form_token):
            for path, fields in (("notes", {"text": "forged"}), ("resolve", {}), ("delete", {})):
                answer = self.rasa.send(f"/tickets/{number}/{path}", fields, token=token)
                self.assertEqual(403, answer.status)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertNotIn("forged", page.text)
        self.assertNotIn("Resolved", page.words)

    def test_colleagues_see_each_other_on_a_ticket(self):
        number = self.ticket("Two at once", owner=self.rasa)
        self.tomas.get(f"/tickets/{number}")
        answer = self.tomas.send(f"/tickets/{number}/presence", {"doing": "writing"}, headers=PARTS)
        self.assertEqual(204, answer.status)
        self.assertIn("Tomas Vaitkus is writing a reply", self.rasa.get(f"/tickets/{number}").words)
        self.assertNotIn("is writing a reply</span>", self.tomas.get(f"/tickets/{number}").text)
        self.tomas.send(f"/tickets/{number}/presence", {"doing": "gone"})
        self.assertNotIn("is writing a reply</span>", self.rasa.get(f"/tickets/{number}").text)


class Changing(House):
    def test_resolve_asks_the_customer_and_can_be_taken_back(self):
        number = self.ticket("Solved soon", owner=self.rasa)
        page = self.rasa.resolve(number)
        self.assertIn("Resolved, not confirmed yet", page.words)
        page = self.rasa.post(self.undo_path(page))
        self.assertIn("taken back", self.toast(page))
        self.assertNotIn("not confirmed yet", page.words)
        self.hark.wait(MINUTE)
        self.rasa.get("/inbox")
        self.assertFalse([one for one in self.hark.mails() if f"#{number}]" in str(one["Subject"]) and
                          "solved" in one.as_string()])
        self.rasa.resolve(number)
        self.hark.wait(MINUTE)
        self.hark.until(lambda: [one for one in self.hark.mails() if "solved" in str(one["Subject"]).lower()
                                 and "ola@" in one["To"]], "the question")

    def test_two_who_resolve_at_once_are_told(self):
        number = self.ticket("Both of us", owner=self.rasa)
        self.rasa.get(f"/tickets/{number}")
        seen = self.tomas.get(f"/tickets/{number}").seen
        self.rasa.resolve(number)
        page = self.tomas.post(f"/tickets/{number}/resolve", seen)
        self.assertEqual("This ticket has come to its end already.", self.toast(page))
        answer = self.tomas.send(f"/tickets/{number}/resolve", seen, headers=PARTS)
        self.assertEqual(409, answer.status)
        self.assertNotIn("<html", answer.text)

    def test_a_ticket_changes_hands_when_the_colleague_takes_it(self):
        number = self.ticket("Hand it over", owner=self.rasa)
        form = self.rasa.get(f"/tickets/{number}/assign")
        tomas = re.search(r'value="(\d+)"[^>]*>Tomas Vaitkus', form.text)[1]
        page = self.rasa.post(f"/tickets/{number}/assign", {"owner": tomas, "word": "You know taps."})
        self.assertEqual("Tomas Vaitkus is asked. Until then it stays where it is.", self.toast(page))
        self.assertIn("Owner: you", page.words)
        self.assertIn("asked Tomas Vaitkus to take it", page.words)
        self.assertIn("Tomas Vaitkus is asked to take it. Until then it is yours.",
                      self.rasa.get("/inbox").words)
        inbox = self.tomas.get("/inbox")
        self.assertIn("Rasa Petrauskienė asks you to take it.", inbox.words)
        self.assertIn("You know taps.", inbox.words)
        admin = self.hark.sign_in(ADMIN)
        for shown in ("", "/facts"):  # the ticket itself says so as well, to these two
            self.assertIn("is asked to take it. Until then it is yours.",
                          self.rasa.get(f"/tickets/{number}{shown}").words)
            self.assertIn("asks you to take it. ", self.tomas.get(f"/tickets/{number}{shown}").words)
            self.assertNotIn("/handovers/", admin.get(f"/tickets/{number}{shown}").text)
        path = re.search(r'/handovers/\d+', inbox.text)[0]
        # Nobody but him says yes or no.
        self.assertEqual(404, self.rasa.send(f"{path}/accept", {}).status)
        page = self.tomas.post(f"{path}/accept")
        self.assertIn("Owner: you", page.words)
        self.assertNotIn("/handovers/", page.text)
        self.assertNotIn(path, self.tomas.get("/inbox").text)
        self.assertNotIn(path, self.rasa.get("/inbox").text)
        self.assertEqual("This request does not wait for an answer any more.",
                         self.toast(self.tomas.post(f"{path}/decline", {"answer": "No"})))

    def test_what_a_colleague_cannot_take_comes_back_with_a_word(self):
        number = self.ticket("Not mine", owner=self.rasa)
        tomas = re.search(r'value="(\d+)"[^>]*>Tomas Vaitkus',
                          self.rasa.get(f"/tickets/{number}/assign").text)[1]
        self.rasa.post(f"/tickets/{number}/assign", {"owner": tomas})
        path = re.search(r'/handovers/\d+', self.tomas.get("/inbox").text)[0]
        self.tomas.post(f"{path}/decline", {"answer": "I leave at noon"})
        inbox = self.rasa.get("/inbox")
        self.assertIn("Tomas Vaitkus cannot take it. It is still yours.", inbox.words)
        self.assertIn("I leave at noon", inbox.words)
        self.rasa.post(f"{path}/withdraw")
        self.assertNotIn(path, self.rasa.get("/inbox").text)
        self.assertIn("Owner: you", self.rasa.get(f"/tickets/{number}").words)

    def test_what_a_colleague_need_not_take_after_all_is_told_in_the_history(self):
        number = self.ticket("Mine after all", owner=self.rasa)
        tomas = re.search(r'value="(\d+)"[^>]*>Tomas Vaitkus',
                          self.rasa.get(f"/tickets/{number}/assign").text)[1]
        self.rasa.post(f"/tickets/{number}/assign", {"owner": tomas})
        path = re.search(r'/handovers/\d+', self.tomas.get(f"/tickets/{number}").text)[0]
        page = self.rasa.get(f"/tickets/{number}")
        self.assertNotIn("need not take it", page.words)
        self.rasa.post(f"{path}/withdraw")
        self.assertIn("Rasa Petrauskienė kept it; Tomas Vaitkus need not take it",
                      self.rasa.get(f"/tickets/{number}").words)

    def away(self, staff: str, stand_in: str) -> None:
        """Tomas, whose number that is, until 2030."""
        self.tomas.get(f"/availability/{staff}")
        page = self.tomas.post(f"/availability/{staff}/absence", {
            "from": "2026-01-01T08:00", "back": "2030-11-05T09:00", "stand_in": stand_in, "note": ""})
        absence = re.search(r'name="absence" value="(\d+)"', page.text)[1]
        self.addCleanup(self.tomas.post, f"/availability/{staff}/absence/remove", {"absence": absence})

    def test_one_sees_who_is_away_before_and_after_one_asks(self):
        number = self.ticket("For somebody away", owner=self.rasa)
        staff = re.search(r'value="(\d+)"[^>]*>Tomas Vaitkus', self.rasa.get(f"/tickets/{number}/assign").text)[1]
        page = self.tomas.get(f"/availability/{staff}")
        rasa = re.search(r'value="(\d+)"[^>]*>Rasa', page.text)[1]
        self.away(staff, rasa)
        self.assertRegex(self.rasa.get(f"/tickets/{number}/assign").text,
                         r">Tomas Vaitkus \(\d+\), away until [^<]*2030[^<]*; Rasa Petrauskienė stands in<")
        page = self.rasa.post(f"/tickets/{number}/assign", {"owner": staff, "word": ""})
        self.assertRegex(self.toast(page), r"Tomas Vaitkus is asked, but is away until .*2030.*; Rasa Petrauskienė "
                         r"stands in. Until then it stays where it is.")

    def test_who_does_not_work_here_any_more_stands_in_for_nobody(self):
        number = self.ticket("For somebody whose stand-in left", owner=self.rasa)
        self.hark.staff("lee@nordhome.example", "Lee Left")
        tomas, lee = (re.search(rf'value="(\d+)"[^>]*>{name}', self.rasa.get(f"/tickets/{number}/assign").text)[1]
                      for name in ("Tomas Vaitkus", "Lee Left"))
        self.away(tomas, lee)
        self.assertIn("; Lee Left stands in<", self.rasa.get(f"/tickets/{number}/assign").text)
        admin = self.hark.sign_in(ADMIN)
        page = admin.get(f"/admin/staff/{lee}")
        self.assertEqual(303, admin.send(f"/admin/staff/{lee}", {
            "name": "Lee Left", "email": "lee@nordhome.example", "role": "agent",
            "version": page.field("version")}).status)
        self.assertRegex(self.rasa.get(f"/tickets/{number}/assign").text,
                         r">Tomas Vaitkus \(\d+\), away until [^<;]*2030[^<;]*<")
        page = self.rasa.post(f"/tickets/{number}/assign", {"owner": tomas, "word": ""})
        self.assertRegex(self.toast(page), r"^Tomas Vaitkus is asked, but is away until [^;]*2030[^;]*\. Until then it "
                         r"stays where it is\.$")

    def test_a_request_ends_with_its_ticket(self):
        number = self.ticket("Solved meanwhile", owner=self.rasa)
        tomas = re.search(r'value="(\d+)"[^>]*>Tomas Vaitkus', self.rasa.get(f"/tickets/{number}/assign").text)[1]
        self.rasa.post(f"/tickets/{number}/assign", {"owner": tomas})
        path = re.search(r'/handovers/\d+', self.tomas.get(f"/tickets/{number}").text)[0]
        self.rasa.resolve(number)
        self.assertEqual("This request does not wait for an answer any more.",
                         self.toast(self.tomas.post(f"{path}/accept")))
        self.assertIn("Owner: you", self.rasa.get(f"/tickets/{number}").words)
        self.assertNotIn(path, self.rasa.get("/inbox").text)

    def test_of_a_yes_and_a_withdrawal_at_once_one_holds(self):
        for _ in range(4):
            number = self.ticket("Both at once", owner=self.rasa)
            tomas = re.search(r'value="(\d+)"[^>]*>Tomas', self.rasa.get(f"/tickets/{number}/assign").text)[1]
            self.rasa.post(f"/tickets/{number}/assign", {"owner": tomas})
            path = re.search(r'/handovers/\d+', self.tomas.get(f"/tickets/{number}").text)[0]
            self.rasa.get(f"/tickets/{number}")
            with ThreadPoolExecutor(2) as pool:
                both = (pool.submit(self.tomas.send, f"{path}/accept"), pool.submit(self.rasa.send, f"{path}/withdraw"))
                self.assertEqual([303, 303], [one.result().status for one in both])
            said = self.toast(self.tomas.get("/inbox")), self.toast(self.rasa.get("/inbox"))
            is_his = "Owner: you" in self.tomas.get(f"/tickets/{number}").words
            self.assertEqual(is_his, said[0] == "It is yours now.", said)
            self.assertEqual(not is_his, said[1] == "It stays with you.", said)
            self.assertNotIn(path, self.tomas.get("/inbox").text + self.rasa.get("/inbox").text)

    def test_who_leads_gives_a_ticket_at_once_and_takes_that_back(self):
        self.hark.staff("lina@nordhome.example", "Lina Leader", "supervisor")
        lina = self.hark.sign_in("lina@nordhome.example")
        number = self.ticket("Hand it over now", owner=self.rasa)
        form = lina.get(f"/tickets/{number}/assign")
        tomas = re.search(r'value="(\d+)"[^>]*>Tomas Vaitkus', form.text)[1]
        page = lina.post(f"/tickets/{number}/assign", {"owner": tomas})
        self.assertEqual("Tomas Vaitkus has it now.", self.toast(page))
        self.assertIn("gave it to Tomas Vaitkus", page.words)
        page = lina.post(self.undo_path(page))
        self.assertIn("Owner: Rasa", page.words)

    def test_a_choice_is_explained_where_the_ticket_is(self):
        number = self.ticket("Why me", sender="Una <una@example.net>")
        words = self.rasa.get(f"/tickets/{number}").words
        self.assertRegex(words, r"Assigned to [^:]+: has the least to do, \d+ open tickets?, \d+ min of work")
        self.assertRegex(words, r"Hark chose [^:]+: has the least to do")

    def test_bad_wishes_of_an_owner_are_refused(self):
        number = self.ticket("Whose", owner=self.rasa)
        for owner in ("1", "x", ""):
            page = self.rasa.send(f"/tickets/{number}/assign", {"owner": owner})
            self.assertEqual(422, page.status)
            self.assertRegex(page.text, 'id="e-owner">.*?Please choose somebody who works here now.')

    def test_who_only_reads_is_not_offered_as_owner(self):
        self.hark.command("staff", "add", "mona@nordhome.example", "--name", "Mona Manager", "--role",
                          "manager")
        number = self.ticket(owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}/assign")
        self.assertIn("Tomas Vaitkus", page.words)
        self.assertNotIn("Mona Manager", page.words)

    def test_spam_leaves_the_lists_and_comes_back(self):
        number = self.ticket("Buy now", owner=self.rasa)
        self.rasa.get(f"/tickets/{number}?in=all")
        page = self.rasa.post(f"/tickets/{number}/spam")
        self.assertEqual(("/inbox/all", "Marked as spam."), (self.rasa.at, self.toast(page)))
        self.assertNotIn(f'id="q{number}"', page.text)
        self.assertIn(f'id="q{number}"', self.rasa.get("/inbox/spam").text)
        self.assertIn("put aside", self.rasa.get(f"/tickets/{number}").words)
        page = self.rasa.post(self.undo_path(page))
        self.assertIn(f'id="q{number}"', self.rasa.get("/inbox").text)
        self.rasa.get(f"/tickets/{number}")
        self.rasa.post(f"/tickets/{number}/delete")
        self.rasa.get(f"/tickets/{number}")
        page = self.rasa.post(f"/tickets/{number}/restore")
        self.assertEqual("It is back.", self.toast(page))

    def test_what_it_is_can_be_changed_unless_somebody_was_faster(self):
        number = self.ticket("Wrong name", owner=self.rasa)
        form = self.rasa.get(f"/tickets/{number}/change")
        version = form.field("version")
        wish = {"subject": "Right name", "type": "incident", "priority": "urgent", "language": "lt",
                "priority_reason": "She waits outside"}
        page = self.rasa.post(f"/tickets/{number}/change", wish | {"version": version})
        self.assertIn("Right name", page.text)
        self.assertIn("Incident", page.words)
        self.assertIn("Urgent: She waits outside", page.words)
        self.tomas.get(f"/tickets/{number}/change")
        late = self.tomas.send(f"/tickets/{number}/change", wish | {"subject": "Later name", "version": version})
        self.assertEqual(409, late.status)
        self.assertEqual("Later name", late.field("subject"))
        self.assertIn("Right name", late.text)
        again = self.tomas.send(f"/tickets/{number}/change",
                                wish | {"subject": "Later name", "version": late.field("version")})
        self.assertEqual(303, again.status)
        bad = self.rasa.send(f"/tickets/{number}/change", {"subject": " ", "type": "x", "priority": "urgent"})
        self.assertIn(bad.status, (409, 422))

    def test_a_notice_is_said_once_and_cannot_be_made_up(self):
        number = self.ticket("Once", owner=self.rasa)
        self.rasa.get(f"/tickets/{number}")
        answer = self.rasa.send(f"/tickets/{number}/resolve", self.rasa.get(f"/tickets/{number}").seen)
        cookie = self.rasa.cookies["notice"]
        self.assertTrue(self.toast(self.rasa.get(answer.where)))
        self.assertFalse(self.toast(self.rasa.get(answer.where)))
        for forged in (cookie[:-1] + ("A" if cookie[-1] != "A" else "B"), "x" * 40, "A" * 17):
            self.rasa.cookies["notice"] = forged
            self.assertFalse(self.toast(self.rasa.get("/inbox")))
        self.tomas.cookies["notice"] = cookie
        self.assertFalse(self.toast(self.tomas.get("/inbox")), "of another session")

    def test_where_one_was_is_where_one_comes_back_to(self):
        number = self.ticket("Back again", owner=self.rasa)
        seen = self.rasa.get(f"/tickets/{number}?in=all&kind=note").seen
        answer = self.rasa.send(f"/tickets/{number}/resolve", seen)
        self.assertEqual(f"/tickets/{number}?in=all", answer.where)
        for referer in ("https://evil.example/tickets/1?in=all", "http://127.0.0.1:1/tickets/1",
                        f"http://127.0.0.1:{self.hark.port}/tickets/{number}?in=%0d%0aX:y",
                        f"http://127.0.0.1:{self.hark.port}/tickets/{number}5?in=all"):
            answer = self.rasa.send(f"/tickets/{number}/reopen", headers={"Referer": referer})
            self.assertEqual(f"/tickets/{number}", answer.where, referer)
            self.rasa.resolve(number)


class ByHand(House):
    FIELDS = {"channel": "phone", "type": "inquiry", "priority": "normal", "subject": "By phone",
              "body": "She asks when we open."}

    def open(self, **fields):
        form = self.rasa.get("/tickets/new")
        return self.rasa.send("/tickets/new", self.FIELDS | {"key": form.field("key")} | fields)

    def test_who_comes_himself_needs_no_address(self):
        answer = self.open(who="Ona Rimkutė", channel="in_person")
        self.assertEqual(303, answer.status)
        page = self.rasa.get(answer.where)
        self.assertIn("In person", page.words)
        self.assertIn("Ona Rimkutė", page.words)
        self.assertEqual(422, self.open(who="Ona Rimkutė", channel="phone").status)
        self.assertEqual(422, self.open(who="", channel="in_person").status)

    def test_two_of_one_name_are_told_apart(self):
        for who in ("one", "two"):
            self.hark.staff(f"egle.{who}@nordhome.example", "Eglė Kazlauskaitė")
        words = self.rasa.get(f"/tickets/{self.ticket(owner=self.rasa)}/assign").words
        self.assertIn("Eglė Kazlauskaitė, egle.one@nordhome.example (", words)
        self.assertNotIn("Tomas Vaitkus, tomas@", words)

    def test_a_new_customer_is_made_out_of_one_field(self):
        answer = self.open(who="Ona Petraitė, ona@example.net, +370 600 00001", mine="1")
        self.assertEqual(303, answer.status)
        page = self.rasa.get(answer.where)
        for words in ("By phone", "Ona Petraitė", "ona@example.net", "+370 600 00001", "Owner: you", "Phone"):
            self.assertIn(words, page.words)

    def test_who_is_copied_out_of_a_mail_is_understood(self):
        page = self.rasa.get(self.open(who='"Nina Ray" <nina.ray@example.net>').where)
        self.assertIn("Nina Ray", page.words)
        self.assertIn("nina.ray@example.net", page.words)
        found = self.rasa.get("/tickets/new/customers?who=Mrs+Ray+%3Cnina.ray%40example.net%3E", PARTS)
        self.assertRegex(found.text, r'name="customer" value="[1-9]\d*"')

    def test_one_who_is_known_is_found_as_one_types_and_chosen(self):
        self.ticket(sender="Birutė Kazlauskienė <birute@example.net>")
        found = self.rasa.get("/tickets/new/customers?who=Biru", PARTS)
        person = re.search(r'name="customer" value="([1-9]\d*)"', found.text)[1]
        self.assertIn("birute@example.net", found.text)
        page = self.rasa.get(self.open(who="Biru", customer=person).where)
        self.assertIn("Birutė Kazlauskienė", page.words)
        self.assertIn("The tap drips", page.words, "her other ticket is beside it")

    def test_without_a_script_the_button_looks_and_nothing_is_lost(self):
        self.ticket(sender="Dalia Brazauskaitė <dalia@example.net>")
        form = self.rasa.get("/tickets/new")
        page = self.rasa.send("/tickets/new", self.FIELDS | {"who": "Dalia", "find": "1",
                                                             "key": form.field("key")})
        self.assertEqual(200, page.status)
        self.assertIn("Dalia Brazauskaitė", page.text)
        self.assertEqual("By phone", page.field("subject"))
        self.assertEqual(form.field("key"), page.field("key"))

    def test_who_has_no_mail_address_gets_notes_alone(self):
        page = self.rasa.get(self.open(who="Stasė, +370 600 00002").where)
        self.assertIn("no e-mail address that works", page.words)
        self.assertNotIn('id="text-reply"', page.text)
        number = self.rasa.at.rsplit("/", 1)[1]
        answer = self.rasa.send(f"/tickets/{number}/replies", {"text": "x", "version": 2 ** 62})
        self.assertEqual(422, answer.status)
        self.assertEqual(303, self.rasa.send(f"/tickets/{number}/notes", {"text": "called"}).status)

    def test_the_same_form_sent_twice_opens_one_ticket(self):
        form = self.rasa.get("/tickets/new")
        fields = self.FIELDS | {"key": form.field("key"), "who": "twice@example.net"}
        first, second = self.rasa.send("/tickets/new", fields), self.rasa.send("/tickets/new", fields)
        self.assertEqual((303, first.where), (second.status, second.where))

    def test_what_is_missing_is_said_beside_it_and_nothing_is_lost(self):
        for fields, words in (({"who": ""}, "Please give an e-mail address or a phone number"),
                              ({"who": "ona@"}, "does not look right"),
                              ({"who": "x@example.net", "subject": ""}, "in a few words"),
                              ({"who": "x@example.net", "body": " "}, "what happened"),
                              ({"who": "x@example.net", "customer": "17"}, "choose the customer again"),
                              ({"who": "x@example.net", "type": "x"}, "choose what it is")):
            answer = self.open(**fields)
            self.assertEqual(422, answer.status, fields)
            self.assertIn(words, answer.words)
            self.assertIn('id="errors"', answer.text)
            self.assertIn(fields.get("body", "She asks when we open."), answer.text)


class PutAway(House):
    def test_a_ticket_is_put_away_in_words_listed_and_brought_back(self):
        number = self.ticket("The roof leaks", owner=self.rasa)
        self.reply(self.rasa, number, "Which roof?")
        self.assertEqual(422, self.rasa.send(f"/tickets/{number}/snooze", {"when": "when it rains"}).status)
        answer = self.rasa.send(f"/tickets/{number}/snooze", {"when": "tomorrow at 3", "why": "He is away."})
        self.assertEqual(303, answer.status, answer.text[:500])
        self.assertNotIn("The roof leaks", self.rasa.get("/inbox").words)
        self.assertIn("The roof leaks", self.rasa.get("/inbox/snoozed").words)
        self.assertIn("Put away until", self.rasa.get("/inbox/all").words)
        others = self.tomas.get(f"/tickets/{number}/snooze")
        self.assertIn("Only its owner can put a ticket away.", others.words)
        self.assertNotIn('name="when"', others.text)
        self.assertNotIn("The roof leaks", self.tomas.get("/inbox/snoozed").words)
        self.assertIn("Bring it back", self.rasa.get(f"/tickets/{number}").words)
        self.assertEqual(303, self.rasa.send(f"/tickets/{number}/wake").status)
        self.assertIn("The roof leaks", self.rasa.get("/inbox").words)


if __name__ == "__main__":
    unittest.main()
