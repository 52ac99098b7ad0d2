#!/usr/bin/python3
"""The loop as one journey: a customer answers 3 in Tamil on his phone, a person writes to him within
the clock in Tamil, the story is on the wall, five such are one cause, an action is predicted and
checked on the data, the five are told; and a manager asks whether one team is better than another."""
import datetime
import email.policy
import re
import unittest
import urllib.parse

from hark import DAY, HOUR, SECOND, mail
from staff_house import RASA, House
from test_surveys import ADMIN, RULES, SURVEY

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile", "Accept-Language": "ta"}
ANN, JOE = "ann@nordhome.example", "joe@nordhome.example"
PEOPLE = {"kavitha": "கவிதா ராஜன்", "meena": "மீனா சுப்ரமணியம்", "arun": "அருண் குமார்",
          "selvi": "செல்வி முத்து", "ravi": "ரவி சங்கர்"}
ASKED = "என் கட்டணம் இரண்டு முறை எடுக்கப்பட்டது. தயவுசெய்து உதவுங்கள்."
SAID = "ஒரே கட்டணம் இரண்டு முறை எடுக்கப்பட்டது, {}, யாரும் பதில் சொல்லவில்லை"
WROTE = "வணக்கம், மன்னிக்கவும். உங்கள் பணம் இன்று திருப்பி அனுப்பப்பட்டது."
CHANGED = ("இனி ஒரு முறை மட்டுமே", "கட்டணம் இரண்டு முறை எடுக்கப்படுவது இனி நடக்காது.")


def plain(message) -> str:
    return message.get_body(("plain",)).get_content()


def path_in(text: str, where: str) -> str:
    """Of the first link to there: what follows the house's own name."""
    return urllib.parse.urlsplit(re.search(rf"http\S+{where}[^?\s]+", text)[0]).path


class LoopJourney(House):
    read: dict = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hark.staff(ANN, "Ann Moss", "manager")
        cls.hark.staff(JOE, "Joe Ray", "employee")
        cls.sign_all_in()
        cls.admin.get("/admin/surveys/rules")
        cls.admin.post("/admin/surveys/rules", RULES)
        cls.admin.get("/admin/surveys/new")
        cls.admin.post("/admin/surveys/new", SURVEY)
        path = re.search(r'href="(/admin/surveys/\d+)"', cls.admin.get("/admin/surveys").text)[1]
        cls.admin.post(path, SURVEY | {"state": "running", "version": cls.admin.get(path).field("version")})
        for name in ("Deliveries", "Billing"):
            cls.team(name)

    @classmethod
    def sign_all_in(cls):
        cls.rasa, cls.admin, cls.ann, cls.joe = (cls.hark.sign_in(who) for who in (RASA, ADMIN, ANN, JOE))

    @classmethod
    def team(cls, name: str):
        """With a mailbox of its own."""
        cls.admin.get("/admin/teams/new")
        cls.admin.post("/admin/teams", {"name": name})
        team = re.search(rf'/admin/teams/(\d+)">{name}', cls.admin.get("/admin/teams").text)[1]
        page = cls.admin.get("/admin/mailboxes/new")
        standard = re.search(r'name="standard".*?value="(\d+)"', page.text, re.S)[1]
        cls.admin.post("/admin/mailboxes", {"address": f"{name.lower()}@nordhome.example", "name": name, "language": "en",
                                            "team": team, "standard": standard, "is_active": "1"})

    def mails_to(self, who: str, link: str) -> list:
        return [one for one in self.every_mail() if who in str(one["To"]) and link in plain(one)]

    def every_mail(self) -> list:
        """All of them; each is read once, for there are many."""
        for path in sorted((self.hark.folder / "var/mail").rglob("*.eml")):
            if path not in self.read:
                self.read[path] = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        return [self.read[path] for path in sorted(self.read)]

    def mail_with(self, who: str, link: str):
        return self.hark.until(lambda: self.mails_to(who, link), f"a mail to {who} with {link}")[-1]

    def answered(self, who: str, name: str, to: str, score: int, words: str) -> int:
        """He asks in Tamil, Rasa resolves it, he says that it is solved, and answers on his phone;
        the number of his ticket."""
        number = self.hark.mail_in(mail(f"{name} <{who}>", "இரட்டைக் கட்டணம்", ASKED, to=to))
        self.rasa.get(f"/tickets/{number}")
        self.rasa.post(f"/tickets/{number}/assign", {"owner": "me"})
        version = self.rasa.get(f"/tickets/{number}").field("version")
        self.rasa.post(f"/tickets/{number}/resolve", {"version": version})
        self.hark.wait(HOUR)
        phone = self.hark.visitor()
        solved = path_in(plain(self.mail_with(who, "/solved/")), "/solved/")
        phone.get(solved)
        phone.post(solved, {"answer": "yes"})
        path = path_in(plain(self.mail_with(who, "/s/")), "/s/")
        page = phone.ask("GET", f"{path}?s={score}", headers=PHONE)
        self.assertEqual(200, page.status)
        self.assertRegex(page.text, r'<html[^>]* lang="ta"')
        self.assertRegex(page.text, rf'value="{score}" checked')
        phone.get(path)
        self.assertEqual(303, phone.send(path, {"q0": str(score), "q1": words}).status)
        return number

    def card(self, words: str) -> str:
        """The page of the answer that the board shows with these words."""
        board = self.rasa.get("/loop").text
        return re.search(rf'href="(/loop/answers/\d+)"[^<]*<[^<]*<[^<]*<blockquote[^>]*>{words}', board)[1]

    # ---- its steps, in their order ----

    def a_person_writes_to_him_in_time_and_in_his_language(self, card: str, number: int) -> None:
        page = self.rasa.get(card)
        self.assertIn("Waits for our word", page.text)
        self.assertIn(f'href="/tickets/{number}"', page.text)
        self.hark.wait(20 * HOUR)
        type(self).sign_all_in()
        self.assertIn("needs a word of yours", self.rasa.get(f"/tickets/{number}").text)
        self.assertEqual(303, self.reply(self.rasa, number, WROTE, then="open").status)
        self.hark.wait(20 * SECOND)
        self.hark.until(lambda: "A mail of ours reached them" in self.rasa.get(card).text, "the clock to stop")
        self.assertIn("In conversation", self.rasa.get(card).text)
        self.assertIn(WROTE, plain(self.hark.mail_to("kavitha@example.net", "Re: ")))
        late = [one for one in self.hark.mails() if "24" in str(one["Subject"]) and "late" in str(one["Subject"])]
        self.assertEqual([], late)
        tiles = self.rasa.get("/loop/tiles").words
        self.assertRegex(tiles, r"Answered in 24 h 100 %")

    def it_is_put_right_and_he_says_so(self, card: str, number: int) -> None:
        self.do(card, "end", outcome="fixed", words="The second payment went back.")
        version = self.rasa.get(f"/tickets/{number}").field("version")
        self.rasa.post(f"/tickets/{number}/resolve", {"version": version})
        self.hark.wait(25 * HOUR)
        type(self).sign_all_in()
        letter = plain(self.mail_with("kavitha@example.net", "/put-right/"))
        self.assertIn("கவிதா", letter)
        person, path = self.hark.visitor(), path_in(letter, "/put-right/")
        self.assertRegex(person.get(path).text, r'<html[^>]* lang="ta"')
        self.assertEqual(303, person.send(path, {"answer": "yes"}).status)
        self.assertIn("They said: yes, it was put right", self.rasa.get(card).words)

    def do(self, path: str, deed: str, **form) -> None:
        version = self.rasa.get(path).field("version")
        self.assertEqual(303, self.rasa.send(f"{path}/{deed}", {"version": version, **form}).status)

    def the_story_is_on_the_wall_for_everybody_without_the_name(self, words: str) -> None:
        wall = self.joe.get("/loop/wall")
        self.assertIn(words, wall.text)
        self.assertNotIn(PEOPLE["kavitha"].split()[0], wall.text)
        self.assertNotIn("kavitha@example.net", wall.text)
        self.ann.get("/control/walls/new")
        screen = self.ann.post("/control/walls", {"name": "Hall", "language": "ta", "shows": "voices"})
        path = re.search(r"/wall/\d+-\w+", screen.text)[0]
        hall = self.hark.visitor().get(path)
        self.assertIn(words, hall.text)
        self.assertEqual("60", hall.headers["Refresh"])
        for secret in (PEOPLE["kavitha"], "kavitha@example.net", "<form", "/tickets/", "/loop/"):
            self.assertNotIn(secret, hall.text)
        self.assertEqual(404, self.hark.visitor().get(path + "/events").status)
        self.assertEqual(404, self.hark.visitor().get(path[:-1] + "x").status)
        self.ann.post(self.ann.at.partition("?")[0] + "/end")
        self.assertEqual(404, self.hark.visitor().get(path).status)

    def five_are_one_cause(self, cards: list[str]) -> str:
        """Its page."""
        self.assertIn(f"/loop/causes/new?response={cards[0].rsplit('/', 1)[1]}", self.rasa.get(cards[0]).text)
        cause = ""
        for card in cards:
            response = card.rsplit("/", 1)[1]
            page = self.rasa.get(f"/loop/causes/new?response={response}")
            known = re.search(r'<option value="(\d+)"[^>]*>[^<]*Charged twice', page.text)
            form = {"response": response, "cause": known[1] if known else "0", "name": "" if known else "Charged twice"}
            done = self.rasa.send("/loop/causes", form)
            self.assertEqual(303, done.status)
            cause = done.where
        page = self.rasa.get(cause).text
        self.assertIn("5 people said this", page)
        self.assertIn("Charged twice", self.rasa.get("/loop").text)
        return cause

    def an_action_is_predicted_and_checked(self, cause: str) -> None:
        self.rasa.get(cause + "/actions/new")
        # Tomorrow, so that all five are among what was said before.
        begin = datetime.datetime.fromtimestamp((self.hark.now + DAY) / 1000, datetime.timezone.utc).date()
        wrong = {"what": "The bank takes one payment for one order", "measure": "per_thousand",
                 "begin": str(begin), "weeks": "12", "expected": "0"}
        self.assertNotIn('value="said"', self.rasa.get(cause + "/actions/new").text)
        self.assertEqual(422, self.rasa.send(cause + "/actions", wrong).status)
        # What is not offered is not taken by hand either.
        self.rasa.get(cause + "/actions/new")
        self.assertEqual(422, self.rasa.send(cause + "/actions", wrong | {"expected": "60", "measure": "said"}).status)
        self.assertEqual(303, self.rasa.send(cause + "/actions", wrong | {"expected": "60"}).status)
        self.assertIn("60", self.rasa.get(cause).words)
        self.hark.wait(DAY)
        # Others write all the while, and say something else: that nobody says it any more is told by them.
        for week in range(12):
            for day in range(7):
                self.ticket(subject="The tap drips", sender=f"w{week}d{day}@example.net")
            self.hark.wait(7 * DAY)
        self.hark.wait(DAY)
        type(self).sign_all_in()
        self.hark.until(lambda: "It worked" in self.rasa.get(cause).words, "the verdict")

    def the_five_are_told_once_each_in_tamil(self, cause: str) -> None:
        page = self.rasa.get(cause)
        action = re.search(r'name="action" value="(\d+)"', page.text)[1]
        letter = self.rasa.send(cause + "/tell", {"action": action}).where
        words = {"headline_ta": CHANGED[0], "text_ta": CHANGED[1], "public": "1"}
        self.rasa.get(letter)
        self.assertEqual(403, self.rasa.send(letter + "/send", words).status)
        for _ in range(2):  # two presses are one
            self.ann.get(letter)
            self.assertEqual(303, self.ann.send(letter + "/send", words).status)
        for who, name in PEOPLE.items():
            text = plain(self.mail_with(f"{who}@example.net", "/my/changes"))
            for part in (*CHANGED, name.split()[0], "/ta/my/changes"):
                self.assertIn(part, text)
        self.hark.until(lambda: "5 of 5 people were told" in self.ann.get(cause).words, "all to be told")
        for why in ("still to be told", "not written to", "cannot be written to"):
            self.assertNotIn(why, self.ann.get(letter).words)
        self.hark.wait(3 * DAY)
        type(self).sign_all_in()
        for who in PEOPLE:
            self.assertEqual(1, len(self.mails_to(f"{who}@example.net", "/my/changes")), who)
        self.assertIn(CHANGED[0], self.hark.visitor().get("/ta/changes").text)
        kavitha = self.hark.sign_in("kavitha@example.net").get("/ta/my/changes").text
        self.assertIn(SAID.format("கவிதா"), kavitha)
        self.assertIn(CHANGED[1], kavitha)

    def who_wants_no_messages_is_not_told_and_the_page_says_why(self) -> None:
        self.answered("nila@example.net", "நிலா", "billing@nordhome.example", 3, "இரண்டு முறை")
        nila, path = self.hark.visitor(), path_in(plain(self.mail_with("nila@example.net", "/s/")), "/s/")
        nila.get(path + "/no")
        self.assertEqual(303, nila.send(path + "/no", {"ever": "1"}).status)
        card = self.card("இரண்டு முறை")
        self.do(card, "called", words="I said that I am sorry.")
        self.do(card, "end", outcome="explained", words="The bank took it twice.")
        response = card.rsplit("/", 1)[1]
        self.rasa.get(f"/loop/causes/new?response={response}")
        cause = self.rasa.send("/loop/causes", {"response": response, "cause": "0", "name": "Charged thrice"}).where
        self.ann.get(cause)
        letter = self.ann.send(cause + "/tell", {}).where
        self.ann.get(letter)
        self.assertEqual(303, self.ann.send(letter + "/send", {"headline_ta": CHANGED[0], "text_ta": CHANGED[1]}).status)
        self.hark.until(lambda: "1 person is not written to. They want no messages" in self.ann.get(letter).words, "the end of telling")
        self.assertIn("0 of 1 people were told", self.ann.get(letter).words)
        self.assertEqual([], self.mails_to("nila@example.net", "/my/changes"))

    def whoever_asks_which_team_is_better_gets_an_honest_sentence(self) -> None:
        for i, score in enumerate((9, 4, 3)):
            self.answered(f"door{i}@example.net", f"Door {i}", "deliveries@nordhome.example", score, "")
        board = self.ann.get("/loop").text
        figures = self.ann.get(re.search(r'href="(/loop/figures)"', board)[1])
        results = re.search(r'href="(/admin/surveys/\d+/results)"', figures.text)[1] + "?from=2020-01-01"
        page = self.ann.get(results)
        self.assertIn("Nobody can say which of them is better", page.words)
        self.assertNotIn("Place", page.words)
        for i in range(5):
            self.answered(f"glad{i}@example.net", f"Glad {i}", "deliveries@nordhome.example", 10, "")
        page = self.ann.get(results)
        self.assertIn("Deliveries is better than Billing, by more than chance does", page.words)
        self.assertIn("Place", page.words)
        self.assertNotIn("/loop/figures", self.rasa.get("/loop").text)

    def no_link_by_which_one_acts_for_another_leaves_with_an_export(self) -> None:
        """Of each kind there were some in the mails."""
        words = [plain(one) + str(one["List-Unsubscribe"]) for one in self.hark.mails()]
        folder = self.hark.folder / "export"
        self.hark.command("export", str(folder))
        exported = "".join(path.read_text() for path in folder.rglob("*.jsonl"))
        for where in ("solved", "s", "put-right", "unsubscribe"):
            tokens = set(re.findall(rf"/{where}/([\w-]{{16,}})", " ".join(words)))
            self.assertTrue(tokens, where)
            self.assertEqual([], [token for token in tokens if token in exported], where)

    def test_an_answer_of_three_in_tamil_comes_to_what_changed_because_of_it(self):
        number = self.answered("kavitha@example.net", PEOPLE["kavitha"], "billing@nordhome.example", 3, SAID.format("கவிதா"))
        card = self.card(SAID.format("கவிதா"))
        self.a_person_writes_to_him_in_time_and_in_his_language(card, number)
        self.it_is_put_right_and_he_says_so(card, number)
        self.the_story_is_on_the_wall_for_everybody_without_the_name(SAID.format("•••"))
        cards = [card]
        for who, name in list(PEOPLE.items())[1:]:
            self.hark.wait(84 * HOUR)
            type(self).sign_all_in()
            self.answered(f"{who}@example.net", name, "billing@nordhome.example", 3, SAID.format(name.split()[0]))
            cards.append(self.card(SAID.format(name.split()[0])))
            self.do(cards[-1], "called", words="I said that I am sorry, and that it goes back.")
            self.do(cards[-1], "end", outcome="explained", words="The bank took it twice.")
        cause = self.five_are_one_cause(cards)
        self.an_action_is_predicted_and_checked(cause)
        self.the_five_are_told_once_each_in_tamil(cause)
        self.who_wants_no_messages_is_not_told_and_the_page_says_why()
        self.whoever_asks_which_team_is_better_gets_an_honest_sentence()
        self.no_link_by_which_one_acts_for_another_leaves_with_an_export()


if __name__ == "__main__":
    unittest.main()
