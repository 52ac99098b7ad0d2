#!/usr/bin/python3
"""A survey from the end of a request to its figure, with a machine that opens every link on the way."""
import itertools
import json
import re
import time
import unittest
import urllib.parse

from hark import HOUR, MAILBOX, MINUTE, SECOND
from staff_house import RASA, House

ADMIN = "admin@nordhome.example"
RULES = {"survey_floor_hours": 0, "survey_gap_days": 30, "survey_year_most": 4, "survey_month_messages": 4,
         "survey_decline_days": 90, "survey_age_hours": 72, "survey_from_hour": 0, "survey_until_hour": 24,
         "survey_reminder_days": 3, "survey_expires_days": 30}
SURVEY = {"name": "After a request", "kind": "nps", "occasion": "contact", "mode": "named", "chance": 100,
          "quota": 0, "account_most": 0, "every_days": 0, "delay_hours": 0, "least": 1}


class Surveys(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.hark.sign_in(ADMIN)
        cls.admin.get("/admin/surveys/rules")
        cls.admin.post("/admin/surveys/rules", RULES)
        cls.admin.get("/admin/surveys/new")
        cls.admin.post("/admin/surveys/new", SURVEY)
        cls.path = re.search(r'href="(/admin/surveys/\d+)"', cls.admin.get("/admin/surveys").text)[1]
        version = cls.admin.get(cls.path).field("version")
        cls.admin.post(cls.path, SURVEY | {"state": "running", "version": version})

    def asked(self, who: str) -> list[str]:
        """A request of his is closed with his word; the links of the mail that asks him then."""
        number = self.ticket(sender=who, owner=self.rasa)
        version = self.rasa.get(f"/tickets/{number}").field("version")
        self.rasa.post(f"/tickets/{number}/resolve", {"version": version})
        self.hark.wait(HOUR)
        mail = self.hark.mail_to(who, "really solved")
        solved = urllib.parse.urlsplit(re.search(r"http\S+/solved/\S+", mail.get_body(("plain",)).get_content())[0]).path
        visitor = self.hark.visitor()
        visitor.get(solved)
        visitor.post(solved, {"answer": "yes"})
        text = self.hark.mail_to(who, "One question").get_body(("plain",)).get_content()
        return [urllib.parse.urlsplit(url)._replace(scheme="", netloc="").geturl()
                for url in re.findall(r"http\S+/s/\S+", text)]

    def answered(self, who: str, words: str):
        """He gives a 2 and says why; the page of his link, and his browser."""
        link = self.asked(who)[0].partition("?")[0]
        visitor = self.hark.visitor()
        visitor.get(link)
        self.assertEqual(303, visitor.send(link, {"q0": "2", "q1": words}).status)
        return link, visitor

    def answers(self) -> int:
        return int(re.search(r"(\d+) answers?; ", self.admin.get(self.path + "/results").text)[1])

    def test_a_scanner_that_opens_every_link_twice_records_nothing(self):
        links = self.asked("scan@example.net")
        before = self.answers()
        self.assertEqual(12, len(links))
        for link in links:
            for method in ("GET", "HEAD", "GET", "HEAD"):
                self.assertEqual(200, self.hark.visitor().ask(method, link).status, link)
        self.assertEqual(before, self.answers())

    def test_one_click_chooses_and_the_button_records(self):
        links = self.asked("one@example.net")
        before = self.answers()
        person = self.hark.visitor()
        eight = next(link for link in links if link.endswith("?s=8"))
        page = person.get(eight)
        self.assertRegex(page.text, r'value="8" checked')
        self.assertNotIn("<script", page.text)
        self.assertLess(len(page.text.encode()), 10 * 1024)
        path = eight.partition("?")[0]
        self.assertEqual(303, person.send(path, {"q0": "8", "q1": "Well done."}).status)
        self.assertEqual(before + 1, self.answers())
        # He changes his mind: it stays one answer.
        person.get(path)
        self.assertEqual(303, person.send(path, {"q0": "3", "q1": "It came back."}).status)
        self.assertEqual(before + 1, self.answers())
        results = self.admin.get(self.path + "/results").text
        self.assertIn("It came back.", results)
        self.assertIn('href="/loop/figures" aria-current="true"', results)
        for forged, status in (("channel=abc", 404), ("language=abc", 404), ("team=abc", 422), ("channel=email", 200)):
            self.assertEqual(status, self.admin.get(f"{self.path}/results?{forged}").status, forged)

    def test_a_number_that_is_missing_is_asked_for(self):
        path = self.asked("none@example.net")[0].partition("?")[0]
        person = self.hark.visitor()
        person.get(path)
        answer = person.send(path, {"q1": "Words alone."})
        self.assertEqual(422, answer.status)
        self.assertIn("Words alone.", answer.text)
        self.assertIn('id="errors"', answer.text)

    def test_who_says_not_now_is_left_in_peace(self):
        path = self.asked("peace@example.net")[0].partition("?")[0]
        person = self.hark.visitor()
        self.assertEqual(200, person.get(path + "/no").status)
        self.assertEqual(303, person.send(path + "/no", {"ever": "1"}).status)
        self.assertEqual(200, person.get(path + "/no?done=1").status)

    def test_the_button_of_a_mail_program_ends_questions_and_news(self):
        ticked = re.compile(r'name="news" value="1" checked')
        headers = {}
        for who in ("quiet@example.net", "calm@example.net", "still@example.net"):
            self.asked(who)
            question = self.hark.mail_to(who, "One question")
            headers[who] = question["List-Unsubscribe"]
            # It answers nobody: its report comes back, and machines are still asked to be silent.
            self.assertEqual(f"<{MAILBOX}>", question["Return-Path"])
            self.assertEqual(("auto-generated", "All"),
                             (question["Auto-Submitted"], question["X-Auto-Response-Suppress"]))
            self.assertRegex(headers[who], r"^<http://127[^ >]+/en/unsubscribe/[\w-]{75}>$")
            self.assertRegex(self.hark.sign_in(who).get("/my/preferences").text, ticked)
            # What is about his own matter has no such button.
            solved = self.hark.mail_to(who, "really solved")
            self.assertEqual((None, "<>"), (solved["List-Unsubscribe"], solved["Return-Path"]))
        paths = {who: urllib.parse.urlsplit(header.strip("<>")).path for who, header in headers.items()}
        self.assertEqual(3, len(set(paths.values())))
        # A scanner of links changes nothing, however often it looks.
        for who, path in paths.items():
            for method in ("GET", "HEAD", "GET"):
                self.assertEqual(200, self.hark.visitor().ask(method, path).status)
            self.assertRegex(self.hark.sign_in(who).get("/my/preferences").text, ticked)
        # Mail programs send a form of either kind, from another site and without a cookie; people press a button.
        one_click = b"List-Unsubscribe=One-Click"
        parts = b'--=_x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--=_x--\r\n'
        sent = ((one_click, {"Content-Type": "application/x-www-form-urlencoded"}),
                (parts, {"Content-Type": 'multipart/form-data; boundary="=_x"'}), (b"", {}))
        for (who, path), (body, head) in zip(paths.items(), sent):
            self.assertIn('method="post"', self.hark.visitor().get(path).text)
            for _ in range(2):
                answer = self.hark.visitor().ask("POST", path, body, head | {"Sec-Fetch-Site": "cross-site"})
                self.assertEqual(200, answer.status, answer.text)
            self.assertIn("We write no more of them", self.hark.visitor().get(path).text)
            own = self.hark.sign_in(who)
            self.assertNotRegex(own.get("/my/preferences").text, ticked)
        # Another person's address is found by nobody, and no other form is open to other sites because of it.
        token = paths["quiet@example.net"].rpartition("/")[2]
        forged = ("1." + token, token[:-1], token + "A", "x", "A" + token[1:] if token[0] != "A" else "B" + token[1:])
        for bad in forged:
            self.assertEqual(404, self.hark.visitor().get("/en/unsubscribe/" + bad).status, bad)
            self.assertEqual(404, self.hark.visitor().ask("POST", "/en/unsubscribe/" + bad, one_click, sent[0][1]).status, bad)
        self.assertEqual(403, own.ask("POST", "/my/preferences", b"name=X&has_news=1&news=1", sent[0][1]).status)
        # He is believed: he may want it again.
        own.get("/my/preferences")
        own.post("/my/preferences", {"name": "Still", "language": "en", "timezone": "", "has_news": "1", "news": "1"})
        self.assertRegex(own.get("/my/preferences").text, ticked)

    def test_an_office_behind_one_address_is_heard_and_a_house_may_set_how_many(self):
        wish = SURVEY | {"name": "At the door", "kind": "csat", "occasion": "open", "mode": "named"}
        self.admin.get("/admin/surveys/new")
        self.admin.post("/admin/surveys/new", wish)
        path = re.search(r'href="(/admin/surveys/\d+)">At the door', self.admin.get("/admin/surveys").text)[1]
        self.admin.post(path, wish | {"state": "running", "version": self.admin.get(path).field("version")})
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        person = self.hark.visitor()
        for i in range(30):
            person.get(page)
            self.assertEqual(303, person.send(page, {"q0": "4", "q1": f"Number {i}"}).status)
        self.assertIn("30 answers", self.admin.get(path + "/results").text)
        # Whoever works here and opens that page sees a preview, which counts for nothing.
        self.assertIn("this is a preview", self.rasa.get(page).text)
        self.assertEqual(303, self.rasa.send(page, {"q0": "5", "q1": "I say so myself."}).status)
        self.assertIn("30 answers", self.admin.get(path + "/results").text)
        self.assertNotIn("I say so myself", self.admin.get(path + "/results").text)
        self.admin.get("/admin/surveys/rules")
        self.admin.post("/admin/surveys/rules", RULES | {"survey_open_most": 25})
        person.get(page)
        refused = person.send(page, {"q0": "4", "q1": "One too many"})
        self.assertEqual(429, refused.status)
        self.assertIn("One too many", refused.text)
        wrong = self.admin.send("/admin/surveys/rules", RULES | {"survey_gap_days": 0})
        self.assertEqual(422, wrong.status)
        self.assertIn("Please give a number from 1 to 3,650.", wrong.text)
        self.admin.post("/admin/surveys/rules", RULES | {"survey_open_most": 500})

    # ---- whoever is not content is answered by a person ----

    def unhappy(self, who: str, words: str) -> str:
        """He answers 2; the path of the page on which his owner sees to it."""
        path = self.asked(who)[0].partition("?")[0]
        person = self.hark.visitor()
        person.get(path)
        self.assertEqual(303, person.send(path, {"q0": "2", "q1": words}).status)
        board = self.rasa.get("/loop").text
        self.assertIn(words, board)
        return re.search(rf'href="(/loop/answers/\d+)"[^<]*<[^<]*<[^<]*<blockquote[^>]*>{words}', board)[1]

    def do(self, path: str, deed: str, **form):
        version = self.rasa.get(path).field("version")
        return self.rasa.send(f"{path}/{deed}", {"version": version, **form})

    def test_the_clock_stops_by_a_mail_that_has_left_and_not_before(self):
        path = self.unhappy("slow@example.net", "Nobody called back")
        page = self.rasa.get(path)
        self.assertIn("Waits for our word", page.text)
        ticket = re.search(r'href="(/tickets/\d+)"', page.text)[1]
        self.assertIn("needs a word of yours", self.rasa.get(ticket).text)
        version = self.rasa.get(ticket).field("version")
        self.rasa.post(f"{ticket}/replies", {"text": "I am sorry.", "then": "open", "version": version})
        self.assertIn("Waits for our word", self.rasa.get(path).text)
        self.hark.wait(20 * SECOND)
        self.hark.until(lambda: "A mail of ours reached them" in self.rasa.get(path).text, "the clock to stop")
        self.assertIn("In conversation", self.rasa.get(path).text)

    def test_who_says_that_it_was_not_put_right_waits_again(self):
        path = self.unhappy("again@example.net", "It broke twice")
        self.assertEqual(422, self.do(path, "end", outcome="fixed", words="A new one.").status)
        self.assertEqual(422, self.do(path, "called", words=" ").status)
        stale = self.rasa.get(path).field("version")
        self.assertEqual(303, self.do(path, "called", words="I said that I am sorry.").status)
        self.assertEqual(409, self.rasa.send(f"{path}/called", {"version": stale, "words": "Once more."}).status)
        self.assertEqual(303, self.do(path, "end", outcome="fixed", words="A new one.").status)
        self.hark.wait(25 * HOUR)
        type(self).rasa, type(self).admin = self.hark.sign_in("rasa@nordhome.example"), self.hark.sign_in(ADMIN)
        text = self.hark.mail_to("again@example.net", "put right").get_body(("plain",)).get_content()
        link = urllib.parse.urlsplit(re.search(r"http\S+/put-right/\S+", text)[0]).path
        person = self.hark.visitor()
        for method in ("GET", "HEAD", "GET", "HEAD"):
            self.assertEqual(200, person.ask(method, link).status)
        self.assertIn("Ended", self.rasa.get(path).text)
        person.get(link)
        self.assertEqual(303, person.send(link, {"answer": "no", "words": "Still broken."}).status)
        self.assertIn("Thank you for telling us", person.get(link).text)
        page = self.rasa.get(path).text
        self.assertIn("Waits for our word", page)
        self.assertIn("Still broken.", page)
        self.assertEqual(404, self.hark.visitor().get("/put-right/AAAAAAAAAAAAAAAAAAAAAA").status)

    def test_a_manager_finds_the_figures_and_changes_nothing(self):
        manager = self.hark.sign_in(self.hark.staff("ann@nordhome.example", "Ann Moss", "manager"))
        self.assertIn('href="/loop/figures"', manager.get("/loop").text)
        self.assertIn('href="/complaints/review"', manager.get("/loop").text)
        page = manager.get("/loop/figures")
        self.assertIn(f'href="{self.path}/results"', page.text)
        for way in (f'href="{self.path}"', 'href="/admin/surveys/new"', 'href="/admin/surveys/rules"', 'href="/admin"'):
            self.assertNotIn(way, page.text)
        self.assertIn('href="/loop/figures"', manager.get(self.path + "/results").text.split("<main")[1])
        self.assertNotIn('href="/complaints"', manager.get("/complaints/review").text)
        self.assertEqual(manager.get("/admin/surveys").status, 403)
        self.assertEqual(self.rasa.get("/loop/figures").status, 403)

    def test_a_link_that_nobody_was_sent_is_no_survey(self):
        self.assertEqual(404, self.hark.visitor().get("/s/AAAAAAAAAAAAAAAAAAAAAA").status)

    def test_a_test_shows_all_and_keeps_nothing(self):
        before = self.answers()
        self.admin.get(self.path)
        self.admin.post(self.path + "/test")
        text = self.hark.mail_to(ADMIN, "Test").get_body(("plain",)).get_content()
        path = urllib.parse.urlsplit(re.search(r"http\S+/s/[^?\s]+", text)[0]).path
        person = self.hark.visitor()
        self.assertIn("This is a test", person.get(path).text)
        self.assertEqual(303, person.send(path, {"q0": "5", "q1": ""}).status)
        self.assertEqual(before, self.answers())

    def fresh(self, kind: str, occasion: str = "open") -> str:
        """A survey of its own; the path of its page for administrators."""
        name = f"Own {kind} {len(self.admin.get('/admin/surveys').text)}"
        self.admin.get("/admin/surveys/new")
        self.admin.post("/admin/surveys/new", SURVEY | {"name": name, "kind": kind, "occasion": occasion})
        path = re.search(rf'href="(/admin/surveys/\d+)">{name}', self.admin.get("/admin/surveys").text)[1]
        version = self.admin.get(path).field("version")
        self.admin.post(path, SURVEY | {"name": name, "occasion": occasion, "state": "running", "version": version})
        return path

    def question(self, path: str, fields: dict):
        version = self.admin.get(path + f"/question?kind={fields['kind']}").field("version")
        return self.admin.send(path + "/question", {"version": version} | fields)

    def test_questions_are_added_in_four_languages_and_moved_and_each_change_is_a_version(self):
        path = self.fresh("nps")
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        self.assertEqual(303, self.question(path, {
            "at": 2, "kind": "choice", "label": "Which shop?", "choices": "Vilnius\nDhaka\nElsewhere", "is_required": "1",
            "label_lt": "Kuri parduotuvė?", "choices_lt": "Vilniuje\nDakoje", "label_ta": "எந்தக் கடை?"}).status)
        visitor = self.hark.visitor()
        self.assertIn("Vilniuje", visitor.get("/lt" + page).text)
        # What nobody has translated can be chosen too.
        self.assertIn("Elsewhere", visitor.get("/lt" + page).text)
        self.assertEqual(303, visitor.send("/lt" + page, {"q0": "9", "q1": "", "q2": "2"}).status)
        self.assertIn("எந்தக் கடை?", visitor.get("/ta" + page).text)
        self.assertIn("Which shop?", visitor.get("/bn" + page).text)
        listed = self.admin.get(path + "/questions")
        self.assertIn("Version 2", listed.text)
        self.assertLess(listed.text.index("main reason"), listed.text.index("Which shop?"))
        self.assertEqual(303, self.admin.send(path + "/question/order", {"version": 2, "at": 2, "by": -1}).status)
        listed = self.admin.get(path + "/questions")
        self.assertLess(listed.text.index("Which shop?"), listed.text.index("main reason"))
        # Of two who change it the second is told, and what makes the figure stays.
        self.assertEqual(409, self.admin.send(path + "/question/order", {"version": 2, "at": 2, "by": 0}).status)
        self.admin.get(path + "/questions")
        self.assertEqual(422, self.admin.send(path + "/question/order", {"version": 3, "at": 0, "by": 0}).status)
        self.admin.get(path + "/questions")
        self.assertEqual(303, self.admin.send(path + "/question/order", {"version": 3, "at": 1, "by": 0}).status)
        self.assertNotIn("Which shop?", self.admin.get(path + "/questions").text)

    def test_a_survey_that_is_sent_twice_is_one(self):
        self.admin.get("/admin/surveys/new")
        for name in ("Sent twice", "Sent twice", "Sent once"):
            self.assertEqual(303, self.admin.send("/admin/surveys/new", SURVEY | {"name": name}).status)
        listed = self.admin.get("/admin/surveys").text
        self.assertEqual((1, 1), (listed.count(">Sent twice<"), listed.count(">Sent once<")))
        # A minute later it is meant.
        self.hark.wait(2 * MINUTE)
        self.admin.get("/admin/surveys/new")
        self.assertEqual(303, self.admin.send("/admin/surveys/new", SURVEY | {"name": "Sent twice"}).status)
        self.assertEqual(2, self.admin.get("/admin/surveys").text.count(">Sent twice<"))

    def test_what_is_left_empty_between_choices_is_none_and_what_is_not_translated_stands_as_written(self):
        path = self.fresh("nps")
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        form = {"at": 2, "kind": "choice", "label": "Which shop?", "choices": "Vilnius\r\n\r\n  Dhaka \r\nElsewhere\r\n",
                "choices_lt": "\r\n\r\nDakoje\r\n \r\n", "choices_ta": "வில்னியஸ்\r\nடாக்கா", "choices_bn": " \r\n"}
        self.assertEqual(303, self.question(path, form).status)
        for language, shown in (("", ["Vilnius", "Dhaka", "Elsewhere"]), ("/lt", ["Vilnius", "Dakoje", "Elsewhere"]),
                                ("/ta", ["வில்னியஸ்", "டாக்கா", "Elsewhere"]), ("/bn", ["Vilnius", "Dhaka", "Elsewhere"])):
            choices = re.findall(r'name="q2" value="(\d)"[^>]*><span>(.*?)</span>', self.hark.visitor().get(language + page).text)
            self.assertEqual([(str(i), word) for i, word in enumerate(shown)], choices, language)

    def test_a_question_that_is_wrong_is_shown_again_with_what_was_typed(self):
        path = self.fresh("csat")
        answer = self.question(path, {"at": 2, "kind": "scale", "low": "7", "high": "3", "label": "How <warm>?"})
        self.assertEqual(422, answer.status)
        self.assertIn("How &lt;warm&gt;?", answer.text)
        self.assertIn('href="#f-high"', answer.text)
        self.assertEqual(422, self.question(path, {"at": 2, "kind": "choice", "label": "Which?", "choices": ""}).status)
        self.assertEqual(422, self.question(path, {"at": 0, "kind": "scale", "label": " "}).status)
        alone = self.question(path, {"at": 2, "kind": "choice", "label": "Which?", "choices": "\r\nPhone\r\n \r\n"})
        self.assertEqual(422, alone.status)
        self.assertIn("Please write two choices or more, a line each.", alone.words)
        # Of two that are alike nobody could tell which one was chosen.
        twice = self.question(path, {"at": 2, "kind": "choice", "label": "How?", "choices": "Phone\r\nMail\r\n phone"})
        self.assertEqual(422, twice.status)
        self.assertIn("“Phone” stands there twice.", twice.words)
        self.assertIn('href="#f-choices"', twice.text)
        other = {"at": 2, "kind": "choice", "label": "How?", "choices": "Phone\nMail", "choices_lt": "Šaltis\nšaltis"}
        twice = self.question(path, other)
        self.assertEqual(422, twice.status)
        self.assertIn('href="#f-choices_lt"', twice.text)
        self.assertEqual(404, self.question(path, {"at": 9, "kind": "text", "label": "Far away"}).status)
        self.assertIn("Version 1", self.admin.get(path + "/questions").text)

    def test_weights_of_the_index_are_numbers_and_texts_are_in_the_language_of_who_is_asked(self):
        path = self.fresh("index")
        version = self.admin.get(path + "/texts").field("version")
        texts = {"version": version, "weight_1": "4", "weight_2": "3", "weight_3": "3", "intro": "Dear all,",
                 "intro_bn": "প্রিয় গ্রাহক,"}
        self.assertEqual(422, self.admin.send(path + "/texts", texts | {"weight_1": "0", "weight_2": "0",
                                                                         "weight_3": "0"}).status)
        self.admin.get(path + "/texts")
        self.assertEqual(303, self.admin.send(path + "/texts", texts).status)
        self.assertEqual("4", self.admin.get(path + "/texts").field("weight_1"))
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        self.assertIn("প্রিয় গ্রাহক,", self.hark.visitor().get("/bn" + page).text)
        self.assertIn("Dear all,", self.hark.visitor().get("/lt" + page).text)

    def test_what_goes_with_the_answer_is_told_of_enough_answers(self):
        path = self.fresh("index")
        for at, label in ((4, "Were we fast?"), (5, "Was it cheap?")):
            scale = {"at": at, "kind": "scale", "low": "1", "high": "10", "label": label}
            self.assertEqual(303, self.question(path, scale).status)
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        scores = itertools.cycle((overall, price) for overall in range(1, 11) for price in (3, 8))
        for number, (overall, price) in zip(range(70), scores):
            if number % 10 == 0:
                self.hark.wait(HOUR)  # so many from one address in an hour are enough
            if number == 60:
                self.assertIn("It takes 66 answers to all questions to tell; there are 60.",
                              self.admin.get(path + "/results").text)
            person = self.hark.visitor()
            person.get("/en" + page)
            form = {"q0": str(overall), "q1": str(overall), "q2": "5", "q4": str(overall), "q5": str(price)}
            self.assertEqual(303, person.send("/en" + page, form).status)
        told = self.admin.get(path + "/results").text.split('id="drivers"')[1].split("</section>")[0]
        self.assertIn("“Were we fast?” goes most with it.", told)
        self.assertNotIn("expected", told)  # it is a part of the index
        self.assertIn("Of 70 answers. Together they explain 100 %", told)
        self.assertRegex(told, r"fast\?</td><td>100</td>")

    def test_the_poster_shows_the_open_page_and_says_when_nobody_can_answer(self):
        path = self.fresh("csat")
        page = self.admin.get(path + "/poster")
        self.assertRegex(page.text, r"/s/[\w-]+\?via=qr")
        self.assertRegex(page.text, r'<path fill="#000"[^>]* d="M4 4h7v1h-7z')
        # Whoever comes by reads it in his own language.
        self.assertEqual(4, page.text.count('class="q-title"'))
        self.assertNotIn("Nobody can answer", page.text)
        self.assertIn("Nobody can answer", self.admin.get(self.path + "/poster").text)

    def api(self, path: str, document: dict, bearer: str):
        return self.hark.visitor().ask("POST", path, json.dumps(document).encode(),
                                       {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"})

    def test_what_he_was_asked_by_mail_he_answers_among_his_requests(self):
        links = self.asked("vita@example.net")
        path = links[0].partition("?")[0]
        before = self.answers()
        self.ticket(sender="else@example.net", owner=self.rasa)
        vita, other = self.hark.sign_in("vita@example.net"), self.hark.sign_in("else@example.net")
        listed = vita.get("/my/requests")
        self.assertIn("One question for you", listed.text)
        where = re.search(r'href="([^"]*/s/[^"]+via=portal)"', listed.text)[1]
        self.assertNotIn("One question for you", other.get("/my/requests").text)
        # Looking records nothing; and the question stands beside the request that it is about.
        request = re.search(r'href="([^"]*/my/requests/\d+)"', listed.text)[1]
        self.assertIn("One question for you", vita.get(request).text)
        page = vita.get(where)
        self.assertIn('name="via" value="portal"', page.text)
        self.assertEqual(before, self.answers())
        # Somebody else with the same address came by no portal.
        self.assertNotIn('value="portal"', other.get(where).text)
        vita.get(where)
        answer = vita.send(where.partition("?")[0], {"q0": "9", "q1": "Kind people.", "via": "portal"})
        self.assertEqual(303, answer.status)
        self.assertIn("/my/requests", vita.get(answer.where).text)
        self.assertEqual(before + 1, self.answers())
        self.assertNotIn("One question for you", vita.get("/my/requests").text)
        self.assertIn("Kind people.", self.admin.get(self.path + "/results?channel=portal").text)
        self.assertEqual(200, self.hark.visitor().get(path).status)

    def test_a_telephone_system_asks_whether_to_ask_and_hands_in_the_key(self):
        path = self.fresh("csat", "contact")
        door = f"/api/v1/surveys/{path.rpartition('/')[2]}"
        token = self.hark.command("token", "add", "--staff", ADMIN).strip()
        number = self.ticket(sender="phone@example.net", owner=self.rasa)
        wish = {"ticket": number, "channel": "phone", "contact": "call-17"}
        answer = self.api(door + "/invitations", wish, token)
        self.assertEqual(201, answer.status, answer.text)
        told = answer.json
        self.assertTrue(told["ask"])
        self.assertEqual([("scale", 1, 5), ("text", None, None)],
                         [(one["kind"], one.get("low"), one.get("high")) for one in told["questions"]])
        self.assertEqual(told, self.api(door + "/invitations", wish, token).json)
        self.assertEqual({"ask": False}, self.api(door + "/invitations", wish | {"contact": "call-18"}, token).json)
        for wrong, field in (({"ticket": 0}, "ticket"), ({"ticket": 999999}, "ticket"), ({"channel": "fax"}, "channel"),
                             ({"contact": " "}, "contact"), ({"customer": 3}, "customer")):
            answer = self.api(door + "/invitations", wish | wrong, token)
            self.assertEqual(422, answer.status, answer.text)
            self.assertIn(f'"{field}"', answer.text)
        said = {"invitation": told["invitation"], "answers": ["1"], "may_contact": 1}
        for wrong, field in (({"answers": ["6"]}, "answers.0"), ({"answers": []}, "answers.0"),
                             ({"answers": ["1", "", "2"]}, "answers"), ({"score": 1}, "score")):
            answer = self.api(door + "/responses", said | wrong, token)
            self.assertEqual(422, answer.status, answer.text)
            self.assertIn(f'"{field}"', answer.text)
        self.assertEqual((201, False), (lambda it: (it.status, it.json["corrected"]))(
            self.api(door + "/responses", said, token)))
        self.assertFalse(self.api(door + "/responses", said, token).json["corrected"])
        self.assertIn("1 answer; ", self.admin.get(path + "/results?channel=phone").text)
        self.assertTrue(self.api(door + "/responses", said | {"answers": ["5", "Solved now."]}, token).json["corrected"])
        self.assertIn("1 answer; ", self.admin.get(path + "/results").text)
        self.assertIn("Solved now.", self.admin.get(path + "/results").text)
        # An unhappy one would be answered by a person; a link of a mail is no key of this door.
        mailed = self.asked("mailed@example.net")[0].partition("?")[0].rpartition("/")[2]
        ours = f"/api/v1/surveys/{self.path.rpartition('/')[2]}"
        self.assertEqual(404, self.api(ours + "/responses", said | {"invitation": mailed, "answers": ["9"]}, token).status)
        self.assertEqual(404, self.api(door + "/responses", said | {"invitation": "nonsense"}, token).status)
        self.assertEqual(404, self.api("/api/v1/surveys/4711/invitations", wish, token).status)
        self.assertEqual(422, self.api(f"/api/v1/surveys/{self.fresh('csat').rpartition('/')[2]}/invitations",
                                       wish, token).status)
        agent = self.hark.command("token", "add", "--staff", "rasa@nordhome.example").strip()
        for where, document in (("/invitations", wish), ("/responses", said)):
            self.assertEqual(403, self.api(door + where, document, agent).status)
            self.assertEqual(401, self.api(door + where, document, "nonsense").status)

    def test_who_was_asked_and_presses_twice_keeps_the_address_of_the_talk(self):
        wish = SURVEY | {"name": "Nobody asks who", "kind": "csat", "mode": "anonymous", "least": 5}
        self.admin.get("/admin/surveys/new")
        self.admin.post("/admin/surveys/new", wish)
        path = re.search(r'href="(/admin/surveys/\d+)">Nobody asks who', self.admin.get("/admin/surveys").text)[1]
        self.admin.post(path, wish | {"state": "running", "version": self.admin.get(path).field("version")})
        told = self.api(f"/api/v1/surveys/{path.rpartition('/')[2]}/invitations",
                        {"ticket": self.ticket(sender="twice@example.net", owner=self.rasa), "channel": "chat",
                         "contact": "chat-9"},
                        self.hark.command("token", "add", "--staff", ADMIN).strip()).json
        page = urllib.parse.urlsplit(told["page"]).path
        person = self.hark.visitor()
        said = {"q0": "2", "q1": "Nobody rang the bell.", "key": person.get(page).field("key")}
        first, second = person.send(page, said), person.send(page, said)
        self.assertEqual((303, 303), (first.status, second.status))
        self.assertEqual(first.where, second.where)
        self.assertIn("Nobody rang the bell.", person.get(second.where).text)
        # Other words are no second answer, for nobody knows which one was his.
        person.get(page)
        self.assertEqual(409, person.send(page, said | {"q0": "5"}).status)
        # So that it asks nobody else.
        self.admin.post(path, wish | {"state": "stopped", "version": self.admin.get(path).field("version")})

    def test_of_two_who_change_the_rules_of_asking_the_second_is_told(self):
        path = "/admin/surveys/rules"
        version = self.admin.get(path).field("version")
        self.assertEqual(303, self.admin.send(path, RULES | {"survey_gap_days": 31, "version": version}).status)
        late = self.admin.send(path, RULES | {"survey_gap_days": 45, "version": version})
        self.assertEqual(409, late.status)
        self.assertEqual("31", self.admin.get(path).field("survey_gap_days"))
        version = self.admin.get(path).field("version")
        self.assertEqual(303, self.admin.send(path, RULES | {"version": version}).status)

    def test_whoever_opens_a_named_page_unknown_reads_that_nobody_can_answer_him(self):
        path = self.fresh("nps")
        code = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        text = self.hark.visitor().get("/en" + code).text
        self.assertIn("cannot answer you", text)
        self.assertNotIn("without your name, addresses and long numbers", text)
        # Who has signed in is known: he is on the board, by name, with an owner and a day.
        self.ticket(sender="Kanta <counter@example.net>", owner=self.rasa)
        kanta = self.hark.sign_in("counter@example.net")
        page = kanta.get("/en" + code)
        self.assertIn("Somebody may get in touch with me", page.text)
        self.assertIn("without your name, addresses and long numbers", page.text)
        sent = {"q0": "2", "q1": "I stood at the counter for an hour.", "contact": "1", "via": "web"}
        self.assertEqual(303, kanta.send("/en" + code, sent | {"key": page.field("key")}).status)
        self.assertIn("I stood at the counter for an hour.", self.admin.get("/loop").text)

    def test_on_the_page_of_a_cause_those_who_said_something_come_before_a_score_alone(self):
        for who, words in (("lutz@example.net", "The lid came without its screws."), ("mute@example.net", "")):
            self.answered(who, words)
        board = self.admin.get("/loop").text
        cards = [path for path in re.findall(r'href="(/loop/answers/\d+)"', board)
                 if re.search(r"lid came without|mute@example", self.admin.get(path).text)]
        self.assertEqual(2, len(cards))
        cause = "0"
        for card in sorted(cards):  # the later one, who said nothing, is linked last
            sent = {"response": card.rsplit("/", 1)[1], "cause": cause, "name": "" if int(cause) else "Loose lids"}
            self.admin.get("/loop/causes/new")
            where = self.admin.send("/loop/causes", sent).where
            cause = re.search(r'<option value="(\d+)"[^>]*>[^<]*Loose lids', self.admin.get(f"/loop/causes/new?response={sent['response']}").text)[1]
        page = self.admin.get(where).text
        self.assertIn("2 people said this", page)
        self.assertEqual(["lid", "Score"], re.findall(r"<article.*?(lid|Score)", page, re.S))

    def test_a_cause_that_nothing_worked_against_is_set_aside_and_the_same_form_is_one_cause(self):
        self.admin.get("/loop/causes/new")
        where = self.admin.send("/loop/causes", {"name": "Late vans"}).where
        self.assertEqual(where, self.admin.send("/loop/causes", {"name": "Late vans"}).where)
        self.assertNotIn("Close the cause", self.admin.get(where).text)
        self.assertIn("Set the cause aside", self.admin.get(where).text)
        self.assertIn("Set the cause aside", self.admin.get(where + "/close").text)
        refused = self.admin.send(where + "/close", {"reason": "x"})
        self.assertEqual(422, refused.status)
        self.assertIn("No action has been shown to work yet", refused.text)
        self.assertEqual(303, self.admin.send(where + "/close", {"as": "wrong", "reason": "They came early."}).status)
        page = self.admin.get(where).text
        self.assertIn("Set aside on", page)
        self.assertNotIn("Closed on", page)

    def test_who_received_an_order_is_asked_once_and_by_the_rules(self):
        self.fresh("nps", "purchase")
        token = self.hark.command("token", "add", "--staff", ADMIN).strip()

        def tell(key: str, document: dict, bearer: str = token):
            headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
            return self.hark.visitor().ask("POST", "/api/v1/purchases", json.dumps(document).encode(),
                                           headers | ({"Idempotency-Key": key} if key else {}))

        order = {"order": "N-17", "channel": "shop",
                 "customer": {"name": "Buya Tam", "email": "buya@example.net", "language": "ta"}}
        first = tell("k1", order)
        self.assertEqual(201, first.status)
        again = tell("k1", order)
        self.assertEqual((201, "N-17"), (again.status, json.loads(again.text)["order"]))
        self.assertEqual(422, tell("k1", order | {"channel": "web"}).status)
        # Told once more it is the order that is known, with its own time.
        self.hark.wait(60 * SECOND)
        again = tell("", order)
        self.assertEqual(200, again.status)
        self.assertEqual(json.loads(first.text)["at"][:16], json.loads(again.text)["at"][:16])
        self.hark.wait(HOUR)
        self.hark.until(lambda: [m for m in self.hark.mails() if m["To"] and "buya@" in m["To"]], "the question")
        self.hark.wait(HOUR)
        self.assertEqual(1, len([m for m in self.hark.mails() if m["To"] and "buya@" in m["To"]]))
        for wrong, field in (({"order": " "}, "order"), ({"customer": {"name": "Nobody"}}, "customer"),
                             ({"customer": {"email": "no address"}}, "customer.email"), ({"at": "yesterday"}, "at"),
                             ({"at": "2999-01-01T00:00:00Z"}, "at"), ({"amount": "3"}, "amount")):
            answer = tell("", order | wrong)
            self.assertEqual(422, answer.status, answer.text)
            self.assertIn(f'"{field}"', answer.text)
        agent = self.hark.command("token", "add", "--staff", "rasa@nordhome.example").strip()
        self.assertEqual(403, tell("", order, agent).status)
        self.assertEqual(401, tell("", order, "nonsense").status)

    def test_what_somebody_answered_is_erased_on_his_wish_wherever_it_stood(self):
        words = "The van of Tuesday crushed my roses."
        self.answered("dahlia@example.net", "It came whole.")
        link, visitor = self.answered("begonia@example.net", words)
        before = self.answers()
        results = self.admin.get(self.path + "/results").text
        erase = re.search(rf'(?s){words}(?:(?!</li>).)*href="(/loop/answers/\d+/erase)"', results)[1]
        self.admin.get("/loop/sheets")
        sheet = self.admin.send("/loop/sheets", {"title": "Monday", "day": time.strftime(
            "%Y-%m-%d", time.gmtime(self.hark.now / 1000))}).where
        customer = re.search(r'href="(/customers/\d+)"', self.admin.get(erase.removesuffix("/erase")).text)[1]
        places = (self.path + "/results", "/loop/wall", sheet, customer + "/answers", erase.removesuffix("/erase"))
        for place in places:
            self.assertIn(words, self.admin.get(place).text, place)
        for method in ("GET", "POST"):
            self.rasa.get("/inbox")
            for page in (erase, customer + "/answers"):
                self.assertEqual(403, (self.rasa.get(page) if method == "GET" else self.rasa.send(page, {})).status)
        self.assertIn(words, self.admin.get(erase).text)
        self.assertEqual(303, self.admin.send(erase, {}).status)
        for place in places:
            self.assertNotIn(words, self.admin.get(place).text, place)
        self.assertEqual(before - 1, self.answers())
        # How many answered stays as it was; who answered and is not there any more is said.
        self.assertRegex(self.admin.get(self.path + "/results").words, r"of them answered.*\d answers? more w")
        # A choice of channel is none of the rate, and so none of who is missing in it.
        # By a channel that asked nobody there is no rate, and nothing to be reckoned from it.
        chat = self.admin.get(self.path + "/results?channel=chat").words
        self.assertRegex(chat, r"0 answers")
        self.assertNotRegex(chat, r"were asked|of them answered|more w")
        self.assertRegex(self.admin.get("/loop/figures").words, r"answers?.*; \d+ people were asked and \d+ % of them")
        self.assertEqual(404, self.admin.get(erase).status)
        log = self.admin.get("/admin/audit").words
        self.assertIn("Erased what somebody answered", log)
        self.assertNotIn("roses", log)
        # His link neither shows nor takes anything any more.
        self.assertIn("Your answer was erased", visitor.get(link).text)
        self.assertIn("Your answer was erased", visitor.post(link, {"q0": "9"}).text)
        self.assertEqual(before - 1, self.answers())
        self.hark.command("fsck")

    def test_all_that_a_customer_answered_is_erased_at_once(self):
        self.answered("lamp@example.net", "The lamp of Wednesday hums.")
        before = self.answers()
        one = re.search(r'(?s)Wednesday hums(?:(?!</li>).)*href="(/loop/answers/\d+)/erase"',
                        self.admin.get(self.path + "/results").text)[1]
        customer = re.search(r'href="(/customers/\d+)"', self.admin.get(one).text)[1]
        self.assertIn(customer + "/answers", self.admin.get(customer).text)
        self.assertNotIn(customer + "/answers", self.rasa.get(customer).text)
        self.assertIn("Erase 1 answer", self.admin.get(customer + "/answers").words)
        self.assertEqual(303, self.admin.send(customer + "/answers", {}).status)
        self.assertIn("No answers", self.admin.get(customer + "/answers").words)
        self.assertEqual(before - 1, self.answers())
        self.assertEqual(303, self.admin.send(customer + "/answers", {}).status)
        self.assertEqual(404, self.admin.get("/customers/4711/answers").status)
        self.assertEqual(before - 1, self.answers())
        self.hark.command("fsck")

    def test_who_stays_unknown_reads_an_answer_and_writes_back(self):
        name = "Boxes in the hall"
        wish = SURVEY | {"name": name, "kind": "csat", "occasion": "open", "mode": "anonymous", "least": 5}
        self.admin.get("/admin/surveys/new")
        self.admin.post("/admin/surveys/new", wish)
        path = re.search(rf'href="(/admin/surveys/\d+)">{name}', self.admin.get("/admin/surveys").text)[1]
        self.admin.post(path, wish | {"state": "running", "version": self.admin.get(path).field("version")})
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        person = self.hark.visitor()
        talks = []
        with self.hark.weeks_ago(1):
            for i in range(5):
                person = self.hark.visitor()
                person.get(page)
                answer = person.send(page, {"q0": "1", "q1": f"The lift of house {i} is broken <i>again</i>."})
                self.assertEqual(303, answer.status)
                talks.append(urllib.parse.urlsplit(answer.where).path)
            self.assertEqual(5, len(set(talks)))
            # The button pressed twice is one answer and leads to the same talk; other words are another one.
            twice = {"q0": "1", "q1": "The lift of house 5 is broken.", "key": person.get(page).field("key")}
            first, second = person.send(page, twice), person.send(page, twice)
            self.assertEqual(first.where, second.where)
            self.assertNotEqual(first.where, person.send(page, twice | {"q1": "Write to lift@example.net."}).where)
            # Until its week is over nobody reads a word or a figure of it.
            self.assertNotIn("The lift", self.admin.get("/loop/talks").text)
            self.assertNotIn("The lift", self.admin.get(path + "/results").text)
            self.assertIn("0 answers", self.admin.get(path + "/results").text)
        self.hark.until(lambda: "7 answers" in self.admin.get(path + "/results").text, "what was said to be published")
        self.assertNotIn("lift@example.net", self.admin.get(path + "/results").text)
        # One more, now, is seen by nobody.
        person.get(page)
        self.assertEqual(303, person.send(page, {"q0": "5", "q1": "All is well now."}).status)
        self.assertIn("7 answers", self.admin.get(path + "/results").text)
        self.assertNotIn("All is well", self.admin.get(path + "/results").text)
        self.assertNotIn("All is well", self.admin.get("/loop/talks").text)
        # Of these answers no team, channel or language is known, so none can be chosen.
        self.assertIn("7 answers", self.admin.get(path + "/results?channel=qr&language=ta").text)
        self.assertNotIn('name="language"', self.admin.get(path + "/results").text)
        self.assertIn('name="language"', self.admin.get(self.path + "/results").text)
        # Whoever comes was asked by nobody.
        self.assertNotIn("people were asked", self.admin.get(path + "/results").text)
        his = person.get(talks[4])
        self.assertIn("The lift of house 4 is broken &lt;i&gt;again", his.text)
        self.assertNotIn("<script", his.text)
        ours = re.search(r'href="(/loop/talks/\d+)"[^>]*>(?:(?!</a>).)*house 4', "".join(self.talks()))[1]
        self.admin.get(ours)
        self.assertEqual(422, self.admin.send(ours, {"text": " "}).status)
        self.admin.get(ours)
        self.assertEqual(303, self.admin.send(ours, {"text": "Since when?"}).status)
        # Another browser with the address, and without anything else.
        other = self.hark.visitor()
        self.assertIn("Since when?", other.get(talks[4]).text)
        self.assertEqual(303, other.send(talks[4], {"text": "Since Monday."}).status)
        self.assertIn("Since Monday.", self.admin.get(ours).text)
        # Whoever answers without having read that is stopped, and keeps what he wrote.
        late = self.admin.send(ours, {"text": "Are you still there?", "seen": "1"})
        self.assertEqual(409, late.status)
        self.assertRegex(late.text, r'(?s)<div class="stopbox.*Since Monday\..*</div>.*name="seen" value="2".*>Are you still there\?</textarea>')
        self.assertEqual(303, self.admin.send(ours, {"text": "Thank you.", "seen": "2"}).status)
        # Erased on his wish, the words and the talk about them are gone.
        erase = re.search(r'(?s)house 4(?:(?!</li>).)*href="(/loop/answers/\d+/erase)"', self.admin.get(path + "/results").text)[1]
        self.admin.get(erase)
        self.assertEqual(303, self.admin.send(erase, {}).status)
        self.assertIn("6 answers", self.admin.get(path + "/results").text)
        self.assertEqual(404, self.hark.visitor().get(talks[4]).status)
        self.assertEqual(404, self.admin.get(ours).status)
        # A colleague who opens that page is not he, but writes as he would.
        self.assertEqual(404, self.hark.visitor().get("/talk/AAAAAAAAAAAAAAAAAAAAAA").status)
        self.assertEqual(404, self.admin.get("/loop/talks/12345").status)
        self.assertEqual(403, self.rasa.get("/loop/talks").status)
        self.assertEqual(403, self.rasa.get(ours).status)

    def talks(self) -> list[str]:
        """The pages of the list, as its links lead from one to the next."""
        pages, there = [], "/loop/talks"
        while there:
            pages.append(self.admin.get(there).text)
            more = re.search(r'rel="next" href="(/loop/talks\?after=[^"]+)"', pages[-1])
            there = more and more[1]
        return pages

    def test_every_talk_can_be_reached_however_many_there_are(self):
        name = "Boxes in the yard"
        wish = SURVEY | {"name": name, "kind": "csat", "occasion": "open", "mode": "anonymous", "least": 5}
        self.admin.get("/admin/surveys/new")
        self.admin.post("/admin/surveys/new", wish)
        path = re.search(rf'href="(/admin/surveys/\d+)">{name}', self.admin.get("/admin/surveys").text)[1]
        self.admin.post(path, wish | {"state": "running", "version": self.admin.get(path).field("version")})
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        with self.hark.weeks_ago(1):
            for i in range(104):
                person = self.hark.visitor()
                person.get(page)
                words = f"The gate of yard {i} is locked." if i < 60 else ""
                self.assertEqual(303, person.send(page, {"q0": "1", "q1": words}).status)
        self.hark.until(lambda: "104 answers" in self.admin.get(path + "/results").text, "what was said to be published")
        pages = self.talks()
        self.assertGreater(len(pages), 2)
        addresses = re.findall(rf'(?s)href="(/loop/talks/\d+)"(?:(?!</li>).)*{name}', "".join(pages))
        self.assertEqual((104, 104), (len(addresses), len(set(addresses))))
        self.assertEqual({str(i) for i in range(60)}, set(re.findall(r"yard (\d+) is locked", "".join(pages))))
        # Those who may wait stand first; the way back to them stands on every other page.
        self.assertNotIn("without words", pages[0])
        self.assertEqual([False] + [True] * (len(pages) - 1), ["To the beginning" in page for page in pages])
        self.assertEqual(404, self.admin.get("/loop/talks?after=x").status)


class Bell(House):
    """Of those who stay unknown the bell tells once a week."""

    def test_whoever_may_read_talks_hears_on_monday_that_somebody_waits(self):
        admin = self.hark.sign_in(ADMIN)
        wish = SURVEY | {"name": "Boxes", "kind": "csat", "occasion": "open", "mode": "anonymous", "least": 5}
        admin.get("/admin/surveys/new")
        admin.post("/admin/surveys/new", wish)
        path = re.search(r'href="(/admin/surveys/\d+)">Boxes', admin.get("/admin/surveys").text)[1]
        admin.post(path, wish | {"state": "running", "version": admin.get(path).field("version")})
        page = re.search(r"/s/[\w-]+", admin.get(path).text)[0]
        for i in range(5):
            person = self.hark.visitor()
            person.get(page)
            self.assertEqual(303, person.send(page, {"q0": "1", "q1": f"The gate of yard {i} is locked."}).status)
        self.hark.wait(HOUR)
        self.assertNotIn("People who stay unknown", admin.get("/notifications").text)
        self.hark.wait(7 * 24 * HOUR)
        said = "People who stay unknown wait for a word in this many talks: 5"
        # Who is not looking has a mail of it.
        self.hark.mail_to(ADMIN, said)
        admin = self.hark.sign_in(ADMIN)
        self.hark.until(lambda: said in admin.get("/notifications").words, "the word of the week")
        where = re.search(rf'action="(/notifications/\d+/open)"(?:(?!</form>).)*{said}', admin.get("/notifications").text, re.S)[1]
        admin.get("/notifications")
        self.assertEqual("/loop/talks", admin.send(where).where)
        self.hark.wait(24 * HOUR)
        admin = self.hark.sign_in(ADMIN)
        self.assertEqual(1, admin.get("/notifications").words.count(said))
        rasa = self.hark.sign_in(RASA)
        self.assertNotIn("People who stay unknown", rasa.get("/notifications").text)


if __name__ == "__main__":
    unittest.main()
