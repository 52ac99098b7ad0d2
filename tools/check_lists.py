#!/usr/bin/python3
"""Fails when a duty or a family of pages is defined that its list does not name: it compiles, and is never used.

Usage: check_lists.py [FOLDER that holds src/]
"""
import pathlib
import re
import sys

import checking

# What defines one -> the file with the list, how one is named there, what happens to one that is not.
LISTS = {
    r"^const struct job_kind (\w+) =": ("src/job/jobs.c", r"&(\w+),", "nobody runs it"),
    r"^const struct web_route (\w+)\[\] =": ("src/app/registry.c", r'\{ "\w+", (\w+) \}', "nobody can reach it"),
}


def findings(top: pathlib.Path) -> list[str]:
    found = []
    sources = {path.relative_to(top).as_posix(): path.read_text(encoding="utf-8")
               for path in sorted((top / "src").rglob("*.c"))}
    for defines, (name, names, then) in LISTS.items():
        listed = set(re.findall(names, sources.get(name, "")))
        for path, text in sources.items():
            for one in re.finditer(defines, text, re.MULTILINE):
                if one[1] not in listed:
                    line = text.count("\n", 0, one.start()) + 1
                    found.append(f"{path}:{line}: {one[1]} is not in {name}: {then}")
    return found


if __name__ == "__main__":
    sys.exit(checking.run(findings))
