#!/usr/bin/python3
"""Postfix hands mail over by LMTP, as it will in every house."""
import contextlib
import hashlib
import pathlib
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from mailrig import missing, rig, wait_for

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ""
MAIL = "From: asha@customer.example\r\nSubject: {}\r\n\r\nHello\r\n.dot\r\n..\r\n"


class Demo:
    """tests/integration/lmtp_demo.c: the server before a small house."""

    def __init__(self, folder: str, address: str = "127.0.0.1:0"):
        self.folder = pathlib.Path(folder)
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [PROGRAM, address, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def kept(self, recipient: str) -> list[bytes]:
        """What is whole: a file that is being written ends in .new."""
        return [file.read_bytes() for file in sorted(self.folder.glob(f"{recipient}.*"))
                if file.suffix != ".new"]

    def await_kept(self, recipient: str, count: int = 1) -> list[bytes]:
        return wait_for(lambda: len(self.kept(recipient)) >= count and self.kept(recipient),
                        f"{recipient} has no mail")

    def stop(self) -> int:
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        code = self.process.wait(30)
        self.process.stdout.close()
        return code


@unittest.skipIf(missing(), missing())
class Postfix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.demo = Demo(folder)
        cls.addClassCleanup(cls.demo.stop)
        cls.rig = cls.enterClassContext(rig(lmtp=f"127.0.0.1:{cls.demo.port}"))

    def test_a_mail_is_kept_as_it_was_sent(self):
        self.rig.deliver("asha@customer.example", "one@hark.example", MAIL.format("one"))
        mail, = self.demo.await_kept("one@hark.example")
        self.assertTrue(mail.endswith(b"\r\n\r\nHello\r\n.dot\r\n..\r\n"))

    def test_each_recipient_of_one_mail_gets_it(self):
        with smtplib.SMTP("127.0.0.1", self.rig.ports["smtp"]) as line:
            line.sendmail("a@customer.example", ["two@hark.example", "three@hark.example"],
                          MAIL.format("many"))
        self.demo.await_kept("two@hark.example")
        self.demo.await_kept("three@hark.example")

    def test_a_mail_that_could_not_be_kept_comes_again(self):
        self.rig.deliver("a@customer.example", "later@hark.example", MAIL.format("later"))
        self.demo.await_kept("later@hark.example")

    def test_a_refused_mail_goes_back_to_its_sender_with_our_words(self):
        self.rig.deliver("back@customer.example", "refuse@hark.example", MAIL.format("no"))
        report = self.rig.mailbox("back@customer.example").await_one(b"Undelivered")
        self.assertIn(b"We do not take this.", report)

    def test_a_mail_to_an_unknown_mailbox_goes_back(self):
        with self.assertRaises(smtplib.SMTPRecipientsRefused):
            self.rig.deliver("gone@customer.example", "x@other.example", MAIL.format("x"))

    def test_a_large_mail_is_kept_whole(self):
        body = "".join(f"{number:060d}\r\n" for number in range(200000))
        self.rig.deliver("a@customer.example", "large@hark.example", MAIL.format("l") + body)
        mail, = self.demo.await_kept("large@hark.example")
        self.assertEqual(hashlib.sha256(body.encode()).digest(),
                         hashlib.sha256(mail[-len(body):]).digest())

    def test_letters_beyond_ascii_stand_in_envelope_and_header(self):
        with smtplib.SMTP("127.0.0.1", self.rig.ports["smtp"]) as line:
            line.ehlo()
            line.sendmail("আশা@customer.example", ["bn@hark.example"],
                          MAIL.format("নমস্কার").encode(), mail_options=["SMTPUTF8", "BODY=8BITMIME"])
        mail, = self.demo.await_kept("bn@hark.example")
        self.assertIn("Subject: নমস্কার\r\n".encode(), mail)

    def test_two_hundred_mails_at_once_are_all_kept(self):
        def deliver():
            for _ in range(25):
                self.rig.deliver("a@customer.example", "many@hark.example", MAIL.format("m"))
        threads = [threading.Thread(target=deliver) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(200, len(self.demo.await_kept("many@hark.example", 200)))


class Stop(unittest.TestCase):
    def test_a_stop_in_the_middle_of_keeping_keeps_and_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            demo = Demo(folder)
            line = smtplib.LMTP("127.0.0.1", demo.port)
            letter = MAIL + "The kettle has no lid.\n" * 5000  # so long that it lies in a file meanwhile
            answer = []

            def deliver():
                answer.append(line.sendmail("a@customer.example", ["slow@hark.example"], letter))
            thread = threading.Thread(target=deliver)
            thread.start()
            wait_for(lambda: any(str(file.resolve()).startswith(f"{folder}/#") for file in pathlib.Path(
                f"/proc/{demo.process.pid}/fd").iterdir()), "no mail under way")
            self.assertEqual(0, demo.stop())
            thread.join()
            line.close()
            self.assertEqual([{}], answer)
            self.assertEqual(1, len(demo.kept("slow@hark.example")))

    def test_a_hundred_idle_lines_do_not_hold_up_a_mail(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as idle:
            demo = Demo(folder)
            idle.callback(demo.stop)
            busy = idle.enter_context(smtplib.LMTP("127.0.0.1", demo.port))
            busy.ehlo()
            self.assertEqual(250, busy.mail("a@customer.example")[0])
            lines = [idle.enter_context(socket.create_connection(("127.0.0.1", demo.port)))
                     for _ in range(100)]
            begun = time.monotonic()
            with smtplib.LMTP("127.0.0.1", demo.port, timeout=60) as line:
                line.sendmail("b@customer.example", ["one@hark.example"], MAIL)
            self.assertLess(time.monotonic() - begun, 45)
            self.assertEqual(1, len(demo.kept("one@hark.example")))
            said = lines[0].makefile("rb").read()
            self.assertIn(b"421 4.3.2", said)
            # The one that was in the middle of a mail goes on with it.
            self.assertEqual(250, busy.rcpt("two@hark.example")[0])
            self.assertEqual(250, busy.data(MAIL.format("busy"))[0])
            self.assertEqual(1, len(demo.kept("two@hark.example")))

    def test_an_idle_line_stays_while_there_is_room(self):
        with tempfile.TemporaryDirectory() as folder:
            demo = Demo(folder)
            with smtplib.LMTP("127.0.0.1", demo.port) as idle:
                idle.ehlo()
                time.sleep(1.5)
                with smtplib.LMTP("127.0.0.1", demo.port) as line:
                    line.sendmail("", ["one@hark.example"], MAIL)
                self.assertEqual(250, idle.noop()[0])
            self.assertEqual(0, demo.stop())

    def test_a_unix_socket_serves_as_well(self):
        with tempfile.TemporaryDirectory() as folder:
            demo = Demo(folder, f"unix:{folder}/socket")
            with smtplib.LMTP(f"{folder}/socket") as line:
                line.sendmail("", ["one@hark.example"], MAIL)
                with self.assertRaises(smtplib.SMTPRecipientsRefused) as refused:
                    line.sendmail("", ["one@other.example"], MAIL)
            self.assertEqual(550, refused.exception.recipients["one@other.example"][0])
            self.assertEqual(0, demo.stop())
            self.assertEqual(1, len(demo.kept("one@hark.example")))


if __name__ == "__main__":
    unittest.main()
