#!/usr/bin/python3
"""Calendars: an administrator makes one, and a mail of Friday evening is promised for Monday."""
import datetime
import html
import re
import unittest

from hark import ADMIN, HOUR, MAILBOX
from staff_house import House, RASA

FRIDAY = int(datetime.datetime(2026, 12, 4, 16, 0, tzinfo=datetime.timezone.utc).timestamp() * 1000)
WEEK = {day: "9-17" for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
FILE = (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\n"
        b"SUMMARY:Winter <break>\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20000216\r\n"
        b"RRULE:FREQ=YEARLY\r\nSUMMARY:Independence\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")


def days_of(page) -> str:
    return html.unescape(re.search(r'<textarea[^>]*name="days"[^>]*>(.*?)</textarea>', page.text, re.S)[1])


class Calendars(House):
    def setUp(self):
        self.hark.clock(max(self.hark.now, FRIDAY))
        self.admin = self.hark.sign_in(ADMIN)

    def calendar(self, name: str, **more) -> str:
        """The path of a new one."""
        self.admin.get("/admin/calendars/new")
        page = self.admin.post("/admin/calendars", WEEK | {"name": name, "timezone": "Europe/Vilnius"} | more)
        self.assertEqual(200, page.status)
        return re.search(rf'href="(/admin/calendars/\d+)">{name}<', page.text)[1]

    def put(self, path: str, deed: str, files=(), **typed):
        """Presses the button of that deed on the page of a calendar."""
        fields = self.fields(self.admin.get(path)) | {"holidays": "lt"} | typed
        return self.admin.send(f"{path}/{deed}", fields, files=tuple(
            ("file", name, "text/calendar", content) for name, content in files) or (("file", "", "", b""),))

    def fields(self, page) -> dict:
        names = ("name", "timezone", "version", *WEEK, "saturday", "sunday")
        return {name: page.field(name) for name in names} | {"days": days_of(page)}

    def test_a_mail_of_friday_evening_is_promised_for_monday(self):
        path = self.calendar("Shop")
        mailbox = re.search(r'href="(/admin/mailboxes/\d+)"', self.admin.get("/admin/mailboxes").text)[1]
        page = self.admin.get(mailbox)
        chosen = {name: re.search(rf'name="{name}".*?<option value="(\w+)" selected', page.text, re.S)[1]
                  for name in ("language", "team", "standard")}
        fields = chosen | {"address": MAILBOX, "name": "Nordhome", "is_active": "1"}
        self.assertEqual(422, self.admin.post(
            mailbox, fields | {"version": page.field("version"), "calendar": "17"}).status)
        page = self.admin.get(mailbox)
        page = self.admin.post(mailbox, fields | {"version": page.field("version"),
                                                  "calendar": path.rsplit("/", 1)[1]})
        self.assertEqual(200, page.status)
        number = self.ticket("Closed kettle", sender="Ugne <ugne@example.net>")
        words = self.hark.mail_to("ugne@example.net", "Closed kettle").get_body(("plain",)).get_content()
        self.assertIn("We are closed now and open again Monday, 7 December, 09:00 (Vilnius).", words)
        self.assertIn("you will have an answer by Monday, 7 December, 13:00 (Vilnius).", words)
        page = self.hark.sign_in(RASA).get(f"/tickets/{number}")
        self.assertIn("Closed now, open again Monday, 7 December, 09:00", page.words)
        self.assertIn("Due Monday, 7 December, 13:00", page.words)
        self.assertIn("We are closed now and open again Monday, 7 December, 09:00", self.asked_by_form().words)
        self.hark.clock(FRIDAY + (2 * 24 + 17) * HOUR)  # Monday, 11:00 in Vilnius
        open_now = self.asked_by_form()
        self.assertIn("Your request has arrived", open_now.words)
        self.assertNotIn("closed", open_now.words)
        self.assertNotIn("Closed now", self.hark.sign_in(RASA).get(f"/tickets/{number}").words)

    def asked_by_form(self):
        """The last page of the form, where a visitor reads what happens next."""
        visitor = self.hark.visitor()
        visitor.get("/en/new?type=incident")
        begun = visitor.send("/en/new/tell", {"type": "incident", "body": "The kettle leaks over the table."})
        root = begun.where.removesuffix("/files")
        visitor.get(f"{root}/you")
        visitor.send(f"{root}/you", {"name": "Ugne", "email": "ugne@example.net"})
        visitor.get(f"{root}/check")
        return visitor.post(f"{root}/check")

    def test_holidays_are_offered_and_saved_only_when_somebody_looked(self):
        path = self.calendar("Holidays")
        page = self.put(path, "holidays")
        self.assertIn("2026-12-24 Kūčios\n", days_of(page))
        self.assertEqual("", days_of(self.admin.get(path)).strip())
        page = self.put(path, "holidays", holidays="bd")
        self.assertIn("2027-03-10? Eid-ul-Fitr\n", days_of(page))
        offered = days_of(page)
        self.assertEqual(200, self.admin.post(path, self.fields(page)).status)
        self.assertEqual(offered, days_of(self.admin.get(path)))
        self.assertEqual(offered, days_of(self.put(path, "holidays", holidays="bd")))
        self.assertEqual(404, self.put(path, "holidays", holidays="xx").status)

    def test_hours_that_cannot_be_are_named_with_their_day_and_times(self):
        path = self.calendar("Hours")
        form = self.fields(self.admin.get(path))
        wrong = {"monday": "18:00-9:00", "tuesday": "9-13, 12-17", "wednesday": "noon"}
        page = self.admin.post(path, form | wrong)
        self.assertEqual(422, page.status)
        for sentence in ("Monday: 09:00 is not after 18:00.", "Wednesday: Please write hours like",
                         "Tuesday: 12:00-17:00 begins before 09:00-13:00 is over."):
            self.assertIn(sentence, page.words)
        for day, typed in wrong.items():
            self.assertEqual(typed, page.field(day))

    def test_what_was_typed_stays_when_days_are_put_into_the_form(self):
        path = self.calendar("Kept")
        typed = {"name": "Kept, renamed", "monday": "8-12", "sunday": "24",
                 "days": "2026-12-24 09:00-12:00 Half a day\n2026-12-09 Our own"}
        for deed, files in (("holidays", ()), ("file", (("a.ics", FILE),))):
            page = self.put(path, deed, files, **typed)
            self.assertEqual(200, page.status)
            for name in ("name", "monday", "sunday"):
                self.assertEqual(typed[name], page.field(name), deed)
            lines = days_of(page).split("\n")
            for line in typed["days"].split("\n"):
                self.assertIn(line, lines)
            self.assertEqual(1, sum(line.startswith("2026-12-24") for line in lines), "what was typed goes before")
            self.assertIn("2026-12-25", days_of(page))
        # Of somebody who changed it meanwhile it is still told.
        self.admin.post(path, self.fields(self.admin.get(path)))
        self.assertEqual(409, self.admin.send(path, self.fields(page)).status)

    def test_a_line_that_cannot_be_read_stays_and_nothing_is_put_beside_it(self):
        path = self.calendar("Unread")
        page = self.put(path, "holidays", days="Christmas, all of it", name="Unread, too")
        self.assertEqual(422, page.status)
        self.assertIn("This line cannot be read: Christmas, all of it", page.words)
        self.assertEqual(("Christmas, all of it", "Unread, too"), (days_of(page), page.field("name")))

    def test_of_two_files_both_are_taken_and_a_wrong_one_is_named(self):
        path = self.calendar("Two files")
        other = FILE.replace(b"20261224", b"20261210").replace(b"20261227", b"20261211").replace(b"Winter <break>", b"Stock")
        page = self.put(path, "file", (("a.ics", FILE), ("b.ics", other)))
        self.assertEqual(200, page.status)
        self.assertEqual(["2026-12-10 Stock", "2026-12-24 Winter <break>"], days_of(page).split("\n")[:2])
        page = self.put(path, "file", (("a.ics", FILE), ("notes.txt", b"\0hello")), name="Named")
        self.assertEqual(422, page.status)
        self.assertIn("notes.txt: This is no calendar file (.ics).", page.words)
        self.assertEqual("Named", page.field("name"))

    def test_a_file_that_was_chosen_is_not_lost_by_save(self):
        path = self.calendar("Chosen")
        fields = self.fields(self.admin.get(path)) | {"name": "Chosen, renamed"}
        page = self.admin.send(path, fields, files=(("file", "a.ics", "text/calendar", FILE),))
        self.assertEqual(200, page.status)
        self.assertIn("Please look at them, and save.", page.words)
        self.assertIn("2026-12-24 Winter <break>", days_of(page))
        self.assertEqual("Chosen", self.admin.get(path).field("name"))
        self.assertEqual(303, self.admin.send(path, self.fields(page), files=(("file", "", "", b""),)).status)
        self.assertEqual("Chosen, renamed", self.admin.get(path).field("name"))

    def test_a_calendar_file_is_put_into_the_form_and_twice_is_once(self):
        path = self.calendar("File")
        self.admin.get(path)
        page = self.put(path, "file", (("a.ics", FILE),))
        self.assertEqual(200, page.status)
        offered = days_of(page)
        self.assertEqual(["2026-12-24 Winter <break>", "2026-12-25 Winter <break>", "2026-12-26 Winter <break>",
                          "2027-02-16 Independence", "2028-02-16 Independence"], offered.split("\n")[:5])
        self.assertEqual("", days_of(self.admin.get(path)).strip())
        self.admin.post(path, self.fields(page))
        page = self.put(path, "file", (("a.ics", FILE),))
        self.assertEqual(offered, days_of(page))

    def test_what_of_a_file_is_left_out_is_named_with_its_reason(self):
        path = self.calendar("Left")
        self.admin.get(path)
        events = [("Fair", "DTSTART:20261201T090000Z"), ("Sunday", "DTSTART;VALUE=DATE:20261206\nRRULE:FREQ=WEEKLY"),
                  ("Long ago", "DTSTART;VALUE=DATE:19990101"), ("Off", "DTSTART;VALUE=DATE:20261207\nSTATUS:CANCELLED"),
                  ("Saint", "DTSTART;VALUE=DATE:20251208\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=8")]
        page = self.upload(path, events)
        self.assertEqual(200, page.status)
        self.assertEqual(["2026-12-08 Saint", "2027-12-08 Saint", "2028-12-08 Saint"], days_of(page).strip().split("\n"))
        for words in ("4 events were left out", "Fair : It is at a time of the day, not for whole days.",
                      "Sunday : It comes again in another way than each year on its date.", "Off : It is cancelled.",
                      "Long ago : It is over, or comes after the year after next."):
            self.assertIn(words, page.words)
        page = self.upload(path, [(f"Talk {i}", "DTSTART:20261201T090000Z") for i in range(12)])
        self.assertEqual(422, page.status)
        for words in ("No whole days from now on were found", "12 events were left out", "And 2 more."):
            self.assertIn(words, page.words)

    def upload(self, path, events):
        text = "".join(f"BEGIN:VEVENT\nSUMMARY:{name}\n{lines}\nEND:VEVENT\n" for name, lines in events)
        file = f"\ufeffBEGIN:VCALENDAR\n{text}END:VCALENDAR\n".encode()
        return self.put(path, "file", (("a.ics", file),))

    def test_what_turns_the_order_of_reading_is_left_out_of_the_names_of_a_file(self):
        path = self.calendar("Turned")
        self.admin.get(path)
        turned = FILE.replace(b"Winter <break>", "Winter \u202ekaerb".encode())
        page = self.put(path, "file", (("a.ics", turned),))
        self.assertEqual("2026-12-24 Winter kaerb", days_of(page).split("\n")[0])

    def test_what_is_no_calendar_is_refused_beside_the_field(self):
        path = self.calendar("Refused")
        self.admin.get(path)
        page = self.put(path, "file", (("a.ics", b"\x00hello"),))
        self.assertEqual(422, page.status)
        self.assertIn("This is no calendar file", page.words)
        page = self.put(path, "file")
        self.assertIn("Please choose a calendar file.", page.words)

    def test_a_line_that_cannot_be_read_comes_back_with_all_that_was_typed(self):
        path = self.calendar("Typed")
        fields = self.fields(self.admin.get(path)) | {"days": "2026-12-24 9-12 Eve\n2026-02-30 Never"}
        page = self.admin.send(path, fields)
        self.assertEqual(422, page.status)
        self.assertIn("This line cannot be read: 2026-02-30 Never", page.words)
        self.assertIn("2026-12-24 9-12 Eve", days_of(page))
        self.admin.post(path, fields | {"days": "2026-12-24 9-12 Eve"})
        self.assertEqual("2026-12-24 09:00-12:00 Eve\n", days_of(self.admin.get(path)))

    def test_hours_of_a_special_day_are_read_or_refused_and_never_its_name(self):
        path = self.calendar("Special")
        fields = self.fields(self.admin.get(path))
        for hours, kept in (("09:00-12:00, 13:00-15:00", "09:00-12:00,13:00-15:00"), ("9 - 12", "09:00-12:00"),
                            ("9–12; 13.30 – 15", "09:00-12:00,13:30-15:00"), ("9-12 13-15", "09:00-12:00,13:00-15:00")):
            self.assertEqual(303, self.admin.send(path, fields | {"days": f"2026-12-24 {hours} 2nd Eve"}).status, hours)
            page = self.admin.get(path)
            self.assertEqual(f"2026-12-24 {kept} 2nd Eve\n", days_of(page))
            fields["version"] = page.field("version")
        for line in ("9-12h Eve", "12:00-09:00 Eve", "25:00-26:00 Eve", "9-12 14-13 Eve", "9-12"):
            page = self.admin.send(path, fields | {"days": f"2026-12-24 {line}"})
            self.assertEqual(422, page.status, line)
            self.assertIn(line, days_of(page))
        page = self.admin.send(path, fields | {"days": "2026-12-24 Eve\n2026-12-25 Day\n2026-12-24 9-12 Eve"})
        self.assertEqual(422, page.status)
        self.assertIn("Two lines have this date: 2026-12-24", page.words)

    def test_who_looked_too_long_ago_does_not_overwrite(self):
        path = self.calendar("Twice")
        fields = self.fields(self.admin.get(path))
        self.assertEqual(303, self.admin.send(path, fields).status)
        self.assertEqual(409, self.admin.send(path, fields | {"monday": ""}).status)

    def test_only_administrators_get_in_and_others_houses_are_absent(self):
        path = self.calendar("Rights")
        rasa = self.hark.sign_in(RASA)
        for one in ("/admin/calendars", "/admin/calendars/new", path):
            self.assertEqual(403, rasa.get(one).status)
        rasa.get("/inbox")
        self.assertEqual(403, rasa.send(path, {"name": "Mine"}).status)
        self.assertEqual(403, self.admin.send(path, {"name": "Forged"}, token="forged").status)
        self.assertEqual(404, self.admin.get("/admin/calendars/17").status)


if __name__ == "__main__":
    unittest.main()
