#!/usr/bin/python3
"""Builds with both compilers, runs every test and ends with "N passed, N failed, N skipped".

Usage: test_all.py [WORD ...]: only programs whose "suite: program" holds every WORD.
Called by ./do test, which has installed what this needs.
"""
import concurrent.futures
import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import test_count

TOP = pathlib.Path(__file__).resolve().parents[1]
JOBS = os.cpu_count() or 2
HOUSES = "HARK_TEST_HOUSES"  # a folder with house.db; with PostgreSQL its database hark_house
TWICE = "HARK_TEST_TWICE"  # each transaction is lost once, so what writes runs again
# Programs that count how often something ran, or go on in memory from one run to the next.
ONCE = {"assignment_week", "db_crash", "db_expect", "db_reading", "db_writer", "job", "loop_histories", "survey_rules"}
BROWSER = "HARK_CHROMIUM"
# They look at the words of every page, which are the same on both engines; test_reach.py opens each page on both.
PAGES = {"test_links.py", "test_digits.py", "test_numbers.py"}
KEPT = {"HARK_CORPUS", BROWSER, TWICE}
UNSAFE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
ENGINE = "HARK_TEST_DB"  # unset: SQLite; else the URL of a PostgreSQL that tests may fill
IN_MEMORY = pathlib.Path("/dev/shm")
ENOUGH = 4 * 2**30  # bytes: at no time are there more databases than would fit
RUNNING: set = set()  # process ids of programs
ENDING = threading.Event()
SETTING = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:print_legend=0",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    "CMOCKA_MESSAGE_OUTPUT": "TAP", "LC_ALL": "C.UTF-8", "TZ": "UTC",
    "HARK_BIN": str(TOP / "build/hark"), "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclasses.dataclass
class Program:
    name: str
    command: list
    seconds: int = 120
    folder: pathlib.Path = TOP
    setting: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Suite:
    name: str
    programs: list
    jobs: int = JOBS


def group_end(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def end_all(number: int, _frame) -> None:
    """Ctrl-C: programs lead groups of their own, so they do not hear it by themselves."""
    ENDING.set()
    for leader in list(RUNNING):
        group_end(leader)
    raise SystemExit(128 + number)


def program_run(program: Program) -> tuple[test_count.Count, str, float]:
    """The program and everything that it started; whatever is left of it is ended. The last of what
    is returned: the seconds that it took."""
    environment = os.environ | SETTING | program.setting
    if ENDING.is_set():
        return test_count.Count(failed=1), "not begun: the run was ended", 0
    begun = time.monotonic()
    child = subprocess.Popen(program.command, cwd=program.folder, env=environment, text=True,
                             errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, start_new_session=True)
    RUNNING.add(child.pid)
    try:
        output, _ = child.communicate(timeout=program.seconds)
    except subprocess.TimeoutExpired:
        group_end(child.pid)
        output, _ = child.communicate()
        output += f"\nended: it ran longer than {program.seconds} s\n"
    RUNNING.discard(child.pid)
    group_end(child.pid)
    return test_count.count_output(output, child.returncode), output, time.monotonic() - begun


def suite_run(suite: Suite, words: list, total: test_count.Total) -> None:
    programs = [program for program in suite.programs
                if all(word in f"{suite.name}: {program.name}" for word in words)]
    begun, bad, passed, failed, skipped = time.monotonic(), [], 0, 0, 0
    if not programs:
        return
    nearest = (0.0, programs[0])  # to its limit
    with concurrent.futures.ThreadPoolExecutor(suite.jobs) as pool:
        for program, (count, output, seconds) in zip(programs, pool.map(program_run, programs)):
            nearest = max(nearest, (seconds / program.seconds, program), key=lambda pair: pair[0])
            total.add(suite.name, program.name, count)
            passed, failed = passed + count.passed, failed + count.failed
            skipped += count.skipped
            if count.failed:
                bad.append((program, output))
    parts = [f"{passed} passed"]
    parts += [f"{failed} FAILED"] if failed else []
    parts += [f"{skipped} skipped"] if skipped else []
    if nearest[0] > 0.5:
        parts += [f"{nearest[1].name} took {nearest[0]:.0%} of its {nearest[1].seconds} s"]
    print(f"{suite.name:44} {time.monotonic() - begun:6.1f} s  {', '.join(parts)}", flush=True)
    for program, output in bad:
        output = re.sub(r"(?m)^(ok \d+ .*|.*\.\.\. ok)\n", "", output)  # what went well is counted
        print(f"--- {suite.name}: {program.name} ---\n{output[-8000:].rstrip()}\n---", flush=True)


def meson_programs(tree: str, kinds: set, setting: dict, only_with: bytes = b"") -> list:
    """The tests of a build tree in these suites; only_with: whose program holds these bytes."""
    listing = subprocess.run(["meson", "introspect", "--tests", tree], cwd=TOP, check=True,
                             capture_output=True, text=True).stdout
    found = []
    for test in json.loads(listing):
        command = test["cmd"]
        if not kinds & {kind.split(":")[-1] for kind in test["suite"]}:
            continue
        if only_with and only_with not in pathlib.Path(command[0]).read_bytes():
            continue
        found.append(Program(test["name"], command, test["timeout"],
                             pathlib.Path(test["workdir"] or TOP / tree), test["env"] | setting))
    return found


def server_programs() -> list:
    """Tests of a part of the server in a program of their own; Meson says which."""
    programs = meson_programs("build-gcc", {"integration"}, {})
    for program in programs:
        program.command.append("-v")  # so that what is skipped says why
    return programs


def longest_first(paths) -> list:
    """So that none is left alone at the end; who says most takes longest, mostly."""
    return sorted(paths, key=lambda path: (-path.stat().st_size, path.name))


def integration_programs(setting: dict) -> list:
    """Tests of the whole program, HARK_BIN."""
    others = {word for program in server_programs() for word in program.command}
    return [Program(path.name, ["/usr/bin/python3", "-B", "-m", "unittest", "-v", path.stem], 600,
                    path.parent, setting)
            for path in longest_first((TOP / "tests/integration").glob("test_*.py"))
            if not any(pathlib.Path(word).name == path.name for word in others)]


def node_path() -> str:
    pinned = sorted((TOP / "tests/browser/node_modules").glob("node-linux-*/bin/node"))
    return str(pinned[0]) if pinned else "node"


def browser_programs(setting: dict) -> list:
    return [Program(path.name, [node_path(), "--test", "--test-force-exit",
                                "--test-reporter=tap", path.name], 900,
                    path.parent, setting)
            for path in longest_first((TOP / "tests/browser").glob("test_*.mjs"))]


def conformance_programs() -> list:
    """What other readers of mail say; skipped where no mail is at hand."""
    return [Program("oracles", ["/usr/bin/python3", "-B", "tests/conformance/run.py"], 300)]


def fuzz_programs() -> list:
    """Every input that ever mattered, once more."""
    return [Program(path.name, [str(path), "-runs=0", "-artifact_prefix=build-clang/", str(seeds)])
            for path in sorted((TOP / "build-clang/tests/fuzz").glob("fuzz_*")) if path.is_file()
            for seeds in [TOP / "tests/fuzz/seeds" / path.name.removeprefix("fuzz_")]
            if seeds.is_dir()]


def folder_of_postgresql() -> str:
    """In memory where there is room: a database is 400 files, each test makes and removes one, and
    ext4 passes over each file that was removed within the last minute when it makes another.
    Short, for the socket's sake."""
    has_room = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free >= ENOUGH
    return tempfile.mkdtemp(prefix="hark-pg-", dir=IN_MEMORY if has_room else "/tmp")


@contextlib.contextmanager
def postgresql():
    """A PostgreSQL of our own in a temporary folder: the setting that names it. It does not outlive
    the run, so it saves nothing for after a crash; tests of crashes make servers of their own."""
    script = TOP / "tests/pg_cluster.sh"
    folder = folder_of_postgresql()
    started = subprocess.run([script, "start", folder, *UNSAFE, "max_connections=300"],
                             capture_output=True, text=True, check=False)
    try:
        if started.returncode != 0:
            raise SystemExit("PostgreSQL did not start:\n" + started.stdout + started.stderr)
        yield {ENGINE: started.stdout.strip().splitlines()[-1]}
    finally:
        subprocess.run([script, "stop", folder], capture_output=True, check=False)


@contextlib.contextmanager
def houses(pg: dict):
    """The tables of a house on both engines, which tests copy: the setting that says where."""
    maker, server = TOP / "build/tests/unit/make_house", pg[ENGINE]
    with tempfile.TemporaryDirectory(prefix="hark-houses-") as folder:
        for command in [[maker, f"sqlite:{folder}/house.db"],
                        ["psql", "-qX", server, "-c", "CREATE DATABASE hark_house"],
                        [maker, server.replace("/postgres?", "/hark_house?")]]:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit("No house could be made:\n" + done.stdout + done.stderr)
        yield {HOUSES: folder}


def suites(pg: dict) -> list:
    # Layers, banned functions and translations are tests of the house already.
    lint = ["/usr/bin/python3", "-B", "tools/lint.py", "sizes", "includes", "leftovers", "inline",
            "lockfiles", "format", "tidy"]
    twice = [program for program in meson_programs("build", {"unit"}, {TWICE: "1"}, TWICE.encode())
             if program.name not in ONCE]
    # Each compiler and each engine once with every test: what depends on both at once is nothing of ours.
    return [
        Suite("lint", [Program("lint", lint, 1200)]),
        Suite("house", meson_programs("build-gcc", {"house"}, {})),
        Suite("unit, gcc, SQLite", meson_programs("build-gcc", {"unit"}, {})),
        Suite("unit, clang, PostgreSQL", meson_programs("build-clang", {"unit"}, pg)),
        Suite("unit, hardened release", [program for program in meson_programs("build", {"unit"}, {})
                                         if program.name not in {program.name for program in twice}]),
        Suite("unit, hardened release, each write twice", twice),
        # Memory is the release's: a sanitizer needs several times as much.
        Suite("live events, hardened release", [program for program in meson_programs("build", {"integration"}, {})
                                                if program.name == "web_streams"], 1),
        Suite("fuzz inputs, clang", fuzz_programs()),
        Suite("conformance, SQLite", conformance_programs()),
        Suite("server, gcc", server_programs(), 1),
        Suite("integration, SQLite", integration_programs({}), 2 * JOBS),
        Suite("integration, PostgreSQL", [program for program in integration_programs(pg)
                                          if program.name not in PAGES], 2 * JOBS),
        Suite("browser, SQLite", browser_programs({}), 2),
        # In the whole Chromium, as people use it; the others take its engine alone.
        Suite("browser, PostgreSQL", [program for program in browser_programs(pg | {BROWSER: "/usr/bin/chromium"})
                                      if program.name == "test_journey.mjs"], 1),
    ]


def trees_build(total: test_count.Total) -> None:
    for tree in ["build", "build-gcc", "build-clang"]:
        done = subprocess.run(["bash", "-c", f". tools/do/build.sh; tree_build_tests {tree}"],
                              cwd=TOP, check=False)
        total.add("build", tree, test_count.count_output("", done.returncode))


def main() -> int:
    # Settings of somebody's own server are none of a test's.
    for name in [name for name in os.environ if name.startswith("HARK_") and name not in KEPT]:
        del os.environ[name]
    signal.signal(signal.SIGINT, end_all)
    signal.signal(signal.SIGTERM, end_all)
    total = test_count.Total()
    trees_build(total)
    if not total.failed:
        with postgresql() as pg, houses(pg) as setting:
            SETTING.update(setting)
            for suite in suites(pg):
                suite_run(suite, sys.argv[1:], total)
    print("\n".join(total.lines()))
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
