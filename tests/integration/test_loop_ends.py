#!/usr/bin/python3
"""The edges of the closed loop: merged tickets, a wish after its time, a word taken back, and what the
page of figures says of dates and months that are not whole."""
import concurrent.futures
import html
import re
import time
import unittest

import test_bounce
import test_surveys
from hark import DAY, HOUR, MAILBOX, SECOND
from staff_house import RASA, House
from test_surveys import ADMIN, RULES, SURVEY

ADAM, BELA = "Adam Moss <adam@example.net>", "Bela Ray <bela@example.net>"


class LoopEnds(House):
    asked, answered = test_surveys.Surveys.asked, test_surveys.Surveys.answered

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sign_all_in()
        cls.admin.get("/admin/surveys/rules")
        cls.admin.post("/admin/surveys/rules", RULES)
        cls.running("After a request", occasion="contact")

    @classmethod
    def sign_all_in(cls):
        cls.rasa, cls.admin = cls.hark.sign_in(RASA), cls.hark.sign_in(ADMIN)

    @classmethod
    def running(cls, name: str, **wish) -> str:
        """A survey that runs, for whoever comes unless wish says otherwise; its page of administration."""
        wish = SURVEY | {"name": name, "occasion": "open"} | wish
        cls.admin.get("/admin/surveys/new")
        cls.admin.post("/admin/surveys/new", wish)
        path = re.search(rf'href="(/admin/surveys/\d+)">{name}', cls.admin.get("/admin/surveys").text)[1]
        cls.admin.post(path, wish | {"state": "running", "version": cls.admin.get(path).field("version")})
        return path

    def say(self, path: str, score: str, words: str) -> None:
        """Somebody opens the page for everybody of that survey, and answers."""
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        person = self.hark.visitor()
        person.get(page)
        self.assertEqual(303, person.send(page, {"q0": score, "q1": words}).status)

    def card(self, words: str) -> str:
        """The page of the answer that the board shows with these words."""
        board = self.rasa.get("/loop").text
        return re.search(rf'href="(/loop/answers/\d+)"[^<]*<[^<]*<[^<]*<blockquote[^>]*>{words}', board)[1]

    def do(self, path: str, deed: str, **form):
        version = self.rasa.get(path).field("version")
        return self.rasa.send(f"{path}/{deed}", {"version": version} | form)

    def test_after_a_merge_the_line_names_who_waits_and_the_mail_goes_to_him(self):
        self.answered(ADAM, "The tap of Adam")
        card = self.card("The tap of Adam")
        number = int(re.search(r"Write in ticket (\d+)", self.rasa.get(card).words)[1])
        other = self.ticket("My lamp", sender=BELA, owner=self.rasa)
        self.assertIn("This customer answered a survey", self.rasa.get(f"/tickets/{number}").words)
        self.rasa.get(f"/tickets/{number}/links")
        self.rasa.post(f"/tickets/{number}/merge", {"into": str(other), "sure": str(other)})
        page = self.rasa.get(f"/tickets/{other}")
        self.assertIn("Adam Moss answered a survey and needs a word of yours", page.words)
        self.assertNotIn("This customer answered", page.words)
        page = self.rasa.get(card)
        self.assertNotIn("Write in ticket", page.words)
        self.assertIn("Write to them", page.words)
        ann = self.hark.sign_in(ADMIN)
        ann.get(card)
        self.assertEqual(303, self.rasa.send(f"{card}/write", {"subject": "Your tap", "body": "I am sorry."}).status)
        # Who is slower reads so, and has his words still.
        late = ann.send(f"{card}/write", {"subject": "Tap", "body": "Dear Adam,\nit was <ours>."})
        self.assertEqual(409, late.status)
        self.assertIn("A mail to them was sent meanwhile. The conversation goes on in its ticket.", late.words)
        self.assertIn("Dear Adam,\nit was &lt;ours&gt;.", late.text)
        self.hark.wait(20_000)
        self.assertIn("I am sorry.", self.hark.mail_to("adam@example.net", "Your tap").as_string())
        self.hark.until(lambda: "In conversation" in self.rasa.get(card).text, "the clock to stop")
        self.assertNotIn("answered a survey", self.rasa.get(f"/tickets/{other}").words)

    def test_never_again_may_be_said_when_the_time_to_answer_is_over(self):
        path = self.asked("late@example.net")[0].partition("?")[0]
        self.hark.wait(31 * DAY)
        type(self).sign_all_in()
        person = self.hark.visitor()
        self.assertEqual(404, person.get(path).status)
        page = person.get(path + "/no")
        self.assertEqual(200, page.status)
        self.assertNotIn("Back to the question", page.text)
        self.assertEqual(303, person.send(path + "/no", {"ever": "1"}).status)
        page = person.get(path + "/no?done=1")
        self.assertEqual(200, page.status)
        self.assertNotIn("stays open", page.text)
        self.assertEqual(404, person.get("/s/nobodysays/no").status)

    def test_who_was_not_content_reads_by_when_somebody_gets_in_touch(self):
        path, person = self.answered("soon@example.net", "The kettle of Soon")
        self.assertIn("You hear from us by", person.get(path + "?said=1").words)
        card = self.card("The kettle of Soon")
        self.assertEqual(303, self.do(card, "called", words="I called.").status)
        self.assertNotIn("You hear from us by", person.get(path + "?said=1").words)
        person.get(path)
        self.assertEqual(303, person.send(path, {"q0": "5", "q1": "Good."}).status)
        self.assertNotIn("You hear from us by", person.get(path + "?said=1").words)

    def test_who_gives_no_tasks_from_tickets_is_not_asked_for_a_ticket_nor_told_that_there_is_none(self):
        number = self.ticket("The parcel of the sheet")
        manager = self.hark.sign_in(self.hark.staff("maya@nordhome.example", "Maya Lind", "manager"))
        manager.get("/loop/sheets")
        day = time.strftime("%Y-%m-%d", time.gmtime(self.hark.now / 1000 + 86_400))
        sheet = manager.send("/loop/sheets", {"title": "Of managers", "day": day}).where
        page = manager.get(sheet)
        self.assertNotIn('name="ticket"', page.text)
        owner = re.search(r'<option value="(\d+)"[^>]*>Rasa', page.text)[1]
        wish = {"decision": "Call them all", "owner": owner, "due": day}
        told = manager.send(sheet + "/decisions", wish | {"ticket": str(number)})
        self.assertEqual(422, told.status)
        self.assertIn("You may not give tasks from tickets. Please leave the number out.", told.words)
        self.assertNotIn("There is no ticket", told.words)
        self.assertIn('name="ticket"', told.text)
        self.assertEqual(303, manager.send(sheet + "/decisions", wish).status)

    def test_what_came_too_late_for_its_form_is_shown_again(self):
        self.answered("slow@example.net", "The lamp of Slow")
        card = self.card("The lamp of Slow")
        early = self.rasa.get(card).field("version")
        self.assertEqual(303, self.do(card, "called", words="I called.").status)
        self.assertEqual(409, self.rasa.send(card + "/tried", {"version": early, "words": "Nobody at home."}).status)
        self.assertEqual(303, self.do(card, "end", outcome="explained", words="It was the fuse.").status)
        for deed, form in (("called", {}), ("tried", {}), ("end", {"outcome": "fixed"})):
            late = self.rasa.send(f"{card}/{deed}", form | {"version": early, "words": f"By {deed}, at length."})
            self.assertEqual(409, late.status, deed)
            self.assertIn("It was neither sent nor kept.", late.words)
            self.assertIn(f"By {deed}, at length.", late.words)

    def test_whoever_has_answered_is_not_offered_to_put_it_off(self):
        path, person = self.answered("done@example.net", "The tap of Done")
        page = person.get(path)
        self.assertNotIn("Not now", page.words)
        self.assertIn("Ask me no more", page.words)
        page = person.get(path + "/no")
        self.assertIn("Shall we ask you no more?", page.words)
        self.assertNotIn("Not now", page.words)
        sent = person.send(path + "/no", {"ever": "0"})
        self.assertEqual(303, sent.status)
        page = person.get(sent.where)
        self.assertIn("We do not ask you for three months", page.words)
        self.assertNotIn("change your mind", page.words)
        self.assertIn("Back to my answer", page.words)

    def test_never_again_is_said_back_as_never_again(self):
        path = self.asked("never@example.net")[0].partition("?")[0]
        person = self.hark.visitor()
        self.assertIn("Not now?", person.get(path + "/no").words)
        page = person.get(person.send(path + "/no", {"ever": "1"}).where)
        self.assertIn("We do not ask you again", page.words)
        self.assertNotIn("We do not ask you now", page.words)
        person.get(path + "/no")
        page = person.get(person.send(path + "/no", {"ever": "0"}).where)
        self.assertIn("We do not ask you now", page.words)

    def test_whom_no_mail_reaches_is_not_said_to_be_asked_afterwards(self):
        self.answered("lost@example.net", "The lamp of Lost")
        card = self.card("The lamp of Lost")
        self.assertIn("They are asked a day later", self.rasa.get(card).words)
        number = int(re.search(r"Write in ticket (\d+)", self.rasa.get(card).words)[1])
        self.reply(self.rasa, number, "I am sorry about the lamp.")
        self.hark.wait(20_000)
        sent = self.hark.mail_to("lost@example.net", "Re: ")
        self.hark.until(lambda: "In conversation" in self.rasa.get(card).text, "the clock to stop")
        self.hark.mail_in(test_bounce.REPORT.format(
            mailbox=MAILBOX, name="lost", action="failed", status="5.1.1", words="550 5.1.1 no such user",
            answers=sent["Message-ID"]).replace("ola@example.net", "lost@example.net").encode())
        page = self.rasa.get(card).words
        self.assertNotIn("They are asked a day later", page)
        self.assertIn("No mail reaches them", page)

    def test_two_windows_on_one_sheet_lose_nothing(self):
        parts = ("good", "bad", "cause", "promises", "complaint", "silent", "metric", "notes")
        self.admin.get("/loop/sheets")
        where = self.admin.send("/loop/sheets", {"title": "Monday", "day": time.strftime(
            "%Y-%m-%d", time.gmtime(self.hark.now / 1000))}).where
        other = self.hark.sign_in(ADMIN)

        def opened(browser) -> dict[str, str]:
            page = browser.get(where)
            typed = {part: html.unescape(re.search(rf'(?s)<textarea[^>]* name="{part}"[^>]*>(.*?)</textarea>',
                                                   page.text)[1]) for part in parts}
            return typed | {f"was_{part}": page.field(f"was_{part}") for part in parts} | {
                "version": page.field("version")}

        mine, theirs = opened(self.admin), opened(other)
        self.assertEqual(303, self.admin.send(where, mine | {"notes": "Ask the carrier."}).status)
        self.assertEqual(303, other.send(where, theirs | {"cause": "The clip of batch B."}).status)
        now = opened(self.admin)
        self.assertEqual(("Ask the carrier.", "The clip of batch B."), (now["notes"], now["cause"]))
        self.assertEqual(303, self.admin.send(where, now | {"notes": "Ask the shop."}).status)
        answer = other.send(where, now | {"notes": "Ask the bank.", "bad": "He waited."})
        self.assertEqual(409, answer.status)
        self.assertIn("Now it says: Ask the shop.", answer.words)
        self.assertIn("Ask the bank.</textarea>", answer.text)
        self.assertIn("He waited.</textarea>", answer.text)

    def test_his_page_for_staff_says_what_he_wishes_no_more(self):
        path = self.asked("wish@example.net")[0].partition("?")[0]
        customer = re.search(r'href="(/customers/\d+)"[^>]*>[^<]*wish@example.net', self.admin.get(
            "/customers?q=wish@example.net").text) or re.search(r'data-href="(/customers/\d+)"', self.admin.get(
            "/customers?q=wish@example.net").text)
        def said() -> str:
            return re.search(r"Questions and news (.*?)(?: Skip|$)", self.admin.get(customer[1]).words)[1]
        self.assertTrue(said().startswith("As the rules allow"), said())
        person = self.hark.visitor()
        person.get(path + "/no")
        person.send(path + "/no", {"ever": "0"})
        self.assertTrue(said().startswith("Not before "), said())
        person.send(path + "/no", {"ever": "1"})
        self.assertTrue(said().startswith("They want none"), said())

    def test_who_signed_in_and_answers_an_open_page_twice_at_once_is_one(self):
        code = re.search(r"/s/[\w-]+", self.admin.get(self.running("Our counter")).text)[0]
        self.ticket(sender="Twin <twin@example.net>", owner=self.rasa)
        twins = [self.hark.sign_in("twin@example.net") for _ in range(2)]
        keys = [twin.get("/en" + code).field("key") for twin in twins]
        def say(twin, key, words):
            return twin.send("/en" + code, {"q0": "2", "q1": words, "via": "web", "key": key}).status
        with concurrent.futures.ThreadPoolExecutor(2) as both:
            sent = both.map(say, twins, keys, ("Twin one waited.", "Twin two waited."))
        self.assertEqual([303, 303], list(sent))
        page = twins[0].get("/en" + code)
        self.assertIn("You can change your answer here", page.text)
        self.assertRegex(page.text, r'value="2" checked')
        self.assertIn("read by everybody who works here, without your name", page.text)
        wall = self.rasa.get("/loop/wall").text
        self.assertEqual(1, len(re.findall(r"••• \w+ waited", wall)))
        self.assertIn("Change my answer", twins[0].get("/en" + code + "?said=1").text)
        # The same key and other words: he thought better of it, and again.
        for words in ("Twin three waited.", "Twin four waited.", "Twin three waited."):
            self.assertEqual(303, say(twins[0], keys[0], words))
        wall = self.rasa.get("/loop/wall").text
        self.assertEqual(["three"], re.findall(r"••• (\w+) waited", wall))

    def test_who_may_not_set_a_cause_aside_gets_no_form_and_more_words_are_a_link_away(self):
        path = self.running("Our door", mode="named")
        self.ticket(sender="Knut <knut@example.net>", owner=self.rasa)
        self.rasa.get("/loop/causes/new")
        where = self.rasa.send("/loop/causes", {"name": "Doors that stick"}).where
        self.assertNotIn("Set the cause aside", self.rasa.get(where).text)
        page = self.rasa.get(where + "/close")
        self.assertIn("please ask a supervisor", page.text)
        self.assertNotIn('name="reason"', page.text)
        self.assertIn('name="reason"', self.admin.get(where + "/close").text)
        # Of the same name, by the same person, it is no new one, and the page says so.
        self.hark.wait(SECOND)
        self.rasa.get("/loop/causes/new")
        again = self.rasa.send("/loop/causes", {"name": "Doors that stick"})
        self.assertEqual(where, again.where)
        self.assertIn("was there already", self.rasa.get(where).text)
        self.assertEqual(422, self.rasa.send("/loop/causes", {"name": "DOORS that stick"}).status)
        cause = re.search(r'<option value="(\d+)"[^>]*>[^<]*Doors that stick', self.rasa.get("/loop/causes/new?ticket=1").text)[1]
        for i in range(14):
            number = self.ticket(f"Door {i}", sender=f"door{i}@example.net", owner=self.rasa)
            sent = self.rasa.send("/loop/causes", {"ticket": str(number), "cause": cause, "quote": f"Door {i} sticks."})
            self.assertEqual(303, sent.status)
        page = self.rasa.get(where)
        more = re.search(r'<a[^>]*href="([^"]+)"[^>]*>and 2 more</a>', page.text)[1]
        first = set(re.findall(r"Door \d+ sticks", page.text))
        rest = set(re.findall(r"Door \d+ sticks", self.rasa.get(more.partition("#")[0]).text))
        self.assertEqual((12, 2, 14), (len(first), len(rest), len(first | rest)))

    def test_a_yes_after_a_no_is_told_that_we_are_at_it_again(self):
        self.answered("no@example.net", "The lid of No")
        card = self.card("The lid of No")
        self.assertEqual(303, self.do(card, "called", words="Spoke to them.").status)
        self.assertEqual(303, self.do(card, "end", outcome="fixed", words="A new lid.").status)
        self.hark.wait(25 * HOUR)
        type(self).sign_all_in()
        text = self.hark.mail_to("no@example.net", "put right").get_body(("plain",)).get_content()
        path = re.search(r"/put-right/[\w-]+", text)[0]
        person = self.hark.visitor()
        person.get(path)
        self.assertEqual(303, person.send(path, {"answer": "no"}).status)
        person.get(path)
        self.assertEqual(303, person.send(path, {"answer": "no"}).status)
        page = person.send(path, {"answer": "yes"})
        self.assertEqual(409, page.status)
        self.assertIn("we are at it again", page.words)
        self.assertIn("Waits for our word", self.rasa.get(card).words)

    def test_an_agent_links_neither_a_confidential_nor_an_anonymous_answer_to_a_cause(self):
        for mode in ("confidential", "anonymous"):
            path = self.running(f"Open {mode}", mode=mode, least=5)
            for i in range(5):
                self.say(path, "2", f"{mode} {i}")
            self.hark.wait(15 * DAY)
            type(self).sign_all_in()
            number = self.hark.until(lambda: re.search(r"/loop/answers/(\d+)/erase", self.admin.get(path + "/results").text),
                                     "the answers to appear")[1]
            self.assertEqual(404, self.rasa.get(f"/loop/causes/new?response={number}").status)
            self.rasa.get("/loop/causes/new")
            self.assertEqual(404, self.rasa.send("/loop/causes", {"response": number, "name": f"Why {mode}"}).status)
            self.assertNotIn(f"Why {mode}", self.rasa.get("/loop/causes").words)
            self.assertEqual(200, self.admin.get(f"/loop/causes/new?response={number}").status)

    def test_a_date_that_is_none_is_said_and_a_part_of_a_month_is_called_one(self):
        path = self.running("By the day")
        # On the first of a month nothing lies behind its second day yet.
        if self.admin.get(path + "/results").field("until").endswith("-01"):
            self.hark.wait(DAY)
            type(self).sign_all_in()
        self.assertIn("There are no answers to show", self.admin.get(path + "/results").words)
        self.say(path, "9", "Today.")
        for odd in ("from=2026-13-40", "from=abc", "from=0001-01-01", "until=2026-02-30"):
            answer = self.admin.get(f"{path}/results?{odd}")
            self.assertEqual(200, answer.status)
            self.assertIn("A date was not understood", answer.words, odd)
        for fine in ("", "?from=&until=", "?from=2026-11-02"):
            self.assertNotIn("A date was not understood", self.admin.get(f"{path}/results{fine}").words, fine)
        today = self.admin.get(path + "/results").field("until")
        month, year = today[:7], today[:4]
        part = self.admin.get(f"{path}/results?from={month}-02&until={year}-12-31").words
        self.assertRegex(part, rf"{month}, from 2 \w+")
        whole = self.admin.get(f"{path}/results?from={month}-01&until={year}-12-31").words
        self.assertNotRegex(whole, rf"{month}, ")
        self.assertNotIn("Fewer than 1 ", whole)


if __name__ == "__main__":
    unittest.main()
