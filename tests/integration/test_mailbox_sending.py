"""A mailbox sends through a server of its own; whatever happens there is its own affair."""
import contextlib
import email
import email.policy
import html
import re
import socket
import time
import unittest

from fake_server import FakeServer, smtp_script
from hark import MINUTE, SECOND, Hark, mail
from mailrig import PASSWORD, Authority, missing, rig

SHOP, REPAIRS = "shop@hark.example", "repairs@hark.example"
OLA = "ola@customer.example"


def add_mailbox(admin, address: str, name: str) -> str:
    """The path of its page."""
    page = admin.get("/admin/mailboxes/new")
    first = {one: re.search(rf'name="{one}".*?value="(\d+)"', page.text, re.S)[1]
             for one in ("team", "standard")}
    admin.post("/admin/mailboxes", first | {"address": address, "name": name, "language": "en",
                                            "is_active": "1"})
    page = admin.get("/admin/mailboxes")
    return re.search(rf'href="(/admin/mailboxes/\d+)"[^>]*>\s*{re.escape(address)}', page.text)[1]


def send_through(admin, path: str, place: int, certificate=None, **more):
    """Fills in the form of its server; the page that follows."""
    page = admin.get(f"{path}/sending")
    fields = {"version": page.field("version"), "host": "localhost", "port": place, "tls": "first",
              "sign_in": "password", "user_name": SHOP, "password": PASSWORD,
              "authority": certificate.read_text() if certificate else ""}
    return admin.post(f"{path}/sending", fields | more)


def test_it(admin, path: str):
    admin.get(f"{path}/sending")
    return admin.post(f"{path}/sending/test")


class House(unittest.TestCase):
    """A Hark with two mailboxes beside its first one."""

    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.hark = self.stack.enter_context(Hark())
        self.admin = self.hark.sign_in("admin@nordhome.example")
        self.shop = add_mailbox(self.admin, SHOP, "Nordhome shop")
        self.repairs = add_mailbox(self.admin, REPAIRS, "Nordhome repairs")
        self.rasa = self.hark.sign_in(self.hark.staff("rasa@nordhome.example", "Rasa"))

    def ticket(self, to: str, subject: str, sender: str = OLA) -> int:
        message = mail(f"Ola <{sender}>", subject, "Where is it?", to=to)
        return self.hark.mail_in(message)

    def reply(self, number: int, text: str) -> None:
        page = self.rasa.get(f"/tickets/{number}")
        answer = self.rasa.send(f"/tickets/{number}/replies", {
            "text": text, "then": "wait", "once": page.field("once"), "version": page.field("version")})
        self.assertIn(answer.status, (200, 303), answer.text[:2000])
        self.hark.wait(30 * SECOND)

    def copied(self, number: int, copy: str) -> None:
        page = self.rasa.get(f"/tickets/{number}")
        answer = self.rasa.send(f"/tickets/{number}/replies", {
            "text": "Here it is.", "then": "wait", "addressed": "1", "to": OLA, "cc": copy, "version": page.field("version")})
        self.assertEqual(303, answer.status, answer.words[-600:])
        self.hark.wait(30 * SECOND)

    def taken(self, server: FakeServer) -> list[set[str]]:
        """Who was named for each mail of a person that server took over."""
        mails = "\n".join(server.heard).split("MAIL FROM:")[1:]
        return [set(re.findall(r"RCPT TO:<(.*?)>", one)) for one in mails
                if one.startswith(f"<{SHOP}>") and "\n.\n" in one]

    def in_trouble(self, state: str) -> None:
        """A row of mail in trouble says so, and names the server."""
        self.hark.until(lambda: re.search(rf"\b{state} localhost\b", self.admin.get("/admin/outbox").words),
                        f"a mail that is {state}")

    def fake(self, script, **more) -> FakeServer:
        return self.stack.enter_context(FakeServer(script, **more))

    def heard(self, server: FakeServer, needle: str, what: str):
        return self.hark.until(lambda: [one for one in list(server.heard) if needle in one], what)

    def inside(self, path: str, server: FakeServer, **more):
        page = send_through(self.admin, path, server.port, tls="inside", sign_in="none", password="", **more)
        self.assertIn("Saved", page.words)


class OwnServer(House):
    def test_one_server_that_hangs_delays_no_other_mail(self):
        silent = self.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        other = self.fake(smtp_script())
        self.inside(self.repairs, other)
        page = send_through(self.admin, self.shop, silent.getsockname()[1], tls="inside", sign_in="none")
        self.assertIn("Saved", page.words)
        self.ticket(SHOP, "To the shop")
        begun = time.monotonic()
        self.ticket(REPAIRS, "To the workshop")
        self.heard(other, f"RCPT TO:<{OLA}>", "the mail of the other mailbox")
        self.ticket("help@nordhome.example", "To the house", "abena@example.net")
        self.hark.mail_to("abena@example.net")
        self.assertLess(time.monotonic() - begun, 8)

    def test_a_server_that_is_away_rests_longer_each_time_and_its_mail_leaves_later(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        send_through(self.admin, self.shop, port, tls="inside", sign_in="none")
        self.ticket(SHOP, "To the shop")
        page = self.hark.until(lambda: re.search(
            "Nothing leaves just now.*No connection", self.admin.get(f"{self.shop}/sending").words), "its word")
        self.assertTrue(page)
        log = self.hark.folder / "log"
        self.hark.until(lambda: log.read_text().count("smtp.rests") == 1, "the first try")
        for seconds, tries in ((5, 2), (5, 2), (5, 3), (17, 4)):
            self.hark.wait(seconds * SECOND)
            self.hark.until(lambda: log.read_text().count("smtp.rests") == tries, f"try {tries}")  # pylint: disable=cell-var-from-loop
            time.sleep(0.6)
            self.assertEqual(tries, log.read_text().count("smtp.rests"))
        with FakeServer(smtp_script()) as back:
            send_through(self.admin, self.shop, back.port, tls="inside", sign_in="none")
            self.heard(back, f"RCPT TO:<{OLA}>", "the mail that waited")
            self.hark.until(lambda: "Nothing leaves" not in self.admin.get(f"{self.shop}/sending").words,
                            "all to be well")

    def test_after_five_days_without_a_server_a_mail_is_given_back(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        self.inside(self.shop, self.fake(smtp_script()))
        number = self.ticket(SHOP, "To the shop")
        send_through(self.admin, self.shop, port, tls="inside", sign_in="none")
        self.reply(number, "Here it is.")
        self.hark.until(lambda: "smtp.rests" in (self.hark.folder / "log").read_text(), "the first try")
        self.assertIn("All mail has left", self.admin.get("/admin/outbox").words)
        for _ in range(6):
            self.hark.wait(24 * 60 * MINUTE)
            time.sleep(0.5)
        self.admin = self.hark.sign_in("admin@nordhome.example")
        self.in_trouble("Failed")

    def test_where_nobody_may_send_without_a_sender_automatic_mail_names_the_mailbox(self):
        def mail_from(line):
            line.say("550 5.1.7 no null sender here" if "<>" in line.server.heard[-1] else "250 ok")
        server = self.fake(smtp_script(at={"MAIL": mail_from}))
        self.inside(self.shop, server)
        self.ticket(SHOP, "To the shop")
        self.heard(server, f"RCPT TO:<{OLA}>", "the confirmation")
        senders = [one for one in server.heard if one.startswith("MAIL")]
        self.assertTrue(senders[0].startswith("MAIL FROM:<>"), senders)
        self.assertTrue(senders[1].startswith(f"MAIL FROM:<{SHOP}>"), senders)
        self.assertEqual(2, len(senders), senders)

    def test_a_line_that_breaks_after_the_dot_is_unknown_for_a_machine_and_tried_again_for_a_person(self):
        offers = ("DSN",)
        broken = self.fake(smtp_script(offers, after_dot=None))
        self.inside(self.shop, broken)
        number = self.ticket(SHOP, "To the shop")
        self.in_trouble("Unknown")
        good = self.fake(smtp_script(offers))
        self.inside(self.shop, good)
        self.reply(number, "Here it is.")
        self.heard(good, f"RCPT TO:<{OLA}>", "the answer")
        self.assertTrue([one for one in good.heard if "ENVID=hark." in one], good.heard)

    def test_who_is_asked_to_come_later_gets_the_mail_alone_and_nobody_gets_it_twice(self):
        waits, refused = set(), set()

        def recipient(line):
            address = re.search("<(.*?)>", line.server.heard[-1])[1]
            line.say("450 4.7.1 greylisted" if address in waits else
                     "550 5.1.1 no such user" if address in refused else "250 ok")
        server = self.fake(smtp_script(at={"RCPT": recipient}))
        self.inside(self.shop, server)
        for late, other in (("uncle@customer.example", OLA), (OLA, "uncle@customer.example")):
            number = self.ticket(SHOP, f"To the shop, {late} is late")
            self.heard(server, f"RCPT TO:<{OLA}>", "the confirmation")
            server.heard.clear()
            waits.add(late)
            self.rasa = self.hark.sign_in("rasa@nordhome.example")
            self.copied(number, "uncle@customer.example")
            self.hark.until(lambda: len(self.taken(server)) == 1, "the one who was taken")  # pylint: disable=cell-var-from-loop
            self.hark.wait(2 * MINUTE)
            waits.clear()
            self.hark.wait(10 * MINUTE)
            self.hark.until(lambda: len(self.taken(server)) == 2, "the one who was late")  # pylint: disable=cell-var-from-loop
            self.assertEqual({late}, self.taken(server)[1], other)
            self.hark.wait(24 * 60 * MINUTE)
            self.assertEqual(2, len(self.taken(server)), server.heard)

    def test_a_copy_that_is_refused_while_the_customer_got_the_mail_is_told(self):
        def recipient(line):
            line.say("550 5.1.1 no such user" if "uncle" in line.server.heard[-1] else "250 ok")
        server = self.fake(smtp_script(at={"RCPT": recipient}))
        self.inside(self.shop, server)
        number = self.ticket(SHOP, "To the shop")
        self.copied(number, "uncle@customer.example")
        words = self.hark.until(lambda: re.search(
            "got a copy of the reply back.*?no such user", self.rasa.get(f"/tickets/{number}").words), "the word")
        self.assertIn("uncle@customer.example: 550 5.1.1 no such user", words[0])
        self.assertIn("All mail has left", self.admin.get("/admin/outbox").words)

    def test_what_the_customer_alone_did_not_get_is_sent_again_to_him_alone(self):
        refused = set()

        def recipient(line):
            line.say("554 5.7.1 not today" if refused & {re.search("<(.*?)>", line.server.heard[-1])[1]} else "250 ok")
        server = self.fake(smtp_script(at={"RCPT": recipient}))
        self.inside(self.shop, server)
        number = self.ticket(SHOP, "To the shop")
        self.heard(server, f"RCPT TO:<{OLA}>", "the confirmation")
        refused.add(OLA)
        self.copied(number, "uncle@customer.example")
        self.in_trouble("Failed")
        page = self.admin.get(re.search(r'href="(/admin/outbox/\d+)"', self.admin.get("/admin/outbox").text)[1])
        self.assertIn(f"Has not got it {OLA} ", page.words)
        self.assertIn("to those alone who have not got it", page.words)
        refused.clear()
        self.admin.post(re.search(r'action="(/admin/outbox/\d+/again)"', page.text)[1])
        self.hark.until(lambda: len(self.taken(server)) == 2, "the mail once more")
        self.assertEqual({OLA}, self.taken(server)[1])

    def test_the_test_says_what_happened_and_sends_nothing(self):
        authority = Authority(self.hark.folder / "tls")
        refusing = self.fake(smtp_script(("AUTH PLAIN",), at={"AUTH": "535 5.7.8 wrong password"}),
                             certificate=authority.make("server"), first_tls=True)
        send_through(self.admin, self.shop, refusing.port, authority.certificate)
        said = test_it(self.admin, self.shop).words
        self.assertIn("localhost answered, but did not let us in. It said: 5.7.8 wrong password", said)
        taking = self.fake(smtp_script(("AUTH PLAIN",), at={"AUTH": "235 2.7.0 welcome"}),
                           certificate=authority.make("server2"), first_tls=True)
        send_through(self.admin, self.shop, taking.port, authority.certificate)
        said = test_it(self.admin, self.shop).words
        self.assertIn("It works: localhost answered and let us in. Nothing was sent.", said)
        self.assertFalse([one for one in taking.heard if one.startswith("MAIL")])
        send_through(self.admin, self.shop, taking.port)
        self.assertIn("issuer is unknown", test_it(self.admin, self.shop).words)
        taking.listener.close()
        self.assertRegex(test_it(self.admin, self.shop).words, "could not be used. What happened: ")

    def test_the_password_is_sealed_shown_to_nobody_and_goes_to_no_other_server(self):
        server = self.fake(smtp_script())
        page = send_through(self.admin, self.shop, server.port, password="Sesam-öffne-dich")
        self.assertNotIn("Sesam", page.text)
        if not self.hark.database.name:
            kept = b"".join(one.read_bytes() for one in (self.hark.folder / "var").glob("hark.db*") if one.is_file())
            self.assertNotIn("Sesam".encode(), kept)
        page = send_through(self.admin, self.shop, server.port, password="")
        self.assertIn("Saved", page.words)
        page = send_through(self.admin, self.shop, server.port, password="", host="127.0.0.1")
        self.assertIn("Please give the password", page.words)
        page = send_through(self.admin, self.shop, server.port, password="", user_name="else@hark.example")
        self.assertIn("Please give the password", page.words)

    def test_a_password_is_never_saved_for_a_way_without_tls(self):
        page = send_through(self.admin, self.shop, 25, tls="inside")
        self.assertIn("Passwords and tokens go through TLS only", page.words)
        for field, value, words in (("host", "a b", "name of a mail server"), ("port", "0", "1 to 65535"),
                                    ("tls", "never", "choose one of these"), ("user_name", " ", "who signs in"),
                                    ("authority", "x", "no certificate in PEM")):
            page = send_through(self.admin, self.shop, 465, **{field: value})
            self.assertIn(words, page.words)

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self):
        send_through(self.admin, self.shop, 465)
        page = send_through(self.admin, self.shop, 466, version="0")
        self.assertIn("Somebody else has changed this", page.words)

    def test_the_house_sends_again_when_the_server_is_taken_away(self):
        self.inside(self.shop, self.fake(smtp_script()))
        self.admin.get(f"{self.shop}/sending")
        page = self.admin.post(f"{self.shop}/sending/drop")
        self.assertIn("The server of the house", page.words)
        self.ticket(SHOP, "To the shop")
        self.hark.mail_to(OLA)


@unittest.skipIf(missing(), missing())
class Postfix(House):
    """The same mailbox, with a real server that wants a password."""

    def test_an_answer_leaves_under_the_mailbox_through_its_own_server(self):
        with rig() as servers:
            authority = servers.authority.certificate
            for port, tls in (("smtps", "first"), ("submission", "starttls")):
                page = send_through(self.admin, self.shop, servers.ports[port], authority, tls=tls)
                self.assertIn("Saved", page.words)
                self.assertIn("It works", html.unescape(test_it(self.admin, self.shop).words))
                number = self.ticket(SHOP, f"By {tls}")
                self.reply(number, f"Here it is, by {tls}.")
                raw = servers.mailbox(OLA).await_one(f"Here it is, by {tls}".encode())
                found = email.message_from_bytes(raw, policy=email.policy.default)
                self.assertIn(f"<{SHOP}>", found["From"])
                self.assertIsNone(found["Sender"])
                self.assertEqual(f"<{SHOP}>", found["Return-Path"])
                self.assertTrue([one for one in found.get_all("Received") if "ESMTPSA" in one])
        self.assertFalse([one for one in self.hark.mails() if OLA in str(one["To"])])


if __name__ == "__main__":
    unittest.main()
