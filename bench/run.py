#!/usr/bin/python3
"""Measures what docs/figures.md promises and prints it. Usage: run.py [TICKETS ...], 10000 unless told.

Times are CPU of all processes of the server for one request, medians of five rounds; timings decide nothing.
Databases are kept in build/bench/ and used again.
"""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
BINARY, TOOLS = TOP / "build/hark", TOP / "build/bench"
PORT, ROUNDS, REQUESTS = 8931, 5, 400
sys.path.insert(0, str(TOP / "tests/integration"))


def processes(pid: int) -> list[int]:
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        for task in pathlib.Path(f"/proc/{one}/task").glob("*/children"):
            todo += [int(child) for child in task.read_text().split()]
    return found


def cpu_ms(pid: int) -> float:
    total = 0
    for one in processes(pid):
        fields = pathlib.Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += sum(int(field) for field in fields[11:15])
    return total * 1000 / os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int) -> float:
    return sum(int(re.search(r"Pss:\s+(\d+)", pathlib.Path(f"/proc/{one}/smaps_rollup").read_text())[1])
               for one in processes(pid)) / 1024


class House:
    def __init__(self, tickets: int):
        self.folder = TOP / f"build/bench/{tickets}"
        self.environment = os.environ | {"HARK_CONFIG": str(self.folder / "hark.conf")}
        is_new = not (self.folder / "is-ready").exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = {"db": f"sqlite:{self.folder}/hark.db", "blobs": f"{self.folder}/blobs", "run_dir": f"{self.folder}/run",
                    "secret_file": f"{self.folder}/secret", "listen": f"127.0.0.1:{PORT}", "log_level": "error",
                    "base_url": f"http://127.0.0.1:{PORT}", "lmtp": f"127.0.0.1:{PORT + 1}"}
        (self.folder / "hark.conf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
        if is_new:
            begun = time.monotonic()
            self.run("init", "--org", "Nordhome", "--admin", "admin@nordhome.example",
                     "--mailbox", "help@nordhome.example")
            self.run("demo", "load", "--tickets", str(tickets))
            print(f"loaded {tickets} tickets in {time.monotonic() - begun:.0f} s")
            (self.folder / "is-ready").touch()
        begun = time.monotonic()
        self.server = subprocess.Popen([BINARY, "serve"], env=self.environment, stdout=subprocess.PIPE, text=True)
        self.server.stdout.readline()
        self.ready_s = time.monotonic() - begun
        self.token = self.run("token", "add", "--staff", "rasa@nordhome.example").strip()

    def run(self, *words: str) -> str:
        return subprocess.run([BINARY, *words], env=self.environment, check=True, capture_output=True, text=True).stdout

    def cookie(self) -> str:
        link = self.run("link", "rasa@nordhome.example").strip()
        jar = str(self.folder / "cookies")
        page = subprocess.run(["curl", "-s", "-c", jar, link], capture_output=True, text=True, check=True).stdout
        form = re.search(r'name="form_token" value="([^"]+)"', page)[1]
        subprocess.run(["curl", "-s", "-b", jar, "-c", jar, "-H", f"Origin: http://127.0.0.1:{PORT}",
                        "--data-urlencode", f"form_token={form}", link], capture_output=True, check=True)
        lines = [line.split("\t") for line in pathlib.Path(jar).read_text().splitlines() if line.count("\t") == 6]
        return "Cookie: " + "; ".join(f"{line[5]}={line[6]}" for line in lines)

    def ask(self, connections: int, requests: int, *words: str) -> tuple[float, str]:
        """CPU ms for one request, and what the load program said."""
        before = cpu_ms(self.server.pid)
        said = subprocess.run([TOOLS / "http_load", f"127.0.0.1:{PORT}", str(connections), str(requests), *words],
                              capture_output=True, text=True)
        return (cpu_ms(self.server.pid) - before) / requests, (said.stdout + said.stderr).strip()

    def page(self, name: str, path: str, head: str) -> None:
        self.ask(1, 50, "GET", path, head)
        rounds = [self.ask(1, REQUESTS, "GET", path, head)[0] for _ in range(ROUNDS)]
        print(f"  {name:42} {statistics.median(rounds):6.2f} ms CPU a request")

    def write(self, clients: int) -> None:
        body = self.folder / "body.json"
        body.write_text('{"subject":"Kettle NUMBER","body":"The lid of my kettle is broken, please send a new one soon.",'
                        '"customer":{"name":"Ann","email":"ann@example.net"}}')
        spent, said = self.ask(clients, 4000, "POST", "/api/v1/tickets", f"Authorization: Bearer {self.token}",
                               "Content-Type: application/json", f"@{body}")
        print(f"  ticket by the API, {clients:2} clients               {spent:6.2f} ms CPU each; {said}")

    def mail(self) -> None:
        before = cpu_ms(self.server.pid)
        said = subprocess.run([TOOLS / "lmtp_load", f"127.0.0.1:{PORT + 1}", "help@nordhome.example", "8", "2000"],
                              capture_output=True, text=True)
        print(f"  mail by LMTP, 8 connections                {(cpu_ms(self.server.pid) - before) / 2000:6.2f} ms CPU each; "
              f"{(said.stdout + said.stderr).strip()}")


def main() -> int:
    subprocess.run(["ninja", "-C", str(TOP / "build"), "bench/http_load", "bench/lmtp_load", "bench/disk_rate"],
                   check=True, stdout=subprocess.DEVNULL)
    disk = subprocess.run([TOOLS / "disk_rate", str(TOOLS)], capture_output=True, text=True)
    print(f"disk: {(disk.stdout + disk.stderr).strip()}")
    for tickets in [int(word) for word in sys.argv[1:]] or [10000]:
        house = House(tickets)
        head = house.cookie()
        print(f"{tickets} tickets on SQLite, ready after {house.ready_s:.2f} s, {pss_mb(house.server.pid):.0f} MB idle")
        house.page("inbox of 50, signed in", "/inbox", head)
        house.page("ticket page", "/tickets/51", head)
        house.page("search, English word", "/search?q=fridge", head)
        house.page("search, Bengali word", "/search?q=%E0%A6%AB%E0%A7%8D%E0%A6%B0%E0%A6%BF%E0%A6%9C", head)
        house.write(8)
        house.write(64)
        house.mail()
        print(f"  memory of all processes after the load     {pss_mb(house.server.pid):6.0f} MB")
        house.server.terminate()
        house.server.wait(60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
