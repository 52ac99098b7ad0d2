#!/usr/bin/python3
"""Waits until the trial server answers, then prints sign-in links. Usage: trial_links.py SERVER-PID"""
import json
import os
import subprocess
import sys
import time
import urllib.request

# HARK_LISTEN, HARK_BASE_URL and HARK_LMTP take the trial elsewhere when a port is taken.
URL = os.environ.get("HARK_BASE_URL", "http://127.0.0.1:8025")
LMTP = os.environ.get("HARK_LMTP", "127.0.0.1:8024")
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


def wait_for(server: int) -> bool:
    while True:
        try:
            os.kill(server, 0)
            with urllib.request.urlopen(URL + "/healthz", timeout=2) as answer:
                return answer.status == 200
        except ProcessLookupError:
            return False
        except OSError:
            time.sleep(0.1)


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
    if not wait_for(int(sys.argv[1])):
        return 1
    print(f"\nHark answers at {URL}. Sign in once with a link, within the hour, as")
    for words, email in people():
        print(f"  {words:17} {hark('link', email).strip()}")
    print(f"Mail it sends: {URL}/trial/mail. Mail to it: LMTP at {LMTP}. Ctrl-C stops it.\n",
          flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
