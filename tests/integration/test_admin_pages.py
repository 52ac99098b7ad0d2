#!/usr/bin/python3
"""What administrators set: what cannot be right is said beside its field, and nothing is changed."""
import pathlib
import re
import unittest

from hark import ADMIN, Browser
from staff_house import House

ORGANISATION = {"name": "Nordhome", "language": "en", "timezone": "Europe/Vilnius", "accent": "", "phone": "",
                "email": "", "hours": "", "remind_days": "3", "close_days": "7"}
STANDARD = {"name": "Within a day", "first_answer": "4 h", "next_update": "24 h", "resolve": "0"}


class Organisation(House):
    def save(self, **fields):
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/organisation")
        return admin.post("/admin/organisation", ORGANISATION | {"version": page.field("version")} | fields)

    def test_everything_that_is_wrong_is_said_at_once(self):
        page = self.save(name=" ", email="help at nordhome", close_days="2")
        self.assertEqual(422, page.status)
        for words in ("Please give a name.", "This e-mail address does not look right.",
                      "Please give more days than for the reminder."):
            self.assertIn(words, page.words)
        self.assertIn('value="help at nordhome"', page.text)

    def test_a_colour_that_is_not_offered_is_not_kept(self):
        self.assertEqual(422, self.save(accent="accent-of-mine btn").status)
        self.assertNotIn("accent-of-mine", self.hark.sign_in(ADMIN).get("/admin").text)
        self.assertIn("accent-plum", self.save(accent="accent-plum").text)

    def test_a_phone_that_nobody_can_dial_is_refused(self):
        for wrong in ("not a phone", "+", "call us", "12"):
            page = self.save(phone=wrong)
            self.assertEqual(422, page.status, wrong)
            self.assertIn("This phone number does not look right.", page.words)
        for right in ("112", "8 (5) 200-0000", "+370 5 200 0000, ext. 7", ""):
            self.assertEqual(200, self.save(phone=right).status, right)

    def test_customers_read_what_was_saved(self):
        self.assertEqual(200, self.save(email=" help@nordhome.example ", phone="+370 5 200 0000").status)
        page = Browser(self.hark.port).get("/en/").text
        self.assertIn('"mailto:help@nordhome.example"', page)
        self.assertIn("+370 5 200 0000", page)

    def test_each_page_of_customers_links_what_is_kept_of_them(self):
        told = "https://nordhome.example/privacy?of=customers&from=help"
        self.assertNotIn("Privatumas", self.hark.visitor().get("/lt/").text)
        for wrong in ("javascript:alert(1)", "nordhome.example", "https://", "https://nordhome example/"):
            page = self.save(privacy=wrong)
            self.assertEqual(422, page.status, wrong)
            self.assertIn("Please give an address that begins with https://.", page.words)
        self.assertEqual(200, self.save(privacy=told).status)
        # An older form knows nothing of it.
        self.assertEqual(200, self.save().status)
        for path in ("/lt/", "/lt/new", "/lt/changes"):
            self.assertIn(f'<a href="{told.replace("&", "&amp;")}">Privatumas</a>', self.hark.visitor().get(path).text, path)
        self.assertEqual(200, self.save(privacy="").status)
        self.assertNotIn("Privatumas", self.hark.visitor().get("/lt/").text)


class Work(House):
    def test_there_is_a_limit_for_each_channel_by_which_something_comes(self):
        limits = {"email": "20", "web": "12", "portal": "13", "chat": "4", "phone": "1", "fax": "5", "letter": "6",
                  "in_person": "2", "api": "30"}
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/work-channels")
        self.assertEqual(200, admin.post("/admin/work-channels", {"version": page.field("version")} | limits).status)
        page = admin.get("/admin/work-channels")
        for channel, most in limits.items():
            self.assertEqual(most, page.field(channel), channel)


class SideBar(House):
    def current(self, browser, path: str) -> list[tuple[str, str]]:
        side = re.search(r'<nav class="side".*?</nav>', browser.get(path).text, re.S)[0]
        return [(href, word) for href, word in re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', side)
                if word != "false"]

    def test_an_entry_is_marked_on_its_page_and_on_those_below_it(self):
        admin = self.hark.sign_in(ADMIN)
        side = re.search(r'<nav class="side".*?</nav>', admin.get("/admin").text, re.S)[0]
        entries = re.findall(r'<a href="([^"]+)"', side)
        self.assertGreater(len(entries), 12)
        for entry in entries:
            self.assertEqual([(entry, "page")], self.current(admin, entry))
        for path, entry in (("/admin/staff", "/admin"), ("/admin/teams/new", "/admin"), ("/admin/audit", "/admin"),
                            ("/admin/rules/new?kind=trigger", "/admin/rules"), ("/loop/causes", "/loop"),
                            ("/inbox/spam", "/inbox"), ("/saved-replies/new", "/saved-replies")):
            self.assertEqual([(entry, "true")], self.current(admin, path), path)
        self.assertEqual([], self.current(admin, "/me"))

    def test_beside_a_ticket_it_is_the_list_that_stands_there(self):
        self.hark.command("mail-in", given=b"From: Ona <ona@example.net>\r\nTo: help@nordhome.example\r\n"
                                           b"Subject: Kettle\r\n\r\nIt is broken.\r\n")
        admin = self.hark.sign_in(ADMIN)
        for more, entry in (("", "/inbox"), ("?in=all", "/inbox/all"), ("?in=solved", "/inbox/solved"),
                            ("?in=closed", "/inbox"), ("?in=view-4711", "/inbox")):
            self.assertEqual([(entry, "true")], self.current(admin, f"/tickets/1{more}"), more)

    def test_each_key_of_a_page_stands_in_the_list_of_keys(self):
        self.hark.command("mail-in", given=b"From: Ona <ona@example.net>\r\nTo: help@nordhome.example\r\n"
                                           b"Subject: Kettle\r\n\r\nIt is broken.\r\n")
        admin = self.hark.sign_in(ADMIN)
        self.assertEqual(200, admin.post("/tickets/1/assign", {"owner": "me"}).status)
        pages = "".join(admin.get(path).text for path in ("/tickets/1", "/inbox", "/loop"))
        listed = re.findall(r"<dd>(.*?)</dd>", re.search(r'<dl class="keys">.*?</dl>', pages, re.S)[0])
        rows = [re.findall(r"<kbd>(.*?)</kbd>", row) for row in listed]
        for key in set(re.findall(r'data-key="([^"]+)"', pages)):
            with self.subTest(key):
                if key.startswith("g "):
                    self.assertIn(key.upper().split(), rows)
                else:
                    wanted = key.replace("Shift+", "Shift ").upper()
                    self.assertTrue(any(wanted in map(str.upper, row) for row in rows if row[0] != "G"))


class Lists(House):
    def test_codes_are_said_in_the_words_of_the_reader_and_names_are_left_alone(self):
        self.hark.command("mail-in", given=b"From: Ona <ona@example.net>\r\nTo: help@nordhome.example\r\n"
                                           b"Subject: Kettle\r\n\r\nIt is broken.\r\n")
        admin = self.hark.sign_in(ADMIN)
        me = admin.get("/me")
        self.assertEqual(200, admin.post("/admin/teams", {"name": "Name"}).status)
        self.assertIn("Ada", admin.post("/me", {"name": "Ada", "language": "lt", "timezone": "Europe/Vilnius",
                                                      "version": me.field("version")}).words)
        ledger = admin.get("/admin/ledger").words
        self.assertIn("El. paštas", ledger)
        self.assertIn("Naujas kreipinys", ledger)
        self.assertIn("1 Ona", ledger)  # came once, from her
        self.assertIn(">Name</a>", admin.get("/admin/teams").text)


class Addresses(House):
    def test_no_person_and_no_mailbox_have_the_same_address(self):
        admin = self.hark.sign_in(ADMIN)
        person = {"name": "Help", "email": "Help+me@nordhome.example", "role": "agent"}
        admin.get("/admin/staff/new")
        refused = admin.post("/admin/staff", person)
        self.assertEqual((422, "Help+me@nordhome.example"), (refused.status, refused.field("email")))
        self.assertIn("would come back as tickets", refused.words)
        self.assertEqual(200, admin.post("/admin/staff", person | {"email": "helper@nordhome.example"}).status)
        path = re.search(r'href="(/admin/staff/\d+)">Help<', admin.get("/admin/staff").text)[1]
        person |= {"version": admin.get(path).field("version"), "is_active": "1"}
        self.assertEqual(422, admin.post(path, person).status)
        with self.assertRaisesRegex(AssertionError, "would come back as tickets"):
            self.hark.staff("help@nordhome.example", "Help")
        page = admin.get("/admin/mailboxes/new").text
        team, standard = (re.search(rf'<select[^>]*name="{name}".*?<option value="(\d+)"', page, re.S)[1]
                          for name in ("team", "standard"))
        refused = admin.post("/admin/mailboxes", {"name": "Ours", "address": "helper@nordhome.example", "team": team,
                                                  "standard": standard, "language": "en"})
        self.assertEqual(422, refused.status)
        self.assertIn("A member of staff reads mail at this address", refused.words)

    def test_a_wrong_imap_address_is_refused_at_its_field(self):
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/mailboxes/new").text
        team, standard = (re.search(rf'<select[^>]*name="{name}".*?<option value="(\d+)"', page, re.S)[1]
                          for name in ("team", "standard"))
        for wrong in ("http://nonsense", "ftp://x", "nonsense"):
            refused = admin.post("/admin/mailboxes", {"name": "Odd", "address": "odd@nordhome.example", "team": team,
                                                      "standard": standard, "language": "en", "imap_url": wrong})
            self.assertEqual(422, refused.status, wrong)
            self.assertIn("it begins with imaps:// or imap://", refused.words)


class Standards(House):
    def add(self, **fields):
        admin = self.hark.sign_in(ADMIN)
        admin.get("/admin/standards/new")
        return admin.post("/admin/standards", STANDARD | fields)

    def test_times_that_nobody_can_promise_are_refused(self):
        for field in ("first_answer", "next_update", "resolve"):
            for time in ("525601 min", "8761 h"):
                page = self.add(name=f"{field} {time}", **{field: time})
                self.assertEqual(422, page.status, f"{field}={time}")
                self.assertIn("Please give a time from a minute to a year.", self.beside(page, field))
        self.assertNotIn("soon", self.hark.sign_in(ADMIN).get("/admin/standards").words)

    def test_a_time_without_its_unit_is_asked_for_it(self):
        for field in ("first_answer", "next_update", "resolve", "pause", "warn_before", "supervisors_after"):
            for time in ("90", "৯০", "-1", "9223372036854775807", "soon", "2 d", "4 weeks", "h", "30 min 5", "1h30 15", "1 h 99 min"):
                page = self.add(name=f"{field} {time}", **{field: time})
                self.assertEqual((422, time), (page.status, page.field(field)), field)
                self.assertIn("Please write hours or minutes of open time, with the unit", self.beside(page, field))

    def test_a_time_is_written_as_people_write_it_and_what_a_field_shows_is_taken_again(self):
        admin = self.hark.sign_in(ADMIN)
        times = {"first_answer": "1h30", "next_update": "36 h", "resolve": "8760h 0 min", "warn_before": "45 min"}
        self.add(name="Written", **times)
        path = self.path(admin, "Written")
        shown = {"first_answer": "1 h 30 min", "next_update": "36 h", "resolve": "8760 h", "warn_before": "45 min"}
        for language in ("en", "bn", "lt", "ta"):
            self.speak(admin, language)
            page = admin.get(path)
            version = page.field("version")
            fields = STANDARD | {name: page.field(name) for name in shown} | {
                "name": "Written", "version": version, "reason": f"In {language}."}
            self.assertEqual(200, admin.post(path, fields).status, language)
        self.speak(admin, "en")
        self.assertEqual(shown, {name: admin.get(path).field(name) for name in shown})

    def speak(self, browser, language: str) -> None:
        browser.get("/me")
        browser.post("/me", {"name": "Ada", "language": language, "timezone": "", "theme": "", "density": "",
                             "text_size": "", "keys": "1"})

    def test_a_step_to_a_person_needs_the_person_and_the_time(self):
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/standards/new")
        ada = re.search(r'name="person".*?<option value="([1-9]\d*)"', page.text, re.S)[1]
        page = self.add(name="Nobody called", person_after="2 h", person="0")
        self.assertEqual((422, "2 h"), (page.status, page.field("person_after")))
        self.assertIn("Please choose who is called, or empty the time.", self.beside(page, "person"))
        page = self.add(name="Nobody called", person_after="", person=ada)
        self.assertEqual(422, page.status)
        self.assertIn("Please say after how long, or choose nobody.", self.beside(page, "person_after"))
        self.assertEqual(422, self.add(name="Nobody called", person_after="2 h", person="77").status)
        self.assertNotIn("Nobody called", admin.get("/admin/standards").words)
        self.assertEqual(200, self.add(name="Ada called", person_after="2 h", person=ada).status)
        self.assertEqual("2 h", admin.get(self.path(admin, "Ada called")).field("person_after"))

    def offered(self, page, field: str) -> str:
        return re.search(rf'<select[^>]*name="{field}".*?</select>', page.text, re.S)[0]

    def staff_id(self, admin, name: str) -> str:
        return re.search(rf'href="/admin/staff/(\d+)"[^>]*>{name}<', admin.get("/admin/staff").text)[1]

    def test_only_who_sees_tickets_is_called_and_only_who_may_change_a_standard_answers_for_it(self):
        admin = self.hark.sign_in(ADMIN)
        for address, name, role in (("aemp@nordhome.example", "Aemp Early", "employee"),
                                    ("mana@nordhome.example", "Mana Moss", "manager")):
            self.hark.staff(address, name, role)
        page = admin.get("/admin/standards/new")
        self.assertNotIn("Aemp Early", self.offered(page, "person") + self.offered(page, "owner"))
        self.assertIn("Mana Moss", self.offered(page, "person"))
        self.assertNotIn("Mana Moss", self.offered(page, "owner"))
        employee, manager = (self.staff_id(admin, name) for name in ("Aemp Early", "Mana Moss"))
        page = self.add(name="Forged", person_after="2 h", person=employee)
        self.assertEqual(422, page.status)
        self.assertIn("Please choose who is called", self.beside(page, "person"))
        for forged in (employee, manager, "77"):
            page = self.add(name="Forged", owner=forged)
            self.assertEqual(422, page.status)
            self.assertIn("Please choose an administrator", self.beside(page, "owner"))
        self.assertNotIn("Forged", admin.get("/admin/standards").words)

    def test_who_was_named_and_has_left_is_said_beside_the_step(self):
        admin = self.hark.sign_in(ADMIN)
        self.hark.staff("gone@nordhome.example", "Gone Grey", "manager")
        path = f"/admin/staff/{self.staff_id(admin, 'Gone Grey')}"
        self.assertEqual(200, self.add(name="Gone called", person_after="2 h", person=path.rsplit("/", 1)[1]).status)
        standard = self.path(admin, "Gone called")
        self.assertNotIn("can be called no more", admin.get(standard).words)
        page = admin.get(path)
        admin.post(path, {"name": "Gone Grey", "email": "gone@nordhome.example", "role": "manager",
                          "version": page.field("version")})
        self.assertIn("can be called no more", admin.get(standard).words)

    def test_a_review_after_no_days_is_refused(self):
        for days in ("0", "-1", "3651"):
            page = self.add(name=f"Reviewed {days}", review_days=days)
            self.assertEqual(422, page.status, days)
            self.assertIn("Please give a number of days", self.beside(page, "review_days"))

    def beside(self, page, field: str) -> str:
        return re.search(rf'id="e-{field}">.*?<span>(.*?)</span>', page.text, re.S)[1]

    def test_digits_of_every_script_are_a_number_and_blanks_around_it_are_none(self):
        admin = self.hark.sign_in(ADMIN)
        for typed in ("70", " 70 ", "\u09ed\u09e6", "\u0bed\u0be6"):
            self.add(name=f"Warned at {typed}", warn_percent=typed)
            self.assertEqual("70", admin.get(self.path(admin, f"Warned at {typed.strip()}")).field("warn_percent"), typed)

    def test_an_end_may_be_promised_or_not(self):
        self.assertIn("Not promised", self.add(name="Open").words)
        self.assertIn("8,760 h", self.add(name="Within a year", resolve="525600 min").words)

    def path(self, admin, name):
        return re.search(rf'href="(/admin/standards/\d+)">{name}<', admin.get("/admin/standards").text)[1]

    def test_a_change_says_why_and_every_version_stays(self):
        self.add(name="Slow")
        admin = self.hark.sign_in(ADMIN)
        path = self.path(admin, "Slow")
        fields = STANDARD | {"name": "Slow", "first_answer": "90 min", "version": "1", "supervisors_after": "30 min"}
        admin.get(path)
        page = admin.post(path, fields)
        self.assertEqual(422, page.status)
        self.assertIn("Please say in a few words why it changes.", page.words)
        self.assertEqual(200, admin.post(path, fields | {"reason": "We are more people."}).status)
        self.assertIn("We are more people.", admin.get(f"{path}/versions").words)
        self.assertIn("1 h 30 min", admin.get(f"{path}/versions").words)
        self.assertEqual("30 min", admin.get(path).field("supervisors_after"))
        # What somebody else changed meanwhile is not lost.
        self.assertEqual(409, admin.post(path, fields | {"reason": "Again."}).status)
        admin.get(path)
        self.assertIn("The date comes round again.", admin.post(f"{path}/reviewed").words)

    def test_a_standard_is_tried_on_the_last_month_before_it_goes_live(self):
        admin = self.hark.sign_in(ADMIN)
        admin.get("/admin/standards/new")
        page = admin.post("/admin/standards/try", STANDARD | {"name": "Tried", "first_answer": "1 min"})
        self.assertEqual(200, page.status)
        self.assertRegex(page.words, r"Late: \d+ of \d+; with this standard: \d+\.")
        self.assertEqual("Tried", page.field("name"))
        self.assertNotIn("Tried", admin.get("/admin/standards").words)
        self.assertEqual(422, admin.post("/admin/standards/try", STANDARD | {"first_answer": "0"}).status)

    def test_times_of_a_standard_are_read_as_people_write_them(self):
        admin = self.hark.sign_in(ADMIN)
        admin.get("/admin/standards/new")
        for written, minutes in (("4 hours", 240), ("5 Minutes", 5), ("1 hour 30 mins", 90), ("2 valandos", 120),
                                 ("3 ঘণ্টা", 180), ("৩ ঘন্টা", 180), ("2 மணிநேரம்", 120), ("45 நிமிடங்கள்", 45)):
            page = admin.post("/admin/standards/try", STANDARD | {"name": "Tried", "first_answer": written})
            self.assertEqual(200, page.status, written)
            self.assertEqual(written, page.field("first_answer"))
            same = admin.post("/admin/standards/try", STANDARD | {"name": "Tried", "first_answer": f"{minutes} min"})
            self.assertEqual(re.findall(r"with this standard: (\d+)", same.words),
                             re.findall(r"with this standard: (\d+)", page.words), written)
        for wrong in ("4 horses", "hours", "-4 hours", "4 hours of rest 3", "1.5 h"):
            page = admin.post("/admin/standards/try", STANDARD | {"first_answer": wrong})
            self.assertEqual(422, page.status, wrong)

    def test_packs_of_law_say_where_they_come_from_and_that_a_lawyer_looks_first(self):
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/legal")
        for words in ("no legal advice", "have your lawyer check it", "section 60", "29 November 2026"):
            self.assertIn(words, page.words)
        self.assertIn("have your lawyer check it", admin.get("/admin/legal/bd-consumer").words)

    def test_a_broken_promise_is_seen_to_and_begins_with_an_apology(self):
        self.add(name="Urgent matters", first_answer="1 h")
        admin, hark = self.hark.sign_in(ADMIN), self.hark
        standard = self.path(admin, "Urgent matters").rsplit("/", 1)[1]
        admin.get("/admin/standards/rules/new")
        rule = {"standard": standard, "type": "incident", "priority": "urgent", "mailbox": "0", "language": ""}
        self.assertEqual(422, admin.post("/admin/standards/rules", rule | {"type": "", "priority": ""}).status)
        self.assertEqual(422, admin.post("/admin/standards/rules", rule | {"customer": "no@one.example"}).status)
        self.assertEqual(422, admin.post("/admin/standards/rules", rule | {"language": "LT_lt"}).status)
        self.assertIn("Urgent", admin.post("/admin/standards/rules", rule).words)
        self.assertEqual(409, admin.post("/admin/standards/rules", rule).status)
        number = self.ticket("Her car", "The car has stopped.", "Jurga <jurga@example.net>")
        page = admin.get(f"/tickets/{number}/change")
        admin.post(f"/tickets/{number}/change", {"subject": "Her car", "type": "incident", "priority": "urgent",
                                                 "priority_reason": "She is alone.", "language": "en", "version": page.field("version")})
        page = admin.get(f"/tickets/{number}")
        self.assertIn("Urgent matters: first answer in 1 h", page.words)
        self.assertIn("promises it by “Urgent matters” from now on", page.words)
        self.assertNotIn("I see to it", page.words)
        hark.wait(61 * 60_000)
        hark.until(lambda: "told the owner that the first answer is late" in admin.get(f"/tickets/{number}").words,
                   "the call")
        page = admin.get(f"/tickets/{number}")
        self.assertIn("I see to it", page.words)
        self.assertIn("Begin with an apology", page.words)
        page = admin.post(f"/tickets/{number}/apology")
        self.assertIn("I am sorry that you had to wait longer than we promised.", page.text)
        self.hark.staff("mia@nordhome.example", "Mia Moss", "manager")
        manager = self.hark.sign_in("mia@nordhome.example")
        self.assertIn("I see to it", manager.get(f"/tickets/{number}").words)
        page = manager.post(f"/tickets/{number}/see-to")
        self.assertIn("Mia Moss sees to what is late.", page.words)
        self.assertEqual(404, admin.post("/tickets/999999/see-to").status)

    def test_the_house_has_its_own_words_of_an_apology(self):
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/standards/apology")
        self.assertIn("Atsiprašau", page.text)
        words = {f"text_{code}": "" for code in ("bn", "lt", "ta")}
        refused = admin.post("/admin/standards/apology", words | {"text_en": "Sorry, {{customer.shoe}}."})
        self.assertEqual(422, refused.status)
        self.assertEqual(200, admin.post("/admin/standards/apology", words | {"text_en": "We are sorry."}).status)
        self.assertIn("We are sorry.", admin.get("/admin/standards/apology").text)
        admin.post("/admin/standards/apology", words | {"text_en": ""})
        self.assertIn("longer than we promised", admin.get("/admin/standards/apology").text)


class Audit(unittest.TestCase):
    SOURCES = pathlib.Path(__file__).parents[2] / "src"
    DEED = re.compile(r'"([a-z_]+(?:\.[a-z_]+)+)"')

    def test_whatever_is_written_down_has_a_sentence(self):
        written = set()
        for path in self.SOURCES.rglob("*.c"):
            for call in re.findall(r"\b(?:audit_record|note)\(cx,([^;]*);|\.action = ([^,;}]*)", path.read_text()):
                written |= set(self.DEED.findall("".join(call)))
        said = set(re.findall(r'\{ "([a-z_.]+)",\s*TR\(', (self.SOURCES / "web/pages/admin/admin_audit.c").read_text()))
        self.assertGreater(len(written), 60, "the calls are found")
        self.assertEqual(set(), written - said)


if __name__ == "__main__":
    unittest.main()
