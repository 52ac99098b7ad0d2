#!/usr/bin/python3
"""Kills processes of Hark at random while mail comes in and goes out; nothing may be lost or doubled.

Usage: run.py [ROUNDS] [--seed N] [--keep] [sqlite] [postgresql] [disk]
  ROUNDS      kills on SQLite, 200 unless told; a quarter as many on PostgreSQL, whose server is
              restarted too, and a tenth as many times the disk is full
  sqlite ...  only these; --keep leaves the folder of a house that failed
Mail servers hand mails over by LMTP, each again until it is acknowledged; staff open tickets and
answer by the API; a mail server takes what leaves. Every round kills -9 a supervisor, the trusted
process, net or its child, or one of the three kinds that read mail.
"""
import contextlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from house import CLUSTER, House
from judge import Verdict, judge
from people import Agent, MailServer, Sink

MAIL_SERVERS, AGENTS = 6, 2
DRAIN_SECONDS = 300  # longer than the lease of a mail whose sender was killed
DISK_MB = 192  # the log of SQLite alone grows to 16 MB and more


class Scene:
    """A house and those around it, from its beginning to the verdict."""

    def __init__(self, house: House, sink: Sink):
        self.house, self.sink, self.over = house, sink, threading.Event()
        self.servers, self.agents = [], []

    def begin(self) -> None:
        self.house.init()
        self.house.launch()
        self.house.come_back()
        token = self.house.command("token", "add", "--staff", "admin@nordhome.example").strip()
        self.servers = [MailServer(number, self.house.lmtp, self.over)
                        for number in range(MAIL_SERVERS)]
        self.agents = [Agent(number, self.house.port, token, self.over) for number in range(AGENTS)]
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
        with contextlib.suppress(AssertionError):
            self.house.until(self.is_drained, "the outbox to be empty", DRAIN_SECONDS)
        verdict = judge(self.house, self.servers, self.agents, self.sink)
        backs = sorted(self.house.backs)
        verdict.figures.append(f"back after {backs[len(backs) // 2]:.2f} s in the median, "
                               f"{backs[-1]:.2f} s at most")
        return verdict

    def is_drained(self) -> bool:
        busy = ("SELECT (SELECT count(*) FROM outbox WHERE state IN ('held', 'queued', 'sending')) + "
                "(SELECT count(*) FROM job WHERE state IN ('waiting', 'running') AND run_at < "
                f"{int(time.time() * 1000)})")
        return self.house.number(busy) == 0


def kills(scene: Scene, rounds: int) -> None:
    for at in range(rounds):
        time.sleep(random.uniform(0.05, 0.7))
        if scene.house.cluster and random.random() < 0.15:
            scene.house.restart_database()
        else:
            scene.house.kill_one()
        scene.sink.is_away = random.random() < 0.1
        # Sometimes the next blow falls before it stands again.
        if random.random() < 0.7:
            scene.house.come_back()
        if at % 25 == 24:
            print(f"  {at + 1} kills, {scene.kept()} mails acknowledged", flush=True)
    scene.sink.is_away = False


def full_disks(scene: Scene, rounds: int) -> None:
    """Fills the disk while mail comes in, kills now and then, and makes room again."""
    ballast = scene.house.folder / "var/ballast"
    for at in range(rounds):
        time.sleep(random.uniform(0.2, 0.8))
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 65536)
        scene.house.killed["full disk"] += 1
        time.sleep(random.uniform(0.2, 1.0))
        if at % 4 == 3:
            scene.house.kill_one()
            time.sleep(0.3)
        ballast.unlink()
        scene.house.come_back()
    print(f"  {rounds} times full, {scene.kept()} mails acknowledged", flush=True)


def keep_folder(house: House) -> str:
    def no_files(folder: str, names: list) -> list:
        return [name for name in names if (pathlib.Path(folder) / name).is_socket()]

    return shutil.copytree(house.folder, tempfile.mkdtemp() + "/house", ignore=no_files)


def play(name: str, house: House, work, rounds: int, keep: bool) -> bool:
    """One scene; True when all is well."""
    print(f"{name}:", flush=True)
    scene, verdict = Scene(house, house.sink), Verdict(["it did not come to an end"], [])
    try:
        scene.begin()
        work(scene, rounds)
        verdict = scene.finish()
    except AssertionError as fault:
        verdict.faults = [str(fault)]
    finally:
        scene.over.set()
        house.end()
    killed = ", ".join(f"{count} {role}" for role, count in sorted(house.killed.items()))
    for line in [f"killed: {killed}"] + verdict.figures:
        print(f"  {line}")
    for fault in verdict.faults:
        print(f"  FAULT: {fault}", flush=True)
    if verdict.faults and keep:
        print(f"  what is left lies in {keep_folder(house)}")
    house.close()
    return not verdict.faults


def house_new(cluster: pathlib.Path | None = None, folder: str = "", url: str = "") -> House:
    sink = Sink()
    settings = {"smtp": f"smtp://127.0.0.1:{sink.port}"}
    if cluster:
        settings["db"] = url
    house = House(cluster, folder=folder, **settings)
    house.sink = sink
    return house


def sqlite(rounds: int, keep: bool) -> bool:
    return play(f"SQLite, {rounds} kills", house_new(), kills, rounds, keep)


def postgresql(rounds: int, keep: bool) -> bool:
    rounds = max(rounds // 4, 1)
    if not shutil.which("psql"):
        print("PostgreSQL: skipped, it is not installed")
        return True
    cluster = pathlib.Path(tempfile.mkdtemp(prefix="hark-pg-", dir="/tmp"))
    try:
        url = subprocess.run([CLUSTER, "start", cluster], check=True, capture_output=True,
                             text=True).stdout.strip()
        return play(f"PostgreSQL, {rounds} kills", house_new(cluster, url=url), kills, rounds, keep)
    finally:
        subprocess.run([CLUSTER, "stop", cluster], check=False)


@contextlib.contextmanager
def small_disk():
    """A folder on a disk of its own; None where we may not make one."""
    folder = tempfile.mkdtemp(prefix="hark-disk-")
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "hark", folder]
    is_mounted = os.getuid() == 0 and subprocess.run(words, check=False,
                                                     stderr=subprocess.DEVNULL).returncode == 0
    try:
        yield folder if is_mounted else None
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", folder], check=False)
        os.rmdir(folder)


def disk(rounds: int, keep: bool) -> bool:
    rounds = max(rounds // 10, 1)
    with small_disk() as folder:
        if folder is None:
            print("full disk: skipped, only root may make a small disk")
            return True
        return play(f"full disk, {rounds} times", house_new(folder=folder), full_disks, rounds, keep)


SCENES = {"sqlite": sqlite, "postgresql": postgresql, "disk": disk}


def main(words: list) -> int:
    rounds, seed = 200, time.time_ns() % 1_000_000
    wanted = [word for word in words if word in SCENES] or list(SCENES)
    for at, word in enumerate(words):
        if word == "--seed":
            seed = int(words[at + 1])
        elif word.isdigit() and words[at - 1] != "--seed":
            rounds = int(word)
    random.seed(seed)
    print(f"seed {seed}", flush=True)
    is_good = [SCENES[name](rounds, "--keep" in words) for name in wanted]
    print("0 lost, 0 doubled" if all(is_good) else "something was lost or doubled, or did not come back")
    return 0 if all(is_good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
