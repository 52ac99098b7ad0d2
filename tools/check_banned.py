#!/usr/bin/python3
"""Fails when code outside src/base/ calls a function that this house does not use.

Usage: check_banned.py [FOLDER that holds src/]
"""
import pathlib
import re
import sys

import checking

# name -> what to use
BANNED = {
    "strcpy": "hk_copy_text", "strcat": "hk_format or struct hk_buf", "sprintf": "hk_format",
    "strtok": "strcspn and hk_copy", "gmtime": "hk_time_iso", "localtime": "core/i18n.h",
    "ctime": "hk_time_iso", "atoi": "hk_number", "sscanf": "a small parser", "malloc": "hk_alloc",
    "free": "the arena (hk_free for what a library allocated)", "system": "nothing",
    "popen": "nothing", "time": "cx->now", "getenv": "the settings",
}
# The clock is read where a request or a job begins; everybody else is told by his context.
CLOCK = "hk_clock_now"
CLOCK_MAY = ("app/", "web/server.c")

CALL = re.compile(r"(?<![\w.>])(" + "|".join([*BANNED, CLOCK]) + r")\s*\(")
GOTO = re.compile(r"\bgoto\s+\w+\s*;")
# Comments, strings and characters hold words, not calls.
WORDS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_words(code: str) -> str:
    return WORDS.sub(lambda found: "\n" * found[0].count("\n") or " ", code)


def findings(top: pathlib.Path) -> list[str]:
    found = []
    src = top / "src"
    for path in sorted(src.rglob("*.[ch]")):
        name = path.relative_to(src).as_posix()
        if name.startswith("base/"):
            continue
        code = without_words(path.read_text(encoding="utf-8"))
        for number, line in enumerate(code.splitlines(), 1):
            for call in CALL.findall(line):
                if call != CLOCK:
                    found.append(f"src/{name}:{number}: {call} is banned; use {BANNED[call]}")
                elif not name.startswith(CLOCK_MAY):
                    found.append(f"src/{name}:{number}: only {' and '.join(CLOCK_MAY)} ask what "
                                 "time it is; use cx->now")
            if GOTO.search(line):
                found.append(f"src/{name}:{number}: goto is banned; use a scoped variable")
    return found


if __name__ == "__main__":
    sys.exit(checking.run(findings))
