#!/usr/bin/python3
"""A word that is given to a customer, from the reply that says it to its end, without a script."""
import datetime
import re
import unittest
import zoneinfo

from hark import SECOND
from staff_house import RASA, TOMAS, House

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
OLA = "ola@example.net"


class Promises(House):
    def field_time(self, ms: int) -> str:
        """As a field of a time has it; the house's clocks are those of its organisation."""
        at = datetime.datetime.fromtimestamp(ms / 1000, zoneinfo.ZoneInfo("Europe/Vilnius"))
        return at.strftime("%Y-%m-%dT%H:%M")

    def rows(self, page) -> list[tuple[str, str]]:
        """What the page proposes: sentence and time."""
        return re.findall(r'name="promise_text" value="([^"]*)">\s*<input[^>]* name="promise_at" value="([^"]*)"',
                          page.text)

    def waits(self, page) -> str:
        """The page of the first promise that its ticket shows; "" for none."""
        found = re.search(r'<a class="given-text" href="([^"]+)"', page.text)
        return found[1] if found else ""

    def look(self, number: int, text: str):
        page = self.rasa.get(f"/tickets/{number}")
        return self.rasa.send(f"/tickets/{number}/look", {"text": text, "version": page.field("version")})

    def promised(self, number: int, text: str = "I will call you back at eleven.", hours: int = 2) -> str:
        """Noted by itself. Its page."""
        answer = self.rasa.send(f"/tickets/{number}/promises", {
            "promise_text": text, "promise_at": self.field_time(self.hark.now + hours * HOUR)})
        self.assertEqual(303, answer.status)
        return self.waits(self.rasa.get(f"/tickets/{number}"))

    def version(self, path: str) -> str:
        return self.rasa.get(path).field("version")

    def test_words_propose_and_only_a_tick_promises(self):
        number = self.ticket(owner=self.rasa)
        text = "Hello Ola, I will call you back tomorrow at 3 pm. Best wishes"
        page = self.look(number, text)
        self.assertEqual(200, page.status)
        self.assertIn(text, page.text)
        rows = self.rows(page)
        self.assertEqual(["I will call you back tomorrow at 3 pm"], [words for words, _ in rows])
        self.assertNotRegex(page.text, r'name="promise" value="0" checked')
        # Not ticked: sent, and nothing is promised.
        sent = self.reply(self.rasa, number, text, promise_text=rows[0][0], promise_at=rows[0][1])
        self.assertEqual(303, sent.status)
        self.assertFalse(self.waits(self.rasa.get(f"/tickets/{number}")))

    def test_what_is_proposed_has_no_marks_of_ours(self):
        number = self.ticket(owner=self.rasa)
        plain = "I will call you back tomorrow at 3 pm"
        for text in (f"**{plain}.**", "I will *call* you back **tomorrow** at 3 pm.\n\n- one\n- two",
                     f"Hello Ola,\n\n- {plain}.", f"# {plain}"):
            self.assertEqual([plain], [words for words, _ in self.rows(self.look(number, text))], text)
        self.assertEqual([], self.rows(self.look(number, f"> {plain}.\n\nThank you.")))

    def test_what_was_ticked_is_told_to_the_customer_when_it_has_left(self):
        number = self.ticket(owner=self.rasa)
        ola = self.hark.sign_in(OLA)
        text = "I will call you back tomorrow at 3 pm."
        words, at = self.rows(self.look(number, text))[0]
        self.reply(self.rasa, number, text, then="open", promise="0", promise_text=words, promise_at=at)
        self.assertTrue(self.waits(self.rasa.get(f"/tickets/{number}")))
        self.assertNotIn("What we promised you", ola.get(f"/my/requests/{number}").text)
        self.hark.wait(20 * SECOND)
        told = self.hark.until(lambda: "What we promised you" in ola.get(f"/my/requests/{number}").text
                               and ola.get(f"/my/requests/{number}"), "the promise")
        self.assertIn(words, told.words)
        self.assertIn(words, ola.get("/my/requests").words)
        body = self.hark.mail_to(OLA, f"[#{number}]").get_body(("plain",)).get_content()
        self.assertIn("What we promised you:", body)
        self.assertIn(f"* {words}", body)

    def test_a_time_that_cannot_be_kept_holds_the_reply_back_and_keeps_the_tick(self):
        number = self.ticket(owner=self.rasa)
        text = "I will call you back tomorrow at 3 pm."
        words, _ = self.rows(self.look(number, text))[0]
        for at, sentence in (("", "Please choose a day and a time."),
                             (self.field_time(self.hark.now - HOUR), "has passed. Please promise a later one.")):
            page = self.reply(self.rasa, number, text, promise="0", promise_text=words, promise_at=at)
            self.assertEqual(422, page.status)
            self.assertIn(sentence, page.words)
            self.assertRegex(page.text, r'name="promise" value="0" checked')
            self.assertIn(text, page.text)

    def test_a_reply_that_was_stopped_still_promises(self):
        number = self.ticket(owner=self.rasa)
        text = "I will call you back tomorrow at 3 pm."
        words, at = self.rows(self.look(number, text))[0]
        page = self.rasa.send(f"/tickets/{number}/replies", {
            "text": text, "version": "1", "then": "wait", "promise": "0", "promise_text": words, "promise_at": at})
        self.assertEqual(409, page.status)
        self.assertEqual([(words, at)], self.rows(page))

    def test_it_is_kept_and_that_can_be_taken_back(self):
        number = self.ticket(owner=self.rasa)
        path = self.promised(number)
        back = self.rasa.send(path + "/kept", {"version": self.version(path)})
        self.assertEqual("It is noted.", self.toast(page := self.rasa.get(back.where)))
        self.assertFalse(self.waits(page))
        self.assertIn("It was kept.", self.rasa.get(path).words)
        self.assertEqual(409, self.rasa.send(path + "/kept", {"version": "1"}).status)
        self.rasa.post(self.undo_path(page))
        self.assertTrue(self.waits(self.rasa.get(f"/tickets/{number}")))

    def test_it_is_taken_back_or_moved_only_with_consent(self):
        number = self.ticket(owner=self.rasa)
        path = self.promised(number)
        page = self.rasa.send(path + "/withdraw", {"version": self.version(path), "consent": " "})
        self.assertEqual(422, page.status)
        self.assertIn("only with the customer’s consent", page.words)
        later = self.field_time(self.hark.now + 5 * HOUR)
        self.rasa.post(path + "/move", {"version": self.version(path), "promise_at": later,
                                        "consent": "Asked on the phone for later."})
        self.assertIn("Asked on the phone for later.", self.rasa.get(path).words)
        moved = self.waits(self.rasa.get(f"/tickets/{number}"))
        self.assertNotEqual(path, moved)
        self.rasa.post(moved + "/withdraw", {"version": self.version(moved), "consent": "No longer needed."})
        self.assertIn("It was taken back", self.rasa.get(moved).words)
        self.assertFalse(self.waits(self.rasa.get(f"/tickets/{number}")))

    def test_it_may_be_done_in_the_minute_in_which_it_was_given(self):
        number = self.ticket(owner=self.rasa)
        self.hark.clock(self.hark.now - self.hark.now % MINUTE + 2 * MINUTE + 30 * SECOND)
        path = self.promised(number)
        page = self.rasa.get(path)
        done = self.rasa.send(path + "/kept", {"version": page.field("version"), "done_at": page.field("done_at")})
        self.assertEqual(303, done.status, done.words)

    def test_what_was_typed_stays_when_it_is_refused_or_came_too_late(self):
        number = self.ticket(owner=self.rasa)
        path = self.promised(number)
        version, early = self.version(path), self.field_time(self.hark.now - 48 * HOUR)
        page = self.rasa.send(path + "/kept", {"version": version, "done_at": early})
        self.assertEqual((422, early), (page.status, page.field("done_at")))
        later = {"version": version, "promise_at": self.field_time(self.hark.now + 5 * HOUR), "consent": "She asked."}
        self.assertEqual(303, self.rasa.send(path + "/move", later).status)
        page = self.rasa.send(path + "/move", later | {"consent": "He asked by letter."})
        self.assertEqual(409, page.status)
        self.assertIn("This promise was settled already.", page.words)
        self.assertIn("What you wrote He asked by letter.", page.words)

    def test_a_broken_one_tells_and_prepares_an_apology(self):
        number = self.ticket(owner=self.rasa)
        path = self.promised(number)
        self.hark.wait(2 * HOUR + MINUTE)
        self.hark.mail_to(RASA, f"A promise on ticket {number} was not kept")
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("Apologise", page.words)
        sorry = re.search(r'href="([^"]*sorry=\d+)#', page.text)[1].replace("&amp;", "&")
        page = self.rasa.get(sorry)
        text = re.search(r'<textarea id="text-reply"[^>]*>(.*?)</textarea>', page.text, re.S)[1]
        self.assertIn("I am sorry. I promised you “I will call you back at eleven.” by", text)
        self.assertIn("{{?", text)
        # The gap holds it back until somebody says what happens now.
        self.assertEqual(422, self.reply(self.rasa, number, text).status)
        self.assertIn("We promised it by", self.hark.sign_in(OLA).get(f"/my/requests/{number}").words)
        self.rasa.post(path + "/kept", {"version": self.version(path)})
        self.assertIn("It was made good, too late.", self.rasa.get(path).words)

    def test_both_lists_show_it_and_count_what_became_of_it(self):
        # In the morning, so that an hour later is the same day.
        self.hark.wait((8 * HOUR - self.hark.now) % (24 * HOUR))
        type(self).rasa, type(self).tomas = self.hark.sign_in(RASA), self.hark.sign_in(TOMAS)
        number = self.ticket(owner=self.rasa)
        path = self.promised(number, "I will look at the list.", hours=1)
        mine, team = self.rasa.get("/promises"), self.tomas.get("/promises/team")
        self.assertIn("I will look at the list.", mine.words)
        self.assertIn("I will look at the list.", team.words)
        self.assertIn("Rasa Petrauskienė", team.words)
        self.assertNotIn("I will look at the list.", self.tomas.get("/promises").words)
        back = self.rasa.send(path + "/kept", {"version": self.version(path), "back": "/promises"})
        self.assertEqual("/promises", back.where)
        page = self.rasa.get("/promises")
        self.assertNotIn("I will look at the list.", page.words)
        self.assertRegex(page.words, r"Kept in the last 30 days: \d+ of \d+")

    def test_hints_on_the_wording_come_from_lists_that_people_write(self):
        number = self.ticket(owner=self.rasa)
        text = "They will look at the gizmo prior to delivery."
        page = self.look(number, text)
        self.assertIn("“they will”: say who does it.", page.words)
        self.assertIn("“prior to”: “before” is plainer.", page.words)
        self.assertNotIn("gizmo” is a word of the house", page.words)
        self.assertEqual(403, self.rasa.get("/wording").status)
        boss = self.hark.sign_in(self.hark.staff("boss@nordhome.example", "Boss", "supervisor"))
        form = boss.get("/wording?language=en")
        fields = {name: "" for name in ("sorry", "others", "plain")} | {"internal": "Gizmo", "version": form.field("version")}
        self.assertEqual(303, boss.send("/wording?language=en", fields).status)
        self.assertEqual(409, boss.send("/wording?language=en", fields).status)
        page = self.look(number, text)
        self.assertIn("“Gizmo” is a word of the house.", page.words)
        self.assertNotIn("say who does it", page.words)
        # It holds nothing back.
        self.assertEqual(303, self.reply(self.rasa, number, text).status)

    def test_one_that_is_too_long_says_so_and_keeps_it(self):
        number = self.ticket(owner=self.rasa)
        wish = {"promise_at": self.field_time(self.hark.now + HOUR)}
        self.rasa.get(f"/tickets/{number}")
        page = self.rasa.post(f"/tickets/{number}/promises", wish | {"promise_text": "x" * 301})
        self.assertEqual(422, page.status)
        self.assertIn("there is room for 300 letters", page.words)
        self.assertIn("x" * 301, page.text)
        self.assertFalse(self.waits(self.rasa.get(f"/tickets/{number}")))
        self.assertTrue(self.waits(self.rasa.post(f"/tickets/{number}/promises", wish | {"promise_text": "x" * 300})))

    def test_doors_are_shut_for_others(self):
        number = self.ticket(owner=self.rasa)
        path = self.promised(number)
        other = self.ticket(owner=self.rasa)
        foreign = re.sub(r"/tickets/\d+/", f"/tickets/{other}/", path)
        self.assertEqual(404, self.rasa.get(foreign).status)
        self.assertEqual(404, self.rasa.send(foreign + "/kept", {"version": "1"}).status)
        self.assertEqual(404, self.rasa.get(f"/tickets/{other}?sorry={path.rsplit('/', 1)[1]}").status)
        ola = self.hark.sign_in(OLA)
        self.assertIn(ola.get(path).status, (403, 404))
        self.assertIn(ola.get("/promises").status, (403, 404))
        self.assertNotIn("Promises", self.hark.visitor().get("/promises").words)


if __name__ == "__main__":
    unittest.main()
