"""Blows that fall between the last dot of a mail that leaves and the answer of the mail server.

There SMTP leaves it open whether the mail was taken. A person's words leave again with the same
Message-ID, so that one which was struck may be there twice; a machine's do not, and every one of them
that was struck is told to the administrator as unknown. A sender that dies can take one more mail with
it, whose 250 it has not noted yet: so many there may be, and no more.
"""
import collections
import random
import re
import threading
import time

from house import House, hark
from judge import Verdict
from people import Sink, name_of
from scene import Scene, cluster_new, house_new, play

BLOWS = ("line", "net child", "net", "trusted", "supervisor")
CHANCE = 0.5
PAUSE_SECONDS = 0.25
PATIENCE_SECONDS = 60


class DotSink(Sink):
    """A mail server that has a blow fall after the dot, once a mail at most."""

    def __init__(self):
        self.house, self.rounds = None, 0
        self.blow_lock, self.struck, self.kept = threading.Lock(), {}, collections.Counter()
        super().__init__()

    def receive(self, mail: bytes) -> bool:
        mail_id, is_machine = name_of(mail)
        if random.random() > CHANCE or not self.blow_lock.acquire(blocking=False):
            return super().receive(mail)
        try:
            if len(self.struck) >= self.rounds or mail_id in self.struck:
                return super().receive(mail)
            self.struck[mail_id] = is_machine
            if random.random() < 0.5:
                self.kept[mail_id] += 1
                self.take(mail_id, is_machine)
            self.strike(random.choice(BLOWS))
        finally:
            self.blow_lock.release()
        return False

    def strike(self, role: str) -> None:
        if role == "line" or not self.house.kill(role):
            self.house.killed["line"] += 1
            return
        self.house.come_back()


def blows(scene: Scene, rounds: int) -> Verdict:
    sink, told, moved = scene.sink, 0, time.monotonic()
    sink.rounds = rounds
    while len(sink.struck) < rounds:
        time.sleep(0.1)
        if len(sink.struck) > told:
            moved = time.monotonic()
            if len(sink.struck) // 50 > told // 50:
                print(f"  {len(sink.struck)} blows after the dot", flush=True)
            told = len(sink.struck)
        if time.monotonic() - moved > PATIENCE_SECONDS:
            raise AssertionError(f"no mail left for {PATIENCE_SECONDS} s")
    verdict = scene.finish()
    judge_dots(scene.house, verdict, sink)
    return verdict


def told_as_unknown(house: House) -> list:
    """What the administrator finds in the list of mail in trouble, page after page, and settles."""
    admin, found = house.sign_in(hark.ADMIN), []
    while True:
        page = admin.get("/admin/outbox")
        listed = [one for one in re.findall(r'href="/admin/outbox/(\d+)"', page.text) if one not in found]
        if not listed:
            return found
        for one in listed:
            admin.get(f"/admin/outbox/{one}")
            admin.post(f"/admin/outbox/{one}/done")
        found += listed


def judge_dots(house: House, verdict: Verdict, sink: DotSink) -> None:
    machines = {mail_id for mail_id, is_machine in sink.struck.items() if is_machine}
    unknown = {mail_id: str(number) for mail_id, number in house.rows(
        "SELECT mail_id, id FROM outbox WHERE state = 'unknown'")}
    doubled = {mail_id for mail_id, count in sink.people.items() if count > 1 + sink.kept[mail_id]}
    twice = sum(1 for count in sink.people.values() if count > 1)
    listed = told_as_unknown(house)
    verdict.figures.append(
        f"{len(sink.struck)} mails struck between the dot and 250, {len(machines)} of machines; "
        f"{twice} answers of people there twice, {len(doubled)} of them since their sender died after 250; "
        f"{len(unknown)} unknown ({len(set(unknown) - machines)} of them were not struck: their sender "
        f"was stopped on its way to the dot), {len(listed)} listed to the administrator")
    deaths = house.killed["trusted"] + house.killed["supervisor"]
    verdict.demand(len(doubled) <= deaths, f"answers that left again without need: {sorted(doubled)[:5]}")
    verdict.demand(machines <= set(unknown),
                   f"struck and not unknown: {sorted(machines - set(unknown))[:5]}")
    verdict.demand(sorted(unknown.values()) == sorted(listed),
                   "the list of mail in trouble is not what is unknown")


def one(name: str, rounds: int, keep: bool, **where) -> bool:
    sink = DotSink()
    sink.house = house_new(sink, **where)
    scene = Scene(sink.house, sink, 2, 2, PAUSE_SECONDS)
    return play(f"{name}, {rounds} blows between the dot and 250", scene, blows, rounds, keep)


def dot(rounds: int, keep: bool) -> bool:
    is_good = one("SQLite", max(rounds // 2, 1), keep)
    with cluster_new() as (cluster, url):
        if not cluster:
            print("PostgreSQL: skipped, it is not installed")
            return is_good
        return one("PostgreSQL", max(rounds // 8, 1), keep, cluster=cluster, url=url) and is_good
