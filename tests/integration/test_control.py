#!/usr/bin/python3
"""The control centre without a script: who may look, what stands there, what its stream brings, and screens on walls."""
import contextlib
import re
import socket
import time
import unittest
import urllib.parse

from hark import ADMIN, SECOND
from staff_house import RASA, House

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
BOSS, JOE = "boss@nordhome.example", "joe@nordhome.example"


class Stream:
    """Events as a browser gets them; what was heard so far is text."""

    def __init__(self, browser, path: str):
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        self.socket = socket.create_connection(("127.0.0.1", browser.port))
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{browser.port}\r\nCookie: {cookie}\r\n\r\n".encode())
        self.bytes, self.is_over = b"", False

    @property
    def text(self) -> str:
        return self.bytes.decode("utf-8", "replace")

    def until(self, mark: str, seconds: float = 60) -> str:
        end = time.monotonic() + seconds
        while mark not in self.text and time.monotonic() < end and not self.is_over:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            with contextlib.suppress(TimeoutError):
                part = self.socket.recv(65536)
                self.bytes += part
                self.is_over = not part
        return self.text

    def begun(self) -> None:
        """Once the first board has come, to its end."""
        self.until("event: board")
        while not self.text.partition("event: board")[2].endswith("\n\n") and not self.is_over:
            self.bytes += self.socket.recv(65536)

    def close(self) -> None:
        self.socket.close()


class Control(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hark.staff(BOSS, "Ann Moss", "supervisor")
        cls.hark.staff(JOE, "Joe Ray", "employee")
        cls.boss, cls.admin = cls.hark.sign_in(BOSS), cls.hark.sign_in(ADMIN)

    def figure(self, page, name: str) -> str:
        """The value of a tile."""
        found = re.search(rf'id="board-{name}">.*?<dd>(.*?)</dd>', page.text, re.S)
        return re.sub("<[^>]*>", "", found[1]).strip()

    def waiting(self, browser=None) -> int:
        return int(self.figure((browser or self.boss).get("/control"), "waiting"))

    def fresh(self) -> None:
        """A page shows what is at most a second old."""
        time.sleep(1.1)

    def stream_of(self, browser, path: str = "/control") -> str:
        return re.search(r'data-stream="([^"]+)"', browser.get(path).text)[1]

    def test_a_team_that_is_none_shows_no_list_of_all_teams(self):
        for team, status in (("abc", 422), ("1x", 422), ("99", 404), ("-5", 404)):
            self.assertEqual(status, self.boss.get(f"/control/tickets?team={team}").status, team)
        self.assertEqual(200, self.boss.get("/control/tickets?team=").status)

    def test_it_is_for_who_has_the_right(self):
        self.assertEqual(200, self.boss.ask("GET", "/control").status)
        self.assertEqual(200, self.admin.ask("GET", "/control").status)
        for path in ("/control", "/control/events", "/control/tickets", "/control/wall", "/control/walls"):
            self.assertEqual(403, self.rasa.ask("GET", path).status, path)
            self.assertEqual(403, self.hark.sign_in(JOE).ask("GET", path).status, path)
            answer = self.hark.visitor().ask("GET", path)
            self.assertEqual(303, answer.status, path)
            self.assertIn("/staff/sign-in", answer.where)
        self.assertNotIn('href="/control"', self.rasa.get("/inbox").text)
        self.assertIn('href="/control"', self.boss.get("/inbox").text)

    def test_a_ticket_is_counted_listed_and_late_without_a_script(self):
        before = self.waiting()
        number = self.ticket(subject="The control tap")
        self.fresh()
        self.assertEqual(before + 1, self.waiting())
        for show, sorted_by in (("waiting", "what is urgent first, then who has waited longest for a word"),
                                ("risk", "due within 30 min: what is urgent first, then the next one"),
                                ("broken", "what is urgent first, then the one that passed first")):
            self.assertIn(sorted_by, self.boss.get(f"/control/tickets?show={show}").words)
        page = self.boss.get("/control/tickets?show=waiting")
        self.assertIn("The control tap", page.words)
        self.assertNotIn("The control tap", self.boss.get("/control/tickets?show=broken").words)
        self.hark.wait(40 * HOUR)
        for name, address in (("boss", BOSS), ("rasa", RASA), ("admin", ADMIN)):  # they were signed out meanwhile
            setattr(type(self), name, self.hark.sign_in(address))
        self.fresh()
        self.assertIn("The control tap", self.boss.get("/control/tickets?show=broken").words)
        page = self.boss.get("/control")
        self.assertGreaterEqual(int(self.figure(page, "broken")), 1)
        # What is answered leaves it.
        self.assertEqual(303, self.reply(self.rasa, number, "Sorry. We are on our way.").status)
        self.fresh()
        self.assertNotIn("The control tap", self.boss.get("/control/tickets?show=broken").words)

    def test_what_is_urgent_comes_first_in_the_lists_behind_the_figures(self):
        self.ticket(subject="An old question")
        self.hark.wait(MINUTE)
        number = self.ticket(subject="Alone on the A2")
        page = self.admin.get(f"/tickets/{number}/change")
        self.admin.post(f"/tickets/{number}/change", {
            "subject": "Alone on the A2", "type": "incident", "priority": "urgent", "priority_reason": "It is dark.",
            "language": "en", "version": page.field("version")})
        self.fresh()
        words = self.boss.get("/control/tickets?show=waiting").words
        self.assertIn("Urgent: It is dark.", words)
        self.assertLess(words.index("Alone on the A2"), words.index("An old question"))

    def test_the_page_says_all_in_words(self):
        words = self.boss.get("/control").words
        for said in ("Waiting for us", "Longest wait", "At risk", "Promised time passed", "Kept informed today",
                     "Contacts and people today", "There is too little history yet", "People now",
                     "Rasa Petrauskienė", "help@nordhome.example Mail is taken in", "Mail to customers"):
            self.assertIn(said, words)

    def test_nothing_else_is_a_list(self):
        for query in ("show=nothing", "show=waiting&team=987654"):
            self.assertEqual(404, self.boss.ask("GET", f"/control/tickets?{query}").status, query)

    def test_a_change_comes_by_the_stream_and_only_what_changed(self):
        stream = Stream(self.boss, self.stream_of(self.boss))
        try:
            stream.begun()
            before = self.waiting()
            stream.bytes = b""
            self.ticket(subject="By the stream")
            text = stream.until(f'show=waiting">{before + 1}</a>')
            self.assertIn(f'show=waiting">{before + 1}</a>', text)
            self.assertNotIn('id="board-channels"', text)
        finally:
            stream.close()

    def test_a_stream_ends_when_its_reader_signs_out(self):
        browser = self.hark.sign_in(BOSS)
        stream = Stream(browser, self.stream_of(browser))
        try:
            stream.until("event: board")
            browser.get("/control")
            browser.post("/sign-out")
            stream.until("never")
            self.assertTrue(stream.is_over)
        finally:
            stream.close()

    def make_wall(self, name: str = "Hall", language: str = "en") -> tuple[str, str]:
        """The page of who looks after it, and the path of the screen."""
        self.boss.get("/control/walls/new")
        answer = self.boss.send("/control/walls", {"name": name, "language": language})
        self.assertEqual(303, answer.status)
        page = self.boss.get(answer.where)
        return answer.where, urllib.parse.urlsplit(re.search(r'href="(http[^"]+/wall/[^"]+)"', page.text)[1]).path

    def test_a_screen_shows_it_to_nobody_in_particular_until_it_is_ended(self):
        self.ticket(subject="Seen on no wall")
        self.fresh()
        place, path = self.make_wall()
        self.assertEqual((place, path), self.make_wall(), "pressed twice, it is one")
        visitor = self.hark.visitor()
        page = visitor.get(path)
        self.assertEqual(200, page.status)
        self.assertIn("Waiting for us", page.words)
        self.assertNotRegex(page.text, "<(a|button|form) ")
        self.assertNotIn("Rasa", page.words)
        self.assertNotIn("Seen on no wall", page.words)
        self.assertEqual("180", page.headers["Refresh"], "without a script it loads anew")
        stream = Stream(visitor, self.stream_of(visitor, path))
        try:
            self.assertIn("event: board", stream.until("event: board"))
            self.boss.get(place)
            self.assertEqual(303, self.boss.send(f"{place}/end").status)
            self.assertEqual(303, self.boss.send(f"{place}/end").status)
            stream.until("never")
            self.assertTrue(stream.is_over)
        finally:
            stream.close()
        self.assertEqual(404, visitor.ask("GET", path).status)
        self.assertEqual(404, visitor.ask("GET", f"{path}/events").status)

    def test_a_screen_speaks_its_own_language_and_a_wrong_address_is_as_absent(self):
        _, path = self.make_wall("Salė", "lt")
        page = self.hark.visitor().get(path)
        self.assertIn('lang="lt"', page.text)
        self.assertIn("Laukia mūsų", page.words)
        for wrong in (path[:-1] + ("A" if path[-1] != "A" else "B"), path[:-1], path + "A", "/wall/1-A", "/wall/x"):
            self.assertEqual(404, self.hark.visitor().ask("GET", wrong).status, wrong)

    def test_agents_make_no_screen_and_a_screen_has_a_name(self):
        self.rasa.get("/inbox")
        self.assertEqual(403, self.rasa.send("/control/walls", {"name": "Hall", "language": "en"}).status)
        self.boss.get("/control/walls/new")
        answer = self.boss.send("/control/walls", {"name": " ", "language": "en"})
        self.assertEqual(422, answer.status)
        self.assertIn("Please say where the screen hangs.", answer.text)

    def test_who_may_no_longer_see_it_has_no_screens(self):
        address = self.hark.staff("lead@nordhome.example", "Lea Dahl", "supervisor")
        lead = self.hark.sign_in(address)
        lead.get("/control/walls/new")
        page = lead.post("/control/walls", {"name": "Lea's", "language": "en"})
        path = urllib.parse.urlsplit(re.search(r'href="(http[^"]+/wall/[^"]+)"', page.text)[1]).path
        self.assertEqual(200, self.hark.visitor().ask("GET", path).status)
        streams = [Stream(lead, self.stream_of(lead)), Stream(self.hark.visitor(), f"{path}/events")]
        for stream in streams:
            self.addCleanup(stream.close)
            stream.until("event: board")
        staff = re.search(r'/admin/staff/(\d+)"[^>]*>Lea Dahl', self.admin.get("/admin/staff").text)[1]
        page = self.admin.get(f"/admin/staff/{staff}")
        self.assertEqual(303, self.admin.send(f"/admin/staff/{staff}", {
            "name": "Lea Dahl", "email": address, "role": "agent", "is_active": "1",
            "version": page.field("version")}).status)
        self.assertEqual(404, self.hark.visitor().ask("GET", path).status)
        for stream in streams:
            stream.until("never")
            self.assertTrue(stream.is_over, "who may not hear it any more is cut off")


if __name__ == "__main__":
    unittest.main()
