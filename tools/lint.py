#!/usr/bin/python3
"""Everything that can be said about the code without running it, in TAP. Usage: lint.py [CHECK ...]"""
import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import check_banned
import check_includes
import check_layers
import check_lists

TOP = pathlib.Path(__file__).resolve().parents[1]
TREE = TOP / "build-clang"
TIDY = TREE / "tidy"  # what clang-tidy found clean, by the key of its sources
# How far clang's analyzer follows what a function can do: its own measures for a shallow and a deep look. Of a minute
# of clang-tidy it takes 58 seconds, so a test run takes the first, and ./do lint the second.
STEPS, STEPS_MOST = 75_000, 225_000
FILE_LINES = 600
SHOWN = 25  # findings of a check; the first ones tell enough
JOBS = os.cpu_count() or 2


def kept_files(*patterns: str) -> list[pathlib.Path]:
    """What stands in the project, with what is new and not ignored; never build trees."""
    listing = subprocess.run(
        ["git", "-C", TOP, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--",
         *patterns], check=True, capture_output=True, text=True).stdout
    return [TOP / name for name in sorted(set(listing.split("\0"))) if name and (TOP / name).exists()]


def name_of(path: pathlib.Path) -> str:
    return path.relative_to(TOP).as_posix()


def lines_matching(paths: list, pattern: str, words: str) -> list[str]:
    rule = re.compile(pattern)
    return [f"{name_of(path)}:{number}: {words}: {line.strip()[:80]}"
            for path in paths
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if rule.search(line)]


def check_format() -> list[str]:
    paths = kept_files("src/*.[ch]", "tests/*.[ch]", "bench/*.[ch]")
    done = subprocess.run(["clang-format-14", "--dry-run", *paths], cwd=TOP,
                          capture_output=True, text=True, check=False)
    places = [line.split(":")[0] for line in done.stderr.splitlines()
              if "warning:" in line or "error:" in line]
    return [f"{name_of(path)}: {places.count(str(path))} lines are not as clang-format-14 -i writes "
            "them" for path in paths if str(path) in places]


def dependencies() -> dict[str, list[str]]:
    """What each object was compiled from, as the compiler told ninja."""
    listing = subprocess.run(["ninja", "-C", TREE, "-t", "deps"], check=True, capture_output=True,
                             text=True).stdout
    found, names = {}, []
    for line in listing.splitlines():
        if line.startswith("    "):
            names.append(line.strip())
        elif ": #deps" in line:
            names = found[line.split(":")[0]] = []
    return found


def tidy_key(command: dict, files: list[str], steps: int) -> str:
    """The same key means the same source, headers, flags and rules, so the same findings."""
    key = hashlib.sha256(f"{steps} {command['command']}".encode())
    for name in [TOP / ".clang-tidy", TOP / "tests/.clang-tidy", *sorted(files)]:
        key.update((TREE / name).read_bytes())
    return key.hexdigest()


def tidy(path: str, steps: int) -> list[str]:
    words = [f"--extra-arg={word}" for word in ("-Xclang", "-analyzer-config", "-Xclang", f"max-nodes={steps}")]
    done = subprocess.run(["clang-tidy-14", "--quiet", "-p", TIDY, *words, path], cwd=TOP,
                          capture_output=True, text=True, check=False)
    found = [re.sub(r"^.*\.\./", "", line.removeprefix(f"{TOP}/"))
             for line in done.stdout.splitlines() if " error: " in line or " warning: " in line]
    return found or ([done.stderr[-2000:]] if done.returncode else [])


def tidy_commands() -> dict[str, dict]:
    """One command a file: clang-tidy 14 reads a file that is compiled twice twice, and errs then."""
    found = {}
    for command in json.loads((TREE / "compile_commands.json").read_text()):
        path = (TREE / command["file"]).resolve()
        # Compiled templates are judged by the tests of their compiler.
        if path.is_relative_to(TOP / "src") or path.is_relative_to(TOP / "tests"):
            found.setdefault(str(path), command)
    TIDY.mkdir(exist_ok=True)
    (TIDY / "compile_commands.json").write_text(json.dumps(list(found.values())))
    return found


def check_tidy(steps: int) -> list[str]:
    compiled_from, todo = dependencies(), {}
    for path, command in tidy_commands().items():
        files = compiled_from.get(command["output"], []) or [path]
        keys = [tidy_key(command, files, known) for known in {steps, STEPS_MOST}]
        if not any((TIDY / key).exists() for key in keys):
            todo[path] = TIDY / tidy_key(command, files, steps)
    found = []
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for clean, lines in zip(todo.values(), pool.map(tidy, todo, itertools.repeat(steps))):
            found += lines
            if not lines:
                clean.touch()
    return sorted(set(found))


def check_sizes() -> list[str]:
    found = []
    for path in kept_files("src/*.[ch]", "tests/*.[ch]"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > FILE_LINES:
            found.append(f"{name_of(path)}: {lines} lines, more than {FILE_LINES}: split it by idea")
    return found


def check_leftovers() -> list[str]:
    # Spelt apart, so that this line is not a finding.
    words = "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"])
    paths = kept_files("src/*", "tools/*", "templates/*", "migrations/*", "tests/*.[ch]",
                       "tests/*.py", "tests/*.mjs", "tests/*.sh", "assets/*.css", "assets/*.js")
    return lines_matching(paths, rf"\b({words})\b", "left undone")


def check_inline() -> list[str]:
    # Mail programs know no style sheets, so mail keeps its style in the markup.
    pages = [path for path in kept_files("templates/*") if "/templates/mail/" not in str(path)]
    return lines_matching(pages,
                          r"(?i)<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=|hx-on",
                          "inline script or style")


def check_lockfiles() -> list[str]:
    return lines_matching(kept_files("*package-lock.json"), r'"resolved": "\w+://', "an address")


def check_translations() -> list[str]:
    script = TOP / "tools/po.py"
    if not script.exists():
        return []
    done = subprocess.run(["/usr/bin/python3", "-B", script, "check"], cwd=TOP, capture_output=True,
                          text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


CHECKS = {
    "layers": lambda: check_layers.findings(TOP), "banned": lambda: check_banned.findings(TOP),
    "lists": lambda: check_lists.findings(TOP),
    "includes": lambda: check_includes.findings(TOP),
    "sizes": check_sizes, "leftovers": check_leftovers, "inline": check_inline,
    "lockfiles": check_lockfiles, "translations": check_translations, "format": check_format,
    "analyze": lambda: check_tidy(STEPS_MOST), "tidy": lambda: check_tidy(STEPS),
}


def main() -> int:
    names = sys.argv[1:] or list(CHECKS)
    bad = 0
    print(f"1..{len(names)}")
    for number, name in enumerate(names, 1):
        begun = time.monotonic()
        found = CHECKS[name]()
        for line in found[:SHOWN]:
            print("# " + line.removeprefix(f"{TOP}/"))
        if len(found) > SHOWN:
            print(f"# and {len(found) - SHOWN} more")
        bad += bool(found)
        print(f"{'not ok' if found else 'ok'} {number} - {name} ({time.monotonic() - begun:.1f} s)",
              flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
