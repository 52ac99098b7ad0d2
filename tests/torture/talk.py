"""The conversation of tests/integration/conversation.py, as long as one likes."""
import contextlib

import house  # pylint: disable=unused-import  # says where Hark and its tests lie

import conversation
from test_mail_journey import BY_LMTP, World

PEOPLE = len(conversation.CAST)


def talk(mails: int, _keep: bool) -> bool:
    rounds = max(mails // (2 * PEOPLE), 1)
    print(f"a conversation of {rounds * 2 * PEOPLE} mails:", flush=True)
    if conversation.absent():
        print(f"  skipped, {conversation.absent()}")
        return True
    with contextlib.ExitStack() as stack:
        held = conversation.hold(World(stack), BY_LMTP, PEOPLE, rounds)
    print(f"  {held.figures()} in {held.seconds:.0f} s")
    for fault in held.faults:
        print(f"  FAULT: {fault}", flush=True)
    return not held.faults
