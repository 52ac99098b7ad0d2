#!/usr/bin/python3
"""Every mail of HARK_CORPUS/mail-corpus through Hark and through three other readers of mail.

Says, field by field, how often Hark agrees with what most of them say, and lists where it does not.
A disagreement that explained.toml does not explain fails, and so does an explanation that is no
longer needed. Then every mail goes into a running server by LMTP, and the ledger tells what became
of it. HARK_CORPUS unset: skipped. HARK_BIN names the program.
"""
import collections
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import smtplib
import sqlite3
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, str(TOP / "tests/integration"))
sys.path.insert(1, str(TOP / "tools"))
import hark  # noqa: E402  pylint: disable=wrong-import-position
import test_all  # noqa: E402  pylint: disable=wrong-import-position
import votes  # noqa: E402  pylint: disable=wrong-import-position

EXIT_SKIPPED = 77
HEADERS_ONLY, CUT = 1, 2 | 4  # of enum mail_flag
WANTED = 98.0  # per cent of what is decided
GROUPS = {"addresses": votes.PEOPLE, "subject": ("subject",),
          "attachments": ("file names", "file types", "file sizes")}
ORACLES = {
    "ruby-mail": ["ruby", HERE / "oracle_ruby.rb"],
    "mailparser": [test_all.node_path(), HERE / "oracle_mailparser.mjs"],
    "python": ["/usr/bin/python3", "-B", HERE / "oracle_python.py"],
}
PROBE = "tests/conformance/mail_probe"
SANITIZED = {"ASAN_OPTIONS": "detect_stack_use_after_return=1", "UBSAN_OPTIONS": "halt_on_error=1"}
TAKEN = ("ticket", "follow-up", "note", "bounce")
SEEN = "seen before"  # it has no row of its own: without what its way added it is one that has
WHOLE = "whole"  # why some of a mail is not shown but only to be opened
INTAKE = "intake"  # the field of explained.toml that tells why a mail became none of these


class Report:
    """Points in TAP, and what a person wants to read before them."""

    def __init__(self):
        self.points = self.failed = 0

    def say(self, *lines: str) -> None:
        for line in lines:
            print(f"# {line}", flush=True)

    def point(self, is_so: bool, what: str, wrong: list) -> None:
        self.points += 1
        self.failed += not is_so
        if not is_so:
            self.say(*wrong)
        print(f"{'ok' if is_so else 'not ok'} {self.points} - {what}", flush=True)


def mails_of(corpus: pathlib.Path) -> dict:
    """Short name -> path. A licence is no mail."""
    return {str(path.relative_to(corpus)): path for path in sorted(corpus.rglob("*"))
            if path.is_file() and not path.name.startswith(".") and "LICENSE" not in path.name}


def ask(command: list, mails: dict, report: Report, setting: dict | None = None) -> dict:
    """What a reader says of each mail; {} of one that it does not bear."""
    words = [str(word) for word in [*command, *mails.values()]]
    done = subprocess.run(words, env=os.environ | (setting or {}), capture_output=True, check=False)
    told = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    found = {one["file"]: one for one in told}
    if done.returncode:
        report.say(f"{pathlib.Path(words[0]).name} ended with {done.returncode}",
                   *done.stderr.decode("utf-8", "replace").splitlines()[:20])
    return {name: found.get(str(path), {}) for name, path in mails.items()}


def check_explained(field: str, apart: dict, explained: dict, report: Report) -> None:
    """apart: mail -> what it is, of those that want a reason."""
    for name, what in apart.items():
        report.say(f"{name}: {what}: {explained.get((name, field), 'NOT EXPLAINED')}")
    new = [name for name in apart if (name, field) not in explained]
    idle = [name for name, other in explained if other == field and name not in apart]
    report.point(not new and not idle, f"all that stand apart as \"{field}\" are explained: {len(apart)}",
                 [*new, *idle])


def check_reading(here: dict, pool: dict, explained: dict, report: Report) -> None:
    lost = [name for name, told in here.items() if told.get("result") != 0]
    report.point(not lost, f"all {len(here)} mails are read under the sanitizers", lost)
    other = [name for name in here if comparable(here[name]) != comparable(pool[name])]
    report.point(not other, "the caged children say the same", other)
    simple = [name for name, told in pool.items() if told.get("flags", 0) & HEADERS_ONLY]
    report.point(not simple, "no mail is too much for more than its headers", simple)
    torn = [f"{name}: {part}" for name, told in pool.items() for part in told.get("parts", [])
            if part["claimed"] != part["given"]]
    report.point(not torn, "every attachment is given as long as it was said to be", torn)
    cut = {name: "not all of it is shown" for name, told in pool.items() if told.get("flags", 0) & CUT}
    check_explained(WHOLE, cut, explained, report)


def comparable(told: dict) -> str:
    return json.dumps({key: value for key, value in told.items() if key != "file"})


def table(verdicts: list, report: Report) -> None:
    report.say(f"{'field':16} {'mails':>6} {'decided':>8} {'agreed':>7} {'per cent':>9} {'undecided':>10}")
    for field in votes.FIELDS:
        of_field = [verdict for verdict in verdicts if verdict.field == field]
        decided = [verdict for verdict in of_field if verdict.is_decided]
        agreed = sum(verdict.is_agreed for verdict in decided)
        report.say(f"{field:16} {len(of_field):6} {len(decided):8} {agreed:7} "
                   f"{share(decided):9.1f} {len(of_field) - len(decided):10}")


def share(verdicts: list) -> float:
    return 100 * sum(verdict.is_agreed for verdict in verdicts) / max(1, len(verdicts))


def check_votes(verdicts: list, explained: dict, report: Report) -> None:
    table(verdicts, report)
    for group, fields in GROUPS.items():
        decided = [one for one in verdicts if one.field in fields and one.is_decided]
        report.point(share(decided) >= WANTED, f"{share(decided):.1f} per cent agree on {group}",
                     [f"{WANTED} are wanted"])
    apart = {(one.mail, one.field): one for one in verdicts if not one.is_agreed}
    for (mail, field), verdict in apart.items():
        report.say(f"{mail}: {field}: {explained.get((mail, field), 'NOT EXPLAINED')}")
        if (mail, field) not in explained:
            report.say(f"    hark: {verdict.hark}",
                       *(f"    {name}: {said}" for name, said in verdict.oracles.items()))
    new = [f"{mail}: {field}" for mail, field in apart if (mail, field) not in explained]
    report.point(not new, f"each of {len(apart)} disagreements is explained", new)
    idle = [f"{mail}: {field}" for mail, field in explained
            if field in votes.FIELDS and (mail, field) not in apart]
    report.point(not idle, "each explanation is needed", idle)


@dataclasses.dataclass
class Sent:
    answer: int  # 250, or what the server said instead
    digest: str


def send_all(mails: dict, port: int) -> dict:
    """As a mail server would: lines end in CRLF, and the last one ends."""
    sent = {}
    with smtplib.LMTP("127.0.0.1", port) as line:
        for name, path in mails.items():
            raw = re.sub(rb"\r\n|\r|\n", b"\r\n", path.read_bytes())
            raw += b"" if raw.endswith(b"\r\n") else b"\r\n"
            try:
                refused = line.sendmail("corpus@example.net", [hark.MAILBOX], raw)
                answer = refused.get(hark.MAILBOX, (250,))[0]
            except smtplib.SMTPException as wrong:
                answer = getattr(wrong, "smtp_code", 0)
            sent[name] = Sent(answer, hashlib.sha256(raw).hexdigest())
    return sent


def ledger(house: hark.Hark) -> dict:
    """Digest -> the rows of it."""
    rows = collections.defaultdict(list)
    with sqlite3.connect(f"file:{house.folder}/var/hark.db?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        for row in database.execute("SELECT * FROM inbound"):
            rows[row["raw_blob"]].append(row)
    return rows


def check_intake(mails: dict, explained: dict, report: Report) -> None:
    with hark.Hark() as house:
        sent = send_all(mails, house.lmtp)
        rows = ledger(house)
        checked = house.command("fsck")
    refused = [f"{name}: {one.answer}" for name, one in sent.items() if one.answer != 250]
    report.point(not refused, f"all {len(sent)} mails are taken by LMTP", refused)
    twice = [digest for digest, found in rows.items() if len(found) != 1]
    seen = sum(row["seen"] for found in rows.values() for row in found)
    report.point(not twice and seen == len(sent),
                 f"the ledger has one row for each of {len(rows)} mails and saw {seen}", twice)
    outcomes = {name: rows[one.digest][0]["outcome"] if one.digest in rows else SEEN
                for name, one in sent.items()}
    counted = collections.Counter(outcomes.values()).most_common()
    report.say("became: " + ", ".join(f"{count} {outcome}" for outcome, count in counted))
    apart = {name: outcome for name, outcome in outcomes.items() if outcome not in TAKEN}
    check_explained(INTAKE, apart, explained, report)
    report.point("0 faults" in checked, "hark fsck finds every file and every count right",
                 checked.splitlines())


def explained_read() -> dict:
    with (HERE / "explained.toml").open("rb") as file:
        return {(mail, field): why for mail, fields in tomllib.load(file).items()
                for field, why in fields.items()}


def main() -> int:
    corpus = pathlib.Path(os.environ.get("HARK_CORPUS", "")) / "mail-corpus"
    if not os.environ.get("HARK_CORPUS") or not corpus.is_dir():
        print("HARK_CORPUS names no folder that has mail-corpus/")
        return EXIT_SKIPPED
    mails, explained, report = mails_of(corpus), explained_read(), Report()
    here = ask([TOP / "build-clang" / PROBE, "here"], mails, report, SANITIZED)
    pool = ask([TOP / "build" / PROBE, "pool"], mails, report)
    check_reading(here, pool, explained, report)
    said = {name: ask(command, mails, report) for name, command in ORACLES.items()}
    silent = [f"{name}: {mail}" for name, told in said.items() for mail in mails if not told[mail]]
    report.point(not silent, f"{len(said)} other readers answer", silent)
    verdicts = [verdict for mail in mails for verdict in
                votes.judge(mail, pool[mail], {name: told[mail] for name, told in said.items()})]
    check_votes(verdicts, explained, report)
    check_intake(mails, explained, report)
    print(f"1..{report.points}")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
