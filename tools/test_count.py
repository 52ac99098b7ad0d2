"""Counts what a test program said: TAP (cmocka, node), Python's unittest, or its exit code alone."""
import dataclasses
import re

EXIT_SKIPPED = 77  # Meson's and automake's word for "cannot be tried here"

PLAN = re.compile(r"^1\.\.(\d+)")
POINT = re.compile(r"^(not ok|ok)\b\s*\d*\s*(?:-\s*)?(.*)")
UNITTEST = re.compile(r"^Ran (\d+) tests? in ", re.M)
UNITTEST_END = re.compile(r"^(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$", re.M)


@dataclasses.dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: list = dataclasses.field(default_factory=list)  # why something was skipped

    def add(self, other: "Count") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.reasons += other.reasons


def count_tap(output: str) -> Count:
    """Top-level points only. A point that the plan promised and nobody made has failed."""
    count, planned, said = Count(), 0, ""
    for line in output.splitlines():
        plan, point = PLAN.match(line), POINT.match(line)
        if plan:
            planned += int(plan[1])
        elif point and "# SKIP" in point[2].upper():
            name, _, why = re.split(r"(#\s*SKIP)", point[2], maxsplit=1, flags=re.I)
            # cmocka names the test behind the word and prints the reason on a line before.
            name, why = (name.strip(), why.strip()) if name.strip() else (why.strip(), said)
            count.skipped += 1
            count.reasons.append(f"{name}: {why or 'no reason given'}")
        elif point and point[1] == "ok":
            count.passed += 1
        elif point:
            count.failed += 1
        said = "" if point else line.strip("# \t") or said
    count.failed += max(0, planned - count.passed - count.failed - count.skipped)
    return count


def count_unittest(output: str) -> Count:
    ran = sum(int(number) for number in UNITTEST.findall(output))
    bad = skipped = 0
    for end in UNITTEST_END.findall(output):
        kinds = {key: int(value) for key, value in re.findall(r"([a-z ]+)=(\d+)", end)}
        kinds = {key.strip(): value for key, value in kinds.items()}
        bad += kinds.get("failures", 0) + kinds.get("errors", 0)
        bad += kinds.get("unexpected successes", 0)
        skipped += kinds.get("skipped", 0)
    reasons = [f"{name}: {why}" for name, why in
               re.findall(r"^(\S+) .*\.\.\. skipped ['\"](.*)['\"]$", output, re.M)]
    reasons += ["reason not given"] * (skipped - len(reasons))
    # Python counts a class that could not be set up as an error but not as a test that ran.
    return Count(max(0, ran - bad - skipped), bad, skipped, reasons)


def count_output(output: str, code: int) -> Count:
    """What a program came to: its own numbers, and at least one failure when it ended badly."""
    if any(PLAN.match(line) for line in output.splitlines()):
        count = count_tap(output)
    elif UNITTEST.search(output):
        count = count_unittest(output)
    elif code == EXIT_SKIPPED:
        lines = output.strip().splitlines()
        return Count(skipped=1, reasons=[lines[-1] if lines else "no reason given"])
    else:
        return Count(passed=int(code == 0), failed=int(code != 0))
    if code not in (0, EXIT_SKIPPED) and count.failed == 0:
        count.failed = 1
    if count.passed + count.failed + count.skipped == 0:
        count.failed = 1  # a program without a single test proves nothing
    return count
