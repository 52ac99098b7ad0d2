#!/usr/bin/python3
"""The pages of staff, as browsers without scripts use them, and what a script asks of them."""
import re
import unittest

from hark import ADMIN, HOUR, MINUTE, PARTS, SECOND, Hark, mail

RASA, TOMAS, OLA = "rasa@nordhome.example", "tomas@nordhome.example", "Ola Nord <ola@example.net>"
PNG = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx"
       b"\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff\x56\xc7/\r\0\0\0\0IEND\xaeB`\x82")
HTML_MAIL = ("<p>See <b>this</b>: <img src='cid:pic@example.net' alt='the leak'> and "
             "<img src='https://spy.example/p.png'></p><script>alert(1)</script>")


class House(unittest.TestCase):
    """One Hark for all tests of a class, with Rasa and Tomas; each test opens its own tickets."""

    @classmethod
    def setUpClass(cls):
        cls.hark = Hark()
        cls.addClassCleanup(cls.hark.close)
        cls.hark.init()
        cls.hark.staff(RASA, "Rasa Petrauskienė")
        cls.hark.staff(TOMAS, "Tomas Vaitkus")
        cls.hark.start()
        cls.rasa, cls.tomas = cls.hark.sign_in(RASA), cls.hark.sign_in(TOMAS)

    def ticket(self, subject: str = "The tap drips", text: str = "It drips all night.",
               sender: str = OLA, owner=None, **more) -> int:
        """Asked by mail; owner (a browser) takes it."""
        number = self.hark.mail_in(mail(sender, subject, text, **more))
        self.assertGreater(number, 0)
        if owner:
            owner.get(f"/tickets/{number}")
            owner.post(f"/tickets/{number}/assign", {"owner": "me"})
        return number

    def reply(self, browser, number: int, text: str, **fields):
        page = browser.get(f"/tickets/{number}")
        return browser.send(f"/tickets/{number}/replies",
                            {"text": text, "version": page.field("version"), "then": "wait"} | fields)

    def undo_path(self, page) -> str:
        return re.search(r'class="toast">.*?action="([^"]+)"', page.text, re.S)[1]

    def toast(self, page) -> str:
        found = re.search(r'class="toast"><span>(.*?)</span>', page.text)
        return found[1] if found else ""


class Inbox(House):
    def test_a_mail_stands_in_the_owners_list_and_in_nobody_elses(self):
        number = self.ticket("A lamp without light", owner=self.rasa)
        self.assertIn(f'id="q{number}"', self.rasa.get("/inbox").text)
        self.assertNotIn(f'id="q{number}"', self.tomas.get("/inbox").text)
        self.assertIn(f'id="q{number}"', self.tomas.get("/inbox/all").text)

    def test_what_is_late_needs_you_now_and_what_is_far_comes_later(self):
        late = self.ticket("Asked this morning", owner=self.rasa)
        self.hark.wait(4 * HOUR + MINUTE)
        fresh = self.ticket("Asked just now", owner=self.rasa)
        text = self.rasa.get("/inbox").text
        self.assertLess(text.index("Needs you now"), text.index(f'id="q{late}"'))
        self.assertLess(text.index(f'id="q{late}"'), text.index(f'id="q{fresh}"'))
        self.assertRegex(text[text.index(f'id="q{late}"'):], r"Answer due.*?1 min ago")

    def test_a_script_gets_the_rows_without_the_frame(self):
        number = self.ticket(owner=self.rasa)
        answer = self.rasa.get("/inbox", PARTS)
        self.assertIn(f'id="q{number}"', answer.text)
        self.assertNotIn("<html", answer.text)

    def test_counts_follow_the_tickets(self):
        before = self.rasa.get("/inbox/counts", PARTS).json
        number = self.ticket(owner=self.rasa)
        self.assertEqual(before["mine"] + 1, self.rasa.get("/inbox/counts", PARTS).json["mine"])
        self.rasa.get(f"/tickets/{number}")
        self.rasa.post(f"/tickets/{number}/resolve")
        after = self.rasa.get("/inbox/counts", PARTS).json
        self.assertEqual((before["mine"], before["solved"] + 1), (after["mine"], after["solved"]))
        self.assertIn(f'id="q{number}"', self.rasa.get("/inbox/solved").text)

    def test_lists_that_are_none_are_not_found(self):
        for path in ("/inbox/nothing", "/inbox/team/1", "/inbox/team/x", "/inbox?after=x",
                     "/inbox?after=1.2.3"):
            self.assertEqual(404, self.rasa.get(path).status, path)

    def test_fifty_rows_are_a_page_and_the_next_one_goes_on(self):
        sender = "Many <many@example.net>"
        numbers = {self.ticket(f"Number {i}", sender=sender, owner=self.tomas) for i in range(53)}
        seen, path, pages = set(), "/inbox", 0
        while path and pages < 9:
            page = self.tomas.get(path)
            rows = [int(one) for one in re.findall(r'id="q(\d+)"', page.text)]
            self.assertLessEqual(len(rows), 50)
            self.assertFalse(seen & set(rows), "no row stands on two pages")
            seen, pages = seen | set(rows), pages + 1
            more = re.search(r'rel="next" href="([^"]+)"', page.text)
            path = more[1] if more else ""
        self.assertTrue(numbers <= seen)
        self.assertGreater(pages, 1)


class Reading(House):
    def test_a_mail_is_shown_with_its_own_pictures_but_none_of_others(self):
        raw = mail(OLA, "A picture", "See this", html=HTML_MAIL,
                   files=(("leak.png", "image/png", PNG),))
        raw = raw.replace(b"Content-Disposition: attachment; filename=\"leak.png\"",
                          b"Content-ID: <pic@example.net>\r\nContent-Disposition: inline; filename=\"leak.png\"")
        number = self.hark.mail_in(raw)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("<b>this</b>", page.text)
        self.assertNotIn("alert(1)", page.text)
        self.assertNotRegex(page.text, r'src="https://spy')
        self.assertIn("Pictures from the internet were not loaded", page.text)
        picture = re.search(r'<img src="(/tickets/[^"]+inline=1)"', page.text)[1]
        answer = self.rasa.ask("GET", picture)
        self.assertEqual((200, PNG, "image/png"),
                         (answer.status, answer.body, answer.headers["Content-Type"]))
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])

    def test_what_only_calls_itself_a_picture_is_saved_and_never_shown(self):
        number = self.ticket(files=(("x.png", "image/png", b"<script>alert(1)</script>"),))
        page = self.rasa.get(f"/tickets/{number}")
        path = re.search(rf'href="(/tickets/{number}/files/[^"]+)"', page.text)[1]
        self.assertEqual(404, self.rasa.ask("GET", path + "?inline=1").status)
        answer = self.rasa.ask("GET", path)
        self.assertEqual(b"<script>alert(1)</script>", answer.body)
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        self.assertNotIn("html", answer.headers["Content-Type"])
        self.assertEqual("nosniff", answer.headers["X-Content-Type-Options"])

    def test_the_message_as_it_came_can_be_had(self):
        raw = mail(OLA, "As it came", "Word for word.")
        number = self.hark.mail_in(raw)
        page = self.rasa.get(f"/tickets/{number}")
        path = re.search(rf'href="(/tickets/{number}/messages/\d+)"', page.text)[1]
        answer = self.rasa.ask("GET", path)
        self.assertEqual(raw, answer.body)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))

    def test_earlier_mail_is_folded_away(self):
        number = self.ticket(text="The new words.\n\nOn Monday Rasa wrote:\n> The old words.\n")
        text = self.rasa.get(f"/tickets/{number}").text
        self.assertLess(text.index("The new words."), text.index("Show earlier text"))
        self.assertGreater(text.index("The old words."), text.index("Show earlier text"))

    def test_earlier_mail_is_folded_away_where_it_is_formatted(self):
        html = "<p>The <b>new</b> words.</p><p>On Monday Rasa wrote:</p><blockquote>The <i>old</i> words.</blockquote>"
        number = self.ticket(text="The new words.\n\nOn Monday Rasa wrote:\n> The old words.\n", html=html)
        text = self.rasa.get(f"/tickets/{number}").text
        self.assertLess(text.index("<b>new</b> words."), text.index("Show earlier text"))
        self.assertGreater(text.index("<i>old</i> words."), text.index("Show earlier text"))

    def test_markup_of_subjects_and_names_is_text(self):
        number = self.ticket("<b>bold</b> & \"quoted\"", sender="\"<i>Ola</i>\" <x@example.net>")
        text = self.rasa.get(f"/tickets/{number}").text
        self.assertIn("&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;", text)
        self.assertNotIn("<i>Ola</i>", text)

    def test_words_of_every_language_are_marked_as_such(self):
        for subject, text, code in (
                ("পানি পড়ছে", "ওয়াশিং মেশিন থেকে পানি পড়ছে, মেঝে ভিজে গেছে।", "bn"),
                ("தண்ணீர் கசிகிறது", "சலவை இயந்திரத்திலிருந்து தண்ணீர் கசிகிறது.", "ta"),
                ("Bėga vanduo", "Iš skalbimo mašinos bėga vanduo, grindys jau šlapios.", "lt")):
            number = self.ticket(subject, text, sender=f"{code} <{code}@example.net>")
            page = self.rasa.get(f"/tickets/{number}").text
            self.assertRegex(page, rf'<h1 dir="auto" lang="{code}">{subject}</h1>')
            self.assertRegex(page, rf'class="words" lang="{code}"')

    def test_thirty_messages_are_shown_and_older_ones_on_demand(self):
        number = self.ticket("Long talk")
        self.rasa.get(f"/tickets/{number}")
        for i in range(33):
            self.assertEqual(303, self.rasa.send(f"/tickets/{number}/notes", {"text": f"note-{i}-"}).status)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertEqual(30, len(re.findall(r"<article", page.text)))
        older = re.search(r'id="older"><a[^>]*href="([^"]+)"', page.text)[1]
        whole, part = self.rasa.get(older), self.rasa.get(older, PARTS)
        for answer in (whole, part):
            self.assertIn("It drips all night.", answer.text)
            self.assertIn("note-2-", answer.text)
            self.assertNotIn("note-4-", answer.text)
        self.assertNotIn("<html", part.text)


class Absent(House):
    def test_what_one_may_not_see_looks_like_what_never_was(self):
        admin = self.hark.sign_in(ADMIN)
        self.hark.staff("lena@nordhome.example", "Lena")
        number = self.ticket("Between us")
        page = admin.get(f"/tickets/{number}")
        message = re.search(r'id="m(\d+)"', page.text)[1]
        admin.get("/admin/teams/new")
        admin.post("/admin/teams", {"name": "Legal", "is_restricted": "1"})
        form = admin.get(f"/tickets/{number}/assign")
        team = re.search(r'value="(\d+)"[^>]*>Legal', form.text)[1]
        admin.get(f"/tickets/{number}")
        page = admin.post(f"/tickets/{number}/move", {"team": team})
        self.assertIn("Nobody of this team could take it", self.toast(page))
        lena = re.search(r'value="(\d+)"[^>]*>Lena', admin.get(f"/tickets/{number}/assign").text)[1]
        admin.get(f"/admin/teams/{team}")
        admin.post(f"/admin/teams/{team}", {"join": lena, "name": "Legal",
                                            "version": admin.get(f"/admin/teams/{team}").field("version")})
        admin.get(f"/tickets/{number}")
        admin.post(f"/tickets/{number}/move", {"team": team})
        self.assertEqual(404, admin.get(f"/tickets/{number}").status)
        self.assertEqual(200, self.hark.sign_in("lena@nordhome.example").get(f"/tickets/{number}").status)
        for path in ("", "/facts", "/timeline", "/assign", "/change", f"/messages/{message}",
                     f"/files/{message}/0"):
            theirs = self.tomas.get(f"/tickets/{number}{path}")
            never = self.tomas.get(f"/tickets/999999{path}")
            self.assertEqual((404, never.words), (theirs.status, theirs.words), path)
        self.tomas.get("/inbox")
        for path, fields in (("/replies", {"text": "x"}), ("/notes", {"text": "x"}),
                             ("/draft", {"kind": "reply", "text": "x"}), ("/presence", {}),
                             ("/assign", {"owner": "me"}), ("/move", {"team": team}),
                             ("/change", {"subject": "x"}), ("/resolve", {}), ("/reopen", {}),
                             ("/spam", {}), ("/delete", {}), ("/restore", {}),
                             ("/undo?history=1", {}), ("/undo?message=1", {})):
            theirs = self.tomas.send(f"/tickets/{number}{path}", fields)
            never = self.tomas.send(f"/tickets/999999{path}", fields)
            self.assertEqual((404, 404), (theirs.status, never.status), path)
        self.assertNotIn("Between us", self.tomas.get("/search?q=between").text)
        self.assertNotIn(f'id="q{number}"', self.tomas.get("/inbox/all").text)

    def test_ids_that_are_no_numbers_or_of_elsewhere_are_not_found(self):
        number, other = self.ticket(), self.ticket("Another")
        message = re.search(r'id="m(\d+)"', self.rasa.get(f"/tickets/{other}").text)[1]
        for path in ("/tickets/x", "/tickets/0", "/tickets/-1", "/tickets/99999999999999999999",
                     f"/tickets/{number}/messages/{message}", f"/tickets/{number}/files/{message}/0",
                     f"/tickets/{number}/files/x/0", "/customers/1", "/customers/x"):
            self.assertEqual(404, self.rasa.get(path).status, path)

    def test_who_is_not_signed_in_is_led_to_where_he_can(self):
        visitor = self.hark.visitor()
        answer = visitor.ask("GET", "/tickets/1")
        self.assertEqual((303, "/staff/sign-in?next=/tickets/1"), (answer.status, answer.where))
        self.assertEqual(403, visitor.send("/tickets/1/notes", {"text": "x"}).status)

    def test_an_employee_without_rights_sees_no_ticket(self):
        number = self.ticket()
        asta = self.hark.sign_in(self.hark.staff("asta@nordhome.example", "Asta", "employee"))
        for path in ("/inbox", f"/tickets/{number}", "/customers", "/search?q=tap", "/tickets/new"):
            answer = asta.get(path)
            self.assertEqual(403, answer.status, path)
            self.assertIn("You may not do this", answer.words)

    def test_a_manager_reads_but_does_not_write(self):
        number = self.ticket("Seen from above")
        olga = self.hark.sign_in(self.hark.staff("olga@nordhome.example", "Olga", "manager"))
        page = olga.get(f"/tickets/{number}")
        self.assertEqual(200, page.status)
        self.assertNotIn('id="composer"', page.text)
        self.assertEqual(403, olga.send(f"/tickets/{number}/notes", {"text": "x"}).status)


class Writing(House):
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
        self.rasa.get(f"/tickets/{number}")
        page = self.rasa.post(f"/tickets/{number}/resolve")
        self.assertIn("Resolved, not confirmed yet", page.words)
        page = self.rasa.post(self.undo_path(page))
        self.assertIn("taken back", self.toast(page))
        self.assertNotIn("not confirmed yet", page.words)
        self.hark.wait(MINUTE)
        self.rasa.get("/inbox")
        self.assertFalse([one for one in self.hark.mails() if f"#{number}]" in str(one["Subject"]) and
                          "solved" in one.as_string()])
        self.rasa.post(f"/tickets/{number}/resolve")
        self.hark.wait(MINUTE)
        self.hark.until(lambda: [one for one in self.hark.mails() if "solved" in str(one["Subject"]).lower()
                                 and "ola@" in one["To"]], "the question")

    def test_two_who_resolve_at_once_are_told(self):
        number = self.ticket("Both of us", owner=self.rasa)
        self.rasa.get(f"/tickets/{number}")
        self.tomas.get(f"/tickets/{number}")
        self.rasa.post(f"/tickets/{number}/resolve")
        page = self.tomas.post(f"/tickets/{number}/resolve")
        self.assertEqual("This ticket has come to its end already.", self.toast(page))
        answer = self.tomas.send(f"/tickets/{number}/resolve", headers=PARTS)
        self.assertEqual(409, answer.status)
        self.assertNotIn("<html", answer.text)

    def test_a_ticket_changes_hands_and_back(self):
        number = self.ticket("Hand it over", owner=self.rasa)
        form = self.rasa.get(f"/tickets/{number}/assign")
        tomas = re.search(r'value="(\d+)"[^>]*>Tomas Vaitkus', form.text)[1]
        page = self.rasa.post(f"/tickets/{number}/assign", {"owner": tomas})
        self.assertEqual("Tomas Vaitkus has it now.", self.toast(page))
        self.assertIn("Owner: Tomas Vaitkus", page.words)
        self.assertIn("gave it to Tomas Vaitkus", page.words)
        page = self.rasa.post(self.undo_path(page))
        self.assertIn("Owner: you", page.words)
        for owner in ("1", "x", ""):
            page = self.rasa.post(f"/tickets/{number}/assign", {"owner": owner})
            self.assertEqual("Please choose somebody who works here now.", self.toast(page), owner)

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
        wish = {"subject": "Right name", "type": "incident", "priority": "urgent", "language": "lt"}
        page = self.rasa.post(f"/tickets/{number}/change", wish | {"version": version})
        self.assertIn("Right name", page.text)
        self.assertIn("Incident", page.words)
        self.assertIn("Urgent", page.words)
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
        answer = self.rasa.send(f"/tickets/{number}/resolve")
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
        self.rasa.get(f"/tickets/{number}?in=all&kind=note")
        answer = self.rasa.send(f"/tickets/{number}/resolve")
        self.assertEqual(f"/tickets/{number}?in=all", answer.where)
        for referer in ("https://evil.example/tickets/1?in=all", "http://127.0.0.1:1/tickets/1",
                        f"http://127.0.0.1:{self.hark.port}/tickets/{number}?in=%0d%0aX:y",
                        f"http://127.0.0.1:{self.hark.port}/tickets/{number}5?in=all"):
            answer = self.rasa.send(f"/tickets/{number}/reopen", headers={"Referer": referer})
            self.assertEqual(f"/tickets/{number}", answer.where, referer)
            self.rasa.send(f"/tickets/{number}/resolve")


class ByHand(House):
    FIELDS = {"channel": "phone", "type": "inquiry", "priority": "normal", "subject": "By phone",
              "body": "She asks when we open."}

    def open(self, **fields):
        form = self.rasa.get("/tickets/new")
        return self.rasa.send("/tickets/new", self.FIELDS | {"key": form.field("key")} | fields)

    def test_a_new_customer_is_made_out_of_one_field(self):
        answer = self.open(who="Ona Petraitė, ona@example.net, +370 600 00001", mine="1")
        self.assertEqual(303, answer.status)
        page = self.rasa.get(answer.where)
        for words in ("By phone", "Ona Petraitė", "ona@example.net", "+370 600 00001", "Owner: you", "Phone"):
            self.assertIn(words, page.words)

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


class People(House):
    def customer(self, number: int) -> str:
        return re.search(r'href="(/customers/\d+)"', self.rasa.get(f"/tickets/{number}").text)[1]

    def test_a_customer_is_found_by_name_and_address(self):
        self.ticket(sender="Vytautas Ąžuolas <vytas@example.net>")
        for q in ("vytau", "ąžuolas", "vytas@example.net"):
            self.assertIn("Vytautas Ąžuolas", self.rasa.get(f"/customers?q={quote(q)}").text, q)
        self.assertIn("Nobody fits that", self.rasa.get("/customers?q=zzzzzz").words)

    def test_everything_of_a_customer_is_on_one_page(self):
        sender = "Jonas Jonaitis <jonas@example.net>"
        path = self.customer(self.ticket("First thing", sender=sender))
        self.ticket("Second thing", sender=sender)
        page = self.rasa.get(path)
        for words in ("Jonas Jonaitis", "jonas@example.net", "First thing", "Second thing"):
            self.assertIn(words, page.words)

    def test_a_customer_is_changed_and_an_address_added(self):
        path = self.customer(self.ticket(sender="Wrong Name <right@example.net>"))
        wish = {"name": "Right Name", "language": "bn", "timezone": "Asia/Dhaka", "latin": "1",
                "note": "Calls after five.", "address": "+880 1700-000000",
                "version": self.rasa.get(f"{path}/change").field("version")}
        page = self.rasa.post(f"{path}/change", wish)
        for words in ("Right Name", "বাংলা", "Asia/Dhaka", "Calls after five.", "+880 1700-000000"):
            self.assertIn(words, page.words)
        late = self.rasa.send(f"{path}/change", wish)
        self.assertEqual(409, late.status)
        self.assertIn("Somebody else has changed this meanwhile", late.words)
        self.assertIn("Right Name", self.rasa.get("/customers?q=8801700000000").words)

    def test_what_cannot_be_right_is_refused_beside_its_field(self):
        taken = self.customer(self.ticket(sender="Taken <taken@example.net>"))
        path = self.customer(self.ticket(sender="Other <other@example.net>"))
        self.assertNotEqual(taken, path)
        version = self.rasa.get(f"{path}/change").field("version")
        for fields, words in (({"name": ""}, "Please give a name"),
                              ({"timezone": "Mars/Base"}, "such as Europe/Vilnius"),
                              ({"language": "xx"}, "choose a language"),
                              ({"address": "hello"}, "neither an e-mail address"),
                              ({"address": "taken@example.net"}, "belongs to another customer")):
            answer = self.rasa.send(f"{path}/change", {"name": "Other", "version": version} | fields)
            self.assertEqual(422, answer.status, fields)
            self.assertIn(words, answer.words)
        self.assertEqual(version, self.rasa.get(f"{path}/change").field("version"))


class Finding(House):
    def test_words_of_four_languages_are_found_and_marked(self):
        for subject, text, q, mark in (
                ("A leaking kettle", "The kettle leaks on the table.", "kettles", "kettle"),
                ("Virdulys", "Mano virdulys praleidžia vandenį.", "virdulio", "virdulys"),
                ("கெண்டி", "என் கெண்டி தண்ணீர் கசிகிறது.", "கெண்டி", "கெண்டி"),
                ("কেটলি", "আমার কেটলি থেকে পানি পড়ছে।", "কেটলি", "কেটলি")):
            number = self.ticket(subject, text, sender=f"K <k{len(q)}@example.net>")
            page = self.rasa.get(f"/search?q={quote(q)}")
            self.assertIn(f'href="/tickets/{number}"', page.text, q)
            self.assertRegex(page.text, rf"(?i)<mark>{mark}", q)

    def test_a_number_is_a_ticket(self):
        number = self.ticket("By its number")
        self.assertIn("By its number", self.rasa.get(f"/search?q={number}").text)
        self.assertIn("By its number", self.rasa.get(f"/search?q=%23{number}").text)

    def test_the_palette_gets_options_as_one_types(self):
        number = self.ticket("Zeppelin repair", sender="Zeno Zeppelin <zeno@example.net>")
        answer = self.rasa.get("/search?q=zepp&part=1", PARTS)
        self.assertIn(f'data-href="/tickets/{number}"', answer.text)
        self.assertRegex(answer.text, r'data-href="/customers/\d+"')
        self.assertNotIn("<html", answer.text)

    def test_odd_questions_find_nothing_and_break_nothing(self):
        for q in ("", "%20", "%22", "a*%20OR%20b", "(((", "'%3B--", "%F0%9F%98%80", "x" * 200, "NEAR(a b)"):
            page = self.rasa.get(f"/search?q={q.replace(' ', '%20')}")
            self.assertEqual(200, page.status, q)
        self.assertEqual(422, self.rasa.get("/search?q=" + "x" * 201).status)
        page = self.rasa.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
        self.assertNotIn("<script>alert", page.text)


class Problems(House):
    def test_each_problem_says_what_to_do_next(self):
        for path, status, words in (("/nowhere", 404, "There is nothing at this address"),
                                    ("/tickets/new/customers", 200, "")):
            answer = self.rasa.get(path)
            self.assertEqual(status, answer.status)
            self.assertIn(words, answer.words)
        answer = self.rasa.get("/nowhere")
        self.assertIn('href="/inbox"', answer.text)
        self.assertIn("There is nothing at this address", self.hark.visitor().get("/nowhere").words)

    def test_a_script_gets_a_sentence_not_a_page(self):
        answer = self.rasa.get("/tickets/999999/facts", PARTS)
        self.assertEqual(404, answer.status)
        self.assertNotIn("<html", answer.text)
        self.assertIn("notice", answer.text)

    def test_too_much_text_is_refused_politely(self):
        number = self.ticket()
        self.rasa.get(f"/tickets/{number}")
        answer = self.rasa.send(f"/tickets/{number}/notes", {"text": "x" * 200_001})
        self.assertEqual(422, answer.status)


def quote(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


if __name__ == "__main__":
    unittest.main()
