#!/usr/bin/python3
"""What people type: too long, invisible, turned around, empty; it is said beside the field, and
nothing of it is lost."""
import re
import unittest
import urllib.parse

from hark import ADMIN, HOUR, SECOND, mail
from staff_house import RASA, TOMAS, House

BENGALI = "\u0986"


class Typed(House):
    def setUp(self):
        self.hark.wait(HOUR)  # limits of the test before are over, and at times the sessions
        self.rasa, self.tomas = self.hark.sign_in(RASA), self.hark.sign_in(TOMAS)
        self.admin = self.hark.sign_in(ADMIN)

    def said(self, page, field: str) -> str:
        found = re.search(rf'id="e-{field}">.*?<span>(.*?)</span>', page.text, re.S)
        return found[1] if found else ""

    def begin(self, **fields):
        browser = self.hark.visitor()
        browser.get("/new?type=incident")
        return browser, browser.send("/new/tell", {"type": "incident", "body": "It leaks."} | fields)

    # ---- too long ----

    def test_too_long_is_said_beside_the_field_and_kept(self):
        long = "x" * 10_000
        self.admin.get("/admin/staff/new")
        self.rasa.get("/tickets/new")
        forms = (
            (self.rasa, "/tickets/new", "subject", 300, {"who": "Una <una@example.net>", "body": "B",
                                                         "channel": "phone", "type": "inquiry",
                                                         "priority": "normal"}),
            (self.admin, "/admin/staff", "name", 200, {"email": "n@nordhome.example", "role": "agent"}),
            (self.admin, "/admin/organisation", "name", 200, {"language": "en", "timezone": "UTC",
                                                              "remind_days": "3", "close_days": "7"}),
            (self.hark.visitor(), "/sign-in", "email", 254, {}),
        )
        for browser, path, field, room, others in forms:
            browser.get(path if path != "/admin/staff" else "/admin/staff/new")
            page = browser.send(path, others | {field: long})
            self.assertEqual(422, page.status, path)
            self.assertIn(f"there is room for {room} letters", self.said(page, field), path)
            self.assertIn(long, page.text, path)
        self.assertNotIn(long, self.admin.get("/admin/staff").text)

    def test_a_customers_title_and_words_are_kept_too(self):
        _, page = self.begin(subject="x" * 400)
        self.assertIn("room for 300 letters", self.said(page, "subject"))
        self.assertIn("It leaks.", page.text)
        _, page = self.begin(body="y" * 200_001)
        self.assertIn("room for 200,000 letters", self.said(page, "body"))
        self.assertIn("y" * 200_001, page.text)

    def test_room_is_counted_in_letters_of_every_script(self):
        _, page = self.begin(subject=BENGALI * 300, body=BENGALI * 100_000)
        self.assertEqual(303, page.status, page.words[:300])

    def test_a_reply_that_is_too_long_is_in_the_box_again(self):
        number = self.ticket(owner=self.rasa)
        page = self.reply(self.rasa, number, "z" * 200_001)
        self.assertEqual(422, page.status)
        self.assertIn("z" * 200_001, page.text)
        self.assertIn("room for 200,000 letters", page.words)

    def test_a_word_to_the_colleague_that_is_too_long_is_in_its_form_again(self):
        number = self.ticket(owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}/assign")
        self.assertRegex(page.text, r'name="word"[^>]*maxlength="300"')
        tomas = re.search(r'value="(\d+)">Tomas', page.text)[1]
        for long in ("w" * 301, "w" * 1500):
            page = self.rasa.send(f"/tickets/{number}/assign", {"owner": tomas, "word": long, "how": "ask"})
            self.assertEqual(422, page.status)
            self.assertIn(long, page.text)
            self.assertTrue(self.said(page, "word"))
            self.assertRegex(page.text, rf'value="{tomas}"[^>]* selected')
        page = self.rasa.send(f"/tickets/{number}/assign", {"owner": "7", "word": "You know taps", "how": "ask"})
        self.assertEqual(422, page.status)
        self.assertIn('value="You know taps"', page.text)
        self.assertTrue(self.said(page, "owner"))

    def test_why_one_cannot_take_it_is_in_its_form_again(self):
        number = self.ticket(owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}/assign")
        tomas = re.search(r'value="(\d+)">Tomas', page.text)[1]
        self.rasa.post(f"/tickets/{number}/assign", {"owner": tomas, "word": "", "how": "ask"})
        page = self.tomas.get(f"/tickets/{number}")
        asked = re.search(r'action="(/handovers/\d+)/decline"', page.text)[1]
        long = "n" * (int(re.search(r'name="answer"[^>]* maxlength="(\d+)"', page.text)[1]) + 1)
        page = self.tomas.send(f"{asked}/decline", {"answer": long})
        self.assertEqual(422, page.status)
        self.assertIn(long, page.text)
        self.assertTrue(self.said(page, "answer"))
        self.rasa.get(f"/tickets/{number}")
        self.assertEqual(404, self.rasa.send(f"{asked}/decline", {"answer": long}).status)
        self.tomas.post(f"{asked}/decline", {"answer": long[1:]})
        self.assertIn(long[1:], self.rasa.get("/inbox").words)

    def test_a_promise_without_a_good_time_keeps_its_words(self):
        number = self.ticket(owner=self.rasa)
        room = re.search(r'name="promise_text"[^>]* maxlength="(\d+)"', self.rasa.get(f"/tickets/{number}").text)[1]
        long = "p" * (int(room) + 1)
        for time in ("", "soon", "2020-01-01T08:00"):
            page = self.rasa.send(f"/tickets/{number}/promises",
                                  {"promise_text": "We call you back", "promise_at": time})
            self.assertEqual(422, page.status, time)
            self.assertIn('value="We call you back"', page.text, time)
            self.assertTrue(self.said(page, "promise_at"), time)
        page = self.rasa.send(f"/tickets/{number}/promises",
                              {"promise_text": long, "promise_at": "2027-01-05T08:00"})
        self.assertEqual(422, page.status)
        self.assertIn(long, page.text)
        self.assertTrue(self.said(page, "promise_text"))

    def test_a_draft_that_cannot_be_kept_stands_in_the_box_again(self):
        number = self.ticket(owner=self.rasa)
        version = self.rasa.get(f"/tickets/{number}").field("version")
        page = self.rasa.send(f"/tickets/{number}/keep", {"keep": "reply", "text": "k" * 200_001, "version": version})
        self.assertEqual(422, page.status)
        self.assertIn("k" * 200_001 + "</textarea>", page.text)
        self.assertIn("room for 200,000 letters", page.words)
        message = self.rasa.get(f"/tickets/{number}/forward").field("message")
        page = self.rasa.send(f"/tickets/{number}/keep", {
            "keep": "forward", "message": message, "addressed": "1", "to": "boss@example.net", "text": "k" * 200_001})
        self.assertEqual(422, page.status)
        self.assertIn("k" * 200_001 + "</textarea>", page.text)
        self.assertIn("room for 200,000 letters", page.words)
        self.assertIn("boss@example.net", page.text)
        page = self.rasa.send(f"/tickets/{number}/saved", {"text": "Half a sentence", "saved": ""})
        self.assertEqual(422, page.status)
        self.assertIn("Half a sentence</textarea>", page.text)
        self.assertIn("Please choose a saved reply first.", page.words)

    def test_what_follows_a_reply_is_said_by_a_button_or_asked(self):
        number = self.ticket(owner=self.rasa)
        page = self.reply(self.rasa, number, "It comes today.", then="zz")
        self.assertEqual(422, page.status)
        self.assertIn("It comes today.</textarea>", page.text)
        self.assertIn("by one of the buttons", page.words)

    def test_a_long_question_to_the_search_is_marked(self):
        page = self.rasa.get("/search?q=" + "x" * 3000)
        self.assertIn("room for 200 letters", self.said(page, "q"))
        self.assertIn("x" * 3000, page.text)
        self.assertIn('maxlength="200"', self.rasa.get("/search").text)

    def test_fields_say_how_much_they_take(self):
        page = self.hark.visitor().get("/sign-in").text
        self.assertRegex(page, r'name="email"[^>]*maxlength="254"')
        self.assertNotRegex(page, r'type="password"[^>]*maxlength')

    def test_of_two_windows_with_one_list_the_later_is_told_and_keeps_its_words(self):
        self.rasa.get("/views/new")
        self.rasa.post("/views", {"name": "Taps", "words": "tap"})
        path = re.search(r'href="(/views/\d+)"', self.rasa.get("/views").text)[1]
        version = self.rasa.get(path).field("version")
        self.assertEqual(303, self.rasa.send(path, {"name": "Taps", "words": "drip", "version": version}).status)
        page = self.rasa.send(path, {"name": "Taps", "words": "leak", "version": version})
        self.assertEqual(409, page.status)
        self.assertIn("changed meanwhile", page.words)
        self.assertEqual("leak", page.field("words"))
        self.assertEqual("drip", self.rasa.get(path).field("words"))
        again = self.rasa.send(path, {"name": "Taps", "words": "leak", "version": page.field("version")})
        self.assertEqual(303, again.status)

    # ---- invisible and turned around ----

    def test_what_nobody_sees_is_not_there(self):
        for nothing in ("\u200b", " \u00a0 ", "\u2800"):
            _, page = self.begin(body=nothing)
            self.assertEqual(422, page.status, ascii(nothing))
            number = self.ticket(owner=self.rasa)
            page = self.reply(self.rasa, number, nothing)
            self.assertEqual(422, page.status, ascii(nothing))
            self.admin.get("/admin/staff/new")
            page = self.admin.send("/admin/staff", {"name": nothing, "role": "agent",
                                                    "email": "nobody@nordhome.example"})
            self.assertEqual("Please give a name.", self.said(page, "name"))

    def test_a_sender_without_a_visible_name_is_known_by_his_address(self):
        number = self.hark.mail_in(mail('"\u200b" <blank@example.net>', "\u200b", "Hello."))
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("blank@example.net", page.words)
        self.assertIn("(no subject)", page.words)

    def test_nothing_turns_a_title_or_a_file_around(self):
        browser, page = self.begin(subject="Invoice \u202egpj.exe")
        root = page.where.removesuffix("/files")
        browser.get(root + "/files")
        browser.send(root + "/files", {"go": "more"},
                     files=(("files", "photo\u202egpj.exe", "image/png", b"x"),))
        self.assertIn("photogpj.exe", browser.get(root + "/files").text)
        self.assertNotIn("\u202e", browser.get(root + "/check").text)

    def test_nothing_turns_a_name_around_whoever_wrote_it(self):
        turn = "Ada \u202e\u2067Lovelace"
        number = self.hark.mail_in(mail("ada@example.net", turn, "Hello."))
        page = self.rasa.get(f"/tickets/{number}")
        customer = re.search(r'/customers/\d+', page.text)[0]
        change = self.rasa.get(f"{customer}/change")
        self.rasa.post(f"{customer}/change", {"name": turn, "version": change.field("version"), "language": "en",
                                              "timezone": ""})
        version = self.rasa.get(f"/tickets/{number}/change").field("version")
        self.rasa.post(f"/tickets/{number}/change", {"subject": turn, "type": "inquiry", "priority": "normal",
                                                     "language": "en", "version": version})
        for shown in (self.rasa.get(f"/tickets/{number}"), self.rasa.get("/inbox/all"), self.rasa.get(customer)):
            self.assertIn("Ada Lovelace", shown.text)
            self.assertNotRegex(shown.text, "[\u202a-\u202e\u2066-\u2069]")

    # ---- a page that somebody else's session came under ----

    def test_whose_browser_keeps_no_cookie_reads_that_one_is_needed(self):
        visitor = self.hark.visitor()
        visitor.get("/en/sign-in")
        visitor.cookies = {}
        page = visitor.send("/en/sign-in", {"email": "ola@example.net"})
        self.assertEqual(403, page.status)
        self.assertIn("A cookie is needed here", page.words)
        self.assertNotIn("out of date", page.words)
        # Another site that sends a form has none of ours either, and is told nothing of that.
        page = visitor.send("/en/sign-in", {"email": "ola@example.net"}, headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(403, page.status)
        self.assertNotIn("A cookie is needed here", page.words)

    def test_what_was_written_on_a_page_out_of_date_is_shown_and_nothing_is_done(self):
        number = self.ticket("Out of date", owner=self.rasa)
        version = self.rasa.get(f"/tickets/{number}").field("version")
        old = self.rasa.token
        # Tomas signed in meanwhile in the browser where Rasa's page still stands open.
        self.tomas.get(f"/tickets/{number}")
        page = self.tomas.send(f"/tickets/{number}/replies", {"text": "A long <b>thought</b>", "version": version}, token=old)
        self.assertEqual(403, page.status)
        self.assertIn("This page is out of date", page.words)
        self.assertIn("A long &lt;b&gt;thought&lt;/b&gt;</textarea>", page.text)
        self.assertNotIn("supervisor", page.words)
        self.assertNotIn("A long", self.tomas.get(f"/tickets/{number}").text)
        resolved = self.tomas.send(f"/tickets/{number}/resolve", token=old)
        self.assertIn("repeat the last step", resolved.words)
        self.assertNotIn("<textarea", resolved.text)
        ola = self.hark.sign_in("ola@example.net")
        ola.get(f"/my/requests/{number}")
        page = ola.send(f"/lt/my/requests/{number}/messages", {"body": "Mano žodžiai"}, token=old)
        self.assertEqual(403, page.status)
        self.assertIn("Mano žodžiai</textarea>", page.text)

    def test_words_that_another_site_sends_are_not_shown(self):
        number = self.ticket("Foreign", owner=self.rasa)
        self.rasa.get(f"/tickets/{number}")
        page = self.rasa.send(f"/tickets/{number}/replies", {"text": "Call this number"},
                              headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(403, page.status)
        self.assertNotIn("Call this number", page.text)

    # ---- files, words, names of links ----

    def test_an_empty_file_is_said(self):
        browser, page = self.begin()
        root = page.where.removesuffix("/files")
        browser.get(root + "/files")
        page = browser.send(root + "/files", {"go": "on"}, files=(("files", "leak.jpg", "image/jpeg", b""),))
        self.assertEqual(422, page.status)
        self.assertIn("The file leak.jpg is empty", self.said(page, "files"))
        page = browser.send(root + "/files", {"go": "on"}, files=(("files", "", "application/octet-stream", b""),))
        self.assertEqual(303, page.status)

    def test_an_empty_file_of_a_reply_is_said_and_the_others_are_kept(self):
        number = self.ticket("Empty file", owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}")
        files = (("files", "plan.txt", "text/plain", b"plan"), ("files", "leak.jpg", "image/jpeg", b""))
        fields = {"text": "See both", "version": page.field("version")}
        for path in ("replies", "notes"):
            page = self.rasa.send(f"/tickets/{number}/{path}", fields, files=files)
            self.assertEqual(422, page.status, path)
            self.assertIn("The file leak.jpg is empty", page.words, path)
            self.assertIn("See both", page.text, path)
            self.assertRegex(page.text, r'name="kept" value="[^"]+" checked><span><bdi>plan.txt')
        self.rasa.get("/tickets/new")
        page = self.rasa.send("/tickets/new", {"who": "Una <una@example.net>", "subject": "S", "body": "B",
                                               "channel": "phone", "type": "inquiry", "priority": "normal"},
                              files=files)
        self.assertEqual(422, page.status)
        self.assertIn("The file leak.jpg is empty", self.said(page, "files"))

    def test_however_many_files_come_the_form_is_shown_again(self):
        crowd = tuple(("files", f"{i}.txt", "text/plain", b"x") for i in range(30))
        browser, page = self.begin()
        root = page.where.removesuffix("/files")
        browser.get(root + "/files")
        page = browser.send(root + "/files", {"go": "on"}, files=crowd)
        self.assertEqual(422, page.status)
        self.assertIn("more files than can be taken", self.said(page, "files"))
        self.assertNotIn("0.txt", browser.get(root + "/files").text)
        number = self.ticket("Crowd", owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}")
        page = self.rasa.send(f"/tickets/{number}/replies", {"version": page.field("version")},
                              files=(*crowd, ("files", "", "application/octet-stream", b"")))
        self.assertEqual(422, page.status)
        self.assertIn("more files than can be taken", page.words)
        self.assertNotIn("msg-held", page.text)
        ola = self.hark.sign_in("ola@example.net")
        ola.get(f"/my/requests/{number}")
        page = ola.send(f"/my/requests/{number}/messages", {"body": "All of them"}, files=crowd)
        self.assertEqual(422, page.status, page.words)
        self.assertIn("more files than can be taken", self.said(page, "files"))
        self.assertIn("All of them", page.text)

    def test_the_search_page_finds_beginnings_as_the_palette_does(self):
        number = self.ticket("Washing machine", "My siuntinys is not here.")
        for beginning in ("machi", "siun"):
            self.assertIn(f"#{number}", self.rasa.get(f"/search?q={beginning}").text, beginning)
        tamil = self.ticket("வணக்கம்", "தொலைபேசி வேலை செய்யவில்லை")
        self.assertIn(f"#{tamil}", self.rasa.get("/search?q=" + urllib.parse.quote("தொலைபே")).text)

    def test_the_palette_finds_a_word_in_another_form_as_the_search_page_does(self):
        english = self.ticket("The tap", "It leaks since Monday, and the floor of the kitchen is wet.")
        lithuanian = self.ticket("Skalbimo mašina", "Labas, mano skalbimo mašina neveikia nuo pirmadienio.",
                                 sender="jonas@example.net")
        for number, forms in ((english, ("leaking", "leaked", "leak")), (lithuanian, ("mašinos", "skalb"))):
            for form in forms:
                page = self.rasa.get("/search?part=1&q=" + urllib.parse.quote(form))
                self.assertIn(f"#{number}", page.text, form)

    def test_a_short_word_of_bengali_is_found_as_one_types(self):
        number = self.ticket("মেঝে", "আমার ওয়াশিং মেশিন থেকে পানি পড়ছে।", sender="fatima@example.net")
        for word in ("পানি", "পান"):
            self.assertIn(f"#{number}", self.rasa.get("/search?part=1&q=" + urllib.parse.quote(word)).text, word)

    def test_the_palette_tells_namesakes_apart_and_has_whose_whole_address_it_is_first(self):
        for at in ("grace", "grace.1", "grace.2", "grace.3", "grace.4"):
            self.hark.mail_in(mail(f"Grace Whitfield <{at}@example.net>", "Boiler", "Please look at it."))
        words = self.rasa.get("/search?part=1&q=grace%40example.net").words
        found = re.findall(r"Customer, (\S+)", words)
        self.assertEqual("grace@example.net", found[0], words)
        self.assertEqual(3, len(set(found)), words)

    def test_a_search_that_is_too_short_says_what_to_do(self):
        for short in ("qx", "সল", "বি"):
            page = self.rasa.get("/search?q=" + urllib.parse.quote(short))
            self.assertIn("Please write three letters or more", page.words, short)
            self.assertNotIn("Nothing has these words", page.words, short)
        self.assertIn("Nothing has these words", self.rasa.get("/search?q=qxqx").words)
        number = self.ticket("Our TV is dark")
        self.assertIn(f"#{number}", self.rasa.get("/search?q=tv").text)

    def test_what_came_without_a_subject_is_called_so_in_the_readers_language(self):
        number = self.hark.mail_in(mail("nil@example.net", "", "Labas, ar dirbate šeštadienį?"))
        nil = self.hark.sign_in("nil@example.net")
        said = {"bn": "(বিষয় লেখা নেই)", "lt": "(be temos)", "ta": "(தலைப்பு இல்லை)"}
        self.rasa.get("/me")
        for code, words in said.items():
            self.assertIn(words, nil.get(f"/{code}/my/requests/{number}").words, code)
            self.rasa.get("/me")
            self.rasa.post("/me", {"name": "Rasa Petrauskienė", "language": code})
            for path in (f"/tickets/{number}", f"/tickets/{number}/assign", "/inbox/all",
                         "/search?q=%C5%A1e%C5%A1tadien%C4%AF", "/search?part=1&q=%C5%A1e%C5%A1tad"):
                page = self.rasa.get(path)
                self.assertIn(words, page.words, f"{code} {path}")
                self.assertNotIn("(no subject)", page.words, f"{code} {path}")
        self.rasa.get("/me")
        self.rasa.post("/me", {"name": "Rasa Petrauskienė", "language": ""})
        self.hark.wait(10 * SECOND)
        self.assertIn("(be temos)", self.hark.mail_to("nil@example.net")["Subject"])

    def test_a_link_names_what_its_page_has(self):
        self.ticket()
        ola = self.hark.sign_in("ola@example.net")
        self.assertIn("My language and time zone", ola.get("/en/my/requests").words)
        self.assertNotIn("Digits", ola.get("/en/my/preferences").words)

    def test_a_team_begins_with_its_members(self):
        page = self.admin.get("/admin/teams/new")
        rasa = re.search(r'name="member" value="(\d+)"[^>]*><span>Rasa', page.text)[1]
        tomas = re.search(r'name="member" value="(\d+)"[^>]*><span>Tomas', page.text)[1]
        again = self.admin.send("/admin/teams", {"name": "", "member": [tomas]})
        self.assertRegex(again.text, rf'value="{tomas}" checked')
        self.admin.post("/admin/teams", {"name": "Repairs", "member": [rasa, tomas]})
        team = re.search(r'/admin/teams/(\d+)">Repairs', self.admin.get("/admin/teams").text)[1]
        page = self.admin.get(f"/admin/teams/{team}")
        for member in (rasa, tomas):
            self.assertRegex(page.text, rf'value="{member}" checked')
        # Whoever is not ticked is of it no more; who looked before that is told.
        stale, path, shown = page.field("version"), f"/admin/teams/{team}", page.field("shown")
        self.assertEqual(303, self.admin.send(path, {"name": "Repairs", "member": [rasa], "shown": shown, "version": stale}).status)
        page = self.admin.get(path)
        self.assertRegex(page.text, rf'value="{rasa}" checked')
        self.assertNotRegex(page.text, rf'value="{tomas}" checked')
        late = self.admin.send(path, {"name": "Repairs", "member": [tomas], "shown": shown, "version": stale})
        self.assertEqual(409, late.status)
        self.assertRegex(late.text, rf'value="{tomas}" checked')
        self.assertNotRegex(self.admin.get(path).text, rf'value="{tomas}" checked')
        # Somebody new joined meanwhile, and the form had no box for her.
        page = self.admin.get(path)
        self.admin.post("/admin/staff", {"name": "Late Lina", "email": "late.lina@nordhome.example", "role": "agent"})
        sent = {"name": "Repairs", "member": [rasa], "shown": page.field("shown"), "version": page.field("version")}
        self.assertEqual(303, self.admin.send(path, sent).status)
        self.assertRegex(self.admin.get(path).text, r'name="member" value="\d+" checked><span>Late Lina')
        self.assertEqual(404, self.admin.send(path, {"name": "Repairs", "member": ["999999"], "version": self.admin.get(path).field("version")}).status)

    def test_the_audit_log_speaks_of_people_and_of_what_changed(self):
        self.admin.get("/admin/organisation")
        self.admin.post("/admin/organisation", {
            "name": "Nordhome", "language": "lt", "timezone": "UTC", "remind_days": "3",
            "close_days": "7", "version": self.admin.get("/admin/organisation").field("version")})
        words = self.admin.get("/admin/audit").words
        self.assertIn("Changed the organisation Nordhome", words)
        self.assertIn("Language: en → lt", words)
        self.assertNotRegex(words, r"staff \d{15}|organisation\.change|sign_in")

    def test_hours_are_read_in_the_readers_language(self):
        page = self.admin.get("/admin/organisation")
        self.admin.post("/admin/organisation", {
            "name": "Nordhome", "language": "en", "timezone": "UTC", "remind_days": "3",
            "close_days": "7", "version": page.field("version"), "hours": "Monday to Friday"})
        page = self.admin.get("/admin/organisation")
        self.admin.post("/admin/organisation", {
            "name": "Nordhome", "language": "en", "timezone": "UTC", "remind_days": "3",
            "close_days": "7", "version": page.field("version"), "hours": "Monday to Friday",
            "hours_lt": "Pirmadienį–penktadienį"})
        self.assertIn('lang="lt" dir="auto">Pirmadienį–penktadienį<', self.hark.visitor().get("/lt/").text)
        self.assertIn('lang="en" dir="auto">Monday to Friday<', self.hark.visitor().get("/ta/").text)
        self.assertRegex(self.admin.get("/admin/organisation").text, r'name="hours_lt" value="Pirm')

    def test_days_that_are_too_many_are_called_so(self):
        self.admin.get("/admin/organisation")
        page = self.admin.send("/admin/organisation", {
            "name": "Nordhome", "language": "en", "timezone": "UTC", "remind_days": "3",
            "close_days": "9999999"})
        self.assertEqual("Please give a number from 1 to 180.", self.said(page, "close_days"))


if __name__ == "__main__":
    unittest.main()
