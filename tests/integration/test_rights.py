"""Who may see what, on every route that there is (`hark routes --json`).

A thing that somebody may not see answers him exactly as one that is not there: status, headers
that tell something, and the page. So nobody learns what exists. And no form is taken that did not
come from a page of ours.
"""
import contextlib
import json
import re
import time
import unittest
import urllib.parse

from hark import ADMIN, Browser, Hark, mail
from picture_server import Server

PICTURE = (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
           b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xfc\xcf\xc0P\x0f\x00\x04\x85\x01\x80\x84\xa9"
           b"\x8c!\x00\x00\x00\x00IEND\xaeB`\x82")
ABSENT_NUMBER, ABSENT_TOKEN = "987654", "AAAAAAAAAAAAAAAAAAAAAA"
TELLING = ("Location", "Content-Type", "Allow", "Content-Disposition", "WWW-Authenticate",
           "HX-Redirect", "HX-Location", "Cache-Control")
NO_NUMBERS = ("0", "-1", "abc", "99999999999999999999999", "1e3", "%00", "%0A1", "1%2F", "%FF", "1;2")


def holes(path: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", path)


class World:
    """One house in which every kind of object is there, seen by every kind of person."""

    def __init__(self, hark: Hark, web: Server):
        self.hark, self.web = hark, web
        self.routes = json.loads(hark.command("routes", "--json"))
        self.admin = hark.sign_in(ADMIN)
        self.agent = hark.sign_in(hark.staff("rasa@nordhome.example", "Rasa Petrauskienė"))
        self.member = hark.sign_in(hark.staff("mei@nordhome.example", "Mei Chen"))
        self.manager = hark.sign_in(hark.staff("ann@nordhome.example", "Ann Moss", "manager"))
        self.employee = hark.sign_in(hark.staff("joe@nordhome.example", "Joe Ray", "employee"))
        self.team = self.make_team()
        self.bring_old_mailbox()
        self.make_calendar()
        self.make_survey()
        self.make_answers()
        self.make_rule()
        self.make_authority()
        self.open = self.make_ticket("ola@example.net", "help@nordhome.example")
        self.secret = self.make_ticket("kim@example.net", "legal@nordhome.example")
        self.make_trouble()
        self.ola = hark.sign_in("ola@example.net")
        self.kim = hark.sign_in("kim@example.net")
        self.visitor = hark.visitor()
        self.things = {
            "open": self.fill(self.open, self.admin), "secret": self.fill(self.secret, self.member),
        }
        hark.wait(20_000)
        for customer in ("ola@example.net", "kim@example.net"):
            hark.mail_to(customer, "Your complaint is recorded")
        for browser, number in ((self.admin, self.open), (self.member, self.secret)):
            hark.until(lambda: not re.search("Goes out in|On its way", browser.get(f"/tickets/{number}").words),  # pylint: disable=cell-var-from-loop
                       "the letters to the suppliers to have left")

    def make_team(self) -> str:
        """A restricted team with a mailbox of its own, of which Mei alone is a member."""
        admin = self.admin
        admin.get("/admin/teams/new")
        admin.post("/admin/teams", {"name": "Legal", "is_restricted": "1"})
        team = re.search(r'/admin/teams/(\d+)">Legal', admin.get("/admin/teams").text)[1]
        page = admin.get(f"/admin/teams/{team}")
        mei = re.search(r'value="(\d+)"[^>]*><span>Mei Chen', page.text)[1]
        admin.post(f"/admin/teams/{team}", {"name": "Legal", "member": mei,
                                            "version": page.field("version")})
        page = admin.get("/admin/mailboxes/new")
        standard = re.search(r'name="standard".*?value="(\d+)"', page.text, re.S)[1]
        admin.post("/admin/mailboxes", {
            "address": "legal@nordhome.example", "name": "Nordhome Legal", "language": "en",
            "team": team, "standard": standard, "is_active": "1"})
        return team

    def make_rule(self) -> None:
        standard = self.first("/admin/standards")
        self.admin.get("/admin/standards/rules/new")
        self.admin.post("/admin/standards/rules", {"standard": standard, "type": "complaint"})

    def make_authority(self) -> None:
        page = self.admin.get("/admin/complaints/people/new")
        rasa = re.search(r'value="(\d+)"[^>]*>Rasa', page.text)[1]
        self.admin.post("/admin/complaints/people", {"staff": rasa, "most": "", "currency": "", "training": "A course",
                                                     "until": "2099-01-01"})

    def make_survey(self) -> None:
        self.admin.get("/admin/surveys/new")
        self.admin.post("/admin/surveys/new", {"name": "After a request", "kind": "nps", "occasion": "contact",
                                               "mode": "named", "chance": "100", "least": "5", "quota": "0",
                                               "account_most": "0", "every_days": "0", "delay_hours": "0"})

    def make_answers(self) -> None:
        """Five at the counter say something, which an administrator may erase."""
        form = {"name": "At the counter", "kind": "nps", "occasion": "open", "mode": "anonymous", "chance": "100", "least": "5",
                "quota": "0", "account_most": "0", "every_days": "0", "delay_hours": "0"}
        self.admin.post("/admin/surveys/new", form)
        path = re.search(r'href="(/admin/surveys/\d+)">At the counter', self.admin.get("/admin/surveys").text)[1]
        self.admin.post(path, form | {"state": "running", "version": self.admin.get(path).field("version")})
        page = re.search(r"/s/[\w-]+", self.admin.get(path).text)[0]
        with self.hark.weeks_ago(1):
            for words in ("Fine.", "Quick.", "Dear.", "Warm.", "Loud."):
                person = self.hark.visitor()
                person.get(page)
                person.post(page, {"q0": "9", "q1": words})
        self.answer = self.hark.until(
            lambda: re.search(r'href="/loop/answers/(\d+)/erase"', self.admin.get(path + "/results").text), "an answer")[1]

    def make_calendar(self) -> None:
        self.admin.get("/admin/calendars/new")
        self.admin.post("/admin/calendars", {"name": "Shop", "timezone": "Europe/Vilnius", "monday": "9-17"})

    def bring_old_mailbox(self) -> None:
        """One without a mail, so that nothing else is changed by it."""
        (self.hark.folder / "old.mbox").touch()
        self.hark.command("import", "mbox", str(self.hark.folder / "old.mbox"),
                          "--mailbox", "help@nordhome.example")

    def make_ticket(self, customer: str, mailbox: str) -> str:
        return str(self.hark.mail_in(mail(
            f"{customer.split('@')[0].title()} <{customer}>", "My delivery",
            "Where is it? See the picture.", to=mailbox, files=(("box.png", "image/png", PICTURE),),
            html=f'<p>Where is it? See the picture.</p><img src="{self.web.base}/shop.png">')))

    def make_trouble(self) -> None:
        """A reply that came back, and a desk that answered every confirmation."""
        hark, number = self.hark, self.make_ticket("dan@example.net", "help@nordhome.example")
        page = self.agent.get(f"/tickets/{number}")
        self.agent.post(f"/tickets/{number}/replies", {"text": "Soon.", "then": "wait",
                                                       "version": page.field("version")})
        hark.wait(20_000)
        reply = hark.mail_to("dan@example.net", "Re: My delivery")
        hark.until(lambda: "Sent" in self.agent.get(f"/tickets/{number}").words, "the reply to have left")
        for i in range(4):
            self.make_ticket("desk@example.org", "help@nordhome.example")
            hark.until(lambda: self.admin.get("/admin/alarms").text.count("desk@example.org") or i < 3, "the alarm")  # pylint: disable=cell-var-from-loop
        hark.mail_in(mail("MAILER-DAEMON@example.net", "Undelivered", "<dan@example.net>: user unknown",
                          In_Reply_To=reply["Message-ID"]))

    def fill(self, number: str, staff: Browser) -> dict[str, list[dict]]:
        """Every hole of a path that has to do with this ticket, and what stands for it."""
        page = staff.get(f"/tickets/{number}").text
        file = re.search(rf"/tickets/{number}/files/(\d+)/(\d+)", page)
        staff.get(f"/tickets/{number}")
        staff.post(f"/tickets/{number}/pictures", {"message": file[1]})
        self.hark.until(lambda: f"/tickets/{number}/pictures/{file[1]}/0" in staff.get(f"/tickets/{number}").text,
                        "the picture from the web")
        staff.post(f"/tickets/{number}/notes", {"text": "Only for us."},
                   files=(("files", "secret.png", "image/png", PICTURE),))
        page = staff.get(f"/tickets/{number}").text
        files = re.findall(rf"/tickets/{number}/files/(\d+)/(\d+)", page)
        note = next(one for one in files if one[0] != file[1])
        customer = re.search(r"/customers/(\d+)", page)
        # Of a draft each sees his own: these two have the same file in theirs.
        for writer in {staff, self.agent if staff is self.admin else staff}:
            writer.get(f"/tickets/{number}")
            kept = writer.post(f"/tickets/{number}/draft/files", {"kind": "reply"},
                               files=(("files", "begun.png", "image/png", PICTURE),))
        blob = re.search(r'data-blob="(\w+)"', kept.text)[1]
        staff.get(f"/tickets/{number}")
        staff.post(f"/tickets/{number}/promises", {"promise_text": "A call", "promise_at": time.strftime(
            "%Y-%m-%dT%H:%M", time.gmtime(time.time() + 10 * 24 * 3600))})
        promise = re.search(rf"/tickets/{number}/promises/(\d+)", staff.get(f"/tickets/{number}").text)
        staff.get(f"/tickets/{number}/sides/new")
        staff.post(f"/tickets/{number}/sides", {"subject": "Parts", "text": "Do you have any?",
                                                "to": "parts@example.net", "sure": "parts@example.net"})
        staff.get(f"/tickets/{number}")
        staff.post(f"/tickets/{number}/complaint")
        side = re.search(rf"/tickets/{number}/sides/(\d+)", staff.get(f"/tickets/{number}").text)
        return {"number": number, "message": file[1], "position": file[2],
                "note": note[0], "note_position": note[1], "id": customer and customer[1],
                "name": blob, "type": "incident", "code": "product", "promise": promise[1],
                "cause": ABSENT_NUMBER, "column": "absent", "decision": ABSENT_NUMBER,
                "side": side[1]}

    def first(self, path: str) -> str:
        """The id of the first thing in a list of administrators."""
        if path == "/loop/answers":
            return self.answer
        return re.search(rf'href="{path}/(\d+)"', self.admin.get(path).text)[1]


def signs(answer, path: str) -> tuple:
    """All that an answer tells, but for what differs in any two: tokens, and what was asked for."""
    def plain(text: str) -> str:
        text = re.sub(r'(name="form[-_]token" (?:value|content)=")[^"]+', r"\1", text)
        text = re.sub(r'(name="key" value=")[^"]+', r"\1", text)
        return urllib.parse.unquote(text).replace(path, "PATH")

    told = tuple((name, plain(answer.headers[name])) for name in TELLING if answer.headers[name])
    return answer.status, told, plain(answer.body.decode("utf-8", "replace"))


class Rights(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        web = cls.stack.enter_context(contextlib.closing(Server()))
        cls.hark = cls.stack.enter_context(Hark(fetch_allowed=f"127.0.0.1:{web.port}"))
        cls.addClassCleanup(cls.stack.close)
        cls.world = World(cls.hark, web)

    def ask(self, browser: Browser, route: dict, path: str, form: dict | None = None):
        if route["method"] == "GET":
            return browser.ask("GET", path)
        if "api" in route["flags"]:
            return browser.ask(route["method"], path, b"{}", {"Content-Type": "application/json"})
        return browser.send(path, form or {})

    def routes_with(self, *names: str) -> list[dict]:
        return [route for route in self.world.routes if set(holes(route["path"])) & set(names)]

    def assert_alike(self, browser, route, there: dict, absent: dict, who: str, **how):
        """What is there but not his answers as what is not there."""
        paths = [re.sub(r"\{(\w+)\}", lambda hole: place[hole[1]], route["path"])
                 for place in (there, absent)]
        one, other = (signs(self.ask(browser, route, path, **how), path) for path in paths)
        self.assertEqual(one, other, f"{who}: {route['method']} {route['path']}")
        self.assertGreaterEqual(one[0], 300, f"{who}: {route['method']} {paths[0]} answered")

    # ---- that the table is walked whole ----

    def test_every_kind_of_id_is_known_to_this_test(self):
        known = {"number", "message", "position", "id", "team", "key", "place", "token", "name", "type", "code",
                 "promise", "side", "cause", "column", "decision"}
        for route in self.world.routes:
            self.assertLessEqual(set(holes(route["path"])), known, route["path"])

    def test_only_what_is_meant_for_everybody_is_served_to_everybody(self):
        open_to_all = ("/", "/new", "/sign-in", "/staff/sign-in", "/link/", "/sign-out", "/solved/", "/s/",
                       "/healthz", "/metrics", "/api/v1/openapi.json", "/help", "/status", "/trial/",
                       "/search", "/wall/", "/complain", "/changes", "/put-right/", "/talk/", "/unsubscribe/")
        for route in self.world.routes:
            if route["right"] == "public":
                self.assertTrue(route["path"] == "/" or route["path"].startswith(open_to_all[1:]),
                                route["path"])

    # ---- tickets ----

    def ticket_routes(self) -> list[dict]:
        found = [route for route in self.routes_with("number") if "api" not in route["flags"]]
        self.assertGreater(len(found), 20)
        return found

    def test_a_ticket_that_one_may_not_see_is_as_absent(self):
        world = self.world
        absent = {name: ABSENT_NUMBER for name in world.things["secret"]}
        for who, browser, thing in (
                ("an agent outside the restricted team", world.agent, "secret"),
                ("an administrator outside the restricted team", world.admin, "secret"),
                ("a manager outside the restricted team", world.manager, "secret"),
                ("an employee", world.employee, "open"), ("nobody", world.visitor, "open"),
                ("another customer", world.kim, "open"), ("another customer", world.ola, "secret")):
            for route in self.ticket_routes():
                with self.subTest(who=who, method=route["method"], path=route["path"]):
                    self.assert_alike(browser, route, world.things[thing], absent, who)

    def test_a_page_of_staff_is_for_no_customer_not_even_of_the_own_ticket(self):
        world = self.world
        absent = {name: ABSENT_NUMBER for name in world.things["open"]}
        for route in self.ticket_routes():
            if "customer" not in route["flags"]:
                self.assert_alike(world.ola, route, world.things["open"], absent, "the customer")

    def test_a_page_of_customers_is_for_no_member_of_staff(self):
        world = self.world
        absent = {name: ABSENT_NUMBER for name in world.things["open"]}
        for route in self.ticket_routes():
            if "customer" in route["flags"]:
                self.assert_alike(world.agent, route, world.things["open"], absent, "an agent")

    def test_who_reads_only_does_nothing(self):
        """A manager reads every ticket that is not restricted, and changes none."""
        world = self.world
        absent = {name: ABSENT_NUMBER for name in world.things["open"]}
        for route in self.ticket_routes():
            if route["right"] in ("ticket.reply", "ticket.assign", "ticket.delete"):
                self.assert_alike(world.manager, route, world.things["open"], absent, "a manager")

    def test_who_may_see_it_sees_it(self):
        """Or else everything above would hold of a server that answers nothing."""
        world = self.world
        for browser, thing in ((world.agent, "open"), (world.member, "secret"), (world.ola, "open"),
                               (world.kim, "secret")):
            kind = "customer" if browser in (world.ola, world.kim) else ""
            for route in self.ticket_routes():
                if route["method"] != "GET" or ("customer" in route["flags"]) != bool(kind):
                    continue
                path = route["path"].format(**world.things[thing])
                self.assertEqual(browser.ask("GET", path).status, 200, path)

    def test_a_file_is_found_only_under_its_own_ticket(self):
        """Nor is the picture of a note, or anything in it, for the customer."""
        world = self.world
        own, other = world.things["open"], world.things["secret"]
        absent = {**own, "message": ABSENT_NUMBER}
        strange = {**own, "message": other["message"], "position": other["position"]}
        note = {**own, "message": own["note"], "position": own["note_position"]}
        for route in self.routes_with("message"):
            is_customers = "customer" in route["flags"]
            browser = world.ola if is_customers else world.agent
            self.assert_alike(browser, route, strange, absent, "a file of another ticket")
            if is_customers:
                self.assert_alike(browser, route, note, absent, "a file of a note")
            elif "{position}" in route["path"] and "/pictures/" not in route["path"]:
                self.assertEqual(browser.ask("GET", route["path"].format(**note)).status, 200)

    def test_what_is_no_number_is_as_absent(self):
        world = self.world
        for browser, flag in ((world.agent, ""), (world.ola, "customer"), (world.admin, "")):
            for route in self.routes_with("number", "id", "message", "team"):
                if ("customer" in route["flags"]) != bool(flag) or "api" in route["flags"]:
                    continue
                for hole in holes(route["path"]):
                    for text in NO_NUMBERS[hole == "position":]:
                        values = {**world.things["open"], "id": ABSENT_NUMBER, "team": world.team,
                                  "place": "0", "name": "0-absent.eml", hole: text}
                        path = route["path"].format(**values)
                        answer = self.ask(browser, route, path)
                        self.assertIn(answer.status, (400, 403, 404, 422),
                                      f"{route['method']} {path}")

    def test_the_list_of_a_restricted_team_is_as_absent(self):
        there, absent = {"team": self.world.team}, {"team": ABSENT_NUMBER}
        for who in ("agent", "manager", "admin"):
            for route in self.routes_with("team"):
                self.assert_alike(getattr(self.world, who), route, there, absent, who)
        for route in self.routes_with("team"):
            path = route["path"].format(**there)
            self.assertEqual(self.world.member.ask("GET", path).status, 200)

    def test_no_list_no_count_and_no_search_tells_of_a_restricted_ticket(self):
        number = self.world.secret
        for path in ("/inbox", "/inbox/all", "/inbox/solved", "/inbox/closed", "/inbox/spam",
                     "/inbox/deleted", "/inbox/counts", "/control", "/control/tickets?show=waiting",
                     "/control/tickets?show=broken", "/search?q=delivery", "/search?q=kim",
                     f"/search?q={number}", "/tickets/new/customers?q=kim"):
            for who in ("agent", "manager"):
                text = getattr(self.world, who).get(path).text
                self.assertNotIn(f"/tickets/{number}\"", text, f"{who} {path}")
                self.assertNotIn("Only for us", text, f"{who} {path}")

    def test_the_control_centre_counts_a_restricted_team_for_its_members_alone(self):
        for path, is_there in (("/control", False), (f"/control/tickets?team={self.world.team}", True)):
            for who in ("manager", "admin"):
                answer = getattr(self.world, who).ask("GET", path)
                self.assertNotIn("Legal", answer.text, f"{who} {path}")
                self.assertEqual(404 if is_there else 200, answer.status)
        self.assertEqual(signs(self.world.manager.ask("GET", f"/control/tickets?team={self.world.team}"), "")[:2],
                         signs(self.world.manager.ask("GET", f"/control/tickets?team={ABSENT_NUMBER}"), "")[:2])

    # ---- customers ----

    def test_who_may_not_see_customers_learns_of_none(self):
        world = self.world
        there, absent = {"id": world.things["open"]["id"]}, {"id": ABSENT_NUMBER}
        for route in self.routes_with("id"):
            if not route["right"].startswith("customer."):
                continue
            for who in ("employee", "visitor", "ola", "kim"):
                self.assert_alike(getattr(world, who), route, there, absent, who)
            if route["right"] == "customer.write":
                self.assert_alike(world.manager, route, there, absent, "a manager")
            if route["method"] == "GET":
                path = route["path"].format(**there)
                self.assertEqual(world.agent.ask("GET", path).status, 200, path)

    def test_the_page_of_a_customer_is_silent_about_restricted_tickets(self):
        world = self.world
        path = f"/customers/{world.things['secret']['id']}"
        for who in ("agent", "manager", "admin"):
            self.assertNotIn(f"/tickets/{world.secret}", getattr(world, who).get(path).text, who)
        self.assertIn(f"/tickets/{world.secret}", world.member.get(path).text)

    # ---- one's own settings ----

    def test_sessions_and_tokens_of_others_are_as_absent(self):
        world = self.world
        browser = self.hark.sign_in("mei@nordhome.example")
        token = self.token("mei@nordhome.example")
        page = browser.get("/me").text
        for route in self.world.routes:
            if not re.match(r"/me/\w+/\{id\}", route["path"]):
                continue
            beginning, end = route["path"].split("{id}")
            mine = re.findall(rf'action="{beginning}(\d+){end}"', page)
            self.assertTrue(mine, route["path"])
            for who in ("agent", "admin", "employee", "ola"):
                self.assert_alike(getattr(world, who), route, {"id": mine[0]}, {"id": ABSENT_NUMBER}, who)
        self.assertEqual(browser.ask("GET", "/me").status, 200)
        self.assertEqual(Program(self.hark.port, token).ask("GET", "/api/v1/tickets").status, 200)
        self.assertEqual(world.member.ask("GET", "/me").status, 200)

    def test_no_mail_of_the_trial_leads_out_of_its_folder(self):
        for name in ("nothing", "..", ".", "%2e%2e%2fclock", "..%2fhark.db", "%00", "a%2f..%2f..%2fclock"):
            answer = self.world.visitor.ask("GET", f"/trial/mail/{name}")
            self.assertIn(answer.status, (400, 404), name)

    # ---- what administrators alone have ----

    def test_what_administrators_have_is_as_absent_to_others(self):
        world = self.world
        for route in self.world.routes:
            if route["right"] != "admin":
                continue
            there = {"type": "incident", "code": "product"}
            if route["path"].startswith("/admin/legal/{code}"):
                there = {"code": "lt-trader"}
            elif "{type}" not in route["path"]:
                there = {"id": world.first(route["path"].split("/{id}")[0].replace("/api/v1/", "/admin/"))} \
                    if holes(route["path"]) else {}
            for who in ("agent", "member", "manager", "employee", "ola", "visitor"):
                with self.subTest(who=who, path=route["path"]):
                    self.assert_alike(getattr(world, who), route, there,
                                      {name: ABSENT_NUMBER for name in there}, who)
            if there and route["method"] == "GET":
                self.assertEqual(world.admin.ask("GET", route["path"].format(**there)).status, 200)
                gone = world.admin.ask("GET", route["path"].format(**{name: ABSENT_NUMBER for name in there}))
                self.assertEqual(gone.status, 404)

    def test_saved_replies_are_changed_by_those_who_write_them_and_are_as_absent_to_others(self):
        world = self.world
        world.admin.get("/saved-replies/new")
        world.admin.post("/saved-replies", {"title": "Thanks", "team": "0", "text_en": "Thank you."})
        there = {"id": world.first("/saved-replies")}
        routes = [route for route in world.routes if route["right"] == "reply.save"]
        self.assertEqual(9, len(routes))  # those of the wording lists too
        for route in routes:
            for who in ("agent", "member", "manager", "employee", "ola", "visitor"):
                with self.subTest(who=who, path=route["path"]):
                    self.assert_alike(getattr(world, who), route, there, {"id": ABSENT_NUMBER}, who)
        self.assertEqual(200, world.admin.ask("GET", f"/saved-replies/{there['id']}").status)
        self.assertEqual(404, world.admin.ask("GET", f"/saved-replies/{ABSENT_NUMBER}").status)

    def test_a_rule_of_the_house_is_as_absent_to_who_may_not_change_it(self):
        world = self.world
        world.admin.get("/admin/rules/new?kind=trigger")
        world.admin.post("/admin/rules/new?kind=trigger", {
            "name": "Zebra first", "event": "opened", "share": "0", "a0_kind": "note", "a0_text": "Hello."})
        there = {"id": world.first("/admin/rules")}
        routes = [route for route in world.routes if route["path"].startswith("/admin/rules/{id}")]
        self.assertEqual(11, len(routes))
        for route in routes:
            for who in ("agent", "member", "manager", "employee", "ola", "visitor"):
                with self.subTest(who=who, path=route["path"], method=route["method"]):
                    self.assert_alike(getattr(world, who), route, there, {"id": ABSENT_NUMBER}, who)
            if route["method"] == "GET":
                self.assertEqual(200, world.admin.ask("GET", route["path"].format(**there)).status)
        self.assertNotIn("Zebra first", world.agent.get("/admin/rules").text)
        self.assertEqual(404, world.agent.ask("GET", "/admin/rules/new?kind=trigger").status)
        self.assertEqual(200, world.agent.ask("GET", "/admin/rules/new?kind=macro").status)

    def test_what_waits_in_a_draft_is_seen_by_nobody_else(self):
        number, blob = self.world.things["open"]["number"], self.world.things["open"]["name"]
        path = f"/tickets/{number}/draft/files/{blob}?kind=reply"
        self.assertEqual(200, self.world.agent.ask("GET", path).status)
        self.assertEqual(404, self.world.member.ask("GET", path).status)

    # ---- forms ----

    def forms(self) -> list[tuple[dict, str, Browser]]:
        """Every route that changes something, filled in, and one who may do it."""
        world, found = self.world, []
        for route in world.routes:
            # A mail program has no form of ours: there the address itself is the secret (RFC 8058).
            if route["method"] == "GET" or "api" in route["flags"] or route["path"] == "/unsubscribe/{token}":
                continue
            browser = world.ola if route["right"] == "own_requests" else world.admin
            if route["right"] == "public":
                browser = world.ola
            values = {**world.things["open"], "key": ABSENT_TOKEN, "token": ABSENT_TOKEN, "place": "0", "name": "0-absent.eml"}
            if route["right"] == "admin" and "{id}" in route["path"]:
                values["id"] = world.first(route["path"].split("/{id}")[0])
            found.append((route, re.sub(r"\{(\w+)\}", lambda hole: values[hole[1]],  # pylint: disable=cell-var-from-loop
                                        route["path"]), browser))
        self.assertGreater(len(found), 35)
        return found

    def state(self) -> tuple:
        """What would be different if a form had been taken."""
        tickets = self.hark.command("ticket", "list", "--json")
        pages = [signs(self.world.admin.get(path), path) for path in
                 ("/admin/staff", "/admin/teams", "/admin/mailboxes", "/admin/standards",
                  "/admin/organisation", "/admin/imports", "/admin/audit")]
        return tickets, pages, len(self.hark.mails())

    def test_no_form_is_taken_without_a_token_of_this_session(self):
        world = self.world
        world.admin.get("/inbox")
        world.agent.get("/inbox")
        foreign, another = world.agent.token, self.hark.visitor()
        another.get("/sign-in")
        before = self.state()
        for route, path, browser in self.forms():
            browser.get("/my/requests" if browser is world.ola else "/inbox")
            for what, token in (("none", ""), ("of another session", foreign),
                                ("of another visit", another.token),
                                ("made up", "A" * len(browser.token)),
                                ("cut", browser.token[:-2])):
                answer = browser.send(path, {"text": "x", "owner": "me"}, token=token)
                self.assertEqual(answer.status, 403, f"{path} with a token {what}")
            for name, value in (("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site")):
                answer = browser.send(path, {"text": "x"}, headers={name: value})
                self.assertEqual(answer.status, 403, f"{path} from {value}")
            answer = browser.ask("POST", path, b"", {})
            self.assertEqual(answer.status, 403, f"{path} without a form")
            self.assertIn("session", browser.cookies, path)
        self.assertEqual(self.state(), before)

    def test_no_form_is_taken_by_another_method(self):
        for route, path, browser in self.forms():
            methods = {one["method"] for one in self.world.routes if one["path"] == route["path"]}
            for method in {"GET", "PUT", "DELETE", "PATCH"} - methods:
                status = browser.ask(method, path).status
                # A sibling such as /link/{token} may be served to GET under the same path.
                self.assertIn(status, (404, 405), f"{method} {path}")

    # ---- the closed loop: answers, themes, causes, talks, the wall, sheets ----

    def test_what_the_loop_keeps_is_as_absent_to_who_may_not_see_it(self):
        made = self.make_loop()
        everybody = ("agent", "member", "manager", "employee", "ola", "kim", "visitor")
        outside = ("ola", "kim", "visitor")
        closed = {"report.read": ("agent", "member", "employee", *outside), "ticket.read": ("employee", *outside),
                  "team.watch": ("agent", "member", "employee", *outside), "signed_in": outside}
        walked = 0
        for beginning, hole, value, more in made:
            for route in self.world.routes:
                if not route["path"].startswith(beginning + "/{" + hole + "}"):
                    continue
                there, absent = more | {hole: value}, more | {hole: ABSENT_NUMBER}
                for who in closed[route["right"]]:
                    with self.subTest(who=who, path=route["path"], method=route["method"]):
                        self.assert_alike(getattr(self.world, who), route, there, absent, who)
                        walked += 1
            self.assertEqual(200, self.world.admin.ask("GET", f"{beginning}/{value}").status, beginning)
            self.assertEqual(404, self.world.admin.ask("GET", f"{beginning}/{ABSENT_NUMBER}").status, beginning)
        self.assertGreater(walked, 100)
        for who in everybody:
            for path in ("/loop/causes", self.cause, "/loop/wall", "/loop", "/loop/sheets"):
                text = getattr(self.world, who).get(path).text
                self.assertEqual(who == "member" and path in (self.cause, "/loop"), "Only Legal knows" in text, f"{who} {path}")
                self.assertEqual(who == "member" and path in ("/loop/wall", "/loop"), "Told in Legal" in text, f"{who} {path}")

    def test_for_a_customer_there_is_no_page_of_the_loop(self):
        foreign = self.world.ola.ask("GET", f"/my/requests/{ABSENT_NUMBER}").status
        self.assertEqual(404, foreign)
        self.world.ola.get("/my/requests")
        walked = 0
        for route in self.world.routes:
            if not re.match(r"/loop(/|$)", route["path"]):
                continue
            path = re.sub(r"\{\w+\}", "1", route["path"])
            answer = self.world.ola.ask("GET", path) if route["method"] == "GET" else self.world.ola.send(path, {})
            self.assertEqual(foreign, answer.status, f"{route['method']} {path}")
            walked += 1
        self.assertGreater(walked, 50)

    def test_a_story_about_a_restricted_team_is_as_absent_to_others(self):
        self.make_loop()
        there, absent = {"id": self.story}, {"id": ABSENT_NUMBER}
        for route in self.world.routes:
            if route["path"].startswith("/loop/wall/{id}"):
                for who in ("agent", "manager", "employee", "admin", "ola", "visitor"):
                    self.assert_alike(getattr(self.world, who), route, there, absent, who)
        self.assertEqual(200, self.world.member.ask("GET", f"/loop/wall/{self.story}").status)

    def make_loop(self) -> list[tuple[str, str, str, dict]]:
        """Of each kind one that is there: where its pages begin, the name and value of its hole, the others."""
        admin, member = self.world.admin, self.world.member
        if hasattr(type(self), "made"):
            return type(self).made
        member.get("/loop/causes/new")
        cls = type(self)
        cls.cause = member.send("/loop/causes", {"name": "Letters are late", "cause": "0", "ticket": self.world.secret,
                                                 "quote": "Only Legal knows"}).where
        admin.get(self.cause)
        change = admin.send(self.cause + "/tell").where
        admin.get("/loop/sheets")
        sheet = admin.send("/loop/sheets", {"title": "Monday", "day": time.strftime("%Y-%m-%d")}).where
        member.get("/loop/wall/new")
        cls.story = member.send("/loop/wall", {"title": "Told in Legal", "text": "What happened there.", "tone": "good",
                                               "ticket": self.world.secret}).where.rpartition("/")[2]
        theme, talk = self.make_answers()
        for browser in (admin, member):
            browser.get("/inbox")  # it has said that all of this is kept
        cause = self.cause.rpartition("/")[2]
        cls.made = [("/loop/causes", "cause", cause, {"id": ABSENT_NUMBER}), ("/loop/themes", "id", theme, {}),
                    ("/loop/talks", "id", talk, {}), ("/loop/changes", "id", change.rpartition("/")[2], {}),
                    ("/loop/sheets", "id", sheet.rpartition("/")[2], {"position": "1"})]
        return cls.made

    def make_answers(self) -> tuple[str, str]:
        """Six who stay unknown write of the same; the theme that comes of it, and a talk with one of them."""
        admin = self.world.admin
        admin.get("/admin/surveys/new")
        form = {"name": "In the shop", "kind": "nps", "occasion": "open", "mode": "anonymous", "chance": "100", "least": "5",
                "quota": "0", "account_most": "0", "every_days": "0", "delay_hours": "0"}
        admin.post("/admin/surveys/new", form)
        path = re.search(r'href="(/admin/surveys/\d+)">In the shop', admin.get("/admin/surveys").text)[1]
        admin.post(path, form | {"state": "running", "version": admin.get(path).field("version")})
        page = re.search(r"/s/[\w-]+", admin.get(path).text)[0]
        talks = []
        with self.hark.weeks_ago(1):
            for place in ("Vilnius", "Kaunas", "Dhaka", "Khulna", "Chennai", "Madurai"):
                person = self.hark.visitor()
                person.get(page)
                done = person.post(page, {"q0": "2", "q1": f"The parcel came late to the shop in {place}, the parcel was broken"})
                talks += [(person, link) for link in re.findall(r"/talk/[\w-]+", done.text)[:1]]
        self.hark.until(lambda: "The parcel" in admin.get("/loop/talks").text, "a talk")
        person, link = talks[0]
        person.get(link)
        person.post(link, {"text": "Will you mend it?"})
        admin.get("/loop/themes")
        admin.post("/loop/themes/look")
        self.hark.wait(60_000)
        found = self.hark.until(lambda: re.search(r'href="/loop/themes/(\d+)"', admin.get("/loop/themes").text), "a theme")
        talk = re.search(r'href="/loop/talks/(\d+)"', admin.get("/loop/talks").text)
        return found[1], talk[1]

    # ---- programs ----

    def test_a_program_learns_nothing_of_what_it_may_not_see(self):
        tokens = {who: self.token(address) for who, address in (
            ("agent", "rasa@nordhome.example"), ("member", "mei@nordhome.example"),
            ("manager", "ann@nordhome.example"))}
        bad = {"none": "", "made up": ABSENT_TOKEN, "employee": self.token("joe@nordhome.example")}
        there = self.world.things["secret"]
        absent = {**there, "number": ABSENT_NUMBER}
        for route in self.routes_with("number"):
            if "api" not in route["flags"]:
                continue
            for who in ("agent", "manager"):
                self.assert_alike(Program(self.hark.port, tokens[who]), route, there, absent, who)
            for who, token in bad.items():
                if token is None:
                    continue
                self.assert_alike(Program(self.hark.port, token), route,
                                  self.world.things["open"], absent, who)
            if route["method"] == "GET":
                path = route["path"].format(**there)
                mine = Program(self.hark.port, tokens["member"]).ask("GET", path)
                self.assertEqual(mine.status, 200)
        for path in ("/api/v1/tickets", "/api/v1/search?q=delivery", "/api/v1/tickets?limit=200"):
            text = Program(self.hark.port, tokens["agent"]).ask("GET", path).text
            self.assertIn(f'"number":{self.world.open},', text)
            self.assertNotIn(f'"number":{self.world.secret},', text)

    def token(self, address: str) -> str | None:
        """None: he may have none."""
        try:
            return self.hark.command("token", "add", "--staff", address).strip().splitlines()[-1]
        except AssertionError:
            return None

    def test_a_session_is_no_token_and_a_token_no_session(self):
        token = self.token("rasa@nordhome.example")
        for route in self.world.routes:
            values = {**self.world.things["open"], "key": ABSENT_TOKEN, "token": ABSENT_TOKEN,
                      "place": "0", "name": "0-absent.eml", "id": ABSENT_NUMBER, "team": self.world.team}
            path = re.sub(r"\{(\w+)\}", lambda hole: values[hole[1]], route["path"])  # pylint: disable=cell-var-from-loop
            if route["right"] == "public":
                continue
            if "api" in route["flags"]:
                self.assertEqual(self.ask(self.world.admin, route, path).status, 401, path)
            else:
                status = self.ask(Program(self.hark.port, token), route, path).status
                self.assertIn(status, (303, 403), path)

    # ---- links that carry the right themselves ----

    def test_a_question_of_one_visit_is_as_absent_to_another(self):
        first, other = self.hark.visitor(), self.hark.visitor()
        first.get("/new?type=incident")
        page = first.post("/new/tell", {"body": "The lamp flickers.", "type": "incident"})
        key = re.search(r"/new/([\w-]{10,})/", first.at + page.text)
        self.assertIsNotNone(key, page.words)
        other.get("/sign-in")
        there, absent = ({"key": one, "place": "0"} for one in (key[1], ABSENT_TOKEN))
        for route in self.routes_with("key"):
            for who, browser in (("another visitor", other), ("a customer", self.world.ola),
                                 ("an agent", self.world.agent)):
                browser.get("/new?type=inquiry")
                self.assert_alike(browser, route, there, absent, who)

    def test_a_link_that_is_used_up_is_as_one_that_never_was(self):
        browser = self.hark.visitor()
        used = self.hark.link("ola@example.net").rsplit("/", 1)[1]
        expired = self.hark.link("ola@example.net").rsplit("/", 1)[1]
        browser.get(f"/link/{used}")
        browser.post(f"/link/{used}")
        self.hark.wait(3 * 3_600_000)
        for route in self.routes_with("token"):
            for token in (used, expired) if route["path"].startswith("/link") else (used,):
                other = self.hark.visitor()
                other.get("/sign-in")
                self.assert_alike(other, route, {"token": token}, {"token": ABSENT_TOKEN}, token)


class Program(Browser):
    """Asks with a token instead of a cookie."""

    def __init__(self, port: int, token: str):
        super().__init__(port)
        self.bearer = token

    def ask(self, method, path, body=b"", headers=None):
        self.cookies = {}
        own = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        return super().ask(method, path, body, own | (headers or {}))


if __name__ == "__main__":
    unittest.main()
