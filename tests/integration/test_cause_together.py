#!/usr/bin/python3
"""Two people who change one cause at the same time."""
import re
import unittest

from staff_house import House


class CauseTogether(House):
    def test_of_two_who_change_a_cause_the_second_is_told_and_sees_what_stands_there(self):
        self.rasa.get("/loop/causes/new")
        where = self.rasa.send("/loop/causes", {"name": "Loose handles"}).where
        wider = self.rasa.send("/loop/causes", {"name": "All that is loose"}).where
        page = self.rasa.get(where + "/change")
        parent = re.search(r'<option value="(\d+)"[^>]*>[^<]*All that is loose', page.text)[1]
        owner = re.search(r'<option value="(\d+)"[^>]*>Tomas', page.text)[1]
        first = {"name": "Handles come off", "parent": parent, "owner": owner, "version": page.field("version")}
        self.assertEqual(303, self.rasa.send(where + "/change", first).status)
        second = first | {"name": "Handles are loose", "parent": "0"}
        told = self.rasa.send(where + "/change", second)
        self.assertEqual(409, told.status)
        self.assertIn("A colleague has changed this cause meanwhile.", told.words)
        self.assertIn('value="Handles are loose"', told.text)
        self.assertRegex(told.words, r"Now it says: Handles come off .*Now it says: (RC-\d+ )?All that is loose")
        self.assertEqual(2, told.text.count("Now it says:"))  # the owner is the same
        # Whoever has read that may keep his own.
        self.assertEqual(303, self.rasa.send(where + "/change", second | {"version": told.field("version")}).status)
        self.assertIn("Handles are loose", self.rasa.get(where).text)
        self.assertEqual(200, self.rasa.get(wider).status)

    def test_an_action_that_is_not_there_is_not_given_up(self):
        self.rasa.get("/loop/causes/new")
        where = self.rasa.send("/loop/causes", {"name": "Hinges squeak"}).where
        for ask in (self.rasa.get, self.rasa.send):
            self.assertEqual(404, ask(f"{where}/actions/4711/give-up").status)


if __name__ == "__main__":
    unittest.main()
