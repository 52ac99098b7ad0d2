"""Every page that a person can come to by clicking, for each kind of person in each language.

From the first page all links and forms that ask are followed (a few of each kind). None leads
nowhere, none breaks, and each page keeps the rules of the house: its language is said, every
placeholder is filled in, nothing is inline, and customers get no script.
"""
import collections
import contextlib
import html.parser
import json
import re
import time
import unittest
import urllib.parse

from hark import ADMIN, PARTS, Browser, Hark, mail

LANGUAGES = ("en", "bn", "lt", "ta")
OF_A_KIND = 4    # pages that differ only in numbers and values
PAGES_MOST = 400
EVENTS = "/events"  # a stream that never ends
FOR_SCRIPTS = (EVENTS, "/control/events", "/control/wall/events", "/inbox/counts", "/tickets/{number}/saved",
               "/tickets/new/saved", "/tickets/{number}/draft/files/{name}", "/tickets/{number}/names")
# A provider of tokens sends people there; a picture from the web is there once somebody asked for it;
# a deed for many, and an end with open tasks, lead there when they are sent.
FROM_ELSEWHERE = ("/admin/access/return", "/tickets/{number}/pictures/{message}/{position}", "/bulk/{id}",
                  "/tickets/{number}/resolve")
MAILS = {
    "en": ("Ola Berg <ola@example.net>", "The lamp flickers", "It began on Monday."),
    "bn": ("রহিমা <rahima@example.net>", "বাতি জ্বলে না", "আমার অর্ডারের বাতিটি সোমবার থেকে জ্বলছে না।"),
    "lt": ("Jonas <jonas@example.net>", "Lempa mirksi", "Lempa mirksi nuo pirmadienio, prašau padėti."),
    "ta": ("கவிதா <kavitha@example.net>", "விளக்கு எரியவில்லை", "திங்கட்கிழமை முதல் விளக்கு எரியவில்லை."),
}
SURVEY = {"name": "After a request", "kind": "nps", "occasion": "contact", "mode": "named", "chance": "100",
          "least": "5", "quota": "0", "account_most": "0", "every_days": "0", "delay_hours": "0"}


class Page(html.parser.HTMLParser):
    """What a page holds that must be true."""

    def __init__(self, text: str):
        super().__init__()
        self.language, self.links, self.parts, self.assets, self.forms = "", [], [], [], []
        self.ids, self.faults, self.words, self.targets = collections.Counter(), [], [], []
        self.scripts, self.within, self.form = 0, [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            self.faults.append(f"an attribute twice in <{tag}>: {attrs}")
        if tag == "html":
            self.language = values.get("lang", "")
        self.take_rules(tag, values)
        self.take_links(tag, values)
        self.take_form(tag, values)
        # Sentences in data-... are for scripts, which fill them in.
        if values.get("name") != "htmx-config":
            self.words += [value for name, value in values.items() if not name.startswith("data-")]
        self.within.append(tag)

    def handle_endtag(self, tag):
        if tag in self.within:
            while self.within.pop() != tag:
                pass
        if tag == "form":
            self.form = None

    def handle_data(self, data):
        if "code" not in self.within:  # what is to be typed, braces and all
            self.words.append(data)

    def take_rules(self, tag, values):
        if "id" in values:
            self.ids[values["id"]] += 1
        if tag == "script":
            self.scripts += 1
            if "src" not in values and values.get("type") != "application/json":
                self.faults.append("a script inside the page")
        if tag == "style" or "style" in values:
            self.faults.append(f"style inside the page: <{tag}>")
        self.faults += [f"{name} on <{tag}>" for name in values if name.startswith("on")]
        if tag == "img" and "alt" not in values:
            self.faults.append(f"a picture without words: {values.get('src')}")
        if any(value.lower().startswith("javascript:") for value in values.values()):
            self.faults.append(f"a script as an address: {values}")

    def take_links(self, tag, values):
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if "hx-get" in values:
            self.parts.append(values["hx-get"])
        for name in ("hx-post", "hx-put", "hx-patch", "hx-delete"):
            if name in values:
                self.targets.append((name[3:].upper(), values[name]))
        if "formaction" in values:
            self.targets.append(("POST", values["formaction"]))
        if tag == "link" and values.get("rel") in ("alternate", "canonical"):
            self.links.append(values["href"])
        elif tag in ("link", "script", "img", "use", "source"):
            self.assets += [values[name] for name in ("href", "src") if name in values]

    def take_form(self, tag, values):
        # One that only closes its dialog sends nothing.
        if tag == "form" and values.get("method") != "dialog":
            self.form = {"method": values.get("method", "get").lower(), "fields": {},
                         "action": values.get("action", "")}
            self.forms.append(self.form)
        if self.form and tag in ("input", "select", "textarea", "button") and values.get("name"):
            kind = values.get("type") if tag == "input" else tag
            if kind == "radio" and "checked" not in values:
                self.form["fields"].setdefault(values["name"], values.get("value", ""))
            elif kind != "button" and (kind != "checkbox" or "checked" in values):
                self.form["fields"][values["name"]] = values.get("value", "")

    def check(self) -> list[str]:
        faults = list(self.faults)
        faults += [f"id twice: {name}" for name, count in self.ids.items() if count > 1]
        faults += [f"not filled in: {found}" for word in self.words
                   for found in re.findall(r"\{[a-z_]+\}|\{\{|\}\}|\{%|%\(|%[sd]\b|\(null\)", word)]
        faults += [f"leads to no place in the page: {link}" for link in self.links
                   if link.startswith("#") and len(link) > 1 and link[1:] not in self.ids]
        return faults


def kind_of(url: str) -> str:
    """Pages that differ only in numbers, tokens and values are of a kind."""
    parts = urllib.parse.urlsplit(url)
    path = re.sub(r"/(\d+|[\w-]{20,})(?=/|$)", "/*", parts.path)
    return path + "?" + "&".join(sorted(dict(urllib.parse.parse_qsl(parts.query, True))))


class Crawl:
    """One person with one language, who clicks on everything."""

    def __init__(self, browser: Browser, language: str, routes: list[dict], is_customer: bool):
        self.browser, self.language, self.routes = browser, language, routes
        self.is_customer = is_customer
        self.seen, self.kinds, self.faults = set(), collections.Counter(), {}
        self.assets, self.waiting, self.pages = set(), [], 0
        self.sprites = {}

    def fault(self, url: str, words: str) -> None:
        self.faults.setdefault(words, url)

    def add(self, base: str, url: str, is_part: bool = False) -> None:
        whole = urllib.parse.urldefrag(urllib.parse.urljoin(f"http://house{base}", url))[0]
        parts = urllib.parse.urlsplit(whole)
        if parts.netloc != "house":
            return
        path = whole.removeprefix("http://house")
        kind = kind_of(path)
        if (path, is_part) in self.seen or self.kinds[kind, is_part] >= OF_A_KIND \
                or path.startswith(EVENTS):
            return
        self.seen.add((path, is_part))
        self.kinds[kind, is_part] += 1
        self.waiting.append((path, is_part, base))

    def run(self, *starts: str) -> "Crawl":
        for start in starts:
            self.add("/", start)
        while self.waiting and self.pages < PAGES_MOST:
            self.visit(*self.waiting.pop(0))
        return self

    def visit(self, path: str, is_part: bool, base: str) -> None:
        self.pages += 1
        headers = {"Accept-Language": self.language} | (PARTS if is_part else {})
        answer = self.browser.ask("GET", path, headers=headers)
        for _ in range(5):
            if answer.status != 303:
                break
            path = answer.headers["Location"]
            answer = self.browser.ask("GET", path, headers=headers)
        if answer.status not in (200, 204):
            self.fault(path, f"{answer.status}, linked from {base}")
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.status < 500:
            self.look(path, answer, is_part)

    def look(self, path: str, answer, is_part: bool) -> None:
        page = Page(answer.text)
        for fault in page.check():
            self.fault(path, fault)
        self.check_headers(path, answer)
        if not is_part and page.language != self.expected_language(path):
            self.fault(path, f"says it is in {page.language!r}, not {self.expected_language(path)!r}")
        if self.is_customer and page.scripts:
            self.fault(path, "a script on a page of customers")
        for url in page.links:
            self.add(path, url)
        for url in page.parts:
            self.add(path, url, True)
        for form in page.forms:
            self.take_form(path, form)
        for method, url in page.targets:
            self.check_target(path, method, url)
        for url in page.assets:
            self.check_asset(path, url)

    def expected_language(self, path: str) -> str:
        found = re.match(r"/(bn|lt|ta|en)(?=/|$)", path)
        return found[1] if found else self.language

    def take_form(self, path: str, form: dict) -> None:
        if form["method"] == "get":
            query = urllib.parse.urlencode(form["fields"])
            self.add(path, f"{form['action'] or path.split('?')[0]}?{query}")
            return
        self.check_target(path, "POST", form["action"])
        if "form_token" not in form["fields"]:
            self.fault(path, f"a form without its token: {form['action']}")
        elif not form["fields"]["form_token"]:
            self.fault(path, f"a form with an empty token: {form['action']}")

    def check_target(self, path: str, method: str, url: str) -> None:
        target = urllib.parse.urlsplit(urllib.parse.urljoin(path, url)).path
        target = re.sub(r"^/(bn|lt|ta|en)(?=/|$)", "", target) or "/"
        for route in self.routes:
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route["path"]))
            if route["method"] == method and re.fullmatch(pattern, target):
                return
        self.fault(path, f"sends to nobody: {method} {target}")

    def check_asset(self, path: str, url: str) -> None:
        url, _, fragment = url.partition("#")
        if not url or url.startswith("data:"):
            return
        if urllib.parse.urlsplit(url).netloc:
            self.fault(path, f"something of another host: {url}")
            return
        if url not in self.sprites:
            answer = self.browser.ask("GET", urllib.parse.urljoin(path, url))
            self.sprites[url] = answer.text if answer.status == 200 and fragment else ""
            if answer.status != 200:
                self.fault(path, f"asset {url}: {answer.status}")
        if fragment and f'id="{fragment}"' not in self.sprites[url]:
            self.fault(path, f"no picture {url}#{fragment}")

    def check_headers(self, path: str, answer) -> None:
        policy = answer.headers.get("Content-Security-Policy", "")
        for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'",
                     "base-uri 'none'"):
            if rule not in policy:
                self.fault(path, f"the policy lacks {rule}: {policy}")
        if "unsafe" in policy:
            self.fault(path, f"the policy is weak: {policy}")
        for name, value in (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")):
            if answer.headers.get(name) != value:
                self.fault(path, f"{name}: {answer.headers.get(name)}")
        if "no-store" not in answer.headers.get("Cache-Control", "") and \
                "session" in self.browser.cookies:
            self.fault(path, f"may be kept by a cache: {answer.headers.get('Cache-Control')}")


class Links(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.hark = hark = cls.stack.enter_context(Hark())
        cls.addClassCleanup(cls.stack.close)
        cls.routes = json.loads(hark.command("routes", "--json"))
        cls.staff = {"admin": hark.sign_in(ADMIN)}
        for role in ("agent", "supervisor", "manager", "employee"):
            cls.staff[role] = hark.sign_in(hark.staff(f"{role}@nordhome.example", role.title(), role))
        cls.numbers = {language: hark.mail_in(mail(*words, files=(
            ("photo.png", "image/png", b"\x89PNG\r\n\x1a\n"), ("a b.pdf", "application/pdf", b"%PDF-1.4"))))
            for language, words in MAILS.items()}
        cls.tell_all()

    @classmethod
    def tell_all(cls):
        """Replies, notes, ends: so that every part of a page is there."""
        agent = cls.staff["agent"]
        for number in cls.numbers.values():
            agent.get(f"/tickets/{number}")
            agent.post(f"/tickets/{number}/notes", {"text": "Ask **Mei**, she knows."})
            agent.post(f"/tickets/{number}/replies", {"text": "It will be with you on *Friday*."})
        cls.hark.wait(20_000)
        cls.tie_all(cls.staff["admin"], *list(cls.numbers.values())[:2])
        agent.post(f"/tickets/{cls.numbers['lt']}/resolve")
        spam = cls.hark.mail_in(mail("Eve <eve@example.net>", "Win", "Win a lamp."))
        agent.post(f"/tickets/{spam}/spam")
        cls.bounce_one(agent)
        for i in range(60):
            cls.hark.mail_in(mail("Pat <pat@example.net>", f"Question {i}", "What is it?"))

    @classmethod
    def tie_all(cls, admin, number, other):
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
        cls.make_all(admin)

    @classmethod
    def make_all(cls, admin):
        """A rule and a survey."""
        admin.get("/admin/rules/new?kind=trigger")
        admin.post("/admin/rules/new?kind=trigger", {
            "do": "save", "version": "0", "name": "Lamps", "share": "", "event": "opened", "c0_field": "subject",
            "c0_any": "0", "c0_op": "has", "c0_value": "lamp", "a0_kind": "note", "a0_text": "Which lamp?"})
        admin.get("/admin/surveys/new")
        admin.post("/admin/surveys/new", SURVEY)

    @classmethod
    def bounce_one(cls, agent):
        """A reply that comes back: mail in trouble."""
        number = cls.hark.mail_in(mail("Dan <dan@example.net>", "My stove", "It is cold."))
        page = agent.get(f"/tickets/{number}")
        agent.post(f"/tickets/{number}/replies", {"text": "We are on our way.", "then": "wait",
                                                  "version": page.field("version")})
        cls.hark.wait(20_000)
        sent = cls.hark.mail_to("dan@example.net", "Re: My stove")
        cls.hark.until(lambda: "Sent" in agent.get(f"/tickets/{number}").words, "the reply to have left")
        cls.hark.mail_in(mail("MAILER-DAEMON@example.net", "Undelivered", "<dan@example.net>: user unknown",
                              In_Reply_To=sent["Message-ID"]))

    def crawl(self, browser: Browser, language: str, starts: tuple, is_customer: bool, least: int):
        crawl = Crawl(browser, language, self.routes, is_customer).run(*starts)
        self.assertEqual("\n".join(f"{url}: {words}" for words, url in crawl.faults.items()), "")
        self.assertGreater(crawl.pages, least, "too few pages were seen")
        return crawl

    def crawl_staff(self, role: str, least: int):
        starts = ("/inbox", *(f"/tickets/{number}" for number in self.numbers.values()),
                  "/search?q=lamp", "/tickets/new")
        if role == "manager":
            starts = starts[:-1]
        if role == "employee":
            starts = ("/",)
        for language in LANGUAGES:
            with self.subTest(role=role, language=language):
                self.crawl(self.staff[role], language, starts, False, least)

    def test_an_agent_finds_no_dead_end(self):
        self.crawl_staff("agent", 30)

    def test_a_supervisor_finds_no_dead_end(self):
        self.crawl_staff("supervisor", 30)

    def test_a_manager_finds_no_dead_end(self):
        self.crawl_staff("manager", 25)

    def test_an_administrator_finds_no_dead_end(self):
        self.crawl_staff("admin", 45)

    def test_an_employee_finds_no_dead_end(self):
        self.crawl_staff("employee", 1)

    def test_a_customer_finds_no_dead_end(self):
        for language, (sender, _, _) in MAILS.items():
            customer = self.hark.sign_in(sender[sender.index("<") + 1:-1])
            with self.subTest(language=language):
                self.crawl(customer, language, (f"/{language}/", f"/{language}/my/requests",
                                                f"/{language}/new?type=incident"), True, 10)

    def test_a_visitor_finds_no_dead_end(self):
        for language in LANGUAGES:
            with self.subTest(language=language):
                self.crawl(self.hark.visitor(), language,
                           (f"/{language}/", "/", "/staff/sign-in", f"/{language}/sign-in"), True, 8)

    def test_what_is_not_there_is_said_in_the_language_of_the_reader(self):
        for language in LANGUAGES:
            for browser, paths in ((self.hark.visitor(), (f"/{language}/nothing", "/my/nothing")),
                                   (self.staff["agent"], ("/nothing", "/tickets/99999"))):
                for path in paths:
                    answer = browser.ask("GET", path, headers={"Accept-Language": language})
                    crawl = Crawl(browser, language, self.routes, False)
                    self.assertEqual(answer.status, 404, path)
                    crawl.look(path, answer, False)
                    self.assertEqual(crawl.faults, {}, path)

    def test_every_page_that_can_be_linked_was_reached(self):
        """Or a page would be there that nobody can find."""
        starts = ("/inbox", *(f"/tickets/{number}" for number in self.numbers.values()))
        seen = self.reach("admin", starts) | self.reach("agent", starts) | self.reach_life()
        missed = []
        for route in self.routes:
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route["path"]))
            if route["method"] == "GET" and route["right"] not in ("public", "own_requests") \
                    and "api" not in route["flags"] and route["path"] not in FOR_SCRIPTS + FROM_ELSEWHERE \
                    and not any(re.fullmatch(pattern, path) for path in seen):
                missed.append(route["path"])
        self.assertEqual(missed, [])

    def reach(self, role: str, starts: tuple) -> set:
        crawl = Crawl(self.staff[role], "en", self.routes, False).run(*starts)
        return {path.split("?")[0] for path, _ in crawl.seen}

    def reach_life(self) -> set:
        """What is there once people have answered surveys and causes were found: a demonstration."""
        with Hark() as hark:
            hark.command("demo", "load", "--tickets", "300")
            admin = hark.sign_in(ADMIN)
            survey = SURVEY | {"kind": "csat", "occasion": "open", "mode": "anonymous", "name": "In the hall"}
            admin.get("/admin/surveys/new")
            admin.post("/admin/surveys/new", survey)
            path = re.search(r'href="(/admin/surveys/\d+)">In the hall', admin.get("/admin/surveys").text)[1]
            admin.post(path, survey | {"state": "running", "version": admin.get(path).field("version")})
            page = re.search(r"/s/[\w-]+", admin.get(path).text)[0]
            for _ in range(int(SURVEY["least"])):
                person = hark.visitor()
                person.get(page)
                person.post(page, {"q0": "1", "q1": "The lift is broken."})
            admin.get("/loop/sheets")
            admin.post("/loop/sheets", {"title": "Monday", "day": time.strftime("%Y-%m-%d")})
            causes = re.findall(r'href="(/loop/causes/\d+)"', admin.get("/loop/causes").text)
            admin.post(causes[0] + "/stop", {"reason": "Water runs."})
            texts = {f"{part}_{code}": "We build doors now." for part in ("headline", "text") for code in LANGUAGES}
            page = admin.get(causes[0])
            admin.post(causes[0] + "/tell", texts | {"version": page.field("version")})
            admin.get("/loop/themes")
            admin.post("/loop/themes/look")
            hark.wait(60_000)
            hark.until(lambda: re.search(r"/loop/themes/\d", admin.get("/loop/themes").text), "a theme")
            crawl = Crawl(admin, "en", self.routes, False).run("/loop", "/loop/causes", "/loop/sheets", "/loop/talks",
                                                               "/loop/themes", *causes)
        self.assertEqual("\n".join(f"{url}: {words}" for words, url in crawl.faults.items()), "")
        return {path.split("?")[0] for path, _ in crawl.seen}


if __name__ == "__main__":
    unittest.main()
