#!/usr/bin/python3
"""Mail is fetched: from Dovecot as it is, and from servers that lie."""
import hashlib
import imaplib
import ssl
import statistics
import threading
import time
import unittest

from fake_server import FakeServer, imap_script
from mailrig import PASSWORD, missing, rig
from net_client import Watch

MAIL = "From: a@customer.example\r\nSubject: {}\r\n\r\nHello {}\r\n"


@unittest.skipIf(missing(), missing())
class Dovecot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        manager = rig()
        cls.rig = manager.__enter__()  # pylint: disable=unnecessary-dunder-call
        cls.addClassCleanup(manager.__exit__, None, None, None)

    def setUp(self):
        self.user = f"{self.id().rsplit('_', 3)[-1]}{id(self) % 10000}@customer.example".lower()

    def url(self, more: str = "", password: str = PASSWORD, kind: str = "imaps") -> str:
        login = f"{self.user.replace('@', '%40')}:{password}"
        mark = "starttls&" if kind == "imap" else ""
        return (f"{kind}://{login}@localhost:{self.rig.ports[kind]}/INBOX"
                f"?{mark}ca={self.rig.authority.certificate}{more}")

    def mailbox(self) -> imaplib.IMAP4:
        context = ssl.create_default_context(cafile=str(self.rig.authority.certificate))
        line = imaplib.IMAP4_SSL("localhost", self.rig.ports["imaps"], ssl_context=context)
        line.login(self.user, PASSWORD)
        line.select("INBOX")
        self.addCleanup(line.logout)
        return line

    def put(self, *subjects: str, flags: str = "") -> None:
        line = self.mailbox()
        for subject in subjects:
            line.append("INBOX", flags, None, MAIL.format(subject, subject).encode())

    def seen(self) -> list[int]:
        return [int(number) for number in self.mailbox().search(None, "SEEN")[1][0].split()]

    def test_the_first_time_only_what_nobody_has_read_is_new(self):
        self.put("one", "two", flags="\\Seen")
        self.put("three")
        self.put("four", flags="\\Seen")
        self.put("five")
        with Watch(self.url()) as watch:
            first = watch.until_ready()
            self.assertEqual([3, 5], [mail["uid"] for mail in first])
            self.assertEqual([0, 0], [mail["after_uidvalidity"] for mail in first])
            self.assertEqual((first[0]["uidvalidity"], 5), watch.position)
        self.assertEqual([1, 2, 3, 4, 5], self.seen())

    def test_a_mail_arrives_byte_for_byte(self):
        self.put("one")
        text = MAIL.format("one", "one").encode()
        with Watch(self.url(kind="imap")) as watch:
            mail, = watch.until_ready()
        self.assertEqual((len(text), hashlib.sha256(text).hexdigest()),
                         (mail["got"], mail["sha256"]))

    def test_all_of_them_come_when_asked_for(self):
        self.put("one", "two", flags="\\Seen")
        with Watch(self.url("&all")) as watch:
            self.assertEqual([1, 2], [mail["uid"] for mail in watch.until_ready()])

    def test_who_knows_where_he_was_goes_on_there(self):
        self.put("one")
        with Watch(self.url()) as watch:
            watch.until_ready()
        self.put("two", flags="\\Seen")
        self.put("three")
        with Watch(self.url(), watch.position) as again:
            self.assertEqual([2, 3], [mail["uid"] for mail in again.until_ready()])
        with Watch(self.url(), again.position) as last:
            self.assertEqual([], last.until_ready())

    def test_a_folder_that_was_made_anew_is_looked_through_whole(self):
        self.put("one", "two", flags="\\Seen")
        with Watch(self.url(), (12345, 99)) as watch:
            self.assertEqual([1, 2], [mail["uid"] for mail in watch.until_ready()])
            self.assertNotEqual(12345, watch.position[0])

    def test_a_new_mail_is_here_within_a_second(self):
        delays = []
        with Watch(self.url()) as watch:
            watch.until_ready()
            for number in range(8):
                self.rig.deliver("a@customer.example", self.user, MAIL.format(number, number))
                since = time.time()
                mail = watch.next_mail()
                self.assertEqual("mail", mail["kind"])
                delays.append(mail["at"] / 1000 - since)
                time.sleep(0.1)
        print(f"# IDLE: median {statistics.median(delays) * 1000:.0f} ms, "
              f"longest {max(delays) * 1000:.0f} ms; Dovecot itself waits 500 ms")
        self.assertLess(statistics.median(delays), 1)  # a busy machine may hold up one of them

    def test_many_mails_at_once_come_in_order_and_once(self):
        self.put("first")
        with Watch(self.url()) as watch:
            watch.until_ready()
            line = self.mailbox()
            for number in range(40):
                line.append("INBOX", "", None, MAIL.format(number, number).encode())
            uids = [watch.next_mail()["uid"] for _ in range(40)]
        self.assertEqual(list(range(2, 42)), uids)
        self.assertEqual(list(range(1, 42)), self.seen())

    def test_a_kept_mail_moves_to_a_folder_that_is_made_for_it(self):
        self.put("one", "two")
        with Watch(self.url("&move=Apdorota%20%E2%80%94%20%C5%A0ia")) as watch:
            self.assertEqual(2, len(watch.until_ready()))
            self.put("three")
            self.assertEqual("mail", watch.next_mail()["kind"])
            watch.until_ready()
        line = self.mailbox()
        self.assertEqual([b""], line.search(None, "ALL")[1])
        self.assertEqual("OK", line.select('"Apdorota &IBQ- &AWA-ia"')[0])
        self.assertEqual([b"1 2 3"], line.search(None, "ALL")[1])

    def test_what_is_not_kept_stays_new(self):
        self.put("one", "two")
        with Watch(self.url(), word="imap-refuse") as watch:
            self.assertEqual(1, watch.next_mail()["uid"])
            over = watch.next()
        self.assertEqual(("over", 5), (over["step"], over["result"]))
        self.assertEqual([], self.seen())
        with Watch(self.url(), watch.position) as again:
            self.assertEqual([1, 2], [mail["uid"] for mail in again.until_ready()])

    def test_a_mail_that_is_too_large_is_told_of_and_left_alone(self):
        self.put("x" * 10, "y")
        text = b"Subject: z\r\n\r\n" + b"z" * 9000000
        self.mailbox().append("INBOX", "", None, text)
        self.put("last")
        with Watch(self.url()) as watch:
            news = watch.until_ready()
        self.assertEqual(["mail", "mail", "too-big", "mail"], [one["kind"] for one in news])
        self.assertGreater(news[2]["size"], 9000000)
        self.assertEqual(65536, news[2]["got"])
        self.assertEqual(hashlib.sha256(text[:65536]).hexdigest(), news[2]["sha256"])
        self.assertEqual([1, 2, 4], self.seen())

    def test_a_mail_of_seven_megabytes_arrives_whole(self):
        text = b"Subject: big\r\n\r\n" + b"0123456789abcdef\r\n" * 400000
        self.mailbox().append("INBOX", "", None, text)
        with Watch(self.url()) as watch:
            mail, = watch.until_ready()
        self.assertEqual(hashlib.sha256(text).hexdigest(), mail["sha256"])

    def test_a_server_that_starts_anew_ends_the_watch_and_loses_nothing(self):
        self.put("one")
        with Watch(self.url()) as watch:
            watch.until_ready()
            self.rig.dovecot_stop()
            over = watch.next()
            self.assertEqual(("over", 5), (over["step"], over["result"]))
            self.rig.deliver("a@customer.example", self.user, MAIL.format("two", "two"))
        with Watch(self.url(), watch.position) as down:
            over = down.next()
            self.assertEqual("over", over["step"])
            self.assertIn("No connection", over["text"])
        self.rig.dovecot_start()
        self.rig.queue_flush()
        with Watch(self.url(), watch.position) as again:
            mail = again.next_mail()
            self.assertEqual(("mail", 2), (mail["kind"], mail["uid"]))
            self.put("three")
            self.assertEqual(3, again.next_mail()["uid"])

    def test_a_mailbox_that_is_gone_is_said(self):
        with Watch(self.url().replace("INBOX", "Nowhere")) as watch:
            over = watch.next()
        self.assertEqual(("over", 5), (over["step"], over["result"]))
        self.assertIn("Nowhere", over["text"])

    def test_an_unknown_authority_is_not_trusted(self):
        with Watch(self.url().split("?")[0]) as watch:
            over = watch.next()
        self.assertIn("issuer is unknown", over["text"])

    def test_a_folder_emptied_by_somebody_else_is_no_trouble(self):
        self.put("one", "two", "three")
        with Watch(self.url()) as watch:
            watch.until_ready()
            for mail in (self.rig.folder / "home" / self.user / "Maildir" / "cur").iterdir():
                mail.unlink()
            self.put("four")
            self.assertEqual(4, watch.next_mail()["uid"])


def fetch_with(*lines: str):
    """Answers the list with one mail of 5 bytes, and the fetching of it with these lines."""
    def act(line, tag: str) -> None:
        if "BODY.PEEK[]" in line.server.heard[-1]:
            line.say(*lines)
        else:
            line.say("* 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS ())")
        line.say(f"{tag} OK done")
    return act


class Liars(unittest.TestCase):
    def watch(self, script, mark: str = ""):
        server = self.enterContext(FakeServer(script))
        return self.enterContext(Watch(f"imap://u:p@127.0.0.1:{server.port}{mark}")), server

    def over(self, script, mark: str = "") -> str:
        news = self.watch(script, mark)[0].next_mail()
        self.assertEqual(("over", 5), (news["step"], news.get("result")))
        return news["text"]

    def test_a_body_may_be_a_literal_or_a_string_or_gone(self):
        for lines, expected in ((("* 1 FETCH (UID 1 BODY[] {5}", "12345)"), "12345"),
                                (("* 1 FETCH (BODY[] {5}", "12345 UID 1 FLAGS (\\Seen))"), "12345"),
                                (('* 1 FETCH (UID 1 BODY[] "a\\"b\\\\c")',), 'a"b\\c'),
                                (("* 9 EXISTS", '* 1 FETCH (BODY[] "")'), "")):
            watch, _ = self.watch(imap_script("IMAP4rev1 IDLE", {"FETCH": fetch_with(*lines)}))
            mail = watch.next()
            self.assertEqual(("mail", hashlib.sha256(expected.encode()).hexdigest()),
                             (mail["kind"], mail["sha256"]))
        for lines in (("* 1 FETCH (UID 1 BODY[] NIL)",), ("* 1 FETCH (FLAGS (\\Seen))",), ()):
            watch, _ = self.watch(imap_script("IMAP4rev1 IDLE", {"FETCH": fetch_with(*lines)}))
            self.assertEqual("ready", watch.next()["kind"])

    def test_a_body_that_is_too_large_or_of_another_mail_ends_the_watch(self):
        for lines in (("* 1 FETCH (UID 1 BODY[] {99999999}",),
                      ("* 1 FETCH (UID 1 BODY[] {999999999999999999999}",),
                      ("* 1 FETCH (UID 1 X {5}", "12345)"),
                      ("* 1 FETCH (BODY[] {5}", "12345 UID 2)"),
                      ("* 1 FETCH (BODY[] {5}", "12345 UID 1)", "* 1 FETCH (BODY[] {5}", "12345)"),
                      ("* 1 FETCH (UID 1 BODY[] junk)",), ("* 1 FETCH (UID 1",)):
            script = imap_script("IMAP4rev1 IDLE", {"FETCH": fetch_with(*lines)})
            watch, _ = self.watch(script)
            while True:
                news = watch.next()
                self.assertNotEqual("ready", news.get("kind"), lines)
                if news["step"] == "over":
                    break

    def test_the_beginning_of_a_mail_too_large_may_be_short_or_refused_but_not_long(self):
        def head_with(*lines: str, word: str = "OK"):
            def act(line, tag):
                if "BODY.PEEK[]" in line.server.heard[-1]:
                    line.say(*lines, f"{tag} {word} done")
                else:
                    line.say("* 1 FETCH (UID 1 RFC822.SIZE 99999999 FLAGS ())", f"{tag} OK done")
            return imap_script("IMAP4rev1 IDLE", {"FETCH": act})
        for lines, word, got in ((("* 1 FETCH (UID 1 BODY[]<0> {5}", "12345)"), "OK", 5),
                                 (('* 1 FETCH (BODY[]<0> "abc")',), "OK", 3), ((), "NO", 0)):
            watch, _ = self.watch(head_with(*lines, word=word))
            news = watch.next()
            self.assertEqual(("too-big", 99999999, got), (news["kind"], news["size"], news["got"]))
        self.assertIn("not asked for", self.over(head_with("* 1 FETCH (BODY[]<0> {65537}")))

    def test_a_line_that_breaks_in_a_body_gives_no_mail(self):
        def act(line, tag):
            if "BODY.PEEK[]" in line.server.heard[-1]:
                line.say("* 1 FETCH (UID 1 BODY[] {5000}", "123")
                line.hang_up()
            else:
                line.say("* 1 FETCH (UID 1 RFC822.SIZE 5000 FLAGS ())", f"{tag} OK done")
        self.assertIn("hung up", self.over(imap_script(at={"FETCH": act})))

    def test_a_server_that_signs_us_in_by_itself_is_not_believed(self):
        for words in ("* PREAUTH welcome", "* BYE", "+ x", "hello", "220 I am SMTP", "* 5 OK"):
            self.assertTrue(self.over(imap_script(at={"": words}), "?starttls"))

    def test_words_that_come_before_tls_are_not_believed(self):
        def act(line, tag):
            line.say(f"{tag} OK go on", "* CAPABILITY IMAP4rev1 AUTH=PLAIN")
        text = self.over(imap_script(at={"STARTTLS": act}), "?starttls")
        self.assertIn("more than it may", text)

    def test_starttls_that_is_refused_is_not_done_without(self):
        def act(line, tag):
            line.say(f"{tag} BAD what")
        script = imap_script(at={"STARTTLS": act})
        watch, server = self.watch(script, "?starttls")
        self.assertEqual("over", watch.next()["step"])
        self.assertEqual(["A1 STARTTLS"], server.heard)

    def test_a_wrong_password_is_said(self):
        def act(line, tag):
            line.say(f"{tag} NO [AUTHENTICATIONFAILED] Wrong.")
        self.assertIn("Wrong.", self.over(imap_script(at={"LOGIN": act})))

    def test_a_password_is_not_sent_where_login_is_forbidden(self):
        watch, server = self.watch(imap_script("IMAP4rev1 LOGINDISABLED"))
        self.assertIn("no way to sign in", watch.next()["text"])
        self.assertEqual(["A1 CAPABILITY"], server.heard)

    def test_signs_in_a_password_cannot_make_a_command(self):
        with FakeServer(imap_script("IMAP4rev1 IDLE")) as server:
            with Watch(f"imap://u%22x:p%5C%22%20q@127.0.0.1:{server.port}") as watch:
                watch.until_ready()
        self.assertIn('A2 LOGIN "u\\"x" "p\\\\\\" q"', server.heard)

    def test_news_between_idle_and_its_answer_is_not_lost(self):
        listed = threading.Event()

        def fetch(line, tag):
            if listed.is_set() and "RFC822.SIZE" in line.server.heard[-1]:
                line.say("* 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS ())")
            elif listed.is_set():
                line.say("* 1 FETCH (UID 1 BODY[] {5}", "12345)")
            line.say(f"{tag} OK done")

        def idle(line, tag):
            if not listed.is_set():
                listed.set()
                line.say("* 1 EXISTS", "+ idling")
            else:
                line.say("+ idling")
            self.assertEqual("DONE", line.hear())
            line.say(f"{tag} OK done")
        watch, _ = self.watch(imap_script("IMAP4rev1 IDLE", {"FETCH": fetch, "IDLE": idle}))
        watch.until_ready()
        self.assertEqual("mail", watch.next()["kind"])

    def test_a_server_without_idle_is_asked_again_as_soon_as_it_says_something(self):
        asked = []

        def fetch(line, tag):
            asked.append(tag)
            line.say(f"{tag} OK done")
            if len(asked) == 1:
                line.say("* 2 EXISTS")
        watch, server = self.watch(imap_script(at={"FETCH": fetch}))
        watch.until_ready()
        watch.until_ready()
        self.assertEqual(2, len(asked))
        self.assertTrue(any(text.endswith(" NOOP") for text in server.heard))

    def test_a_copy_and_a_mark_do_where_the_server_cannot_move(self):
        lines = ("* 1 FETCH (UID 1 BODY[] {5}", "12345)")
        script = imap_script("IMAP4rev1 IDLE UIDPLUS", {"FETCH": fetch_with(*lines)})
        watch, server = self.watch(script, "?move=Done")
        watch.until_ready()
        said = [text.split(" ", 1)[1] for text in server.heard]
        self.assertIn('UID COPY 1 "Done"', said)
        self.assertLess(said.index('UID COPY 1 "Done"'),
                        said.index("UID STORE 1 +FLAGS.SILENT (\\Seen \\Deleted)"))
        self.assertIn("UID EXPUNGE 1", said)


if __name__ == "__main__":
    unittest.main()
