#!/usr/bin/python3
"""Fails when a file of src/ includes something from a room at or above its own height.

A newcomer's new room is one line in LAYERS. Usage: check_layers.py [FOLDER that holds src/]
"""
import pathlib
import re
import sys

import checking

# Lowest first. A room may include the rooms above it in this list, and itself; never a neighbour.
LAYERS = [
    "base", "parse", "net", "db", "core", "people", "catalog", "guide", "standard", "ticket",
    "care", "incident", "feedback", "insight", "growth", "intake", "channel", "job", "web", "app",
]
# They handle bytes of strangers in a process of their own, so they bring nothing else along.
KNOWS_BASE_ALONE = {"parse", "net"}
# A database is spoken to by its driver only.
DRIVER_HEADERS = {"sqlite3.h": "db", "libpq-fe.h": "db"}

INCLUDE = re.compile(r'\s*#\s*include\s+["<]([^">]+)[">]')


def refusal(room: str, plugin: str, target: str) -> str:
    """Why a file of this room (and of this channel, if any) may not include target; "" if it may."""
    if DRIVER_HEADERS.get(target, room) != room:
        return f"only {DRIVER_HEADERS[target]}/ may include {target}"
    parts = target.split("/")
    if ".." in parts:
        return f"{target} is named from the folder above; write room/file.h"
    other = parts[0]
    if len(parts) == 1 or other not in LAYERS:
        return ""
    if other == room:
        if room == "channel" and len(parts) > 2 and parts[1] != plugin:
            return f"channels never know each other: {plugin or 'channel'} may not know {parts[1]}"
        return ""
    if room in KNOWS_BASE_ALONE and other != "base":
        return f"{room} knows base/ alone, not {other}"
    if LAYERS.index(other) >= LAYERS.index(room):
        return f"{room} may not know {other}"
    return ""


def findings(top: pathlib.Path) -> list[str]:
    found = []
    src = top / "src"
    for path in sorted(src.rglob("*.[ch]")):
        parts = path.relative_to(src).parts
        room = parts[0]
        if len(parts) == 1 or room not in LAYERS:
            found.append(f"{path.relative_to(top)}: {room} is no room; LAYERS names them all")
            continue
        plugin = parts[1] if room == "channel" and len(parts) > 2 else ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            include = INCLUDE.match(line)
            why = refusal(room, plugin, include[1]) if include else ""
            if why:
                found.append(f"{path.relative_to(top)}:{number}: {why}")
    return found


if __name__ == "__main__":
    sys.exit(checking.run(findings))
