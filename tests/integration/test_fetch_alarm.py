#!/usr/bin/python3
"""A mailbox that cannot be fetched is an alarm, and none any more once it can."""
import contextlib
import re
import unittest

from fake_server import FakeServer, imap_script
from hark import Hark, mail
from mailrig import PASSWORD, missing, rig

BOX, OLA = "support@customer.example", "ola@customer.example"


@unittest.skipIf(missing(), missing())
class FetchAlarm(unittest.TestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.rig = stack.enter_context(rig())
        self.hark = stack.enter_context(Hark())
        self.admin = self.hark.sign_in("admin@nordhome.example")

    def url(self, password: str) -> str:
        return (f"imaps://{BOX.replace('@', '%40')}:{password}@localhost:{self.rig.ports['imaps']}/INBOX"
                f"?ca={self.rig.authority.certificate}")

    def fields(self, page) -> dict:
        return {name: re.search(rf'name="{name}".*?value="(\d+)"', page.text, re.S)[1]
                for name in ("team", "standard")} | {
                    "address": BOX, "name": "Nordhome support", "language": "en", "is_active": "1"}

    def add(self, password: str) -> str:
        self.admin.post("/admin/mailboxes",
                        self.fields(self.admin.get("/admin/mailboxes/new")) | {"imap_url": self.url(password)})
        page = self.admin.get("/admin/mailboxes")
        return re.search(rf'href="(/admin/mailboxes/\d+)"[^>]*>\s*{re.escape(BOX)}', page.text)[1]

    def change(self, path: str, **more) -> None:
        page = self.admin.get(path)
        fields = self.fields(page) | {"version": page.field("version")} | more
        self.assertIn("Saved", self.admin.post(
            path, {name: value for name, value in fields.items() if value is not None}).words)

    def open_alarms(self) -> int:
        text = self.hark.visitor().get("/metrics").text
        return int(re.search(r"^hark_alarms_open\{.*?\} (\d+)$", text, re.M)[1])

    def await_alarms(self, count: int) -> None:
        self.hark.until(lambda: self.open_alarms() == count, f"{count} open alarms")

    def test_a_mailbox_that_cannot_be_fetched_is_an_alarm_that_ends_by_itself(self):
        path = self.add(PASSWORD)
        self.assertEqual(0, self.open_alarms())
        self.change(path, imap_url=self.url("wrong"))
        self.await_alarms(1)
        page = self.admin.get("/admin/alarms")
        for words in ("A mailbox cannot be fetched", "What comes to it", BOX, "To see to"):
            self.assertIn(words, page.words)
        self.assertIn("1 to see to", self.admin.get("/admin").words)
        alarm = re.search(r'href="(/admin/alarms/\d+)"', page.text)[1]
        self.assertIn("comes by itself once it can be fetched", self.admin.get(alarm).words)
        self.rig.deliver(OLA, BOX, mail(f"Ola <{OLA}>", "Written meanwhile", "Where is it?", to=BOX))
        self.change(path, imap_url=self.url(PASSWORD))
        self.await_alarms(0)
        self.assertIn("Seen to", self.admin.get(alarm).words)
        rasa = self.hark.sign_in(self.hark.staff("rasa@nordhome.example", "Rasa"))
        self.hark.until(lambda: "Written meanwhile" in rasa.get("/inbox/all").words, "the mail of the outage")

    def test_nobody_is_alarmed_about_a_mailbox_that_is_fetched_no_more(self):
        path = self.add("wrong")
        self.await_alarms(1)
        self.change(path, imap_url="-")
        self.await_alarms(0)


class TooMany(unittest.TestCase):
    """Of more mailboxes than may be fetched, each that is not is named."""

    def add(self, admin, name: str, port: int) -> None:
        page = admin.get("/admin/mailboxes/new")
        fields = {one: re.search(rf'name="{one}".*?value="(\d+)"', page.text, re.S)[1] for one in ("team", "standard")}
        admin.post("/admin/mailboxes", fields | {
            "address": f"{name}@nordhome.example", "name": name, "language": "en", "is_active": "1",
            "imap_url": f"imap://{name}:secret@127.0.0.1:{port}/INBOX"})

    def test_a_mailbox_beyond_the_most_is_an_alarm_and_says_so_until_there_is_room(self):
        said = "It is not fetched: as many mailboxes are as the setting fetch_most allows."
        with FakeServer(imap_script()) as server, Hark(fetch_most="1") as hark:
            admin = hark.sign_in("admin@nordhome.example")

            def rows() -> dict:
                page = admin.get("/admin/mailboxes").words
                return {name: said in page.split(f"{name}@nordhome.example")[1].split("@")[0] for name in ("first", "second")}

            def path(name: str) -> str:
                return re.search(rf'href="(/admin/mailboxes/\d+)"[^>]*>\s*{name}@', admin.get("/admin/mailboxes").text)[1]
            self.add(admin, "first", server.port)
            hark.until(lambda: server.heard, "the first one to be fetched")
            self.add(admin, "second", server.port)
            hark.until(lambda: rows() == {"first": False, "second": True}, "the word about the second")
            page = admin.get("/admin/alarms")
            self.assertIn("A mailbox cannot be fetched", page.words)
            self.assertIn("second@nordhome.example", page.words)
            page = admin.get(path("first"))
            fields = {one: re.search(rf'name="{one}".*?value="(\d+)"', page.text, re.S)[1] for one in ("team", "standard")}
            page = admin.post(path("first"), fields | {
                "address": "first@nordhome.example", "name": "first", "language": "en", "is_active": "1",
                "version": page.field("version"), "imap_url": "-"})
            self.assertIn("Saved", page.words)
            hark.until(lambda: any("LOGIN second" in one or '"second"' in one for one in server.heard), "the second one")
            hark.until(lambda: not rows()["second"], "the word to be gone")


if __name__ == "__main__":
    unittest.main()
