#!/usr/bin/python3
"""Mail leaves the house: by Postfix as it is, and by servers that break at the worst moment."""
import os
import pathlib
import signal
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
import warnings

from fake_server import FakeServer, smtp_script
from mailrig import PASSWORD, Authority, missing, rig, run, wait_for
from net_client import MAIL, PROGRAM, SENDER, children, lines_of, send

LOGIN = f"{SENDER.replace('@', '%40')}:{PASSWORD}"


@unittest.skipIf(missing(), missing())
class Postfix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        manager = rig()
        cls.rig = manager.__enter__()  # pylint: disable=unnecessary-dunder-call
        cls.addClassCleanup(manager.__exit__, None, None, None)

    def url(self, kind: str, login: str = LOGIN, host: str = "localhost", more: str = "") -> str:
        scheme, mark = ("smtps", "") if kind == "smtps" else ("smtp", "starttls&")
        return (f"{scheme}://{login}@{host}:{self.rig.ports[kind]}"
                f"?{mark}ca={self.rig.authority.certificate}{more}")

    def test_a_mail_arrives_through_starttls_and_through_tls(self):
        for kind in ("submission", "smtps"):
            mail = MAIL.replace(b"Hello\r\n\r\n", b"Hello by " + kind.encode() + b"\r\n\r\n")
            opened, (sent,) = send(self.url(kind), f"{kind}@customer.example", mail=mail)
            self.assertEqual("sent", opened["all"]["outcome"])
            self.assertEqual(("sent", 250), (sent["all"]["outcome"], sent["all"]["code"]))
            kept = self.rig.mailbox(f"{kind}@customer.example").await_one(b"Hello by")
            self.assertIn(b"ESMTPSA", kept)
            self.assertTrue(kept.endswith(b"\n\nHello\n.dot\n"), kept)

    def test_each_recipient_has_a_verdict_of_his_own(self):
        _, (sent,) = send(self.url("smtps"), "one@customer.example", "refused@customer.example",
                          "later@customer.example")
        self.assertEqual("sent", sent["all"]["outcome"])
        self.assertEqual(["sent", "refused", "deferred"],
                         [one["outcome"] for one in sent["recipients"]])
        self.assertIn("there is no such person", sent["recipients"][1]["text"])

    def test_a_mail_for_nobody_is_refused_or_deferred(self):
        _, (refused,) = send(self.url("smtps"), "refused@customer.example")
        self.assertEqual(("refused", 550), (refused["all"]["outcome"], refused["all"]["code"]))
        _, (later,) = send(self.url("smtps"), "refused@customer.example", "later@customer.example")
        self.assertEqual("deferred", later["all"]["outcome"])

    def test_several_mails_go_through_one_session_also_after_a_refusal(self):
        _, sent = send(self.url("smtps"), "twice@customer.example", word="smtp-twice")
        self.assertEqual(["sent", "sent"], [one["all"]["outcome"] for one in sent])
        _, sent = send(self.url("smtps"), "refused@customer.example", word="smtp-twice")
        self.assertEqual(["refused", "refused"], [one["all"]["outcome"] for one in sent])

    def test_a_wrong_password_is_said_and_nothing_is_sent(self):
        opened, sent = send(self.url("smtps", login="help%40hark.example:wrong"), "x@customer.example")
        self.assertEqual(("unreachable", 535), (opened["all"]["outcome"], opened["all"]["code"]))
        self.assertEqual([], sent)

    def test_a_server_of_another_name_or_of_an_unknown_authority_is_not_trusted(self):
        opened, _ = send(self.url("smtps", host="127.0.0.1"), "x@customer.example")
        self.assertIn("name in the certificate does not match", opened["all"]["text"])
        for url in (f"smtps://{LOGIN}@localhost:{self.rig.ports['smtps']}",
                    f"smtp://{LOGIN}@localhost:{self.rig.ports['submission']}?starttls"):
            opened, _ = send(url, "x@customer.example")
            self.assertEqual("unreachable", opened["all"]["outcome"])
            self.assertIn("issuer is unknown", opened["all"]["text"])

    def test_a_large_mail_arrives_as_it_was_sent(self):
        lines = [b"." * (i % 9) + os.urandom(24).hex().encode() for i in range(200000)]
        mail = b"Subject: Large\r\n\r\n" + b"\r\n".join(lines) + b"\r\n"
        _, (sent,) = send(self.url("smtps"), "large@customer.example", mail=mail)
        self.assertEqual("sent", sent["all"]["outcome"])
        kept = self.rig.mailbox("large@customer.example").await_one()
        self.assertEqual(b"\n".join(lines) + b"\n", kept.split(b"\n\n", 1)[1])

    def test_a_mail_larger_than_the_server_takes_is_not_even_begun(self):
        _, (sent,) = send(self.url("smtps"), "x@customer.example", mail=MAIL + b"x" * 60000001)
        self.assertEqual(("refused", 0), (sent["all"]["outcome"], sent["all"]["code"]))

    def test_a_failure_report_names_our_envelope(self):
        _, (sent,) = send(self.url("smtps"), "x@pipe.example", sender="reports@customer.example")
        self.assertEqual("sent", sent["all"]["outcome"])
        report = self.rig.mailbox("reports@customer.example").await_one(b"Undelivered")
        self.assertIn(b"Original-Envelope-Id: probe=1", report)
        self.assertIn(b"text/rfc822-headers", report)

    def test_an_address_in_bengali_is_taken_by_a_server_that_can(self):
        _, (sent,) = send(self.url("smtps"), "আশা@customer.example")
        self.assertEqual("sent", sent["all"]["outcome"])


class Broken(unittest.TestCase):
    """What no real server does when asked to."""
    RECIPIENT = "a@customer.example"

    def outcome(self, script, *recipients: str, mail: bytes = MAIL) -> dict:
        with FakeServer(script) as server:
            _, (sent,) = send(f"smtp://127.0.0.1:{server.port}", *(recipients or (self.RECIPIENT,)),
                              mail=mail)
        return sent

    def unreachable(self, script, mark: str = "") -> str:
        with FakeServer(script) as server:
            opened, sent = send(f"smtp://127.0.0.1:{server.port}{mark}", self.RECIPIENT)
        self.assertEqual(("unreachable", []), (opened["all"]["outcome"], sent))
        return opened["all"]["text"]

    def test_a_line_that_breaks_after_the_last_dot_leaves_it_unknown(self):
        sent = self.outcome(smtp_script(after_dot=None))
        self.assertEqual("unknown", sent["all"]["outcome"])
        self.assertEqual(["unknown"], [one["outcome"] for one in sent["recipients"]])

    def test_nonsense_after_the_last_dot_leaves_it_unknown(self):
        for words in ("hello", "354 more", "999 x", "2500 x"):
            self.assertEqual("unknown", self.outcome(smtp_script(after_dot=words))["all"]["outcome"])

    def test_a_line_that_breaks_before_the_last_dot_has_handed_nothing_over(self):
        def data(line):
            line.say("354 go on")
            line.hear()
            line.hang_up()
        big = MAIL + b"x" * 70 * 100000
        for word, act in (("MAIL", lambda line: line.hang_up()), ("DATA", data)):
            sent = self.outcome(smtp_script(at={word: act}), mail=big)
            self.assertEqual("unreachable", sent["all"]["outcome"])

    def test_what_the_server_says_after_the_dot_is_the_verdict(self):
        for words, outcome in (("451 4.3.0 later", "deferred"), ("554 5.7.1 spam", "refused"),
                               ("250-one\r\n250 two", "sent")):
            sent = self.outcome(smtp_script(after_dot=words))
            self.assertEqual(outcome, sent["all"]["outcome"])
            self.assertEqual([outcome], [one["outcome"] for one in sent["recipients"]])

    def test_a_refused_sender_is_the_verdict_for_all_with_and_without_pipelining(self):
        for offers in ((), ("PIPELINING",)):
            sent = self.outcome(smtp_script(offers, {"MAIL": "451 4.7.1 greylisted",
                                                     "RCPT": "503 5.5.1 no sender"}),
                                "a@customer.example", "b@customer.example")
            self.assertEqual("deferred", sent["all"]["outcome"])
            self.assertEqual(["deferred"] * 2, [one["outcome"] for one in sent["recipients"]])

    def test_data_that_is_refused_is_the_verdict(self):
        sent = self.outcome(smtp_script(at={"DATA": "452 4.3.1 no room"}))
        self.assertEqual("deferred", sent["all"]["outcome"])

    def test_a_server_without_utf8_gets_no_address_in_bengali(self):
        sent = self.outcome(smtp_script(("8BITMIME",)), "আশা@customer.example")
        self.assertEqual(("refused", 0), (sent["all"]["outcome"], sent["all"]["code"]))

    def test_dots_are_doubled_and_parameters_are_sent_only_when_offered(self):
        with FakeServer(smtp_script()) as server:
            send(f"smtp://127.0.0.1:{server.port}", self.RECIPIENT)
        self.assertIn(f"MAIL FROM:<{SENDER}>", server.heard)
        self.assertIn("..dot", server.heard)
        with FakeServer(smtp_script(("DSN", "SIZE 100000", "8BITMIME", "SMTPUTF8"))) as server:
            send(f"smtp://127.0.0.1:{server.port}?hello=hark.example", self.RECIPIENT,
                 mail=MAIL.replace(b"Subject: Hello", "Subject: আশা".encode()))
        self.assertEqual("EHLO hark.example", server.heard[0])
        self.assertRegex(server.heard[1], "^MAIL FROM:<help@hark.example> SIZE=[0-9]+ "
                                          "BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=probe\\+3D1$")
        self.assertEqual(f"RCPT TO:<{self.RECIPIENT}> NOTIFY=FAILURE,DELAY", server.heard[2])

    def test_a_server_that_does_not_greet_as_it_should_is_left_alone(self):
        for words in ("554 5.3.2 go away", "421 busy", "hello", "* OK I am IMAP", "",
                      "220-x\r\n" * 200, "220 " + "x" * 5000, "\0" * 100):
            self.assertTrue(self.unreachable(smtp_script(at={"": words or "\r\n"})))

    def test_starttls_that_is_not_offered_is_not_done_without(self):
        self.assertIn("STARTTLS", self.unreachable(smtp_script(), "?starttls"))

    def test_words_that_come_before_tls_are_not_believed(self):
        injection = "220 go on\r\n250 AUTH PLAIN"
        text = self.unreachable(smtp_script(("STARTTLS",), {"STARTTLS": injection}), "?starttls")
        self.assertIn("more than it may", text)

    def test_a_password_is_not_sent_where_no_known_way_is_offered(self):
        with FakeServer(smtp_script(("AUTH GSSAPI",))) as server:
            opened, _ = send(f"smtp://u:p@127.0.0.1:{server.port}", self.RECIPIENT)
        self.assertIn("no way to sign in", opened["all"]["text"])
        self.assertEqual(["EHLO localhost"], server.heard)

    def test_login_is_used_where_plain_is_not_offered(self):
        answers = iter(("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 welcome"))
        at = {word: (lambda line: line.say(next(answers))) for word in ("AUTH", "DQ==", "CA==")}
        at |= {"dQ==".upper(): at["AUTH"], "cA==".upper(): at["AUTH"]}
        with FakeServer(smtp_script(("AUTH LOGIN",), at)) as server:
            _, (sent,) = send(f"smtp://u:p@127.0.0.1:{server.port}", self.RECIPIENT)
        self.assertEqual("sent", sent["all"]["outcome"])
        self.assertEqual(["AUTH LOGIN", "dQ==", "cA=="], server.heard[1:4])

    def test_nothing_goes_to_the_outside_without_tls_unless_asked_for(self):
        since = time.monotonic()
        opened, _ = send("smtp://192.0.2.1", self.RECIPIENT)
        self.assertIn("nothing is sent there without TLS", opened["all"]["text"])
        self.assertLess(time.monotonic() - since, 5)

    def test_nobody_who_listens_is_said(self):
        with FakeServer(smtp_script()) as server:
            pass
        opened, _ = send(f"smtp://127.0.0.1:{server.port}", self.RECIPIENT)
        self.assertIn("No connection", opened["all"]["text"])
        opened, _ = send("smtp://no-such-host.invalid", self.RECIPIENT)
        self.assertIn("host name was not found", opened["all"]["text"])


class Certificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        cls.addClassCleanup(folder.cleanup)
        cls.authority = Authority(pathlib.Path(folder.name) / "tls")

    def open(self, certificate: tuple, host: str = "localhost", authority=None) -> str:
        with FakeServer(smtp_script(), certificate, first_tls=True) as server:
            ca = authority or self.authority.certificate
            opened, _ = send(f"smtps://{host}:{server.port}?ca={ca}", "a@customer.example")
        return opened["all"]["outcome"], opened["all"]["text"]

    def test_a_good_one_is_taken(self):
        outcome, _ = self.open(self.authority.make("good"))
        self.assertEqual("sent", outcome)

    def test_an_address_may_stand_in_it_instead_of_a_name(self):
        outcome, _ = self.open(self.authority.make("number", "IP:127.0.0.1"), host="127.0.0.1")
        self.assertEqual("sent", outcome)

    def test_an_expired_one_and_one_of_the_future_are_refused(self):
        for name, days in (("old", ("20200101", "20210101")), ("new", ("20900101", "20910101"))):
            outcome, text = self.open(self.authority.make(name, days=days))
            self.assertEqual("unreachable", outcome)
            self.assertRegex(text, "expired|not yet valid")

    def test_one_that_signs_itself_is_refused(self):
        base = self.authority.folder / "self"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", f"{base}.key", "-out", f"{base}.pem")
        outcome, text = self.open((f"{base}.pem", f"{base}.key"))
        self.assertEqual("unreachable", outcome)
        self.assertIn("NOT trusted", text)

    def test_one_for_another_host_is_refused(self):
        outcome, text = self.open(self.authority.make("other", "DNS:mail.example,DNS:*.localhost"))
        self.assertEqual("unreachable", outcome)
        self.assertIn("does not match", text)

    def test_one_of_another_authority_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            other = Authority(pathlib.Path(folder) / "tls")
            outcome, text = self.open(other.make("good"))
        self.assertEqual("unreachable", outcome)
        self.assertIn("issuer is unknown", text)

    def test_old_versions_of_tls_are_not_spoken(self):
        with FakeServer(smtp_script(), self.authority.make("oldest"), first_tls=True) as server:
            server.context.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings(action="ignore"):
                server.context.minimum_version = ssl.TLSVersion.TLSv1
                server.context.maximum_version = ssl.TLSVersion.TLSv1_1
            opened, _ = send(f"smtps://localhost:{server.port}?ca={self.authority.certificate}",
                             "a@customer.example")
        self.assertEqual("unreachable", opened["all"]["outcome"])


class Role(unittest.TestCase):
    """The processes themselves."""

    def start(self, server: FakeServer) -> subprocess.Popen:
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            [PROGRAM, "smtp", f"smtp://127.0.0.1:{server.port}", SENDER, "a@customer.example"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write(MAIL)
        process.stdin.close()
        return process

    def finish(self, process: subprocess.Popen) -> list[dict]:
        said = lines_of(process.stdout.read())
        process.wait(30)
        process.stdout.close()
        process.stderr.close()
        return said

    def child_of(self, process: subprocess.Popen) -> tuple[int, int]:
        role = wait_for(lambda: children(process.pid), "no role")[0]
        return role, wait_for(lambda: children(role), "no child")[0]

    def hold(self, word: str):
        """A script that stops at a word ("." is the last dot) until it is let go."""
        reached, let_go = threading.Event(), threading.Event()

        def wait(line):
            if word == ".":
                line.say("354 go on")
                while line.hear() != ".":
                    pass
            reached.set()
            let_go.wait(20)
            line.say("250 2.0.0 kept")
        return smtp_script(at={"DATA" if word == "." else word: wait}), reached, let_go

    def test_a_child_that_is_killed_after_the_dot_leaves_it_unknown(self):
        script, reached, let_go = self.hold(".")
        with FakeServer(script) as server:
            process = self.start(server)
            self.assertTrue(reached.wait(20))
            os.kill(self.child_of(process)[1], signal.SIGKILL)
            _, sent, end = self.finish(process)
            let_go.set()
        self.assertEqual(("unknown", 0), (sent["all"]["outcome"], end["status"]))

    def test_a_child_that_is_killed_before_the_dot_has_handed_nothing_over(self):
        script, reached, let_go = self.hold("MAIL")
        with FakeServer(script) as server:
            process = self.start(server)
            self.assertTrue(reached.wait(20))
            os.kill(self.child_of(process)[1], signal.SIGKILL)
            _, sent, _ = self.finish(process)
            let_go.set()
        self.assertEqual("unreachable", sent["all"]["outcome"])

    def test_a_session_survives_the_role_that_began_it(self):
        script, reached, let_go = self.hold(".")
        with FakeServer(script) as server:
            process = self.start(server)
            self.assertTrue(reached.wait(20))
            os.kill(self.child_of(process)[0], signal.SIGKILL)
            let_go.set()
            _, sent, _ = self.finish(process)
        self.assertEqual("sent", sent["all"]["outcome"])

    def test_a_stop_lets_the_mail_under_way_end(self):
        script, reached, let_go = self.hold(".")
        with FakeServer(script) as server:
            process = self.start(server)
            self.assertTrue(reached.wait(20))
            os.kill(self.child_of(process)[0], signal.SIGTERM)
            time.sleep(0.3)
            let_go.set()
            _, sent, end = self.finish(process)
        self.assertEqual(("sent", 0), (sent["all"]["outcome"], end["status"]))

    def test_a_child_ends_when_its_owner_is_gone(self):
        script, reached, let_go = self.hold(".")
        with FakeServer(script) as server:
            process = self.start(server)
            self.assertTrue(reached.wait(20))
            role, child = self.child_of(process)
            process.kill()
            for pid in (child, role):
                wait_for(lambda pid=pid: not pathlib.Path(f"/proc/{pid}").exists(), "still there")
            let_go.set()
            self.finish(process)
            pathlib.Path(f"/tmp/net-probe-{process.pid}").unlink()

    def test_a_child_has_given_up_what_it_does_not_need(self):
        script, reached, let_go = self.hold("MAIL")
        with FakeServer(script) as server:
            process = self.start(server)
            self.assertTrue(reached.wait(20))
            _, child = self.child_of(process)
            status = dict(line.split(":\t", 1) for line in
                          pathlib.Path(f"/proc/{child}/status").read_text().splitlines()
                          if ":\t" in line)
            files = os.listdir(f"/proc/{child}/fd") if os.geteuid() == 0 else []
            let_go.set()
            self.finish(process)
        self.assertEqual(("1", "2"), (status["NoNewPrivs"], status["Seccomp"]))
        self.assertEqual("0000000000000000", status["CapEff"])
        self.assertNotIn("0", status["Uid"].split())
        self.assertLessEqual(len(files), 5)


if __name__ == "__main__":
    unittest.main()
