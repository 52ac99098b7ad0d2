#!/usr/bin/python3
"""Feeds each parser made-up input. Usage: fuzz.py [SECONDS [TARGET]] [--keep]

--keep: inputs that reach new code are added to tests/fuzz/seeds/TARGET/. An input that breaks
something is always left in build-clang/fuzz/, named on the last lines.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[1]


def fuzz(target: pathlib.Path, seconds: int, keep: bool) -> int:
    name = target.name.removeprefix("fuzz_")
    seeds = TOP / "tests/fuzz/seeds" / name
    broken = TOP / "build-clang/fuzz"
    seeds.mkdir(parents=True, exist_ok=True)
    broken.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as fresh:
        done = subprocess.run(
            [target, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048",
             "-print_final_stats=1", f"-artifact_prefix={broken}/{name}-", fresh, seeds],
            capture_output=True, text=True, errors="replace", check=False)
        if keep:
            subprocess.run([target, "-merge=1", seeds, fresh], capture_output=True, check=False)
    tried = [line.split()[-1] for line in done.stderr.splitlines()
             if "number_of_executed_units" in line]
    print(f"{name:20} {tried[-1] if tried else '?':>12} inputs  "
          f"{'nothing broke' if done.returncode == 0 else 'BROKEN'}", flush=True)
    if done.returncode != 0:
        print(done.stderr[-4000:])
    return int(done.returncode != 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=int, default=60)
    parser.add_argument("target", nargs="?", default="")
    parser.add_argument("--keep", action="store_true")
    wish = parser.parse_args()
    targets = [path for path in sorted((TOP / "build-clang/tests/fuzz").glob("fuzz_*"))
               if path.is_file() and wish.target in path.name]
    if not targets:
        print("There is no such fuzz target." if wish.target else "There is no fuzz target yet.")
    return int(any([fuzz(target, wish.seconds, wish.keep) for target in targets]))


if __name__ == "__main__":
    sys.exit(main())
