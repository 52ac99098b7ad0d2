#!/usr/bin/python3
"""Waits in the background until the trial server is ready, then prints sign-in links.

Usage: trial_links.py SERVER-PID; $NOTIFY_SOCKET is where the server says so: see sd_notify(3). Another server may
answer at the same address, so that answering is no proof.
"""
import json
import os
import socket
import subprocess
import sys

ROLES = [("agent", "an agent"), ("supervisor", "a supervisor"), ("admin", "an administrator")]


def hark(*words: str) -> str:
    return subprocess.run(["build/hark", *words], check=True, capture_output=True, text=True).stdout


def documents(text: str) -> list[dict]:
    """One JSON document, or one object a line."""
    try:
        whole = json.loads(text)
        return whole if isinstance(whole, list) else whole.get("items", [whole])
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def wait_for(server: int, door: socket.socket) -> bool:
    door.settimeout(0.2)
    while True:
        try:
            os.kill(server, 0)
            return door.recv(100).startswith(b"READY=1")
        except ProcessLookupError:
            return False
        except TimeoutError:
            pass


def people() -> list[tuple[str, str]]:
    staff = documents(hark("staff", "list", "--json"))
    found = []
    for role, words in ROLES:
        emails = [person["email"] for person in staff if person["role"] == role]
        found += [(words, emails[0])] if emails else []
    for ticket in documents(hark("ticket", "list", "--json")):
        addresses = [a for a in (ticket.get("customer") or {}).get("addresses", []) if "@" in a]
        if addresses:
            return [*found, ("a customer", addresses[0])]
    return found


def main() -> int:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        path = os.environ["NOTIFY_SOCKET"]
        if os.path.exists(path):
            os.unlink(path)
        door.bind(path)
        if os.fork():
            return 0  # the server may start now
        is_ready = wait_for(int(sys.argv[1]), door)
        os.unlink(path)
    if not is_ready:
        return 1
    # Where it was taken by an earlier ./do run, too: var/hark.conf keeps that.
    settings = {one["name"]: one["value"] for one in documents(hark("settings", "--json"))}
    url, lmtp = settings["base_url"], settings["lmtp"]
    lines = [f"\nHark answers at {url}. Sign in once with a link, within the hour, as"]
    lines += [f"  {words:17} {hark('link', email).strip()}" for words, email in people()]
    lines += [f"Mail it sends: {url}/trial/mail. Mail to it: LMTP at {lmtp}. Ctrl-C stops it.\n"]
    print("\n".join(lines), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
