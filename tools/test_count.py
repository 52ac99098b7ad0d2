"""Counts what a test program said: TAP (cmocka, node), Python's unittest, or its exit code alone."""
import dataclasses
import re

EXIT_SKIPPED = 77  # Meson's and automake's word for "cannot be tried here"

PLAN = re.compile(r"^1\.\.(\d+)")
POINT = re.compile(r"^(not ok|ok)\b\s*\d*\s*(?:-\s*)?(.*)")
UNITTEST = re.compile(r"^Ran (\d+) tests? in ", re.M)
UNITTEST_END = re.compile(r"^(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$", re.M)
UNITTEST_LINE = re.compile(r"^(\w+) \([\w.]+\).*\.\.\. (ok|skipped ['\"](.*)['\"])$", re.M)
NO_REASON = "no reason given"


@dataclasses.dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    names: set = dataclasses.field(default_factory=set)  # of tests that passed, where told
    skips: list = dataclasses.field(default_factory=list)  # (name, why) of each that was skipped


def count_tap(output: str) -> Count:
    """Top-level points only. A point that the plan promised and nobody made has failed."""
    count, planned, said = Count(), 0, ""
    for line in output.splitlines():
        plan, point = PLAN.match(line), POINT.match(line)
        if plan:
            planned += int(plan[1])
        elif point and "# SKIP" in point[2].upper():
            name, why = (part.strip() for part in re.split(r"#\s*SKIP", point[2], 1, re.I))
            # cmocka names the test behind the word and prints the reason on a line before.
            count.skips.append((name, why or NO_REASON) if name else (why, said or NO_REASON))
            count.skipped += 1
        elif point and point[1] == "ok":
            count.names.add(point[2].strip())
            count.passed += 1
        elif point:
            count.failed += 1
        said = "" if plan or point else line.strip("# \t") or said
    count.failed += max(0, planned - count.passed - count.failed - count.skipped)
    return count


def count_unittest(output: str) -> Count:
    ran = sum(int(number) for number in UNITTEST.findall(output))
    bad = skipped = 0
    for end in UNITTEST_END.findall(output):
        kinds = dict(re.findall(r"(failures|errors|unexpected successes|skipped)=(\d+)", end))
        skipped += int(kinds.pop("skipped", 0))
        bad += sum(map(int, kinds.values()))
    lines = UNITTEST_LINE.findall(output)
    names = {name for name, outcome, _ in lines if outcome == "ok"}
    skips = [(name, why) for name, outcome, why in lines if outcome != "ok"]
    skips += [("", NO_REASON)] * (skipped - len(skips))
    # Python counts a class that could not be set up as an error but not as a test that ran.
    return Count(max(0, ran - bad - skipped), bad, skipped, names, skips)


def count_output(output: str, code: int) -> Count:
    """What a program came to: its own numbers, and at least one failure when it ended badly."""
    if any(PLAN.match(line) for line in output.splitlines()):
        count = count_tap(output)
    elif UNITTEST.search(output):
        count = count_unittest(output)
    elif code == EXIT_SKIPPED:
        lines = output.strip().splitlines()
        return Count(skipped=1, skips=[("", lines[-1] if lines else NO_REASON)])
    else:
        return Count(passed=int(code == 0), failed=int(code != 0))
    if code not in (0, EXIT_SKIPPED) and count.failed == 0:
        count.failed = 1
    if count.passed + count.failed + count.skipped == 0:
        count.failed = 1  # a program without a single test proves nothing
    return count


class Total:
    """Adds up programs. A test skipped in one suite that passed in another was not left out: it is
    for one database only, say."""

    def __init__(self):
        self.passed, self.failed = 0, 0
        self.names, self.skips = set(), []

    def add(self, suite: str, program: str, count: Count) -> None:
        self.passed += count.passed
        self.failed += count.failed
        self.names |= {(program, name) for name in count.names}
        self.skips += [(suite, program, name, why) for name, why in count.skips]

    def left_out(self) -> list:
        return [skip for skip in self.skips if (skip[1], skip[2]) not in self.names]

    def lines(self) -> list:
        """The reasons, then the closing line."""
        skips = self.left_out()
        told = [f"skipped: {suite}: {program}{': ' + name if name else ''}: {why}"
                for suite, program, name, why in skips]
        if len(skips) < len(self.skips):
            told.append(f"{len(self.skips) - len(skips)} tests that a suite skipped passed in another")
        return [*told, f"{self.passed} passed, {self.failed} failed, {len(skips)} skipped"]
