"""A house and those around it, from its beginning to the verdict."""
import contextlib
import pathlib
import shutil
import subprocess
import tempfile
import threading
import time

from house import CLUSTER, House
from judge import Verdict, judge
from people import Agent, MailServer, Sink

STUCK_SECONDS = 180  # no mail and no job has moved for so long, though the clock was put forward
STILL_SECONDS = 2
LEASE_MS = 5 * 60 * 1000  # of a mail or job whose process was killed


class Scene:
    """mail_servers, agents: how many; pause: seconds that each of them rests after a deed."""

    def __init__(self, house: House, sink: Sink, mail_servers: int = 6, agents: int = 2, pause: float = 0):
        self.house, self.sink, self.over = house, sink, threading.Event()
        self.wanted, self.pause = (mail_servers, agents), pause
        self.servers, self.agents = [], []
        self.open_ends, self.moved, self.changed = [], 0.0, 0.0

    def begin(self) -> None:
        self.house.init()
        self.house.launch()
        self.house.come_back()
        token = self.house.command("token", "add", "--staff", "admin@nordhome.example").strip()
        mail_servers, agents = self.wanted
        self.servers = [MailServer(number, self.house.lmtp, self.over, self.sink.cable, self.pause)
                        for number in range(mail_servers)]
        self.agents = [Agent(number, self.house.port, token, self.over, self.sink.cable, self.pause)
                       for number in range(agents)]
        for one in self.servers + self.agents:
            one.start()

    def kept(self) -> int:
        return sum(len(server.kept) for server in self.servers)

    def finish(self) -> Verdict:
        """Lets everybody end, waits for the outbox, and judges."""
        self.house.come_back()
        time.sleep(1)
        self.over.set()
        for one in self.servers + self.agents:
            one.join(60)
        self.changed = time.monotonic()
        while not self.is_drained() and time.monotonic() - self.changed < STUCK_SECONDS:
            time.sleep(0.02)
        verdict = judge(self.house, self.servers, self.agents, self.sink)
        backs = sorted(self.house.backs)
        verdict.figures.append(f"back after {backs[len(backs) // 2]:.2f} s in the median, "
                               f"{backs[-1]:.2f} s at most")
        return verdict

    def is_drained(self) -> bool:
        """Puts the clock forward to what comes next once nothing has moved for a while."""
        rows = self.house.rows(
            "SELECT CASE state WHEN 'sending' THEN lease_until ELSE send_at END FROM outbox "
            "WHERE state IN ('held', 'queued', 'sending') UNION ALL "
            "SELECT CASE state WHEN 'running' THEN lease_until ELSE run_at END FROM job "
            f"WHERE state IN ('waiting', 'running') AND run_at < {self.house.now + LEASE_MS}")
        open_ends, now = sorted(int(row[0]) for row in rows), time.monotonic()
        if open_ends != self.open_ends:
            self.open_ends, self.moved, self.changed = open_ends, now, now
        coming = [at for at in open_ends if at > self.house.now]
        if coming and now - self.moved > STILL_SECONDS:
            self.house.put_forward(coming[0] + 1000)
            self.moved = now
        return not open_ends


def keep_folder(house: House) -> str:
    def no_files(folder: str, names: list) -> list:
        return [name for name in names if (pathlib.Path(folder) / name).is_socket()]

    return shutil.copytree(house.folder, tempfile.mkdtemp() + "/house", ignore=no_files)


def play(name: str, scene: Scene, work, rounds: int, keep: bool) -> bool:
    """One scene; True when all is well. work may give a verdict of its own, else the scene's counts."""
    print(f"{name}:", flush=True)
    house, verdict = scene.house, Verdict(["it did not come to an end"], [])
    try:
        scene.begin()
        verdict = work(scene, rounds) or scene.finish()
    except AssertionError as fault:
        verdict.faults = [str(fault)]
    finally:
        scene.over.set()
        house.end()
    killed = ", ".join(f"{count} {role}" for role, count in sorted(house.killed.items()))
    for line in [f"blows: {killed}"] + verdict.figures:
        print(f"  {line}")
    for fault in verdict.faults:
        print(f"  FAULT: {fault}", flush=True)
    if verdict.faults and keep:
        print(f"  what is left lies in {keep_folder(house)}")
    house.close()
    return not verdict.faults


def house_new(sink: Sink, cluster: pathlib.Path | None = None, folder: str = "", url: str = "") -> House:
    settings = {"smtp": f"smtp://127.0.0.1:{sink.port}"}
    if cluster:
        settings["db"] = url
    return House(cluster, folder=folder, **settings)


@contextlib.contextmanager
def cluster_new():
    """A PostgreSQL of one's own: its folder and its URL; None where there is none."""
    if not shutil.which("psql"):
        yield None, ""
        return
    cluster = pathlib.Path(tempfile.mkdtemp(prefix="hark-pg-", dir="/tmp"))
    try:
        url = subprocess.run([CLUSTER, "start", cluster], check=True, capture_output=True,
                             text=True).stdout.strip()
        yield cluster, url
    finally:
        subprocess.run([CLUSTER, "stop", cluster], check=False)
