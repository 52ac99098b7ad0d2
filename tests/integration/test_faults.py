"""What goes wrong around a house, or in it: each ends in a clear answer or another try, and nothing
that was acknowledged is lost or doubled. `./do torture` does the same at random for long."""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import hark
from hark import mail

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "torture"))

import house as torture  # pylint: disable=wrong-import-position
from fake_server import FakeServer, smtp_script  # pylint: disable=wrong-import-position
from people import Sink  # pylint: disable=wrong-import-position
from power import Disk, sync_config  # pylint: disable=wrong-import-position

CORPUS = TOP / "tests" / "corpus" / "mail"
BACK_SECONDS = 2
NESTED = 20_000


def hand_over(one: hark.Hark, content: bytes, recipient: str = hark.MAILBOX) -> tuple[int, str]:
    """What LMTP says to this mail: the code of its recipient."""
    with smtplib.LMTP("127.0.0.1", one.lmtp, timeout=300) as line:
        try:
            line.sendmail("somebody@example.net", [recipient], content)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, text = next(iter(refusal.recipients.values()))
            return code, text.decode()
        except smtplib.SMTPResponseException as refusal:
            return refusal.smtp_code, str(refusal.smtp_error)
    return 250, ""


def tickets(one: hark.Hark) -> list:
    return [json.loads(line) for line in one.command("ticket", "list", "--json").splitlines()]


def subjects(one: hark.Hark) -> list:
    return sorted(ticket["subject"] for ticket in tickets(one))


class StrangeMail(unittest.TestCase):
    """One house for all: no mail harms the next."""

    @classmethod
    def setUpClass(cls):
        cls.hark = hark.Hark(real_time=True)
        cls.addClassCleanup(cls.hark.close)
        cls.hark.init()
        cls.hark.start()

    def kept(self, content: bytes, subject: str) -> dict:
        self.assertEqual(hand_over(self.hark, content), (250, ""))
        found = [ticket for ticket in tickets(self.hark) if ticket["subject"] == subject]
        self.assertEqual(len(found), 1)
        return found[0]

    def test_a_mail_of_nearly_50_mb_is_kept_with_its_file(self):
        file = ("video.bin", "application/octet-stream", os.urandom(36 * 1024 * 1024))
        content = mail("Ola <ola@example.net>", "A large one", "See the file.", files=(file,))
        self.assertGreater(len(content), 48_000_000)
        ticket = self.kept(content, "A large one")
        self.assertIn("See the file.", ticket["messages"][0]["text"])

    def test_a_larger_mail_is_refused_for_good(self):
        content = mail("Ola <ola@example.net>", "Too large", "x\r\n" * 18_000_000)
        self.assertEqual(hand_over(self.hark, content)[0], 552)
        page = self.hark.sign_in(hark.ADMIN).get("/admin/ledger").words
        self.assertIn(f"{len(content)} 1 somebody@example.net It is larger than the setting mail_max", page)

    def test_a_mail_of_20000_nested_parts_is_kept_for_a_person(self):
        heads = [f'Content-Type: multipart/mixed; boundary="b{at}"\r\n\r\n--b{at}\r\n'
                 for at in range(NESTED)]
        content = ("From: Deep <deep@example.net>\r\nSubject: Nested\r\nMIME-Version: 1.0\r\n" +
                   "".join(heads) + "\r\nthe core\r\n").encode()
        ticket = self.kept(content, "Nested")
        self.assertEqual(ticket["customer"]["name"], "Deep")
        self.assertTrue(self.says_there_is_more(ticket))

    def says_there_is_more(self, ticket: dict) -> bool:
        page = self.hark.sign_in(hark.ADMIN).get(f"/tickets/{ticket['number']}").words
        return "This message is shortened" in page

    def test_a_text_of_which_the_end_is_lost_says_so(self):
        head = "From: Eve <eve@example.net>\r\nContent-Type: text/html\r\nSubject: "
        whole = self.kept(f"{head}Well formed\r\n\r\n<style>a{{}}</style><p>A question".encode(), "Well formed")
        torn = self.kept(f"{head}Torn\r\n\r\n<p>before<style>a{{}}<p>A question".encode(), "Torn")
        self.assertFalse(self.says_there_is_more(whole))
        self.assertTrue(self.says_there_is_more(torn))

    def test_a_mail_of_20000_parts_side_by_side_is_kept_too(self):
        content = ("From: Wide <wide@example.net>\r\nSubject: Wide\r\nMIME-Version: 1.0\r\n"
                   'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' +
                   "--b\r\n\r\npart\r\n" * NESTED + "--b--\r\n").encode()
        self.kept(content, "Wide")

    def test_an_unknown_mailbox_is_refused_before_the_mail(self):
        code, text = hand_over(self.hark, mail("a@example.net", "x", "y"), "nobody@nordhome.example")
        self.assertEqual(code, 550)
        self.assertIn("no such mailbox", text)

    def test_mails_without_sender_or_with_broken_charset_are_kept(self):
        before = len(tickets(self.hark))
        for name in ("no-sender.eml", "broken-charset.eml", "unknown-charset.eml"):
            self.assertEqual(hand_over(self.hark, (CORPUS / name).read_bytes())[0], 250, name)
        self.assertEqual(len(tickets(self.hark)), before + 3)

    def test_noise_is_kept_for_a_person(self):
        before = len(tickets(self.hark))
        self.assertEqual(hand_over(self.hark, os.urandom(20_000) + b"\r\n")[0], 250)
        self.assertEqual(len(tickets(self.hark)), before + 1)

    def test_the_same_mail_twice_is_one_ticket(self):
        content = mail("Ola <ola@example.net>", "Only once", "Please.")
        self.kept(content, "Only once")
        self.kept(content, "Only once")


def memory_mb(pid: int) -> int:
    """What a process and its descendants hold, each shared page once."""
    total, open_ends = 0, [pid]
    while open_ends:
        one = open_ends.pop()
        with contextlib.suppress(OSError):
            lines = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            for task in pathlib.Path(f"/proc/{one}/task").iterdir():
                open_ends += [int(child) for child in (task / "children").read_text().split()]
    return total // 1024


class LargeMails(unittest.TestCase):
    def test_many_large_mails_at_once_are_taken_one_after_the_other(self):
        if b"__asan_init" in pathlib.Path(hark.PROGRAM).read_bytes():
            self.skipTest("a sanitizer keeps what was freed")
        one = hark.Hark(real_time=True)
        self.addCleanup(one.close)
        one.init()
        one.start()
        contents = [mail("Ola <ola@example.net>", f"Large {at}", "See the file.",
                         files=(("a.bin", "application/octet-stream", os.urandom(30_000_000)),))
                    for at in range(4)]
        most = 0
        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            waiting = [threads.submit(hand_over, one, contents[at % 4]) for at in range(12)]
            while not all(each.done() for each in waiting):
                most = max(most, memory_mb(one.process.pid))
                time.sleep(0.02)
        self.assertEqual({each.result() for each in waiting}, {(250, "")})
        self.assertEqual(len(tickets(one)), 4)
        self.assertLess(most, 200)
        self.assertLess(memory_mb(one.process.pid), 60)


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="hark-disk-")
        self.addCleanup(os.rmdir, self.folder)
        words = ["mount", "-t", "tmpfs", "-o", "size=96m", "hark", self.folder]
        if os.getuid() != 0 or subprocess.run(words, check=False, capture_output=True).returncode:
            self.skipTest("only root may make a small disk")
        self.addCleanup(subprocess.run, ["umount", "-l", self.folder], check=False)

    def test_mail_waits_outside_until_there_is_room_and_is_kept_once(self):
        one = hark.Hark(folder=self.folder, real_time=True)
        self.addCleanup(one.close)
        one.init()
        one.start()
        agent = one.sign_in(hark.ADMIN)
        ballast = pathlib.Path(self.folder) / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 65536)
        contents = [mail("Ola <ola@example.net>", f"Full {at}", "Please. " * 4000) for at in range(4)]
        for content in contents:
            self.assertEqual(hand_over(one, content)[0] // 10, 45)
        # Who only reads notices nothing; who writes is told so.
        self.assertEqual(agent.get("/inbox").status, 200)
        ballast.unlink()
        for content in contents * 2:
            one.until(lambda content=content: hand_over(one, content)[0] == 250, "room")
        self.assertEqual(subjects(one), [f"Full {at}" for at in range(4)])
        one.command("fsck")


class ReadOnlyDisk(unittest.TestCase):
    """As an ext4 makes itself when it finds a fault: whoever wants it to be written again must mount
    it anew."""

    def setUp(self):
        self.disk = Disk(200)
        self.addCleanup(self.disk.remove)
        reason = self.disk.make()
        if reason:
            self.skipTest(reason)

    def test_mail_waits_outside_and_pages_can_be_read_until_it_is_mounted_anew(self):
        one = hark.Hark(folder=str(self.disk.folder), real_time=True)
        self.addCleanup(one.close)
        sync_config(one)
        one.init()
        one.start()
        agent = one.sign_in(hark.ADMIN)
        before, after = (mail("Ola <ola@example.net>", subject, "Please. " * 4000)
                         for subject in ("Before", "While it is read-only"))
        self.assertEqual(hand_over(one, before)[0], 250)
        self.disk.protect()
        self.assertEqual(hand_over(one, after)[0] // 10, 45)
        self.assertEqual(agent.get("/inbox").status, 200)
        page = agent.get("/inbox?view=open")
        self.assertIn("Before", page.words)
        if not hark.SERVER_URL:  # PostgreSQL lies on a disk of its own
            refused = agent.send("/tickets/1/notes", {"text": "Not now", "version": "1"})
            self.assertEqual(refused.status, 503)
        one.process.kill()
        one.process.wait()
        one.until(self.disk.unmount, "the disk to be left")
        self.disk.mount()
        one.start()
        self.assertEqual(subjects(one), ["Before"])
        self.assertEqual(hand_over(one, after)[0], 250)
        self.assertEqual(hand_over(one, before)[0], 250)
        self.assertEqual(subjects(one), ["Before", "While it is read-only"])
        one.command("fsck")


@unittest.skipUnless(hark.SERVER_URL, "a database that goes away by itself is PostgreSQL")
class DatabaseGone(unittest.TestCase):
    def setUp(self):
        self.cluster = tempfile.mkdtemp(prefix="hark-pg-", dir="/tmp")
        self.addCleanup(self.script, "stop")
        url = self.script("start").stdout.strip()
        self.hark = hark.Hark(real_time=True, db=url)
        self.addCleanup(self.hark.close)
        self.hark.init()
        self.hark.start()

    def script(self, verb: str):
        return subprocess.run([torture.CLUSTER, verb, self.cluster], check=True, text=True,
                              capture_output=True)

    def test_everybody_is_told_and_it_goes_on_when_it_is_back(self):
        agent = self.hark.sign_in(hark.ADMIN)
        content = mail("Ola <ola@example.net>", "While it is gone", "Please.")
        self.script("halt")
        health = agent.get("/healthz")
        self.assertEqual((health.status, health.text), (503, "the database does not answer\n"))
        page = agent.get("/inbox")
        self.assertEqual(page.status, 503)
        self.assertIn("We cannot answer just now", page.words)
        self.assertEqual(hand_over(self.hark, content)[0], 451)
        self.script("restart")
        self.hark.until(lambda: agent.get("/healthz").status == 200, "the database")
        self.assertEqual(agent.get("/inbox").status, 200)
        self.assertEqual(hand_over(self.hark, content)[0], 250)
        self.assertEqual(subjects(self.hark), ["While it is gone"])


@unittest.skipIf(hark.SERVER_URL, "a file is SQLite's")
class DatabaseDamaged(unittest.TestCase):
    def test_a_damaged_file_is_told_and_left_alone_until_a_good_one_is_there(self):
        one = torture.House()
        self.addCleanup(one.close)
        self.addCleanup(one.end)
        one.init()
        path, log = one.folder / "var/hark.db", one.folder / "log"
        good, bad = path.read_bytes(), b"no database " * 1000
        path.write_bytes(bad)
        one.launch()
        one.until(lambda: "hark: The file of the database is damaged" in log.read_text(), "the complaint")
        self.assertEqual(path.read_bytes(), bad)
        path.write_bytes(good)
        one.until(one.is_back, "it to notice")


class MailServerGone(unittest.TestCase):
    def test_a_reply_waits_and_leaves_once_when_the_server_is_back(self):
        sink = Sink()
        self.addCleanup(sink.server_close)
        self.addCleanup(sink.shutdown)
        sink.is_away = True
        one = hark.Hark(smtp=f"smtp://127.0.0.1:{sink.port}")
        self.addCleanup(one.close)
        one.init()
        one.start()
        number = one.mail_in(mail("Ola <ola@example.net>", "A question", "Where is it?"))
        token = one.command("token", "add", "--staff", hark.ADMIN).strip()
        made = one.visitor().ask(
            "POST", f"/api/v1/tickets/{number}/messages",
            json.dumps({"kind": "reply", "text": "It is **here**."}).encode(),
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        self.assertEqual(made.status, 201)
        one.wait(15 * hark.SECOND)
        self.state_becomes(one, number, "queued")
        self.assertEqual(sum(sink.people.values()), 0)
        sink.is_away = False

        def has_left() -> bool:
            one.wait(hark.HOUR)
            time.sleep(0.5)
            return sum(sink.people.values()) > 0
        one.until(has_left, "the reply to leave")
        self.state_becomes(one, number, "sent")
        self.assertEqual(list(sink.people.values()), [1])

    def state_becomes(self, one: hark.Hark, number: int, state: str) -> None:
        def has_it() -> bool:
            shown = json.loads(one.command("ticket", "show", str(number), "--json"))
            return [message["sending"] for message in shown["messages"]
                    if message["kind"] == "out"] == [state]
        one.until(has_it, f"the reply to be {state}")


class MailServerSleeps(unittest.TestCase):
    """It takes a mail and does not say whether it keeps it."""

    def setUp(self):
        self.wake, self.asleep = threading.Event(), threading.Event()

        def sleep(line) -> None:
            line.say("354 go on")
            while line.hear() != ".":
                pass
            self.asleep.set()
            self.wake.wait(120)
        self.server = FakeServer(smtp_script(at={"DATA": sleep}))
        self.addCleanup(self.server.listener.close)
        self.house = torture.House(smtp=f"smtp://127.0.0.1:{self.server.port}")
        self.addCleanup(self.house.close)
        self.addCleanup(self.house.end)
        self.addCleanup(self.wake.set)
        self.house.init()
        self.house.launch()
        self.house.come_back()
        hand_over(self.house, mail("Ola <ola@example.net>", "A question", "Where is it?"))
        self.assertTrue(self.asleep.wait(60))

    def test_a_stop_does_not_wait_for_it(self):
        self.house.process.terminate()
        self.assertEqual(self.house.process.wait(60), 0)

    def test_the_death_of_who_waits_for_it_does_not_end_the_net_that_tells_of_it(self):
        """The log is a file here, and the cage of the net lets it write none."""
        net = self.house.find("net")
        os.kill(self.house.find("net child"), signal.SIGKILL)
        time.sleep(0.5)
        self.assertEqual(self.house.find("net"), net)

    def test_whoever_must_begin_anew_does_not_wait_for_it(self):
        """Nobody is left who reads mail, so the trusted process has to end by itself."""
        old = self.house.find("trusted")
        for pid in [self.house.until(lambda role=role: self.house.find(role), role)
                    for role in ("parse keeper", "parse nursery")]:
            os.kill(pid, signal.SIGKILL)
        self.house.until(lambda: self.house.find("trusted") not in (0, old), "a new one")
        self.house.come_back()


class Killed(unittest.TestCase):
    """kill -9 of each role: back within two seconds, and everything is still there."""

    def setUp(self):
        self.house = torture.House()
        self.addCleanup(self.house.close)
        self.addCleanup(self.house.end)
        self.house.init()
        self.house.launch()
        self.house.come_back()

    def takes_mail(self, subject: str) -> bool:
        content = mail("Ola <ola@example.net>", subject, "Please.", Message_ID=f"<{subject}@x.example>")
        try:
            return hand_over(self.house, content)[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def kill(self, role: str) -> None:
        os.kill(self.house.until(lambda: self.house.find(role), role), signal.SIGKILL)
        if role == "supervisor":
            self.house.process.wait()
            self.house.launch()

    def test_each_role_comes_back_and_nothing_is_lost(self):
        roles = [role for role in torture.ROLES if role not in ("net child", "parse child")]
        for role in roles:
            self.assertTrue(self.takes_mail(f"before {role}"), role)
            self.kill(role)
            begun = time.monotonic()
            self.house.until(lambda role=role: self.takes_mail(f"after {role}"), role)
            self.house.come_back()
            with self.subTest(role=role):
                self.assertLess(time.monotonic() - begun, BACK_SECONDS)
        expected = sorted(f"{when} {role}" for role in roles for when in ("before", "after"))
        self.assertEqual(subjects(self.house), expected)

    def test_it_begins_anew_when_nobody_is_left_who_reads_mail(self):
        roles = ("parse keeper", "parse nursery")
        for pid in [self.house.until(lambda role=role: self.house.find(role), role)
                    for role in roles]:
            os.kill(pid, signal.SIGKILL)
        self.house.until(lambda: self.takes_mail("once more"), "mail to be read again")
        self.assertEqual(subjects(self.house), ["once more"])


class Stopped(unittest.TestCase):
    def test_a_stop_lets_requests_end_and_keeps_what_was_acknowledged(self):
        one = hark.Hark(real_time=True)
        self.addCleanup(one.close)
        one.init()
        one.start()
        token = one.command("token", "add", "--staff", hark.ADMIN).strip()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

        kept = []

        def open_tickets(worker: int) -> None:
            for at in range(1000):
                subject = f"stop {worker}.{at}"
                body = json.dumps({"subject": subject, "body": "x",
                                   "customer": {"email": "o@example.net"}}).encode()
                try:
                    answer = one.visitor().ask("POST", "/api/v1/tickets", body, headers)
                except ConnectionRefusedError:
                    return
                except (OSError, hark.http.client.HTTPException) as fault:
                    # It may hang up on a request that it has not begun with.
                    self.assertIsInstance(fault, (ConnectionError, hark.http.client.HTTPException))
                    return
                self.assertIn(answer.status, (201, 503))
                if answer.status == 201:
                    kept.append(subject)

        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            workers = [pool.submit(open_tickets, worker) for worker in range(6)]
            one.until(lambda: len(kept) > 20, "some of them")
            begun = time.monotonic()
            one.process.terminate()
            code = one.process.wait(30)
            for worker in workers:
                worker.result()
        self.assertEqual(code, 0)
        self.assertLess(time.monotonic() - begun, 10)
        found = subjects(one)
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(set(kept) - set(found), set())
        self.assertLessEqual(len(found) - len(kept), 6)


if __name__ == "__main__":
    unittest.main()
