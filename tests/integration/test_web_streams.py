#!/usr/bin/python3
"""Live updates: events arrive in order, a broken stream goes on, and thousands of idle ones cost little."""
import json
import pathlib
import re
import resource
import time
import unittest

from web_demo import running

MANY = 5000
MANY_PSS_KB = 2 * 1024  # more than without them, in the release


def pss_kb(pid: int) -> int:
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(re.search(r"^Pss: +(\d+) kB", rollup, re.M)[1])


class Stream:
    def __init__(self, demo, target: str = "/events", headers: str = ""):
        self.socket = demo.connect()
        self.text = b""
        self.socket.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\nCookie: session={demo.session}\r\n"
                            f"{headers}\r\n".encode())
        self.read_until(b"retry: ")

    def read_until(self, mark: bytes, seconds: float = 60) -> bytes:
        """What came since the stream began, once the mark is in it or the other side has closed."""
        end = time.monotonic() + seconds
        while mark not in self.text:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                part = self.socket.recv(65536)
            except TimeoutError:
                break
            if not part:
                break
            self.text += part
        return self.text

    def ids(self) -> list[int]:
        return [int(number) for number in re.findall(rb"^id: (\d+)$", self.text, re.M)]

    def close(self):
        self.socket.close()

    __del__ = close


class Streams(unittest.TestCase):
    def test_nobody_listens_without_signing_in(self):
        with running() as demo:
            self.assertEqual(303, demo.ask("GET", "/events").status)

    def test_every_listener_hears_every_event_in_order(self):
        with running("threads=2") as demo:
            streams = [Stream(demo) for _ in range(4)]
            demo.ask("GET", "/publish?from=1&count=50")
            for stream in streams:
                text = stream.read_until(b"id: 50\n")
                stream.read_until(b"id: 50\nevent: ticket\ndata: {")
                self.assertEqual(list(range(1, 51)), stream.ids())
                self.assertIn(b"Content-Type: text/event-stream", text)
                stream.close()

    def test_a_broken_stream_goes_on_where_it_broke(self):
        with running("threads=1") as demo:
            first = Stream(demo)
            demo.ask("GET", "/publish?from=1&count=10")
            first.read_until(b"id: 10\n")
            first.close()
            again = Stream(demo, headers="Last-Event-ID: 7\r\n")
            again.read_until(b"id: 10\n")
            self.assertEqual([8, 9, 10], again.ids())
            by_page = Stream(demo, "/events?after=9")
            by_page.read_until(b"id: 10\n")
            self.assertEqual([10], by_page.ids())

    def test_who_has_seen_all_hears_nothing_old(self):
        with running("threads=1") as demo:
            first = Stream(demo)
            demo.ask("GET", "/publish?from=1&count=3")
            first.read_until(b"id: 3\n")
            stream = Stream(demo, headers="Last-Event-ID: 3\r\n")
            demo.ask("GET", "/publish?from=4&count=1")
            stream.read_until(b"id: 4\n")
            self.assertEqual([4], stream.ids())
            self.assertNotIn(b"reload", stream.text)

    def test_who_is_too_far_behind_is_told_to_load_again(self):
        with running("threads=1") as demo:
            first = Stream(demo)
            demo.ask("GET", "/publish?from=1&count=3000")
            first.read_until(b"id: 3000\n")
            late = Stream(demo, headers="Last-Event-ID: 5\r\n")
            late.read_until(b"event: reload")
            self.assertEqual([3000], late.ids())

    def test_events_that_nobody_heard_mean_loading_again(self):
        with running("threads=1") as demo:
            demo.ask("GET", "/publish?from=1&count=5")
            stream = Stream(demo, headers="Last-Event-ID: 3\r\n")
            self.assertIn(b"event: reload", stream.read_until(b"event: reload"))
            current = Stream(demo, headers="Last-Event-ID: 5\r\n")
            self.assertNotIn(b"reload", current.read_until(b"reload", 0.3))

    def test_a_gap_in_the_events_means_loading_again(self):
        with running("threads=1") as demo:
            stream = Stream(demo)
            demo.ask("GET", "/publish?from=1&count=2")
            demo.ask("GET", "/publish?from=5&count=1")
            stream.read_until(b"id: 5\n")
            self.assertEqual([1, 2, 4, 5], stream.ids())
            self.assertIn(b"id: 4\nevent: reload\n", stream.text)

    def test_a_fresh_page_after_a_restart_is_not_told_to_load_again(self):
        with running("threads=1") as demo:
            stream = Stream(demo, "/events?after=0")
            self.assertNotIn(b"reload", stream.read_until(b"reload", 0.3))

    def test_one_who_does_not_read_is_dropped_and_holds_up_nobody(self):
        with running("threads=1") as demo:
            slow, fast = Stream(demo), Stream(demo)
            for first in range(1, 40000, 1000):
                demo.ask("GET", f"/publish?from={first}&count=1000")
                fast.read_until(b"id: %d\n" % (first + 999))
            self.assertEqual(list(range(1, 40001)), fast.ids())
            slow.read_until(b"never", 2)
            self.assertLess(len(slow.ids()), 40000)

    def test_a_stop_ends_the_streams(self):
        with running() as demo:
            stream = Stream(demo)
            begun = time.monotonic()
            self.assertEqual(0, demo.stop())
            self.assertLess(time.monotonic() - begun, 3)
            self.assertTrue(stream.read_until(b"never", 1))

    def test_thousands_listen_at_little_cost(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < 2 * MANY + 100:
            self.skipTest(f"this user may open {hard} files only")
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, MANY + 500), hard))
        # What a sanitizer keeps of freed memory is not the server's.
        with running(environment={"ASAN_OPTIONS": "quarantine_size_mb=1:thread_local_quarantine_size_kb=64"}) as demo:
            demo.ask("GET", "/", signed_in=True)
            before = pss_kb(demo.process.pid)
            streams = [Stream(demo) for _ in range(MANY)]
            after = pss_kb(demo.process.pid)
            figures = json.loads(demo.ask("GET", "/healthz").body)
            self.assertEqual(MANY, figures["streams"])
            begun = time.monotonic()
            demo.ask("GET", "/publish?from=1&count=1")
            for stream in streams:
                self.assertIn(b"id: 1\n", stream.read_until(b"id: 1\n"))
            print(f"\n{MANY} streams: PSS {before} kB before, {after} kB with them; one event to all of "
                  f"them heard in {1000 * (time.monotonic() - begun):.0f} ms")
            # A sanitizer keeps a shadow of every byte, so the figure is the release's alone.
            if b"__asan_init" not in pathlib.Path(demo.process.args[0]).read_bytes():
                self.assertLess(after - before, MANY_PSS_KB)
            for stream in streams:
                stream.close()
            for _ in range(600):
                if json.loads(demo.ask("GET", "/healthz").body)["streams"] == 0:
                    break
                time.sleep(0.1)
            self.assertEqual(0, json.loads(demo.ask("GET", "/healthz").body)["streams"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
