#!/usr/bin/python3
"""The day on which an action begins, as its form proposes it."""
import datetime
import re
import unittest

from hark import DAY
from staff_house import House


class CauseBegin(House):
    def try_as_it_stands(self, cause: str):
        """The form sent with all that it proposes, and without a word of what is done."""
        form = self.rasa.get(cause + "/actions/new")
        wish = {name: form.field(name) for name in ("begin", "weeks", "expected")} | {"measure": "per_thousand"}
        return form.field("begin"), self.rasa.send(cause + "/actions", wish)

    def day(self, days: int) -> str:
        return str(datetime.datetime.fromtimestamp((self.hark.now + days * DAY) / 1000, datetime.timezone.utc).date())

    def test_of_what_was_first_said_today_the_day_is_proposed_that_will_do(self):
        self.rasa.get("/loop/causes/new")
        cause = self.rasa.send("/loop/causes", {"name": "Doors squeak"}).where
        begin, told = self.try_as_it_stands(cause)
        self.assertIn(begin, (self.day(0), self.day(1)))  # today where the house is
        self.assertIn("Please link tickets and responses to the cause first.", told.words)
        ticket = self.ticket(subject="My door squeaks")
        form = self.rasa.get(f"/loop/causes/new?ticket={ticket}")
        known = re.search(r'<option value="(\d+)"[^>]*>[^<]*Doors squeak', form.text)[1]
        self.assertEqual(303, self.rasa.send("/loop/causes", {"ticket": ticket, "cause": known}).status)
        begin, told = self.try_as_it_stands(cause)
        self.assertIn(begin, (self.day(14), self.day(15)))
        self.assertEqual(422, told.status)
        self.assertIn("Please say what is done.", told.words)
        self.assertNotIn('id="e-begin"', told.text)


if __name__ == "__main__":
    unittest.main()
