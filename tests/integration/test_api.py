"""The API as programs use it: everything that is promised of /api/v1/, and what is wrong input."""
import contextlib
import itertools
import json
import socket
import threading
import unittest
import urllib.parse

from hark import ADMIN, HOUR, Browser, Hark, mail

# The call or chat, and the invitation, say what was sent already.
ONCE_BY_THEMSELVES = {f"/api/v1/surveys/{{id}}/{what}" for what in ("invitations", "responses")}
TYPES = ("inquiry", "order", "service", "incident", "invoice", "complaint")
# The same word in another form than it was written in, in each language.
WORDS = {
    "en": ("The delivery of my lamps was late", "Two lamps arrived broken.", "lamp"),
    "bn": ("বাতি ভেঙে গেছে", "আমার বাতিগুলো ভাঙা অবস্থায় এসেছে।", "বাতি"),
    "lt": ("Sudužusi lempa", "Abi lempos atvyko sudužusios, ką daryti?", "lempa"),
    "ta": ("விளக்கு உடைந்தது", "இரண்டு விளக்குகள் உடைந்து வந்தன.", "விளக்கு"),
}


class Program(Browser):
    """A program with a token."""

    def __init__(self, port: int, token: str):
        super().__init__(port)
        self.bearer = token

    def call(self, method: str, path: str, document=None, body: bytes | None = None, **headers: str):
        """document: what is sent as JSON; body: bytes in its place."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.bearer:
            sent["Authorization"] = f"Bearer {self.bearer}"
        if document is not None:
            body = json.dumps(document).encode()
        if body is not None:
            sent = {"Content-Type": "application/json"} | sent
        self.cookies = {}
        return self.ask(method, f"/api/v1{path}", body or b"", sent)


def wish(**more) -> dict:
    return {"subject": "Where is it", "body": "It was to come on Monday.", "type": "order",
            "customer": {"name": "Ola Berg", "email": "ola@example.net"}} | more


class Api(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.hark = hark = cls.stack.enter_context(Hark())
        cls.addClassCleanup(cls.stack.close)
        hark.staff("rasa@nordhome.example", "Rasa Petrauskienė")
        hark.staff("mei@nordhome.example", "Mei Chen")
        cls.rasa = cls.program("rasa@nordhome.example")
        cls.mei = cls.program("mei@nordhome.example")

    @classmethod
    def program(cls, address: str) -> Program:
        token = cls.hark.command("token", "add", "--staff", address).strip()
        return Program(cls.hark.port, token)

    def made(self, **more) -> dict:
        answer = self.rasa.call("POST", "/tickets", wish(**more))
        self.assertEqual(answer.status, 201, answer.text)
        return answer.json

    def assert_problem(self, answer, status: int, *fields: str) -> dict:
        """RFC 9457, with what is wrong by field."""
        self.assertEqual(answer.status, status, answer.text)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        document = answer.json
        self.assertEqual(document["status"], status)
        self.assertTrue(document["title"])
        self.assertEqual({one["field"] for one in document.get("errors", [])}, set(fields), document)
        for one in document.get("errors", []):
            self.assertTrue(one["detail"])
            self.assertEqual(one["pointer"], "#/" + one["field"].replace(".", "/"))
        return document

    # ---- making tickets ----

    def test_a_ticket_is_made_with_an_owner_and_a_promise(self):
        answer = self.rasa.call("POST", "/tickets", wish(priority="high", language="lt"))
        self.assertEqual(answer.status, 201)
        ticket = answer.json
        self.assertEqual(answer.headers["Location"], f"/api/v1/tickets/{ticket['number']}")
        self.assertEqual(ticket["state"], "new")
        self.assertEqual((ticket["type"], ticket["priority"], ticket["language"], ticket["channel"]),
                         ("order", "high", "lt", "api"))
        self.assertTrue(ticket["owner"]["email"])
        self.assertEqual(ticket["customer"], {"name": "Ola Berg", "addresses": ["ola@example.net"]})
        self.assertEqual([one["state"] for one in ticket["clocks"] if one["kind"] == "first_answer"],
                         ["running"])
        self.assertRegex(ticket["opened_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual([(one["kind"], one["text"]) for one in ticket["messages"]],
                         [("in", "It was to come on Monday.")])
        self.assertEqual(self.rasa.call("GET", f"/tickets/{ticket['number']}").json, ticket)

    def test_the_customer_is_told_by_mail(self):
        self.made(customer={"name": "Jo", "email": "jo@example.net"}, subject="My own lamp")
        told = self.hark.mail_to("jo@example.net")
        self.assertIn("My own lamp", str(told["Subject"]))

    def test_each_type_and_priority_is_taken(self):
        for kind in TYPES:
            self.assertEqual(self.made(type=kind)["type"], kind)
        for priority in ("urgent", "high", "normal", "low"):
            self.assertEqual(self.made(priority=priority)["priority"], priority)

    def test_a_customer_with_a_telephone_alone_is_taken(self):
        ticket = self.made(customer={"name": "Kim", "phone": "+370 600 12345"})
        self.assertEqual(ticket["customer"]["name"], "Kim")
        self.assertEqual(len(ticket["customer"]["addresses"]), 1)
        again = self.made(customer={"name": "Kim", "phone": "+37060012345"})
        self.assertEqual(again["customer"], ticket["customer"])

    def test_the_priority_follows_the_harms_unless_a_program_knows_better(self):
        ticket = self.made(harms=["deadline", "stranded"])
        self.assertEqual((ticket["priority"], ticket["harms"], ticket["priority_harm"], ticket["priority_reason"]),
                         ("urgent", ["stranded", "deadline"], "stranded", None))
        path = f"/tickets/{ticket['number']}"
        again = self.rasa.call("PATCH", path, {"harms": ["deadline"]}).json
        self.assertEqual((again["priority"], again["priority_harm"]), ("high", "deadline"))
        again = self.rasa.call("PATCH", path, {"priority": "low", "priority_reason": "It can wait"}).json
        self.assertEqual((again["priority"], again["priority_harm"], again["priority_reason"]), ("low", None, "It can wait"))
        again = self.rasa.call("PATCH", path, {"harms": ["deadline"]}).json
        self.assertEqual(again["priority"], "low", "the same harms are no wish")
        again = self.rasa.call("PATCH", path, {"harms": []}).json
        self.assertEqual((again["priority"], again["harms"]), ("normal", []))
        for odd in (["noise"], "stranded", [7], [None]):
            self.assert_problem(self.rasa.call("PATCH", path, {"harms": odd}), 422, "harms")
            self.assert_problem(self.rasa.call("POST", "/tickets", wish(harms=odd)), 422, "harms")

    def test_answers_are_changed_by_their_codes(self):
        ticket = self.made(type="invoice")
        self.assertEqual([], ticket["answers"])
        path = f"/tickets/{ticket['number']}"
        again = self.rasa.call("PATCH", path, {"answers": {"amount": "12,5 EUR", "invoice": "INV-7"}}).json
        self.assertEqual([("invoice", "INV-7"), ("amount", "12.50 EUR")],
                         [(one["code"], one["value"]) for one in again["answers"]])
        again = self.rasa.call("PATCH", path, {"answers": {"amount": "13"}}).json
        self.assertEqual("13 EUR", again["answers"][1]["value"], "in the currency of the house")
        again = self.rasa.call("PATCH", path, {"answers": {"invoice": ""}}).json
        self.assertEqual(["amount"], [one["code"] for one in again["answers"]])
        for odd in ({"amount": "much"}, {"amount": "-3"}, {"noise": "x"}, {"amount": 5}, ["amount"], "amount"):
            self.assert_problem(self.rasa.call("PATCH", path, {"answers": odd}), 422, "answers")

    def test_a_language_tag_names_one_of_our_languages(self):
        """As browsers tell it: rows keep the code alone, by which rules, figures and mails go."""
        ticket = self.made(language="lt-LT", customer={"email": "tag@example.net"})
        self.assertEqual(ticket["language"], "lt")
        number = ticket["number"]
        changed = self.rasa.call("PATCH", f"/tickets/{number}", {"language": "BN_bd"})
        self.assertEqual((changed.status, changed.json["language"]), (200, "bn"))
        self.assert_problem(self.rasa.call("PATCH", f"/tickets/{number}", {"language": "de-DE"}), 422, "language")

    def test_the_language_is_found_from_the_words(self):
        for language, (subject, body, _) in WORDS.items():
            customer = {"name": language, "email": f"{language}@example.net"}
            ticket = self.made(subject=subject, body=body, customer=customer)
            self.assertEqual(ticket["language"], language)

    def test_the_command_line_shows_the_same_document(self):
        number = self.hark.mail_in(mail("Pat <pat@example.net>", "A picture", "Look.", html="<p>Look.</p>",
                                        files=(("ä b.png", "image/png", b"\x89PNG\r\n\x1a\n"),)))
        self.rasa.call("POST", f"/tickets/{number}/messages", {"kind": "note", "text": "Odd **one**."})
        self.rasa.call("POST", f"/tickets/{number}/messages", {"kind": "reply", "text": "Thank you."})
        self.hark.until(lambda: self.rasa.call("GET", f"/tickets/{number}").json["messages"][-1]["sending"]
                        == "sent", "the reply to leave")
        told = json.loads(self.hark.command("ticket", "show", str(number), "--json"))
        self.assertEqual(self.rasa.call("GET", f"/tickets/{number}").json, told)
        self.assertEqual([one["kind"] for one in told["messages"]], ["in", "note", "out"])
        self.assertEqual(told["messages"][0]["attachments"][0]["name"], "ä b.png")
        self.assertEqual(set(told), {
            "number", "subject", "type", "version", "state", "closed_as", "priority", "harms", "priority_harm",
            "priority_reason", "answers", "language",
            "channel", "owner", "chosen", "minutes", "customer", "opened_at", "snoozed_until", "clocks", "promises", "links",
            "tasks", "messages", "complaint", "step"})
        self.assertLessEqual({"kind", "channel", "at", "from", "to", "cc", "subject", "text", "reply",
                              "html", "automatic", "attachments"}, set(told["messages"][0]))

    def test_a_complaint_is_recorded_and_set_with_the_checks_of_its_page(self):
        number = self.made()["number"]
        path = f"/tickets/{number}/complaint"
        self.assertIsNone(self.rasa.call("GET", f"/tickets/{number}").json["complaint"])
        self.assertEqual(422, self.rasa.call("PATCH", path, {"description": "Late"}).status, "no remedy, nor that none was stated")
        self.assertIsNone(self.rasa.call("GET", f"/tickets/{number}").json["complaint"], "all of it or nothing")
        self.assertEqual(422, self.rasa.call("PATCH", path, {"colour": "red"}).status)
        self.assertEqual(422, self.rasa.call("PATCH", path, {"remedy": "Money", "severity": "huge"}).status)
        told = self.rasa.call("PATCH", path, {"description": "Late", "remedy": "Money", "severity": "minor",
                                              "complexity": "simple", "impact": "one", "safety": False,
                                              "cause": "delivery", "evidence": "It left on Monday."}).json["complaint"]
        self.assertEqual(["assessed", "Money", "minor", False, "delivery"],
                         [told[k] for k in ("stage", "remedy", "severity", "safety", "cause")])
        for stale in (1, 0, -1):
            self.assertEqual(409, self.rasa.call("PATCH", path, {"version": stale, "remedy": "More"}).status, stale)
        self.assertEqual(422, self.rasa.call("PATCH", path, {"reviewer": "nobody@example.net"}).status)
        refused = self.rasa.call("PATCH", path, {"outcome": "accepted", "reasons": "Late.", "remedies": "Money."})
        self.assertEqual(403, refused.status, "nobody gave her authority")

    def test_a_step_is_taken_by_its_code_and_what_is_missing_is_said(self):
        number = self.made(type="order")["number"]
        self.assertEqual(409, self.rasa.call("PATCH", f"/tickets/{number}", {"step": "sent"}).status)
        self.assertEqual("received", self.rasa.call("PATCH", f"/tickets/{number}", {"step": "received"}).json["step"])
        self.assertEqual(409, self.rasa.call("PATCH", f"/tickets/{number}", {"step": "cancelled"}).status)
        told = self.rasa.call("PATCH", f"/tickets/{number}", {"step": "cancelled", "step_word": "She asked for it."})
        self.assertEqual("cancelled", told.json["step"])

    # ---- the same request again ----

    def test_the_same_key_and_body_are_one_ticket(self):
        document = wish(subject="Only once")
        first = self.rasa.call("POST", "/tickets", document, Idempotency_Key="key-1")
        again = self.rasa.call("POST", "/tickets", document, Idempotency_Key="key-1")
        self.assertEqual((first.status, again.status), (201, 201))
        self.assertEqual(first.json, again.json)
        self.assertEqual(first.headers["Location"], again.headers["Location"])

    def test_the_same_key_with_another_body_is_refused(self):
        self.rasa.call("POST", "/tickets", wish(), Idempotency_Key="key-2")
        self.assert_problem(self.rasa.call("POST", "/tickets", wish(subject="Other"),
                                           Idempotency_Key="key-2"), 422)

    def test_a_key_is_its_owners_own(self):
        one = self.rasa.call("POST", "/tickets", wish(), Idempotency_Key="key-3").json
        other = self.mei.call("POST", "/tickets", wish(), Idempotency_Key="key-3").json
        self.assertNotEqual(one["number"], other["number"])

    def test_a_refused_request_does_not_use_up_its_key(self):
        self.assert_problem(self.rasa.call("POST", "/tickets", wish(body=""),
                                           Idempotency_Key="key-4"), 422, "body")
        self.assertEqual(self.rasa.call("POST", "/tickets", wish(), Idempotency_Key="key-4").status, 201)

    def test_many_at_once_with_one_key_are_one_ticket(self):
        numbers, lock = [], threading.Lock()

        def send():
            program = Program(self.hark.port, self.rasa.bearer)
            answer = program.call("POST", "/tickets", wish(subject="Race"), Idempotency_Key="key-5")
            with lock:
                numbers.append((answer.status, answer.json.get("number")))

        threads = [threading.Thread(target=send) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        self.assertEqual(len(set(numbers)), 1, numbers)
        self.assertEqual(numbers[0][0], 201)

    def test_a_key_too_long_or_empty_is_refused(self):
        for key in ("", "k" * 201):
            self.assert_problem(self.rasa.call("POST", "/tickets", wish(), Idempotency_Key=key), 422)

    # ---- lists ----

    def walk(self, query: str, limit: int = 17, program: Program | None = None) -> list[dict]:
        items, after = [], None
        for _ in range(300):
            cursor = f"&after={urllib.parse.quote(after)}" if after else ""
            answer = (program or self.rasa).call("GET", f"/tickets?limit={limit}{query}{cursor}")
            self.assertEqual(answer.status, 200, answer.text)
            page = answer.json
            self.assertLessEqual(len(page["items"]), limit)
            items += page["items"]
            after = page["next"]
            if not after:
                return items
        raise AssertionError("the pages never end")

    def test_pages_over_120_tickets_have_no_gap_and_no_double(self):
        made = [self.made(subject=f"Many {i}", customer={"name": "Many", "email": "many@example.net"})
                ["number"] for i in range(120)]  # many of them in the same millisecond
        for limit in (1, 7, 40, 60, 120, 200):
            items = self.walk("&customer=many@example.net", limit)
            self.assertEqual([one["number"] for one in items], made[::-1], f"limit {limit}")
        everything = [one["number"] for one in self.walk("", 50)]
        self.assertEqual(len(everything), len(set(everything)))
        self.assertLessEqual(set(made), set(everything))

    def test_what_comes_while_one_reads_does_not_disturb_the_rest(self):
        customer = {"name": "Slow", "email": "slow@example.net"}
        made = [self.made(customer=customer)["number"] for _ in range(6)]
        first = self.rasa.call("GET", "/tickets?limit=3&customer=slow@example.net").json
        self.made(customer=customer)
        rest = self.rasa.call("GET", f"/tickets?limit=9&customer=slow@example.net&after={first['next']}")
        self.assertEqual([one["number"] for one in first["items"] + rest.json["items"]], made[::-1])

    def test_tickets_are_filtered_by_owner(self):
        mine = self.made()["number"]
        self.rasa.call("PATCH", f"/tickets/{mine}", {"owner": "mei@nordhome.example"})
        for program, owner in ((self.mei, "me"), (self.rasa, "mei@nordhome.example")):
            items = self.walk(f"&owner={owner}", 50, program)
            self.assertIn(mine, [one["number"] for one in items])
            self.assertEqual({one["owner"]["email"] for one in items}, {"mei@nordhome.example"})
        self.assertNotIn(mine, [one["number"] for one in self.walk("&owner=me", 50)])

    def test_tickets_are_filtered_by_state(self):
        number = self.made()["number"]
        self.assertIn(number, [one["number"] for one in self.walk("&state=new", 100)])
        self.rasa.call("PATCH", f"/tickets/{number}", {"state": "resolved"})
        self.assertNotIn(number, [one["number"] for one in self.walk("&state=new", 100)])
        resolved = self.walk("&state=resolved", 100)
        self.assertIn(number, [one["number"] for one in resolved])
        self.assertEqual({one["state"] for one in resolved}, {"resolved"})

    def test_filters_hold_together(self):
        both = {"name": "Both", "email": "both@example.net"}
        done, open_one, hers = (self.made(customer=both)["number"] for _ in range(3))
        for number in (done, open_one):
            self.rasa.call("PATCH", f"/tickets/{number}", {"owner": "rasa@nordhome.example"})
        self.rasa.call("PATCH", f"/tickets/{hers}", {"owner": "mei@nordhome.example"})
        self.rasa.call("PATCH", f"/tickets/{done}", {"state": "resolved"})
        for query, expected in (
                ("&customer=both@example.net&owner=me", {done, open_one}),
                ("&customer=both@example.net&state=resolved", {done}),
                ("&customer=both@example.net&owner=mei@nordhome.example", {hers}),
                ("&customer=both@example.net&owner=me&state=resolved", {done})):
            self.assertEqual({one["number"] for one in self.walk(query, 1)}, expected, query)
        self.assertIn(done, {one["number"] for one in self.walk("&owner=me&state=resolved", 50)})

    def test_every_combination_of_filters_has_one_order(self):
        one, other = (self.program(self.hark.staff(f"{name}@nordhome.example", name)) for name in ("ola", "pia"))
        customers = [{"name": name, "email": f"{name}.order@example.net"} for name in ("first", "second")]
        made = []
        for i in range(24):  # each combination of owner, customer and state, three times
            number = self.made(customer=customers[i % 2])["number"]
            owner, state = ("ola", "pia")[i // 2 % 2], ("open", "resolved")[i // 4 % 2]
            self.rasa.call("PATCH", f"/tickets/{number}", {"owner": f"{owner}@nordhome.example"})
            if state == "resolved":
                self.rasa.call("PATCH", f"/tickets/{number}", {"state": state})
            made.append((number, customers[i % 2]["email"], owner, state))
        for customer, owner, state in itertools.product(
                (None, customers[0]["email"]), (None, "ola"), (None, "resolved")):
            expected = [number for number, whose, whom, how in reversed(made)
                        if customer in (None, whose) and owner in (None, whom) and state in (None, how)]
            query = "".join(f"&{name}={value}" for name, value in (
                ("customer", customer), ("owner", owner and f"{owner}@nordhome.example"), ("state", state)) if value)
            for limit in (1, 5, 50):
                found = [ticket["number"] for ticket in self.walk(query, limit)
                         if ticket["number"] >= made[0][0]]
                self.assertEqual(found, expected, f"{query} limit {limit}")
        for program in (one, other):
            mine = self.walk("&owner=me", 5, program)
            self.assertEqual([ticket["opened_at"] for ticket in mine],
                             sorted((ticket["opened_at"] for ticket in mine), reverse=True))
            self.assertEqual({ticket["state"] for ticket in mine}, {"new", "resolved"})

    def test_an_owner_or_customer_that_is_not_there_has_no_tickets(self):
        for query in ("owner=nobody@example.net", "customer=nobody@example.net"):
            answer = self.rasa.call("GET", f"/tickets?{query}")
            self.assertEqual((answer.status, answer.json), (200, {"items": [], "next": None}))

    def test_wrong_parameters_are_named(self):
        for query, field in (("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"),
                             ("after=rubbish", "after"), ("after=1.x", "after"), ("state=odd", "state")):
            self.assert_problem(self.rasa.call("GET", f"/tickets?{query}"), 422, field)

    # ---- changing ----

    def test_a_ticket_is_changed(self):
        number = self.made()["number"]
        answer = self.rasa.call("PATCH", f"/tickets/{number}", {
            "subject": "Better words", "type": "complaint", "priority": "urgent", "language": "ta",
            "owner": "mei@nordhome.example"})
        self.assertEqual(answer.status, 200, answer.text)
        ticket = answer.json
        self.assertEqual((ticket["subject"], ticket["type"], ticket["priority"], ticket["language"],
                          ticket["owner"]["email"]),
                         ("Better words", "complaint", "urgent", "ta", "mei@nordhome.example"))
        self.assertEqual(self.rasa.call("GET", f"/tickets/{number}").json, ticket)

    def test_what_changes_nothing_makes_no_new_version(self):
        ticket = self.made()
        path = f"/tickets/{ticket['number']}"
        for change in ({}, {"version": ticket["version"]}, {"priority": ticket["priority"]}):
            answer = self.rasa.call("PATCH", path, change)
            self.assertEqual((answer.status, answer.json["version"]), (200, ticket["version"]), change)
        self.assert_problem(self.rasa.call("PATCH", path, {"version": ticket["version"] - 1}), 409)
        other = "mei" if ticket["owner"]["email"].startswith("rasa") else "rasa"
        answer = self.rasa.call("PATCH", path, {"owner": f"{other}@nordhome.example"})
        self.assertEqual(answer.json["version"], ticket["version"] + 1)

    def test_what_is_to_be_set_and_says_nothing_is_refused(self):
        ticket = self.made()
        path = f"/tickets/{ticket['number']}"
        for field in ("subject", "type", "priority", "language", "owner", "state", "step", "tasks"):
            for nothing in ("", "  ", "\u200b"):
                self.assert_problem(self.rasa.call("PATCH", path, {field: nothing}), 422, field)
        self.assertEqual(ticket, self.rasa.call("GET", path).json)
        self.assertEqual(200, self.rasa.call("PATCH", path, {"subject": None}).status, "null is left out")

    def test_an_old_version_is_refused(self):
        ticket = self.made()
        path = f"/tickets/{ticket['number']}"
        first = self.rasa.call("PATCH", path, {"version": ticket["version"], "priority": "low"})
        self.assertEqual(first.status, 200)
        self.assertGreater(first.json["version"], ticket["version"])
        self.assert_problem(self.mei.call("PATCH", path, {"version": ticket["version"],
                                                          "priority": "high"}), 409)
        self.assertEqual(self.rasa.call("GET", path).json["priority"], "low")
        again = self.mei.call("PATCH", path, {"version": first.json["version"], "priority": "high"})
        self.assertEqual(again.json["priority"], "high")

    def test_an_old_version_is_refused_whatever_is_changed(self):
        ticket = self.made()
        path = f"/tickets/{ticket['number']}"
        self.rasa.call("PATCH", path, {"priority": "low"})
        for change in ({"state": "resolved"}, {"owner": "mei@nordhome.example"}):
            self.assert_problem(self.rasa.call("PATCH", path, change | {"version": ticket["version"]}), 409)

    def test_wrong_changes_are_named(self):
        path = f"/tickets/{self.made()['number']}"
        for change, field in (({"type": "odd"}, "type"), ({"priority": "odd"}, "priority"),
                              ({"language": "xx"}, "language"), ({"state": "closed"}, "state"),
                              ({"owner": "nobody@example.net"}, "owner"), ({"subject": 7}, "subject"),
                              ({"version": "x"}, "version"), ({"colour": "red"}, "colour"), ({"subject": "s" * 2000}, "subject")):
            before = self.rasa.call("GET", path).json
            self.assert_problem(self.rasa.call("PATCH", path, change), 422, field)
            self.assertEqual(self.rasa.call("GET", path).json, before, change)

    def test_a_change_holds_whole_or_not_at_all(self):
        path = f"/tickets/{self.made()['number']}"
        before = self.rasa.call("GET", path).json
        self.assert_problem(self.rasa.call("PATCH", path, {"priority": "low", "state": "odd"}), 422, "state")
        self.assertEqual(self.rasa.call("GET", path).json, before)

    def test_resolve_and_reopen(self):
        path = f"/tickets/{self.made()['number']}"
        self.assertEqual(self.rasa.call("PATCH", path, {"state": "resolved"}).json["state"], "resolved")
        ticket = self.rasa.call("PATCH", path, {"state": "open"}).json
        self.assertEqual(ticket["state"], "open")
        self.assertIn("running", [clock["state"] for clock in ticket["clocks"]])

    # ---- messages ----

    def test_a_reply_says_whose_turn_it_is(self):
        for then, state, runs in ((None, "open", True), ("open", "open", True),
                                  ("waiting", "waiting", False), ("resolved", "resolved", False)):
            path = f"/tickets/{self.made()['number']}/messages"
            body = {"kind": "reply", "text": "We ask the warehouse."} | ({"then": then} if then else {})
            told = self.rasa.call("POST", path, body).json
            self.assertEqual(state, told["state"], then)
            self.assertEqual(runs, any(one["kind"] == "next_update" and one["state"] == "running"
                                       for one in told["clocks"]), then)
        wrong = self.rasa.call("POST", path, {"kind": "reply", "text": "Well.", "then": "closed"})
        self.assertEqual([422, "then"], [wrong.status, wrong.json["errors"][0]["field"]])

    def test_a_reply_is_mailed_and_a_note_is_not(self):
        customer = {"name": "Una", "email": "una@example.net"}
        path = f"/tickets/{self.made(customer=customer)['number']}"
        self.hark.mail_to("una@example.net")  # the confirmation
        note = self.rasa.call("POST", f"{path}/messages", {"kind": "note", "text": "Secret of ours."})
        self.assertEqual(note.status, 201)
        reply = self.rasa.call("POST", f"{path}/messages", {"kind": "reply", "text": "It comes **today**."})
        self.assertEqual([one["kind"] for one in reply.json["messages"]], ["in", "note", "out"])
        out = reply.json["messages"][2]
        self.assertEqual(out["from"]["name"], "Rasa Petrauskienė")
        self.assertEqual([one["address"] for one in out["to"]], ["una@example.net"])
        self.assertIn("<strong>today</strong>", out["html"])
        self.hark.wait(60_000)
        sent = self.hark.until(lambda: [one for one in self.hark.mails()
                                        if "una@example.net" in str(one["To"])
                                        and "today" in one.as_string()], "the reply by mail")
        self.assertEqual(len(sent), 1)
        self.assertFalse(any("Secret of ours" in one.as_string() for one in self.hark.mails()))

    def test_what_is_said_may_be_called_text_or_body(self):
        document = wish()
        document["text"] = document.pop("body")
        ticket = self.rasa.call("POST", "/tickets", document).json
        self.assertEqual(ticket["messages"][0]["text"], document["text"])
        answer = self.rasa.call("POST", f"/tickets/{ticket['number']}/messages", {"kind": "note", "body": "Ours."})
        self.assertEqual(answer.json["messages"][1]["text"], "Ours.")

    def test_wrong_messages_are_named(self):
        path = f"/tickets/{self.made()['number']}/messages"
        for document, fields in (({"kind": "shout", "text": "x"}, {"kind"}), ({"text": "x"}, {"kind"}),
                                 ({"kind": "note"}, {"text"}), ({"kind": "note", "text": "  "}, {"text"}),
                                 ({"kind": "note", "text": ["x"]}, {"text"}),
                                 ({"kind": "note", "text": "x", "txt": "y"}, {"txt"}),
                                 ({"kind": 1, "text": 2}, {"kind", "text"})):
            self.assert_problem(self.rasa.call("POST", path, document), 422, *fields)
        self.assertEqual(len(self.rasa.call("GET", path.removesuffix("/messages")).json["messages"]), 1)

    # ---- search ----

    def test_words_are_found_in_four_languages(self):
        for language, (subject, body, word) in WORDS.items():
            number = self.made(subject=subject, body=body)["number"]
            found = self.rasa.call("GET", f"/search?q={urllib.parse.quote(word)}").json
            self.assertIn(number, [one["number"] for one in found["tickets"]], language)
            self.assertEqual(set(found), {"tickets", "customers", "articles"})
        nothing = self.rasa.call("GET", "/search?q=zeppelin").json
        self.assertEqual(nothing, {"tickets": [], "customers": [], "articles": []})

    def test_customers_are_found_by_name_and_address(self):
        self.made(customer={"name": "Žydrūnė Kazlauskaitė", "email": "zydre@example.net"})
        for words in ("Žydrūnė", "kazlauskaitė", "zydre@example.net"):
            found = self.rasa.call("GET", f"/search?q={urllib.parse.quote(words)}").json
            self.assertIn("Žydrūnė Kazlauskaitė", [one["name"] for one in found["customers"]], words)

    def test_odd_words_break_no_search(self):
        for words in ('"', "'", "*", "AND", "NOT x", "a:b", "(", "%", "\\", "x" * 400, "😀", "NEAR(a b)"):
            answer = self.rasa.call("GET", f"/search?q={urllib.parse.quote(words)}")
            self.assertEqual(answer.status, 200, words)
        for query in ("", "?q=", "?q=" + "x" * 401):
            self.assert_problem(self.rasa.call("GET", f"/search{query}"), 422, "q")

    # ---- who asks ----

    def test_without_a_good_token_nothing_is_answered(self):
        for token in ("", "rubbish", "A" * 43, self.rasa.bearer[:-1], self.rasa.bearer + "x"):
            answer = Program(self.hark.port, token).call("GET", "/tickets")
            self.assert_problem(answer, 401)
            self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")

    def test_a_revoked_token_is_no_token_at_once(self):
        program = self.program(ADMIN)
        self.assertEqual(program.call("GET", "/tickets").status, 200)
        newest = max(int(line.split()[0])
                     for line in self.hark.command("token", "list").splitlines())
        self.hark.command("token", "revoke", str(newest))
        self.assertEqual(program.call("GET", "/tickets").status, 401)
        self.assertEqual(self.rasa.call("GET", "/tickets?limit=1").status, 200)

    def test_who_has_left_has_no_token_any_more(self):
        address = self.hark.staff("left@nordhome.example", "Lee Left")
        program = self.program(address)
        self.assertEqual(program.call("GET", "/tickets").status, 200)
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/staff").text
        path = "/admin/staff/" + page.split('">Lee Left')[0].rsplit("/", 1)[1]
        form = admin.get(path)
        self.assertEqual(admin.post(path, {"name": "Lee Left", "email": address, "role": "agent",
                                           "version": form.field("version")}).status, 200)
        self.assertEqual(program.call("GET", "/tickets").status, 401)

    # ---- bad input ----

    def test_what_is_no_json_is_refused(self):
        for body in (b"{", b"", b"[]", b"7", b'"x"', b"null", b'{"subject":"a","subject":"b"}',
                     b'{"subject":"a\x00b"}', b'{"subject":"\xff"}', b"{'a':1}", b'{"a":1}x', b"\xef\xbb\xbf{}",
                     b'{"a":' * 3000 + b"1" + b"}" * 3000, b'{"a":1e999}', b'{"a":NaN}',
                     b'{"body":"\\ud800","subject":"x"}'):
            answer = self.rasa.call("POST", "/tickets", body=body)
            self.assertEqual(answer.status, 422, body[:40])
            self.assert_problem(answer, 422, *[one["field"] for one in answer.json.get("errors", [])])

    def test_a_nul_in_a_text_is_refused_with_its_place(self):
        answer = self.rasa.call("POST", "/tickets", body=json.dumps(wish(subject="a\u0000b")).encode())
        self.assertEqual(answer.status, 422, answer.text)
        self.assertEqual("A text in line 1 has the character U+0000, which no text may hold.", answer.json["detail"])

    def test_another_type_of_body_is_refused(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            answer = self.rasa.call("POST", "/tickets", wish(), Content_Type=kind)
            self.assert_problem(answer, 415)
            self.assertIn("application/json", answer.json["detail"])
            self.assertEqual(answer.headers["Accept"], "application/json")
        answer = self.rasa.call("POST", "/tickets", wish(), Content_Type="application/json; charset=utf-8")
        self.assertEqual(answer.status, 201)

    def test_what_is_too_large_is_refused(self):
        with socket.create_connection(("127.0.0.1", self.hark.port), 20) as line:
            line.sendall(f"POST /api/v1/tickets HTTP/1.1\r\nHost: 127.0.0.1:{self.hark.port}\r\n"
                         f"Authorization: Bearer {self.rasa.bearer}\r\nContent-Type: application/json\r\n"
                         "Content-Length: 4000000\r\n\r\n".encode())
            self.assertTrue(line.recv(100).startswith(b"HTTP/1.1 413 "))
        self.assert_problem(self.rasa.call("POST", "/tickets", wish(body="x" * 1_400_000)), 422, "body")
        self.assert_problem(self.rasa.call("POST", "/tickets", wish(subject="x" * 2000)), 422, "subject")

    def test_every_wrong_field_is_named(self):
        for document, fields in (
                (wish(subject=1), {"subject"}), (wish(body={"a": 1}), {"body"}),
                (wish(type=[], priority=2), {"type", "priority"}), (wish(type="odd"), {"type"}),
                (wish(priority="odd", language="xx"), {"priority", "language"}),
                (wish(subject=""), {"subject"}), (wish(body=" \n "), {"body"}),
                (wish(channel="pigeon"), {"channel"}), ({}, {"subject", "body", "customer"}),
                (wish(customer="Ola"), {"customer"}), (wish(customer=[]), {"customer"}),
                (wish(customer={"name": "Ola"}), {"customer"}),
                ({"subject": 5, "body": None, "customer": "x"}, {"subject", "body", "customer"}),
                (wish(customer={"email": 5}, colour="red"), {"customer.email", "colour"}),
                (wish(customer={"email": "x@example.net", "mail": "y"}), {"customer.mail"}),
                (wish(text="Twice."), {"body"}),
                (wish(customer={"name": 3, "email": "x@example.net"}), {"customer.name"}),
                (wish(customer={"name": "Ola", "email": "no address"}), {"customer.email"}),
                (wish(customer={"name": "Ola", "email": "a@b\r\nBcc: c@d"}), {"customer.email"})):
            self.assert_problem(self.rasa.call("POST", "/tickets", document), 422, *fields)

    def test_no_line_is_smuggled_into_a_mail(self):
        ticket = self.made(subject="Lamp\r\nBcc: all@example.net",
                           customer={"name": "Sly\nBcc: all@example.net", "email": "sly@example.net"})
        self.assertEqual(ticket["subject"], "Lamp Bcc: all@example.net")
        self.assertEqual(ticket["customer"]["name"], "Sly Bcc: all@example.net")
        told = self.hark.mail_to("sly@example.net", "Lamp")
        self.assertIsNone(told["Bcc"])
        changed = self.rasa.call("PATCH", f"/tickets/{ticket['number']}", {"subject": "x\nBcc: y"})
        self.assertEqual(changed.json["subject"], "x Bcc: y")

    def test_numbers_that_name_no_ticket(self):
        for number in ("0", "999999", "abc", "-1", "9" * 30, "%00", "1%2f"):
            for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/messages")):
                document = {"POST": {"kind": "note", "text": "x"}, "PATCH": {"priority": "low"}}.get(method)
                answer = self.rasa.call(method, f"/tickets/{number}{path}", document)
                self.assertIn(answer.status, (400, 404), f"{method} {number}")

    def test_other_paths_and_methods_are_told_as_problems(self):
        self.assert_problem(self.rasa.call("GET", "/nothing"), 404)
        answer = self.rasa.call("DELETE", "/tickets/1")
        self.assert_problem(answer, 405)
        self.assertIn("PATCH", answer.headers["Allow"])

    # ---- the description ----

    def test_every_call_is_described(self):
        document = self.rasa.call("GET", "/openapi.json").json
        self.assertTrue(document["openapi"].startswith("3."))
        routes = json.loads(self.hark.command("routes", "--json"))
        told = {(method.upper(), path) for path, calls in document["paths"].items() for method in calls}
        served = {(one["method"], one["path"]) for one in routes if one["path"].startswith("/api/v1/")}
        self.assertEqual(told, served)
        for path, calls in document["paths"].items():
            for method, call in calls.items():
                self.assertTrue(call.get("summary"), f"{method} {path}")
                self.assertTrue(call["responses"], f"{method} {path}")
                self.assertEqual("requestBody" in call, method in ("post", "patch"), f"{method} {path}")
                keys = [one for one in call["parameters"] if one["name"] == "Idempotency-Key"]
                takes_key = method == "post" and path not in ONCE_BY_THEMSELVES
                self.assertEqual([one["in"] for one in keys], ["header"] if takes_key else [], path)
                named = {one["name"] for one in call["parameters"] if one["in"] == "path"}
                self.assertEqual({f"{{{name}}}" in path for name in named} or {True}, {True})

    def test_the_description_needs_no_token(self):
        self.assertEqual(Program(self.hark.port, "").call("GET", "/openapi.json").status, 200)

    def test_clocks_are_told_when_they_are_missed(self):
        number = self.made()["number"]
        self.hark.wait(48 * HOUR)
        clocks = self.rasa.call("GET", f"/tickets/{number}").json["clocks"]
        self.assertIn(clocks[0]["state"], ("running", "missed"))


if __name__ == "__main__":
    unittest.main()
