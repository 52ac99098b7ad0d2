#!/usr/bin/python3
"""What administrators see of mail: what was kept back, read again, did not leave, or was stopped."""
import html
import re
import smtplib
import time
import unittest
import urllib.parse

from hark import ADMIN, MAILBOX, mail
from staff_house import House

BOUNCE = """Return-Path: <>\r
From: MAILER-DAEMON@mx.example.net\r
To: {mailbox}\r
Subject: failure notice\r
Message-ID: <{name}@mx.example.net>\r
\r
I'm afraid I wasn't able to deliver your message.\r
\r
<{address}>:\r
Sorry, no mailbox here by that name. (#5.1.1)\r
\r
--- Below this line is a copy of the message.\r
\r
Message-ID: {answers}\r
"""


class Rules(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.hark.sign_in(ADMIN)

    def set_mailbox(self, **fields: str | None):
        """None: a box without its tick."""
        path = re.search(r'href="(/admin/mailboxes/\d+)"', self.admin.get("/admin/mailboxes").text)[1]
        page = self.admin.get(path)
        chosen = {name: re.search(rf'name="{name}".*?<option value="(\w+)" selected', page.text, re.S)[1]
                  for name in ("language", "team", "standard")}
        form = chosen | {"address": MAILBOX, "name": "Nordhome", "is_active": "1",
                         "version": page.field("version")} | fields
        return self.admin.post(path, {name: value for name, value in form.items() if value is not None})

    def kept_back(self, subject: str, sender: str = "eve@example.org") -> str:
        """The path of the newest row of the ledger, which was kept back."""
        self.assertEqual(0, self.hark.mail_in(mail(sender, subject, "Cheap kettles.",
                                                   X_Spam_Status="Yes, score=12.5 required=5.0")))
        return re.search(r'href="(/admin/ledger/\d+)"', self.admin.get("/admin/ledger?outcome=quarantine").text)[1]

    def figures(self) -> dict:
        text = self.hark.visitor().get("/metrics").text
        return {name: int(value) for name, value in re.findall(r"^hark_(\w+)\{org=.*?\} (\d+)$", text, re.M)}


class Quarantine(Rules):
    def setUp(self):
        self.assertEqual(200, self.set_mailbox(spam_limit="5").status)

    def test_what_is_kept_back_is_counted_and_shown_with_its_bytes(self):
        path = self.kept_back("Buy now")
        self.assertRegex(self.admin.get("/admin").words, r"what became of it\. \d+ kept for a person to look at\.")
        page = self.admin.get(path)
        self.assertIn("eve@example.org", page.words)
        self.assertIn("Buy now", page.words)
        self.assertIn("X-Spam-Status: Yes, score=12.5", page.words)
        reason = "takes it for spam. Points: 12.5. The mailbox keeps back from 5 on."
        self.assertIn(reason, page.words)
        self.assertIn(reason, self.admin.get("/admin/ledger?outcome=quarantine").words)
        whole = self.admin.ask("GET", f"{path}/raw")
        self.assertEqual("text/plain", whole.headers["Content-Type"].split(";")[0])
        self.assertIn(b"Cheap kettles.", whole.body)
        self.assertGreaterEqual(self.figures()["quarantine"], 1)

    def test_this_is_a_customer_makes_a_ticket_of_it_and_confirms_once(self):
        path = self.kept_back("My own kettle", "ola@example.org")
        page = self.admin.get(path)
        self.assertIn("This is a customer", page.words)
        page = self.admin.post(f"{path}/replay", {"is_wanted": "1"})
        self.assertIn("Outcome: New ticket.", page.words)
        self.hark.mail_to("ola@example.org", "My own kettle")
        self.admin.get(path)
        self.assertIn("Outcome: New ticket.", self.admin.post(f"{path}/replay").words)
        self.assertEqual(1, len([one for one in self.hark.mails() if "My own kettle" in str(one["Subject"])
                                 and "ola@example.org" in str(one["To"])]))
        self.assertNotIn("This is a customer", self.admin.get(path).words)

    def test_all_of_a_filter_is_read_again_after_the_rule_was_changed(self):
        for i in range(3):
            self.kept_back(f"Offer {i}")
        waiting = self.figures()["quarantine"]
        self.assertGreaterEqual(waiting, 3)
        self.set_mailbox(spam_limit="50")
        self.admin.get("/admin/ledger?outcome=quarantine&since=2020-01-01")
        page = self.admin.post("/admin/ledger/replay", {"outcome": "quarantine", "since": "2020-01-01"})
        self.assertIn(f"{waiting} read again, {waiting} have a ticket now.", page.words)
        self.assertEqual(0, self.figures()["quarantine"])
        self.assertIn("Had messages read again", self.admin.get("/admin/audit").words)

    def test_the_filter_shows_what_it_says(self):
        path = self.kept_back("Filtered")
        self.assertIn(path, self.admin.get("/admin/ledger").text)
        self.assertNotIn(path, self.admin.get("/admin/ledger?outcome=bounce").text)
        self.assertNotIn(path, self.admin.get("/admin/ledger?outcome=quarantine&since=2120-01-01").text)
        self.assertIn(path, self.admin.get("/admin/ledger?outcome=nothing&since=2020-13-77").text)
        self.assertIn(path, self.admin.get("/admin/ledger?outcome=quarantine&since=2020-02-30").text)

    def test_a_mail_is_found_by_who_sent_it_and_by_its_message_id(self):
        kept = self.kept_back("Looked for", "lina@example.org")
        self.hark.mail_in(mail("Lina <Lina@example.org>", "Wanted kettle", "Where is it?"))
        self.hark.mail_in(mail("Somebody <somebody@example.org>", "Not wanted", "Where is mine?"))

        def found(who: str, more: str = "") -> str:
            return self.admin.get(f"/admin/ledger?who={urllib.parse.quote(who)}{more}").words
        page = found("<LINA@example.org>")
        self.assertIn("Looked for", page)
        self.assertIn("Wanted kettle", page)
        self.assertNotIn("Not wanted", page)
        self.assertNotIn("Wanted kettle", found("lina@example.org", "&outcome=quarantine"))
        self.assertIn("Nothing is here.", found("nobody@example.org"))
        one = self.admin.get(re.search(r'href="(/admin/ledger/\d+)"', self.admin.get(
            "/admin/ledger?who=somebody@example.org").text)[1]).words
        self.assertIn("Somebody <somebody@example.org>", html.unescape(one))
        for nobody in ("<>", "a word", "no-sign-in-it", "% ' \" \\ ą"):
            self.assertIn("Nothing is here.", found(nobody))
        mail_id = re.search(r"Message-ID: (\S+)", html.unescape(self.admin.get(kept).text), re.I)[1]
        self.assertIn("Looked for", found(mail_id))
        self.assertNotIn("Wanted kettle", found(mail_id))
        self.assertNotIn("Read all of these again", found("lina@example.org", "&outcome=quarantine"))

    def test_only_what_waits_can_be_read_again_in_heaps(self):
        self.admin.get("/admin/ledger?outcome=quarantine")
        self.assertEqual(404, self.admin.post("/admin/ledger/replay", {"outcome": "ticket"}).status)

    def test_a_limit_that_makes_no_sense_is_refused(self):
        page = self.set_mailbox(spam_limit="1001")
        self.assertEqual(422, page.status)
        self.assertIn("Please give a number from 0 to 1000.", page.words)

    def test_agents_have_none_of_it(self):
        path = self.kept_back("Not for agents")
        for where in ("/admin/ledger", path, f"{path}/raw"):
            self.assertEqual(403, self.rasa.ask("GET", where).status)


BORDER = ("Received: from {host} ({host} [192.0.2.7]) by mx.nordhome.example (Postfix) with ESMTPS id 1;"
          " Sun, 22 Nov 2026 08:00:00 +0000\r\n")
RESULTS = "Authentication-Results: mx.nordhome.example; dmarc={dmarc} header.from=example.net; spf=pass\r\n"


class Proof(Rules):
    def setUp(self):
        self.assertEqual(200, self.set_mailbox(trusted_server="mx.nordhome.example").status)

    def page_of(self, lines: str, subject: str):
        raw = lines.encode() + mail("Ola <ola@example.net>", subject, "It drips.")
        return self.rasa.get(f"/tickets/{self.hark.mail_in(raw)}")

    def test_the_agent_reads_what_the_trusted_server_found(self):
        border = BORDER.format(host="mail.example.net")
        for found, words in (("pass", "The sender's address was confirmed by mx.nordhome.example. dmarc=pass"),
                             ("fail", "by mx.nordhome.example failed: it may be forged. dmarc=fail"),
                             ("none", "could not be confirmed by mx.nordhome.example. dmarc=none")):
            page = self.page_of(RESULTS.format(dmarc=found) + border, f"DMARC says {found}")
            self.assertIn(words, page.words)
        path = re.search(r'href="(/admin/ledger/\d+)"', self.admin.get("/admin/ledger").text)[1]
        self.assertIn("could not be confirmed by mx.nordhome.example. dmarc=none", self.admin.get(path).words)

    def test_a_forged_pass_below_the_border_says_nothing(self):
        forged = BORDER.format(host="mail.evil.example") + BORDER.format(host="mail.example.net")
        page = self.page_of(forged + RESULTS.format(dmarc="pass"), "Trust me")
        self.assertNotIn("confirmed by", page.words)

    def test_a_name_that_no_server_can_have_is_refused(self):
        page = self.set_mailbox(trusted_server="mx.nordhome.example; dmarc=pass")
        self.assertEqual(422, page.status)
        self.assertIn("Please give one name, such as mx.shop.example.", page.words)


class Limits(Rules):
    FILES = (("plan.txt", "text/plain", b"A short plan."), ("film.bin", "application/octet-stream", bytes(2_000_000)))

    def setUp(self):
        self.assertEqual(200, self.set_mailbox(file_max="1").status)
        self.addCleanup(self.set_mailbox, file_max="0")

    def test_a_mail_server_hears_552_and_the_raw_mail_stays_in_the_ledger(self):
        with smtplib.LMTP("127.0.0.1", self.hark.lmtp, timeout=60) as line:
            with self.assertRaises(smtplib.SMTPDataError) as refusal:
                line.sendmail("ola@example.net", [MAILBOX], mail("ola@example.net", "Door", "See.", files=self.FILES))
        self.assertEqual((552, b"5.3.4 One of its files is larger than its mailbox takes."),
                         (refusal.exception.smtp_code, refusal.exception.smtp_error))
        path = re.search(r'href="(/admin/ledger/\d+)"', self.admin.get("/admin/ledger?outcome=rejected").text)[1]
        self.assertIn(b"plan.txt", self.admin.ask("GET", f"{path}/raw").body)

    def test_by_another_road_the_agent_sees_what_was_left_out_and_the_sender_is_told_in_his_language(self):
        text = "Laba diena, mano virdulys nebeveikia ir iš jo bėga vanduo. Prašau padėti, siunčiu nuotraukas."
        number = self.hark.mail_in(mail("Ona <ona@example.net>", "Virdulys", text, files=self.FILES))
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("film.bin 2 MB Left out: it is too large.", page.words)
        files = re.findall(rf"/tickets/{number}/files/\d+/\d+", page.text)
        self.assertEqual(1, len(set(files)))
        self.assertEqual(b"A short plan.", self.rasa.ask("GET", files[0]).body.strip())
        gone = self.rasa.ask("GET", re.sub(r"\d+$", "1", files[0]))
        self.assertEqual(404, gone.status)
        told = self.hark.mail_to("ona@example.net", "Ne visus Jūsų failus pavyko išsaugoti")
        self.assertIn("- film.bin", told.get_body(("plain",)).get_content())
        self.assertEqual("auto-replied", told["Auto-Submitted"])
        self.assertTrue(told["In-Reply-To"])


class Closed(Rules):
    def setUp(self):
        self.addCleanup(self.set_mailbox)

    def test_a_mailbox_that_has_just_been_closed_takes_no_mail_from_who_was_just_there(self):
        with smtplib.LMTP("127.0.0.1", self.hark.lmtp, timeout=60) as line:
            line.sendmail("ola@example.net", [MAILBOX], mail("ola@example.net", "Lid", "It came open."))
            self.assertEqual(200, self.set_mailbox(is_active=None).status)
            with self.assertRaises((smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused)):
                line.sendmail("ola@example.net", [MAILBOX], mail("ola@example.net", "Hinge", "It came open."))
            for _ in range(100):
                if self.refusal(line) == 550:
                    break
                time.sleep(0.1)
            self.assertEqual(550, self.refusal(line))
        self.assertNotIn("Hinge", self.admin.get("/inbox").words)

    @staticmethod
    def refusal(line: smtplib.LMTP) -> int:
        line.rset()
        line.mail("ola@example.net")
        return line.rcpt(MAILBOX)[0]


class Trouble(Rules):
    def bounced(self, address: str, subject: str) -> int:
        number = self.ticket(subject, "It drips.", sender=address, owner=self.rasa)
        self.reply(self.rasa, number, "We are coming.")
        self.hark.wait(20_000)
        sent = self.hark.mail_to(address, f"Re: {subject}")
        self.hark.until(lambda: "Sent" in self.rasa.get(f"/tickets/{number}").words, "the reply to have left")
        self.hark.mail_in(BOUNCE.format(mailbox=MAILBOX, name=subject.replace(" ", "-"), address=address,
                                        answers=sent["Message-ID"]).encode())
        return number

    def path(self) -> str:
        return re.search(r'href="(/admin/outbox/\d+)"', self.admin.get("/admin/outbox").text)[1]

    def test_a_mail_in_trouble_is_sent_again_as_the_same_mail(self):
        number = self.bounced("one@example.net", "First tap")
        path = self.path()
        page = self.admin.get(path)
        self.assertIn("Send it again", page.words)
        figure = self.figures()["outbox_troubled"]
        self.assertIn("It leaves once more.", self.admin.post(f"{path}/again").words)
        self.hark.wait(1000)

        def both() -> list[str]:
            ids = [one["Message-ID"] for one in self.hark.mails() if "Re: First tap" in str(one["Subject"])]
            return ids if len(ids) > 1 else []
        ids = self.hark.until(both, "the mail to leave once more")
        self.assertEqual(2, len(ids))
        self.assertEqual(1, len(set(ids)))
        self.assertEqual(figure - 1, self.figures()["outbox_troubled"])
        self.assertIn("sent it once more", self.rasa.get(f"/tickets/{number}").words)
        self.assertEqual(409, self.admin.post(f"{path}/again").status)

    def test_a_mail_that_is_called_done_is_counted_no_more(self):
        self.bounced("two@example.net", "Second tap")
        path, figure = self.path(), self.figures()["outbox_troubled"]
        self.admin.get(path)
        self.assertIn("It is counted no more.", self.admin.post(f"{path}/done").words)
        self.assertEqual(figure - 1, self.figures()["outbox_troubled"])
        self.assertNotIn(path, self.admin.get("/admin/outbox").text)
        page = self.admin.post(f"{path}/done")
        self.assertEqual(409, page.status)
        self.assertIn("Somebody has seen to this mail already.", page.words)

    def test_an_agent_says_that_an_address_works_again(self):
        number = self.bounced("three@example.net", "Third tap")
        page = self.rasa.get(f"/tickets/{number}")
        self.assertIn("does not work", page.words)
        customer = re.search(r'href="(/customers/\d+)"', page.text)[1]
        self.assertIn("It works again", self.rasa.get(customer).words)
        self.assertEqual(404, self.rasa.post(f"{customer}/works", {"address": "one@example.net"}).status)
        self.rasa.get(customer)
        self.assertIn("Mail goes to this address again.",
                      self.rasa.post(f"{customer}/works", {"address": "three@example.net"}).words)
        self.assertNotIn("does not work", self.rasa.get(f"/tickets/{number}").words)


class Stopped(Rules):
    def test_a_loop_is_an_alarm_until_somebody_sees_to_it(self):
        for i in range(5):
            number = self.hark.mail_in(mail("Desk <desk@other.example>", f"We got it {i}", "Thank you."))
            self.hark.wait(1000)
            if i < 3:
                self.hark.mail_to("desk@other.example", f"We got it {i}")
        self.hark.until(lambda: self.figures()["automatic_stopped_total"] == 2, "two mails to be stopped")
        self.assertEqual(3, len([one for one in self.hark.mails() if "desk@other.example" in str(one["To"])]))
        self.assertEqual(1, self.figures()["alarms_open"])
        self.assertIn("mail.held_back", (self.hark.folder / "log").read_text())
        self.assertIn("there were too many such mails", self.rasa.get(f"/tickets/{number}").words)
        page = self.admin.get("/admin/alarms")
        for words in ("Two machines answered each other", "Confirmation", "desk@other.example", "To see to"):
            self.assertIn(words, page.words)
        path = re.search(r'href="(/admin/alarms/\d+)"', page.text)[1]
        self.assertIn("It is seen to", self.admin.get(path).words)
        self.assertIn("Seen to", self.admin.post(f"{path}/settle").words)
        self.assertEqual(0, self.figures()["alarms_open"])
        self.assertNotIn("It is seen to", self.admin.get(path).words)

    def test_limits_of_the_house_are_numbers_that_make_sense(self):
        page = self.admin.get("/admin/organisation")
        fields = {name: page.field(name) for name in ("name", "timezone", "phone", "email", "hours", "remind_days",
                                                       "close_days", "version")}
        fields |= {"language": "en", "accent": ""}
        self.assertEqual("2000", page.field("per_rule"))
        self.assertEqual(422, self.admin.post("/admin/organisation", fields | {"per_rule": "0"}).status)
        self.admin.get("/admin/organisation")
        self.assertEqual(200, self.admin.post("/admin/organisation", fields | {"per_hour": "900"}).status)
        self.assertEqual("900", self.admin.get("/admin/organisation").field("per_hour"))


if __name__ == "__main__":
    unittest.main()
