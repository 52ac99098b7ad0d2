"""Each figure of docs/figures.md: how it is measured, what it must be, what bounds it."""
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import resource
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse

import bounds
import hark
import mails
from house import TOP, House, memory_of

ENGLISH, BENGALI = "fridge", "দয়া"  # each in two of the 21 stories of the demonstration
GZIP = "Accept-Encoding: gzip"
LISTENERS = 5000
RUNS = 5


@dataclasses.dataclass
class Figure:
    """One line of the table. must: (sign, number); bound: what stands beside it."""
    name: str
    value: float
    unit: str
    must: tuple | None = None
    bound: str = ""
    digits: int = 2

    @property
    def is_met(self) -> bool:
        if not self.must:
            return True
        sign, number = self.must
        return self.value <= number if sign == "<=" else self.value >= number


def times(value: float, bound: float) -> str:
    return f"{value / bound:.1f} times" if bound else "?"


class Meter:
    """Measures one house; pages: nothing is written, so its data may be kept."""

    def __init__(self, house: House, label: str, sizes: dict):
        self.house, self.label = house, label
        self.runs, self.few = sizes["runs"], sizes["few"]
        self.cookie, self.rows = "", []

    def on_sqlite(self, *must) -> tuple | None:
        """What is asked of SQLite alone; on PostgreSQL the figure is only told."""
        return must if "SQLite" in self.label else None

    def add(self, name: str, value: float, unit: str, **more) -> float:
        self.rows.append(Figure(f"{name}, {self.label}", value, unit, **more))
        return value

    def page_ms(self, path: str, requests: int) -> tuple[float, float]:
        """Processor for one request, median of the runs; bytes of the answer."""
        headers = [self.cookie, GZIP]
        self.house.ask(4, 50, path, *headers)
        runs = [self.house.ask(4, requests, path, *headers) for _ in range(self.runs)]
        return statistics.median(one["cpu_ms"] for one in runs), runs[0]["bytes"]

    # ---- pages ----

    def inbox(self) -> float:
        value, size = self.page_ms("/inbox", 1000 // self.few)
        bare = bounds.query(self.house, "inbox", 1)
        static = bounds.nginx(int(size))
        beside = f"bare query {bare:.3f} ms, " + (
            f"nginx static page {static:.3f} ms: {times(value, bare + static)} both" if static
            else f"{times(value, bare)}; nginx is not installed")
        return self.add("inbox page of 50, processor", value, "ms", must=self.on_sqlite("<=", 0.6),
                        bound=beside)

    def ticket(self, number) -> None:
        value, size = self.page_ms(f"/tickets/{number}", 1000 // self.few)
        static = bounds.nginx(int(size))
        beside = (f"nginx static page {static:.3f} ms: {times(value, static)}" if static
                  else "nginx is not installed")
        self.add("ticket page with 20 messages, processor", value, "ms",
                 must=self.on_sqlite("<=", 0.5), bound=beside)

    def unsettled(self, number) -> None:
        """The same pages where no answer can be remembered from one request to the next."""
        if "SQLite" not in self.label:
            return
        for name, path, most in (("inbox page of 50", "/inbox", 0.6),
                                 ("ticket page with 20 messages", f"/tickets/{number}", 0.5)):
            with self.house.unsettled():
                value, _ = self.page_ms(path, 1000 // self.few)
            self.add(f"{name}, others commit all the time, processor", value, "ms", must=("<=", most))

    def search(self, most: float) -> None:
        for word, name in ((ENGLISH, "English"), (BENGALI, "Bengali")):
            value, _ = self.page_ms(f"/search?q={urllib.parse.quote(word)}", 300 // self.few)
            bare = bounds.query(self.house, "find", 1, word)
            self.add(f"search, {name} word in 10 % of tickets, processor", value, "ms",
                     must=("<=", most), bound=f"bare query {bare:.3f} ms: {times(value, bare)}")
        parts = [ENGLISH[:3], BENGALI[:3], ENGLISH[:4]]
        worst = max(self.page_ms(f"/search?q={urllib.parse.quote(part)}&part=1",
                                 300 // self.few)[0] for part in parts)
        self.add("search as one types, slowest of three, processor", worst, "ms",
                 must=self.on_sqlite("<=", 5))

    def pages(self, search_most: float) -> None:
        with self.house.running():
            self.cookie = self.house.cookie()
            self.house.settle()
            number = twenty_messages(self.house)
            self.inbox()
            self.ticket(number)
            self.unsettled(number)
            self.search(search_most)

    # ---- what is written ----

    def written(self, name: str, runs: list, least: float | None, most: float, kept: str) -> None:
        """How many a second and what each costs: the processor bounds it, or what the disk keeps."""
        rate = statistics.median(one["per_second"] for one in runs)
        cost = statistics.median(one["cpu_ms"] for one in runs)
        limit = os.cpu_count() * 1000 / cost
        self.add(name, rate, "/s", must=(">=", least) if least else None, digits=0,
                 bound=f"the processors have work for {limit:.0f}/s, less what asking takes: "
                       f"{rate / limit:.0%}; the disk keeps {kept}")
        self.add(f"{name}, processor", cost, "ms", must=self.on_sqlite("<=", most))

    def create(self, clients: int, count: int, least: float | None, disk: float) -> None:
        runs = []
        for _ in range(3):
            runs.append(self.new_tickets(clients, count))
            self.house.settle()
        self.written(f"tickets created by the API, {clients} clients", runs, least, 0.7,
                     f"{disk:.0f} commits/s, each for up to {clients} tickets")

    def new_tickets(self, clients: int, count: int) -> dict:
        body = self.house.folder / "body.json"
        body.write_text(json.dumps(TICKET), encoding="utf-8")
        return self.house.ask(clients, count, "/api/v1/tickets", self.house.token(),
                              "Content-Type: application/json", method="POST", body=body)

    def mail(self, count: int, least: float, most: float, files: float) -> None:
        corpus = mails.corpus(self.house.folder / "corpus")
        self.house.mails(8, 48, corpus)
        runs = []
        for _ in range(3):
            runs.append(self.house.mails(8, count, corpus))
            self.house.settle()
        self.written("mails by LMTP, 8 connections", runs, least, most,
                     f"{files:.0f} new files/s from 8 threads")

    # ---- the whole ----

    def start_to_ready(self) -> None:
        seconds = []
        for _ in range(self.runs):
            begun = time.monotonic()
            with self.house.running():
                seconds.append(time.monotonic() - begun)
        self.add("start to ready", statistics.median(seconds), "s", must=("<=", 0.5))

    def memory(self) -> None:
        """Idle, and with many who listen."""
        with self.house.running():
            self.cookie = self.house.cookie()
            self.house.settle()
            self.add("memory of all roles, idle", memory_of(self.house.process.pid), "MB",
                     must=("<=", 40), digits=1)
            self.house.ask(4, 500 // self.few, "/inbox", self.cookie, GZIP)
            with Listeners(self.house.port, self.cookie, LISTENERS // self.few) as listeners:
                self.add(f"memory of all roles, {listeners.count} listeners",
                         memory_of(self.house.process.pid), "MB", must=("<=", 150), digits=1)

    def under_load(self) -> None:
        """Pages, new tickets and mails at once; the highest that is seen meanwhile."""
        corpus = mails.corpus(self.house.folder / "corpus")
        cookie = self.house.cookie()
        highest = 0.0
        with concurrent.futures.ThreadPoolExecutor() as pool:
            loads = [pool.submit(self.house.ask, 32, 20000 // self.few, "/inbox", cookie, GZIP),
                     pool.submit(self.new_tickets, 64, 6000 // self.few),
                     pool.submit(self.house.mails, 8, 960 // self.few, corpus)]
            while concurrent.futures.wait(loads, timeout=0.1).not_done:
                highest = max(highest, memory_of(self.house.process.pid))
        for load in loads:
            load.result()
        self.add("memory of all roles, under load", highest, "MB", must=("<=", 120), digits=1)


TICKET = {
    "subject": "Kettle NUMBER",
    "body": "Good morning, the kettle with order number NUMBER arrived broken: the lid does not "
            "close and water runs out at the handle. Please tell me whether you will replace it "
            "or return my money; I need it before Friday.",
    "customer": {"name": "Rasa Petrauskiene", "email": "cNUMBER@example.net"},
}
REPLY = ("Thank you for writing. The part **is on its way** and will be with you on Friday before "
         "noon; the technician calls you half an hour before.\n\n* please keep the tap shut\n"
         "* please keep the receipt\n\nWe are sorry for the trouble.")


def twenty_messages(house: House) -> int:
    """A ticket with the customer's question, ten replies and nine notes; its number."""
    visitor = house.visitor()
    headers = {"Authorization": house.token().split(": ")[1], "Content-Type": "application/json"}
    made = visitor.ask("POST", "/api/v1/tickets", json.dumps(TICKET).encode(), headers)
    number = made.json["number"]
    for index in range(19):
        body = json.dumps({"kind": "reply" if index % 2 == 0 else "note", "text": REPLY}).encode()
        answer = visitor.ask("POST", f"/api/v1/tickets/{number}/messages", body, headers)
        if answer.status != 201:
            raise RuntimeError(f"a message was not taken: {answer.status} {answer.text}")
    return number


class Listeners:
    """Idle event streams."""

    def __init__(self, port: int, cookie: str, count: int):
        self.port, self.count = port, count
        self.request = (f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{cookie}\r\n"
                        "Accept: text/event-stream\r\n\r\n").encode()
        self.lines = []

    def __enter__(self) -> "Listeners":
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        for index in range(self.count):
            line = socket.socket()
            # More than 28,000 ports of one address are not needed, but 127/8 has them.
            line.bind((f"127.0.0.{2 + index // 20000}", 0))
            line.connect(("127.0.0.1", self.port))
            line.sendall(self.request)
            self.lines.append(line)
        for line in self.lines:
            line.settimeout(20)
            if b" 200 " not in line.recv(4096):
                raise RuntimeError("an event stream was refused")
        time.sleep(1)
        return self

    def __exit__(self, *_) -> None:
        for line in self.lines:
            line.close()


def weight_of(house: House, browser: hark.Browser, path: str) -> tuple[float, bool]:
    """kB that a first visit fetches without fonts, as sent; whether there is a script."""
    raw = fetch(house, path, browser)
    page = browser.get(path).text
    total, has_script = len(raw), "<script" in page
    links = re.findall(r'(?:href|src)="(/assets/[^"#]+)', page)
    for link in sorted(set(links)):
        if not link.endswith((".woff2", ".png", ".ico", ".webmanifest")):
            total += len(fetch(house, link, browser))
    return total / 1000, has_script


def fetch(house: House, path: str, browser: hark.Browser) -> bytes:
    """The body as it comes over the line, compressed."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    command = ["curl", "-s", "-H", "Accept-Encoding: br, gzip", "-H", f"Cookie: {cookies}",
               f"http://127.0.0.1:{house.port}{path}"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def weights(house: House) -> list:
    with house.running():
        agent = house.sign_in("rasa@nordhome.example")
        number = twenty_messages(house)
        rows = []
        for path in ("/inbox", f"/tickets/{number}"):
            value, _ = weight_of(house, agent, path)
            name = "inbox" if path == "/inbox" else "ticket page"
            rows.append(Figure(f"agent's first visit, {name}, compressed without fonts", value, "kB",
                               ("<=", 90), digits=1))
        value, has_script = weight_of(house, house.visitor(), "/")
        rows.append(Figure("customer's first visit, compressed without fonts", value, "kB",
                           ("<=", 30), "with a script!" if has_script else "no script", 1))
    return rows


def assign(folder: pathlib.Path) -> list:
    """Who gets a ticket, among 2,000 people with 50 skills each (choose_bench.c), on SQLite."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        lines = subprocess.run([TOP / "build/bench/choose_bench", f"sqlite:{name}/house.db"],
                               capture_output=True, text=True, check=True).stdout.splitlines()
    rows = []
    for line in lines:
        what, value, times = re.fullmatch(r"(.*?) +([0-9.]+) us *(.*)", line).groups()
        is_search = what.endswith("all are looked at") or not times
        rows.append(Figure(f"choice of an owner, {what}", float(value) / 1000, "ms",
                           None if is_search else ("<=", 1), times and f"{times} the bare query", 3))
    return rows


def rules(house: House, tickets: int) -> list:
    """Dry runs of rules over a house's tickets (rule_bench.c), on a copy: SQLite."""
    with tempfile.TemporaryDirectory(dir=house.folder) as name:
        copy = pathlib.Path(name) / "hark.db"
        shutil.copy(pathlib.Path(house.folder) / "var/hark.db", copy)
        lines = subprocess.run([TOP / "build/bench/rule_bench", f"sqlite:{copy}"],
                               capture_output=True, text=True, check=True).stdout.splitlines()
    rows = []
    for line in lines:
        what, value, looked, hit = re.fullmatch(
            r"(.*): ([0-9.]+) s, (\d+) looked at, (\d+) hit", line).groups()
        if int(looked) < tickets:  # measuring pages has added one or two
            raise RuntimeError(f"{what}: {looked} of {tickets} tickets were looked at")
        rows.append(Figure(f"dry run of a rule over {tickets:,} tickets, {what}", float(value), "s",
                           ("<=", 10), f"{hit} tickets hit", 2))
    return rows


def survey_bench(folder: pathlib.Path, *words: str) -> str:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        return subprocess.run([TOP / "build/bench/survey_bench", f"sqlite:{name}/house.db", *words],
                              capture_output=True, text=True, check=True).stdout


def page_over(text: str) -> tuple[float, str]:
    mean, worst = re.search(r"responses: ([0-9.]+) ms .*?, ([0-9.]+) ms at worst", text).groups()
    return float(worst), f"{mean} ms on the average"


def timers(count: int) -> list:
    """Clocks that two programs call while the time jumps (tests/unit/test_timers.c, which fails when one is missed,
    doubled or later than five seconds), on SQLite."""
    done = subprocess.run([TOP / "build/tests/unit/test_timers"], env=os.environ | {"HARK_TIMERS": str(count)},
                          capture_output=True, text=True)
    found = re.search(r"(\d+) clocks: 0 missed, 0 doubled, the slowest within (\d+) ms", done.stdout + done.stderr)
    if done.returncode or not found:
        raise RuntimeError("a clock was missed, doubled or late, or the machine was too busy to tell:\n" +
                           (done.stdout + done.stderr)[-400:])
    return [Figure(f"{int(found[1]):,} timers with jumps, stops and kills, missed or doubled", 0, "", ("<=", 0), "", 0),
            Figure(f"the latest call of {int(found[1]):,} timers", int(found[2]) / 1000, "s", ("<=", 5), "", 2)]


def surveys(folder: pathlib.Path) -> list:
    """Asking in bulk and the figures of a page (survey_bench.c), on SQLite."""
    text = survey_bench(folder)
    seconds, asked, wrong = re.search(r"in ([0-9.]+) s: (\d+) asked.* (\d+) violations", text).groups()
    worst, note = page_over(text)
    return [Figure(f"{asked} people asked under all rules and queued", float(seconds), "s", ("<=", 60), "", 1),
            Figure("decisions of these that break a rule, by an independent judge", float(wrong), "", ("<=", 0), "", 0),
            Figure("figures of a page over ten million answers, the worst of 40 filters", worst, "ms", ("<=", 50),
                   note, 1)]


def responses(folder: pathlib.Path, rows: int) -> list:
    """The same page over so many answers that are rows, some of them corrected and erased."""
    text = survey_bench(folder, str(rows))
    worst, note = page_over(text)
    differ = sum(map(int, re.findall(r"(\d+) differ", text)))
    return [Figure(f"figures of a page over {rows:,} rows of answers, the worst of 40 filters", worst, "ms", ("<=", 50),
                   note, 1),
            Figure("filters whose sums are not those of a SELECT over the rows", differ, "", ("<=", 0),
                   "before and after some were corrected and erased", 0)]


def disk_rates(folder: pathlib.Path) -> tuple[float, float]:
    return bounds.disk(folder), bounds.disk(folder, 8)
