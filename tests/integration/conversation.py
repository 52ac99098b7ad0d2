"""A conversation of customers who write with real mail programs, through real Postfix and Dovecot.

mutt and s-nail answer what lies in the customer's Maildir with their own headers and quoting;
swaks and git send-email are told what they answer, as their users must. What the customers and the
agent said is kept here, and judged at the end by what Hark and the mailboxes have.
"""
import collections
import concurrent.futures
import contextlib
import dataclasses
import email
import email.policy
import hashlib
import html
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import time

from mailrig import missing, wait_for

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "torture"))

import house as torture  # pylint: disable=wrong-import-position

PROGRAMS = ("mutt", "s-nail", "swaks", "git-send-email")
PROGRAM_SECONDS = 30
AT_ONCE = 4
SENTENCES = {
    "en": ("Where is my parcel?", "The lamp that I ordered has not come yet.", "Thank you, we look into it."),
    "lt": ("Kur mano siunta?", "Lempa, kurią užsisakiau, dar neatkeliavo. Ačiū už žinią!", "Ačiū, pažiūrėsime."),
    "bn": ("আমার পার্সেল কোথায়?", "আমি যে বাতিটি অর্ডার করেছিলাম, সেটি এখনো আসেনি।", "ধন্যবাদ, আমরা দেখছি।"),
    "ta": ("என் பொதி எங்கே?", "நான் வாங்கிய விளக்கு இன்னும் வரவில்லை.", "நன்றி, நாங்கள் பார்க்கிறோம்."),
}
FILES = {"en": "The lamp.png", "lt": "Lempa ąčęė.png", "bn": "বাতি.png", "ta": "விளக்கு.png"}
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
MUTTRC = """\
set realname="{name}" from="{address}" use_from=yes envelope_from=yes hostname="customer.example"
set smtp_url="smtp://127.0.0.1:{port}/" ssl_starttls=no ssl_force_tls=no
set charset="utf-8" send_charset="us-ascii:utf-8" sort=mailbox-order
set editor="{folder}/editor" autoedit=yes fast_reply=yes include=yes edit_headers=yes
set copy=no record="" move=no quit=yes mark_old=no recall=no abort_nosubject=no abort_unmodified=no
set folder="{folder}" header_cache="" beep=no wait_key=no signature="" mailcap_path=""
alternative_order text/plain
"""
# Files are named in the head of the draft, the new words go above the quote.
# Dated back: mutt asks about a file that another second than its own wrote.
EDITOR = """\
#!/bin/sh
{{ sed '/^$/,$d' "$1"; cat '{folder}/heads'; echo; cat '{folder}/words'; echo; sed '1,/^$/d' "$1"; }} >'{folder}/draft'
cat '{folder}/draft' >"$1"
touch -d '1 minute ago' "$1"
"""
NAILRC = """\
set v15-compat ttycharset=utf-8 sendcharsets=utf-8 mta=smtp://127.0.0.1:{port} smtp-auth=none
set from="{name} <{address}>" quote indentprefix="> " hostname=customer.example quiet keepsave
"""


def absent() -> str:
    """Why this machine cannot have the conversation; ""."""
    places = {"git-send-email": "/usr/lib/git-core/git-send-email"}
    lacking = [name for name in PROGRAMS if not shutil.which(places.get(name, name))]
    return missing() or (f"not installed: {', '.join(lacking)}" if lacking else "")


@dataclasses.dataclass
class Said:
    """One mail of this conversation. topic: which of the customer's matters."""
    topic: int
    text: str
    file: tuple = ()  # name, bytes


class Box:
    """What lies in a Maildir, each file read once."""

    def __init__(self, mailbox):
        self.mailbox, self.read = mailbox, {}

    def mails(self) -> list:
        for path in [*self.mailbox.folder.glob("new/*"), *self.mailbox.folder.glob("cur/*")]:
            name = path.name.partition(":")[0]
            if name not in self.read:
                self.read[name] = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        return list(self.read.values())

    def with_text(self, text: str) -> list:
        return [one for one in self.mails() if words_of(one).startswith(text)]


def words_of(mail) -> str:
    part = mail.get_body(("plain",))
    return part.get_content().replace("\r\n", "\n") if part else ""


class Customer:
    """Somebody with a mailbox in Dovecot and a friend who gets copies. Programs are below."""

    sends_files = True

    def __init__(self, world, number: int, name: str, language: str):
        self.world, self.name, self.language = world, name, language
        self.address, self.friend = f"talk{number}@customer.example", f"friend{number}@customer.example"
        self.box, self.friends_box = (Box(world.rig.mailbox(one)) for one in (self.address, self.friend))
        self.folder = world.rig.folder / f"talk{number}"
        self.folder.mkdir()
        self.said, self.heard, self.tickets = [], [], {}
        self.prepare({"name": name, "address": self.address, "folder": self.folder,
                      "port": world.rig.ports["smtp"]})

    def prepare(self, values: dict) -> None:
        """Writes the settings of the program."""

    def subject(self, topic: int) -> str:
        return f"{SENTENCES[self.language][0]} {topic + 1}"

    def text(self, at: int) -> str:
        return f"{SENTENCES[self.language][1]}\n\n{self.name}, {at + 1}"

    def speak(self, at: int) -> None:
        """The first two mails begin a matter each; those after them answer what came last on one."""
        topic = at % 2
        said = Said(topic, self.text(at))
        if self.sends_files and at % 3 == 0:
            said.file = (FILES[self.language], PICTURE + said.text.encode())
            (self.folder / said.file[0]).write_bytes(said.file[1])
        (self.folder / "words").write_text(said.text + "\n")
        if at < 2:
            self.begin(said)
        else:
            self.answer(said, self.last_heard(topic))
        self.said.append(said)

    def last_heard(self, topic: int):
        last = [one for one in self.heard if one.topic == topic][-1]
        return self.box.with_text(last.text)[0]

    def environment(self) -> dict:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TERM": "xterm", "LC_ALL": "C.UTF-8",
                "MAILRC": str(self.folder / "nailrc")}

    def run(self, *command: str, given: str = "") -> None:
        done = subprocess.run(command, input=given, text=True, capture_output=True, check=False,
                              timeout=PROGRAM_SECONDS, cwd=self.folder, env=self.environment())
        if done.returncode:
            raise AssertionError(f"{command[0]}: {done.returncode} {done.stdout[-1000:]} {done.stderr}")


class Mutt(Customer):
    """A program for a terminal."""

    def prepare(self, values: dict) -> None:
        (self.folder / "muttrc").write_text(MUTTRC.format(**values))
        (self.folder / "editor").write_text(EDITOR.format(**values))
        (self.folder / "editor").chmod(0o755)

    def begin(self, said: Said) -> None:
        files = ("-a", said.file[0]) if said.file else ()
        self.run("mutt", "-n", "-F", "muttrc", "-s", self.subject(said.topic), "-c", self.friend, *files,
                 "--", self.world.to, given=said.text + "\n")

    def answer(self, said: Said, mail) -> None:
        path = str(self.folder / said.file[0]).replace(" ", "\\ ") if said.file else ""
        (self.folder / "heads").write_text(f"Attach: {path}\n" if path else "")
        keys = f"<limit>~i {mail['Message-ID'].strip('<>')}<enter><first-entry><group-reply><send-message><exit>"
        call = ("mutt", "-n", "-R", "-F", "muttrc", "-f", str(self.box.mailbox.folder), "-e", f'push "{keys}"')
        screen, terminal = pty.openpty()
        with subprocess.Popen(call, stdin=terminal, stdout=terminal, stderr=terminal, cwd=self.folder,
                              start_new_session=True, env=self.environment()) as program:
            os.close(terminal)
            shown = self.read(screen)
            program.wait(1)
        if program.returncode:
            raise AssertionError(f"mutt: {program.returncode} {shown[-1500:]}")

    @staticmethod
    def read(screen: int) -> bytes:
        """Until the program leaves its terminal, or has had its time."""
        shown, end = b"", time.monotonic() + PROGRAM_SECONDS
        with contextlib.suppress(OSError), open(screen, "rb", buffering=0) as stream:
            while time.monotonic() < end:
                if select.select([stream], [], [], 0.2)[0]:
                    shown += stream.read(65536)
        return shown


class Nail(Customer):
    """It writes below what it quotes."""

    def prepare(self, values: dict) -> None:
        (self.folder / "nailrc").write_text(NAILRC.format(**values))

    def begin(self, said: Said) -> None:
        files = ("-a", said.file[0]) if said.file else ()
        self.run("s-nail", "-:u", "-s", self.subject(said.topic), "-c", self.friend, *files, self.world.to,
                 given=said.text + "\n")

    def answer(self, said: Said, mail) -> None:
        which = f"(header message-id \"{mail['Message-ID'].strip('<>')}\")"
        files = [f"~@ '{self.folder / said.file[0]}'"] if said.file else []
        deeds = [f"reply '{which}'", said.text, *files, "~.", "exit", ""]
        self.run("s-nail", "-:u", "-#", "-R", "-f", str(self.box.mailbox.folder), given="\n".join(deeds))


def quoted(mail) -> str:
    """As who has no program for it pastes it."""
    lines = "".join(f"> {line}\n" for line in words_of(mail).splitlines())
    return f"\nOn {mail['Date']}, {mail['From']} wrote:\n{lines}"


def thread_of(mail) -> dict:
    return {"In-Reply-To": mail["Message-ID"],
            "References": " ".join(f"{mail['References'] or ''} {mail['Message-ID']}".split())}


class Swaks(Customer):
    """Says nothing of charsets and writes heads as they are."""

    def send(self, said: Said, subject: str, text: str, heads: dict) -> None:
        (self.folder / "body").write_text(text)
        more = [word for name, value in heads.items() for word in ("--add-header", f"{name}: {value}")]
        if said.file:
            more += ["--attach-type", "image/png", "--attach-name", said.file[0], "--attach", f"@{said.file[0]}"]
        self.run("swaks", "--silent", "2", "--server", f"127.0.0.1:{self.world.rig.ports['smtp']}",
                 "--from", self.address, "--to", f"{self.world.to},{self.friend}",
                 "--h-From", f'"{self.name}" <{self.address}>', "--h-To", self.world.to,
                 "--add-header", f"Cc: {self.friend}", "--h-Subject", subject, "--body", "@body", *more)

    def begin(self, said: Said) -> None:
        self.send(said, self.subject(said.topic), said.text + "\n", {})

    def answer(self, said: Said, mail) -> None:
        self.send(said, f"Re: {self.subject(said.topic)}", f"{said.text}\n{quoted(mail)}", thread_of(mail))


class Git(Customer):
    """Sends what is written like a patch; it has no files."""

    sends_files = False

    def prepare(self, values: dict) -> None:
        (self.folder / ".gitconfig").write_text(
            f"[user]\n\tname = {self.name}\n\temail = {self.address}\n")

    def send(self, subject: str, text: str, *more: str) -> None:
        (self.folder / "mail.patch").write_text(f"Subject: {subject}\n\n{text}")
        self.run("git", "send-email", "--quiet", "--confirm=never", "--suppress-cc=all", "--no-validate",
                 f"--from={self.name} <{self.address}>", f"--to={self.world.to}", f"--cc={self.friend}",
                 "--8bit-encoding=UTF-8", "--smtp-server=127.0.0.1",
                 f"--smtp-server-port={self.world.rig.ports['smtp']}", *more, "mail.patch")

    def begin(self, said: Said) -> None:
        self.send(self.subject(said.topic), said.text + "\n")

    def answer(self, said: Said, mail) -> None:
        self.send(f"Re: {self.subject(said.topic)}", f"{said.text}\n{quoted(mail)}",
                  f"--in-reply-to={mail['Message-ID']}")


CAST = ((Mutt, "Žygimantas Šakalys", "lt"), (Nail, "Rahima রহিমা খাতুন", "bn"),
        (Swaks, "தமிழ்ச்செல்வி", "ta"), (Git, "Ola Żukowska", "en"),
        (Mutt, "রফিক উদ্দিন", "bn"), (Nail, "Eglė Ąžuolaitė", "lt"), (Mutt, "Meena மீனா", "ta"),
        (Swaks, "Ona Šiaulienė", "lt"), (Nail, "Tom O'Brien", "en"), (Git, "Jūratė Ilgėnaitė", "lt"))


class Talk:
    """people: how many of the cast; rounds: how often each of them writes and is answered.
    world: of test_mail_journey.py; its agent answers."""

    def __init__(self, world, to: str, people: int, rounds: int):
        self.world, self.rounds, self.faults = world, rounds, []
        world.to = to
        self.people = [program(world, number, name, language)
                       for number, (program, name, language) in enumerate(CAST[:people])]

    def tickets(self) -> list:
        lines = self.world.hark.command("ticket", "list", "--json").splitlines()
        return [torture.hark.json.loads(line) for line in lines]

    def ticket(self, number: int) -> dict:
        return torture.hark.json.loads(self.world.hark.command("ticket", "show", str(number), "--json"))

    def exchange(self) -> None:
        for at in range(self.rounds):
            with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda one, at=at: one.speak(at), self.people))
            count = (at + 1) * len(self.people)
            wait_for(lambda count=count: self.number("SELECT count(*) FROM inbound") >= count,
                     f"{count} mails did not arrive", 20)
            if at < 2:
                self.find_tickets(at)
            for one in self.people:
                self.reply(one, at)
            self.world.wait(11_000)
            for one in self.people:
                wait_for(lambda one=one: one.box.with_text(one.heard[-1].text) and
                         one.friends_box.with_text(one.heard[-1].text),
                         f"{one.address} or his friend did not get {one.heard[-1].text!r}", 60)

    def find_tickets(self, topic: int) -> None:
        for one in self.people:
            number = [ticket["number"] for ticket in self.tickets()
                      if ticket["subject"] == one.subject(topic) and one.address in ticket["customer"]["addresses"]]
            if len(number) != 1:
                raise AssertionError(f"{one.name}, {one.subject(topic)}: tickets {number}")
            one.tickets[topic] = number[0]

    def reply(self, one: Customer, at: int) -> None:
        """As the page offers it: to everybody who is ticked."""
        topic, agent = at % 2, self.world.rasa
        said = Said(topic, f"{SENTENCES[one.language][2]} ({one.tickets[topic]}.{at + 1})")
        if at % 4 == 1:
            said.file = (FILES[one.language], PICTURE + said.text.encode())
        path = f"/tickets/{one.tickets[topic]}"
        page = agent.get(path)
        fields = {"text": said.text, "version": page.field("version"), "addressed": "1", "to": [], "cc": []}
        for kind, value in re.findall(r'type="checkbox" name="(to|cc)" value="([^"]*)" checked', page.text):
            fields[kind].append(html.unescape(value))
        files = (("files", said.file[0], "image/png", said.file[1]),) if said.file else ()
        answer = agent.send(f"{path}/replies", fields, files=files)
        sure = re.findall(r'name="sure" value="([^"]*)"', answer.text)
        if answer.status == 409 and sure:  # somebody new would get it; yes
            answer = agent.send(f"{path}/replies", fields | {"sure": sure, "version": answer.field("version")},
                                files=files)
        if answer.status != 303:
            raise AssertionError(f"{path}: {answer.status} {answer.words[-500:]}")
        one.heard.append(said)

    def number(self, sql: str) -> int:
        return int(torture.House.rows(self.world.hark, sql)[0][0])

    # ---- the verdict ----

    def demand(self, is_so: bool, sentence: str) -> None:
        if not is_so:
            self.faults.append(sentence)

    def judge(self) -> list:
        """Sentences about what is wrong."""
        for one in self.people:
            mine = [ticket for ticket in self.tickets() if one.address in ticket["customer"]["addresses"]]
            self.demand(len(mine) == min(self.rounds, 2), f"{one.name} has {len(mine)} tickets")
            for topic, number in one.tickets.items():
                self.judge_ticket(one, topic, self.ticket(number))
            self.judge_boxes(one)
        self.judge_ledger()
        return self.faults

    def judge_ticket(self, one: Customer, topic: int, ticket: dict) -> None:
        where, messages = f"{type(one).__name__} #{ticket['number']}", ticket["messages"]
        said = [mail for mail in one.said if mail.topic == topic]
        heard = [mail for mail in one.heard if mail.topic == topic]
        expected = [kind for _ in said for kind in ("in", "out")]
        self.demand([message["kind"] for message in messages] == expected,
                    f"{where}: {[message['kind'] for message in messages]}")
        self.demand(ticket["customer"]["name"] == one.name, f"{where}: {ticket['customer']['name']}")
        for mail, message in zip(said, [message for message in messages if message["kind"] == "in"]):
            self.judge_message(f"{where} in", mail, message)
            self.demand(message["from"]["name"] == one.name, f"{where}: from {message['from']}")
            self.demand(one.friend in [person["address"] for person in message["cc"]],
                        f"{where}: cc {message['cc']}")
        for mail, message in zip(heard, [message for message in messages if message["kind"] == "out"]):
            self.judge_message(f"{where} out", mail, message)
            self.demand(message["sending"] == "sent", f"{where}: {message['sending']}")

    def judge_message(self, where: str, mail: Said, message: dict) -> None:
        text = message["reply"].replace("\r\n", "\n").strip()
        names = [(file["name"], file["sha256"]) for file in message["attachments"]]
        self.demand(text == mail.text, f"{where}: {text!r} instead of {mail.text!r}")
        expected = [(mail.file[0], hashlib.sha256(mail.file[1]).hexdigest())] if mail.file else []
        self.demand(names == expected, f"{where}: files {names} instead of {expected}")

    def judge_boxes(self, one: Customer) -> None:
        """Each answer is there once, for the customer and for his friend."""
        for said in one.heard:
            for box in (one.box, one.friends_box):
                found = box.with_text(said.text)
                files = [(part.get_filename(), part.get_content()) for mail in found
                         for part in mail.iter_attachments()]
                self.demand(len(found) == 1, f"{one.name} has {said.text!r} {len(found)} times")
                self.demand(files == ([said.file] if said.file else []), f"{one.name}: files {files}")

    def judge_ledger(self) -> None:
        rows = torture.House.rows(self.world.hark, "SELECT mail_id, outcome, seen FROM inbound")
        outcomes = collections.Counter(outcome for _, outcome, _ in rows)
        begun = min(self.rounds, 2) * len(self.people)
        expected = {"ticket": begun, "follow-up": self.rounds * len(self.people) - begun}
        self.demand(len({row[0] for row in rows}) == len(rows), "a Message-ID stands twice in the ledger")
        self.demand({kind: count for kind, count in expected.items() if count} == dict(outcomes),
                    f"the ledger has {dict(outcomes)} instead of {expected}")
        self.demand({int(row[2]) for row in rows} == {1}, "a mail came more than once")
        not_sent = self.number("SELECT count(*) FROM outbox WHERE state <> 'sent'")
        self.demand(not_sent == 0, f"{not_sent} mails did not leave")

    def figures(self) -> str:
        mails = sum(len(one.said) + len(one.heard) for one in self.people)
        files = sum(1 for one in self.people for said in one.said + one.heard if said.file)
        return f"{mails} mails of {len(self.people)} people exchanged, {files} with a file"


def hold(world, to: str, people: int, rounds: int) -> Talk:
    """The whole conversation; talk.faults says what was wrong."""
    talk, begun = Talk(world, to, people, rounds), time.monotonic()
    talk.exchange()
    talk.judge()
    talk.seconds = time.monotonic() - begun
    return talk
