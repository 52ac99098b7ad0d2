#!/usr/bin/python3
"""What few houses need is in the memory of none before it is needed (src/base/late.h)."""
import contextlib
import pathlib
import re
import unittest

import hark


def libraries(pid: int) -> set:
    """Those that a process and its descendants have mapped, by their names before the first version."""
    found, open_ends = set(), [pid]
    while open_ends:
        one = pathlib.Path(f"/proc/{open_ends.pop()}")
        with contextlib.suppress(OSError):
            found |= set(re.findall(r"/(lib[^/]*?)\.(?:so|0)[^/]*$", (one / "maps").read_text(), re.M))
            for task in (one / "task").iterdir():
                open_ends += [int(child) for child in (task / "children").read_text().split()]
    return found


class Late(unittest.TestCase):
    def setUp(self):
        self.hark = hark.Hark()
        self.addCleanup(self.hark.close)
        self.hark.init()
        self.hark.start()

    def test_what_draws_paper_and_fetches_is_not_there_before(self):
        there = libraries(self.hark.process.pid)
        self.assertIn("libsqlite3", there)
        self.assertFalse(there & {"libcairo", "libpango-1", "libcurl-gnutls"})

    @unittest.skipIf(hark.SERVER_URL, "this house is on PostgreSQL")
    def test_a_house_on_sqlite_holds_nothing_of_postgresql(self):
        self.assertFalse(libraries(self.hark.process.pid) & {"libpq", "libcrypto", "libldap-2"})


if __name__ == "__main__":
    unittest.main()
