#!/usr/bin/python3
"""What administrators set: what cannot be right is said beside its field, and nothing is changed."""
import unittest

from hark import ADMIN, Browser
from staff_house import House

ORGANISATION = {"name": "Nordhome", "language": "en", "timezone": "Europe/Vilnius", "accent": "", "phone": "",
                "email": "", "hours": "", "remind_days": "3", "close_days": "7"}
STANDARD = {"name": "Within a day", "first_answer": "240", "next_update": "1440", "resolve": "0"}


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

    def test_customers_read_what_was_saved(self):
        self.assertEqual(200, self.save(email=" help@nordhome.example ", phone="+370 5 200 0000").status)
        page = Browser(self.hark.port).get("/en/").text
        self.assertIn('"mailto:help@nordhome.example"', page)
        self.assertIn("+370 5 200 0000", page)



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


class Standards(House):
    def add(self, **fields):
        admin = self.hark.sign_in(ADMIN)
        admin.get("/admin/standards/new")
        return admin.post("/admin/standards", STANDARD | fields)

    def test_times_that_nobody_can_promise_are_refused(self):
        for field in ("first_answer", "next_update", "resolve"):
            for minutes in ("-1", "525601", "9223372036854775807", "soon"):
                page = self.add(name=f"{field} {minutes}", **{field: minutes})
                self.assertEqual(422, page.status, f"{field}={minutes}")
                self.assertIn("Please give a time from a minute to a year.", page.words)
        self.assertNotIn("soon", self.hark.sign_in(ADMIN).get("/admin/standards").words)

    def test_an_end_may_be_promised_or_not(self):
        self.assertIn("Not promised", self.add(name="Open").words)
        self.assertIn("525600", self.add(name="Within a year", resolve="525600").words)


if __name__ == "__main__":
    unittest.main()
