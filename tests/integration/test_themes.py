#!/usr/bin/python3
"""What many people write of in their answers to a survey is suggested, and a person says what it is."""
import html
import re
import unittest

from hark import MINUTE
from staff_house import House

ADMIN = "admin@nordhome.example"
SURVEY = {"name": "In the shop", "kind": "csat", "occasion": "open", "mode": "named", "chance": 100,
          "quota": 0, "account_most": 0, "every_days": 0, "delay_hours": 0, "least": 1}
LATE = ("My parcel arrived two weeks late", "The parcel was late again and nobody told me",
        "This parcel came late, as always", "Why are all of your parcels so late?",
        "The parcel is late for the third time")
REFUND = ("I have been waiting for my refund since March", "Where is the refund that you promised?",
          "The refund never came to my account", "There is still no refund on my account",
          "After a month I have seen no refund <b>at all</b>")


class Themes(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.hark.sign_in(ADMIN)
        cls.admin.get("/admin/surveys/new")
        cls.admin.post("/admin/surveys/new", SURVEY)
        path = re.search(r'href="(/admin/surveys/\d+)"', cls.admin.get("/admin/surveys").text)[1]
        cls.admin.post(path, SURVEY | {"state": "running", "version": cls.admin.get(path).field("version")})
        cls.open_page = re.search(r"/s/[\w-]+", cls.admin.get(path).text)[0]
        for words in LATE:
            cls.say("2", words)
        for words in REFUND:
            cls.say("5", words)

    @classmethod
    def say(cls, score: str, words: str) -> None:
        person = cls.hark.visitor()
        person.get(cls.open_page)
        answer = person.post(cls.open_page, {"q0": score, "q1": words})
        assert answer.status in (200, 303), answer.text

    def look(self, word: str) -> str:
        """The house reads again, until the list has that word; the address of its theme."""
        self.admin.get("/loop/themes")
        self.admin.post("/loop/themes/look")
        self.hark.wait(MINUTE)
        pattern = rf'href="(/loop/themes/\d+)"[^>]*>[^<]*{word}'
        self.hark.until(lambda: re.search(pattern, self.admin.get("/loop/themes").text), f"a theme with {word}")
        return re.search(pattern, self.admin.get("/loop/themes").text)[1]

    def test_a_theme_is_confirmed_renamed_and_rejected(self):
        path = self.look("parcel")
        page = self.admin.get(path)
        for words in LATE:
            self.assertIn(words, page.words)
        self.assertNotIn("/loop/causes/new", page.text)
        edits = page.field("edits")
        self.assertEqual(422, self.admin.send(path + "/confirm", {"edits": edits, "name": " "}).status)
        self.admin.get(path)
        self.assertEqual(303, self.admin.send(path + "/confirm", {"edits": edits, "name": "Late & <i>lost</i>"}).status)
        page = self.admin.get(path)
        self.assertIn("Late &amp; &lt;i&gt;lost&lt;/i&gt;", page.text)
        self.assertIn(f"/loop/causes/new?theme={path.rpartition('/')[2]}", page.text)
        cause_page = f"/loop/causes/new?theme={path.rpartition('/')[2]}"
        cause = self.admin.get(cause_page)
        self.assertEqual((200, "Late & <i>lost</i>"), (cause.status, html.unescape(cause.field("name"))))
        self.assertEqual(404, self.admin.get("/loop/causes/new?theme=12345").status)
        # Its answers are linked in the same act, each once.
        self.assertIn("5 answers speak of it", cause.words)
        form = {"theme": path.rpartition("/")[2], "name": "Parcels come late", "cause": "0"}
        self.admin.get("/loop/causes/new")
        made = self.admin.send("/loop/causes", form)
        self.assertEqual(303, made.status)
        self.assertIn("5 people said this", self.admin.get(made.where).words)
        known = re.search(r'<option value="(\d+)"[^>]*>[^<]*Parcels come late', self.admin.get(cause_page).text)[1]
        self.assertEqual(303, self.admin.send("/loop/causes", form | {"cause": known}).status)
        self.assertIn("5 people said this", self.admin.get(made.where).words)
        self.rasa.get("/loop/causes/new")
        self.assertEqual(404, self.rasa.send("/loop/causes", form).status)
        # An old page of the same theme changes nothing.
        self.assertEqual(409, self.admin.send(path + "/reject", {"edits": edits}).status)
        page = self.admin.get(path)
        self.assertEqual(303, self.admin.send(path + "/reject", {"edits": page.field("edits")}).status)
        self.assertIn("Rejected, and not suggested again", self.admin.get("/loop/themes").text)
        self.look("refund")
        self.assertIn("Suggest it again", self.admin.get(path).text)
        self.admin.get(path)
        self.assertEqual(303, self.admin.send(path + "/restore").status)
        self.assertEqual(path, self.look("Late &amp;"))

    def test_words_of_customers_stay_words(self):
        path = self.look("refund")
        self.assertIn("no refund &lt;b&gt;at all&lt;/b&gt;", self.admin.get(path).text)

    def test_an_agent_sees_no_theme(self):
        path = self.look("refund")
        for one in ("/loop/themes", path):
            self.assertEqual(403, self.rasa.get(one).status)
        self.assertEqual(403, self.rasa.send(path + "/reject", {"edits": "1"}).status)
        self.assertEqual(404, self.admin.get("/loop/themes/12345").status)
        self.assertEqual(404, self.admin.get(path + "?before=nonsense").status)

    def cause(self, name: str) -> str:
        self.admin.get("/loop/causes/new")
        return self.admin.send("/loop/causes", {"name": name, "cause": "0"}).where

    def test_two_causes_that_mean_the_same_become_one(self):
        one, other = self.cause("Parcels <i>wander</i>"), self.cause("Parcels are late")
        merge = one + "/merge"
        self.assertIn(merge, self.admin.get(one).text)
        self.assertNotIn(merge, self.rasa.get(one).text)
        self.assertEqual(403, self.rasa.get(merge).status)
        old = self.admin.get(one)
        page = self.admin.get(merge)
        chosen = re.search(r'<option value="(\d+)"[^>]*>[^<]*Parcels are late', page.text)[1]
        self.assertNotIn("wander", page.text[page.text.index("<select"):])
        wish = {"version": page.field("version"), "into": chosen}
        self.assertEqual(422, self.admin.send(merge, wish | {"into": "0"}).status)
        self.admin.get(merge)
        self.assertEqual(other, self.admin.send(merge, wish).where)
        # Pressed twice it is one; the old number leads to the new one, which says so.
        self.admin.get(merge)
        self.assertEqual(other, self.admin.send(merge, wish).where)
        self.assertEqual(other, self.admin.ask("GET", one).where)
        self.assertIn("Parcels &lt;i&gt;wander", self.admin.get(other).text)
        self.assertIn("RC-" + one.rpartition("/")[2], self.admin.get(other).words)
        self.assertNotIn("wander", self.admin.get("/loop/causes").text)
        # Who still had the old page open is told, with his words in the form of the new one.
        answer = self.admin.send(one + "/whys", {"version": old.field("version"), "why1": "The vans are few.",
                                                 "why2": "", "why3": "", "why4": "", "why5": ""})
        self.assertEqual(409, answer.status)
        self.assertIn("The vans are few.", answer.text)
        self.assertIn("were made one meanwhile", answer.text)
        self.assertIn(f'action="{other}/whys"', answer.text)
        self.hark.command("fsck")

    def test_of_two_who_write_what_changed_the_second_sees_what_the_first_wrote(self):
        cause = self.cause("Invoices <b>vanish</b>")
        self.admin.get(cause)
        path = self.admin.send(cause + "/tell").where
        words = {"headline_en": "Invoices <b>stay</b>", "text_en": "We keep them for ten years.", "public": "1"}
        for name in ("headline", "text"):
            words |= {f"{name}_{language}": "" for language in ("bn", "lt", "ta")}
        seen = {"edits": self.admin.get(path).field("edits")}
        self.assertEqual(303, self.admin.send(path, words | seen).status)
        # The same again, by a button pressed twice, is no other wish.
        self.admin.get(path)
        self.assertEqual(303, self.admin.send(path, words | seen).status)
        other = words | {"headline_en": "Invoices are found", "headline_lt": "Sąskaitos randamos", "text_lt": "Jos lieka."}
        self.admin.get(path)
        for where in (path, path + "/send"):
            answer = self.admin.send(where, other | seen | {"public": ""})
            self.assertEqual(409, answer.status)
            self.assertIn("Now it says: Invoices <b>stay</b>", html.unescape(answer.words))
            self.assertIn("Invoices &lt;b&gt;stay", answer.text)
            self.assertNotIn("We keep them for ten years.</span>", answer.text)
            self.assertIn('value="Sąskaitos randamos"', answer.text)
            self.assertNotRegex(answer.text, r'name="public"[^>]* checked')
        # What he leaves then is kept.
        self.assertEqual(303, self.admin.send(path, other | {"edits": answer.field("edits")}).status)
        self.assertEqual("Invoices are found", self.admin.get(path).field("headline_en"))


if __name__ == "__main__":
    unittest.main()
