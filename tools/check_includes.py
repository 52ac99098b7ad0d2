"""Every header that a source includes declares something that it names. Called by lint.py."""
import functools
import pathlib
import re
import subprocess

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.MULTILINE)
DECLARED = re.compile(r"#\s*define\s+(\w+)|\b(?:struct|enum|union)\s+(\w+)\s*\{|\b(\w+)\s*\(|"
                      r"\b(\w+)(?:\[[^\]]*\])*;|\b([A-Z]\w+)\s*[=,}]")
NEEDED_BY = {"stdio.h": "jpeglib.h"}  # which says so, and does not include it itself
EVERYWHERE = ("stddef.h", "stdint.h", "sys/types.h")  # what most headers hand on: NULL, size_t


def names_in(text: str) -> set:
    return {name for found in DECLARED.findall(COMMENT.sub("", text)) for name in found
            if name[:1].isalpha()}


@functools.cache
def own_names(path: pathlib.Path) -> set:
    return names_in(path.read_text(encoding="utf-8"))


def preprocessed(headers: tuple) -> str:
    source = "".join(f"#include <{header}>\n" for header in headers)
    return subprocess.run(["gcc-12", "-std=c17", "-D_GNU_SOURCE", "-E", "-dD", "-P", "-"],
                          input=source, capture_output=True, text=True, check=False).stdout


@functools.cache
def system_names(header: str) -> set:
    """Empty for one that the compiler does not find by its name alone: nothing is said of it."""
    return names_in(preprocessed((header,))) - names_in(preprocessed(EVERYWHERE))


def needless(top: pathlib.Path, path: pathlib.Path) -> list:
    """The include lines of a source that nothing in it needs; its own header stays."""
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    words = set(re.findall(r"\w+", INCLUDE.sub("", text)))
    found = []
    for match in INCLUDE.finditer(text):
        kind, header = match.groups()
        own = top / "src" / header
        if f"<{NEEDED_BY.get(header)}>" in text:
            continue
        if kind == "<":
            names = system_names(header)
        elif own.exists() and own.with_suffix(".c") != path:
            names = own_names(own)
        else:
            continue
        if names and not names & words:
            found.append(match.group(0))
    return found


def findings(top: pathlib.Path) -> list:
    return [f"{path.relative_to(top)}: {line}: nothing here needs it"
            for folder in ("src", "tests") for path in sorted((top / folder).rglob("*.c"))
            for line in needless(top, path)]
