"""A mailbox signs in with tokens: at a real Dovecot for IMAP, at a real Postfix for SMTP.

The provider (token_server.py) gives tokens over HTTPS, and Dovecot asks it whether they are good.
"""
import contextlib
import email
import email.policy
import html
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

from fake_server import FakeServer, smtp_script
from hark import HOUR, MINUTE, SECOND, Hark, mail
from mailrig import Authority, missing, rig
from test_mailbox_sending import add_mailbox, send_through, test_it
from token_server import CLIENT, SECRET, TokenServer

SUPPORT, OLA = "support@customer.example", "ola@customer.example"
BOTH = "plain login xoauth2 oauthbearer"


class House(unittest.TestCase):
    """Hark, a provider, and mail servers that believe its tokens."""
    mechanisms = BOTH

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.authority = Authority(folder / "tls")
        cls.tokens = TokenServer(cls.authority.make("tokens"), SUPPORT)
        cls.stack.callback(cls.tokens.close)
        cls.rig = cls.stack.enter_context(rig(mechanisms=cls.mechanisms,
                                              introspection=cls.tokens.introspection))

    def setUp(self):
        tokens = self.tokens
        tokens.trouble, tokens.life, tokens.pause, tokens.refresh = "", 3600, 0.0, ""
        tokens.asked.clear()
        self.hark = Hark()
        self.addCleanup(self.hark.close)
        self.hark.init()
        self.hark.start()
        self.admin = self.hark.sign_in("admin@nordhome.example")
        self.box = add_mailbox(self.admin, SUPPORT, "Nordhome support")
        self.rasa = self.hark.sign_in(self.hark.staff("rasa@nordhome.example", "Rasa"))

    # ---- what an administrator does ----

    def set_up(self, refresh: str = "", **more):
        """The form of the access; the page that follows."""
        page = self.admin.get(f"{self.box}/access")
        return self.admin.post(f"{self.box}/access", {
            "version": page.field("version"), "provider": "other", "user_name": SUPPORT,
            "client_id": CLIENT, "client_secret": SECRET, "authorize_url": f"{self.tokens.url}/authorize",
            "token_url": f"{self.tokens.url}/token", "scope": "mail offline", "refresh_token": refresh,
            "authority": self.authority.certificate.read_text()} | more)

    def way(self, browser=None) -> str:
        """Where the page leads to."""
        page = (browser or self.admin).get(f"{self.box}/access")
        return html.unescape(re.search(r'href="(https://[^"]+)"', page.text)[1])

    def paste(self) -> None:
        page = self.set_up(self.tokens.hand_refresh())
        self.assertIn("It may sign in", page.words)

    def send_by_tokens(self, **more) -> None:
        page = send_through(self.admin, self.box, self.rig.ports["smtps"], self.rig.authority.certificate,
                            sign_in="oauth", user_name=SUPPORT, password="", **more)
        self.assertIn("Saved", page.words)

    def fetch_by_tokens(self) -> None:
        page = self.admin.get(self.box)
        fields = {name: re.search(rf'name="{name}".*?value="(\d+)"', page.text, re.S)[1]
                  for name in ("team", "standard")}
        url = (f"imaps://{SUPPORT.replace('@', '%40')}@localhost:{self.rig.ports['imaps']}/INBOX"
               f"?oauth&ca={self.rig.authority.certificate}")
        page = self.admin.post(self.box, fields | {
            "version": page.field("version"), "address": SUPPORT, "name": "Nordhome support",
            "language": "en", "is_active": "1", "imap_url": url})
        self.assertIn("Saved", page.words)

    # ---- what customers and Rasa do ----

    def write(self, subject: str) -> None:
        self.rig.deliver(OLA, SUPPORT, mail(f"Ola <{OLA}>", subject, "Where is it?", to=SUPPORT))

    def await_ticket(self, subject: str, seconds: float = 20) -> int:
        def found():
            rows = re.split(r'id="q(?=\d)', self.rasa.get("/inbox/all").text)[1:]
            return [int(re.match(r"\d+", row)[0]) for row in rows if subject in row]
        return self.hark.until(found, f"the ticket {subject}", seconds)[0]

    def ticket(self, subject: str) -> int:
        return self.hark.mail_in(mail(f"Ola <{OLA}>", subject, "Where is it?", to=SUPPORT))

    def reply(self, number: int, text: str) -> None:
        page = self.rasa.get(f"/tickets/{number}")
        answer = self.rasa.send(f"/tickets/{number}/replies", {
            "text": text, "then": "wait", "once": page.field("once"), "version": page.field("version")})
        self.assertIn(answer.status, (200, 303))
        self.hark.wait(30 * SECOND)

    def await_mail(self, text: str):
        raw = self.rig.mailbox(OLA).await_one(text.encode())
        return email.message_from_bytes(raw, policy=email.policy.default)

    def log(self) -> str:
        return (self.hark.folder / "log").read_text()


@unittest.skipIf(missing(), missing())
class Tokens(House):
    def test_an_administrator_is_led_to_the_provider_and_back_and_mail_comes_and_goes(self):
        page = self.set_up()
        self.assertIn(f"http://127.0.0.1:{self.hark.port}/admin/access/return", page.words)
        self.assertIn("Somebody has to sign in", page.words)
        back = self.tokens.agree(self.way())
        page = self.admin.get(back.partition(str(self.hark.port))[2])
        self.assertEqual([], self.tokens.asked)  # a link that is followed changes nothing
        self.assertIn(SUPPORT, page.words)
        sealed = page.field("sealed")
        self.assertNotIn(html.escape(dict(self.tokens.codes).popitem()[0]), page.text)
        page = self.admin.post("/admin/access/return", {"sealed": sealed})
        self.assertIn("The mailbox may sign in now", page.words)
        self.assertEqual(["authorization_code 200"], self.tokens.asked)
        page = self.admin.send("/admin/access/return", {"sealed": sealed})  # the code is used up
        self.assertEqual(422, page.status)
        self.assertIn(f'href="{self.box}/access"', page.text)  # where it is begun once more
        page = self.admin.get(f"{self.box}/access")
        self.assertIn("It may sign in", page.words)
        self.assertIn(f'href="{self.box}/sending">Choose it in: Sends through', page.text)
        self.assertIn(f"imaps://{SUPPORT.replace('@', '%40')}@host/INBOX?oauth", page.words)
        self.fetch_by_tokens()
        self.send_by_tokens()
        self.assertIn("It works", test_it(self.admin, self.box).words)
        self.write("By tokens")
        number = self.await_ticket("By tokens")
        self.reply(number, "Here it is, by tokens.")
        found = self.await_mail("Here it is, by tokens.")
        self.assertEqual(f"<{SUPPORT}>", found["Return-Path"])
        self.assertIn(f"<{SUPPORT}>", found["From"])
        self.assertTrue([one for one in found.get_all("Received") if "ESMTPSA" in one])
        self.assertEqual(1, sum(one.startswith("authorization_code 200") for one in self.tokens.asked))

    def test_what_comes_back_counts_only_in_the_session_that_went_out(self):
        self.set_up()
        back = self.tokens.agree(self.way()).partition(str(self.hark.port))[2]
        other = self.hark.sign_in(self.hark.staff("ana@nordhome.example", "Ana", role="admin"))
        for browser, path in ((other, back), (self.admin, back.replace("state=", "state=x")),
                              (self.admin, "/admin/access/return?code=x")):
            page = browser.get(path)
            self.assertEqual(422, page.status)
            self.assertIn("begun in another session", page.words)
        self.assertEqual(403, self.rasa.get(back).status)
        sealed = self.admin.get(back).field("sealed")
        other.get("/admin")
        self.assertEqual(422, other.send("/admin/access/return", {"sealed": sealed}).status)
        self.hark.wait(11 * MINUTE)
        self.assertEqual(422, self.admin.send("/admin/access/return", {"sealed": sealed}).status)
        page = self.admin.get(back.partition("?")[0] + "?error=access_denied&" + back.partition("?")[2].replace("code=", "no="))
        self.assertIn("did not give the right", page.words)
        self.assertEqual([], self.tokens.asked)

    def test_a_token_that_is_taken_back_in_the_midst_of_a_session_is_renewed_once(self):
        self.paste()
        self.fetch_by_tokens()
        self.send_by_tokens()
        self.write("The first")
        number = self.await_ticket("The first")
        self.reply(number, "The first answer.")
        self.await_mail("The first answer.")
        asked = len(self.tokens.asked)
        self.tokens.forget_access()
        subprocess.run(["doveadm", "-c", f"{self.rig.folder}/dovecot.conf", "kick", SUPPORT],
                       check=True, capture_output=True)
        self.write("The second")
        self.await_ticket("The second", 40)
        self.reply(number, "The second answer.")
        self.await_mail("The second answer.")
        self.assertEqual(["refresh_token 200"], self.tokens.asked[asked:])

    def test_a_token_is_renewed_ahead_of_its_end_and_by_one_when_two_need_it(self):
        self.paste()
        self.tokens.pause = 1.5
        self.send_by_tokens()
        self.ticket("Two at once")
        self.fetch_by_tokens()
        self.write("Fetched meanwhile")
        self.await_ticket("Fetched meanwhile", 40)
        self.await_mail("Two at once")
        self.assertEqual(["refresh_token 200"], self.tokens.asked)
        self.tokens.pause = 0.0
        self.hark.wait(54 * MINUTE)
        test_it(self.admin, self.box)
        self.assertEqual(1, len(self.tokens.asked))
        self.hark.wait(2 * MINUTE)
        self.assertIn("It works", test_it(self.admin, self.box).words)
        self.assertEqual(["refresh_token 200"] * 2, self.tokens.asked)


    def test_when_the_right_is_taken_back_mail_is_kept_and_leaves_after_a_new_sign_in(self):
        self.paste()
        self.send_by_tokens()
        self.tokens.trouble = "revoked"
        number = self.ticket("Kept for now")
        self.hark.until(lambda: "A mailbox may not sign in any more" in self.admin.get("/admin/alarms").words,
                        "the alarm")
        self.assertIn(SUPPORT, self.admin.get("/admin/alarms").words)
        self.reply(number, "This waits.")
        page = self.admin.get(f"{self.box}/access")
        self.assertIn("taken the right to sign in back", page.words)
        for _ in range(8):  # well beyond the five days of a server that is away
            self.hark.wait(24 * HOUR)
            time.sleep(0.2)
        self.admin = self.hark.sign_in("admin@nordhome.example")
        self.assertIn("All mail has left", self.admin.get("/admin/outbox").words)
        self.assertEqual(["refresh_token 400 invalid_grant"], self.tokens.asked)
        self.tokens.trouble = ""
        self.paste()
        self.await_mail("This waits.")
        self.assertEqual("refresh_token 200", self.tokens.asked[-1])

    def test_while_the_provider_is_away_a_token_is_used_to_its_end_and_then_mail_waits(self):
        self.paste()
        self.send_by_tokens()
        self.assertIn("It works", test_it(self.admin, self.box).words)
        self.tokens.trouble = "down"
        self.hark.wait(56 * MINUTE)  # it should be renewed, and is good yet
        self.assertIn("It works", test_it(self.admin, self.box).words)
        self.assertEqual("refresh_token 503", self.tokens.asked[-1])
        self.hark.wait(5 * MINUTE)
        self.ticket("After its end")
        self.hark.until(lambda: "does not answer as it should" in self.admin.get(f"{self.box}/sending").words,
                        "the word about the provider")
        asked = len(self.tokens.asked)
        time.sleep(1)
        self.assertEqual(asked, len(self.tokens.asked))  # it rests
        self.tokens.trouble = ""
        self.hark.wait(MINUTE)
        self.await_mail("After its end")

    def test_a_wrong_client_secret_is_said_at_once_and_heals_when_it_is_mended(self):
        self.set_up(self.tokens.hand_refresh(), client_secret="wrong")
        self.send_by_tokens()
        self.assertIn("does not accept the client id or its secret", test_it(self.admin, self.box).words)
        self.assertIn("A mailbox may not sign in any more", self.admin.get("/admin/alarms").words)
        self.set_up()
        self.assertIn("It works", test_it(self.admin, self.box).words)

    def test_tokens_and_secrets_are_shown_to_nobody_and_go_to_no_other_server(self):
        self.paste()
        page = self.admin.get(f"{self.box}/access")
        for secret in (SECRET, self.tokens.refresh):
            self.assertNotIn(html.escape(secret), page.text)
        if not self.hark.database.name:
            kept = b"".join(one.read_bytes() for one in (self.hark.folder / "var").glob("hark.db*")
                            if one.is_file())
            self.assertNotIn(self.tokens.refresh.encode(), kept)
        page = self.set_up(client_secret="", token_url="https://elsewhere.example/token")
        self.assertIn("Please give the secret that goes with it", page.words)
        page = self.set_up(client_secret="new", token_url="https://elsewhere.example/token")
        self.assertIn("Somebody has to sign in", page.words)

    def test_a_server_that_wants_another_token_in_the_midst_gets_one_and_the_mail_once(self):
        self.paste()
        signed = []

        def auth(line):
            line.say("334 ")
            line.hear()
            signed.append(1)
            line.say("235 2.7.0 in")

        def mail_from(line):
            line.say("530 5.7.0 the token has ended" if len(signed) == 1 else "250 ok")
        certificate = self.authority.make(f"fake{time.monotonic_ns()}")
        with FakeServer(smtp_script(("AUTH XOAUTH2",), at={"AUTH": auth, "MAIL": mail_from}),
                        certificate=certificate, first_tls=True) as server:
            send_through(self.admin, self.box, server.port, self.authority.certificate, sign_in="oauth",
                         user_name=SUPPORT, password="")
            self.ticket("In the midst")
            self.hark.until(lambda: "DATA" in list(server.heard), "the mail")
            time.sleep(0.5)
            self.assertEqual(2, len(signed))
            self.assertEqual(1, sum(one == "DATA" for one in server.heard))
        self.assertEqual(["refresh_token 200"] * 2, self.tokens.asked)

    def test_a_server_that_takes_no_token_says_why_and_nothing_is_lost(self):
        self.paste()
        reasons = []

        def auth(line):
            line.say("334 ")
            line.hear()
            line.say("334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=")
            reasons.append(line.hear())
            line.say("535 5.7.8 not you")
        certificate = self.authority.make(f"fake{time.monotonic_ns()}")
        with FakeServer(smtp_script(("AUTH XOAUTH2",), at={"AUTH": auth}), certificate=certificate,
                        first_tls=True) as server:
            send_through(self.admin, self.box, server.port, self.authority.certificate, sign_in="oauth",
                         user_name=SUPPORT, password="")
            self.assertIn("did not let us in. It said: 5.7.8 not you (400)", test_it(self.admin, self.box).words)
            self.assertEqual(["", ""], reasons)  # the empty answer, twice: once more with a newer token
            self.ticket("Nothing is lost")
            self.hark.until(lambda: "A mailbox cannot send" in self.admin.get("/admin/alarms").words, "the alarm")
        self.send_by_tokens()
        self.await_mail("Nothing is lost")


@unittest.skipIf(missing(), missing())
class OnlyBearer(House):
    mechanisms = "plain login oauthbearer"

    def test_where_only_oauthbearer_is_offered_it_is_used_and_its_refusal_understood(self):
        self.paste()
        self.fetch_by_tokens()
        self.send_by_tokens()
        self.write("By bearer")
        number = self.await_ticket("By bearer")
        self.tokens.forget_access()
        self.reply(number, "Here it is, by bearer.")
        self.await_mail("Here it is, by bearer.")
        self.assertEqual(["refresh_token 200"] * 2, self.tokens.asked)


if __name__ == "__main__":
    unittest.main()
