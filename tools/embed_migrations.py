#!/usr/bin/python3
"""Writes migrations/*.sql into a C file, sorted by number, so that the program brings them along.

Usage: embed_migrations.py OUT.c FILE.sql ...
"""
import pathlib
import re
import sys

NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
# "CHECK (state IN ('new', 'open', 'closed'))": for each row that it checks SQLite first makes a table of the words, where there are
# more than two. Comparing with one after the other means the same and costs little. For PostgreSQL it is the other way round: it gets
# its lists back once they have run (shorten() in src/db/postgres.c).
CHECK = re.compile(r"\bCHECK \((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
WORDS = re.compile(r"\b(?!NOT\b)([\w.]+) IN \(('[^']*'(?:,\s*'[^']*'){2,})\)")

HEAD = """/* Written by tools/embed_migrations.py from migrations/. */
#include "db/migrations.h"

/* ISO C promises 4,095 bytes; our compilers take any length. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

const struct db_migration migrations[] = {
"""


def compared(found: re.Match) -> str:
    return "(" + " OR ".join(f"{found[1]} = {word}" for word in re.findall("'[^']*'", found[2])) + ")"


def cheaper(text: str) -> str:
    return CHECK.sub(lambda check: WORDS.sub(compared, check[0]), text)


def literal(line: str) -> str:
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '\\n"'


def entry(path: pathlib.Path) -> tuple[int, str]:
    parts = NAME.fullmatch(path.name)
    if not parts:
        sys.exit(f"{path}: the name must look like 0001_word.sql")
    text = cheaper(path.read_text(encoding="utf-8"))
    lines = "\n".join("\t  " + literal(line) for line in text.splitlines())
    return int(parts[1]), f'\t{{ {int(parts[1])}, "{parts[2]}",\n{lines} }},\n'


def main() -> int:
    entries = sorted(entry(pathlib.Path(name)) for name in sys.argv[2:])
    numbers = [number for number, _ in entries]
    if len(set(numbers)) < len(numbers):
        sys.exit("two migrations have the same number")
    pathlib.Path(sys.argv[1]).write_text(
        HEAD + "".join(text for _, text in entries) + "};\n\n"
        "const size_t migration_count = sizeof(migrations) / sizeof(migrations[0]);\n",
        encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
