#!/usr/bin/python3
"""Tickets that have to do with each other: linked, merged, split, told together."""
import re
import unittest

from hark import mail
from staff_house import OLA, House


class Linking(House):
    def merge(self, number: int, into: int, **fields):
        return self.rasa.send(f"/tickets/{number}/merge", {"into": str(into)} | fields)

    def test_a_merge_leads_every_number_to_one_ticket_and_can_be_undone(self):
        first, second = self.ticket("The kettle leaks", owner=self.rasa), self.ticket("Kettle, again")
        self.assertIn("Kettle, again", self.rasa.get(f"/tickets/{first}/links").text)
        answer = self.merge(second, first)
        self.assertEqual((303, f"/tickets/{first}"), (answer.status, answer.where))
        page = self.rasa.get(answer.where)
        self.assertIn(f"Ticket #{second} goes on here", self.toast(page))
        self.assertEqual(2, len(re.findall("<article", page.text)))
        gone = self.rasa.ask("GET", f"/tickets/{second}")
        self.assertEqual((303, f"/tickets/{first}"), (gone.status, gone.where))
        self.assertEqual(first, self.hark.mail_in(mail(OLA, f"Re: [#{second}]", "Any news?")))

        third = self.ticket("Kettle once more")
        page = self.rasa.get(self.merge(third, first).where)
        page = self.rasa.post(self.undo_path(page))
        self.assertEqual(1, len(re.findall("<article", self.rasa.get(f"/tickets/{third}").text)))
        self.assertIn("stands for itself again", self.toast(page))

    def test_a_merge_of_two_customers_is_warned_of_by_name(self):
        first = self.ticket("The lamp is dark", owner=self.rasa)
        other = self.ticket("My lamp too", sender="Jonas Berg <jonas@example.org>")
        warned = self.merge(other, first)
        self.assertEqual(422, warned.status)
        self.assertIn("Jonas Berg", warned.words)
        self.assertIn("Ola Nord", warned.words)
        self.assertEqual(200, self.rasa.get(f"/tickets/{other}").status)
        # A confirmation counts for the pair that was shown.
        self.assertEqual(422, self.merge(other, first, sure="1" * 6).status)
        page = self.rasa.get(self.merge(other, first, sure=str(first)).where)
        self.assertIn("The customer cannot see it", page.words)
        self.assertNotIn("jonas@example.org", page.text.split('id="panel-reply"')[1].split("</form>")[0])

    def test_a_wrong_number_is_said_beside_its_field(self):
        number = self.ticket("Where to", owner=self.rasa)
        for typed in ("999999", "kettle", str(number)):
            answer = self.merge(number, typed)
            self.assertEqual(422, answer.status)
            self.assertRegex(answer.text, r'id="e-into"')

    def test_messages_that_are_another_matter_become_a_ticket(self):
        number = self.ticket("The tap drips", owner=self.rasa)
        self.hark.mail_in(mail(OLA, f"Re: [#{number}]", "And my bill is wrong."))
        page = self.rasa.get(f"/tickets/{number}/links")
        message = re.findall(r'name="message" value="(\d+)"', page.text)[1]
        wrong = self.rasa.send(f"/tickets/{number}/split", {"subject": "", "message": message})
        self.assertEqual(422, wrong.status)
        self.assertRegex(wrong.text, f'value="{message}" checked')
        answer = self.rasa.send(f"/tickets/{number}/split", {"subject": "The bill", "message": message,
                                                             "owner": page.field("owner")})
        self.assertEqual(303, answer.status)
        new = self.rasa.get(answer.where)
        self.assertIn("And my bill is wrong.", new.text)
        self.assertRegex(new.words, rf"Split off from\s+#{number}")
        self.assertNotIn("And my bill is wrong.", self.rasa.get(f"/tickets/{number}").text.split('class="tl"')[1])
        self.assertIn("Split off from this", self.rasa.get(f"/tickets/{number}").words)

    def test_links_are_shown_on_both_with_their_state(self):
        one, other = self.ticket("No light", owner=self.rasa), self.ticket("The storm")
        answer = self.rasa.send(f"/tickets/{one}/links", {"kind": "caused", "other": f"#{other}"})
        self.assertEqual(303, answer.status)
        self.assertRegex(self.rasa.get(f"/tickets/{one}").words, rf"Caused by\s+#{other}\s+The storm\s+New")
        page = self.rasa.get(f"/tickets/{other}/links")
        self.assertRegex(page.words, rf"Caused by this\s+#{one}")
        self.assertEqual(409, self.rasa.send(f"/tickets/{one}/links", {"kind": "belongs", "other": str(other)}).status)
        link = re.search(r'name="link" value="(\d+)"', page.text)[1]
        self.assertEqual(303, self.rasa.send(f"/tickets/{other}/links/remove", {"link": link}).status)
        self.assertNotIn("Caused by", self.rasa.get(f"/tickets/{one}/facts", {"HX-Request": "true"}).words)
        self.assertEqual(404, self.rasa.send(f"/tickets/{other}/links/remove", {"link": link}).status)


if __name__ == "__main__":
    unittest.main()
