#!/usr/bin/python3
"""Fails when code outside src/base/ calls a function that this house does not use, or may leave a
function before a scoped variable was begun: what is freed then is whatever stood on the stack.

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
SCOPED = re.compile(r"^[ \t]*scoped_\w+[ \t]+([\w*, ]+);", re.M)
LEAVES = re.compile(r"\breturn\b|\bHK_TRY\b|^}", re.M)
# Comments, strings and characters hold words, not calls.
WORDS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_words(code: str) -> str:
    return WORDS.sub(lambda found: "\n" * found[0].count("\n") or " ", code)


def unbegun(code: str) -> list[tuple[int, str]]:
    """Line and name of each variable that is freed on some way out before it has a value."""
    found = []
    for scoped in SCOPED.finditer(code):
        leaves = LEAVES.search(code, scoped.end())
        until = code[scoped.end():leaves.start() if leaves else len(code)]
        for name in re.findall(r"\w+", scoped[1]):
            if not re.search(rf"&{name}\b|\b{name}\s*=[^=]", until):
                found.append((code.count("\n", 0, scoped.start(1)) + 1, name))
    return found


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
        for number, variable in unbegun(code):
            found.append(f"src/{name}:{number}: {variable} may be freed before it was begun; "
                         "give it a value")
    return found


if __name__ == "__main__":
    sys.exit(checking.run(findings))
