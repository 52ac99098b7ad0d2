#!/usr/bin/python3
"""Writes legal/*.txt into a C file, so that the program brings these packs along.

Usage: embed_legal.py OUT.c FILE.txt ...
"""
import pathlib
import sys

from embed_migrations import literal

HEAD = """/* Written by tools/embed_legal.py from legal/. */
#include "standard/legal_texts.h"

const char *const legal_texts[] = {
"""


def main() -> int:
    entries = []
    for name in sorted(sys.argv[2:]):
        lines = pathlib.Path(name).read_text(encoding="utf-8").splitlines()
        entries.append("\n".join("\t" + literal(line) for line in lines) + ",\n")
    pathlib.Path(sys.argv[1]).write_text(
        HEAD + "".join(entries) + "};\n\nconst size_t legal_text_count = sizeof(legal_texts) / sizeof(legal_texts[0]);\n",
        encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
