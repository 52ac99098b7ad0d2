#!/usr/bin/env python3
"""A reply that comes back: what its owner, a colleague and an administrator see of it."""
import unittest

import hark

REPORT = """From: Mail Delivery System <MAILER-DAEMON@relay.example>\r
To: {mailbox}\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: <{name}@relay.example>\r
Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r
\r
--x\r
\r
I am sorry: your message could not be delivered.\r
--x\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; relay.example\r
\r
Final-Recipient: rfc822; ola@example.net\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; {words}\r
\r
--x\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: {answers}\r
\r
--x--\r
"""


class Bounce(unittest.TestCase):
    def setUp(self):
        self.hark = hark.Hark()
        self.addCleanup(self.hark.close)
        self.hark.init()
        self.hark.start()
        self.rasa = self.hark.sign_in(self.hark.staff("rasa@nordhome.example", "Rasa"))
        self.number = self.hark.mail_in(hark.mail("Ola <ola@example.net>", "Lamp", "Where is it?"))
        page = self.rasa.get(f"/tickets/{self.number}")
        self.rasa.post(f"/tickets/{self.number}/replies",
                       {"text": "On its way.", "then": "wait", "version": page.field("version")})
        self.hark.wait(20_000)
        self.sent = self.hark.mail_to("ola@example.net", "Re: Lamp")
        self.hark.until(lambda: "Sent" in self.page(), "the reply to have left")

    def page(self) -> str:
        return self.rasa.get(f"/tickets/{self.number}").words

    def state(self) -> str:
        return self.hark.command("ticket", "show", str(self.number), "--json").split('"state":"')[1].split('"')[0]

    def report(self, name: str, action: str, status: str, words: str) -> None:
        text = REPORT.format(mailbox=hark.MAILBOX, name=name, action=action, status=status, words=words,
                             answers=self.sent["Message-ID"])
        self.assertEqual(self.hark.mail_in(text.encode()), self.number)

    def test_a_reply_that_came_back_is_shown_with_its_reason_and_another_way_is_asked_for(self):
        self.assertEqual(self.state(), "waiting")
        self.report("one", "failed", "5.1.1", "550 5.1.1 no such user here")
        self.assertEqual(self.state(), "open")
        page = self.page()
        for words in ("Not delivered: ola@example.net: 550 5.1.1 no such user here", "it did not arrive",
                      "does not work", "Mail to this address comes back.", "no e-mail address that works"):
            self.assertIn(words, page)
        admin = self.hark.sign_in(hark.ADMIN)
        self.assertIn("550 5.1.1 no such user here", admin.get("/admin/outbox").words)
        ledger = admin.get("/admin/ledger?outcome=bounce").words
        self.assertRegex(ledger, r"(?i)Came back #\d+ \d+ 1 (mailer-daemon|mail delivery)", "not from the customer")
        self.hark.mail_in(hark.mail("Ola <ola@example.net>", "Here I am", "My mailbox was broken."))
        self.assertNotIn("does not work", self.page())

    def test_a_delay_is_shown_and_changes_nothing(self):
        self.report("two", "delayed", "4.4.1", "450 4.4.1 no answer")
        self.assertEqual(self.state(), "waiting")
        page = self.page()
        self.assertIn("is late and still on its way", page)
        self.assertNotIn("Not delivered", page)
        self.assertNotIn("does not work", page)


if __name__ == "__main__":
    unittest.main()
