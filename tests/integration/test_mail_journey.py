"""A customer's mail on its whole way, through Postfix and Dovecot as they are in the world.

Three mailboxes: one that Postfix hands over by LMTP, one through a pipe, and one of Dovecot's that
Hark watches with IMAP IDLE. What Hark sends leaves by SMTP with STARTTLS and a password, and lies
in the customer's mailbox in Dovecot. Hark runs as a user of its own, as it should.
"""
import contextlib
import email
import email.message
import email.policy
import email.utils
import os
import pathlib
import pwd
import re
import shutil
import tempfile
import time
import unittest

import hark as house
from hark import HOUR, MINUTE, Hark, mail
from mailrig import PASSWORD, missing, rig, wait_for

USER = "nobody"
BY_LMTP, BY_PIPE, BY_IMAP = "help@hark.example", "help@pipe.example", "support@customer.example"
WORDS = {
    "en": ("Where is my parcel?", "I ordered a lamp two weeks ago and have heard nothing since then."),
    "bn": ("আমার পার্সেল কোথায়?", "আমি দুই সপ্তাহ আগে একটি বাতি অর্ডার করেছি, এখনো কিছু জানি না।"),
    "lt": ("Kur mano siunta?", "Prieš dvi savaites užsakiau lempą ir nuo to laiko nieko negirdėjau."),
    "ta": ("என் பொதி எங்கே?", "இரண்டு வாரங்களுக்கு முன் ஒரு விளக்கு வாங்கினேன், இன்னும் வரவில்லை."),
}


class World:
    """Hark between a real Postfix and a real Dovecot."""

    def __init__(self, stack: contextlib.ExitStack):
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hark-", dir="/tmp")))
        program, call, pipe = folder / "hark", folder / "call", folder / "pipe"
        shutil.copy(house.PROGRAM, program)
        # Postfix's pipe runs nothing as root, so all of Hark is this user's.
        call.write_text(f'#!/bin/sh\nexec setpriv --reuid={USER} --regid={pwd.getpwnam(USER).pw_gid} '
                        f'--clear-groups {program} "$@"\n')
        pipe.write_text(f'#!/bin/sh\nexec {program} mail-in --mailbox "$1" --config {folder}/hark.conf\n')
        for path in (program, call, pipe):
            path.chmod(0o755)
        self.program, house.PROGRAM = house.PROGRAM, str(call)
        stack.callback(setattr, house, "PROGRAM", self.program)
        port = house.free_port()
        self.rig = stack.enter_context(rig(lmtp=f"127.0.0.1:{port}", pipe=f"{pipe} ${{recipient}}",
                                           pipe_user=USER))
        authority = self.rig.authority.certificate
        self.hark = Hark(folder=str(folder), lmtp=f"127.0.0.1:{port}", smtp=(
            f"smtp://hark%40customer.example:{PASSWORD}@localhost:{self.rig.ports['submission']}"
            f"?starttls&ca={authority}"))
        stack.callback(self.hark.close)
        for path in (folder, folder / "var", folder / "var/clock"):
            os.chown(path, pwd.getpwnam(USER).pw_uid, -1)
        self.begin(authority)

    def begin(self, authority: pathlib.Path) -> None:
        hark = self.hark
        hark.command("init", "--org", "Nordhome", "--admin", "boss@customer.example", "--mailbox", BY_LMTP,
                     "--timezone", "Europe/Vilnius")
        hark.start()
        admin = hark.sign_in("boss@customer.example")
        page = admin.get("/admin/mailboxes/new")
        first = {name: re.search(rf'name="{name}".*?value="(\d+)"', page.text, re.S)[1]
                 for name in ("team", "standard")}
        login = BY_IMAP.replace("@", "%40")
        for address, url in ((BY_PIPE, ""), (BY_IMAP, f"imaps://{login}:{PASSWORD}@localhost:"
                                             f"{self.rig.ports['imaps']}/INBOX?ca={authority}")):
            admin.post("/admin/mailboxes", first | {"address": address, "name": f"Nordhome {address[:4]}",
                                                    "language": "en", "is_active": "1", "imap_url": url})
        self.rasa = hark.sign_in(hark.staff("rasa@customer.example", "Rasa Petrauskienė"))

    def clock(self, now: int) -> None:
        """The new file must be the user's own too."""
        self.hark.now = now
        path = self.hark.folder / "var/clock"
        fresh = path.with_suffix(".new")
        fresh.write_text(str(now))
        os.chown(fresh, pwd.getpwnam(USER).pw_uid, -1)
        fresh.rename(path)

    def wait(self, ms: int) -> None:
        self.clock(self.hark.now + ms)


class Person:
    """A customer with a mailbox in Dovecot."""

    def __init__(self, world: World, name: str):
        self.world, self.address = world, f"{name.lower()}@customer.example"
        self.name, self.box = name, world.rig.mailbox(self.address)

    def send(self, subject: str, text: str, to: str = BY_LMTP, **headers: str) -> bytes:
        message = mail(f"{self.name} <{self.address}>", subject, text, to=to, **headers)
        self.world.rig.deliver(self.address, to, message)
        return message

    def mails(self) -> list[email.message.EmailMessage]:
        return [email.message_from_bytes(one, policy=email.policy.default) for one in self.box.raw()]

    def await_mail(self, needle: str, count: int = 1, seconds: float = 20) -> email.message.EmailMessage:
        def found():
            hits = [one for one in self.mails() if needle in str(one["Subject"]) + words_of(one)]
            return hits[-1:] if len(hits) >= count else []
        return wait_for(found, f"{self.address} got no {needle!r}: "
                        f"{[str(one['Subject']) for one in self.mails()]}", seconds)[0]

    def answer(self, message: email.message.EmailMessage, text: str, **headers: str) -> bytes:
        """As his mail program would."""
        thread = {"In_Reply_To": message["Message-ID"],
                  "References": f"{message['References'] or ''} {message['Message-ID']}".strip()}
        _, to = email.utils.parseaddr(str(message["Reply-To"] or message["From"]))
        subject = str(message["Subject"])
        quoted = "\n".join("> " + line for line in words_of(message).splitlines())
        return self.send(subject if subject.startswith("Re:") else f"Re: {subject}",
                         f"{text}\n\nOn Tuesday {to} wrote:\n{quoted}\n", to=to, **(thread | headers))


def words_of(message: email.message.EmailMessage) -> str:
    part = message.get_body(("plain",))
    return part.get_content() if part else ""


@unittest.skipIf(missing(), missing())
class Journey(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.world = World(stack)
        cls.hark, cls.rasa = cls.world.hark, cls.world.rasa

    def ticket_of(self, address: str, count: int = 1) -> dict:
        """The newest ticket of this customer, once he has so many."""
        def found():
            mine = [one for one in self.tickets() if address in one["customer"]["addresses"]]
            return mine if len(mine) >= count else []
        return wait_for(found, f"there is no ticket of {address}")[0]

    def tickets(self) -> list[dict]:
        lines = self.hark.command("ticket", "list", "--json").splitlines()
        return [house.json.loads(line) for line in lines]

    def ticket(self, number: int) -> dict:
        return house.json.loads(self.hark.command("ticket", "show", str(number), "--json"))

    def reply(self, number: int, text: str) -> None:
        page = self.rasa.get(f"/tickets/{number}")
        answer = self.rasa.send(f"/tickets/{number}/replies", {"text": text, "version": page.field("version")})
        self.assertEqual(answer.status, 303, answer.words[-300:])

    def until_message(self, number: int, count: int) -> list[dict]:
        return wait_for(lambda: (found := self.ticket(number)["messages"]) and len(found) >= count and found,
                        f"ticket {number} has no {count} messages")

    # ---- in, by each of the three ways ----

    def check_way(self, name: str, to: str) -> None:
        person, began = Person(self.world, name), time.monotonic()
        sent = person.send("Where is my parcel?", WORDS["en"][1], to=to)
        ticket = self.ticket_of(person.address)
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual((ticket["subject"], ticket["state"]), ("Where is my parcel?", "new"))
        self.assertTrue(ticket["owner"]["email"])
        told = person.await_mail("We have your message")
        self.assertEqual(str(told["From"].addresses[0].addr_spec), to)
        self.assertEqual(told["Auto-Submitted"], "auto-replied")
        origin = email.message_from_bytes(sent)["Message-ID"]
        self.assertEqual(told["In-Reply-To"], origin)
        self.assertIn(origin, told["References"])
        self.assertIn(ticket["owner"]["name"], words_of(told))
        self.assertEqual(len([one for one in self.tickets() if person.address in one["customer"]["addresses"]]), 1)

    def test_a_mail_comes_by_lmtp(self):
        self.check_way("Ola", BY_LMTP)

    def test_a_mail_comes_through_a_pipe(self):
        self.check_way("Pia", BY_PIPE)

    def test_a_mail_is_fetched_from_a_watched_mailbox(self):
        self.check_way("Ivo", BY_IMAP)
        began = time.monotonic()  # and the next one while it idles
        person = Person(self.world, "Ida")
        person.send("The second", WORDS["en"][1], to=BY_IMAP)
        self.ticket_of(person.address)
        self.assertLess(time.monotonic() - began, 3)

    def test_mail_to_nobody_of_ours_comes_back_to_its_sender(self):
        person = Person(self.world, "Una")
        for to in ("nobody@hark.example", "nobody@pipe.example"):
            person.send("To nobody", "x", to=to)
            bounce = person.await_mail(to)
            self.assertIn("Undelivered", str(bounce["Subject"]))
        self.assertEqual([one for one in self.tickets() if person.address in one["customer"]["addresses"]], [])

    def test_mail_waits_in_postfix_while_hark_is_away(self):
        person = Person(self.world, "Wim")
        self.hark.stop()
        try:
            person.send("While you slept", WORDS["en"][1])
            person.send("By pipe too", WORDS["en"][1], to=BY_PIPE)
        finally:
            self.hark.start()
        wait_for(lambda: self.world.rig.queue_flush() or len([
            one for one in self.tickets() if person.address in one["customer"]["addresses"]]) == 2,
                 "Postfix did not try again", 60)

    # ---- in his language ----

    def test_the_confirmation_is_in_the_language_of_the_customer(self):
        for language, (subject, text) in WORDS.items():
            person = Person(self.world, f"Speaks{language}")
            person.send(subject, text)
            ticket = self.ticket_of(person.address)
            self.assertEqual(ticket["language"], language)
            told = person.await_mail(subject)
            self.assertEqual(told.get_body(("plain",))["Content-Language"], language)
            self.assertIn(f"/{language}/my/requests/{ticket['number']}", words_of(told))
            self.assertIn(f"[#{ticket['number']}]", str(told["Subject"]))
            html = told.get_body(("html",)).get_content()
            self.assertIn(ticket["owner"]["name"], html)
            self.assertNotRegex(words_of(told) + html, r"\{[a-z_]+\}")

    # ---- there and back ----

    def test_a_reply_goes_out_after_the_hold_and_comes_back_to_the_same_ticket(self):
        person = Person(self.world, "Tom")
        sent = person.send("Threads", WORDS["en"][1])
        number = self.ticket_of(person.address)["number"]
        confirmation = person.await_mail("We have your message")
        self.reply(number, "It comes **on Friday**, Tom.")
        time.sleep(1.5)
        self.assertFalse([one for one in person.mails() if "Friday" in words_of(one)], "it did not wait")
        self.world.wait(11_000)
        reply = person.await_mail("on Friday")
        origin = email.message_from_bytes(sent)["Message-ID"]
        self.assertIn(origin, reply["References"])
        self.assertIn(reply["In-Reply-To"], (origin, confirmation["Message-ID"]))
        self.assertIn("Rasa Petrauskienė", str(reply["From"]))
        self.assertIsNone(reply["Auto-Submitted"])
        html, words = reply.get_body(("html",)).get_content(), words_of(reply)
        self.assertIn("<strong>on Friday</strong>", html)
        self.assertTrue(words.startswith("It comes on Friday, Tom."), words)
        for part in (html, words):
            self.assertRegex(part, r"What next: Rasa Petrauskienė goes on with it, and you hear from us by \w+, \d+ \w+, ")
            self.assertIn(f"/en/my/requests/{number}", part)
        self.assertIn("ESMTPSA", str(reply.as_string()))  # encrypted, and signed in
        person.answer(reply, "Thank you, but it is the wrong colour.")
        messages = self.until_message(number, 3)
        self.assertEqual([one["kind"] for one in messages], ["in", "out", "in"])
        self.assertEqual(messages[2]["reply"].strip(), "Thank you, but it is the wrong colour.")
        self.assertEqual(self.ticket(number)["state"], "open")
        self.reply(number, "We send another.")
        self.world.wait(11_000)
        second = person.await_mail("We send another")
        self.assertIn(reply["Message-ID"], second["References"])
        self.assertEqual(len([one for one in self.tickets() if person.address in one["customer"]["addresses"]]), 1)

    def test_a_reply_that_was_taken_back_is_never_sent(self):
        person = Person(self.world, "Uno")
        person.send("Undo", WORDS["en"][1])
        number = self.ticket_of(person.address)["number"]
        person.await_mail("We have your message")
        self.reply(number, "This must not leave.")
        toast = self.rasa.get(f"/tickets/{number}").text
        undo = re.search(rf'action="(/tickets/{number}/undo\?[^"]+)"', toast)
        self.assertIsNotNone(undo, "no undo is offered")
        self.rasa.send(undo[1].replace("&amp;", "&"))
        self.world.wait(60_000)
        self.reply(number, "This may leave.")
        self.world.wait(11_000)
        person.await_mail("This may leave")
        self.assertFalse([one for one in person.mails() if "must not leave" in words_of(one)])

    def test_a_new_mail_without_a_thread_is_a_new_ticket_and_the_token_is_enough(self):
        person = Person(self.world, "Nea")
        person.send("First", WORDS["en"][1])
        first = self.ticket_of(person.address)["number"]
        person.send("Second matter", WORDS["en"][1])
        second = self.ticket_of(person.address, 2)["number"]
        self.assertNotEqual(first, second)
        person.send(f"About it [#{first}]", "I found the letter meanwhile.")
        self.until_message(first, 2)

    def test_a_stranger_does_not_get_into_a_ticket_by_its_number(self):
        person, stranger = Person(self.world, "Pam"), Person(self.world, "Sly")
        person.send("Private", WORDS["en"][1])
        number = self.ticket_of(person.address)["number"]
        stranger.send(f"Re: Private [#{number}]", "Tell me all about it, please.")
        other = self.ticket_of(stranger.address)
        self.assertNotEqual(other["number"], number)
        self.assertEqual(len(self.ticket(number)["messages"]), 1)

    # ---- was it really solved? ----

    def test_the_end_is_asked_for_by_mail_and_confirmed_on_one_page(self):
        for name, press, state in (("Yes", "yes", "closed"), ("No", "no", "open")):
            person = Person(self.world, f"Ends{name}")
            person.send("Solve me", WORDS["en"][1])
            number = self.ticket_of(person.address)["number"]
            owner = self.ticket(number)["owner"]["name"]
            self.rasa.get(f"/tickets/{number}")
            self.rasa.send(f"/tickets/{number}/resolve", self.rasa.get(f"/tickets/{number}").seen)
            self.world.wait(MINUTE)
            asked = person.await_mail("really solved")
            self.assertEqual(asked["Auto-Submitted"][:5], "auto-")
            path = re.search(r"http://[^/\s]+(/\S*solved/\S+)", words_of(asked))[1]
            visitor = self.hark.visitor()
            for _ in range(3):  # a mail scanner looks
                self.assertEqual(visitor.get(path).status, 200)
            self.assertEqual(self.ticket(number)["state"], "resolved")
            plain = re.sub(r"^/(en|bn|lt|ta)(?=/)", "", path)
            self.assertEqual(visitor.post(plain, {"answer": press}).status, 200)
            ticket = self.ticket(number)
            self.assertEqual((ticket["state"], ticket["owner"]["name"]), (state, owner))
            self.assertEqual(ticket["closed_as"], "confirmed" if press == "yes" else None)

    # ---- robots ----

    def test_automatic_mail_gets_no_automatic_answer(self):
        person = Person(self.world, "Vac")
        person.send("I am asking", WORDS["en"][1])
        number = self.ticket_of(person.address)["number"]
        told = person.await_mail("We have your message")
        person.answer(told, "I am on holiday until Monday.", Auto_Submitted="auto-replied")
        self.until_message(number, 2)
        for mark in ({"Auto_Submitted": "auto-generated"}, {"Precedence": "bulk"}, {"List_Id": "<x.example>"},
                     {"X_Auto_Response_Suppress": "All"}):
            person.send(f"Robot {mark}", WORDS["en"][1], **mark)
        self.ticket_of(person.address, 5)
        person.send("A person again", WORDS["en"][1])
        person.await_mail("A person again")
        self.assertEqual(len(person.mails()), 2, [str(one["Subject"]) for one in person.mails()])
        self.assertTrue(self.ticket(number)["messages"][1]["automatic"])

    def test_two_robots_stop_after_three_rounds(self):
        """One that does not say that it is one, and answers each of our mails with a new one."""
        robot, seen = Person(self.world, "Loop"), 0
        robot.send("Round 0", WORDS["en"][1])
        end = time.monotonic() + 60
        while time.monotonic() < end and seen < 20:
            mails = robot.mails()
            if len(mails) > seen:
                seen += 1
                robot.send(f"Round {seen}", f"You wrote {mails[seen - 1]['Subject']}. {WORDS['en'][1]}")
                end = time.monotonic() + (6 if seen == 3 else 60)  # a fourth would come in that time
            time.sleep(0.05)
        self.assertEqual(seen, 3)
        self.world.wait(4 * HOUR + 16 * MINUTE)
        robot.send("Hours later", WORDS["en"][1])
        robot.await_mail("Hours later")

    def test_a_bounce_is_seen_at_the_reply_and_answered_by_nobody(self):
        person = Person(self.world, "Gone")
        person.send("Full box", WORDS["en"][1])
        number = self.ticket_of(person.address)["number"]
        person.await_mail("We have your message")
        self.reply(number, "It will not arrive.")
        self.world.wait(11_000)
        reply = person.await_mail("not arrive")
        bounce = ("From: MAILER-DAEMON@customer.example\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n"
                  "Message-ID: <{id}@customer.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                  "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                  "--b\r\nContent-Type: text/plain\r\n\r\nThe mailbox is full.\r\n"
                  "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
                  "Final-Recipient: rfc822; {who}\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n"
                  "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\n\r\n--b--\r\n")
        count = len(person.mails())
        sender = reply["Return-Path"] and str(reply["Return-Path"]).strip("<>") or BY_LMTP
        self.world.rig.deliver("", sender, bounce.format(
            to=sender, id=os.urandom(6).hex(), who=person.address, about=reply["Message-ID"]))
        messages = self.until_message(number, 3)
        self.assertTrue(messages[2]["automatic"])
        self.assertIn("The mailbox is full", messages[2]["text"])
        self.assertIn("Written by a machine", self.rasa.get(f"/tickets/{number}").words)
        time.sleep(1)
        self.assertEqual(len(person.mails()), count)

    # ---- when the mail server is away ----

    def test_what_is_written_while_the_mail_server_is_away_leaves_later_once(self):
        person = Person(self.world, "Ret")
        person.send("Later", WORDS["en"][1])
        number = self.ticket_of(person.address)["number"]
        person.await_mail("We have your message")
        self.world.rig.postfix("stop")
        try:
            self.reply(number, "Sent in the dark.")
            self.world.wait(11_000)
            time.sleep(2)
        finally:
            self.world.rig.postfix("start")
        for _ in range(30):
            self.world.wait(5 * MINUTE)
            with contextlib.suppress(TimeoutError):
                person.await_mail("in the dark", seconds=1)
                break
        time.sleep(1)
        self.assertEqual(len([one for one in person.mails() if "in the dark" in words_of(one)]), 1)


if __name__ == "__main__":
    unittest.main()
