"""Bengali pages have one kind of digits: customers read ০-৯, whoever works here 0-9.

Left as they are: what people typed, numbers of tickets, addresses, and what is to be typed or copied.
"""
import contextlib
import html.parser
import re
import unittest

from crawl import Crawl
from walked import Life, Tickets

LATIN, BENGALI = "[0-9]", "[০-৯]"
AS_IT_IS = ("code", "kbd", "pre", "textarea", "script", "style")
VOID = ("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")
SAID = ("aria-label", "title", "alt")
CHOICE = "123"  # beside ১২৩, for whoever would rather have them


class Words(html.parser.HTMLParser):
    """Each piece of text that the house itself wrote on a page."""

    def __init__(self, text: str):
        super().__init__()
        self.within, self.said = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        is_typed = tag in AS_IT_IS or values.get("dir") in ("auto", "ltr") and tag != "html"
        if tag not in VOID:
            self.within.append((tag, is_typed))
        if not self.is_typed() and not is_typed:
            self.said += [values[name] for name in SAID if values.get(name)]

    def handle_endtag(self, tag):
        if any(tag == one for one, _ in self.within):
            while self.within.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if not self.is_typed():
            self.said.append(data)

    def is_typed(self) -> bool:
        return any(typed for _, typed in self.within)


class Reading(Crawl):
    """Somebody who reads Bengali and finds digits that are not his."""

    def look(self, path: str, answer, is_part: bool) -> None:
        super().look(path, answer, is_part)
        if not is_part and '<html lang="bn"' not in answer.text:
            return
        # Numbers of tickets stand in the addresses that the page links.
        numbers = set(re.findall(r"/(?:requests|tickets)/(\d+)", answer.text + path))
        for text in Words(answer.text).said:
            left = re.sub(r"\d+", lambda found: "" if found[0] in numbers else found[0], text)
            if re.search(LATIN if self.is_customer else BENGALI, left) and text != CHOICE:
                self.fault(path, f"other digits: {' '.join(text.split())}")


def begun(visitor) -> str:
    """The first step of a request behind the form."""
    visitor.get("/bn/new?type=incident")
    return visitor.send("/bn/new?type=incident", {"body": "বাতিটি সোমবার থেকে জ্বলছে না।"}).where


class Digits(unittest.TestCase):
    maxDiff = None

    def walk(self, house, who: str, browser, *starts: str) -> None:
        crawl = Reading(browser, "bn", house.routes, who in ("customer", "visitor")).run(*starts)
        with self.subTest(house=type(house).__name__, who=who):
            self.assertEqual("\n".join(f"{url}: {words}" for words, url in crawl.faults.items()), "")
            self.assertGreater(crawl.pages, 8)

    def mail_of(self, house, part: str) -> str:
        texts = [one.get_body(("plain",)).get_content() for one in house.hark.mails() if "rahima@" in one["To"]]
        return next((text for text in texts if part in text), "")

    def test_no_page_of_a_ticket_in_bengali_mixes_digits(self):
        with contextlib.ExitStack() as stack:
            house = Tickets(stack)
            agent, number = house.staff["agent"], house.numbers["bn"]
            agent.resolve(number)
            house.hark.wait(20_000)
            mail = house.hark.until(lambda: self.mail_of(house, "/bn/solved/"), "the mail that asks")
            asked = re.search(r"/bn/solved/[\w-]+", mail)[0]
            self.assertNotRegex(re.sub(rf"https?://\S+|\S+@\S+|\[hark\.\S+|{number}", "", mail), LATIN)
            self.walk(house, "admin", house.staff["admin"], "/")
            self.walk(house, "customer", house.customer("bn"), "/bn/")
            visitor = house.hark.visitor()
            self.walk(house, "visitor", visitor, "/bn/", asked, begun(visitor))

    def test_no_page_of_surveys_and_causes_in_bengali_mixes_digits(self):
        with contextlib.ExitStack() as stack:
            house = Life(stack)
            self.walk(house, "admin", house.staff["admin"], "/")
            self.walk(house, "manager", house.staff["manager"], "/")
            self.walk(house, "customer", house.customer("bn"), "/bn/")
            self.walk(house, "visitor", house.hark.visitor(), "/bn/", f"/bn{house.survey}")


if __name__ == "__main__":
    unittest.main()
