#!/usr/bin/python3
"""What is hard to read: mails that are far too much, what Outlook packs, and pictures."""
import base64
import html
import re
import smtplib
import struct
import time
import unittest
import zlib

from hark import ADMIN, MAILBOX
from staff_house import House

SENDER = "ona@example.net"
TEN_MB = 10_000_000
PATIENCE = 10  # seconds that a mail may take, with sanitizers and others at work

# Each begins with "The beginning." and is too much.
HEAVY = {
    "much-markup": ("html", b"<p>The beginning.</p>" + b"<p>A paragraph of <b>many</b>.</p>\n" * 310_000),
    "links": ("html", b"<p>The beginning.</p>" + b'<a href="http://a.example/b?c=d">link</a> ' * 200_000),
    "tables": ("html", b"<p>The beginning.</p>" + b'<table style="width: 100%"><tr><td>cell ' * 100_000),
    "one-line": ("plain", b"The beginning. " + b"word " * 2_000_000),
    "one-word": ("plain", b"The beginning. " + b"x" * TEN_MB),
}
SENTENCES = {"en": "This message is shortened", "bn": "এই বার্তাটি ছোট করে", "lt": "Šis laiškas čia sutrumpintas",
             "ta": "இந்தச் செய்தி சுருக்கிக்"}


def raw_mail(subject: str, kind: str, body: bytes, more: str = "") -> bytes:
    return (f"From: Ona <{SENDER}>\r\nTo: {MAILBOX}\r\nSubject: {subject}\r\n"
            f"Message-ID: <{subject}-{time.time_ns()}@example.net>\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: {kind}\r\n{more}\r\n").encode() + body + b"\r\n"


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + b"\xc0\x20\x20" * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def with_files(text: str, files: dict) -> tuple[str, bytes]:
    """The type and the body of a mail with files: name -> (type, bytes)."""
    body = f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n".encode()
    for name, (kind, content) in files.items():
        body += (f"--b\r\nContent-Type: {kind}; name={name}\r\nContent-Transfer-Encoding: base64\r\n"
                 f"Content-Disposition: attachment; filename={name}\r\n\r\n").encode()
        body += base64.encodebytes(content)
    return "multipart/mixed; boundary=b", body + b"--b--\r\n"


def winmail(text: bytes, files: dict) -> bytes:
    """A lump as Outlook makes it (MS-OXTNEF)."""
    def attribute(level: int, number: int, data: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xffff)

    said = struct.pack("<IHHII", 1, 0x1e, 0x1000, 1, len(text)) + text + b"\0" * (-len(text) % 4)
    lump = struct.pack("<IH", 0x223e9f78, 1) + attribute(1, 0x69003, said)
    for name, content in files.items():
        lump += attribute(2, 0x69002, b"\1" + b"\0" * 13) + attribute(2, 0x18010, name.encode() + b"\0")
        lump += attribute(2, 0x6800f, content)
    return lump


class Reading(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.hark.sign_in(ADMIN)

    def send(self, subject: str, kind: str, body: bytes, more: str = "") -> str:
        """By LMTP; the path of the ticket that it became."""
        with smtplib.LMTP("127.0.0.1", self.hark.lmtp, timeout=60) as lmtp:
            lmtp.sendmail(SENDER, [MAILBOX], raw_mail(subject, kind, body, more))
        numbers = re.findall(r'href="/tickets/(\d+)', self.admin.get("/inbox/all").text)
        path = f"/tickets/{max(map(int, numbers))}"
        self.assertIn(f">{subject}</h1>", self.admin.get(path).text)
        return path

    def files(self, page) -> dict:
        """Name -> path."""
        return {name: path for path, name in re.findall(
            r'<a[^>]*href="([^"]*/files/[^"]*)">.*?<span dir="auto">([^<]*)</span>', page.text)}


class Heavy(Reading):
    def test_each_becomes_a_ticket_that_shows_its_beginning_and_leads_to_the_whole(self):
        for subject, (kind, body) in HEAVY.items():
            with self.subTest(subject):
                began = time.monotonic()
                path = self.send(subject, f"text/{kind}; charset=utf-8", body)
                self.assertLess(time.monotonic() - began, PATIENCE)
                began = time.monotonic()
                page = self.admin.get(path)
                self.assertLess(time.monotonic() - began, PATIENCE)
                self.assertIn("The beginning.", page.words)
                self.assertIn(SENTENCES["en"], page.words)
                self.assertLess(len(page.body), 4_000_000)
                whole = self.admin.get(re.search(r'href="(/tickets/\d+/messages/\d+)"', page.text)[1])
                self.assertIn(body, whole.body)
                name = "message.html" if kind == "html" else "message.txt"
                self.assertEqual(body.rstrip(), self.admin.get(self.files(page)[name]).body.rstrip())

    def test_the_sentence_is_there_in_each_language(self):
        path = self.send("languages", "text/plain", b"x" * 2_000_000)
        for language, sentence in SENTENCES.items():
            self.rasa.get("/me")
            self.rasa.post("/me", {"name": "Rasa", "language": language, "timezone": "", "theme": "",
                                   "density": "", "text_size": ""})
            self.assertIn(sentence, self.rasa.get(path).words, language)

    def test_a_letter_without_end_shows_its_beginning_and_all_of_it_on_a_click(self):
        body = b"".join(b"<div><p>Line <b>%d</b> of it.</p></div>" % i for i in range(20_000))
        page = self.admin.get(self.send("endless", "text/html", body))
        self.assertLess(page.text.count("<p>Line"), 3_000)
        self.assertIn("Line 1000 of it.", page.words)
        self.assertNotIn("Line 15000 of it.", page.words)
        self.assertIn("This message is very long. Here is its beginning.", page.words)
        whole = self.admin.get(re.search(r'href="([^"]+\?long=\d+)#m\d+"', page.text)[1])
        self.assertIn("Line 15000 of it.", whole.words)
        self.assertNotIn("Here is its beginning.", whole.words)

    def test_a_picture_within_the_markup_is_missed_in_words_and_lies_beside_it(self):
        picture = base64.b64encode(png(60, 60) + bytes(600))
        body = b'<p>Look:</p><img alt="A pot" src="data:image/png;base64,' + picture + b'"><p>Broken.</p>'
        page = self.admin.get(self.send("within", "text/html", body))
        self.assertIn(SENTENCES["en"], page.words)
        self.assertIn("Broken.", page.words)
        self.assertIn(picture, self.admin.get(self.files(page)["message.html"]).body)
        dot = b'<p>Plain.</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">'
        self.assertNotIn(SENTENCES["en"], self.admin.get(self.send("dot", "text/html", dot)).words)

    def test_pictures_of_any_protocol_and_of_lists_wait_for_a_click(self):
        body = (b'<p>See <img src="//one.example/b.gif"><img srcset="https://two.example/x.png 2x, '
                b'https://two.example/y.png 3x"><img src="data:," srcset=" ,//three.example/z.png 1x"></p>')
        page = self.admin.get(self.send("lists", "text/html", body))
        for host in ("one.example", "two.example", "three.example"):
            self.assertRegex(page.words, rf"Show pictures from [^|]*{host}")
        self.assertIn('data-remote="https://one.example/b.gif"', page.text)

    def test_hundreds_of_readers_stand_in_one_line_and_more_than_are_kept_are_missed_in_words(self):
        for people, named, is_cut in ((20, "", False), (120, "And 100 more.", False), (600, "more.", True)):
            copies = ",\r\n ".join(f"p{at}@many.example" for at in range(people))
            page = self.hark.sign_in(ADMIN).get(self.send(f"To {people}", "text/plain", b"Hello all.", f"Cc: {copies}\r\n"))
            self.assertIn("p19@many.example", page.words)
            header = page.words.split("Copy to")[1].split("Hello all.")[0]
            self.assertNotIn("p20@many.example", header)
            self.assertIn(named, header)
            self.assertEqual(is_cut, SENTENCES["en"] in page.words, people)

    def test_what_follows_a_giant_attribute_is_shown_whole(self):
        body = b'<p>Before.</p><div style="' + b"color: red; " * 800_000 + b'"><p>Behind it.</p>'
        page = self.admin.get(self.send("attribute", "text/html", body))
        self.assertIn("Behind it.", page.words)
        self.assertNotIn(SENTENCES["en"], page.words)


class Outlook(Reading):
    def test_the_files_of_a_winmail_dat_are_files_of_the_ticket(self):
        lump = winmail(b"The boiler leaks.\0", {"plan.pdf": b"%PDF-1.4 plan", "oven.png": png(400, 300)})
        page = self.admin.get(self.send("lump", "application/ms-tnef; name=winmail.dat",
                                        base64.encodebytes(lump), "Content-Transfer-Encoding: base64\r\n"))
        self.assertIn("The boiler leaks.", page.words)
        files = self.files(page)
        self.assertEqual(["plan.pdf", "oven.png"], list(files))
        self.assertEqual(b"%PDF-1.4 plan", self.admin.get(files["plan.pdf"]).body)
        self.assertEqual(png(400, 300), self.admin.get(files["oven.png"]).body)


class Attached(Reading):
    def test_a_mail_that_comes_along_is_shown_and_found_with_its_files(self):
        kind, inner = with_files("The wicket squeaks.", {"plan.pdf": ("application/pdf", b"%PDF-1.4 plan")})
        inner = f"From: Ju <ju@pastas.example>\r\nSubject: Broken wicket\r\nContent-Type: {kind}\r\n\r\n".encode() + inner
        inner = inner.replace(b"--b", b"--i").replace(b"boundary=b", b"boundary=i")
        body = b"--o\r\n\r\nPlease see.\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--o--\r\n"
        path = self.send("passed-on", "multipart/mixed; boundary=o", body)
        page = self.admin.get(path)
        for words in ("Please see.", "Ju <ju@pastas.example>", "The wicket squeaks."):
            self.assertIn(words, page.words)
        files = self.files(page)
        self.assertEqual(["Broken wicket.eml", "plan.pdf"], list(files))
        self.assertEqual(b"%PDF-1.4 plan", self.admin.get(files["plan.pdf"]).body)
        whole = self.admin.get(files["Broken wicket.eml"])
        self.assertEqual(inner.rstrip(), whole.body.rstrip())
        self.assertIn("Broken%20wicket.eml", whole.headers["Content-Disposition"].replace("Broken wicket", "Broken%20wicket"))
        self.assertIn("passed-on", self.admin.get("/search?q=squeaks").words)

    def test_what_is_nested_too_deep_is_offered_whole_and_says_so(self):
        kind, body = "text/plain", b"The deep word."
        for level in range(40):
            body = (f"--b{level}\r\nContent-Type: {kind}\r\n\r\n".encode() + body +
                    f"\r\n--b{level}--\r\n".encode())
            kind = f"multipart/mixed; boundary=b{level}"
        page = self.admin.get(self.send("deep", kind, body))
        self.assertIn(SENTENCES["en"], page.words)
        self.assertIn(b"The deep word.", self.admin.get(self.files(page)["message.eml"]).body)

    def test_a_name_that_looks_like_an_address_is_not_taken_for_one(self):
        with smtplib.LMTP("127.0.0.1", self.hark.lmtp, timeout=60) as lmtp:
            lmtp.sendmail(SENDER, [MAILBOX], (
                f'From: "Rasa <rasa@nordhome.example>" <{SENDER}>\r\nTo: {MAILBOX}\r\nSubject: looks\r\n'
                f"Message-ID: <looks-{time.time_ns()}@example.net>\r\n\r\nPay at once.\r\n").encode())
        number = max(map(int, re.findall(r'href="/tickets/(\d+)', self.admin.get("/inbox/all").text)))
        page = self.admin.get(f"/tickets/{number}")
        self.assertIn(f"“Rasa <rasa@nordhome.example>” <{SENDER}>", html.unescape(page.words))

    def test_a_mail_without_any_head_shows_its_words(self):
        with smtplib.LMTP("127.0.0.1", self.hark.lmtp, timeout=60) as lmtp:
            lmtp.sendmail(SENDER, [MAILBOX], b"Hello there,\r\nthe headless lamp flickers.\r\n")
        number = max(map(int, re.findall(r'href="/tickets/(\d+)', self.admin.get("/inbox/all").text)))
        page = self.admin.get(f"/tickets/{number}")
        self.assertIn("the headless lamp flickers.", page.words)
        self.assertNotIn(SENTENCES["en"], page.words)


class Sealed(Reading):
    def test_a_mail_that_only_who_has_its_key_can_read_says_so(self):
        said = "This mail is encrypted or sealed"
        pgp = (b"--x\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--x\r\n"
               b"Content-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--x--\r\n")
        for kind, body in (('multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x', pgp),
                           ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"AAAA")):
            self.assertIn(said, self.admin.get(self.send(kind[:20], kind, body)).words)
        signed = (b"--x\r\n\r\nAll can read this.\r\n--x\r\nContent-Type: application/pkcs7-signature; name=smime.p7s"
                  b"\r\n\r\nAAAA\r\n--x--\r\n")
        page = self.admin.get(self.send("signed", "multipart/signed; boundary=x", signed))
        self.assertIn("All can read this.", page.words)
        self.assertNotIn(said, page.words)


class Pictures(Reading):
    def thumb_of(self, person, path: str) -> tuple[str, str, str]:
        """Path, width and height of the small picture, when it is made."""
        def look():
            return re.search(r'<img src="([^"]*thumb=1)" alt="" width="(\d+)" height="(\d+)"',
                             person.get(path).text)

        self.hark.until(look, "the small picture")
        return look().groups()

    def test_a_picture_is_shown_small_to_staff_and_customer(self):
        path = self.send("picture", *with_files("See it.", {"oven.png": ("image/png", png(1200, 600))}))
        src, width, height = self.thumb_of(self.admin, path)
        self.assertEqual(("160", "80"), (width, height))
        self.assertEqual(404, self.admin.get(src.replace("/0?thumb", "/9?thumb")).status)
        small = self.admin.get(src)
        self.assertEqual((200, "image/webp"), (small.status, small.headers["Content-Type"]))
        self.assertEqual("nosniff", small.headers["X-Content-Type-Options"])
        self.assertEqual(b"WEBP", small.body[8:12])
        self.assertLess(len(small.body), 10_000)
        customer = self.hark.sign_in(SENDER)
        number = path.rsplit("/", 1)[1]
        src, width, height = self.thumb_of(customer, f"/my/requests/{number}")
        self.assertEqual(("160", "80"), (width, height))
        self.assertEqual(small.body, customer.get(src).body)
        self.hark.mail_in(raw_mail("other", "text/plain", b"Mine.").replace(b"ona@", b"eve@"))
        self.assertEqual(404, self.hark.sign_in("eve@example.net").get(src).status)

    def test_what_is_no_picture_is_offered_as_before(self):
        path = self.send("broken", *with_files("See it.", {"oven.jpg": ("image/jpeg", b"\xff\xd8\xff no"),
                                                           "good.png": ("image/png", png(30, 20))}))
        self.thumb_of(self.admin, path)  # the one behind it is made, so this one was tried
        page = self.admin.get(path)
        files = self.files(page)
        self.assertEqual(b"\xff\xd8\xff no", self.admin.get(files["oven.jpg"]).body)
        self.assertEqual(404, self.admin.get(files["oven.jpg"] + "?thumb=1").status)
        self.assertEqual(1, page.text.count("thumb=1"))


if __name__ == "__main__":
    unittest.main()
