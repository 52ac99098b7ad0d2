#!/usr/bin/python3
"""The pages of staff, as browsers without scripts read them, and what a script asks of them."""
import re
import unittest
import urllib.parse

from hark import ADMIN, HOUR, MINUTE, PARTS, mail
from staff_house import OLA, House

PNG = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx"
       b"\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff\x56\xc7/\r\0\0\0\0IEND\xaeB`\x82")
HTML_MAIL = ("<p>See <b>this</b>: <img src='cid:pic@example.net' alt='the leak'> and "
             "<img src='https://spy.example/p.png'></p><script>alert(1)</script>")

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

    def row(self, browser, number: int, path: str = "/inbox") -> str:
        return re.search(rf'<a class="q[^"]*" id="q{number}".*?</a>', browser.get(path).text, re.S)[0]

    def is_unread(self, browser, number: int) -> bool:
        return "Unread" in self.row(browser, number)

    def change(self, browser, number: int, priority: str, reason: str = "She said so.") -> None:
        page = browser.get(f"/tickets/{number}/change")
        browser.post(f"/tickets/{number}/change", {"subject": "Stranded", "type": "incident", "priority": priority,
                                                   "priority_reason": reason, "language": "en",
                                                   "version": page.field("version")})

    def test_what_a_colleague_changed_stays_unread_for_its_owner(self):
        admin = self.hark.sign_in(ADMIN)
        number = self.ticket("A letter from the A1", owner=self.tomas)
        self.hark.wait(MINUTE)
        self.change(self.tomas, number, "high")
        self.assertFalse(self.is_unread(self.tomas, number), "its owner did something with it")
        rasa = re.search(r'value="(\d+)"[^>]*>Rasa Petrausk', admin.get(f"/tickets/{number}/assign").text)[1]
        admin.post(f"/tickets/{number}/assign", {"owner": rasa})
        self.assertTrue(self.is_unread(self.rasa, number), "she never opened it")
        self.change(admin, number, "urgent")
        self.assertTrue(self.is_unread(self.rasa, number), "nor when somebody else raised it")
        self.change(self.rasa, number, "high")
        self.assertFalse(self.is_unread(self.rasa, number))

    def test_what_is_urgent_and_waits_for_us_stands_first_and_says_so_in_words(self):
        admin = self.hark.sign_in(ADMIN)
        self.ticket("Where is my order", owner=self.rasa)
        self.hark.wait(5 * HOUR)
        number = self.ticket("A call from the A1", owner=self.rasa)
        self.change(admin, number, "urgent", "Children are in the car.")
        for path in ("/inbox", "/inbox/all"):
            text = self.rasa.get(path).text
            self.assertEqual(str(number), re.findall(r'id="q(\d+)"', text)[0], path)
            self.assertLess(text.index("Needs you now"), text.index(f'id="q{number}"'), path)
        self.assertIn("Urgent: Children are in the car.", self.row(self.rasa, number))
        self.assertIn("<svg", self.row(self.rasa, number).partition("Urgent:")[0].rpartition("chip-danger")[2])
        self.reply(self.rasa, number, "Somebody is on the way.")
        self.assertNotEqual(str(number), re.findall(r'id="q(\d+)"', self.rasa.get("/inbox/all").text)[0],
                            "it waits for the customer now")

    def test_a_script_gets_the_rows_without_the_frame(self):
        number = self.ticket(owner=self.rasa)
        answer = self.rasa.get("/inbox", PARTS)
        self.assertIn(f'id="q{number}"', answer.text)
        self.assertNotIn("<html", answer.text)

    def test_counts_follow_the_tickets(self):
        before = self.rasa.get("/inbox/counts", PARTS).json
        number = self.ticket(owner=self.rasa)
        self.assertEqual(before["mine"] + 1, self.rasa.get("/inbox/counts", PARTS).json["mine"])
        self.rasa.resolve(number)
        after = self.rasa.get("/inbox/counts", PARTS).json
        self.assertEqual((before["mine"], before["solved"] + 1), (after["mine"], after["solved"]))
        self.assertIn(f'id="q{number}"', self.rasa.get("/inbox/solved").text)

    def test_lists_that_are_none_are_not_found(self):
        for path in ("/inbox/nothing", "/inbox/team/1", "/inbox/team/x", "/inbox?after=x",
                     "/inbox?after=1.2.3"):
            self.assertEqual(404, self.rasa.get(path).status, path)

    def test_a_script_asks_which_tickets_stand_in_a_list(self):
        mine, his = self.ticket(owner=self.rasa), self.ticket(owner=self.tomas)
        text = self.rasa.get(f"/inbox?only={mine},{his},999999,x", PARTS).text
        self.assertEqual([str(mine)], re.findall(r'id="q(\d+)"', text))
        text = self.rasa.get(f"/inbox/all?only={his}", PARTS).text
        self.assertEqual([str(his)], re.findall(r'id="q(\d+)"', text))

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

    def test_a_link_that_names_another_host_says_where_it_leads(self):
        html = '<p>See <a href="http://evil.example/x">http://paypal.com</a> and <a href="https://tap.example/a">tap.example</a></p>'
        number = self.ticket("Two links", "See http://paypal.com", html=html)
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("http://paypal.com (leads to evil.example ) and tap.example", page.words)
        self.assertNotIn("leads to tap.example", page.words)

    def test_earlier_mail_is_folded_away(self):
        number = self.ticket(text="The new words.\n\nOn Monday at 10:14, Rasa wrote:\n> The old words.\n")
        text = self.rasa.get(f"/tickets/{number}").text
        self.assertLess(text.index("The new words."), text.index("Show earlier text"))
        self.assertGreater(text.index("The old words."), text.index("Show earlier text"))
        self.assertRegex(text, r'<details class="quoted">\s*<summary>Show earlier text</summary>\s*<div')

    def test_earlier_mail_is_folded_away_where_it_is_formatted(self):
        html = "<p>The <b>new</b> words.</p><p>On Monday at 10:14, Rasa wrote:</p><blockquote>The <i>old</i> words.</blockquote>"
        number = self.ticket(text="The new words.\n\nOn Monday at 10:14, Rasa wrote:\n> The old words.\n", html=html)
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
        admin.post(f"/admin/teams/{team}", {"member": lena, "name": "Legal",
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
        visitor.at = "/tickets/1"
        answer = visitor.send("/tickets/1/notes", {"text": "x"})
        self.assertEqual(403, answer.status)
        self.assertIn("Please sign in again", answer.words)
        self.assertIn("/staff/sign-in?next=/tickets/1", urllib.parse.unquote(answer.text))
        self.assertNotIn("supervisor", answer.words)

    def test_a_customer_is_told_that_a_page_is_for_staff(self):
        self.ticket()
        answer = self.hark.sign_in(OLA.partition("<")[2].strip(">")).get("/inbox")
        self.assertEqual(403, answer.status)
        self.assertIn("for our staff", answer.words)
        self.assertIn('href="/my/requests"', answer.text)

    def test_an_employee_without_rights_sees_no_ticket(self):
        number = self.ticket()
        asta = self.hark.sign_in(self.hark.staff("asta@nordhome.example", "Asta", "employee"))
        for path in ("/inbox", f"/tickets/{number}", "/customers", "/search?q=tap", "/tickets/new"):
            answer = asta.get(path)
            self.assertEqual(403, answer.status, path)
            self.assertIn("You may not do this", answer.words)
            self.assertEqual(1, answer.words.count("supervisor"), path)

    def test_a_manager_reads_but_does_not_write(self):
        number = self.ticket("Seen from above")
        olga = self.hark.sign_in(self.hark.staff("olga@nordhome.example", "Olga", "manager"))
        page = olga.get(f"/tickets/{number}")
        self.assertEqual(200, page.status)
        self.assertNotIn('id="composer"', page.text)
        self.assertEqual(403, olga.send(f"/tickets/{number}/notes", {"text": "x"}).status)


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
