"""What was promised and what is there: 0 lost, 0 doubled, no gap, nothing damaged."""
import collections
import dataclasses
import json

from house import House


@dataclasses.dataclass
class Verdict:
    """faults: sentences; figures: lines for the reader."""
    faults: list
    figures: list

    def demand(self, is_so: bool, sentence: str) -> None:
        if not is_so:
            self.faults.append(sentence)


def judge_mail(house: House, verdict: Verdict, servers: list) -> None:
    kept = [mail_id for server in servers for mail_id in server.kept]
    found = collections.Counter(row[0] for row in house.rows(
        "SELECT mail_id FROM message WHERE kind = 'in' AND mail_id LIKE '%@torture.example'"))
    ledger = collections.Counter(row[0] for row in house.rows(
        "SELECT mail_id FROM inbound WHERE mail_id LIKE '%@torture.example'"))
    lost = [one for one in kept if not found[one]]
    doubled = [one for one, count in (found | ledger).items() if count > 1]
    tries = sum(server.tries for server in servers)
    slowest = max((server.slowest for server in servers), default=0)
    verdict.figures.append(f"{len(kept)} mails acknowledged in {tries} tries, {len(lost)} lost, "
                           f"{len(doubled)} doubled; the slowest waited {slowest:.1f} s")
    verdict.demand(not lost, f"lost mails: {lost[:5]}")
    verdict.demand(not doubled, f"doubled mails: {doubled[:5]}")
    missing = [one for one in found if not ledger[one]]
    verdict.demand(not missing, f"mails that the ledger does not know: {missing[:5]}")


def judge_tickets(house: House, verdict: Verdict, agents: list) -> None:
    made = {key: number for agent in agents for key, number in agent.tickets.items()}
    subjects = collections.defaultdict(list)
    for subject, number in house.rows("SELECT subject, number FROM ticket"):
        subjects[subject].append(int(number))
    wrong = [key for key, number in made.items() if subjects[f"api {key}"] != [number]]
    verdict.figures.append(f"{len(made)} tickets by the API, {len(wrong)} lost or doubled")
    verdict.demand(not wrong, f"tickets of the API that are lost or doubled: {wrong[:5]}")
    faults = [fault for agent in agents for fault in agent.faults]
    verdict.demand(not faults, f"refusals of the API: {faults[:3]}")


def judge_sequences(house: House, verdict: Verdict) -> None:
    count, last = house.number("SELECT count(*) FROM ticket"), house.number(
        "SELECT coalesce(max(number), 0) FROM ticket")
    events, newest = house.number("SELECT count(*) FROM event"), house.number(
        "SELECT coalesce(max(seq), 0) FROM event")
    verdict.figures.append(f"{count} tickets with numbers up to {last}, {events} events up to {newest}")
    verdict.demand(count == last, "there is a gap in the numbers of tickets")
    verdict.demand(events == newest, "there is a gap in the events")
    listed = house.command("ticket", "list", "--json").splitlines()
    verdict.demand(len({json.loads(line)["number"] for line in listed}) == count,
                   "the command line lists other tickets than there are")
    try:
        house.command("fsck")
    except AssertionError as fault:
        verdict.faults.append(f"fsck: {fault}")


def judge_outbox(house: House, verdict: Verdict, agents: list, sink) -> None:
    """A person's words leave at least once, a machine's at most once."""
    rows = house.rows("SELECT mail_id, is_automatic, state FROM outbox")
    human = [mail_id for mail_id, is_automatic, _ in rows if not int(is_automatic)]
    automatic = [mail_id for mail_id, is_automatic, _ in rows if int(is_automatic)]
    states = collections.Counter(state for _, _, state in rows)
    lost = [one for one in human if not sink.people[one]]
    twice = [one for one in sink.machines if sink.machines[one] > 1]
    again = sum(count - 1 for count in sink.people.values())
    silent = sum(1 for one in automatic if not sink.machines[one])
    promised = sum(agent.replies for agent in agents)
    verdict.figures.append(
        f"{promised} replies acknowledged, {len(human)} in the outbox, {len(lost)} lost, {again} sent "
        f"again; {len(automatic)} automatic mails, {len(twice)} sent twice, {silent} given up as "
        f"unknown; states {dict(states)}")
    verdict.demand(len(human) >= promised, f"{promised - len(human)} replies are not in the outbox")
    verdict.demand(not lost, f"replies that never left: {lost[:5]}")
    verdict.demand(not twice, f"automatic mails that left twice: {twice[:5]}")
    verdict.demand(states["queued"] + states["sending"] + states["held"] == 0,
                   f"mails are still in the outbox: {dict(states)}")
    verdict.demand(silent <= states["unknown"], f"{silent} automatic mails were lost in silence")
    dead = house.number("SELECT count(*) FROM job WHERE state IN ('dead', 'running')")
    verdict.demand(dead == 0, f"{dead} jobs are dead or still running")


def judge(house: House, servers: list, agents: list, sink) -> Verdict:
    verdict = Verdict([], [])
    judge_mail(house, verdict, servers)
    judge_tickets(house, verdict, agents)
    judge_sequences(house, verdict)
    judge_outbox(house, verdict, agents, sink)
    return verdict
