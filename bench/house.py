"""A Hark to be measured: on real time, with its processes' work and memory counted."""
import concurrent.futures
import contextlib
import itertools
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "integration"))
os.environ.setdefault("HARK_BIN", str(TOP / "build" / "hark"))

import hark  # pylint: disable=wrong-import-position
import refill  # pylint: disable=wrong-import-position

TOOLS = TOP / "build" / "bench"
CACHE = TOP / "build" / "bench" / "data"
TICK = os.sysconf("SC_CLK_TCK")
AGENT = "rasa@nordhome.example"
CATCH_UP = 3600  # seconds


def run(*words, given: str = "", check: bool = True) -> str:
    done = subprocess.run([str(word) for word in words], input=given, capture_output=True,
                          text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(f"{words[0]}: {done.returncode} {done.stderr[-500:]}{done.stdout[-500:]}")
    return done.stdout


def figures_of(line: str) -> dict:
    """What "a=1 b=2.5" says."""
    return {name: float(value) for name, value in (word.split("=") for word in line.split())}


def stat_of(pid: int) -> list:
    """The fields of /proc/PID/stat behind the name: 1 is the parent, 11 to 14 the ticks."""
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def family_of(pid: int) -> list:
    """The process and all that it started and that still lives."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                children.setdefault(int(stat_of(name)[1]), []).append(int(name))
    family = [pid]
    for one in family:
        family += children.get(one, [])
    return family


def cpu_of(pids: list) -> float:
    """Seconds that these processes and their dead children worked."""
    total = 0
    for pid in pids:
        for one in family_of(pid):
            with contextlib.suppress(OSError):
                total += sum(int(ticks) for ticks in stat_of(one)[11:15])
    return total / TICK


def memory_of(pid: int) -> float:
    """MB of the processes, shared pages divided among those who share them (PSS)."""
    total = 0
    for one in family_of(pid):
        with contextlib.suppress(OSError):
            text = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1])
    return total / 1024


class Place:
    """Where the data of one size and engine is kept from run to run."""

    def __init__(self, engine: str, tickets: int):
        self.engine, self.tickets = engine, tickets
        self.folder = CACHE / f"{engine}-{tickets}"
        self.seconds = self.folder / "seconds"  # how long the load took; there when it is whole

    @property
    def is_ready(self) -> bool:
        return self.seconds.exists()


class House(hark.Hark):
    """One that runs on the data of a place. cluster: a PostgreSQL, or None for SQLite."""

    def __init__(self, folder: pathlib.Path, cluster=None, database: str = "", **settings):
        # Data that can be loaded again is not copied before its schema changes.
        more = {"backups": "none"} | ({"db": cluster.url_of(database)} if cluster else {})
        super().__init__(folder=str(folder), real_time=True, log_level="warning", **more, **settings)
        self.cluster = cluster

    def pids(self) -> list:
        return [self.process.pid] + ([self.cluster.pid] if self.cluster else [])

    @contextlib.contextmanager
    def running(self):
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def cpu(self) -> float:
        return cpu_of(self.pids())

    def cpu_during(self, work):
        """What work() gave, and the seconds that the server worked meanwhile."""
        before = self.cpu()
        given = work()
        return given, self.cpu() - before

    def settle(self, seconds: int = 120) -> None:
        """Waits until the jobs of before are done: nothing to do for half a second."""
        for _ in range(2 * seconds):
            before = self.cpu()
            time.sleep(0.5)
            if self.cpu() - before < 0.02:
                return
        raise RuntimeError(f"there was still something to do after {seconds} s")

    def overdue(self) -> int:
        """Jobs that wait though their time has come; 0 on PostgreSQL, which is filled from SQLite."""
        if self.cluster:
            return 0
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/var/hark.db?mode=ro", uri=True)) as db:
            return db.execute("SELECT count(*) FROM job WHERE state = 'waiting' AND run_at < ?",
                              (int(time.time() * 1000),)).fetchone()[0]

    @contextlib.contextmanager
    def unsettled(self):
        """Another program commits without a pause meanwhile, so that no answer of before holds: SQLite's links
        forget what they remember whenever somebody has committed (src/db/memory.h)."""
        ending = threading.Event()

        def beat() -> None:
            with contextlib.closing(sqlite3.connect(self.folder / "var/hark.db", timeout=10)) as db:
                db.execute("PRAGMA synchronous = OFF")
                for at in itertools.count(1):
                    db.execute(f"PRAGMA user_version = {at % 1000}")
                    if ending.is_set():
                        break
                db.execute("PRAGMA user_version = 0")

        with concurrent.futures.ThreadPoolExecutor() as pool:
            beating = pool.submit(beat)
            try:
                yield
            finally:
                ending.set()
                beating.result()

    def catch_up(self) -> None:
        """Does what is overdue in a house that was just filled, so that nobody measures it. A busy
        machine lets a house look idle that is not."""
        with self.running():
            self.settle(CATCH_UP)
            while self.overdue():
                time.sleep(0.5)
            self.settle()

    def ask(self, clients: int, requests: int, path: str, *headers: str, method: str = "GET",
            body: pathlib.Path | None = None) -> dict:
        """Load by http_load; adds cpu_ms, of all processes, for each request."""
        words = [TOOLS / "http_load", f"127.0.0.1:{self.port}", clients, requests, method, path,
                 f"Host: 127.0.0.1:{self.port}", *headers] + ([f"@{body}"] if body else [])
        line, seconds = self.cpu_during(lambda: run(*words))
        return figures_of(line) | {"cpu_ms": seconds * 1000 / requests}

    def mails(self, clients: int, count: int, files: list) -> dict:
        line, seconds = self.cpu_during(
            lambda: run(TOOLS / "lmtp_load", f"127.0.0.1:{self.lmtp}", hark.MAILBOX, clients, count,
                        *files))
        return figures_of(line) | {"cpu_ms": seconds * 1000 / count}

    def cookie(self, address: str = AGENT) -> str:
        cookies = self.sign_in(address).cookies
        return "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())

    def token(self) -> str:
        return "Authorization: Bearer " + self.command("token", "add", "--staff", hark.ADMIN,
                                                       "--name", "bench").strip()


class Cluster:
    """A PostgreSQL of our own, kept from run to run where its owner may enter the folder."""

    script = TOP / "tests" / "pg_cluster.sh"

    def __init__(self):
        self.folder = pathlib.Path(f"/var/tmp/hark-bench-{os.getuid()}")
        verb = "restart" if (self.folder / "data").exists() else "start"
        run(self.script, verb, self.folder)
        self.pid = int((self.folder / "data/postmaster.pid").read_text().split()[0])

    def url_of(self, database: str) -> str:
        return f"postgresql:///{database}?host={self.folder}&user=postgres"

    def psql(self, sql: str, database: str = "postgres") -> str:
        return run("psql", "-qAtX", self.url_of(database), "-c", sql)

    def has(self, database: str) -> bool:
        return self.psql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'").strip() == "1"

    def halt(self) -> None:
        run(self.script, "halt", self.folder, check=False)


def prepare(place: Place, cluster: Cluster | None = None) -> House:
    """The house of that place; loads its tickets when they are not there yet."""
    database = f"hark_{place.tickets}"
    if cluster and not cluster.has(database):
        shutil.rmtree(place.folder, ignore_errors=True)
        cluster.psql(f"CREATE DATABASE {database}")
    if not place.is_ready:
        if not cluster:
            shutil.rmtree(place.folder, ignore_errors=True)
        place.folder.mkdir(parents=True, exist_ok=True)
    house = House(place.folder, cluster, database)
    if not place.is_ready:
        print(f"Loading {place.tickets} tickets ({place.engine}) ...", file=sys.stderr, flush=True)
        begun = time.monotonic()
        house.init()
        if cluster:
            take_over(prepare(Place("sqlite", place.tickets)), house, cluster, database)
        else:
            house.command("demo", "load", "--tickets", str(place.tickets))
            house.catch_up()
        place.seconds.write_text(f"{time.monotonic() - begun:.0f}")
    return house


def take_over(source: House, house: House, cluster: Cluster, database: str) -> None:
    """The same tickets on PostgreSQL, with the key that their tokens were made with."""
    source.init()  # harmless, and brings the schema up to date
    shutil.copy(source.folder / "var/secret", house.folder / "var/secret")
    refill.refill(source.folder / "var/hark.db", cluster, database)
    house.catch_up()
    cluster.psql("VACUUM ANALYZE", database)


def copied(house: House, folder: pathlib.Path, **settings) -> House:
    """The same data on SQLite in another folder, to be written to."""
    (folder / "var").mkdir(parents=True)
    for name in ["hark.db", "secret"]:
        shutil.copy(house.folder / "var" / name, folder / "var" / name)
    shutil.copytree(house.folder / "var/blobs", folder / "var/blobs")
    return House(folder, **settings)
