"""What ./do run shows: a trial with links to sign in, and nothing between or below them."""
import contextlib
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest
import urllib.request

from hark import PROGRAM, free_port

ROOT = pathlib.Path(__file__).parents[2]
TRIAL = "set -euo pipefail; . tools/do/trial.sh; trial_prepare; trial_serve"
QUIET = 1  # second without a word, after which nothing more is awaited


class Trial(unittest.TestCase):
    """A house with the tools of this one, its program, and nothing in var/."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        (self.folder / "build").mkdir()
        (self.folder / "build/hark").symlink_to(PROGRAM)
        (self.folder / "tools").symlink_to(ROOT / "tools")

    @contextlib.contextmanager
    def trial(self, **environment: str):
        """While it runs: all that it said until it was quiet for a while after its links."""
        said = self.folder / "said"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HARK_")}
        with said.open("wb") as out, subprocess.Popen(
                ["bash", "-c", TRIAL], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                env=kept | environment) as server:
            try:
                yield self.read_until_quiet(said, server)
            finally:
                server.terminate()
                server.wait(60)

    def read_until_quiet(self, said: pathlib.Path, server: subprocess.Popen) -> str:
        end, words, quiet_since = time.monotonic() + 120, "", time.monotonic()
        while time.monotonic() < end:
            if said.read_text() != words:
                words, quiet_since = said.read_text(), time.monotonic()
            if server.poll() is not None:
                self.fail(f"it ended: {words}")
            if "Ctrl-C" in words and time.monotonic() - quiet_since > QUIET:
                return words
            time.sleep(0.05)
        self.fail(f"no links: {words}")

    def assert_links_stand_last(self, words: str, port: int, lmtp: int) -> None:
        self.assertNotIn("level=", words)
        last = words.rstrip().splitlines()[-6:]
        self.assertEqual(f"Hark answers at http://127.0.0.1:{port}. Sign in once with a link, within the hour, as", last[0])
        for line, who in zip(last[1:5], ("an agent", "a supervisor", "an administrator", "a customer")):
            self.assertRegex(line, rf"^  {who} +http://127\.0\.0\.1:{port}/link/\S{{22}}$")
            with urllib.request.urlopen(re.search(r"http\S+", line)[0], timeout=60) as answer:
                self.assertEqual(200, answer.status)
        self.assertEqual(f"Mail it sends: http://127.0.0.1:{port}/trial/mail. Mail to it: LMTP at 127.0.0.1:{lmtp}. "
                         "Ctrl-C stops it.", last[5])

    def test_the_links_stand_last_and_lead_where_the_trial_is(self):
        port, lmtp = free_port(), free_port()
        with self.trial(HARK_LISTEN=f"127.0.0.1:{port}", HARK_LMTP=f"127.0.0.1:{lmtp}",
                        HARK_BASE_URL=f"http://127.0.0.1:{port}") as words:
            self.assert_links_stand_last(words, port, lmtp)
        with self.trial() as words:  # nobody says the ports again, and they are kept
            self.assert_links_stand_last(words, port, lmtp)


if __name__ == "__main__":
    unittest.main()
