#!/usr/bin/python3
"""Kills processes of Hark at random while mail comes in and goes out; nothing may be lost or doubled.

Usage: run.py [ROUNDS] [--seed N] [--keep] [sqlite] [postgresql] [disk] [dot] [power] [talk]
  ROUNDS      kills on SQLite, 200 unless told; a quarter as many on PostgreSQL, whose server is
              restarted too and away for a minute at the end, and a tenth as many times the disk is full
  dot         half as many blows fall between the last dot of a mail that leaves and the answer of
              the mail server; an eighth as many on PostgreSQL
  power       half as many times the power of the disk fails (only root may do that)
  talk        ten customers and an agent write each other as many mails, with mutt, s-nail, swaks and
              git send-email, through Postfix and Dovecot (root too); nothing is killed
  sqlite ...  only these; --keep leaves the folder of a house that failed
Mail servers hand mails over by LMTP, each again until it is acknowledged; staff open tickets and
answer by the API; a mail server takes what leaves. Every round kills -9 a supervisor, the trusted
process, net or its child, or one of the three kinds that read mail.
"""
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time

from dot import dot
from people import Sink
from power import power
from scene import Scene, cluster_new, house_new, play
from talk import talk

AWAY_SECONDS = 60
DISK_MB = 1024  # what comes in itself may take 400 of them, on a quick machine


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


def away(scene: Scene, rounds: int) -> None:
    """Kills, and then a minute without a database."""
    kills(scene, rounds)
    scene.house.cluster_do("halt")
    time.sleep(AWAY_SECONDS)
    scene.house.cluster_do("restart")
    scene.house.killed["a minute without PostgreSQL"] += 1
    scene.house.come_back()
    time.sleep(2)
    print(f"  {AWAY_SECONDS} s without PostgreSQL, {scene.kept()} mails acknowledged", flush=True)


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


def sqlite(rounds: int, keep: bool) -> bool:
    sink = Sink()
    return play(f"SQLite, {rounds} kills", Scene(house_new(sink), sink), kills, rounds, keep)


def postgresql(rounds: int, keep: bool) -> bool:
    rounds, sink = max(rounds // 4, 1), Sink()
    with cluster_new() as (cluster, url):
        if not cluster:
            print("PostgreSQL: skipped, it is not installed")
            return True
        scene = Scene(house_new(sink, cluster, url=url), sink)
        return play(f"PostgreSQL, {rounds} kills", scene, away, rounds, keep)


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
        sink = Sink()
        scene = Scene(house_new(sink, folder=folder), sink)
        return play(f"full disk, {rounds} times", scene, full_disks, rounds, keep)


SCENES = {"sqlite": sqlite, "postgresql": postgresql, "disk": disk, "dot": dot, "power": power,
          "talk": talk}


def main(words: list) -> int:
    rounds, seed, is_kept, wanted = 200, time.time_ns() % 1_000_000, False, []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--seed" and rest and rest[0].isdigit():
            seed = int(rest.pop(0))
        elif word == "--keep":
            is_kept = True
        elif word.isdigit():
            rounds = int(word)
        elif word in SCENES:
            wanted.append(word)
        else:
            print(__doc__, file=sys.stdout if word == "--help" else sys.stderr)
            return 0 if word == "--help" else 64
    random.seed(seed)
    print(f"seed {seed}", flush=True)
    is_good = [SCENES[name](rounds, is_kept) for name in wanted or SCENES]
    print("0 lost, 0 doubled" if all(is_good) else "something was lost or doubled, or did not come back")
    return 0 if all(is_good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
