"""Drives net_probe: the net role with its client, as a program."""
import contextlib
import json
import pathlib
import subprocess
import sys

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ""
MAIL = b"From: help@hark.example\r\nSubject: Hello\r\n\r\nHello\r\n.dot\r\n"
SENDER = "help@hark.example"


def lines_of(text: bytes) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def send(url: str, *recipients: str, mail: bytes = MAIL, sender: str = SENDER, word: str = "smtp"):
    """(what opening came to, what each sending came to)"""
    done = subprocess.run([PROGRAM, word, url, sender, *recipients], input=mail, check=False,
                          capture_output=True, timeout=60)
    opened, *sent, end = lines_of(done.stdout)
    if end != {"step": "end", "status": 0} or done.returncode:
        raise AssertionError(f"{end} {done.stderr.decode()}")
    return opened, sent


class Watch:
    """A watch over a mailbox, as long as the block."""

    def __init__(self, url: str, position: tuple[int, int] = (0, 0), word: str = "imap"):
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [PROGRAM, word, url, *map(str, position)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.position = position
        self.rest: list[dict] = []

    def next(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.stderr.read().decode())
        news = json.loads(line)
        if news["step"] == "news" and news["after_uidvalidity"]:
            self.position = (news["after_uidvalidity"], news["after_uid"])
        return news

    def next_mail(self) -> dict:
        while True:
            news = self.next()
            if news["step"] != "news" or news["kind"] != "ready":
                return news

    def until_ready(self) -> list[dict]:
        """What came before everything was dealt with."""
        found = []
        while True:
            news = self.next()
            if news["step"] == "over":
                raise AssertionError(news)
            if news["kind"] == "ready":
                return found
            found.append(news)

    def stop(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.rest = lines_of(self.process.stdout.read())
        self.process.wait(30)
        self.process.stdout.close()
        self.process.stderr.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def children(pid: int) -> list[int]:
    tasks = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in tasks.read_text().split()]
