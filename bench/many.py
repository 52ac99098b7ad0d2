#!/usr/bin/python3
"""100,000 mails in a row by LMTP, and what each role holds after every ten thousand.

Usage: many.py [MAILS]; called by `./do bench many`. All is on: mails become tickets, are confirmed,
and what Hark writes is handed over (to a folder). Memory is PSS in MB.
"""
import contextlib
import os
import pathlib
import re
import sys
import tempfile
import time

import house
import mails

MAILS, STEP, CONNECTIONS = 100_000, 10_000, 8
ROLES = ("supervisor", "trusted", "net", "parse")


def role_of(pid: int, supervisor: int) -> str:
    if pid == supervisor:
        return "supervisor"
    if pathlib.Path(f"/proc/{pid}/comm").read_text().startswith("parse-"):
        return "parse"
    return "trusted" if len(os.listdir(f"/proc/{pid}/task")) > 1 else "net"


def memory_by_role(supervisor: int) -> dict:
    held = dict.fromkeys(ROLES, 0.0)
    for pid in house.family_of(supervisor):
        with contextlib.suppress(OSError):
            text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
            role = role_of(pid, supervisor)
            held[role] += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) / 1024
    return held


def line_of(count: int, rate: float, held: dict, files: int) -> str:
    parts = [f"{role} {held[role]:.1f}" for role in ROLES]
    return f"{count:>7,} mails  {rate:4.0f} /s  {sum(held.values()):6.1f} MB: {', '.join(parts)}; {files} descriptors"


def descriptors_of(supervisor: int) -> int:
    total = 0
    for pid in house.family_of(supervisor):
        with contextlib.suppress(OSError):
            total += len(os.listdir(f"/proc/{pid}/fd"))
    return total


def main(words: list) -> int:
    count = int(words[0]) if words else MAILS
    house.CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=house.CACHE) as folder:
        one = house.House(pathlib.Path(folder))
        files = mails.corpus(pathlib.Path(folder) / "mails")
        one.init()
        with one.running():
            one.mails(CONNECTIONS, min(STEP, count) // 10, files)  # what is held once is held then
            for done in range(0, count, STEP):
                step, begun = min(STEP, count - done), time.monotonic()
                one.mails(CONNECTIONS, step, files)
                seconds = time.monotonic() - begun
                print(line_of(done + step, step / seconds, memory_by_role(one.process.pid),
                              descriptors_of(one.process.pid)), flush=True)
        print(one.command("fsck").strip() or "fsck finds nothing")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
