"""The commands as people and scripts call them: what they print, their exit codes, what they leave."""
import contextlib
import hashlib
import json
import os
import pathlib
import re
import socket
import sqlite3
import subprocess
import tempfile
import unittest

from hark import ADMIN, MAILBOX, PROGRAM, SERVER_URL, Browser, Hark, free_port, mail

USAGE, DATAERR, NOUSER, SOFTWARE, CANTCREAT, TEMPFAIL, NOPERM, CONFIG = 64, 65, 67, 70, 73, 75, 77, 78
PASSPHRASE = "a long passphrase of ours"


class Run:
    """One call, however it ended."""

    def __init__(self, hark: Hark, *words: str, given: bytes = b"", environment: dict | None = None):
        done = subprocess.run([PROGRAM, *words, "--config", str(hark.config)], input=given, check=False,
                              capture_output=True, cwd=hark.folder, timeout=120,
                              env=os.environ | (environment or {}))
        self.code, self.out, self.problem = done.returncode, done.stdout.decode(), done.stderr.decode()


class House(unittest.TestCase):
    """Each test has a house of its own, without a server unless it starts one."""

    maxDiff = 4000

    def setUp(self):
        self.hark = Hark()
        self.addCleanup(self.hark.close)

    def run_hark(self, *words: str, **how) -> Run:
        return Run(self.hark, *words, **how)

    def assert_code(self, code: int, *words: str, **how) -> Run:
        done = self.run_hark(*words, **how)
        self.assertEqual(done.code, code, f"{words}: {done.out} {done.problem}")
        if code:
            told = [line for line in done.problem.splitlines() if line.startswith("hark: ")]
            self.assertTrue(told, f"{words}: nothing was said: {done.problem}")
        return done


class Beginnings(House):
    def test_init_twice_does_no_harm(self):
        first, second = self.hark.init(), self.hark.init()
        self.assertNotEqual(first, second)
        self.hark.staff("rasa@nordhome.example", "Rasa")
        number = self.hark.mail_in(mail("Ola <ola@example.net>", "Lamp", "Where is it?"))
        before = self.hark.command("ticket", "show", str(number), "--json")
        self.hark.init()
        self.assertEqual(self.hark.command("ticket", "show", str(number), "--json"), before)
        people = [json.loads(line) for line in self.hark.command("staff", "list", "--json").splitlines()]
        self.assertEqual({one["email"]: one["role"] for one in people},
                         {ADMIN: "admin", "rasa@nordhome.example": "agent"})
        self.hark.start()
        for link in (first, second):
            browser = self.hark.visitor()
            path = re.search(r"/link/\S+", link)[0]
            browser.get(path)
            self.assertEqual(browser.post(path).status, 200)
            self.assertIn("session", browser.cookies)
        admin = self.hark.sign_in(ADMIN)
        for path, count in (("/admin/mailboxes", 1), ("/admin/teams", 1), ("/admin/standards", 3)):
            rows = re.findall(rf'href="{path}/\d+"', admin.get(path).text)
            self.assertEqual(len(rows), count, path)

    def test_init_says_what_is_missing_or_wrong(self):
        self.assert_code(USAGE, "init", "--org", "Nordhome")
        self.assert_code(USAGE, "init", "--org", "", "--admin", ADMIN)
        self.assert_code(USAGE, "init", "--org", "N", "--admin", ADMIN, "--colour", "red")
        self.assert_code(DATAERR, "init", "--org", "N", "--admin", "no address")
        self.assert_code(DATAERR, "init", "--org", "N", "--admin", ADMIN, "--language", "xx")
        self.assert_code(DATAERR, "init", "--org", "N", "--admin", ADMIN, "--timezone", "Mars/Olympus")
        self.assert_code(0, "init", "--org", "N", "--admin", ADMIN, "--language", "lt",
                         "--timezone", "Asia/Dhaka", "--mailbox", MAILBOX)
        self.assert_code(0, "export", str(self.hark.folder / "words"))
        self.assertIn("Klientų aptarnavimas", (self.hark.folder / "words/tables/team.jsonl").read_text("utf-8"))

    def test_commands_before_init_say_what_to_do(self):
        for words in (("ticket", "list"), ("staff", "list"), ("link", ADMIN), ("demo", "load"), ("fsck",)):
            done = self.run_hark(*words)
            self.assertNotEqual(done.code, 0, words)
            self.assertRegex(done.problem, r"hark: .*(init|schema|organisation)", words)

    def test_words_that_are_not_known_are_told(self):
        self.assert_code(USAGE, "dance")
        for words in (("ticket",), ("ticket", "show"), ("ticket", "show", "x"), ("staff", "add"), ("link",),
                      ("token", "add"), ("demo",), ("demo", "load", "--tickets", "0"), ("backup",),
                      ("restore",), ("export",), ("settings", "x"), ("routes", "x")):
            self.assert_code(USAGE, *words)
        # A mail server takes 64 for a refusal for good.
        self.assert_code(TEMPFAIL, "mail-in", "x")

    def test_a_role_that_there_is_not_is_answered_with_those_that_are(self):
        self.hark.init()
        done = self.assert_code(DATAERR, "staff", "add", "olga@nordhome.example", "--name", "Olga",
                                "--role", "administrator")
        told = done.problem + self.hark.command("help")
        for role in ("employee", "agent", "supervisor", "manager", "admin"):
            self.assert_code(0, "staff", "add", f"one.{role}@nordhome.example", "--name", "Olga",
                             "--role", role)
            self.assertIn(role, done.problem)
            self.assertIn(role, told)
        self.assertNotIn("olga@", self.hark.command("staff", "list"))

    def test_help_names_every_command(self):
        told = self.hark.command("help")
        for name in ("init", "serve", "mail-in", "ticket", "staff", "link", "token", "demo", "export",
                     "backup", "restore", "fsck", "settings"):
            self.assertRegex(told, rf"(?m)^hark {name}\b")

    def test_what_every_command_takes_may_stand_before_its_name(self):
        self.hark.init()
        self.hark.staff("rasa@nordhome.example", "Rasa")
        wanted = self.hark.command("staff", "list", "--json", "--org", "nordhome")
        for words in (("--config", str(self.hark.config), "--json", "staff", "list"),
                      (f"--config={self.hark.config}", "--org", "nordhome", "staff", "--json", "list")):
            done = subprocess.run([PROGRAM, *words], check=False, capture_output=True, cwd=self.hark.folder)
            self.assertEqual((done.stdout.decode(), done.returncode), (wanted, 0), words)
        done = subprocess.run([PROGRAM, "--colour", "red", "staff", "list"], check=False, capture_output=True)
        self.assertEqual(done.returncode, USAGE)

    def test_a_config_that_cannot_be_read_is_told(self):
        done = subprocess.run([PROGRAM, "settings", "--config", "/nowhere/hark.conf"], check=False,
                              capture_output=True)
        self.assertEqual(done.returncode, CONFIG)
        self.assertIn(b"/nowhere/hark.conf", done.stderr)
        self.hark.config.write_text("colour = red\n")
        self.assertIn("colour", self.assert_code(CONFIG, "settings").problem)


class Settings(House):
    def test_every_setting_has_a_default_and_a_sentence(self):
        told = json.loads(self.hark.command("settings", "--json"))
        names = {one["name"] for one in told}
        self.assertLessEqual({"db", "blobs", "trusted_proxies", "listen", "base_url", "smtp", "lmtp",
                              "secret_file", "log_level", "clock"}, names)
        for one in told:
            self.assertRegex(one["sentence"], r"\S", one["name"])
        plain = self.hark.command("settings")
        for name in names:
            self.assertRegex(plain, rf"(?m)^{name} = ")

    def test_the_environment_goes_before_the_file(self):
        told = json.loads(self.run_hark("settings", "--json", environment={"HARK_LOG_LEVEL": "debug"}).out)
        self.assertIn(("log_level", "debug"), [(one["name"], one["value"]) for one in told])

    def test_secrets_are_not_shown(self):
        secret = "smtp://user:hunter2@127.0.0.1:587?starttls"
        for how in ((), ("--json",)):
            done = self.run_hark("settings", *how, environment={"HARK_SMTP": secret})
            self.assertEqual(done.code, 0)
            self.assertNotIn("hunter2", done.out)
            self.assertIn("***", done.out)

    def test_a_false_clock_is_refused_where_others_could_see_it(self):
        self.hark.init()
        for name, value in (("HARK_LISTEN", "0.0.0.0:8099"), ("HARK_BASE_URL", "http://hark.example")):
            done = self.run_hark("serve", environment={name: value})
            self.assertNotEqual(done.code, 0)
            self.assertIn("clock", done.problem)


class MailIn(House):
    def setUp(self):
        super().setUp()
        self.hark.init()

    def mail_in(self, message: bytes, code: int = 0, *words: str, **how) -> dict:
        done = self.run_hark("mail-in", *words, given=message, **how)
        self.assertEqual(done.code, code, done.problem)
        return json.loads(done.out) if code == 0 else {}

    def test_a_mail_is_a_ticket_and_the_same_again_is_a_duplicate(self):
        message = mail("Ola <ola@example.net>", "Lamp", "Where is it?")
        first, again = self.mail_in(message), self.mail_in(message)
        self.assertEqual((first["outcome"], first["ticket"]), ("ticket", 1))
        self.assertEqual((again["outcome"], again["ticket"]), ("duplicate", 1))
        self.assertEqual(set(first), {"outcome", "ticket", "reason"})

    def test_an_unknown_mailbox_is_67(self):
        self.mail_in(mail("Ola <ola@example.net>", "x", "y", to="other@nordhome.example"), NOUSER)
        self.mail_in(mail("Ola <ola@example.net>", "x", "y"), NOUSER, "--mailbox", "other@nordhome.example")
        self.assertEqual(self.hark.command("ticket", "list"), "")

    def test_the_mailbox_may_be_named_when_the_head_does_not(self):
        told = self.mail_in(mail("Ola <ola@example.net>", "x", "y", to="list@example.org"), 0,
                            "--mailbox", MAILBOX)
        self.assertEqual(told["outcome"], "ticket")

    def test_too_large_a_mail_is_65(self):
        message = mail("Ola <ola@example.net>", "x", "y" * 200_000)
        done = self.assert_code(DATAERR, "mail-in", given=message, environment={"HARK_MAIL_MAX": "100000"})
        told = json.loads(done.out)
        self.assertEqual((told["outcome"], told["ticket"]), ("rejected", None))
        self.assertIn("mail_max", told["reason"])
        self.assertEqual([path for path in (self.hark.folder / "var/blobs").rglob("[!.]*") if path.is_file()], [])
        self.hark.start()
        page = self.hark.sign_in(ADMIN).get("/admin/ledger").words
        for words in ("Refused", "ola@example.net", "It is larger than the setting mail_max allows."):
            self.assertIn(words, page)
        self.assertEqual(self.mail_in(message)["outcome"], "ticket")

    def test_a_refusal_that_cannot_be_written_down_is_75(self):
        message = mail("Ola <ola@example.net>", "x", "y" * 200_000)
        away = "postgresql://nobody@127.0.0.1:1/nothing" if SERVER_URL else "sqlite:/proc/self/nowhere/hark.db"
        self.mail_in(message, TEMPFAIL, environment={"HARK_MAIL_MAX": "100000", "HARK_DB": away})

    def test_what_is_no_mail_is_kept_or_refused_but_never_tried_again(self):
        for message in (b"\x00\xff\xfe" * 1000, b"hello", b"\r\n\r\n", b"Subject: x\r\n\r\ny",
                        b"To: help@nordhome.example\r\n\r\n", b"A" * 100_000,
                        b"From: <>\r\nTo: help@nordhome.example\r\nSubject: none\r\n\r\nx"):
            done = self.run_hark("mail-in", "--mailbox", MAILBOX, given=message)
            self.assertIn(done.code, (0, DATAERR), f"{message[:30]}: {done.problem}")
        self.assertIn(self.run_hark("mail-in", "--mailbox", MAILBOX, given=b"").code, (0, DATAERR))

    def test_a_database_that_is_away_is_75(self):
        message = mail("Ola <ola@example.net>", "x", "y")
        away = f"sqlite:/proc/{os.getpid()}/nowhere/hark.db"
        if SERVER_URL:
            away = "postgresql://nobody@127.0.0.1:1/nothing"
        self.mail_in(message, TEMPFAIL, environment={"HARK_DB": away})
        self.assertEqual(self.mail_in(message)["outcome"], "ticket")

    def test_a_folder_that_is_full_is_75(self):
        if os.geteuid() == 0:
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", folder], check=False)
                try:
                    if not os.path.ismount(folder):
                        self.skipTest("nothing can be mounted here")
                    (pathlib.Path(folder) / "full").write_bytes(b"x" * 60_000)
                    self.mail_in(mail("Ola <ola@example.net>", "x", "y" * 200_000), TEMPFAIL,
                                 environment={"HARK_BLOBS": folder})
                finally:
                    subprocess.run(["umount", folder], check=False)
            self.assertEqual(self.hark.command("ticket", "list"), "")
        else:
            self.skipTest("only root can make a small disk")

    def test_a_bounce_of_nothing_of_ours_and_a_robot_are_kept_and_not_answered(self):
        self.hark.start()
        robot = self.mail_in(mail("Robot <robot@example.net>", "Out of office", "I am away.",
                                  Auto_Submitted="auto-replied"))
        self.assertEqual(robot["outcome"], "ticket")
        bounce = self.mail_in(b"From: MAILER-DAEMON@example.net\r\nTo: help@nordhome.example\r\n"
                              b"Return-Path: <>\r\nSubject: Undelivered\r\nMessage-ID: <b1@example.net>\r\n"
                              b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
                              b"--x\r\n\r\nIt could not be delivered.\r\n--x\r\n"
                              b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
                              b"Final-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x--\r\n")
        self.assertIn(bounce["outcome"], ("bounce", "ticket"))
        person = self.mail_in(mail("Ola <ola@example.net>", "A person", "Where is it?"))
        self.hark.mail_to("ola@example.net")
        self.assertEqual(person["outcome"], "ticket")
        self.assertEqual([str(one["To"]) for one in self.hark.mails() if "ola" not in str(one["To"])
                          and ADMIN not in str(one["To"])], [])


class People(House):
    def setUp(self):
        super().setUp()
        self.hark.init()

    def test_each_role_is_made_once(self):
        for role in ("employee", "agent", "supervisor", "manager", "admin"):
            self.assert_code(0, "staff", "add", f"a.{role}@nordhome.example", "--name", role, "--role", role)
        self.assert_code(CANTCREAT, "staff", "add", "a.agent@nordhome.example", "--name", "x", "--role", "agent")
        self.assert_code(DATAERR, "staff", "add", "x@nordhome.example", "--name", "x", "--role", "king")
        self.assert_code(DATAERR, "staff", "add", "no address", "--name", "x", "--role", "agent")
        self.assert_code(DATAERR, "staff", "add", "x@nordhome.example", "--name", " ", "--role", "agent")
        people = [json.loads(line) for line in self.hark.command("staff", "list", "--json").splitlines()]
        self.assertEqual(len(people), 6)
        self.assertEqual({one["role"] for one in people},
                         {"employee", "agent", "supervisor", "manager", "admin"})

    def skills(self, address: str) -> dict:
        people = [json.loads(line) for line in self.hark.command("staff", "list", "--json").splitlines()]
        return {one["code"]: one["level"] for one in people if one["email"] == address for one in one["skills"]}

    def test_skills_are_given_with_a_level(self):
        rasa, new = "rasa@nordhome.example", ("--name", "Rasa", "--role", "agent")
        for wrong in ("bengali", "bengali:0", "bengali:6", "bengali:x", ":3", "a b:3", "a:1:2", "বাংলা:3", "x" * 41 + ":3"):
            self.assert_code(DATAERR, "staff", "add", rasa, *new, "--skill", wrong)
        self.assert_code(DATAERR, "staff", "add", rasa, *new, "--skill", "a:1", "--skill", "A:2")
        self.assert_code(DATAERR, "staff", "add", rasa, *new, *(f"--skill=s{i}:1" for i in range(41)))
        self.assertNotIn(rasa, self.hark.command("staff", "list"))
        self.assert_code(0, "staff", "add", rasa, *new, "--skill", "Bengali:5", "--skill=heat-pump:2")
        self.assertEqual(self.skills(rasa), {"bengali": 5, "heat-pump": 2})
        self.assertEqual(self.skills(ADMIN), {})
        self.assertRegex(self.hark.command("staff", "list"), r"rasa@.*bengali:5, heat-pump:2")

    def test_an_administrator_sees_and_changes_skills(self):
        rasa = "rasa@nordhome.example"
        self.hark.command("staff", "add", rasa, "--name", "Rasa", "--role", "agent", "--skill", "returns:3")
        self.hark.start()
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/staff")
        self.assertIn("returns:3", page.words)
        path = "/admin/staff/" + page.text.split('">Rasa')[0].rsplit("/", 1)[1]
        form = admin.get(path)
        self.assertEqual(form.field("skills"), "returns:3")
        wish = {"name": "Rasa", "email": rasa, "role": "agent", "is_active": "1",
                "version": form.field("version")}
        refused = admin.post(path, wish | {"skills": "returns:9"})
        self.assertEqual(refused.status, 422)
        self.assertEqual(refused.field("skills"), "returns:9")
        self.assertEqual(self.skills(rasa), {"returns": 3})
        self.assertEqual(admin.post(path, wish | {"skills": "tamil:4, returns:2"}).status, 200)
        self.assertEqual(self.skills(rasa), {"returns": 2, "tamil": 4})
        wish["version"] = admin.get(path).field("version")
        self.assertEqual(admin.post(path, wish | {"skills": ""}).status, 200)
        self.assertEqual(self.skills(rasa), {})

    def test_a_link_signs_in_once_and_looking_at_it_uses_nothing_up(self):
        self.hark.start()
        path = self.hark.link(ADMIN)
        for _ in range(3):  # a mail scanner
            self.assertEqual(self.hark.visitor().get(path).status, 200)
        self.assertIn("session", self.open(path).cookies)
        self.assertNotIn("session", self.open(path).cookies)
        self.assert_code(NOUSER, "link", "nobody@example.net")

    def test_a_link_is_good_for_an_hour(self):
        self.hark.start()
        early, late = self.hark.link(ADMIN), self.hark.link(ADMIN)
        self.hark.wait(59 * 60_000)
        self.assertIn("session", self.open(early).cookies)
        self.hark.wait(2 * 60_000)
        self.assertNotIn("session", self.open(late).cookies)

    def open(self, path: str) -> Browser:
        browser = self.hark.visitor()
        browser.get(path)
        browser.post(path)
        return browser

    def test_a_customer_gets_a_link_too(self):
        self.hark.start()
        self.hark.mail_in(mail("Ola <ola@example.net>", "Lamp", "Where is it?"))
        browser = self.hark.sign_in("ola@example.net")
        self.assertIn("Lamp", browser.get("/my/requests").text)

    def test_a_token_is_shown_once_listed_and_revoked(self):
        self.hark.start()
        token = self.hark.command("token", "add", "--staff", ADMIN, "--name", "my script").strip()
        self.assertNotIn(token, self.hark.command("token", "list"))
        listed = re.fullmatch(r"(\d+) \S+ my script\n", self.hark.command("token", "list"))
        self.assertIsNotNone(listed)
        ask = {"Authorization": f"Bearer {token}"}
        self.assertEqual(self.hark.visitor().ask("GET", "/api/v1/tickets", headers=ask).status, 200)
        self.assert_code(0, "token", "revoke", listed[1])
        self.assertEqual(self.hark.visitor().ask("GET", "/api/v1/tickets", headers=ask).status, 401)
        self.assertIn("(revoked)", self.hark.command("token", "list"))
        self.assert_code(NOUSER, "token", "revoke", "12345")
        self.assert_code(NOUSER, "token", "add", "--staff", "nobody@example.net")

    def test_tickets_are_listed_by_state_and_shown(self):
        for i in range(3):
            self.hark.mail_in(mail("Ola <ola@example.net>", f"Lamp {i}", "Where is it?"))
        lines = self.hark.command("ticket", "list", "--json").splitlines()
        self.assertEqual([json.loads(line)["subject"] for line in lines], ["Lamp 2", "Lamp 1", "Lamp 0"])
        self.assertEqual(len(self.hark.command("ticket", "list", "--state", "new").splitlines()), 3)
        self.assertEqual(self.hark.command("ticket", "list", "--state", "closed"), "")
        self.assertIn("Lamp 1", self.hark.command("ticket", "show", "2"))
        self.assert_code(NOUSER, "ticket", "show", "77")
        shown = json.loads(self.hark.command("ticket", "show", "2", "--json"))
        self.assertEqual(shown, json.loads(lines[1]))


class Demo(House):
    def stories(self, hark: Hark, *words: str) -> list[dict]:
        hark.command("demo", "load", *words)
        return [json.loads(line) for line in hark.command("ticket", "list", "--json").splitlines()]

    def told(self, tickets: list[dict]) -> list:
        """What must be the same in any house; times hang on when it was loaded."""
        return [(one["number"], one["subject"], one["type"], one["priority"], one["state"], one["closed_as"],
                 one["language"], one["channel"], one["customer"]["name"], one["owner"]["name"],
                 [(word["kind"], word["text"], word["from"]["name"],
                   [file["sha256"] for file in word["attachments"]]) for word in one["messages"]])
                for one in tickets]

    def test_the_same_seed_tells_the_same_stories(self):
        self.hark.init()
        first = self.stories(self.hark, "--tickets", "70", "--seed", "7")
        other = Hark()
        self.addCleanup(other.close)
        other.clock(self.hark.now)
        other.init()
        second = self.stories(other, "--tickets", "70", "--seed", "7")
        self.assertEqual(self.told(first), self.told(second))
        self.assertEqual(len(first), 70)
        third = Hark()
        self.addCleanup(third.close)
        third.init()
        self.assertNotEqual(self.told(first), self.told(self.stories(third, "--tickets", "70", "--seed", "8")))

    def test_what_is_late_in_the_stories_calls_nobody_by_mail_when_the_server_begins(self):
        self.hark.init()
        self.hark.command("demo", "load", "--tickets", "70")
        self.hark.start()
        # A mail of today is confirmed, so the mails of the house do leave.
        self.hark.mail_in(mail("Ola <ola@example.net>", "Today", "Where is it?"))
        self.hark.mail_to("ola@example.net")
        # Whoever complained is told where it stands; that is no word about what is late.
        self.assertEqual([], [one["Subject"] for one in self.hark.mails()
                              if "@nordhome.example" in str(one["To"]) and "Today" not in str(one["Subject"])])

    def test_the_stories_are_living(self):
        self.hark.init()
        tickets = self.stories(self.hark)
        self.assertEqual({one["language"] for one in tickets}, {"en", "bn", "lt", "ta"})
        self.assertEqual({one["state"] for one in tickets}, {"new", "open", "waiting", "resolved", "closed"})
        self.assertLessEqual({"confirmed", "not_confirmed"}, {one["closed_as"] for one in tickets})
        self.assertGreaterEqual({one["type"] for one in tickets}, {
            "inquiry", "order", "service", "incident", "invoice", "complaint"})
        self.assertGreater(len({one["owner"]["name"] for one in tickets}), 2)
        kinds = {word["kind"] for one in tickets for word in one["messages"]}
        self.assertEqual(kinds, {"in", "out", "note"})
        self.assert_code(0, "fsck")

    def test_a_trial_shows_charts_of_a_year(self):
        self.hark.init()
        self.hark.command("demo", "load")
        self.hark.start()
        olga = self.hark.sign_in("olga@nordhome.example")
        figures = olga.get("/loop/figures").text
        self.assertIn('id="in-time"', figures)
        orders = re.search(r'href="(/admin/surveys/\d+/results)">After an order', figures)[1]
        page = olga.get(orders)
        for chart in ("months", "moves", "delighted", "rate"):
            self.assertIn(f'id="{chart}"', page.text)
        # On the first of a month that month has no answer yet.
        self.assertRegex(page.words, r"\d+ of 1[12] points stand out")
        seen_to = re.findall(r'href="(/loop/answers/\d+)">See what came of it', page.text)
        self.assertGreater(len(seen_to), 0)
        for answer in seen_to:
            self.assertEqual(200, olga.get(answer).status, answer)
        unnamed = re.search(r'href="(/admin/surveys/\d+/results)">In the shop', figures)[1]
        self.assertNotIn("/loop/answers/", olga.get(unnamed).text)
        self.assertIn("colleagues thank", olga.get("/loop/columns/share").text)

    def test_a_trial_shows_what_goes_with_its_index(self):
        self.hark.init()
        self.hark.command("demo", "load")
        self.hark.start()
        olga = self.hark.sign_in("olga@nordhome.example")
        results = re.search(r'href="(/admin/surveys/\d+/results)">Twice a year', olga.get("/loop/figures").text)[1]
        goes = "“Did we do what we had promised?” goes most with it"
        # It is in confidence, so a house that has just begun publishes the weeks that are over first.
        self.hark.until(lambda: goes in olga.get(f"{results}?from=2020-01-01").words, "all answers to be published")
        words = olga.get(f"{results}?from=2020-01-01").words
        self.assertNotIn("what you had expected", words)

    def test_a_trial_foretells_its_day_from_its_weeks(self):
        self.hark.init()
        self.hark.command("demo", "load")
        self.hark.start()
        words = self.hark.sign_in("olga@nordhome.example").get("/control").words
        self.assertIn("the mean of the same hour in the last 8 weeks", words)
        self.assertNotIn("too little history", words)
        self.hark.command("demo", "load", "--tickets", "70", "--seed", "2")  # and what is kept stays as it was
        self.assert_code(0, "fsck")

    def test_of_two_actions_of_a_trial_the_house_finds_that_one_worked_and_of_one_it_cannot_say(self):
        self.hark.init()
        self.hark.command("demo", "load")
        self.hark.start()
        olga = self.hark.sign_in("olga@nordhome.example")
        causes = olga.get("/loop/causes").text
        for name, state, verdict in (
                ("Parcels come late", "Action checked: it worked", r"It worked.+ a week said it before, [\d.]+ since\."),
                ("Returned goods are paid", "Action checked: no evidence", r"No evidence: chance and the usual ups")):
            row = re.search(rf'href="(/loop/causes/\d+)"(?:(?!</li>).)*{name}(?:(?!</li>).)*', causes, re.S)
            self.assertIn(state, row[0])
            self.assertRegex(olga.get(row[1]).words, verdict)
        answers = set(re.findall(r'href="(/loop/answers/\d+)"', olga.get("/loop/causes/1").text))
        self.assertGreater(len(answers), 0)
        for answer in answers:
            self.assertEqual(200, olga.get(answer).status, answer)
        self.assertRegex(olga.get("/loop/columns/prevent").text, r"(?s)Parcels come late.*a week said it before.*Worked")
        self.assertNotIn("Parcels come late", olga.get("/loop/columns/cause").text)
        self.assertIn("Parcels come on the evening that we name", self.hark.visitor().get("/changes").text)
        self.assert_code(0, "fsck")

    def test_demo_mails_nobody(self):
        self.hark.init()
        self.hark.start()
        self.hark.command("demo", "load", "--tickets", "30")
        self.hark.wait(60_000)
        number = self.hark.mail_in(mail("Ola <ola@example.org>", "Later", "A real one."))
        self.assertTrue(number)
        self.hark.mail_to("ola@example.org")
        strangers = [str(one["To"]) for one in self.hark.mails()
                     if not re.search(r"(example|\.invalid|\.test)\b|example\.(org|net|com)", str(one["To"]))]
        self.assertEqual(strangers, [])


class Keeping(House):
    def setUp(self):
        super().setUp()
        self.hark.init()
        self.hark.start()
        self.photo = os.urandom(50_000)
        self.number = self.hark.mail_in(mail("Ola <ola@example.net>", "Lamp", "See the picture.",
                                             files=(("a.png", "image/png", self.photo),)))
        self.hark.command("staff", "add", "rasa@nordhome.example", "--name", "Rasa", "--role", "agent",
                          "--skill", "returns:3")
        rasa = self.hark.sign_in("rasa@nordhome.example")
        rasa.get(f"/tickets/{self.number}")
        rasa.post(f"/tickets/{self.number}/notes", {"text": "A note."},
                  files=(("files", "b.png", "image/png", self.photo[::-1]),))
        self.hark.mail_in(mail("Ola <ola@example.net>", f"Re: Lamp [#{self.number}]", "A word."))  # no file of its own
        self.before = self.shown(self.hark)

    def shown(self, hark: Hark) -> str:
        return hark.command("ticket", "show", str(self.number), "--json")

    def backup(self, name: str = "kept.backup", passphrase: str = PASSPHRASE) -> Run:
        return self.run_hark("backup", str(self.hark.folder / name), given=passphrase.encode() + b"\n")

    def empty_place(self) -> Hark:
        other = Hark()
        self.addCleanup(other.close)
        other.clock(self.hark.now)
        return other

    def restore(self, other: Hark, passphrase: str = PASSPHRASE, name: str = "kept.backup") -> Run:
        return Run(other, "restore", str(self.hark.folder / name), given=passphrase.encode() + b"\n")

    def test_a_backup_of_a_running_house_comes_back_whole(self):
        kept = self.backup()
        self.assertEqual(kept.code, 0)
        self.hark.mail_in(mail("Late <late@example.net>", "After", "Not in the backup."))
        other = self.empty_place()
        done = self.restore(other)
        self.assertEqual(done.code, 0, done.problem)
        self.assertIn(re.search(r"the database, (\d+ files) and the key", kept.out)[1], done.out)
        self.assertEqual(self.shown(other), self.before)
        self.assertEqual(Run(other, "fsck").code, 0)
        self.assertEqual(len(other.command("ticket", "list").splitlines()), 1)
        other.start()
        rasa = other.sign_in("rasa@nordhome.example")  # and with the secrets of the house
        page = rasa.get(f"/tickets/{self.number}").text
        files = re.findall(rf"/tickets/{self.number}/files/\d+/\d+", page)
        bodies = {hashlib.sha256(rasa.get(path).body).digest() for path in files}
        self.assertIn(hashlib.sha256(self.photo).digest(), bodies)
        self.assertIn(hashlib.sha256(self.photo[::-1]).digest(), bodies)
        admin = other.sign_in(ADMIN)
        newest = re.search(r"/admin/ledger/\d+", admin.get("/admin/ledger").text)[0]
        self.assertIn(b"A word.", admin.get(f"{newest}/raw").body)
        follow = other.mail_in(mail("Ola <ola@example.net>", f"Re: Lamp [#{self.number}]", "And?"))
        self.assertEqual(follow, self.number)

    def test_a_backup_holds_nothing_in_the_clear(self):
        self.backup()
        kept = (self.hark.folder / "kept.backup").read_bytes()
        for words in (b"ola@example.net", b"See the picture", b"SQLite format", self.photo[:64]):
            self.assertNotIn(words, kept)
        self.assertEqual((self.hark.folder / "kept.backup").stat().st_mode & 0o777, 0o600)
        self.assertEqual([path.name for path in self.hark.folder.glob("kept.backup?*")], [])

    def test_a_backup_is_not_read_with_another_passphrase_or_when_damaged(self):
        self.backup()
        other = self.empty_place()
        self.assertEqual(self.restore(other, "a wrong passphrase").code, DATAERR)
        kept = self.hark.folder / "kept.backup"
        whole = kept.read_bytes()
        for name, damaged in (("cut", whole[:-100]), ("turned", whole[:5000] + b"\x00" + whole[5001:]),
                              ("empty", b""), ("other", b"x" * 5000), ("half", whole[:len(whole) // 2])):
            (self.hark.folder / name).write_bytes(damaged)
            self.assertEqual(self.restore(other, name=name).code, DATAERR, name)
        self.assertEqual(self.restore(other, name="nothing").code, os.EX_NOINPUT)
        self.assertEqual(self.restore(other).code, 0)  # nothing was left half done

    def test_a_weak_passphrase_or_a_file_in_the_way_is_refused(self):
        self.assertEqual(self.backup(passphrase="short").code, DATAERR)
        self.assertEqual(self.backup().code, 0)
        self.assertNotEqual(self.backup().code, 0)
        self.assertNotEqual(self.backup(name="no/such/folder").code, 0)

    def test_a_house_that_is_there_is_never_overwritten(self):
        self.backup()
        self.hark.stop()
        done = self.restore(self.hark)
        self.assertEqual(done.code, CANTCREAT, done.problem)
        self.assertEqual(self.shown(self.hark), self.before)

    def test_fsck_finds_what_is_lost_or_changed(self):
        self.assert_code(0, "fsck")
        blobs = [path for path in (self.hark.folder / "var/blobs").rglob("[!.]*") if path.is_file()]
        self.assertGreaterEqual(len(blobs), 2)
        for path in blobs[:2]:
            whole = path.read_bytes()
            path.chmod(0o600)
            path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
            done = self.run_hark("fsck")
            self.assertNotEqual(done.code, 0, path)
            self.assertIn("missing or damaged", done.out)
            path.unlink()
            self.assertNotEqual(self.run_hark("fsck").code, 0, path)
            path.write_bytes(whole)
            self.assert_code(0, "fsck")

    def test_fsck_finds_a_message_that_no_search_finds(self):
        self.assert_code(0, "fsck", "--words")
        if SERVER_URL:
            subprocess.run(["psql", "-qX", self.hark.database.url, "-c",
                            "DELETE FROM search WHERE id IN (SELECT id FROM message)"], check=True)
        else:
            with contextlib.closing(sqlite3.connect(self.hark.folder / "var/hark.db")) as line:
                line.execute("DELETE FROM search_content WHERE id IN (SELECT id FROM message)")
                line.commit()
            self.assertIn("index of words", self.run_hark("fsck", "--words").out)
        done = self.run_hark("fsck")
        self.assertNotEqual(done.code, 0)
        self.assertIn("messages that no search finds", done.out)

    def test_fsck_expects_nobody_to_find_what_has_no_words(self):
        self.hark.command("mail-in", "--mailbox", MAILBOX, given=b"X-Nobody: 1\r\n\r\n!!!\r\n")
        self.assert_code(0, "fsck")

    def test_everything_is_exported_in_open_formats(self):
        folder = self.hark.folder / "out"
        self.assert_code(0, "export", str(folder))
        tickets = (folder / "tickets.jsonl").read_text().splitlines()
        self.assertEqual(tickets, [self.before.strip()])
        customers = [json.loads(line) for line in (folder / "customers.jsonl").read_text().splitlines()]
        self.assertEqual([(one["name"], [way["value"] for way in one["addresses"]]) for one in customers],
                         [("Ola", ["ola@example.net"])])
        staff = [json.loads(line) for line in (folder / "staff.jsonl").read_text().splitlines()]
        self.assertEqual({one["email"]: one["skills"] for one in staff},
                         {ADMIN: [], "rasa@nordhome.example": [{"code": "returns", "level": 3}]})
        blobs = [path for path in (folder / "blobs").iterdir() if path.is_file()]
        for path in blobs:
            self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), path.name.split(".")[0])
        whole = b"".join(path.read_bytes() for path in blobs)
        self.assertIn(b"Message-ID:", whole)
        self.assertIn(self.photo[::-1], whole)
        self.assertNotIn("password", (folder / "staff.jsonl").read_text())
        done = self.run_hark("export", str(folder))
        self.assertNotEqual(done.code, 0, "a second export wrote over the first")


class Serving(House):
    def test_serve_says_when_it_is_ready_and_ends_cleanly(self):
        self.hark.init()
        port = free_port()
        self.hark.config.write_text(re.sub(r"(?m)^listen = .*", f"listen = 127.0.0.1:{port}",
                                           self.hark.config.read_text()))
        with subprocess.Popen([PROGRAM, "serve", "--config", str(self.hark.config)], cwd=self.hark.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            with contextlib.closing(server.stdout):
                self.assertEqual(server.stdout.readline(), f"hark: ready on 127.0.0.1:{port}\n")
                server.terminate()
                self.assertEqual(server.wait(20), 0)

    def test_a_second_server_takes_nothing_from_the_first(self):
        self.hark.init()
        self.hark.start()
        done = self.run_hark("serve")
        self.assertEqual(done.code, CANTCREAT)
        self.assertIn("another server", done.problem)
        rasa = self.hark.sign_in(self.hark.staff("rasa@nordhome.example", "Rasa"))
        self.assertEqual(rasa.get("/inbox").status, 200)

    def test_a_door_that_is_taken_is_told(self):
        self.hark.init()
        for name in ("LISTEN", "LMTP"):
            with socket.socket() as other:
                other.bind(("127.0.0.1", 0))
                other.listen()
                address = f"127.0.0.1:{other.getsockname()[1]}"
                with subprocess.Popen([PROGRAM, "serve", "--config", str(self.hark.config)],
                                      cwd=self.hark.folder, stdout=subprocess.DEVNULL, text=True,
                                      stderr=subprocess.PIPE, env=os.environ | {f"HARK_{name}": address}) as server:
                    with contextlib.closing(server.stderr):
                        told = ""
                        while address not in told:
                            told = server.stderr.readline()
                            self.assertTrue(told, "it ended without a word")
                        self.assertIn("refused", told)
                        server.terminate()
                        server.wait(20)


if __name__ == "__main__":
    unittest.main()
