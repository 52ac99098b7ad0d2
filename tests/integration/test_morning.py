#!/usr/bin/python3
"""A busy morning of a new team: 300 mails and web requests of all six purposes in four languages
within an hour, a stranded motorist first and another amid the crowd, two people absent, one promise
about to break, a rule that is changed after its dry run. The clock goes minute by minute, as soon as
all that a minute brings was done. HARK_MORNING: how many customers ask."""
import collections
import datetime
import email
import email.policy
import itertools
import json
import os
import re
import unittest
import zoneinfo

from hark import ADMIN, MINUTE, SECOND, Browser, Hark, mail

ASKED = int(os.environ.get("HARK_MORNING", "300"))
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
GREETINGS = {"en": "Hello, {}. Please answer today, I wait for it.",
             "bn": "নমস্কার, {}। দয়া করে আজই জানাবেন, আমি অপেক্ষা করছি।",
             "lt": "Laba diena, {}. Prašau atsakyti šiandien, labai laukiu.",
             "ta": "வணக்கம், {}. தயவுசெய்து இன்றே பதில் சொல்லுங்கள், நான் காத்திருக்கிறேன்."}
SUBJECTS = {
    "en": ("Do you deliver to the islands", "Where is my order {n}", "Please repair my kettle",
           "My heating does not start", "Invoice {n} counts one lamp twice", "The driver was rude to me"),
    "bn": ("আপনারা কি দ্বীপে পৌঁছে দেন", "আমার অর্ডার {n} এখনও আসেনি", "আমার কেটলি মেরামত করে দিন",
           "আমার হিটার চালু হচ্ছে না", "চালান {n} একটি বাতির দাম দুবার ধরেছে", "চালক আমার সঙ্গে খারাপ ব্যবহার করেছেন"),
    "lt": ("Ar pristatote į salas", "Mano užsakymas {n} dar negautas", "Prašau sutaisyti mano virdulį",
           "Mano šildymas neįsijungia", "Sąskaitoje {n} viena lempa įrašyta du kartus", "Vairuotojas su manimi kalbėjo grubiai"),
    "ta": ("நீங்கள் தீவுகளுக்குக் கொண்டு வருவீர்களா", "என்னுடைய ஆர்டர் {n} இன்னும் வரவில்லை", "என் கெட்டிலைப் பழுது பார்த்துத் தாருங்கள்",
           "என் வீட்டு ஹீட்டர் இயங்கவில்லை", "விலைச்சீட்டு {n} ஒரு விளக்கை இரு முறை கணக்கிட்டுள்ளது", "ஓட்டுநர் என்னிடம் கடுமையாகப் பேசினார்"),
}
HEARD = {"en": "We have your message|Your complaint is recorded", "bn": "আপনার বার্তা পেয়েছি|আপনার অভিযোগ নথিভুক্ত হয়েছে",
         "lt": "Gavome Jūsų žinutę|Jūsų skundas užregistruotas", "ta": "உங்கள் செய்தி கிடைத்தது|உங்கள் புகார் பதிவு செய்யப்பட்டது"}
ANSWERS = {
    "en": "I am sorry that you had to ask. I look into it now and write to you again today.",
    "bn": "আপনাকে জিজ্ঞেস করতে হয়েছে বলে দুঃখিত। আমি এখনই দেখছি এবং আজই আবার লিখব।",
    "lt": "Atsiprašau, kad teko klausti. Dabar pat pasidomėsiu ir šiandien dar kartą parašysiu.",
    "ta": "நீங்கள் கேட்க வேண்டியதாகிவிட்டதற்கு மன்னிக்கவும். இப்போதே பார்த்து இன்று மீண்டும் எழுதுகிறேன்.",
}
# Minutes after 8:00; a person takes so many of them to answer somebody.
ANSWER, AMID, RULE, PROMISE, KEEP, END = 5, 25, 30, 90, 80, 7 * 60


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

    def call(self, method: str, path: str, body: dict | None = None):
        answer = self.browser.ask(method, "/api/v1" + path, json.dumps(body).encode() if body else b"",
                                  self.head | ({"Content-Type": "application/json"} if body else {}))
        assert answer.status in (200, 201), (path, answer.status, answer.text)
        return answer.json

    def get(self, path: str):
        return self.call("GET", path)

    def every(self) -> list[dict]:
        tickets, after = [], ""
        while True:
            page = self.get("/tickets?limit=200" + after)
            tickets += page["items"]
            if not page["next"]:
                return tickets
            after = f"&after={page['next']}"


class Post:
    """What the house mailed. Each letter is read once."""

    def __init__(self, folder):
        self.folder, self.read = folder, {}

    def letters(self) -> list:
        for path in sorted(self.folder.rglob("*.eml")):
            if path not in self.read:
                letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                self.read[path] = (str(letter["To"]), str(letter["Subject"]))
        return list(self.read.values())

    def has(self, to: str, words: str) -> bool:
        return any(to in whom and re.search(words, subject) for whom, subject in self.letters())


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
        cls.lina, cls.admin = cls.hark.sign_in(LEADER), cls.hark.sign_in(ADMIN)
        cls.post = Post(cls.hark.folder / "var/mail")
        cls.watch = Program(cls.hark, ADMIN)
        cls.agents = {who: Program(cls.hark, address(who)) for who in TEAM if who not in ABSENT}
        # What customers asked, by the numbers of their tickets: language and purpose.
        cls.asked = {}
        cls.answered = collections.defaultdict(list)  # by whom, in their order
        cls.late, cls.left = set(), 0

    def time(self, minutes: int) -> str:
        """What a field of time takes for so many minutes after 8:00."""
        return datetime.datetime.fromtimestamp(self.begin / 1000 + minutes * 60, CITY).strftime("%Y-%m-%dT%H:%M")

    def test_nothing_is_late_without_somebody_knowing_and_every_choice_is_explained(self):
        self.absences()
        stranded = self.web(1000, "incident", "lt", "stranded")
        promised = self.ask(0)
        self.promise(promised)
        numbers, amid, kettles = iter(range(1, ASKED + 1)), 0, set()
        for minute in range(END):
            for number in itertools.islice(numbers, self.due(minute + 1) - self.due(minute)):
                ticket = self.ask(number)
                if minute > RULE and "kettle" in self.watch.get(f"/tickets/{ticket}")["subject"]:
                    kettles.add(ticket)
            if minute == AMID:
                amid = self.web(1001, "incident", "en", "stranded")
            if minute == RULE:
                self.rule()
            if minute == KEEP:
                self.keep(promised)
            self.hark.wait(SECOND)  # nothing is due in just this moment
            self.see_late()
            if minute % ANSWER == 0 and not self.answer() and minute > KEEP:
                break
            self.leave()
            self.hark.clock(self.begin + (minute + 1) * MINUTE)
        else:
            self.fail("they were not done by the afternoon")
        self.assertEqual(ASKED + 3, len(self.asked))
        self.assertEqual(stranded, self.first, "who is stranded is answered before all others")
        self.was_next(amid)
        self.check_heard()
        self.check_owners()
        self.check_late()
        self.check_kettles(kettles)
        print(f"{len(self.asked)} answered within {(self.hark.now - self.begin) // MINUTE} minutes, {len(self.late)} late")

    def due(self, minute: int) -> int:
        """How many have asked by then: all within an hour."""
        return min(ASKED, minute * ASKED // 60)

    # ---- before the doors open ----

    def absences(self) -> None:
        """Two are out of office until the evening; the supervisor says so."""
        page = self.lina.get("/availability")
        for who in ABSENT:
            path = re.search(rf'href="(/availability/\d+)"[^>]*>[^<]*{TEAM[who][0]}', page.text)[1]
            self.lina.get(path)
            page_of = self.lina.post(f"{path}/absence", {"from": self.time(-60), "back": self.time(600),
                                                         "stand_in": "", "note": "Ill"})
            self.assertEqual(200, page_of.status, page_of.words)

    # ---- customers ----

    def web(self, number: int, purpose: str, language: str, harm: str = "") -> int:
        """The form as anybody walks through it."""
        text = SUBJECTS[language][PURPOSES.index(purpose)].replace("{n}", str(number))
        browser = Customer(self.hark.port, number)
        base = "" if language == "en" else f"/{language}"
        browser.get(f"{base}/new?type={purpose}")
        answer = browser.send(f"{base}/new/tell", {"type": purpose, "body": f"{text}\n\n{GREETINGS[language].format(text)}"})
        fields = {"harm": {"harms": harm} if harm else {"go": "on"}, "files": {"go": "on"}, "check": {},
                  "you": {"name": f"Person {number}", "email": f"person{number}@example.net"}}
        for _ in range(20):
            self.assertEqual(303, answer.status, answer.text[:3000])
            browser.get(answer.where)
            step = answer.where.rsplit("/", 1)[1]
            if step == "sent":
                break
            answer = browser.send(answer.where, fields.get(step, {"go": "on", "answer": ""}))
        ticket = self.watch.get(f"/tickets?customer=person{number}@example.net")["items"][0]["number"]
        self.asked[ticket] = (language, purpose, number)
        return ticket

    def ask(self, number: int) -> int:
        """Mail and form in turn, and on each road all languages and purposes."""
        language, purpose = list(SUBJECTS)[number // 2 % 4], PURPOSES[number // 8 % 6]
        if number % 2:
            return self.web(number, purpose, language)
        text = SUBJECTS[language][PURPOSES.index(purpose)].replace("{n}", str(number))
        ticket = self.hark.mail_in(mail(f"Person {number} <person{number}@example.net>", text,
                                        GREETINGS[language].format(text)))
        self.assertGreater(ticket, 0)
        self.asked[ticket] = (language, purpose, number)
        return ticket

    # ---- staff ----

    @property
    def first(self) -> int:
        return self.order[0]

    def answer(self) -> int:
        """Everybody who is there takes the most pressing of his that nobody has answered, and says
        what a mail is about. How many were waiting."""
        waiting = collections.defaultdict(list)
        for one in self.watch.every():
            if one["state"] == "new":
                waiting[one["owner"]["email"]].append((one["priority"] != "urgent", one["due_at"], one["number"]))
        for who, program in self.agents.items():
            if waiting[address(who)]:
                number = min(waiting[address(who)])[2]
                language, purpose, _ = self.asked[number]
                program.call("PATCH", f"/tickets/{number}", {"type": purpose})
                program.call("POST", f"/tickets/{number}/messages",
                             {"kind": "reply", "text": ANSWERS[language], "then": "open"})
                self.answered[who].append((self.hark.now, number))
        return sum(map(len, waiting.values()))

    def leave(self) -> None:
        """A reply leaves ten seconds after it was written, and is an answer from then on."""
        written = sum(map(len, self.answered.values()))
        if written > self.left:
            self.hark.wait(15 * SECOND)
            self.hark.until(lambda: sum("Re: " in subject for _, subject in self.post.letters()) == written,
                            "the replies to leave")
            self.left = written

    @property
    def order(self) -> list[int]:
        return [number for _, number in sorted(itertools.chain(*self.answered.values()))]

    def was_next(self, number: int) -> None:
        """Of all that its owner had waiting, it was the first that he answered after it came."""
        owner = self.watch.get(f"/tickets/{number}")["owner"]["email"].partition("@")[0]
        came = self.begin + AMID * MINUTE
        self.assertEqual(number, next(one for at, one in self.answered[owner] if at >= came))

    def promise(self, number: int) -> None:
        owner = self.watch.get(f"/tickets/{number}")["owner"]["email"]
        self.keeper, self.keeps = self.hark.sign_in(owner), owner
        self.keeper.get(f"/tickets/{number}")
        answer = self.keeper.send(f"/tickets/{number}/promises", {
            "promise_text": "I call you back.", "promise_at": self.time(PROMISE)})
        self.assertEqual(303, answer.status, answer.text[:2000])

    def keep(self, number: int) -> None:
        """Ten minutes before it breaks: he was warned, both lists show it, and he keeps it."""
        self.hark.until(lambda: self.post.has(self.keeps, f"A promise on ticket {number} is due soon"), "the warning")
        self.assertIn("I call you back.", self.keeper.get("/promises").words, "the keeper sees it first")
        self.assertIn("I call you back.", self.lina.get("/promises/team").words, "and who leads")
        page = self.keeper.get(f"/tickets/{number}")
        path, version = re.search(
            rf'action="(/tickets/{number}/promises/\d+)/kept".*?name="version" value="(\d+)"', page.text, re.S).groups()
        self.assertEqual(303, self.keeper.send(f"{path}/kept", {"version": version}).status)
        self.assertEqual("kept", self.watch.get(f"/tickets/{number}")["promises"][0]["state"])

    # ---- a rule ----

    def rule(self) -> None:
        """Tried on what has come already it would act on far too much, so it is changed, tried
        again and only then switched on."""
        self.admin.get("/admin/rules/new?kind=trigger")
        answer = self.admin.send("/admin/rules/new?kind=trigger", self.wish("my*", 0))
        self.assertEqual(303, answer.status, re.sub(r"<[^>]*>", " ", answer.text)[-2500:])
        path = answer.where.removesuffix("/try")
        wide = self.tried(path)
        version = self.admin.get(path).field("version")
        self.assertEqual(303, self.admin.send(path, self.wish("kettle*", int(version))).status)
        self.assertIn("The rule has changed since.", self.admin.get(f"{path}/try").words)
        narrow = self.tried(path)
        self.assertGreater(wide, narrow)
        self.assertGreater(narrow, 0)
        self.assertFalse([one for one in self.asked if self.noted(one)], "it changed nothing")
        self.assertIn(self.admin.send(f"{path}/on").status, (200, 303))

    def wish(self, word: str, version: int) -> dict:
        return {"do": "save", "version": str(version), "name": "Kettles", "share": "", "event": "opened",
                "c0_field": "subject", "c0_any": "0", "c0_op": "has", "c0_value": word,
                "a0_kind": "note", "a0_text": "Ask for the colour of the lid."}

    def tried(self, path: str) -> int:
        """On how many tickets it would have acted, of all that are there."""
        self.admin.get(f"{path}/try")
        self.admin.post(f"{path}/try", {"days": "30"})

        def done():
            words = self.admin.get(f"{path}/try").words
            return "Done" in words and "has changed since" not in words and words
        words = self.hark.until(done, "the dry run")
        self.assertIn(f"Tickets looked at {len(self.asked)} / {len(self.asked)}", words)
        return int(re.search(r"On (\d+) tickets? it would have acted", words)[1])

    def noted(self, number: int) -> bool:
        return any(one["kind"] == "note" and "colour of the lid" in one["text"]
                   for one in self.watch.get(f"/tickets/{number}")["messages"])

    def check_kettles(self, kettles: set[int]) -> None:
        self.assertTrue(kettles)
        for number in kettles:
            self.hark.until(lambda: self.noted(number), f"the rule to act on {number}")
        self.assertRegex(self.lina.get(f"/tickets/{min(kettles)}").words,
                         "the rule “Kettles”, version 2, because: A ticket comes in; Words of the subject: “kettle")
        before = [one for one in self.asked if one < min(kettles) and self.noted(one)]
        self.assertEqual([], before, "what came before it was switched on stays as it is")

    # ---- nothing is late unseen ----

    def see_late(self) -> None:
        """Whatever has its time behind it: its owner has a mail about it within the minute, and the
        control centre counts it."""
        now = datetime.datetime.fromtimestamp(self.hark.now / 1000, datetime.timezone.utc).isoformat(timespec="milliseconds")
        late = [one for one in self.watch.every() if one["due_at"] and one["due_at"][:23] <= now[:23]]
        for one in late:
            if one["number"] not in self.late:
                self.hark.until(lambda: self.post.has(one["owner"]["email"], f"icket {one['number']} is late"),
                                f"a word that {one['number']} is late")
        if {one["number"] for one in late} - self.late:
            self.hark.until(lambda: self.passed() == len(late), f"the control centre to count {len(late)}")
        self.late |= {one["number"] for one in late}

    def passed(self) -> int:
        found = re.search(r'id="board-broken">.*?<dd>(.*?)</dd>', self.lina.get("/control").text, re.S)
        return int(re.sub("<[^>]*>", "", found[1]))

    def check_late(self) -> None:
        """Who was warned before, and that no clock broke that nobody was told of."""
        if ASKED >= 300:
            self.assertTrue(self.late, "a morning that is too easy shows nothing")
        for number in self.asked:
            one = self.watch.get(f"/tickets/{number}")
            if number in self.late:
                self.assertTrue(self.post.has(one["owner"]["email"], f"icket {number} is due soon"), number)
            else:
                self.assertNotIn("missed", [clock["state"] for clock in one["clocks"]], number)

    # ---- who has it, and why ----

    def check_owners(self) -> None:
        """Nobody who is away has anything, everybody knows why he has what he has, and each speaks
        the language of who asked."""
        shares = collections.Counter()
        for number, (language, purpose, _) in self.asked.items():
            one = self.watch.get(f"/tickets/{number}")
            who = one["owner"]["email"].partition("@")[0]
            self.assertIn(who, self.agents, number)
            self.assertEqual((language, purpose), (one["language"], one["type"]), number)
            self.assertTrue(one["chosen"]["words"], number)
            self.assertEqual(0, one["chosen"]["lacks"], f"{number}: {one['chosen']}")
            self.assertIn(language, [skill.partition(":")[0] for skill in TEAM[who][1]], f"{number}: {one['chosen']}")
            self.assertIn(f"Assigned to {TEAM[who][0].split()[0]}", self.lina.get(f"/tickets/{number}").words)
            shares[who] += 1
        self.assertEqual(set(self.agents), set(shares), "everybody who is there has his share")

    def check_heard(self) -> None:
        """Each customer has a word from us in his language."""
        letters = collections.defaultdict(list)
        for to, subject in self.post.letters():
            letters[to].append(subject)
        for language, _, number in self.asked.values():
            told = next(subjects for to, subjects in letters.items() if f"person{number}@" in to)
            self.assertTrue(any(re.match(HEARD[language], one) for one in told), (language, told))


if __name__ == "__main__":
    unittest.main()
