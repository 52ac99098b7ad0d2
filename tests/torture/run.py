#!/usr/bin/python3
"""Kills processes of Hark at random while mail comes in; afterwards every mail that was acknowledged is there once.

Usage: run.py [ROUNDS]. HARK_BIN names the binary (build/hark otherwise), HARK_TEST_DB a PostgreSQL to use instead of SQLite.
Each round kills one process: the supervisor, the trusted one, net, or one of those that read mail.
"""
import collections
import json
import os
import pathlib
import random
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("HARK_BIN", str(TOP / "build/hark"))
CLIENTS = 6
LMTP, HTTP = 8024, 8025
TEXTS = ["The lid of my kettle is broken, please send a new one.", "Laba diena, kada atvyks mano siunta?",
         "আমার অর্ডার কবে আসবে?", "என் ஆர்டர் எப்போது வரும்?"]


class House:
    def __init__(self, folder: pathlib.Path):
        self.folder, self.server = folder, None
        settings = {"listen": f"127.0.0.1:{HTTP + 815}", "base_url": f"http://127.0.0.1:{HTTP + 815}",
                    "lmtp": f"127.0.0.1:{LMTP + 815}", "smtp": f"dir:{folder}/mail", "blobs": f"{folder}/blobs",
                    "run_dir": f"{folder}/run", "secret_file": f"{folder}/secret", "log_level": "error",
                    "db": os.environ.get("HARK_TEST_DB", f"sqlite:{folder}/hark.db")}
        (folder / "mail").mkdir()
        (folder / "hark.conf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        self.environment = os.environ | {"HARK_CONFIG": str(folder / "hark.conf")}

    def run(self, *words: str) -> str:
        return subprocess.run([BINARY, *words], env=self.environment, check=True, capture_output=True, text=True).stdout

    def start(self) -> None:
        log = open(self.folder / "log", "a")
        self.server = subprocess.Popen([BINARY, "serve"], env=self.environment, stdout=log, stderr=log,
                                       start_new_session=True)

    def processes(self) -> list[int]:
        """The supervisor and all below it; readers of mail have the trusted process or its keeper as their parent."""
        children = collections.defaultdict(list)
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if fields[0] != "Z":
                    children[int(fields[1])].append(int(entry.name))
        found, todo = [], [self.server.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo += children[pid]
        return found

    def kill_one(self) -> str:
        pids = self.processes()
        victim = random.choice(pids)
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            return "gone"
        if victim != self.server.pid:
            return "below"
        self.server.wait()
        # Its children end by themselves; what lingers must not hold the doors for ever.
        until = time.monotonic() + 20
        while any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
            time.sleep(0.05)
        self.start()
        return "supervisor"

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(60)


class Client(threading.Thread):
    """Sends numbered mails one after another, each again and again until it is acknowledged."""

    def __init__(self, number: int, over: threading.Event):
        super().__init__(daemon=True)
        self.number, self.over, self.kept, self.tries = number, over, [], 0

    def send(self, mail_id: str, text: str) -> bool:
        mail = (f"From: Client <c{self.number}@example.net>\r\nTo: help@nordhome.example\r\nSubject: {mail_id}\r\n"
                f"Message-ID: <{mail_id}@torture.example>\r\nContent-Type: text/plain; charset=utf-8\r\n"
                f"Auto-Submitted: auto-generated\r\n\r\n{text} {mail_id}\r\n").encode()
        try:
            with smtplib.LMTP("127.0.0.1", LMTP + 815, timeout=20) as line:
                return line.sendmail(f"c{self.number}@example.net", ["help@nordhome.example"], mail) == {}
        except (OSError, smtplib.SMTPException):
            time.sleep(0.05)
            return False

    def run(self) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            mail_id, text = f"m{self.number}-{count}", random.choice(TEXTS)
            while not self.over.is_set():
                self.tries += 1
                if self.send(mail_id, text):
                    self.kept.append(mail_id)
                    break


def torture(house: House, rounds: int) -> tuple[list, collections.Counter, int]:
    over, killed = threading.Event(), collections.Counter()
    clients = [Client(number, over) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for at in range(rounds):
        time.sleep(random.uniform(0.05, 0.7))
        killed[house.kill_one()] += 1
        if at % 20 == 19:
            print(f"{at + 1} kills, {sum(len(client.kept) for client in clients)} mails acknowledged", flush=True)
    time.sleep(2)
    over.set()
    for client in clients:
        client.join(60)
    return [mail for client in clients for mail in client.kept], killed, sum(client.tries for client in clients)


def judge(house: House, acknowledged: list) -> int:
    tickets = [json.loads(line) for line in house.run("ticket", "list", "--json").splitlines()]
    subjects = collections.Counter(ticket["subject"] for ticket in tickets)
    numbers = sorted(ticket["number"] for ticket in tickets)
    lost = [mail for mail in acknowledged if subjects[mail] == 0]
    doubled = [subject for subject, count in subjects.items() if count > 1]
    gaps = numbers[-1] - len(numbers) if numbers else 0
    fsck = subprocess.run([BINARY, "fsck"], env=house.environment, capture_output=True, text=True)
    print(f"{len(acknowledged)} mails acknowledged, {len(tickets)} tickets: {len(lost)} lost, {len(doubled)} doubled, "
          f"{gaps} gaps in the numbers")
    print(fsck.stdout.strip())
    for mail in (lost + doubled)[:10]:
        print(f"  {mail}: {subjects[mail]}")
    return len(lost) + len(doubled) + gaps + (fsck.returncode != 0)


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(os.environ.get("TORTURE_SEED", time.time_ns() % 1_000_000))
    random.seed(seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hark-torture-"))
    house = House(folder)
    house.run("init", "--org", "Nordhome", "--admin", "admin@nordhome.example", "--mailbox", "help@nordhome.example")
    house.start()
    print(f"{rounds} kills, {CLIENTS} clients, seed {seed}", flush=True)
    try:
        acknowledged, killed, tries = torture(house, rounds)
    finally:
        house.stop()
    print(f"killed: {killed['supervisor']} times the supervisor, {killed['below']} times one below it; "
          f"{tries} tries to hand over")
    faults = judge(house, acknowledged)
    if faults:
        print(f"What is left lies in {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
