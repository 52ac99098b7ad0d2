"""What an operator, or somebody who means no good, does to a house: files that go away, settings that
are wrong, too few descriptors. Each ends in a clear answer, and no mail is lost by it."""
import base64
import contextlib
import hashlib
import json
import os
import pathlib
import re
import signal
import smtplib
import socket
import sqlite3
import subprocess
import time
import unittest

import hark
from hark import ADMIN, MAILBOX, PROGRAM, SERVER_URL, Hark, mail

DATAERR, NOINPUT, NOUSER, CANTCREAT, TEMPFAIL, CONFIG, USAGE = 65, 66, 67, 73, 75, 78, 64
UNAVAILABLE = 69
LETTER = mail("Ola <ola@example.net>", "A question", "Where is it?")


class House(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.hark = Hark(real_time=True)
        self.addCleanup(self.hark.close)

    def run_hark(self, *words: str, given: bytes = b"", **environment: str):
        return subprocess.run([PROGRAM, *words, "--config", str(self.hark.config)], input=given, check=False,
                              capture_output=True, cwd=self.hark.folder, timeout=120,
                              env=os.environ | environment)

    def assert_code(self, code: int, *words: str, given: bytes = b"", **environment: str) -> str:
        done = self.run_hark(*words, given=given, **environment)
        told = done.stderr.decode()
        self.assertEqual(done.returncode, code, f"{words} {environment}: {done.stdout.decode()} {told}")
        if code:
            self.assertRegex(told, r"(?m)^hark: ")
        return told

    def lmtp(self, content: bytes) -> int:
        with smtplib.LMTP("127.0.0.1", self.hark.lmtp, timeout=60) as line:
            try:
                line.sendmail("ola@example.net", [MAILBOX], content)
            except smtplib.SMTPRecipientsRefused as refusal:
                return next(iter(refusal.recipients.values()))[0]
            except smtplib.SMTPResponseException as refusal:
                return refusal.smtp_code
        return 250

    def log(self) -> str:
        return (self.hark.folder / "log").read_text("utf-8", "replace")


class WrongSettings(House):
    ROWS = [("mail_max", "abc"), ("mail_max", "-5"), ("mail_max", "12k"), ("upload_max", "0"),
            ("log_level", "loud"), ("smtp", "foo"), ("smtp", "http://x"), ("smtp", "smtp://"),
            ("smtp", "smtp://127.0.0.1:99999"), ("clock", "fixed:abc"), ("clock", "soon"),
            ("base_url", "http://127.0.0.1:8025/hark"), ("base_url", "127.0.0.1:8025"), ("base_url", "http://"),
            ("workers", "-1"), ("workers", "100000"), ("workers", ""), ("db", "mysql://x"), ("db", ""),
            ("db", "sqlite:"), ("listen", ""), ("listen", "127.0.0.1"), ("listen", "127.0.0.1:70000"),
            ("listen", "unix:"), ("lmtp", "127.0.0.1"), ("blobs", ""), ("run_dir", ""), ("secret_file", ""),
            ("parse_children", "-1"), ("parse_children", "0"), ("parse_messages", "many")]

    def test_each_is_told_by_its_name_and_ends_the_start(self):
        self.hark.init()
        for name, value in self.ROWS:
            with self.subTest(f"{name}={value}"):
                for command in (("serve",), ("ticket", "list")):
                    told = self.assert_code(CONFIG, *command, **{f"HARK_{name.upper()}": value})
                    self.assertIn(f"hark: {name}:", told)

    def test_a_secret_is_not_shown_when_it_is_wrong(self):
        for name, value in (("HARK_DB", "mysql://hark:hunter2@x/y"), ("HARK_SMTP", "smpt://hark:hunter2@x")):
            self.assertNotIn("hunter2", self.assert_code(CONFIG, "settings", **{name: value}))

    def test_mail_waits_outside_whatever_is_wrong_with_us(self):
        self.hark.init()
        secret, config = self.hark.folder / "var/secret", self.hark.config
        for name, value in (("HARK_MAIL_MAX", "abc"), ("HARK_PARSE_CHILDREN", "-1"),
                            ("HARK_SECRET_FILE", "/nowhere/secret"), ("HARK_DB", "sqlite:var/other.db"),
                            ("HARK_DB", "mysql://x"), ("HARK_SMTP", "foo"), ("HARK_BLOBS", "/proc/nowhere"),
                            ("HARK_COLOUR_FILE", "x")):
            if name == "HARK_COLOUR_FILE":
                continue
            with self.subTest(f"{name}={value}"):
                self.assert_code(TEMPFAIL, "mail-in", given=LETTER, **{name: value})
        key = secret.read_bytes()
        secret.write_bytes(b"short")
        self.assert_code(TEMPFAIL, "mail-in", given=LETTER)
        secret.write_bytes(key)
        self.assert_code(TEMPFAIL, "mail-in", "--org", "nobody", given=LETTER)
        self.assert_code(TEMPFAIL, "mail-in", "--colour", "red", given=LETTER)
        self.assert_code(NOUSER, "mail-in", "--mailbox", "nobody@nordhome.example", given=LETTER)
        text = config.read_text()
        config.write_text(text + "colour = red\n")
        self.assert_code(TEMPFAIL, "mail-in", given=LETTER)
        config.unlink()
        self.assert_code(TEMPFAIL, "mail-in", given=LETTER)
        config.write_text(text)
        self.assert_code(0, "mail-in", given=LETTER)

    def test_a_lost_key_is_told_and_not_made_anew(self):
        self.hark.init()
        (self.hark.folder / "var/secret").unlink()
        self.assertIn("key of the house", self.assert_code(CONFIG, "serve"))
        self.assertIn("key of the house", self.assert_code(CONFIG, "link", ADMIN))
        self.assertFalse((self.hark.folder / "var/secret").exists())
        self.hark.init()
        self.assert_code(0, "link", ADMIN)

    def test_an_address_that_others_keep_is_told_and_after_some_tries_ends_the_start(self):
        self.hark.init()
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            log = self.hark.folder / "log"
            with log.open("wb") as file, subprocess.Popen(
                    [PROGRAM, "serve", "--config", str(self.hark.config)], cwd=self.hark.folder, stderr=file,
                    stdout=file, env=os.environ | {"HARK_LMTP": f"127.0.0.1:{other.getsockname()[1]}"}) as server:
                self.assertEqual(server.wait(30), UNAVAILABLE)
        self.assertEqual(log.read_text().count("event=role.died"), 6)
        self.assertIn("hark: lmtp: nobody can listen on 127.0.0.1:", log.read_text())

    def test_a_folder_that_cannot_be_used_is_told_and_ends_the_start(self):
        self.hark.init()
        for name, path in (("blobs", "/etc/hostname"), ("blobs", "/proc/nowhere"), ("smtp", "dir:/proc/nowhere"),
                           ("blobs", "/dev/null/x")):
            told = self.assert_code(CONFIG, "serve", **{f"HARK_{name.upper()}": path})
            self.assertIn(f"hark: {name}:", told)
            self.assertIn(path.removeprefix("dir:"), told)


class FilesInTheWay(House):
    def test_a_file_where_a_socket_should_be_is_left_alone(self):
        self.hark.init()
        for name in ("HARK_LISTEN", "HARK_LMTP"):
            path = self.hark.folder / f"var/{name}"
            path.write_text("precious")
            with subprocess.Popen([PROGRAM, "serve", "--config", str(self.hark.config)], cwd=self.hark.folder,
                                  stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                                  env=os.environ | {name: f"unix:{path}"}) as server:
                with contextlib.closing(server.stderr):
                    while "refused" not in server.stderr.readline():
                        self.assertIsNone(server.poll())
                    server.terminate()
                    server.wait(20)
            self.assertEqual(path.read_text(), "precious")

    def test_a_socket_that_somebody_left_behind_is_taken_over(self):
        self.hark.init()
        path = self.hark.folder / "var/door"
        with socket.socket(socket.AF_UNIX) as old:
            old.bind(str(path))
        with subprocess.Popen([PROGRAM, "serve", "--config", str(self.hark.config)], cwd=self.hark.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              env=os.environ | {"HARK_LISTEN": f"unix:{path}"}) as server:
            with contextlib.closing(server.stdout):
                self.assertIn("hark: ready", server.stdout.readline())
                server.terminate()
                server.wait(20)

    def test_no_database_is_made_by_who_only_looks(self):
        if SERVER_URL:
            self.skipTest("a file is SQLite's")
        path = self.hark.folder / "var/hark.db"
        for words in (("ticket", "list"), ("fsck",), ("link", ADMIN), ("staff", "list"), ("serve",),
                      ("export", "out"), ("backup", "house.backup")):
            self.assertIn("no database", self.assert_code(CONFIG, *words, given=b"correct horse battery\n"))
            self.assertFalse(path.exists(), words)
        self.hark.init()
        self.assert_code(0, "ticket", "list")


@unittest.skipIf(SERVER_URL, "a file is SQLite's")
class DatabaseRemoved(House):
    def test_nothing_is_taken_until_it_is_back(self):
        self.hark.init()
        self.hark.start()
        agent = self.hark.sign_in(ADMIN)
        path, aside = self.hark.folder / "var/hark.db", self.hark.folder / "var/aside.db"
        self.assertEqual(self.lmtp(LETTER), 250)
        path.rename(aside)
        answer = agent.ask("GET", "/healthz")
        self.assertEqual(answer.status, 503)
        self.assertEqual(self.lmtp(mail("Ola <ola@example.net>", "Lost?", "x")), 451)
        self.assertEqual(agent.send("/tickets/1/notes", {"text": "x"}).status, 503)
        self.assertIn("no database", self.assert_code(CONFIG, "ticket", "list"))
        self.assertFalse(path.exists())
        path.write_bytes(aside.read_bytes())  # another file in its place is not the one that is open
        self.assertEqual(self.lmtp(mail("Ola <ola@example.net>", "Lost?", "x")), 451)
        path.unlink()
        aside.rename(path)
        self.assertEqual(agent.ask("GET", "/healthz").status, 200)
        self.assertEqual(self.lmtp(mail("Ola <ola@example.net>", "Found", "x")), 250)
        self.assertEqual(len(re.findall("event=db.gone", self.log())), 1, self.log())


class FewDescriptors(House):
    def test_pages_are_served_again_when_others_have_gone(self):
        self.hark.init()
        log = (self.hark.folder / "log").open("ab")
        self.hark.process = subprocess.Popen(  # pylint: disable=consider-using-with
            ["sh", "-c", "ulimit -n 64; exec \"$@\"", "sh", PROGRAM, "serve", "--config", str(self.hark.config)],
            cwd=self.hark.folder, stderr=log, stdout=log)
        log.close()
        self.hark.until(self.hark.is_ready, "the server to answer")
        for _ in range(2):
            with contextlib.ExitStack() as lines:
                for _ in range(50):
                    lines.enter_context(socket.create_connection(("127.0.0.1", self.hark.port), 5))
                time.sleep(0.5)
            begun = time.monotonic()
            self.assertEqual(self.hark.visitor().ask("GET", "/healthz").status, 200)
            self.assertLess(time.monotonic() - begun, 5)
        self.assertIn("event=web.files", self.log())


class RawRequests(House):
    ROWS = [(b"Content-Length: 4, 4", 400), (b"Content-Length: +4", 400), (b"Content-Length: -1", 400),
            (b"Content-Length: 4 4", 400), (b"Content-Length: 0x4", 400), (b"Content-Length:", 400),
            (b"Content-Length: " + b"9" * 30, 413), (b"Content-Length: 18446744073709551616", 413)]

    def ask(self, *parts: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.hark.port), 10) as line:
            for part in parts:
                line.sendall(part)
                time.sleep(0.1)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while part := line.recv(65536):
                    answer += part
        return answer

    def test_each_gets_one_answer_and_then_the_end(self):
        self.hark.init()
        self.hark.start()
        host = f"Host: 127.0.0.1:{self.hark.port}\r\n".encode()
        for header, status in self.ROWS:
            for pieces in (1, 2):
                with self.subTest(header=header, pieces=pieces):
                    head = b"POST /new HTTP/1.1\r\n" + host
                    rest = header + b"\r\n\r\nabcd"
                    answer = self.ask(head + rest) if pieces == 1 else self.ask(head, rest)
                    self.assertEqual(answer.count(b"HTTP/1."), 1, answer)
                    self.assertEqual(int(answer.split()[1]), status)
                    top, _, body = answer.partition(b"\r\n\r\n")
                    self.assertIn(b"Content-Length: %d\r\n" % len(body), top + b"\r\n")
        answer = self.ask(b"GET /healthz HTTP/1.1\r\n\r\n")
        self.assertEqual((answer.count(b"HTTP/1."), int(answer.split()[1])), (1, 400))
        answer = self.ask(b"GET /healthz HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n")
        self.assertEqual((answer.count(b"HTTP/1."), int(answer.split()[1])), (1, 200))


class Commands(House):
    def test_what_programs_read_is_json(self):
        def ask(*words: str) -> list:
            return [json.loads(line) for line in self.hark.command(*words, "--json").splitlines()]
        made = ask("init", "--org", "Nordhome", "--admin", ADMIN, "--mailbox", MAILBOX)[0]
        self.assertEqual((made["organisation"], made["is_new"]), ("nordhome", True))
        self.assertIn("/link/", made["link"])
        rasa = ask("staff", "add", "rasa@nordhome.example", "--name", "Rasa", "--role", "agent",
                   "--skill", "returns:3")[0]
        self.assertEqual((rasa["email"], rasa["role"], rasa["skills"]),
                         ("rasa@nordhome.example", "agent", [{"code": "returns", "level": 3}]))
        self.assertIn("/link/", ask("link", "rasa@nordhome.example")[0]["link"])
        token = ask("token", "add", "--staff", "rasa@nordhome.example", "--name", "till")[0]
        self.assertRegex(token["token"], "^hark_")
        listed = ask("token", "list")
        self.assertEqual([(one["id"], one["name"], one["revoked"]) for one in listed],
                         [(token["id"], "till", False)])

    def test_exit_codes_say_what_is_wrong(self):
        self.hark.init()
        passphrase = b"correct horse battery\n"
        (self.hark.folder / "there").write_text("x")
        for words in (("backup", "there"), ("export", "there"), ("backup", "nowhere/x"), ("export", "nowhere/x")):
            self.assert_code(CANTCREAT, *words, given=passphrase)
        self.assertIn("--state is", self.assert_code(USAGE, "ticket", "list", "--state", "bogus"))
        for words in (("ticket", "list", "--state", "new", "--state", "open"), ("ticket", "list", "--json", "--json"),
                      ("staff", "list", "--org", "nordhome", "--org=other")):
            self.assertIn("given twice", self.assert_code(USAGE, *words))
        for words in ("--help", "-h", "help"):
            done = subprocess.run([PROGRAM, words], capture_output=True, check=False)
            self.assertEqual(done.returncode, 0)
            self.assertIn(b"hark serve", done.stdout)

    def test_a_second_organisation_is_told(self):
        self.hark.init()
        done = self.run_hark("init", "--org", "Other", "--admin", "boss@other.example")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr.decode(), 'new organisation.*"other".*nordhome other')
        # Its pages cannot be reached yet: no link of it would lead there.
        self.assertEqual(b"", done.stdout)
        self.assertRegex(done.stderr.decode(), "another organisation answers at .*--host NAME")
        self.assertIn("--host", self.assert_code(CANTCREAT, "link", "boss@other.example", "--org", "other"))
        self.assert_code(DATAERR, "init", "--org", "Other", "--admin", "boss@other.example", "--host", "Help Desk")
        told = self.run_hark("init", "--org", "Other", "--admin", "boss@other.example", "--host", "other.localhost",
                             "--mailbox", "help@other.example")
        link = told.stdout.decode().strip()
        self.assertRegex(link, r"^http://other\.localhost:\d+/link/")
        self.hark.start()
        browser = self.hark.visitor()
        path = "/link/" + link.rpartition("/")[2]
        self.assertEqual(404, browser.get(path).status)
        self.assertEqual(200, browser.get(path, headers={"Host": "other.localhost"}).status)
        self.assert_code(0, "mail-in", "--org", "other", "--mailbox", "help@other.example",
                         given=mail("Ola <ola@example.net>", "Lamp", "Where is it?"))
        word = self.hark.mail_to("ola@example.net").get_body(("plain",)).get_content()
        self.assertRegex(word, r"http://other\.localhost:\d+/en/my/requests/\d+")
        self.assertNotIn("http://127.0.0.1", word)
        self.assertRegex(self.assert_code(DATAERR, "ticket", "list"), "nordhome, other")
        self.assertRegex(self.assert_code(NOUSER, "ticket", "list", "--org", "third"), "nordhome, other")
        self.assert_code(0, "ticket", "list", "--org", "other")

    def test_who_comes_by_a_name_of_no_organisation_is_told_who_makes_one(self):
        self.hark.database.make_tables()
        done = self.run_hark("init", "--org", "Nordhome", "--admin", "boss@nordhome.example", "--host", "desk.localhost")
        self.assertEqual(done.returncode, 0)
        self.hark.start()
        page = self.hark.visitor().get("/sign-in")
        self.assertEqual(404, page.status)
        self.assertIn("No organisation can be reached by this name yet.", page.words)
        self.assertEqual(200, self.hark.visitor().get("/sign-in", headers={"Host": "desk.localhost"}).status)

    def test_a_backup_comes_back_to_an_empty_place_alone(self):
        self.hark.init()
        self.assert_code(NOINPUT, "restore", "none.backup", HARK_DB="sqlite:other/hark.db",
                         HARK_SECRET_FILE="other/secret", HARK_BLOBS="other/blobs")
        if SERVER_URL:
            return
        passphrase = b"correct horse battery\n"
        self.assert_code(0, "backup", "house.backup", given=passphrase)
        secret = self.hark.folder / "var/secret"
        (self.hark.folder / "var/hark.db").rename(self.hark.folder / "old.db")
        secret.write_bytes(b"another key of another house....")
        self.assertIn("secret", self.assert_code(CANTCREAT, "restore", "house.backup", given=passphrase))
        self.assertEqual(secret.read_bytes(), b"another key of another house....")
        secret.unlink()
        blob = self.hark.folder / "var/blobs/1/ab/abc"
        blob.parent.mkdir(parents=True)
        blob.write_text("x")
        self.assertIn("blobs", self.assert_code(CANTCREAT, "restore", "house.backup", given=passphrase))
        blob.unlink()
        blob.parent.rmdir()
        blob.parent.parent.rmdir()
        self.assert_code(0, "restore", "house.backup", given=passphrase)
        self.assert_code(0, "fsck")


class Export(House):
    """What is exported is what the database holds, table by table."""

    LEFT_OUT = {"session", "link", "throttle", "node", "job", "event", "idempotency", "presence",
                "link_wish", "recovery", "migration", "raw_mail", "gathered"}
    KEYS = ("sign_in ", "follow_up ", "reminder ", "loop ask ", "survey ")  # mails whose words are a key
    SECRET = {"password_hash", "totp_secret", "imap_url", "token_hash", "key_hash", "visit_hash", "unsubscribe"}

    def rows(self, sql: str) -> list:
        if SERVER_URL:
            done = subprocess.run(["psql", "-qAtX", self.hark.database.url, "-c",
                                   f"SELECT row_to_json(r) FROM ({sql}) r"], check=True, capture_output=True)
            return [json.loads(line) for line in done.stdout.decode().splitlines()]
        with contextlib.closing(sqlite3.connect(self.hark.folder / "var/hark.db")) as line:
            line.row_factory = sqlite3.Row
            return [dict(row) for row in line.execute(sql)]

    def tables(self) -> list:
        if SERVER_URL:
            return [row["name"] for row in self.rows(
                "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")]
        return [row["name"] for row in self.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]

    def test_every_table_and_every_blob_is_there(self):
        self.hark.init()
        self.hark.command("demo", "load", "--tickets", "40")
        photo = os.urandom(20_000)
        number = self.hark.mail_in(mail("Ola <ola@example.net>", "Photo", "See.", files=(("a.bin", "image/png", photo),)))
        self.hark.command("export", "out")
        out, names = self.hark.folder / "out", []
        for name in self.tables():
            if name in self.LEFT_OUT or name.startswith(("search", "sqlite_")):
                self.assertFalse((out / f"tables/{name}.jsonl").exists(), name)
                continue
            kept = [{key: value for key, value in row.items() if key not in self.SECRET and not (
                        key in ("body", "html") and row.get("effect_key", "").startswith(self.KEYS))}
                    for row in self.rows(f"SELECT * FROM {name}")]
            told = [json.loads(line) for line in (out / f"tables/{name}.jsonl").read_text().splitlines()]
            self.assertEqual(sorted(map(json.dumps, told)), sorted(map(json.dumps, kept)), name)
            names += [row[key] for row in kept for key in ("blob", "raw_blob") if row.get(key)]
        self.assertTrue(names)
        blobs = {path.name: path.read_bytes() for path in (out / "blobs").iterdir()}
        self.assertEqual(set(names), set(blobs))
        for name, content in blobs.items():
            self.assertEqual(hashlib.sha256(content).hexdigest(), name)
        ticket = next(one for one in map(json.loads, (out / "tickets.jsonl").read_text().splitlines())
                      if one["number"] == number)
        message = ticket["messages"][0]
        self.assertIn(b"Subject: Photo", blobs[message["raw_sha256"]])
        file = message["attachments"][0]
        part = blobs[file["blob"]][file["offset"]:file["offset"] + file["length"]]
        self.assertEqual((base64.b64decode(part), file["encoding"]), (photo, "base64"))
        self.assertEqual(hashlib.sha256(photo).hexdigest(), file["sha256"])

    def test_a_file_that_is_missing_is_told_and_the_rest_is_there(self):
        self.hark.init()
        self.hark.mail_in(mail("Ola <ola@example.net>", "Photo", "See.",
                               files=(("a.bin", "image/png", os.urandom(20_000)),)))
        blob = next(path for path in (self.hark.folder / "var/blobs").rglob("*") if len(path.name) == 64)
        blob.unlink()
        self.assertIn(blob.name, self.assert_code(DATAERR, "export", "out"))
        self.assertEqual(len((self.hark.folder / "out/tables/message.jsonl").read_text().splitlines()), 1)


@unittest.skipIf(SERVER_URL, "rows are taken away beside Hark, in the file")
class Losses(House):
    def test_rows_that_are_gone_are_found(self):
        self.hark.init()
        self.hark.command("demo", "load", "--tickets", "30")
        self.hark.mail_in(LETTER)
        self.assert_code(0, "fsck")
        path = self.hark.folder / "var/hark.db"
        whole = path.read_bytes()
        for table in ("inbound", "raw_mail", "recipient", "address", "history", "message", "clock", "search_content"):
            with contextlib.closing(sqlite3.connect(path)) as line:
                line.execute("PRAGMA foreign_keys = OFF")
                line.execute(f"DELETE FROM {table}")
                line.commit()
            self.assert_code(DATAERR, "fsck")
            path.write_bytes(whole)
        self.assert_code(0, "fsck")

    def test_a_damaged_file_is_told_as_such(self):
        self.hark.init()
        path = self.hark.folder / "var/hark.db"
        whole = path.read_bytes()
        for bad in (b"", b"no database " * 1000, whole[:5000], whole[:len(whole) // 2],
                    whole[:8192] + os.urandom(60_000) + whole[68_192:]):
            path.write_bytes(bad)
            self.assertIn("damaged", self.assert_code(DATAERR, "fsck"))
        path.write_bytes(whole)
        self.assert_code(0, "fsck")


class Doors(House):
    def setUp(self):
        super().setUp()
        self.hark.init()
        self.hark.start()
        self.token = self.hark.command("token", "add", "--staff", ADMIN).strip()

    def api(self, method: str, path: str, document=None, **headers: str):
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = json.dumps(document).encode() if document is not None else b""
        return self.hark.visitor().ask(method, f"/api/v1{path}", body, sent)

    def test_a_trial_tells_its_mails_to_this_machine_alone(self):
        for host, status in ((f"127.0.0.1:{self.hark.port}", 200), ("localhost", 200),
                             ("evil.example", 404), (f"evil.example:{self.hark.port}", 404),
                             ("127.0.0.1.evil.example", 404), ("localhost.evil.example", 404)):
            answer = self.hark.visitor().ask("GET", "/trial/mail", headers={"Host": host})
            self.assertEqual(answer.status, status, host)

    def test_a_note_is_added_once_for_each_key(self):
        number = self.hark.mail_in(LETTER)
        path = f"/tickets/{number}/messages"
        note = {"kind": "note", "text": "He rang again."}
        for _ in range(2):
            answer = self.api("POST", path, note, Idempotency_Key="note-1")
            self.assertEqual(answer.status, 201)
        self.assertEqual([one["channel"] for one in answer.json["messages"] if one["kind"] == "note"], ["api"])
        other = self.api("POST", path, note | {"text": "Another."}, Idempotency_Key="note-1")
        self.assertIn(other.status, (400, 409, 422))
        self.api("POST", path, note, Idempotency_Key="note-2")
        self.api("POST", path, note)
        self.assertEqual(len(self.api("GET", f"/tickets/{number}").json["messages"]), 4)
        second = self.hark.mail_in(mail("Ola <ola@example.net>", "Another", "x"))
        self.assertIn(self.api("POST", f"/tickets/{second}/messages", note, Idempotency_Key="note-1").status,
                      (400, 409, 422))

    def test_what_is_one_line_stays_one(self):
        made = self.api("POST", "/tickets", {"subject": "Kettle\r\nBcc: all@example.net", "body": "x\ny",
                                             "customer": {"name": "Ann\r\nX: y", "email": "ann@example.net"}}).json
        message = made["messages"][0]
        self.assertEqual((made["subject"], message["subject"], message["from"]["name"]),
                         ("Kettle Bcc: all@example.net", "Kettle Bcc: all@example.net", "Ann X: y"))
        changed = self.api("PATCH", f"/tickets/{made['number']}", {"subject": "a\r\nb"}).json
        self.assertEqual(changed["subject"], "a b")
        self.assertEqual(self.api("PATCH", f"/tickets/{made['number']}", {"subject": "c", "version": 1}).status, 409)

    def test_pages_say_that_the_language_of_the_browser_counts(self):
        visitor = self.hark.visitor()
        self.assertIn("Accept-Language", visitor.ask("GET", "/").headers["Vary"])
        self.assertNotIn("Accept-Language", visitor.ask("GET", "/lt/").headers["Vary"])

    def test_who_missed_something_is_told_to_read_anew(self):
        agent = self.hark.sign_in(ADMIN)
        cookie = "; ".join(f"{name}={value}" for name, value in agent.cookies.items())
        for seen, is_told in (("garbage", True), ("999999999", True), ("-4", True), ("", False)):
            head = (f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{self.hark.port}\r\nCookie: {cookie}\r\n"
                    f"Sec-Fetch-Site: same-origin\r\n" + (f"Last-Event-ID: {seen}\r\n" if seen else "") + "\r\n")
            with socket.create_connection(("127.0.0.1", self.hark.port), 5) as line:
                line.sendall(head.encode())
                told = b""
                while b"retry: " not in told:
                    told += line.recv(4096)
                line.settimeout(30 if is_told else 0.7)
                with contextlib.suppress(TimeoutError):
                    while b"event: reload" not in told:
                        told += line.recv(4096)
            self.assertIn(b"200 OK", told)
            self.assertEqual(b"event: reload" in told, is_told, (seen, told))


class Exported(House):
    def test_no_link_to_sign_in_leaves_with_the_export(self):
        self.hark.init()
        self.hark.start()
        self.assertEqual(self.lmtp(LETTER), 250)
        confirmed = self.hark.mail_to("ola@example.net")["Message-ID"].strip("<>")
        browser = self.hark.visitor()
        browser.get("/en/sign-in")
        browser.post("/en/sign-in", {"email": "ola@example.net"})
        mailed = self.hark.mail_to("ola@example.net", "sign")
        token = re.search(r"/link/([\w-]+)", mailed.get_body(("plain",)).get_content())[1]
        folder = self.hark.folder / "out"
        self.assert_code(0, "export", str(folder))
        rows = {row["mail_id"]: row for row in map(json.loads, (folder / "tables/outbox.jsonl").read_text().splitlines())}
        self.assertNotIn("body", rows[mailed["Message-ID"].strip("<>")])
        self.assertIn("Ola", rows[confirmed]["body"])
        for path in folder.rglob("*.jsonl"):
            self.assertNotIn(token, path.read_text(), path)


if __name__ == "__main__":
    unittest.main()
