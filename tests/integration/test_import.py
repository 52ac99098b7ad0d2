#!/usr/bin/python3
"""An old mailbox is taken over: by the command, by the page, from Dovecot; killed, stopped, undone."""
import contextlib
import email.message
import email.utils
import imaplib
import json
import mailbox
import os
import pathlib
import pwd
import signal
import ssl
import subprocess
import time
import unittest

import hark as house
from hark import ADMIN, MAILBOX, MINUTE, Hark
from mailrig import PASSWORD, missing, rig

YEAR_2015 = 1_420_106_400  # 1 January 2015, 10:00 UTC
DAY = 86_400


def letter(number: int, sender: str = "", to: str = MAILBOX, answers: int = -1,
           text: str = "") -> email.message.EmailMessage:
    """A mail of a day of 2015 and later."""
    message = email.message.EmailMessage()
    message["From"], message["To"] = sender or f"customer{number}@example.net", to
    message["Subject"], message["Message-ID"] = f"Kettle {number}", f"<{number}@example.net>"
    message["Date"] = email.utils.formatdate(YEAR_2015 + number * DAY)
    if answers >= 0:
        message["In-Reply-To"] = f"<{answers}@example.net>"
    message.set_content(text or f"Words of {number}.\n\nFrom here on it leaks.\n")
    return message


def mbox(path: pathlib.Path, letters) -> pathlib.Path:
    box = mailbox.mbox(str(path))
    for one in letters:
        box.add(one)
    box.flush()
    box.close()
    return path


class Case(unittest.TestCase):
    def setUp(self):
        self.hark = Hark()
        self.addCleanup(self.hark.close)
        self.hark.init()

    def run_import(self, *words: str) -> dict:
        return json.loads(self.hark.command("import", *words, "--json"))

    def tickets(self) -> list[dict]:
        return [json.loads(line) for line in
                self.hark.command("ticket", "list", "--json").splitlines()]

    def assert_sound(self):
        self.assertIn(" 0 faults", self.hark.command("fsck"))

    def state_of(self, number: int) -> dict:
        runs = [json.loads(line) for line in self.hark.command("import", "list", "--json").splitlines()]
        return next(run for run in runs if run["import"] == number)

    def await_state(self, number: int, state: str) -> dict:
        def is_so():
            run = self.state_of(number)
            return run if run["state"] == state else None
        return self.hark.until(is_so, f"import {number} to be {state}", 300, every=0.2)


class Commands(Case):
    def test_an_mbox_becomes_closed_tickets_and_nobody_is_written_to(self):
        self.hark.start()
        path = mbox(self.hark.folder / "old.mbox", [
            letter(1, "Jonas <jonas@example.net>"),
            letter(2, f"Nordhome <{MAILBOX}>", "jonas@example.net", answers=1),
            letter(3, "Jonas <jonas@example.net>", answers=2),
            letter(4, "Ola <ola@example.net>")])
        run = self.run_import("mbox", str(path), "--mailbox", MAILBOX)
        self.assertEqual(("done", 4, 2, 0), (run["state"], run["added"], run["tickets"], run["failed"]))
        jonas, = [one for one in self.tickets() if one["subject"] == "Kettle 1"]
        self.assertEqual(("closed", "archived"), (jonas["state"], jonas["closed_as"]))
        self.assertEqual("2015-01-02T10:00:00.000Z", jonas["opened_at"])
        self.assert_sound()
        agent = self.hark.sign_in(self.hark.staff("rasa@nordhome.example", "Rasa"))
        page = agent.get(f"/tickets/{jonas['number']}").words
        for words in ("Words of 1. From here on it leaks.", "Words of 2.", "Words of 3.",
                      "2 January 2015", "brought this from an old mailbox"):
            self.assertIn(words, page)
        self.assertNotIn("Kettle", agent.get("/inbox").words)
        self.assertEqual(2, len(agent.get("/inbox/closed").text.split("Kettle ")) - 1)
        self.assertIn("Kettle 4", agent.get("/search?q=Words").words)
        self.hark.wait(10 * MINUTE)
        time.sleep(1)
        self.assertEqual([], self.hark.mails())

    def test_the_same_again_brings_nothing_anew(self):
        path = mbox(self.hark.folder / "old.mbox", map(letter, range(30)))
        self.assertEqual(30, self.run_import("mbox", str(path), "--mailbox", MAILBOX)["added"])
        again = self.run_import("mbox", str(path), "--mailbox", MAILBOX)
        self.assertEqual((2, 0, 30), (again["import"], again["added"], again["known"]))
        self.assertEqual(30, len(self.tickets()))

    def test_a_maildir_is_read_with_its_flags_and_without_drafts(self):
        box = mailbox.Maildir(str(self.hark.folder / "old"), create=True)
        for number, (folder, flags) in enumerate([("new", ""), ("cur", "S"), ("cur", "RS"),
                                                  ("cur", "D"), ("cur", "ST")]):
            message = mailbox.MaildirMessage(letter(number))
            message.set_subdir(folder)
            message.set_flags(flags)
            box.add(message)
        run = self.run_import("maildir", str(self.hark.folder / "old"), "--mailbox", MAILBOX)
        self.assertEqual(("done", 3), (run["state"], run["added"]))
        self.assertEqual({"Kettle 0", "Kettle 1", "Kettle 2"},
                         {one["subject"] for one in self.tickets()})

    def test_days_limit_what_is_taken(self):
        path = mbox(self.hark.folder / "old.mbox", map(letter, range(10)))
        run = self.run_import("mbox", str(path), "--mailbox", MAILBOX, "--since", "2015-01-03",
                              "--before", "2015-01-05")
        self.assertEqual((2, 8), (run["added"], run["skipped"]))
        self.assertEqual(["Kettle 3", "Kettle 2"], [one["subject"] for one in self.tickets()])

    def test_what_is_wrong_is_said(self):
        path = mbox(self.hark.folder / "old.mbox", [letter(1)])
        plain = self.hark.folder / "plain.txt"
        plain.write_text("no mbox\n")
        for words, answer in (
                (["mbox", str(path)], "--mailbox"),
                (["mbox", "/nonexistent", "--mailbox", MAILBOX], "no such file"),
                (["mbox", str(path), "--mailbox", "other@nordhome.example"], "no mailbox of ours"),
                (["mbox", str(path), "--mailbox", MAILBOX, "--since", "yesterday"], "2026-11-22"),
                (["mbox", str(path), "--mailbox", MAILBOX, "--state", "gone"], "choose how"),
                (["mbox", str(plain), "--mailbox", MAILBOX], "did not come to its end"),
                (["maildir", str(self.hark.folder), "--mailbox", MAILBOX], "did not come to its end"),
                (["imap", "http://x", "--mailbox", MAILBOX], "imaps://"),
                (["undo", "17"], "no such thing"), (["undo"], "Which import")):
            done = subprocess.run([house.PROGRAM, "import", *words, "--config", str(self.hark.config)],
                                  capture_output=True, text=True, check=False)
            self.assertNotEqual(0, done.returncode, words)
            self.assertIn(answer, done.stderr)
        self.assertEqual([], self.tickets())
        self.assertIn("This is no mbox file", self.state_of(1)["problem"])

    def test_what_cannot_be_read_is_listed(self):
        large = letter(2, text="x" * 60 + "\n" + ("y" * 70 + "\n") * 2000)
        path = mbox(self.hark.folder / "old.mbox", [letter(1), large, letter(3)])
        self.hark.config.write_text(self.hark.config.read_text() + "mail_max = 100000\n")
        run = self.run_import("mbox", str(path), "--mailbox", MAILBOX)
        self.assertEqual(("done", 2, 1), (run["state"], run["added"], run["failed"]))
        text = self.hark.command("import", "show", "1")
        self.assertIn("unreadable at", text)
        self.assertIn("customer2@example.net Kettle 2", text)
        self.assertIn("mail_max", text)

    def test_undo_takes_it_back_and_it_may_come_anew(self):
        self.hark.start()
        path = mbox(self.hark.folder / "old.mbox", map(letter, range(50)))
        self.run_import("mbox", str(path), "--mailbox", MAILBOX)
        agent = self.hark.sign_in(self.hark.staff("rasa@nordhome.example", "Rasa"))
        agent.get("/tickets/1")
        agent.post("/tickets/1/notes", {"text": "I know this one."})
        self.assertEqual("undone", self.run_import("undo", "1")["state"])
        left, = self.tickets()
        self.assertEqual(1, left["number"])
        self.assertIn("Somebody has worked on it since.", self.hark.command("import", "show", "1"))
        self.assert_sound()
        again = self.run_import("mbox", str(path), "--mailbox", MAILBOX)
        self.assertEqual((49, 1), (again["added"], again["known"]))
        self.assert_sound()


class Killed(Case):
    """Whenever whoever works on it is killed, nothing is lost and nothing is doubled."""

    COUNT = 1000

    def start(self, path: pathlib.Path) -> subprocess.Popen:
        return subprocess.Popen(  # pylint: disable=consider-using-with
            [house.PROGRAM, "import", "mbox", str(path), "--mailbox", MAILBOX, "--config",
             str(self.hark.config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)

    def assert_all_once(self):
        subjects = [one["subject"] for one in self.tickets()]
        self.assertEqual(self.COUNT, len(subjects))
        self.assertEqual({f"Kettle {number}" for number in range(self.COUNT)}, set(subjects))
        self.assert_sound()

    def test_the_command_is_killed_again_and_again(self):
        path = mbox(self.hark.folder / "old.mbox", map(letter, range(self.COUNT)))
        added = 0
        for _ in range(3):
            process = self.start(path)
            self.hark.until(lambda: self.hark.command("import", "list") and
                            self.state_of(1)["added"] > added, "more mails")
            os.killpg(process.pid, signal.SIGKILL)
            self.assertEqual(-signal.SIGKILL, process.wait(20))
            added = self.state_of(1)["added"]
            self.hark.wait(2 * MINUTE)  # its lease is over
        before = self.state_of(1)
        self.assertEqual("running", before["state"])
        run = self.run_import("mbox", str(path), "--mailbox", MAILBOX)
        self.assertEqual((1, "done", self.COUNT, 0),
                         (run["import"], run["state"], run["added"], run["known"]))
        self.assertGreater(before["added"], 0)
        self.assert_all_once()

    def test_the_server_takes_over_what_the_command_left_and_is_killed_too(self):
        path = mbox(self.hark.folder / "old.mbox", map(letter, range(self.COUNT)))
        process = self.start(path)
        self.hark.until(lambda: self.hark.command("import", "list") and
                        self.state_of(1)["added"] > 0, "the first mails")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)
        self.hark.wait(2 * MINUTE)
        added = self.state_of(1)["added"]
        self.hark.start()
        self.hark.until(lambda: self.state_of(1)["added"] > added, "the server to go on")
        self.hark.kill()
        self.hark.wait(2 * MINUTE)
        self.hark.start()
        run = self.await_state(1, "done")
        self.assertEqual((self.COUNT, 0), (run["added"], run["known"]))
        self.assert_all_once()

    def test_a_signal_stops_it_in_good_order_and_it_goes_on(self):
        path = mbox(self.hark.folder / "old.mbox", map(letter, range(self.COUNT)))
        process = self.start(path)
        self.hark.until(lambda: self.hark.command("import", "list") and
                        self.state_of(1)["added"] > 0, "the first mails")
        process.send_signal(signal.SIGINT)
        self.assertEqual(0, process.wait(20))
        run = self.state_of(1)
        self.assertEqual("stopped", run["state"])
        self.assertLess(run["added"], self.COUNT)
        run = self.run_import("go-on", "1")
        self.assertEqual(("done", self.COUNT), (run["state"], run["added"]))
        self.assert_all_once()


class Pages(Case):
    def setUp(self):
        super().setUp()
        self.hark.start()
        self.admin = self.hark.sign_in(ADMIN)

    def test_only_administrators_come_in(self):
        mbox(self.hark.folder / "old.mbox", [letter(1)])
        self.run_import("mbox", str(self.hark.folder / "old.mbox"), "--mailbox", MAILBOX)
        for role in ("agent", "supervisor", "manager", "employee"):
            browser = self.hark.sign_in(self.hark.staff(f"{role}@nordhome.example", role, role))
            browser.get("/me")
            for path in ("/admin/imports", "/admin/imports/new", "/admin/imports/1"):
                self.assertEqual(403, browser.get(path).status, (role, path))
            browser.get("/me")
            for path in ("/admin/imports", "/admin/imports/1/undo", "/admin/imports/1/stop",
                         "/admin/imports/1/go-on"):
                self.assertEqual(403, browser.send(path, {}).status, (role, path))
        self.assertEqual("done", self.state_of(1)["state"])
        self.assertEqual(303, self.hark.visitor().ask("GET", "/admin/imports").status)

    def test_the_page_shows_a_run_and_takes_it_back(self):
        path = mbox(self.hark.folder / "old.mbox", map(letter, range(3)))
        self.run_import("mbox", str(path), "--mailbox", MAILBOX)
        self.assertIn("100 %", self.admin.get("/admin/imports").words)
        page = self.admin.get("/admin/imports/1")
        for words in ("Done", "100 %", "Mails added 3", "New tickets 3", "old.mbox"):
            self.assertIn(words, page.words)
        self.assertIn('<progress max="100" value="100"', page.text)
        part = self.admin.ask("GET", "/admin/imports/1", headers={"HX-Request": "true"})
        self.assertTrue(part.text.startswith("<div"), part.text[:80])
        self.assertIn("It is being undone.", self.admin.post("/admin/imports/1/undo").words)
        self.await_state(1, "undone")
        self.assertEqual([], self.tickets())
        self.assertEqual(404, self.admin.get("/admin/imports/2").status)
        self.admin.get("/admin/imports/1")
        self.assertEqual(409, self.admin.send("/admin/imports/1/stop").status)

    def test_a_file_that_the_server_may_not_see_waits_for_the_command(self):
        path = mbox(self.hark.folder / "old.mbox", map(letter, range(3)))
        path.rename(self.hark.folder / "away.mbox")
        (self.hark.folder / "old.mbox").mkdir()
        self.assertIn("/old.mbox", subprocess.run(
            [house.PROGRAM, "import", "mbox", str(path), "--mailbox", MAILBOX, "--config",
             str(self.hark.config)], capture_output=True, text=True, check=False).stdout)
        (self.hark.folder / "old.mbox").rmdir()
        self.admin.get("/admin/imports/1")
        self.admin.post("/admin/imports/1/go-on")
        run = self.await_state(1, "failed")
        self.assertIn("hark import go-on", run["problem"])
        (self.hark.folder / "away.mbox").rename(path)
        self.assertEqual(3, self.run_import("go-on", "1")["added"])

    def test_a_form_that_cannot_be_right_comes_back(self):
        self.admin.get("/admin/imports/new")
        answer = self.admin.send("/admin/imports", {"imap_url": "", "since": "soon", "target": "x"})
        self.assertEqual(422, answer.status)
        for words in ("Please say where the mail is.", "Please write the day like 2020-01-31."):
            self.assertIn(words, answer.words)


@unittest.skipIf(missing(), missing())
class Dovecot(Case):
    USER = "archive@customer.example"
    COUNT = 300

    @classmethod
    def setUpClass(cls):
        manager = rig()
        cls.rig = manager.__enter__()  # pylint: disable=unnecessary-dunder-call
        cls.addClassCleanup(manager.__exit__, None, None, None)
        with cls.line() as line:
            line.create("Old")
            for number in range(cls.COUNT):
                line.append("Old", "\\Seen" if number % 2 else "", None, letter(number).as_bytes())

    @classmethod
    @contextlib.contextmanager
    def line(cls):
        context = ssl.create_default_context(cafile=str(cls.rig.authority.certificate))
        line = imaplib.IMAP4_SSL("localhost", cls.rig.ports["imaps"], ssl_context=context)
        line.login(cls.USER, PASSWORD)
        yield line
        line.logout()

    def flags(self) -> list[bytes]:
        with self.line() as line:
            line.select("Old", readonly=True)
            return line.fetch("1:*", "(UID FLAGS)")[1]

    def url(self, password: str = PASSWORD) -> str:
        return (f"imaps://{self.USER.replace('@', '%40')}:{password}@localhost:"
                f"{self.rig.ports['imaps']}/Old?ca={self.rig.authority.certificate}")

    def setUp(self):
        super().setUp()
        self.hark.start()
        self.admin = self.hark.sign_in(ADMIN)

    def begin(self, **fields: str) -> None:
        page = self.admin.get("/admin/imports/new").text
        box = page.split('name="mailbox"')[1].split('value="')[1].split('"')[0]
        answer = self.admin.send("/admin/imports", {"imap_url": self.url(), "mailbox": box,
                                                    "target": "closed"} | fields)
        self.assertEqual(303, answer.status, answer.words)

    def test_a_folder_is_copied_and_nothing_in_it_changes(self):
        before = self.flags()
        self.begin()
        run = self.await_state(1, "done")
        self.assertEqual((self.COUNT, self.COUNT, 0), (run["added"], run["tickets"], run["failed"]))
        self.assertEqual(before, self.flags())
        page = self.admin.get("/admin/imports/1")
        self.assertIn(f"{self.USER}@localhost/Old", page.words)
        for text in (page.text, self.admin.get("/admin/imports").text,
                     self.hark.command("import", "list"), (self.hark.folder / "log").read_text()):
            self.assertNotIn(PASSWORD, text)
        self.assert_sound()
        self.assertEqual([], self.hark.mails())

    def test_it_goes_on_when_the_server_was_killed(self):
        self.begin()
        self.hark.until(lambda: self.state_of(1)["added"] > 0, "the first mails")
        self.hark.kill()
        self.hark.wait(2 * MINUTE)
        before = self.state_of(1)
        self.hark.start()
        run = self.await_state(1, "done")
        self.assertEqual((self.COUNT, 0), (run["added"], run["known"]))
        self.assertLess(before["added"], self.COUNT)
        self.assertEqual(self.COUNT, len(self.tickets()))
        self.assert_sound()

    def test_it_is_stopped_and_goes_on_by_the_page(self):
        self.begin(since="2015-02-01")
        self.hark.until(lambda: self.state_of(1)["passed"] > 0, "the first mails")
        self.admin.get("/admin/imports/1")
        self.assertIn("It can go on from there.", self.admin.post("/admin/imports/1/stop").words)
        stopped = self.state_of(1)
        self.assertEqual("stopped", stopped["state"])
        self.assertIn("Go on", self.admin.get("/admin/imports/1").words)
        self.admin.post("/admin/imports/1/go-on")
        run = self.await_state(1, "done")
        self.assertEqual((self.COUNT - 31, 31), (run["added"], run["skipped"]))

    def test_the_command_hands_it_to_the_server_and_mends_the_password(self):
        url = self.url("wrong")
        self.assertEqual(1, self.run_import("imap", url, "--mailbox", MAILBOX)["import"])
        self.await_state(1, "failed")
        self.assertEqual(1, self.run_import("imap", self.url(), "--mailbox", MAILBOX)["import"])
        self.assertEqual(self.COUNT, self.await_state(1, "done")["added"])

    def test_what_the_server_says_is_shown(self):
        self.begin(imap_url=self.url("wrong"))
        run = self.await_state(1, "failed")
        self.assertTrue(run["problem"])
        self.assertIn(run["problem"].split("]")[-1].strip()[:20], self.admin.get("/admin/imports/1").words)


if __name__ == "__main__":
    unittest.main()
