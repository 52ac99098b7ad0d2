#!/usr/bin/python3
"""Pictures that a mail names on other servers: fetched by us, after a click, from where they may be."""
import re
import unittest

from hark import Hark, mail
from picture_server import Server, png
from staff_house import RASA


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.web, cls.inside = Server(), Server()
        cls.addClassCleanup(cls.web.close)
        cls.addClassCleanup(cls.inside.close)
        cls.web.goals = {"inside": f"{cls.inside.base}/x.png", "cloud": "http://169.254.169.254/latest/x.png",
                         "six": f"http://[::1]:{cls.web.port}/x.png", "file": "file:///etc/passwd",
                         "number": f"http://2130706433:{cls.inside.port}/x.png",
                         "port": "http://127.0.0.1:22/x.png", "fine": "/fine.png"}
        cls.hark = Hark(fetch_allowed=f"127.0.0.1:{cls.web.port}")
        cls.addClassCleanup(cls.hark.close)
        cls.hark.init()
        cls.hark.staff(RASA, "Rasa Petrauskienė")
        cls.hark.start()
        cls.rasa = cls.hark.sign_in(RASA)

    def bring(self, *urls: str) -> str:
        pictures = "".join(f'<img src="{url}" alt="A lamp" width="120" height="60">' for url in urls)
        number = self.hark.mail_in(mail("Ola <ola@example.net>", "Lamps", "Look at these lamps.",
                                        html=f"<p>Look at these lamps.</p><p>{pictures}</p>"))
        return f"/tickets/{number}"

    def show(self, path: str):
        """The page once all that was asked for was tried."""
        message = re.search(r'name="message" value="(\d+)"', self.rasa.get(path).text)[1]
        page = self.rasa.post(f"{path}/pictures", {"message": message})
        self.assertEqual(200, page.status)
        self.hark.until(lambda: "are being fetched" not in self.timeline(path), "the pictures", 60)
        return self.rasa.get(path)

    def timeline(self, path: str) -> str:
        return re.sub(r'(?s)class="toast".*?</p>', "", self.rasa.get(f"{path}/timeline").text)

    def shown(self, page) -> list:
        return re.findall(r'<img src="(/tickets/\d+/pictures/\d+/\d+)"', page.text)

    def test_nothing_is_fetched_until_somebody_asks_and_then_it_stays(self):
        url = f"{self.web.base}/lamp.png?who=ola&amp;mail=17"
        path = self.bring(url, url)
        page = self.rasa.get(path)
        self.assertIn(f"Show pictures from 127.0.0.1:{self.web.port}", page.words)
        self.assertEqual([], [one for one, _ in self.web.asked if one.startswith("/lamp")])
        page = self.show(path)
        self.assertEqual(2, len(self.shown(page)))
        self.assertNotIn("Show pictures from", page.words)
        picture = self.rasa.ask("GET", self.shown(page)[0])
        self.assertEqual((200, "image/png", png()), (picture.status, picture.headers["Content-Type"], picture.body))
        self.assertEqual("nosniff", picture.headers["X-Content-Type-Options"])
        self.assertIn("sandbox", picture.headers["Content-Security-Policy"])
        asked = [(one, head) for one, head in self.web.asked if one.startswith("/lamp")]
        self.assertEqual(["/lamp.png?who=ola&mail=17"], [one for one, _ in asked])
        self.assertEqual({"Host", "Accept", "User-Agent"}, set(asked[0][1]))

    def test_what_is_inside_is_never_reached_whatever_leads_there(self):
        before = len(self.inside.asked)
        for goal in ("inside", "cloud", "six", "file", "number", "port"):
            path = self.bring(f"{self.web.base}/to/{goal}")
            page = self.show(path)
            self.assertEqual([], self.shown(page), goal)
            self.assertIn("Some pictures could not be fetched.", page.words)
            self.assertIn("Show pictures from", page.words)
        for url in (f"{self.inside.base}/x.png", "http://169.254.169.254/x.png", "http://[fe80::1]/x.png",
                    f"http://user:word@127.0.0.1:{self.web.port}/x.png", f"http://localhost:{self.inside.port}/x.png"):
            self.assertEqual([], self.shown(self.show(self.bring(url))), url)
        self.assertEqual(before, len(self.inside.asked))
        self.assertNotIn("/x.png", [one for one, _ in self.web.asked])

    def test_a_redirect_to_where_it_may_go_is_followed(self):
        self.assertEqual(1, len(self.shown(self.show(self.bring(f"{self.web.base}/to/fine")))))

    def test_only_pictures_that_are_small_enough_are_kept(self):
        for name in ("large.png", "endless.png", "drawing.svg", "page.png", "gone.png", "round.png"):
            self.assertEqual([], self.shown(self.show(self.bring(f"{self.web.base}/{name}"))), name)
        log = (self.hark.folder / "log").read_text()
        for words in ("It is larger than may be.", "It is no picture that can be shown.", "The server answered 404.",
                      "without an end."):
            self.assertIn(words, log)

    def test_a_slow_server_holds_up_nobody_else(self):
        path = self.bring(f"{self.web.base}/slow.png")
        message = re.search(r'name="message" value="(\d+)"', self.rasa.get(path).text)[1]
        page = self.rasa.post(f"{path}/pictures", {"message": message})
        self.assertIn("The pictures are being fetched.", page.words)
        self.assertFalse(self.shown(self.rasa.get(path)))
        self.web.go.set()
        self.hark.until(lambda: self.shown(self.rasa.get(path)), "the slow picture")

    def test_one_that_failed_can_be_asked_for_again_and_what_is_kept_is_not_fetched_twice(self):
        path = self.bring(f"{self.web.base}/again.png", f"{self.web.base}/gone.png")
        self.assertEqual(1, len(self.shown(self.show(path))))
        self.assertEqual(1, len(self.shown(self.show(path))))
        self.assertEqual(1, [one for one, _ in self.web.asked].count("/again.png"))

    def test_who_may_not_see_the_ticket_gets_neither_form_nor_picture(self):
        path = self.bring(f"{self.web.base}/secret.png")
        shown = self.shown(self.show(path))[0]
        nobody = self.hark.visitor()
        self.assertNotEqual(200, nobody.ask("GET", shown).status)
        self.assertEqual(404, self.rasa.ask("GET", re.sub(r"\d+$", "7", shown)).status)
        self.assertEqual(404, self.rasa.ask("GET", shown.replace(path, "/tickets/999")).status)
        self.rasa.get(path)
        self.assertEqual(404, self.rasa.post(f"{path}/pictures", {"message": "17"}).status)
        without = self.rasa.ask("POST", f"{path}/pictures", body=b"message=17",
                                headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(403, without.status)

    def test_the_files_are_looked_at_by_fsck(self):
        self.show(self.bring(f"{self.web.base}/checked.png"))
        self.hark.command("fsck")
        kept = next(path for path in (self.hark.folder / "var/blobs").rglob("[!.]*")
                    if path.is_file() and path.read_bytes() == png())
        away = kept.rename(kept.with_suffix(".away"))
        with self.assertRaisesRegex(AssertionError, "hark fsck: "):
            self.hark.command("fsck")
        away.rename(kept)
        self.hark.command("fsck")


class ForTestsOnly(unittest.TestCase):
    def test_a_house_that_others_reach_fetches_nothing_from_within(self):
        hark = Hark(fetch_allowed="127.0.0.1:8099")
        self.addCleanup(hark.close)
        hark.config.write_text(hark.config.read_text() + "base_url = https://desk.example\n")
        with self.assertRaisesRegex(AssertionError, "fetch_allowed is for tests"):
            hark.init()


if __name__ == "__main__":
    unittest.main()
