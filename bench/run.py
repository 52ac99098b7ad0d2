#!/usr/bin/python3
"""Measures what docs/figures.md promises and prints it.

Usage: run.py [--small] [WORD ...], run.py many [MAILS] (see many.py), run.py control (see control.py)
or run.py clocks (see clocks.py)
  --small  10 thousand tickets only, fewer runs: to see that everything works
  WORD     sqlite, postgresql, pages, create, mail, memory, weights, assign, rules, timers, surveys: only these
           surveys ROWS: over so many answers that are rows, with sums compared to them
The exit status says nothing about speed; it is 1 when something could not be measured.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import clocks
import control
import figures
import many
from house import CACHE, TOP, Cluster, Place, copied, prepare

SMALL, LARGE = 10_000, 1_000_000
RULES = TIMERS = 100_000  # tickets of a dry run; clocks that call
PARTS = ["sqlite", "postgresql", "pages", "create", "mail", "memory", "weights", "assign", "rules", "timers", "surveys"]
SIZES = {"runs": figures.RUNS, "few": 1}
SIZES_SMALL = {"runs": 2, "few": 5}


class Bench:
    def __init__(self, words: list):
        self.is_small = "--small" in words
        self.wanted = [word for word in words if word in PARTS]
        self.responses = next((int(word) for word in words if word.isdecimal()), 0)
        self.sizes = SIZES_SMALL if self.is_small else SIZES
        self.rows, self.faults, self.used = [], [], []

    def wants(self, *parts: str) -> bool:
        """Each of these, or nothing of its sort was named."""
        engines, kinds = PARTS[:2], PARTS[2:]
        return all(part in self.wanted or
                   not any(other in self.wanted for other in (engines if part in engines else kinds))
                   for part in parts)

    def wants_engine(self, engine: str) -> bool:
        """Some figures need no house of their own."""
        return self.wants(engine) and not (self.wanted and set(self.wanted) <= {"assign", "rules", "surveys", "timers"})

    def meter(self, house, label: str) -> figures.Meter:
        return figures.Meter(house, label, self.sizes)

    def take(self, meter: figures.Meter) -> list:
        rows, meter.rows = meter.rows, []
        for row in rows:
            self.show(row)
        return rows

    def show(self, row: figures.Figure) -> None:
        self.rows.append(row)
        must = f"{row.must[0]} {row.must[1]:g}" if row.must else ""
        mark = "" if row.is_met else "  MISSED"
        print(f"{row.name:<66} {row.value:>10.{row.digits}f} {row.unit:<3} {must:<9} {row.bound}{mark}",
              flush=True)

    def note(self, text: str) -> None:
        print(text, flush=True)

    def attempt(self, what: str, work) -> None:
        """A part that cannot be measured is told, and the others go on."""
        try:
            work()
        except Exception as fault:  # pylint: disable=broad-exception-caught
            self.faults.append(what)
            self.note(f"{what}: could not be measured: {fault}")

    # ---- SQLite ----

    def sqlite_pages(self, house, label: str) -> float:
        meter = self.meter(house, label)
        try:
            meter.pages(2)
            meter.start_to_ready()
            meter.memory()
        finally:
            rows = self.take(meter)
        return next(row.value for row in rows if row.name.startswith("inbox"))

    def written(self, house, label: str, **settings) -> figures.Meter:
        """create and mail, on a copy when the house is small enough to be copied."""
        disk, files = figures.disk_rates(CACHE)
        meter = self.meter(house, label)
        few = self.sizes["few"]
        with house.running():
            house.settle()
            if settings.get("create"):
                meter.create(8, 2000 // few, 1000, disk)
                meter.create(64, 6000 // few, 2000, disk)
                meter.under_load()
            if settings.get("mail"):
                meter.mail(960 // few, *settings["mail"], files)
        self.take(meter)
        return meter

    def sqlite(self, tickets: int) -> None:
        place = Place("sqlite", tickets)
        house = prepare(place)
        label = f"SQLite, {tickets:,} tickets"
        self.note(f"\n{label}: loaded in {place.seconds.read_text()} s")
        if self.wants("pages"):
            self.attempt(f"pages, {label}", lambda: self.inboxes.append(
                self.sqlite_pages(house, label)))
        if self.wants("create"):
            self.attempt(f"create, {label}", lambda: self.writes(house, label, create=True))
        if self.wants("mail") and tickets == SMALL:
            for count, must in (("1", (300, 3)), ("20", (400, 2))):
                what = f"{label}, up to {count} a child" + (" (the default)" if count != "1" else "")
                self.attempt(f"mail, {what}", lambda count=count, what=what, must=must: self.writes(
                    house, what, mail=must, parse_messages=count))
        if self.wants("weights") and tickets == SMALL:
            self.attempt("weights", lambda: [self.show(row) for row in figures.weights(house)])
        for folder in self.used:
            folder.cleanup()

    def writes(self, house, label: str, create: bool = False, mail: tuple = (), **settings) -> None:
        """mail: the least rate and the most processor of each. Nothing is sent while it is measured: the
        confirmation waits in the outbox. The copy goes when all of this size is measured: ext4 without
        a journal passes by every inode that was freed within the last minutes, so a mail's file costs
        more after thousands were removed."""
        folder = tempfile.TemporaryDirectory(dir=CACHE)  # pylint: disable=consider-using-with
        self.used.append(folder)
        one = copied(house, pathlib.Path(folder.name) / "house", smtp="", **settings)
        self.written(one, label, create=create, mail=mail)

    # ---- PostgreSQL ----

    def postgresql(self, tickets: int, cluster: Cluster) -> None:
        place = Place("postgresql", tickets)
        house = prepare(place, cluster)
        label = f"PostgreSQL, {tickets:,} tickets"
        self.note(f"\n{label}: loaded in {place.seconds.read_text()} s")
        meter = self.meter(house, label)
        if self.wants("pages"):
            self.attempt(f"pages, {label}", lambda: meter.pages(15))
            self.take(meter)
        if self.wants("create") and tickets == SMALL:
            self.attempt(f"create, {label}", lambda: self.postgresql_create(house, meter))
            self.take(meter)

    def postgresql_create(self, house, meter: figures.Meter) -> None:
        disk, _ = figures.disk_rates(CACHE)
        with house.running():
            house.settle()
            meter.create(64, 3000 // self.sizes["few"], 700, disk)

    def all(self) -> int:
        CACHE.mkdir(parents=True, exist_ok=True)
        counts = [SMALL] if self.is_small else [SMALL, LARGE]
        self.inboxes = []
        if self.wants_engine("sqlite"):
            for tickets in counts:
                self.attempt(f"SQLite, {tickets}", lambda tickets=tickets: self.sqlite(tickets))
            if len(self.inboxes) == 2:
                self.show(figures.Figure("inbox page, growth from 10 thousand to 1 million, SQLite",
                                         self.inboxes[1] / self.inboxes[0], "x", ("<=", 1.3)))
        if self.wants("assign"):
            self.attempt("assign", lambda: [self.show(row) for row in figures.assign(CACHE)])
        if self.wants("rules"):
            self.attempt("rules", self.rules)
        if self.wants("timers"):
            self.attempt("timers", lambda: [self.show(row) for row in figures.timers(
                TIMERS // 100 if self.is_small else TIMERS)])
        if self.wants("surveys"):
            self.attempt("surveys", lambda: [self.show(row) for row in figures.responses(CACHE, self.responses)]
                         if self.responses else [self.show(row) for row in figures.surveys(CACHE)])
        if self.wants_engine("postgresql"):
            self.attempt("PostgreSQL", lambda: self.all_postgresql(counts))
        missed = [row.name for row in self.rows if not row.is_met]
        self.note(f"\n{len(self.rows)} figures, {len(missed)} missed" +
                  (": " + "; ".join(missed) if missed else ""))
        return 1 if self.faults else 0

    def rules(self) -> None:
        tickets = SMALL if self.is_small else RULES
        for row in figures.rules(prepare(Place("sqlite", tickets)), tickets):
            self.show(row)

    def all_postgresql(self, counts: list) -> None:
        if not shutil.which("psql"):
            raise RuntimeError("PostgreSQL is not installed")
        cluster = Cluster()
        try:
            for tickets in counts:
                self.attempt(f"PostgreSQL, {tickets}",
                             lambda tickets=tickets: self.postgresql(tickets, cluster))
        finally:
            cluster.halt()


def main(words: list) -> int:
    for word in words if words[:1] not in (["many"], ["control"], ["clocks"]) else []:
        if word not in ["--small", *PARTS] and not (word.isdecimal() and "surveys" in words):
            print(__doc__, file=sys.stderr)
            return 64
    targets = [f"bench/{name}" for name in ("choose_bench", "db_bench", "disk_rate", "http_load", "lmtp_load",
                                         "rule_bench", "survey_bench")] + ["tests/unit/test_timers"]
    subprocess.run(["ninja", "-C", TOP / "build", *targets], check=True, stdout=subprocess.DEVNULL)
    if words[:1] == ["many"]:
        return many.main(words[1:])
    if words[:1] == ["control"]:
        return control.main(words[1:], Bench([]).show)
    if words[:1] == ["clocks"]:
        return clocks.main(words[1:], Bench([]).show)
    return Bench(words).all()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
