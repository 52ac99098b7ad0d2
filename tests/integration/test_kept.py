#!/usr/bin/python3
"""Whatever form with room for many words is refused: its answer has them all, and says why."""
import html.parser
import re
import time
import unittest

from hark import ADMIN, HOUR
from staff_house import OLA, RASA, House

LONG = "k" * 200_001  # more than any of them takes


class Forms(html.parser.HTMLParser):
    """The forms of a page that is sent by POST: where to, what stands in them, and which are areas."""

    def __init__(self, text: str):
        super().__init__()
        self.all, self.form, self.select, self.area = [], None, None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "")
        if tag == "form":
            self.form = {"action": values.get("action", ""), "fields": {}, "areas": [], "method": values.get("method")}
            if self.form["method"] == "post":
                self.all.append(self.form)
        if not self.form or not name:
            return
        fields = self.form["fields"]
        if tag == "textarea":
            self.form["areas"].append(name)
            fields[name] = ""
        elif tag == "select":
            self.select, fields[name] = name, ""
        elif tag == "input" and values.get("type") not in ("checkbox", "radio", "file") or "checked" in values:
            fields.setdefault(name, values.get("value", ""))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


class Kept(House):
    def forms(self, browser, path: str):
        page = browser.get(path)
        self.assertEqual(200, page.status, path)
        return [form for form in Forms(page.text).all if form["areas"]]

    def check(self, browser, path: str) -> int:
        forms = self.forms(browser, path)
        self.assertTrue(forms, f"{path} has no form with an area")
        for form in forms:
            for area in form["areas"]:
                self.hark.wait(HOUR // 30)
                browser.get(path)
                fields = {name: value for name, value in form["fields"].items() if name != "form_token"}
                page = browser.send(form["action"], fields | {area: LONG})
                with self.subTest(path=path, action=form["action"], area=area):
                    self.assertIn(page.status, (409, 422), page.where)
                    self.assertIn(LONG, page.text, "what was written is not there")
                    self.assertIn("there is room for", page.words.lower())
        return len(forms)

    def test_forms_of_staff_keep_what_was_written(self):
        rasa, admin = self.hark.sign_in(RASA), self.hark.sign_in(ADMIN)
        number = self.ticket(owner=rasa)
        rasa.get(f"/tickets/{number}")
        rasa.post(f"/tickets/{number}/complaint")
        for rest in ("", "/tasks/new", "/sides/new", "/complaint"):
            self.check(rasa, f"/tickets/{number}{rest}")
        self.assertTrue(self.check(admin, "/saved-replies/new"))
        for path in ("/admin/mailboxes/new", "/admin/questions/inquiry/new",
                     f"/loop/causes/new?ticket={number}", "/loop/wall/new", "/admin/legal/new"):
            self.check(admin, path)

    def test_the_word_for_a_task_that_has_ended_is_not_lost(self):
        number = self.ticket(owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}/tasks/new")
        who = re.search(r'<option value="(person-[^"]+)"[^>]*>[^<]*Tomas', page.text)[1]
        at = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + 5 * 24 * 3600))
        self.rasa.post(f"/tickets/{number}/tasks", {"text": "Is there another tap?", "due": at, "who": who})
        path = re.search(r'href="(/tasks/[0-9]+)"', self.rasa.get(f"/tickets/{number}").text)[1]
        self.tomas.get(path)
        self.assertEqual(self.tomas.send(f"{path}/done", {"word": "Two are here."}).status, 303)
        for deed in ("done", "decline"):
            page = self.tomas.send(f"{path}/{deed}", {"word": "One of them is broken."})
            self.assertEqual(page.status, 409)
            self.assertIn("This task has come to its end already.", page.words)
            self.assertIn("These words were not kept.", page.words)
            self.assertRegex(page.text, r'(?s)<textarea[^>]*name="word"[^>]*>One of them is broken\.</textarea>')
        page = self.tomas.get(path)
        self.assertIn("Two are here.", page.words)
        self.assertNotIn("<textarea", page.text)

    def test_on_a_ticket_that_is_closed_no_task_is_offered_and_what_was_written_stays(self):
        number = self.ticket(sender=OLA, owner=self.rasa)
        menu = f'href="/tickets/{number}/tasks/new"'
        self.assertIn(menu, self.rasa.get(f"/tickets/{number}").text)
        page = self.rasa.get(f"/tickets/{number}/tasks/new")
        who = re.search(r'<option value="(person-[^"]+)"[^>]*>[^<]*Tomas', page.text)[1]
        at = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + 5 * 24 * 3600))
        self.rasa.resolve(number)
        customer = self.hark.sign_in("ola@example.net")
        customer.get(f"/my/requests/{number}")
        customer.post(f"/my/requests/{number}/solved", {"answer": "yes"})
        self.assertNotIn(menu, self.rasa.get(f"/tickets/{number}").text)
        over = "This ticket has come to its end. Please open it again first."
        page = self.rasa.send(f"/tickets/{number}/tasks", {"text": "Is there another tap?", "due": at, "who": who})
        self.assertEqual((409, True), (page.status, over in page.words))
        self.assertIn("Is there another tap?", page.text)
        page = self.rasa.send(f"/tickets/{number}/promises", {"promise_text": "I will call you.", "promise_at": at})
        self.assertEqual((409, True), (page.status, over in page.words))

    def test_a_word_stays_when_a_task_is_taken_and_given_back(self):
        number = self.ticket(owner=self.rasa)
        page = self.rasa.get(f"/tickets/{number}/tasks/new")
        team = re.search(r'<option value="(team-[^"]+)"', page.text)[1]
        at = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + 5 * 24 * 3600))
        self.rasa.post(f"/tickets/{number}/tasks", {"text": "Is there another tap?", "due": at, "who": team})
        path = re.search(r'href="(/tasks/[0-9]+)"', self.rasa.get(f"/tickets/{number}").text)[1]
        self.tomas.get(path)
        for deed, words in (("take", "It is yours now."), ("give-back", "It waits for your team again.")):
            for _ in range(2):
                page = self.tomas.send(f"{path}/{deed}", {"word": "One is on its way <b>."})
                self.assertEqual((200, words), (page.status, self.toast(page)))
                self.assertRegex(page.text, r'(?s)<textarea[^>]*name="word"[^>]*>One is on its way &lt;b&gt;\.</textarea>')
            self.assertEqual(303, self.tomas.send(f"{path}/{deed}", {"word": " "}).status)

    def test_forms_of_customers_keep_what_was_written(self):
        number = self.ticket(sender=OLA)
        self.check(self.hark.sign_in("ola@example.net"), f"/my/requests/{number}")


if __name__ == "__main__":
    unittest.main()
