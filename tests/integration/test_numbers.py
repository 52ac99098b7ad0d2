#!/usr/bin/python3
"""Letters in a field of a number, "5O" for 50: each form of each page of the staff says so beside
the field, keeps what was typed, and saves nothing. The forms are found by clicking."""
import contextlib
import html.parser
import re
import unittest
import urllib.parse

from crawl import Crawl
from walked import Life, Tickets

TYPED = "5O"
SENTENCE = "Please write a whole number, in digits alone."
# Where nobody types: a button with a number behind it, and what it acts on.
CHOSEN = ("checkbox", "radio", "hidden", "submit", "button", "file")
# Of one choice alone, where nothing can be typed: a sentence about the whole is enough.
ONE_CHOICE = ("/admin/rules/{id}/try days", "/tickets/{number}/move team")
OF_A_KIND = 3


class Forms(html.parser.HTMLParser):
    """The forms of a page as a browser would send them, and how each field is filled in."""

    def __init__(self, text: str):
        super().__init__()
        self.forms, self.form, self.name = [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        name = values.get("name")
        if tag == "form":
            self.form = {"action": values.get("action") or "", "method": values.get("method", "get").lower(),
                         "values": {}, "kinds": {}}
            self.forms.append(self.form)
        if not self.form:
            return
        if tag == "option" and self.name and ("selected" in values or self.form["values"][self.name] is None):
            self.form["values"][self.name] = values.get("value", "")
        if tag in ("select", "textarea") and name:
            self.name = name
            self.put(name, tag, None if tag == "select" else "")
        elif tag == "input" and name:
            kind = values.get("type", "text")
            if kind not in ("checkbox", "radio") or "checked" in values:
                self.put(name, kind, values.get("value", ""))

    def put(self, name, kind, value):
        self.form["values"][name], self.form["kinds"][name] = value, kind

    def handle_data(self, data):
        if self.form and self.name and self.form["kinds"][self.name] == "textarea":
            self.form["values"][self.name] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag in ("select", "textarea"):
            self.name = None


class Walk(Crawl):
    """Who clicks on everything and notes where a number may be written."""

    def __init__(self, browser, routes):
        super().__init__(browser, "en", routes, False, OF_A_KIND)
        self.found = {}

    def look(self, path, answer, is_part):
        super().look(path, answer, is_part)
        for form in Forms(answer.text).forms if not is_part else ():
            action = urllib.parse.urljoin(path, form["action"] or path)
            target = urllib.parse.urlsplit(action).path
            for route, (method, pattern) in zip(self.routes, self.patterns):
                if form["method"].upper() == method == "POST" and pattern.fullmatch(target):
                    self.note(path, action, form, route)

    def note(self, path, action, form, route):
        for param in route["params"]:
            kind = form["kinds"].get(param["name"])
            if param["kind"] == "number" and kind and kind not in CHOSEN:
                self.found.setdefault(f"{route['path']} {param['name']}", (path, action, form))


class Numbers(unittest.TestCase):
    maxDiff = None

    def values_of(self, page: str, action: str) -> list:
        return [{name: value for name, value in form["values"].items() if name != "form_token"}
                for form in Forms(page).forms if form["action"] in (action, "")]

    def faults_of(self, browser, target: str, where: tuple) -> list[str]:
        """What is wrong with how the form takes letters in that field."""
        (path, action, form), name = where, target.split()[1]
        before = self.values_of(browser.get(path).text, form["action"])
        values = {key: value or "" for key, value in form["values"].items() if key != "form_token"}
        answer = browser.send(action, values | {name: TYPED})
        if target in ONE_CHOICE:
            faults = [] if answer.status in (422, 303) else [f"answers {answer.status}"]
            return faults + self.saved(browser, path, form, before)
        faults = [] if answer.status == 422 else [f"answers {answer.status}"]
        said = re.search(rf'id="e-{re.escape(name)}">.*?<span>(.*?)</span>', answer.text, re.S)
        if not said or said[1] != SENTENCE:
            faults.append(f"says beside it: {said and said[1]}")
        if form["kinds"][name] != "select" and not re.search(
                rf'<input[^>]*name="{re.escape(name)}"[^>]*value="{TYPED}"', answer.text):
            faults.append("does not keep what was typed")
        return faults + self.saved(browser, path, form, before)

    def saved(self, browser, path: str, form: dict, before: list) -> list[str]:
        after = self.values_of(browser.get(path).text, form["action"])
        return [] if after == before else ["saves something"]

    def walk(self, kind, least: int, *starts: str):
        with contextlib.ExitStack() as stack:
            house = kind(stack)
            walk = Walk(house.staff["admin"], house.routes).run(*starts)
            self.assertGreaterEqual(len(walk.found), least, sorted(walk.found))
            faults = {target: self.faults_of(walk.browser, target, where)
                      for target, where in sorted(walk.found.items())}
            self.assertEqual({}, {where: words for where, words in faults.items() if words})

    def test_letters_in_a_number_are_refused_beside_every_field_of_the_desk(self):
        self.walk(Tickets, 40, "/admin", "/inbox", "/availability", "/search?q=lamp", "/tickets/new")

    def test_letters_in_a_number_are_refused_where_feedback_is_looked_after(self):
        self.walk(Life, 40, "/loop/causes", "/loop", "/admin", "/loop/themes")


if __name__ == "__main__":
    unittest.main()
