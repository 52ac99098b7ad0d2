#!/usr/bin/python3
"""The pages of customers and of signing in, as browsers without scripts use them."""
import base64
import hashlib
import hmac
import json
import re
import struct
import unittest

from hark import ADMIN, DAY, HOUR, MINUTE, SECOND, Hark, mail

RASA = "rasa@nordhome.example"
WORDS = "The washing machine leaks and the kitchen floor is wet."
PASSWORD = "a few words are easy"
SIX = ("order", "incident", "service", "invoice", "complaint", "inquiry")


def totp(secret: str, at: int) -> str:
    key, step = base64.b32decode(secret.replace(" ", "")), at // 30_000
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place:place + 4])[0] & 0x7fffffff) % 1_000_000:06d}"


class House(unittest.TestCase):
    """One Hark for all tests of a class; every test has customers of its own."""
    count = 0

    @classmethod
    def setUpClass(cls):
        cls.hark = Hark()
        cls.addClassCleanup(cls.hark.close)
        cls.hark.init()
        cls.hark.staff(RASA, "Rasa Petrauskienė")
        cls.hark.start()

    def setUp(self):
        self.hark.wait(HOUR)  # limits of the test before are over
        self.rasa = self.hark.sign_in(RASA)

    def address(self) -> str:
        House.count += 1
        return f"customer{House.count}@example.net"

    def customer(self, subject: str = "The tap drips"):
        """Somebody who has asked by mail and signed in: browser, address, number."""
        address = self.address()
        number = self.hark.mail_in(mail(f"Ola Nord <{address}>", subject, "It drips all night."))
        self.assertGreater(number, 0)
        return self.hark.sign_in(address), address, number

    def begin(self, browser=None, base: str = "", body: str = WORDS, **fields):
        """Answers the first two questions: the browser and the address of what was begun."""
        browser = browser or self.hark.visitor()
        browser.get(f"{base}/new?type=incident")
        answer = browser.send(f"{base}/new/tell", {"type": "incident", "body": body} | fields)
        self.assertEqual(303, answer.status, answer.words)
        return browser, answer.where.removesuffix("/files")

    def ask(self, address: str, base: str = "", **fields):
        browser, root = self.begin(base=base, **fields)
        browser.get(f"{root}/you")
        browser.send(f"{root}/you", {"name": "Fatima Rahman", "email": address})
        browser.get(f"{root}/check")
        return browser, browser.post(f"{root}/check")

    def resolve(self, number: int) -> str:
        """Rasa thinks that it is solved; the address of the question in the customer's mail."""
        page = self.rasa.get(f"/tickets/{number}")
        self.rasa.post(f"/tickets/{number}/resolve", {"version": page.field("version")})
        self.hark.wait(20 * SECOND)
        return self.mailed_path(self.hark.until(lambda: self.question(number), "the question"))

    def question(self, number: int):
        found = [one for one in self.hark.mails() if f"[#{number}]" in str(one["Subject"]) and
                 "/solved/" in one.get_body(("plain",)).get_content()]
        return found[-1] if found else None

    def mailed_path(self, message) -> str:
        text = message.get_body(("plain",)).get_content()
        return re.search(r"http://127\.0\.0\.1:\d+(/\S+)", text)[1]

    def state(self, number: int) -> str:
        return self.hark.command("ticket", "show", str(number), "--json")


class Asking(House):
    def test_the_first_page_offers_six_things_and_ways_to_a_person(self):
        page = self.hark.visitor().get("/")
        for purpose in SIX:
            self.assertIn(f'href="/new?type={purpose}"', page.text)
        self.assertIn("mailto:help@nordhome.example", page.text)
        self.assertIn('href="/new"', page.text)

    def test_no_page_of_customers_has_a_script_and_each_is_small(self):
        browser, _, number = self.customer()
        for path in ("/bn/", "/ta/new", "/lt/new?type=order", "/en/sign-in", "/bn/my/requests",
                     f"/ta/my/requests/{number}", "/bn/my/preferences", "/en/solved/AAAA"):
            page = browser.ask("GET", path, headers={"Accept-Encoding": "identity"})
            self.assertNotIn("<script", page.text, path)
            self.assertIn("script-src 'none'", page.headers["Content-Security-Policy"])
            self.assertLess(len(page.body), 30_000, path)

    def test_a_question_becomes_a_ticket_with_an_owner_and_a_time(self):
        address = self.address()
        _, page = self.ask(address, base="/en", subject="Water everywhere")
        self.assertIn("Your request has arrived", page.words)
        self.assertIn("Rasa Petrauskienė has your request", page.words)
        self.assertIn("You will have an answer by", page.words)
        self.assertIn(address, page.words)
        number = int(re.search(r"number is (\d+)", page.words)[1])
        self.assertIn("Water everywhere", self.rasa.get(f"/tickets/{number}").words)
        self.assertIn("Water everywhere", str(self.hark.mail_to(address)["Subject"]))

    def test_the_title_is_made_from_the_words_when_there_is_none(self):
        _, page = self.ask(self.address(), body="Mano stalas sulūžo.\nKą daryti?")
        number = re.search(r"number is (\d+)", page.words)[1]
        self.assertIn("Mano stalas sulūžo.", self.rasa.get(f"/tickets/{number}").text)

    def test_a_mail_to_the_customer_is_in_the_language_of_the_pages(self):
        address = self.address()
        self.ask(address, base="/bn", body="amar washing machine theke pani porche")
        message = self.hark.mail_to(address)
        self.assertIn("/bn/my/requests/", message.get_body(("plain",)).get_content())

    def test_nothing_typed_is_lost_when_something_is_wrong(self):
        browser = self.hark.visitor()
        browser.get("/new?type=incident")
        page = browser.send("/new/tell", {"type": "incident", "subject": "Leak <b>", "body": " "})
        self.assertEqual(422, page.status)
        self.assertIn('value="Leak &lt;b&gt;"', page.text)
        self.assertIn("Please tell us what happened.", page.words)
        browser, root = self.begin()
        browser.get(f"{root}/you")
        page = browser.send(f"{root}/you", {"name": "Fatima", "email": "nowhere", "phone": "call me"})
        self.assertEqual(422, page.status)
        for value in ("Fatima", "nowhere", "call me"):
            self.assertIn(f'value="{value}"', page.text)
        self.assertIn("This e-mail address does not look right.", page.words)
        self.assertIn("This phone number does not look right.", page.words)

    def test_a_name_and_one_way_to_reach_the_person_are_needed(self):
        browser, root = self.begin()
        browser.get(f"{root}/you")
        page = browser.send(f"{root}/you", {"name": "", "email": "", "phone": ""})
        self.assertIn("Please give an e-mail address or a phone number", page.words)
        self.assertNotIn("your name, so", page.words)
        self.assertIn("an e-mail address or a phone number", page.words)
        answer = browser.send(f"{root}/you", {"name": "Ola", "phone": "+370 5 200 1234"})
        self.assertEqual(f"{root}/check", answer.where)

    def test_the_first_question_needs_an_answer(self):
        page = self.hark.visitor().get("/new?asked=1")
        self.assertEqual(422, page.status)
        self.assertIn("Please choose what it is about.", page.words)
        self.assertEqual(422, self.hark.visitor().get("/new?type=bomb").status)

    def test_the_way_back_shows_what_was_typed(self):
        browser, root = self.begin(subject="A leak")
        self.assertIn(WORDS, browser.get(f"{root}/tell").text)
        browser.send(f"{root}/tell", {"body": "Something else", "subject": "Another", "then": "check"})
        browser.get(f"{root}/you")
        browser.send(f"{root}/you", {"name": "Ola", "email": self.address()})
        page = browser.get(f"{root}/check")
        self.assertIn("Something else", page.text)
        self.assertNotIn(WORDS, page.text)
        browser.get(f"{root}/about")
        browser.send(f"{root}/about", {"type": "complaint"})
        self.assertIn("A complaint", browser.get(f"{root}/check").words)

    def test_files_survive_the_steps_and_arrive(self):
        browser, root = self.begin()
        browser.get(f"{root}/files")
        files = (("files", "drėgna grindis.jpg", "image/jpeg", b"\xff\xd8\xff" + b"a" * 5000),
                 ("files", "", "application/octet-stream", b""))
        page = browser.post(f"{root}/files", {"go": "more"}, files=files)
        self.assertIn("drėgna grindis.jpg", page.text)
        more = (("files", "C:\\papers\\bill.pdf", "application/pdf", b"%PDF-1.4"),)
        browser.post(f"{root}/files", {"go": "on"}, files=more)
        page = browser.get(f"{root}/files")
        self.assertIn("bill.pdf", page.text)
        self.assertNotIn("papers\\bill", page.text)
        browser.post(f"{root}/files/1/remove")
        self.assertNotIn("bill.pdf", browser.get(f"{root}/files").text)
        browser.post(f"{root}/files/7/remove")
        address = self.address()
        browser.send(f"{root}/you", {"name": "Fatima", "email": address})
        browser.get(f"{root}/check")
        page = browser.post(f"{root}/check")
        number = re.search(r"number is (\d+)", page.words)[1]
        fatima = self.hark.sign_in(address)
        page = fatima.get(f"/my/requests/{number}")
        path = re.search(r'href="(/my/requests/\d+/files/[^"]+)"', page.text)[1]
        file = fatima.get(path)
        self.assertEqual(b"\xff\xd8\xff" + b"a" * 5000, file.body)
        self.assertIn("attachment", file.headers["Content-Disposition"])
        self.assertIn("sandbox", file.headers["Content-Security-Policy"])
        self.assertEqual("nosniff", file.headers["X-Content-Type-Options"])

    def test_too_many_and_too_large_files_are_refused_and_the_words_stay(self):
        browser, root = self.begin()
        browser.get(f"{root}/files")
        eleven = tuple(("files", f"{i}.txt", "text/plain", b"x") for i in range(11))
        page = browser.send(f"{root}/files", {"go": "on"}, files=eleven)
        self.assertEqual(422, page.status)
        self.assertIn("Ten files", page.words)
        large = (("files", "film.mp4", "video/mp4", b"\0" * 26_000_000),)
        page = browser.send(f"{root}/files", {"go": "on"}, files=large)
        self.assertEqual(422, page.status)
        self.assertIn("25 MB", page.words)
        huge = (("files", "film.mp4", "video/mp4", b"\0" * 34_000_000),)
        page = browser.send(f"{root}/files", {"go": "on"}, files=huge)  # reads when all is sent
        self.assertEqual(413, page.status)
        self.assertIn("nothing was sent", page.words)
        self.assertIn("smaller files", page.words)
        self.assertIn(WORDS, browser.get(f"{root}/tell").text)

    def test_uploads_from_one_place_are_limited(self):
        browser, root = self.begin()
        browser.get(f"{root}/files")
        for _ in range(40):
            browser.send(f"{root}/files", {"go": "on"}, files=(("files", "a.txt", "text/plain", b"a"),))
            browser.send(f"{root}/files/0/remove")
            browser.send(f"{root}/files", {"go": "on"}, files=(("files", "", "text/plain", b""),))
        page = browser.send(f"{root}/files", {"go": "on"}, files=(("files", "a.txt", "text/plain", b"a"),))
        self.assertEqual(429, page.status)
        self.assertIn("too often", page.words)

    def test_sending_twice_asks_once(self):
        address = self.address()
        browser, root = self.begin()
        browser.get(f"{root}/you")
        browser.send(f"{root}/you", {"name": "Fatima", "email": address})
        browser.get(f"{root}/check")
        first, second = browser.send(f"{root}/check"), browser.send(f"{root}/check")
        self.assertEqual(first.where, second.where)
        page = self.hark.sign_in(address).get("/my/requests")
        self.assertEqual(1, page.text.count('class="card req"'))

    def test_what_was_begun_opens_in_its_own_browser_alone(self):
        browser, root = self.begin()
        for page in ("tell", "files", "you", "check", "about", "sent"):
            stranger = self.hark.visitor()
            stranger.get("/new?type=order")
            answer = stranger.ask("GET", f"{root}/{page}")
            self.assertEqual((303, "/new"), (answer.status, answer.where), page)
            self.assertEqual("/new", stranger.send(f"{root}/tell", {"body": "mine now"}).where)
        self.assertIn(WORDS, browser.get(f"{root}/tell").text)

    def test_nothing_is_sent_before_the_questions_are_answered(self):
        browser, root = self.begin()
        browser.get(f"{root}/tell")
        self.assertEqual(f"{root}/you", browser.send(f"{root}/check").where)
        self.assertEqual(f"{root}/you", browser.ask("GET", f"{root}/check").where)

    def test_a_form_of_another_site_is_refused(self):
        browser = self.hark.visitor()
        browser.get("/new?type=order")
        fields = {"type": "order", "body": WORDS}
        self.assertEqual(403, browser.send("/new/tell", fields, token="wrong").status)
        self.assertEqual(403, browser.send("/new/tell", fields, token="").status)
        other = browser.send("/new/tell", fields, headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(403, other.status)
        self.assertEqual(403, self.hark.visitor().send("/new/tell", fields, token=browser.token).status)

    def test_too_many_questions_from_one_place_have_to_wait(self):
        for _ in range(20):
            self.ask(self.address())
        _, page = self.ask(self.address())
        self.assertEqual(429, page.status)
        self.assertIn("Please wait a little", page.words)
        self.hark.wait(HOUR)
        _, page = self.ask(self.address())
        self.assertIn("Your request has arrived", page.words)

    def test_too_many_questions_of_one_address_have_to_wait(self):
        address = self.address()
        for _ in range(10):
            self.ask(address)
        self.assertEqual(429, self.ask(address.upper())[1].status)
        self.assertEqual(200, self.ask(self.address())[1].status)

    def test_who_is_signed_in_is_not_asked_who_he_is(self):
        browser, _, _ = self.customer()
        browser, root = self.begin(browser)
        browser.get(f"{root}/files")
        browser.send(f"{root}/files", {"go": "on"})
        browser.get(f"{root}/harm")
        browser.send(f"{root}/harm")
        browser.get(f"{root}/more/1")
        answer = browser.send(f"{root}/more/1")
        self.assertEqual(f"{root}/check", answer.where)
        self.assertIn("Ola Nord", browser.get(f"{root}/check").words)
        self.assertIn("has arrived", browser.post(f"{root}/check").words)
        self.assertEqual(2, browser.get("/my/requests").text.count('class="card req"'))

    def test_signing_in_on_the_way_loses_nothing(self):
        _, address, _ = self.customer()
        browser, root = self.begin()
        browser.get(f"{root}/you")
        token, path = browser.token, self.hark.link(address)
        browser.get(path)
        browser.post(path)
        answer = browser.send(f"{root}/files", {"go": "on"}, token=token)
        self.assertEqual(f"{root}/harm", answer.where)

    def test_what_was_not_sent_is_forgotten_after_a_day(self):
        browser, root = self.begin()
        self.hark.wait(2 * DAY)
        self.hark.until(lambda: browser.ask("GET", f"{root}/tell").status == 303, "the tidying", 70)


class Requests(House):
    def test_a_customer_sees_his_own_requests_and_who_has_them(self):
        browser, _, number = self.customer("A lamp without light")
        page = browser.get("/my/requests")
        self.assertIn("A lamp without light", page.words)
        self.assertIn("Rasa Petrauskienė has it. You will have an answer by", page.words)
        page = browser.get(f"/my/requests/{number}")
        self.assertIn("It drips all night.", page.words)
        self.assertIn("What happens next", page.words)
        self.assertIn("A person answers you", page.words)

    def test_what_ends_without_an_answer_does_not_say_that_a_person_answered(self):
        browser, _, number = self.customer()
        self.resolve(number)
        words = browser.get(f"/my/requests/{number}").words
        self.assertNotIn("A person answers you", words)
        self.assertIn("You tell us whether it is really solved", words)
        browser, _, number = self.customer()
        page = self.rasa.get(f"/tickets/{number}")
        self.rasa.send(f"/tickets/{number}/replies",
                       {"version": page.field("version"), "text": "Done.", "then": "resolve"})
        self.hark.wait(20 * SECOND)
        self.hark.until(lambda: self.question(number), "the question")
        self.assertIn("A person answers you", browser.get(f"/my/requests/{number}").words)

    def test_words_that_are_sent_again_after_going_back_stand_once(self):
        browser, _, number = self.customer()
        path = f"/my/requests/{number}"
        for words, times in (("It drips more.", 1), (" It drips more. ", 1), ("Still.", 2), ("It drips more.", 3)):
            browser.get(path)  # with a new key each time
            self.assertEqual(303, browser.send(f"{path}/messages", {"body": words}).status)
            self.assertEqual(times + 1, len(json.loads(self.state(number))["messages"]), words)
        self.hark.wait(11 * MINUTE)  # said anew
        browser.get(path)
        browser.send(f"{path}/messages", {"body": "It drips more."})
        browser.get(path)
        browser.send(f"{path}/messages", {"body": "It drips more."}, files=(("files", "a.txt", "text/plain", b"x"),))
        self.assertEqual(6, len(json.loads(self.state(number))["messages"]))

    def test_what_was_cut_from_a_mail_is_one_click_away_without_a_script(self):
        address = self.address()
        said = "It still drips.  \n\nOn Monday at 10:14, Nordhome wrote:\n> Does it drip?\n"
        number = self.hark.mail_in(mail(f"Ola Nord <{address}>", "The tap drips", said))
        browser = self.hark.sign_in(address)
        text = browser.get(f"/my/requests/{number}").text
        folded = re.search(r'<details class="quoted">\s*<summary>Show earlier text</summary>(.*?)</details>', text, re.S)
        self.assertIn("&gt; Does it drip?", folded[1])
        self.assertNotIn("It still drips.", folded[1])
        self.assertLess(text.index("It still drips."), folded.start())
        self.assertNotIn("Does it drip?", text.replace(folded[0], ""))
        browser, _, number = self.customer()
        self.assertNotIn("Show earlier text", browser.get(f"/my/requests/{number}").text)

    def test_a_request_of_somebody_else_is_as_absent_as_none(self):
        browser, _, _ = self.customer()
        _, _, number = self.customer("Not yours")
        pages = [browser.get(f"/my/requests/{one}") for one in (number, 999999)]
        self.assertEqual([404, 404], [page.status for page in pages])
        plain = [re.sub(r'value="[^"]*"|/my/requests/\d+', "", page.text) for page in pages]
        self.assertEqual(plain[0], plain[1])
        for deed in ("messages", "solved"):
            sent = [browser.send(f"/my/requests/{one}/{deed}", {"body": "x", "answer": "yes"})
                    for one in (number, 999999)]
            self.assertEqual([404, 404], [page.status for page in sent], deed)
        for path in (f"/my/requests/{number}/files/1/0", "/my/requests/abc", "/my/requests/-1"):
            self.assertEqual(404, browser.get(path).status, path)

    def test_notes_and_what_can_be_taken_back_are_never_shown(self):
        browser, _, number = self.customer()
        page = self.rasa.get(f"/tickets/{number}")
        self.rasa.post(f"/tickets/{number}/notes", {"text": "He is a difficult one.",
                                                    "version": page.field("version")})
        page = self.rasa.get(f"/tickets/{number}")
        self.rasa.post(f"/tickets/{number}/replies", {"text": "We come at three.", "then": "wait",
                                                      "version": page.field("version")})
        page = browser.get(f"/my/requests/{number}")
        self.assertNotIn("difficult", page.text)
        self.assertNotIn("We come at three.", page.text)
        self.hark.wait(20 * SECOND)
        self.hark.until(lambda: "We come at three." in browser.get(f"/my/requests/{number}").text,
                        "the reply to leave")
        page = browser.get(f"/my/requests/{number}")
        self.assertNotIn("difficult", page.text)
        self.assertIn("needs your answer to go on", page.words)

    def test_a_word_and_a_photo_are_added_once(self):
        browser, _, number = self.customer()
        page = browser.get(f"/my/requests/{number}")
        fields = {"body": "It drips more now.", "key": page.field("key")}
        files = (("files", "tap.png", "image/png", b"\x89PNG\r\n\x1a\n"),)
        path = f"/my/requests/{number}/messages"
        page = browser.post(path, fields, files=files)
        self.assertIn("Your words have arrived.", page.words)
        browser.post(path, fields, files=files)
        page = browser.get(f"/my/requests/{number}")
        self.assertEqual(1, page.text.count("It drips more now."))
        self.assertIn("tap.png", page.text)
        self.assertIn("It drips more now.", self.rasa.get(f"/tickets/{number}").text)
        page = browser.send(path, {"body": "  ", "key": "other"})
        self.assertEqual(422, page.status)
        self.assertIn("Please write a few words", page.words)

    def test_words_on_a_closed_request_open_it_again_to_the_same_person(self):
        browser, _, number = self.customer()
        path = self.resolve(number)
        browser.get(path)
        browser.post(path, {"answer": "yes"})
        page = browser.get(f"/my/requests/{number}")
        self.assertIn("open it again", page.words)
        page = browser.post(f"/my/requests/{number}/messages", {"body": "It is back.", "key": "k"})
        self.assertIn("Rasa Petrauskienė", page.words)
        self.assertIn("You hear from us by", page.words)

    def test_yes_and_no_can_be_said_on_the_request_too(self):
        browser, _, number = self.customer()
        self.resolve(number)
        page = browser.get("/my/requests")
        self.assertIn("Is it really solved?", page.words)
        page = browser.post(f"/my/requests/{number}/solved", {"answer": "no"})
        self.assertIn("goes on with it; you hear from us by", page.words)
        self.resolve(number)
        page = browser.post(f"/my/requests/{number}/solved", {"answer": "yes"})
        self.assertIn("We are glad that it is solved.", page.words)
        self.assertEqual(422, browser.send(f"/my/requests/{number}/solved", {"answer": "x"}).status)

    def test_a_late_promise_is_not_hidden(self):
        browser, _, number = self.customer()
        self.hark.wait(DAY)
        self.assertIn("are late; we are sorry", browser.get(f"/my/requests/{number}").words)

    def test_a_long_list_goes_on_with_older_ones(self):
        browser, address, _ = self.customer("The very first")
        for i in range(30):
            self.hark.mail_in(mail(f"Ola <{address}>", f"Question {i}", "Please."))
        page = browser.get("/my/requests")
        self.assertEqual(30, page.text.count('class="card req"'))
        older = re.search(r'rel="next" href="([^"]+)"', page.text)[1]
        page = browser.get(older)
        self.assertIn("The very first", page.words)
        self.assertEqual(1, page.text.count('class="card req"'))
        self.assertEqual(200, browser.get("/my/requests?after=x-y").status)

    def test_what_the_business_typed_is_shown_as_it_stands(self):
        admin = self.hark.sign_in(ADMIN)
        form = admin.get("/admin/organisation")
        texts = {name: form.field(name) for name in ("version", "name", "timezone", "phone", "email",
                                                     "remind_days", "close_days")}
        admin.post("/admin/organisation", texts | {"language": "en", "accent": "", "hours": "Mon 8:00–20:00, Sat 9–18"})
        for path in ("/bn/", "/bn/new", "/lt/"):
            self.assertIn("Mon 8:00–20:00, Sat 9–18", self.hark.visitor().get(path).text, path)

    def test_a_customer_says_that_he_wants_no_news_and_is_believed(self):
        browser, _, _ = self.customer()
        ticked = re.compile(r'name="news" value="1" checked')
        values = {"name": "Ola", "language": "en", "timezone": "", "has_news": "1"}
        self.assertRegex(browser.get("/my/preferences").text, ticked)
        for choice, wants in (({}, False), ({}, False), ({"news": "1"}, True), ({}, False)):
            browser.get("/my/preferences")
            browser.post("/my/preferences", values | choice)
            self.assertEqual(wants, bool(ticked.search(browser.get("/my/preferences").text)), choice)
        # An older page, which did not ask, changes nothing of it, and what is refused is kept.
        browser.post("/my/preferences", {"name": "Ola", "language": "en", "timezone": ""})
        self.assertNotRegex(browser.get("/my/preferences").text, ticked)
        self.assertRegex(browser.send("/my/preferences", values | {"name": "", "news": "1"}).text, ticked)
        self.assertNotRegex(browser.get("/my/preferences").text, ticked)

    def test_a_customer_chooses_his_language_and_digits(self):
        browser, _, number = self.customer()
        browser.get("/my/preferences")
        page = browser.post("/my/preferences", {"name": "Ola", "language": "bn", "digits": "latin",
                                                "timezone": "Asia/Dhaka"})
        self.assertIn('lang="bn"', page.text)
        page = browser.get(f"/my/requests/{number}")
        self.assertIn('<html lang="bn"', page.text)
        self.assertNotRegex(page.words, "[০-৯]")
        browser.get("/my/preferences")
        browser.post("/my/preferences", {"name": "Ola", "language": "bn", "digits": ""})
        self.assertRegex(browser.get(f"/my/requests/{number}").words, "[০-৯]")
        page = browser.send("/my/preferences", {"name": "", "language": "xx", "timezone": "Mars"})
        self.assertEqual(422, page.status)


class Solved(House):
    def test_looking_records_nothing_and_yes_closes(self):
        _, _, number = self.customer()
        path = self.resolve(number)
        browser = self.hark.visitor()
        for _ in range(3):
            page = browser.get(path)
            self.assertIn("Was it really solved?", page.words)
        self.assertIn("resolved", self.state(number))
        page = browser.post(path, {"answer": "yes"})
        self.assertIn("You told us that this is solved", page.words)
        self.assertIn("confirmed", self.state(number))
        self.assertEqual(303, browser.send(path, {"answer": "yes"}).status)

    def test_no_goes_back_to_the_same_person_with_a_new_time_and_words(self):
        ola, _, number = self.customer()
        path = self.resolve(number)
        browser = self.hark.visitor()
        browser.get(path)
        page = browser.post(path, {"answer": "no"})
        self.assertIn("Rasa Petrauskienė has it and goes on with it", page.words)
        self.assertIn("You hear from us by", page.words)
        empty = browser.send(f"{path}/words", {"body": ""})
        self.assertEqual(422, empty.status)
        fields = {"body": "Water under the door.", "key": page.field("key")}
        page = browser.post(f"{path}/words", fields)
        self.assertIn("Your words have arrived.", page.words)
        browser.post(f"{path}/words", fields)
        page = ola.get(f"/my/requests/{number}")
        self.assertEqual(1, page.text.count("Water under the door."))
        self.assertIn("Water under the door.", self.rasa.get(f"/tickets/{number}").text)
        self.assertIn("Was it really solved?", self.again(number, browser))

    def again(self, number: int, browser) -> str:
        return browser.get(self.resolve(number)).words

    def test_yes_can_become_no_after_all(self):
        _, _, number = self.customer()
        path = self.resolve(number)
        browser = self.hark.visitor()
        browser.get(path)
        browser.post(path, {"answer": "yes"})
        page = browser.post(path, {"answer": "no"})
        self.assertIn("You hear from us by", page.words)

    def test_silence_closes_it_and_the_link_still_opens_it_again(self):
        _, _, number = self.customer()
        path = self.resolve(number)
        self.hark.wait(8 * DAY)
        self.hark.until(lambda: "not_confirmed" in self.state(number), "silence to close it")
        browser = self.hark.visitor()
        rasa = self.hark.sign_in(RASA)
        self.assertIn("Closed, not confirmed", rasa.get(f"/tickets/{number}").words)
        closed = rasa.get("/inbox/closed").words
        self.assertIn("Closed, not confirmed", closed)
        self.assertRegex(closed, r"confirmed: \d+, not confirmed: [1-9]")
        self.assertRegex(browser.get("/metrics").text, r'tickets_closed\{org="\w+",how="not_confirmed"\} [1-9]')
        listed = self.hark.command("ticket", "list")
        self.assertRegex(listed, rf"#{number}\s+not confirmed ")
        self.assertRegex(listed, r"Closed: \d+ confirmed by the customer, [1-9]\d* not confirmed\.")
        self.assertIn("We have closed it", browser.get(path).words)
        self.assertIn("You hear from us by", browser.post(path, {"answer": "no"}).words)

    def test_an_old_or_unknown_link_leads_to_a_person(self):
        _, _, number = self.customer()
        path = self.resolve(number)
        browser = self.hark.visitor()
        browser.get(path)
        self.hark.wait(61 * DAY)
        for one in (path, "/en/solved/AAAAAAAAAAAAAAAAAAAAAA"):
            page = browser.get(one)
            self.assertEqual(404, page.status)
            self.assertIn("This link is no longer good", page.words)
            self.assertIn("mailto:help@nordhome.example", page.text)
            browser.get("/sign-in")
            self.assertEqual(404, browser.send(one, {"answer": "yes"}).status)
            self.assertEqual(404, browser.send(f"{one}/words", {"body": "x"}).status)

    def test_a_link_to_sign_in_answers_no_question(self):
        _, address, _ = self.customer()
        token = self.hark.link(address).rsplit("/", 1)[1]
        self.assertEqual(404, self.hark.visitor().get(f"/solved/{token}").status)

    def test_an_answer_that_is_none_and_a_foreign_form_are_refused(self):
        _, _, number = self.customer()
        path = self.resolve(number)
        browser = self.hark.visitor()
        browser.get(path)
        self.assertEqual(422, browser.send(path, {"answer": "perhaps"}).status)
        self.assertEqual(403, browser.send(path, {"answer": "yes"}, token="wrong").status)
        self.assertIn("resolved", self.state(number))


class SigningIn(House):
    def links(self, address: str) -> list:
        """The languages of those that were mailed to him."""
        texts = [one.get_body(("plain",)).get_content() for one in self.hark.mails() if address in str(one["To"])]
        return [found[1] for found in (re.search(r"/(\w\w)/link/", text) for text in texts) if found]

    def mailed_link(self, address: str) -> str:
        return self.mailed_path(self.hark.mail_to(address, "sign in"))

    def test_a_mailed_link_signs_in_once_and_leads_back(self):
        _, address, number = self.customer()
        browser = self.hark.visitor()
        page = browser.get(f"/en/my/requests/{number}")
        self.assertIn("Sign in", page.words)
        page = browser.post("/en/sign-in", {"email": f" {address.upper()} ", "next": page.field("next")})
        self.assertIn("Look into your mail", page.words)
        path = self.mailed_link(address)
        for _ in range(2):
            page = browser.get(path)
            self.assertIn("Welcome, Ola Nord", page.words)
            self.assertNotIn("session", browser.cookies)
        answer = browser.send(path.split("?")[0], {"next": page.field("next")})
        self.assertEqual(f"/en/my/requests/{number}", answer.where)
        self.assertEqual(200, browser.get(answer.where).status)
        late = self.hark.visitor()
        page = late.get(path)
        self.assertEqual(404, page.status)
        self.assertIn("This link is no longer good", page.words)
        self.assertEqual(404, late.send(path.split("?")[0]).status)

    def test_pressing_the_button_twice_signs_in(self):
        _, address, _ = self.customer()
        browser, path = self.hark.visitor(), self.hark.link(address)
        browser.get(path)
        token = browser.token
        self.assertEqual("/my/requests", browser.send(path, token=token).where)
        self.assertEqual("/my/requests", browser.send(path, token=token).where)

    def test_a_link_is_good_for_fifteen_minutes(self):
        _, address, _ = self.customer()
        browser = self.hark.visitor()
        browser.get("/en/sign-in")
        browser.send("/en/sign-in", {"email": address})
        path = self.mailed_link(address)
        self.hark.wait(14 * MINUTE)
        self.assertEqual(200, browser.get(path).status)
        self.hark.wait(2 * MINUTE)
        self.assertEqual(404, browser.get(path).status)
        browser.get("/sign-in")
        self.assertEqual(404, browser.send(path.split("?")[0]).status)

    def test_a_link_goes_in_the_language_of_whoever_is_known_and_else_of_the_page(self):
        known = self.address()
        self.hark.mail_in(mail(f"Fatima <{known}>", "পানি", "আমার ওয়াশিং মেশিন থেকে পানি পড়ছে, দয়া করে কাউকে পাঠান।"))
        unsaid = self.address()
        self.hark.mail_in(mail(f"Ola <{unsaid}>", "17", "17 18 19"))
        for address, page, language in ((known, "en", "bn"), (known, "lt", "bn"), (unsaid, "ta", "ta")):
            browser = self.hark.visitor()
            browser.get(f"/{page}/sign-in")
            before = len(self.links(address))
            browser.send(f"/{page}/sign-in", {"email": address})
            found = self.hark.until(lambda who=address, seen=before: self.links(who)[seen:], "the link")
            self.assertEqual([language], found, (address, page))

    def test_unknown_addresses_get_the_same_answer_and_no_mail(self):
        _, address, _ = self.customer()
        browser, pages = self.hark.visitor(), []
        for one in (address, "nobody@elsewhere.example"):
            browser.get("/en/sign-in")
            page = browser.send("/en/sign-in", {"email": one})
            self.assertEqual(200, page.status)
            pages.append(page.words.replace(one, "X"))
        self.assertEqual(pages[0], pages[1])
        self.hark.mail_to(address, "sign in")
        self.assertFalse([one for one in self.hark.mails() if "elsewhere" in str(one["To"])])

    def test_links_are_limited_for_known_and_unknown_alike(self):
        _, address, _ = self.customer()
        for one in (address, self.address()):
            browser = self.hark.visitor()
            browser.get("/en/sign-in")
            answers = [browser.send("/en/sign-in", {"email": one}).status for _ in range(6)]
            self.assertEqual([200] * 5 + [429], answers)

    def test_next_leads_nowhere_else(self):
        _, address, _ = self.customer()
        for wish in ("//evil.example/", "https://evil.example/", "/\\evil.example", "/inbox",
                     "/sign-in?next=/", "/my/../../x y", "javascript:alert(1)"):
            browser, path = self.hark.visitor(), self.hark.link(address)
            browser.get(path)
            self.assertEqual("/my/requests", browser.send(path, {"next": wish}).where, wish)

    def test_an_address_that_is_none_is_told_beside_the_field(self):
        browser = self.hark.visitor()
        browser.get("/sign-in")
        page = browser.send("/sign-in", {"email": "me at home"})
        self.assertEqual(422, page.status)
        self.assertIn("does not look right", page.words)
        self.assertIn('value="me at home"', page.text)

    def test_signing_out_ends_the_session_on_the_server(self):
        browser, _, _ = self.customer()
        browser.get("/my/requests")
        session = browser.cookies["session"]
        self.assertEqual(405, browser.ask("GET", "/sign-out").status)
        self.assertEqual(403, browser.send("/sign-out", token="wrong").status)
        self.assertEqual("/bn/", browser.send("/bn/sign-out").where)
        self.assertNotIn("session", browser.cookies)
        browser.cookies["session"] = session
        self.assertEqual(303, browser.ask("GET", "/my/requests").status)

    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self):
        _, address, _ = self.customer()
        browser, path = self.hark.visitor(), self.hark.link(address)
        browser.get(path)
        cookie = browser.send(path).headers["Set-Cookie"]
        self.assertIn("HttpOnly", cookie)
        self.assertIn("SameSite=Lax", cookie)
        browser.get("/my/requests")
        self.assertEqual("no-store", browser.get("/my/requests").headers["Cache-Control"])

    def test_customers_come_back_for_thirty_days(self):
        browser, _, _ = self.customer()
        for _ in range(3):
            self.hark.wait(29 * DAY)
            self.assertEqual(200, browser.ask("GET", "/my/requests").status)
        self.hark.wait(31 * DAY)
        self.assertEqual(303, browser.ask("GET", "/my/requests").status)


class Staff(House):
    def person(self, name: str, password: str = ""):
        address = self.hark.staff(f"{name.lower()}@nordhome.example", name)
        browser = self.hark.sign_in(address)
        if password:
            browser.get("/me")
            page = browser.post("/me/password", {"password": password})
            self.assertIn("Your password is changed", page.words)
        return browser, address

    def password_in(self, address: str, password: str, **fields):
        browser = self.hark.visitor()
        browser.get("/staff/sign-in")
        return browser, browser.send("/staff/sign-in", {"email": address, "password": password} | fields)

    def test_a_password_signs_in_and_out(self):
        _, address = self.person("Anna", PASSWORD)
        browser, answer = self.password_in(address, PASSWORD, next="/inbox/all")
        self.assertEqual("/inbox/all", answer.where)
        browser.get("/me")
        self.assertEqual("/staff/sign-in", browser.send("/sign-out").where)
        self.assertIn("/staff/sign-in", browser.ask("GET", "/inbox").where)

    def test_wrong_passwords_and_unknown_people_look_alike(self):
        _, address = self.person("Berta", PASSWORD)
        words = []
        for one, password in ((address, "not this one"), ("ghost@nordhome.example", PASSWORD),
                              (address, "x" * 200)):
            _, page = self.password_in(one, password)
            self.assertEqual(403, page.status)
            words.append(page.words)
            self.assertNotIn(password, page.text)
        self.assertEqual(1, len(set(words)))

    def test_ten_tries_and_then_a_pause(self):
        _, address = self.person("Carla", PASSWORD)
        answers = [self.password_in(address, "wrong")[1] for _ in range(11)]
        self.assertIn("too often", answers[-1].words)
        self.assertIn("too often", self.password_in(address, PASSWORD)[1].words)
        self.hark.wait(16 * MINUTE)
        self.assertEqual("/", self.password_in(address, PASSWORD)[1].where)

    def test_a_mailed_link_works_for_staff_too(self):
        _, address = self.person("Dora")
        browser = self.hark.visitor()
        browser.get("/staff/sign-in")
        page = browser.send("/staff/sign-in/link", {"email": address, "password": ""})
        self.assertIn("Look into your mail", page.words)
        path = self.mailed_path(self.hark.mail_to(address, "sign in"))
        browser.get(path)
        self.assertEqual("/", browser.send(path).where)

    def authenticator(self, browser) -> str:
        page = browser.get("/me/authenticator")
        self.assertIn('<svg class="qr"', page.text)
        secret = re.search(r'<code class="code" dir="ltr">([A-Z2-7 ]+)<', page.text)[1]
        wrong = browser.send("/me/authenticator", {"sealed": page.field("sealed"), "code": "000000"})
        self.assertEqual(422, wrong.status)
        code = totp(secret, self.hark.now)
        page = browser.post("/me/authenticator", {"sealed": wrong.field("sealed"),
                                                  "code": f"{code[:3]} {code[3:]}"})
        self.assertIn("asks for the code", page.words)
        self.hark.wait(MINUTE)
        return secret

    def test_an_authenticator_is_asked_after_the_password_and_with_a_link(self):
        browser, address = self.person("Edita", PASSWORD)
        secret = self.authenticator(browser)
        other, page = self.password_in(address, PASSWORD)
        self.assertIn("The code from your authenticator", page.words)
        self.assertNotIn(PASSWORD, page.text)
        self.assertNotIn("session", other.cookies)
        page = other.send("/staff/sign-in/code", {"sealed": page.field("sealed"), "code": "123456"})
        self.assertEqual(403, page.status)
        code = totp(secret, self.hark.now)
        self.assertEqual("/", other.send("/staff/sign-in/code", {
            "sealed": page.field("sealed"), "code": code}).where)
        third, path = self.hark.visitor(), self.hark.link(address)
        self.assertIn("Six digits", third.get(path).words)
        self.assertEqual(403, third.send(path).status)
        self.assertEqual(403, third.send(path, {"code": code}).status, "a code counts once")
        self.hark.wait(MINUTE)
        self.assertEqual("/", third.send(path, {"code": totp(secret, self.hark.now)}).where)

    def test_the_step_of_the_code_ends_after_five_minutes(self):
        browser, address = self.person("Fausta", PASSWORD)
        secret = self.authenticator(browser)
        other, page = self.password_in(address, PASSWORD)
        self.hark.wait(6 * MINUTE)
        page = other.send("/staff/sign-in/code", {"sealed": page.field("sealed"),
                                                  "code": totp(secret, self.hark.now)})
        self.assertIn("Please begin again", page.words)
        page = other.send("/staff/sign-in/code", {"sealed": "nonsense", "code": "123456"})
        self.assertIn("Please begin again", page.words)

    def test_who_lost_the_authenticator_comes_in_with_a_recovery_code_once(self):
        browser, address = self.person("Hana", PASSWORD)
        page = browser.get("/me/authenticator")
        secret = re.search(r'<code class="code" dir="ltr">([A-Z2-7 ]+)<', page.text)[1]
        page = browser.post("/me/authenticator", {"sealed": page.field("sealed"), "code": totp(secret, self.hark.now)})
        codes = re.findall(r"\b\d{4}-\d{4}-\d{4}-\d{4}\b", page.text)
        self.assertEqual(10, len(set(codes)))
        self.assertNotIn(codes[0], browser.get("/me").text, "shown once")
        self.assertIn("10 recovery codes are left", browser.get("/me").words)
        for wanted in (303, 403):
            other, page = self.password_in(address, PASSWORD)
            answer = other.send("/staff/sign-in/code", {"sealed": page.field("sealed"), "code": codes[3]})
            self.assertEqual(wanted, answer.status)
        self.assertIn("9 recovery codes are left", browser.get("/me").words)
        # The last administrator has a command; whoever it is about hears of it.
        self.hark.command("staff", "code-off", address)
        self.assertEqual("/", self.password_in(address, PASSWORD)[1].where)
        self.hark.mail_to(address, "taken off")

    def test_wrong_passwords_at_the_door_do_not_keep_the_owner_from_his_own(self):
        browser, address = self.person("Ilona")
        visitor = self.hark.visitor()
        visitor.get("/staff/sign-in")
        for _ in range(12):
            visitor.send("/staff/sign-in", {"email": address, "password": "wrong wrong wrong"})
        browser.get("/me")
        answer = browser.send("/me/password", {"current": "", "password": "four lamps and a kettle"})
        self.assertEqual(303, answer.status, answer.words)

    def test_a_page_of_customers_that_staff_may_not_see_lets_its_own_script_run(self):
        browser, _ = self.person("Jurga")
        answer = browser.ask("GET", "/en/my/requests")
        self.assertEqual(403, answer.status)
        self.assertIn("<script src=", answer.text)
        self.assertIn("script-src 'self'", answer.headers["Content-Security-Policy"])

    def test_an_authenticator_goes_with_one_more_of_its_codes(self):
        browser, address = self.person("Greta", PASSWORD)
        secret = self.authenticator(browser)
        browser.get("/me")
        self.assertEqual(422, browser.send("/me/authenticator/remove", {"code": ""}).status)
        browser.post("/me/authenticator/remove", {"code": totp(secret, self.hark.now)})
        self.assertEqual("/", self.password_in(address, PASSWORD)[1].where)

    def test_settings_hold_on_every_page(self):
        browser, _ = self.person("Hilda")
        browser.get("/me")
        page = browser.post("/me", {"name": "Hilda H", "language": "lt", "timezone": "Asia/Dhaka",
                                    "theme": "dark", "density": "compact", "text_size": "large"})
        self.assertIn("Hilda H", page.text)
        for mark in ('<html lang="lt"', 'data-theme="dark"', 'data-density="compact"',
                     'data-text="large"', 'data-keys="off"'):
            self.assertIn(mark, page.text)
        for wrong in ({"theme": "pink"}, {"timezone": "Mars/Base"}, {"language": "xx"}, {"name": " "}):
            fields = {"name": "Hilda", "language": "", "timezone": "", "theme": "", "density": "",
                      "text_size": ""} | wrong
            self.assertEqual(422, browser.send("/me", fields).status, wrong)

    def test_theme_and_keys_switch_with_and_without_scripts(self):
        browser, _ = self.person("Irma")
        browser.get("/inbox/all")
        self.assertEqual("/inbox/all", browser.send("/me/theme", {"theme": "dark"}).where)
        script = {"X-Form-Token": browser.token}
        self.assertEqual(204, browser.send("/me/keys", {"keys": "off"}, headers=script).status)
        page = browser.get("/me")
        self.assertIn('data-theme="dark"', page.text)
        self.assertIn('data-keys="off"', page.text)
        self.assertEqual(422, browser.send("/me/theme", {"theme": "pink"}).status)

    def test_a_new_password_needs_the_old_one_and_signs_out_elsewhere(self):
        browser, address = self.person("Judita", PASSWORD)
        other = self.hark.sign_in(address)
        browser.get("/me")
        page = browser.send("/me/password", {"current": "wrong", "password": "another few words"})
        self.assertIn("not your password of now", page.words)
        page = browser.send("/me/password", {"current": PASSWORD, "password": "short"})
        self.assertEqual(422, page.status)
        self.assertEqual(200, other.ask("GET", "/me").status)
        for easy in ("password1234", "Qwertyuiop12", "Nordhome-2026!"):
            page = browser.send("/me/password", {"current": PASSWORD, "password": easy})
            self.assertEqual(422, page.status, easy)
            self.assertIn("guessed soon", page.words)
        browser.post("/me/password", {"current": PASSWORD, "password": "another few words"})
        self.assertEqual(303, other.ask("GET", "/me").status)
        self.assertEqual(200, browser.ask("GET", "/me").status)

    def test_sessions_are_listed_and_ended_one_by_one(self):
        browser, address = self.person("Karla")
        other = self.hark.sign_in(address)
        stranger, _ = self.person("Lina")
        page = browser.get("/me")
        path = re.search(r'action="(/me/sessions/\d+/end)"', page.text)[1]
        stranger.get("/me")
        self.assertEqual(404, stranger.send(path).status)
        self.assertEqual(200, other.ask("GET", "/me").status)
        browser.post(path)
        self.assertEqual(303, other.ask("GET", "/me").status)

    def test_a_token_is_shown_once_works_and_is_taken_back(self):
        browser, _ = self.person("Marta")
        browser.get("/me")
        self.assertEqual(422, browser.send("/me/tokens", {"token_name": " "}).status)
        page = browser.post("/me/tokens", {"token_name": "The shop"})
        secret = re.search(r"hark_[\w-]{22}", page.text)[0]
        self.assertNotIn(secret, browser.get("/me").text)
        self.assertEqual(1, browser.get("/me").text.count(">The shop</th>"))
        bearer = {"Authorization": f"Bearer {secret}"}
        self.assertEqual(200, self.hark.visitor().ask("GET", "/api/v1/tickets", headers=bearer).status)
        path = re.search(r'action="(/me/tokens/\d+/revoke)"', browser.get("/me").text)[1]
        stranger, _ = self.person("Nida")
        stranger.get("/me")
        self.assertEqual(404, stranger.send(path).status)
        browser.post(path)
        self.assertEqual(401, self.hark.visitor().ask("GET", "/api/v1/tickets", headers=bearer).status)

    def test_a_new_token_is_shown_to_nobody_else(self):
        browser, _ = self.person("Kotryna")
        browser.get("/me")
        browser.send("/me/tokens", {"token_name": "Till"})
        other, _ = self.person("Violeta")
        self.assertNotIn("hark_", browser.cookies["new_token"])
        for carried in (browser.cookies["new_token"], "x", browser.cookies["new_token"][:-1]):
            other.cookies["new_token"] = carried
            self.assertNotIn("hark_", other.get("/me").text)
        self.hark.wait(2 * MINUTE)
        self.assertNotIn("hark_", browser.get("/me").text)

    def test_staff_are_signed_out_after_a_night(self):
        browser, _ = self.person("Ona")
        self.hark.wait(13 * HOUR)
        self.assertEqual(200, browser.ask("GET", "/me").status)
        self.hark.wait(15 * HOUR)
        self.assertEqual(303, browser.ask("GET", "/me").status)

    def test_customers_have_no_settings_of_staff(self):
        browser, _, _ = self.customer()
        self.assertEqual(404, browser.get("/me").status)
        self.assertEqual(404, browser.send("/me/password", {"password": PASSWORD}).status)

    def test_staff_begin_at_their_inbox(self):
        browser, _ = self.person("Petra")
        self.assertEqual("/inbox", browser.ask("GET", "/").where)
        self.assertEqual(200, browser.ask("GET", "/en/").status)
        self.assertEqual("/", browser.ask("GET", "/staff/sign-in").where)


class Trial(House):
    def test_the_mails_of_a_trial_are_shown_with_their_links(self):
        address = self.address()
        self.ask(address, base="/en", subject="A trial")
        self.hark.mail_to(address)
        browser = self.hark.visitor()
        page = browser.get("/trial/mail")
        path = re.search(r'href="(/trial/mail/[^"]+)" dir="auto">We have your', page.text)[1]
        page = browser.get(path)
        self.assertIn(address, page.words)
        self.assertRegex(page.text, r'href="/en/my/requests/\d+"')
        self.assertIn("By when", page.words)

    def test_nobody_reads_them_from_elsewhere_or_reads_other_files(self):
        browser = self.hark.visitor()
        for header in ("X-Forwarded-For", "Forwarded"):
            self.assertEqual(404, browser.get("/trial/mail", {header: "203.0.113.7"}).status)
        for name in ("..%2F..%2Fhark.conf", "%2e%2e%2fsecret.eml", ".hidden.eml", "none.eml", "x"):
            self.assertEqual(404, browser.get(f"/trial/mail/{name}").status, name)


class NoTrial(unittest.TestCase):
    def test_without_a_folder_for_mails_there_is_no_trial(self):
        with Hark(smtp="") as hark:
            self.assertEqual(404, hark.visitor().get("/trial/mail").status)
            self.assertEqual(404, hark.sign_in(ADMIN).get("/trial/mail").status)


if __name__ == "__main__":
    unittest.main()
