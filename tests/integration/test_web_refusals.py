#!/usr/bin/python3
"""Malformed requests, and what each of them must get.

The strictness leans on the layout of libmicrohttpd 0.9.75 (src/web/strict.c): with another version
this table says whether it still holds.
"""
import unittest

from web_demo import Answer, running

GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
END = b"Connection: close\r\n\r\n"
POST = b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"

CLOSED = 0  # without an answer
ROWS = [
    ("plain request", GET + END, 200),
    ("HTTP/1.0 without Host", b"GET / HTTP/1.0\r\n\r\n", 200),
    ("missing Host", b"GET / HTTP/1.1\r\n" + END, 400),
    ("two Hosts", GET + b"Host: b\r\n" + END, 400),
    ("Content-Length and Transfer-Encoding",
     POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + END + b"0\r\n\r\n", 400),
    ("Transfer-Encoding and Content-Length", CHUNKED + b"Content-Length: 5\r\n" + END + b"0\r\n\r\n", 400),
    ("two different lengths", POST + b"Content-Length: 3\r\nContent-Length: 0\r\n" + END + b"abc", 400),
    ("two equal lengths", POST + b"Content-Length: 3\r\nContent-Length: 3\r\n" + END + b"abc", 400),
    ("length +3", POST + b"Content-Length: +3\r\n" + END + b"abc", 400),
    ("length -1", POST + b"Content-Length: -1\r\n" + END + b"abc", 400),
    ("length 3, 3", POST + b"Content-Length: 3, 3\r\n" + END + b"abc", 400),
    ("empty length", POST + b"Content-Length:\r\n" + END + b"abc", 400),
    ("unknown encoding", POST + b"Transfer-Encoding: xchunked\r\n" + END + b"0\r\n\r\n", 400),
    ("chunked, chunked", POST + b"Transfer-Encoding: chunked, chunked\r\n" + END + b"0\r\n\r\n", 400),
    ("Transfer-Encoding twice", CHUNKED + b"Transfer-Encoding: chunked\r\n" + END + b"0\r\n\r\n", 400),
    ("space before the colon", GET + b"X-A : b\r\n" + END, 400),
    ("tab before the colon", GET + b"X-A\t: b\r\n" + END, 400),
    ("empty header name", GET + b": b\r\n" + END, 400),
    ("line without a colon", GET + b"abc\r\n" + END, 400),
    ("bare LF everywhere", b"GET / HTTP/1.1\nHost: a\nConnection: close\n\n", 400),
    ("bare LF after the request line", b"GET / HTTP/1.1\nHost: a\r\n" + END, 400),
    ("bare LF after a header", GET + b"X-A: b\n" + END, 400),
    ("bare LF at the end of the head", GET + b"Connection: close\r\n\n", 400),
    ("folded line", GET + b"X-A: b\r\n c\r\n" + END, 400),
    ("fold right after the request line", b"GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n" + END, 400),
    ("NUL in a value", GET + b"X-A: b\0c\r\n" + END, 400),
    ("two NULs in a value", GET + b"X-A: b\0\0c\r\n" + END, 400),
    ("NULs in the last value", GET + b"Connection: close\r\nX-A: b\0\0\0\0hidden\r\n\r\n", 400),
    ("NUL in a name", GET + b"X-\0A: b\r\n" + END, 400),
    ("NUL at the end of a value", GET + b"X-A: b\0\r\n" + END, 400),
    ("bare CR in a value", GET + b"X-A: b\rX-B: c\r\n" + END, 400),
    ("CR CR LF", GET + b"X-A: b\r\r\n" + END, 400),
    ("NUL in the path", b"GET /a\0b HTTP/1.1\r\nHost: a\r\n" + END, 400),
    ("%00 in the path", b"GET /%00a HTTP/1.1\r\nHost: a\r\n" + END, 400),
    ("%00 in the query", b"GET /?a=%00 HTTP/1.1\r\nHost: a\r\n" + END, 400),
    ("a broken code in the path", b"GET /%zz HTTP/1.1\r\nHost: a\r\n" + END, 400),
    ("a lone % in the query", b"GET /?q=100% HTTP/1.1\r\nHost: a\r\n" + END, 200),
    ("a whole URL as the target", b"GET http://a/ HTTP/1.1\r\nHost: a\r\n" + END, 400),
    ("a fragment in the target", b"GET /#a HTTP/1.1\r\nHost: a\r\n" + END, 400),
    ("space in the path", b"GET /a b HTTP/1.1\r\nHost: a\r\n" + END, 400),
    ("two spaces in the request line", b"GET  / HTTP/1.1\r\nHost: a\r\n" + END, 400),
    ("HTTP/1.2", b"GET / HTTP/1.2\r\nHost: a\r\n" + END, 400),
    ("HTTP/2.0", b"GET / HTTP/2.0\r\nHost: a\r\n" + END, 505),
    ("no version", b"GET /\r\nHost: a\r\n" + END, 400),
    ("lower-case http", b"GET / http/1.1\r\nHost: a\r\n" + END, 400),
    ("a head of 20 kB", GET + b"X-A: " + b"b" * 20000 + b"\r\n" + END, 431),
    ("a path of 20 kB", b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: a\r\n" + END, 414),
    ("33 MB announced", POST + b"Content-Length: 34603008\r\n" + END, 413),
    ("2 MB announced where no file is taken",
     b"POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n" + END, 413),
    ("a length of 30 digits", POST + b"Content-Length: " + b"9" * 30 + b"\r\n" + END, 413),
    ("bad chunk size", CHUNKED + END + b"zz\r\n\r\n", 400),
    # The library reads bodies where we cannot look; nginx in front frames them anew.
    ("chunk size with bare LF", CHUNKED + END + b"3\nabc\n0\n\n", 403),
    ("TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", CLOSED),
    ("an unknown method", b"BREW / HTTP/1.1\r\nHost: a\r\n" + END, 405),
    ("OPTIONS *", b"OPTIONS * HTTP/1.1\r\nHost: a\r\n" + END, 400),
]


class Refusals(unittest.TestCase):
    def test_each_malformed_request_gets_its_answer(self):
        with running() as demo:
            for name, request, expected in ROWS:
                with self.subTest(name):
                    self.assertEqual(expected, Answer(demo.raw(request)).status)

    def test_after_a_refusal_nothing_more_is_read_from_the_connection(self):
        with running() as demo:
            answer = demo.raw(GET + b"X-A : b\r\n\r\n" + GET + END)
            self.assertEqual(1, answer.count(b"HTTP/1.1 "))


if __name__ == "__main__":
    unittest.main(verbosity=2)
