"""When people work: their own page, the supervisor's view of others, and what follows for new tickets."""
import re
import unittest

from hark import Hark, mail

RASA, TOMAS, LINA = "rasa@nordhome.example", "tomas@nordhome.example", "lina@nordhome.example"


class Availability(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hark = Hark()
        cls.addClassCleanup(cls.hark.close)
        cls.hark.init()
        cls.hark.staff(RASA, "Rasa")
        cls.hark.staff(TOMAS, "Tomas")
        cls.hark.staff(LINA, "Lina", "supervisor")
        cls.hark.start()
        cls.rasa, cls.tomas, cls.lina = (cls.hark.sign_in(one) for one in (RASA, TOMAS, LINA))

    def own(self, browser) -> str:
        return re.search(r'action="(/availability/\d+)/status"', browser.get("/availability").text)[1]

    def test_a_break_is_said_and_ends_with_a_click(self):
        path = self.own(self.rasa)
        page = self.rasa.post(f"{path}/status", {"status": "break", "until": ""})
        self.assertIn("On a break", page.words)
        number = self.hark.mail_in(mail("Ola <ola@example.net>", "Tap", "It drips."))
        self.assertNotIn("Assigned to Rasa", self.lina.get(f"/tickets/{number}").words)
        self.assertIn("Takes new tickets", self.rasa.post(f"{path}/status", {"status": "here"}).words)

    def test_what_cannot_be_is_told_beside_its_field(self):
        path = self.own(self.rasa)
        page = self.rasa.post(f"{path}/shift", {"monday": "nine to five", "timezone": ""})
        self.assertEqual(422, page.status)
        self.assertIn("Monday: Please write hours such as", page.words)
        self.assertEqual("nine to five", page.field("monday"))
        page = self.rasa.post(f"{path}/shift", {"tuesday": "18-9", "timezone": ""})
        self.assertIn("Tuesday: 09:00 is not after 18:00.", page.words)
        page = self.rasa.post(f"{path}/absence", {"from": "2026-12-02T08:00", "back": "2026-12-01T08:00"})
        self.assertEqual(422, page.status)
        self.assertIn("Please choose an end after the beginning.", page.words)
        page = self.rasa.post(f"{path}/status", {"status": "asleep"})
        self.assertEqual(422, page.status)

    def test_hours_and_absences_are_kept_and_taken_away(self):
        path = self.own(self.tomas)
        page = self.tomas.post(f"{path}/shift", {"monday": "9-17", "timezone": "Europe/Vilnius"})
        self.assertEqual("09:00-17:00", page.field("monday"))
        rasa = re.search(r'value="(\d+)"[^>]*>Rasa', page.text)[1]
        page = self.tomas.post(f"{path}/absence", {
            "from": "2099-12-01T08:00", "back": "2099-12-08T08:00", "stand_in": rasa, "note": "Italy"})
        self.assertIn("Italy", page.words)
        absence = re.search(r'name="absence" value="(\d+)"', page.text)[1]
        page = self.tomas.post(f"{path}/absence/remove", {"absence": absence})
        self.assertNotIn("Italy", page.words)
        self.assertEqual(404, self.tomas.post(f"{path}/absence/remove", {"absence": absence}).status)
        self.assertIn("There are no fixed hours", self.tomas.post(f"{path}/shift", {"always": "1"}).words)

    def test_who_asks_a_colleague_hears_that_he_has_gone_since(self):
        number = self.hark.mail_in(mail("Ola <ola@example.net>", "Lamp", "It is dark."))
        ids = dict(re.findall(r'value="(\d+)"[^>]*>(Rasa|Tomas)', self.lina.get(f"/tickets/{number}/assign").text))
        rasa, tomas = sorted(ids, key=ids.get)
        self.lina.post(f"/tickets/{number}/assign", {"owner": rasa})
        self.rasa.post(f"/tickets/{number}/assign", {"owner": tomas, "how": "ask"})
        self.assertIn("Tomas is asked to take it. Until then", self.rasa.get("/inbox").words)
        path = self.own(self.tomas)
        self.tomas.post(f"{path}/absence", {"from": "2020-01-01T08:00", "back": "2099-12-08T08:00", "stand_in": rasa})
        for page in ("/inbox", f"/tickets/{number}"):
            words = self.rasa.get(page).words
            self.assertRegex(words, r"Tomas is asked to take it, but is away until [^;]*2099[^;]*; Rasa stands in")
        absence = re.search(r'name="absence" value="(\d+)"', self.tomas.get("/availability").text)[1]
        self.tomas.post(f"{path}/absence/remove", {"absence": absence})
        self.assertIn("Tomas is asked to take it. Until then", self.rasa.get("/inbox").words)

    def test_a_supervisor_plans_for_others_and_nobody_else_does(self):
        path = self.own(self.tomas)
        self.assertEqual(404, self.rasa.get(path).status)
        self.assertEqual(404, self.rasa.send(f"{path}/status", {"status": "away"}).status)
        self.assertNotIn("Everybody who answers customers", self.rasa.get("/availability").words)
        self.assertIn("Everybody who answers customers", self.lina.get("/availability").words)
        page = self.lina.post(f"{path}/status", {"status": "away"})
        self.assertIn("When Tomas works", page.words)
        self.assertIn("Away", page.words)
        page = self.lina.post(f"{path}/shift", {"always": "1", "share": "50"})
        self.assertEqual("50", page.field("share"))
        self.assertEqual(422, self.lina.post(f"{path}/shift", {"always": "1", "share": "5"}).status)
        self.assertEqual(404, self.lina.get("/availability/17").status)
        self.lina.post(f"{path}/status", {"status": "here"})


if __name__ == "__main__":
    unittest.main()
