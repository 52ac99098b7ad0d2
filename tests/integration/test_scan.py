#!/usr/bin/python3
"""Files that come are looked through by a virus scanner: a real clamd, that knows one virus of ours."""
import json
import re
import unittest

from clamd import PROGRAM, VIRUS, Clamd
from hark import ADMIN, Hark, mail
from staff_house import RASA

LETTER = ("letter.txt", "text/plain", b"A harmless letter.")
BAD = ("bill.exe", "application/octet-stream", VIRUS)


@unittest.skipUnless(PROGRAM, "clamd is not installed")
class Scan(unittest.TestCase):
    by_path = False

    def setUp(self):
        self.clamd = Clamd(by_path=self.by_path, StreamMaxLength="1M")
        self.addCleanup(self.clamd.close)
        self.hark = Hark(clamd=self.clamd.address)
        self.addCleanup(self.hark.close)
        self.hark.init()
        self.hark.staff(RASA, "Rasa Petrauskienė")
        self.hark.start()
        self.rasa, self.admin = self.hark.sign_in(RASA), self.hark.sign_in(ADMIN)

    def bring(self, *files) -> str:
        number = self.hark.mail_in(mail("Ola <ola@example.net>", "My bill", "Please look.", files=files))
        self.assertGreater(number, 0)
        return f"/tickets/{number}"

    def scans(self, path: str) -> list:
        ticket = next(json.loads(line) for line in self.hark.command("ticket", "list", "--json").splitlines()
                      if f"/tickets/{json.loads(line)['number']}" == path)
        return [file["scan"] for message in ticket["messages"] for file in message["attachments"]]

    def attempts(self) -> int:
        return (self.hark.folder / "log").read_text().count("file.not_scanned")

    def file_path(self, path: str, position: int) -> str:
        message = re.search(r'id="m(\d+)"', self.rasa.get(path).text)[1]
        return f"{path}/files/{message}/{position}"

    def test_a_clean_file_is_handed_out_and_a_virus_is_not(self):
        self.clamd.start()
        path = self.bring(LETTER, BAD)
        self.hark.until(lambda: self.scans(path) == ["clean", "infected"], "both files to be looked through")
        page = self.rasa.get(path)
        self.assertIn("It has a virus and is not handed out.", page.words)
        self.assertIn("found a virus in bill.exe", page.words)
        self.assertEqual(b"A harmless letter.", self.rasa.ask("GET", self.file_path(path, 0)).body.strip())
        for gone in (self.file_path(path, 1), f"{self.file_path(path, 1)}?inline=1",
                     re.sub(r"/files/(\d+)/\d+", r"/messages/\1", self.file_path(path, 1))):
            answer = self.rasa.ask("GET", gone)
            self.assertEqual(404, answer.status, gone)
            self.assertNotIn(VIRUS, answer.body)
        row = re.search(r'href="(/admin/ledger/\d+)"', self.admin.get("/admin/ledger").text)[1]
        self.assertIn("bill.exe (Hark.Test", self.admin.get(row).words)
        self.assertEqual(404, self.admin.ask("GET", f"{row}/raw").status)
        alarms = self.admin.get("/admin/alarms").words
        self.assertRegex(alarms, r"A file has a virus Hark\.Test\S* bill\.exe")

    def test_while_the_scanner_is_away_the_mail_is_there_and_the_file_waits(self):
        path = self.bring(LETTER)
        self.assertEqual(["waiting"], self.scans(path))
        page = self.rasa.get(path)
        self.assertIn("Please look.", page.words)
        self.assertIn("letter.txt 18 B It is being checked for viruses.", page.words)
        self.assertEqual(404, self.rasa.ask("GET", self.file_path(path, 0)).status)
        for tries in range(3):
            self.hark.until(lambda tries=tries: self.attempts() > tries, "another attempt")
            self.hark.wait(60_000)
        self.hark.until(lambda: "The virus scanner does not answer" in self.admin.get("/admin/alarms").words,
                        "the alarm")
        self.clamd.start()
        self.hark.wait(3_600_000)
        self.hark.until(lambda: self.scans(path) == ["clean"], "the file to be looked through")
        self.assertEqual(200, self.rasa.ask("GET", self.file_path(path, 0)).status)

    def test_a_file_that_the_scanner_does_not_take_waits_and_holds_up_no_other(self):
        self.clamd.start()
        path = self.bring(("big.bin", "application/octet-stream", bytes(3_000_000)), LETTER)
        self.hark.until(lambda: self.scans(path) == ["waiting", "clean"], "the smaller file to be looked through")
        self.assertIn("size limit exceeded", (self.hark.folder / "log").read_text())


    def reply(self, path: str, text: str, *files) -> None:
        page = self.rasa.get(path)
        sent = self.rasa.send(f"{path}/replies", {"text": text, "version": page.field("version"), "then": "wait"},
                              files=[("files", *file) for file in files])
        self.assertEqual(303, sent.status, sent.words)
        self.hark.wait(11_000)

    def letters(self, text: str) -> list:
        """Those to the customer: the owner is told of what could not leave, in its words."""
        return [one for one in self.hark.mails()
                if "ola@example.net" in str(one["To"]) and text in one.get_body(("plain",)).get_content()]

    def test_a_mail_of_ours_leaves_when_its_files_are_clean_and_never_with_a_virus(self):
        path = self.bring()
        self.reply(path, "The price list is here.", LETTER)
        self.hark.until(lambda: self.attempts() > 0, "an attempt")
        self.assertEqual([], self.letters("The price list is here."))
        self.assertEqual(["waiting"], self.scans(path))
        self.clamd.start()
        self.hark.wait(60_000)
        self.hark.until(lambda: self.scans(path) == ["clean"], "the file to be looked through")
        for _ in range(5):
            self.hark.wait(60_000)
        self.hark.until(lambda: len(self.letters("The price list is here.")) == 1, "the mail to leave")
        self.reply(path, "And the other one.", BAD)
        self.hark.until(lambda: self.scans(path) == ["clean", "infected"], "the virus to be found")
        for _ in range(5):
            self.hark.wait(60_000)
        self.hark.until(lambda: "The mail could not be written." in self.rasa.get(path).words, "the word about it")
        self.assertEqual([], self.letters("And the other one."))
        self.assertEqual(404, self.rasa.ask("GET", f"{path}/files/{self.own(path)}/0").status)

    def own(self, path: str) -> str:
        return re.findall(r'id="m(\d+)"', self.rasa.get(path).text)[-1]

    def test_what_was_there_before_the_scanner_is_handed_out_once_it_was_looked_through(self):
        self.hark.stop()
        with_it = self.hark.config.read_text()
        self.hark.config.write_text(re.sub(r"(?m)^clamd = .*\n", "", with_it))
        self.hark.start()
        path = self.bring(LETTER, BAD)
        self.assertEqual([None, None], self.scans(path))
        self.assertEqual(200, self.rasa.ask("GET", self.file_path(path, 1)).status)
        self.hark.stop()
        self.hark.config.write_text(with_it)
        self.hark.start()
        for position in (0, 1):
            self.assertEqual(404, self.rasa.ask("GET", self.file_path(path, position)).status)
        self.clamd.start()
        self.hark.wait(60_000)
        self.hark.until(lambda: self.scans(path) == ["clean", "infected"], "both files to be looked through")
        self.assertEqual(200, self.rasa.ask("GET", self.file_path(path, 0)).status)
        self.assertEqual(404, self.rasa.ask("GET", self.file_path(path, 1)).status)


class ScanByPath(Scan):
    by_path = True


@unittest.skipUnless(PROGRAM, "clamd is not installed")
class NoScanner(unittest.TestCase):
    def test_without_a_scanner_nothing_waits(self):
        hark = Hark()
        self.addCleanup(hark.close)
        hark.init()
        hark.start()
        number = hark.mail_in(mail("Ola <ola@example.net>", "My bill", "Please look.", files=(BAD,)))
        self.assertIn('"scan":null', hark.command("ticket", "list", "--json").replace(" ", ""))
        self.assertNotIn("viruses", hark.sign_in(ADMIN).get(f"/tickets/{number}").words)


if __name__ == "__main__":
    unittest.main()
