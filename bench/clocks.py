"""What a million open clocks cost: each page without and with them, and the tick of the house.

Usage: clocks.py [--small]; called by `./do bench clocks`. A house of ten thousand tickets is asked for its
pages; then open tickets are added until a million clocks run (--small: twenty thousand), with a promise for
each tenth, and the same pages are asked again: none may cost more than twice. The tick and additions of open
time are measured by clock_bench.c. SQLite.
"""
import datetime
import json
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile

import house
from figures import GZIP, Figure, twenty_messages

TICKETS, CLOCKS, FEW = 10_000, 1_000_000, 20_000
DUE, ADD_SECONDS = 10_000, 5
YEAR_MS = 365 * 24 * 3600 * 1000
NUMBER = 10_000_000  # the first that is added; far from those that are given out
SUPERVISOR = "jolita@nordhome.example"
RUNS, REQUESTS, SECONDS = 5, 400, 2  # what takes longer than SECONDS is asked less often
VIEWS = ({"name": "Open", "state": "open"}, {"name": "Urgent", "priority": "urgent"},
         {"name": "Lithuanian orders", "type": "order", "language": "lt"}, {"name": "Bengali", "language": "bn"},
         {"name": "Invoices", "type": "invoice"}, {"name": "Kettles", "words": "kettle"},
         {"name": "What nobody has", "words": "samovar"})


def copy_sql(line: sqlite3.Connection, table: str, changed: dict, source: str) -> str:
    """Rows like those of source; changed: expressions in place of some columns."""
    names = [row[1] for row in line.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(name, f"t.{name}") for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {source}"


def fill(database: pathlib.Path, count: int, now: int) -> None:
    """Open tickets like those that are there, each with its clock, due from a year from now on."""
    with sqlite3.connect(database) as line:
        models, first = line.execute("SELECT count(*), max(id) + 1 FROM ticket WHERE bucket = 'active'"
                                     " AND state IN ('new', 'open')").fetchone()
        line.execute("CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
                     f" WHERE i + 1 < {count}) SELECT i, i % {models} AS model FROM n")
        line.execute("CREATE TEMP TABLE model AS SELECT row_number() OVER (ORDER BY id) - 1 AS model, * FROM ticket"
                     " WHERE bucket = 'active' AND state IN ('new', 'open')")
        due = f"{now + YEAR_MS} + n.i * 1000"
        promised = f"CASE WHEN n.i % 10 = 0 THEN {due} ELSE t.promise_due_at END"
        line.execute(copy_sql(line, "ticket", {
            "id": f"{first} + n.i", "number": f"{NUMBER} + n.i", "due_at": due, "due_kind": "'next_update'",
            "promise_due_at": promised}, "n JOIN model t ON t.model = n.model"))
        for table, changed, which in (
                ("clock", {"ticket_id": f"{first} + n.i", "kind": "'next_update'", "due_at": due, "next_at": due,
                           "stopped_at": "0", "state": "'running'", "step": "1"},
                 "(SELECT * FROM clock WHERE state = 'running' LIMIT 1) t, n"),
                ("promise", {"ticket_id": f"{first} + n.i", "id": f"{first} + n.i", "due_at": due, "next_at": due,
                             "staff_id": "(SELECT k.owner_id FROM ticket k WHERE k.org_id = t.org_id"
                                         f" AND k.id = {first} + n.i)"},
                 "(SELECT * FROM promise WHERE state = 'open' LIMIT 1) t, n WHERE n.i % 10 = 0")):
            line.execute(copy_sql(line, table, changed, which))
        line.execute("ANALYZE")


def in_hours(hours: int) -> str:
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    return at.strftime("%Y-%m-%dT%H:%M:00.000Z")


def furnish(one: house.House) -> dict:
    """A ticket with a promise, and saved lists; the pages to ask, by whom."""
    number, visitor = twenty_messages(one), one.visitor()
    headers = {"Authorization": "Bearer " + one.command("token", "add", "--staff", house.AGENT).strip(),
               "Content-Type": "application/json"}

    def post(path: str, body: dict) -> dict:
        answer = visitor.ask("POST", f"/api/v1{path}", json.dumps(body).encode(), headers)
        if answer.status != 201:
            raise RuntimeError(f"{path}: {answer.status} {answer.text}")
        return answer.json

    post(f"/tickets/{number}/promises", {"text": "We call you.", "due_at": in_hours(5)})
    lists = [post("/views", view)["id"] for view in VIEWS]
    agent, boss = one.cookie(), one.cookie(SUPERVISOR)
    pages = {"inbox": ("/inbox", agent), "ticket": (f"/tickets/{number}", agent),
             "promises of mine": ("/promises", agent), "promises at risk": ("/promises/team", boss),
             "control centre": ("/control", boss), "saved lists with their counts": ("/views", agent)}
    return pages | {f"saved list “{view['name']}”": (f"/inbox/view/{which}", agent) for view, which in zip(VIEWS, lists)}



def costs(one: house.House, pages: dict) -> dict:
    """Milliseconds of the processor for each page, the median of the runs."""
    found = {}
    for name, (path, cookie) in pages.items():
        first = max(0.01, one.ask(2, 10, path, cookie, GZIP)["cpu_ms"])
        one.settle()
        count = max(5, min(REQUESTS, int(SECONDS * 1000 / first)))
        found[name] = statistics.median(one.ask(2, count, path, cookie, GZIP)["cpu_ms"] for _ in range(RUNS))
    return found


def pages_with(source: house.House, folder: pathlib.Path, count: int) -> list:
    one = house.copied(source, folder / "house", smtp="")
    one.init()  # brings a schema that was kept from an older run up to date
    with one.running():
        one.staff(SUPERVISOR, "Jolita", "supervisor")
        one.settle()
        pages = furnish(one)
        before = costs(one, pages)
    fill(one.folder / "var/hark.db", count, one.now)
    with one.running():
        _, first = one.cpu_during(lambda: one.ask(1, 1, "/control", pages["control centre"][1]))
        one.settle()
        after_it = costs(one, pages)
    rows = [Figure(f"{name}, {count:,} open clocks, processor", after_it[name], "ms", None,
                   f"{before[name]:.3f} ms without them") for name in pages]
    rows += [Figure(f"{name}, growth by {count:,} open clocks", after_it[name] / before[name], "x", ("<=", 2))
             for name in pages]
    return rows + [Figure("the first look at the control centre after a start, processor", first, "s")]


def ticks(folder: pathlib.Path, count: int) -> list:
    """By clock_bench.c."""
    bench = house.TOOLS / "clock_bench"
    due = min(DUE, count // 10)
    text = house.run(bench, f"sqlite:{folder}/clock.db", "tick", count, due)
    nothing, calls, many, later = re.fullmatch(
        r"nothing due of \d+: processor ([0-9.]+) ms a tick\n(\d+) due of \d+: processor ([0-9.]+) ms\n"
        r"nothing due afterwards: processor ([0-9.]+) ms a tick\n", text).groups()
    added = re.match(r"([0-9.]+) million", house.run(bench, "-", "add", ADD_SECONDS))[1]
    return [Figure(f"a tick with nothing due, of {count:,} open clocks", float(nothing), "ms", ("<=", 1),
                   f"{later} ms after those that were due", 3),
            Figure(f"{calls} due of {count:,} open clocks, called", float(many) / 1000, "s", ("<=", 2)),
            Figure("additions of open time in a second", float(added), "M", (">=", 2), digits=1)]


def main(words: list, show) -> int:
    count = FEW if "--small" in words else CLOCKS
    house.CACHE.mkdir(parents=True, exist_ok=True)
    subprocess.run(["ninja", "-C", house.TOP / "build", "bench/clock_bench"], check=True, stdout=subprocess.DEVNULL)
    source = house.prepare(house.Place("sqlite", TICKETS))
    with tempfile.TemporaryDirectory(dir=house.CACHE) as name:
        for row in ticks(pathlib.Path(name), count) + pages_with(source, pathlib.Path(name), count):
            show(row)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], print))
