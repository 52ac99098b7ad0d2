"""Who agrees with whom about a mail, field by field.

An oracle is another reader of mail. What the most of them say counts, when at least two say it;
one that has no opinion (null) does not vote. Where no two say the same nothing is decided: then
Hark has to say what one of them says, or it needs an explanation all the same.
"""
import collections
import dataclasses
import unicodedata

PEOPLE = ("from", "reply-to", "to", "cc")
FIELDS = (*PEOPLE, "people's names", "subject", "file names", "file types", "file sizes",
          "reports")
# What Hark calls a file without a name, by its type: no claim about the mail, where the others find no name
UNNAMED = {"message/rfc822": "message.eml", "text/calendar": "invite.ics"}


def line_of(text: str) -> str:
    """White space: a folded line may come back with one blank, two or a tab (RFC 5322, 2.2.3).
    Composed letters: "e" with an accent is one character or two, and looks the same."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def address_of(text: str) -> str:
    """The domain has no case (RFC 5321, 2.4); what stands before it has."""
    name, at, domain = line_of(text).rpartition("@")
    return name + at + domain.lower()


def report_of(action: str, recipient: str, status: str) -> tuple:
    """"rfc822; <a@b>" is a@b, "5.1.1 (unknown)" is 5.1.1, and of the actions two matter to Hark."""
    action = action.strip().lower()
    return (action if action in ("failed", "delayed") else "other",
            address_of(recipient.partition(";")[2] or recipient).strip("<>"), (status.split() or [""])[0])


def values_of(told: dict) -> dict:
    """What a reader said, as texts that can be compared; None: it has no opinion."""
    found = dict.fromkeys(FIELDS)
    for role in PEOPLE:
        if told.get(role) is not None:
            found[role] = tuple(address_of(address) for _, address in told[role])
    if all(told.get(role) is not None for role in PEOPLE):
        names = (line_of(name) for role in PEOPLE for name, _ in told[role])
        found["people's names"] = tuple(name for name in names if name)
    if told.get("subject") is not None:
        found["subject"] = line_of(told["subject"])
    if told.get("parts") is not None:
        names = (line_of(part["name"]) for part in told["parts"])
        found["file names"] = tuple(names)
        found["file types"] = tuple(part["type"].lower() for part in told["parts"])
        found["file sizes"] = tuple(part["size"] for part in told["parts"])
    if told.get("reports") is not None:
        found["reports"] = tuple(report_of(*report) for report in told["reports"])
    return found


def names_claimed(own: dict, said: object) -> object:
    """Hark's names of files, without those that it made itself for a file in which nobody finds one."""
    names, types = own["file names"], own["file types"]
    if names is None or said is None or len(said) != len(names):
        return names
    return tuple("" if not other and name == UNNAMED.get(kind, "attachment") else name
                 for name, kind, other in zip(names, types, said))


@dataclasses.dataclass
class Verdict:
    mail: str
    field: str
    hark: object
    oracles: dict  # name -> what it says
    majority: object  # None: no two say the same

    @property
    def is_decided(self) -> bool:
        return self.majority is not None

    @property
    def is_agreed(self) -> bool:
        return self.hark == self.majority if self.is_decided else self.hark in self.oracles.values()

    @property
    def is_empty(self) -> bool:
        """Nobody finds anything there: no proof of anything."""
        return not any([self.hark, *self.oracles.values()])


def judge(mail: str, hark: dict, oracles: dict) -> list:
    said = {name: values_of(told) for name, told in oracles.items()}
    own = values_of(hark)
    verdicts = []
    for field in FIELDS:
        votes = {name: values[field] for name, values in said.items()}
        counted = collections.Counter(vote for vote in votes.values() if vote is not None)
        best = counted.most_common(1)
        majority = best[0][0] if best and best[0][1] > 1 else None
        hark_says = own[field]
        if field == "file names":
            hark_says = names_claimed(own, majority if majority is not None else next(iter(counted), None))
        verdicts.append(Verdict(mail, field, hark_says, votes, majority))
    return [verdict for verdict in verdicts if not verdict.is_empty]
