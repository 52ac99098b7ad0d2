"""What the tests of staff's pages share: one Hark with Rasa and Tomas, who work there."""
import re
import unittest

from hark import Hark, mail

RASA, TOMAS, OLA = "rasa@nordhome.example", "tomas@nordhome.example", "Ola Nord <ola@example.net>"


class House(unittest.TestCase):
    """One Hark for all tests of a class, with Rasa and Tomas; each test opens its own tickets."""

    @classmethod
    def setUpClass(cls):
        cls.hark = Hark()
        cls.addClassCleanup(cls.hark.close)
        cls.hark.init()
        cls.hark.staff(RASA, "Rasa Petrauskienė")
        cls.hark.staff(TOMAS, "Tomas Vaitkus")
        cls.hark.start()
        cls.rasa, cls.tomas = cls.hark.sign_in(RASA), cls.hark.sign_in(TOMAS)

    def ticket(self, subject: str = "The tap drips", text: str = "It drips all night.",
               sender: str = OLA, owner=None, **more) -> int:
        """Asked by mail; owner (a browser) takes it."""
        number = self.hark.mail_in(mail(sender, subject, text, **more))
        self.assertGreater(number, 0)
        if owner:
            owner.get(f"/tickets/{number}")
            owner.post(f"/tickets/{number}/assign", {"owner": "me"})
        return number

    def reply(self, browser, number: int, text: str, **fields):
        page = browser.get(f"/tickets/{number}")
        return browser.send(f"/tickets/{number}/replies",
                            {"text": text, "version": page.field("version"), "then": "wait"} | fields)

    def undo_path(self, page) -> str:
        return re.search(r'class="toast">.*?action="([^"]+)"', page.text, re.S)[1]

    def toast(self, page) -> str:
        found = re.search(r'class="toast"><span>(.*?)</span>', page.text)
        return found[1] if found else ""
