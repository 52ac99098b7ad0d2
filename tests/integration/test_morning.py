#!/usr/bin/python3
"""A busy morning of a new team: mails and web requests of all six purposes in four languages within
an hour, a stranded motorist first, two people absent, one promise about to break, a rule that is
tried before it acts. HARK_MORNING: how many customers ask, 60 unless told."""
import collections
import datetime
import json
import os
import re
import unittest
import zoneinfo

from hark import ADMIN, MINUTE, Browser, Hark, mail

ASKED = int(os.environ.get("HARK_MORNING", "60"))
CITY = zoneinfo.ZoneInfo("Europe/Vilnius")
TEAM = {  # who works, and what they speak
    "rasa": ("Rasa Petrauskienė", ("lt:5", "en:4")), "tomas": ("Tomas Vaitkus", ("lt:5", "en:5")),
    "aisha": ("Aisha Khatun", ("bn:5", "en:4")), "kavin": ("Kavin Murugan", ("ta:5", "en:4")),
    "emma": ("Emma Clarke", ("en:5",)), "jonas": ("Jonas Kazlauskas", ("lt:5", "en:5")),
    "meera": ("Meera Selvam", ("ta:5", "bn:3", "en:5")),
}
ABSENT = ("jonas", "meera")
LEADER = "lina@nordhome.example"
PURPOSES = ("inquiry", "order", "service", "incident", "invoice", "complaint")
WORDS = {
    "en": ("The kettle of order {n} does not close", "Hello, the lid of my kettle does not close. What can I do? My order is {n}."),
    "bn": ("অর্ডার {n} এখনও আসেনি", "নমস্কার, আমার অর্ডার {n} এখনও আসেনি। কবে আসবে, দয়া করে জানাবেন।"),
    "lt": ("Užsakymas {n} dar negautas", "Laba diena, mano užsakymas {n} dar negautas. Prašau pasakyti, kada jis bus pristatytas."),
    "ta": ("ஆர்டர் {n} இன்னும் வரவில்லை", "வணக்கம், என்னுடைய ஆர்டர் {n} இன்னும் வரவில்லை. எப்போது வரும் என்று சொல்லுங்கள்."),
}
ANSWERS = {
    "en": "I am sorry that you had to ask. I look into it now and write to you again today.",
    "bn": "আপনাকে জিজ্ঞেস করতে হয়েছে বলে দুঃখিত। আমি এখনই দেখছি এবং আজই আবার লিখব।",
    "lt": "Atsiprašau, kad teko klausti. Dabar pat pasidomėsiu ir šiandien dar kartą parašysiu.",
    "ta": "நீங்கள் கேட்க வேண்டியதாகிவிட்டதற்கு மன்னிக்கவும். இப்போதே பார்த்து இன்று மீண்டும் எழுதுகிறேன்.",
}
MINUTES_OF_AN_ANSWER = 4


def address(who: str) -> str:
    return f"{who}@nordhome.example"


class Customer(Browser):
    """Each comes from a place of his own."""

    def __init__(self, port: int, number: int):
        super().__init__(port)
        self.place = f"10.0.{number // 250 % 250}.{number % 250}"

    def ask(self, method, path, body=b"", headers=None):
        return super().ask(method, path, body, {"X-Forwarded-For": self.place} | (headers or {}))


class Program:
    """Speaks to the API as one person."""

    def __init__(self, hark: Hark, person: str):
        self.browser = hark.visitor()
        self.head = {"Authorization": "Bearer " + hark.command(
            "token", "add", "--staff", person, "--name", "morning").strip()}

    def get(self, path: str):
        answer = self.browser.ask("GET", "/api/v1" + path, headers=self.head)
        assert answer.status == 200, (path, answer.status, answer.text)
        return answer.json

    def post(self, path: str, body: dict):
        answer = self.browser.ask("POST", "/api/v1" + path, json.dumps(body).encode(),
                                  self.head | {"Content-Type": "application/json"})
        assert answer.status in (200, 201), (path, answer.status, answer.text)
        return answer.json

    def every(self) -> list[dict]:
        tickets, after = [], ""
        while True:
            page = self.get("/tickets" + after)
            tickets += page["items"]
            if not page["next"]:
                return tickets
            after = f"?after={page['next']}"


class Morning(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hark = Hark(trusted_proxies="127.0.0.1")
        cls.addClassCleanup(cls.hark.close)
        cls.hark.init()
        for who, (name, skills) in TEAM.items():
            cls.hark.command("staff", "add", address(who), "--name", name, "--role", "agent",
                             *[word for skill in skills for word in ("--skill", skill)])
        cls.hark.staff(LEADER, "Lina Vaitkienė", "supervisor")
        monday = datetime.datetime.fromtimestamp(cls.hark.now / 1000, CITY).replace(
            hour=8, minute=0, second=0, microsecond=0)
        monday += datetime.timedelta(days=7 - monday.weekday())
        cls.hark.clock(int(monday.timestamp() * 1000))
        cls.begin = cls.hark.now
        cls.hark.start()
        cls.lina, cls.rasa = cls.hark.sign_in(LEADER), cls.hark.sign_in(address("rasa"))
        cls.watch = Program(cls.hark, ADMIN)
        cls.agents = {who: Program(cls.hark, address(who)) for who in TEAM if who not in ABSENT}

    def time(self, text: str) -> str:
        """What a field of time takes for this clock time of the day."""
        return datetime.datetime.fromtimestamp(self.begin / 1000, CITY).strftime("%Y-%m-%dT") + text

    def absences(self) -> None:
        """Two are out of office until the evening; the supervisor says so."""
        page = self.lina.get("/availability")
        for who in ABSENT:
            path = re.search(rf'href="(/availability/\d+)"[^>]*>[^<]*{TEAM[who][0]}', page.text)[1]
            self.lina.get(path)
            page_of = self.lina.post(f"{path}/absence", {"from": self.time("07:00"), "back": self.time("18:00"),
                                                         "stand_in": "", "note": "Ill"})
            self.assertEqual(200, page_of.status, page_of.words)

    def ask_on_the_web(self, number: int, purpose: str, language: str, harm: str = "") -> int:
        """The form as anybody walks through it; the number that its last page says."""
        subject, text = WORDS[language]
        browser = Customer(self.hark.port, number)
        browser.get(f"/new?type={purpose}&lang={language}")
        answer = browser.send("/new/tell", {"type": purpose, "body": f"{subject} {text}".replace("{n}", str(number))})
        fields = {"harm": {"harms": harm} if harm else {"go": "on"}, "files": {"go": "on"}, "check": {},
                  "you": {"name": f"Person {number}", "email": f"person{number}@example.net"}}
        for _ in range(20):
            self.assertEqual(303, answer.status, answer.text[:3000])
            browser.get(answer.where)
            step = answer.where.rsplit("/", 1)[1]
            if step == "sent":
                break
            answer = browser.send(answer.where, fields.get(step, {"go": "on", "answer": ""}))
        return self.watch.get(f"/tickets?customer=person{number}@example.net")["items"][0]["number"]

    def ask_by_program(self, number: int, purpose: str, language: str) -> int:
        subject, text = (one.replace("{n}", str(number)) for one in WORDS[language])
        return self.watch.post("/tickets", {
            "subject": subject, "text": text, "type": purpose, "channel": "web",
            "customer": {"name": f"Person {number}", "email": f"person{number}@example.net"}})["number"]

    def ask(self, number: int) -> int:
        language, purpose = list(WORDS)[number % 4], PURPOSES[number // 4 % 6]
        if number % 10 == 9:
            return self.ask_on_the_web(number, purpose, language)
        if number % 2:
            return self.ask_by_program(number, purpose, language)
        subject, text = (one.replace("{n}", str(number)) for one in WORDS[language])
        ticket = self.hark.mail_in(mail(f"Person {number} <person{number}@example.net>", subject, text))
        self.assertGreater(ticket, 0)
        return ticket

    def answer(self) -> None:
        """Everybody who is there takes the most pressing of his that nobody has answered."""
        waiting = collections.defaultdict(list)
        for one in self.watch.every():
            if one["state"] == "new":
                self.see_late(one)
                waiting[one["owner"]["email"]].append(
                    (one["priority"] != "urgent", one["due_at"], one["number"], one["language"]))
        for who, program in self.agents.items():
            if waiting[address(who)]:
                _, _, number, language = min(waiting[address(who)])
                program.post(f"/tickets/{number}/messages",
                             {"kind": "reply", "text": ANSWERS[language], "then": "open"})
                self.answered.append(number)

    def told(self, number: int, words: str) -> bool:
        return any(re.search(rf"icket {number} {words}", str(one["Subject"])) for one in self.hark.mails())

    def see_late(self, ticket: dict) -> None:
        """Whoever is past his time while nobody has answered: somebody was told."""
        number = ticket["number"]
        now = datetime.datetime.fromtimestamp(self.hark.now / 1000, datetime.timezone.utc).isoformat()[:23]
        if ticket["due_at"][:23] < now and number not in self.late:
            self.late.append(number)
            self.hark.until(lambda: self.told(number, "is late"), f"a word that {number} is late")

    def test_nothing_is_late_without_somebody_knowing_and_every_choice_is_explained(self):
        self.answered, self.late, asked, minute, kettles = [], [], 0, 0, []
        self.absences()
        stranded = self.ask_on_the_web(9999, "incident", "lt", "stranded")
        promised = self.ask(1)
        self.promise(promised)
        while minute < 6 * 60:
            while asked < ASKED and asked * 60 <= minute * ASKED:
                asked += 1
                number = self.ask(asked + 1)
                if minute > 30 and (asked + 1) % 4 == 0:
                    kettles.append(number)
            if minute % MINUTES_OF_AN_ANSWER == 0:
                self.answer()
            if minute == 30:
                self.rule()
            if minute == 80:
                self.assertIn("I call you back.", self.keeper.get("/promises").words, "the keeper sees it first")
                self.assertIn("I call you back.", self.lina.get("/promises/team").words, "and who leads")
                self.keep(promised)
            self.hark.wait(MINUTE)
            minute += 1
            if minute > 90 and not [one for one in self.watch.every() if one["state"] == "new"]:
                break
        self.assertEqual(stranded, self.answered[0], "who is stranded is answered before all others")
        self.check_owners()
        self.assertTrue(kettles)
        for number in kettles:
            self.hark.until(lambda n=number: self.is_noted(n), f"the rule to act on {number}")
        self.assertEqual("kept", self.watch.get(f"/tickets/{promised}")["promises"][0]["state"])

    def rule(self) -> None:
        """A rule for the kettles of this morning: tried on what has come already, then switched on."""
        admin = self.hark.sign_in(ADMIN)
        admin.get("/admin/rules/new?kind=trigger")
        answer = admin.send("/admin/rules/new?kind=trigger", {
            "do": "save", "version": "0", "name": "Kettles", "share": "", "event": "opened",
            "c0_field": "subject", "c0_any": "0", "c0_op": "has", "c0_value": "kettle*",
            "a0_kind": "note", "a0_text": "Ask for the colour of the lid."})
        self.assertEqual(303, answer.status, re.sub(r"<[^>]*>", " ", answer.text)[-2500:])
        page, path = admin.get(answer.where), answer.where.removesuffix("/try")
        admin.post(f"{path}/try", {"days": "30"})
        page = self.hark.until(lambda: "Done" in admin.get(f"{path}/try").words and admin.get(f"{path}/try"),
                               "the dry run")
        self.assertIn("Tickets looked at", page.words)
        self.assertFalse([one for one in self.watch.every() if self.is_noted(one["number"])], "it changed nothing")
        self.assertIn(admin.send(f"{path}/on").status, (200, 303))

    def is_noted(self, number: int) -> bool:
        return any(one["kind"] == "note" and "colour of the lid" in one["text"]
                   for one in self.watch.get(f"/tickets/{number}")["messages"])

    def promise(self, number: int) -> None:
        owner = self.watch.get(f"/tickets/{number}")["owner"]["email"]
        self.keeper = self.hark.sign_in(owner)
        self.keeper.get(f"/tickets/{number}")
        answer = self.keeper.send(f"/tickets/{number}/promises", {
            "promise_text": "I call you back.", "promise_at": self.time("09:30")})
        self.assertEqual(303, answer.status, answer.text[:2000])

    def keep(self, number: int) -> None:
        page = self.keeper.get(f"/tickets/{number}")
        path, version = re.search(
            rf'action="(/tickets/{number}/promises/\d+)/kept".*?name="version" value="(\d+)"', page.text, re.S).groups()
        self.assertEqual(303, self.keeper.send(f"{path}/kept", {"version": version}).status)

    def check_owners(self) -> None:
        """Nobody who is away has anything, everybody knows why he has what he has, and each speaks
        the language of who asked."""
        shares, tickets = collections.Counter(), self.watch.every()
        self.assertEqual(ASKED + 2, len(tickets))
        for one in tickets:
            who = one["owner"]["email"].partition("@")[0]
            self.assertNotIn(who, ABSENT, one["number"])
            self.assertIn(who, TEAM, one["number"])
            chosen = self.watch.get(f"/tickets/{one['number']}")["chosen"]
            self.assertTrue(chosen["words"], one["number"])
            spoken = [skill.partition(":")[0] for skill in TEAM[who][1]]
            self.assertIn(one["language"], spoken, f"ticket {one['number']}: {chosen}")
            shares[who] += 1
        print(f"{len(tickets)} tickets answered within {(self.hark.now - self.begin) // MINUTE} minutes, "
              f"{len(self.late)} late, each told: {dict(shares)}")


if __name__ == "__main__":
    unittest.main()
