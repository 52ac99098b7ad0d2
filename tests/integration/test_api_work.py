"""Work on tickets by the API: tasks, promises, one deed for many, saved lists; with the rights of the pages."""
import contextlib
import datetime
import re
import unittest

from hark import ADMIN, MAILBOX, MINUTE, Hark, mail
from test_api import Program, wish


def after(ticket: dict, hours: int) -> str:
    """A time so many hours after it was opened."""
    opened = datetime.datetime.strptime(ticket["opened_at"], "%Y-%m-%dT%H:%M:%S.%fZ")
    return (opened + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:00.000Z")


class ApiWork(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.hark = hark = cls.stack.enter_context(Hark())
        cls.addClassCleanup(cls.stack.close)
        hark.staff("rasa@nordhome.example", "Rasa Petrauskienė")
        hark.staff("mei@nordhome.example", "Mei Chen")
        hark.staff("ugne@nordhome.example", "Ugnė", role="employee")
        cls.rasa, cls.mei, cls.ugne = (
            Program(hark.port, hark.command("token", "add", "--staff", f"{name}@nordhome.example").strip())
            for name in ("rasa", "mei", "ugne"))

    def made(self, **more) -> dict:
        answer = self.rasa.call("POST", "/tickets", wish(**more))
        self.assertEqual(answer.status, 201, answer.text)
        return answer.json

    def fields(self, answer) -> set:
        self.assertEqual(answer.status, 422, answer.text)
        return {one["field"] for one in answer.json["errors"]}

    def where(self, answer) -> str:
        """What the header Location names, without the beginning that every call has."""
        self.assertEqual(201, answer.status, answer.text)
        return answer.headers["Location"].removeprefix("/api/v1")

    def test_an_id_is_a_text_that_any_program_keeps_whole_and_location_names_what_was_made(self):
        number = self.made()["number"]
        due = {"due_at": after(self.made(), 5)}
        for path, body, read in (
                ("/bulk", {"deed": "priority", "value": "high", "tickets": [number]}, lambda made: made["id"]),
                ("/views", {"name": "Late"}, lambda made: made["id"]),
                (f"/tickets/{number}/tasks", {"text": "Look", "for": "ugne@nordhome.example"} | due,
                 lambda made: made["tasks"][0]["id"])):
            made = self.rasa.call("POST", path, body)
            id_, where = read(made.json), self.where(made)
            self.assertIsInstance(id_, str, path)
            self.assertEqual(where.rpartition("/")[2], id_)
            found = self.rasa.call("GET", where)
            self.assertEqual((200, id_), (found.status, found.json["id"]), found.text)
        made = self.rasa.call("POST", f"/tickets/{number}/promises", {"text": "I will call you."} | due)
        self.assertEqual(f"/tickets/{number}", self.where(made))
        id_ = made.json["promises"][0]["id"]
        self.assertIsInstance(id_, str)
        self.assertEqual(200, self.rasa.call("PATCH", f"/tickets/{number}/promises/{id_}", {"state": "kept"}).status)
        people = self.rasa.call("GET", "/search?q=Ola").json["customers"]
        self.assertTrue(people and all(isinstance(one["id"], str) for one in people))

    def test_a_task_that_is_sent_again_with_its_key_says_where_it_is_again(self):
        ticket = self.made()
        task = {"text": "Look", "for": "ugne@nordhome.example", "due_at": after(ticket, 5)}
        first, again = (self.rasa.call("POST", f"/tickets/{ticket['number']}/tasks", task, Idempotency_Key="where 1")
                        for _ in range(2))
        self.assertEqual(f"/tasks/{first.json['tasks'][0]['id']}", self.where(first))
        self.assertEqual(self.where(first), self.where(again))

    def test_nothing_is_promised_or_given_on_a_ticket_that_is_closed(self):
        ticket = self.made()
        number = ticket["number"]
        self.assertEqual(200, self.rasa.call("PATCH", f"/tickets/{number}", {"state": "resolved"}).status)
        customer = self.hark.sign_in("ola@example.net")
        customer.get(f"/my/requests/{number}")
        customer.post(f"/my/requests/{number}/solved", {"answer": "yes"})
        self.assertEqual("closed", self.rasa.call("GET", f"/tickets/{number}").json["state"])
        due = self.made()
        for path, body in (("promises", {"text": "I will call you."}),
                           ("tasks", {"text": "Look", "for": "ugne@nordhome.example"})):
            answer = self.rasa.call("POST", f"/tickets/{number}/{path}", body | {"due_at": after(due, 300)})
            self.assertEqual((409, "This ticket has come to its end. Please open it again first."),
                             (answer.status, answer.json["detail"]), answer.text)
        found = self.rasa.call("GET", f"/tickets/{number}").json
        self.assertEqual(([], []), (found["promises"], found["tasks"]))
        self.assertEqual(200, self.rasa.call("PATCH", f"/tickets/{number}", {"state": "open"}).status)
        answer = self.rasa.call("POST", f"/tickets/{number}/promises",
                                {"text": "I will call you.", "due_at": after(due, 300)})
        self.assertEqual(201, answer.status, answer.text)

    def test_a_deed_that_cannot_be_done_blames_nobody_for_having_been_faster(self):
        number, other = self.made()["number"], self.made()["number"]
        tie = {"kind": "duplicate", "other": other}
        self.assertEqual(f"/tickets/{number}", self.where(self.rasa.call("POST", f"/tickets/{number}/links", tie)))
        for answer in (self.rasa.call("POST", f"/tickets/{number}/links", tie),
                       self.rasa.call("PATCH", f"/tickets/{number}", {"step": "zzz"})):
            self.assertEqual((409, "As things stand now, this cannot be done."), (answer.status, answer.json["title"]))
            self.assertTrue(answer.json["detail"])

    # ---- tasks ----

    def test_a_task_is_given_once_and_done_by_who_sees_no_ticket(self):
        ticket = self.made()
        number = ticket["number"]
        task = {"text": "Is\u202e one in\u2066 stock?", "for": "ugne@nordhome.example", "due_at": after(ticket, 5)}
        for _ in range(2):
            given = self.rasa.call("POST", f"/tickets/{number}/tasks", task, Idempotency_Key=f"task {number}")
            self.assertEqual(given.status, 201, given.text)
        self.assertEqual([one["state"] for one in given.json["tasks"]], ["open"])
        mine = self.ugne.call("GET", "/tasks").json["items"]
        self.assertEqual([one["text"] for one in mine], ["Is one in stock?"])
        self.assertNotIn("ticket", mine[0])
        self.assertEqual(self.ugne.call("GET", f"/tickets/{number}").status, 403)
        path = f"/tasks/{mine[0]['id']}"
        self.assertEqual(self.ugne.call("PATCH", path, {"state": "declined"}).status, 422)
        done = self.ugne.call("PATCH", path, {"state": "done", "word": "Three are here."})
        self.assertEqual((done.status, done.json["state"]), (200, "done"), done.text)
        self.assertEqual(self.ugne.call("PATCH", path, {"state": "declined", "word": "No."}).status, 409)
        told = self.rasa.call("GET", "/tasks?view=ended").json["items"]
        self.assertIn(("Three are here.", number), [(one["word"], one["ticket"]) for one in told])

    def test_a_task_that_is_wrong_is_named_by_its_fields(self):
        ticket = self.made()
        path = f"/tickets/{ticket['number']}/tasks"
        self.assertEqual(self.fields(self.rasa.call("POST", path, {"text": "x", "for": "nobody@example.net",
                                                                   "due_at": after(ticket, 5)})), {"for"})
        self.assertEqual(self.fields(self.rasa.call("POST", path, {"text": "x", "for": "mei@nordhome.example",
                                                                   "due_at": "tomorrow"})), {"due_at"})
        self.assertEqual(self.rasa.call("GET", "/tasks?view=all").status, 422)

    def test_a_task_of_others_is_not_there(self):
        ticket = self.made()
        self.rasa.call("POST", f"/tickets/{ticket['number']}/tasks",
                       {"text": "Look.", "for": "mei@nordhome.example", "due_at": after(ticket, 5)})
        task = self.mei.call("GET", "/tasks").json["items"][0]["id"]
        for path in (f"/tasks/{task}", "/tasks/1"):
            self.assertEqual(self.ugne.call("GET", path).status, 404)
            self.assertEqual(self.ugne.call("PATCH", path, {"state": "done"}).status, 404)

    def test_who_took_a_task_from_his_team_gives_it_back_to_that(self):
        admin = self.hark.sign_in(ADMIN)
        page = admin.get("/admin/teams/new")
        mei = re.search(r'name="member" value="(\d+)"[^>]*><span>Mei', page.text)[1]
        admin.post("/admin/teams", {"name": "Repairs", "member": [mei]})
        ticket = self.made()
        given = self.rasa.call("POST", f"/tickets/{ticket['number']}/tasks",
                               {"text": "Look at it.", "team": "Repairs", "due_at": after(ticket, 5)})
        path = f"/tasks/{given.json['tasks'][0]['id']}"
        self.assertEqual(self.ugne.call("PATCH", path, {"state": "given_back"}).status, 404)
        taken = self.mei.call("PATCH", path, {"state": "taken"})
        self.assertEqual((200, "Mei Chen"), (taken.status, taken.json["for"]), taken.text)
        self.assertEqual(self.rasa.call("PATCH", path, {"state": "given_back"}).status, 403)
        for _ in range(2):
            back = self.mei.call("PATCH", path, {"state": "given_back"})
            self.assertEqual((200, "Repairs", "open"), (back.status, back.json["for"], back.json["state"]), back.text)

    # ---- promises ----

    def test_a_promise_is_given_moved_and_kept(self):
        ticket = self.made()
        path = f"/tickets/{ticket['number']}/promises"
        promise = {"text": "We call you.", "due_at": after(ticket, 5)}
        for _ in range(2):
            given = self.rasa.call("POST", path, promise, Idempotency_Key=f"promise {ticket['number']}")
            self.assertEqual(given.status, 201, given.text)
        (one,) = given.json["promises"]
        self.assertEqual((one["text"], one["due_at"], one["state"]), ("We call you.", after(ticket, 5), "open"))
        self.assertEqual(self.fields(self.rasa.call("PATCH", f"{path}/{one['id']}", {"due_at": after(ticket, 9)})),
                         {"consent"})
        moved = self.rasa.call("PATCH", f"{path}/{one['id']}",
                               {"due_at": after(ticket, 9), "consent": "He said so.", "version": one["version"]})
        self.assertEqual(moved.status, 200, moved.text)
        self.assertEqual([it["state"] for it in moved.json["promises"]], ["withdrawn", "open"])
        self.assertEqual(self.rasa.call("PATCH", f"{path}/{one['id']}", {"state": "kept"}).status, 409)
        kept = self.rasa.call("PATCH", f"{path}/{moved.json['promises'][1]['id']}", {"state": "kept"})
        self.assertEqual([it["state"] for it in kept.json["promises"]], ["withdrawn", "kept"], kept.text)
        other = self.made()["number"]
        self.assertEqual(self.rasa.call("PATCH", f"/tickets/{other}/promises/{one['id']}", {"state": "open"}).status,
                         404)
        self.assertEqual(self.ugne.call("POST", path, promise).status, 403)

    def test_a_promise_that_is_wrong_is_named_by_its_fields(self):
        ticket = self.made()
        path = f"/tickets/{ticket['number']}/promises"
        self.assertEqual(self.fields(self.rasa.call("POST", path, {"text": " ", "due_at": after(ticket, 5)})), {"text"})
        self.assertEqual(self.fields(self.rasa.call("POST", path, {"text": "x", "due_at": "2020-01-01T10:00Z"})),
                         {"due_at"})

    # ---- many at once ----

    def test_one_deed_is_done_for_many_and_taken_back(self):
        numbers = [self.made()["number"] for _ in range(3)]
        deed = {"deed": "assign", "value": "mei@nordhome.example", "tickets": numbers + [numbers[0], 999999]}
        for _ in range(2):
            begun = self.rasa.call("POST", "/bulk", deed, Idempotency_Key=f"bulk {numbers[0]}")
            self.assertEqual((begun.status, begun.json["total"]), (201, 3), begun.text)
        path = f"/bulk/{begun.json['id']}"
        ended = self.rasa.call("GET", path).json
        self.assertEqual(ended["state"], "done")
        self.assertEqual(ended["done"] + ended["failed"], 3)
        owners = {self.rasa.call("GET", f"/tickets/{number}").json["owner"]["email"] for number in numbers}
        self.assertEqual(owners, {"mei@nordhome.example"})
        self.assertEqual(self.mei.call("GET", path).status, 404)
        self.assertEqual(self.mei.call("PATCH", path, {"state": "undone"}).status, 404)
        self.assertEqual(self.rasa.call("PATCH", path, {"state": "undone"}).json["state"], "undone")
        self.assertEqual(self.rasa.call("PATCH", path, {"state": "undone"}).status, 409)

    def test_many_customers_are_told_each_from_his_own_ticket(self):
        numbers = [self.made(customer={"name": f"Guest {n}", "email": f"guest{n}@example.net"})["number"] for n in range(3)]
        mute = self.made(customer={"name": "By phone", "phone": "+370 600 00001"})["number"]
        deed = {"deed": "tell", "text": "The power is back **since 9**.", "then": "waiting", "tickets": numbers + [mute]}
        for _ in range(2):
            begun = self.rasa.call("POST", "/bulk", deed, Idempotency_Key=f"tell {numbers[0]}")
            self.assertEqual(begun.status, 201, begun.text)
        ended = self.rasa.call("GET", f"/bulk/{begun.json['id']}").json
        self.assertEqual((ended["done"], ended["failed"], ended["state"]), (3, 1, "done"))
        (missed,) = ended["not_done"]
        self.assertEqual(missed["ticket"], mute)
        self.assertIn("no e-mail address", missed["reason"])
        for number in numbers:
            ticket = self.rasa.call("GET", f"/tickets/{number}").json
            said = [one for one in ticket["messages"] if one["kind"] == "out"]
            self.assertEqual([one["text"] for one in said], ["The power is back **since 9**."])
            self.assertEqual(ticket["state"], "waiting")
        self.hark.wait(MINUTE)
        for n in range(3):
            text = self.hark.until(lambda: self.told(f"guest{n}@example.net"), "the word to leave")
            self.assertNotIn("@example.net", text.replace(f"guest{n}@example.net", ""), "none learns of the others")

    def told(self, address: str) -> str:
        return next((text for one in self.hark.mails() if address in str(one["To"])
                     and "power is back" in (text := one.get_body(("plain",)).get_content())), "")

    def test_what_a_program_has_not_read_it_does_not_go_over(self):
        tickets = [self.made(customer={"name": "Ada", "email": "ada@example.net"}) for _ in range(2)]
        heard, quiet = (one["number"] for one in tickets)
        read_at = tickets[1]["opened_at"]
        self.hark.wait(MINUTE)
        self.assertEqual(heard, self.hark.mail_in(mail("Ada <ada@example.net>", f"Re: [#{heard}]", "It burns.")))
        for body in ({"state": "resolved"}, {"state": "open"}):
            late = self.rasa.call("PATCH", f"/tickets/{heard}", body | {"version": tickets[0]["version"]})
            self.assertEqual(late.status, 409, late.text)
        reply = {"kind": "reply", "text": "It is solved.", "then": "resolved"}
        late = self.rasa.call("POST", f"/tickets/{heard}/messages", reply | {"version": tickets[0]["version"]})
        self.assertEqual(late.status, 409, late.text)
        self.assertEqual(2, len(self.rasa.call("GET", f"/tickets/{heard}").json["messages"]))
        for deed in ({"deed": "resolve"}, {"deed": "tell", "text": "It is solved.", "then": "resolved"}):
            begun = self.rasa.call("POST", "/bulk", deed | {"tickets": [heard, quiet], "read_at": read_at})
            self.assertEqual(begun.status, 201, begun.text)
            (left,) = [one for one in begun.json["not_done"] if one["ticket"] == heard]
            self.assertEqual("A customer has written since.", left["reason"])
            self.assertEqual("resolved", self.rasa.call("GET", f"/tickets/{quiet}").json["state"])
        version = self.rasa.call("GET", f"/tickets/{heard}").json["version"]
        self.assertEqual(201, self.rasa.call("POST", f"/tickets/{heard}/messages", reply | {"version": version}).status)

    def test_telling_many_needs_words_and_other_deeds_take_none(self):
        number = self.made()["number"]
        for wrong, field in (({"deed": "tell"}, "text"), ({"deed": "tell", "text": "Call {{?a number}}."}, "text"),
                             ({"deed": "tell", "text": "x", "then": "never"}, "then"),
                             ({"deed": "resolve", "text": "Bye."}, "text"),
                             ({"deed": "spam", "then": "open"}, "then")):
            self.assertEqual(self.fields(self.rasa.call("POST", "/bulk", wrong | {"tickets": [number]})), {field}, wrong)

    # ---- put away ----

    def test_its_owner_puts_a_ticket_away_and_brings_it_back(self):
        ticket = self.made()
        path, soon, late = f"/tickets/{ticket['number']}", after(ticket, 1), after(ticket, 24 * 9)
        self.assertEqual(self.rasa.call("PATCH", path, {"owner": "mei@nordhome.example", "snoozed_until": soon}).status,
                         409, "it is not hers any more")
        self.assertEqual(self.rasa.call("PATCH", path, {"owner": "rasa@nordhome.example"}).status, 200)
        self.assertEqual(self.mei.call("PATCH", path, {"snoozed_until": soon}).status, 409)
        for until in (soon, soon):
            away = self.rasa.call("PATCH", path, {"snoozed_until": until})
            self.assertEqual((away.status, away.json["snoozed_until"]), (200, soon), away.text)
        self.assertEqual(self.mei.call("PATCH", path, {"snoozed_until": None}).status, 409)
        self.assertEqual(self.fields(self.rasa.call("PATCH", path, {"snoozed_until": late})), {"snooze_reason"})
        self.assertEqual(self.fields(self.rasa.call("PATCH", path, {"snoozed_until": "2020-01-01T10:00Z"})),
                         {"snoozed_until"})
        self.assertEqual(self.fields(self.rasa.call("PATCH", path, {"snoozed_until": "tomorrow"})), {"snoozed_until"})
        away = self.rasa.call("PATCH", path, {"snoozed_until": late, "snooze_reason": "He is at sea."})
        self.assertEqual(away.json["snoozed_until"], late, away.text)
        for _ in range(2):
            back = self.rasa.call("PATCH", path, {"snoozed_until": None})
            self.assertEqual((back.status, back.json["snoozed_until"]), (200, None), back.text)
        self.assertEqual(self.rasa.call("PATCH", path, {"snoozed_until": soon, "state": "resolved"}).status, 409)
        self.assertEqual(self.rasa.call("GET", path).json["state"], "new", "nothing of a refused wish is done")

    def test_a_deed_that_is_wrong_is_named_by_its_fields(self):
        number = self.made()["number"]
        for wrong, field in (({"deed": "burn", "tickets": [number]}, "deed"),
                             ({"deed": "assign", "value": "nobody@example.net", "tickets": [number]}, "value"),
                             ({"deed": "priority", "value": "huge", "tickets": [number]}, "value"),
                             ({"deed": "resolve", "tickets": []}, "tickets"),
                             ({"deed": "resolve", "tickets": ["x"]}, "tickets"),
                             ({"deed": "resolve", "tickets": 7}, "tickets")):
            self.assertEqual(self.fields(self.rasa.call("POST", "/bulk", wrong)), {field}, wrong)
        self.assertEqual(self.ugne.call("POST", "/bulk", {"deed": "resolve", "tickets": [number]}).status, 403)

    # ---- saved lists ----

    def test_a_list_is_saved_read_changed_and_removed_by_who_owns_it(self):
        number = self.made(subject="The zeppelin leaks")["number"]
        for _ in range(2):
            made = self.rasa.call("POST", "/views", {"name": "Zeppelins", "words": "zeppelin", "owner": ""},
                                  Idempotency_Key="zeppelins")
            self.assertEqual(made.status, 201, made.text)
        path = f"/views/{made.json['id']}"
        self.assertEqual(len(self.rasa.call("GET", "/views").json["items"]), 1)
        rows = self.rasa.call("GET", f"{path}/tickets").json
        self.assertEqual(([one["number"] for one in rows["items"]], rows["next"]), ([number], None))
        changed = self.rasa.call("PATCH", path, {"priority": "urgent"})
        self.assertEqual((changed.status, changed.json["words"], changed.json["priority"]),
                         (200, "zeppelin", "urgent"), changed.text)
        self.assertEqual(self.rasa.call("GET", f"{path}/tickets").json["items"], [])
        changed = self.rasa.call("PATCH", path, {"mailbox": MAILBOX.upper()})
        self.assertEqual((changed.json["mailbox"], changed.json["words"]), (MAILBOX, "zeppelin"), changed.text)
        self.assertEqual(self.rasa.call("PATCH", path, {"name": "Zeppelin post"}).json["mailbox"], MAILBOX)
        self.assertEqual(self.fields(self.rasa.call("PATCH", path, {"mailbox": "no@one.example"})), {"mailbox"})
        for method, document in (("GET", None), ("PATCH", {"name": "Mine"}), ("DELETE", None)):
            self.assertEqual(self.mei.call(method, path, document).status, 404, method)
        self.assertEqual(self.mei.call("GET", f"{path}/tickets").status, 404)
        self.assertEqual(self.fields(self.rasa.call("PATCH", path, {"type": "party"})), {"type"})
        self.assertEqual(self.fields(self.rasa.call("POST", "/views", {"name": ""})), {"name"})
        # A list of everything is not what was asked for.
        wrong = {"name": "Slow", "conditions": [{"field": "age", "value": 4}]}
        self.assertEqual(self.fields(self.rasa.call("POST", "/views", wrong)), {"conditions"})
        self.assertEqual(self.fields(self.rasa.call("PATCH", path, {"conditions": []})), {"conditions"})
        self.assertEqual(self.rasa.call("DELETE", path).status, 204)
        self.assertEqual(self.rasa.call("GET", path).status, 404)

    def test_a_list_is_read_in_pages_with_what_is_urgent_first_and_each_ticket_once(self):
        """Pages go by the place in the list, of which the due time of what is urgent is no measure."""
        plain = [self.made(subject=f"The balloon leaks, {n}")["number"] for n in range(5)]
        urgent = [self.made(subject=f"The balloon falls, {n}", harms=["safety"])["number"] for n in range(3)]
        path = f"/views/{self.mei.call('POST', '/views', {'name': 'Balloons', 'words': 'balloon'}).json['id']}/tickets"
        whole = [one["number"] for one in self.mei.call("GET", path).json["items"]]
        self.assertEqual((set(urgent), set(plain)), (set(whole[:3]), set(whole[3:])), whole)
        for limit in (1, 2, 3, 5, 8):
            read, after = [], ""
            while after is not None and len(read) <= len(whole):
                page = self.mei.call("GET", f"{path}?limit={limit}{after}").json
                self.assertLessEqual(len(page["items"]), limit)
                read += [one["number"] for one in page["items"]]
                after = page["next"] and f"&after={page['next']}"
            self.assertEqual(whole, read, limit)

    def test_the_same_key_with_another_body_is_refused(self):
        self.assertEqual(self.rasa.call("POST", "/views", {"name": "One"}, Idempotency_Key="one").status, 201)
        self.assertEqual(self.rasa.call("POST", "/views", {"name": "Two"}, Idempotency_Key="one").status, 422)


if __name__ == "__main__":
    unittest.main()
