"""A whole Hark of one's own: a folder, a database, a running server, and browsers before it.

    with Hark() as hark:
        rasa = hark.sign_in(hark.staff("rasa@nordhome.example", "Rasa Petrauskienė"))
        number = hark.mail_in(mail("Ola <ola@example.net>", "A question", "Where is it?"))
        rasa.get(f"/tickets/{number}")

HARK_BIN names the program (build/hark). HARK_TEST_DB unset: an SQLite file; else the URL of a
PostgreSQL, in which each Hark makes a database of its own and drops it at the end. Where
HARK_TEST_HOUSES is set (tools/test_all.py does), `hark init` finds tables made before: house.db in
that folder, or the database hark_house of that PostgreSQL. HARK_TEST_TWICE=1: each transaction is
lost once (the setting "rehearse").

As a program, for tests in other languages: "hark.py [TICKETS [still]]" starts one with so many
demonstration tickets, prints a line of JSON (url, config, folder) and ends at the end of its input.
Its clock runs, unless it shall stand still: then var/clock says what time it is.
"""
import contextlib
import email.message
import email.policy
import email.utils
import gzip
import http.client
import http.cookies
import itertools
import json
import os
import pathlib
import random
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

PROGRAM = os.environ.get("HARK_BIN", str(pathlib.Path(__file__).parents[2] / "build" / "hark"))
SERVER_URL = os.environ.get("HARK_TEST_DB", "")
HOUSES = os.environ.get("HARK_TEST_HOUSES", "")
MAILBOX = "help@nordhome.example"
ADMIN = "admin@nordhome.example"
PARTS = {"HX-Request": "true"}  # a script of ours asks
SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000


def free_port(given=itertools.count(random.randrange(20000)), held=[]) -> int:
    """Each one once, so that no two servers get the same, of this program or of another one that tests
    beside it: a name in the kernel holds it as long as the program lives. And below those that the
    system gives to whoever calls somebody (32768 and more): one of these may be taken between now and
    when it is listened on."""
    while True:
        port = 12000 + next(given) % 20000
        holder = socket.socket(socket.AF_UNIX)
        with socket.socket() as one, contextlib.suppress(OSError):
            holder.bind(f"\0hark-test-port-{port}")
            one.bind(("127.0.0.1", port))
            held.append(holder)
            return port
        holder.close()


def mail(sender: str, subject: str, text: str, *, to: str = MAILBOX, html: str = "",
         files: tuple = (), **headers: str) -> bytes:
    """The bytes of a mail. files: (name, type, bytes); headers: In_Reply_To="<...>"."""
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = email.utils.formatdate()
    message["Message-ID"] = headers.pop("Message_ID", f"<{secrets.token_hex(8)}@example.net>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, kind, content in files:
        message.add_attachment(content, *kind.split("/"), filename=name)
    return message.as_bytes()


class Database:
    """Where one Hark keeps its data."""

    def __init__(self, folder: pathlib.Path):
        self.name = f"hark_{secrets.token_hex(6)}" if SERVER_URL else ""
        self.is_empty, self.file = True, folder / "var/hark.db"
        self.url = f"sqlite:{self.file}"
        if SERVER_URL:
            self.command(f"CREATE DATABASE {self.name} STRATEGY file_copy")
            parts = urllib.parse.urlsplit(SERVER_URL)
            self.url = parts._replace(path=f"/{self.name}").geturl()
            if not parts.netloc:  # geturl() would leave out "//"
                self.url = f"{parts.scheme}:///{self.name}?{parts.query}"

    def command(self, *texts: str) -> None:
        each = [word for sql in texts for word in ("-c", sql)]
        subprocess.run(["psql", "-q", "-X", SERVER_URL, *each], check=True, stdout=subprocess.DEVNULL)

    def make_tables(self) -> None:
        """Those of the house, once, where there are some to copy."""
        if not HOUSES or not self.is_empty:
            return
        self.is_empty = False
        if self.name:
            self.command(f"DROP DATABASE {self.name}",
                         f"CREATE DATABASE {self.name} TEMPLATE hark_house STRATEGY file_copy")
        elif not self.file.exists():
            shutil.copyfile(pathlib.Path(HOUSES) / "house.db", self.file)
            self.file.chmod(0o600)

    def drop(self) -> None:
        if self.name:
            self.command(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


class Answer:
    """What came back. form_token is that of the page, ready for the next form."""

    def __init__(self, response: http.client.HTTPResponse):
        self.status, self.headers = response.status, response.headers
        self.body = response.read()
        if self.headers.get("Content-Encoding") == "gzip":
            self.body = gzip.decompress(self.body)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def where(self) -> str:
        """To which path it leads."""
        return urllib.parse.unquote(self.headers.get("Location", ""))

    @property
    def form_token(self) -> str:
        found = re.search(r'name="form-?_?token" (?:value|content)="([^"]+)"', self.text)
        return found[1] if found else ""

    @property
    def words(self) -> str:
        """What a person reads, in one line."""
        text = re.sub(r"<(script|style|svg)\b.*?</\1>|<wbr>", lambda one: " " if one[1] else "", self.text, flags=re.S)
        text = re.sub(r"<[^>]*>", " ", text)
        for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"),
                           ("&amp;", "&")):
            text = text.replace(code, sign)
        return " ".join(text.split())

    def field(self, name: str) -> str:
        """The value of an input of the page."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.text)
        return found[1] if found else ""

    @property
    def seen(self) -> dict:
        """What a form on the page of a ticket says that was seen of it."""
        return {name: self.field(name) for name in ("version", "stood")}


class Browser:
    """Keeps cookies, and sends the form token of the last page that had one."""

    def __init__(self, port: int):
        self.port, self.cookies, self.token, self.at = port, {}, "", ""

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict | None = None) -> Answer:
        path = path.partition("#")[0]  # it stays in the browser
        sent = {"Accept-Language": "en", "Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin",
                "Host": f"127.0.0.1:{self.port}"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.at:
            sent["Referer"] = f"http://127.0.0.1:{self.port}{self.at}"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(line):
            line.request(method, path, body or None, sent | (headers or {}))
            answer = Answer(line.getresponse())
        self.keep(answer)
        return answer

    def keep(self, answer: Answer) -> None:
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(header).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if is_page and answer.form_token:
            self.token = answer.form_token

    def get(self, path: str, headers: dict | None = None) -> Answer:
        """Follows redirects, as a browser does."""
        answer = self.ask("GET", path, headers=headers)
        for _ in range(5):
            if answer.status not in (302, 303, 308):
                break
            path = answer.headers["Location"]
            answer = self.ask("GET", path, headers=headers)
        if not headers:
            self.at = path
        return answer

    def send(self, path: str, fields: dict | None = None, *, files: tuple = (),
             headers: dict | None = None, token: str | None = None) -> Answer:
        """A form, answered as it is. fields may hold lists; files: (field, name, type, bytes)."""
        pairs = [("form_token", self.token if token is None else token)]
        for name, value in (fields or {}).items():
            values = value if isinstance(value, (list, tuple)) else [value]
            pairs += [(name, str(one)) for one in values]
        if files:
            body, kind = multipart(pairs, files)
        else:
            body, kind = urllib.parse.urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        return self.ask("POST", path, body, {"Content-Type": kind} | (headers or {}))

    def post(self, path: str, fields: dict | None = None, **more) -> Answer:
        """A form, and the page that it leads to."""
        answer = self.send(path, fields, **more)
        return self.get(answer.headers["Location"]) if answer.status == 303 else answer

    def resolve(self, number: int) -> Answer:
        """Presses Resolve on the page of that ticket; the page that it leads to."""
        return self.post(f"/tickets/{number}/resolve", self.get(f"/tickets/{number}").seen)


def multipart(pairs: list, files: tuple) -> tuple[bytes, str]:
    mark = f"----hark{secrets.token_hex(8)}"
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in pairs]
    for field, name, kind, content in files:
        head = (f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
                f"Content-Type: {kind}\r\n\r\n")
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def is_alive(pid: int) -> bool:
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


class Hark:
    """One house. Its clock stands still until clock() or wait() moves it, unless real_time."""

    def __init__(self, port: int = 0, folder: str = "", real_time: bool = False, **settings: str):
        self.temporary = None if folder else tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.folder = pathlib.Path(folder or self.temporary.name)
        (self.folder / "var").mkdir(parents=True, exist_ok=True)
        self.port, self.lmtp = port or free_port(), free_port()
        self.database = Database(self.folder)
        self.process = None
        self.now = int(time.time() * 1000)
        self.real_time = real_time
        self.settings = {
            "db": self.database.url, "blobs": self.folder / "var/blobs",
            "secret_file": self.folder / "var/secret", "run_dir": self.folder / "var/run",
            "listen": f"127.0.0.1:{self.port}", "base_url": f"http://127.0.0.1:{self.port}",
            "lmtp": f"127.0.0.1:{self.lmtp}", "smtp": f"dir:{self.folder}/var/mail",
            "rehearse": os.environ.get("HARK_TEST_TWICE", "0"),
        } | settings
        if not real_time:
            self.settings["clock"] = f"file:{self.folder}/var/clock"
            self.clock(self.now)
        self.config = self.folder / "hark.conf"
        self.config.write_text("".join(f"{k} = {v}\n" for k, v in self.settings.items()))

    # ---- its life ----

    def command(self, *words: str, given: bytes = b"") -> str:
        """`hark WORDS`, which must come out well."""
        done = subprocess.run([PROGRAM, *words, "--config", str(self.config)], input=given,
                              capture_output=True, cwd=self.folder, check=False)
        if done.returncode:
            raise AssertionError(f"hark {' '.join(words)}: {done.returncode} {done.stderr.decode()}")
        return done.stdout.decode()

    def init(self) -> str:
        """An organisation with one mailbox; a link that signs the administrator in."""
        self.database.make_tables()
        link = self.command("init", "--org", "Nordhome", "--admin", ADMIN, "--mailbox", MAILBOX,
                            "--timezone", "Europe/Vilnius").strip()
        self.tick()
        return link

    def start(self) -> None:
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [PROGRAM, "serve", "--config", str(self.config)], cwd=self.folder, stderr=log, stdout=log)
        log.close()
        self.until(self.is_ready, "the server to answer")

    def is_ready(self) -> bool:
        if self.process.poll() is not None:
            log = (self.folder / "log").read_text()
            raise AssertionError(f"hark ended: {log[:2000]}\n...\n{log[-1000:]}")
        try:
            return Browser(self.port).ask("GET", "/healthz").status == 200
        except OSError:
            return False

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self.process = None

    def kill(self) -> None:
        """kill -9 of the supervisor; returns once its children have ended with it."""
        family = [self.process.pid]
        for pid in family:
            for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                family += map(int, task.read_text().split())
        self.process.kill()
        self.process.wait(60)
        self.process = None
        self.until(lambda: not any(map(is_alive, family)), "its children to end")

    def complaints(self) -> str:
        """What a sanitizer said, when the program was built with one."""
        log = self.folder / "log"
        found = re.search(r"(ERROR: \w+Sanitizer|runtime error:).*", log.read_text("utf-8", "replace"),
                          re.S) if log.exists() else None
        return found[0][:3000] if found else ""

    def close(self) -> None:
        self.stop()
        complaints = self.complaints()
        self.database.drop()
        if self.temporary:
            self.temporary.cleanup()
        if complaints:
            raise AssertionError(complaints)

    def __enter__(self) -> "Hark":
        self.init()
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.close()

    # ---- its clock ----

    def clock(self, now: int) -> None:
        """Sets the time that Hark believes in, milliseconds since 1970."""
        self.now = now
        path = self.folder / "var/clock"
        path.with_suffix(".new").write_text(str(now))
        path.with_suffix(".new").rename(path)

    def wait(self, ms: int) -> None:
        self.clock(self.now + ms)

    def tick(self) -> None:
        """Ids of one millisecond, made by two programs, stand in no order: what comes now comes later."""
        if not self.real_time:
            self.wait(1)

    @contextlib.contextmanager
    def weeks_ago(self, weeks: int):
        """What is done within it was done then: what is said in confidence appears a week later."""
        self.wait(-weeks * 7 * 86_400_000)
        try:
            yield
        finally:
            self.wait(weeks * 7 * 86_400_000)

    def until(self, is_so, what: str, seconds: float = 60, every: float = 0.02):
        """Waits in real time for what other threads do; gives what is_so gave."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = is_so()
            if found:
                return found
            time.sleep(every)
        raise AssertionError(f"waited in vain for {what}")

    # ---- people and mail ----

    def staff(self, address: str, name: str, role: str = "agent") -> str:
        self.command("staff", "add", address, "--name", name, "--role", role)
        self.tick()
        return address

    def link(self, address: str) -> str:
        """The path that signs this person in once."""
        return urllib.parse.urlsplit(self.command("link", address).strip()).path

    def visitor(self) -> Browser:
        return Browser(self.port)

    def sign_in(self, address: str) -> Browser:
        browser, path = self.visitor(), self.link(address)
        browser.get(path)
        browser.post(path)
        if "session" not in browser.cookies:
            raise AssertionError(f"{address} could not sign in")
        return browser

    def mail_in(self, message: bytes) -> int:
        """Hands a mail over; the number of its ticket, 0 for none. What comes then comes later."""
        number = json.loads(self.command("mail-in", given=message))["ticket"] or 0
        self.tick()
        return number

    def mails(self) -> list[email.message.EmailMessage]:
        """What was sent so far, oldest first."""
        folder = self.folder / "var/mail"
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                for path in sorted(folder.rglob("*.eml"))]

    def mail_to(self, address: str, subject: str = "") -> email.message.EmailMessage:
        """The newest mail to him, waited for."""
        def newest():
            found = [one for one in self.mails() if address in str(one["To"]) and
                     subject in str(one["Subject"])]
            return found[-1] if found else None
        return self.until(newest, f"a mail to {address}")


def main() -> None:
    hark = Hark(real_time=sys.argv[2:] != ["still"])
    try:
        hark.init()
        if len(sys.argv) > 1:
            hark.command("demo", "load", "--tickets", sys.argv[1])
        hark.start()
        print(json.dumps({"url": f"http://127.0.0.1:{hark.port}", "config": str(hark.config),
                          "folder": str(hark.folder), "program": PROGRAM}), flush=True)
        sys.stdin.read()
    finally:
        hark.close()


if __name__ == "__main__":
    main()
