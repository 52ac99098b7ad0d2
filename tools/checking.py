"""How the house's own checks are called by themselves: with the folder that holds src/, or in it."""
import pathlib
import sys


def run(findings) -> int:
    found = findings(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0
