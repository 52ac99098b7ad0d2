"""A house whose processes are killed, and that is asked afterwards what it kept."""
import collections
import contextlib
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "integration"))
os.environ.setdefault("HARK_BIN", str(TOP / "build" / "hark"))

import hark  # pylint: disable=wrong-import-position

CLUSTER = TOP / "tests" / "pg_cluster.sh"
ROLES = ("supervisor", "trusted", "net", "net child", "parse keeper", "parse nursery", "parse child")
BACK_SECONDS = 60
TICK_SECONDS = 0.02
SEEK_SECONDS = 0.3


def stat_of(pid: int) -> tuple[int, str]:
    """Its parent and its state."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[1]), fields[0]


class House(hark.Hark):
    """Its clock goes with ours, and can be put forward."""

    def __init__(self, cluster: pathlib.Path | None = None, **settings):
        # It outlives the disk of the house.
        self.clock_place = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.ahead, self.is_over = 0, threading.Event()
        super().__init__(real_time=True, log_level="warning", **{
            "clock": f"file:{self.clock_place.name}/clock"} | settings)
        self.tick()
        threading.Thread(target=self.go_on_ticking, daemon=True).start()
        self.cluster, self.killed, self.backs = cluster, collections.Counter(), []
        self.roles, self.environment = ROLES, {}
        self.known = set()  # every process that there ever was, so that none is left

    def tick(self) -> None:
        self.now = int(time.time() * 1000) + self.ahead
        path = pathlib.Path(self.clock_place.name) / "clock"
        path.with_suffix(".new").write_text(str(self.now))
        path.with_suffix(".new").rename(path)

    def go_on_ticking(self) -> None:
        while not self.is_over.wait(TICK_SECONDS):
            self.tick()

    def put_forward(self, until: int) -> None:
        self.ahead += max(until - self.now, 0)

    def close(self) -> None:
        super().close()
        self.is_over.set()
        time.sleep(2 * TICK_SECONDS)
        self.clock_place.cleanup()

    def processes(self) -> dict:
        """pid -> role, of those that live."""
        parents, roles = {}, {self.process.pid: "supervisor"}
        for name in os.listdir("/proc"):
            if name.isdigit():
                with contextlib.suppress(OSError):
                    parent, state = stat_of(int(name))
                    if state != "Z":
                        parents[int(name)] = parent
        # A nursery outlives its keeper.
        orphans = {pid: self.role_of(pid, "") for pid in self.known if pid in parents}
        roles |= {pid: role for pid, role in orphans.items() if role.startswith("parse")}
        fresh = list(roles)
        for one in fresh:
            below = sorted(pid for pid, parent in parents.items() if parent == one)
            for pid in below:
                roles[pid] = self.role_of(pid, roles[one])
            fresh += below
        self.known |= set(roles)
        return roles

    @staticmethod
    def role_of(pid: int, above: str) -> str:
        try:
            name = pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:
            return "gone"
        if name.startswith("parse-"):
            return name.replace("-", " ")
        if above != "supervisor":
            return "net child"
        # The trusted one has threads.
        return "trusted" if len(os.listdir(f"/proc/{pid}/task")) > 1 else "net"

    def kill_one(self) -> str:
        """Kills one process of a role drawn by lot; the supervisor is started again by us."""
        role, until = random.choice(self.roles), time.monotonic() + SEEK_SECONDS
        while not self.kill(role):  # some live for a millisecond
            if time.monotonic() > until:
                return "gone"
        return role

    def kill(self, role: str) -> bool:
        """False: there is none just now."""
        victim = self.find(role)
        if not victim:
            return False
        with contextlib.suppress(OSError):
            os.kill(victim, signal.SIGKILL)
        self.killed[role] += 1
        if role == "supervisor":
            self.process.wait()
            self.launch()
        return True

    def find(self, role: str) -> int:
        """One that has this role, or 0."""
        found = [pid for pid, one in self.processes().items() if one == role]
        return random.choice(found) if found else 0

    def launch(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                [hark.PROGRAM, "serve", "--config", str(self.config)], cwd=self.folder, stderr=log,
                stdout=log, env=os.environ | self.environment)

    def cluster_do(self, *words: str) -> None:
        verb, *more = words
        subprocess.run([CLUSTER, verb, self.cluster, *more], check=True, stdout=subprocess.DEVNULL)

    def restart_database(self) -> None:
        self.cluster_do("restart", "immediate")
        self.killed["PostgreSQL"] += 1

    def is_back(self) -> bool:
        if self.process.poll() is not None:
            self.launch()
        try:
            return hark.Browser(self.port).ask("GET", "/healthz").status == 200
        except (OSError, hark.http.client.HTTPException):
            return False

    def come_back(self) -> None:
        """Waits until it answers and reads mail again, and notes how long that took."""
        begun = time.monotonic()
        self.until(self.is_back, "the house to come back", BACK_SECONDS)
        self.backs.append(time.monotonic() - begun)

    def end(self) -> None:
        """Nothing of it is left, whatever happened."""
        if self.process:
            self.processes()
            self.stop()
        self.kill_known()

    def kill_known(self) -> None:
        for pid in self.known:
            with contextlib.suppress(OSError):
                if b"hark" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)

    # ---- what it kept ----

    def rows(self, sql: str) -> list:
        """Asked beside Hark. SQLite: while it stands still."""
        url = self.settings["db"]
        if url.startswith("sqlite:"):
            with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:"))) as line:
                return [list(row) for row in line.execute(sql)]
        done = subprocess.run(["psql", "-qAtX", "-F", "\t", url, "-c", sql], check=True,
                              capture_output=True, text=True)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def number(self, sql: str) -> int:
        return int(self.rows(sql)[0][0] or 0)
