#!/usr/bin/python3
"""A second mailbox speaks for itself, and who is on its mail under his own name."""
import re
import unittest

from hark import ADMIN, MAILBOX, mail
from staff_house import House

PAGALBA = "pagalba@nordhome.example"


class SecondMailbox(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = cls.hark.sign_in(ADMIN)
        page = admin.get("/admin/mailboxes/new")
        first = {name: re.search(rf'name="{name}".*?value="(\d+)"', page.text, re.S)[1]
                 for name in ("team", "standard")}
        admin.post("/admin/mailboxes", first | {
            "address": PAGALBA, "name": "Pagalba", "language": "lt", "is_active": "1",
            "signature": "Jūsų Pagalba\nVilnius"})

    def confirmation(self, sender: str, to: str) -> tuple[str, str]:
        """As text and as a page."""
        self.hark.mail_in(mail(sender, f"Mail to {to}", "Kur mano siunta? Labai laukiu.", to=to))
        letter = self.hark.mail_to(sender, f"Mail to {to}")
        return tuple(letter.get_body((kind,)).get_content() for kind in ("plain", "html"))

    def test_a_confirmation_names_the_mailbox_that_was_written_to_and_is_signed_by_it(self):
        for words in self.confirmation("ona@example.net", PAGALBA):
            self.assertIn(PAGALBA, words)
            self.assertNotIn(MAILBOX, words)
            self.assertRegex(words, r"Jūsų Pagalba\s+Vilnius")

    def test_the_usual_mailbox_names_the_address_of_the_house(self):
        for words in self.confirmation("jonas@example.net", MAILBOX):
            self.assertIn("help@nordhome.example", words)
            self.assertNotIn(PAGALBA, words)

    def test_the_words_of_others_on_the_mail_stand_under_their_own_names(self):
        number = self.hark.mail_in(mail("Meena <meena@example.net>", "Our sofa", "It is broken.",
                                        Cc="Pal Kiss <pal@example.net>, sina@example.net"))
        self.rasa.get(f"/tickets/{number}")
        self.reply(self.rasa, number, "We send a new one.")
        self.hark.wait(30_000)
        letter = self.hark.until(lambda: next((one for one in self.hark.mails() if "pal@" in str(one["Cc"])), None),
                                 "the reply")
        for sender in ("Pal Kiss <pal@example.net>", "sina@example.net"):
            self.assertEqual(number, self.hark.mail_in(mail(
                sender, "Re: Our sofa", "It has no leg.", In_Reply_To=str(letter["Message-ID"]))))
        page = self.hark.sign_in("meena@example.net").get(f"/my/requests/{number}")
        said = re.findall(r'<b dir="auto">([^<]*)</b>', page.text)
        self.assertEqual([one for one in said if "Rasa" not in one],
                         ["You", "Pal Kiss", "sina@example.net"])


if __name__ == "__main__":
    unittest.main()
