"""Every page can be come to by clicking, from the first page, by each who may read it.

Or a page would be there that nobody can find. What has no link in a page says here why.
"""
import contextlib
import re
import unittest

from crawl import Crawl
from walked import Life, Tickets

FOR_SCRIPTS = "a script of the page asks for it"
BY_MAIL = "a mail, a poster or a chat leads there"
BY_DEED = "a form leads there once it is sent"
MACHINES = "programs ask for it"
NOT_LINKED = {
    "/events": FOR_SCRIPTS, "/control/events": FOR_SCRIPTS, "/control/wall/events": FOR_SCRIPTS,
    "/wall/{token}/events": FOR_SCRIPTS, "/inbox/counts": FOR_SCRIPTS, "/tickets/{number}/saved": FOR_SCRIPTS,
    "/tickets/new/saved": FOR_SCRIPTS, "/tickets/{number}/draft/files/{name}": FOR_SCRIPTS,
    "/tickets/{number}/names": FOR_SCRIPTS,
    "/tickets/{number}/pictures/{message}/{position}": FOR_SCRIPTS,
    "/admin/access/return": "a provider of tokens sends people there",
    "/bulk/{id}": BY_DEED, "/tickets/{number}/resolve": BY_DEED,
    "/link/{token}": BY_MAIL, "/solved/{token}": BY_MAIL, "/s/{token}": BY_MAIL, "/s/{token}/no": BY_MAIL,
    "/put-right/{token}": BY_MAIL, "/unsubscribe/{token}": BY_MAIL, "/talk/{token}": BY_MAIL,
    "/wall/{token}": "typed once into the browser of a screen",
    "/healthz": MACHINES, "/metrics": MACHINES, "/api/v1/openapi.json": MACHINES,
    "/new/{key}/about": BY_DEED, "/new/{key}/tell": BY_DEED, "/new/{key}/files": BY_DEED, "/new/{key}/harm": BY_DEED,
    "/new/{key}/you": BY_DEED, "/new/{key}/check": BY_DEED, "/new/{key}/sent": BY_DEED,
    "/new/{key}/more/{place}": BY_DEED,
    "/trial/mail": "printed by ./do run; there only without a mail server",
    "/trial/mail/{name}": "of the same",
}
# By who does not see the link, though the page would answer him.
NOT_FOR = {
    "manager: /inbox/team/{team}": "of a queue that is not his own he sees the control centre",
    "manager: /tickets/{number}/steps": "linked once there is a step to read",
    "admin: /tickets/{number}/snooze": "only its owner puts a ticket away",
    "agent: /availability/{id}": "his own stands at /availability",
}
# How many pages of a kind: every ticket of the house of tickets; in the other one some suffice.
MOST = {Tickets: 12, Life: 6}
TRIES = 3


class Way:
    """Who came to a page by clicking, and who may read it all the same."""

    def __init__(self, path: str, is_customers: bool):
        self.path, self.is_customers = path, is_customers
        self.pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
        self.reached, self.readable = set(), set()

    def look(self, people: dict, seen: dict) -> None:
        """seen: what each found in this house."""
        there = sorted({path for paths in seen.values() for path in paths if re.fullmatch(self.pattern, path)})
        if "{" not in self.path:
            there = [self.path]
        for who, (browser, is_customer) in people.items():
            if any(re.fullmatch(self.pattern, path) for path in seen[who]):
                self.reached.add(who)
            elif is_customer == self.is_customers and who not in self.readable and \
                    any(browser.ask("GET", path).status == 200 for path in there[:TRIES]):
                self.readable.add(who)


class Reach(unittest.TestCase):
    maxDiff = None

    def people(self, house) -> dict:
        """Who walks, and whether he is a customer."""
        return {who: (browser, False) for who, browser in house.staff.items()} | \
            {"customer": (house.customer("en"), True), "visitor": (house.hark.visitor(), True)}

    def walk(self, house, ways: list[Way]) -> None:
        """Everybody clicks on everything from the first page on."""
        people, seen = self.people(house), {}
        for who, (browser, is_customer) in people.items():
            crawl = Crawl(browser, "en", house.routes, is_customer, MOST[type(house)]).run("/")
            self.assertEqual("\n".join(f"{url}: {words}" for words, url in crawl.faults.items()), "", who)
            seen[who] = {re.sub(r"^/(bn|lt|ta|en)(?=/|$)", "", path.split("?")[0]) or "/" for path, _ in crawl.seen}
        for way in ways:
            way.look(people, seen)

    def test_whoever_may_read_a_page_comes_to_it_by_links(self):
        with contextlib.ExitStack() as stack:
            houses = [Tickets(stack), Life(stack)]
            routes = houses[0].routes
            ways = [Way(route["path"], "customer" in route["flags"]) for route in routes if route["method"] == "GET"
                    and "api" not in route["flags"] and route["path"] not in NOT_LINKED]
            for house in houses:
                self.walk(house, ways)
        self.assertEqual(sorted(f"{who}: {way.path}" for way in ways for who in way.readable - way.reached),
                         sorted(NOT_FOR))
        self.assertEqual([way.path for way in ways if not way.reached], [], "nobody came there")
        self.assertLessEqual(set(NOT_LINKED), {route["path"] for route in routes}, "named, but no page")


if __name__ == "__main__":
    unittest.main()
