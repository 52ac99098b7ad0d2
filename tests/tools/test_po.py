"""The test of translations can fail, and what it asks for can be filled in."""
import contextlib
import io
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

import po  # noqa: E402

C_FILE = """
static const char *const words[] = { TR("Please wait."), TR("Hello {name}") };
const char *x(void) { return i18n_plural("lt", "{n} owl", "{n} owls", 5); }
"""
TEMPLATE = '{# in: ; uses: #}\n{{ pgettext("verb", "Open") }} {{ _("Please wait.") }}\n'


class Po(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.root = pathlib.Path(self.temporary.name)
        for folder in ("src", "templates", "po"):
            (self.root / folder).mkdir()
        (self.root / "src/x.c").write_text(C_FILE)
        (self.root / "templates/x.html").write_text(TEMPLATE)
        before = po.ROOT, po.POT
        po.ROOT, po.POT = self.root, self.root / "po/hark.pot"
        self.addCleanup(lambda: (setattr(po, "ROOT", before[0]), setattr(po, "POT", before[1])))
        po.update()

    def said(self, call, *args):
        words = io.StringIO()
        with contextlib.redirect_stdout(words):
            call(*args)
        return words.getvalue()

    def fill(self, change=lambda message: None):
        for code in po.PLURALS:
            messages = json.loads(self.said(po.missing, code))
            for message in messages:
                whole = message["plural"] or message["id"]
                message["texts"] = [f"x {whole}" for _ in message["texts"]]
                change(message)
            (self.root / "given.json").write_text(json.dumps(messages))
            po.fill(code, self.root / "given.json")

    def test_all_sentences_of_code_and_templates_are_gathered(self):
        keys = set(po.read(po.POT)) - {(None, "")}
        wanted = {"Please wait.", "Hello {name}", "{n} owl"}
        self.assertEqual(keys, {(None, one) for one in wanted} | {("verb", "Open")})
        self.assertIn("src/x.c templates/x.html", po.POT.read_text())

    def test_what_is_not_translated_is_named(self):
        words = self.said(po.check)
        for code in po.PLURALS:
            self.assertIn(f"po/{code}.po: 'Please wait.' is not translated", words)

    def test_when_all_is_translated_the_check_is_content(self):
        self.fill()
        self.assertEqual(self.said(po.check), "4 sentences are translated into bn, lt, ta.\n")
        for code in po.PLURALS:
            self.assertEqual(json.loads(self.said(po.missing, code)), [])
        found = po.read(self.root / "po/lt.po")[None, "{n} owl"]
        self.assertEqual(found["texts"], {form: "x {n} owls" for form in range(3)})

    def test_places_for_values_must_be_the_same(self):
        def change(message):
            message["texts"] = [text.replace("{name}", "{nama}") for text in message["texts"]]

        self.fill(change)
        self.assertIn("has other places for values than ['{name}']", self.said(po.check))

    def test_each_plural_form_is_needed(self):
        self.fill()
        path = self.root / "po/lt.po"
        path.write_text(path.read_text().replace('msgstr[2] "x {n} owls"', 'msgstr[2] ""'))
        self.assertIn("'{n} owl' needs 3 plural forms", self.said(po.check))

    def test_a_wrong_plural_rule_is_found(self):
        self.fill()
        path = self.root / "po/ta.po"
        path.write_text(path.read_text().replace("n != 1", "n > 1"))
        self.assertIn("po/ta.po: Plural-Forms must be", self.said(po.check))

    def test_a_doubtful_translation_is_found(self):
        self.fill()
        path = self.root / "po/bn.po"
        path.write_text(path.read_text().replace('msgid "Please', '#, fuzzy\nmsgid "Please'))
        self.assertIn("po/bn.po: 'Please wait.' is fuzzy", self.said(po.check))

    def test_markup_is_found_in_sentences_and_translations(self):
        self.fill(lambda message: message.update(texts=[f"<b>{t}" for t in message["texts"]]))
        self.assertIn("holds markup in its translation", self.said(po.check))
        (self.root / "src/y.c").write_text('const char *y = TR("<b>Hello</b>");\n')
        self.assertIn("'<b>Hello</b>' holds markup", self.said(po.check))

    def test_digits_of_one_language_are_found_in_translations(self):
        self.fill(lambda message: message.update(texts=[f"{t} 7" for t in message["texts"]]))
        self.assertNotIn("has digits", self.said(po.check))
        path = self.root / "po/bn.po"
        path.write_text(path.read_text().replace(" 7", " ৭"))
        self.assertIn("'Please wait.' has digits other than 0-9", self.said(po.check))

    def test_a_new_sentence_and_an_old_one_are_found(self):
        self.fill()
        shutil.move(self.root / "templates/x.html", self.root / "kept.html")
        (self.root / "src/y.c").write_text('const char *y = TR("New words.");\n')
        words = self.said(po.check)
        self.assertIn("'Open' is no longer said", words)
        self.assertIn("'New words.' is missing", words)
        po.update()
        self.assertNotIn("hark.pot", self.said(po.check))

    def test_gathering_again_keeps_translations_and_changes_nothing(self):
        self.fill()
        before = {path.name: path.read_text() for path in (self.root / "po").iterdir()}
        po.update()
        after = {path.name: path.read_text() for path in (self.root / "po").iterdir()}
        self.assertEqual(before, after)


if __name__ == "__main__":
    unittest.main()
