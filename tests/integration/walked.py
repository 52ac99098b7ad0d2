"""Two houses in which every page is there, to be walked (test_links.py, test_reach.py)."""
import contextlib
import json
import re
import time

from hark import ADMIN, Browser, Hark, mail

ROLES = ("agent", "supervisor", "manager", "employee")
MAILS = {
    "en": ("Ola Berg <ola@example.net>", "The lamp flickers", "It began on Monday."),
    "bn": ("রহিমা <rahima@example.net>", "বাতি জ্বলে না", "আমার অর্ডারের বাতিটি সোমবার থেকে জ্বলছে না।"),
    "lt": ("Jonas <jonas@example.net>", "Lempa mirksi", "Lempa mirksi nuo pirmadienio, prašau padėti."),
    "ta": ("கவிதா <kavitha@example.net>", "விளக்கு எரியவில்லை", "திங்கட்கிழமை முதல் விளக்கு எரியவில்லை."),
}
SURVEY = {"name": "After a request", "kind": "nps", "occasion": "contact", "mode": "named", "chance": "100",
          "least": "5", "quota": "0", "account_most": "0", "every_days": "0", "delay_hours": "0"}


class Walked:
    """A running house and people of every role before it. Closed by the stack."""

    def __init__(self, stack: contextlib.ExitStack):
        self.hark = stack.enter_context(Hark())
        self.routes = json.loads(self.hark.command("routes", "--json"))
        self.staff = {"admin": self.hark.sign_in(ADMIN)}
        for role in ROLES:
            self.staff[role] = self.hark.sign_in(self.hark.staff(f"{role}@nordhome.example", role.title(), role))

    def questions(self):
        """So many of one that lists have a second page, and the automatic mails to her an end."""
        for i in range(60):
            self.hark.mail_in(mail("Pat <pat@example.net>", f"Question {i}", "What is it?"))

    def customer(self, language: str) -> Browser:
        return self.hark.sign_in(re.search("<(.*)>", MAILS[language][0])[1])


class Tickets(Walked):
    """Tickets in four languages on which everything was done that can be done on one."""

    def __init__(self, stack: contextlib.ExitStack):
        super().__init__(stack)
        self.numbers = {language: self.hark.mail_in(mail(*words, files=(
            ("photo.png", "image/png", b"\x89PNG\r\n\x1a\n"), ("a b.pdf", "application/pdf", b"%PDF-1.4"))))
            for language, words in MAILS.items()}
        self.tell_all()

    def tell_all(self):
        """Replies, notes, ends: so that every part of a page is there."""
        agent = self.staff["agent"]
        for number in self.numbers.values():
            agent.get(f"/tickets/{number}")
            agent.post(f"/tickets/{number}/notes", {"text": "Ask **Mei**, she knows."})
            agent.post(f"/tickets/{number}/replies", {"text": "It will be with you on *Friday*."})
        self.hark.wait(20_000)
        self.tie_all(self.staff["admin"], *list(self.numbers.values())[:2])
        agent.resolve(self.numbers['lt'])
        spam = self.hark.mail_in(mail("Eve <eve@example.net>", "Win", "Win a lamp."))
        agent.post(f"/tickets/{spam}/spam")
        self.bounce_one(agent)

    def tie_all(self, admin, number, other):
        """A list of his own, a task, a promise, a ticket that belongs to another."""
        at = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + 5 * 24 * 3600))
        admin.get("/views/new")
        admin.post("/views", {"name": "What is open", "state": "open"})
        page = admin.get(f"/tickets/{number}/tasks/new")
        admin.post(f"/tickets/{number}/tasks", {"text": "Is there another one?", "due": at, "who": re.search(
            r'<option value="([^"]+)"', page.text)[1]})
        admin.post(f"/tickets/{number}/promises", {"promise_text": "A call", "promise_at": at})
        admin.post(f"/tickets/{other}/links", {"kind": "belongs", "other": str(number)})
        admin.get(f"/tickets/{number}")
        admin.post(f"/tickets/{number}/complaint")
        self.make_all(admin)

    def make_all(self, admin):
        """A rule and a survey."""
        admin.get("/admin/rules/new?kind=trigger")
        admin.post("/admin/rules/new?kind=trigger", {
            "do": "save", "version": "0", "name": "Lamps", "share": "", "event": "opened", "c0_field": "subject",
            "c0_any": "0", "c0_op": "has", "c0_value": "lamp", "a0_kind": "note", "a0_text": "Which lamp?"})
        admin.get("/admin/surveys/new")
        admin.post("/admin/surveys/new", SURVEY)

    def bounce_one(self, agent):
        """A reply that comes back: mail in trouble."""
        number = self.hark.mail_in(mail("Dan <dan@example.net>", "My stove", "It is cold."))
        page = agent.get(f"/tickets/{number}")
        agent.post(f"/tickets/{number}/replies", {"text": "We are on our way.", "then": "wait",
                                                  "version": page.field("version")})
        self.hark.wait(20_000)
        sent = self.hark.mail_to("dan@example.net", "Re: My stove")
        self.hark.until(lambda: "Sent" in agent.get(f"/tickets/{number}").words, "the reply to have left")
        self.hark.mail_in(mail("MAILER-DAEMON@example.net", "Undelivered", "<dan@example.net>: user unknown",
                              In_Reply_To=sent["Message-ID"]))


class Life(Walked):
    """A demonstration in which people answered surveys and causes were found."""

    def __init__(self, stack: contextlib.ExitStack):
        super().__init__(stack)
        self.hark.command("demo", "load", "--tickets", "300")
        for words in MAILS.values():
            self.hark.mail_in(mail(*words))
        self.questions()
        admin = self.staff["admin"]
        self.survey_in_the_hall(admin)
        admin.get("/loop/sheets")
        admin.post("/loop/sheets", {"title": "Monday", "day": time.strftime("%Y-%m-%d")})
        self.causes = re.findall(r'href="(/loop/causes/\d+)"', admin.get("/loop/causes").text)
        admin.post(self.causes[0] + "/stop", {"reason": "Water runs."})
        texts = {f"{part}_{code}": "We build doors now." for part in ("headline", "text") for code in MAILS}
        page = admin.get(self.causes[0])
        admin.post(self.causes[0] + "/tell", texts | {"version": page.field("version")})
        admin.get("/loop/themes")
        admin.post("/loop/themes/look")
        self.hark.wait(60_000)
        self.hark.until(lambda: re.search(r"/loop/themes/\d", admin.get("/loop/themes").text), "a theme")
        self.hark.until(lambda: re.search(r"/admin/alarms/\d", admin.get("/admin/alarms").text), "an alarm")

    def survey_in_the_hall(self, admin):
        """Whoever passes by answers it; enough do for its figures to be told."""
        survey = SURVEY | {"kind": "csat", "occasion": "open", "mode": "anonymous", "name": "In the hall"}
        admin.get("/admin/surveys/new")
        admin.post("/admin/surveys/new", survey)
        path = re.search(r'href="(/admin/surveys/\d+)">In the hall', admin.get("/admin/surveys").text)[1]
        admin.post(path, survey | {"state": "running", "version": admin.get(path).field("version")})
        self.survey = re.search(r"/s/[\w-]+", admin.get(path).text)[0]
        with self.hark.weeks_ago(1):
            for _ in range(int(SURVEY["least"])):
                person = self.hark.visitor()
                person.get(self.survey)
                person.post(self.survey, {"q0": "1", "q1": "The lift is broken."})
        self.hark.until(lambda: "The lift" in admin.get("/loop/talks").text, "a talk")
