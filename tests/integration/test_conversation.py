"""Customers write with mutt, s-nail, swaks and git send-email; `./do torture talk` does it for long."""
import contextlib
import unittest

import conversation
from test_mail_journey import BY_LMTP, World


@unittest.skipIf(conversation.absent(), conversation.absent())
class RealPrograms(unittest.TestCase):
    maxDiff = None

    def test_24_mails_of_four_programs_are_each_in_their_place(self):
        with contextlib.ExitStack() as stack:
            held = conversation.hold(World(stack), BY_LMTP, 4, 3)
            self.assertEqual(held.faults, [])


if __name__ == "__main__":
    unittest.main()
