#!/usr/bin/python3
"""What the web server promises to every page: forms, sessions, languages, files, slow and busy clients."""
import contextlib
import gzip
import hashlib
import json
import re
import threading
import time
import unittest

from web_demo import Answer, read_all, running

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Shared(unittest.TestCase):
    """One server for all tests of the class."""
    options: tuple = ()

    @classmethod
    def setUpClass(cls):
        manager = running(*cls.options)
        cls.demo = manager.__enter__()  # pylint: disable=unnecessary-dunder-call
        cls.addClassCleanup(manager.__exit__, None, None, None)


class Pages(Shared):
    def test_a_page_carries_the_strict_policy_and_no_server_name(self):
        answer = self.demo.ask("GET", "/")
        self.assertEqual(200, answer.status)
        self.assertEqual(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'", answer["Content-Security-Policy"])
        self.assertEqual("nosniff", answer["X-Content-Type-Options"])
        self.assertEqual("", answer["Server"])

    def test_a_page_of_customers_runs_no_script(self):
        answer = self.demo.ask("GET", "/help/x")
        self.assertIn("script-src 'none'", answer["Content-Security-Policy"])
        self.assertIn("require-trusted-types-for 'script'", answer["Content-Security-Policy"])

    def test_head_is_answered_with_the_length_alone(self):
        whole, head = self.demo.ask("GET", "/"), self.demo.ask("HEAD", "/")
        self.assertEqual((200, b""), (head.status, head.body))
        self.assertEqual(whole["Content-Length"], head["Content-Length"])

    def test_a_known_etag_gets_304_without_a_body(self):
        for known in ('"gpl"', 'W/"gpl"', '"x", "gpl"', "*"):
            answer = self.demo.ask("GET", "/file", {"If-None-Match": known})
            self.assertEqual((304, b"", '"gpl"'), (answer.status, answer.body, answer["ETag"]))
        self.assertEqual(200, self.demo.ask("GET", "/file", {"If-None-Match": '"gpl2"'}).status)

    def test_a_part_of_a_file_is_sent_when_asked_for(self):
        whole = self.demo.ask("GET", "/file").body
        for asked, expected in (("bytes=0-9", whole[:10]), ("bytes=-5", whole[-5:]),
                                ("bytes=100-", whole[100:])):
            answer = self.demo.ask("GET", "/file", {"Range": asked})
            self.assertEqual((206, expected), (answer.status, answer.body))
        for asked in ("bytes=5-1", "bytes=0-1,3-4", "lines=1-2", "bytes=999999999-"):
            self.assertEqual(200, self.demo.ask("GET", "/file", {"Range": asked}).status)

    def test_a_file_is_named_in_any_letters_and_runs_nothing(self):
        answer = self.demo.ask("GET", "/file?name=%E0%A6%95%22.txt")
        self.assertEqual("attachment; filename*=UTF-8''%E0%A6%95%22.txt", answer["Content-Disposition"])
        self.assertIn("sandbox", answer["Content-Security-Policy"])

    def test_text_is_compressed_for_those_who_take_it(self):
        plain = self.demo.ask("GET", "/")
        for header, is_packed in (("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False),
                                  ("br", False), ("gzipped", False), ("gzip;q=0.0, br", False)):
            answer = self.demo.ask("GET", "/", {"Accept-Encoding": header})
            self.assertEqual(is_packed, answer["Content-Encoding"] == "gzip", header)
            body = gzip.decompress(answer.body) if is_packed else answer.body
            self.assertEqual(plain.body, body)

    def test_an_unknown_path_is_404_and_another_method_405_with_allow(self):
        self.assertEqual(404, self.demo.ask("GET", "/nothing").status)
        self.assertEqual(404, self.demo.ask("GET", "/form/").status)
        answer = self.demo.ask("DELETE", "/form")
        self.assertEqual((405, "GET, HEAD, POST"), (answer.status, answer["Allow"]))

    def test_the_language_comes_from_the_path_then_from_the_browser(self):
        for target, header, expected in (
                ("/bn/help/x", "lt", "bn|/bn|x"), ("/help/x", "lt;q=0.9, ta;q=0.95", "ta||x"),
                ("/help/x", "de", "en||x"), ("/en/help/%E0%A6%95", "bn", "en|/en|ক")):
            answer = self.demo.ask("GET", target, {"Accept-Language": header})
            self.assertEqual(expected, answer.text)

    def test_pages_of_staff_have_no_language_in_their_path(self):
        self.assertEqual(404, self.demo.ask("GET", "/bn/inbox", signed_in=True).status)
        self.assertEqual(404, self.demo.ask("GET", "/de/help/x").status)

    def test_several_requests_share_a_connection(self):
        with self.demo.connect() as connection:
            connection.sendall(b"GET /client HTTP/1.1\r\nHost: a\r\n\r\n" * 2 +
                               b"GET /client HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            self.assertEqual(3, read_all(connection).count(b"127.0.0.1\n"))


class Rights(Shared):
    def test_who_is_not_signed_in_is_shown_where_to(self):
        answer = self.demo.ask("GET", "/inbox?state=new&x=1")
        self.assertEqual((303, "/sign-in?next=%2Finbox%3Fstate%3Dnew%26x%3D1"),
                         (answer.status, answer["Location"]))

    def test_a_part_of_a_page_says_it_without_a_redirect(self):
        answer = self.demo.ask("GET", "/inbox", {"HX-Request": "true"})
        self.assertEqual((403, "/sign-in"), (answer.status, answer["HX-Redirect"]))

    def test_the_session_cookie_signs_in_and_its_page_is_not_kept(self):
        answer = self.demo.ask("GET", "/inbox", signed_in=True)
        self.assertEqual((200, "no-store"), (answer.status, answer["Cache-Control"]))
        self.assertIn("<p>Rasa</p>", answer.text)

    def test_a_wrong_cookie_signs_nobody_in(self):
        for cookie in ("session=abc", f"xsession={self.demo.session}", f"session={self.demo.session}x",
                       "session", "session=", ";;;=", f"__Host-session={self.demo.session}"):
            self.assertEqual(303, self.demo.ask("GET", "/inbox", {"Cookie": cookie}).status, cookie)

    def test_a_right_that_is_missing_is_403(self):
        self.assertEqual(403, self.demo.ask("GET", "/admin", signed_in=True).status)

    def test_the_api_takes_a_token_and_no_cookie(self):
        answer = self.demo.ask("GET", "/api/v1/things/a", signed_in=True)
        self.assertEqual((401, "Bearer"), (answer.status, answer["WWW-Authenticate"]))
        self.assertEqual("application/problem+json", answer["Content-Type"])
        bearer = {"Authorization": f"Bearer {self.demo.bearer}"}
        answer = self.demo.ask("GET", "/api/v1/things/a%20b", bearer)
        self.assertEqual((200, {"name": "a b"}), (answer.status, json.loads(answer.body)))
        answer = self.demo.ask("GET", "/api/v1/things/a", {"Authorization": "Bearer hark_x"})
        self.assertEqual(401, answer.status)

    def test_a_problem_of_the_api_names_each_field(self):
        headers = {"Authorization": f"Bearer {self.demo.bearer}", "Content-Type": "application/json"}
        problem = json.loads(self.demo.ask("POST", "/api/v1/things", headers, b'{"x":1}').body)
        self.assertEqual(422, problem["status"])
        self.assertEqual([("customer.email", "#/customer/email"), ("subject", "#/subject")],
                         [(e["field"], e["pointer"]) for e in problem["errors"]])

    def test_the_api_says_404_405_and_415_as_documents_too(self):
        bearer = {"Authorization": f"Bearer {self.demo.bearer}"}
        for method, target, status in (("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/things", 405)):
            answer = self.demo.ask(method, target, bearer)
            self.assertEqual((status, status), (answer.status, json.loads(answer.body)["status"]))
        answer = self.demo.ask("POST", "/api/v1/things", bearer | FORM, b"a=b")
        self.assertEqual(415, answer.status)


class Forms(Shared):
    def token(self, headers: dict | None = None, signed_in: bool = False) -> tuple[str, str]:
        answer = self.demo.ask("GET", "/form", headers, signed_in=signed_in)
        cookie = answer["Set-Cookie"].split(";")[0]
        return re.search(r'value="([^"]+)"', answer.text)[1], cookie

    def post(self, headers: dict, body: str, signed_in: bool = False, target: str = "/form") -> Answer:
        return self.demo.ask("POST", target, FORM | headers, body.encode(), signed_in)

    def test_a_form_of_ours_is_taken(self):
        token, cookie = self.token()
        answer = self.post({"Cookie": cookie}, f"form_token={token}&text=a%26b+%E0%A6%95%0D%0Ac")
        self.assertEqual((200, "text=a&b ক\nc\n"), (answer.status, answer.text))

    def test_a_form_of_a_signed_in_person_is_taken_with_a_header_too(self):
        token, cookie = self.token(signed_in=True)
        self.assertEqual("", cookie)
        self.assertEqual(200, self.post({"X-Form-Token": token}, "text=a", signed_in=True).status)

    def test_each_page_masks_the_token_anew(self):
        _, cookie = self.token()
        tokens = {self.token({"Cookie": cookie})[0] for _ in range(5)}
        self.assertEqual(5, len(tokens))
        for token in tokens:
            self.assertEqual(200, self.post({"Cookie": cookie}, f"form_token={token}").status)

    def test_a_page_without_a_form_sets_no_cookie(self):
        self.assertEqual("", self.demo.ask("GET", "/")["Set-Cookie"])
        self.assertIn("HttpOnly; SameSite=Lax", self.demo.ask("GET", "/form")["Set-Cookie"])

    def test_a_forged_form_is_refused(self):
        token, cookie = self.token()
        other, _ = self.token()
        own, _ = self.token(signed_in=True)
        flipped = ("B" if token[0] == "A" else "A") + token[1:]
        for why, headers, body in (
                ("no token", {"Cookie": cookie}, "text=a"),
                ("an empty one", {"Cookie": cookie}, "form_token="),
                ("a changed one", {"Cookie": cookie}, f"form_token={flipped}"),
                ("one of another visit", {"Cookie": cookie}, f"form_token={other}"),
                ("no cookie", {}, f"form_token={token}"),
                ("an invented cookie", {"Cookie": "visit=" + "A" * 22}, f"form_token={token}"),
                ("one of a session for a visitor", {"Cookie": cookie}, f"form_token={own}"),
                ("another site", {"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}, f"form_token={token}"),
                ("a sibling site", {"Cookie": cookie, "Sec-Fetch-Site": "same-site"}, f"form_token={token}"),
                ("another origin", {"Cookie": cookie, "Origin": "http://evil.test"}, f"form_token={token}"),
                ("a hidden origin", {"Cookie": cookie, "Origin": "null"}, f"form_token={token}")):
            with self.subTest(why):
                self.assertEqual(403, self.post(headers, body).status)

    def test_who_signs_in_meanwhile_may_still_send_a_visitors_form_but_no_other(self):
        token, cookie = self.token()
        both = {"Cookie": f"session={self.demo.session}; {cookie}"}
        self.assertEqual(200, self.post(both, f"form_token={token}").status)
        self.assertEqual(403, self.post(both, f"form_token={token}", target="/inbox").status)
        own, _ = self.token(signed_in=True)
        self.assertEqual(200, self.post(both, f"form_token={own}", target="/inbox").status)
        self.assertEqual(403, self.post({"Cookie": cookie}, f"form_token={token}", target="/inbox").status)

    def test_our_own_origin_is_taken(self):
        token, cookie = self.token()
        for headers in ({"Origin": "http://127.0.0.1"}, {"Sec-Fetch-Site": "same-origin"}):
            self.assertEqual(200, self.post({"Cookie": cookie} | headers, f"form_token={token}").status)

    def test_a_text_that_is_too_long_is_named_and_not_cut(self):
        token, cookie = self.token()
        answer = self.post({"Cookie": cookie}, f"form_token={token}&text={'a' * 101}")
        self.assertEqual(422, answer.status)

    def test_what_is_not_declared_is_not_handed_over(self):
        token, cookie = self.token()
        answer = self.post({"Cookie": cookie}, f"form_token={token}&other=a")
        self.assertEqual("text=(none)\n", answer.text)

    def test_other_kinds_of_bodies_are_415(self):
        token, cookie = self.token()
        headers = {"Cookie": cookie, "X-Form-Token": token}
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
            answer = self.demo.ask("POST", "/form", headers | {"Content-Type": kind}, b"{}")
            self.assertEqual(415, answer.status)

    def upload(self, parts: list[tuple[str, bytes]]) -> Answer:
        token, cookie = self.token()
        body = b"".join(b"--b\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content +
                        b"\r\n" for head, content in [('name="form_token"', token.encode()), *parts])
        return self.demo.ask("POST", "/upload", {
            "Cookie": cookie, "Content-Type": "multipart/form-data; boundary=b"}, body + b"--b--\r\n")

    def test_files_of_every_size_arrive_whole(self):
        for size in (0, 1, 1000, 32 * 1024, 65_000, 65_536, 300_000, 5_000_000):
            content = (b"\r\n--\r\n-b\r" + bytes(range(256))) * (size // 264 + 1)
            content = content[:size]
            answer = self.upload([('name="text"', b"hello"), (
                'name="file"; filename="a.bin"\r\nContent-Type: image/png', content)])
            expected = f"text=hello\nfile=a.bin image/png {size} {hashlib.sha256(content).hexdigest()}\n"
            self.assertEqual((200, expected), (answer.status, answer.text))

    def test_an_upload_cut_short_is_refused(self):
        token, cookie = self.token()
        body = (f'--b\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token}\r\n'
                '--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nabc').encode()
        answer = self.demo.ask("POST", "/upload", {
            "Cookie": cookie, "Content-Type": "multipart/form-data; boundary=b"}, body)
        self.assertEqual(422, answer.status)


class Proxies(unittest.TestCase):
    def client(self, demo, headers: dict) -> str:
        return demo.ask("GET", "/client", headers).text.strip()

    def test_nobody_is_believed_unless_trusted(self):
        with running() as demo:
            self.assertEqual("127.0.0.1", self.client(demo, {"X-Forwarded-For": "192.0.2.7"}))

    def test_a_trusted_proxy_is_believed_one_hop_at_a_time(self):
        with running("proxies=127.0.0.1, 10.0.0.0/8", "base=https://help.example.org") as demo:
            for said, expected in (
                    ("192.0.2.7", "192.0.2.7"), ("192.0.2.7, 10.1.2.3", "192.0.2.7"),
                    ("10.9.9.9, 192.0.2.7", "192.0.2.7"), ("1.1.1.1, 192.0.2.7, 10.0.0.1", "192.0.2.7"),
                    ("2001:db8::7", "2001:db8::7"), ("nonsense", "127.0.0.1"), ("", "127.0.0.1"),
                    ("192.0.2.7, nonsense", "127.0.0.1"), (",".join(["10.0.0.1"] * 40), "10.0.0.1")):
                self.assertEqual(expected, self.client(demo, {"X-Forwarded-For": said}), said)

    def test_a_unix_socket_serves_too(self):
        with running("proxies=unix", listen="127.0.0.1:0,unix:") as demo:
            import socket  # pylint: disable=import-outside-toplevel
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(demo.unix)
                connection.sendall(b"GET /client HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                   b"X-Forwarded-For: 10.2.3.4\r\n\r\n")
                self.assertEqual("10.2.3.4\n", Answer(read_all(connection)).text)

    def test_without_tls_only_computers_nearby_are_answered(self):
        with running("proxies=127.0.0.1") as demo:
            self.assertEqual(403, demo.ask("GET", "/", {"X-Forwarded-For": "192.0.2.7"}).status)
            self.assertEqual(200, demo.ask("GET", "/", {"X-Forwarded-For": "192.168.2.7"}).status)

    def test_behind_https_the_cookies_are_locked_and_plain_http_is_sent_there(self):
        with running("proxies=127.0.0.1", "base=https://help.example.org") as demo:
            answer = demo.ask("GET", "/form", {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})
            self.assertRegex(answer["Set-Cookie"],
                             "^__Host-visit=.{22}; Path=/; HttpOnly; SameSite=Lax; Secure$")
            self.assertEqual("max-age=63072000", answer["Strict-Transport-Security"])
            answer = demo.ask("GET", "/help/x?a=1", {"X-Forwarded-Proto": "http"})
            self.assertEqual((308, "https://help.example.org/help/x?a=1"), (answer.status, answer["Location"]))

    def test_plain_http_on_a_public_name_does_not_start(self):
        with running("base=http://help.example.org") as demo:
            self.assertEqual(1, demo.wait())


class Busy(unittest.TestCase):
    def test_a_full_queue_says_when_to_come_back(self):
        with running("workers=1", "queue=2", "threads=1") as demo:
            demo.ask("GET", "/client")  # the worker has begun
            with contextlib.ExitStack() as stack:
                lines = [stack.enter_context(demo.connect(60)) for _ in range(6)]
                for line in lines:
                    line.sendall(b"GET /nap?ms=2000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                answers = [Answer(read_all(line)) for line in lines]
            statuses = sorted(answer.status for answer in answers)
            # Two wait and one is answered, unless the worker has not quite laid down its last one.
            self.assertIn(statuses, ([200] * 3 + [503] * 3, [200] * 2 + [503] * 4))
            self.assertEqual({"2"}, {a["Retry-After"] for a in answers if a.status == 503})
            self.assertEqual(200, demo.ask("GET", "/").status)

    def test_a_stop_finishes_requests_in_flight_and_closes_idle_connections(self):
        with running("workers=2") as demo:
            got = []
            thread = threading.Thread(target=lambda: got.append(demo.ask("GET", "/nap?ms=1500")))
            asked = json.loads(demo.ask("GET", "/healthz").body)["requests"] + 1
            with demo.connect() as idle:
                thread.start()
                while json.loads(demo.ask("GET", "/healthz").body)["requests"] == asked:
                    asked += 1  # this one; and the nap has come when there are more
                    time.sleep(0.02)
                begun = time.monotonic()
                self.assertEqual(0, demo.stop())
                self.assertLess(time.monotonic() - begun, 4)
                thread.join()
                self.assertEqual((200, b"rested\n"), (got[0].status, got[0].body))
                self.assertEqual(b"", idle.recv(10))

    def test_a_second_server_on_the_same_port_does_not_start(self):
        with running() as demo, running(listen=f"127.0.0.1:{demo.port}") as second:
            self.assertEqual(1, second.wait())


class Slow(unittest.TestCase):
    def drip(self, demo, first: bytes, piece: bytes) -> float:
        """How long it takes until the server has enough of it."""
        with demo.connect(60) as connection:
            begun = time.monotonic()
            connection.sendall(first)
            connection.settimeout(0.5)
            while time.monotonic() - begun < 50:
                try:
                    connection.sendall(piece)
                    if connection.recv(1) == b"":
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
            return time.monotonic() - begun

    def test_a_dripping_head_or_body_is_ended_and_disturbs_nobody(self):
        with running("threads=1") as demo:
            times = {}
            drips = {"head": (b"GET / HTTP/1.1\r\nX: ", b"a"),
                     "body": (b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n", b"a")}
            threads = [threading.Thread(target=lambda n=name, d=drip: times.update({n: self.drip(demo, *d)}))
                       for name, drip in drips.items()]
            for thread in threads:
                thread.start()
            begun = time.monotonic()
            for _ in range(20):
                self.assertEqual(200, demo.ask("GET", "/").status)
            self.assertLess(time.monotonic() - begun, 9, "they waited for a drip")
            for thread in threads:
                thread.join()
            self.assertTrue(9 < times["head"] < 13, times)
            self.assertTrue(29 < times["body"] < 34, times)


if __name__ == "__main__":
    unittest.main(verbosity=2)
