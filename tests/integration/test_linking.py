#!/usr/bin/python3
"""Tickets that have to do with each other: linked, merged, split, told together."""
import re
import signal
import unittest

from hark import MINUTE, mail
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
        self.assertRegex(self.rasa.get(f"/tickets/{one}").words, rf"Caused by\s+#{other}(&nbsp;)?\s+The storm\s+New")
        page = self.rasa.get(f"/tickets/{other}/links")
        self.assertRegex(page.words, rf"Caused by this\s+#{one}")
        self.assertEqual(409, self.rasa.send(f"/tickets/{one}/links", {"kind": "belongs", "other": str(other)}).status)
        link = re.search(r'name="link" value="(\d+)"', page.text)[1]
        self.assertEqual(303, self.rasa.send(f"/tickets/{other}/links/remove", {"link": link}).status)
        self.assertNotIn("Caused by", self.rasa.get(f"/tickets/{one}/facts", {"HX-Request": "true"}).words)
        self.assertEqual(404, self.rasa.send(f"/tickets/{other}/links/remove", {"link": link}).status)


class Many(House):
    def draft(self, deed: str, tickets=(), browser=None, **fields):
        return (browser or self.rasa).send("/bulk", {"deed": deed, "ticket": list(tickets)} | fields)

    def test_what_will_happen_is_shown_before_anything_is_done(self):
        one, two = self.ticket("One"), self.ticket("Two")
        self.rasa.resolve(two)
        self.assertIn(f'value="{one}"', self.rasa.get("/bulk?in=all").text)
        answer = self.draft("resolve", [one, two])
        self.assertEqual(303, answer.status)
        page = self.rasa.get(answer.where)
        self.assertIn("2 tickets are chosen", page.words)
        self.assertIn("1 stays as it is: 1 This ticket has", page.words)
        self.assertIn("This ticket has come to its end already", page.words)
        self.assertNotIn("Resolved", self.rasa.get(f"/tickets/{one}").words.split("Owner")[0])
        # Nobody else sees or starts it.
        self.assertEqual(404, self.tomas.get(answer.where).status)
        self.assertEqual(404, self.tomas.send(answer.where + "/start").status)
        page = self.rasa.post(answer.where + "/start")
        self.assertRegex(page.words, r"Done\s+1\s+Could not be done\s+1")
        self.rasa.post(answer.where + "/start")
        page = self.rasa.post(answer.where + "/undo")
        self.assertIn("Taken back", page.words)
        self.assertIn("New", self.rasa.get(f"/tickets/{one}").words)

    def test_taking_back_what_was_touched_since_says_that_nothing_was(self):
        one = self.ticket("One")
        answer = self.draft("resolve", [one])
        self.rasa.post(answer.where + "/start")
        self.hark.mail_in(mail(OLA, f"Re: [#{one}]", "It is back."))
        page = self.rasa.post(answer.where + "/undo")
        self.assertIn("Nothing could be taken back", page.words)
        self.assertNotIn("Taken back", page.words)

    def test_a_whole_list_and_what_a_search_found(self):
        for i in range(4):
            number = self.ticket(f"Zeppelin {i}")
        self.assertIn("Choose several tickets", self.rasa.get("/search?q=zeppelin").words)
        answer = self.rasa.send("/bulk", {"deed": "priority", "priority": "urgent", "all": "1", "q": "zeppelin"})
        self.assertIn("4 tickets are chosen", self.rasa.get(answer.where).words)
        self.assertRegex(self.rasa.post(answer.where + "/start").words, r"Done\s+4\s")
        self.assertIn("Urgent", self.rasa.get(f"/tickets/{number}").words)

    def test_who_closed_the_page_finds_what_he_did_and_takes_it_back(self):
        one = self.ticket("Closed too early")
        answer = self.draft("resolve", [one])
        self.assertNotIn(answer.where, self.rasa.get("/bulk?in=all").text)
        self.rasa.post(answer.where + "/start")
        page = self.rasa.get("/bulk?in=all")
        self.assertIn(f'href="{answer.where}"', page.text)
        self.assertRegex(page.words, r"What you did last\s+Resolve\s+1 ticket")
        self.assertNotIn("What you did last", self.tomas.get("/bulk?in=all").words)
        self.rasa.post(answer.where + "/undo")
        self.assertRegex(self.rasa.get("/bulk?in=all").words, r"What you did last\s+Resolve\s+1 ticket .*Taken back")

    def test_a_wrong_choice_is_said_and_what_was_ticked_stays(self):
        number = self.ticket("Wrong")
        wrong = self.draft("", [number], **{"in": "all"})
        self.assertEqual(422, wrong.status)
        self.assertRegex(wrong.text, f'value="{number}" checked')
        self.assertRegex(wrong.text, r'id="e-deed"')
        self.assertEqual(422, self.draft("resolve").status)
        self.assertEqual(422, self.draft("tell", [number]).status)

    def test_all_that_belong_to_a_ticket_are_told_and_ended(self):
        parent = self.ticket("The storm", owner=self.rasa)
        children = [self.ticket(f"No light {i}", sender=f"Kim {i} <kim{i}@example.net>") for i in range(3)]
        for child in children:
            self.rasa.get(f"/tickets/{child}")
            self.rasa.post(f"/tickets/{child}/links", {"kind": "belongs", "other": str(parent)})
        self.assertIn("Tell or end all that belong to this", self.rasa.get(f"/tickets/{parent}").words)
        page = self.rasa.get(f"/tickets/{parent}/children")
        self.assertEqual(3, len(re.findall(r'name="ticket" value="\d+" checked', page.text)))
        self.assertEqual(422, self.rasa.send(f"/tickets/{parent}/children",
                                             {"deed": "tell", "text": " ", "ticket": children}).status)
        words = {"deed": "tell", "text": "It **burns** again.", "ticket": children[:2]}
        for then, said in (("wait", "Tell every customer, and wait"), ("resolve", "Tell every customer, and resolve"),
                           ("open", "Tell every customer; the tickets stay open")):
            answer = self.rasa.send(f"/tickets/{parent}/children", words | {"then": then})
            self.assertIn(said, self.rasa.get(answer.where).words)
        page = self.rasa.get(answer.where)
        self.assertIn("kim0@example.net", page.words)
        self.assertNotIn("kim2@example.net", page.words)
        self.rasa.post(answer.where + "/start")
        self.hark.wait(11_000)
        for i in range(2):
            sent = self.hark.mail_to(f"kim{i}@example.net", "Re: No light")
            self.assertIn("burns", sent.get_body(("plain",)).get_content())
            self.assertNotIn("kim1" if i == 0 else "kim0", sent.as_string())
        # The end of the one asks for the end of the others.
        ended = self.rasa.send(f"/tickets/{parent}/resolve", self.rasa.get(f"/tickets/{parent}").seen)
        self.assertEqual(f"/tickets/{parent}/children?ended=1", ended.where)
        answer = self.rasa.send(f"/tickets/{parent}/children", {"deed": "resolve", "ticket": children})
        self.rasa.post(answer.where + "/start")
        self.assertIn("Resolved", self.rasa.get(f"/tickets/{children[2]}/facts", {"HX-Request": "true"}).words)
        # One that is not content comes back by itself.
        self.hark.mail_in(mail("Kim 1 <kim1@example.net>", f"Re: [#{children[1]}]", "Still dark."))
        self.assertIn("Open", self.rasa.get(f"/tickets/{children[1]}/facts", {"HX-Request": "true"}).words)
        self.assertIn("Resolved", self.rasa.get(f"/tickets/{parent}/facts", {"HX-Request": "true"}).words)


class Views(House):
    def test_a_list_by_conditions_is_made_used_and_taken_away(self):
        one, two = self.ticket("The boiler hums", owner=self.rasa), self.ticket("The boiler is cold", owner=self.tomas)
        wrong = self.rasa.send("/views", {"name": "", "words": "boiler", "owner": "-1"})
        self.assertEqual(422, wrong.status)
        self.assertEqual("boiler", wrong.field("words"))
        page = self.rasa.post("/views", {"name": "My boilers", "words": "BOILER", "owner": "-1", "state": "", "age": ""})
        self.assertRegex(page.words, r"My boilers\s+1\s+Me alone")
        where = re.search(r'href="(/inbox/view/\d+)"', page.text)[1]
        listed = self.rasa.get(where)
        self.assertIn("My boilers", listed.words)
        self.assertIn("The boiler hums", listed.text)
        self.assertNotIn("The boiler is cold", listed.text)
        # It stays beside the ticket, follows live, and many of it can be chosen.
        number = where.rsplit("/", 1)[1]
        self.assertIn("My boilers", self.rasa.get(f"/tickets/{one}?in=view-{number}").words)
        only = self.rasa.get(f"{where}?only={one},{two}", {"HX-Request": "true"})
        self.assertIn("The boiler hums", only.text)
        self.assertNotIn("The boiler is cold", only.text)
        self.assertIn("The boiler hums", self.rasa.get(f"/bulk?in=view-{number}").text)
        # Sent twice it is there once, and each channel can be chosen.
        again = self.rasa.send("/views", {"name": "My boilers", "words": "BOILER", "owner": "-1"})
        self.assertEqual(422, again.status)
        self.assertIn("You have a list of this name already.", again.words)
        for channel in ("web", "portal", "chat", "phone", "fax", "letter", "in_person", "api", "email"):
            self.assertIn(f'value="{channel}"', again.text)
        # Nobody else's page knows of it.
        for path in (where, f"/views/{number}", f"/bulk?in=view-{number}", "/inbox/view/1", "/inbox/view/x"):
            self.assertEqual(404, self.tomas.get(path).status, path)
        self.assertEqual(404, self.tomas.send(f"/views/{number}/remove").status)
        page = self.rasa.get(f"/views/{number}")
        self.assertEqual("My boilers", page.field("name"))
        self.rasa.post(f"/views/{number}", {"name": "Boilers", "words": "boiler", "owner": "0", "version": page.field("version")})
        self.assertRegex(self.rasa.get("/views").words, r"Boilers\s+2\s")
        self.rasa.post(f"/views/{number}/up")
        self.assertNotIn("Boilers", self.rasa.post(f"/views/{number}/remove").text.split("<table")[-1])

    def test_what_is_typed_into_a_list_that_was_taken_away_makes_a_new_one(self):
        made = self.rasa.post("/views", {"name": "Short-lived", "words": "boiler", "owner": "-1"})
        number = re.search(r'href="/views/(\d+)"', made.text)[1]
        typed = {"name": "Long-lived", "words": "heater", "owner": "-1", "version": "1"}
        self.rasa.post(f"/views/{number}/remove")
        for who, path in ((self.rasa, f"/views/{number}"), (self.tomas, f"/views/{number}"), (self.rasa, "/views/17")):
            refused = who.send(path, typed)
            self.assertEqual(404, refused.status)
            self.assertIn("This list was taken away meanwhile", refused.words)
            self.assertEqual(("Long-lived", "heater"), (refused.field("name"), refused.field("words")))
            self.assertIn('action="/views"', refused.text)
        self.assertIn("Long-lived", self.rasa.post("/views", typed).words)


class Killed(House):
    def is_gone(self) -> bool:
        try:
            self.rasa.ask("GET", "/healthz")
        except OSError:
            return True
        return False

    def test_a_server_that_is_killed_in_the_middle_does_each_ticket_once(self):
        for i in range(90):
            self.ticket(f"Many {i}")
        answer = self.rasa.send("/bulk", {"deed": "priority", "priority": "high", "all": "1", "in": "all"})
        self.rasa.send(answer.where + "/start")
        self.hark.process.send_signal(signal.SIGKILL)
        self.hark.process.wait(30)
        self.hark.until(self.is_gone, "its children to end")
        self.hark.start()
        self.hark.wait(2 * MINUTE)  # a lease of whoever is no more
        self.hark.until(lambda: re.search(r"Done\s+90\s", self.rasa.get(answer.where).words), "all of it")
        page = self.rasa.get(answer.where)
        self.assertRegex(page.words, r"Could not be done\s+0")


class Found(House):
    def test_all_that_a_search_found_is_all_of_it(self):
        for i in range(205):
            self.ticket(f"Dirigible {i}")
        answer = self.rasa.send("/bulk", {"deed": "priority", "priority": "low", "all": "1", "q": "dirigible"})
        self.assertIn("205 tickets are chosen", self.rasa.get(answer.where).words)


if __name__ == "__main__":
    unittest.main()
