"""The control centre while a house works: what its watchers cost, and how soon a change is on their screens.

Usage: control.py [--small] [SECONDS]; called by `./do bench control`. A house of a million tickets (--small:
ten thousand) takes 50 new tickets a second by its API, first while nobody watches, then while a thousand
browsers do, each with a stream of its own. What the control centre costs is the difference. Each new ticket
raises the number of open ones by one, so each event says which of them are on the screen.
"""
import http.client
import json
import pathlib
import re
import resource
import selectors
import socket
import sys
import tempfile
import threading
import time

import house
from figures import TICKET, Figure

SMALL, LARGE = 10_000, 1_000_000
WATCHERS, RATE, SECONDS = 1000, 50, 20
OPEN = re.compile(rb"of ([\d,]+) open tickets")
SUPERVISOR = "jolita@nordhome.example"


class Watchers:
    """Streams of the control centre, read by one thread; what each heard when, as (time, open tickets)."""

    def __init__(self, port: int, cookie: str, count: int):
        self.port, self.cookie = port, cookie
        self.selector = selectors.DefaultSelector()
        self.heard = [[] for _ in range(count)]
        self.rest = [b""] * count
        self.bytes, self.is_over = 0, False
        self.sockets = [self.connect(which) for which in range(count)]
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def connect(self, which: int) -> socket.socket:
        one = socket.create_connection(("127.0.0.1", self.port))
        one.sendall(f"GET /control/events HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{self.cookie}\r\n\r\n".encode())
        one.setblocking(False)
        self.selector.register(one, selectors.EVENT_READ, which)
        return one

    def read(self) -> None:
        while not self.is_over:
            for key, _ in self.selector.select(0.2):
                self.take(key.fileobj, key.data, time.monotonic())

    def take(self, one: socket.socket, which: int, now: float) -> None:
        data = one.recv(65536)
        if not data:
            raise RuntimeError("a stream ended")
        self.bytes += len(data)
        text = self.rest[which] + data
        for found in OPEN.finditer(text):
            self.heard[which].append((now, int(found[1].replace(b",", b""))))
        self.rest[which] = text[-40:] if not OPEN.search(text[-40:]) else b""

    def close(self) -> None:
        self.is_over = True
        self.thread.join()
        for one in self.sockets:
            one.close()


class Changes:
    """New tickets at a steady rate; when each was answered, and so was there for all to see."""

    def __init__(self, port: int, token: str):
        self.line = http.client.HTTPConnection("127.0.0.1", port)
        name, value = token.split(": ", 1)
        self.headers = {name: value, "Content-Type": "application/json"}
        self.at, self.number = [], 0

    def make(self, seconds: float) -> None:
        begun = time.monotonic()
        for step in range(int(seconds * RATE)):
            time.sleep(max(0.0, begun + step / RATE - time.monotonic()))
            self.number += 1
            body = json.dumps(TICKET).replace("NUMBER", str(self.number))
            self.line.request("POST", "/api/v1/tickets", body, self.headers)
            answer = self.line.getresponse()
            answer.read()
            if answer.status != 201:
                raise RuntimeError(f"no ticket: {answer.status}")
            self.at.append(time.monotonic())


def delays(watchers: Watchers, changes: Changes, before: int) -> list:
    """Of each change on each screen, in seconds. before: open tickets before the first change."""
    found = []
    for heard in watchers.heard:
        news = iter(heard)
        latest = next(news, None)
        for place, at in enumerate(changes.at):
            while latest and latest[1] < before + place + 1:
                latest = next(news, None)
            if not latest:
                raise RuntimeError("a change never came to a screen")
            found.append(max(0.0, latest[0] - at))
    return sorted(found)


def open_now(one: house.House, cookie: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", one.port)
    name, value = cookie.split(": ", 1)
    line.request("GET", "/control", headers={name: value, "HX-Request": "true"})
    return int(OPEN.search(line.getresponse().read())[1].replace(b",", b""))


def measure(one: house.House, label: str, seconds: float) -> list:
    cookie, token = one.cookie(SUPERVISOR), one.token()
    one.settle()
    alone = Changes(one.port, token)
    _, quiet = one.cpu_during(lambda: alone.make(seconds))
    one.settle()
    begun = time.monotonic()
    before = open_now(one, cookie)
    first = time.monotonic() - begun
    watchers, changes = Watchers(one.port, cookie, WATCHERS), Changes(one.port, token)
    changes.number = alone.number
    try:
        time.sleep(3)
        before = open_now(one, cookie)
        heard = watchers.bytes
        _, busy = one.cpu_during(lambda: changes.make(seconds))
        heard = watchers.bytes - heard
        time.sleep(2)
    finally:
        watchers.close()
    late = delays(watchers, changes, before)
    told = f"{label}, {WATCHERS} watchers, {RATE} changes/s"
    return [
        Figure(f"control centre, {told}, processor", (busy - quiet) / seconds * 100, "%", ("<=", 25),
               f"of one core; with the changes {busy / seconds * 100:.0f} %, they alone {quiet / seconds * 100:.0f} %",
               digits=1),
        Figure(f"a change on the screen, {told}, p99", late[len(late) * 99 // 100], "s", ("<=", 1),
               f"median {late[len(late) // 2]:.2f}, slowest {late[-1]:.2f}"),
        Figure(f"the same, to each watcher", heard / WATCHERS / seconds / 1024, "kB/s", digits=1),
        Figure(f"the first look, {label}", first, "s"),
    ]


def main(words: list, show) -> int:
    is_small = "--small" in words
    numbers = [word for word in words if word.isdigit()]
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    house.CACHE.mkdir(parents=True, exist_ok=True)
    tickets = SMALL if is_small else LARGE
    source = house.prepare(house.Place("sqlite", tickets))
    with tempfile.TemporaryDirectory(dir=house.CACHE) as name:
        one = house.copied(source, pathlib.Path(name) / "house", smtp="")
        one.init()  # brings a schema that was kept from an older run up to date
        with one.running():
            one.staff(SUPERVISOR, "Jolita", "supervisor")
            for row in measure(one, f"SQLite, {tickets:,} tickets", float((numbers or [SECONDS])[0])):
                show(row)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], print))
